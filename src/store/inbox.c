/*
 * The inbox of an unlocked journal: boxes become rows (FORMAT.md 5).
 *
 * In: boxes that anybody may have made.  Out: rows with flag 0, or boxes that stay where they are and are named.  Must never:
 * believe of a box what its maker could not know, take one in twice, or drop one that was not taken in.
 *
 * A first look, in a read transaction, ends at the first box that can be taken in: only then the file is taken for writing, so
 * that boxes which stay do not make every read a write.
 */
#include "felt/store/inbox.h"

#include <stdlib.h>
#include <string.h>

#include "felt/model/id.h"
#include "felt/store/box.h"
#include "inner.h"

enum { BUSY = 5000, BRIEFLY = 500 }; /* milliseconds: a read does not wait long for somebody else's write */

/* ---- keys of earlier epochs ---- */

void
inbox_forget(struct store *s)
{
	for (size_t i = 0; i < s->nold; i++)
		secret_free(s->old_inbox[i].inbox_sk);
	free(s->old_inbox);
	s->old_inbox = NULL;
	s->nold = 0;
	s->have_old = false;
}

static int
add_old(struct store *s, struct slice value)
{
	struct keys *more = realloc(s->old_inbox, (s->nold + 1) * sizeof *more);

	if (!more)
		return E_NOMEM;
	s->old_inbox = more;
	struct keys *k = &more[s->nold];
	memset(k, 0, sizeof *k);
	memcpy(k->journal_id, s->keys->journal_id, JOURNAL_ID);
	k->inbox_sk = secret_new(32);
	if (!k->inbox_sk)
		return E_NOMEM;
	if (old_key_parse(value, &k->epoch, k->inbox_sk->p) && !box_public(k->inbox_pk, k->inbox_sk->p))
		s->nold++;
	else
		secret_free(k->inbox_sk);
	return 0;
}

/* What a rotation has left, within a transaction; a row that is damaged is found by whoever reads it. */
static int
need_old(struct err *err, struct store *s)
{
	struct row row = ROW_INIT;
	int rc = s->have_old ? 0 : store_setting(err, s, "inbox", &row);

	if (s->have_old)
		return 0;
	for (size_t i = 0; i < row.e.nfields && !rc; i++)
		if (slice_is(row.e.fields[i].key, "old") && add_old(s, row.e.fields[i].value))
			rc = err_set(err, E_NOMEM, "inbox keys");
	row_release(&row);
	s->have_old = rc != E_NOMEM;
	return rc == E_NOMEM ? rc : 0;
}

/* Within a transaction. */
static int
open_box(struct err *err, struct store *s, const uint8_t *box, size_t n, struct row *out)
{
	int rc = vault_open_inbox(err, s->keys, s->copies[s->good].header);

	if (!rc)
		rc = box_read(err, s->keys, box, n, out);
	if (rc == E_DAMAGE && (rc = need_old(err, s)) == 0)
		rc = err_set(err, E_DAMAGE, "something written while locked");
	for (size_t i = 0; i < s->nold && rc == E_DAMAGE; i++)
		rc = box_read(err, &s->old_inbox[i], box, n, out);
	return rc;
}

int
store_box_open(struct err *err, struct store *s, const uint8_t *box, size_t n, struct row *out)
{
	bool mine = !s->open;
	int rc = mine ? store_begin(err, s, STORE_READ) : 0;

	if (!rc)
		rc = open_box(err, s, box, n, out);
	if (mine)
		store_rollback(s);
	return rc;
}

/* ---- one box ---- */

enum fate { TAKE, REPLAY, KEEP };

enum known { NO_ROW, OUR_ROW, OTHER_ROW };

/* Whether the id is taken by a row that was written with the journal's keys: anybody can put other bytes there.  Negative: an error. */
static int
known(struct err *err, struct store *s, uint64_t id)
{
	uint8_t head[SEAL_HEAD];
	struct buf plain = BUF_INIT;
	int rc = store_has(err, s, id);

	if (rc == 1) {
		rc = row_fetch(err, s, id, head, &plain);
		rc = !rc ? OUR_ROW : rc == E_DAMAGE ? OTHER_ROW : rc;
	}
	buf_release(&plain);
	return rc;
}

/* Is it a box as this journal makes them?  1, 0, or an error that is not the box's. */
static int
opens(struct err *err, struct store *s, sqlite3_stmt *st, struct row *row)
{
	int64_t id = sqlite3_column_int64(st, 0), length = sqlite3_column_int64(st, 1);
	int rc;

	if (length > BOX_MAX + BOX_OVERHEAD)
		return 0; /* the column itself is not even read */
	rc = open_box(err, s, sqlite3_column_blob(st, 2), (size_t)sqlite3_column_bytes(st, 2), row);
	if (rc == E_DAMAGE || (!rc && (row->e.id != (uint64_t)id || box_crowded(&row->e) || entry_check(NULL, &row->e))))
		return 0;
	return rc ? rc : 1;
}

