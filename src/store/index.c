/*
 * An order that is kept between transactions (store.h, "an index"): 32 bytes an entry, heads and rows fetched as they are shown.
 *
 * The packs are opened on several cores.  Of each the 8 bytes that name it are kept: what a later transaction reads of the same
 * state must be the packs whose sum was found to hold when the order was made.  Where they do not hold, everything comes from
 * the rows, as lists do (heads.c), and the row of an entry is what its id leads to.
 *
 * Of the order only the beginning is there at first, which a screen shows; whoever asks for more has the rest sorted.
 */
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "listing.h"

struct store_index {
	struct listing l;            /* keys alone */
	size_t sorted;               /* so many keys are in order, the others behind them */
	uint64_t generation;
	uint8_t tag[TAG_SIZE];       /* of the manifest */
	uint64_t *pack_tags;         /* by number */
	size_t npack_tags;
	bool from_rows;
};

enum { FIRST = 512 };

/* ---- making it ---- */

/* What a hand says of one pack; the keys follow. */
struct told { uint64_t tag; uint32_t pack, keys; };

struct making {
	const struct filter *f;
	struct store_index *idx;
	struct entry e[STORE_HANDS];
};

/* Of one head, in `out`. */
struct gathering { const struct filter *f; struct buf *out; uint32_t n; };

static int
gather(void *arg, struct err *err, const struct head *h)
{
	struct gathering *g = arg;

	(void)err;
	if (g->f ? !filter_match(g->f, h->e) : h->e->kind != KIND_ENTRY)
		return 0;
	struct key k = { .k = entry_key(h->e), .of = h->pack };
	buf_add(g->out, &k, sizeof k);
	g->n++;
	return 0;
}

/* Does the filter leave nothing out but other kinds?  Then of each meta only the two times are looked at. */
static bool
takes_all(const struct filter *f)
{
	return !f || (!f->has_from && !f->has_to && !f->nfeelings && !f->has_min && !f->guide.n && !f->ntags && !f->belief && !f->kinds && !f->also);
}

struct quick { struct buf *out; uint32_t pack, n; };

static int
gather_quickly(void *arg, const uint8_t *said, struct slice meta)
{
	struct quick *q = arg;
	struct key k = { .k.id = get_u64(said), .of = q->pack };

	if (said[SAID_KIND] != KIND_ENTRY)
		return 0;
	if (k.k.id == 0 || k.k.id > INT64_MAX || !meta_times(meta, &k.k))
		return E_DAMAGE;
	buf_add(q->out, &k, sizeof k);
	q->n++;
	return 0;
}

static int
quickly(const struct buf *plain, uint32_t pack, struct buf *out, uint32_t *n)
{
	struct quick q = { out, pack, 0 };
	int rc = pack_metas(plain, gather_quickly, &q);

	*n = q.n;
	return rc;
}

static int
look_at_pack(void *arg, unsigned hand, struct err *err, uint32_t n, const uint8_t head[SEAL_HEAD], const struct buf *plain, struct buf *out)
{
	struct making *m = arg;
	struct told told = { .tag = get_u64(head + NONCE_SIZE), .pack = n };
	size_t at = out->n;

	buf_add(out, &told, sizeof told);
	struct gathering g = { m->f, out, 0 };
	int rc = takes_all(m->f) ? quickly(plain, n, out, &g.n) : pack_each(err, plain, n, &m->e[hand], gather, &g);
	told.keys = g.n;
	if (!rc && !out->failed)
		memcpy(out->p + at, &told, sizeof told);
	return rc;
}

static int
note_pack(struct err *err, struct store_index *idx, const struct told *t)
{
	if (t->pack >= idx->npack_tags) {
		size_t n = idx->npack_tags ? idx->npack_tags : 64;

		while (n <= t->pack)
			n *= 2;
		uint64_t *more = n <= SIZE_MAX / sizeof *more ? realloc(idx->pack_tags, n * sizeof *more) : NULL;
		if (!more)
			return err_set(err, E_NOMEM, "list");
		memset(more + idx->npack_tags, 0, (n - idx->npack_tags) * sizeof *more);
		idx->pack_tags = more;
		idx->npack_tags = n;
	}
	idx->pack_tags[t->pack] = t->tag;
	return 0;
}

static int
take_packs(void *arg, struct err *err, const uint8_t *p, size_t n)
{
	struct making *m = arg;
	struct told told;
	struct key k;
	int rc = 0;

	while (!rc && n >= sizeof told) {
		memcpy(&told, p, sizeof told);
		p += sizeof told;
		n -= sizeof told;
		rc = note_pack(err, m->idx, &told);
		for (uint32_t i = 0; i < told.keys && !rc; i++) {
			memcpy(&k, p, sizeof k);
			p += sizeof k;
			n -= sizeof k;
			rc = listing_add(err, &m->idx->l, &k, (struct slice){ NULL, 0 });
		}
	}
	return rc;
}

