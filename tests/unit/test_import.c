/* import_json.c, import_entry.c, import_lines.c, import_seen.c, json_value.c: what is taken, what is refused, and where. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/import_inner.h"
#include "felt/base/file.h"

enum { LARGEST = 8 << 20 };

/* ---- a source that gives a few bytes at a time ---- */

struct source { const char *p; size_t n, at, step; };

static int
give(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct source *s = arg;

	(void)err;
	*got = s->n - s->at;
	if (*got > n)
		*got = n;
	if (*got > s->step)
		*got = s->step;
	if (*got)
		memcpy(p, s->p + s->at, *got);
	s->at += *got;
	return 0;
}

/* Reads all of it; the last item stays in *last (may be NULL). The count, or the error code. */
static int
read_all(const char *json, size_t n, size_t step, struct err *err, struct import_item *last)
{
	struct source s = { json, n, 0, step };
	struct import_json in = { .split = { .read = give, .arg = &s, .max = LARGEST } };
	struct import_item item = { 0 };
	int rc, count = 0;

	*err = (struct err){ 0 };
	while ((rc = import_json_next(&in, err, &item)) > 0)
		count++;
	if (last)
		*last = item;
	else
		import_item_release(&item);
	import_json_release(&in);
	return rc < 0 ? rc : count;
}

#define HEAD "{\"schema\":\"felt-export-1\",\"entries\":["
#define ONE "\"id\":\"0000000000001\",\"kind\":\"entry\""

/* ---- typical use ---- */

static void
bare_lines(void **state)
{
	static const char diary[] = "{\"date\":\"1903-01-03\",\"body\":\"one\"}\n"
		"  \t \r\n"
		"{ \"body\" : \"tw\\u00f6\\nlines\" , \"date\":\"1903-01-17T21:10:00.250+01:00\", \"title\":\"T\" }\n"
		"{\"date\":\"1903-01-03\",\"body\":\"one\"}\n\n";
	struct source s = { diary, sizeof diary - 1, 0, 7 };
	struct import_json in = { .split = { .read = give, .arg = &s, .max = LARGEST } };
	struct import_item it = { 0 };
	struct err err = { 0 };
	char first[SOURCE_MAX];

	(void)state;
	assert_int_equal(import_json_next(&in, &err, &it), 1);
	assert_int_equal(in.shape, IMPORT_LINES);
	assert_false(it.has_id);
	assert_int_equal(it.line, 1);
	assert_int_equal(it.offset, 0);
	assert_int_equal(it.length, strlen("{\"date\":\"1903-01-03\",\"body\":\"one\"}"));
	assert_int_equal(it.e.kind, KIND_ENTRY);
	assert_int_equal(it.e.flags, FLAG_IMPORTED);
	assert_int_equal(it.e.date.offset, DAY_ONLY);
	assert_true(slice_is(it.e.text, "one"));
	/* BLAKE2b-256 of "1903-01-03\0one", made with python's hashlib */
	snprintf(first, sizeof first, "%.*s", (int)it.e.source.n, it.e.source.p);
	assert_string_equal(first, "jsonl:a8c48af31acd464f39c8dc93c07a3e19c993b4a365ed7e02edb3ef59897085db#1");

	assert_int_equal(import_json_next(&in, &err, &it), 1);
	assert_int_equal(it.line, 3);
	assert_true(slice_is(it.e.text, "tw\xc3\xb6\nlines"));
	assert_true(slice_is(it.e.title, "T"));
	assert_int_equal((it.e.date.ms % 1000 + 1000) % 1000, 250); /* before 1970 */

	/* the same again is another occurrence */
	assert_int_equal(import_json_next(&in, &err, &it), 1);
	assert_int_equal(it.occurrence, 2);
	assert_memory_equal(it.e.source.p, first, 70);
	assert_int_equal(it.e.source.p[it.e.source.n - 1], '2');
	assert_int_equal(import_json_next(&in, &err, &it), 0);
	assert_int_equal(import_json_next(&in, &err, &it), 0);
	import_item_release(&it);
	import_json_release(&in);
}

