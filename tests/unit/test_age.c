/*
 * age.h: known answers, what comes back, what is refused, what fails.
 *
 * The whole of the public vectors runs in tests/second/age_vectors.t, age itself in tests/second/age.t; this excerpt needs neither.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypt/age_inner.h"
#include "crypt/bech32.h"
#include "felt/crypt/seal.h"

static const char identity[] = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
enum { CHEAP = 10 }; /* log2 N: 1 MiB */

/* ---- a source and a target in memory ---- */

struct source { struct slice all; size_t at, piece; }; /* piece: so much at once, 0 for all */

static int
give_at(void *arg, struct err *err, uint64_t offset, uint8_t *p, size_t n, size_t *got)
{
	struct source *s = arg;
	size_t left = offset < s->all.n ? s->all.n - (size_t)offset : 0;

	(void)err;
	if (s->piece && n > s->piece)
		n = s->piece;
	*got = n < left ? n : left;
	if (*got)
		memcpy(p, s->all.p + offset, *got);
	return 0;
}

static int
give(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct source *s = arg;
	int rc = give_at(s, err, s->at, p, n, got);

	s->at += *got;
	return rc;
}

struct sink { struct buf b; int calls, fail_at; };

static int
take(void *arg, struct err *err, const void *p, size_t n)
{
	struct sink *s = arg;

	if (++s->calls == s->fail_at)
		return err_set(err, E_SPACE, "sink");
	buf_add(&s->b, p, n);
	return 0;
}

static struct age_identities
keys(void)
{
	struct age_identities ids;

	assert_int_equal(age_identities_parse(NULL, slice_of(identity), &ids), 0);
	return ids;
}

/* Opens all of it; the plaintext into out, also what came before an error. */
static int
open_all(struct err *err, struct slice sealed, size_t piece, const char *passphrase, struct buf *out)
{
	struct source s = { sealed, 0, piece };
	struct age_identities ids = keys();
	struct secret *words = passphrase ? secret_copy(passphrase, strlen(passphrase)) : NULL;
	struct age_reader *r = NULL;
	uint8_t p[1000];
	size_t got = 0;
	int rc = age_open(err, give, &s, &r);

	if (!rc)
		rc = words ? age_unlock_passphrase(r, err, words, AGE_WORK_LIMIT) : age_unlock_keys(r, err, &ids);
	while (!rc && !(rc = age_read(r, err, p, sizeof p, &got)) && got)
		buf_add(out, p, got);
	age_reader_free(r);
	secret_free(words);
	age_identities_release(&ids);
	return rc;
}

static int
seal_all(struct err *err, struct sink *sink, struct slice text, size_t piece, bool armor, struct age_writer **keep)
{
	struct age_identities ids = keys();
	uint8_t to_keys[1][AGE_KEY];
	struct age_to to = { .recipients = (const uint8_t (*)[AGE_KEY])to_keys, .nrecipients = 1, .armor = armor };
	struct age_writer *w = NULL;
	int rc;

	assert_int_equal(age_identity_recipient(ids.key[0], to_keys[0]), 0);
	age_identities_release(&ids);
	rc = age_seal_begin(err, &to, take, sink, &w);
	for (size_t at = 0; !rc && at < text.n; at += piece)
		rc = age_seal(w, err, text.p + at, text.n - at < piece ? text.n - at : piece);
	if (!rc)
		rc = age_seal_end(w, err);
	if (keep)
		*keep = w;
	else
		age_writer_free(w);
	return rc;
}

static void
typical_use(void **state)
{
	struct sink sink = { .b = BUF_INIT };
	struct buf back = BUF_INIT;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(seal_all(&err, &sink, slice_of("only for you"), 100, false, NULL), 0);
	assert_int_equal(open_all(&err, buf_as_slice(&sink.b), 0, NULL, &back), 0);
	assert_string_equal(buf_cstr(&back), "only for you");
	assert_true(age_looks_like(sink.b.p, sink.b.n));
	buf_release(&sink.b);
	buf_release(&back);
}

