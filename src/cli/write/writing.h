/*
 * What the commands that write share: the head of an entry from options, the composer with its drafts, saving, and
 * what is said afterwards.
 *
 * A text lives in one struct buf from the first key to the commit.  Whatever happens on the way, it is in that
 * buf, in a sealed draft in the journal, or in a sealed file beside the pins (law 1 of DESIGN.md).
 */
#ifndef FELT_CLI_WRITING_H
#define FELT_CLI_WRITING_H

#include <signal.h>

#include "cli/cli.h"
#include "cli/write/locked.h"

/* ---- filters.c, besides what cli.h names ---- */

/* --belief with a short id, within a transaction: E_ID_*. */
int filters_resolve(struct ctx *ctx, const struct args *a);
/* A word of the command line that is a feeling, a family or one of them with a layer, into a filter: E_FEELING_*; E_USAGE for a day. */
int filters_word(struct ctx *ctx, struct filter *into, const char *typed);
/* Do the filters leave anything out? */
bool filters_narrow(const struct ctx *ctx);

/* ---- head_options.c: --date --feeling --tag --untag --title --keep-private ---- */

/* A tag as typed, an optional # before it: 1 to 64 bytes, one line, no control characters. Borrows. E_USAGE. */
int tag_parse(struct err *err, const char *typed, struct slice *tag);

struct head_feeling { char id[FEELING_ID_MAX + 1]; uint8_t intensity, layer; };
struct head {
	bool has_date;
	struct when date;
	struct head_feeling *feelings; size_t nfeelings; /* owned */
	struct slice *tags, *untags; size_t ntags, nuntags; /* owned, texts borrowed from the command line */
	bool keep_private, ask_title;
	struct buf title;                                /* asked for by head_ask_title */
};
int head_parse(struct ctx *ctx, const struct args *a, struct head *h);
void head_release(struct head *h);
/* Adds a feeling as --feeling or +W does: the same one again replaces it. E_USAGE, E_FEELING_*. */
int head_add_feeling(struct ctx *ctx, struct head *h, const char *typed);
/* Asks on the terminal when --title was given. */
int head_ask_title(struct ctx *ctx, struct head *h);
/* Puts what was given into e, over what it has.  e borrows from h. *changed (may be NULL): whether e is another one now. */
int head_apply(struct err *err, const struct head *h, struct entry *e, bool *changed);

/* ---- drafts.c ---- */

/* A field of a draft's own, such as `.step`: where it stands in its guide. */
struct draft_mark { const char *key; struct slice value; };
struct draft {
	struct ctx *ctx;
	uint64_t id;              /* of a new entry it becomes the entry's; another one when another felt has written under it meanwhile */
	const struct entry *head; /* title, date, feelings, tags, flags; borrowed */
	uint64_t target, base;    /* an edit: the entry, and its clock when the edit began */
	bool stored, failed;      /* a row of it exists; the last save did not succeed */
	uint64_t clock;           /* of that row, as last read or written here; 0 none */
	struct locked box;        /* while locked: its place in the inbox instead */
	const struct draft_mark *marks; size_t nmarks; /* a guide's draft: these instead of a text; borrowed */
};
/* The composer's save: opens the journal, puts the draft, closes it again. */
int draft_save(void *draft, const char *text, size_t n, char say[200]);
/* Seals the text into the state folder, when the journal does not take it. */
int draft_keep_lost(struct draft *d, struct slice text);
/*
 * Within a write transaction: the row goes if it is still the draft that was last read or written here; what another felt has made
 * of it meanwhile stays.  *gone says which.
 */
int draft_drop(struct err *err, const struct draft *d, bool *gone);
/* The same in a transaction of its own; d->stored says whether something is still there. */
int draft_discard(struct draft *d);
/* From a draft's row back to an entry (borrows from it), its text, and what it edits (0 none). E_DAMAGE, E_VERSION. */
int draft_take_apart(struct err *err, const struct row *row, struct entry *e, struct slice *text, uint64_t *target, uint64_t *base);
/*
 * After an unlock: files with texts that could not be saved become drafts, then they are removed.  Quick when there are none.
 * Never stops what was asked for: what cannot be taken in stays where it is, with a line that says so.
 */
void drafts_take_lost(struct ctx *ctx, struct store *s);
/* How many there are, within a transaction; 0 where that cannot be told. */
size_t drafts_waiting(struct ctx *ctx);
/* lost.c: e (a draft) into $XDG_STATE_HOME/felt/lost-<hex id>, an id of the file alone. */
int lost_write(struct ctx *ctx, const struct entry *e);

/* ---- ends.c ---- */

enum { ENDS = 4 };
struct ends { struct sigaction old[ENDS]; };
/* From here to ends_release SIGHUP, SIGINT, SIGTERM and SIGQUIT are only noted. */
void ends_hold(struct ends *e);
void ends_release(const struct ends *e);
/* Has one come since? */
bool ends_told(void);

/* ---- writing.c ---- */

/* For every command with --editor. */
#define EDITOR_OPTIONS(what) \
	{ "editor", 'e', NULL, what " in $VISUAL or $EDITOR" }, \
	{ "allow-disk-plaintext", 0, NULL, "with --editor: where no memory is to be had, the text may lie on the disk meanwhile" }

enum writing_how { WRITE_COMPOSER, WRITE_EDITOR, WRITE_LINES, WRITE_STDIN };
enum writing_end {
	WRITING_SAVED,
	WRITING_UNCHANGED,     /* nothing written, or nothing changed */
	WRITING_CANCELLED,     /* thrown away by its writer */
	WRITING_DRAFT,         /* kept as a draft */
	WRITING_LOST           /* sealed beside the pins */
};
struct writing {
	struct ctx *ctx;
	enum writing_how how;
	struct draft *draft;
	const char *title;     /* above the composer; safe text */
	bool existing;         /* an edit: an empty text is refused instead of being nothing */
	bool empty_is_whole;   /* feelings alone are an entry */
	/* Saves the text in a transaction of its own; ctx->err filled when not. */
	int (*finish)(void *arg, struct slice text);
	void *arg;
};
/* May this run use the whole screen?  Else things are shown and asked in lines. */
bool full_screen(const struct ctx *ctx);
/* Which way, from the options --editor and what stdin is. E_USAGE. existing: there is a text to be changed. */
int writing_choose(struct ctx *ctx, const struct args *a, bool existing, enum writing_how *how);
/* The error of a terminal on which a text cannot be changed. */
int writing_no_lines(struct ctx *ctx);
/* Lets a person write; text in and out.  0, or an error code with ctx->err filled (stdin, or nowhere left to keep it). */
int writing_run(struct writing *w, struct buf *text, enum writing_end *end);
/* "saved 7kq2m0x9" on a terminal, the id on stdout in scripts, {"id":...} under --json. */
int writing_said(struct ctx *ctx, uint64_t id, const char *what);

/* ---- render.c, besides what cli.h names ---- */

enum { SHORT_ID = 8 };
/* The first SHORT_ID characters: what lists and messages show. */
void short_id(uint64_t id, char out[SHORT_ID + 1]);
/* "sun 22 nov 2026 (7kq2m0x9)": how messages name an entry. */
void render_name(struct buf *out, const struct entry *e);

#endif
