/*
 * The cryptography of age stanzas and headers, over libsodium 1.0.18.
 *
 * In: keys, passphrases, salts.  Out: wrapping keys, MACs, the file key wrapped and unwrapped.  Must never: leave a key on
 * the stack, or go on with a shared secret that everybody knows (a key of low order).
 */
#include "age_inner.h"

#include <sodium.h>
#include <string.h>

static void
hmac(uint8_t out[32], const void *key, size_t keyn, const void *a, size_t an, const void *b, size_t bn)
{
	crypto_auth_hmacsha256_state st;

	crypto_auth_hmacsha256_init(&st, key, keyn);
	if (an)
		crypto_auth_hmacsha256_update(&st, a, an);
	if (bn)
		crypto_auth_hmacsha256_update(&st, b, bn);
	crypto_auth_hmacsha256_final(&st, out);
	sodium_memzero(&st, sizeof st);
}

void
age_hkdf(uint8_t out[32], const void *ikm, size_t ikmn, const void *salt, size_t saltn, const char *info)
{
	static const uint8_t zeros[32], one = 1;
	uint8_t prk[32];

	/* RFC 5869: no salt is a salt of zeros; 32 bytes are the first round of the expansion. */
	hmac(prk, saltn ? salt : zeros, saltn ? saltn : sizeof zeros, ikm, ikmn, NULL, 0);
	hmac(out, prk, sizeof prk, info, strlen(info), &one, 1);
	sodium_memzero(prk, sizeof prk);
}

void
age_mac(uint8_t out[32], const struct secret *file_key, const void *header, size_t n)
{
	uint8_t key[32];

	age_hkdf(key, file_key->p, file_key->n, NULL, 0, "header");
	hmac(out, key, sizeof key, header, n, NULL, 0);
	sodium_memzero(key, sizeof key);
}

struct secret *
age_payload_key(const struct secret *file_key, const uint8_t nonce[AGE_NONCE])
{
	struct secret *k = secret_new(32);

	if (k)
		age_hkdf(k->p, file_key->p, file_key->n, nonce, AGE_NONCE, "payload");
	return k;
}

int
age_scrypt(struct err *err, const struct secret *passphrase, const uint8_t salt[AGE_SALT], int work, struct secret **out)
{
	static const char label[] = AGE_VERSION "/scrypt";
	uint8_t salted[sizeof label - 1 + AGE_SALT];
	struct secret *k = secret_new(32);

	memcpy(salted, label, sizeof label - 1);
	memcpy(salted + sizeof label - 1, salt, AGE_SALT);
	if (!k || crypto_pwhash_scryptsalsa208sha256_ll(passphrase->p, passphrase->n, salted, sizeof salted, UINT64_C(1) << work, 8, 1,
		    k->p, k->n)) {
		secret_free(k);
		return err_num(err, E_NOMEM, UINT64_C(1024) << work, "key derivation");
	}
	*out = k;
	return 0;
}

bool
age_x25519(uint8_t out[32], const uint8_t mine[AGE_KEY], const uint8_t theirs[AGE_KEY], const uint8_t share[AGE_KEY],
	const uint8_t recipient[AGE_KEY])
{
	uint8_t shared[32], salt[2 * AGE_KEY];
	bool fine = crypto_scalarmult(shared, mine, theirs) == 0 && !sodium_is_zero(shared, sizeof shared);

	memcpy(salt, share, AGE_KEY);
	memcpy(salt + AGE_KEY, recipient, AGE_KEY);
	if (fine)
		age_hkdf(out, shared, sizeof shared, salt, sizeof salt, AGE_VERSION "/X25519");
	sodium_memzero(shared, sizeof shared);
	return fine;
}

static const uint8_t no_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

void
age_wrap(uint8_t body[AGE_BODY], const uint8_t key[32], const uint8_t file_key[AGE_FILE_KEY])
{
	crypto_aead_chacha20poly1305_ietf_encrypt(body, NULL, file_key, AGE_FILE_KEY, NULL, 0, NULL, no_nonce, key);
}

bool
age_unwrap(uint8_t file_key[AGE_FILE_KEY], const uint8_t key[32], const uint8_t body[AGE_BODY])
{
	return crypto_aead_chacha20poly1305_ietf_decrypt(file_key, NULL, NULL, body, AGE_BODY, NULL, 0, no_nonce, key) == 0;
}

/* ---- chunks: STREAM with a counter and a mark on the last one ---- */

static void
chunk_nonce(uint8_t nonce[12], uint64_t index, bool last)
{
	memset(nonce, 0, 12);
	for (unsigned i = 0; i < 8; i++)
		nonce[10 - i] = (uint8_t)(index >> 8 * i);
	nonce[11] = last;
}

void
age_chunk_seal(uint8_t *out, const struct secret *key, uint64_t index, bool last, const uint8_t *p, size_t n)
{
	uint8_t nonce[12];

	chunk_nonce(nonce, index, last);
	crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, p, n, NULL, 0, NULL, nonce, key->p);
}

bool
age_chunk_open(uint8_t *out, const struct secret *key, uint64_t index, bool last, const uint8_t *p, size_t n)
{
	uint8_t nonce[12];

	chunk_nonce(nonce, index, last);
	return n >= AGE_TAG && crypto_aead_chacha20poly1305_ietf_decrypt(out, NULL, NULL, p, n, NULL, 0, nonce, key->p) == 0;
}