/* ---- known answers ---- */

/* From the public vectors (C2SP CCTV), as base 64. */
static const struct vector {
	const char *name;
	int rc;
	const char *subject;
	bool passphrase;
	const char *base64;
} vectors[] = {
	{ "x25519", 0, "", false,
		"YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBURWlGMHlwcXIrYnB2Y3FY\n"
		"TnlDVkpwTDdPdXdQZFZ3UEw3S1FFYkZET0NjCmhqYWJHWHdTTFE5YzNTNkx3Mmkr\n"
		"UzJUdTJmaXdRSEhzbGJCTjZCNDFGTEUKLS0tIFd5SnA5Ri85Rk9aaDdnSmRoZXEy\n"
		"V0lKY3dIZ1ljOE5JVmgzZGR3aHJjTmcK7s9ix86RtDMnTmjU8vkTTLdMW/73vqpS\n"
		"yPC8DpksHoMx+2Y=\n" },
	{ "x25519_bad_tag", E_AGE_KEY, "it is not for any", false,
		"YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBURWlGMHlwcXIrYnB2Y3FY\n"
		"TnlDVkpwTDdPdXdQZFZ3UEw3S1FFYkZET0NjCmhqYWJHWHdTTFE5YzNTNkx3Mmkr\n"
		"UzJUdTJmaXdRSEhzbGJCTjZCNDFGRTQKLS0tIHpPQ0hweW5WMGFWN3A0UjZjK2JP\n"
		"YXBncHE5VHRwRmdHZ1lnaFEyK1BJWDgK7s9ix86RtDMnTmjU8vkTTLdMW/73vqpS\n"
		"yPC8DpksHoMx+2Y=\n" },
	{ "hmac_bad", E_AGE_DAMAGE, "age header: it was altered", false,
		"YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBURWlGMHlwcXIrYnB2Y3FY\n"
		"TnlDVkpwTDdPdXdQZFZ3UEw3S1FFYkZET0NjCmhqYWJHWHdTTFE5YzNTNkx3Mmkr\n"
		"UzJUdTJmaXdRSEhzbGJCTjZCNDFGTEUKLS0tIDhNY0UzaXg5UjM0RS92THJRdjN5\n"
		"ZXBzSGpvL0xYaGZzMjJBYjNVeUlubWcK7s9ix86RtDMnTmjU8vkTTLdMW/73vqpS\n"
		"yPC8DpksHoMx+2Y=\n" },
	{ "stanza_not_canonical", E_INPUT, "age header: the body", false,
		"YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBURWlGMHlwcXIrYnB2Y3FY\n"
		"TnlDVkpwTDdPdXdQZFZ3UEw3S1FFYkZET0NjCmhqYWJHWHdTTFE5YzNTNkx3Mmkr\n"
		"UzJUdTJmaXdRSEhzbGJCTjZCNDFGTEUKLT4gc3RhbnphClFVRkJRVUZCUVVGQlFV\n"
		"RkJRVUZCUVVGQlFVRkJRVUZCUVVGQlFVRkJRVUZCUVVGQlFVRkJRVUZCUVVGQlFV\n"
		"RkIKUVVGCi0tLSAzZGNCZGV1S3REYkVweC9oaGNBNnFFQVIvbmlRaDJNQXNydVZQ\n"
		"UnNINENJCu7PYsfOkbQzJ05o1PL5E0y3TFv+976qUsjwvA6ZLB6DMftm\n" },
	{ "scrypt", 0, "", true,
		"YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCByRjAvTndibFVISFRwZ1Fn\n"
		"UnBlNUNRIDEwCmdVakV5bUZLTVZYUUVLZE1NSEwyNG9ZZXhqRTNUSUMwTzB6R1Nx\n"
		"SjJhVVkKLS0tIElPWGlRWVN0a29UMW12WlcydEZPcVpkaFJWdmo1OGVnQUJ4L3NX\n"
		"ZlpRYmMKGzXG5ofdANo6w3msn3QsIf0YWhuePe1znRSsappQEk24Ztg=\n" },
	{ "stream_bad_tag", E_AGE_DAMAGE, "age payload", false,
		"YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBURWlGMHlwcXIrYnB2Y3FY\n"
		"TnlDVkpwTDdPdXdQZFZ3UEw3S1FFYkZET0NjCmhqYWJHWHdTTFE5YzNTNkx3Mmkr\n"
		"UzJUdTJmaXdRSEhzbGJCTjZCNDFGTEUKLS0tIFd5SnA5Ri85Rk9aaDdnSmRoZXEy\n"
		"V0lKY3dIZ1ljOE5JVmgzZGR3aHJjTmcK7s9ix86RtDMnTmjU8vkTTLdMW/73vqpS\n"
		"yPC8DpksHoMx+0Y=\n" },
	{ "stream_no_final", E_AGE_DAMAGE, "age payload", false,
		"YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBURWlGMHlwcXIrYnB2Y3FY\n"
		"TnlDVkpwTDdPdXdQZFZ3UEw3S1FFYkZET0NjCmhqYWJHWHdTTFE5YzNTNkx3Mmkr\n"
		"UzJUdTJmaXdRSEhzbGJCTjZCNDFGTEUKLS0tIFd5SnA5Ri85Rk9aaDdnSmRoZXEy\n"
		"V0lKY3dIZ1ljOE5JVmgzZGR3aHJjTmcK7s9ix86RtDMnTmjU8vkTTAC9Y2htqEgU\n"
		"yqoBKWGKwghh\n" },
};

