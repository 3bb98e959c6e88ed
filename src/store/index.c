/*
 * An order that is kept between transactions (store.h, "an index"): 40 bytes an entry, heads and rows fetched as they are shown.
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
	struct listing l;
	struct filter order;         /* its direction, which l borrows */
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

struct index_hand {
	struct entry e;
	struct buf plain;
	uint64_t d[4], packs;
};

struct making {
	struct store *s;
	struct store_index *idx;
	struct index_hand hand[STORE_HANDS];
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
	struct key k = {
		.k = entry_key(h->e), .pack = h->pack, .meta = (uint32_t)h->meta.n,
		.kindflags = (uint32_t)h->e->kind << 16 | h->e->flags,
	};
	buf_add(g->out, &k, sizeof k);
	g->n++;
	return 0;
}

/* Does the filter leave nothing out but other kinds?  Then of each meta only the two times are looked at. */
static bool
takes_all(const struct filter *f)
{
	return !f || (!f->has_from && !f->has_to && !f->nfeelings && !f->has_min && !f->guide.n && !f->ntags && !f->belief && !f->kinds);
}

enum { TYPE_CREATED = 1, TYPE_DATE = 2, ITEM_HEAD = 6, WHEN = 10, BEFORE_NAME = 12 };

/* Types come in ascending order (FORMAT.md 3): created and date stand first. False: they are not as they must be. */
static bool
times(struct slice meta, struct entry_key *k)
{
	const uint8_t *p = (const uint8_t *)meta.p;
	size_t n = meta.n;
	bool created = false;

	while (n >= ITEM_HEAD && get_u16(p) <= TYPE_DATE) {
		size_t len = get_u32(p + 2);

		if (len != WHEN || len > n - ITEM_HEAD)
			return false;
		k->date_ms = (int64_t)get_u64(p + ITEM_HEAD);
		if (get_u16(p) == TYPE_CREATED) {
			k->created_ms = k->date_ms;
			created = true;
		}
		p += ITEM_HEAD + len;
		n -= ITEM_HEAD + len;
	}
	return created;
}

struct quick { struct buf *out; uint32_t pack, n; bool bad; };

static void
gather_quickly(void *arg, uint64_t id, const uint8_t *head, struct slice meta)
{
	struct quick *q = arg;
	const uint8_t *p = head - BEFORE_NAME; /* id 8, kind, 0, flags 2 */
	struct key k = { .k.id = id, .pack = q->pack, .meta = (uint32_t)meta.n, .kindflags = (uint32_t)p[8] << 16 | get_u16(p + 10) };

	if (p[8] != KIND_ENTRY)
		return;
	q->bad = q->bad || id == 0 || id > INT64_MAX || !times(meta, &k.k);
	buf_add(q->out, &k, sizeof k);
	q->n++;
}

static int
quickly(const struct buf *plain, uint32_t pack, struct buf *out, uint32_t *n)
{
	struct quick q = { out, pack, 0, plain->n < 8 || get_u32(plain->p) != 1 };
	int rc = q.bad ? E_DAMAGE : pack_metas(plain, gather_quickly, &q);

	*n = q.n;
	return rc ? rc : q.bad ? E_DAMAGE : 0;
}

static int
open_pack(void *arg, unsigned hand, struct err *err, uint64_t n, const uint8_t *blob, size_t size, struct buf *out)
{
	struct making *m = arg;
	struct index_hand *h = &m->hand[hand];
	struct told told = { .pack = (uint32_t)n };
	uint64_t item[4];
	size_t at = out->n;

	h->packs++;
	if (size < SEAL_HEAD || n < 1 || n > UINT32_MAX)
		return err_set(err, E_DAMAGE, "a list");
	set_item(m->s->keys, PART_PACK, n, blob, item);
	set_add(h->d, item);
	told.tag = get_u64(blob + NONCE_SIZE);
	buf_add(out, &told, sizeof told);
	struct gathering g = { m->idx->l.f, out, 0 };
	int rc = blob_open(m->s->keys, PART_PACK, n, blob, size, &h->plain);
	if (!rc && takes_all(m->idx->l.f))
		rc = quickly(&h->plain, (uint32_t)n, out, &g.n);
	else if (!rc)
		rc = pack_each(err, &h->plain, (uint32_t)n, &h->e, gather, &g);
	if (rc)
		return err_set(err, (enum err_code)rc, "list %u", (unsigned)n);
	told.keys = g.n;
	if (!out->failed)
		memcpy(out->p + at, &told, sizeof told);
	return 0;
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
			rc = listing_add(err, &m->idx->l, &k);
		}
	}
	return rc;
}

