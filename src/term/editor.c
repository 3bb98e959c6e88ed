/*
 * The user's own editor on a file in memory.
 *
 * In: a command and a text.  Out: the text as the editor left it.  It must never write text outside the scratch folder,
 * follow what the editor put in the file's place, or lose what can still be read.
 */
#include "felt/term/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "child.h"
#include "editor_flags.h"
#include "editor_world.h"
#include "felt/base/file.h"
#include "felt/term/program.h"
#include "scratch.h"

static const char entry_name[] = "entry.md";

/* ---- the file ---- */

/* Editors end a file with \n and would make an untouched text another one: it gets its \n here and loses it again. */
static int
write_entry(struct err *err, const struct scratch *s, const struct buf *text, bool *lent_newline)
{
	int fd = openat(s->dir, entry_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), rc;

	if (fd < 0)
		return err_sys(err, E_IO, "%s/%s", s->path, entry_name);
	*lent_newline = text->n > 0 && text->p[text->n - 1] != '\n';
	rc = file_write_fd(err, fd, s->path, text->p, text->n);
	if (rc == 0 && *lent_newline)
		rc = file_write_fd(err, fd, s->path, "\n", 1);
	if (close(fd) != 0 && rc == 0)
		rc = err_sys(err, E_IO, "%s", s->path);
	return rc;
}

/* Unless the file is missing, what is in it could not be read when this fails: the caller keeps the scratch folder. */
static int
read_entry(struct err *err, const struct scratch *s, bool lent_newline, struct buf *out, bool *missing)
{
	int fd = openat(s->dir, entry_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), rc;
	struct stat st;

	*missing = fd < 0 && errno == ENOENT;
	if (*missing)
		return err_set(err, E_IO, "the editor removed the file");
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		rc = err_set(err, E_UNSAFE, "the editor put something else in the file's place");
	} else {
		rc = file_read_fd(err, fd, entry_name, TEXT_MAX, out);
		if (rc == E_TEXT_LONG)
			rc = err_set(err, E_UNSAFE, "the text is longer than 64 MiB");
	}
	if (fd >= 0)
		close(fd);
	if (rc == 0 && lent_newline && out->n > 0 && out->p[out->n - 1] == '\n')
		buf_truncate(out, out->n - 1);
	return rc;
}

/* ---- the process ---- */

/* SIGTERM and SIGHUP go on to the editor; a handler can reach nothing but a static. */
static volatile sig_atomic_t editor_pid, told_to_go;

static void
pass_on(int signo)
{
	int saved = errno;

	told_to_go = signo;
	if (editor_pid > 0)
		kill((pid_t)editor_pid, signo);
	errno = saved;
}

enum { HANDED = 4 };
static const int handed[HANDED] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };

/* ^C and ^\ reach the editor from the terminal: it shares our process group, so that ^Z stops both. */
static void
stand_back(pid_t pid, struct sigaction old[HANDED])
{
	struct sigaction sa;

	told_to_go = 0;
	editor_pid = (sig_atomic_t)pid;
	memset(&sa, 0, sizeof sa);
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < HANDED; i++) {
		sa.sa_handler = i < 2 ? SIG_IGN : pass_on;
		sigaction(handed[i], &sa, &old[i]);
	}
}

static void
come_back(const struct sigaction old[HANDED])
{
	editor_pid = 0; /* it is gone, and its number may be another's soon */
	for (size_t i = 0; i < HANDED; i++)
		sigaction(handed[i], &old[i], NULL);
}

/*
 * The editor talks to the terminal even when our own streams are pipes, or files: the jail does not reach what is open already, and
 * what an editor complains of can be text.
 */
static int
terminal_for(struct child *c)
{
	bool in = isatty(STDIN_FILENO), out = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
	int tty = in && out ? -1 : open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (!in)
		c->in = tty;
	if (!out)
		c->out = tty;
	return tty;
}

static int
run_child(struct err *err, struct child *c, int *status)
{
	struct sigaction old[HANDED];
	struct termios modes;
	bool have_modes;
	int tty = terminal_for(c), rc;
	int where = tty >= 0 ? tty : STDIN_FILENO;

	have_modes = tcgetattr(where, &modes) == 0;
	rc = child_start(err, c);
	if (rc == 0) {
		stand_back(c->pid, old);
		*status = child_wait(c);
		come_back(old);
		if (have_modes && *status != 0) /* an editor that was killed leaves the terminal raw */
			(void)tcsetattr(where, TCSADRAIN, &modes);
	}
	if (tty >= 0)
		close(tty);
	return rc;
}

