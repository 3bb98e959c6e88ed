/*
 * One character out of bytes of unknown honesty.  Private to src/base, inline because every text
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
