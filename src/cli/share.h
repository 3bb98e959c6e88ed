/*
 * felt share: a packet for a therapist, from choosing to the log.
 *
 * A *plan* says what is to leave and how: who it is for, which entries, what of them is left out, which names are replaced, the note.
 * Everything else is made from the plan and the journal: the preview, the page, the record in the log.  The plan is filled by the
 * command line and --choices alone (scripts), or by a conversation at the terminal; what is made of it is the same.
 *
 *	share_collect       filters and --since-last into the plan: every entry that may be taken, ticked; private ones are only counted
 *	share_converse      tick, leave out, mask, aliases, note, to and from, preview, the words before sealing      (terminal)
 *	share_choices       the same from JSON                                                                       (scripts)
 *	share_packet        opens what is ticked, leaves out and replaces, as values for the page
 *	share_preview       the same values as text: exactly what will leave
 *	share_send          the file: sealed page, plain page, age; or opened here; then the record in the log, aliases kept for next time
 *
 * Laws (CARE.md 23 to 26, DESIGN.md 7)
 *  1. An entry that is kept private is never in a packet, in no format; the writer alone is told how many were held back.
 *  2. Preview and page are made from the same packet: nothing travels that the preview did not show.
 *  3. Nothing leaves before the words of CARE.md 25 were shown and agreed to, or --yes was given.
 *  4. The log records what left, when, for whom, with a digest of the file, in the same run; a file that stands without its record is said.
 */
#ifndef FELT_CLI_SHARE_H
#define FELT_CLI_SHARE_H

#include "cli/writing.h"
#include "felt/exchange/page.h"

struct share_item {
	uint64_t id;
	uint8_t kind;            /* entry; beliefs and follow-ups of taken entries follow by themselves and can be left out too */
	bool take;
	bool texts_left_out;     /* only date, feelings and ratings leave */
	struct buf left_out;     /* keys of fields that do not leave ("situation", "text", "title"), one a line */
	struct when when;        /* for lists */
	struct buf line;         /* for lists: feelings and opening, safe; wiped */
	bool fresh;              /* not in an earlier packet for this reader */
};

struct share_alias { struct buf name, alias; };

struct share_plan {
	struct ctx *ctx;
	struct buf to, from, note;
	struct share_item *items; size_t nitems;   /* newest first */
	struct share_alias *aliases; size_t naliases; /* kept sealed for next time (settings row `aliases`) */
	uint64_t held_back;      /* private entries that the filters would have taken */
	bool has_period; int64_t first_day, last_day;
	bool has_last; struct when last;           /* the packet before, for this reader */
};

struct share_packet {
	struct page_packet page;                   /* borrows from the rest */
	struct row *rows; size_t nrows;            /* owned; masked and aliased copies */
	struct entry *entries;                     /* owned */
	struct page_item *items;                   /* owned */
	struct buf hold;                           /* replaced texts */
};

enum share_how { SHARE_SEALED, SHARE_OPEN, SHARE_AGE, SHARE_OPEN_HERE };

/* ---- share_plan.c, share_packet.c, share_send.c, share_log.c: no terminal but for the passphrase that is shown once ---- */

int share_collect(struct share_plan *p, const struct args *a);
int share_choices(struct share_plan *p, const char *path);
void share_plan_release(struct share_plan *p);
int share_packet(const struct share_plan *p, struct share_packet *out);
void share_packet_release(struct share_packet *k);
/* Lines of text, not yet neutralised for a terminal. */
void share_preview(const struct share_plan *p, const struct share_packet *k, struct buf *out);
/* to: the file, NULL with SHARE_OPEN_HERE. */
int share_send(struct share_plan *p, const struct share_packet *k, enum share_how how, const struct args *a, const char *to);
int share_log(struct ctx *ctx);               /* felt share --log */

/* ---- share_talk.c ---- */

/* *agreed: the writer wants it so; *how may be changed to SHARE_OPEN_HERE, which is offered as an equal. */
int share_converse(struct share_plan *p, enum share_how *how, bool *agreed);

#endif
