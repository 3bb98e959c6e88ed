/*
 * A few bytes under a name in the kernel's memory, for this user alone, until a time-out.  keyring_linux.c does it,
 * keyring_posix.c says that it cannot.
 */
#ifndef FELT_SESSION_KEYRING_H
#define FELT_SESSION_KEYRING_H

#include "felt/session/session.h"

/* Every name begins so; keyring_drop_all() ends what does. */
#define KEYRING_NAMES "felt:1:"

/* Is there one that takes n bytes?  Leaves nothing behind. E_NO_CACHE. */
int keyring_try(struct err *err, size_t n);
/* Puts them there, for so many seconds, in the place of what had the name. E_NO_CACHE; then nothing new is there. */
int keyring_put(struct err *err, const char *name, const uint8_t *p, size_t n, unsigned seconds);
/* Exactly n bytes into out; E_NO_CACHE when there is nothing of that name, or something of another length. */
int keyring_get(struct err *err, const char *name, uint8_t *out, size_t n);
/* 1 ended, 0 there was nothing, E_NO_CACHE when it stays. */
int keyring_drop(struct err *err, const char *name);
int keyring_drop_all(struct err *err, size_t *n);

#endif
