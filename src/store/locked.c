/*
 * Writing while locked: a box into the inbox (FORMAT.md 5).
 *
 * In: an entry, the file, and what this machine remembers of the journal.  Out: one row of `inbox`, one commit.
 * Must never: seal to a key that is not the pinned one, or hold the file while it waits.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "felt/store/box.h"
#include "felt/store/inbox.h"
#include "inner.h"

enum {
	PATIENCE = 40, A_MOMENT = 50, /* milliseconds: a rotation has its commit first and its pin a moment later */
	PENDING_MOST = 20000          /* more ids than that are not remembered: a pin has to stay readable */
};

const struct keys *
store_box_keys(const struct store *s)
{
	return s->keys ? s->keys : s->have_outside ? &s->outside : NULL;
}

/* ---- header and pin ---- */

/* The copy that can be looked at; the journal's own before the spare. */
static int
look_at_header(struct err *err, const struct vault_copy copies[2], struct header *h)
{
	int rc = E_DAMAGE;

	for (int i = 0; i < 2 && rc == E_DAMAGE; i++)
		if (copies[i].present && !copies[i].fault)
			rc = header_decode(err, copies[i].header, h);
	return rc == E_DAMAGE ? err_set(err, E_DAMAGE, BOTH_COPIES) : rc;
}

static int
need_pin(struct err *err, struct store *s, const uint8_t journal_id[JOURNAL_ID])
{
	pin_release(&s->pin);
	if (!s->env.state)
		return err_set(err, E_UNSAFE, "this machine remembers nothing, because HOME and XDG_STATE_HOME are not set");
	int rc = pin_read(err, s->env.state, journal_id, &s->pin);
	if (rc == E_DAMAGE)
		return err_set(err, E_UNSAFE, "this machine's note of the journal cannot be read\nfelt key trust makes it anew");
	if (!rc && !s->pin.present)
		rc = err_set(err, E_UNSAFE,
			"this journal was never unlocked on this machine\nunlock it here once, as with felt review; then it can be written to while locked");
	return rc;
}

/* 1: the file is of a later epoch than the pin, which may be about to follow. */
static int
compare(struct err *err, struct store *s)
{
	struct header h;
	int rc = look_at_header(err, s->copies, &h);

	if (rc)
		return rc;
	if (memcmp(h.journal_id, s->outside.journal_id, JOURNAL_ID))
		return err_set(err, E_CONFLICT, "%s", s->env.path);
	if (h.epoch < s->pin.epoch)
		return err_set(err, E_UNSAFE, "this file is older than the journal last seen on this machine\nfelt review says more");
	if (h.epoch > s->pin.epoch)
		return 1;
	if (!equal_bytes(h.inbox_pk, s->pin.pk, sizeof h.inbox_pk))
		return err_set(err, E_UNSAFE, "the key that would seal it is not the one that this machine knows"
			"\nunlock the journal; felt verify says whether something was changed in it");
	s->outside.epoch = h.epoch;
	memcpy(s->outside.inbox_pk, s->pin.pk, sizeof s->pin.pk);
	s->have_outside = true;
	return 0;
}

/* A transaction in which header and pin were found to fit. */
static int
begin_locked(struct err *err, struct store *s, enum statement how)
{
	struct buf manifest = BUF_INIT;
	int rc = 1;

	for (int i = 0; i < PATIENCE && rc == 1; i++) {
		if (i)
			poll(NULL, 0, A_MOMENT);
		rc = need_pin(err, s, s->outside.journal_id); /* before the file's transaction: a pin read after it could be newer than the view */
		if (!rc)
			rc = sql_do(err, s, how);
		if (rc)
			return rc;
		s->open = true;
		rc = read_copies(err, s, &manifest);
		if (!rc)
			rc = compare(err, s);
		if (rc)
			store_rollback(s);
	}
	buf_release(&manifest);
	if (rc == 1)
		rc = err_set(err, E_UNSAFE, "the journal's keys were changed somewhere else\nunlock it here once; then it can be written to while locked");
	return rc;
}

int
store_locked(struct err *err, struct store *s)
{
	struct vault_copy copies[2];
	struct header h;
	int rc = store_copies(err, s, copies);

	if (!rc)
		rc = look_at_header(err, copies, &h);
	if (rc)
		return rc;
	memset(&s->outside, 0, sizeof s->outside);
	memcpy(s->outside.journal_id, h.journal_id, JOURNAL_ID);
	s->have_outside = false;
	rc = begin_locked(err, s, SQL_BEGIN);
	store_rollback(s);
	return rc;
}

/* ---- the pin's list of what waits ---- */

bool
pending_listed(const struct pin *p, uint64_t id)
{
	for (size_t i = 0; i < p->npending; i++)
		if (p->pending[i] == id)
			return true;
	return false;
}

