/*
 * Programs that see text: how they are started.
 *
 * Between fork and exec only what may be done in a signal handler is done; everything else is prepared before.
 */
#include "child.h"

#include "felt/term/barrier.h"
#include "felt/term/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { OWN_MAX = 32, CWD_MAX = 4096 };

/* What is made before the fork. */
struct ready {
	char *program;        /* where it lies: looked for once, not again by exec */
	bool barrier;         /* felt stands behind one, so the program has to */
	int jail;             /* JAIL_NONE: none */
	int report;           /* where a failed exec says why */
	char cwd[CWD_MAX];    /* "": cannot be named */
	pid_t parent;
};

int
child_init(struct err *err, struct child *c)
{
	size_t n = 0;

	memset(c, 0, sizeof *c);
	c->in = c->out = c->jail_dir = -1;
	c->pid = -1;
	while (environ != NULL && environ[n] != NULL)
		n++;
	c->capenv = n + OWN_MAX + 1;
	c->env = calloc(c->capenv, sizeof *c->env);
	c->own = calloc(OWN_MAX, sizeof *c->own);
	if (c->env == NULL || c->own == NULL) {
		child_release(c);
		return err_set(err, E_NOMEM, "environment");
	}
	if (n > 0)
		memcpy(c->env, environ, n * sizeof *c->env);
	c->nenv = n;
	return 0;
}

void
child_release(struct child *c)
{
	for (size_t i = 0; i < c->nown; i++)
		free(c->own[i]);
	free(c->own);
	free(c->env);
	memset(c, 0, sizeof *c);
}

void
child_drop(struct child *c, const char *prefix)
{
	size_t kept = 0, n = strlen(prefix);

	for (size_t i = 0; i < c->nenv; i++)
		if (strncmp(c->env[i], prefix, n) != 0)
			c->env[kept++] = c->env[i];
	c->env[kept] = NULL;
	c->nenv = kept;
}

void
child_set(struct child *c, const char *name, const char *value)
{
	size_t room = strlen(name) + strlen(value) + 2;
	char *entry = c->nown < OWN_MAX ? malloc(room) : NULL;

	if (entry == NULL) {
		c->failed = true;
		return;
	}
	snprintf(entry, room, "%s=", name);
	child_drop(c, entry);
	snprintf(entry, room, "%s=%s", name, value);
	c->own[c->nown++] = entry;
	c->env[c->nenv++] = entry;
	c->env[c->nenv] = NULL;
}

const char *
child_look(const struct child *c, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < c->nenv; i++)
		if (strncmp(c->env[i], name, n) == 0 && c->env[i][n] == '=')
			return c->env[i] + n + 1;
	return NULL;
}

/* ---- in the child ---- */

/* Why there is no program: what it was to be kept in could not be had, or exec failed. */
struct problem {
	bool unsafe;
	int number;
};

/* False: what was made cannot be entered, which is no reason to go on without it. */
static bool
enter(const struct child *c, const struct ready *r)
{
	if (c->hideout != NULL && !hideout_enter(c->hideout, r->cwd[0] != '\0' ? r->cwd : NULL))
		return false;
	if (r->jail >= 0 && !child_jail_enter(r->jail))
		return false;
	/* a system without it has said so in `felt status`; one that has it, and refuses it now, would leave the kernel's keys to the program */
	return barrier_raise(BARRIER_CHILD) || !r->barrier;
}

static struct problem
become(const struct child *c, const struct ready *r)
{
	struct sigaction plain;

	memset(&plain, 0, sizeof plain);
	sigemptyset(&plain.sa_mask);
	plain.sa_handler = SIG_DFL;
	sigaction(SIGPIPE, &plain, NULL);
	umask(077);
	if (c->in >= 0)
		(void)dup2(c->in, STDIN_FILENO);
	if (c->out >= 0) {
		(void)dup2(c->out, STDOUT_FILENO);
		if (c->apart || isatty(c->out))
			(void)dup2(c->out, STDERR_FILENO);
	}
	if (c->apart)
		(void)setsid();
	child_close_on_exec();
	child_no_core();
	if (!enter(c, r))
		return (struct problem){ true, errno };
	if (c->ends_with_us)
		child_end_with(r->parent);
	environ = c->env;
	execvp(r->program, c->argv); /* it has a slash, so nothing is searched; a script without #! gets a shell */
	return (struct problem){ false, errno };
}

static void
in_child(const struct child *c, const struct ready *r)
{
	struct problem problem = become(c, r);

	while (write(r->report, &problem, sizeof problem) < 0 && errno == EINTR)
		;
	_exit(127);
}

/* ---- in the parent ---- */

static int
cannot_be_kept(struct err *err, const struct child *c)
{
	return err_set(err, E_UNSAFE, "%s cannot be kept from leaving copies just now", c->argv[0]);
}

/* The other end is closed by a successful exec: then there is nothing to read. */
static bool
has_problem(int fd, struct problem *problem)
{
	ssize_t got;

	do
		got = read(fd, problem, sizeof *problem);
	while (got < 0 && errno == EINTR);
	return got == (ssize_t)sizeof *problem;
}

static int
fork_and_see(struct err *err, struct child *c, const struct ready *r, int from)
{
	struct problem problem;

	c->pid = fork();
	if (c->pid < 0)
		return err_sys(err, E_IO, "fork");
	if (c->pid == 0)
		in_child(c, r);
	close(r->report);
	if (!has_problem(from, &problem))
		return 0;
	(void)child_wait(c);
	if (problem.unsafe)
		return cannot_be_kept(err, c);
	errno = problem.number;
	return err_sys(err, E_USAGE, "%s", c->argv[0]);
}

static int
start(struct err *err, struct child *c, struct ready *r)
{
	int report[2], rc;

	if (pipe(report) != 0)
		return err_sys(err, E_IO, "pipe");
	(void)fcntl(report[0], F_SETFD, FD_CLOEXEC);
	r->report = report[1];
	r->parent = getpid();
	r->barrier = barrier_stands();
	if (getcwd(r->cwd, sizeof r->cwd) == NULL)
		r->cwd[0] = '\0';
	rc = fork_and_see(err, c, r, report[0]);
	if (rc != 0 && c->pid < 0)
		close(report[1]);
	close(report[0]);
	return rc;
}

int
child_start(struct err *err, struct child *c)
{
	struct ready r = { .jail = JAIL_NONE };
	int rc;

	if (c->failed)
		return err_set(err, E_NOMEM, "environment");
	r.program = program_find(c->argv[0]);
	if (r.program == NULL)
		return err_set(err, E_USAGE, "%s: not found", c->argv[0]);
	if (c->jail)
		r.jail = child_jail_make(c->jail_dir);
	rc = r.jail == JAIL_FAILED ? cannot_be_kept(err, c) : start(err, c, &r);
	if (r.jail >= 0)
		close(r.jail);
	free(r.program);
	return rc;
}

int
child_wait(struct child *c)
{
	int status = 0;

	while (waitpid(c->pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}
