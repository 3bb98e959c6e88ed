/*
 * Text as people write it, and as nobody should (src/base/text.c, text_fold.c).
 */
#include "fuzz.h"

#include "felt/base/text.h"

enum { SHORT = 400 };

/* No byte that a terminal acts on is left. */
static void
harmless(const struct buf *b, bool one_line)
{
	MUST(!text_check(NULL, (const char *)b->p, b->n, SIZE_MAX));
	for (size_t i = 0; i < b->n; i++) {
		uint8_t c = b->p[i];
		MUST(c >= 0x20 || (!one_line && (c == '\n' || c == '\t')));
		MUST(c != 0x7f);
		MUST(c != 0xc2 || b->p[i + 1] >= 0xa0);                                   /* C1 */
		MUST(c != 0xe2 || b->p[i + 1] != 0x80 || b->p[i + 2] < 0xa8 || b->p[i + 2] > 0xae); /* 2028-202E */
		MUST(c != 0xe2 || b->p[i + 1] != 0x81 || b->p[i + 2] < 0xa6 || b->p[i + 2] > 0xa9); /* 2066-2069 */
		MUST(c != 0xef || b->p[i + 1] != 0xbb || b->p[i + 2] != 0xbf);                      /* FEFF */
		MUST(c != 0xf3 || b->p[i + 1] != 0xa0 || b->p[i + 2] > 0x81);                       /* tags */
	}
}

static void
safe(const char *s, size_t n, int how)
{
	struct buf once = BUF_INIT, twice = BUF_INIT;

	text_safe(&once, s, n, how);
	MUST(!once.failed);
	harmless(&once, how == TEXT_ONE_LINE);
	text_safe(&twice, (const char *)once.p, once.n, how);
	harmless(&twice, how == TEXT_ONE_LINE);
	text_width((const char *)once.p, once.n);
	buf_release(&once);
	buf_release(&twice);
}

static void
graphemes(const char *s, size_t n)
{
	for (size_t at = 0, len; at < n; at += len) {
		len = text_grapheme(s + at, n - at);
		MUST(len > 0 && len <= n - at);
		if (n <= SHORT) { /* both begin at the beginning: with 8 KiB that takes many seconds */
			MUST(text_grapheme_before(s, at + len) == len);
			MUST(text_cut(s, n, at) == at);
		}
	}
	if (n)
		MUST(text_cut(s, n, n - 1) < n);
}

static void
fits(const char *s, size_t n, size_t columns)
{
	size_t used = SIZE_MAX, i = text_fit(s, n, columns, &used);

	MUST(i <= n && used <= columns && used == text_width(s, i));
	MUST(text_fit(s, n, columns, NULL) == i);
	if (i < n)
		MUST(text_width(s, i + text_grapheme(s + i, n - i)) > columns);
}

static void
wraps(const char *s, size_t n, size_t columns)
{
	size_t at = 0, skip;

	while (at < n) {
		size_t len = text_wrap(s + at, n - at, columns, &skip);
		MUST(len + skip > 0 && len + skip <= n - at);
		MUST(!memchr(s + at, '\n', len));
		MUST(text_width(s + at, len) <= columns || text_grapheme(s + at, n - at) == len);
		for (size_t i = 0; i < skip; i++) /* nothing is passed over but blanks and line ends */
			MUST(strchr(" \t\r\n", s[at + len + i]));
		at += len + skip;
	}
}

static void
folds(const char *s, size_t n, bool valid)
{
	struct buf out = BUF_INIT, from = BUF_INIT, alone = BUF_INIT;
	uint32_t last = 0;

	text_fold(&out, &from, s, n);
	text_fold(&alone, NULL, s, n);
	MUST(out.n == alone.n && (!out.n || !memcmp(out.p, alone.p, out.n)));
	MUST(from.n == 4 * out.n);
	for (size_t i = 0; i < out.n; i++) {
		uint32_t at = get_u32(from.p + 4 * i);
		MUST(at < n && at >= last);
		last = at;
		MUST(out.p[i] < 'A' || out.p[i] > 'Z');
		MUST(out.p[i] != ' ' || i == 0 || out.p[i - 1] != ' ');
	}
	MUST(!valid || !text_check(NULL, (const char *)out.p, out.n, SIZE_MAX));
	buf_release(&out);
	buf_release(&from);
	buf_release(&alone);
}

/* Words are counted in pieces as in the whole, where a blank stands between. */
static void
words(const char *s, size_t n)
{
	uint32_t all = text_words(s, n);
	const char *blank = n ? memchr(s, ' ', n) : NULL;

	MUST(all <= n);
	if (blank)
		MUST(text_words(s, (size_t)(blank - s)) + text_words(blank, n - (size_t)(blank - s)) == all);
}

static void
opening(const char *s, size_t n, bool valid)
{
	struct slice o = text_opening(s, n);

	MUST(o.n <= OPENING_MAX);
	if (!o.n)
		return;
	MUST(o.p >= s && o.p + o.n <= s + n && !memchr(o.p, '\n', o.n) && o.p[0] != ' ');
	MUST(!valid || !text_check(NULL, o.p, o.n, OPENING_MAX));
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	unsigned c = choose(&p, &n);
	struct err err = { 0 };
	char *s = malloc(n ? n : 1); /* of exactly that length: a byte too far is seen */

	MUST(s);
	if (n)
		memcpy(s, p, n);
	int rc = text_check(&err, s, n, n);
	MUST(rc == 0 || ((rc == E_TEXT_UTF8 || rc == E_TEXT_NUL) && err.n < n));
	MUST(rc != E_TEXT_NUL || s[err.n] == '\0');
	MUST(n == 0 || text_check(NULL, s, n, n - 1) == E_TEXT_LONG);
	safe(s, n, TEXT_LINES);
	safe(s, n, TEXT_ONE_LINE);
	graphemes(s, n);
	fits(s, n, c % 90);
	wraps(s, n, c % 90);
	folds(s, n, !rc);
	words(s, n);
	opening(s, n, !rc);
	free(s);
	return 0;
}
