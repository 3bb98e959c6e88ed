/*
 * Writing rows: every way in which an entry changes ends here.
 *
 * In: an entry as it is to be.  Out: one sealed row, its mention in a pack, and the sums moved by the
 * difference, all inside the caller's transaction.  Nothing readable reaches SQLite.
 */
#include <string.h>

#include "felt/model/id.h"
#include "inner.h"

uint64_t
store_new_id(void)
{
	uint64_t id;

	do {
		random_bytes(&id, sizeof id);
		id &= INT64_MAX;
	} while (id == 0);
	return id;
}

static int
bind_and_put(struct err *err, struct store *s, uint64_t id, const struct buf *blob)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, s, SQL_PUT_ROW, &st);

	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, (int64_t)id);
	sqlite3_bind_blob64(st, 2, blob->p, blob->n, SQLITE_STATIC);
	rc = sql_step_done(err, s, st);
	sqlite3_clear_bindings(st);
	return rc;
}

static void
account(struct store *s, uint64_t id, const uint8_t *old, const uint8_t head[SEAL_HEAD])
{
	uint64_t item[4];

	if (old) {
		set_item(s->keys, PART_ROW, id, old, item);
		set_sub(s->m.s, item);
	} else {
		s->m.rows++;
	}
	set_item(s->keys, PART_ROW, id, head, item);
	set_add(s->m.s, item);
}

/* Names the row in a pack: a new one in the highest, a changed one where it stood. */
static int
name_row(struct err *err, struct store *s, const struct entry *e, struct slice meta, const uint8_t head[SEAL_HEAD], bool exists)
{
	uint8_t old[SEAL_HEAD];
	uint32_t now = 0;
	struct place *p = exists ? place_find(s, e->id) : NULL;
	int rc;

	if (exists && !p)
		return err_set(err, E_DAMAGE, "the lists");
	if (exists)
		rc = packs_change(err, s, p->pack, e, meta, head, old, &now);
	else
		rc = packs_add(err, s, e, meta, head, &now);
	if (rc)
		return rc;
	account(s, e->id, exists ? old : NULL, head);
	if (exists) {
		p->pack = now;
		p->kind = e->kind;
		p->tag = get_u64(head + NONCE_SIZE);
		return 0;
	}
	return s->have_places ? place_add(err, s, (struct place){ e->id, get_u64(head + NONCE_SIZE), now, e->kind }) : 0;
}

/* Seals e as it stands under its id. */
static int
put_row(struct err *err, struct store *s, const struct entry *e)
{
	uint8_t head[SEAL_HEAD];
	struct buf blob = BUF_INIT;
	int exists = store_has(err, s, e->id);
	int rc = exists < 0 ? exists : 0;

	if (exists == 1)
		rc = places_need(err, s);
	if (rc)
		return rc;
	buf_clear(&s->scratch);
	row_encode(e, &s->scratch);
	blob_seal(s->keys, PART_ROW, e->id, &s->scratch, &blob);
	rc = buf_check(&blob, err);
	if (!rc) {
		memcpy(head, blob.p, SEAL_HEAD);
		rc = bind_and_put(err, s, e->id, &blob);
	}
	if (!rc)
		rc = name_row(err, s, e, row_meta(s->scratch.p, s->scratch.n), head, exists == 1);
	if (!rc)
		rc = settings_note(err, s, e->id, e->kind, head);
	buf_release(&blob);
	buf_clear(&s->scratch);
	if (!rc)
		s->dirty = true;
	return rc;
}

/* The own write, in the version vector. */
static int
mark_seen(struct err *err, struct entry *e)
{
	struct entry_seen own = { .lamport = e->lamport };

	memcpy(own.device, e->device, DEVICE_SIZE);
	for (size_t i = 0; i < e->nseen; i++)
		if (!memcmp(e->seen[i].device, own.device, DEVICE_SIZE)) {
			e->seen[i] = own;
			return 0;
		}
	if (entry_add_seen(e, own))
		return err_set(err, E_NOMEM, "entry");
	size_t i = e->nseen - 1;
	while (i && memcmp(e->seen[i - 1].device, own.device, DEVICE_SIZE) > 0) {
		e->seen[i] = e->seen[i - 1];
		i--;
	}
	e->seen[i] = own;
	return 0;
}

