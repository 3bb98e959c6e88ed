/*
 * Every head of the journal: kind, flags and meta of each row, with the 40 bytes that name the row.
 *
 * They come from the packs.  When a pack does not open, is missing or was put back (D or the number of packs does
 * not hold), everything is read again from the rows, whose own sum must hold instead.  The caller hears of it
 * by a call with NULL and starts over.
 */
#include <string.h>

#include "inner.h"

static int
pack_entry(struct reader *r, struct entry *e, struct head *h)
{
	const uint8_t *p = rd_bytes(r, ROW_ENTRY_HEAD); /* id 8, kind, 0, flags 2, name of the row 40, length 4 */
	size_t n = p ? get_u32(p + 52) : 0;
	const uint8_t *meta = rd_bytes(r, n);
	uint64_t id = p ? get_u64(p) : 0;

	if (r->bad || p[9] || id == 0 || id > INT64_MAX)
		return E_DAMAGE;
	entry_reset(e);
	e->id = id;
	e->kind = p[8];
	e->flags = get_u16(p + 10);
	h->head = p + 12;
	h->meta = (struct slice){ (const char *)meta, n };
	return meta_decode(meta, n, e);
}

int
pack_metas(const struct buf *plain, int (*fn)(void *arg, const uint8_t *said, struct slice meta), void *arg)
{
	struct reader r = { plain->p, plain->n, false };
	int rc = 0;

	rd_u32(&r);
	for (uint32_t count = rd_u32(&r); count && !r.bad && !rc; count--) {
		const uint8_t *p = rd_bytes(&r, ROW_ENTRY_HEAD);
		size_t n = p ? get_u32(p + 52) : 0;
		const uint8_t *meta = rd_bytes(&r, n);

		if (meta)
			rc = fn(arg, p, (struct slice){ (const char *)meta, n });
	}
	return rc ? rc : r.bad || r.n ? E_DAMAGE : 0;
}

int
pack_each(struct err *err, const struct buf *plain, uint32_t n, struct entry *e, head_fn *fn, void *arg)
{
	struct reader r = { plain->p, plain->n, false };
	struct head h = { e, n, NULL, { NULL, 0 } };

	if (rd_u32(&r) != 1)
		return err_set(err, E_DAMAGE, "list %u", n);
	uint32_t count = rd_u32(&r);
	for (uint32_t i = 0; i < count; i++) {
		int rc = pack_entry(&r, e, &h);
		if (rc == E_DAMAGE)
			return err_set(err, E_DAMAGE, "list %u", n);
		if (!rc)
			rc = fn(arg, err, &h);
		if (rc)
			return rc;
	}
	return r.bad || r.n ? err_set(err, E_DAMAGE, "list %u", n) : 0;
}

struct sums {
	uint64_t d[4], s[4];
	uint64_t packs, rows, damaged;
};

struct counting {
	struct store *store;
	struct sums *sums;
	bool rows;
	head_fn *fn;
	void *arg;
	bool stopped; /* by fn: its code is not damage of ours */
};

static int
count_and_pass(void *arg, struct err *err, const struct head *h)
{
	struct counting *c = arg;
	uint64_t item[4];

	if (c->rows) {
		set_item(c->store->keys, PART_ROW, h->e->id, h->head, item);
		set_add(c->sums->s, item);
	}
	c->sums->rows++;
	int rc = c->fn(c->arg, err, h);
	c->stopped = rc != 0;
	return rc;
}

/* One row of SQL_PACKS. */
static int
pack_step(struct err *err, struct store *s, sqlite3_stmt *st, struct entry *e, struct counting *c)
{
	int64_t n = sqlite3_column_int64(st, 0);
	const uint8_t *blob = sqlite3_column_blob(st, 1);
	size_t size = (size_t)sqlite3_column_bytes(st, 1);
	uint64_t item[4];

	c->sums->packs++;
	if (!blob || size < SEAL_HEAD || n < 1 || n > UINT32_MAX)
		return E_DAMAGE;
	set_item(s->keys, PART_PACK, (uint64_t)n, blob, item);
	set_add(c->sums->d, item);
	int rc = blob_open(s->keys, PART_PACK, (uint64_t)n, blob, size, &s->plain);
	return rc ? rc : pack_each(err, &s->plain, (uint32_t)n, e, count_and_pass, c);
}

