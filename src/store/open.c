/*
 * Opening a journal file (FORMAT.md 1).
 *
 * In: a path that may be anything.  Out: a connection with every safeguard set, or the reason why not.
 * Law: nothing is created, changed or rolled back beside a file that is not a felt journal.  So the path and
 * the first 100 bytes are looked at, and the descriptor closed, before SQLite hears of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "listing.h"

const char *const schema_names[6] = { "journal", "slot", "entry", "digest", "inbox", "spare" };
const char *const schema_sql[6] = {
	"CREATE TABLE journal(one INTEGER PRIMARY KEY CHECK(one=1),header BLOB NOT NULL,mac BLOB NOT NULL,manifest BLOB NOT NULL) STRICT",
	"CREATE TABLE slot(id BLOB PRIMARY KEY NOT NULL,rec BLOB NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE TABLE entry(id INTEGER PRIMARY KEY,row BLOB NOT NULL) STRICT",
	"CREATE TABLE digest(n INTEGER PRIMARY KEY,pack BLOB NOT NULL) STRICT",
	"CREATE TABLE inbox(id INTEGER PRIMARY KEY,box BLOB NOT NULL) STRICT",
	"CREATE TABLE spare(one INTEGER PRIMARY KEY CHECK(one=1),copy BLOB NOT NULL) STRICT",
};

enum { APPLICATION_ID = 0x46454C54, DB_HEADER = 100, PAGE_SIZE = 16384, QUOTED = 256 };

/* A path as a shell takes it, for the commands that mend; cut short rather than wrong when it does not fit. */
static const char *
quoted(char out[QUOTED], const char *path)
{
	size_t n = 0;

	out[n++] = '\'';
	for (; *path && n + 6 < QUOTED; path++) {
		if (*path == '\'') {
			memcpy(out + n, "'\\'", 3);
			n += 3;
		}
		out[n++] = *path;
	}
	out[n++] = '\'';
	out[n] = '\0';
	return out;
}

/* The folder must not let others put another file in our place. */
static int
check_parent(struct err *err, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? strndup(path, (size_t)(slash - path) + (slash == path)) : strdup(".");
	char name[QUOTED];
	struct stat st;
	int rc = 0;

	if (!dir)
		return err_set(err, E_NOMEM, "path");
	if (stat(dir, &st))
		rc = err_sys(err, errno == ENOENT || errno == ENOTDIR ? E_NO_JOURNAL : E_IO, "%s", path);
	else if ((st.st_mode & 022) && !(st.st_mode & S_ISVTX))
		rc = err_set(err, E_PERMISSION, "chmod go-w %s", quoted(name, dir));
	free(dir);
	return rc;
}

int
open_check_path(struct err *err, const char *path, struct stat *st)
{
	char name[QUOTED];
	int rc = check_parent(err, path);

	if (rc)
		return rc;
	if (lstat(path, st))
		return err_sys(err, errno == ENOENT || errno == ENOTDIR ? E_NO_JOURNAL : E_IO, "%s", path);
	if (S_ISLNK(st->st_mode))
		return err_set(err, E_PERMISSION, "readlink -f %s  (and use that path: a link could be turned elsewhere)", quoted(name, path));
	if (!S_ISREG(st->st_mode))
		return err_set(err, E_NOT_FELT, "%s", path);
	if (st->st_uid != geteuid())
		return err_set(err, E_PERMISSION, "chown %ld %s", (long)geteuid(), quoted(name, path));
	if (st->st_mode & 077)
		return err_set(err, E_PERMISSION, "chmod 600 %s", quoted(name, path));
	if (st->st_nlink != 1)
		return err_set(err, E_PERMISSION, "find . -samefile %s  (it has %ld names; one of them has to go)", quoted(name, path), (long)st->st_nlink);
	return 0;
}

/* A rollback journal beside it with content: the file itself may be half written, then only the magic counts. */
static bool
hot_journal(const char *path)
{
	static const uint8_t magic[8] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
	size_t n = strlen(path) + sizeof "-journal";
	char *name = malloc(n);
	uint8_t head[8];
	bool hot = false;

	if (!name)
		return false;
	snprintf(name, n, "%s-journal", path);
	int fd = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		hot = pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head && !memcmp(head, magic, sizeof magic);
		close(fd);
	}
	free(name);
	return hot;
}

static uint32_t
be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int
check_head(struct err *err, const char *path, const uint8_t h[DB_HEADER], ssize_t n)
{
	if (n < DB_HEADER || memcmp(h, "SQLite format 3", 16))
		return err_set(err, E_NOT_FELT, "%s", path);
	if (hot_journal(path))
		return 0;
	if (be32(h + 68) != APPLICATION_ID)
		return err_set(err, E_NOT_FELT, "%s", path);
	if (h[18] == 2 || h[19] == 2) {
		char name[QUOTED];
		return err_set(err, E_WAL, "sqlite3 %s 'PRAGMA journal_mode=DELETE'", quoted(name, path));
	}
	if (be32(h + 60) != 1)
		return err_set(err, E_VERSION, "schema version %lu", (unsigned long)be32(h + 60));
	if (h[16] != 0x40 || h[17] != 0 || h[18] != 1 || h[19] != 1)
		return err_set(err, E_NOT_FELT, "%s", path);
	return 0;
}

