/*
 * One question at the controlling terminal: the part of tty.c that holds signals and changes modes.
 *
 * The laws are those of felt/term/tty.h; the way signals are held follows OpenBSD's readpassphrase(3).
 */
#ifndef FELT_TERM_TTY_PROMPT_H
#define FELT_TERM_TTY_PROMPT_H

#include "felt/base/err.h"
#include "felt/crypt/secret.h"

/*
 * DROP_BEFORE: what was typed before the question stood there.  DROP_TYPED_AHEAD: that, and what came behind the answer, so that the rest of
 * something pasted at a passphrase is not run by the shell.  A text of several lines must not lose its second line: DROP_BEFORE.
 */
enum { ECHO_OFF = 1, DROP_TYPED_AHEAD = 2, DROP_BEFORE = 4 };

enum tty_answer {
	ANSWER_LINE,     /* without its line end */
	ANSWER_END,      /* the terminal's end, nothing was typed */
	ANSWER_LONG,     /* more than fits; what fits is there */
	ANSWER_SIGNAL,
	ANSWER_BROKEN
};

/* Shows `text`, reads one line into `line` (at most line->cap bytes). 0, E_NO_SECRET, E_INTERRUPTED, E_IO, E_NOMEM. */
int tty_ask(struct err *err, const char *text, unsigned how, struct secret *line, enum tty_answer *answer);

int tty_open(void);                                       /* /dev/tty; -1: there is none */
int tty_put(struct err *err, int fd, const char *s);      /* through text_safe(), broken at blanks */

#endif
