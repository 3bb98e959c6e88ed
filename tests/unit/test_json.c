/* json_out.c, json_split.c: JSON written, and cut into values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <utf8proc.h>

#include "felt/base/json.h"
#include "felt/base/text.h"

/* A source that gives its text a few bytes at a time, and may fail. */
struct source {
	const char *s;
	size_t n, at, step;
	int fail; /* the code it ends with instead of the end */
};

static int
give(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct source *s = arg;
	size_t k = s->n - s->at;

	if (k == 0 && s->fail != 0)
		return err_set(err, E_IO, "broken");
	if (k > s->step)
		k = s->step;
	if (k > n)
		k = n;
	if (k > 0)
		memcpy(p, s->s + s->at, k);
	s->at += k;
	*got = k;
	return 0;
}

static struct json_split
over(struct source *s)
{
	struct json_split j = { 0 };

	j.read = give;
	j.arg = s;
	j.max = 1 << 20;
	return j;
}

static struct source
text_of(const char *s, size_t step)
{
	struct source r = { s, strlen(s), 0, step, 0 };

	return r;
}

/* Write an export, then take it apart again entry by entry. */
static void
typical_use(void **state)
{
	struct buf b = BUF_INIT;
	struct json_out j;
	struct source src;
	struct json_split split;
	struct slice v;
	int rc;

	(void)state;
	json_begin(&j, &b);
	json_open(&j, '{');
	json_key(&j, "entries");
	json_open(&j, '[');
	for (int i = 0; i < 3; i++) {
		json_open(&j, '{');
		json_key(&j, "n");
		json_int(&j, i);
		json_key(&j, "text");
		json_text(&j, "a \"b\"\n");
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	assert_string_equal(buf_cstr(&b), "{\"entries\":[{\"n\":0,\"text\":\"a \\\"b\\\"\\n\"},"
	    "{\"n\":1,\"text\":\"a \\\"b\\\"\\n\"},{\"n\":2,\"text\":\"a \\\"b\\\"\\n\"}]}");

	src = text_of(buf_cstr(&b), 7);
	split = over(&src);
	assert_int_equal(json_split_take(&split, NULL, '{'), 0);
	assert_int_equal(json_split_value(&split, NULL, &v, NULL, NULL), 0);
	assert_true(slice_is(v, "\"entries\""));
	assert_int_equal(json_split_take(&split, NULL, ':'), 0);
	assert_int_equal(json_split_take(&split, NULL, '['), 0);
	for (int i = 0; i < 3; i++) {
		if (i > 0)
			assert_int_equal(json_split_take(&split, NULL, ','), 0);
		assert_int_equal(json_split_value(&split, NULL, &v, NULL, NULL), 0);
		assert_int_equal(v.n, strlen("{\"n\":0,\"text\":\"a \\\"b\\\"\\n\"}"));
	}
	assert_int_equal(json_split_take(&split, NULL, ']'), 0);
	assert_int_equal(json_split_take(&split, NULL, '}'), 0);
	assert_int_equal(json_split_peek(&split, NULL, &rc), -1);
	assert_int_equal(rc, 0);
	json_split_release(&split);
	buf_release(&b);
}

/* ---- out ---- */

static void
commas_where_they_belong(void **state)
{
	struct buf b = BUF_INIT;
	struct json_out j;

	(void)state;
	json_begin(&j, &b);
	json_open(&j, '[');
	json_open(&j, '{');
	json_close(&j, '}');
	json_open(&j, '[');
	json_close(&j, ']');
	json_bool(&j, true);
	json_bool(&j, false);
	json_int(&j, LLONG_MIN);
	json_int(&j, LLONG_MAX);
	json_text(&j, "");
	json_open(&j, '{');
	json_key(&j, "a\"");
	json_open(&j, '[');
	json_close(&j, ']');
	json_key_slice(&j, slice_of("b"));
	json_slice(&j, slice_of(NULL));
	json_close(&j, '}');
	json_close(&j, ']');
	assert_string_equal(buf_cstr(&b), "[{},[],true,false,-9223372036854775808,9223372036854775807,\"\",{\"a\\\"\":[],\"b\":\"\"}]");
	buf_release(&b);
}

static void
quotes(const char *s, size_t n, const char *want)
{
	struct slice text = { s, n };
	struct buf b = BUF_INIT;
	struct json_out j;

	json_begin(&j, &b);
	json_slice(&j, text);
	assert_string_equal(buf_cstr(&b), want);
	buf_release(&b);
}

/* T096, T097: nothing a terminal obeys comes through. */
static void
escapes(void **state)
{
	(void)state;
	quotes("a\"b\\c/", 6, "\"a\\\"b\\\\c/\"");
	quotes("\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\"");
	quotes("\x00\x1b[2J\x1f\x7f", 7, "\"\\u0000\\u001b[2J\\u001f\\u007f\"");
	quotes("\xc2\x80\xc2\x9b\xc2\xa0", 6, "\"\\u0080\\u009b\xc2\xa0\"");
	quotes("\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8e\xd8\x9c\xef\xbb\xbf", 20,
	    "\"\\u2028\\u2029\\u202e\\u2066\\u200e\\u061c\\ufeff\"");
	quotes("\xf3\xa0\x80\x81\xf0\x9f\x91\x8b", 8, "\"\\udb40\\udc01\xf0\x9f\x91\x8b\"");
	quotes("e\xcc\x81\xc3\xa9\xe4\xbd\xa0", 8, "\"e\xcc\x81\xc3\xa9\xe4\xbd\xa0\"");
	/* Should never get here; what comes out is still JSON. */
	quotes("a\xff\xed\xa0\x80z", 6, "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"");
}

/* The first and the last of every range that is escaped, and their neighbours that are not. */
static void
ranges(void **state)
{
	static const struct { int32_t c; bool escaped; } cases[] = {
		{ 0x00, true }, { 0x1f, true }, { 0x20, false }, { 0x21, false }, { 0x7e, false }, { 0x7f, true }, { 0x80, true },
		{ 0x9f, true }, { 0xa0, false }, { 0x61b, false }, { 0x61c, true }, { 0x61d, false }, { 0x200d, false },
		{ 0x200e, true }, { 0x200f, true }, { 0x2010, false }, { 0x2027, false }, { 0x2028, true }, { 0x202e, true },
		{ 0x202f, false }, { 0x2065, false }, { 0x2066, true }, { 0x2069, true }, { 0x206a, false }, { 0xfefe, false },
		{ 0xfeff, true }, { 0xff00, false }, { 0xffff, false }, { 0x10000, false }, { 0xdffff, false }, { 0xe0000, true },
		{ 0xe007f, true }, { 0xe0080, false }, { 0x10ffff, false },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		utf8proc_uint8_t bytes[4];
		size_t n = (size_t)utf8proc_encode_char(cases[i].c, bytes);
		struct slice s = { (const char *)bytes, n };
		struct json_out j;

		buf_clear(&b);
		json_begin(&j, &b);
		json_slice(&j, s);
		assert_int_equal(b.p[1] == '\\', cases[i].escaped);
		assert_true(cases[i].escaped || b.n == n + 2);
	}
	buf_release(&b);
}

/* Any text comes back from another parser as it went in. */
static void
jansson_reads_the_same(void **state)
{
	static const char *const parts[] = {
		"abcdefgh", "\"", "\\", "\n", "\x1b", "\x7f", "é", "\xc2\x85", "\xe2\x80\xa8", "\xf3\xa0\x80\x81", "\xf0\x9f\x91\x8b", " ",
		"\x1f", "!", "~", "#]",
	};
	uint64_t x = 88172645463325252u;
	struct buf in = BUF_INIT, out = BUF_INIT;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		struct json_out j;
		json_t *v;

		buf_clear(&in);
		buf_clear(&out);
		for (int i = 0; i < round % 40; i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			buf_str(&in, parts[x >> 30 & 15]);
		}
		json_begin(&j, &out);
		json_slice(&j, buf_as_slice(&in));
		v = json_loadb((char *)out.p, out.n, JSON_DECODE_ANY, NULL);
		assert_non_null(v);
		assert_true(slice_eq(buf_as_slice(&in), (struct slice){ json_string_value(v), json_string_length(v) }));
		json_decref(v);
		for (size_t i = 0; i < out.n; i++)
			assert_true(out.p[i] >= 0x20 && out.p[i] != 0x7f);
	}
	buf_release(&in);
	buf_release(&out);
}

/* ---- split ---- */

/* One value out of s, read `step` bytes at a time. */
static int
one(const char *s, size_t step, struct slice *v, struct err *err, char *copy)
{
	struct source src = text_of(s, step);
	struct json_split split = over(&src);
	int rc = json_split_value(&split, err, v, NULL, NULL);

	if (rc == 0) {
		memcpy(copy, v->p, v->n);
		copy[v->n] = '\0';
	}
	json_split_release(&split);
	return rc;
}

static void
values(void **state)
{
	static const char *const cases[][2] = {
		{ "1", "1" }, { " -1.5e+3 ", "-1.5e+3" }, { "true,", "true" }, { "null]", "null" }, { "\"\"x", "\"\"" },
		{ "\"a\\\"b\\\\\"]", "\"a\\\"b\\\\\"" }, { "{}{}", "{}" }, { "[1,[2,{\"a\":\"]}\"}]] 7", "[1,[2,{\"a\":\"]}\"}]]" },
		{ "\r\n\t {\"k\" :\n [ ] }\n", "{\"k\" :\n [ ] }" }, { "\xef\xbb\xbf[0]", "[0]" }, { "\"\xc3\xa9\xff\"", "\"\xc3\xa9\xff\"" },
		{ "{\"a\":\"\\u0022\"}", "{\"a\":\"\\u0022\"}" }, { "0:", "0" }, { "[\"\\\\\"]", "[\"\\\\\"]" },
	};
	struct slice v;
	char copy[100];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t step = 1; step < 9; step++) {
			assert_int_equal(one(cases[i][0], step, &v, NULL, copy), 0);
			assert_string_equal(copy, cases[i][1]);
		}
}

