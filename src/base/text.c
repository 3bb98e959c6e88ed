/*
 * Text as people write it: validity, what is safe to print, graphemes, columns, lines (text.h).
 *
 * In: bytes of unknown honesty.  Out: answers, and copies a terminal can be trusted with.
 * Must never: normalise, depend on the locale, or take longer than the text is long.
 *
 * A grapheme is what a reader takes for one character (UAX #29, as utf8proc divides it).  Every walk
 * here goes grapheme by grapheme and touches each byte a fixed number of times, so that ten thousand
 * accents on one letter cost no more than ten thousand letters.
 */
#include "felt/base/text.h"

#include <string.h>
#include <utf8proc.h>

#include "utf8.h"

enum {
	MARKS_SHOWN = 16,
	TAB = 8,
	ZWNJ = 0x200c, ZWJ = 0x200d,
	VS16 = 0xfe0f              /* "show this as an emoji" */
};

/* ---- validity ---- */

/* How many of the first bytes are ASCII and not NUL. */
static size_t
plain_run(const char *s, size_t n)
{
	size_t i = 0;

	for (; n - i >= 8; i += 8) {
		/* The lowest high bit is exact: a borrow only reaches the lanes behind it. */
		uint64_t w = load_word(s + i), bad = (w | (w - LANES(1))) & HIGHS;

		if (bad != 0)
			return i + count_lanes((bad - 1) & ~bad & HIGHS);
	}
	while (i < n && (unsigned char)(s[i] - 1) < 0x7f)
		i++;
	return i;
}

int
text_check(struct err *err, const char *s, size_t n, size_t max)
{
	size_t i = 0;

	if (n > max)
		return err_num(err, E_TEXT_LONG, max, NULL);
	if (n == 0)
		return 0; /* s may be NULL, to which nothing may be added */
	while ((i += plain_run(s + i, n - i)) < n) {
		int32_t c;
		size_t len = utf8_next(s + i, n - i, &c);

		if (c < 0)
			return err_num(err, E_TEXT_UTF8, i, NULL);
		if (c == 0)
			return err_num(err, E_TEXT_NUL, i, NULL);
		i += len;
	}
	return 0;
}

/* ---- safe to print ---- */

static bool
is_mark(int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);

	return k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_ME;
}

static bool
is_letter_or_mark(int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);

	return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) || is_mark(c);
}

static bool
is_picture(int32_t c)
{
	return utf8proc_get_property(c)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool
is_tone(int32_t c)
{
	return c >= 0x1f3fb && c <= 0x1f3ff;
}

/*
 * Joiners are invisible and can make two different texts look alike, but families, flags and whole
 * scripts need them.  They stay where they do their work: between letters of scripts from Arabic
 * on, and between the parts of one picture.
 */
static bool
joiner_works(int32_t c, int32_t before, int32_t after)
{
	if (before < 0 || after < 0)
		return false;
	if (before >= 0x600 && after >= 0x600 && is_letter_or_mark(before) && is_letter_or_mark(after) &&
	    before != VS16)
		return true;
	return c == ZWJ && is_picture(after) &&
	    (is_picture(before) || before == VS16 || is_tone(before));
}

/* Does something to a terminal, or hides: to be shown as <U+XXXX>.  Joiners are asked about above. */
static bool
is_hidden(int32_t c)
{
	const utf8proc_property_t *p;

	if (c < 0x300)
		return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad;
	if (c == 0x2028 || c == 0x2029 || c == 0x2065 || (c >= 0xfff0 && c <= 0xfff8))
		return true;
	p = utf8proc_get_property(c);
	if (c >= 0xe0000 && c <= 0xe0fff)
		return p->category != UTF8PROC_CATEGORY_MN; /* tags, and what is reserved to be ignored */
	if (p->category == UTF8PROC_CATEGORY_CF)
		return p->boundclass != UTF8PROC_BOUNDCLASS_PREPEND; /* Arabic number signs are seen */
	return p->ignorable && p->category != UTF8PROC_CATEGORY_MN; /* fillers: letters nobody sees */
}

static void
show_hex(struct buf *out, const char *before, uint32_t v, int least)
{
	static const char digits[] = "0123456789ABCDEF";
	int shift = 4 * (least - 1);

	while (v >> shift > 0xf)
		shift += 4;
	buf_str(out, before);
	for (; shift >= 0; shift -= 4)
		buf_u8(out, (uint8_t)digits[v >> shift & 0xf]);
	buf_u8(out, '>');
}

static size_t
printable_run(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= 0x20 && s[i] <= 0x7e)
		i++;
	return i;
}

