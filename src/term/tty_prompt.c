/*
 * One question at the controlling terminal.
 *
 * In: a prompt that is our own words.  Out: what was typed, in memory that is wiped.  It must never read from standard
 * input, leave echo off, or keep a copy of what was typed.
 */
#include "tty_prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/base/text.h"
#include "felt/term/tty.h"

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

/* One prompt: the terminal as it was, and the dispositions as they were. */
struct prompt {
	int fd;
	unsigned how;
	const char *text;
	struct termios before;
	struct sigaction old[HELD];
	sigset_t mask;
};

int
tty_open(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

/* Law 4.  Broken at blanks where the terminal ends; the last line, the prompt's, keeps its blank. */
int
tty_put(struct err *err, int fd, const char *s)
{
	struct buf safe = BUF_INIT, out = BUF_INIT;
	int columns, rows, rc;

	tty_size(fd, &columns, &rows);
	text_safe(&safe, s, strlen(s), TEXT_LINES);
	rc = buf_check(&safe, err);
	if (rc == 0) {
		text_fill(&out, (const char *)safe.p, safe.n, (size_t)columns);
		rc = buf_check(&out, err);
	}
	if (rc == 0)
		rc = file_write_fd(err, fd, "/dev/tty", out.p, out.n);
	buf_release(&out);
	buf_release(&safe);
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

/*
 * They are blocked but while we wait: none can slip in between looking and waiting.  Not SIGTTIN and SIGTTOU: blocked,
 * they would let a background process have its way with the terminal.
 */
static void
hold_signals(struct prompt *p)
{
	struct sigaction sa;
	sigset_t block;

	memset(&sa, 0, sizeof sa);
	sigemptyset(&sa.sa_mask);
	sigemptyset(&block);
	sa.sa_handler = on_signal; /* without SA_RESTART: waiting has to come back */
	for (size_t i = 0; i < HELD; i++) {
		arrived[i] = 0;
		sigaction(held[i], &sa, &p->old[i]);
		if (held[i] != SIGTTIN && held[i] != SIGTTOU)
			sigaddset(&block, held[i]);
	}
	sigprocmask(SIG_BLOCK, &block, &p->mask);
}

/* What is pending still reaches our handler, and is raised again by the caller. */
static void
release_signals(const struct prompt *p)
{
	sigprocmask(SIG_SETMASK, &p->mask, NULL);
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

/* ---- the terminal's modes ---- */

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
	set_mode(p->fd, p->how & DROP_BEFORE ? TCSAFLUSH : flushing(p), &t);
}

static int
show_prompt(struct err *err, struct prompt *p)
{
	prompt_mode(p);
	return tty_put(err, p->fd, p->text);
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

/* Waits with the signals let in. False: one came. */
static bool
wait_for_line(const struct prompt *p)
{
	fd_set set;

	if (p->fd >= FD_SETSIZE)
		return true;
	FD_ZERO(&set);
	FD_SET(p->fd, &set);
	return pselect(p->fd + 1, &set, NULL, NULL, NULL, &p->mask) >= 0 || errno != EINTR;
}

static enum tty_answer
read_line(struct err *err, struct prompt *p, struct secret *line)
{
	bool too_long = false, any = false;
	uint8_t c = 0;
	ssize_t got;

	line->n = 0;
	for (;;) {
		if (must_stop_reading() && !goes_on(err, p, line))
			return ANSWER_SIGNAL;
		if (!wait_for_line(p))
			continue;
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
ask_once(struct err *err, struct prompt *p, struct secret *line, enum tty_answer *answer)
{
	int rc, saved;

	*answer = ANSWER_BROKEN;
	p->fd = tty_open();
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

int
tty_ask(struct err *err, const char *text, unsigned how, struct secret *line, enum tty_answer *answer)
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
