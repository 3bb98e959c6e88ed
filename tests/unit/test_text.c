/* text.c, text_fold.c: validity, safety, columns, lines, folding, words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "felt/base/text.h"

#define FAMILY "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7" /* man ZWJ woman ZWJ girl */
#define FLAG   "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"                                         /* D E */
#define ACUTE  "\xcc\x81"

static const char *
safe(struct buf *b, const char *s, size_t n, int how)
{
	buf_clear(b);
	text_safe(b, s, n, how);
	return buf_cstr(b);
}

static const char *
folded(struct buf *b, const char *s)
{
	buf_clear(b);
	text_fold(b, NULL, s, strlen(s));
	return buf_cstr(b);
}

static size_t
width(const char *s)
{
	return text_width(s, strlen(s));
}

static uint32_t
words(const char *s)
{
	return text_words(s, strlen(s));
}

/* What happens to a text on its way: checked, opened, folded for search, made safe, wrapped. */
static void
typical_use(void **state)
{
	const char *s = "\n  I felt Müde today.\nMore.";
	struct buf b = BUF_INIT;
	struct slice opening;
	size_t len, skip;

	(void)state;
	assert_int_equal(text_check(NULL, s, strlen(s), TEXT_MAX), 0);
	opening = text_opening(s, strlen(s));
	assert_true(slice_is(opening, "I felt Müde today."));
	assert_int_equal(text_words(opening.p, opening.n), 4);
	assert_int_equal(text_width(opening.p, opening.n), 18);
	assert_non_null(strstr(folded(&b, s), "felt mude"));
	assert_string_equal(safe(&b, "a\x1b[2Jb", 6, TEXT_ONE_LINE), "a<U+001B>[2Jb");
	len = text_wrap(opening.p, opening.n, 8, &skip);
	assert_int_equal(len, 6);
	assert_int_equal(skip, 1);
	buf_release(&b);
}

/* ---- validity ---- */

static void
refused_at(const char *s, size_t n, enum err_code code, unsigned long long at)
{
	struct err err;

	assert_int_equal(text_check(&err, s, n, TEXT_MAX), code);
	assert_int_equal(err.code, code);
	assert_int_equal(err.n, at);
	assert_string_equal(err.subject, "");
}

static void
hostile_utf8(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf",         /* a tail alone, overlong in two */
		"\xe0\x80\x80", "\xe0\x9f\xbf",                 /* overlong in three */
		"\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",         /* overlong in four */
		"\xed\xa0\x80", "\xed\xbf\xbf",                 /* surrogates */
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", /* above U+10FFFF */
		"\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3(",    /* torn */
		"\xe2\x28\xa1", "\xf0\x28\x8c\xbc", "\xfe",
	};
	static const char *const fine[] = {
		"", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
		"\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
	};
	char long_text[64];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		refused_at(bad[i], strlen(bad[i]), E_TEXT_UTF8, 0);
		/* Wherever it stands, also across the eight-byte steps of the fast way. */
		for (size_t at = 0; at < 20; at++) {
			memset(long_text, 'x', sizeof long_text);
			memcpy(long_text + at, bad[i], strlen(bad[i]));
			refused_at(long_text, 40, E_TEXT_UTF8, at);
		}
	}
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
		assert_int_equal(text_check(NULL, fine[i], strlen(fine[i]), TEXT_MAX), 0);
	assert_int_equal(text_check(NULL, NULL, 0, 0), 0);
}

static void
nul_and_length(void **state)
{
	char s[32];
	struct err err;

	(void)state;
	for (size_t at = 0; at < 24; at++) {
		memset(s, 'x', sizeof s);
		s[at] = '\0';
		refused_at(s, sizeof s, E_TEXT_NUL, at);
	}
	memset(s, 'x', sizeof s);
	assert_int_equal(text_check(&err, s, 32, 32), 0);
	assert_int_equal(text_check(&err, s, 32, 31), E_TEXT_LONG);
	assert_int_equal(err.n, 31);
}

/* ---- safe to print: T096, T097 ---- */

