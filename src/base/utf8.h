/*
 * Eight bytes at once, and one character out of bytes of unknown honesty.  Private to src/base, inline because every text
 * function stands on it.
 *
 * utf8_next() takes n > 0 bytes.  It puts the code point into *c and returns its bytes, or puts -1
 * and returns 1: overlong forms, surrogates, what is above U+10FFFF and what is torn all come out as
 * single invalid bytes (Unicode 15, table 3-7).
 */
#ifndef FELT_SRC_BASE_UTF8_H
#define FELT_SRC_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ---- eight bytes at once ---- */

/* One byte in every lane of a word; the lowest lane is the first byte on every machine. */
#define LANES(b) (UINT64_C(0x0101010101010101) * (uint64_t)(b))
#define HIGHS LANES(0x80)

static inline uint64_t
in_order(uint64_t w)
{
	const uint16_t one = 1;
	uint8_t first;

	memcpy(&first, &one, 1); /* the compiler knows the answer */
	if (first == 1)
		return w;
	w = (w & UINT64_C(0x00ff00ff00ff00ff)) << 8 | (w >> 8 & UINT64_C(0x00ff00ff00ff00ff));
	w = (w & UINT64_C(0x0000ffff0000ffff)) << 16 | (w >> 16 & UINT64_C(0x0000ffff0000ffff));
	return w << 32 | w >> 32;
}

static inline uint64_t
load_word(const void *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof w);
	return in_order(w);
}

static inline void
store_word(void *p, uint64_t w)
{
	w = in_order(w);
	memcpy(p, &w, sizeof w);
}

/* How many lanes have their high bit set. */
static inline size_t
count_lanes(uint64_t highs)
{
	return (size_t)((highs >> 7) * LANES(1) >> 56);
}

/* ---- one character ---- */

static inline bool
utf8_tail(unsigned char b)
{
	return (b & 0xc0) == 0x80;
}

static inline size_t
utf8_next(const char *p, size_t n, int32_t *c)
{
	const unsigned char *s = (const unsigned char *)p;
	unsigned char a = s[0];

	*c = a;
	if (a < 0x80)
		return 1;
	*c = -1;
	if (a < 0xc2 || a > 0xf4 || n < 2 || !utf8_tail(s[1]))
		return 1;
	if (a < 0xe0) {
		*c = (a & 0x1f) << 6 | (s[1] & 0x3f);
		return 2;
	}
	if (n < 3 || !utf8_tail(s[2]))
		return 1;
	if (a < 0xf0) {
		if ((a == 0xe0 && s[1] < 0xa0) || (a == 0xed && s[1] > 0x9f))
			return 1;
		*c = (a & 0x0f) << 12 | (s[1] & 0x3f) << 6 | (s[2] & 0x3f);
		return 3;
	}
	if (n < 4 || !utf8_tail(s[3]) || (a == 0xf0 && s[1] < 0x90) || (a == 0xf4 && s[1] > 0x8f))
		return 1;
	*c = (a & 0x07) << 18 | (s[1] & 0x3f) << 12 | (s[2] & 0x3f) << 6 | (s[3] & 0x3f);
	return 4;
}

/* The character that ends at p + at (at > 0), read backwards by the same rules. */
static inline size_t
utf8_before(const char *p, size_t at, int32_t *c)
{
	for (size_t len = 1; len <= 4 && len <= at; len++) {
		if (utf8_tail((unsigned char)p[at - len]))
			continue;
		if (utf8_next(p + at - len, len, c) == len)
			return len;
		break;
	}
	*c = -1;
	return 1;
}

#endif
