/*
 * export.c, entry_json.c, export_md.c, export_txt.c, export_csv.c, escape_md.c, escape_csv.c.
 *
 * tests/golden/export/NAME.json is an export that comes back from the import byte for byte; NAME.md and NAME.txt
 * beside it are what the same entries look like for people, NAME.csv, NAME.feelings.csv and NAME.records.csv the tables.  A new case
 * is files, no code.
 * FELT_GOLDEN=write makes the missing ones, to be read before they are kept.
 */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exchange/inner.h"
#include "felt/base/file.h"

#define GOLDEN "tests/golden/export"
enum { FILE_LARGEST = 1 << 20 };
static const struct when exported = { INT64_C(1795374845000), 60 }; /* 2026-11-22T20:14:05+01:00 */

/* ---- a source in memory ---- */

struct source { const uint8_t *p; size_t n, at; };

static int
give(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct source *s = arg;

	(void)err;
	*got = n < s->n - s->at ? n : s->n - s->at;
	if (*got)
		memcpy(p, s->p + s->at, *got);
	s->at += *got;
	return 0;
}

/* The beliefs of an export by their ids, as the program reads them before it writes. */
struct beliefs { uint64_t id[16]; struct buf text[16]; size_t n; };

static bool
belief(void *arg, uint64_t id, struct buf *out)
{
	const struct beliefs *b = arg;

	for (size_t i = 0; i < b->n; i++)
		if (b->id[i] == id) {
			buf_slice(out, buf_as_slice(&b->text[i]));
			return true;
		}
	return false;
}

static void
read_beliefs(const struct buf *json, struct beliefs *b)
{
	struct source s = { json->p, json->n, 0 };
	struct import_json in = { .split = { .read = give, .arg = &s, .max = FILE_LARGEST } };
	struct import_item item = { 0 };
	struct err err = { 0 };

	while (import_json_next(&in, &err, &item) > 0)
		if (item.e.kind == KIND_BELIEF && b->n < 16) {
			b->id[b->n] = item.e.id;
			buf_slice(&b->text[b->n++], item.e.text);
		}
	import_item_release(&item);
	import_json_release(&in);
}

/* Imports `json` and exports it again as `format`. */
static void
through(const struct buf *json, enum export_format format, struct buf *out)
{
	struct source s = { json->p, json->n, 0 };
	struct import_json in = { .split = { .read = give, .arg = &s, .max = FILE_LARGEST } };
	struct import_item item = { 0 };
	struct err err = { 0 };
	struct beliefs beliefs = { .n = 0 };
	struct export x;
	int rc;

	read_beliefs(json, &beliefs);
	export_begin(&x, format, out, exported, "felt 1.0");
	x.belief = belief;
	x.belief_arg = &beliefs;
	while ((rc = import_json_next(&in, &err, &item)) > 0) {
		entry_derive(&item.e); /* as the store does */
		export_entry(&x, &item.e, NULL);
	}
	if (rc < 0)
		print_error("line %llu: %s\n", err.n, err.subject);
	assert_int_equal(rc, 0);
	export_end(&x, NULL);
	assert_false(out->failed);
	import_item_release(&item);
	import_json_release(&in);
	while (beliefs.n)
		buf_release(&beliefs.text[--beliefs.n]);
}

/* ---- the golden files ---- */

static void
same_as_file(const char *path, const struct buf *got)
{
	struct buf want = BUF_INIT;
	struct err err = { 0 };

	if (access(path, F_OK) && getenv("FELT_GOLDEN")) {
		int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
		assert_true(fd >= 0);
		assert_int_equal(file_write_fd(&err, fd, path, got->p, got->n), 0);
		close(fd);
		return;
	}
	assert_int_equal(file_read(&err, path, FILE_LARGEST, &want), 0);
	if (want.n != got->n || memcmp(want.p, got->p, got->n))
		print_error("%s differs; got:\n%.*s\n", path, (int)got->n, (const char *)got->p);
	assert_int_equal(want.n, got->n);
	assert_memory_equal(want.p, got->p, got->n);
	buf_release(&want);
}

static void
one_case(const char *name)
{
	static const char *const suffix[] = { [EXPORT_JSON] = "json", [EXPORT_MD] = "md", [EXPORT_TXT] = "txt",
		[EXPORT_CSV] = "csv", [EXPORT_CSV_FEELINGS] = "feelings.csv", [EXPORT_CSV_RECORDS] = "records.csv" };
	struct buf json = BUF_INIT, out = BUF_INIT;
	struct err err = { 0 };
	char path[512];

	snprintf(path, sizeof path, GOLDEN "/%s.json", name);
	assert_int_equal(file_read(&err, path, FILE_LARGEST, &json), 0);
	for (int f = EXPORT_JSON; f <= EXPORT_CSV_RECORDS; f++) {
		buf_clear(&out);
		through(&json, (enum export_format)f, &out);
		snprintf(path, sizeof path, GOLDEN "/%s.%s", name, suffix[f]);
		same_as_file(path, &out);
	}
	buf_release(&json);
	buf_release(&out);
}

