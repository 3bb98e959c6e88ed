/*
 * Giving a file its name without ever taking it from another.  Private to src/base/file_new.c; one of
 * rename_linux.c and rename_posix.c is built.
 */
#ifndef FELT_SRC_BASE_RENAME_H
#define FELT_SRC_BASE_RENAME_H

#include <fcntl.h>
#include <unistd.h>

/*
 * A file in the folder `dir` that has no name until it gets one: whatever ends the process, nothing of it stays.  A descriptor
 * (O_RDWR, 0600), or -1 where that is not to be had.
 */
int unnamed_open(int dir);
/* Gives it its name.  0, or -1 with errno: EEXIST when something is called so. */
int unnamed_name(int fd, int dir, const char *name);

/* Within the folder `dir`.  0, or -1 with errno: EEXIST when something is called `to`. */
int rename_noreplace(int dir, const char *from, const char *to);

/*
 * The same by a second link.  A crash between the two calls leaves the whole file under both names.
 * File systems without hard links refuse (EPERM and others): then there is no safe way, and the caller says so.
 */
static inline int
rename_by_link(int dir, const char *from, const char *to)
{
	if (linkat(dir, from, dir, to, 0) != 0)
		return -1;
	return unlinkat(dir, from, 0);
}

#endif
