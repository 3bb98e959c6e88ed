/*
 * Rotation, within one transaction: look at everything, seal everything anew, open everything again, compare.
 *
 * In: an unlocked journal and keys of the next epoch.  Out: the same rows and packs under the new keys, or an error and a
 * transaction that is to be rolled back.  Must never: seal anew what does not verify, keep a text longer than a row takes,
 * or leave anything under the old keys.
 *
 * Rows are taken in the order of their ids, which is the order of the file: each page of it is written once.  Packs keep
 * their division and their order; only the forty bytes that name each row change in them.
 */
#include "felt/store/rotate.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "felt/store/verify.h"
#include "inner.h"

enum { STEPS = 4, TELLS = 64 };

/* A row under the new keys: what its pack has to say of it. */
struct sealed {
	uint64_t id;
	uint8_t head[SEAL_HEAD];
};

struct rotation {
	struct store *s;
	const struct keys *old;       /* lent by s->before */
	struct sealed *rows;          /* in the order of ids */
	uint64_t n, expected;
	uint64_t named;               /* in packs */
	uint64_t was[4], is[4];       /* keyed sums of the contents, before and after */
	struct buf plain, blob;
	store_progress_fn *progress;
	void *arg;
	unsigned step;
};

static void
tell(void *arg, uint64_t done, uint64_t total)
{
	struct rotation *r = arg;

	if (r->progress && total)
		r->progress(r->arg, r->step * total + (done < total ? done : total), STEPS * total);
}

int
store_rotate_room(struct err *err, const struct store *s)
{
	const char *slash = strrchr(s->env.path, '/');
	char *dir = slash ? strndup(s->env.path, (size_t)(slash - s->env.path) + 1) : strdup(".");
	struct statvfs fs;
	struct stat st;
	int rc = 0;

	if (!dir)
		return err_set(err, E_NOMEM, "path");
	if (lstat(s->env.path, &st) || statvfs(dir, &fs)) {
		rc = err_sys(err, E_IO, "%s", s->env.path);
	} else {
		uint64_t size = (uint64_t)st.st_size, need = 2 * size + size / 10, unit = fs.f_frsize ? fs.f_frsize : 1;
		if (fs.f_bavail < need / unit + 1)
			rc = err_num(err, E_SPACE, need, "%s", dir);
	}
	free(dir);
	return rc;
}

/* ---- looking ---- */

/* Everything but the two copies of the keys, which the commit writes anew in any case. */
static int
verify_all(struct err *err, struct rotation *r)
{
	struct verify_report v = { 0 };
	int rc = store_verify(err, r->s, &v, tell, r);

	if (rc == E_DAMAGE && v.rows_hold && v.packs_hold && !v.trees_bad &&
		!(v.rows_damaged + v.rows_missing + v.rows_foreign + v.packs_damaged))
		rc = 0;
	verify_release(&v);
	return rc;
}

/* A keyed hash of id and content, added up: the same before and after, whatever the order. */
static void
add_content(const struct rotation *r, uint64_t id, const struct buf *plain, uint64_t sum[4])
{
	uint8_t hash[HASH_SIZE], n[8];
	uint64_t item[4];

	put_u64(n, id);
	hash_parts(hash, keys_sub(r->old, KEY_SET), KEY_SIZE, (const struct part[]){ { "rotate", 6 }, { n, sizeof n }, { plain->p, plain->n } }, 3);
	for (int i = 0; i < 4; i++)
		item[i] = get_u64(hash + 8 * i);
	set_add(sum, item);
}

/* ---- rows ---- */

/* The next row from `from` on, opened with the old keys into r->plain; 1: there is none. */
static int
next_row(struct err *err, struct rotation *r, uint64_t from, uint64_t *id)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, r->s, SQL_ROW_FROM, &st);

	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, (int64_t)from);
	int code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		const uint8_t *blob = sqlite3_column_blob(st, 1);
		*id = (uint64_t)sqlite3_column_int64(st, 0);
		rc = blob ? blob_open(r->old, PART_ROW, *id, blob, (size_t)sqlite3_column_bytes(st, 1), &r->plain) : E_DAMAGE;
		if (rc)
			rc = err_set(err, (enum err_code)rc, "an entry");
	} else {
		rc = code == SQLITE_DONE ? 1 : sql_err(err, r->s, code, "the entries");
	}
	sqlite3_reset(st);
	return rc;
}

