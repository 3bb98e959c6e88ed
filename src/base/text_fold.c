/*
 * Text made comparable: folding for search, counting words, the opening line (text.h).
 *
 * In: what somebody wrote.  Out: a form in which two ways to write the same are the same bytes, a
 * number, or a slice of what came in.  Must never: be stored; what was typed is what is kept.
 *
 * Search folds every row it opens, so plain ASCII goes through eight bytes at a time in a 64-bit
 * word (3.3 GB/s measured).  That is exact even where a combining mark follows: marks are removed, so
 * the letter before one stays what it was.  Everything else goes character by character through utf8proc:
 * compatibility decomposition, full case folding, no marks, no invisible characters (Unicode 15).
 */
#include "felt/base/text.h"

#include <string.h>
#include <utf8proc.h>

#include "utf8.h"

enum { RIGHT_QUOTE = 0x2019, DECOMPOSED_MAX = 32, CHAR_BYTES = 4 };

static const utf8proc_option_t to_plain =
    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
static const utf8proc_option_t to_folded =
    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_CASEFOLD;

static bool
is_ascii_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_blank(int32_t c)
{
	if (c < 0x80)
		return c >= 0 && is_ascii_blank((unsigned char)c);
	return c == 0x85 || c == 0x2028 || c == 0x2029 || utf8proc_category(c) == UTF8PROC_CATEGORY_ZS;
}

/* ---- folding ---- */

/* blank: the last byte put out stands for a blank, so that the next blank adds nothing. */
struct fold {
	struct buf *out, *from;
	bool blank;
};

/* The offsets at, at + 1 .. at + 7 as u32, two in every word. */
static inline void
store_offsets(uint8_t *p, size_t at)
{
	for (unsigned i = 0; i < 8; i += 2)
		store_word(p + 4 * i, (uint64_t)(uint32_t)(at + i) | (uint64_t)(uint32_t)(at + i + 1) << 32);
}

/* The high bit of every lane whose byte lies in [low, high]; all bytes of w are below 0x80. */
static inline uint64_t
in_range(uint64_t w, unsigned low, unsigned high)
{
	return (w + LANES(0x80 - low)) & ~(w + LANES(0x7f - high)) & HIGHS;
}

/*
 * Folds the ASCII at the front of eight bytes and puts eight bytes out; returns how many of them count, 0 when two blanks
 * meet (*blank: one stands before the first), which the caller then does one by one.  A carry of a byte beyond
 * ASCII only reaches those behind it.
 */
static inline size_t
fold_word(const char *s, uint8_t *to, bool *blank)
{
	uint64_t w = load_word(s), other = w & HIGHS;
	uint64_t lanes = (other - 1) & ~other & HIGHS; /* before the lowest bit of other; all, when it has none */
	uint64_t upper = in_range(w, 'A', 'Z') & lanes, lines = in_range(w, '\t', '\r') & lanes;
	uint64_t blanks = lines | (in_range(w, ' ', ' ') & lanes);

	if ((blanks & (blanks << 8 | (*blank ? 0x80u : 0u))) != 0)
		return 0;
	w |= upper >> 2;
	if (lines != 0)
		w = (w & ~((lines >> 7) * 0xff)) | lines >> 2;
	store_word(to, w);
	/* The highest of the lanes is the last character. */
	*blank = (blanks & ~(lanes >> 8)) != 0;
	return other == 0 ? 8 : count_lanes(lanes);
}

/*
 * The plainest text, which is most of it: ASCII without control characters, one blank at a time.  As many whole words as
 * that holds for; returns their bytes.
 */
static inline size_t
fold_plain(const char *s, size_t n, uint8_t *to, bool *blank)
{
	uint64_t before = *blank ? 0x80u : 0u;
	size_t k = 0;

	for (; n - k >= 8; k += 8) {
		uint64_t w = load_word(s + k), other = w & HIGHS;
		uint64_t blanks = ~((w ^ LANES(' ')) + LANES(0x7f)) & HIGHS, lines = ~(w + LANES(0x80 - ' ')) & HIGHS;

		if ((other | lines | (blanks & (blanks << 8 | before))) != 0)
			break;
		store_word(to + k, w | in_range(w, 'A', 'Z') >> 2); /* 0x80 >> 2 is 0x20, the difference between the cases */
		before = blanks >> 56;
	}
	*blank = before != 0;
	return k;
}

