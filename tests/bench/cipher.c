/*
 * What a programmer would otherwise take: SQLCipher with a raw key and indexes, in a small program of its own.
 *
 *	cipher import DB JSON       every entry of an export, in one transaction, in the order of dates
 *	cipher write DB < TEXT      one entry with two feelings, a transaction of its own
 *	cipher last DB              the last 20: day, id, feelings, first line
 *	cipher date DB FROM TO      the entries of some days, the same way
 *	cipher feeling DB WORD      the entries with a feeling, or with % at the end of a family's name, the same way
 *	cipher search DB WORD       LIKE '%word%': day, id, first line
 *
 * Entries and their feelings are two tables, as anybody would lay them out, with the settings SQLCipher comes with.  It is given
 * what helps it: row numbers in the order of dates, indexes on date, feeling and entry, and a C program instead of its
 * shell.  Lists show what felt's lists show: day, id, feelings, title or first line.
 */
#include <jansson.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_LONGEST = 16 * 1024 * 1024, SHOWN = 1024 };

static const char key[] =
	"PRAGMA key=\"x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'\";";
static const char schema[] =
	"CREATE TABLE entry(id INTEGER PRIMARY KEY,date TEXT NOT NULL,title TEXT,text TEXT NOT NULL);"
	"CREATE TABLE feeling(entry INTEGER NOT NULL,word TEXT NOT NULL,intensity INTEGER);"
	"CREATE INDEX by_date ON entry(date);"
	"CREATE INDEX by_word ON feeling(word,entry);"
	"CREATE INDEX by_entry ON feeling(entry,word,intensity);";

static void
die(const char *what)
{
	fprintf(stderr, "cipher: %s\n", what);
	exit(1);
}

static sqlite3 *
open_db(const char *path)
{
	sqlite3 *db;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) ||
	    sqlite3_exec(db, key, NULL, NULL, NULL))
		die(path);
	return db;
}

static void
run_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL))
		die(sqlite3_errmsg(db));
}

static sqlite3_stmt *
query(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL))
		die(sqlite3_errmsg(db));
	return st;
}