/* Everything again from the rows (heads.c), where no pack can be named. */
static int
gather_row(void *arg, struct err *err, const struct head *h)
{
	struct making *m = arg;

	if (!h) {
		m->idx->l.n = 0;
		return 0;
	}
	if (m->f ? !filter_match(m->f, h->e) : h->e->kind != KIND_ENTRY)
		return 0;
	struct key k = { .k = entry_key(h->e), .of = h->pack };
	return listing_add(err, &m->idx->l, &k, (struct slice){ NULL, 0 });
}

static int
make(struct err *err, struct store *s, struct store_index *idx, const struct filter *f)
{
	struct making *m = calloc(1, sizeof *m);
	int rc;

	if (!m)
		return err_set(err, E_NOMEM, "list");
	m->f = f;
	m->idx = idx;
	rc = packs_many(err, s, 1, &(struct packs_work){ look_at_pack, take_packs, m });
	for (size_t i = 0; i < STORE_HANDS; i++)
		entry_release(&m->e[i]);
	if (rc > 0) {
		idx->l.n = 0;
		idx->from_rows = true;
		rc = heads_each(err, s, 0, gather_row, m);
	}
	free(m);
	return rc;
}

int
store_index(struct err *err, struct store *s, const struct filter *f, struct store_index **out)
{
	struct store_index *idx = calloc(1, sizeof *idx);
	int rc;

	*out = NULL;
	if (!idx)
		return err_set(err, E_NOMEM, "list");
	idx->generation = s->m.generation;
	memcpy(idx->tag, s->m.tag, TAG_SIZE);
	idx->l.reverse = f && f->reverse;
	rc = packs_flush(err, s);
	if (!rc)
		rc = make(err, s, idx, f);
	if (rc) {
		store_index_free(idx);
		return rc;
	}
	if (f && f->limit)
		listing_keep(&idx->l, f->limit);
	idx->sorted = listing_sort_first(&idx->l, FIRST);
	*out = idx;
	return 0;
}

void
store_index_free(struct store_index *idx)
{
	if (!idx)
		return;
	listing_release(&idx->l);
	free(idx->pack_tags);
	free(idx);
}

/* ---- asking it ---- */

size_t
store_index_count(const struct store_index *idx)
{
	return idx->l.n;
}

/* Keys up to here are asked for. */
static void
need(struct store_index *idx, size_t end)
{
	if (end <= idx->sorted)
		return;
	listing_sort(&(struct listing){ .reverse = idx->l.reverse, .keys = idx->l.keys + idx->sorted, .n = idx->l.n - idx->sorted });
	idx->sorted = idx->l.n;
}

struct entry_key
store_index_key(struct store_index *idx, size_t i)
{
	need(idx, i + 1);
	return idx->l.keys[i].k;
}

size_t
store_index_find(struct store_index *idx, uint64_t id)
{
	size_t i = 0;

	need(idx, idx->l.n);
	while (i < idx->l.n && idx->l.keys[i].k.id != id)
		i++;
	return i;
}

bool
store_index_holds(const struct store *s, const struct store_index *idx)
{
	return s->open && s->m.generation == idx->generation && !memcmp(s->m.tag, idx->tag, TAG_SIZE);
}