static int
put_blob(struct err *err, struct store *s, enum statement which, uint64_t id, const struct buf *blob)
{
	sqlite3_stmt *st;
	int rc = buf_check(blob, err);

	if (!rc)
		rc = sql_get(err, s, which, &st);
	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, (int64_t)id);
	sqlite3_bind_blob64(st, 2, blob->p, blob->n, SQLITE_STATIC);
	rc = sql_step_done(err, s, st);
	sqlite3_clear_bindings(st);
	return rc;
}

static int
seal_row(struct err *err, struct rotation *r, uint64_t id)
{
	struct store *s = r->s;
	uint64_t item[4];
	int rc;

	if (r->n == r->expected)
		return err_set(err, E_DAMAGE, "an entry");
	add_content(r, id, &r->plain, r->was);
	blob_seal(s->keys, PART_ROW, id, &r->plain, &r->blob);
	rc = put_blob(err, s, SQL_PUT_ROW, id, &r->blob);
	if (rc)
		return rc;
	struct sealed *row = &r->rows[r->n++];
	row->id = id;
	memcpy(row->head, r->blob.p, SEAL_HEAD);
	set_item(s->keys, PART_ROW, id, row->head, item);
	set_add(s->m.s, item);
	if (r->n % TELLS == 0)
		tell(r, r->n, r->expected);
	return 0;
}

static int
seal_rows(struct err *err, struct rotation *r)
{
	uint64_t id = 0;
	int rc = 0;

	memset(r->s->m.s, 0, sizeof r->s->m.s);
	while (!rc && id < INT64_MAX) {
		rc = next_row(err, r, id + 1, &id);
		if (!rc)
			rc = seal_row(err, r, id);
	}
	if (rc == 1)
		rc = 0;
	return !rc && r->n != r->expected ? err_set(err, E_DAMAGE, "an entry") : rc;
}

/* ---- packs ---- */

static int
by_id(const void *a, const void *b)
{
	const struct sealed *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Names the rows as they are sealed now. */
static int
rename_rows(struct rotation *r)
{
	struct buf *p = &r->plain;
	size_t at = 8;

	if (p->n < at || get_u32(p->p) != 1)
		return E_DAMAGE;
	for (uint32_t count = get_u32(p->p + 4); count; count--) {
		struct sealed key = { .id = p->n - at >= ROW_ENTRY_HEAD ? get_u64(p->p + at) : 0 };
		const struct sealed *row = r->n ? bsearch(&key, r->rows, (size_t)r->n, sizeof key, by_id) : NULL;
		if (!row || get_u32(p->p + at + 52) > p->n - at - ROW_ENTRY_HEAD)
			return E_DAMAGE;
		memcpy(p->p + at + 12, row->head, SEAL_HEAD);
		at += ROW_ENTRY_HEAD + get_u32(p->p + at + 52);
		r->named++;
	}
	return at == p->n ? 0 : E_DAMAGE;
}

/* 1: there is none from n on. */
static int
next_pack(struct err *err, struct rotation *r, uint64_t from, uint64_t *n)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, r->s, SQL_PACK_FROM, &st);

	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, (int64_t)from);
	int code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		const uint8_t *blob = sqlite3_column_blob(st, 1);
		*n = (uint64_t)sqlite3_column_int64(st, 0);
		rc = blob ? blob_open(r->old, PART_PACK, *n, blob, (size_t)sqlite3_column_bytes(st, 1), &r->plain) : E_DAMAGE;
		if (!rc)
			rc = rename_rows(r);
		if (rc)
			rc = err_set(err, (enum err_code)rc, "the lists");
	} else {
		rc = code == SQLITE_DONE ? 1 : sql_err(err, r->s, code, "the lists");
	}
	sqlite3_reset(st);
	return rc;
}

static int
seal_packs(struct err *err, struct rotation *r)
{
	struct store *s = r->s;
	uint64_t n = 0, met = 0, item[4];
	int rc = 0;

	memset(s->m.d, 0, sizeof s->m.d);
	while (!rc && n < INT64_MAX) {
		rc = next_pack(err, r, n + 1, &n);
		if (rc)
			break;
		blob_seal(s->keys, PART_PACK, n, &r->plain, &r->blob);
		rc = put_blob(err, s, SQL_PUT_PACK, n, &r->blob);
		if (rc)
			break;
		set_item(s->keys, PART_PACK, n, r->blob.p, item);
		set_add(s->m.d, item);
		met++;
	}
	if (rc == 1)
		rc = 0;
	return !rc && (met != s->m.packs || r->named != r->n) ? err_set(err, E_DAMAGE, "the lists") : rc;
}

