/*
 * One row by its id, and all rows one after the other.  In: an id or a filter.  Out: entries that are
 * proven to be the ones that were written: a single row by its pack, all of them by the sum S.
 */
#include <stdlib.h>
#include <string.h>

#include "felt/model/id.h"
#include "inner.h"

void
row_release(struct row *r)
{
	entry_release(&r->e);
	buf_release(&r->plain);
}

int
row_fetch(struct err *err, struct store *s, uint64_t id, uint8_t head[SEAL_HEAD], struct buf *plain)
{
	char name[ID_TEXT];
	sqlite3_stmt *st;
	int rc = sql_get(err, s, SQL_ROW, &st);

	if (rc)
		return rc;
	id_text(id, name);
	sqlite3_bind_int64(st, 1, (int64_t)id);
	int code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		const uint8_t *blob = sqlite3_column_blob(st, 0);
		size_t n = (size_t)sqlite3_column_bytes(st, 0);
		if (!blob || n < SEAL_HEAD)
			rc = E_DAMAGE;
		else
			rc = blob_open(s->keys, PART_ROW, id, memcpy(head, blob, SEAL_HEAD) ? blob : NULL, n, plain);
		if (rc)
			rc = err_set(err, (enum err_code)rc, "%s", name);
	} else if (code == SQLITE_DONE) {
		rc = err_set(err, E_ID_UNKNOWN, "%s", name);
	} else {
		rc = sql_err(err, s, code, name);
	}
	sqlite3_reset(st);
	return rc;
}

/* The row is there: is it the one its pack names? */
static int
fetch_named(struct err *err, struct store *s, const struct place *p, struct row *out)
{
	uint8_t head[SEAL_HEAD];
	char name[ID_TEXT];
	int rc = row_fetch(err, s, p->id, head, &out->plain);

	id_text(p->id, name);
	if (rc == E_ID_UNKNOWN)
		return err_num(err, E_DAMAGE, 1, "%s is lost", name);
	if (!rc && (get_u64(head + NONCE_SIZE) != p->tag || row_decode(out->plain.p, out->plain.n, true, &out->e) || out->e.kind != p->kind))
		rc = err_num(err, E_DAMAGE, 1, "%s", name);
	out->e.id = p->id;
	return rc;
}

int
store_get(struct err *err, struct store *s, uint64_t id, struct row *out)
{
	char name[ID_TEXT];
	int rc = places_need(err, s);

	if (rc)
		return rc;
	id_text(id, name);
	const struct place *p = place_find(s, id);
	if (!p)
		return store_has(NULL, s, id) == 1 ? err_num(err, E_DAMAGE, 1, "%s was never written here", name)
						   : err_set(err, E_ID_UNKNOWN, "%s", name);
	if (p->kind == KIND_TOMBSTONE)
		return err_set(err, E_ID_UNKNOWN, "%s", name);
	return fetch_named(err, s, p, out);
}

int
store_resolve(struct err *err, struct store *s, const char *typed, unsigned kinds, uint64_t *id)
{
	uint64_t lo, hi;
	size_t found = 0;
	int rc = id_range(err, typed, &lo, &hi);

	if (!rc)
		rc = places_need(err, s);
	if (rc)
		return rc;
	if (!kinds)
		kinds = 1u << KIND_ENTRY;
	size_t a = 0, b = s->nplaces;
	while (a < b) {
		size_t mid = a + (b - a) / 2;
		if (s->places[mid].id < lo)
			a = mid + 1;
		else
			b = mid;
	}
	for (; a < s->nplaces && s->places[a].id <= hi; a++)
		if (s->places[a].kind < 32 && (kinds & 1u << s->places[a].kind) && found++ == 0)
			*id = s->places[a].id;
	if (found == 0)
		return err_set(err, E_ID_UNKNOWN, "%.32s", typed);
	return found == 1 ? 0 : err_num(err, E_ID_AMBIGUOUS, found, "%.32s", typed);
}

int
store_has(struct err *err, struct store *s, uint64_t id)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, s, SQL_HAS_ROW, &st);

	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, (int64_t)id);
	int code = sqlite3_step(st);
	sqlite3_reset(st);
	return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : sql_err(err, s, code, "rows");
}

struct scan {
	uint64_t sum[4], rows, damaged;
};

static int
scan_step(struct err *err, struct store *s, sqlite3_stmt *st, const struct filter *f, struct entry *e, struct scan *c, store_entry_fn *fn,
	void *arg)
{
	int64_t id = sqlite3_column_int64(st, 0);
	const uint8_t *blob = sqlite3_column_blob(st, 1);
	size_t n = (size_t)sqlite3_column_bytes(st, 1);
	uint64_t item[4];

	c->rows++;
	if (!blob || n < SEAL_HEAD || id < 1) {
		c->damaged++;
		return 0;
	}
	set_item(s->keys, PART_ROW, (uint64_t)id, blob, item);
	set_add(c->sum, item);
	int rc = blob_open(s->keys, PART_ROW, (uint64_t)id, blob, n, &s->plain);
	if (!rc)
		rc = row_decode(s->plain.p, s->plain.n, true, e);
	if (rc == E_DAMAGE) {
		c->damaged++;
		return 0;
	}
	if (rc)
		return err_set(err, (enum err_code)rc, "rows");
	e->id = (uint64_t)id;
	return !f || filter_match(f, e) ? fn(arg, err, e) : 0;
}

static int
scan_end(struct err *err, struct store *s, const struct scan *c)
{
	int rc = 0;

	if (c->damaged)
		rc = err_num(err, E_DAMAGE, c->damaged, "rows that do not open: %llu", (unsigned long long)c->damaged);
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
		rc = sql_err(err, s, code, "rows");
	else if (!rc)
		rc = scan_end(err, s, &c);
	if (rc != E_OK && s->sql[SQL_ROWS])
		sqlite3_reset(s->sql[SQL_ROWS]);
	else
		sqlite3_reset(st);
	entry_release(&e);
	return rc;
}