static const char vector_payload[] = "age";

static void
one_vector(const struct vector *v)
{
	struct buf armored = BUF_INIT, back = BUF_INIT;
	struct err err = { 0 };
	int rc;

	buf_printf(&armored, "%s\n%s%s\n", AGE_BEGIN, v->base64, AGE_END);
	rc = open_all(&err, buf_as_slice(&armored), 0, v->passphrase ? "password" : NULL, &back);
	if (rc != v->rc || strncmp(err.subject, v->subject, strlen(v->subject)))
		print_error("%s: %d %s\n", v->name, rc, err.subject);
	assert_int_equal(rc, v->rc);
	assert_memory_equal(err.subject, v->subject, strlen(v->subject));
	assert_string_equal(buf_cstr(&back), rc ? "" : vector_payload);
	buf_release(&armored);
	buf_release(&back);
}

static void
known_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
		one_vector(&vectors[i]);
}

/* libsodium alone would take the byte a8 for a letter. */
static void
only_letters_are_letters(void **state)
{
	uint8_t out[48];
	size_t n;

	(void)state;
	assert_true(base64_take("YWdl", 4, false, out, sizeof out, &n) && n == 3 && !memcmp(out, "age", 3));
	for (int c = 0; c < 256; c++) {
		char text[4] = { 'Y', (char)c, 'd', 'l' };
		bool letter = c && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", c);

		assert_int_equal(base64_take(text, 4, false, out, sizeof out, &n), letter);
		assert_int_equal(base64_take(text, 4, true, out, sizeof out, &n), letter);
	}
	assert_false(base64_take("YQ", 2, true, out, sizeof out, &n));    /* no padding */
	assert_false(base64_take("YQ==", 4, false, out, sizeof out, &n)); /* padding */
	assert_false(base64_take("YR", 2, false, out, sizeof out, &n));   /* bits left over */
	assert_false(base64_take("YR==", 4, true, out, sizeof out, &n));
	assert_false(base64_take("YWdlYWdl", 8, true, out, 5, &n));       /* no room */
}

