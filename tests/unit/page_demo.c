/*
 * The page of a packet without a journal, for tests/page.
 *
 *	page_demo plain|tree JSON [ABOUT]     the plain page, or its tree as JSON
 *	page_demo sealed JSON [ABOUT]         the sealed page; the words go to stderr
 *	page_demo seal N                      the envelope of N bytes that repeat 0..250; the words go to stderr
 */
#include "exchange/page_inner.h"
#include "felt/crypt/page_seal.h"
#include "felt/crypt/words.h"
#include "packet_file.h"

static struct packet_file file;

static int
words_told(struct err *err, struct secret **words)
{
	int rc = words_passphrase(err, words);

	if (!rc)
		fprintf(stderr, "%s\n", (const char *)(*words)->p);
	return rc;
}

static int
seal_bytes(struct err *err, size_t n, struct buf *out)
{
	struct buf b = BUF_INIT;
	struct secret *words = NULL;
	uint8_t *p = buf_extend(&b, n);
	int rc = words_told(err, &words);

	for (size_t i = 0; p && i < n; i++)
		p[i] = (uint8_t)(i % 251);
	if (!rc)
		rc = page_seal(err, words, b.p, n, out);
	secret_free(words);
	buf_release(&b);
	return rc;
}

static int
page_of(struct err *err, const char *what, const char *json, const char *about, struct buf *out)
{
	struct secret *words = NULL;
	int rc = packet_file_open(&file, err, json, about);

	if (!rc && !strcmp(what, "plain")) {
		rc = page_plain(err, &file.packet, out);
	} else if (!rc && !strcmp(what, "tree")) {
		page_tree(out, true, &file.packet);
		buf_u8(out, '\n');
	} else if (!rc && !(rc = words_told(err, &words))) {
		rc = page_sealed(err, &file.packet, words, out);
	}
	secret_free(words);
	packet_file_close(&file);
	return rc;
}

int
main(int argc, char **argv)
{
	struct err err = { 0 };
	struct buf out = BUF_INIT;
	int rc = argc < 3 ? -1 : secret_init(&err);

	if (!rc && !strcmp(argv[1], "seal"))
		rc = seal_bytes(&err, (size_t)strtoull(argv[2], NULL, 10), &out);
	else if (!rc)
		rc = page_of(&err, argv[1], argv[2], argc > 3 ? argv[3] : NULL, &out);
	if (!rc && fwrite(out.p, 1, out.n, stdout) != out.n)
		rc = -1;
	if (rc)
		fprintf(stderr, "page_demo: %d %s\n", rc, err.subject);
	buf_release(&out);
	return rc ? 1 : 0;
}
