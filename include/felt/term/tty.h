/*
 * The controlling terminal: questions, secrets, size.
 *
 * Laws
 *  1. Secrets are read from /dev/tty only, with echo off; termios is restored on every path.
 *  2. SIGINT, TERM, HUP, QUIT, TSTP, CONT, WINCH that arrive during a prompt are held, the terminal is restored,
 *     then they are raised again (as readpassphrase does); after SIGCONT the prompt is shown anew with echo off.
 *  3. Keys typed ahead are dropped before a question that decides something.
 *  4. Everything shown has passed text_safe().
 */
#ifndef FELT_TERM_TTY_H
#define FELT_TERM_TTY_H

#include "felt/base/text.h"
#include "felt/crypt/secret.h"

enum { TTY_SECRET_MAX = 1024 }; /* = PASSPHRASE_MAX of crypt/kdf.h, which this room may not include */

/* Is there a controlling terminal to ask at?  Opens and closes /dev/tty. */
bool tty_there(void);
bool tty_is(int fd);
/* Columns and rows of the terminal; 80x24 where nothing sensible is known; clamped to 20..1000 x 5..1000. */
void tty_size(int fd, int *columns, int *rows);

/* Asks for a secret: prompt, no echo, at most TTY_SECRET_MAX bytes, the line end is not part of it.
 * E_NO_SECRET without a terminal or at its end, E_INTERRUPTED, E_PASSPHRASE_FORM when too long. */
int tty_secret(struct err *err, const char *prompt, struct secret **out);
/* One line with echo (canonical mode; UTF-8): for titles, search words, recovery groups. */
int tty_line(struct err *err, const char *prompt, struct buf *out);
/* The same, with what was typed ahead dropped: for a question whose answer decides something. */
int tty_question(struct err *err, const char *prompt, struct buf *out);
/* Shows text (lines, already safe), then asks; yes only for "yes"/"y" (or `word` typed out when not NULL). *yes. */
int tty_confirm(struct err *err, const char *question, const char *word, bool *yes);
/* Writes to the terminal itself, never to stdout: the recovery key. E_NO_SECRET without one. */
int tty_show(struct err *err, const char *text);
/* A blank screen to ask on, the alternate one where there is one, and back. */
void tty_blank(bool on);
/* Clears what tty_show wrote from the screen (and scrollback where the terminal can). */
void tty_clear(void);

#endif
