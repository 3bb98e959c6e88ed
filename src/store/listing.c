/*
 * Keys, copies of heads, and windows (listing.h).
 *
 * In: heads as they come from the packs.  Out: keys in order, and the heads of those that are asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "listing.h"

enum { SMALL = 16, DEEPEST = 60 };

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

static int
newest_first(const void *a, const void *b)
{
	return entry_key_cmp(&((const struct key *)b)->k, &((const struct key *)a)->k);
}

static int
oldest_first(const void *a, const void *b)
{
	return entry_key_cmp(&((const struct key *)a)->k, &((const struct key *)b)->k);
}

static bool
before(const struct listing *l, const struct key *a, const struct key *b)
{
	return (l->f && l->f->reverse ? oldest_first(a, b) : newest_first(a, b)) < 0;
}

/* With a limit the keys are a heap whose root is the last in order: it gives way to whatever comes before it. */
static void
heap_down(struct listing *l, size_t i)
{
	for (;;) {
		size_t c = 2 * i + 1;
		if (c >= l->n)
			return;
		if (c + 1 < l->n && before(l, &l->keys[c], &l->keys[c + 1]))
			c++;
		if (!before(l, &l->keys[i], &l->keys[c]))
			return;
		struct key t = l->keys[i];
		l->keys[i] = l->keys[c];
		l->keys[c] = t;
		i = c;
	}
}

static void
heap_sort(struct listing *l)
{
	size_t n = l->n;

	for (size_t i = n / 2; i-- > 0;)
		heap_down(l, i);
	while (l->n > 1) {
		struct key last = l->keys[0];
		l->n--;
		l->keys[0] = l->keys[l->n];
		l->keys[l->n] = last;
		heap_down(l, 0);
	}
	l->n = n;
}

static void
turn_round(struct listing *l)
{
	for (size_t i = 0, j = l->n; i + 1 < j; i++) {
		struct key t = l->keys[i];
		l->keys[i] = l->keys[--j];
		l->keys[j] = t;
	}
}

/* A diary is written day after day: nothing to do, most of the time. */
static bool
in_order(const struct listing *l)
{
	for (size_t i = 1; i < l->n; i++)
		if (before(l, &l->keys[i], &l->keys[i - 1]))
			return false;
	return true;
}

static void
insertion_sort(const struct listing *l, struct key *keys, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct key k = keys[i];
		size_t j = i;

		for (; j && before(l, &k, &keys[j - 1]); j--)
			keys[j] = keys[j - 1];
		keys[j] = k;
	}
}

static void
swap(struct key *a, struct key *b)
{
	struct key t = *a;
	*a = *b;
	*b = t;
}

/* Puts the middle one of first, middle and last in the first place, and parts the rest by it; returns its place. */
static size_t
part(const struct listing *l, struct key *keys, size_t n)
{
	struct key *mid = &keys[n / 2], *last = &keys[n - 1];
	size_t i = 0, j = n;

	if (before(l, last, mid))
		swap(last, mid);
	if (before(l, mid, keys))
		swap(mid, keys);
	if (before(l, last, mid))
		swap(last, mid);
	swap(keys, mid);
	for (;;) {
		do
			i++;
		while (i < n && before(l, &keys[i], keys));
		do
			j--;
		while (before(l, keys, &keys[j]));
		if (i >= j)
			break;
		swap(&keys[i], &keys[j]);
	}
	swap(keys, &keys[j]);
	return j;
}

/* False: it went too deep, as it does where somebody chose the order so; the heap sort has no such orders. */
static bool
quick_sort(const struct listing *l, struct key *keys, size_t n, unsigned depth)
{
	while (n > SMALL) {
		if (depth-- == 0)
			return false;
		size_t p = part(l, keys, n), rest = n - p - 1;

		if (p < rest) {
			if (!quick_sort(l, keys, p, depth))
				return false;
			keys += p + 1;
			n = rest;
		} else {
			if (!quick_sort(l, keys + p + 1, rest, depth))
				return false;
			n = p;
		}
	}
	insertion_sort(l, keys, n);
	return true;
}

/* In place: qsort may take as much memory again. */
void
listing_sort(struct listing *l)
{
	size_t right = 0;

	for (size_t i = 1; i < l->n; i++)
		right += before(l, &l->keys[i - 1], &l->keys[i]);
	if (right < l->n / 2)
		turn_round(l);
	if (!in_order(l) && !quick_sort(l, l->keys, l->n, DEEPEST))
		heap_sort(l);
}

int
listing_add(struct err *err, struct listing *l, const struct key *k)
{
	size_t limit = l->f ? l->f->limit : 0;

	if (limit && l->n == limit) {
		if (before(l, k, &l->keys[0])) {
			l->keys[0] = *k;
			heap_down(l, 0);
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
			heap_down(l, i);
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
