/*
 * A file gets its name, and nothing loses it: Linux (rename.h).
 *
 * In: a folder and two names in it.  Out: one rename in one step.  Must never: replace what is there,
 * not even for an instant.
 */
#undef _POSIX_C_SOURCE
#define _GNU_SOURCE /* renameat2, O_TMPFILE */

#include "rename.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static void
proc_name(int fd, char name[32])
{
	snprintf(name, 32, "/proc/self/fd/%d", fd);
}

int
unnamed_open(int dir)
{
	char name[32];
	int fd = openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0)
		return -1;
	/* Without /proc it could never get a name. */
	proc_name(fd, name);
	if (faccessat(AT_FDCWD, name, F_OK, 0) == 0)
		return fd;
	close(fd);
	return -1;
}

int
unnamed_name(int fd, int dir, const char *name)
{
	char from[32];

	proc_name(fd, from);
	return linkat(AT_FDCWD, from, dir, name, AT_SYMLINK_FOLLOW);
}

int
rename_noreplace(int dir, const char *from, const char *to)
{
	if (renameat2(dir, from, dir, to, RENAME_NOREPLACE) == 0)
		return 0;
	/* NFS and some FUSE file systems do not know the flag (EINVAL), old kernels not the call. */
	if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
		return -1;
	return rename_by_link(dir, from, to);
}