static size_t
fold_ascii_bytes(bool *blank, uint8_t *to, uint8_t *offsets, const char *s, size_t at, size_t end)
{
	size_t k = 0;

	for (; at < end; at++) {
		unsigned char c = (unsigned char)s[at];

		if (is_ascii_blank(c)) {
			if (*blank)
				continue;
			c = ' ';
		} else if (c >= 'A' && c <= 'Z') {
			c = (unsigned char)(c + ('a' - 'A'));
		}
		*blank = c == ' ';
		if (offsets != NULL)
			put_u32(offsets + 4 * k, (uint32_t)at);
		to[k++] = c;
	}
	return k;
}

/* The bytes from s + at on that are ASCII; returns where they end. */
static size_t
fold_ascii(struct fold *f, const char *s, size_t at, size_t n)
{
	uint8_t *to, *offsets = NULL;
	bool blank = f->blank; /* a copy: what is put out could be f, as far as the compiler knows */
	size_t k = 0;

	if (!buf_reserve(f->out, n - at) || (f->from != NULL && !buf_reserve(f->from, 4 * (n - at))))
		return n;
	to = f->out->p + f->out->n;
	if (f->from != NULL)
		offsets = f->from->p + f->from->n;
	while (at < n && (unsigned char)s[at] < 0x80) {
		size_t done = offsets == NULL ? fold_plain(s + at, n - at, to + k, &blank) : 0, end = at;

		if (done == 0 && n - at >= 8 && (done = fold_word(s + at, to + k, &blank)) > 0 && offsets != NULL)
			store_offsets(offsets + 4 * k, at);
		if (done > 0) {
			k += done;
			at += done;
			continue;
		}
		while (end < n && end - at < 8 && (unsigned char)s[end] < 0x80)
			end++;
		k += fold_ascii_bytes(&blank, to + k, offsets != NULL ? offsets + 4 * k : NULL, s, at, end);
		at = end;
	}
	f->blank = blank;
	f->out->n += k;
	if (f->from != NULL)
		f->from->n += 4 * k;
	return at;
}

static void
put(struct fold *f, const void *p, size_t n, size_t at)
{
	buf_add(f->out, p, n);
	for (size_t i = 0; f->from != NULL && i < n; i++)
		buf_u32(f->from, (uint32_t)at);
}

static void
put_char(struct fold *f, int32_t c, size_t at)
{
	utf8proc_uint8_t bytes[CHAR_BYTES];

	if (!is_blank(c)) {
		put(f, bytes, (size_t)utf8proc_encode_char(c, bytes), at);
		f->blank = false;
	} else if (!f->blank) {
		put(f, " ", 1, at);
		f->blank = true;
	}
}

/*
 * U+00C0 to U+017F, where they fold to ASCII: the accents of most of Europe.  Decomposing each would take twenty times as
 * long; the unit test holds every character against its decomposed form, which does not come by here.
 */
enum { LATIN_FIRST = 0xc0, LATIN_END = 0x180 };
static const char latin[LATIN_END - LATIN_FIRST][3] = {
	"a", "a", "a", "a", "a", "a", "", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"", "n", "o", "o", "o", "o", "o", "", "", "u", "u", "u", "u", "y", "", "ss",
	"a", "a", "a", "a", "a", "a", "", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"", "n", "o", "o", "o", "o", "o", "", "", "u", "u", "u", "u", "y", "", "y",
	"a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
	"", "", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
	"g", "g", "g", "g", "h", "h", "", "", "i", "i", "i", "i", "i", "i", "i", "i",
	"i", "", "ij", "ij", "j", "j", "k", "k", "", "l", "l", "l", "l", "l", "l", "",
	"", "", "", "n", "n", "n", "n", "n", "n", "", "", "", "o", "o", "o", "o",
	"o", "o", "", "", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
	"s", "s", "t", "t", "t", "t", "", "", "u", "u", "u", "u", "u", "u", "u", "u",
	"u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s"
};

/* Most letters of most scripts, digits, punctuation and symbols fold to themselves; asking is cheaper than decomposing. */
static bool
folds_to_itself(int32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property(c);

	return p->decomp_seqindex == UINT16_MAX && p->casefold_seqindex == UINT16_MAX && !p->ignorable &&
	    ((p->category >= UTF8PROC_CATEGORY_LU && p->category <= UTF8PROC_CATEGORY_LO) ||
	    (p->category >= UTF8PROC_CATEGORY_ND && p->category <= UTF8PROC_CATEGORY_SO)) &&
	    (c < 0xac00 || c > 0xd7a3); /* Hangul is decomposed by arithmetic, not by the table */
}

