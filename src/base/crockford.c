/*
 * Crockford base 32 (crockford.h; https://www.crockford.com/base32.html).
 *
 * In: bits, or one character.  Out: characters, or a value.  Must never: accept U, which the
 * alphabet leaves out, or depend on the locale.
 *
 * Neither function is constant in time.  What they write is meant to be read by a person; a
 * recovery key is printed with them once and typed back once.
 */
#include "felt/base/crockford.h"

int
crockford_value(char c)
{
	/* Indexed from '0'; -1 for what stands between the digits and the letters, and for U. */
	static const signed char upper['Z' - '0' + 1] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1, -1,
		10, 11, 12, 13, 14, 15, 16, 17, 1, 18, 19, 1, 20, 21, 0,
		22, 23, 24, 25, 26, -1, 27, 28, 29, 30, 31
	};

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c < '0' || c > 'Z')
		return -1;
	return upper[c - '0'];
}

void
crockford_encode(const uint8_t *p, size_t bits, bool upper, char *out)
{
	const char *digits = upper ? "0123456789ABCDEFGHJKMNPQRSTVWXYZ" : "0123456789abcdefghjkmnpqrstvwxyz";
	size_t chars = (bits + 4) / 5, lead = chars * 5 - bits, i, at;
	unsigned value = 0;

	/* Bit `at` of the output is a leading zero, or bit at - lead of p counted from the top of p[0]. */
	for (at = 0; at < chars * 5; at++) {
		unsigned bit = 0;

		if (at >= lead) {
			i = at - lead;
			bit = (unsigned)p[i / 8] >> (7 - i % 8) & 1;
		}
		value = value << 1 | bit;
		if (at % 5 == 4) {
			out[at / 5] = digits[value];
			value = 0;
		}
	}
	out[chars] = '\0';
}