/* A record read again from where it stood is the same record. */
static void
read_again(void **state)
{
	static const char *const sources[] = {
		" \n\n {\"date\":\"1903-01-03\",\"body\":\"one\"}  {\"title\":\"T\",\"date\":\"1903-01-03\",\"body\":\"one\"}",
		HEAD " {" ONE ",\"text\":\"a\",\"fields\":{\"x\":[\"1\",2]}} , {\"id\":\"0000000000002\",\"kind\":\"entry\"}]}",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct source s = { sources[i], strlen(sources[i]), 0, 3 };
		struct import_json in = { .split = { .read = give, .arg = &s, .max = LARGEST } };
		struct import_item it = { 0 }, again = { 0 };
		struct err err = { 0 };
		size_t n = 0;

		while (import_json_next(&in, &err, &it) == 1) {
			struct slice raw = { sources[i] + it.offset, it.length };

			assert_int_equal(raw.p[0], '{');
			assert_int_equal(raw.p[raw.n - 1], '}');
			assert_int_equal(import_json_one(&err, in.shape, raw, it.line, it.occurrence, &again), 0);
			assert_true(slice_eq(it.e.text, again.e.text));
			assert_true(slice_eq(it.e.source, again.e.source));
			assert_int_equal(it.e.nfields, again.e.nfields);
			assert_int_equal(it.e.id, again.e.id);
			n++;
		}
		assert_int_equal(err.code, 0);
		assert_int_equal(n, 2);
		import_item_release(&it);
		import_item_release(&again);
		import_json_release(&in);
	}
}

static void
own_schema(void **state)
{
	static const char doc[] = "\xef\xbb\xbf" HEAD "{" ONE ",\"created\":\"2026-11-22T21:14:05.123+01:00\",\"date\":\"1903-01-03\","
		"\"feelings\":[{\"id\":\"fear.anxious\",\"intensity\":70,\"layer\":\"under\",\"source\":\"suggestion\",\"after\":40},"
		"{\"id\":\"numb\",\"only-after\":true}],\"tags\":[\"w\"],\"fields\":{\"a\":\"t\",\"l\":[\"1\",\"2\"],\"n\":-3,"
		"\"belief-before\":85,\"rival-conviction\":0},\"beliefs\":[\"0000000000009\"],\"words\":3,"
		"\"flags\":[\"private\",\"conflict\"],\"of\":\"0000000000008\",\"source\":\"x:1\",\"text\":\"\"}],"
		"\"followups\":[],\"words\":[]}";
	struct import_item it;
	struct err err;
	struct entry *e = &it.e;

	(void)state;
	assert_int_equal(read_all(doc, sizeof doc - 1, 5, &err, &it), 1);
	assert_true(it.has_id);
	assert_int_equal(e->id, 1);
	assert_true(e->has_created && e->has_date && !e->has_modified && e->has_text);
	assert_int_equal(e->created.ms % 1000, 123);
	assert_int_equal(e->nfeelings, 3);
	assert_int_equal(e->feelings[1].moment, 1);
	assert_int_equal(e->feelings[1].intensity, 40);
	assert_int_equal(e->feelings[1].layer, LAYER_UNDER);
	assert_int_equal(e->feelings[1].source, SOURCE_SUGGESTION);
	assert_int_equal(e->feelings[2].moment, 1);
	assert_int_equal(e->feelings[2].intensity, FEELING_NO_INTENSITY);
	assert_int_equal(e->nfields, 4);
	assert_int_equal(e->fields[1].shape, FIELD_ITEM);
	assert_int_equal(e->fields[3].shape, FIELD_NUMBER);
	assert_true(slice_is(e->fields[3].value, "-3"));
	assert_int_equal(e->nratings, 2);
	assert_int_equal(e->ratings[1].what, RATE_RIVAL);
	assert_int_equal(e->flags, FLAG_PRIVATE | FLAG_CONFLICT);
	assert_int_equal(e->ref, 8);
	import_item_release(&it);
}

/* jq -S sorts keys: the schema comes last, and is still asked for. */
static void
keys_in_any_order(void **state)
{
	static const char sorted[] = "{\"entries\":[{" ONE "}],\"schema\":\"felt-export-1\"}", without[] = "{\"entries\":[]}";
	struct err err;

	(void)state;
	assert_int_equal(read_all(sorted, sizeof sorted - 1, 9, &err, NULL), 1);
	assert_int_equal(read_all(without, sizeof without - 1, 9, &err, NULL), E_INPUT);
}

