/*
 * A folder in memory, on a system that promises no more than POSIX: what it cannot tell, it does not claim.
 */
#include "scratch.h"

bool
scratch_is_memory(int fd)
{
	(void)fd;
	return false;
}

unsigned long long
scratch_started(long pid)
{
	(void)pid;
	return 0;
}

bool
scratch_hold(int fd)
{
	(void)fd;
	return true;
}

bool
scratch_is_held(int fd)
{
	(void)fd;
	return false;
}
