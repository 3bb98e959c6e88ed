/*
 * Secret memory, on Linux: wiped in children (since 4.14).
 */
#define _GNU_SOURCE
#include "secret_fork.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif

void
secret_not_for_children(void *p, size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), before = (uintptr_t)p % page;

	/* what is refused leaves things as they are everywhere else */
	(void)madvise((char *)p - before, before + n, MADV_WIPEONFORK);
}
