/*
 * Programs that see text, on a system that promises no more than POSIX: no jail.
 */
#include "child.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

void
child_close_on_exec(void)
{
	long most = sysconf(_SC_OPEN_MAX);

	if (most < 0 || most > 65536)
		most = 65536;
	for (int fd = 3; fd < (int)most; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void
child_no_core(void)
{
	struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
}

void
child_end_with(pid_t parent)
{
	(void)parent;
}

bool
child_can_jail(void)
{
	return false;
}

int
child_jail_make(int dir)
{
	(void)dir;
	return JAIL_NONE;
}

bool
child_jail_enter(int jail)
{
	(void)jail;
	return false;
}
