/*
 * The controlling terminal: questions, secrets, size.
 *
 * In: a prompt that is our own words.  Out: what was typed, in a secret or a buffer that is wiped.
 * It must never read from standard input, leave echo off, or keep a copy of what was typed.  The laws are those of
 * felt/term/tty.h; the way signals are held follows OpenBSD's readpassphrase(3).
 */
#include "felt/term/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "felt/base/file.h"
/* term.h says `lines` and `columns` are words of its own. */
#undef lines
#undef columns

#ifndef IUTF8
#define IUTF8 0
#endif

/*
 * Law 2.  What is held during a prompt.  A handler can reach nothing but a static, so `arrived` is one: it is
 * cleared when a prompt begins and read when its terminal has been restored.
 */
static const int held[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGWINCH };
enum { HELD = sizeof(held) / sizeof(held[0]) };
static volatile sig_atomic_t arrived[HELD];

enum { ECHO_OFF = 1, DROP_TYPED_AHEAD = 2 };

/* One prompt: the terminal as it was, and the dispositions as they were. */
struct prompt {
	int fd;
	unsigned how;
	const char *text;
	struct termios before;
	struct sigaction old[HELD];
};

/* What came of reading one line. */
enum answer { ANSWER_LINE, ANSWER_END, ANSWER_LONG, ANSWER_SIGNAL, ANSWER_BROKEN };

