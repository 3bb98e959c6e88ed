/*
 * A new journal: built whole under a temporary name, opened again as a stranger would, and only then given its name.
 * A crash anywhere leaves no journal or a whole one.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "inner.h"

static int
run(struct err *err, sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) ? err_sys(err, E_IO, "new journal") : 0;
}

static int
make_schema(struct err *err, sqlite3 *db)
{
	int rc = run(err, db,
		"PRAGMA page_size=16384;PRAGMA encoding='UTF-8';PRAGMA auto_vacuum=NONE;PRAGMA journal_mode=DELETE;"
		"PRAGMA application_id=0x46454C54;PRAGMA user_version=1;");

	for (int i = 0; i < 6 && !rc; i++)
		rc = run(err, db, schema_sql[i]);
	return rc;
}

/* The first manifest: generation 1, no rows, no packs. */
static int
fill(struct err *err, struct store *s, const struct vault_copy *copy)
{
	sqlite3_stmt *st;
	uint8_t blob[MANIFEST_BLOB];
	int rc = sql_do(err, s, SQL_BEGIN_IMMEDIATE);

	if (rc)
		return rc;
	memset(&s->m, 0, sizeof s->m);
	s->m.generation = 1;
	memcpy(s->m.mac, copy->mac, MAC_SIZE);
	memcpy(s->m.device, s->env.device, DEVICE_SIZE);
	manifest_seal(s->keys, &s->m, blob);
	rc = write_copies(err, s, copy);
	if (!rc)
		rc = sql_get(err, s, SQL_PUT_MANIFEST, &st);
	if (!rc) {
		sqlite3_bind_blob(st, 1, blob, sizeof blob, SQLITE_STATIC);
		rc = sql_step_done(err, s, st);
	}
	return rc ? rc : sql_do(err, s, SQL_COMMIT);
}

static int
build(struct err *err, struct store *s, const struct vault_copy *copy)
{
	char *path = open_resolve(s->env.path);
	int code = sqlite3_open_v2(path ? path : s->env.path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE,
		NULL);
	int rc = code ? sql_err(err, s, code, "new journal") : open_settings(err, s, s->db);

	if (!rc)
		rc = make_schema(err, s->db);
	if (!rc)
		rc = fill(err, s, copy);
	sql_release(s);
	sqlite3_close(s->db);
	s->db = NULL;
	free(path);
	return rc;
}

static int
reopen_and_check(struct err *err, const struct store_env *env, int (*check)(void *, struct err *, const struct vault_copy *), void *arg)
{
	struct store *s = NULL;
	struct vault_copy copies[2];
	int rc = store_open(err, env, &s);

	if (!rc)
		rc = store_copies(err, s, copies);
	store_close(s);
	return rc || !check ? rc : check(arg, err, copies);
}

int
store_create(struct err *err, const struct store_env *env, const struct vault_copy *copy, const struct keys *keys,
	int (*check)(void *arg, struct err *err, const struct vault_copy copies[2]), void *arg)
{
	struct store s = { .env = *env };
	struct file_new f;
	struct keys mine = *keys; /* lent for the time of building */
	int rc = file_new_begin(err, &f, env->path);

	if (rc)
		return rc;
	char *temp = file_new_temp_path(&f);
	if (!temp)
		rc = err_set(err, E_NOMEM, "new journal");
	s.env.path = temp;
	s.env.state = NULL;
	s.keys = &mine;
	if (!rc)
		rc = build(err, &s, copy);
	if (!rc)
		rc = reopen_and_check(err, &s.env, check, arg);
	if (!rc)
		rc = file_new_commit(err, &f);
	file_new_abort(&f);
	buf_release(&s.scratch);
	buf_release(&s.plain);
	free(temp);
	return rc;
}
