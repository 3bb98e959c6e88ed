/*
 * Walking a guide at the terminal, from its first question to a saved entry.
 *
 * What guide_run knows (the answers) and what the terminal shows (a step) meet here.  After every answered step there is a sealed draft; whatever ends the
 * walk, the answers are in that draft, in the entry, or in a sealed file beside the pins.
 *
 *	walk_begin / walk_resume / walk_edit      the guide, the answers so far, the row it will become
 *	walk_go                                   asks until the end, until it is left, or until the terminal goes away
 *	walk_release
 */
#ifndef FELT_CLI_WALK_H
#define FELT_CLI_WALK_H

#include "cli/walk/ledger.h"
#include "cli/write/writing.h"
#include "felt/base/json.h"
#include "felt/mind/guide_run.h"
#include "felt/term/step.h"

enum { WALK_NOTE = 240, WALK_MARKS = 4, CLOCK_TEXT = 24 };

struct walk {
	struct ctx *ctx;
	struct guide guide;
	struct guide_run run;
	struct row row;             /* the draft or entry it goes on with */
	struct entry base;          /* id, dates, title, tags, flags and what the guide does not know; borrows from row and the options */
	struct entry entry;         /* base with the answers so far; made anew at every save */
	struct buf hold;            /* texts of `entry` that stand nowhere else */
	struct draft draft;
	struct draft_mark marks[WALK_MARKS]; /* where the draft stands; borrow from the guide and the two below */
	size_t nmarks;
	char rated[CLOCK_TEXT], again[CLOCK_TEXT];
	uint64_t target, base_clock; /* an edit: the entry, and its clock when the edit began */
	uint64_t conflict;
	struct ledger ledger;
	uint64_t belief;            /* --belief, or recognised in the hot thought */
	bool recalled;              /* CARE.md 17's "has been here before" was said */
	int64_t rated_ms, again_ms; /* when the first rating was given, and when the second was; 0: not yet */
	struct buf page;            /* felt help-now */
	char note[WALK_NOTE];       /* shown above the next step */
	bool plain, changed;
	bool shut, unsaved;         /* idle_lock: the passphrase was not given; something was answered since the draft was kept */
	bool retry;                 /* saving failed: the page at the end comes back, whatever led to it */
	bool warned;                /* it was said that nothing can be kept: leaving again leaves without it */
	size_t followups;           /* rows that were made at the end */
};

enum walk_end {
	WALK_SAVED,      /* an entry */
	WALK_LEFT,       /* a draft */
	WALK_NOTHING,    /* nothing was answered, so nothing is kept */
	WALK_LOST        /* sealed beside the pins */
};

/* ---- walk.c ---- */

/* A new walk through the guide `name`; form may be empty.  h: date, tags, flags; it must stay until walk_release. */
int walk_begin(struct walk *w, struct ctx *ctx, struct slice name, struct slice form, const struct head *h);
/* Goes on with a draft, or changes an entry that a guide made.  w->row was filled by the caller. E_USAGE: its guide is not to be had. */
int walk_resume(struct walk *w, struct ctx *ctx);
int walk_edit(struct walk *w, struct ctx *ctx);
void walk_release(struct walk *w);
/* Is the guide that made e here and sound?  ctx->err says why not. */
bool walk_has_guide(struct ctx *ctx, const struct entry *e);
int walk_go(struct walk *w, enum walk_end *end);
/* The same for a change: all answers as a list (walk_menu.c). */
int walk_menu(struct walk *w, enum walk_end *end);
/* Somewhere safe: a draft, else a sealed file, or nowhere when nothing was answered.  An error: it is nowhere. */
int walk_leave(struct walk *w, enum walk_end *end);
/* How a step was left, LEFT or HANGUP, done: 0 it is over; 1 nothing could be kept, and the writer stays (w->note says why; only once). */
int walk_left(struct walk *w, enum step_end how, enum walk_end *end);
/* What became of it, on stderr and stdout. */
int walk_tell(struct walk *w, enum walk_end end);