/* 0 is written, anything else leaves the pin as it is. */
static int
add_pending(void *arg, struct pin *p)
{
	const uint64_t *id = arg;

	if (!p->present || p->npending >= PENDING_MOST || pending_listed(p, *id))
		return E_CONFLICT;
	uint64_t *more = realloc(p->pending, (p->npending + 1) * sizeof *more);
	if (!more)
		return E_NOMEM;
	p->pending = more;
	p->pending[p->npending++] = *id;
	return 0;
}

static int
drop_pending(void *arg, struct pin *p)
{
	const uint64_t *id = arg;
	size_t kept = 0;

	for (size_t i = 0; i < p->npending; i++)
		if (p->pending[i] != *id)
			p->pending[kept++] = p->pending[i];
	if (kept == p->npending)
		return E_CONFLICT;
	p->npending = kept;
	return 0;
}

/* Before the commit: killed in between, the box is there and only its alarm is lost; the other way round there would be a false one. */
void
pending_forget(struct store *s, const uint8_t journal_id[JOURNAL_ID], uint64_t id)
{
	if (s->env.state && pending_listed(&s->pin, id))
		pin_update(NULL, s->env.state, journal_id, false, drop_pending, &id);
}

static void
note_pending(struct store *s, uint64_t id)
{
	if (pending_listed(&s->pin, id)) /* a draft that is saved again */
		return;
	int rc = pin_update(NULL, s->env.state, s->outside.journal_id, false, add_pending, &id);
	if (rc && rc != E_CONFLICT)
		store_warn(s, WARN_PIN_WRITE, 0);
}

/* ---- boxes ---- */

int
box_has(struct err *err, struct store *s, uint64_t id)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, s, SQL_HAS_BOX, &st);

	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, (int64_t)id);
	int code = sqlite3_step(st);
	sqlite3_reset(st);
	return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : sql_err(err, s, code, "what was written while locked");
}

int
box_remove(struct err *err, struct store *s, int64_t id)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, s, SQL_DROP_BOX, &st);

	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, id);
	return sql_step_done(err, s, st);
}

/* Under which id: that of the box it replaces while it waits, else one that nothing has. */
static int
choose_id(struct err *err, struct store *s, struct entry *e, uint64_t was)
{
	int rc = was ? box_has(err, s, was) : 0;

	if (rc == 1) {
		e->id = was;
		return 0;
	}
	if (!rc && was) {
		e->id = store_new_id();
		if (e->kind == KIND_DRAFT)
			e->ref = was;
	}
	while (!rc) {
		rc = e->id ? box_has(err, s, e->id) : 1;
		if (!rc)
			rc = store_has(err, s, e->id);
		if (rc != 1)
			break;
		e->id = store_new_id();
		rc = 0;
	}
	return rc;
}

static int
insert(struct err *err, struct store *s, const struct entry *e)
{
	struct buf box = BUF_INIT;
	sqlite3_stmt *st;
	int rc = box_entry(err, &s->outside, e, BOX_MAX, &box);

	if (!rc)
		rc = sql_get(err, s, SQL_PUT_BOX, &st);
	if (!rc) {
		sqlite3_bind_int64(st, 1, (int64_t)e->id);
		sqlite3_bind_blob64(st, 2, box.p, box.n, SQLITE_STATIC);
		rc = sql_step_done(err, s, st);
		sqlite3_clear_bindings(st);
	}
	buf_release(&box);
	return rc;
}

static int
commit(struct err *err, struct store *s)
{
	int rc = same_file(err, s);

	if (!rc)
		rc = sql_do(err, s, SQL_COMMIT);
	if (!rc)
		rc = same_file(err, s);
	store_rollback(s);
	return rc;
}

static int
may_write(struct err *err, struct store *s)
{
	if (s->read_only)
		return err_set(err, E_IO, "%s may only be read", s->env.path);
	return s->have_outside ? 0 : err_set(err, E_USAGE, "nobody has looked at the pin");
}

int
store_box_put(struct err *err, struct store *s, struct entry *e, uint64_t was)
{
	int rc = may_write(err, s);

	if (!rc)
		entry_derive(e);
	if (!rc)
		rc = entry_check(err, e);
	if (!rc && box_crowded(e))
		rc = err_set(err, E_USAGE, "more than %d feelings, tags or lines of answers have to wait for the passphrase", BOX_PARTS);
	if (!rc)
		rc = begin_locked(err, s, SQL_BEGIN_IMMEDIATE);
	if (rc)
		return rc;
	rc = choose_id(err, s, e, was);
	if (!rc)
		rc = insert(err, s, e);
	if (rc) {
		store_rollback(s);
		return rc;
	}
	rc = commit(err, s);
	if (!rc)
		note_pending(s, e->id);
	return rc;
}

int
store_box_drop(struct err *err, struct store *s, uint64_t id)
{
	int rc = may_write(err, s);

	if (!rc)
		rc = begin_locked(err, s, SQL_BEGIN_IMMEDIATE);
	if (rc)
		return rc;
	rc = box_remove(err, s, (int64_t)id);
	if (rc) {
		store_rollback(s);
		return rc;
	}
	pending_forget(s, s->outside.journal_id, id);
	return commit(err, s);
}