/* Own words go into the vocabulary that is handed in, and a moved word may be one of them. */
static void
own_words(void **state)
{
	static const char doc[] = "{\"schema\":\"felt-export-1\",\"words\":[{\"word\":\"creeped out\",\"family\":\"fear\",\"about\":\"Off.\"},"
		"{\"moved\":\"fear.creeped-out\",\"family\":\"shame\"},{\"moved\":\"sadness.hurt\",\"family\":\"anger\"}]}";
	static const char *const bad[] = {
		"{\"word\":\"lonely\",\"family\":\"fear\"}", "{\"word\":\"\",\"family\":\"fear\"}", "{\"word\":\"x y\",\"family\":\"dread\"}",
		"{\"moved\":\"fear.nothing\",\"family\":\"anger\"}", "{\"moved\":\"other.fine\",\"family\":\"joy\"}", "{\"word\":\"x\",\"family\":\"joy\",\"z\":1}"
	};
	struct vocabulary voc = { 0 };
	struct source s = { doc, sizeof doc - 1, 0, 5 };
	struct import_json in = { .split = { .read = give, .arg = &s, .max = LARGEST }, .voc = &voc };
	struct import_item it = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(import_json_next(&in, &err, &it), 0);
	assert_int_equal(in.words, 3);
	assert_int_equal(voc.nown, 1);
	assert_string_equal(voc.own[0].id, "fear.creeped-out");
	assert_string_equal(voc.own[0].about, "Off.");
	assert_int_equal(voc.nmoved, 2);
	import_json_release(&in);
	vocabulary_release(&voc);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char json[256];

		snprintf(json, sizeof json, "{\"schema\":\"felt-export-1\",\"words\":[%s]}", bad[i]);
		s = (struct source){ json, strlen(json), 0, 5 };
		in = (struct import_json){ .split = { .read = give, .arg = &s, .max = LARGEST }, .voc = &voc };
		assert_int_equal(import_json_next(&in, &err, &it), E_INPUT);
		import_json_release(&in);
		vocabulary_release(&voc);
	}
	import_item_release(&it);
}

/* ---- refusals: each with its line, none with a piece of the text ---- */

struct refused { const char *json; unsigned long long line; const char *why; };

