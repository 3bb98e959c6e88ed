/*
 * How often a bare line was met: lines of the same date and body are told apart by their occurrence (FORMAT.md 3).
 *
 * In: hashes.  Out: counts.  Must never: keep a text.
 *
 * An open-addressed table of the hashes' first eight bytes: twelve bytes a line instead of the forty that hash,
 * count and a pointer would take, because a diary may have a hundred thousand lines.  Two different lines whose
 * hashes begin alike would only share a count: their sources still differ by the rest of the hash.
 */
#include "import_inner.h"

#include <stdlib.h>

struct import_seen {
	uint64_t *key;    /* 0: free */
	uint32_t *count;
	size_t cap, n;    /* cap is a power of two */
};

enum { SEEN_LEAST = 1024, FULL_OF_8 = 7 }; /* grows when 7 of 8 places are taken */

struct import_seen *
seen_new(void)
{
	return calloc(1, sizeof(struct import_seen));
}

void
seen_free(struct import_seen *s)
{
	if (s == NULL)
		return;
	free(s->key);
	free(s->count);
	free(s);
}

/* The place of a key, or the free place where it belongs. */
static size_t
place(const uint64_t *key, size_t cap, uint64_t k)
{
	size_t i = (size_t)k & (cap - 1);

	while (key[i] != 0 && key[i] != k)
		i = (i + 1) & (cap - 1);
	return i;
}

static bool
grow(struct import_seen *s)
{
	size_t cap = s->cap != 0 ? s->cap * 2 : SEEN_LEAST;
	uint64_t *key = calloc(cap, sizeof *key);
	uint32_t *count = calloc(cap, sizeof *count);

	if (key == NULL || count == NULL) {
		free(key);
		free(count);
		return false;
	}
	for (size_t i = 0; i < s->cap; i++) {
		size_t to;

		if (s->key[i] == 0)
			continue;
		to = place(key, cap, s->key[i]);
		key[to] = s->key[i];
		count[to] = s->count[i];
	}
	free(s->key);
	free(s->count);
	s->key = key;
	s->count = count;
	s->cap = cap;
	return true;
}

uint32_t
seen_count(struct import_seen *s, const uint8_t hash[32])
{
	uint64_t k = get_u64(hash);
	size_t i;

	if (k == 0)
		k = 1; /* 0 means free */
	if (s->n * 8 >= s->cap * FULL_OF_8 && !grow(s))
		return 0;
	i = place(s->key, s->cap, k);
	if (s->key[i] == 0) {
		s->key[i] = k;
		s->n++;
	}
	return s->count[i] < UINT32_MAX ? ++s->count[i] : 0;
}
