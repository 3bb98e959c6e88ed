/*
 * Sealing and hashing over libsodium, in the shapes FORMAT.md gives them.  The only file that names
 * the primitives; everything above says seal, open, hash.
 */
#include "felt/crypt/seal.h"

#include <sodium.h>
#include <string.h>

void
seal_with_nonce(uint8_t *out, const uint8_t key[KEY_SIZE], const uint8_t nonce[NONCE_SIZE], const void *ad, size_t adn,
	const void *p, size_t n)
{
	memcpy(out, nonce, NONCE_SIZE);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
		out + SEAL_HEAD, out + NONCE_SIZE, NULL, p, n, ad, adn, NULL, nonce, key);
}

void
seal(uint8_t *out, const uint8_t key[KEY_SIZE], const void *ad, size_t adn, const void *p, size_t n)
{
	uint8_t nonce[NONCE_SIZE];

	randombytes_buf(nonce, sizeof nonce);
	seal_with_nonce(out, key, nonce, ad, adn, p, n);
}

int
seal_open(uint8_t *out, const uint8_t key[KEY_SIZE], const void *ad, size_t adn, const uint8_t *blob, size_t n)
{
	if (n < SEAL_HEAD)
		return E_DAMAGE;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
		    out, NULL, blob + SEAL_HEAD, n - SEAL_HEAD, blob + NONCE_SIZE, ad, adn, blob, key))
		return E_DAMAGE;
	return 0;
}

void
seal_key(uint8_t out[72], const uint8_t key[KEY_SIZE], const void *ad, size_t adn, const uint8_t secret[32])
{
	randombytes_buf(out, NONCE_SIZE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_SIZE, NULL, secret, 32, ad, adn, NULL, out, key);
}

int
seal_key_open(uint8_t secret[32], const uint8_t key[KEY_SIZE], const void *ad, size_t adn, const uint8_t in[72])
{
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(secret, NULL, NULL, in + NONCE_SIZE, 48, ad, adn, in, key))
		return E_DAMAGE;
	return 0;
}

void
hash_parts(uint8_t out[HASH_SIZE], const uint8_t *key, size_t keyn, const struct part *parts, size_t n)
{
	crypto_generichash_state st;

	crypto_generichash_init(&st, key, keyn, HASH_SIZE);
	for (size_t i = 0; i < n; i++)
		if (parts[i].n)
			crypto_generichash_update(&st, parts[i].p, parts[i].n);
	crypto_generichash_final(&st, out, HASH_SIZE);
	sodium_memzero(&st, sizeof st);
}

void
subkey(uint8_t out[KEY_SIZE], const uint8_t root[KEY_SIZE], unsigned n)
{
	crypto_kdf_derive_from_key(out, KEY_SIZE, n, "FELTkey1", root);
}

void
random_bytes(void *p, size_t n)
{
	randombytes_buf(p, n);
}

bool
equal_bytes(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void
box_keypair(uint8_t pk[32], uint8_t sk[32])
{
	crypto_box_keypair(pk, sk);
}

int
box_public(uint8_t pk[32], const uint8_t sk[32])
{
	return crypto_scalarmult_base(pk, sk) ? E_DAMAGE : 0;
}

int
box_seal(uint8_t *out, const void *p, size_t n, const uint8_t pk[32])
{
	return crypto_box_seal(out, p, n, pk) ? E_DAMAGE : 0;
}

int
box_open(uint8_t *out, const uint8_t *box, size_t n, const uint8_t pk[32], const uint8_t sk[32])
{
	return crypto_box_seal_open(out, box, n, pk, sk) ? E_DAMAGE : 0;
}
