/*
 * Looking around in a long list, one of its entries beside or below it (ncursesw, alternate screen).
 *
 * The view is driven by callbacks: it knows how many lines there are and asks for those it shows, so that a list of a hundred
 * thousand costs no more than one of ten.  It moves, scrolls, takes a search as it is typed and asks for a line; whatever else
 * a key does is the caller's: browse_run() returns, the caller acts, and runs it again with the same `struct browse_view`.
 *
 *	a title
 *	the list           |  the entry          from 110 columns on; else the entry stands below the list,
 *	                   |                     and takes its place when it is opened
 *	keys, or a line that is typed, or what there is to say
 *
 * Laws
 *  1. Nothing is asked for that is not about to be shown.
 *  2. Nothing is shown that has not passed text_safe().
 *  3. Nothing is left in the scrollback; the terminal is as it was, also after a signal.
 *  4. Between two keys no callback runs but `work`, `rest` and, for a redrawing, those that show.
 */
#ifndef FELT_TERM_BROWSE_H
#define FELT_TERM_BROWSE_H

#include "felt/base/text.h"
#include "felt/term/stage.h"

enum { BROWSE_LINE = 512, BROWSE_SAY = 400, BROWSE_MARKS = 16 };
enum browse_ink { BROWSE_PLAIN, BROWSE_STRONG, BROWSE_FAINT };

struct browse_view {          /* zero it before the first run */
	size_t selected;      /* the caller may move it between runs and in `prepare` */
	size_t page_top;      /* the first line shown of the entry */
	bool reading;         /* the entry has the keys */
	char words[BROWSE_LINE + 1]; /* what is searched for; "" nothing */
	char typed[BROWSE_LINE + 1]; /* the answer to a key's prompt */
	char say[BROWSE_SAY]; /* shown until the next key; the caller's */
	size_t top;           /* the first line of the list */
	bool working;         /* `work` has something to do; the caller may set it at any time */
	bool to_mark;         /* the entry is to be shown from its first mark on */
};
void browse_view_release(struct browse_view *v); /* wipes */

struct browse_mark { size_t from, to; };
struct browse_item { struct slice day, feelings, text; }; /* a line of the list */

/* A key that is the caller's. label: in the line of keys; prompt: a line is asked for first; may be NULL. */
struct browse_key { char key; const char *label, *prompt; bool needs_entry; };

struct browse {
	size_t (*count)(void *arg);
	/*
	 * Makes lines [first, first + n) and the selected entry, for so many columns, ready.  0; 1: the list is another one now,
	 * everything is asked anew; negative: browse_run ends with it.
	 */
	int (*prepare)(void *arg, struct err *err, struct browse_view *v, size_t first, size_t n, int columns);
	void (*item)(void *arg, size_t i, struct browse_item *out);            /* borrowed until the next `prepare` */
	size_t (*page)(void *arg);                                             /* lines of the entry */
	struct slice (*line)(void *arg, size_t i, enum browse_ink *ink);
	/* Places in s that match what is searched for, in order. */
	size_t (*marks)(void *arg, struct slice s, struct browse_mark out[BROWSE_MARKS]);
	void (*title)(void *arg, struct buf *out);
	/* view.words has changed. */
	void (*search)(void *arg, struct browse_view *v);
	/* A little of what takes long, called while no key is waiting; false: there is nothing left to do. */
	bool (*work)(void *arg, struct browse_view *v);
	/* Called every `rest_ms` without a key. */
	void (*rest)(void *arg, struct browse_view *v);
	long rest_ms;
	long idle_ms;                    /* BROWSE_IDLE after so long without a key; 0: never */
	const struct browse_key *keys;   /* the most important first; key 0 at the end */
	const char *(*nothing)(void *arg); /* what stands there instead of an empty list */
	const char *help;                /* the page under "?" */
	struct stage *stage;             /* to draw on (stage.h); NULL: one of its own */
	void *arg;
};

enum browse_end {
	BROWSE_QUIT,
	BROWSE_KEY,      /* one of keys[]; *key is it, view.typed the answer to its prompt */
	BROWSE_IDLE,
	BROWSE_HANGUP    /* a signal or the terminal's end */
};
/* E_USAGE when TERM cannot do it, E_NO_SECRET without a terminal, E_NOMEM, and what `prepare` said. */
int browse_run(struct err *err, const struct browse *b, struct browse_view *v, enum browse_end *end, char *key);

#endif
