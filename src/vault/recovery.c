/*
 * The recovery key on paper: 20 bytes as nine groups of four, the last four characters a check.
 * In: what somebody copied by hand.  Out: the bytes, or the group that went wrong.
 */
#include <string.h>

#include "felt/base/crockford.h"
#include "felt/vault/header.h"

enum { GROUPS = 9, GROUP = 4, DATA = 32, CHARS = 36, BITS = CHARS * 5 / 8 + 1 };

/* The first 20 bits of BLAKE2b of the 20 bytes. */
static uint32_t
check_bits(const uint8_t key[RECOVERY_KEY])
{
	uint8_t h[HASH_SIZE];

	hash_parts(h, NULL, 0, (const struct part[]){ { key, RECOVERY_KEY } }, 1);
	return ((uint32_t)h[0] << 12) | ((uint32_t)h[1] << 4) | (h[2] >> 4);
}

void
recovery_text(const uint8_t key[RECOVERY_KEY], char out[RECOVERY_TEXT])
{
	char flat[CHARS + 1];
	uint32_t check = check_bits(key);
	/* 20 bits, left-aligned in three bytes: the encoder reads from the most significant bit. */
	uint8_t tail[3] = { (uint8_t)(check >> 12), (uint8_t)(check >> 4), (uint8_t)(check << 4) };

	crockford_encode(key, RECOVERY_KEY * 8, true, flat);
	crockford_encode(tail, 20, true, flat + DATA);
	for (int g = 0; g < GROUPS; g++) {
		memcpy(out + g * (GROUP + 1), flat + g * GROUP, GROUP);
		out[g * (GROUP + 1) + GROUP] = g + 1 < GROUPS ? '-' : '\0';
	}
	wipe(flat, sizeof flat);
}

/* Which group is not four characters long, by the writer's own hyphens and blanks; 1 when there are none to go by. */
static unsigned
wrong_group(const char *s, size_t n)
{
	unsigned group = 1;
	size_t len = 0;

	for (size_t i = 0; i <= n; i++) {
		bool gap = i == n || s[i] == '-' || s[i] == ' ' || s[i] == '\t';
		if (!gap) {
			len++;
		} else if (len) {
			if (len != GROUP)
				return group;
			group++;
			len = 0;
		}
	}
	return group;
}

/* The characters as bits; 0, or the group that went wrong. */
static unsigned
collect_bits(const char *s, size_t n, uint8_t bits[BITS])
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '-' || s[i] == ' ' || s[i] == '\t')
			continue;
		int v = crockford_value(s[i]);
		if (v < 0)
			return (unsigned)(count / GROUP) + 1;
		if (count >= CHARS)
			return wrong_group(s, n);
		for (int b = 0; b < 5; b++, v <<= 1)
			if (v & 16)
				bits[(count * 5 + (size_t)b) / 8] |= (uint8_t)(0x80 >> ((count * 5 + (size_t)b) % 8));
		count++;
	}
	return count == CHARS ? 0 : wrong_group(s, n);
}

int
recovery_parse(struct err *err, const char *s, size_t n, uint8_t key[RECOVERY_KEY])
{
	uint8_t bits[BITS] = { 0 };
	int rc = 0;

	while (n && (s[n - 1] == '\n' || s[n - 1] == '\r'))
		n--;
	unsigned wrong = collect_bits(s, n, bits);
	uint32_t check = ((uint32_t)bits[20] << 12) | ((uint32_t)bits[21] << 4) | (bits[22] >> 4);
	if (wrong || check != check_bits(bits))
		rc = err_num(err, E_RECOVERY_FORM, wrong, "recovery key");
	else
		memcpy(key, bits, RECOVERY_KEY);
	wipe(bits, sizeof bits);
	return rc;
}

void
fingerprint_text(const struct header *h, char out[RECOVERY_TEXT])
{
	uint8_t sum[HASH_SIZE];

	hash_parts(sum, NULL, 0,
		(const struct part[]){ { "FELTFPR1", 8 }, { h->journal_id, JOURNAL_ID }, { h->inbox_pk, 32 } }, 3);
	recovery_text(sum, out);
}