/* Looks at the first bytes and closes the descriptor: a POSIX lock of SQLite's on this file dies with any close of it. */
static int
check_file(struct err *err, const char *path, struct stat *st)
{
	uint8_t head[DB_HEADER];
	struct stat now;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_sys(err, E_IO, "%s", path);
	ssize_t n = pread(fd, head, sizeof head, 0);
	int rc = n < 0 ? err_sys(err, E_IO, "%s", path) : check_head(err, path, head, n);
	if (!rc && (fstat(fd, &now) || now.st_ino != st->st_ino || now.st_dev != st->st_dev))
		rc = err_set(err, E_CONFLICT, "%s", path);
	close(fd);
	return rc;
}

/* The pragmas read the first page: what they meet there is the file's fault, not SQLite's. */
int
open_settings(struct err *err, struct store *s, sqlite3 *db)
{
	static const char pragmas[] =
		"PRAGMA synchronous=EXTRA;PRAGMA secure_delete=ON;PRAGMA cell_size_check=ON;PRAGMA mmap_size=0;"
		"PRAGMA temp_store=MEMORY;PRAGMA cache_size=-1024;";
	int off;

	sqlite3_busy_timeout(db, 5000);
	if (sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, &off) || sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, &off) ||
		sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, &off) ||
		sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &off) ||
		sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, &off) ||
		sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, &off) || sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, &off))
		return err_set(err, E_UNSAFE, "this SQLite lacks a safeguard");
	int code = sqlite3_exec(db, pragmas, NULL, NULL, NULL);
	if ((code & 0xff) == SQLITE_ERROR)
		return err_set(err, E_UNSAFE, "this SQLite refuses a setting");
	/* A schema that does not parse is not ours; a page that is short or torn is damage. SQLite tells them apart in words only. */
	if ((code & 0xff) == SQLITE_CORRUPT && !strncmp(sqlite3_errmsg(db), "malformed database schema", 25))
		return err_set(err, E_SCHEMA, "sqlite_schema");
	return code ? sql_err(err, s, code, "the file is cut short, or its first page is damaged") : 0;
}

/* Is it what stands in the file, and not the world around it, that SQLite complains of? */
static bool
is_content(int code)
{
	return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB || (code & 0xff) == SQLITE_ERROR || code == SQLITE_ROW;
}

static int
compare_schema(struct err *err, struct store *s, sqlite3_stmt *st)
{
	int seen = 0, code;

	while ((code = sqlite3_step(st)) == SQLITE_ROW) {
		const char *type = (const char *)sqlite3_column_text(st, 0), *name = (const char *)sqlite3_column_text(st, 1);
		const char *table = (const char *)sqlite3_column_text(st, 2), *sql = (const char *)sqlite3_column_text(st, 3);
		int i = 0;
		if (!type || !name || !table || !sql)
			return err_set(err, E_SCHEMA, "sqlite_schema");
		while (i < 6 && strcmp(name, schema_names[i]))
			i++;
		if (i == 6 || (seen & 1 << i) || strcmp(type, "table") || strcmp(table, name) || strcmp(sql, schema_sql[i]))
			return err_set(err, E_SCHEMA, "sqlite_schema");
		seen |= 1 << i;
	}
	if (code == SQLITE_DONE && seen == 0x3f)
		return 0;
	return code == SQLITE_DONE || is_content(code) ? err_set(err, E_SCHEMA, "sqlite_schema") : sql_err(err, s, code, "journal");
}

static int
check_schema(struct err *err, struct store *s)
{
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(s->db, "SELECT type,name,tbl_name,sql FROM sqlite_schema", -1, &st, NULL);
	int rc = 0;

	if (code == SQLITE_OK)
		rc = compare_schema(err, s, st);
	else
		rc = is_content(code) ? err_set(err, E_SCHEMA, "sqlite_schema") : sql_err(err, s, code, "journal");
	sqlite3_finalize(st);
	return rc;
}

/*
 * Nothing stands behind the last page: SQLite would pass over it, and write over it later.  In a transaction, so that
 * nobody writes meanwhile; what a crash left there has been rolled back by then.
 */
static int
check_length(struct err *err, struct store *s)
{
	sqlite3_stmt *st = NULL;
	char name[QUOTED];
	struct stat now;
	int64_t pages = 0;
	int code = sqlite3_prepare_v2(s->db, "PRAGMA page_count", -1, &st, NULL);

	if (code == SQLITE_OK && (code = sqlite3_step(st)) == SQLITE_ROW)
		pages = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	if (code != SQLITE_ROW)
		return sql_err(err, s, code, "journal");
	if (lstat(s->env.path, &now))
		return err_sys(err, E_IO, "%s", s->env.path);
	if (now.st_size > pages * PAGE_SIZE)
		return err_set(err, E_UNSAFE, "something was appended to the journal\ntruncate -s %lld %s  (the journal ends there)",
			(long long)(pages * PAGE_SIZE), quoted(name, s->env.path));
	return 0;
}

