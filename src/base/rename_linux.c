/*
 * A file gets its name, and nothing loses it: Linux (rename.h).
 *
 * In: a folder and two names in it.  Out: one rename in one step.  Must never: replace what is there,
 * not even for an instant.
 */
#undef _POSIX_C_SOURCE
#define _GNU_SOURCE /* renameat2 */

#include "rename.h"

#include <errno.h>
#include <stdio.h>

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
