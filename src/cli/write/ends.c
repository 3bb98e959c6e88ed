/*
 * Signals that end a process, held while something must not be cut in two: a text that lies nowhere else yet, a file in
 * the clear that has no name yet.
 *
 * What was ignored stays ignored (nohup).  A handler and not a mask: what runs long can look whether it was told to
 * go, and a program that is started meanwhile has its signals as usual.  SIGKILL cannot be held.
 */
#include "cli/write/writing.h"

static const int ends[ENDS] = { SIGHUP, SIGINT, SIGTERM, SIGQUIT };
static volatile sig_atomic_t told; /* a handler can reach nothing but a static */

static void
on_end(int signo)
{
	told = signo;
}

void
ends_hold(struct ends *e)
{
	struct sigaction act = { .sa_handler = on_end };

	told = 0;
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < ENDS; i++) {
		sigaction(ends[i], NULL, &e->old[i]);
		if (e->old[i].sa_handler != SIG_IGN)
			sigaction(ends[i], &act, NULL);
	}
}

void
ends_release(const struct ends *e)
{
	for (size_t i = 0; i < ENDS; i++)
		sigaction(ends[i], &e->old[i], NULL);
}

bool
ends_told(void)
{
	return told != 0;
}