/* marks: on the present base so far; before: the last character put out, -1 when that was a mark of ours. */
struct safe {
	struct buf *out;
	size_t marks;
	int32_t before;
	int how;
};

static void
end_of_marks(struct safe *w)
{
	if (w->marks > MARKS_SHOWN)
		buf_printf(w->out, "<+%zu>", w->marks - MARKS_SHOWN);
	w->marks = 0;
}

static void
safe_char(struct safe *w, const char *s, size_t len, int32_t c, int32_t after)
{
	bool joiner = (c == ZWJ || c == ZWNJ) && joiner_works(c, w->before, after);

	/* What was left out still stands before what follows. */
	if (w->how & TEXT_APART && (c == VS16 || (c == ZWJ && joiner && is_picture(after)) || (is_tone(c) && is_picture(w->before)))) {
		w->before = c;
		return;
	}
	if (joiner || is_mark(c)) {
		if (++w->marks <= MARKS_SHOWN)
			buf_add(w->out, s, len);
		w->before = c;
		return;
	}
	end_of_marks(w);
	w->before = c;
	if (c == '\n' || c == '\t') {
		buf_u8(w->out, w->how & TEXT_ONE_LINE ? ' ' : (uint8_t)c);
	} else if (is_hidden(c)) {
		show_hex(w->out, "<U+", (uint32_t)c, 4);
		w->before = -1;
	} else {
		buf_add(w->out, s, len);
	}
}

void
text_safe(struct buf *out, const char *s, size_t n, int how)
{
	struct safe w = { out, 0, -1, how };
	size_t i = 0;

	buf_reserve(out, n);
	while (i < n && !out->failed) {
		size_t len = printable_run(s + i, n - i);
		int32_t c, after = -1;

		if (len > 0) {
			end_of_marks(&w);
			buf_add(out, s + i, len);
			w.before = s[i + len - 1];
			i += len;
			continue;
		}
		len = utf8_next(s + i, n - i, &c);
		if (c < 0) {
			end_of_marks(&w);
			show_hex(out, "<", (unsigned char)s[i], 2);
			w.before = -1;
		} else {
			if (i + len < n)
				utf8_next(s + i + len, n - i - len, &after);
			safe_char(&w, s + i, len, c, after);
		}
		i += len;
	}
	end_of_marks(&w);
}

/* ---- graphemes ---- */

/* Is the first byte a grapheme by itself?  A control character always is: no mark joins a tab. */
static bool
ascii_pair(const char *s, size_t n)
{
	unsigned char c = (unsigned char)s[0];

	return c < 0x80 && c != '\r' && (n == 1 || (unsigned char)s[1] < 0x80 || c < 0x20 || c == 0x7f);
}

size_t
text_grapheme(const char *s, size_t n)
{
	utf8proc_int32_t state = 0, a, b;
	size_t len, more;

	if (ascii_pair(s, n))
		return 1;
	len = utf8_next(s, n, &a);
	while (a >= 0 && len < n) {
		more = utf8_next(s + len, n - len, &b);
		if (b < 0 || utf8proc_grapheme_break_stateful(a, b, &state))
			break;
		len += more;
		a = b;
	}
	return len;
}

/* A boundary that is one whatever stood before: only flags and joined pictures look further back. */
static bool
sure_break(int32_t a, int32_t b)
{
	return a < 0 || b < 0 || (a != ZWJ && utf8proc_grapheme_break(a, b));
}

size_t
text_grapheme_before(const char *s, size_t at)
{
	int32_t a, b;
	size_t from = at - utf8_before(s, at, &b), next;

	while (from > 0) {
		size_t len = utf8_before(s, from, &a);

		if (sure_break(a, b))
			break;
		from -= len;
		b = a;
	}
	for (next = from; next < at; next += text_grapheme(s + next, at - next))
		from = next;
	return at - from;
}

size_t
text_cut(const char *s, size_t n, size_t max)
{
	size_t i = 0;

	if (n <= max)
		return n;
	while (i < max) {
		size_t len = text_grapheme(s + i, n - i);

		if (len > max - i)
			break;
		i += len;
	}
	return i;
}

