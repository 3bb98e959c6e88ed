/*
 * Heads and whole rows in order, in memory that stays bounded (a hundred thousand entries, 10 MiB).
 *
 * A first pass over the packs keeps a key of 40 bytes for each match, and copies of the heads as long as
 * both fit into LIST_BUDGET.  The keys are sorted.  When all heads fitted, they are handed out;
 * when not, they are fetched again in windows of what the keys leave of it, in the order of the keys.
 */
#include <stdlib.h>
#include <string.h>

#include "inner.h"

enum { LIST_BUDGET = 5632 * 1024, WINDOW_LEAST = 1024 * 1024, PIECE = 64 * 1024, NOT_THERE = -1 };

/*
 * Copies of metas, in pieces: what is there never moves, while one buffer that doubles would hold everything twice for a
 * moment.  A meta that is longer than a piece gets one of its own.
 */
struct heads {
	struct buf *pieces;
	size_t n, cap, bytes;
};

struct key {
	struct entry_key k;      /* date, created, id */
	union {
		uint64_t tag;    /* of the row: where rows are read */
		struct {
			uint32_t at, kindflags; /* at: of the copy of the meta, piece << 16 | offset: where heads are listed */
		};
	};
	uint32_t pack, meta;     /* meta: its length */
};

struct listing {
	const struct filter *f;
	struct key *keys;
	size_t n, cap;
	struct heads heads;
	bool kept;               /* all of them are there */
	bool copies;             /* are copies wanted? */
	bool rows;               /* rows are read: keys have tags */
};

static void
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

/* In place: qsort may take as much memory again.  The last in order is the root, so it goes to the end first. */
static void
sort_keys(struct listing *l)
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

static int
keep_key(struct err *err, struct listing *l, const struct key *k)
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

static int
collect(void *arg, struct err *err, const struct head *h)
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
	return keep_key(err, l, &k);
}

static int
make_list(struct err *err, struct store *s, unsigned how, struct listing *l)
{
	l->kept = l->copies = l->copies && !(l->f && l->f->limit);
	int rc = packs_flush(err, s);

	if (!rc)
		rc = heads_each(err, s, how, collect, l);
	if (!rc)
		sort_keys(l);
	return rc;
}

static int
give(struct err *err, const struct key *k, const struct heads *heads, struct entry *e, store_entry_fn *fn, void *arg)
{
	if (k->at == (uint32_t)NOT_THERE)
		return err_set(err, E_DAMAGE, "pack %lu", (unsigned long)k->pack);
	entry_reset(e);
	e->id = k->k.id;
	e->kind = (uint8_t)(k->kindflags >> 16);
	e->flags = (uint16_t)k->kindflags;
	int rc = meta_decode(heads_at(heads, k->at), k->meta, e);
	return rc ? err_set(err, (enum err_code)rc, "pack") : fn(arg, err, e);
}

/* ---- windows ---- */

struct window {
	struct key **by_id;   /* the window's keys, sorted by id */
	uint32_t *packs;
	size_t n;
	uint32_t pack;        /* the one that is looked through */
	struct heads heads;
	bool failed;
};

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
fill_head(void *arg, uint64_t id, struct slice meta)
{
	struct window *w = arg;
	struct key probe = { .k.id = id }, *pp = &probe;
	struct key **found = bsearch(&pp, w->by_id, w->n, sizeof *w->by_id, key_by_id);

	if (found && (*found)->pack == w->pack && (*found)->meta == meta.n && !heads_add(&w->heads, meta, &(*found)->at))
		w->failed = true;
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
	if (code == SQLITE_ROW)
		rc = blob_open(s->keys, PART_PACK, n, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0), &s->plain);
	else
		rc = E_DAMAGE;
	sqlite3_reset(st);
	w->pack = n;
	if (!rc)
		rc = pack_metas(&s->plain, fill_head, w);
	return rc ? err_set(err, (enum err_code)rc, "pack %u", n) : 0;
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
		return err_set(err, E_DAMAGE, "row");
	return heads_add(&w->heads, meta, &k->at) ? 0 : err_set(err, E_NOMEM, "list");
}

