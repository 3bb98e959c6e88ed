/*
 * The barrier against the network, on a system that promises no more than POSIX: there is none, and none is claimed.
 */
#include "felt/term/barrier.h"

bool
barrier_known(void)
{
	return false;
}

bool
barrier_raise(enum barrier which)
{
	(void)which;
	return false;
}

bool
barrier_stands(void)
{
	return false;
}

int
barrier_foreign_socket(void)
{
	return -1;
}
