/*
 * Linux: the user's keyring, by the three system calls and no library.
 *
 * The order is the safeguard.  A key begins in the process keyring (@p), which goes with the process: killed before the
 * time-out is set, nothing is left.  Only then it is linked into the user keyring (@u), and last its possessor may view, read
 * and search it, and nothing else: no other program of this user can give it a longer life.  To read one,
 * @u is linked into @p first: without that a process that came by ssh, login or su finds the key and may not read it.
 *
 * Honest limits: root and every process of this user can do the same.  A key in @u outlives the logout.
 */
#undef _POSIX_C_SOURCE
#define _GNU_SOURCE /* syscall */

#include "keyring.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	POSSESSOR_ONLY = 0x0b000000, /* view, read, search */
	MOST_KEYS = 1024,            /* of one keyring that are looked at */
	DESCRIPTION = 256
};
static const char type[] = "user";

static long
keyctl(long what, long a, long b, long c, long d)
{
	return syscall(SYS_keyctl, what, a, b, c, d);
}

static int
no_cache(struct err *err)
{
	switch (errno) {
	case ENOSYS:
		return err_set(err, E_NO_CACHE, "the kernel offers no keyring");
	case EPERM:
	case EACCES:
		return err_set(err, E_NO_CACHE, "the keyring may not be used here, as in many containers");
	case EDQUOT:
		return err_set(err, E_NO_CACHE, "the keyring is full");
	default:
		return err_set(err, E_NO_CACHE, "the keyring: %s", strerror(errno));
	}
}

/* Only what is reached through a keyring of the process itself counts as possessed. */
static void
reach_user_keyring(void)
{
	keyctl(KEYCTL_LINK, KEY_SPEC_USER_KEYRING, KEY_SPEC_PROCESS_KEYRING, 0, 0);
}

/* The key of that name, or -1. */
static long
find(const char *name)
{
	reach_user_keyring();
	return keyctl(KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, (long)type, (long)name, 0);
}

static long
add(const char *name, const uint8_t *p, size_t n)
{
	return syscall(SYS_add_key, type, name, p, n, (long)KEY_SPEC_PROCESS_KEYRING);
}

int
keyring_try(struct err *err, size_t n)
{
	uint8_t nothing[SESSION_BYTES] = { 0 };
	long key = add("felt:try", nothing, n < sizeof nothing ? n : sizeof nothing);

	if (key < 0)
		return no_cache(err);
	int rc = keyctl(KEYCTL_SET_TIMEOUT, key, 1, 0, 0) ? no_cache(err) : 0;
	keyctl(KEYCTL_INVALIDATE, key, 0, 0, 0);
	return rc;
}

int
keyring_put(struct err *err, const char *name, const uint8_t *p, size_t n, unsigned seconds)
{
	long before = find(name), key;

	/* First: whoever still holds the old key must not go on reading it, and one of this very process would be updated, which it may not be. */
	if (before >= 0)
		keyctl(KEYCTL_INVALIDATE, before, 0, 0, 0);
	key = add(name, p, n);
	if (key < 0)
		return no_cache(err);
	if (keyctl(KEYCTL_SET_TIMEOUT, key, (long)seconds, 0, 0) || keyctl(KEYCTL_LINK, key, KEY_SPEC_USER_KEYRING, 0, 0) ||
		keyctl(KEYCTL_SETPERM, key, POSSESSOR_ONLY, 0, 0)) {
		int rc = no_cache(err);
		keyctl(KEYCTL_INVALIDATE, key, 0, 0, 0);
		return rc;
	}
	return 0;
}

int
keyring_get(struct err *err, const char *name, uint8_t *out, size_t n)
{
	long key = find(name);

	if (key < 0)
		return err_set(err, E_NO_CACHE, "nothing is kept");
	long got = keyctl(KEYCTL_READ, key, (long)out, (long)n, 0); /* how long it is, also when that is more than n */
	return got == (long)n ? 0 : err_set(err, E_NO_CACHE, "nothing that can be used is kept");
}

int
keyring_drop(struct err *err, const char *name)
{
	long key = find(name);

	if (key < 0)
		return 0;
	return keyctl(KEYCTL_INVALIDATE, key, 0, 0, 0) ? no_cache(err) : 1;
}

/* "user;UID;GID;PERM;NAME": is it one of ours? */
static bool
is_ours(long key)
{
	char d[DESCRIPTION] = "";

	if (keyctl(KEYCTL_DESCRIBE, key, (long)d, sizeof d - 1, 0) <= 0)
		return false;
	const char *name = strrchr(d, ';');
	return !strncmp(d, "user;", 5) && name && !strncmp(name + 1, KEYRING_NAMES, strlen(KEYRING_NAMES));
}

int
keyring_drop_all(struct err *err, size_t *n)
{
	int32_t keys[MOST_KEYS];
	int rc = 0;

	*n = 0;
	reach_user_keyring();
	long got = keyctl(KEYCTL_READ, KEY_SPEC_USER_KEYRING, (long)keys, sizeof keys, 0);
	size_t there = got < 0 ? 0 : (size_t)got / sizeof keys[0];
	for (size_t i = 0; i < there && i < MOST_KEYS; i++) {
		if (!is_ours(keys[i]))
			continue;
		if (keyctl(KEYCTL_INVALIDATE, keys[i], 0, 0, 0))
			rc = no_cache(err);
		else
			++*n;
	}
	return rc;
}
