/*
 * Secret memory.  In: a size.  Out: pages of libsodium's that are guarded, kept out of core dumps and
 * wiped when freed.  Never holds text of a journal: texts are too many and too long for pages of their own.
 */
#include "felt/crypt/secret.h"

#include "secret_fork.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int
secret_init(struct err *err)
{
	if (sodium_init() < 0)
		return err_set(err, E_UNSAFE, "no source of randomness");
	return 0;
}

struct secret *
secret_new(size_t cap)
{
	struct secret *s = malloc(sizeof *s);

	if (!s)
		return NULL;
	s->p = sodium_malloc(cap ? cap : 1);
	if (!s->p) {
		free(s);
		return NULL;
	}
	/* sodium_malloc fills with 0xdb on purpose; a secret begins as zeros so that a short one is not noise. */
	memset(s->p, 0, cap);
	secret_not_for_children(s->p, cap ? cap : 1);
	s->n = s->cap = cap;
	return s;
}

struct secret *
secret_copy(const void *p, size_t n)
{
	struct secret *s = secret_new(n);

	if (s && n)
		memcpy(s->p, p, n);
	return s;
}

void
secret_free(struct secret *s)
{
	if (!s)
		return;
	sodium_free(s->p);
	free(s);
}
