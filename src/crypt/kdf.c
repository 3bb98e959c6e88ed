/*
 * Passphrase to key.  In: a passphrase and the cost a slot asks for.  Out: 32 bytes.  The cost comes
 * from a file that anyone may have altered, so it is judged before memory is touched.
 */
#include "felt/crypt/kdf.h"

#include <sodium.h>
#include <string.h>

int
kdf_check(struct err *err, struct kdf_cost cost, uint64_t physical, bool allow_memory)
{
	const uint64_t gib = UINT64_C(1) << 30;
	uint64_t most = physical && physical / 2 < gib ? physical / 2 : gib;

	if (cost.passes < 1 || cost.passes > 16 || cost.memory < 8192 || cost.memory > 4 * gib)
		return err_num(err, E_KDF_LIMIT, cost.memory, "passes %u", cost.passes);
	if (cost.memory > most && !allow_memory)
		return err_num(err, E_KDF_LIMIT, cost.memory, "--allow-kdf-memory");
	return 0;
}

int
kdf_check_write(struct err *err, struct kdf_cost cost)
{
	if (cost.passes < KDF_LEAST.passes || cost.passes > 16)
		return err_set(err, E_USAGE, "--kdf-passes: 2 to 16");
	if (cost.memory < KDF_LEAST.memory || cost.memory > UINT64_C(4) << 30)
		return err_set(err, E_USAGE, "--kdf-memory: 64M to 4G");
	return 0;
}

int
passphrase_check(struct err *err, const struct secret *passphrase)
{
	if (passphrase->n == 0)
		return err_set(err, E_PASSPHRASE_FORM, "it is empty");
	if (passphrase->n > PASSPHRASE_MAX)
		return err_set(err, E_PASSPHRASE_FORM, "it is longer than 1024 bytes");
	if (memchr(passphrase->p, 0, passphrase->n))
		return err_set(err, E_PASSPHRASE_FORM, "it has a NUL byte inside");
	return 0;
}

int
kdf_derive(struct err *err, const struct secret *passphrase, const uint8_t salt[KDF_SALT], struct kdf_cost cost,
	struct secret **out)
{
	struct secret *k = secret_new(32);

	if (!k)
		return err_set(err, E_NOMEM, "key derivation");
	if (crypto_pwhash(k->p, k->n, (const char *)passphrase->p, passphrase->n, salt, cost.passes, (size_t)cost.memory,
		    crypto_pwhash_ALG_ARGON2ID13)) {
		secret_free(k);
		return err_num(err, E_NOMEM, cost.memory, "key derivation");
	}
	*out = k;
	return 0;
}
