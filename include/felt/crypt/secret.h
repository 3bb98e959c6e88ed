/*
 * Memory for keys and passphrases.
 *
 * A secret lives in pages of its own (sodium_malloc: guard pages, kept out of core dumps, locked
 * where the system allows) and is wiped when it is freed.  Honest limits: locking may fail silently
 * under a low RLIMIT_MEMLOCK (felt status looks), pages can reach the disk by hibernation, and whoever is root or may
 * trace this process can read it.  On Linux a child made with fork() finds zeros in their place.
 */
#ifndef FELT_CRYPT_SECRET_H
#define FELT_CRYPT_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "felt/base/err.h"

struct secret {
	uint8_t *p;
	size_t n;   /* bytes in use */
	size_t cap; /* bytes there are */
};

/* sodium_init once; E_NOMEM, or E_UNSAFE when there is no randomness to be had. */
int secret_init(struct err *err);
/* cap bytes, zeroed, n = cap; NULL without memory. */
struct secret *secret_new(size_t cap);
struct secret *secret_copy(const void *p, size_t n);
void secret_free(struct secret *s); /* wipes; NULL is fine */

#endif
