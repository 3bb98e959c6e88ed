/*
 * No keyring: systems other than Linux have nothing that is kept in the kernel, for this user, until a time-out.
 *
 * Must never: stand in for it with a file or a process of its own.
 */
#include "keyring.h"

static int
none(struct err *err)
{
	return err_set(err, E_NO_CACHE, "this system has no keyring for it");
}

int
keyring_try(struct err *err, size_t n)
{
	(void)n;
	return none(err);
}

int
keyring_put(struct err *err, const char *name, const uint8_t *p, size_t n, unsigned seconds)
{
	(void)name;
	(void)p;
	(void)n;
	(void)seconds;
	return none(err);
}

int
keyring_get(struct err *err, const char *name, uint8_t *out, size_t n)
{
	(void)name;
	(void)out;
	(void)n;
	return none(err);
}

int
keyring_drop(struct err *err, const char *name)
{
	(void)err;
	(void)name;
	return 0; /* there never was one */
}

int
keyring_drop_all(struct err *err, size_t *n)
{
	(void)err;
	*n = 0;
	return 0;
}