static const struct refused refusals[] = {
	/* neither form */
	{ "", 0, "nothing in it" }, { "  \n\n", 0, "nothing in it" }, { "[]", 1, "neither" }, { "\n\n7", 3, "neither" }, { "{}", 1, "neither" },
	{ "{7:8}", 1, "neither" }, { "SECRET", 1, NULL },
	/* lines */
	{ "{\"date\":\"1903-01-03\"}", 1, "without \"body\"" }, { "{\"body\":\"SECRET\"}", 1, "without \"date\"" },
	{ "{\"date\":\"1903-02-30\",\"body\":\"SECRET\"}", 1, "not a date" }, { "{\"date\":\"03.01.1903\",\"body\":\"SECRET\"}", 1, "not a date" },
	{ "{\"date\":\"0000-01-01\",\"body\":\"SECRET\"}", 1, "not a date" }, { "{\"date\":\"10000-01-01\",\"body\":\"SECRET\"}", 1, "not a date" },
	{ "{\"date\":19030103,\"body\":\"SECRET\"}", 1, "not a text" }, { "{\"date\":\"1903-01-03\",\"body\":null}", 1, "not a text" },
	{ "{\"date\":\"1903-01-03\",\"body\":\"\"}", 1, "empty" },
	{ "{\"date\":\"1903-01-03\",\"body\":\"a\"}\n{\"date\":\"1903-01-03\",\"body\":\"SECRET\",\"mood\":3}", 2, "unknown key 'mood'" },
	{ "{\"date\":\"1903-01-03\",\"body\":\"a\"}\n\n{\"date\":\"1903-01-03\",\"body\":\"SECRET\",\"body\":\"b\"}", 3, "twice" },
	{ "{\"date\":\"1903-01-03\",\"body\":\"SECRET\",\"date\":\"1903-01-04\"}", 1, "twice" },
	{ "{\"date\":\"1903-01-03\",\"body\":\"a\"}\n[1]", 2, "not an object" }, { "{\"date\":\"1903-01-03\",\"body\":\"a\"}\nSECRET", 2, NULL },
	{ "{\"date\":\"1903-01-03\",\"body\":\"a\"}\n{\"date\":\"1903-01-03\",\"body\":\"SECR", 2, "ends in the middle" },
	{ "{\"date\":\"1903-01-03\",\"body\":\"SECRET\\ud800\"}", 1, NULL }, { "{\"date\":\"1903-01-03\",\"body\":\"\\udc00SECRET\"}", 1, NULL },
	{ "{\"date\":\"1903-01-03\",\"body\":\"SECRET\\u0000\"}", 1, "NUL" }, { "{\"date\":\"1903-01-03\",\"body\":\"SECRET\xff\"}", 1, "UTF-8" },
	{ "{\"date\":\"1903-01-03\",\"body\":\"\xc0\xaf SECRET\"}", 1, "UTF-8" }, { "{\"date\":\"1903-01-03\",\"body\":\"\xed\xa0\x80 SECRET\"}", 1, "UTF-8" },
	{ "{\"date\":\"1903-01-03\",\"body\":\"SECRET\nb\"}", 1, NULL }, { "{\"date\":\"1903-01-03\",\"body\":\"SECRET\\x\"}", 1, NULL },
	{ "{\"date\":\"1903-01-03\",\"body\":1e400}", 1, NULL }, { "{\"date\":\"1903-01-03\",\"body\":99999999999999999999}", 1, NULL },
	{ "{\"date\":\"1903-01-03\",\"body\":01}", 1, NULL }, { "{\"date\":\"1903-01-03\",\"body\":NaN}", 1, NULL },
	{ "{\"date\":\"1903-01-03\" \"body\":\"SECRET\"}", 1, NULL }, { "{\"date\":\"1903-01-03\",\"body\":\"SECRET\",}", 1, NULL },
	{ "{\"date\":\"1903-01-03\",\"body\":\"a\"},\n{\"date\":\"1903-01-03\",\"body\":\"SECRET\"}", 1, NULL },
	/* the frame of an export */
	{ "{\"schema\":\"felt-export-2\",\"entries\":[]}", 1, "schema" }, { "{\"schema\":1}", 1, "schema" },
	{ "{\"schema\":\"felt-export-1\",\"SECRET\":[]}", 1, NULL }, { "{\"schema\":\"felt-export-1\",\"mood\":[]}", 1, "unknown key \"mood\"" },
	{ "{\"schema\":\"felt-export-1\",\"entries\":[],\"entries\":[]}", 1, "twice" }, { "{\"schema\":\"felt-export-1\"} 7", 1, "follows" },
	{ "{\"schema\":\"felt-export-1\",\"entries\":[", 1, "middle" }, { HEAD "{" ONE "}", 1, "middle" }, { HEAD "{" ONE "}]", 1, "middle" },
	{ HEAD "{" ONE "} {" ONE "}]}", 1, NULL }, { HEAD "{" ONE "},]}", 1, NULL }, { HEAD "7]}", 1, "not an object" },
	{ "{\"schema\":\"felt-export-1\",\"entries\":{}}", 1, NULL }, { "{\"schema\":\"felt-export-1\",\"words\":7}", 1, "words" },
	{ "{\"schema\":\"felt-export-1\",\"words\":[{\"word\":\"SECRET\"}]}", 1, "words" },
	/* entries */
	{ HEAD "\n{\"id\":\"0000000000001\"}]}", 2, "kind" }, { HEAD "{\"kind\":\"entry\"}]}", 1, "id" },
	{ HEAD "{\"id\":\"000000000000\",\"kind\":\"entry\"}]}", 1, "id" }, { HEAD "{\"id\":\"0000000000000\",\"kind\":\"entry\"}]}", 1, "id" },
	{ HEAD "{\"id\":\"8000000000000\",\"kind\":\"entry\"}]}", 1, "id" }, { HEAD "{\"id\":\"000000000000u\",\"kind\":\"entry\"}]}", 1, "id" },
	{ HEAD "{\"id\":\"0000000000001\",\"kind\":\"draft\"}]}", 1, "kind" }, { HEAD "{\"id\":\"0000000000001\",\"kind\":\"belief\"}]}", 1, "kind" },
	{ HEAD "{" ONE ",\"mood\":1}]}", 1, "unknown key 'mood'" }, { HEAD "{" ONE ",\"text\":7}]}", 1, "text" },
	{ HEAD "{" ONE ",\"created\":\"2026-11-22\"}]}", 1, "created" }, { HEAD "{" ONE ",\"date\":\"2026-13-01\"}]}", 1, "date" },
	{ HEAD "{" ONE ",\"date\":\"2026-11-22T24:00:00+01:00\"}]}", 1, "date" }, { HEAD "{" ONE ",\"modified\":7}]}", 1, "modified" },
	{ HEAD "{" ONE ",\"feelings\":[{\"intensity\":3}]}]}", 1, "feelings" }, { HEAD "{" ONE ",\"feelings\":[{\"id\":\"SECRET WORD\"}]}]}", 1, "feelings" },
	{ HEAD "{" ONE ",\"feelings\":[{\"id\":\"a.b\",\"intensity\":101}]}]}", 1, "100" },
	{ HEAD "{" ONE ",\"feelings\":[{\"id\":\"a.b\",\"intensity\":-1}]}]}", 1, "100" },
	{ HEAD "{" ONE ",\"feelings\":[{\"id\":\"a.b\",\"intensity\":7.5}]}]}", 1, "100" },
	{ HEAD "{" ONE ",\"feelings\":[{\"id\":\"a.b\",\"layer\":\"x\"}]}]}", 1, "layer" },
	{ HEAD "{" ONE ",\"feelings\":[{\"id\":\"a.b\",\"after\":1,\"only-after\":true}]}]}", 1, "only-after" },
	{ HEAD "{" ONE ",\"feelings\":[{\"id\":\"a.b\",\"after-layer\":\"under\"}]}]}", 1, "after" },
	{ HEAD "{" ONE ",\"feelings\":[{\"id\":\"a.b\",\"SECRETs\":1}]}]}", 1, NULL }, { HEAD "{" ONE ",\"feelings\":{}}]}", 1, "list" },
	{ HEAD "{" ONE ",\"tags\":[\"\"]}]}", 1, "tag" }, { HEAD "{" ONE ",\"tags\":[7]}]}", 1, "tags" },
	{ HEAD "{" ONE ",\"fields\":{\"feelings\":\"x\"}}]}", 1, "feelings" }, { HEAD "{" ONE ",\"fields\":{\"a\":{}}}]}", 1, "'a'" },
	{ HEAD "{" ONE ",\"fields\":{\"a\":1.5}}]}", 1, "'a'" }, { HEAD "{" ONE ",\"fields\":{\"a\":[[]]}}]}", 1, "'a'" },
	{ HEAD "{" ONE ",\"fields\":{\"a\":true}}]}", 1, "'a'" }, { HEAD "{" ONE ",\"fields\":{\"\":\"x\"}}]}", 1, "name" },
	{ HEAD "{" ONE ",\"fields\":{\"conviction\":101}}]}", 1, "100" }, { HEAD "{" ONE ",\"fields\":{\"belief-after\":\"SECRET\"}}]}", 1, "100" },
	{ HEAD "{" ONE ",\"beliefs\":[\"x\"]}]}", 1, "id" }, { HEAD "{" ONE ",\"flags\":[\"secret\"]}]}", 1, "flags" },
	{ HEAD "{" ONE ",\"words\":-1}]}", 1, "words" }, { HEAD "{" ONE ",\"of\":\"1\"}]}", 1, "of" },
};