/*
 * SQL_BOX_FROM stands on it.  Negative: an error that is not the box's.  What does not open is a replay too when an entry has its id:
 * kept, it would be named by that id, and who throws it away by that name throws the entry away.
 */
static int
judge(struct err *err, struct store *s, sqlite3_stmt *st, struct row *row)
{
	int64_t id = sqlite3_column_int64(st, 0);
	int rc = id < 1 ? OTHER_ROW : known(err, s, (uint64_t)id);

	if (rc != NO_ROW)
		return rc == OUR_ROW ? REPLAY : rc == OTHER_ROW ? KEEP : rc;
	rc = opens(err, s, st, row);
	return rc < 0 ? rc : rc ? TAKE : KEEP;
}

int
store_box_settle(struct err *err, struct store *s, struct entry *e, uint64_t *old)
{
	uint8_t head[SEAL_HEAD];
	struct buf plain = BUF_INIT;
	struct entry named = { 0 };
	int rc = e->ref ? row_fetch(err, s, e->ref, head, &plain) : 0;

	*old = 0;
	if (e->ref && !rc)
		rc = row_decode(plain.p, plain.n, false, &named);
	if (rc == E_ID_UNKNOWN || rc == E_DAMAGE) {
		e->ref = 0;
		rc = 0;
	} else if (e->ref && !rc) {
		if (named.kind == KIND_DRAFT && named.flags & FLAG_LOCKED)
			*old = e->ref;
		if (named.kind != KIND_ENTRY)
			e->ref = 0;
	}
	entry_release(&named);
	buf_release(&plain);
	return rc;
}

static int
take(struct err *err, struct store *s, struct entry *e, struct inbox_report *r)
{
	uint64_t old = 0;
	int rc = store_box_settle(err, s, e, &old);

	if (!rc)
		rc = store_put(err, s, e);
	if (!rc && old) {
		uint64_t id = s->wrote_id, clock = s->wrote_lamport;
		rc = store_delete(err, s, old);
		s->wrote_id = id;
		s->wrote_lamport = clock;
		r->replaced += s->pin.present && !pending_listed(&s->pin, e->id);
	}
	return rc;
}

/* ---- all of them ---- */

typedef int box_fn(void *arg, struct err *err, int64_t id, enum fate fate, struct entry *e); /* 1: enough */

static int
each_box(struct err *err, struct store *s, box_fn *fn, void *arg)
{
	struct row row = ROW_INIT;
	int64_t from = INT64_MIN, id = 0;
	int rc = 0;

	for (bool last = false; !rc && !last; from = id + !last) {
		sqlite3_stmt *st;
		rc = sql_get(err, s, SQL_BOX_FROM, &st);
		if (rc)
			break;
		sqlite3_bind_int64(st, 1, from);
		int code = sqlite3_step(st), fate = 0;
		if (code == SQLITE_ROW) {
			id = sqlite3_column_int64(st, 0);
			last = id == INT64_MAX;
			fate = judge(err, s, st, &row);
		}
		sqlite3_reset(st);
		if (code == SQLITE_DONE)
			break;
		rc = code != SQLITE_ROW ? sql_err(err, s, code, "what was written while locked") : fate < 0 ? fate : fn(arg, err, id, (enum fate)fate, &row.e);
	}
	row_release(&row);
	return rc == 1 ? 0 : rc;
}

struct absorbing {
	struct store *s;
	struct inbox_report *r;
	bool any;               /* something can be taken in, or dropped */
};

static void
note_kept(struct inbox_report *r, int64_t id)
{
	if (r->kept < INBOX_NAMED)
		r->kept_ids[r->kept] = (uint64_t)id;
	r->kept++;
}

static int
look(void *arg, struct err *err, int64_t id, enum fate fate, struct entry *e)
{
	struct absorbing *a = arg;

	(void)err;
	(void)e;
	if (fate == KEEP)
		note_kept(a->r, id);
	a->any = fate != KEEP;
	return a->any;
}

static int
absorb_one(void *arg, struct err *err, int64_t id, enum fate fate, struct entry *e)
{
	struct absorbing *a = arg;
	int rc = 0;

	if (fate == KEEP) {
		note_kept(a->r, id);
		return 0;
	}
	if (fate == TAKE) {
		rc = take(err, a->s, e, a->r);
		a->r->taken++;
	} else {
		a->r->replays++;
		a->s->dirty = true;
	}
	return rc ? rc : box_remove(err, a->s, id);
}

int
inbox_take_open(struct err *err, struct store *s, struct inbox_report *r)
{
	struct absorbing a = { s, r, false };

	memset(r, 0, sizeof *r);
	return each_box(err, s, absorb_one, &a); /* the pin's list of what waits is settled at the next unlock */
}

