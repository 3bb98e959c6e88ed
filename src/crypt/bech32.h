/*
 * Bech32 (BIP 173) as age uses it: no limit of 90 characters, any prefix, one case.
 */
#ifndef FELT_CRYPT_BECH32_H
#define FELT_CRYPT_BECH32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum bech32 { BECH32_FINE, BECH32_FORM, BECH32_CASE, BECH32_CHECKSUM, BECH32_LENGTH };

/* prefix in lower case; out holds strlen(prefix) + 1 + (n * 8 + 4) / 5 + 6 characters and a NUL. */
void bech32_encode(const char *prefix, const uint8_t *p, size_t n, bool upper, char *out);
/*
 * Wants exactly that prefix (lower case; the text may be in either) and n bytes.  BECH32_FORM: another prefix or characters that
 * do not occur; BECH32_CASE: both cases; BECH32_LENGTH: other than n bytes, or bits left over.
 */
enum bech32 bech32_decode(const char *prefix, const char *s, size_t len, uint8_t *out, size_t n);

#endif