/* ---- walk_ask.c: one step, by its kind ---- */

/* Asks the step the run stands at and puts the answer into it.  note: cleared, and filled again when the next step should say something. */
int walk_ask(struct walk *w, enum step_end *end);
/* A step of the terminal with everything that does not depend on its kind. */
struct asking_step { struct buf question, help, above, progress, title; };
void asking_begin(struct walk *w, const struct guide_step *gs, struct asking_step *a, struct step *s);
void asking_release(struct asking_step *a);
/* step_ask with the journal closed meanwhile. */
int walk_step(struct walk *w, const struct step *s, struct step_answer *answer, enum step_end *end);

/* ---- walk_idle.c: idle_lock on every step ---- */

/* The `lock` of a step, and its idle_ms: 0 where there is no key to be dropped. */
int walk_lock(void *walk);
long walk_idle_ms(const struct walk *w);
/* Differs where another number was typed or other choices were ticked. */
uint64_t walk_marked(const struct step *s, const struct step_answer *a);
/* The passphrase was not given, and a draft has everything: there is nothing to save, and no key to do it with. */
bool walk_is_kept(const struct walk *w);

/* ---- walk_feel.c, walk_more.c: feelings; beliefs and follow-ups ---- */

int ask_step_feelings(struct walk *w, const struct guide_step *gs, enum step_end *end);
int ask_step_again(struct walk *w, const struct guide_step *gs, enum step_end *end); /* the same feelings again, and any new one */
int ask_step_belief(struct walk *w, const struct guide_step *gs, enum step_end *end);
int ask_step_followup(struct walk *w, const struct guide_step *gs, enum step_end *end);
/* After the hot thought: is it a belief that has been looked at twice already? */
int walk_recall(struct walk *w, enum step_end *end);

/* ---- walk_keep.c ---- */

/* The answers so far into w->entry. */
int walk_entry(struct walk *w, enum entry_kind kind);
/* The composer's save, with what is being typed as the answer of this step. */
int walk_save(void *walk, const char *text, size_t n, char say[200]);
/* The same with the answers as they are. */
int walk_save_now(struct walk *w, char say[200]);
/* After an answered step: a draft; when that fails, w->note says so. */
void walk_keep(struct walk *w);
/* The end: entry, new belief, follow-ups in one transaction. */
int walk_finish(struct walk *w);
/* CARE.md 14: the minutes between the two ratings when there were more than six hours of them; else 0. */
int64_t walk_rated_after(const struct walk *w);
/* Own fields of a draft back into the run; answers of steps that its guide does not have any more become fields of base. */
int walk_marks_read(struct walk *w, const struct entry *e);
/* May this draft be opened here?  E_BUSY when another felt has it open.  Held until the process ends. */
int draft_claim(struct ctx *ctx, uint64_t id);

/* ---- walk_strange.c ---- */

/* Does base hold what its guide has no step for?  And that into w->entry; not 0: no memory. */
bool walk_strange(const struct walk *w);
int walk_keep_strange(struct walk *w);
/*
 * Answers that lie in a draft under their step's name, and whose step g does not have (any more) or has of another kind, as fields of e under
 * that name; g NULL: all of them.  Not 0: no memory.
 */
int draft_unplaced(struct entry *e, const struct entry *draft, const struct guide *g);

/* ---- walk_sum.c ---- */

/* The page at the end, as lines; w->entry is filled on the way. */
int walk_summary(struct walk *w, struct buf *out);
/* "evidence for"; an answer in one line. */
void walk_label(struct buf *out, struct slice key);
void walk_answer_line(struct walk *w, struct buf *out, size_t step);

/* ---- walk_answers.c: --answers and --json ---- */

int walk_take_answers(struct walk *w, const char *path);
void walk_give_answers(struct walk *w, struct json_out *j);

#endif