/* RFC 5869, A.1 and A.3, the first 32 bytes. */
static void
known_hkdf(void **state)
{
	static const uint8_t salt[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
	static const uint8_t one[] = { 0x3c, 0xb2, 0x5f, 0x25, 0xfa, 0xac, 0xd5, 0x7a, 0x90, 0x43, 0x4f, 0x64, 0xd0, 0x36, 0x2f, 0x2a, 0x2d, 0x2d, 0x0a, 0x90, 0xcf,
		0x1a, 0x5a, 0x4c, 0x5d, 0xb0, 0x2d, 0x56, 0xec, 0xc4, 0xc5, 0xbf };
	static const uint8_t three[] = { 0x8d, 0xa4, 0xe7, 0x75, 0xa5, 0x63, 0xc1, 0x8f, 0x71, 0x5f, 0x80, 0x2a, 0x06, 0x3c, 0x5a, 0x31, 0xb8, 0xa1, 0x1f, 0x5c, 0x5e,
		0xe1, 0x87, 0x9e, 0xc3, 0x45, 0x4e, 0x5f, 0x3c, 0x73, 0x8d, 0x2d };
	uint8_t ikm[22], out[32];

	(void)state;
	memset(ikm, 0x0b, sizeof ikm);
	age_hkdf(out, ikm, sizeof ikm, salt, sizeof salt, "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9");
	assert_memory_equal(out, one, sizeof one);
	age_hkdf(out, ikm, sizeof ikm, NULL, 0, "");
	assert_memory_equal(out, three, sizeof three);
}

/* BIP 173's own valid and invalid strings that age's prefixes allow, by another prefix. */
static void
known_bech32(void **state)
{
	static const struct { const char *prefix, *text; size_t n; enum bech32 how; } cases[] = {
		{ "a", "A12UEL5L", 0, BECH32_FINE }, { "a", "a12uel5l", 0, BECH32_FINE }, { "a", "A12uEL5L", 0, BECH32_CASE }, { "a", "a12uel5q", 0, BECH32_CHECKSUM },
		{ "b", "a12uel5l", 0, BECH32_FORM }, { "a", "a12uel5", 0, BECH32_FORM }, { "a", "a12ueb5l", 0, BECH32_FORM }, { "a", "a1", 0, BECH32_FORM },
		{ "abcdef", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", 20, BECH32_FINE },
		{ "abcdef", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", 19, BECH32_LENGTH },
		{ "split", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", 30, BECH32_FINE },
		{ "split", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e2w", 30, BECH32_CHECKSUM },
	};
	uint8_t out[64];
	char again[100];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(bech32_decode(cases[i].prefix, cases[i].text, strlen(cases[i].text), out, cases[i].n), cases[i].how);
		if (cases[i].how != BECH32_FINE)
			continue;
		bech32_encode(cases[i].prefix, out, cases[i].n, cases[i].text[0] == 'A', again);
		assert_string_equal(again, cases[i].text);
	}
}

static void
known_keys(void **state)
{
	struct age_identities ids = keys();
	uint8_t key[AGE_KEY], parsed[AGE_KEY];
	char text[AGE_RECIPIENT_TEXT];

	(void)state;
	assert_int_equal(age_identity_recipient(ids.key[0], key), 0);
	age_recipient_text(key, text);
	assert_string_equal(text, "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef");
	assert_int_equal(age_recipient_parse(NULL, text, strlen(text), parsed), 0);
	assert_memory_equal(key, parsed, sizeof key);
	/* Zero is a point of low order: refused when it is typed, before anything is opened. */
	memset(key, 0, sizeof key);
	age_recipient_text(key, text);
	assert_int_equal(age_recipient_parse(NULL, text, strlen(text), parsed), E_USAGE);
	age_identities_release(&ids);
}

/* ---- what comes back ---- */

static void
every_size(void **state)
{
	static const size_t sizes[] = { 0, 1, 47, 48, 49, AGE_CHUNK - 1, AGE_CHUNK, AGE_CHUNK + 1, 2 * AGE_CHUNK, 3 * AGE_CHUNK + 7 };
	char *text = malloc(4 * AGE_CHUNK);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < (size_t)4 * AGE_CHUNK; i++)
		text[i] = (char)(i * 7 + i / 251);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (int armor = 0; armor < 2; armor++) {
			struct sink sink = { .b = BUF_INIT };
			struct buf back = BUF_INIT;
			struct err err = { 0 };
			struct age_writer *w = NULL;
			struct source again = { .piece = 4097 };

			assert_int_equal(seal_all(&err, &sink, (struct slice){ text, sizes[i] }, 30011, armor, &w), 0);
			again.all = buf_as_slice(&sink.b);
			assert_int_equal(age_seal_check(w, &err, give, &again), 0);
			assert_int_equal(open_all(&err, again.all, armor ? 61 : 257, NULL, &back), 0);
			assert_int_equal(back.n, sizes[i]);
			if (sizes[i])
				assert_memory_equal(back.p, text, sizes[i]);
			age_writer_free(w);
			buf_release(&sink.b);
			buf_release(&back);
		}
	free(text);
}

/* A source that gives one byte at a time, and parts of the plaintext in any order. */
static void
any_order(void **state)
{
	static const struct { uint64_t at; size_t n; } parts[] = { { 65530, 12 }, { 0, 1 }, { 131071, 1 }, { 131072, 0 }, { 1, 131071 }, { 65536, 65536 }, { 100, 3 } };
	struct sink sink = { .b = BUF_INIT };
	char *text = malloc(2 * AGE_CHUNK);
	uint8_t *p = malloc(2 * AGE_CHUNK);
	struct err err = { 0 };

	(void)state;
	assert_true(text && p);
	for (size_t i = 0; i < (size_t)2 * AGE_CHUNK; i++)
		text[i] = (char)(i * 3 + i / 1000);
	for (int armor = 0; armor < 2; armor++) {
		struct source s;
		struct age_identities ids = keys();
		struct age_reader *r = NULL;
		size_t got;

		buf_clear(&sink.b);
		assert_int_equal(seal_all(&err, &sink, (struct slice){ text, 2 * AGE_CHUNK }, 65536, armor, NULL), 0);
		s = (struct source){ buf_as_slice(&sink.b), 0, 1 };
		assert_int_equal(age_open(&err, give, &s, &r), 0);
		assert_false(age_wants_passphrase(r));
		assert_int_equal(age_unlock_keys(r, &err, &ids), 0);
		assert_int_equal(age_read_again(r, &err, 0, p, 1, give_at, &s), E_AGE_DAMAGE); /* the end was not reached */
		do
			assert_int_equal(age_read(r, &err, p, AGE_CHUNK, &got), 0);
		while (got);
		s.piece = 0;
		for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
			assert_int_equal(age_read_again(r, &err, parts[i].at, p, parts[i].n, give_at, &s), 0);
			if (parts[i].n)
				assert_memory_equal(p, text + parts[i].at, parts[i].n);
		}
		assert_int_equal(age_read_again(r, &err, 131072, p, 1, give_at, &s), E_AGE_DAMAGE);
		assert_int_equal(age_read_again(r, &err, UINT64_MAX, p, 1, give_at, &s), E_AGE_DAMAGE);
		age_reader_free(r);
		age_identities_release(&ids);
	}
	buf_release(&sink.b);
	free(text);
	free(p);
}

/* The file changed between the first reading and the second. */
static void
changed_meanwhile(void **state)
{
	struct sink sink = { .b = BUF_INIT };
	struct age_identities ids = keys();
	struct age_reader *r = NULL;
	struct source s;
	struct err err = { 0 };
	uint8_t p[100];
	size_t got;

	(void)state;
	assert_int_equal(seal_all(&err, &sink, slice_of("one thing, then another"), 5, false, NULL), 0);
	s = (struct source){ buf_as_slice(&sink.b), 0, 0 };
	assert_int_equal(age_open(&err, give, &s, &r), 0);
	assert_int_equal(age_unlock_keys(r, &err, &ids), 0);
	do
		assert_int_equal(age_read(r, &err, p, sizeof p, &got), 0);
	while (got);
	sink.b.p[sink.b.n - 20] ^= 1;
	assert_int_equal(age_read_again(r, &err, 0, p, 3, give_at, &s), E_AGE_DAMAGE);
	assert_string_equal(err.subject, "age payload: the file was changed while it was read");
	age_reader_free(r);
	age_identities_release(&ids);
	buf_release(&sink.b);
}

static void
what_was_written_is_compared(void **state)
{
	struct sink sink = { .b = BUF_INIT };
	struct age_writer *w = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(seal_all(&err, &sink, slice_of("as it was"), 3, false, &w), 0);
	for (size_t i = 0; i < sink.b.n; i++) {
		struct source s = { buf_as_slice(&sink.b), 0, 0 };

		sink.b.p[i] ^= 4;
		assert_int_equal(age_seal_check(w, &err, give, &s), E_IO);
		sink.b.p[i] ^= 4;
		s = (struct source){ { (const char *)sink.b.p, i }, 0, 0 };
		assert_int_equal(age_seal_check(w, &err, give, &s), E_IO);
	}
	struct source whole = { buf_as_slice(&sink.b), 0, 0 };
	assert_int_equal(age_seal_check(w, &err, give, &whole), 0);
	age_writer_free(w);
	buf_release(&sink.b);
}

/* Another file for the same key, whole and right, is not what went in. */
static void
another_file_is_not_the_same(void **state)
{
	struct sink one = { .b = BUF_INIT }, two = { .b = BUF_INIT };
	struct age_writer *w = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(seal_all(&err, &one, slice_of("x"), 1, false, &w), 0);
	assert_int_equal(seal_all(&err, &two, slice_of("x"), 1, false, NULL), 0);
	struct source s = { buf_as_slice(&two.b), 0, 0 };
	assert_int_equal(age_seal_check(w, &err, give, &s), E_IO);
	age_writer_free(w);
	buf_release(&one.b);
	buf_release(&two.b);
}

/* ---- what fails ---- */

static void
a_target_that_fails(void **state)
{
	char *text = calloc(1, 200000);

	(void)state;
	assert_non_null(text);
	for (int armor = 0; armor < 2; armor++)
		for (int at = 1, rc = E_SPACE; rc; at += armor ? 97 : 1) {
			struct sink sink = { .b = BUF_INIT, .fail_at = at };
			struct err err = { 0 };

			rc = seal_all(&err, &sink, (struct slice){ text, 200000 }, 70000, armor, NULL);
			assert_true(rc == 0 || (rc == E_SPACE && !strcmp(err.subject, "sink")));
			assert_true(rc == 0 || sink.calls == at);
			buf_release(&sink.b);
		}
	free(text);
}

static void
the_price_of_a_passphrase(void **state)
{
	static const char head[] = "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA ";
	static const char rest[] = "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
		"--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef";
	static const struct { const char *work; int rc; unsigned long long n; } cases[] = {
		{ "10", E_AGE_KEY, 0 }, { "21", E_KDF_LIMIT, 1ULL << 31 }, { "22", E_KDF_LIMIT, 1ULL << 32 }, { "23", E_INPUT, 0 }, { "63", E_INPUT, 0 },
		{ "99999999999999999999", E_INPUT, 0 }, { "010", E_INPUT, 0 }, { "0", E_INPUT, 0 }, { "-1", E_INPUT, 0 }, { "1a", E_INPUT, 0 }
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf text = BUF_INIT, back = BUF_INIT;
		struct err err = { 0 };

		buf_printf(&text, "%s%s%s", head, cases[i].work, rest);
		assert_int_equal(open_all(&err, buf_as_slice(&text), 0, "password", &back), cases[i].rc);
		assert_int_equal(err.n, cases[i].n);
		buf_release(&text);
		buf_release(&back);
	}
}

static void
sealed_with_a_passphrase(void **state)
{
	struct secret *words = secret_copy("some words", 10);
	struct age_to to = { .passphrase = words, .work = CHEAP, .armor = true };
	struct sink sink = { .b = BUF_INIT };
	struct buf back = BUF_INIT;
	struct age_writer *w = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(age_seal_begin(&err, &to, take, &sink, &w), 0);
	assert_int_equal(age_seal(w, &err, "text", 4), 0);
	assert_int_equal(age_seal_end(w, &err), 0);
	age_writer_free(w);
	assert_int_equal(open_all(&err, buf_as_slice(&sink.b), 0, "some words", &back), 0);
	assert_string_equal(buf_cstr(&back), "text");
	assert_int_equal(open_all(&err, buf_as_slice(&sink.b), 0, "some word", &back), E_AGE_KEY);
	assert_int_equal(open_all(&err, buf_as_slice(&sink.b), 0, NULL, &back), E_AGE_KEY);
	to = (struct age_to){ .armor = true };
	assert_int_equal(age_seal_begin(&err, &to, take, &sink, &w), E_USAGE);
	secret_free(words);
	buf_release(&sink.b);
	buf_release(&back);
}

static void
key_files(void **state)
{
	struct age_identities ids;
	struct buf b = BUF_INIT;
	struct err err = { 0 };

	(void)state;
	buf_printf(&b, "# a comment\r\n\r\n%s\r\n\n#\n%s", identity, identity);
	assert_int_equal(age_identities_parse(&err, buf_as_slice(&b), &ids), 0);
	assert_int_equal(ids.n, 2);
	age_identities_release(&ids);
	buf_str(&b, "\nnonsense\n");
	assert_int_equal(age_identities_parse(&err, buf_as_slice(&b), &ids), E_INPUT);
	assert_int_equal(err.n, 7);
	assert_int_equal(ids.n, 0);
	buf_clear(&b);
	for (int i = 0; i <= AGE_IDENTITIES; i++)
		buf_printf(&b, "%s\n", identity);
	assert_int_equal(age_identities_parse(&err, buf_as_slice(&b), &ids), E_INPUT);
	buf_release(&b);
}

static void
first_bytes(void **state)
{
	static const struct { const char *text; bool yes; } cases[] = {
		{ "age-encryption.org/v1\n", true }, { "age-encryption.org/v2\n", true }, { AGE_BEGIN "\n", true }, { " \r\n\t" AGE_BEGIN, true },
		{ "", false }, { "{\"schema\"", false }, { "age-encryption", false }, { "-----BEGIN PGP MESSAGE-----", false }, { "x" AGE_BEGIN, false }, { " ", false }
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(age_looks_like(cases[i].text, strlen(cases[i].text)), cases[i].yes);
}

static int
begin(void **state)
{
	(void)state;
	return secret_init(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use), cmocka_unit_test(known_files), cmocka_unit_test(only_letters_are_letters), cmocka_unit_test(known_hkdf), cmocka_unit_test(known_bech32),
		cmocka_unit_test(known_keys), cmocka_unit_test(every_size), cmocka_unit_test(any_order), cmocka_unit_test(changed_meanwhile),
		cmocka_unit_test(what_was_written_is_compared), cmocka_unit_test(another_file_is_not_the_same), cmocka_unit_test(a_target_that_fails),
		cmocka_unit_test(the_price_of_a_passphrase), cmocka_unit_test(sealed_with_a_passphrase), cmocka_unit_test(key_files), cmocka_unit_test(first_bytes),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
