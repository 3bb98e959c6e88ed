/*
 * Parts of an opened age file again, in any order.
 *
 * In: an offset of the plaintext, and a source that can be read anywhere.  Out: plaintext, verified once more.  Must never: trust that
 * the source is still what it was.
 */
#include "age_inner.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1024 }; /* 64 MiB of plaintext */

struct age_again {
	struct { uint8_t *p; size_t n; uint64_t index; } slot[SLOTS]; /* p NULL: empty; of a chunk: its index modulo SLOTS */
	uint8_t sealed[AGE_SEALED];
};

void
age_again_free(struct age_again *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		if (a->slot[i].p)
			wipe(a->slot[i].p, AGE_CHUNK);
		free(a->slot[i].p);
	}
	free(a);
}

static int
load(struct age_reader *r, struct err *err, uint64_t index, age_read_at_fn *at, void *arg)
{
	struct age_again *a = r->again;
	size_t i = (size_t)(index % SLOTS), want, got = 0;
	uint64_t left = r->bytes - index * AGE_CHUNK;
	bool last = index + 1 == r->index;
	int rc;

	if (a->slot[i].p && a->slot[i].index == index)
		return 0;
	if (!a->slot[i].p && !(a->slot[i].p = malloc(AGE_CHUNK)))
		return err_set(err, E_NOMEM, "age");
	a->slot[i].index = UINT64_MAX;
	want = (size_t)(left < AGE_CHUNK ? left : AGE_CHUNK) + AGE_TAG;
	rc = age_source_at(&r->source, err, r->payload + index * AGE_SEALED, a->sealed, want, &got, at, arg);
	if (!rc && (got != want || !age_chunk_open(a->slot[i].p, r->key, index, last, a->sealed, want)))
		rc = err_set(err, E_AGE_DAMAGE, "age payload: the file was changed while it was read");
	if (rc)
		return rc;
	a->slot[i].index = index;
	a->slot[i].n = want - AGE_TAG;
	return 0;
}

int
age_read_again(struct age_reader *r, struct err *err, uint64_t offset, uint8_t *p, size_t n, age_read_at_fn *at, void *arg)
{
	int rc = 0;

	if (!r->again && !(r->again = calloc(1, sizeof *r->again)))
		return err_set(err, E_NOMEM, "age");
	if (!r->finished || offset > r->bytes || n > r->bytes - offset)
		return err_set(err, E_AGE_DAMAGE, "age payload: the file was changed while it was read");
	while (!rc && n > 0) {
		uint64_t index = offset / AGE_CHUNK;
		size_t from = (size_t)(offset % AGE_CHUNK), i = (size_t)(index % SLOTS), used;

		rc = load(r, err, index, at, arg);
		if (rc)
			break;
		used = r->again->slot[i].n - from;
		used = used < n ? used : n;
		memcpy(p, r->again->slot[i].p + from, used);
		p += used;
		offset += used;
		n -= used;
	}
	return rc;
}
