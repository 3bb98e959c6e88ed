/*
 * Keys, copies of heads, and windows (listing.h).  listing_order.c sorts.
 *
 * In: heads as they come from the packs.  Out: keys in order, and the heads of those that are asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "listing.h"

void
heads_release(struct heads *h)
{
	for (size_t i = 0; i < h->n; i++)
		buf_release(&h->pieces[i]);
	free(h->pieces);
	*h = (struct heads){ 0 };
}

/* A piece with so much room; NULL without memory. */
static struct buf *
heads_piece(struct heads *h, size_t n)
{
	struct buf *b = h->n ? &h->pieces[h->n - 1] : NULL;

	if (b && b->n < PIECE && b->cap - b->n >= n)
		return b;
	if (h->n == h->cap) {
		size_t cap = h->cap ? 2 * h->cap : 8;
		struct buf *more = realloc(h->pieces, cap * sizeof *more);
		if (!more)
			return NULL;
		h->pieces = more;
		h->cap = cap;
	}
	b = &h->pieces[h->n];
	*b = (struct buf)BUF_INIT;
	if (!buf_reserve(b, n > PIECE ? n : PIECE))
		return NULL;
	h->n++;
	return b;
}

static bool
heads_add(struct heads *h, struct slice meta, uint32_t *at)
{
	struct buf *b = heads_piece(h, meta.n);

	if (!b)
		return false;
	*at = (uint32_t)((h->n - 1) << 16 | b->n);
	buf_slice(b, meta);
	h->bytes += meta.n;
	return true;
}

static const uint8_t *
heads_at(const struct heads *h, uint32_t at)
{
	return h->pieces[at >> 16].p + (at & 0xffff);
}

int
listing_add(struct err *err, struct listing *l, const struct key *k)
{
	size_t limit = l->f ? l->f->limit : 0;

	if (limit && l->n == limit) {
		if (listing_before(l, k, &l->keys[0])) {
			l->keys[0] = *k;
			listing_heap_down(l, 0);
		}
		return 0;
	}
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap + l->cap / 2 : 256;
		struct key *more = realloc(l->keys, cap * sizeof *more);
		if (!more)
			return err_set(err, E_NOMEM, "list");
		l->keys = more;
		l->cap = cap;
	}
	l->keys[l->n++] = *k;
	if (limit && l->n == limit)
		for (size_t i = l->n / 2; i-- > 0;)
			listing_heap_down(l, i);
	return 0;
}

static void
keep_head(struct listing *l, struct key *k, struct slice meta)
{
	if (!l->kept)
		return;
	l->kept = l->n * sizeof *k + l->heads.bytes + meta.n <= LIST_BUDGET && heads_add(&l->heads, meta, &k->at);
	if (!l->kept)
		heads_release(&l->heads);
}

int
listing_collect(void *arg, struct err *err, const struct head *h)
{
	struct listing *l = arg;

	if (!h) {
		l->n = 0;
		heads_release(&l->heads);
		l->kept = l->copies;
		return 0;
	}
	if (l->f ? !filter_match(l->f, h->e) : h->e->kind != KIND_ENTRY)
		return 0;
	struct key k = { .k = entry_key(h->e), .pack = h->pack, .meta = (uint32_t)h->meta.n };
	if (l->rows)
		k.tag = get_u64(h->head + NONCE_SIZE);
	else
		k.kindflags = (uint32_t)h->e->kind << 16 | h->e->flags;
	keep_head(l, &k, h->meta);
	return listing_add(err, l, &k);
}

int
listing_give(struct err *err, const struct key *k, const struct heads *heads, struct entry *e, store_entry_fn *fn, void *arg)
{
	if (k->at == (uint32_t)NOT_THERE)
		return err_set(err, E_DAMAGE, "list %lu", (unsigned long)k->pack);
	entry_reset(e);
	e->id = k->k.id;
	e->kind = (uint8_t)(k->kindflags >> 16);
	e->flags = (uint16_t)k->kindflags;
	int rc = meta_decode(heads_at(heads, k->at), k->meta, e);
	return rc ? err_set(err, (enum err_code)rc, "a list") : fn(arg, err, e);
}

/* ---- windows ---- */

