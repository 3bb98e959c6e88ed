/*
 * Waiting for the writer: poll over the terminal and a pipe that the signal handler writes to.
 */
#include "compose_wait.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct {
	int signo;
	unsigned wake;
} watched[WAIT_SIGNALS] = {
	{ SIGWINCH, WAKE_RESIZE }, { SIGTSTP, WAKE_STOP }, { SIGCONT, WAKE_CONTINUE }, { SIGINT, WAKE_ASK },
	{ SIGTERM, WAKE_GO },      { SIGHUP, WAKE_GO },    { SIGQUIT, WAKE_GO }
};

/* The only thing a handler can reach. */
static volatile sig_atomic_t wake_fd = -1;

static void
on_signal(int signo)
{
	int saved = errno;
	unsigned char c = (unsigned char)signo;

	if (wake_fd >= 0 && write(wake_fd, &c, 1) < 0)
		errno = 0; /* a full pipe wakes us anyway */
	errno = saved;
}

static bool
quiet_pipe(int fd)
{
	return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static void
watch(struct compose_wait *w, size_t i, struct sigaction *old)
{
	struct sigaction sa;

	(void)w;
	memset(&sa, 0, sizeof sa);
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = on_signal;
	sa.sa_flags = SA_RESTART; /* poll comes back all the same; a save that is under way is not torn */
	sigaction(watched[i].signo, &sa, old);
}

int
compose_wait_begin(struct err *err, struct compose_wait *w, int tty)
{
	memset(w, 0, sizeof *w);
	w->tty = tty;
	w->pipe[0] = w->pipe[1] = -1;
	if (pipe(w->pipe) != 0 || !quiet_pipe(w->pipe[0]) || !quiet_pipe(w->pipe[1])) {
		int rc = err_sys(err, E_IO, "pipe");

		close(w->pipe[0]);
		close(w->pipe[1]);
		return rc;
	}
	wake_fd = w->pipe[1];
	for (size_t i = 0; i < WAIT_SIGNALS; i++)
		watch(w, i, &w->old[i]);
	return 0;
}

/* A bit for each of watched[] that has come. */
static unsigned
read_signals(struct compose_wait *w)
{
	unsigned char c[64];
	unsigned came = 0;
	ssize_t got;

	while ((got = read(w->pipe[0], c, sizeof c)) > 0)
		for (ssize_t i = 0; i < got; i++)
			for (size_t k = 0; k < WAIT_SIGNALS; k++)
				if (watched[k].signo == c[i])
					came |= 1u << k;
	return came;
}

void
compose_wait_end(struct compose_wait *w)
{
	unsigned came;

	for (size_t i = 0; i < WAIT_SIGNALS; i++)
		sigaction(watched[i].signo, &w->old[i], NULL);
	wake_fd = -1;
	came = read_signals(w);
	close(w->pipe[0]);
	close(w->pipe[1]);
	for (size_t i = 0; i < WAIT_SIGNALS; i++)
		if ((came & 1u << i) && !(watched[i].wake == WAKE_GO && (w->seen & WAKE_GO)))
			raise(watched[i].signo);
}

static unsigned
what_woke(struct compose_wait *w)
{
	unsigned came = read_signals(w), wake = 0;

	for (size_t i = 0; i < WAIT_SIGNALS; i++)
		if (came & 1u << i)
			wake |= watched[i].wake;
	w->seen |= wake;
	return wake;
}

/* EIO and the end mean that the terminal is gone. */
static unsigned
read_keys(struct compose_wait *w, void *bytes, size_t cap, size_t *n)
{
	ssize_t got = read(w->tty, bytes, cap);

	if (got > 0) {
		*n = (size_t)got;
		return WAKE_INPUT;
	}
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	return WAKE_GONE;
}

unsigned
compose_wait(struct compose_wait *w, long ms, void *bytes, size_t cap, size_t *n)
{
	struct pollfd p[2] = { { .fd = w->tty, .events = POLLIN }, { .fd = w->pipe[0], .events = POLLIN } };
	unsigned wake = 0;

	*n = 0;
	if (poll(p, 2, ms > 3600000 ? 3600000 : (int)ms) < 0)
		return errno == EINTR ? what_woke(w) : WAKE_GONE;
	if (p[1].revents)
		wake |= what_woke(w);
	if (p[0].revents & POLLIN)
		wake |= read_keys(w, bytes, cap, n);
	else if (p[0].revents)
		wake |= WAKE_GONE;
	return wake;
}

void
compose_wait_stop(struct compose_wait *w)
{
	struct sigaction plain;

	memset(&plain, 0, sizeof plain);
	sigemptyset(&plain.sa_mask);
	plain.sa_handler = SIG_DFL;
	for (size_t i = 0; i < WAIT_SIGNALS; i++) {
		if (watched[i].signo != SIGTSTP)
			continue;
		sigaction(SIGTSTP, &plain, NULL);
		raise(SIGTSTP);
		watch(w, i, NULL);
	}
}

long long
compose_now(void)
{
	struct timespec t = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- when a draft is due ---- */

void
compose_due_changed(struct compose_due *d, long long now)
{
	if (!d->dirty)
		d->first = now;
	d->dirty = true;
	d->last = now;
}

void
compose_due_typed(struct compose_due *d, long long now)
{
	d->last = now;
}

void
compose_due_kept(struct compose_due *d)
{
	d->dirty = false;
}

void
compose_due_failed(struct compose_due *d, long long now)
{
	d->dirty = true;
	d->last = d->first = now;
}

long long
compose_due_in(const struct compose_due *d, long long now)
{
	long long idle = d->last + DRAFT_IDLE_MS, latest = d->first + DRAFT_LATEST_MS, due;

	if (!d->dirty)
		return -1;
	due = idle < latest ? idle : latest;
	return due > now ? due - now : 0;
}