static void
step_done(sqlite3 *db, sqlite3_stmt *st)
{
	if (sqlite3_step(st) != SQLITE_DONE)
		die(sqlite3_errmsg(db));
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

static void
bind_text(sqlite3_stmt *st, int i, const char *s, size_t n)
{
	if (s)
		sqlite3_bind_text(st, i, s, (int)n, SQLITE_TRANSIENT);
}

/* ---- writing ---- */

struct into {
	sqlite3 *db;
	sqlite3_stmt *entry, *feeling;
};

static struct into
into_begin(sqlite3 *db)
{
	return (struct into){ db, query(db, "INSERT INTO entry(date,title,text) VALUES(?,?,?)"),
		query(db, "INSERT INTO feeling(entry,word,intensity) VALUES(?,?,?)") };
}

static void
put_entry(struct into *in, const char *date, const char *title, const char *text, size_t n)
{
	bind_text(in->entry, 1, date, strlen(date));
	bind_text(in->entry, 2, title, title ? strlen(title) : 0);
	bind_text(in->entry, 3, text, n);
	step_done(in->db, in->entry);
}

static void
put_feeling(struct into *in, sqlite3_int64 entry, const char *word, int intensity)
{
	sqlite3_bind_int64(in->feeling, 1, entry);
	bind_text(in->feeling, 2, word, strlen(word));
	if (intensity >= 0)
		sqlite3_bind_int(in->feeling, 3, intensity);
	step_done(in->db, in->feeling);
}

static void
import(sqlite3 *db, const char *path)
{
	char *line = malloc(LINE_LONGEST);
	FILE *f = fopen(path, "r");

	if (!f || !line)
		die(path);
	run_sql(db, "BEGIN");
	run_sql(db, schema);
	struct into in = into_begin(db);
	while (fgets(line, LINE_LONGEST, f)) {
		size_t n = strlen(line), i;
		json_t *o, *list, *v;

		if (strncmp(line, "{\"id\"", 5))
			continue;
		while (n && line[n - 1] != '}')
			n--;
		if (!(o = json_loadb(line, n, 0, NULL)))
			die("JSON");
		list = json_object_get(o, "feelings");
		put_entry(&in, json_string_value(json_object_get(o, "date")), json_string_value(json_object_get(o, "title")),
			json_string_value(json_object_get(o, "text")), json_string_length(json_object_get(o, "text")));
		sqlite3_int64 entry = sqlite3_last_insert_rowid(db);
		json_array_foreach(list, i, v) {
			json_t *k = json_object_get(v, "intensity");
			put_feeling(&in, entry, json_string_value(json_object_get(v, "id")), k ? (int)json_integer_value(k) : -1);
		}
		json_decref(o);
	}
	sqlite3_finalize(in.entry);
	sqlite3_finalize(in.feeling);
	run_sql(db, "COMMIT");
	fclose(f);
	free(line);
}

static void
write_one(sqlite3 *db)
{
	static char text[1024 * 1024];
	char date[32];
	time_t now = time(NULL);
	size_t n = fread(text, 1, sizeof text - 1, stdin);

	text[n] = '\0';
	strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S+00:00", gmtime(&now));
	run_sql(db, "BEGIN IMMEDIATE");
	struct into in = into_begin(db);
	put_entry(&in, date, NULL, text, n);
	sqlite3_int64 entry = sqlite3_last_insert_rowid(db);
	put_feeling(&in, entry, "fear.anxious", 70);
	put_feeling(&in, entry, "sadness.lonely", 40);
	sqlite3_finalize(in.entry);
	sqlite3_finalize(in.feeling);
	run_sql(db, "COMMIT");
}

/* ---- reading ---- */

static void
show(sqlite3 *db, sqlite3_stmt *st)
{
	int code;

	while ((code = sqlite3_step(st)) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(st, 2);

		printf("%.10s  %lld  %s  %.*s\n", (const char *)sqlite3_column_text(st, 0), (long long)sqlite3_column_int64(st, 1),
			(const char *)sqlite3_column_text(st, 3), (int)strcspn(line, "\n"), line);
	}
	if (code != SQLITE_DONE)
		die(sqlite3_errmsg(db));
	sqlite3_finalize(st);
}

/* The feelings without their families: what follows the dot. */
#define SHOWN_COLUMNS "SELECT date,id,coalesce(title,substr(text,1,160))," \
	"(SELECT group_concat(substr(word,instr(word,'.')+1)||coalesce(' '||intensity,''),', ') FROM feeling WHERE entry=entry.id) FROM entry "

static void
by_feeling(sqlite3 *db, const char *word)
{
	size_t n = strlen(word);
	bool family = n && word[n - 1] == '%';
	sqlite3_stmt *st = query(db, family
		? SHOWN_COLUMNS "WHERE id IN (SELECT entry FROM feeling WHERE word>=? AND word<?) ORDER BY date DESC"
		: SHOWN_COLUMNS "WHERE id IN (SELECT entry FROM feeling WHERE word=?) ORDER BY date DESC");
	char to[SHOWN];

	bind_text(st, 1, word, family ? n - 1 : n);
	if (family) {
		/* "fear" to "fear/": the character after the dot */
		snprintf(to, sizeof to, "%.*s/", (int)(n - 1), word);
		bind_text(st, 2, to, strlen(to));
	}
	show(db, st);
}

int
main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "", *a = argc > 3 ? argv[3] : "", *b = argc > 4 ? argv[4] : "";
	sqlite3 *db = argc > 2 ? open_db(argv[2]) : NULL;
	sqlite3_stmt *st;

	if (!db)
		die("usage: cipher import|write|last|date|feeling|search DB ...");
	if (!strcmp(what, "import")) {
		import(db, a);
	} else if (!strcmp(what, "write")) {
		write_one(db);
	} else if (!strcmp(what, "last")) {
		show(db, query(db, SHOWN_COLUMNS "ORDER BY date DESC LIMIT 20"));
	} else if (!strcmp(what, "date")) {
		st = query(db, SHOWN_COLUMNS "WHERE date>=? AND date<? ORDER BY date DESC");
		bind_text(st, 1, a, strlen(a));
		bind_text(st, 2, b, strlen(b));
		show(db, st);
	} else if (!strcmp(what, "feeling")) {
		by_feeling(db, a);
	} else if (!strcmp(what, "search")) {
		char pattern[SHOWN];
		snprintf(pattern, sizeof pattern, "%%%s%%", a);
		st = query(db, SHOWN_COLUMNS "WHERE text LIKE ? ORDER BY date DESC");
		bind_text(st, 1, pattern, strlen(pattern));
		show(db, st);
	} else {
		die("what?");
	}
	sqlite3_close(db);
	return fflush(stdout) != 0;
}
