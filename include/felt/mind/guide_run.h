/*
 * Walking a guide: the answers so far in, the next step out.  Pure: no terminal, no journal, no clock.
 *
 *	guide_run_begin(&run, &guide, form);
 *	while ((step = guide_run_step(&run)) != NULL) {
 *		... ask ...
 *		guide_run_text(&err, &run, "...", n) or guide_run_skip(&run);      // answers the step it stands at
 *		guide_run_forward(&run);
 *	}
 *	guide_run_entry(&err, &run, &entry, &hold);
 *
 * Laws
 *  1. Any step can be skipped, and "skipped" is never an error.
 *  2. Going back changes one answer; the later ones stay, also those whose step is not shown any more.
 *  3. What was answered is in the entry, byte for byte: nothing is trimmed but the line end behind a line or an item.
 *  4. No arithmetic on feelings decides anything but a `when` that the guide's file spells out.
 */
#ifndef FELT_MIND_GUIDE_RUN_H
#define FELT_MIND_GUIDE_RUN_H

#include "felt/model/entry.h"
#include "felt/model/feeling.h"
#include "felt/model/guide.h"

enum answer_state { ANSWER_OPEN = 0, ANSWER_GIVEN, ANSWER_SKIPPED };

struct run_feeling { char id[FEELING_ID_MAX + 1]; uint8_t intensity, layer, source; };
enum { RUN_FEELINGS_MAX = 16 };

/* One step's answer; which part of it counts follows from the step's kind. */
struct guide_answer {
	enum answer_state state;
	struct buf text;          /* text, line; list: items parted by \n; choices: slugs (or what was typed) parted by \n; belief: the sentence of a
	                             new one; followup: what */
	uint8_t number;           /* scale */
	struct run_feeling *feelings; size_t nfeelings; /* owned */
	uint64_t belief;          /* an id of the ledger; 0: none, or a new one when text is there */
	struct buf with, due, expected; /* followup; due: an ISO date or empty */
};

struct guide_run {
	const struct guide *guide;  /* borrowed */
	size_t form;
	struct guide_answer *answers; /* one a step, owned */
	size_t at;                  /* index of the step; nsteps: at the end */
	enum then_what outcome;     /* what the last choice asked for */
	struct slice next_guide, next_form; /* THEN_GUIDE; borrowed from the guide */
};

int guide_run_begin(struct err *err, struct guide_run *run, const struct guide *g, size_t form); /* E_NOMEM */
void guide_run_release(struct guide_run *run); /* wipes */

/* Where it stands: NULL at the end, or when a choice said to stop. */
const struct guide_step *guide_run_step(const struct guide_run *run);
struct guide_answer *guide_run_answer(struct guide_run *run);           /* of that step */
/* Belongs to the form, its conditions hold, and choices have something to choose. */
bool guide_run_shown(const struct guide_run *run, size_t step);
/* "step k of n": shown steps, and those to come that no answer has ruled out yet, but for notices and answers that
 * are not kept; n may change with the answers.  k counts up to where it stands, from 1. */
void guide_run_progress(const struct guide_run *run, size_t *k, size_t *n);
bool guide_run_first(const struct guide_run *run);                      /* nothing to go back to */

/* Answer the step it stands at.  Each returns 0 or E_NOMEM; E_TEXT_*, E_USAGE for what the step cannot take (nothing is changed then;
 * the subject says what, never the text).  An answer that says nothing (only blanks, no item, no feeling, no choice) is a skip.  Lines of blanks are no items.
 * choose: slugs of the step, items of the list it takes them `from`, with `other` anything in one line. */
int guide_run_text(struct err *err, struct guide_run *run, const char *s, size_t n);   /* text, line, list (one item a line) */
int guide_run_number(struct err *err, struct guide_run *run, uint8_t value);
int guide_run_feelings(struct err *err, struct guide_run *run, const struct run_feeling *f, size_t n);
int guide_run_choose(struct err *err, struct guide_run *run, const char *const *slugs, size_t n); /* also sets outcome */
int guide_run_belief(struct err *err, struct guide_run *run, uint64_t id, const char *sentence, size_t n);
int guide_run_followup(struct err *err, struct guide_run *run, struct slice what, struct slice with, struct slice due, struct slice expected);
/* Also takes a given answer back, and what was chosen at a step above that is kept under the same key: the same question, asked before. */
void guide_run_skip(struct guide_run *run);
void guide_run_seen(struct guide_run *run);   /* a notice was read */

void guide_run_forward(struct guide_run *run);      /* to the next step that is shown; outcome THEN_STOP, THEN_GUIDE: to the end */
bool guide_run_back(struct guide_run *run);         /* to the one before that is shown and is no notice; false at the first */
bool guide_run_go(struct guide_run *run, struct slice step); /* to a step by name, if it is shown */

/* The items of a list answer, or of a choices step that takes them `from` it. i from 0; the empty slice with p NULL beyond the last. */
struct slice guide_item(const struct guide_answer *a, size_t i);
size_t guide_items(const struct guide_answer *a);
/* What the step begins with: a given answer (as text; of a scale it is in answer.number), else its default, else the only item it could take `from` or, of
 * a follow-up, the text of that step; the empty slice: nothing. */
struct slice guide_run_preset(const struct guide_run *run);
/* The text that stands above every later question (`above`: the answer kept under that step's key); empty before it is answered and at the step itself. */
struct slice guide_run_above(const struct guide_run *run);
/* The first rating of a step that has `again`: NULL when there was none. */
const struct guide_answer *guide_run_before(const struct guide_run *run);

/*
 * Into an entry (FORMAT.md 3): fields in the guide's order, feelings in meta 7 (moment 1 for `again` steps; a feeling rated again keeps
 * its layer and source; a step with `layer` gives it), ratings in meta 12 for belief-before, belief-after, balanced-belief; every other scale a number
 * field; guide `name@version`.  Adds to e, which the caller has emptied of fields, feelings and ratings; e borrows from the run and from
 * `hold`, which nothing else may borrow from.
 * Beliefs and follow-ups are rows of their own: the caller takes them from the answers (and puts the belief's id into e->beliefs, of a draft too).
 * Under the same key the later given answer wins, that of a step which is shown before that of one which is not.
 *
 * A draft (e->kind == KIND_DRAFT, which is set before the call) also keeps what has no place of its own in an entry, under `.answer-NAME` for the step
 * NAME: answers that are not kept, those that share a key, follow-ups (four items: what, with, due, expected) and the sentence of a new belief.
 * Every answer then comes back to its own step.
 */
int guide_run_entry(struct err *err, const struct guide_run *run, struct entry *e, struct buf *hold);
/*
 * And back, from an entry or a draft, over whatever the run had: `at` is the beginning.  The form is the run's.  Feelings go to the step of
 * their layer if the form has one, the first belief to the belief step.  A field of another shape than its
 * step's (from elsewhere) is taken as lines.  Fields that no step takes are left alone; *strange (may be NULL) counts them, but for `rated-after` and keys
 * that begin with a dot.  E_NOMEM: the run is as it was.
 */
int guide_run_from_entry(struct err *err, struct guide_run *run, const struct entry *e, size_t *strange);

#endif
