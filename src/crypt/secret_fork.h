/*
 * Keys are not for children: what is forked, to become an editor or to prepare its folder, begins with zeros where they were.
 * A child must not free a secret.  One file per platform: secret_linux.c, secret_posix.c.
 */
#ifndef FELT_CRYPT_SECRET_FORK_H
#define FELT_CRYPT_SECRET_FORK_H

#include <stddef.h>

/* p: n bytes at the end of pages of their own (sodium_malloc).  Silent where the system cannot do it. */
void secret_not_for_children(void *p, size_t n);

#endif