/* One view for both. */
static int
check_content(struct err *err, struct store *s)
{
	int code = sqlite3_exec(s->db, "BEGIN", NULL, NULL, NULL);
	int rc = code ? sql_err(err, s, code, "journal") : check_schema(err, s);

	if (!rc)
		rc = check_length(err, s);
	if (!code)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

/*
 * SQLITE_CANTOPEN and READONLY tell little: what matters is whether the file can be read at all.  A journal that may
 * only be read (a read-only disk) is opened that way; writing then fails with its own words.
 */
int
open_database(struct err *err, struct store *s)
{
	const int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
	int code = sqlite3_open_v2(s->env.path, &s->db, SQLITE_OPEN_READWRITE | common, NULL);
	int rc;

	if (code)
		rc = sql_err(err, s, code, "journal");
	else
		rc = open_settings(err, s, s->db);
	if (!rc) {
		s->read_only = sqlite3_db_readonly(s->db, "main") == 1;
		rc = check_content(err, s);
	}
	if (rc) {
		sqlite3_close(s->db);
		s->db = NULL;
	}
	return rc;
}

static int
open_checked(struct err *err, struct store *s)
{
	struct stat st;
	int rc = open_check_path(err, s->env.path, &st);

	if (!rc)
		rc = check_file(err, s->env.path, &st);
	if (!rc)
		rc = open_database(err, s);
	if (!rc) {
		s->dev = st.st_dev;
		s->ino = st.st_ino;
	}
	return rc;
}

/*
 * SQLite's NOFOLLOW refuses a link anywhere on the path, and /home is a link on many machines; only the file itself must be none.
 */
char *
open_resolve(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *dir = slash ? strndup(path, (size_t)(slash - path) + (slash == path)) : strdup(".");
	char *real = dir ? realpath(dir, NULL) : NULL;
	char *out = real ? malloc(strlen(real) + strlen(name) + 2) : NULL;

	if (out)
		snprintf(out, strlen(real) + strlen(name) + 2, "%s%s%s", real, strcmp(real, "/") ? "/" : "", name);
	free(dir);
	free(real);
	return out;
}

int
store_open(struct err *err, const struct store_env *env, struct store **out)
{
	struct store *s = calloc(1, sizeof *s);

	if (!s)
		return err_set(err, E_NOMEM, "journal");
	s->env = *env;
	s->list_budget = LIST_BUDGET;
	s->list_asked = LIST_ASKED;
	s->path = open_resolve(env->path);
	if (s->path)
		s->env.path = s->path; /* without a folder the path as it was given is looked at, and fails by name */
	int rc = open_checked(err, s);
	if (rc) {
		free(s->path);
		free(s);
		return rc;
	}
	*out = s;
	return 0;
}

void
store_suspend(struct store *s)
{
	store_rollback(s);
	sql_release(s);
	sqlite3_close(s->db);
	s->db = NULL;
}

int
store_resume(struct err *err, struct store *s)
{
	return s->db ? 0 : open_checked(err, s);
}

void
store_lock(struct store *s)
{
	store_rollback(s);
	buf_release(&s->scratch);
	buf_release(&s->plain);
	buf_release(&s->pack.plain);
	pin_release(&s->pin);
	inbox_forget(s);
	if (s->keys) { /* what is public of them stays: a text can still be sealed */
		s->outside = (struct keys){ .epoch = s->keys->epoch };
		memcpy(s->outside.journal_id, s->keys->journal_id, JOURNAL_ID);
		memcpy(s->outside.inbox_pk, s->keys->inbox_pk, sizeof s->outside.inbox_pk);
		s->have_outside = true;
	}
	keys_free(s->keys);
	s->keys = NULL;
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	if (s->db)
		store_suspend(s);
	store_lock(s);
	free(s->key_file);
	free(s->path);
	free(s);
}

int
store_key_file(struct err *err, struct store *s, const struct vault_copy *copy, bool older)
{
	free(s->key_file);
	s->key_file = malloc(sizeof *copy);
	if (!s->key_file)
		return err_set(err, E_NOMEM, "key file");
	*s->key_file = *copy;
	s->key_file_older = older;
	return 0;
}

const struct vault_copy *
store_key_copy(const struct store *s)
{
	return s->key_file;
}

const struct keys *
store_keys(const struct store *s)
{
	return s->keys;
}

uint64_t
store_generation(const struct store *s)
{
	return s->m.generation;
}

const struct vault_copy *
store_vault(const struct store *s)
{
	return &s->copies[s->good];
}

const struct pin *
store_pin(const struct store *s)
{
	return &s->pin;
}