static int
open_tty(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

bool
tty_there(void)
{
	int fd = open_tty();

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

/* Law 4. */
static int
put_safe(struct err *err, int fd, const char *s)
{
	struct buf out = BUF_INIT;
	int rc;

	text_safe(&out, s, strlen(s), TEXT_LINES);
	rc = buf_check(&out, err);
	if (rc == 0)
		rc = file_write_fd(err, fd, "/dev/tty", out.p, out.n);
	buf_release(&out);
	return rc;
}

/* ---- signals ---- */

static void
on_signal(int signo)
{
	for (size_t i = 0; i < HELD; i++)
		if (held[i] == signo)
			arrived[i] = 1;
}

static bool
has_arrived(int signo)
{
	for (size_t i = 0; i < HELD; i++)
		if (held[i] == signo)
			return arrived[i] != 0;
	return false;
}

static void
forget(int signo)
{
	for (size_t i = 0; i < HELD; i++)
		if (held[i] == signo)
			arrived[i] = 0;
}

static bool
must_stop_reading(void)
{
	for (size_t i = 0; i < HELD; i++)
		if (arrived[i] && held[i] != SIGWINCH)
			return true;
	return false;
}

static void
hold_signals(struct prompt *p)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = on_signal; /* without SA_RESTART: read() has to come back */
	for (size_t i = 0; i < HELD; i++) {
		arrived[i] = 0;
		sigaction(held[i], &sa, &p->old[i]);
	}
}

static void
release_signals(const struct prompt *p)
{
	for (size_t i = 0; i < HELD; i++)
		sigaction(held[i], &p->old[i], NULL);
}

/* Raises what was held. True: the process was stopped and goes on, so the prompt has to be shown anew. */
static bool
raise_signals(void)
{
	bool again = false;

	for (size_t i = 0; i < HELD; i++) {
		if (!arrived[i])
			continue;
		kill(getpid(), held[i]);
		if (held[i] == SIGTSTP || held[i] == SIGTTIN || held[i] == SIGTTOU)
			again = true;
	}
	return again;
}

static bool
was_told_to_go(void)
{
	return has_arrived(SIGHUP) || has_arrived(SIGINT) || has_arrived(SIGQUIT) || has_arrived(SIGTERM);
}

/* ---- the terminal's mode ---- */

/* A background process is told SIGTTOU here; that one is held like the others, so the loop must see it. */
static void
set_mode(int fd, int when, const struct termios *t)
{
	while (tcsetattr(fd, when, t) != 0 && errno == EINTR && !has_arrived(SIGTTOU))
		;
}

/* Law 3: TCSAFLUSH drops what was typed ahead. */
static int
flushing(const struct prompt *p)
{
	return (p->how & DROP_TYPED_AHEAD) ? TCSAFLUSH : TCSADRAIN;
}

static void
prompt_mode(struct prompt *p)
{
	struct termios t = p->before;

	t.c_iflag |= IUTF8 | ICRNL; /* so that backspace takes a whole character */
	t.c_lflag |= ICANON | ISIG | ECHO | ECHOE | ECHOK;
	if (p->how & ECHO_OFF)
		t.c_lflag &= (tcflag_t)~(ECHO | ECHOE | ECHOK | ECHONL);
	set_mode(p->fd, flushing(p), &t);
}

static int
show_prompt(struct err *err, struct prompt *p)
{
	prompt_mode(p);
	return put_safe(err, p->fd, p->text);
}

/* ---- one line ---- */

/* SIGCONT without a stop that we saw (SIGSTOP): the shell may have changed the mode meanwhile. */
static bool
goes_on(struct err *err, struct prompt *p, struct secret *line)
{
	forget(SIGWINCH);
	if (!has_arrived(SIGCONT))
		return !must_stop_reading();
	forget(SIGCONT);
	if (must_stop_reading())
		return false;
	wipe(line->p, line->n);
	line->n = 0;
	tcflush(p->fd, TCIFLUSH);
	return show_prompt(err, p) == 0;
}

static enum answer
read_line(struct err *err, struct prompt *p, struct secret *line)
{
	bool too_long = false, any = false;
	uint8_t c = 0;
	ssize_t got;

	line->n = 0;
	for (;;) {
		if (must_stop_reading() && !goes_on(err, p, line))
			return ANSWER_SIGNAL;
		got = read(p->fd, &c, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return ANSWER_BROKEN;
		if (got == 0)
			break;
		any = true;
		if (c == '\n' || c == '\r')
			break;
		if (line->n < line->cap)
			line->p[line->n++] = c;
		else
			too_long = true;
	}
	c = 0;
	if (!any)
		return ANSWER_END;
	return too_long ? ANSWER_LONG : ANSWER_LINE;
}

/* Law 1: between prompt_mode and the last set_mode there is no way out but the end of this function. */
static int
ask_once(struct err *err, struct prompt *p, struct secret *line, enum answer *answer)
{
	int rc, saved;

	*answer = ANSWER_BROKEN;
	p->fd = open_tty();
	if (p->fd < 0)
		return err_sys(err, E_NO_SECRET, "no terminal to ask at");
	if (tcgetattr(p->fd, &p->before) != 0) {
		close(p->fd);
		p->fd = -1;
		return err_sys(err, E_NO_SECRET, "no terminal to ask at");
	}
	hold_signals(p);
	rc = show_prompt(err, p);
	if (rc == 0)
		*answer = read_line(err, p, line);
	saved = errno;
	if (p->how & ECHO_OFF || *answer == ANSWER_END || *answer == ANSWER_SIGNAL)
		(void)file_write_fd(NULL, p->fd, "/dev/tty", "\n", 1);
	set_mode(p->fd, *answer == ANSWER_LINE ? flushing(p) : TCSAFLUSH, &p->before);
	release_signals(p);
	close(p->fd);
	errno = saved;
	return rc;
}

static int
ask(struct err *err, const char *text, unsigned how, struct secret *line, enum answer *answer)
{
	struct prompt p;
	int rc, saved;
	bool again;

	memset(&p, 0, sizeof p);
	p.text = text;
	p.how = how;
	do {
		rc = ask_once(err, &p, line, answer);
		if (p.fd < 0)
			return rc;
		saved = errno;
		again = raise_signals();
	} while (again && !was_told_to_go());
	if (was_told_to_go())
		return err_set(err, E_INTERRUPTED, "prompt");
	errno = saved;
	if (rc == 0 && *answer == ANSWER_BROKEN)
		return err_sys(err, E_NO_SECRET, "the terminal");
	return rc;
}

/* ---- what others call ---- */

int
tty_secret(struct err *err, const char *prompt, struct secret **out)
{
	struct secret *line = secret_new(TTY_SECRET_MAX);
	enum answer answer;
	int rc;

	*out = NULL;
	if (line == NULL)
		return err_set(err, E_NOMEM, "passphrase");
	rc = ask(err, prompt, ECHO_OFF | DROP_TYPED_AHEAD, line, &answer);
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

/* how: DROP_TYPED_AHEAD or 0. */
static int
ask_line(struct err *err, const char *prompt, unsigned how, struct buf *out)
{
	struct secret *line = secret_new(TITLE_MAX);
	enum answer answer;
	int rc;

	if (line == NULL)
		return err_set(err, E_NOMEM, "line");
	rc = ask(err, prompt, how, line, &answer);
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
	int fd = open_tty(), rc;

	if (fd < 0)
		return err_sys(err, E_NO_SECRET, "no terminal to show it on");
	rc = put_safe(err, fd, text);
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
	int fd = open_tty(), problem = 0;
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
