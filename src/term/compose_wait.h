/*
 * Waiting for the writer: bytes, signals, time.
 *
 * In: the terminal's descriptor.  Out: what woke us.  Signals become bytes in a pipe, so that nothing happens inside a
 * handler; the dispositions are as they were after compose_wait_end.  Time is a monotonic count of milliseconds: it
 * measures pauses and says nothing about the day.
 *
 * When a draft is due is pure, and stands here because it is all about waiting:
 *	10 s after the last key, at the latest 60 s after the first change that is not kept (composer.h, law 2).
 */
#ifndef FELT_TERM_COMPOSE_WAIT_H
#define FELT_TERM_COMPOSE_WAIT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "felt/base/err.h"

enum compose_wake {
	WAKE_INPUT = 1,       /* bytes were read */
	WAKE_RESIZE = 2,      /* SIGWINCH */
	WAKE_STOP = 4,        /* SIGTSTP: somebody asks for a stop */
	WAKE_CONTINUE = 8,    /* SIGCONT */
	WAKE_ASK = 16,        /* SIGINT from elsewhere: as ctrl-c */
	WAKE_GO = 32,         /* SIGTERM, SIGHUP, SIGQUIT */
	WAKE_GONE = 64        /* the terminal's end */
};

enum { WAIT_SIGNALS = 7 };
struct compose_wait {
	int tty;
	int pipe[2];
	struct sigaction old[WAIT_SIGNALS];
	unsigned seen;        /* WAKE_ bits that compose_wait has returned */
};

/* Before the screen begins: ncurses leaves alone what is already handled. */
int compose_wait_begin(struct err *err, struct compose_wait *w, int tty);
/* Raises what came and woke nobody, but no second signal to end where one was obeyed. */
void compose_wait_end(struct compose_wait *w);
/* Waits at most ms (-1: for ever). Returns WAKE_ bits, 0 when the time is over; bytes[0..*n) is what was typed. */
unsigned compose_wait(struct compose_wait *w, long ms, void *bytes, size_t cap, size_t *n);
/* Stops this process as SIGTSTP would have; returns when it goes on. */
void compose_wait_stop(struct compose_wait *w);

long long compose_now(void);

enum { DRAFT_IDLE_MS = 10000, DRAFT_LATEST_MS = 60000 };
struct compose_due {
	bool dirty;
	long long first;      /* when the first change came that is not kept */
	long long last;       /* the last key, or the last attempt that failed */
};
void compose_due_changed(struct compose_due *d, long long now);
void compose_due_typed(struct compose_due *d, long long now);
void compose_due_kept(struct compose_due *d);
void compose_due_failed(struct compose_due *d, long long now); /* tried again after DRAFT_IDLE_MS */
/* Milliseconds until a draft is due: 0 now, -1 never. */
long long compose_due_in(const struct compose_due *d, long long now);

#endif
