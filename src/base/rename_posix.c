/*
 * A file gets its name, and nothing loses it: any POSIX system (rename.h).
 *
 * In: a folder and two names in it.  Out: the file under its new name alone.  Must never: replace
 * what is there.  link() refuses an existing name by itself; that is all that POSIX offers.
 */
#include "rename.h"

#include <errno.h>

/* POSIX knows no file without a name that can get one. */
int
unnamed_open(int dir)
{
	(void)dir;
	errno = ENOTSUP;
	return -1;
}

int
unnamed_name(int fd, int dir, const char *name)
{
	(void)fd;
	(void)dir;
	(void)name;
	errno = ENOTSUP;
	return -1;
}

int
rename_noreplace(int dir, const char *from, const char *to)
{
	return rename_by_link(dir, from, to);
}
