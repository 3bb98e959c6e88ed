/*
 * The two copies of header and slots, as the file has them: journal and slot, and the spare.
 *
 * In: an open transaction.  Out: what can be read of both, each with its own fault, or both written anew.  Which of them counts is not
 * decided here (txn.c): a copy that was put back from an old file looks as good as any.
 */
#include <string.h>

#include "inner.h"

static bool
take_blob(sqlite3_stmt *st, int column, void *to, size_t n)
{
	const void *p = sqlite3_column_blob(st, column);

	if (!p || (size_t)sqlite3_column_bytes(st, column) != n)
		return false;
	memcpy(to, p, n);
	return true;
}

static int
read_journal_row(struct err *err, struct store *s, struct vault_copy *copy, struct buf *manifest)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, s, SQL_JOURNAL, &st);

	if (rc)
		return rc;
	int code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		copy->present = true;
		if (!take_blob(st, 0, copy->header, HEADER_SIZE) || !take_blob(st, 1, copy->mac, MAC_SIZE))
			copy->fault = E_DAMAGE;
		buf_add(manifest, sqlite3_column_blob(st, 2), (size_t)sqlite3_column_bytes(st, 2));
	} else if (code != SQLITE_DONE && (code & 0xff) != SQLITE_CORRUPT) {
		rc = sql_err(err, s, code, "journal");
	}
	sqlite3_reset(st);
	return rc;
}

static int
read_slots(struct err *err, struct store *s, struct vault_copy *copy)
{
	sqlite3_stmt *st;
	int code, rc = sql_get(err, s, SQL_SLOTS, &st);

	if (rc)
		return rc;
	while ((code = sqlite3_step(st)) == SQLITE_ROW) {
		uint8_t id[SLOT_ID];
		if (copy->nslots == SLOTS_MAX || !take_blob(st, 0, id, SLOT_ID) || !take_blob(st, 1, copy->slots[copy->nslots], SLOT_SIZE) ||
			memcmp(id, copy->slots[copy->nslots] + 32, SLOT_ID)) {
			copy->fault = E_DAMAGE;
			break;
		}
		copy->nslots++;
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE) {
		copy->fault = E_DAMAGE;
		if ((code & 0xff) != SQLITE_CORRUPT)
			rc = sql_err(err, s, code, "the keys");
	}
	sqlite3_reset(st);
	vault_sort(copy);
	return rc;
}

static int
read_spare(struct err *err, struct store *s, struct vault_copy *copy)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, s, SQL_SPARE, &st);

	if (rc)
		return rc;
	int code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		size_t n = (size_t)sqlite3_column_bytes(st, 0);
		vault_spare_decode(sqlite3_column_blob(st, 0), n, copy);
	} else if (code != SQLITE_DONE && (code & 0xff) != SQLITE_CORRUPT) {
		rc = sql_err(err, s, code, "the spare copy of the keys");
	}
	sqlite3_reset(st);
	return rc;
}

int
read_copies(struct err *err, struct store *s, struct buf *manifest)
{
	memset(s->copies, 0, sizeof s->copies);
	int rc = read_journal_row(err, s, &s->copies[0], manifest);
	if (!rc)
		rc = read_slots(err, s, &s->copies[0]);
	if (!rc)
		rc = read_spare(err, s, &s->copies[1]);
	return rc;
}

int
store_copies(struct err *err, struct store *s, struct vault_copy copies[2])
{
	struct buf manifest = BUF_INIT;
	int rc = sql_do(err, s, SQL_BEGIN);

	if (rc)
		return rc;
	rc = read_copies(err, s, &manifest);
	sql_do(NULL, s, SQL_ROLLBACK);
	buf_release(&manifest);
	memcpy(copies, s->copies, sizeof s->copies);
	return rc;
}

static int
put_slots(struct err *err, struct store *s, const struct vault_copy *copy)
{
	sqlite3_stmt *st;
	int rc = sql_do(err, s, SQL_DROP_SLOTS);

	for (size_t i = 0; i < copy->nslots && !rc; i++) {
		rc = sql_get(err, s, SQL_PUT_SLOT, &st);
		if (rc)
			break;
		sqlite3_bind_blob(st, 1, copy->slots[i] + 32, SLOT_ID, SQLITE_STATIC);
		sqlite3_bind_blob(st, 2, copy->slots[i], SLOT_SIZE, SQLITE_STATIC);
		rc = sql_step_done(err, s, st);
	}
	return rc;
}

/* Header, mac, slots and spare; the manifest follows at the commit. */
int
write_copies(struct err *err, struct store *s, const struct vault_copy *copy)
{
	static const uint8_t placeholder[MANIFEST_BLOB];
	struct buf spare = BUF_INIT;
	sqlite3_stmt *st;
	int rc = sql_get(err, s, SQL_PUT_JOURNAL, &st);

	if (!rc) {
		sqlite3_bind_blob(st, 1, copy->header, HEADER_SIZE, SQLITE_STATIC);
		sqlite3_bind_blob(st, 2, copy->mac, MAC_SIZE, SQLITE_STATIC);
		sqlite3_bind_blob(st, 3, placeholder, MANIFEST_BLOB, SQLITE_STATIC);
		rc = sql_step_done(err, s, st);
	}
	if (!rc)
		rc = put_slots(err, s, copy);
	vault_spare_encode(copy, &spare);
	if (!rc)
		rc = buf_check(&spare, err);
	if (!rc)
		rc = sql_get(err, s, SQL_PUT_SPARE, &st);
	if (!rc) {
		sqlite3_bind_blob(st, 1, spare.p, (int)spare.n, SQLITE_STATIC);
		rc = sql_step_done(err, s, st);
	}
	buf_release(&spare);
	return rc;
}