/* ---- comparing ---- */

static int
compare_contents(struct err *err, struct rotation *r)
{
	struct store *s = r->s;
	sqlite3_stmt *st;
	uint64_t met = 0;
	int code = SQLITE_DONE, rc = sql_get(err, s, SQL_ROWS, &st);

	while (!rc && (code = sqlite3_step(st)) == SQLITE_ROW) {
		uint64_t id = (uint64_t)sqlite3_column_int64(st, 0);
		const uint8_t *blob = sqlite3_column_blob(st, 1);
		rc = blob ? blob_open(s->keys, PART_ROW, id, blob, (size_t)sqlite3_column_bytes(st, 1), &r->plain) : E_DAMAGE;
		if (rc)
			rc = err_set(err, (enum err_code)rc, "entries that were sealed again");
		else
			add_content(r, id, &r->plain, r->is);
		if (++met % TELLS == 0)
			tell(r, met, r->expected);
	}
	if (!rc && code != SQLITE_DONE)
		rc = sql_err(err, s, code, "the entries");
	if (s->sql[SQL_ROWS])
		sqlite3_reset(s->sql[SQL_ROWS]);
	if (!rc && (met != r->expected || !set_same(r->was, r->is)))
		rc = err_set(err, E_DAMAGE, "entries that were sealed again");
	return rc;
}

/* ---- in order ---- */

static bool
is_next(const struct store *s, const struct keys *fresh, const struct vault_copy *copy)
{
	struct header h;

	return fresh->root && fresh->inbox_sk && !header_decode(NULL, copy->header, &h) && s->keys->epoch < UINT64_MAX &&
		fresh->epoch == s->keys->epoch + 1 && h.epoch == fresh->epoch &&
		!memcmp(fresh->journal_id, s->keys->journal_id, JOURNAL_ID) && !memcmp(h.journal_id, fresh->journal_id, JOURNAL_ID) &&
		!memcmp(h.inbox_pk, fresh->inbox_pk, sizeof h.inbox_pk);
}

/* Still under the old keys, and sealed anew with everything else. */
static int
keep_old(struct err *err, struct store *s)
{
	int rc = vault_open_inbox(err, s->keys, s->copies[s->good].header);

	if (!rc)
		rc = old_key_keep(err, s, "inbox", s->keys->inbox_sk->p);
	if (!rc)
		rc = old_key_keep(err, s, "import", keys_sub(s->keys, KEY_IMPORT));
	return rc ? rc : packs_flush(err, s);
}

/* From here on s has the new keys; store_rollback() gives the old ones back. */
static int
exchange_keys(struct err *err, struct rotation *r, struct keys *fresh, const struct vault_copy *copy)
{
	struct store *s = r->s;

	s->before = s->keys;
	s->keys = fresh;
	r->old = s->before;
	r->expected = s->m.rows;
	inbox_forget(s);
	packs_forget(s);
	places_forget(s);
	settings_forget(s);
	s->heads_hold = false;
	if (r->expected > SIZE_MAX / sizeof *r->rows || !(r->rows = malloc((size_t)r->expected * sizeof *r->rows + 1)))
		return err_set(err, E_NOMEM, "rotation");
	return store_set_vault(err, s, copy);
}

int
store_rotate(struct err *err, struct store *s, struct keys *fresh, const struct vault_copy *copy, struct inbox_report *report,
	store_progress_fn *progress, void *arg)
{
	struct rotation r = { .s = s, .progress = progress, .arg = arg };
	int rc = store_need_proof(err, s);

	if (!rc && (s->before || !is_next(s, fresh, copy)))
		rc = err_set(err, E_USAGE, "these are not the next keys of this journal");
	if (!rc)
		rc = inbox_take_open(err, s, report);
	if (!rc)
		rc = keep_old(err, s);
	if (!rc)
		rc = verify_all(err, &r);
	if (rc) {
		keys_free(fresh);
		return rc;
	}
	rc = exchange_keys(err, &r, fresh, copy);
	r.step++;
	if (!rc)
		rc = seal_rows(err, &r);
	if (!rc)
		rc = seal_packs(err, &r);
	r.step++;
	if (!rc)
		rc = compare_contents(err, &r);
	r.step++;
	if (!rc)
		rc = verify_all(err, &r);
	free(r.rows);
	buf_release(&r.plain);
	buf_release(&r.blob);
	return rc;
}
