/*
 * age files (src/crypt/age_*.c): the header, the armor, whole files, and keys as text.
 *
 * What must hold besides no crash: what is accepted has one way to be written, so writing it again gives the same bytes.
 */
#include "fuzz.h"

#include <sodium.h>

#include "crypt/age_inner.h"

struct source { const uint8_t *p; size_t n, at, piece; };

static int
give(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct source *s = arg;

	(void)err;
	n = n < s->piece ? n : s->piece;
	*got = n < s->n - s->at ? n : s->n - s->at;
	if (*got)
		memcpy(p, s->p + s->at, *got);
	s->at += *got;
	return 0;
}

static int
take(void *arg, struct err *err, const void *p, size_t n)
{
	(void)err;
	buf_add(arg, p, n);
	return 0;
}

/* The same header from its parts. */
static void
header(const uint8_t *p, size_t n)
{
	struct age_header h;
	struct buf again = BUF_INIT;
	size_t end = 0;
	int rc = age_header_end(NULL, p, n, &end);

	MUST(rc == 1 || rc == 0 || rc == E_INPUT);
	if (rc != 1)
		return;
	MUST(end > 0 && end <= n && p[end - 1] == '\n');
	if (age_header_parse(NULL, p, end, &h))
		return;
	MUST(h.n > 0 && h.maced < end && !memcmp(p + h.maced - 3, "--- ", 4));
	buf_u8(&again, ' ');
	base64_add(&again, h.mac, 32, false);
	buf_u8(&again, '\n');
	MUST(again.n == end - h.maced && !memcmp(again.p, p + h.maced, again.n));
	for (size_t i = 0; i < h.n; i++) {
		const struct age_stanza *s = &h.stanzas[i];
		uint8_t arg[AGE_KEY];
		int work = 0;

		buf_clear(&again);
		if (age_is_x25519(s)) {
			age_stanza_share(s, arg);
			age_stanza_write(&again, "X25519", arg, AGE_KEY, NULL, s->body);
		} else if (age_is_scrypt(s)) {
			age_stanza_salt(s, arg, &work);
			MUST(work > 0 && h.n == 1);
		}
		MUST(again.n == 0 || !memcmp(again.p, s->type.p - 3, again.n));
	}
	age_header_release(&h);
	buf_release(&again);
}

/* The same armor from its bytes, but for line ends and blanks around it. */
static void
armor(const uint8_t *p, size_t n, size_t piece)
{
	struct source s = { p, n, 0, piece };
	struct age_source *in = calloc(1, sizeof *in);
	struct age_armor out = { .n = 0 };
	struct buf bytes = BUF_INIT, again = BUF_INIT, plain = BUF_INIT;
	uint8_t some[100];
	size_t got = 0;
	int rc;

	MUST(in);
	rc = age_source_begin(in, NULL, give, &s);
	while (!rc && !(rc = age_source_fill(in, NULL, some, sizeof some, &got)) && got)
		buf_add(&bytes, some, got);
	MUST(rc == 0 || rc == E_INPUT);
	if (rc == 0 && !in->armored)
		MUST(bytes.n == n && (n == 0 || !memcmp(bytes.p, p, n)));
	if (rc == 0 && in->armored) {
		MUST(age_armor_write(&out, NULL, bytes.p, bytes.n, take, &again) == 0 && age_armor_end(&out, NULL, take, &again) == 0);
		for (size_t i = 0; i < n; i++)
			if (p[i] != '\r' || i + 1 == n || p[i + 1] != '\n')
				buf_u8(&plain, p[i]);
		buf_u8(&plain, '\n'); /* the last mark may end with the file */
		bool within = false;
		for (size_t i = 0; i + again.n <= plain.n; i++)
			within = within || !memcmp(plain.p + i, again.p, again.n);
		MUST(within);
	}
	free(in);
	buf_release(&bytes);
	buf_release(&again);
	buf_release(&plain);
}

static void
whole(const uint8_t *p, size_t n, size_t piece)
{
	static const char key[] = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
	struct source s = { p, n, 0, piece };
	struct age_reader *r = NULL;
	uint8_t out[300];
	size_t got = 0;
	int rc = age_open(NULL, give, &s, &r);

	if (!rc && age_wants_passphrase(r)) {
		struct secret *words = secret_copy("password", 8);
		rc = age_unlock_passphrase(r, NULL, words, 4);
		secret_free(words);
	} else if (!rc) {
		struct age_identities ids;
		MUST(age_identities_parse(NULL, slice_of(key), &ids) == 0);
		rc = age_unlock_keys(r, NULL, &ids);
		age_identities_release(&ids);
	}
	while (!rc && !(rc = age_read(r, NULL, out, sizeof out, &got)) && got)
		;
	MUST(rc == 0 || rc == E_INPUT || rc == E_AGE_KEY || rc == E_AGE_DAMAGE || rc == E_KDF_LIMIT);
	if (rc == E_AGE_DAMAGE && r->key)
		MUST(age_read(r, NULL, out, 1, &got) == E_AGE_DAMAGE && got == 0);
	age_reader_free(r);
}

static void
text(const uint8_t *p, size_t n)
{
	struct age_identities ids;
	uint8_t key[AGE_KEY];
	char again[AGE_RECIPIENT_TEXT];
	struct slice s = { (const char *)p, n };

	if (age_recipient_parse(NULL, s.p, s.n, key) == 0) {
		age_recipient_text(key, again);
		MUST(slice_is(s, again));
	}
	if (age_identities_parse(NULL, s, &ids) == 0) {
		MUST(ids.n > 0);
		age_identities_release(&ids);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	unsigned how = choose(&p, &n);
	size_t piece = how & 0x40 ? 1 : how & 0x20 ? 7 : 5000;

	if (sodium_init() < 0)
		return 0;
	switch (how & 3) {
	case 0:
		whole(p, n, piece);
		break;
	case 1:
		header(p, n);
		break;
	case 2:
		armor(p, n, piece);
		break;
	default:
		text(p, n);
	}
	return 0;
}
