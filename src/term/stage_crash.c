/*
 * A crash on the stage: the terminal is put back before the process dies as it would have.
 *
 * In: a signal that means a mistake in felt.  Out: the way off the alternate screen and the terminal's modes, by calls that a handler
 * may make.  It must never stay the answer: the disposition before is put back, and the signal raised again.
 */
#include "stage_desk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>
#undef lines
#undef columns

enum { CRASHES = 5, WAY_OFF = 128 };
static const int crashes[CRASHES] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

/* A handler can reach nothing but a static. */
static struct {
	volatile sig_atomic_t tty;   /* -1: nobody is on a stage */
	struct termios before;
	char way_off[WAY_OFF];
	size_t n;
	struct sigaction old[CRASHES];
} crash = { .tty = -1 };

static void
put_back(void)
{
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &crash.old[i], NULL);
}

static void
on_crash(int signo)
{
	int saved = errno;

	if (crash.tty >= 0) {
		if (write(crash.tty, crash.way_off, crash.n) < 0)
			errno = saved;
		(void)tcsetattr(crash.tty, TCSANOW, &crash.before);
	}
	put_back();
	raise(signo);
	errno = saved;
}

/* What has padding is left out: that takes more than a handler may do. */
static void
add(const char *sequence)
{
	size_t n = sequence != NULL ? strlen(sequence) : 0;

	if (n == 0 || strstr(sequence, "$<") != NULL || crash.n + n > sizeof crash.way_off)
		return;
	memcpy(crash.way_off + crash.n, sequence, n);
	crash.n += n;
}

void
stage_crash_watch(int tty, const struct termios *before)
{
	struct sigaction sa;

	crash.n = 0;
	crash.before = *before;
	add("\033[?2004l");
	add(exit_attribute_mode);
	add(cursor_normal);
	add(clear_screen);
	add(exit_ca_mode);
	crash.tty = tty;
	memset(&sa, 0, sizeof sa);
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = on_crash;
	sa.sa_flags = SA_ONSTACK;
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &sa, &crash.old[i]);
}

void
stage_crash_over(void)
{
	crash.tty = -1;
	put_back();
}