static int
from_packs(struct err *err, struct store *s, unsigned how, head_fn *fn, void *arg, struct entry *e)
{
	struct sums sums = { 0 };
	struct counting c = { s, &sums, (how & HEADS_CHECK_ROWS) != 0, fn, arg, false };
	sqlite3_stmt *st;
	int code, rc = sql_get(err, s, SQL_PACKS, &st);

	if (rc)
		return rc;
	while ((code = sqlite3_step(st)) == SQLITE_ROW && !rc)
		rc = pack_step(err, s, st, e, &c);
	sqlite3_reset(st);
	if (c.stopped || (rc && rc != E_DAMAGE))
		return c.stopped ? rc : err_set(err, (enum err_code)rc, "a list");
	if (!rc && code != SQLITE_DONE) {
		rc = sql_err(err, s, code, "the lists");
		if (rc != E_DAMAGE)
			return rc;
	}
	if (!rc && s->m.valid && (sums.packs != s->m.packs || !set_same(sums.d, s->m.d)))
		rc = E_DAMAGE;
	if (!rc && c.rows && s->m.valid && (sums.rows != s->m.rows || !set_same(sums.s, s->m.s)))
		rc = E_DAMAGE;
	return rc == E_DAMAGE ? 1 : rc; /* 1: the packs do not hold */
}

static int
row_step(struct err *err, struct store *s, sqlite3_stmt *st, struct entry *e, struct sums *sums, head_fn *fn, void *arg)
{
	int64_t id = sqlite3_column_int64(st, 0);
	const uint8_t *blob = sqlite3_column_blob(st, 1);
	size_t size = (size_t)sqlite3_column_bytes(st, 1);
	uint8_t head[SEAL_HEAD];
	uint64_t item[4];

	sums->rows++;
	if (!blob || size < SEAL_HEAD || id < 1) {
		sums->damaged++;
		return 0;
	}
	memcpy(head, blob, SEAL_HEAD);
	set_item(s->keys, PART_ROW, (uint64_t)id, head, item);
	set_add(sums->s, item);
	int rc = blob_open(s->keys, PART_ROW, (uint64_t)id, blob, size, &s->plain);
	if (!rc)
		rc = row_decode(s->plain.p, s->plain.n, false, e);
	if (rc == E_DAMAGE) {
		sums->damaged++;
		return 0;
	}
	e->id = (uint64_t)id;
	return rc ? err_set(err, (enum err_code)rc, "an entry")
		  : fn(arg, err, &(struct head){ e, 0, head, row_meta(s->plain.p, s->plain.n) });
}

static int
from_rows(struct err *err, struct store *s, head_fn *fn, void *arg, struct entry *e)
{
	struct sums sums = { 0 };
	sqlite3_stmt *st;
	int code, rc = sql_get(err, s, SQL_ROWS, &st);

	if (!rc)
		rc = fn(arg, err, NULL);
	if (rc)
		return rc;
	while ((code = sqlite3_step(st)) == SQLITE_ROW && !rc)
		rc = row_step(err, s, st, e, &sums, fn, arg);
	sqlite3_reset(st);
	if (rc)
		return rc;
	if (code != SQLITE_DONE && (rc = sql_err(err, s, code, "the entries")) != E_DAMAGE)
		return rc;
	if (!rc && s->m.valid && (sums.rows != s->m.rows || !set_same(sums.s, s->m.s)))
		rc = err_num(err, E_DAMAGE, sums.rows > s->m.rows ? sums.rows - s->m.rows : s->m.rows - sums.rows,
			"rows: %llu are there, %llu were written", (unsigned long long)sums.rows, (unsigned long long)s->m.rows);
	if (rc && s->env.force_read) {
		store_warn(s, WARN_FORCED, 0);
		rc = 0;
	}
	if (!rc)
		store_warn(s, WARN_PACK_DAMAGED, 0);
	if (!rc && sums.damaged)
		store_warn(s, WARN_ROW_DAMAGED, sums.damaged);
	return rc;
}

int
heads_each(struct err *err, struct store *s, unsigned how, head_fn *fn, void *arg)
{
	struct entry e = { 0 };
	int rc = from_packs(err, s, how, fn, arg, &e);

	if (rc > 0)
		rc = from_rows(err, s, fn, arg, &e);
	entry_release(&e);
	return rc;
}

struct passing {
	const struct filter *f;
	store_entry_fn *fn;
	void *arg;
};

static int
pass_entry(void *arg, struct err *err, const struct head *h)
{
	struct passing *p = arg;

	if (h && p->f && !filter_match(p->f, h->e))
		return 0;
	return p->fn(p->arg, err, h ? h->e : NULL);
}

int
store_heads(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg)
{
	int rc = packs_flush(err, s); /* what was put in this transaction is among them */

	return rc ? rc : heads_each(err, s, 0, pass_entry, &(struct passing){ f, fn, arg });
}