static int
fill_window(struct err *err, struct store *s, struct window *w, struct key *keys)
{
	int rc = 0;

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

/* How many keys from here on have heads that fit into so many bytes: at least one. */
static size_t
window_size(const struct key *keys, size_t n, size_t budget)
{
	size_t bytes = 0, i = 0;

	while (i < n && (i == 0 || bytes + keys[i].meta <= budget))
		bytes += keys[i++].meta;
	return i;
}

static size_t
largest_window(const struct key *keys, size_t n, size_t budget)
{
	size_t most = 0;

	for (size_t i = 0, w; i < n; i += w) {
		w = window_size(keys + i, n - i, budget);
		most = w > most ? w : most;
	}
	return most;
}

static int
give_windows(struct err *err, struct store *s, struct listing *l, struct entry *e, store_entry_fn *fn, void *arg)
{
	size_t keys = l->n * sizeof *l->keys, budget = keys + WINDOW_LEAST < LIST_BUDGET ? LIST_BUDGET - keys : WINDOW_LEAST;
	size_t most = largest_window(l->keys, l->n, budget);
	struct window w = { .by_id = malloc(most * sizeof *w.by_id), .packs = malloc(most * sizeof *w.packs) };
	int rc = w.by_id && w.packs ? 0 : err_set(err, E_NOMEM, "list");

	for (size_t i = 0; i < l->n && !rc; i += w.n) {
		w.n = window_size(l->keys + i, l->n - i, budget);
		rc = fill_window(err, s, &w, l->keys + i);
		for (size_t j = 0; j < w.n && !rc; j++)
			rc = give(err, &l->keys[i + j], &w.heads, e, fn, arg);
	}
	free(w.by_id);
	free(w.packs);
	heads_release(&w.heads);
	return rc;
}

static void
listing_release(struct listing *l)
{
	wipe(l->keys, l->n * sizeof *l->keys); /* dates */
	free(l->keys);
	heads_release(&l->heads);
}

int
store_list(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg)
{
	struct listing l = { .f = f, .copies = true };
	struct entry e = { 0 };
	int rc = make_list(err, s, 0, &l);

	if (!rc && l.n && !l.kept)
		rc = give_windows(err, s, &l, &e, fn, arg);
	else
		for (size_t i = 0; i < l.n && !rc; i++)
			rc = give(err, &l.keys[i], &l.heads, &e, fn, arg);
	entry_release(&e);
	listing_release(&l);
	return rc;
}

/* A row in its turn; one that does not open is named and passed over only under force_read. */
static int
read_one(struct err *err, struct store *s, const struct key *k, struct row *r, store_entry_fn *fn, void *arg)
{
	uint8_t head[SEAL_HEAD];
	int rc = row_fetch(err, s, k->k.id, head, &r->plain);

	if (!rc && get_u64(head + NONCE_SIZE) != k->tag)
		rc = err_num(err, E_DAMAGE, 1, "a row that was put back");
	if (!rc && row_decode(r->plain.p, r->plain.n, true, &r->e))
		rc = err_num(err, E_DAMAGE, 1, "row");
	if (rc == E_ID_UNKNOWN)
		rc = err_num(err, E_DAMAGE, 1, "a row is lost");
	if (rc == E_DAMAGE && s->env.force_read) {
		store_warn(s, WARN_ROW_DAMAGED, 1);
		return 0;
	}
	r->e.id = k->k.id;
	return rc ? rc : fn(arg, err, &r->e);
}

int
store_read(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg)
{
	struct listing l = { .f = f, .rows = true };
	struct row r = ROW_INIT;
	int rc = make_list(err, s, HEADS_CHECK_ROWS, &l);

	for (size_t i = 0; i < l.n && !rc; i++)
		rc = read_one(err, s, &l.keys[i], &r, fn, arg);
	row_release(&r);
	listing_release(&l);
	return rc;
}
