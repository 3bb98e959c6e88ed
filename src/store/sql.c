/*
 * The statements, all in one place, and SQLite's answers as our codes.  Every value is bound; nothing
 * readable is ever handed to SQLite.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "inner.h"

static const char *const text[SQL_STATEMENTS] = {
	[SQL_BEGIN] = "BEGIN",
	[SQL_BEGIN_IMMEDIATE] = "BEGIN IMMEDIATE",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_JOURNAL] = "SELECT header,mac,manifest FROM journal WHERE one=1",
	[SQL_SLOTS] = "SELECT id,rec FROM slot",
	[SQL_SPARE] = "SELECT copy FROM spare WHERE one=1",
	[SQL_PACKS] = "SELECT n,pack FROM digest ORDER BY n",
	[SQL_PACK] = "SELECT pack FROM digest WHERE n=?",
	[SQL_LAST_PACK] = "SELECT n,pack FROM digest ORDER BY n DESC LIMIT 1",
	[SQL_ROWS] = "SELECT id,row FROM entry ORDER BY id",
	[SQL_ROW] = "SELECT row FROM entry WHERE id=?",
	[SQL_ROW_FROM] = "SELECT id,row FROM entry WHERE id>=? ORDER BY id LIMIT 1",
	[SQL_PACK_FROM] = "SELECT n,pack FROM digest WHERE n>=? ORDER BY n LIMIT 1",
	[SQL_HAS_ROW] = "SELECT 1 FROM entry WHERE id=?",
	[SQL_RANGE] = "SELECT id FROM entry WHERE id BETWEEN ? AND ? ORDER BY id",
	[SQL_PUT_ROW] = "INSERT OR REPLACE INTO entry(id,row) VALUES(?,?)",
	[SQL_DROP_ROW] = "DELETE FROM entry WHERE id=?",
	[SQL_PUT_PACK] = "INSERT OR REPLACE INTO digest(n,pack) VALUES(?,?)",
	[SQL_DROP_PACK] = "DELETE FROM digest WHERE n=?",
	[SQL_PUT_JOURNAL] = "INSERT OR REPLACE INTO journal(one,header,mac,manifest) VALUES(1,?,?,?)",
	[SQL_PUT_MANIFEST] = "UPDATE journal SET manifest=? WHERE one=1",
	[SQL_DROP_SLOTS] = "DELETE FROM slot",
	[SQL_PUT_SLOT] = "INSERT INTO slot(id,rec) VALUES(?,?)",
	[SQL_PUT_SPARE] = "INSERT OR REPLACE INTO spare(one,copy) VALUES(1,?)",
	[SQL_COUNT_INBOX] = "SELECT count(*) FROM inbox",
	[SQL_BOX_FROM] = "SELECT id,length(box),box FROM inbox WHERE id>=? ORDER BY id LIMIT 1",
	[SQL_HAS_BOX] = "SELECT 1 FROM inbox WHERE id=?",
	[SQL_BOX_RANGE] = "SELECT id FROM inbox WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 2",
	[SQL_PUT_BOX] = "INSERT OR REPLACE INTO inbox(id,box) VALUES(?,?)",
	[SQL_DROP_BOX] = "DELETE FROM inbox WHERE id=?",
	[SQL_COUNT_ROWS] = "SELECT count(*) FROM entry",
	[SQL_COUNT_PACKS] = "SELECT count(*) FROM digest",
	[SQL_CHECK_TREES] = "PRAGMA quick_check(1)",
};

int
sql_err(struct err *err, struct store *s, int code, const char *what)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(err, E_BUSY, "%s", s->env.path);
	case SQLITE_FULL:
		return err_set(err, E_SPACE, "%s", s->env.path);
	case SQLITE_NOMEM:
		return err_set(err, E_NOMEM, "%s", what);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG: /* a length that no row of ours has */
		return err_set(err, E_DAMAGE, "%s", what);
	case SQLITE_IOERR:
		if (code == SQLITE_IOERR_NOMEM)
			return err_set(err, E_NOMEM, "%s", what);
		if (code == SQLITE_IOERR_SHORT_READ)
			return err_set(err, E_DAMAGE, "%s", what);
		break;
	default:
		break;
	}
	errno = s->db ? sqlite3_system_errno(s->db) : 0;
	if ((code & 0xff) == SQLITE_READONLY && !errno)
		errno = EROFS;
	return err_sys(err, E_IO, "%s", s->env.path);
}

int
sql_get(struct err *err, struct store *s, enum statement which, sqlite3_stmt **out)
{
	*out = NULL;
	if (!s->sql[which]) {
		int code = sqlite3_prepare_v3(s->db, text[which], -1, SQLITE_PREPARE_PERSISTENT, &s->sql[which], NULL);
		if (code)
			return sql_err(err, s, code, "journal");
	}
	sqlite3_reset(s->sql[which]);
	*out = s->sql[which];
	return 0;
}

int
sql_step_done(struct err *err, struct store *s, sqlite3_stmt *st)
{
	int code = sqlite3_step(st);

	sqlite3_reset(st);
	return code == SQLITE_DONE || code == SQLITE_ROW ? 0 : sql_err(err, s, code, "journal");
}

int
sql_do(struct err *err, struct store *s, enum statement which)
{
	sqlite3_stmt *st = NULL;
	int rc = sql_get(err, s, which, &st);

	return rc ? rc : sql_step_done(err, s, st);
}

int
sql_count(struct err *err, struct store *s, enum statement which, uint64_t *n)
{
	sqlite3_stmt *st;
	int rc = sql_get(err, s, which, &st);

	if (rc)
		return rc;
	int code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		*n = (uint64_t)sqlite3_column_int64(st, 0);
	else
		rc = sql_err(err, s, code, "journal");
	sqlite3_reset(st);
	return rc;
}

void
sql_release(struct store *s)
{
	for (int i = 0; i < SQL_STATEMENTS; i++) {
		sqlite3_finalize(s->sql[i]);
		s->sql[i] = NULL;
	}
}

void
sql_cache(struct store *s, unsigned kib)
{
	char pragma[48];

	snprintf(pragma, sizeof pragma, "PRAGMA cache_size=-%u", kib);
	sqlite3_exec(s->db, pragma, NULL, NULL, NULL); /* where it cannot be set everything works as well */
}
