/*
 * Sorting in place.  The C library's qsort may copy the whole array first; a list of a hundred thousand
 * entries is allowed no such second copy.
 */
#include "cli/writing.h"

static void
swap(uint8_t *a, uint8_t *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		uint8_t t = a[i];
		a[i] = b[i];
		b[i] = t;
	}
}

/* Lets the item at i sink until both below it are smaller. */
static void
sink(uint8_t *base, size_t i, size_t n, size_t size, int (*cmp)(const void *a, const void *b))
{
	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= n)
			return;
		if (child + 1 < n && cmp(base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (cmp(base + i * size, base + child * size) >= 0)
			return;
		swap(base + i * size, base + child * size, size);
		i = child;
	}
}

void
heap_sort(void *base, size_t n, size_t size, int (*cmp)(const void *a, const void *b))
{
	uint8_t *p = base;

	for (size_t i = n / 2; i-- > 0;)
		sink(p, i, n, size, cmp);
	for (size_t end = n; end-- > 1;) {
		swap(p, p + end * size, size);
		sink(p, 0, end, size, cmp);
	}
}