/* One character of a decomposition, now in its own case-folded form ("ss" for a sharp s). */
static void
fold_case(struct fold *f, int32_t c, size_t at)
{
	utf8proc_int32_t parts[DECOMPOSED_MAX];
	int last = UTF8PROC_BOUNDCLASS_START;
	utf8proc_ssize_t count;

	if (folds_to_itself(c)) {
		put_char(f, c, at);
		return;
	}
	count = utf8proc_decompose_char(c, parts, DECOMPOSED_MAX, to_folded, &last);
	for (utf8proc_ssize_t i = 0; i < count && i < DECOMPOSED_MAX; i++)
		put_char(f, parts[i], at);
}

/*
 * Marks go before the case is folded: folding first would turn the Greek iota below a letter into a
 * letter of its own, but only where it was typed as part of one character.
 */
static void
fold_char(struct fold *f, const char *s, size_t len, int32_t c, size_t at)
{
	utf8proc_int32_t parts[DECOMPOSED_MAX];
	int last = UTF8PROC_BOUNDCLASS_START;
	utf8proc_ssize_t count;

	if (c >= LATIN_FIRST && c < LATIN_END && latin[c - LATIN_FIRST][0] != '\0') {
		put(f, latin[c - LATIN_FIRST], strlen(latin[c - LATIN_FIRST]), at);
		f->blank = false;
		return;
	}
	if (c == RIGHT_QUOTE) {
		put_char(f, '\'', at);
		return;
	}
	if (c < 0 || folds_to_itself(c)) {
		put(f, s, len, at);
		f->blank = false;
		return;
	}
	count = utf8proc_decompose_char(c, parts, DECOMPOSED_MAX, to_plain, &last);
	for (utf8proc_ssize_t i = 0; i < count && i < DECOMPOSED_MAX; i++)
		fold_case(f, parts[i], at);
}

void
text_fold(struct buf *out, struct buf *from, const char *s, size_t n)
{
	struct fold f = { out, from, false };
	size_t i = 0;

	while (i < n) {
		int32_t c;
		size_t len;

		if ((unsigned char)s[i] < 0x80) {
			i = fold_ascii(&f, s, i, n);
			continue;
		}
		len = utf8_next(s + i, n - i, &c);
		fold_char(&f, s + i, len, c, i);
		i += len;
	}
}

/* ---- words ---- */

static bool
in_word(int32_t c)
{
	utf8proc_category_t k;

	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
	k = utf8proc_category(c);
	return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_ND);
}

/* apostrophe: the last character, and a word before it. */
struct words {
	uint32_t n;
	bool inside, apostrophe;
};

/* Eight bytes of ASCII. */
static inline void
count_word(struct words *c, uint64_t w)
{
	uint64_t letters = in_range(w | LANES(0x20), 'a', 'z') | in_range(w, '0', '9');
	uint64_t before = letters << 8 | (c->inside ? 0x80u : 0u);
	uint64_t held = in_range(w, '\'', '\'') & before;

	c->n += (uint32_t)count_lanes(letters & ~before & ~(held << 8 | (c->apostrophe ? 0x80u : 0u)));
	c->inside = letters >> 63 != 0;
	c->apostrophe = held >> 63 != 0;
}

static inline void
count_char(struct words *c, int32_t ch)
{
	if (in_word(ch)) {
		c->n += !c->inside && !c->apostrophe;
		c->inside = true;
		c->apostrophe = false;
	} else {
		c->apostrophe = c->inside && (ch == '\'' || ch == RIGHT_QUOTE);
		c->inside = false;
	}
}

uint32_t
text_words(const char *s, size_t n)
{
	struct words words = { 0 };
	size_t i = 0;

	while (i < n) {
		int32_t c;
		uint64_t w = n - i >= 8 ? load_word(s + i) : HIGHS;

		if ((w & HIGHS) == 0) {
			count_word(&words, w);
			i += 8;
			continue;
		}
		i += utf8_next(s + i, n - i, &c);
		count_char(&words, c);
	}
	return words.n;
}

/* ---- opening ---- */

static struct slice
trim(const char *s, size_t n)
{
	struct slice r = { s, n };
	int32_t c;
	size_t len;

	while (r.n > 0 && (len = utf8_next(r.p, r.n, &c), is_blank(c))) {
		r.p += len;
		r.n -= len;
	}
	while (r.n > 0 && (len = utf8_before(r.p, r.n, &c), is_blank(c)))
		r.n -= len;
	return r;
}

struct slice
text_opening(const char *s, size_t n)
{
	struct slice line = { NULL, 0 };

	while (n > 0 && line.n == 0) {
		const char *end = memchr(s, '\n', n);
		size_t len = end != NULL ? (size_t)(end - s) : n;

		line = trim(s, len);
		if (end != NULL)
			len++;
		s += len;
		n -= len;
	}
	line.n = text_cut(line.p, line.n, OPENING_MAX);
	return line;
}
