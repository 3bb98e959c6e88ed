/*
 * felt share: a packet for a therapist, from choosing to the log.
 *
 * A *plan* says what is to leave and how: who it is for, which entries, what of them is left out, which names are replaced, the note.
 * Everything else is made from the plan and the journal: the preview, the page, the record in the log.  The plan is filled by the
 * command line and --choices alone (scripts), or by a conversation at the terminal; what is made of it is the same.
 *
 *	share_collect       filters, log and kept names into the plan: every entry that may be taken, ticked; private ones are only counted
 *	share_for           for whom: what is new for this reader; with --since-last only that stays ticked
 *	share_choices       to, from, note, names, what stays here, from JSON                                       (scripts)
 *	share_converse      the same at the terminal: tick, leave out, names, note, preview, the words before sealing
 *	share_packet        opens what is ticked, leaves out and replaces, as values for the page
 *	share_preview       the same values as text: exactly what will leave
 *	share_send          the file: sealed page, plain page, age; or opened here; with the record in the log, names kept for next time
 *
 * Laws (CARE.md 23 to 26, DESIGN.md 7)
 *  1. An entry that is kept private is never in a packet, in no format; the writer alone is told how many were held back.
 *  2. Preview and page are made from the same packet: nothing travels that the preview did not show.
 *  3. Nothing leaves before the words of CARE.md 25 were shown and agreed to, or --yes was given.
 *  4. The log records what left, when, for whom, with a digest of the file, in the same run; a file that stands without its record is said.
 */
#ifndef FELT_CLI_SHARE_H
#define FELT_CLI_SHARE_H

#include "cli/files/sealing.h"
#include "cli/write/writing.h"
#include "felt/exchange/alias.h"
#include "felt/exchange/page.h"

struct share_item {
	uint64_t id;
	uint8_t kind;            /* entry; beliefs and follow-ups of taken entries follow by themselves and can be left out too */
	bool take;
	bool texts_left_out;     /* only date, feelings and ratings leave; a belief or follow-up then does not */
	struct buf left_out;     /* keys of what does not leave ("situation", "text", "title", "feelings"), one a line */
	struct when when;        /* for lists */
	struct buf line;         /* for lists: feelings and opening, safe; wiped */
	bool fresh;              /* not in an earlier packet for this reader */
	int64_t made;            /* when it was written, ms UTC, whatever day it is of */
	uint64_t *beliefs; size_t nbeliefs; /* an entry: what it is filed under; owned */
	uint64_t of;             /* a follow-up: its entry */
};

struct share_alias { struct buf name, alias; };

/* A packet before this one, from the log. */
struct share_past { struct buf to, digest, since; struct when when; uint64_t *ids; size_t nids; };

struct share_plan {
	struct ctx *ctx;
	struct buf to, from, note;
	struct share_item *items; size_t nitems;   /* entries, then beliefs, then follow-ups, each newest first */
	struct share_alias *aliases; size_t naliases; /* kept sealed for next time (settings row `aliases`) */
	bool aliases_changed;
	struct share_past *past; size_t npast;     /* newest first */
	uint64_t held_back;      /* private entries that would have been taken */
	int64_t *private_made; size_t nprivate;    /* of each of them, when it was written */
	bool since_last;         /* only what was written after the last packet for this reader */
	bool has_period; int64_t first_day, last_day;
	bool has_last; struct when last;           /* the packet before, for this reader */
};

struct share_packet {
	struct page_packet page;                   /* borrows from the rest */
	struct entry *entries; size_t nentries;    /* owned; all three kinds */
	struct page_item *items;                   /* owned, one each */
	struct buf *hold; size_t nhold, chold;     /* replaced texts, wiped */
	struct aliases *aliases;
	struct buf note;                           /* replaced */
};

enum share_how { SHARE_SEALED, SHARE_OPEN, SHARE_AGE, SHARE_OPEN_HERE };

/* What must be said before anything leaves (CARE.md 25). */
extern const char share_words[];

/* ---- share_plan.c ---- */

/* Fills the plan; the command line has no names in it.  With --since-last and one reader in the log that one is taken. */
int share_collect(struct share_plan *p, const struct args *a);
/* Sets `to` and what depends on it.  With --since-last E_USAGE when the log has no packet for that reader. */
int share_for(struct share_plan *p, struct slice to);
/* Would it be in the packet as things stand?  A belief only with an entry of it, a follow-up only with its own. */
bool share_travels(const struct share_plan *p, const struct share_item *it);
/* How many entries are ticked. */
size_t share_taken(const struct share_plan *p);
bool share_left_out(const struct share_item *it, struct slice key);
void share_plan_release(struct share_plan *p);

/* ---- share_choices.c: --choices; "-" is standard input ---- */

int share_choices(struct share_plan *p, const char *path);

/* ---- share_names.c ---- */

/* A name and what replaces it; the same name again replaces the alias, an empty alias takes it away. E_USAGE as alias_check. */
int share_alias_set(struct share_plan *p, struct slice name, struct slice alias);
/* Within a transaction: the kept names into the plan; and, of a STORE_WRITE one, back into the journal. */
int share_names_load(struct share_plan *p);
int share_names_store(struct share_plan *p);

/* ---- share_packet.c ---- */

/* In a transaction of its own; the store must be open. */
int share_packet(const struct share_plan *p, struct share_packet *out);
void share_packet_release(struct share_packet *k);

/* ---- share_preview.c ---- */

/* Lines of text, not yet neutralised for a terminal. */
void share_preview(const struct share_plan *p, const struct share_packet *k, struct buf *out);
/* How the ith name stands there with a word beside it: "Ana Silva", "Ana-Lucia"; nothing when it does not. */
void share_beside(const struct share_packet *k, size_t i, struct buf *out);

/* ---- share_send.c, share_here.c ---- */

struct share_sending {
	enum share_how how;
	const struct sealing *seal;  /* SHARE_AGE */
	const char *to;              /* the file; NULL with SHARE_OPEN_HERE */
	const char *words_to;        /* --words-to, or NULL: the words are shown on the terminal */
};
/* The next step when a file has that name already: perhaps of a run that was cut short. */
extern const char share_in_the_way[];

/* Writes the file, or opens the page here, and the record; says on the terminal what to do with it. */
int share_send(struct share_plan *p, const struct share_packet *k, const struct share_sending *s);
/* Shows the page in a browser until Enter; nothing of it stays. E_INTERRUPTED. */
int share_here(struct ctx *ctx, const struct buf *page);

/* ---- share_log.c ---- */

/* Within a transaction: the packets before, newest first. */
int share_past_load(struct share_plan *p);
/* Within a STORE_WRITE transaction. */
int share_record(struct share_plan *p, const struct share_packet *k, const char *digest);
int share_log(struct ctx *ctx);               /* felt share --log */

/* ---- share_talk.c ---- */

/* *agreed: the writer wants it so; *how may be changed to SHARE_OPEN_HERE, which is offered as an equal. */
int share_converse(struct share_plan *p, enum share_how *how, bool *agreed);

#endif
