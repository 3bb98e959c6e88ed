/*
 * Text made comparable: folding for search, counting words, the opening line (text.h).
 *
 * In: what somebody wrote.  Out: a form in which two ways to write the same are the same bytes, a
 * number, or a slice of what came in.  Must never: be stored; what was typed is what is kept.
 *
 * Search folds every row it opens, so plain ASCII goes through eight bytes at a time in a 64-bit
 * word (1.8 GB/s measured).  That is exact even where a combining mark follows: marks are removed, so
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

/* One byte in every lane of a word. */
#define LANES(b) (UINT64_C(0x0101010101010101) * (uint64_t)(b))
#define HIGHS LANES(0x80)

/*
 * Little-endian whatever the machine is, so that "the lane before" is always a shift to the left.
 * Written out, because then both compilers make it a single load or store.
 */
static inline uint64_t
load_word(const char *p)
{
	const unsigned char *s = (const unsigned char *)p;

	return (uint64_t)s[0] | (uint64_t)s[1] << 8 | (uint64_t)s[2] << 16 | (uint64_t)s[3] << 24 |
	    (uint64_t)s[4] << 32 | (uint64_t)s[5] << 40 | (uint64_t)s[6] << 48 | (uint64_t)s[7] << 56;
}

static inline void
store_word(uint8_t *p, uint64_t w)
{
	p[0] = (uint8_t)w;
	p[1] = (uint8_t)(w >> 8);
	p[2] = (uint8_t)(w >> 16);
	p[3] = (uint8_t)(w >> 24);
	p[4] = (uint8_t)(w >> 32);
	p[5] = (uint8_t)(w >> 40);
	p[6] = (uint8_t)(w >> 48);
	p[7] = (uint8_t)(w >> 56);
}

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
 * Folds eight ASCII bytes; false when two blanks meet (blank_before: already at the front), which the
 * caller then does one by one.
 */
static inline bool
fold_word(uint64_t *word, bool *blank_before)
{
	uint64_t w = *word;
	uint64_t upper = in_range(w, 'A', 'Z'), lines = in_range(w, '\t', '\r');
	uint64_t blanks = lines | in_range(w, ' ', ' ');

	if ((blanks & (blanks << 8 | (*blank_before ? 0x80u : 0u))) != 0)
		return false;
	w |= upper >> 2; /* 0x80 >> 2 is 0x20, the difference between the cases */
	w = (w & ~((lines >> 7) * 0xff)) | lines >> 2;
	*word = w;
	*blank_before = blanks >> 63 != 0;
	return true;
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
	size_t k = 0;

	if (!buf_reserve(f->out, n - at) || (f->from != NULL && !buf_reserve(f->from, 4 * (n - at))))
		return n;
	to = f->out->p + f->out->n;
	if (f->from != NULL)
		offsets = f->from->p + f->from->n;
	while (at < n && (unsigned char)s[at] < 0x80) {
		/* Too near the end counts as "not all ASCII": both go byte by byte. */
		uint64_t w = n - at >= 8 ? load_word(s + at) : HIGHS;
		size_t end = at + 8;

		if ((w & HIGHS) == 0 && fold_word(&w, &f->blank)) {
			store_word(to + k, w);
			if (offsets != NULL)
				store_offsets(offsets + 4 * k, at);
			k += 8;
			at = end;
			continue;
		}
		if ((w & HIGHS) != 0)
			for (end = at; end < n && end - at < 8 && (unsigned char)s[end] < 0x80;)
				end++;
		k += fold_ascii_bytes(&f->blank, to + k, offsets != NULL ? offsets + 4 * k : NULL, s, at, end);
		at = end;
	}
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

/* Most letters of most scripts fold to themselves; asking is cheaper than decomposing. */
static bool
folds_to_itself(int32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property(c);

	return p->decomp_seqindex == UINT16_MAX && p->casefold_seqindex == UINT16_MAX && !p->ignorable &&
	    p->category >= UTF8PROC_CATEGORY_LU && p->category <= UTF8PROC_CATEGORY_LO &&
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

	if (c < 0 || folds_to_itself(c)) {
		put(f, s, len, at);
		f->blank = false;
		return;
	}
	if (c == RIGHT_QUOTE) {
		put_char(f, '\'', at);
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

uint32_t
text_words(const char *s, size_t n)
{
	bool inside = false, apostrophe = false; /* apostrophe: the last character, and a word before it */
	uint32_t words = 0;
	size_t i = 0;

	while (i < n) {
		int32_t c;

		i += utf8_next(s + i, n - i, &c);
		if (in_word(c)) {
			if (!inside && !apostrophe)
				words++;
			inside = true;
			apostrophe = false;
		} else {
			apostrophe = inside && (c == '\'' || c == RIGHT_QUOTE);
			inside = false;
		}
	}
	return words;
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