static void
terminal_sequences_show(void **state)
{
	static const char *const cases[][2] = {
		{ "\x1b[2J", "<U+001B>[2J" },
		{ "\x1b]52;c;aGk=\x07", "<U+001B>]52;c;aGk=<U+0007>" },
		{ "\x1bP1$r\x1b\\", "<U+001B>P1$r<U+001B>\\" },
		{ "ab\rc\bd\x7f", "ab<U+000D>c<U+0008>d<U+007F>" },
		{ "\xc2\x9b" "6n \xc2\x85 \xc2\x9d", "<U+009B>6n <U+0085> <U+009D>" },
		{ "\x9b" "31m", "<9B>31m" },
		{ "\x01\x0b\x0c\x1f", "<U+0001><U+000B><U+000C><U+001F>" },
		{ "a\n\tb", "a\n\tb" },
		{ "Grüße, 你好 👋", "Grüße, 你好 👋" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(safe(&b, cases[i][0], strlen(cases[i][0]), TEXT_LINES), cases[i][1]);
	assert_string_equal(safe(&b, "a\n\tb", 4, TEXT_ONE_LINE), "a  b");
	assert_string_equal(safe(&b, "a\0b", 3, TEXT_LINES), "a<U+0000>b");
	assert_string_equal(safe(&b, "", 0, TEXT_LINES), "");
	buf_release(&b);
}

static void
what_hides_or_turns_shows(void **state)
{
	static const int32_t hidden[] = {
		0xad, 0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060,
		0x2061, 0x2064, 0x2065, 0x2066, 0x2067, 0x2068, 0x2069, 0x206f, 0x180e, 0x3164, 0xffa0, 0x115f,
		0xfeff, 0xfff9, 0xfffb, 0x1d173, 0xe0000, 0xe0001, 0xe0020, 0xe0041, 0xe007f, 0xe0080, 0xe0fff,
		0x80, 0x9f, 0x7f, 0x00, 0x1b,
	};
	static const int32_t shown[] = {
		0x20, 0xa0, 0x600, 0x1f468, 0xe000, 0x10ffff, 0xfffd, 0x3000, 0x378, 0x20ac, 0xe1000, 0xdffff, 0xfff9 + 3,
	};
	struct buf b = BUF_INIT;
	utf8proc_uint8_t c[8];
	char want[32];

	(void)state;
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		size_t n = (size_t)utf8proc_encode_char(hidden[i], c);

		snprintf(want, sizeof want, "<U+%04X>", (unsigned)hidden[i]);
		assert_string_equal(safe(&b, (char *)c, n, TEXT_LINES), want);
	}
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		size_t n = (size_t)utf8proc_encode_char(shown[i], c);

		c[n] = '\0';
		assert_string_equal(safe(&b, (char *)c, n, TEXT_LINES), (char *)c);
	}
	assert_string_equal(safe(&b, "\xed\xa0\x80\xc0\xaf", 5, TEXT_LINES), "<ED><A0><80><C0><AF>");
	buf_release(&b);
}

