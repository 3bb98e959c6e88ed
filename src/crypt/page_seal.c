/*
 * The envelope of a sealed page: AES-256-GCM and PBKDF2-SHA256 (page_seal.h, FORMAT.md 7).  The only file that knows OpenSSL.
 *
 * In: a passphrase of words and the page's plaintext.  Out: the envelope as JSON.  Must never: take a nonce twice under one
 * key (salt and iv are drawn anew each time), or read OpenSSL's configuration file, which names programs to load.
 *
 * libcrypto is loaded when a page is sealed and not before.  Linked like the other libraries it costs every command 0.7 ms
 * (measured: 1.04 ms of an empty program become 1.74), a `felt write` included, for something that is done once a month.  The
 * types of what is loaded come from OpenSSL's header, and the version from the header it was built with.
 */
#include "felt/crypt/page_seal.h"

#include <dlfcn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/opensslv.h>
#include <sodium.h>
#include <string.h>

#include "felt/crypt/seal.h"

#define TEXT_OF(x) #x
#define TEXT_OF_VALUE(x) TEXT_OF(x)
#define SONAME TEXT_OF_VALUE(OPENSSL_SHLIB_VERSION)

enum { AES_KEY = 32, GCM_TAG = 16 };

struct libcrypto {
	__typeof__(&OPENSSL_init_crypto) init;
	__typeof__(&PKCS5_PBKDF2_HMAC) pbkdf2;
	__typeof__(&EVP_sha256) sha256;
	__typeof__(&EVP_aes_256_gcm) aes_256_gcm;
	__typeof__(&EVP_CIPHER_CTX_new) ctx_new;
	__typeof__(&EVP_CIPHER_CTX_free) ctx_free;
	__typeof__(&EVP_CIPHER_CTX_ctrl) ctx_ctrl;
	__typeof__(&EVP_EncryptInit_ex) encrypt_init;
	__typeof__(&EVP_EncryptUpdate) encrypt_update;
	__typeof__(&EVP_EncryptFinal_ex) encrypt_final;
};

/* ---- the library ---- */

static int
symbol(void *lib, const char *name, void *function, size_t size)
{
	void *p = dlsym(lib, name);

	if (p == NULL || size != sizeof p)
		return -1;
	memcpy(function, &p, size); /* POSIX: an object pointer from dlsym is a function's */
	return 0;
}

#define SYMBOL(member, name) symbol(lib, name, &c->member, sizeof c->member)

/* It stays loaded until the process ends: libcrypto is not made to be taken out again. */
static int
load(struct err *err, struct libcrypto *c)
{
	void *lib = dlopen("libcrypto.so." SONAME, RTLD_NOW | RTLD_LOCAL);

	if (lib == NULL)
		lib = dlopen("libcrypto." SONAME ".dylib", RTLD_NOW | RTLD_LOCAL); /* macOS; not tried */
	if (lib == NULL || SYMBOL(init, "OPENSSL_init_crypto") || SYMBOL(pbkdf2, "PKCS5_PBKDF2_HMAC") ||
	    SYMBOL(sha256, "EVP_sha256") || SYMBOL(aes_256_gcm, "EVP_aes_256_gcm") || SYMBOL(ctx_new, "EVP_CIPHER_CTX_new") ||
	    SYMBOL(ctx_free, "EVP_CIPHER_CTX_free") || SYMBOL(ctx_ctrl, "EVP_CIPHER_CTX_ctrl") ||
	    SYMBOL(encrypt_init, "EVP_EncryptInit_ex") || SYMBOL(encrypt_update, "EVP_EncryptUpdate") ||
	    SYMBOL(encrypt_final, "EVP_EncryptFinal_ex"))
		return err_set(err, E_UNSAFE, "a page cannot be sealed without OpenSSL's libcrypto.so.%s", SONAME);
	if (!c->init(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL))
		return err_set(err, E_UNSAFE, "OpenSSL's libcrypto does not start");
	return 0;
}

/* ---- text ---- */

static void
add_base64(struct buf *out, const uint8_t *p, size_t n)
{
	size_t len = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
	char *to = (char *)buf_extend(out, len);

	if (to == NULL)
		return;
	sodium_bin2base64(to, len, p, n, sodium_base64_VARIANT_ORIGINAL);
	buf_truncate(out, out->n - 1); /* its NUL */
}

