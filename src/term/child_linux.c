/*
 * Programs that see text, on Linux: close_range, the core limit that also stops piped handlers, and Landlock.
 *
 * The jail lets its program read what it could read before and write only below one folder, on the terminals and
 * on the devices that swallow or yield nothing.  What it does not do: keep it from sending text to a program that is
 * already running (X11, Wayland, D-Bus, tmux).
 */
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4U
#endif
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

void
child_close_on_exec(void)
{
	if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return;
	for (int fd = 3; fd < 65536; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* 0 does not stop a piped handler; the kernel's special value is 1 (RUNTIME.md 3). */
void
child_no_core(void)
{
	struct rlimit one = { 1, 1 };
	int fd;

	(void)setrlimit(RLIMIT_CORE, &one);
	fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (write(fd, "0\n", 2) < 0)
		errno = 0;
	close(fd);
}

void
child_end_with(pid_t parent)
{
	/* it may have ended before this was asked for */
	if (prctl(PR_SET_PDEATHSIG, SIGHUP, 0, 0, 0) == 0 && getppid() != parent)
		raise(SIGHUP);
}

static long
landlock_abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool
child_can_jail(void)
{
	return landlock_abi() >= 1;
}

static uint64_t
writing(long abi)
{
	uint64_t all = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE
		     | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG
		     | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK
		     | LANDLOCK_ACCESS_FS_MAKE_SYM;

	if (abi >= 2)
		all |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= 3)
		all |= LANDLOCK_ACCESS_FS_TRUNCATE;
	return all;
}

static bool
allow(int rules, int fd, uint64_t what)
{
	struct landlock_path_beneath_attr a;

	memset(&a, 0, sizeof a);
	a.allowed_access = what;
	a.parent_fd = fd;
	return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &a, 0) == 0;
}

/* A device that is not there is not missed. */
static void
allow_path(int rules, const char *path, uint64_t what)
{
	int fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)allow(rules, fd, what);
	close(fd);
}

int
child_jail_make(int dir)
{
	static const char *const devices[] = { "/dev/null", "/dev/tty", "/dev/zero", "/dev/full", "/dev/pts", "/dev/ptmx" };
	long abi = landlock_abi();
	struct landlock_ruleset_attr attr;
	uint64_t file = LANDLOCK_ACCESS_FS_WRITE_FILE;
	int rules;

	if (abi < 1)
		return JAIL_NONE;
	if (abi >= 3)
		file |= LANDLOCK_ACCESS_FS_TRUNCATE;
	memset(&attr, 0, sizeof attr);
	attr.handled_access_fs = writing(abi);
	rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr.handled_access_fs, 0);
	if (rules < 0)
		return JAIL_FAILED;
	if (dir >= 0 && !allow(rules, dir, writing(abi))) {
		close(rules);
		return JAIL_FAILED;
	}
	for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
		allow_path(rules, devices[i], file);
	return rules;
}

bool
child_jail_enter(int jail)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, jail, 0) == 0;
}