/* Joiners stay where pictures and scripts need them and show where they only hide. */
static void
joiners(void **state)
{
	static const char *const kept[] = {
		FAMILY, "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae", /* Persian with ZWNJ */
		"\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7", /* Devanagari with ZWJ */
		"\xe2\x9d\xa4\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x94\xa5", /* heart VS16 ZWJ fire */
		"\xf0\x9f\x91\xa9\xf0\x9f\x8f\xbd\xe2\x80\x8d\xf0\x9f\x92\xbb", FLAG,
		"\xf0\x9f\x91\xa9\xf0\x9f\x8f\xbb\xe2\x80\x8d\xf0\x9f\x92\xbb",
		"\xf0\x9f\x91\xa9\xf0\x9f\x8f\xbf\xe2\x80\x8d\xf0\x9f\x92\xbb",
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		assert_string_equal(safe(&b, kept[i], strlen(kept[i]), TEXT_LINES), kept[i]);
	assert_string_equal(safe(&b, "a\xe2\x80\x8c\xd9\x85", 6, TEXT_LINES), "a<U+200C>\xd9\x85");
	assert_string_equal(safe(&b, "\xd9\x85\xe2\x80\x8c" "a", 6, TEXT_LINES), "\xd9\x85<U+200C>a");
	assert_string_equal(safe(&b, "\xf0\x9f\x91\xa8\xff\xe2\x80\x8d\xf0\x9f\x91\xa9", 12, TEXT_LINES),
	    "\xf0\x9f\x91\xa8<FF><U+200D>\xf0\x9f\x91\xa9");
	assert_string_equal(safe(&b, "pay\xe2\x80\x8dpal", 9, TEXT_LINES), "pay<U+200D>pal");
	assert_string_equal(safe(&b, "a\xe2\x80\x8c", 4, TEXT_LINES), "a<U+200C>");
	assert_string_equal(safe(&b, "\xe2\x80\x8d", 3, TEXT_LINES), "<U+200D>");
	assert_string_equal(safe(&b, "\xe2\x80\x8d\xe2\x80\x8d", 6, TEXT_LINES), "<U+200D><U+200D>");
	buf_release(&b);
}

/* Whole words of a list, and never a part of a number. */
static void
lists(void **state)
{
	static const struct { const char *list; size_t columns; const char *shown; } all[] = {
		{ "lonely 70, sad 5", 16, "lonely 70, sad 5" }, { "lonely 70, sad 5", 15, "lonely 70, …" }, { "lonely 70, sad 5", 12, "lonely 70, …" },
		{ "lonely 70, sad 5", 11, "lonely 70…" }, { "lonely 70, sad 5", 10, "lonely 70…" }, { "lonely 70, sad 5", 9, "lonely…" },
		{ "lonely ▆70", 10, "lonely ▆70" }, { "lonely ▆70", 9, "lonely…" }, { "lonely 70", 5, "lone…" }, { "lonely 70", 1, "…" }, { "lonely", 0, "" },
		{ "日本, 猫", 7, "日本, …" }, { "100 (20 afterwards)", 7, "100 (…" }, { "", 0, "" }
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		buf_clear(&b);
		size_t used = text_list(&b, all[i].list, strlen(all[i].list), all[i].columns, "…");
		assert_string_equal(buf_cstr(&b), all[i].shown);
		assert_int_equal(used, text_width((char *)b.p, b.n));
		assert_true(used <= all[i].columns);
	}
	buf_release(&b);
}

/* For screens: pictures one by one, each as wide wherever it is shown. */
static void
pictures_apart(void **state)
{
	static const struct { const char *typed, *shown; } all[] = {
		{ FAMILY "!", "\xf0\x9f\x91\xa8\xf0\x9f\x91\xa9\xf0\x9f\x91\xa7!" },
		{ "\xf0\x9f\x91\xa9\xf0\x9f\x8f\xbd\xe2\x80\x8d\xf0\x9f\x92\xbb", "\xf0\x9f\x91\xa9\xf0\x9f\x92\xbb" }, /* a tone, a joiner */
		{ "\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4" },
		{ "\xf0\x9f\x8f\xbd", "\xf0\x9f\x8f\xbd" }, /* a tone alone is a picture */
		{ "a\xe2\x80\x8d\xf0\x9f\x91\xa8", "a<U+200D>\xf0\x9f\x91\xa8" },
		{ "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7", "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7" }, { FLAG, FLAG }
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		assert_string_equal(safe(&b, all[i].typed, strlen(all[i].typed), TEXT_LINES | TEXT_APART), all[i].shown);
	assert_string_equal(safe(&b, "a\n\t" FAMILY, strlen("a\n\t" FAMILY), TEXT_ONE_LINE | TEXT_APART),
	    "a  \xf0\x9f\x91\xa8\xf0\x9f\x91\xa9\xf0\x9f\x91\xa7");
	assert_int_equal(text_width((char *)b.p, b.n), 9);
	buf_release(&b);
}

static void
marks_are_counted(void **state)
{
	struct buf in = BUF_INIT, b = BUF_INIT;
	const char *s;

	(void)state;
	buf_str(&in, "e");
	for (int i = 0; i < 16; i++)
		buf_str(&in, ACUTE);
	buf_str(&in, "x");
	assert_string_equal(safe(&b, (char *)in.p, in.n, TEXT_LINES), buf_cstr(&in));
	buf_clear(&in);
	buf_str(&in, "e");
	for (int i = 0; i < 10000; i++)
		buf_str(&in, ACUTE);
	s = safe(&b, (char *)in.p, in.n, TEXT_LINES);
	assert_int_equal(strlen(s), 1 + 16 * 2 + strlen("<+9984>"));
	assert_string_equal(s + 33, "<+9984>");
	/* Every base counts anew. */
	assert_string_equal(safe(&b, (char *)in.p, 1 + 2 * 17, TEXT_LINES) + 33, "<+1>");
	buf_str(&in, "\xff");
	assert_string_equal(safe(&b, (char *)in.p, in.n, TEXT_LINES) + 33, "<+9984><FF>");
	buf_truncate(&in, in.n - 1);
	buf_str(&in, "o" ACUTE);
	s = safe(&b, (char *)in.p, in.n, TEXT_LINES);
	assert_string_equal(s + 33, "<+9984>o" ACUTE);
	/* Marks of every sort: spacing ones and those that enclose. */
	buf_clear(&in);
	for (int i = 0; i < 10; i++)
		buf_str(&in, "\xe2\x83\x9d\xe0\xa4\xbe");
	assert_string_equal(safe(&b, (char *)in.p, in.n, TEXT_LINES) + 48, "<+4>");
	buf_release(&in);
	buf_release(&b);
}

/* Any bytes at all come out as valid text without anything a terminal obeys. */
static void
noise_comes_out_safe(void **state)
{
	struct buf b = BUF_INIT;
	uint64_t x = 88172645463325252u;
	char s[200];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		for (size_t i = 0; i < sizeof s; i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			s[i] = "\xe2\x80\x8d\xcc\x81\x1b\xf3\xa0\xc2\xf0\x9f"[x % 11];
			if (round % 2)
				s[i] = (char)(x >> 11 & 0xff);
		}
		safe(&b, s, sizeof s, TEXT_LINES);
		for (size_t i = 0; i < b.n; i++)
			assert_true(b.p[i] == '\n' || b.p[i] == '\t' || (b.p[i] >= 0x20 && b.p[i] != 0x7f));
		assert_int_equal(text_check(NULL, (char *)b.p, b.n, TEXT_MAX), 0);
		assert_true(text_width((char *)b.p, b.n) <= 8 * b.n);
	}
	buf_release(&b);
}

/* ---- graphemes and columns ---- */

static void
columns(void **state)
{
	(void)state;
	assert_int_equal(width(""), 0);
	assert_int_equal(width("abc"), 3);
	assert_int_equal(width("e" ACUTE), 1);
	assert_int_equal(width("\xc3\xa9"), 1);
	assert_int_equal(width(ACUTE), 0);
	assert_int_equal(width("你好"), 4);
	assert_int_equal(width("\xed\x95\x9c"), 2);
	assert_int_equal(width("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), 2); /* the same, as jamo */
	assert_int_equal(width("👋"), 2);
	assert_int_equal(width("👋🏽"), 2);
	assert_int_equal(width(FAMILY), 2);
	assert_int_equal(width(FLAG), 2);
	assert_int_equal(width(FLAG FLAG), 4);
	assert_int_equal(width("\xe2\x9d\xa4"), 1);
	assert_int_equal(width("\xe2\x9d\xa4\xef\xb8\x8f"), 2);
	assert_int_equal(width("1\xef\xb8\x8f\xe2\x83\xa3"), 2); /* keycap */
	assert_int_equal(width("#\xef\xb8\x8f\xe2\x83\xa3"), 2);
	assert_int_equal(width("*\xef\xb8\x8f\xe2\x83\xa3"), 2);
	assert_int_equal(width("a\xef\xb8\x8f"), 1);
	assert_int_equal(width("\xe0\xa4\x95\xe0\xa4\xbf"), 2); /* a spacing mark takes its column */
	assert_int_equal(width("a\tb"), 9);
	assert_int_equal(width("a\nb\x07"), 2);
	assert_int_equal(width("\xff\xfe"), 2);
	assert_int_equal(width("\xe2\x80\x8b\xc2\x80"), 0);
}

static void
graphemes(void **state)
{
	static const char text[] = "ae" ACUTE FAMILY FLAG FLAG "\r\n\xff" ACUTE "z";
	static const size_t want[] = { 1, 3, 18, 8, 8, 2, 1, 2, 1 };
	size_t at = 0, n = sizeof text - 1;

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		assert_int_equal(text_grapheme(text + at, n - at), want[i]);
		at += want[i];
	}
	assert_int_equal(at, n);
	/* And the same steps backwards. */
	for (size_t i = sizeof want / sizeof *want; i-- > 0;) {
		assert_int_equal(text_grapheme_before(text, at), want[i]);
		at -= want[i];
	}
	assert_int_equal(at, 0);
	/* An odd flag letter belongs to no pair, whichever way one walks. */
	assert_int_equal(text_grapheme_before(FLAG FLAG "\xf0\x9f\x87\xa9", 20), 4);
	assert_int_equal(text_grapheme_before(FLAG FLAG, 16), 8);
	assert_int_equal(text_grapheme_before("\xc3", 1), 1);
	assert_int_equal(text_grapheme_before("\x80", 1), 1);
	assert_int_equal(text_grapheme_before("\x80\x80\x80\x80\x80", 5), 1);
}

static void
fits_and_cuts(void **state)
{
	size_t used;

	(void)state;
	assert_int_equal(text_fit("hello", 5, 3, &used), 3);
	assert_int_equal(used, 3);
	assert_int_equal(text_fit("hello", 5, 80, &used), 5);
	assert_int_equal(used, 5);
	assert_int_equal(text_fit("a你b", 5, 2, &used), 1);
	assert_int_equal(used, 1);
	assert_int_equal(text_fit("a你b", 5, 3, NULL), 4);
	assert_int_equal(text_fit("e" ACUTE "f", 4, 1, NULL), 3);
	assert_int_equal(text_fit("abc", 3, 0, &used), 0);
	assert_int_equal(used, 0);
	assert_int_equal(text_fit("\tb", 2, 7, NULL), 0);
	assert_int_equal(text_fit("\tb", 2, 8, NULL), 1);

	assert_int_equal(text_cut("hello", 5, 5), 5);
	assert_int_equal(text_cut("hello", 5, 4), 4);
	assert_int_equal(text_cut("ae" ACUTE "b", 5, 3), 1);
	assert_int_equal(text_cut("ae" ACUTE "b", 5, 4), 4);
	assert_int_equal(text_cut(FAMILY "x", 19, 17), 0);
	assert_int_equal(text_cut(FAMILY "x", 19, 18), 18);
	assert_int_equal(text_cut("\xc3\xa9\xc3\xa9", 4, 3), 2);
	assert_int_equal(text_cut(NULL, 0, 10), 0);
}

/* T097: ten thousand marks cost what ten thousand letters cost. */
static void
not_quadratic(void **state)
{
	enum { N = 100000 };
	char *s = malloc(2 * N + 1);
	size_t skip, at;
	clock_t start = clock();

	(void)state;
	assert_non_null(s);
	s[0] = 'e';
	for (size_t i = 0; i < N; i++)
		memcpy(s + 1 + 2 * i, ACUTE, 2);
	assert_int_equal(text_width(s, 2 * N + 1), 1);
	assert_int_equal(text_fit(s, 2 * N + 1, 5, NULL), 2 * N + 1);
	assert_int_equal(text_grapheme_before(s, 2 * N + 1), 2 * N + 1);
	assert_int_equal(text_cut(s, 2 * N + 1, 2 * N), 0);
	assert_int_equal(text_wrap(s, 2 * N + 1, 5, &skip), 2 * N + 1);
	/* One endless word, wrapped line by line. */
	memset(s, 'x', 2 * N);
	for (at = 0; at < 2 * N; at += text_wrap(s + at, 2 * N - at, 40, &skip) + skip)
		continue;
	assert_int_equal(at, 2 * N);
	free(s);
	assert_true(clock() - start < 20 * CLOCKS_PER_SEC); /* valgrind takes 2 s; quadratic, minutes */
}

/* ---- lines ---- */

static const char *
wrapped(struct buf *b, const char *s, size_t columns)
{
	size_t n = strlen(s), len, skip;

	buf_clear(b);
	for (size_t i = 0; i < n; i += len + skip) {
		len = text_wrap(s + i, n - i, columns, &skip);
		assert_true(len + skip > 0);
		buf_add(b, s + i, len);
		buf_str(b, "|");
	}
	return buf_cstr(b);
}

static void
wraps(void **state)
{
	struct buf b = BUF_INIT;
	size_t skip;

	(void)state;
	assert_string_equal(wrapped(&b, "the quick brown fox", 10), "the quick|brown fox|");
	assert_string_equal(wrapped(&b, "the quick  brown", 9), "the quick|brown|");
	assert_string_equal(wrapped(&b, "the quick  brown", 10), "the quick|brown|");
	assert_string_equal(wrapped(&b, "a b", 1), "a|b|");
	assert_string_equal(wrapped(&b, "a\t b", 9), "a|b|");
	assert_string_equal(wrapped(&b, "abcdefgh ij", 3), "abc|def|gh|ij|");
	assert_string_equal(wrapped(&b, "a\n\nb\n", 9), "a||b|");
	assert_string_equal(wrapped(&b, "word   \nnext", 4), "word|next|");
	assert_string_equal(wrapped(&b, "  indented text", 10), "  indented|text|");
	assert_string_equal(wrapped(&b, "  indented", 6), "  inde|nted|");
	assert_string_equal(wrapped(&b, "      ", 3), "   |");
	assert_string_equal(wrapped(&b, "你好世界", 5), "你好|世界|");
	assert_string_equal(wrapped(&b, "你好", 1), "你|好|");
	assert_string_equal(wrapped(&b, "ab", 0), "a|b|");
	assert_string_equal(wrapped(&b, "ab\r\ncd", 9), "ab|cd|");
	assert_string_equal(wrapped(&b, "e" ACUTE "e" ACUTE " x", 2), "e" ACUTE "e" ACUTE "|x|");
	assert_string_equal(wrapped(&b, "one\xc2\xa0two", 5), "one\xc2\xa0t|wo|");
	assert_int_equal(text_wrap("\nx", 2, 5, &skip), 0);
	assert_int_equal(skip, 1);
	assert_int_equal(text_wrap("x", 1, SIZE_MAX, &skip), 1);
	assert_int_equal(skip, 0);
	assert_int_equal(text_wrap("", 0, 5, &skip), 0);
	assert_int_equal(skip, 0);
	buf_release(&b);
}

static const char *
filled(struct buf *b, const char *s, size_t columns)
{
	buf_clear(b);
	text_fill(b, s, strlen(s), columns);
	return buf_cstr(b);
}

static void
fills(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_string_equal(filled(&b, "the quick brown fox\n", 10), "the quick\nbrown fox\n");
	assert_string_equal(filled(&b, "one\n\n    two\n", 10), "one\n\n    two\n");
	assert_string_equal(filled(&b, "at /a/long/path here", 6), "at\n/a/long/path\nhere");
	assert_string_equal(filled(&b, "/a/long/path\nx", 6), "/a/long/path\nx");
	assert_string_equal(filled(&b, "take it now? [y/N] ", 12), "take it now?\n[y/N] ");
	assert_string_equal(filled(&b, "yes or no ", 9), "yes or no ");
	assert_string_equal(filled(&b, "", 9), "");
	buf_release(&b);
}

/* ---- words, opening ---- */

static void
word_counts(void **state)
{
	(void)state;
	assert_int_equal(words(""), 0);
	assert_int_equal(words("  \n"), 0);
	assert_int_equal(words("one"), 1);
	assert_int_equal(words("I don't know"), 3);
	assert_int_equal(words("I don\xe2\x80\x99t know"), 3);
	assert_int_equal(words("'quoted' words'"), 2);
	assert_int_equal(words("a''b"), 2);
	assert_int_equal(words("well-known 3.5 24h"), 5);
	assert_int_equal(words("Größe e" ACUTE "t" ACUTE), 2);
	assert_int_equal(words("---"), 0);
	assert_int_equal(words("x\xffy"), 2);
	assert_int_equal(words("Привет, мир"), 2);
	assert_int_equal(words("👋 hi"), 1);
}

static void
opening_is(const char *s, const char *want)
{
	struct slice o = text_opening(s, strlen(s));

	assert_true(slice_is(o, want));
	if (o.n > 0)
		assert_true(o.p >= s && o.p + o.n <= s + strlen(s));
}

static void
openings(void **state)
{
	char line[400];

	(void)state;
	opening_is("", "");
	opening_is("\n \n\t\n", "");
	opening_is("one", "one");
	opening_is("one\r\ntwo", "one");
	opening_is("\n\n \xc2\xa0 \xe3\x80\x80two words \t\r\nmore", "two words");
	opening_is(" \xff \n", "\xff");
	memset(line, 'x', sizeof line);
	line[399] = '\0';
	memcpy(line + OPENING_MAX - 1, "e" ACUTE, 3);
	assert_int_equal(text_opening(line, 399).n, OPENING_MAX - 1);
	assert_int_equal(text_opening(NULL, 0).n, 0);
}

/* ---- folding ---- */

static void
two_ways_to_write_the_same(void **state)
{
	static const char *const same[][2] = {
		{ "Müller", "muller" }, { "STRASSE", "straße" }, { "\xc3\xa9", "e" ACUTE }, { "\xef\xac\x81n", "fin" },
		{ "ΣΊΣΥΦΟΣ", "σίσυφος" }, { "don\xe2\x80\x99t", "don't" }, { "a \t\r\n  b", "a b" }, { "ＡＢＣ", "abc" },
		{ "a\xc2\xa0\xe3\x80\x80" "b", "a b" }, { "İ", "i" }, { "Ⅷ", "viii" }, { "\xe2\x84\xab", "å" },
		{ "some\xc2\xadthing", "something" }, { "ё", "е" }, { "\xed\x95\x9c", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab" },
		{ "x² ½", "x2 1\xe2\x81\x84" "2" }, { "ẞ", "ss" }, { "e" ACUTE ACUTE ACUTE "a", "ea" }, { ACUTE, "" },
		{ "abc \xc2\xa0 def gh ij", "abc def gh ij" }, { "\xc2\xa0 abcdefghi \xe3\x80\x80\n", " abcdefghi " },
		{ "a\xe2\x80\xa8\xe2\x80\xa9\xc2\x85" "b", "a b" }, { "a\xe2\x80\xa8" "b", "a b" }, { "a\xc2\x85" "b", "a b" },
	};
	struct buf a = BUF_INIT, b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_string_equal(folded(&a, same[i][0]), folded(&b, same[i][1]));
	assert_string_equal(folded(&a, "Müller"), "muller");
	assert_string_equal(folded(&a, "  A  b "), " a b ");
	assert_string_equal(folded(&a, "A\xff\xc3"), "a\xff\xc3");
	assert_string_not_equal(folded(&a, "ø"), folded(&b, "o"));
	assert_string_equal(folded(&a, ""), "");
	buf_release(&a);
	buf_release(&b);
}

/* A slow and plain folding of ASCII, an e with an acute accent and bytes that are none, to hold the fast one against. */
static void
fold_plainly(struct buf *out, struct buf *from, const char *s, size_t n)
{
	bool blank = false;

	for (size_t i = 0; i < n; i++) {
		bool here = s[i] == ' ' || (s[i] >= '\t' && s[i] <= '\r');
		bool accent = i + 1 < n && memcmp(s + i, "\xc3\xa9", 2) == 0;

		if (!here || !blank) {
			buf_u8(out, accent ? 'e' : here ? ' ' : (uint8_t)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]));
			buf_u32(from, (uint32_t)i);
		}
		i += accent;
		blank = here;
	}
}

static void
the_fast_way_is_the_slow_way(void **state)
{
	struct buf a = BUF_INIT, b = BUF_INIT, fa = BUF_INIT, fb = BUF_INIT, c = BUF_INIT;
	uint64_t x = 88172645463325252u;
	char s[67];

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)round % sizeof s;

		for (size_t i = 0; i < n; i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			s[i] = (char)(round % 3 ? "aZ @[`{\n \t\r~\x01\x08\x0e\x1f\x21"[x >> 20 & 15] : (int)(x >> 30 & 127));
			if (round % 2 && (x >> 40 & 15) == 0)
				s[i] = '\xff';
			if (round % 2 && (x >> 40 & 15) == 1 && i > 0)
				memcpy(s + i - 1, "\xc3\xa9", 2);
		}
		buf_clear(&a); buf_clear(&b); buf_clear(&c); buf_clear(&fa); buf_clear(&fb);
		text_fold(&a, &fa, s, n);
		text_fold(&c, NULL, s, n);
		fold_plainly(&b, &fb, s, n);
		assert_true(slice_eq(buf_as_slice(&a), buf_as_slice(&b)));
		assert_true(slice_eq(buf_as_slice(&c), buf_as_slice(&b)));
		assert_true(slice_eq(buf_as_slice(&fa), buf_as_slice(&fb)));
	}
	buf_release(&a); buf_release(&b); buf_release(&c); buf_release(&fa); buf_release(&fb);
}

