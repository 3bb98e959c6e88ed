/*
 * A growing array of small items that never moves and is sorted in place.
 *
 * realloc may hold an array twice while it grows, and the C library's qsort copies it; a command that keeps an item for
 * each of a hundred thousand entries has no room for either.  Memory is wiped when it is given back.
 */
#ifndef FELT_CLI_BLOCKS_H
#define FELT_CLI_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

enum { BLOCK_ITEMS = 2048 };

struct blocks {
	size_t size;        /* of an item; set by the caller, at most BLOCK_ITEM_MAX */
	size_t n;
	uint8_t **block;    /* owned, as are the blocks */
	size_t nblocks, cap;
};
enum { BLOCK_ITEM_MAX = 64 };

void *blocks_add(struct blocks *b);                    /* zeroed; NULL without memory */
void *blocks_at(const struct blocks *b, size_t i);     /* i < n */
void blocks_sort(struct blocks *b, int (*cmp)(const void *a, const void *b));
size_t blocks_memory(const struct blocks *b);          /* bytes in use */
void blocks_release(struct blocks *b);

#endif
