/*
 * Sealing and hashing: the few primitives of FORMAT.md over libsodium.
 *
 * A sealed blob is nonce 24 || tag 16 || ciphertext (XChaCha20-Poly1305-IETF).  The nonce is always
 * random, never counted, never derived.  Opening verifies before a byte of plaintext is given out.
 */
#ifndef FELT_CRYPT_SEAL_H
#define FELT_CRYPT_SEAL_H

#include "felt/base/buf.h"
#include "felt/crypt/secret.h"

enum { KEY_SIZE = 32, NONCE_SIZE = 24, TAG_SIZE = 16, SEAL_HEAD = 40, HASH_SIZE = 32, BOX_OVERHEAD = 48 };

/* Seals n bytes: writes SEAL_HEAD + n bytes to out (may not overlap p). */
void seal(uint8_t *out, const uint8_t key[KEY_SIZE], const void *ad, size_t adn, const void *p, size_t n);
/* The same with a nonce handed in: for known answers only. */
void seal_with_nonce(uint8_t *out, const uint8_t key[KEY_SIZE], const uint8_t nonce[NONCE_SIZE], const void *ad, size_t adn,
	const void *p, size_t n);
/* Opens blob (n >= SEAL_HEAD) into out (n - SEAL_HEAD bytes; may be blob + SEAL_HEAD itself). E_DAMAGE when it does not verify. */
int seal_open(uint8_t *out, const uint8_t key[KEY_SIZE], const void *ad, size_t adn, const uint8_t *blob, size_t n);
/* The two fixed fields in header and slot: nonce 24 || ciphertext 32 || tag 16. */
void seal_key(uint8_t out[72], const uint8_t key[KEY_SIZE], const void *ad, size_t adn, const uint8_t secret[32]);
int seal_key_open(uint8_t secret[32], const uint8_t key[KEY_SIZE], const void *ad, size_t adn, const uint8_t in[72]);

/* BLAKE2b-256 of up to four parts one after the other; key NULL for none; a part with n = 0 is skipped. */
struct part { const void *p; size_t n; };
void hash_parts(uint8_t out[HASH_SIZE], const uint8_t *key, size_t keyn, const struct part *parts, size_t n);

/* crypto_kdf_derive_from_key(32, n, "FELTkey1", root). */
void subkey(uint8_t out[KEY_SIZE], const uint8_t root[KEY_SIZE], unsigned n);

void random_bytes(void *p, size_t n);
bool equal_bytes(const void *a, const void *b, size_t n); /* constant time */

/* The inbox: X25519 pair and crypto_box_seal. out is n + BOX_OVERHEAD / n - BOX_OVERHEAD bytes. */
void box_keypair(uint8_t pk[32], uint8_t sk[32]);
int box_public(uint8_t pk[32], const uint8_t sk[32]);
int box_seal(uint8_t *out, const void *p, size_t n, const uint8_t pk[32]);
int box_open(uint8_t *out, const uint8_t *box, size_t n, const uint8_t pk[32], const uint8_t sk[32]);

#endif
