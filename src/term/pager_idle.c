/*
 * A pager that nobody has touched for a while is ended.
 *
 * felt does not see the pager's keys, but the terminal's access time says when the last one was read (Linux keeps it to eight
 * seconds).  It may be waiting in a write to the pager just then, so a thread of its own looks; it
 * touches nothing but the pager's process.  In: a pager that runs.  Out: whether it was ended.  It must never signal a process that
 * is reaped already: pager_end() stops it before that.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>
#undef lines
#undef columns

#include "felt/base/file.h"
#include "felt/term/pager.h"

enum { COARSE = 8, LOOK_MS = 1000 };

struct pager_watch {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stopped;
	bool stop, ended;
	pid_t pid;
	long idle_ms;
	time_t began;
	struct termios before;
};

/* Seconds of the wall clock, as the access time has them. */
static time_t
wall_now(void)
{
	struct timespec t = { 0, 0 };

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

static bool
is_idle(const struct pager_watch *w)
{
	struct stat st;
	time_t last = w->began, now = wall_now();

	if (fstat(STDOUT_FILENO, &st) == 0 && st.st_atime > last && st.st_atime <= now)
		last = st.st_atime + COARSE;
	return (long long)(now - last) * 1000 >= w->idle_ms;
}

static struct timespec
in_ms(long ms)
{
	struct timespec t = { 0, 0 };

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

static void *
look(void *arg)
{
	struct pager_watch *w = arg;

	pthread_mutex_lock(&w->lock);
	while (!w->stop && !w->ended) {
		struct timespec t = in_ms(LOOK_MS);

		if (pthread_cond_timedwait(&w->stopped, &w->lock, &t) != ETIMEDOUT || w->stop)
			continue;
		if (is_idle(w)) {
			w->ended = true;
			(void)kill(w->pid, SIGTERM);
		}
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

void
pager_watch(struct pager *p, long idle_ms)
{
	struct pager_watch *w = p->own && idle_ms > 0 ? calloc(1, sizeof *w) : NULL;
	sigset_t all, before;
	int rc;

	if (w == NULL)
		return;
	w->pid = (pid_t)p->pid;
	w->idle_ms = idle_ms;
	w->began = wall_now();
	(void)tcgetattr(STDOUT_FILENO, &w->before);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->stopped, NULL);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&w->thread, NULL, look, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0) {
		p->watch = w;
		return;
	}
	pthread_cond_destroy(&w->stopped);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

/* What a pager that was ended may have left behind: its modes, and on a terminal with one screen its text. */
static void
tidy_up(const struct pager_watch *w)
{
	char enter[] = "smcup";
	char *from_environment = NULL;
	const char *alternate = NULL;
	int problem = 0;

	(void)tcsetattr(STDOUT_FILENO, TCSAFLUSH, &w->before);
	if (setupterm(from_environment, STDOUT_FILENO, &problem) == 0) {
		alternate = tigetstr(enter);
		(void)del_curterm(cur_term);
	}
	if (alternate == NULL || alternate == (char *)-1)
		(void)file_write_fd(NULL, STDOUT_FILENO, "terminal", "\033[H\033[2J", 7);
}

void
pager_unwatch(struct pager *p)
{
	struct pager_watch *w = p->watch;
	siginfo_t gone;

	if (w == NULL)
		return;
	while (waitid(P_PID, (id_t)p->pid, &gone, WEXITED | WNOWAIT) != 0 && errno == EINTR)
		continue;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->stopped);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	p->idled = w->ended;
	if (w->ended)
		tidy_up(w);
	pthread_cond_destroy(&w->stopped);
	pthread_mutex_destroy(&w->lock);
	free(w);
	p->watch = NULL;
}
