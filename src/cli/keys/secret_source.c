/*
 * Where a secret comes from when nobody types it: a descriptor, or a program's output.
 *
 * Laws
 *  1. A secret goes from the descriptor into locked memory; the bytes on the way are wiped.
 *  2. From a descriptor exactly one line is taken, byte by byte: what follows belongs to somebody else (the text of
 *     `felt write`, the next secret).
 *  3. passphrase_command runs without a shell, with nothing on its standard input and none of our terminal's
 *     prompts: its words come from the config file, split at blanks, with '...' and "..." around what holds blanks.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/frame.h"
#include "felt/term/program.h"

enum { WORDS = 32, COMMAND_MAX = 4096 };

/* 1 a byte, 0 the end, -1 an error. */
static int
next_byte(int fd, uint8_t *c)
{
	ssize_t n;

	do
		n = read(fd, c, 1);
	while (n < 0 && errno == EINTR);
	return (int)n;
}

int
secret_from_fd(struct err *err, int fd, const char *what, struct secret **out)
{
	struct secret *s = secret_new(PASSPHRASE_MAX);
	uint8_t c = 0;
	int got, rc = 0;

	if (!s)
		return err_set(err, E_NOMEM, "passphrase");
	s->n = 0;
	while ((got = next_byte(fd, &c)) == 1 && c != '\n') {
		if (s->n == PASSPHRASE_MAX) {
			rc = err_set(err, E_PASSPHRASE_FORM, "the line of %s is longer than 1024 bytes", what);
			break;
		}
		s->p[s->n++] = c;
	}
	wipe(&c, 1);
	if (got < 0)
		rc = err_sys(err, E_IO, "%s", what);
	else if (got == 0 && s->n == 0)
		rc = err_set(err, E_PASSPHRASE_FORM, "there is no line left in %s", what);
	if (rc) {
		secret_free(s);
		return rc;
	}
	*out = s;
	return 0;
}

/* Splits in place; false when a quote is left open or there are too many words. */
static bool
split(char *s, char *words[WORDS + 1])
{
	size_t n = 0;

	for (;;) {
		while (*s == ' ' || *s == '\t')
			s++;
		if (!*s)
			break;
		if (n == WORDS)
			return false;
		words[n++] = s;
		char *to = s, quote = '\0';
		for (; *s && (quote || (*s != ' ' && *s != '\t')); s++) {
			if (!quote && (*s == '\'' || *s == '"'))
				quote = *s;
			else if (quote && *s == quote)
				quote = '\0';
			else
				*to++ = *s;
		}
		if (quote)
			return false;
		bool last = !*s;
		*to = '\0';
		if (last)
			break;
		s++;
	}
	words[n] = NULL;
	return n > 0;
}

/* The child's side; only what may be called after fork. */
static void
run_command(const char *program, char *const words[], int to)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };
	int null = open("/dev/null", O_RDONLY);

	sigemptyset(&usual.sa_mask);
	sigaction(SIGPIPE, &usual, NULL);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(to, STDOUT_FILENO) < 0)
		_exit(126);
	execvp(program, words);
	_exit(127);
}

/* The command may print more than a line; it is read to the end so that it ends in peace. */
static void
drain(int fd)
{
	uint8_t rest[512];
	ssize_t n;

	do
		n = read(fd, rest, sizeof rest);
	while (n > 0 || (n < 0 && errno == EINTR));
	wipe(rest, sizeof rest);
}

static int
start(struct err *err, const char *program, char *const words[], int *from, pid_t *child)
{
	int ends[2];

	if (pipe(ends))
		return err_sys(err, E_IO, "passphrase_command");
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	*child = fork();
	if (*child < 0) {
		int rc = err_sys(err, E_IO, "passphrase_command");
		close(ends[0]);
		close(ends[1]);
		return rc;
	}
	if (*child == 0)
		run_command(program, words, ends[1]);
	close(ends[1]);
	*from = ends[0];
	return 0;
}

int
secret_from_command(struct err *err, const char *command, struct secret **out)
{
	char text[COMMAND_MAX], *words[WORDS + 1], *program;
	struct secret *s = NULL;
	pid_t child = -1;
	int from = -1, ended = 0, rc;

	if (strlen(command) >= sizeof text)
		return err_set(err, E_NO_SECRET, "passphrase_command is too long");
	memcpy(text, command, strlen(command) + 1);
	if (!split(text, words))
		return err_set(err, E_NO_SECRET, "passphrase_command is not words, or a quote is left open");
	program = program_find(words[0]);
	rc = program ? start(err, program, words, &from, &child) : err_set(err, E_NO_SECRET, "passphrase_command is not found");
	free(program);
	if (rc)
		return rc;
	rc = secret_from_fd(err, from, "passphrase_command", &s);
	drain(from);
	close(from);
	while (waitpid(child, &ended, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(ended) || WEXITSTATUS(ended))
		rc = err_set(err, E_NO_SECRET, "passphrase_command did not succeed");
	else if (rc == E_PASSPHRASE_FORM && !s)
		rc = err_set(err, E_NO_SECRET, "passphrase_command printed no passphrase");
	if (rc) {
		secret_free(s);
		return rc;
	}
	*out = s;
	return 0;
}