void
csp_hash(const void *p, size_t n, char out[CSP_HASH])
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	const size_t head = strlen("sha256-");

	crypto_hash_sha256(hash, p, n);
	memcpy(out, "sha256-", head);
	sodium_bin2base64(out + head, CSP_HASH - head, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
}

void
sha256_text(const void *p, size_t n, char out[SHA256_TEXT])
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, p, n);
	sodium_bin2hex(out, SHA256_TEXT, hash, sizeof hash);
}

/* "FELT-PAGE-1|PBKDF2-SHA256|1000000|salt|iv": every parameter is bound to the ciphertext. */
static void
associated(struct buf *ad, const uint8_t *salt, const uint8_t *iv)
{
	buf_printf(ad, "FELT-PAGE-1|PBKDF2-SHA256|%d|", PAGE_SEAL_ROUNDS);
	add_base64(ad, salt, PAGE_SALT);
	buf_u8(ad, '|');
	add_base64(ad, iv, PAGE_IV);
}

/* ---- sealing ---- */

/* out: n + GCM_TAG bytes. */
static bool
encrypt(const struct libcrypto *c, const uint8_t *key, const uint8_t *iv, const struct buf *ad, const void *p, size_t n, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = c->ctx_new();
	int len;
	bool good = ctx != NULL && c->encrypt_init(ctx, c->aes_256_gcm(), NULL, key, iv) && /* an iv of 12 bytes is GCM's own */
	    c->encrypt_update(ctx, NULL, &len, ad->p, (int)ad->n) &&
	    (n == 0 || (c->encrypt_update(ctx, out, &len, p, (int)n) && len == (int)n)) &&
	    c->encrypt_final(ctx, out + n, &len) && c->ctx_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, GCM_TAG, out + n);

	c->ctx_free(ctx);
	return good;
}

static void
envelope(struct buf *out, const uint8_t *salt, const uint8_t *iv, const struct buf *ct)
{
	buf_printf(out, "{\"v\":1,\"kdf\":\"PBKDF2-SHA256\",\"iter\":%d,\"salt\":\"", PAGE_SEAL_ROUNDS);
	add_base64(out, salt, PAGE_SALT);
	buf_str(out, "\",\"iv\":\"");
	add_base64(out, iv, PAGE_IV);
	buf_str(out, "\",\"ct\":\"");
	add_base64(out, ct->p, ct->n);
	buf_str(out, "\"}");
}

int
page_seal_with(struct err *err, const struct secret *passphrase, const uint8_t salt[PAGE_SALT], const uint8_t iv[PAGE_IV],
	const void *p, size_t n, struct buf *out)
{
	struct libcrypto c = { 0 };
	struct secret *key = NULL;
	struct buf ct = BUF_INIT, ad = BUF_INIT;
	uint8_t *to;
	int rc;

	if (n > PAGE_SEAL_MAX)
		return err_num(err, E_TEXT_LONG, PAGE_SEAL_MAX, "a sealed page");
	rc = load(err, &c);
	if (rc)
		return rc;
	associated(&ad, salt, iv);
	to = buf_extend(&ct, n + GCM_TAG);
	key = secret_new(AES_KEY);
	if (key == NULL || to == NULL || ad.failed)
		rc = err_set(err, E_NOMEM, "a sealed page");
	else if (!c.pbkdf2((const char *)passphrase->p, (int)passphrase->n, salt, PAGE_SALT, PAGE_SEAL_ROUNDS, c.sha256(), AES_KEY, key->p) ||
	    !encrypt(&c, key->p, iv, &ad, p, n, to))
		rc = err_set(err, E_UNSAFE, "OpenSSL's libcrypto refuses to seal");
	if (!rc) {
		envelope(out, salt, iv, &ct);
		rc = buf_check(out, err);
	}
	secret_free(key);
	buf_release(&ct);
	buf_release(&ad);
	return rc;
}

int
page_seal(struct err *err, const struct secret *passphrase, const void *p, size_t n, struct buf *out)
{
	uint8_t salt[PAGE_SALT], iv[PAGE_IV];

	random_bytes(salt, sizeof salt);
	random_bytes(iv, sizeof iv);
	return page_seal_with(err, passphrase, salt, iv, p, n, out);
}