static void
malformed(void **state)
{
	static const struct { const char *s; unsigned line; } cases[] = {
		{ "", 1 }, { "  \n ", 2 }, { "{", 1 }, { "{\n\n", 3 }, { "\"abc", 1 }, { "\"abc\\", 1 }, { "\"abc\\\"", 1 },
		{ "[1}", 1 }, { "{\"a\":[}", 1 }, { "]", 1 }, { "}", 1 }, { ",", 1 }, { ":", 1 }, { "\n\n'x'", 3 }, { "[\n1,\n?]", 3 },
		{ "\"a\nb\"", 1 }, { "[\n\"a\nb\"]", 2 }, { "\"\x01\"", 1 }, { "[\x00]", 1 }, { "\xff", 1 }, { "[\xc3\xa9]", 1 },
		{ "\xef\xbb", 1 }, { " \xef\xbb\xbf[]", 1 }, { "\"a\\\nb\"", 1 }, { "{\"a\" = 1}", 1 },
	};
	struct slice v;
	struct err err;
	char copy[100];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t step = 1; step < 9; step++) {
			assert_int_equal(one(cases[i].s, step, &v, &err, copy), E_INPUT);
			assert_int_equal(err.n, cases[i].line);
		}
}

/* T106: 64 deep is enough for anybody, 10,000 is an attack. */
static void
nested(void **state)
{
	char s[20001], copy[20001];
	struct slice v;
	struct err err;

	(void)state;
	for (size_t depth = 62; depth <= 66; depth++) {
		memset(s, '[', depth);
		memset(s + depth, ']', depth);
		s[2 * depth] = '\0';
		assert_int_equal(one(s, 1000, &v, &err, copy), depth <= 64 ? 0 : E_INPUT);
		if (depth <= 64)
			assert_int_equal(strlen(copy), 2 * depth);
	}
	memset(s, '[', 10000);
	s[10000] = '\0';
	assert_int_equal(one(s, 1000, &v, &err, copy), E_INPUT);
}