static void
golden_files(void **state)
{
	DIR *dir = opendir(GOLDEN);
	struct dirent *d;
	size_t n = 0;

	(void)state;
	assert_non_null(dir);
	while ((d = readdir(dir))) {
		char *dot = strrchr(d->d_name, '.');

		if (!dot || strcmp(dot, ".json"))
			continue;
		*dot = '\0';
		one_case(d->d_name);
		n++;
	}
	closedir(dir);
	assert_true(n >= 4);
}

/* ---- what no file can say ---- */

static struct buf
json_of(const struct entry *e, unsigned what)
{
	struct buf b = BUF_INIT;
	struct json_out j;

	json_begin(&j, &b);
	entry_json(&j, e, what);
	buf_cstr(&b);
	return b;
}

static void
typical_use(void **state)
{
	struct entry e = { .id = 1, .kind = KIND_ENTRY, .has_text = true, .text = { "hello", 5 } };
	struct buf b;

	(void)state;
	b = json_of(&e, ENTRY_JSON_TEXT);
	assert_string_equal((char *)b.p, "{\"id\":\"0000000000001\",\"kind\":\"entry\",\"text\":\"hello\"}");
	buf_release(&b);
	b = json_of(&e, ENTRY_JSON_HEAD);
	assert_string_equal((char *)b.p, "{\"id\":\"0000000000001\",\"kind\":\"entry\"}");
	buf_release(&b);
}

/* Keys that a foreign writer has stored where they do not belong must not stand twice in one object. */
static void
no_key_stands_twice(void **state)
{
	struct entry e = { .id = 1, .kind = KIND_ENTRY };
	struct buf b;

	(void)state;
	entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("belief-before"), slice_of("x") });
	entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("a"), slice_of("1") });
	entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("b"), slice_of("2") });
	entry_add_field(&e, (struct entry_field){ FIELD_NUMBER, slice_of("a"), slice_of("3") });
	entry_add_rating(&e, (struct entry_rating){ RATE_HOT_BEFORE, 80 });
	entry_add_rating(&e, (struct entry_rating){ RATE_HOT_BEFORE, 70 });
	b = json_of(&e, ENTRY_JSON_TEXT);
	assert_string_equal((char *)b.p, "{\"id\":\"0000000000001\",\"kind\":\"entry\",\"fields\":{\"_belief-before\":\"x\","
		"\"a\":[\"1\",3],\"b\":\"2\",\"belief-before\":[80,70]}}");
	buf_release(&b);
	entry_release(&e);
}

/* A number that JSON would read as another one goes out as text. */
static void
odd_numbers_are_texts(void **state)
{
	static const char *const odd[] = { "007", "-0", "", "-", "1234567890123456", "1e3" };

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		struct entry e = { .id = 1, .kind = KIND_ENTRY };
		char want[128];
		struct buf b;

		entry_add_field(&e, (struct entry_field){ FIELD_NUMBER, slice_of("n"), slice_of(odd[i]) });
		b = json_of(&e, ENTRY_JSON_TEXT);
		snprintf(want, sizeof want, "{\"id\":\"0000000000001\",\"kind\":\"entry\",\"fields\":{\"n\":\"%s\"}}", odd[i]);
		assert_string_equal((char *)b.p, want);
		buf_release(&b);
		entry_release(&e);
	}
}

static void
markdown(const char *text, const char *want)
{
	struct buf b = BUF_INIT;

	escape_md_block(&b, slice_of(text), "");
	assert_string_equal(buf_cstr(&b), want);
	buf_release(&b);
}

static void
escaping_by_place(void **state)
{
	(void)state;
	markdown("plain, with - and + and # and 1. inside", "plain, with - and + and # and 1. inside");
	markdown("# one\n#two", "\\# one  \n\\#two");
	markdown("- a\n+ b\n* c\n-5 degrees\n--- \n===", "\\- a  \n\\+ b  \n\\* c  \n-5 degrees  \n\\---  \n\\===");
	markdown("1. a\n12) b\n3.5 km\n1999.", "1\\. a  \n12\\) b  \n3.5 km  \n1999\\.");
	markdown("> quote\n<b>&amp;", "&gt; quote  \n&lt;b&gt;&amp;amp;");
	markdown("```\ncode\n~~~", "\\`\\`\\`  \ncode  \n\\~\\~\\~");
	markdown("    four\n\ttab\n  two", "&nbsp;&nbsp;&nbsp;&nbsp;four  \n&nbsp;&nbsp;&nbsp;&nbsp;tab  \n  two");
	markdown("a_b _c_ *d* [x](y) a|b \\ ~60", "a_b \\_c\\_ \\*d\\* \\[x\\](y) a\\|b \\\\ ~60");
	markdown("one\r\ntwo\rthree\x1b[2J\xc2\x9b", "one  \ntwo&lt;U+000D&gt;three&lt;U+001B&gt;\\[2J&lt;U+009B&gt;");
	markdown("a  \n\n\nb", "a\n\n\nb");
	markdown("", "");
	markdown("\n", "");
}

