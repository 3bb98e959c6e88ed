/*
 * page_seal.c, words.c: the envelope of a sealed page, and the words that open it.
 *
 * Known answers were made with WebCrypto (Node); tests/page/envelope.mjs opens what is sealed here the other way round.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "felt/crypt/page_seal.h"
#include "felt/crypt/words.h"

static const uint8_t salt[PAGE_SALT] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
static const uint8_t iv[PAGE_IV] = { 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27 };

/* A million rounds are 20 s under valgrind: one answer is enough there. */
static bool
quick(void)
{
	return getenv("FELT_QUICK") != NULL;
}

static struct buf
sealed_with(const char *words, const void *p, size_t n)
{
	struct secret *s = secret_copy(words, strlen(words));
	struct buf out = BUF_INIT;
	struct err err = { 0 };

	assert_non_null(s);
	assert_int_equal(page_seal_with(&err, s, salt, iv, p, n, &out), 0);
	secret_free(s);
	return out;
}

static void
typical_use(void **state)
{
	struct secret *words;
	struct err err = { 0 };
	struct buf a = BUF_INIT, b = BUF_INIT;

	(void)state;
	if (quick())
		return;
	assert_int_equal(words_passphrase(&err, &words), 0);
	assert_int_equal(page_seal(&err, words, "hello", 5, &a), 0);
	assert_int_equal(page_seal(&err, words, "hello", 5, &b), 0);
	assert_int_equal(a.n, b.n);
	assert_memory_not_equal(a.p, b.p, a.n); /* salt and iv are new each time */
	assert_null(memchr(a.p, '<', a.n));
	buf_release(&a);
	buf_release(&b);
	secret_free(words);
}

static void
known_answers(void **state)
{
	static const struct { const char *words, *text, *json; } known[] = {
		{ "able-baker-candle-dahlia-eagle-fern-garden-harbor", "",
			"{\"v\":1,\"kdf\":\"PBKDF2-SHA256\",\"iter\":1000000,\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\",\"iv\":\"EBESExQVFhcYGRob\""
			",\"ct\":\"RJEF4w4J4dxWF+BKLvSVeQ==\"}" },
		{ "able-baker-candle-dahlia-eagle-fern-garden-harbor", "[\"p\",\"A long walk.\"]",
			"{\"v\":1,\"kdf\":\"PBKDF2-SHA256\",\"iter\":1000000,\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\",\"iv\":\"EBESExQVFhcYGRob\""
			",\"ct\":\"vbR5kLhjqR7WmqtymSjeiXqjrcD1c+ggIqXFzN2pmEv0ioH1\"}" },
	};

	(void)state;
	for (size_t i = quick() ? 1 : 0; i < sizeof known / sizeof known[0]; i++) {
		struct buf b = sealed_with(known[i].words, known[i].text, strlen(known[i].text));

		assert_string_equal(buf_cstr(&b), known[i].json);
		buf_release(&b);
	}
}

static void
too_much(void **state)
{
	struct secret *s = secret_copy("a-b", 3);
	struct buf out = BUF_INIT;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(page_seal(&err, s, "", (size_t)PAGE_SEAL_MAX + 1, &out), E_TEXT_LONG);
	assert_int_equal(err.n, PAGE_SEAL_MAX);
	assert_int_equal(out.n, 0);
	secret_free(s);
}

static void
hashes(void **state)
{
	char hash[CSP_HASH];

	(void)state;
	csp_hash("abc", 3, hash); /* FIPS 180-4 */
	assert_string_equal(hash, "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

/* ---- words ---- */

static void
the_list(void **state)
{
	(void)state;
	for (size_t i = 0; i < WORD_COUNT; i++) {
		const char *w = word_at(i);
		size_t n = strlen(w);

		assert_true(n >= 3 && n <= WORD_LETTERS);
		assert_int_equal(strspn(w, "abcdefghijklmnopqrstuvwxyz"), n);
		if (i > 0) {
			assert_true(strcmp(word_at(i - 1), w) < 0);
			assert_true(strncmp(word_at(i - 1), w, 4) != 0);
		}
	}
}

/* Every passphrase is eight words of the list; in 2,000 draws every sixteenth of the list comes up about as often as the others. */
static void
passphrases(void **state)
{
	enum { DRAWS = 250, BINS = 16 };
	size_t bins[BINS] = { 0 };
	struct err err = { 0 };

	(void)state;
	for (int k = 0; k < DRAWS; k++) {
		struct secret *s;
		char text[80], *rest = text, *word;
		size_t words = 0;

		assert_int_equal(words_passphrase(&err, &s), 0);
		assert_true(s->n < sizeof text);
		memcpy(text, s->p, s->n);
		text[s->n] = '\0';
		assert_int_equal(strlen((const char *)s->p), s->n);
		while ((word = strsep(&rest, "-"))) {
			size_t i = 0;

			while (i < WORD_COUNT && strcmp(word_at(i), word))
				i++;
			assert_true(i < WORD_COUNT);
			bins[i / (WORD_COUNT / BINS)]++;
			words++;
		}
		assert_int_equal(words, PASSPHRASE_WORDS);
		secret_free(s);
	}
	for (int i = 0; i < BINS; i++) /* 125 expected; ten standard deviations are 108 */
		assert_in_range(bins[i], 30, 240);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use), cmocka_unit_test(known_answers), cmocka_unit_test(too_much), cmocka_unit_test(hashes),
		cmocka_unit_test(the_list), cmocka_unit_test(passphrases),
	};
	struct err err = { 0 };

	if (secret_init(&err))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
