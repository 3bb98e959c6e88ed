/*
 * The controlling terminal: questions, secrets, size.
 *
 * In: a prompt that is our own words.  Out: what was typed, in a secret or a buffer that is wiped.  It must never show
 * anything that has not passed text_safe(), nor write to standard output.  tty_prompt.c does the asking.
 */
#include "felt/term/tty.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "felt/base/file.h"
#include "tty_prompt.h"
/* term.h says `lines` and `columns` are words of its own. */
#undef lines
#undef columns

bool
tty_there(void)
{
	int fd = tty_open();

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

bool
tty_is(int fd)
{
	return isatty(fd) == 1;
}

static int
clamp(int n, int least, int most, int otherwise)
{
	if (n <= 0)
		return otherwise;
	return n < least ? least : n > most ? most : n;
}

void
tty_size(int fd, int *columns, int *rows)
{
	struct winsize ws = { 0 };

	if (ioctl(fd, TIOCGWINSZ, &ws) != 0)
		ws.ws_col = ws.ws_row = 0;
	*columns = clamp(ws.ws_col, 20, 1000, 80);
	*rows = clamp(ws.ws_row, 5, 1000, 24);
}

int
tty_secret(struct err *err, const char *prompt, struct secret **out)
{
	struct secret *line = secret_new(TTY_SECRET_MAX);
	enum tty_answer answer;
	int rc;

	*out = NULL;
	if (line == NULL)
		return err_set(err, E_NOMEM, "passphrase");
	rc = tty_ask(err, prompt, ECHO_OFF | DROP_TYPED_AHEAD, line, &answer);
	if (rc == 0 && answer == ANSWER_END)
		rc = err_set(err, E_NO_SECRET, "the terminal's end");
	if (rc == 0 && answer == ANSWER_LONG)
		rc = err_num(err, E_PASSPHRASE_FORM, TTY_SECRET_MAX, "longer than %d bytes", TTY_SECRET_MAX);
	if (rc != 0) {
		secret_free(line);
		return rc;
	}
	*out = line;
	return 0;
}

/* how: DROP_TYPED_AHEAD, DROP_BEFORE or 0. */
static int
ask_line(struct err *err, const char *prompt, unsigned how, struct buf *out)
{
	struct secret *line = secret_new(TITLE_MAX);
	enum tty_answer answer;
	int rc;

	if (line == NULL)
		return err_set(err, E_NOMEM, "line");
	rc = tty_ask(err, prompt, how, line, &answer);
	if (rc == 0 && answer == ANSWER_END)
		rc = err_set(err, E_NO_SECRET, "the terminal's end");
	if (rc == 0 && answer == ANSWER_LONG)
		rc = err_num(err, E_TEXT_LONG, TITLE_MAX, "line");
	if (rc == 0) {
		buf_clear(out);
		buf_add(out, line->p, line->n);
		rc = buf_check(out, err);
	}
	secret_free(line);
	return rc;
}

int
tty_line(struct err *err, const char *prompt, struct buf *out)
{
	return ask_line(err, prompt, 0, out);
}

int
tty_question(struct err *err, const char *prompt, struct buf *out)
{
	return ask_line(err, prompt, DROP_BEFORE, out);
}

static struct slice
trimmed(struct slice s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t')) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

static bool
says_yes(struct slice s, const char *word)
{
	if (word != NULL)
		return slice_is(s, word);
	return slice_is(s, "y") || slice_is(s, "Y") || slice_is(s, "yes") || slice_is(s, "Yes") || slice_is(s, "YES");
}

int
tty_confirm(struct err *err, const char *question, const char *word, bool *yes)
{
	struct buf line = BUF_INIT;
	int rc;

	*yes = false;
	rc = ask_line(err, question, DROP_TYPED_AHEAD, &line);
	if (rc == 0)
		*yes = says_yes(trimmed(buf_as_slice(&line)), word);
	buf_release(&line);
	/* An answer that is too long is no yes, and nothing to complain about. */
	return rc == E_TEXT_LONG ? 0 : rc;
}

int
tty_show(struct err *err, const char *text)
{
	int fd = tty_open(), rc;

	if (fd < 0)
		return err_sys(err, E_NO_SECRET, "no terminal to show it on");
	rc = tty_put(err, fd, text);
	close(fd);
	return rc;
}

/* Capabilities that clear have no padding on any terminal younger than 1990; one that has is left out. */
static void
put_capability(int fd, const char *name)
{
	char query[8];
	const char *cap;

	strcpy(query, name); /* tigetstr's parameter is not const everywhere */
	cap = tigetstr(query);
	if (cap == NULL || cap == (const char *)-1 || strstr(cap, "$<") != NULL)
		return;
	(void)file_write_fd(NULL, fd, "/dev/tty", cap, strlen(cap));
}

void
tty_clear(void)
{
	int fd = tty_open(), problem = 0;
	char *from_environment = NULL;

	if (fd < 0)
		return;
	if (setupterm(from_environment, fd, &problem) == 0) {
		put_capability(fd, "clear");
		put_capability(fd, "E3");
		(void)del_curterm(cur_term);
	}
	close(fd);
}

/* A full screen may be waiting behind it: its terminal description stays the current one. */
void
tty_blank(bool on)
{
	int fd = tty_open(), problem = 0;
	char *from_environment = NULL;
	TERMINAL *before;

	if (fd < 0)
		return;
	before = set_curterm(NULL);
	if (setupterm(from_environment, fd, &problem) == 0) {
		if (on)
			put_capability(fd, "smcup");
		put_capability(fd, "clear");
		if (!on)
			put_capability(fd, "rmcup");
		(void)del_curterm(cur_term);
	}
	(void)set_curterm(before);
	close(fd);
}