static uint32_t
count_plainly(const char *s, size_t n)
{
	uint32_t count = 0;
	bool inside = false, held = false;

	for (size_t i = 0; i < n; i++) {
		bool quote = i + 2 < n && memcmp(s + i, "\xe2\x80\x99", 3) == 0;
		bool letter = s[i] > 0 && strchr("abyzABYZ0189", s[i]) != NULL;

		if (letter && !inside && !held)
			count++;
		held = inside && (quote || s[i] == '\'');
		inside = letter;
		i += quote ? 2 : 0;
	}
	return count;
}

static void
words_are_counted_the_same_fast(void **state)
{
	static const char alphabet[] = "abyzABYZ0189''''     @[`{/:\n-";
	uint64_t x = 88172645463325252u;
	char s[61];

	(void)state;
	for (int round = 0; round < 50000; round++) {
		size_t n = (size_t)round % sizeof s;

		for (size_t i = 0; i < n; i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			s[i] = alphabet[x % (sizeof alphabet - 1)];
			if (i >= 2 && (x >> 40 & 15) == 0)
				memcpy(s + i - 2, "\xe2\x80\x99", 3);
		}
		assert_int_equal(text_words(s, n), count_plainly(s, n));
	}
}

/* Every byte of the folding knows where it came from. */
static void
folding_remembers_where(void **state)
{
	static const char text[] = "A\xc3\x9f\xc3\x84  e" ACUTE "\xff" "Hello world, \xef\xac\x81";
	static const uint32_t want[] = { 0, 1, 1, 3, 5, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 24 };
	struct buf out = BUF_INIT, from = BUF_INIT;

	(void)state;
	text_fold(&out, &from, text, sizeof text - 1);
	assert_string_equal(buf_cstr(&out), "assa e\xff" "hello world, fi");
	assert_int_equal(from.n, 4 * out.n);
	assert_int_equal(out.n, sizeof want / sizeof *want);
	for (size_t i = 0; i < out.n; i++)
		assert_int_equal(get_u32(from.p + 4 * i), want[i]);
	buf_release(&out);
	buf_release(&from);
}

