/*
 * Copies of the whole file, verified before they get their name, and putting one back.
 *
 * The copy is taken page by page under one read transaction of SQLite's, so it is one state of the journal,
 * never a torn one.  It is then opened as any journal and every row is decrypted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "felt/base/file.h"
#include "felt/store/verify.h"
#include "inner.h"

enum { BACKUP_STEP = 512 }; /* pages */

static int
copy_pages(struct err *err, struct store *from, const char *to, store_progress_fn *progress, void *arg)
{
	sqlite3 *db = NULL;
	sqlite3_backup *b = NULL;
	char *path = open_resolve(to);
	int code = sqlite3_open_v2(path ? path : to, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, NULL);
	int rc = code ? sql_err(err, from, code, to) : open_settings(err, from, db);

	if (!rc && !(b = sqlite3_backup_init(db, "main", from->db, "main")))
		rc = sql_err(err, from, sqlite3_extended_errcode(db), to);
	while (!rc && (code = sqlite3_backup_step(b, BACKUP_STEP)) == SQLITE_OK)
		if (progress)
			progress(arg, (uint64_t)(sqlite3_backup_pagecount(b) - sqlite3_backup_remaining(b)), (uint64_t)sqlite3_backup_pagecount(b));
	if (b)
		sqlite3_backup_finish(b);
	if (!rc && code != SQLITE_DONE)
		rc = sql_err(err, from, code, to);
	sqlite3_close(db);
	free(path);
	return rc;
}

/* A second store on the copy with the same keys, lent. */
static int
verify_copy(struct err *err, struct store *from, const char *path, struct verify_report *r, store_progress_fn *progress, void *arg)
{
	struct store_env env = from->env;
	struct store *s = NULL;

	env.path = path;
	env.state = NULL;
	env.warn = NULL;
	env.force_read = false;
	int rc = store_open(err, &env, &s);
	if (rc)
		return rc;
	s->keys = from->keys;
	rc = store_begin(err, s, STORE_READ);
	if (!rc)
		rc = store_verify(err, s, r, progress, arg);
	store_rollback(s);
	s->keys = NULL;
	store_close(s);
	return rc;
}

/* The copy into f's temporary, verified. */
static int
make_copy(struct err *err, struct store *from, const struct file_new *f, struct verify_report *r, store_progress_fn *progress, void *arg)
{
	char *temp = file_new_temp_path(f);
	int rc = temp ? copy_pages(err, from, temp, progress, arg) : err_set(err, E_NOMEM, "backup");

	if (!rc)
		rc = verify_copy(err, from, temp, r, progress, arg);
	free(temp);
	return rc;
}

int
store_backup(struct err *err, struct store *s, const char *to, struct verify_report *r, store_progress_fn *progress, void *arg)
{
	struct file_new f;
	int rc = file_new_begin(err, &f, to);

	memset(r, 0, sizeof *r);
	if (rc)
		return rc;
	rc = make_copy(err, s, &f, r, progress, arg);
	if (!rc)
		rc = file_new_commit(err, &f);
	file_new_abort(&f);
	return rc;
}

static char *
aside_name(const char *to, int64_t now_ms, const struct zone *zone)
{
	const char *slash = strrchr(to, '/'), *name = slash ? slash + 1 : to;
	char iso[WHEN_TEXT];
	size_t n = strlen(name) + 64;
	char *out = malloc(n);

	if (!out)
		return NULL;
	when_iso(when_at(now_ms, zone), iso);
	/* 2026-11-22T21:14:05 -> 2026-11-22-211405 */
	snprintf(out, n, "%s.before-restore-%.10s-%.2s%.2s%.2s", name, iso, iso + 11, iso + 14, iso + 17);
	return out;
}

static char *
beside(const char *to, const char *name)
{
	const char *slash = strrchr(to, '/');
	size_t dir = slash ? (size_t)(slash - to) + 1 : 0, n = strlen(name);
	char *p = malloc(dir + n + 1);

	if (p) {
		memcpy(p, to, dir);
		memcpy(p + dir, name, n + 1);
	}
	return p;
}

int
store_restore(struct err *err, struct store *from, const char *to, char **aside, store_progress_fn *progress, void *arg)
{
	struct verify_report r = { 0 };
	struct file_new f;
	struct stat st;
	char *name = NULL;
	int rc = 0;

	*aside = NULL;
	if (lstat(to, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(err, E_UNSAFE, "'%s' is not a file", to); /* a device would be put aside as easily */
	rc = file_new_begin_aside(err, &f, to);
	if (rc)
		return rc;
	rc = make_copy(err, from, &f, &r, progress, arg);
	if (!rc && lstat(to, &st)) {
		rc = file_new_commit(err, &f);
	} else if (!rc) {
		name = aside_name(to, from->env.now_ms, from->env.zone);
		*aside = name ? beside(to, name) : NULL;
		rc = *aside ? file_new_commit_aside(err, &f, name) : err_set(err, E_NOMEM, "restore");
	}
	file_new_abort(&f);
	verify_release(&r);
	free(name);
	if (rc) {
		free(*aside);
		*aside = NULL;
	}
	return rc;
}
