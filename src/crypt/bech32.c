/*
 * Bech32: bytes as 32 characters that are hard to confuse, with a checksum that finds every slip of up to four of them.
 *
 * In: bytes or text.  Out: the other one.  Must never: correct anything, or take one case for the other within a text.
 * Source: BIP 173; age leaves its limit of 90 characters away.
 */
#include "bech32.h"

#include <string.h>

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
enum { CHECK = 6 };

static uint32_t
step(uint32_t sum, uint32_t value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		if (top >> i & 1)
			sum ^= generator[i];
	return sum;
}

static uint32_t
begin(const char *prefix)
{
	uint32_t sum = 1;

	for (const char *p = prefix; *p; p++)
		sum = step(sum, (uint32_t)(unsigned char)*p >> 5);
	sum = step(sum, 0);
	for (const char *p = prefix; *p; p++)
		sum = step(sum, (unsigned char)*p & 31);
	return sum;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

void
bech32_encode(const char *prefix, const uint8_t *p, size_t n, bool upper, char *out)
{
	uint32_t sum = begin(prefix), bits = 0;
	unsigned have = 0;
	char *to = out;

	memcpy(to, prefix, strlen(prefix));
	to += strlen(prefix);
	*to++ = '1';
	for (size_t i = 0; i < n || have > 0;) {
		if (have < 5 && i < n) {
			bits = bits << 8 | p[i++];
			have += 8;
		} else if (have < 5) {
			bits <<= 5 - have;
			have = 5;
		}
		uint32_t value = bits >> (have - 5) & 31;
		have -= 5;
		bits &= (1U << have) - 1;
		sum = step(sum, value);
		*to++ = alphabet[value];
	}
	for (unsigned i = 0; i < CHECK; i++)
		sum = step(sum, 0);
	sum ^= 1;
	for (unsigned i = 0; i < CHECK; i++)
		*to++ = alphabet[sum >> 5 * (CHECK - 1 - i) & 31];
	*to = '\0';
	for (to = out; upper && *to; to++)
		if (*to >= 'a' && *to <= 'z')
			*to = (char)(*to - 'a' + 'A');
}

static bool
both_cases(const char *s, size_t len)
{
	bool up = false, low = false;

	for (size_t i = 0; i < len; i++) {
		up = up || (s[i] >= 'A' && s[i] <= 'Z');
		low = low || (s[i] >= 'a' && s[i] <= 'z');
	}
	return up && low;
}

/* 0..31, or -1. */
static int
value_of(char c)
{
	const char *at = c ? strchr(alphabet, lower(c)) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

static bool
has_prefix(const char *prefix, const char *s, size_t len)
{
	size_t n = strlen(prefix);

	if (len <= n + CHECK || s[n] != '1')
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(s[i]) != prefix[i])
			return false;
	return true;
}

enum bech32
bech32_decode(const char *prefix, const char *s, size_t len, uint8_t *out, size_t n)
{
	size_t from = strlen(prefix) + 1, made = 0;
	uint32_t sum = begin(prefix), bits = 0;
	unsigned have = 0;

	if (!has_prefix(prefix, s, len))
		return BECH32_FORM;
	for (size_t i = from; i < len; i++)
		if (value_of(s[i]) < 0)
			return BECH32_FORM;
	if (both_cases(s, len))
		return BECH32_CASE;
	for (size_t i = from; i < len; i++)
		sum = step(sum, (uint32_t)value_of(s[i]));
	if (sum != 1)
		return BECH32_CHECKSUM;
	for (size_t i = from; i < len - CHECK; i++) {
		bits = bits << 5 | (uint32_t)value_of(s[i]);
		have += 5;
		if (have < 8)
			continue;
		if (made == n)
			return BECH32_LENGTH;
		have -= 8;
		out[made++] = (uint8_t)(bits >> have);
		bits &= (1U << have) - 1;
	}
	return made == n && have < 5 && bits == 0 ? BECH32_FINE : BECH32_LENGTH;
}