/* 1: the packs do not hold. */
static int
from_packs(struct err *err, struct store *s, struct making *m)
{
	struct crew *crew = NULL;
	uint64_t d[4] = { 0 }, packs = 0;
	sqlite3_stmt *st;
	int code = SQLITE_DONE, rc = sql_get(err, s, SQL_PACKS, &st);

	if (!rc)
		rc = crew_begin(err, &crew, &(struct crew_work){ open_pack, take_packs, m }, store_hands(s));
	while (!rc && (code = sqlite3_step(st)) == SQLITE_ROW) {
		const uint8_t *blob = sqlite3_column_blob(st, 1);
		rc = crew_put(err, crew, (uint64_t)sqlite3_column_int64(st, 0), blob, blob ? (size_t)sqlite3_column_bytes(st, 1) : 0);
	}
	if (!rc && code != SQLITE_DONE)
		rc = sql_err(err, s, code, "the lists");
	if (crew)
		sqlite3_reset(st);
	if (!rc)
		rc = crew_finish(err, crew);
	crew_end(crew);
	for (size_t i = 0; i < STORE_HANDS; i++) {
		set_add(d, m->hand[i].d);
		packs += m->hand[i].packs;
	}
	if (!rc && s->m.valid && (packs != s->m.packs || !set_same(d, s->m.d)))
		rc = E_DAMAGE;
	return rc == E_DAMAGE ? 1 : rc;
}

static int
make(struct err *err, struct store *s, struct store_index *idx)
{
	struct making *m = calloc(1, sizeof *m);
	int rc;

	if (!m)
		return err_set(err, E_NOMEM, "list");
	m->s = s;
	m->idx = idx;
	rc = from_packs(err, s, m);
	for (size_t i = 0; i < STORE_HANDS; i++) {
		entry_release(&m->hand[i].e);
		buf_release(&m->hand[i].plain);
	}
	free(m);
	if (rc <= 0)
		return rc;
	idx->l.n = 0;
	idx->from_rows = true;
	return heads_each(err, s, 0, listing_collect, &idx->l);
}

int
store_index(struct err *err, struct store *s, const struct filter *f, struct store_index **out)
{
	struct store_index *idx = calloc(1, sizeof *idx);
	int rc;

	*out = NULL;
	if (!idx)
		return err_set(err, E_NOMEM, "list");
	idx->l.f = f;
	idx->generation = s->m.generation;
	memcpy(idx->tag, s->m.tag, TAG_SIZE);
	rc = packs_flush(err, s);
	if (!rc)
		rc = make(err, s, idx);
	if (rc) {
		store_index_free(idx);
		return rc;
	}
	idx->order.reverse = f && f->reverse;
	idx->l.f = &idx->order; /* f is borrowed only until here */
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
	listing_sort(&(struct listing){ .f = idx->l.f, .keys = idx->l.keys + idx->sorted, .n = idx->l.n - idx->sorted });
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

static int
fill(struct err *err, struct store *s, struct store_index *idx, size_t from, struct window *w)
{
	int rc = window_begin(err, w, w->n);

	if (rc)
		return rc;
	if (!store_index_holds(s, idx))
		return err_set(err, E_CONFLICT, "%s", s->env.path);
	need(idx, from + w->n);
	if (!idx->from_rows) {
		w->pack_tags = idx->pack_tags;
		w->npack_tags = idx->npack_tags;
	}
	return window_fill(err, s, w, idx->l.keys + from);
}

int
store_index_heads(struct err *err, struct store *s, struct store_index *idx, size_t from, size_t n, store_entry_fn *fn, void *arg)
{
	struct window w = { .n = n };
	struct entry e = { 0 };
	int rc = fill(err, s, idx, from, &w);

	for (size_t i = 0; i < n && !rc; i++)
		rc = listing_give(err, &idx->l.keys[from + i], &w.heads, &e, fn, arg);
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
	if (!rc && k->pack && get_u64(head + NONCE_SIZE) != tag)
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