/* Some keys that lie beside each other, and what their packs say of them. */
struct window {
	struct store_index *idx;
	struct key *keys;
	size_t n;
	struct key **by_id;
	uint32_t *packs;
	uint32_t pack;        /* the one that is looked through */
	struct texts heads;
	uint64_t *row_tags;   /* one a key: of the row its pack names; NULL: not wanted */
	struct buf text;
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

static int
keep_head(struct err *err, struct window *w, struct key *k, uint8_t kind, uint16_t flags, struct slice meta)
{
	buf_clear(&w->text);
	head_text(&w->text, kind, flags, meta);
	int rc = buf_check(&w->text, err);
	return rc ? rc : texts_add(err, &w->heads, buf_as_slice(&w->text), &k->at);
}

static int
fill_head(void *arg, const uint8_t *said, struct slice meta)
{
	struct window *w = arg;
	struct key probe = { .k.id = get_u64(said) }, *pp = &probe;
	struct key **found = bsearch(&pp, w->by_id, w->n, sizeof *w->by_id, key_by_id);

	if (!found || (*found)->of != w->pack)
		return 0;
	if (w->row_tags)
		w->row_tags[*found - w->keys] = get_u64(said + SAID_NAME + NONCE_SIZE);
	return keep_head(NULL, w, *found, said[SAID_KIND], get_u16(said + SAID_FLAGS), meta);
}

/* The pack must be the one whose sum held when the order was made. */
static int
fill_pack(struct err *err, struct store *s, struct window *w, uint32_t n)
{
	const struct store_index *idx = w->idx;
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

		if (blob && size >= SEAL_HEAD && n < idx->npack_tags && idx->pack_tags[n] == get_u64(blob + NONCE_SIZE))
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
	struct slice meta = rc ? (struct slice){ NULL, 0 } : row_meta(s->plain.p, s->plain.n);

	if (!rc && !meta.p)
		rc = err_set(err, E_DAMAGE, "an entry");
	return rc ? rc : keep_head(err, w, k, s->plain.p[1], get_u16(s->plain.p + 2), meta);
}

static int
fill_all(struct err *err, struct store *s, struct window *w)
{
	int rc = 0;

	for (size_t i = 0; i < w->n; i++) {
		w->keys[i].at = (uint32_t)NOT_THERE;
		w->by_id[i] = &w->keys[i];
		w->packs[i] = w->keys[i].of;
	}
	qsort(w->by_id, w->n, sizeof *w->by_id, key_by_id);
	qsort(w->packs, w->n, sizeof *w->packs, number_order);
	for (size_t i = 0; i < w->n && !rc; i++) {
		if (w->packs[i] && (i == 0 || w->packs[i] != w->packs[i - 1]))
			rc = fill_pack(err, s, w, w->packs[i]);
		if (!rc && !w->keys[i].of)
			rc = fill_row(err, s, w, &w->keys[i]);
	}
	return rc;
}

static int
fill(struct err *err, struct store *s, struct store_index *idx, size_t from, struct window *w)
{
	w->idx = idx;
	w->by_id = malloc((w->n ? w->n : 1) * sizeof *w->by_id);
	w->packs = malloc((w->n ? w->n : 1) * sizeof *w->packs);
	if (!w->by_id || !w->packs)
		return err_set(err, E_NOMEM, "list");
	if (!store_index_holds(s, idx))
		return err_set(err, E_CONFLICT, "%s", s->env.path);
	need(idx, from + w->n);
	w->keys = idx->l.keys + from;
	return fill_all(err, s, w);
}

static void
window_end(struct window *w)
{
	free(w->by_id);
	free(w->packs);
	texts_release(&w->heads);
	buf_release(&w->text);
}

int
store_index_heads(struct err *err, struct store *s, struct store_index *idx, size_t from, size_t n, store_entry_fn *fn, void *arg)
{
	struct window w = { .n = n };
	struct entry e = { 0 };
	int rc = fill(err, s, idx, from, &w);

	for (size_t i = 0; i < n && !rc; i++)
		rc = w.keys[i].at == (uint32_t)NOT_THERE
			? err_set(err, E_DAMAGE, "list %lu", (unsigned long)w.keys[i].of)
			: head_give(err, &w.keys[i], texts_at(&w.heads, w.keys[i].at), &e, fn, arg);
	entry_release(&e);
	window_end(&w);
	return rc;
}

static int
open_row(struct err *err, struct store *s, const struct key *k, uint64_t tag, struct row *r)
{
	uint8_t head[SEAL_HEAD];
	int rc = row_fetch(err, s, k->k.id, head, &r->plain);

	if (rc == E_ID_UNKNOWN)
		return err_num(err, E_DAMAGE, 1, "an entry is lost");
	if (!rc && k->of && get_u64(head + NONCE_SIZE) != tag)
		return err_num(err, E_DAMAGE, 1, "an entry that was put back");
	if (!rc && (rc = row_decode(r->plain.p, r->plain.n, true, &r->e)))
		rc = err_num(err, (enum err_code)rc, 1, "an entry");
	r->e.id = k->k.id;
	return rc;
}

int
store_index_rows(struct err *err, struct store *s, struct store_index *idx, size_t from, size_t n, store_entry_fn *fn, void *arg)
{
	struct window w = { .n = n, .row_tags = calloc(n ? n : 1, sizeof(uint64_t)) };
	struct row r = ROW_INIT;
	int rc = w.row_tags ? fill(err, s, idx, from, &w) : err_set(err, E_NOMEM, "rows");

	for (size_t i = 0; i < n && !rc; i++) {
		rc = open_row(err, s, &idx->l.keys[from + i], w.row_tags[i], &r);
		if (!rc)
			rc = fn(arg, err, &r.e);
	}
	row_release(&r);
	free(w.row_tags);
	window_end(&w);
	return rc;
}
