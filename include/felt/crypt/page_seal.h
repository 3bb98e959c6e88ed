/*
 * The envelope of a sealed page (FORMAT.md 7): what a browser's own cryptography can open.
 *
 * AES-256-GCM under a key that PBKDF2-SHA256 makes of the passphrase in a million rounds, because browsers have these and
 * nothing better.  The strength comes from the passphrase, which felt generates (words.h), not from the rounds.
 *
 * What it does not do: it does not show who made it, and whoever can change the file on its way can change the script that
 * asks for the passphrase.  An age file has no such script.
 */
#ifndef FELT_CRYPT_PAGE_SEAL_H
#define FELT_CRYPT_PAGE_SEAL_H

#include "felt/base/buf.h"
#include "felt/crypt/secret.h"

enum { PAGE_SEAL_MAX = 32 << 20, PAGE_SEAL_ROUNDS = 1000000, PAGE_SALT = 16, PAGE_IV = 12 };

/*
 * Appends the envelope, JSON in ASCII without '<', to out; n bytes at p are the plaintext.
 * E_TEXT_LONG (n = PAGE_SEAL_MAX), E_UNSAFE when libcrypto cannot be loaded or refuses, E_NOMEM.
 */
int page_seal(struct err *err, const struct secret *passphrase, const void *p, size_t n, struct buf *out);
/* The same with salt and iv handed in: for known answers only. */
int page_seal_with(struct err *err, const struct secret *passphrase, const uint8_t salt[PAGE_SALT], const uint8_t iv[PAGE_IV],
	const void *p, size_t n, struct buf *out);

/* "sha256-" and the base64 of the SHA-256 of n bytes, NUL-terminated: what a content security policy names a script by. */
enum { CSP_HASH = 52 };
void csp_hash(const void *p, size_t n, char out[CSP_HASH]);

/* The SHA-256 of n bytes as sha256sum prints it, NUL-terminated. */
enum { SHA256_TEXT = 65 };
void sha256_text(const void *p, size_t n, char out[SHA256_TEXT]);

#endif