static void
headings_stay_one_line(void **state)
{
	static const char *const cases[][2] = {
		{ "a # b ##", "a # b \\#\\#" }, { "# a", "\\# a" }, { "a\nb\tc", "a b c" }, { "#", "\\#" }, { "##", "\\#\\#" }, { "", "" },
		{ "1. a", "1\\. a" }, { "C\\#", "C\\\\\\#" }, { "a #b", "a #b" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = BUF_INIT;

		escape_md_line(&b, slice_of(cases[i][0]));
		assert_string_equal(buf_cstr(&b), cases[i][1]);
		buf_release(&b);
	}
}

/* T100: nothing that a spreadsheet would compute begins a cell. */
static void
cells_are_no_formulas(void **state)
{
	static const char *const cases[][2] = {
		{ "plain", "\"plain\"" }, { "", "\"\"" }, { "a \"b\", c", "\"a \"\"b\"\", c\"" }, { "=1+1", "\"'=1+1\"" }, { "+49 30", "\"'+49 30\"" },
		{ "-", "\"'-\"" }, { "- milk", "\"'- milk\"" }, { "@SUM(A1)", "\"'@SUM(A1)\"" }, { "\t=1", "\"'\t'=1\"" }, { "  =1", "\"'  =1\"" }, { "\"=1\"", "\"'\"\"=1\"\"\"" },
		{ "'=1", "\"''=1\"" }, { "\r=1", "\"<U+000D>=1\"" }, { "\r\n=1", "\"\n'=1\"" }, { "one\n=two\n- three\n-4", "\"one\n'=two\n- three\n'-4\"" },
		{ "a;=1;b", "\"a;'=1;b\"" }, { "a; =1", "\"a;' =1\"" }, { "a\t@b", "\"a\t'@b\"" }, { "a=1, b+2", "\"a=1, b+2\"" }, { "\xc2\xa0=1", "\"'\xc2\xa0=1\"" }, { "\xe3\x80\x80 \xe2\x80\x8b=1", "\"'\xe3\x80\x80 \xe2\x80\x8b=1\"" },
		{ "\xef\xbb\xbf@A", "\"'\xef\xbb\xbf@A\"" }, { "\xe2\x80\x83+1;\xc2\xa0-1", "\"'\xe2\x80\x83+1;'\xc2\xa0-1\"" }, { "\xc2\xa0 a", "\"\xc2\xa0 a\"" },
		{ "\xe2\x80", "\"\xe2\x80\"" }, { "\xef\xbc\x9d" "1", "\"'\xef\xbc\x9d" "1\"" },
		{ "\x1b[2J\x7f", "\"<U+001B>[2J<U+007F>\"" }, { "ends\n", "\"ends\"" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = BUF_INIT;

		escape_csv(&b, slice_of(cases[i][0]));
		assert_string_equal(buf_cstr(&b), cases[i][1]);
		buf_release(&b);
	}
}

/* CARE.md 14: minutes become words; what is no number of minutes stays as it is. */
static void
few_values_have_words(void **state)
{
	static const struct { const char *key, *value; uint8_t shape; const char *want; } cases[] = {
		{ "rated-after", "361", FIELD_NUMBER, "6 hours later" }, { "rated-after", "4320", FIELD_NUMBER, "3 days later" },
		{ "rated-after", "60", FIELD_NUMBER, "1 hour later" }, { "rated-after", "1", FIELD_NUMBER, "1 minute later" },
		{ "rated-after", "-5", FIELD_NUMBER, "-5" }, { "rated-after", "99999999999", FIELD_NUMBER, "99999999999" },
		{ "rated-after", "361", FIELD_TEXT, "361" }, { "ending", "new-view", FIELD_TEXT, "a new view" }, { "ending", "kept", FIELD_TEXT, "the thought is kept; it may be true" },
		{ "outcome", "not-said", FIELD_TEXT, "not said" }, { "patterns", "mind-reading", FIELD_ITEM, "mind reading" }, { "text", "not-said", FIELD_TEXT, "not-said" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = BUF_INIT;

		value_words(&b, &(struct entry_field){ cases[i].shape, slice_of(cases[i].key), slice_of(cases[i].value) });
		assert_string_equal(buf_cstr(&b), cases[i].want);
		buf_release(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use), cmocka_unit_test(golden_files), cmocka_unit_test(no_key_stands_twice),
		cmocka_unit_test(odd_numbers_are_texts), cmocka_unit_test(escaping_by_place), cmocka_unit_test(headings_stay_one_line),
		cmocka_unit_test(cells_are_no_formulas), cmocka_unit_test(few_values_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