/* Texts that are torn anywhere, in memory that ends where they end: the sanitizers see a byte too much. */
static void
nothing_is_read_past_the_end(void **state)
{
	static const char text[] = "A b\t" FAMILY FLAG "e" ACUTE ACUTE " \xef\xac\x81 12345678\xed\x95\x9c\r\n \xf0\x9f\x91\x8b don\xe2\x80\x99t\xc3";
	struct buf out = BUF_INIT, from = BUF_INIT;

	(void)state;
	for (size_t at = 0; at < sizeof text - 1; at++)
		for (size_t n = 1; at + n < sizeof text; n++) {
			char *s = malloc(n);
			size_t skip, used;

			assert_non_null(s);
			memcpy(s, text + at, n);
			buf_clear(&out);
			buf_clear(&from);
			text_check(NULL, s, n, n);
			text_safe(&out, s, n, TEXT_LINES);
			text_fold(&out, &from, s, n);
			text_words(s, n);
			text_opening(s, n);
			text_width(s, n);
			assert_true(text_grapheme(s, n) <= n);
			assert_true(text_grapheme_before(s, n) <= n);
			assert_true(text_cut(s, n, n - 1) < n);
			assert_true(text_fit(s, n, 3, &used) <= n && used <= 3);
			assert_true(text_wrap(s, n, 3, &skip) + skip <= n);
			free(s);
		}
	buf_release(&out);
	buf_release(&from);
}

