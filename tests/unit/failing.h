/*
 * Allocations that fail on demand: for a program that is linked with --wrap for the three allocators (Makefile).  Set `left`, call,
 * set it back to -1.  Only felt's own calls are counted, not those of its libraries.
 */
#ifndef FELT_TESTS_FAILING_H
#define FELT_TESTS_FAILING_H

#include <stdbool.h>
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static long left = -1; /* allocations that still succeed; -1 all */
static bool once;      /* one fails and those behind it succeed, instead of all */

static bool
fails(void)
{
	if (left < 0)
		return false;
	if (left > 0) {
		left--;
		return false;
	}
	if (once)
		left = -1;
	return true;
}

void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return fails() ? NULL : __real_realloc(p, n);
}

#endif
