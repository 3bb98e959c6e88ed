/*
 * The text forms of age keys: recipients, identities, identity files.
 *
 * In: text that a person pasted, or a file.  Out: keys.  Must never: repeat in a message what may be a secret key, or let
 * a secret key lie outside of secret memory.
 */
#include "age_inner.h"

#include <sodium.h>
#include <string.h>

#include "bech32.h"

#define RECIPIENT "age"
#define IDENTITY "age-secret-key-"

static bool
begins(const char *text, size_t n, const char *with)
{
	size_t w = strlen(with);

	for (size_t i = 0; i < w; i++) {
		char c = i < n ? text[i] : '\0';
		if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != with[i])
			return false;
	}
	return true;
}

/* ---- recipients ---- */

/* Kinds that are recipients, but not for this build. */
static int
not_for_us(struct err *err, const char *text, size_t n)
{
	static const struct { const char *begin, *why; } kinds[] = {
		{ IDENTITY, "that is a secret key, not a recipient; it stays with its owner\nage-keygen -y FILE shows the recipient of a key file" },
		{ "age-plugin-", "that is a secret key of a plugin, not a recipient" },
		{ "age1pq1", "recipients age1pq1... need ML-KEM, which needs libsodium 1.0.22 or newer\nask for a recipient age1... without pq" },
		{ "age1tag1", "recipients age1tag1... need P-256, which felt has not\nask for a recipient age1... without tag" },
		{ "age1tagpq1", "recipients age1tagpq1... need ML-KEM and P-256, which felt has not\nask for a recipient age1... without tagpq" },
		{ "ssh-", "recipients of ssh are not for felt\nage-keygen makes a recipient age1..." },
		{ "github:", "felt fetches nothing\nage-keygen makes a recipient age1..." },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (begins(text, n, kinds[i].begin))
			return err_set(err, E_USAGE, "%s", kinds[i].why);
	/* age1yubikey1...: the name of a plugin before the second 1.  A key of age's own has only one, and one length. */
	if (begins(text, n, "age1") && n != AGE_RECIPIENT_TEXT - 1 && memchr(text + 4, '1', n - 4))
		return err_set(err, E_USAGE, "recipients of age plugins need the plugin; felt runs none\nage-keygen makes a recipient age1...");
	return 0;
}

/* A key of low order gives the same shared secret, zero, whatever the other half is. */
static bool
low_order(const uint8_t key[AGE_KEY])
{
	uint8_t scalar[AGE_KEY], shared[AGE_KEY];
	bool low;

	randombytes_buf(scalar, sizeof scalar);
	low = crypto_scalarmult(shared, scalar, key) != 0;
	sodium_memzero(scalar, sizeof scalar);
	return low;
}

int
age_recipient_parse(struct err *err, const char *text, size_t n, uint8_t key[AGE_KEY])
{
	static const char hint[] = "\na recipient is age1 and 58 characters more; copy it once more";
	int rc = not_for_us(err, text, n);

	if (rc)
		return rc;
	switch (bech32_decode(RECIPIENT, text, n, key, AGE_KEY)) {
	case BECH32_FORM:
		return err_set(err, E_USAGE, "that is not a recipient of age%s", hint);
	case BECH32_CASE:
		return err_set(err, E_USAGE, "the recipient has capital and small letters%s", hint);
	case BECH32_CHECKSUM:
		return err_set(err, E_USAGE, "the checksum of the recipient does not fit: a character differs%s", hint);
	case BECH32_LENGTH:
		return err_set(err, E_USAGE, "the recipient is too short or too long%s", hint);
	case BECH32_FINE:
		break;
	}
	/* age takes small letters only; who writes it the other way has changed it. */
	if (text[0] == 'A')
		return err_set(err, E_USAGE, "a recipient is written in small letters%s", hint);
	if (low_order(key))
		return err_set(err, E_USAGE, "that recipient is a key that anybody could open (of low order)\nask for another one");
	return 0;
}

void
age_recipient_text(const uint8_t key[AGE_KEY], char out[AGE_RECIPIENT_TEXT])
{
	bech32_encode(RECIPIENT, key, AGE_KEY, false, out);
}

/* ---- identities ---- */

int
age_identity_parse(struct err *err, const char *text, size_t n, struct secret **out)
{
	struct secret *k;
	enum bech32 how;

	if (begins(text, n, "age-secret-key-pq-"))
		return err_set(err, E_INPUT, "a key AGE-SECRET-KEY-PQ-1... needs ML-KEM, which needs libsodium 1.0.22 or newer");
	if (begins(text, n, "age-plugin-"))
		return err_set(err, E_INPUT, "a key of an age plugin, and felt runs none");
	if (begins(text, n, "-----begin "))
		return err_set(err, E_INPUT, "a key of another program, or a locked one; age keys begin with AGE-SECRET-KEY-1");
	if (begins(text, n, AGE_VERSION))
		return err_set(err, E_INPUT, "the key file is locked with a passphrase of its own; age -d opens it");
	k = secret_new(AGE_KEY);
	if (!k)
		return err_set(err, E_NOMEM, "age key");
	how = n && text[0] == 'A' ? bech32_decode(IDENTITY, text, n, k->p, k->n) : BECH32_FORM;
	if (how == BECH32_FINE) {
		*out = k;
		return 0;
	}
	secret_free(k);
	return err_set(err, E_INPUT, how == BECH32_CHECKSUM ? "the checksum of a key does not fit: a character differs"
							    : "not a key of age; they begin with AGE-SECRET-KEY-1");
}

int
age_identity_recipient(const struct secret *identity, uint8_t key[AGE_KEY])
{
	return crypto_scalarmult_base(key, identity->p) ? E_INPUT : 0;
}

static struct slice
next_line(struct slice *rest)
{
	const char *end = memchr(rest->p, '\n', rest->n);
	struct slice line = { rest->p, end ? (size_t)(end - rest->p) : rest->n };
	size_t used = line.n + (end != NULL);

	rest->p += used;
	rest->n -= used;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

int
age_identities_parse(struct err *err, struct slice text, struct age_identities *out)
{
	unsigned long long number = 0;
	int rc = 0;

	*out = (struct age_identities){ .n = 0 };
	while (!rc && text.n > 0) {
		struct slice line = next_line(&text);

		number++;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (out->n == AGE_IDENTITIES)
			rc = err_set(err, E_INPUT, "more than %d keys in one file", AGE_IDENTITIES);
		else
			rc = age_identity_parse(err, line.p, line.n, &out->key[out->n]);
		if (!rc)
			out->n++;
		else if (err)
			err->n = number;
	}
	if (!rc && out->n == 0)
		rc = err_set(err, E_INPUT, "there is no key in it; age keys begin with AGE-SECRET-KEY-1");
	if (rc)
		age_identities_release(out);
	return rc;
}

void
age_identities_release(struct age_identities *ids)
{
	for (size_t i = 0; i < ids->n; i++)
		secret_free(ids->key[i]);
	*ids = (struct age_identities){ .n = 0 };
}
