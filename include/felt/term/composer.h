/*
 * The composer: a small full-screen editor for one text (ncursesw, alternate screen).
 *
 * In: the text so far and a callback that keeps it safe.  Out: the text, and how the writer left.
 * UTF-8 by graphemes, soft wrap at blanks, bracketed paste, arrows, word motions, home/end, page keys, undo and redo,
 * a line of keys that is always shown, a line above for what the step needs.  It talks to /dev/tty: stdin and stdout may
 * be pipes.  The cursor begins at the end of a text that is handed in.  Bytes are kept as they are (control
 * characters and invalid UTF-8 are shown as marks); what is typed or pasted is valid UTF-8 without control characters
 * but \n and \t.
 *
 * Laws
 *  1. The text leaves the composer only through its result or through `save`.
 *  2. `save` is called 10 s after the last key, at the latest every 60 s while there is something new, before the process
 *     is stopped, at "keep as a draft", and at SIGTERM, SIGHUP, SIGQUIT and a closed terminal before the composer returns.
 *  3. A save that fails keeps the text on the screen and says in one line what to do.
 *  4. Nothing is left in the scrollback; the terminal is as it was.
 *
 * Honest limits: ncurses and the terminal keep what is shown in memory of their own; the screen is blanked before it is
 * left.  Where the locale is not UTF-8, everything beyond ASCII is shown as "?".
 */
#ifndef FELT_TERM_COMPOSER_H
#define FELT_TERM_COMPOSER_H

#include "felt/base/text.h"
#include "felt/term/stage.h"

enum composer_end {
	COMPOSER_DONE,     /* ctrl-d or ctrl-x: finish; the caller saves, and runs the composer again with a note if it cannot */
	COMPOSER_CANCEL,   /* ctrl-c or esc esc, and the question answered "throw away" */
	COMPOSER_LATER,    /* the same question answered "keep as a draft"; save has succeeded (or there is none) */
	COMPOSER_HANGUP,   /* a signal or the terminal's end; save was called, with or without success: the caller
			      does what is left to do (the inbox) and ends */
	/* with `step` alone */
	COMPOSER_BACK,     /* ctrl-r */
	COMPOSER_SKIP,     /* ctrl-s */
	COMPOSER_EXTRA     /* F2 */
};

/*
 * A text that answers one step of a guide (step.h): what stands around it, and more ways out.  ctrl-c and esc esc then ask nothing: they
 * keep a draft and end with COMPOSER_LATER; when that fails, the second time they end all the same.
 */
struct composer_step {
	const char *progress, *question, *help, *dim, *extra; /* as in struct step; all but question may be NULL */
	bool first;              /* nothing to go back to */
	bool alone;              /* as in struct step */
	bool line;               /* one line: enter finishes, line ends in a paste are blanks */
	bool list;               /* one item a line, each with a mark before it; enter on an empty one finishes */
};

struct composer {
	const char *title;       /* one line at the top, e.g. "sun 22 nov 2026"; may be NULL */
	const char *above;       /* lines that stay above the text (hot thought), at most a third of the rows; may be NULL */
	const char *note;        /* shown until a save succeeds, e.g. why the last one failed; may be NULL */
	const char *help;        /* a page shown over the text by F1 / ctrl-g (felt help-now); may be NULL */
	const struct composer_step *step; /* may be NULL */
	size_t max;              /* bytes; 0: TEXT_MAX */
	/* Keeps a draft. Returns 0, or a code: then `say` tells in one line (at most 200 bytes) what failed and what to do.
	 * The text is borrowed for the call. NULL: there are no drafts. */
	int (*save)(void *arg, const char *text, size_t n, char say[200]);
	/*
	 * After idle_ms without a key (0: never), when a draft is kept: the screen is blank, and whoever is there is asked for the
	 * passphrase.  Not 0: it was not given, the composer ends with COMPOSER_HANGUP.  Where the draft cannot be kept nothing is
	 * locked: the text would be out of its writer's reach.
	 */
	int (*lock)(void *arg);
	long idle_ms;
	void *arg;
	struct stage *stage;     /* to draw on (stage.h); NULL: one of its own */
};

/*
 * text: in and out, also at COMPOSER_CANCEL; the caller wipes it.  E_USAGE when TERM cannot do it (dumb), E_NO_SECRET
 * without a terminal, E_TEXT_LONG, E_NOMEM: text is then as it was.  Handing it back cannot fail.
 */
int composer_run(struct err *err, const struct composer *c, struct buf *text, enum composer_end *end);

#endif
