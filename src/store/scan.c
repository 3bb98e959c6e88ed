/*
 * All rows one after the other, or on several cores at once.  In: a filter.  Out: entries that are proven to be the ones
 * that were written by the sum S, which is complete only at the end.
 *
 * The sums are kept by each hand for itself and added up when all is done: adding knows no order.
 */
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "inner.h"

enum { SCAN_TELLS = 1024 };

struct scan {
	uint64_t sum[4], rows, damaged;
};

/* Opens one row into e; 1: it does not open, which is counted. */
static int
open_row(struct err *err, const struct store *s, struct scan *c, int64_t id, const uint8_t *blob, size_t n, struct buf *plain, struct entry *e)
{
	uint64_t item[4];

	c->rows++;
	if (!blob || n < SEAL_HEAD || id < 1) {
		c->damaged++;
		return 1;
	}
	set_item(s->keys, PART_ROW, (uint64_t)id, blob, item);
	set_add(c->sum, item);
	int rc = blob_open(s->keys, PART_ROW, (uint64_t)id, blob, n, plain);
	if (!rc)
		rc = row_decode(plain->p, plain->n, true, e);
	if (rc == E_DAMAGE) {
		c->damaged++;
		return 1;
	}
	e->id = (uint64_t)id;
	return rc ? err_set(err, (enum err_code)rc, "an entry") : 0;
}

static int
scan_step(struct err *err, struct store *s, sqlite3_stmt *st, const struct filter *f, struct entry *e, struct scan *c, store_entry_fn *fn,
	void *arg)
{
	int rc = open_row(err, s, c, sqlite3_column_int64(st, 0), sqlite3_column_blob(st, 1), (size_t)sqlite3_column_bytes(st, 1), &s->plain, e);

	if (rc)
		return rc < 0 ? rc : 0;
	return !f || filter_match(f, e) ? fn(arg, err, e) : 0;
}

static int
scan_end(struct err *err, struct store *s, const struct scan *c)
{
	int rc = 0;

	if (c->damaged)
		rc = err_num(err, E_DAMAGE, c->damaged, "entries that do not open: %llu", (unsigned long long)c->damaged);
	else if (s->m.valid && (c->rows != s->m.rows || !set_same(c->sum, s->m.s)))
		rc = err_num(err, E_DAMAGE, c->rows > s->m.rows ? c->rows - s->m.rows : s->m.rows - c->rows,
			"rows: %llu are there, %llu were written", (unsigned long long)c->rows, (unsigned long long)s->m.rows);
	if (rc && s->env.force_read) {
		store_warn(s, WARN_FORCED, 0);
		if (c->damaged)
			store_warn(s, WARN_ROW_DAMAGED, c->damaged);
		rc = 0;
	}
	return rc;
}

int
store_scan(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg)
{
	struct scan c = { 0 };
	struct entry e = { 0 };
	sqlite3_stmt *st;
	int code = SQLITE_DONE, rc = sql_get(err, s, SQL_ROWS, &st);

	while (!rc && (code = sqlite3_step(st)) == SQLITE_ROW)
		rc = scan_step(err, s, st, f, &e, &c, fn, arg);
	if (!rc && code != SQLITE_DONE)
		rc = sql_err(err, s, code, "the entries");
	else if (!rc)
		rc = scan_end(err, s, &c);
	if (rc != E_OK && s->sql[SQL_ROWS])
		sqlite3_reset(s->sql[SQL_ROWS]);
	else
		sqlite3_reset(st);
	entry_release(&e);
	return rc;
}

/* ---- on several cores ---- */

/* What one hand has for itself. */
struct scan_hand {
	struct scan c;
	struct entry e;
	struct buf plain;
};

struct many {
	struct store *s;
	const struct filter *f;
	const struct scan_work *work;
	struct scan_hand hand[STORE_HANDS];
	uint64_t put;
};

static int
open_one(void *arg, unsigned hand, struct err *err, uint64_t id, const uint8_t *blob, size_t n, struct buf *out)
{
	struct many *m = arg;
	struct scan_hand *h = &m->hand[hand];
	int rc = open_row(err, m->s, &h->c, (int64_t)id, blob, n, &h->plain, &h->e);

	if (rc)
		return rc < 0 ? rc : 0;
	if (m->f && !filter_match(m->f, &h->e))
		return 0;
	size_t at = out->n;
	buf_u32(out, 0);
	rc = m->work->look(m->work->own[hand], err, &h->e, out);
	if (out->failed)
		return err_set(err, E_NOMEM, "rows");
	if (out->n == at + 4)
		buf_truncate(out, at);
	else
		put_u32(out->p + at, (uint32_t)(out->n - at - 4));
	return rc;
}

/* An error that stopped `look` may have left a piece behind it: it is given too, as one hand would have. */
static int
take_all(void *arg, struct err *err, const uint8_t *p, size_t n)
{
	const struct many *m = arg;
	struct reader r = { p, n, false };
	int rc = 0;

	while (!rc && r.n) {
		size_t len = rd_u32(&r);
		const uint8_t *piece = rd_bytes(&r, len);
		rc = piece ? m->work->take(m->work->arg, err, piece, len) : err_set(err, E_NOMEM, "rows");
	}
	return rc;
}

static int
put_rows(struct err *err, struct many *m, struct crew *crew)
{
	sqlite3_stmt *st;
	int code = SQLITE_DONE, rc = sql_get(err, m->s, SQL_ROWS, &st);

	if (rc)
		return rc;
	sql_cache(m->s, CACHE_PASS_KIB);
	while (!rc && (code = sqlite3_step(st)) == SQLITE_ROW) {
		const uint8_t *blob = sqlite3_column_blob(st, 1);
		size_t n = (size_t)sqlite3_column_bytes(st, 1);

		rc = crew_put(err, crew, (uint64_t)sqlite3_column_int64(st, 0), blob, blob ? n : 0);
		if (!rc && ++m->put % SCAN_TELLS == 0 && m->work->progress)
			rc = m->work->progress(m->work->arg, err, m->put, m->s->m.rows);
	}
	if (!rc && code != SQLITE_DONE)
		rc = sql_err(err, m->s, code, "the entries");
	sqlite3_reset(st);
	sql_cache(m->s, CACHE_KIB);
	return rc ? rc : crew_finish(err, crew);
}

int
store_scan_many(struct err *err, struct store *s, const struct filter *f, const struct scan_work *work)
{
	struct many *m = calloc(1, sizeof *m);
	struct crew *crew = NULL;
	struct scan all = { 0 };
	int rc;

	if (!m)
		return err_set(err, E_NOMEM, "rows");
	*m = (struct many){ .s = s, .f = f, .work = work };
	rc = crew_begin(err, &crew, &(struct crew_work){ open_one, take_all, m }, store_hands(s));
	if (!rc)
		rc = put_rows(err, m, crew);
	crew_end(crew);
	for (size_t i = 0; i < STORE_HANDS; i++) {
		struct scan_hand *h = &m->hand[i];
		set_add(all.sum, h->c.sum);
		all.rows += h->c.rows;
		all.damaged += h->c.damaged;
		entry_release(&h->e);
		buf_release(&h->plain);
	}
	free(m);
	return rc ? rc : scan_end(err, s, &all);
}

unsigned
store_hands(const struct store *s)
{
	return s->env.cores < 1 ? 1 : s->env.cores > STORE_HANDS ? STORE_HANDS : s->env.cores;
}
