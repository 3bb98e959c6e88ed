/*
 * Mending (FORMAT.md 4): packs are made again from the rows while the rows' own sum holds.  Where it does not,
 * and the writer accepts the loss, what the packs still know of a lost row (its date, title, feelings) is kept in a new
 * row whose text is gone, and the sums are made anew over what is there.
 *
 * Law: nothing that opens is thrown away.
 */
#include <stdlib.h>
#include <string.h>

#include "felt/store/verify.h"
#include "inner.h"

struct ids {
	int64_t *p;
	size_t n, cap;
};

static int
ids_add(struct err *err, struct ids *v, int64_t id)
{
	if (v->n == v->cap) {
		size_t cap = v->cap ? v->cap * 2 : 256;
		int64_t *more = realloc(v->p, cap * sizeof *more);
		if (!more)
			return err_set(err, E_NOMEM, "repair");
		v->p = more;
		v->cap = cap;
	}
	v->p[v->n++] = id;
	return 0;
}

/* What packs know of rows that are lost: encoded as rows without a body, one after the other. */
struct rescue {
	const struct verify_report *r;
	struct buf rows;      /* u64 id | u32 length | row */
	size_t n;
};

static int
rescue_head(void *arg, struct err *err, const struct head *h)
{
	struct rescue *k = arg;

	for (size_t i = 0; i < k->r->nlost; i++) {
		if (k->r->lost[i] != h->e->id)
			continue;
		buf_u64(&k->rows, h->e->id);
		buf_u32(&k->rows, (uint32_t)(8 + h->meta.n));
		buf_u8(&k->rows, 1);
		buf_u8(&k->rows, h->e->kind);
		buf_u16(&k->rows, h->e->flags);
		buf_u32(&k->rows, (uint32_t)h->meta.n);
		buf_slice(&k->rows, h->meta);
		k->n++;
		break;
	}
	return buf_check(&k->rows, err);
}

/* Goes through the packs that open, whatever the sums say. */
static int
rescue_heads(struct err *err, struct store *s, struct rescue *k)
{
	struct entry e = { 0 };
	sqlite3_stmt *st;
	int code = SQLITE_DONE, rc = sql_get(err, s, SQL_PACKS, &st);

	while (!rc && (code = sqlite3_step(st)) == SQLITE_ROW) {
		int64_t n = sqlite3_column_int64(st, 0);
		const uint8_t *blob = sqlite3_column_blob(st, 1);
		if (!blob || n < 1 || n > UINT32_MAX)
			continue;
		if (!blob_open(s->keys, PART_PACK, (uint64_t)n, blob, (size_t)sqlite3_column_bytes(st, 1), &s->plain))
			rc = pack_each(err, &s->plain, (uint32_t)n, &e, rescue_head, k);
		if (rc == E_DAMAGE)
			rc = 0;
	}
	sqlite3_reset(st);
	if (!rc && code != SQLITE_DONE)
		rc = sql_err(err, s, code, "the lists");
	entry_release(&e);
	return rc;
}

static int
list_ids(struct err *err, struct store *s, enum statement which, struct ids *v)
{
	sqlite3_stmt *st;
	int code = SQLITE_DONE, rc = sql_get(err, s, which, &st);

	while (!rc && (code = sqlite3_step(st)) == SQLITE_ROW)
		rc = ids_add(err, v, sqlite3_column_int64(st, 0));
	sqlite3_reset(st);
	if (!rc && code != SQLITE_DONE)
		rc = sql_err(err, s, code, "journal"); /* a list cut short would become a journal cut short */
	return rc;
}

static int
drop(struct err *err, struct store *s, enum statement which, int64_t id)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, s, which, &st);

	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, id);
	return sql_step_done(err, s, st);
}

static int
drop_packs(struct err *err, struct store *s)
{
	struct ids packs = { 0 };
	int rc = list_ids(err, s, SQL_PACKS, &packs);

	for (size_t i = 0; i < packs.n && !rc; i++)
		rc = drop(err, s, SQL_DROP_PACK, packs.p[i]);
	free(packs.p);
	s->m.packs = 0;
	memset(s->m.d, 0, sizeof s->m.d);
	return rc;
}

/* Takes one row into the new packs and sums; one that does not open is dropped (its head was rescued). */
static int
take_row(struct err *err, struct store *s, int64_t id)
{
	uint8_t head[SEAL_HEAD];
	uint64_t item[4];
	struct row r = ROW_INIT;
	uint32_t pack;
	int rc = id > 0 ? row_fetch(err, s, (uint64_t)id, head, &r.plain) : E_DAMAGE;

	if (!rc)
		rc = row_decode(r.plain.p, r.plain.n, true, &r.e);
	if (rc == E_DAMAGE) {
		rc = drop(err, s, SQL_DROP_ROW, id);
	} else if (!rc) {
		r.e.id = (uint64_t)id;
		rc = packs_add(err, s, &r.e, row_meta(r.plain.p, r.plain.n), head, &pack);
		set_item(s->keys, PART_ROW, r.e.id, head, item);
		set_add(s->m.s, item);
		s->m.rows++;
		if (r.e.lamport > s->m.lamport)
			s->m.lamport = r.e.lamport;
	}
	row_release(&r);
	return rc;
}

static int
rebuild(struct err *err, struct store *s)
{
	struct ids rows = { 0 };
	int rc = drop_packs(err, s);

	s->m.rows = 0;
	memset(s->m.s, 0, sizeof s->m.s);
	if (!rc)
		rc = list_ids(err, s, SQL_ROWS, &rows);
	for (size_t i = 0; i < rows.n && !rc; i++)
		rc = take_row(err, s, rows.p[i]);
	free(rows.p);
	return rc ? rc : packs_flush(err, s);
}

/* The rescued heads as new rows without text. */
static int
put_rescued(struct err *err, struct store *s, const struct rescue *k)
{
	struct reader in = { k->rows.p, k->rows.n, false };
	struct entry e = { 0 };
	int rc = 0;

	while (in.n && !rc) {
		uint64_t id = rd_u64(&in);
		size_t n = rd_u32(&in);
		const uint8_t *row = rd_bytes(&in, n);
		if (in.bad)
			break;
		if (store_has(NULL, s, id) == 1)
			continue;
		rc = row_decode(row, n, true, &e);
		e.id = id;
		if (!rc)
			rc = put_rescued_row(err, s, &e);
	}
	entry_release(&e);
	return rc;
}

int
store_repair(struct err *err, struct store *s, bool accept_loss, struct verify_report *r)
{
	struct rescue k = { r, BUF_INIT, 0 };
	int rc = 0;

	if (!s->writing)
		return err_set(err, E_USAGE, "no transaction");
	if (r->trees_bad)
		return err_set(err, E_UNSAFE,
			"the order in which the file keeps its rows is broken; felt --force-read export keeps what opens, felt restore puts a backup back");
	if (!r->rows_hold && !accept_loss)
		return err_num(err, E_DAMAGE, r->nlost + r->rows_foreign, "entries");
	s->dirty = s->mend = true; /* both copies of the keys are written again from the good one */
	packs_forget(s);
	if (accept_loss)
		rc = rescue_heads(err, s, &k);
	if (!rc && (!r->packs_hold || !r->rows_hold || r->rows_foreign))
		rc = rebuild(err, s);
	if (!s->m.valid && s->pin.present)
		s->m.generation = s->pin.generation; /* a lost manifest is no reason to begin again below what this machine has seen */
	s->m.valid = true;
	places_forget(s);
	if (!rc)
		rc = put_rescued(err, s, &k);
	buf_release(&k.rows);
	return rc;
}