static int
stamp(struct err *err, struct store *s, struct entry *e)
{
	if (s->m.lamport == UINT64_MAX)
		return err_set(err, E_DAMAGE, "a counter is at its end");
	e->lamport = ++s->m.lamport;
	e->has_lamport = e->has_device = true;
	memcpy(e->device, s->env.device, DEVICE_SIZE);
	return mark_seen(err, e);
}

static int
put(struct err *err, struct store *s, struct entry *e, bool keep_modified)
{
	int rc = store_need_proof(err, s);

	if (!rc && (e->unknown || e->tail_unknown))
		rc = err_set(err, E_VERSION, "an entry of a newer felt");
	if (rc)
		return rc;
	if (!keep_modified || !e->has_modified) {
		e->modified = when_at(s->env.now_ms, s->env.zone);
		e->has_modified = true;
	}
	if (e->kind != KIND_TOMBSTONE && e->kind != KIND_SETTINGS)
		entry_derive(e);
	rc = entry_check(err, e);
	if (!rc)
		rc = stamp(err, s, e);
	if (!rc)
		rc = put_row(err, s, e);
	if (!rc) {
		s->wrote_id = e->id;
		s->wrote_lamport = e->lamport;
	}
	return rc;
}

int
put_rescued_row(struct err *err, struct store *s, struct entry *e)
{
	int rc = stamp(err, s, e);

	return rc ? rc : put_row(err, s, e);
}

int
store_put(struct err *err, struct store *s, struct entry *e)
{
	return put(err, s, e, false);
}

int
store_put_imported(struct err *err, struct store *s, struct entry *e)
{
	return put(err, s, e, true);
}

int
store_put_own(struct err *err, struct store *s, struct entry *e, uint64_t clock)
{
	struct row cur = ROW_INIT;
	int rc = store_has(err, s, e->id);

	if (rc == 1) {
		rc = store_get(err, s, e->id, &cur);
		if (rc == E_ID_UNKNOWN || (!rc && cur.e.lamport != clock)) {
			e->id = store_new_id();
			e->nseen = 0;
			rc = 0;
		}
	}
	row_release(&cur);
	return rc ? rc : put(err, s, e, false);
}

/* A row goes without a tombstone: only previous versions, which never travel. */
static int
purge(struct err *err, struct store *s, uint64_t id)
{
	uint8_t old[SEAL_HEAD];
	uint64_t item[4];
	uint32_t now;
	struct entry e = { .id = id };
	sqlite3_stmt *st;
	struct place *p = place_find(s, id);
	int rc = p ? packs_change(err, s, p->pack, &e, (struct slice){ NULL, 0 }, NULL, old, &now) : err_set(err, E_DAMAGE, "the lists");

	if (!rc)
		rc = sql_get(err, s, SQL_DROP_ROW, &st);
	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, (int64_t)id);
	rc = sql_step_done(err, s, st);
	if (rc)
		return rc;
	set_item(s->keys, PART_ROW, id, old, item);
	set_sub(s->m.s, item);
	s->m.rows--;
	memmove(p, p + 1, (size_t)(s->places + s->nplaces - p - 1) * sizeof *p);
	s->nplaces--;
	s->dirty = true;
	return 0;
}

static int
bury(struct err *err, struct store *s, uint64_t id)
{
	struct row r = ROW_INIT;
	struct entry gone = { .id = id, .kind = KIND_TOMBSTONE };
	int rc = store_get(err, s, id, &r);

	if (rc == E_DAMAGE && place_find(s, id)) {
		entry_reset(&r.e); /* what cannot be read can still be thrown away */
		rc = 0;
	}
	for (size_t i = 0; i < r.e.nseen && !rc; i++)
		if (entry_add_seen(&gone, r.e.seen[i]))
			rc = err_set(err, E_NOMEM, "entry");
	if (!rc)
		rc = put(err, s, &gone, false);
	entry_release(&gone);
	row_release(&r);
	return rc;
}

