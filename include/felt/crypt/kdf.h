/*
 * Passphrase to key: Argon2id 1.3, with bounds checked before anything is allocated.
 */
#ifndef FELT_CRYPT_KDF_H
#define FELT_CRYPT_KDF_H

#include <stdbool.h>

#include "felt/crypt/secret.h"

enum { KDF_SALT = 16, PASSPHRASE_MAX = 1024 };

struct kdf_cost {
	uint32_t passes;  /* opslimit */
	uint64_t memory;  /* bytes */
};
#define KDF_DEFAULT ((struct kdf_cost){ 3, UINT64_C(256) << 20 })
#define KDF_LEAST ((struct kdf_cost){ 2, UINT64_C(64) << 20 })  /* never written below */

/*
 * May this cost of a slot be paid?  Passes 1-16, memory 8 KiB-4 GiB, else E_KDF_LIMIT; above 1 GiB or half of
 * `physical` (bytes of memory, handed in) only with allow_memory.  Allocates nothing.
 */
int kdf_check(struct err *err, struct kdf_cost cost, uint64_t physical, bool allow_memory);
/* May it be written? 2-16 passes, 64 MiB-4 GiB. E_USAGE. */
int kdf_check_write(struct err *err, struct kdf_cost cost);

/* Empty, NUL inside, over PASSPHRASE_MAX: E_PASSPHRASE_FORM. A trailing newline is the source's business, not ours. */
int passphrase_check(struct err *err, const struct secret *passphrase);

/* 32 bytes into a new secret; E_NOMEM when the memory for it is not to be had. */
int kdf_derive(struct err *err, const struct secret *passphrase, const uint8_t salt[KDF_SALT], struct kdf_cost cost,
	struct secret **out);

#endif