static void
too_long(void **state)
{
	struct source src = text_of("\"12345678\" [1,2,3,4] 123456789", 3);
	struct json_split split = over(&src);
	struct slice v;
	struct err err;

	(void)state;
	split.max = 10;
	assert_int_equal(json_split_value(&split, &err, &v, NULL, NULL), 0);
	assert_int_equal(v.n, 10);
	assert_int_equal(json_split_value(&split, &err, &v, NULL, NULL), 0);
	assert_int_equal(json_split_value(&split, &err, &v, NULL, NULL), 0);
	json_split_release(&split);
	for (size_t max = 1; max < 10; max++) {
		src.at = 0;
		split = over(&src);
		split.max = max;
		assert_int_equal(json_split_value(&split, &err, &v, NULL, NULL), E_TEXT_LONG);
		assert_int_equal(err.n, max);
		json_split_release(&split);
	}
	src.at = 21;
	split = over(&src);
	split.max = 8;
	assert_int_equal(json_split_value(&split, &err, &v, NULL, NULL), E_TEXT_LONG);
	json_split_release(&split);
}

/* Line and offset say where each began, so that it can be read again from there. */
static void
where_it_began(void **state)
{
	static const char text[] = "{\"a\":1}\n\n  {\"b\":\n2}\r\n3";
	static const unsigned lines[] = { 1, 3, 5 };
	struct slice v;

	(void)state;
	for (size_t step = 1; step < 30; step++) {
		struct source src = text_of(text, step);
		struct json_split split = over(&src);

		for (int i = 0; i < 3; i++) {
			unsigned long long line, offset;

			assert_int_equal(json_split_value(&split, NULL, &v, &line, &offset), 0);
			assert_int_equal(line, lines[i]);
			assert_memory_equal(text + offset, v.p, v.n);
		}
		assert_int_equal(split.offset, sizeof text - 1);
		json_split_release(&split);
	}
}

