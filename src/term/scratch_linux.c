/*
 * A folder in memory, on Linux: statfs knows tmpfs, /proc knows when a process began, flock holds.
 */
#define _GNU_SOURCE
#include "scratch.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

bool
scratch_is_memory(int fd)
{
	struct statfs s;

	return fstatfs(fd, &s) == 0 && (s.f_type == TMPFS_MAGIC || s.f_type == RAMFS_MAGIC);
}

/* Field 22 of /proc/PID/stat; the name in field 2 may hold blanks and parentheses. */
unsigned long long
scratch_started(long pid)
{
	char path[64], stat[1024];
	const char *p;
	unsigned long long start = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, stat, sizeof stat - 1);
	close(fd);
	if (n <= 0)
		return 0;
	stat[n] = '\0';
	p = strrchr(stat, ')');
	for (int field = 2; p != NULL && field < 22; field++)
		p = strchr(p + 1, ' ');
	return p != NULL && sscanf(p, "%llu", &start) == 1 ? start : 0;
}

bool
scratch_hold(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

bool
scratch_is_held(int fd)
{
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return true;
	(void)flock(fd, LOCK_UN);
	return false;
}