/* For every character there is: NFC, NFD and NFKD fold alike, folding twice is folding once, nothing is wide or long beyond reason. */
static void
every_character(void **state)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	char s[8];

	(void)state;
	for (int32_t c = 1; c <= 0x10ffff; c++) {
		utf8proc_uint8_t *forms[3], *raw = (utf8proc_uint8_t *)s;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		s[utf8proc_encode_char(c, raw)] = '\0';
		assert_int_equal(text_check(NULL, s, strlen(s), 4), 0);
		assert_true(width(s) <= 8 && text_grapheme(s, strlen(s)) == strlen(s));
		assert_true(text_grapheme_before(s, strlen(s)) == strlen(s));
		if (c < 0x20000 || c % 97 == 0) {
			forms[0] = utf8proc_NFC(raw);
			forms[1] = utf8proc_NFD(raw);
			forms[2] = utf8proc_NFKD(raw);
			folded(&a, s);
			for (int i = 0; i < 3; i++) {
				assert_string_equal(buf_cstr(&a), folded(&b, (char *)forms[i]));
				free(forms[i]);
			}
			assert_string_equal(folded(&b, buf_cstr(&a)), buf_cstr(&a));
		}
	}
	buf_release(&a);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(hostile_utf8),
		cmocka_unit_test(nul_and_length),
		cmocka_unit_test(terminal_sequences_show),
		cmocka_unit_test(what_hides_or_turns_shows),
		cmocka_unit_test(joiners), cmocka_unit_test(pictures_apart), cmocka_unit_test(lists),
		cmocka_unit_test(marks_are_counted),
		cmocka_unit_test(noise_comes_out_safe),
		cmocka_unit_test(columns),
		cmocka_unit_test(graphemes),
		cmocka_unit_test(fits_and_cuts),
		cmocka_unit_test(not_quadratic),
		cmocka_unit_test(wraps),
		cmocka_unit_test(fills),
		cmocka_unit_test(word_counts),
		cmocka_unit_test(openings),
		cmocka_unit_test(two_ways_to_write_the_same),
		cmocka_unit_test(the_fast_way_is_the_slow_way),
		cmocka_unit_test(words_are_counted_the_same_fast),
		cmocka_unit_test(folding_remembers_where),
		cmocka_unit_test(nothing_is_read_past_the_end),
		cmocka_unit_test(every_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