/* ---- columns ---- */

/*
 * Spacing marks take a column of their own on most terminals (wcwidth), although utf8proc counts none:
 * a line that is a little short looks better than one that wraps by itself.
 */
static size_t
char_width(int32_t c)
{
	int w;

	if (c < 0)
		return 1;
	w = utf8proc_charwidth(c);
	if (w <= 0)
		return utf8proc_category(c) == UTF8PROC_CATEGORY_MC ? 1 : 0;
	return (size_t)w;
}

/* No grapheme is wider than two columns: joined pictures, flags and composed Hangul share them. */
static size_t
grapheme_width(const char *s, size_t n)
{
	size_t w = 0, i = 0;
	bool emoji = false;
	int32_t c;

	while (i < n) {
		size_t at = i;

		i += utf8_next(s + i, n - i, &c);
		w += char_width(c);
		if (at == 0)
			emoji = c > 0x7f ? is_picture(c) : c == '#' || c == '*' || (c >= '0' && c <= '9');
		else if (emoji && c == VS16)
			w = 2;
		if (w >= 2)
			return 2;
	}
	return w;
}

/* Bytes of the next grapheme and the columns it takes when it stands in column `col`. */
static size_t
step(const char *s, size_t n, size_t col, size_t *width)
{
	size_t len;

	if (ascii_pair(s, n)) {
		*width = s[0] == '\t' ? TAB - col % TAB : s[0] >= 0x20 && s[0] < 0x7f ? 1 : 0;
		return 1;
	}
	len = text_grapheme(s, n);
	*width = grapheme_width(s, len);
	return len;
}

size_t
text_width(const char *s, size_t n)
{
	size_t i, w, col = 0;

	for (i = 0; i < n; col += w)
		i += step(s + i, n - i, col, &w);
	return col;
}

size_t
text_fit(const char *s, size_t n, size_t columns, size_t *used)
{
	size_t i = 0, col = 0;

	while (i < n) {
		size_t w, len = step(s + i, n - i, col, &w);

		if (w > columns - col)
			break;
		i += len;
		col += w;
	}
	if (used != NULL)
		*used = col;
	return i;
}

/* ---- lines ---- */

static size_t
blank_run(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && (s[i] == ' ' || s[i] == '\t'))
		i++;
	return i;
}

/* Blanks at a break vanish, and a line end behind them with them, or it would make an empty line. */
static size_t
break_length(const char *s, size_t n)
{
	size_t i = blank_run(s, n);

	return i < n && s[i] == '\n' ? i + 1 : i;
}

size_t
text_wrap(const char *s, size_t n, size_t columns, size_t *skip)
{
	size_t i = 0, col = 0, blank = 0;
	bool inside = false; /* past the indent: a blank here ends a word */

	*skip = 0;
	while (i < n) {
		size_t w, len = step(s + i, n - i, col, &w);
		bool is_blank = len == 1 && (s[i] == ' ' || s[i] == '\t');

		if (s[i] == '\n' || (len == 2 && s[i] == '\r' && s[i + 1] == '\n')) {
			*skip = len;
			return i;
		}
		if (is_blank && inside && (blank == 0 || (s[i - 1] != ' ' && s[i - 1] != '\t')))
			blank = i;
		if (w > columns || col > columns - w) {
			if (blank == 0 && is_blank && i > 0)
				blank = i; /* a line of nothing but blanks */
			if (blank > 0) {
				*skip = break_length(s + blank, n - blank);
				return blank;
			}
			return i > 0 ? i : len; /* one grapheme at least, or there would be no end */
		}
		inside = inside || !is_blank;
		i += len;
		col += w;
	}
	return i;
}

static bool
is_blank_or_end(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

void
text_fill(struct buf *out, const char *s, size_t n, size_t columns)
{
	while (n > 0) {
		size_t skip, take = text_wrap(s, n, columns, &skip);

		if (skip == 0 && take < n) {
			while (take < n && !is_blank_or_end(s[take]))
				take++;
			skip = break_length(s + take, n - take);
		}
		buf_add(out, s, take);
		s += take;
		n -= take;
		if (skip > 0 && skip == n && s[skip - 1] != '\n')
			buf_add(out, s, skip);
		else if (skip > 0)
			buf_u8(out, '\n');
		s += skip;
		n -= skip;
	}
}