static int
edit(struct err *err, struct words *w, const struct scratch *s, int *status)
{
	struct child c;
	char *path = file_join(s->path, entry_name);
	int rc;

	if (path == NULL)
		return err_set(err, E_NOMEM, "editor");
	rc = words_add(err, w, path);
	free(path);
	if (rc != 0)
		return rc;
	rc = child_init(err, &c);
	if (rc != 0)
		return rc;
	c.argv = w->list;
	c.jail = true;
	c.jail_dir = s->dir;
	c.hideout = s->hidden ? &s->hideout : NULL;
	c.ends_with_us = true;
	rc = editor_world(err, &c, s);
	if (rc == 0)
		rc = run_child(err, &c, status);
	child_release(&c);
	return rc;
}

static int
how_it_ended(struct err *err, int status, const char *program)
{
	if (told_to_go)
		return err_set(err, E_INTERRUPTED, "%s", program);
	if (WIFSIGNALED(status))
		return err_num(err, E_IO, (unsigned)WTERMSIG(status), "%s was ended by signal %d", program, WTERMSIG(status));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_num(err, E_IO, (unsigned)WEXITSTATUS(status), "%s ended with status %d", program, WEXITSTATUS(status));
	return 0;
}

/* ---- all of it ---- */

static bool
differ(const struct buf *a, const struct buf *b)
{
	return a->n != b->n || (a->n > 0 && memcmp(a->p, b->p, a->n) != 0);
}

/* What the editor's end means is said before what is wrong with the file; what could be read is handed over anyway. */
static int
take_back(struct err *err, struct scratch *s, int ended, bool lent_newline, struct buf *text, bool *changed)
{
	struct buf after = BUF_INIT;
	struct err why = { 0 };
	bool missing = false;
	int rc = read_entry(&why, s, lent_newline, &after, &missing);

	if (rc == 0) {
		*changed = differ(&after, text);
		buf_release(text);
		*text = after;
		return ended;
	}
	buf_release(&after);
	if (!missing) {
		const char *what = rc == E_NOMEM ? "there is not enough memory for the text" : why.subject;
		enum err_code code = rc == E_NOMEM ? E_UNSAFE : (enum err_code)rc;

		enum scratch_kept kept = scratch_keep(s);

		if (kept == KEPT_NOTHING)
			rc = err_set(err, code, "%.120s; there was no text to keep, or no place for it", what);
		else
			rc = err_set(err, code, "%.120s; %s in %.120s", what, kept == KEPT_ALL ? "it is kept" : "only a part of it could be kept,", s->path);
		if (err != NULL)
			err->sys = why.sys;
		return rc;
	}
	if (ended == 0 && err != NULL)
		*err = why;
	return ended != 0 ? ended : rc;
}

static int
edit_in(struct err *err, struct words *w, struct scratch *s, struct buf *text, bool *changed)
{
	bool lent_newline = false;
	int status = 0, rc;

	rc = write_entry(err, s, text, &lent_newline);
	if (rc == 0)
		rc = edit(err, w, s, &status);
	if (rc != 0)
		return rc;
	rc = how_it_ended(err, status, words_program(w));
	return take_back(err, s, rc, lent_newline, text, changed);
}

/* What is senseless or unsafe is refused before a file is made. */
static int
prepare(struct err *err, const struct editor *ed, struct words *w)
{
	enum editor_kind kind = EDITOR_UNKNOWN;
	char *path = program_find(w->list[0]), *real = path != NULL ? realpath(path, NULL) : NULL;
	int rc = real != NULL ? editor_flags(err, w, real, &kind) : err_set(err, E_USAGE, "%s: not found", w->list[0]);

	free(path);
	free(real);
	if (rc != 0)
		return rc;
	if (kind == EDITOR_SERVER && !ed->server_ok)
		return err_set(err, E_UNSAFE, "%s hands the text to a program that is already running", words_program(w));
	if (kind == EDITOR_UNKNOWN && !child_can_jail())
		return err_set(err, E_UNSAFE, "%s: not known, and this system cannot keep it from leaving copies", words_program(w));
	return 0;
}

int
editor_run(struct err *err, const struct editor *ed, struct buf *text, bool *changed)
{
	struct scratch s;
	struct words w;
	int rc;

	*changed = false;
	if (ed->command == NULL)
		return err_set(err, E_USAGE, "no editor: set VISUAL or EDITOR");
	rc = words_split(err, &w, ed->command);
	if (rc != 0)
		return rc;
	rc = prepare(err, ed, &w);
	if (rc == 0)
		rc = scratch_make(err, &s, (struct scratch_places){ .runtime_dir = ed->runtime_dir, .disk_dir = ed->disk_dir });
	if (rc == 0) {
		rc = edit_in(err, &w, &s, text, changed);
		scratch_wipe(&s);
	}
	words_release(&w);
	return rc;
}

void
editor_sweep(const char *runtime_dir, const char *disk_dir)
{
	scratch_sweep((struct scratch_places){ .runtime_dir = runtime_dir, .disk_dir = disk_dir });
}

void
editor_look(struct editor_guards *out)
{
	out->jail = child_can_jail();
	out->hidden = scratch_can_hide();
}
