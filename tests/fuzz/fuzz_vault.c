/*
 * The fixed bytes of a journal's keys, which anybody can alter, and a recovery key as somebody typed it (src/vault).
 */
#include "fuzz.h"

#include "felt/base/crockford.h"
#include "felt/vault/vault.h"

static void
header(const uint8_t *p, size_t n)
{
	uint8_t in[HEADER_SIZE] = { 0 }, out[HEADER_SIZE];
	char text[RECOVERY_TEXT];
	struct header h;

	memcpy(in, p, n < sizeof in ? n : sizeof in);
	int rc = header_decode(NULL, in, &h);
	MUST(rc == 0 || rc == E_DAMAGE || rc == E_VERSION);
	if (rc)
		return;
	header_encode(&h, out);
	MUST(!memcmp(in, out, sizeof in));
	fingerprint_text(&h, text);
	MUST(strlen(text) == RECOVERY_TEXT - 1);
}

static void
slot(const uint8_t *p, size_t n)
{
	uint8_t in[SLOT_SIZE] = { 0 }, out[SLOT_SIZE];
	struct slot s;

	memcpy(in, p, n < sizeof in ? n : sizeof in);
	int rc = slot_decode(NULL, in, &s);
	MUST(rc == 0 || rc == E_DAMAGE);
	if (rc)
		return;
	slot_encode(&s, out);
	MUST(!memcmp(in, out, sizeof in));
}

/* The spare copy, taken apart, put together, and unlocked with a recovery key that opens none of its slots. */
static void
spare(const uint8_t *p, size_t n)
{
	static struct secret *secret;
	static const uint8_t key[RECOVERY_KEY] = { 1 };
	struct vault_copy copies[2];
	struct keys *k = NULL;
	struct buf out = BUF_INIT;

	if (!secret) {
		MUST(!secret_init(NULL));
		MUST((secret = secret_copy(key, sizeof key)));
	}
	memset(copies, 0, sizeof copies);
	vault_spare_decode(p, n, &copies[1]);
	MUST(copies[1].nslots <= SLOTS_MAX);
	if (!copies[1].fault) {
		vault_spare_encode(&copies[1], &out);
		MUST(out.n == n && !memcmp(out.p, p, n));
		copies[0] = copies[1];
		vault_sort(&copies[0]);
		MUST(!memcmp(&copies[0], &copies[1], sizeof copies[0]));
	}
	int rc = vault_unlock(NULL, copies, SLOT_RECOVERY, secret, (struct vault_limits){ UINT64_C(1) << 32, false }, &k);
	MUST(rc == E_WRONG_SECRET || rc == E_DAMAGE || rc == E_VERSION || rc == E_KDF_LIMIT);
	MUST(!k);
	buf_release(&out);
}

static void
recovery(const uint8_t *p, size_t n)
{
	uint8_t key[RECOVERY_KEY], again[RECOVERY_KEY];
	char text[RECOVERY_TEXT];
	struct err err = { 0 };

	if (recovery_parse(&err, (const char *)p, n, key)) {
		MUST(err.code == E_RECOVERY_FORM && err.n <= n + 1);
		return;
	}
	recovery_text(key, text);
	MUST(strlen(text) == RECOVERY_TEXT - 1);
	MUST(!recovery_parse(NULL, text, strlen(text), again) && !memcmp(key, again, sizeof key));
	/* one character changed is never another key */
	for (size_t i = 0; i < RECOVERY_TEXT - 1; i++) {
		char was = text[i];
		if (was == '-')
			continue;
		text[i] = was == 'Z' ? '0' : was == '9' ? 'A' : (char)(was + 1);
		if (crockford_value(text[i]) >= 0 && crockford_value(text[i]) != crockford_value(was))
			MUST(recovery_parse(NULL, text, strlen(text), again) || memcmp(key, again, sizeof key));
		text[i] = was;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	switch (choose(&p, &n) % 4) {
	case 0:
		header(p, n);
		break;
	case 1:
		slot(p, n);
		break;
	case 2:
		spare(p, n);
		break;
	default:
		recovery(p, n);
		break;
	}
	return 0;
}
