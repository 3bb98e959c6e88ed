/*
 * One row by its id.  In: an id, or what somebody typed of one.  Out: an entry that is proven by its pack to be the one
 * that was written.
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
	return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : sql_err(err, s, code, "the entries");
}
