/*
 * The process itself, before anything is read: streams that exist, a locale that knows UTF-8, files for nobody
 * else, and signals that cannot cut a transaction in two.
 *
 * SIGPIPE is ignored: a closed pipe is an error of write(), noticed between two entries and never inside a
 * commit.  When everything is closed, end_by_sigpipe() lets the process end as any filter does, so that `felt review
 * | head` stays quiet and a script with pipefail learns that not everything was read.  SIGINT, SIGTERM and SIGHUP keep
 * their default: SQLite's journal makes a killed commit whole or undone (the composer holds them while it runs).
 */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/frame.h"

/*
 * A closed 0, 1 or 2 would be the number of the next file that is opened, and a message could end in the
 * journal.  The stand-in is opened the wrong way round, so that using it is still an error.
 */
static int
guard_streams(struct err *err)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		int got = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
		if (got != fd)
			return err_set(err, E_IO, "standard streams");
	}
	return 0;
}

/* felt writes UTF-8 whatever the locale says; ncurses has to know. */
static void
choose_locale(void)
{
	if (setlocale(LC_CTYPE, "") && !strcmp(nl_langinfo(CODESET), "UTF-8"))
		return;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		setlocale(LC_CTYPE, "en_US.UTF-8");
}

int
start_process(struct err *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	int unsafe = harden_self(err);

	umask(077);
	choose_locale();
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGPIPE, &ignore, NULL);
	int rc = unsafe ? unsafe : guard_streams(err);
	return rc ? rc : secret_init(err);
}

void
end_by_sigpipe(void)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t pipe_only;

	sigemptyset(&usual.sa_mask);
	sigaction(SIGPIPE, &usual, NULL);
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &pipe_only, NULL);
	raise(SIGPIPE);
}