static void
refused_with_line(void **state)
{
	static const size_t steps[] = { 1, 3, 1 << 16 };

	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
		for (size_t k = 0; k < 3; k++) {
			const struct refused *r = &refusals[i];
			struct err err;
			int rc = read_all(r->json, strlen(r->json), steps[k], &err, NULL);

			if (rc != E_INPUT || err.n != r->line || (r->why && !strstr(err.subject, r->why)) || strstr(err.subject, "SECRET WORD"))
				print_error("%s: %d, line %llu: %s\n", r->json, rc, err.n, err.subject);
			assert_int_equal(rc, E_INPUT);
			assert_int_equal(err.n, r->line);
			assert_true(!r->why || strstr(err.subject, r->why));
			/* A key is named, because somebody has to find it; a value never is. */
			if (!strstr(r->json, "\"SECRET"))
				assert_null(strstr(err.subject, "SECRET"));
		}
}

static void
a_raw_nul_is_refused(void **state)
{
	static const char json[] = "{\"date\":\"1903-01-03\",\"body\":\"a\0b\"}";
	struct err err;

	(void)state;
	assert_int_equal(read_all(json, sizeof json - 1, 5, &err, NULL), E_INPUT);
	assert_int_equal(err.n, 1);
}

/* 10,000 brackets deep, in every place that takes a value. */
static void
depth_is_bounded(void **state)
{
	enum { DEEP = 10000 };
	static const char *const before[] = {
		"", "{\"date\":\"1903-01-03\",\"body\":", HEAD, HEAD "{" ONE ",\"fields\":{\"a\":", "{\"schema\":\"felt-export-1\",\"words\":"
	};
	char *json = malloc(DEEP + 256);

	(void)state;
	assert_non_null(json);
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
		for (int c = 0; c < 2; c++) {
			size_t n = strlen(before[i]);
			struct err err;

			memcpy(json, before[i], n);
			memset(json + n, c ? '{' : '[', DEEP);
			assert_int_equal(read_all(json, n + DEEP, 999, &err, NULL), E_INPUT);
		}
	free(json);
}