/* The links of this transaction's view that belong to id (or, with id 0, that expired), one after the other. */
static int
drop_links(struct err *err, struct store *s, uint64_t id, bool drafts)
{
	const int64_t oldest = s->env.now_ms - UNDO_DAYS * DAY_MS;
	int rc = 0;

	for (size_t i = 0; i < s->nlinks && !rc; i++) {
		struct link l = s->links[i];
		bool mine = id ? l.ref == id : l.kind == KIND_PREVIOUS && l.modified_ms < oldest;
		if (!mine || !place_find(s, l.id))
			continue;
		if (l.kind == KIND_PREVIOUS)
			rc = purge(err, s, l.id);
		else if (drafts && place_find(s, l.id)->kind == KIND_DRAFT)
			rc = bury(err, s, l.id);
	}
	return rc;
}

int
store_delete(struct err *err, struct store *s, uint64_t id)
{
	uint64_t wrote, lamport;
	int rc = store_need_proof(err, s);

	if (!rc)
		rc = bury(err, s, id);
	wrote = s->wrote_id;
	lamport = s->wrote_lamport;
	if (!rc)
		rc = drop_links(err, s, id, true);
	s->wrote_id = wrote;
	s->wrote_lamport = lamport;
	return rc;
}

/* cur as a previous version under an id of its own. */
static int
keep_previous(struct err *err, struct store *s, const struct entry *cur)
{
	struct entry old = { 0 };
	int rc = entry_copy(&old, cur) ? err_set(err, E_NOMEM, "entry") : 0;

	if (!rc) {
		old.id = store_new_id();
		old.kind = KIND_PREVIOUS;
		old.ref = cur->id;
		rc = put(err, s, &old, false);
	}
	entry_release(&old);
	return rc;
}

static int
save_conflict(struct err *err, struct store *s, struct entry *e, uint64_t *conflict)
{
	uint64_t of = e->id;

	e->id = *conflict = store_new_id();
	e->flags |= FLAG_CONFLICT;
	e->ref = of;
	e->nseen = 0;
	return put(err, s, e, false);
}

static int
take_seen(struct err *err, struct entry *e, const struct entry *from)
{
	e->nseen = 0;
	for (size_t i = 0; i < from->nseen; i++)
		if (entry_add_seen(e, from->seen[i]))
			return err_set(err, E_NOMEM, "entry");
	return 0;
}

int
store_edit(struct err *err, struct store *s, struct entry *e, uint64_t base_lamport, uint64_t *conflict)
{
	struct row cur = ROW_INIT;
	int rc = store_need_proof(err, s);

	*conflict = 0;
	if (!rc)
		rc = store_get(err, s, e->id, &cur);
	if (rc == E_ID_UNKNOWN || (!rc && cur.e.lamport != base_lamport)) {
		rc = save_conflict(err, s, e, conflict); /* deleted or changed meanwhile: both stay readable */
	} else if (!rc) {
		rc = keep_previous(err, s, &cur.e);
		if (!rc)
			rc = take_seen(err, e, &cur.e);
		if (!rc)
			rc = drop_links(err, s, 0, false);
		if (!rc)
			rc = put(err, s, e, false);
	}
	row_release(&cur);
	return rc;
}

static const struct link *
latest_previous(const struct store *s, uint64_t id)
{
	const struct link *best = NULL;

	for (size_t i = 0; i < s->nlinks; i++) {
		const struct link *l = &s->links[i];
		if (l->kind == KIND_PREVIOUS && l->ref == id && (!best || l->modified_ms > best->modified_ms))
			best = l;
	}
	return best;
}

int
store_undo(struct err *err, struct store *s, uint64_t id)
{
	struct row cur = ROW_INIT, old = ROW_INIT;
	char name[ID_TEXT];
	int rc = store_need_proof(err, s);

	if (!rc)
		rc = store_get(err, s, id, &cur);
	const struct link *l = rc ? NULL : latest_previous(s, id);
	id_text(id, name);
	if (!rc && !l)
		rc = err_set(err, E_ID_UNKNOWN, "%s has no earlier version", name);
	if (!rc)
		rc = store_get(err, s, l->id, &old);
	uint64_t used = l ? l->id : 0;
	if (!rc)
		rc = keep_previous(err, s, &cur.e);
	if (!rc)
		rc = purge(err, s, used);
	if (!rc) {
		old.e.id = id;
		old.e.kind = cur.e.kind;
		old.e.ref = cur.e.ref;
		rc = take_seen(err, &old.e, &cur.e);
	}
	if (!rc)
		rc = put(err, s, &old.e, false);
	row_release(&cur);
	row_release(&old);
	return rc;
}
