/*
 * A key file, which may come from anywhere (src/vault/key_file.c): what is taken is the only text of what was understood, and unlocking with it
 * ends in one of its answers.  The first byte chooses: the text itself, or bytes that are put into the right armour first.
 */
#include "fuzz.h"

#include "felt/crypt/base64.h"
#include "felt/vault/key_file.h"
#include "felt/vault/vault.h"

/* With a recovery key that opens none of its slots. */
static void
unlock(const struct vault_copy *copy)
{
	static struct secret *secret;
	static const uint8_t key[RECOVERY_KEY] = { 1 };
	const struct vault_copy copies[2] = { *copy, { 0 } };
	struct keys *k = NULL;

	if (!secret) {
		MUST(!secret_init(NULL));
		MUST((secret = secret_copy(key, sizeof key)));
	}
	int rc = vault_unlock(NULL, copies, SLOT_RECOVERY, secret, (struct vault_limits){ UINT64_C(1) << 32, false }, &k);
	MUST(rc == E_WRONG_SECRET || rc == E_KDF_LIMIT);
	MUST(!k);
}

static void
text(const uint8_t *p, size_t n)
{
	struct vault_copy copy;
	struct err err = { 0 };
	struct buf again = BUF_INIT;
	int rc = key_file_decode(&err, p, n, &copy);

	MUST(rc == 0 || rc == E_INPUT || rc == E_VERSION);
	MUST(rc == (int)err.code && err.n <= n + 2);
	if (rc)
		return;
	MUST(copy.present && !copy.fault && copy.nslots >= 1 && copy.nslots <= SLOTS_MAX);
	key_file_encode(&copy, &again);
	MUST(again.n == n && !memcmp(again.p, p, n));
	buf_release(&again);
	unlock(&copy);
}

static void
bytes(const uint8_t *p, size_t n)
{
	struct buf b = BUF_INIT;

	buf_str(&b, "-----BEGIN FELT KEY-----\n");
	for (size_t at = 0; at < n; at += 48) {
		base64_add(&b, p + at, n - at < 48 ? n - at : 48, true);
		buf_u8(&b, '\n');
	}
	buf_str(&b, "-----END FELT KEY-----\n");
	text(b.p, b.n);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (choose(&p, &n) % 2)
		bytes(p, n);
	else
		text(p, n);
	return 0;
}
