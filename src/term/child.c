/*
 * Programs that see text: how they are started.
 *
 * Between fork and exec only what may be done in a signal handler is done; everything else is prepared before.
 */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* realpath */
#endif
#include "child.h"

#include "felt/term/barrier.h"

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

static char *
follow(const char *path)
{
	return access(path, X_OK) == 0 ? realpath(path, NULL) : NULL;
}

char *
child_find(const char *program)
{
	const char *path = getenv("PATH");
	char candidate[4096], *found = NULL;

	if (strchr(program, '/') != NULL)
		return follow(program);
	while (path != NULL && *path != '\0' && found == NULL) {
		size_t n = strcspn(path, ":");

		if (n > 0 && n < 2048 && strlen(program) < 2000) {
			snprintf(candidate, sizeof candidate, "%.*s/%s", (int)n, path, program);
			found = follow(candidate);
		}
		path += n + (path[n] == ':');
	}
	return found;
}

/* ---- in the child ---- */

static void
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
	/* What was made and cannot be entered is no reason to go on without it. */
	if (c->hideout != NULL && !hideout_enter(c->hideout, r->cwd[0] != '\0' ? r->cwd : NULL))
		return;
	if (r->jail >= 0 && !child_jail_enter(r->jail))
		return;
	/* a system without it has said so in `felt status` */
	(void)barrier_raise(BARRIER_CHILD);
	if (c->ends_with_us)
		child_end_with(r->parent);
	environ = c->env;
	execvp(c->argv[0], c->argv);
}

static void
in_child(const struct child *c, const struct ready *r)
{
	int problem;

	become(c, r);
	problem = errno;
	while (write(r->report, &problem, sizeof problem) < 0 && errno == EINTR)
		;
	_exit(127);
}

/* ---- in the parent ---- */

/* The other end is closed by a successful exec: then there is nothing to read. */
static int
exec_problem(int fd)
{
	int problem = 0;
	ssize_t got;

	do
		got = read(fd, &problem, sizeof problem);
	while (got < 0 && errno == EINTR);
	return got == (ssize_t)sizeof problem ? problem : 0;
}

static int
fork_and_see(struct err *err, struct child *c, const struct ready *r, int from)
{
	int problem;

	c->pid = fork();
	if (c->pid < 0)
		return err_sys(err, E_IO, "fork");
	if (c->pid == 0)
		in_child(c, r);
	close(r->report);
	problem = exec_problem(from);
	if (problem == 0)
		return 0;
	(void)child_wait(c);
	errno = problem;
	return err_sys(err, E_USAGE, "%s", c->argv[0]);
}

int
child_start(struct err *err, struct child *c)
{
	struct ready r;
	int report[2], rc;

	if (c->failed)
		return err_set(err, E_NOMEM, "environment");
	r.jail = c->jail ? child_jail_make(c->jail_dir) : JAIL_NONE;
	if (r.jail == JAIL_FAILED)
		return err_set(err, E_UNSAFE, "%s cannot be kept from leaving copies just now", c->argv[0]);
	if (pipe(report) != 0) {
		if (r.jail >= 0)
			close(r.jail);
		return err_sys(err, E_IO, "pipe");
	}
	(void)fcntl(report[0], F_SETFD, FD_CLOEXEC);
	r.report = report[1];
	r.parent = getpid();
	if (getcwd(r.cwd, sizeof r.cwd) == NULL)
		r.cwd[0] = '\0';
	rc = fork_and_see(err, c, &r, report[0]);
	if (rc != 0 && c->pid < 0)
		close(report[1]);
	close(report[0]);
	if (r.jail >= 0)
		close(r.jail);
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