static void
a_source_that_breaks(void **state)
{
	struct source src = text_of("[1, 2", 2);
	struct json_split split;
	struct slice v;
	struct err err = { 0 };
	int rc = 0;

	(void)state;
	src.fail = 1;
	split = over(&src);
	assert_int_equal(json_split_value(&split, &err, &v, NULL, NULL), E_IO);
	assert_string_equal(err.subject, "broken");
	json_split_release(&split);
	src.at = src.n;
	split = over(&src);
	assert_int_equal(json_split_peek(&split, &err, &rc), -2);
	assert_int_equal(rc, E_IO);
	assert_int_equal(json_split_take(&split, &err, '['), E_IO);
	json_split_release(&split);
}

static void
punctuation(void **state)
{
	struct source src = text_of("\n [x", 1);
	struct json_split split = over(&src);
	struct err err;
	int rc;

	(void)state;
	assert_int_equal(json_split_peek(&split, NULL, &rc), '[');
	assert_int_equal(json_split_peek(&split, NULL, &rc), '[');
	assert_int_equal(json_split_take(&split, &err, '{'), E_INPUT);
	assert_int_equal(err.n, 2);
	assert_string_equal(err.subject, "'{' is missing");
	assert_int_equal(json_split_take(&split, &err, '['), 0);
	assert_int_equal(json_split_take(&split, &err, ']'), E_INPUT);
	json_split_release(&split);
	src = text_of("", 1);
	split = over(&src);
	assert_int_equal(json_split_take(&split, &err, '['), E_INPUT);
	json_split_release(&split);
}

/* A long stream of small values passes through a small window. */
static void
memory_stays_small(void **state)
{
	struct buf b = BUF_INIT;
	struct source src = { NULL, 0, 0, 100000, 0 };
	struct json_split split;
	struct slice v;
	size_t count = 0;
	int rc;

	(void)state;
	for (int i = 0; i < 200000; i++)
		buf_printf(&b, "{\"date\":\"2026-11-22\",\"body\":\"entry %d\"}\n", i);
	src.s = (char *)b.p;
	src.n = b.n;
	split = over(&src);
	while (json_split_peek(&split, NULL, &rc) >= 0) {
		assert_int_equal(json_split_value(&split, NULL, &v, NULL, NULL), 0);
		count++;
	}
	assert_int_equal(rc, 0);
	assert_int_equal(count, 200000);
	assert_int_equal(split.line, 200001);
	assert_true(split.window.cap <= 256 * 1024);
	json_split_release(&split);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(commas_where_they_belong),
		cmocka_unit_test(escapes),
		cmocka_unit_test(ranges),
		cmocka_unit_test(jansson_reads_the_same),
		cmocka_unit_test(values),
		cmocka_unit_test(malformed),
		cmocka_unit_test(nested),
		cmocka_unit_test(too_long),
		cmocka_unit_test(where_it_began),
		cmocka_unit_test(a_source_that_breaks),
		cmocka_unit_test(punctuation),
		cmocka_unit_test(memory_stays_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
