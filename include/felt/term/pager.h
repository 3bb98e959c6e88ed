/*
 * Showing more than a screen without leaving it behind: less on the alternate screen, without history file, without
 * LESSOPEN, without shell escapes (RUNTIME.md 3).  `command` is the value of PAGER or NULL, handed in: this room does not read
 * the environment.  Of it only the program's name counts, when it is one of a known list (less, more, most; bat is
 * not); its options are left out, because `less -X` or `less -o` would leave a copy.  Anything else means less.
 *
 *	pager_begin(err, &p, command);
 *	pager_watch(&p, idle_ms);           if it is to end after so long without a key
 *	file_write_fd(err, p.fd, ...);      E_IO with sys EPIPE: it was left early, nothing is wrong
 *	pager_end(err, &p);
 *
 * Between the two, SIGINT, SIGQUIT and SIGPIPE are ignored here: ^C belongs to the pager.
 * What is written must have passed text_safe() but for our own SGR colours.
 */
#ifndef FELT_TERM_PAGER_H
#define FELT_TERM_PAGER_H

#include <signal.h>

#include "felt/base/text.h"

enum { PAGER_SIGNALS = 3 };

struct pager {
	int fd;             /* write here */
	long pid;
	bool own;           /* a pager runs */
	bool idled;         /* after pager_end: it was ended because nobody was there */
	struct pager_watch *watch;
	bool bare;          /* stdout is a terminal, but no pager is installed: the text stays in the scrollback; say so */
	struct sigaction old[PAGER_SIGNALS];
};
/*
 * Begins: when stdout is a terminal, starts the pager with its stdin at p->fd; else p->fd is stdout.
 * The caller does not begin for a text that fits: `rows` lines are held back by its buffer (see cli/out.h).
 * Neither the wanted pager nor less is there: p->fd is stdout, bare is true, and it is no error: who asked to read
 * must be able to read.  E_IO, E_NOMEM.
 */
int pager_begin(struct err *err, struct pager *p, const char *command);
/*
 * From now on the pager is ended (SIGTERM) after idle_ms without a key, and its screen cleared; 0: never.  Up to nine seconds later,
 * as exactly as the terminal tells.  Where no thread can be had it is not watched.
 */
void pager_watch(struct pager *p, long idle_ms);
/* pager_end() does it: waits for the pager's end, stops watching. */
void pager_unwatch(struct pager *p);
/* Waits for it; a pager that was left early is no error. */
int pager_end(struct err *err, struct pager *p);

#endif
