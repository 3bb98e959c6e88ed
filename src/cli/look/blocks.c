/*
 * Items in blocks (blocks.h).  Sorting is a heap sort: no second copy, and no bad case for ids that somebody chose.
 */
#include "cli/look/blocks.h"

#include <stdlib.h>
#include <string.h>

#include "felt/base/buf.h"

void *
blocks_at(const struct blocks *b, size_t i)
{
	return b->block[i / BLOCK_ITEMS] + i % BLOCK_ITEMS * b->size;
}

static int
add_block(struct blocks *b)
{
	if (b->nblocks == b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 16;
		uint8_t **p = realloc(b->block, cap * sizeof *p);

		if (!p)
			return -1;
		b->block = p;
		b->cap = cap;
	}
	b->block[b->nblocks] = calloc(BLOCK_ITEMS, b->size);
	if (!b->block[b->nblocks])
		return -1;
	b->nblocks++;
	return 0;
}

void *
blocks_add(struct blocks *b)
{
	if (b->n == b->nblocks * BLOCK_ITEMS && add_block(b))
		return NULL;
	return blocks_at(b, b->n++);
}

/* The item at i sinks until both below it are smaller; the others move up, it is written once. */
static void
sink(struct blocks *b, size_t i, size_t n, int (*cmp)(const void *a, const void *b))
{
	uint8_t item[BLOCK_ITEM_MAX];

	memcpy(item, blocks_at(b, i), b->size);
	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= n)
			break;
		if (child + 1 < n && cmp(blocks_at(b, child), blocks_at(b, child + 1)) < 0)
			child++;
		if (cmp(item, blocks_at(b, child)) >= 0)
			break;
		memcpy(blocks_at(b, i), blocks_at(b, child), b->size);
		i = child;
	}
	memcpy(blocks_at(b, i), item, b->size);
}

void
blocks_sort(struct blocks *b, int (*cmp)(const void *a, const void *b))
{
	uint8_t item[BLOCK_ITEM_MAX];

	for (size_t i = b->n / 2; i-- > 0;)
		sink(b, i, b->n, cmp);
	for (size_t end = b->n; end-- > 1;) {
		memcpy(item, blocks_at(b, end), b->size);
		memcpy(blocks_at(b, end), blocks_at(b, 0), b->size);
		memcpy(blocks_at(b, 0), item, b->size);
		sink(b, 0, end, cmp);
	}
}

size_t
blocks_memory(const struct blocks *b)
{
	return b->nblocks * BLOCK_ITEMS * b->size;
}

void
blocks_release(struct blocks *b)
{
	for (size_t i = 0; i < b->nblocks; i++) {
		wipe(b->block[i], BLOCK_ITEMS * b->size);
		free(b->block[i]);
	}
	free(b->block);
	*b = (struct blocks){ .size = b->size };
}
