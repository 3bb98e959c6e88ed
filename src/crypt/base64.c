/*
 * Base 64, read in one way only: canonical, no blank, no bit left over.
 */
#include "felt/crypt/base64.h"

#include <sodium.h>

void
base64_add(struct buf *out, const void *p, size_t n, bool padded)
{
	const int variant = padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	size_t room = sodium_base64_encoded_len(n, variant);
	uint8_t *to = buf_extend(out, room);

	if (!to)
		return;
	sodium_bin2base64((char *)to, room, p, n, variant);
	out->n--; /* its NUL */
}

bool
base64_take(const char *s, size_t len, bool padded, uint8_t *out, size_t cap, size_t *n)
{
	const int variant = padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	const char *end = NULL;

	/* libsodium 1.0.18 takes some bytes above 127 for letters. */
	for (size_t i = 0; i < len; i++)
		if (!((s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '/' && s[i] <= '9') || s[i] == '+' || s[i] == '='))
			return false;
	/* Bits that are left over are refused by libsodium, which makes it canonical. */
	return sodium_base642bin(out, cap, s, len, NULL, n, &end, variant) == 0 && end == s + len;
}
