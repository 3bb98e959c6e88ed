/*
 * The composer: a small full-screen editor for one text (ncursesw, alternate screen).
 *
 * In: the text so far and a callback that keeps it safe.  Out: the text, and how the writer left.
 * UTF-8 by graphemes, soft wrap at blanks, bracketed paste, arrows, word motions, home/end, page keys, undo and redo,
 * a line of keys that is always shown, a line above for what the step needs.
 *
 * Laws
 *  1. The text leaves the composer only through its result or through `save`.
 *  2. `save` is called 10 s after the last key, at the latest every 60 s while there is something new, and at SIGTERM, SIGHUP
 *     and a closed terminal before the composer returns.
 *  3. A save that fails keeps the text on the screen and says in one line what to do.
 *  4. Nothing is left in the scrollback; the terminal is as it was.
 */
#ifndef FELT_TERM_COMPOSER_H
#define FELT_TERM_COMPOSER_H

#include "felt/base/text.h"

enum composer_end {
	COMPOSER_DONE,     /* ctrl-d or ctrl-x: finish */
	COMPOSER_CANCEL,   /* ctrl-c / esc, after a question: throw away */
	COMPOSER_LATER,    /* the same question answered "keep as a draft" */
	COMPOSER_HANGUP    /* a signal or the terminal's end; save was called */
};

struct composer {
	const char *title;       /* one line at the top, e.g. "sun 22 nov 2026"; safe text */
	const char *above;       /* lines that stay above the text (hot thought); may be NULL */
	const char *note;        /* shown in the status line at the start, e.g. why the last save failed; may be NULL */
	const char *help;        /* a page shown over the text by F1 / ctrl-g (felt help-now); may be NULL */
	size_t max;              /* bytes; 0: TEXT_MAX */
	/* Keeps a draft. Returns 0, or a code: then `say` tells in one line (at most 200 bytes) what failed and what to do. */
	int (*save)(void *arg, const char *text, size_t n, char say[200]);
	void *arg;
};

/* text: in and out. E_USAGE when TERM cannot do it (dumb), E_NO_SECRET without a terminal, E_NOMEM. */
int composer_run(struct err *err, const struct composer *c, struct buf *text, enum composer_end *end);

#endif