/* ---- what was written here and is not there ---- */

/* Ids of the pin that need not be remembered any more. */
struct settled {
	uint64_t *ids;
	size_t n;
};

static int
forget_settled(void *arg, struct pin *p)
{
	const struct settled *gone = arg;
	size_t kept = 0;

	for (size_t i = 0; i < p->npending; i++) {
		bool stays = true;
		for (size_t j = 0; j < gone->n && stays; j++)
			stays = p->pending[i] != gone->ids[j];
		if (stays)
			p->pending[kept++] = p->pending[i];
	}
	p->npending = kept;
	return 0;
}

/* Within the transaction: the pin's ids that do not wait any more were taken in, or are missing. */
static int
settle_pending(struct err *err, struct store *s, struct inbox_report *r, struct settled *gone)
{
	int rc = 0;

	if (!s->pin.npending)
		return 0;
	gone->ids = malloc(s->pin.npending * sizeof *gone->ids);
	if (!gone->ids)
		return err_set(err, E_NOMEM, "inbox");
	for (size_t i = 0; i < s->pin.npending && !rc; i++) {
		uint64_t id = s->pin.pending[i];
		int there = box_has(err, s, id), row = there ? NO_ROW : known(err, s, id);

		rc = there < 0 ? there : row < 0 ? row : 0;
		if (there == 0)
			gone->ids[gone->n++] = id;
		if (!there && row != OUR_ROW)
			r->missing++;
	}
	return rc;
}

static int
absorb(struct err *err, struct store *s, struct inbox_report *r, struct settled *gone)
{
	struct absorbing a = { s, r, false };
	int rc = store_begin(err, s, STORE_READ);

	if (!rc)
		rc = each_box(err, s, look, &a);
	if (!rc && a.any) {
		memset(r, 0, sizeof *r);
		store_rollback(s);
		rc = store_begin(err, s, STORE_WRITE);
		if (!rc)
			rc = store_need_proof(err, s);
		if (!rc)
			rc = each_box(err, s, absorb_one, &a);
	}
	if (!rc)
		rc = settle_pending(err, s, r, gone);
	if (!rc && a.any)
		return store_commit(err, s);
	store_rollback(s);
	return rc;
}

int
store_absorb(struct err *err, struct store *s, struct inbox_report *r)
{
	struct settled gone = { 0 };
	int rc;

	memset(r, 0, sizeof *r);
	if (!s->keys || s->env.ignore_pin || (!s->waiting && !s->pin.npending))
		return 0;
	sqlite3_busy_timeout(s->db, BRIEFLY);
	rc = absorb(err, s, r, &gone);
	sqlite3_busy_timeout(s->db, BUSY);
	if (rc) {
		memset(r, 0, sizeof *r);
		r->waiting = s->waiting;
	} else {
		s->waiting = r->kept;
		if (gone.n)
			pin_update(NULL, s->env.state, s->keys->journal_id, false, forget_settled, &gone);
	}
	free(gone.ids);
	return rc;
}

/* ---- what stays ---- */

static int
count_kept(void *arg, struct err *err, int64_t id, enum fate fate, struct entry *e)
{
	uint64_t *kept = arg;

	(void)err;
	(void)id;
	(void)e;
	*kept += fate == KEEP;
	return 0;
}

int
store_box_check(struct err *err, struct store *s, uint64_t *kept)
{
	*kept = 0;
	return each_box(err, s, count_kept, kept);
}

int
store_box_resolve(struct err *err, struct store *s, const char *typed, uint64_t *id)
{
	uint64_t lo, hi;
	sqlite3_stmt *st;
	size_t found = 0;
	int code, rc = id_range_any(err, typed, &lo, &hi);

	if (!rc)
		rc = sql_get(err, s, SQL_BOX_RANGE, &st);
	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, (int64_t)lo);
	sqlite3_bind_int64(st, 2, (int64_t)hi);
	while ((code = sqlite3_step(st)) == SQLITE_ROW && found++ == 0)
		*id = (uint64_t)sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		return sql_err(err, s, code, "what was written while locked");
	if (found == 0)
		return err_set(err, E_ID_UNKNOWN, "%.32s", typed);
	return found == 1 ? 0 : err_num(err, E_ID_AMBIGUOUS, found, "%.32s", typed);
}

int
store_box_delete(struct err *err, struct store *s, uint64_t id)
{
	char name[ID_TEXT];
	int rc = store_need_proof(err, s);

	if (!rc)
		rc = box_has(err, s, id);
	if (rc == 1) {
		s->dirty = true;
		pending_forget(s, s->keys->journal_id, id);
		return box_remove(err, s, (int64_t)id);
	}
	id_text(id, name);
	return rc ? rc : err_set(err, E_ID_UNKNOWN, "%s", name);
}
