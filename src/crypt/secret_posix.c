/*
 * Secret memory, on a system that promises no more than POSIX: children have what their parent had.
 */
#include "secret_fork.h"

void
secret_not_for_children(void *p, size_t n)
{
	(void)p;
	(void)n;
}
