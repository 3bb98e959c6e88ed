/*
 * Showing more than a screen without leaving it behind.
 *
 * In: text that is already safe, written to p->fd.  Out: less on the alternate screen.  It must never let the pager keep
 * a history, start a program, or be another than the known ones.
 */
#include "felt/term/pager.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "words.h"

/* -R: our own colours; -c: no scrolling in; the prompt says how to leave, at its end, for less shows the end of one that is too long. */
static char *const less_words[] = {
	(char[]){ "less" }, (char[]){ "-R" }, (char[]){ "-c" },
	(char[]){ "-Ps/\\: search   space\\: more   q\\: back" }, NULL
};
static char *const more_words[] = { (char[]){ "more" }, NULL };
static char *const most_words[] = { (char[]){ "most" }, (char[]){ "+s" }, NULL }; /* its secure mode: no shell, no editor */

static const struct {
	const char *name;
	char *const *words;
} known[] = { { "less", less_words }, { "more", more_words }, { "most", most_words } };
enum { KNOWN = sizeof known / sizeof known[0] };

/* Its options are left out: less -o would keep a copy, less -X would leave the text in the scrollback. */
static char *const *
chosen(const char *command)
{
	char *const *found = less_words;
	struct words w;

	if (command == NULL || words_split(NULL, &w, command) != 0)
		return found;
	for (size_t i = 0; i < KNOWN; i++)
		if (strcmp(words_program(&w), known[i].name) == 0)
			found = known[i].words;
	words_release(&w);
	return found;
}

static int
start(struct err *err, struct pager *p, char *const *words, int reading)
{
	struct child c;
	int rc = child_init(err, &c);

	if (rc != 0)
		return rc;
	child_drop(&c, "LESS"); /* LESSOPEN, LESSCLOSE, LESSKEY, LESSKEYIN, LESSEDIT, ... */
	child_drop(&c, "MORE=");
	child_drop(&c, "MOST_");
	child_set(&c, "LESSSECURE", "1");
	child_set(&c, "MORESECURE", "1"); /* since util-linux 2.42; before, more has no such mode */
	child_set(&c, "PAGERSECURE", "1");
	child_set(&c, "LESSHISTFILE", "-");
	c.argv = words;
	c.in = reading;
	c.jail = true;
	rc = child_start(err, &c);
	if (rc == 0)
		p->pid = c.pid;
	child_release(&c);
	return rc;
}

/* ^C belongs to the pager; a pager that was left early must not end us. */
static void
stand_back(struct pager *p)
{
	static const int signals[PAGER_SIGNALS] = { SIGINT, SIGQUIT, SIGPIPE };
	struct sigaction ignore;

	memset(&ignore, 0, sizeof ignore);
	sigemptyset(&ignore.sa_mask);
	ignore.sa_handler = SIG_IGN;
	for (size_t i = 0; i < PAGER_SIGNALS; i++)
		sigaction(signals[i], &ignore, &p->old[i]);
}

static void
come_back(const struct pager *p)
{
	sigaction(SIGINT, &p->old[0], NULL);
	sigaction(SIGQUIT, &p->old[1], NULL);
	sigaction(SIGPIPE, &p->old[2], NULL);
}

int
pager_begin(struct err *err, struct pager *p, const char *command)
{
	char *const *words = chosen(command);
	int ends[2], rc;

	memset(p, 0, sizeof *p);
	p->fd = STDOUT_FILENO;
	if (!isatty(STDOUT_FILENO))
		return 0;
	if (pipe(ends) != 0)
		return err_sys(err, E_IO, "pipe");
	(void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	rc = start(err, p, words, ends[0]);
	if (rc == E_USAGE && words != less_words)
		rc = start(err, p, less_words, ends[0]);
	close(ends[0]);
	if (rc == 0) {
		p->own = true;
		p->fd = ends[1];
		stand_back(p);
		return 0;
	}
	close(ends[1]);
	if (rc != E_USAGE)
		return rc;
	p->bare = true;
	return 0;
}

int
pager_end(struct err *err, struct pager *p)
{
	struct child c;

	(void)err;
	if (!p->own)
		return 0;
	close(p->fd);
	pager_unwatch(p);
	memset(&c, 0, sizeof c);
	c.pid = (pid_t)p->pid;
	(void)child_wait(&c);
	come_back(p);
	p->own = false;
	p->fd = STDOUT_FILENO;
	return 0;
}