/* ---- lists that cost the square of their length, and texts over their limits ---- */

static void
repeat(struct buf *b, const char *s, size_t times)
{
	for (size_t i = 0; i < times; i++)
		buf_str(b, s);
}

static void
lengths_are_bounded(void **state)
{
	static const struct { const char *before, *item; size_t n; const char *after; bool good; } cases[] = {
		{ HEAD "{" ONE ",\"tags\":[\"x\"", ",\"x\"", 4095, "]}]}", true }, { HEAD "{" ONE ",\"tags\":[\"x\"", ",\"x\"", 4096, "]}]}", false },
		{ HEAD "{" ONE ",\"tags\":[\"", "x", 64, "\"]}]}", true }, { HEAD "{" ONE ",\"tags\":[\"", "x", 65, "\"]}]}", false },
		{ HEAD "{" ONE ",\"title\":\"", "x", 4096, "\"}]}", true }, { HEAD "{" ONE ",\"title\":\"", "x", 4097, "\"}]}", false },
		{ HEAD "{" ONE ",\"fields\":{\"", "k", 255, "\":1}}]}", true }, { HEAD "{" ONE ",\"fields\":{\"", "k", 256, "\":1}}]}", false },
		{ HEAD "{" ONE ",\"source\":\"", "x", 257, "\"}]}", false }, { HEAD "{" ONE ",\"guide\":\"", "x", 256, "\"}]}", false },
		{ HEAD "{" ONE ",\"feelings\":[{\"id\":\"", "x", 65, "\"}]}]}", false },
		{ HEAD "{" ONE ",\"fields\":{\"a\":[1", ",1", 65535, "]}}]}", true }, { HEAD "{" ONE ",\"fields\":{\"a\":[1", ",1", 65536, "]}}]}", false },
		{ "{\"date\":\"1903-01-03\",\"body\":\"", "\\u00e9\\n", 100000, "\"}", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = BUF_INIT;
		struct err err;
		int rc;

		buf_str(&b, cases[i].before);
		repeat(&b, cases[i].item, cases[i].n);
		buf_str(&b, cases[i].after);
		rc = read_all((const char *)b.p, b.n, 4096, &err, NULL);
		if (rc != (cases[i].good ? 1 : E_INPUT))
			print_error("case %zu: %d %s\n", i, rc, err.subject);
		assert_int_equal(rc, cases[i].good ? 1 : E_INPUT);
		buf_release(&b);
	}
}

/* ---- the count of equal lines ---- */

static void
occurrences(void **state)
{
	struct import_seen *s = seen_new();
	uint8_t hash[32] = { 0 };

	(void)state;
	assert_non_null(s);
	for (uint32_t round = 1; round <= 3; round++)
		for (uint32_t i = 0; i < 5000; i++) {
			put_u64(hash, (uint64_t)i * UINT64_C(0x9e3779b97f4a7c15));
			assert_int_equal(seen_count(s, hash), round);
		}
	seen_free(s);
}

/* ---- T107: strings that have broken programs, there and back ---- */

static void
naughty_strings_come_back(void **state)
{
	static const char *const naughty[] = {
		"undefined", "null", "\\", "\\\\\"", "\"", "'", "\t\r\n\b\f", "\x1b[31m", "\x7f", "\xc2\x80\xc2\x85\xc2\x9f\xc2\xad",
		"\xef\xbb\xbf", "\xef\xbf\xbe", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf", "\xf3\xa0\x80\x81\xf3\xa0\x81\xbf", "\xe2\x80\xa8\xe2\x80\xa9",
		"\xe2\x80\xae\xe2\x81\xa6test\xe2\x81\xa7", "\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f", "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
		"e\xcc\x81\xcc\x81\xcc\x81", "\xea\xb0\x80\xe1\x84\x80", "</script><img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "%s%n%d", "../../etc/passwd",
		"$HOME `id`", "\xe7\x94\xb0\xe4\xb8\xad", "\xe2\x80\x8b\xe2\x81\xa0", "1e400", "-0", "NaN", "\xcd\xb8", "\xee\x80\x80",
	};

	(void)state;
	for (size_t i = 0; i < sizeof naughty / sizeof naughty[0]; i++) {
		struct slice s = slice_of(naughty[i]);
		struct entry e = { .id = 7, .kind = KIND_ENTRY, .has_text = true, .text = s, .title = s };
		struct buf b = BUF_INIT, again = BUF_INIT;
		struct json_out j;
		struct import_item it;
		struct err err;

		entry_add_tag(&e, s);
		entry_add_field(&e, (struct entry_field){ FIELD_ITEM, s, s });
		buf_str(&b, HEAD);
		json_begin(&j, &b);
		entry_json(&j, &e, ENTRY_JSON_TEXT);
		buf_str(&b, "]}");
		if (read_all((const char *)b.p, b.n, 11, &err, &it) != 1)
			print_error("%zu: %s\n", i, err.subject);
		assert_int_equal(err.code, 0);
		assert_true(slice_eq(it.e.text, s) && slice_eq(it.e.title, s) && slice_eq(it.e.tags[0], s));
		assert_true(slice_eq(it.e.fields[0].key, s) && slice_eq(it.e.fields[0].value, s));
		buf_str(&again, HEAD);
		json_begin(&j, &again);
		entry_json(&j, &it.e, ENTRY_JSON_TEXT);
		buf_str(&again, "]}");
		assert_true(slice_eq(buf_as_slice(&b), buf_as_slice(&again)));
		/* nothing in it that a terminal obeys */
		for (size_t k = 0; k < b.n; k++)
			assert_true(b.p[k] >= 0x20 && b.p[k] != 0x7f);
		import_item_release(&it);
		buf_release(&b);
		buf_release(&again);
		entry_release(&e);
	}
}

/* ---- every byte changed: an answer, never a crash ---- */

static void
bytes_changed(void **state)
{
	static const char doc[] = HEAD "{" ONE ",\"date\":\"1903-01-03\",\"text\":\"a\\u00e9\",\"feelings\":[{\"id\":\"numb\",\"after\":1}],"
		"\"fields\":{\"a\":[\"1\",2],\"conviction\":3}}],\"words\":[{\"word\":\"x\",\"family\":\"joy\"}]}";
	static const char with[] = "\"\\{}[],:0e-\x01\xff\n u";
	char copy[sizeof doc];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof doc; i++)
		for (size_t k = 0; k < sizeof with; k++) {
			struct err err;
			int rc;

			memcpy(copy, doc, sizeof doc);
			copy[i] = with[k];
			rc = read_all(copy, sizeof doc - 1, 64, &err, NULL);
			assert_true(rc >= 0 || rc == E_INPUT || rc == E_TEXT_LONG);
			rc = read_all(doc, i, 64, &err, NULL);
			assert_true(rc == E_INPUT);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bare_lines), cmocka_unit_test(read_again), cmocka_unit_test(own_schema), cmocka_unit_test(keys_in_any_order), cmocka_unit_test(own_words),
		cmocka_unit_test(refused_with_line), cmocka_unit_test(a_raw_nul_is_refused), cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(lengths_are_bounded), cmocka_unit_test(occurrences), cmocka_unit_test(naughty_strings_come_back),
		cmocka_unit_test(bytes_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
