/*
 * A file gets its name, and nothing loses it: any POSIX system (rename.h).
 *
 * In: a folder and two names in it.  Out: the file under its new name alone.  Must never: replace
 * what is there.  link() refuses an existing name by itself; that is all that POSIX offers.
 */
#include "rename.h"

int
rename_noreplace(int dir, const char *from, const char *to)
{
	return rename_by_link(dir, from, to);
}