static int
key_by_id(const void *a, const void *b)
{
	const struct key *x = *(struct key *const *)a, *y = *(struct key *const *)b;

	return (x->k.id > y->k.id) - (x->k.id < y->k.id);
}

static int
number_order(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void
fill_head(void *arg, uint64_t id, const uint8_t *head, struct slice meta)
{
	struct window *w = arg;
	struct key probe = { .k.id = id }, *pp = &probe;
	struct key **found = bsearch(&pp, w->by_id, w->n, sizeof *w->by_id, key_by_id);

	if (!found || (*found)->pack != w->pack || (*found)->meta != meta.n)
		return;
	if (!heads_add(&w->heads, meta, &(*found)->at))
		w->failed = true;
	if (w->row_tags)
		w->row_tags[*found - w->keys] = get_u64(head + NONCE_SIZE);
}

static int
fill_pack(struct err *err, struct store *s, struct window *w, uint32_t n)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, s, SQL_PACK, &st);

	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, n);
	int code = sqlite3_step(st);
	rc = E_DAMAGE;
	if (code == SQLITE_ROW) {
		const uint8_t *blob = sqlite3_column_blob(st, 0);
		size_t size = (size_t)sqlite3_column_bytes(st, 0);

		if (blob && size >= SEAL_HEAD && (!w->pack_tags || (n < w->npack_tags && w->pack_tags[n] == get_u64(blob + NONCE_SIZE))))
			rc = blob_open(s->keys, PART_PACK, n, blob, size, &s->plain);
	} else if (code != SQLITE_DONE) {
		rc = sql_err(err, s, code, "the lists");
	}
	sqlite3_reset(st);
	w->pack = n;
	if (!rc)
		rc = pack_metas(&s->plain, fill_head, w);
	return rc ? err_set(err, (enum err_code)rc, "list %u", n) : 0;
}

static int
fill_row(struct err *err, struct store *s, struct window *w, struct key *k)
{
	uint8_t head[SEAL_HEAD];
	int rc = row_fetch(err, s, k->k.id, head, &s->plain);

	if (rc)
		return rc;
	struct slice meta = row_meta(s->plain.p, s->plain.n);
	if (meta.n != k->meta)
		return err_set(err, E_DAMAGE, "an entry");
	return heads_add(&w->heads, meta, &k->at) ? 0 : err_set(err, E_NOMEM, "list");
}

int
window_fill(struct err *err, struct store *s, struct window *w, struct key *keys)
{
	int rc = 0;

	w->keys = keys;
	for (size_t i = 0; i < w->n; i++) {
		keys[i].at = (uint32_t)NOT_THERE;
		w->by_id[i] = &keys[i];
		w->packs[i] = keys[i].pack;
	}
	qsort(w->by_id, w->n, sizeof *w->by_id, key_by_id);
	qsort(w->packs, w->n, sizeof *w->packs, number_order);
	heads_release(&w->heads);
	for (size_t i = 0; i < w->n && !rc; i++) {
		if (w->packs[i] && (i == 0 || w->packs[i] != w->packs[i - 1]))
			rc = fill_pack(err, s, w, w->packs[i]);
		if (!rc && !keys[i].pack)
			rc = fill_row(err, s, w, &keys[i]);
	}
	return rc || !w->failed ? rc : err_set(err, E_NOMEM, "list");
}

size_t
window_size(const struct key *keys, size_t n, size_t budget)
{
	size_t bytes = 0, i = 0;

	while (i < n && (i == 0 || bytes + keys[i].meta <= budget))
		bytes += keys[i++].meta;
	return i;
}

void
listing_release(struct listing *l)
{
	wipe(l->keys, l->n * sizeof *l->keys); /* dates */
	free(l->keys);
	heads_release(&l->heads);
}

int
window_begin(struct err *err, struct window *w, size_t most)
{
	w->by_id = malloc((most ? most : 1) * sizeof *w->by_id);
	w->packs = malloc((most ? most : 1) * sizeof *w->packs);
	return w->by_id && w->packs ? 0 : err_set(err, E_NOMEM, "list");
}

void
window_end(struct window *w)
{
	free(w->by_id);
	free(w->packs);
	heads_release(&w->heads);
}
