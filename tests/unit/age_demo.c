/*
 * The age half of the library as a program, for tests that compare it with other implementations:
 *
 *	age_demo seal [-a] RECIPIENT... | -p PASSPHRASEFILE WORK   standard input sealed to standard output, re-opened and compared
 *	age_demo open KEYFILE | -p PASSPHRASEFILE                  standard input opened to standard output
 *	age_demo again KEYFILE FILE                                opened, then read once more backwards in odd pieces
 *
 * On standard error it says in one line how it ended: "success", or a code and the subject.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/crypt/age.h"

enum { MANY = 64, PIECE = 50000, ODD = 70001 };

static int
put(void *arg, struct err *err, const void *p, size_t n)
{
	struct buf *copy = arg;

	if (copy)
		buf_add(copy, p, n);
	return file_write_fd(err, STDOUT_FILENO, "standard output", p, n);
}

static int
get(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	ssize_t r = read(*(int *)arg, p, n < PIECE ? n : PIECE);

	*got = r > 0 ? (size_t)r : 0;
	return r < 0 ? err_sys(err, E_IO, "standard input") : 0;
}

static int
get_at(void *arg, struct err *err, uint64_t offset, uint8_t *p, size_t n, size_t *got)
{
	ssize_t r = pread(*(int *)arg, p, n, (off_t)offset);

	*got = r > 0 ? (size_t)r : 0;
	return r < 0 ? err_sys(err, E_IO, "file") : 0;
}

struct held { struct slice all; size_t at; };

static int
get_held(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct held *h = arg;

	(void)err;
	*got = n < h->all.n - h->at ? n : h->all.n - h->at;
	if (*got)
		memcpy(p, h->all.p + h->at, *got);
	h->at += *got;
	return 0;
}

static int
passphrase_of(struct err *err, const char *path, struct secret **out)
{
	struct buf b = BUF_INIT;
	int rc = file_read(err, path, 1024, &b);

	if (!rc)
		*out = secret_copy(b.p, b.n);
	buf_release(&b);
	return rc;
}

static int
seal_input(struct err *err, int argc, char **argv)
{
	uint8_t keys[MANY][AGE_KEY], p[PIECE];
	struct age_to to = { .recipients = (const uint8_t (*)[AGE_KEY])keys };
	struct secret *passphrase = NULL;
	struct age_writer *w = NULL;
	struct buf copy = BUF_INIT;
	int in = STDIN_FILENO, rc = 0;
	size_t got;

	if (argc && !strcmp(argv[0], "-a")) {
		to.armor = true;
		argc--;
		argv++;
	}
	if (argc == 3 && !strcmp(argv[0], "-p")) {
		rc = passphrase_of(err, argv[1], &passphrase);
		to.passphrase = passphrase;
		to.work = atoi(argv[2]);
	} else {
		for (int i = 0; !rc && i < argc && i < MANY; i++, to.nrecipients++)
			rc = age_recipient_parse(err, argv[i], strlen(argv[i]), keys[i]);
	}
	if (!rc)
		rc = age_seal_begin(err, &to, put, &copy, &w);
	while (!rc && !(rc = get(&in, err, p, sizeof p, &got)) && got)
		rc = age_seal(w, err, p, got);
	if (!rc)
		rc = age_seal_end(w, err);
	if (!rc)
		rc = age_seal_check(w, err, get_held, &(struct held){ buf_as_slice(&copy), 0 });
	age_writer_free(w);
	secret_free(passphrase);
	buf_release(&copy);
	return rc;
}

static int
unlock(struct err *err, int argc, char **argv, struct age_reader *r)
{
	struct age_identities ids = { .n = 0 };
	struct secret *passphrase = NULL;
	struct buf b = BUF_INIT;
	int rc;

	if (argc > 1 && !strcmp(argv[0], "-p")) {
		rc = passphrase_of(err, argv[1], &passphrase);
		if (!rc)
			rc = age_unlock_passphrase(r, err, passphrase, AGE_WORK_LIMIT);
	} else {
		rc = file_read(err, argv[0], 1 << 20, &b);
		if (!rc)
			rc = age_identities_parse(err, buf_as_slice(&b), &ids);
		if (!rc)
			rc = age_unlock_keys(r, err, &ids);
	}
	age_identities_release(&ids);
	secret_free(passphrase);
	buf_release(&b);
	return rc;
}

static int
open_input(struct err *err, int argc, char **argv, int in, bool show, struct age_reader **r, uint64_t *total)
{
	uint8_t p[PIECE];
	size_t got;
	int rc = age_open(err, get, &in, r);

	*total = 0;
	if (!rc)
		rc = unlock(err, argc, argv, *r);
	while (!rc && !(rc = age_read(*r, err, p, sizeof p, &got)) && got) {
		*total += got;
		if (show)
			rc = put(NULL, err, p, got);
	}
	return rc;
}

/* The same bytes as `open`, but fetched from the end to the beginning. */
static int
again(struct err *err, int argc, char **argv)
{
	int in = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	struct age_reader *r = NULL;
	uint8_t *all = NULL;
	uint64_t total = 0;
	int rc = open_input(err, 1, argv, in, false, &r, &total);

	if (!rc && !(all = malloc(total + 1)))
		rc = err_set(err, E_NOMEM, "again");
	for (uint64_t end = total; !rc && end > 0;) {
		size_t n = end < ODD ? (size_t)end : ODD;

		end -= n;
		rc = age_read_again(r, err, end, all + end, n, get_at, &in);
	}
	if (!rc)
		rc = put(NULL, err, all, total);
	free(all);
	age_reader_free(r);
	return rc;
}

int
main(int argc, char **argv)
{
	struct err err = { 0 };
	struct age_reader *r = NULL;
	uint64_t total;
	int rc = secret_init(&err);

	if (!rc && argc > 2 && !strcmp(argv[1], "seal"))
		rc = seal_input(&err, argc - 2, argv + 2);
	else if (!rc && argc > 2 && !strcmp(argv[1], "open"))
		rc = open_input(&err, argc - 2, argv + 2, STDIN_FILENO, true, &r, &total);
	else if (!rc && argc > 3 && !strcmp(argv[1], "again"))
		rc = again(&err, argc - 2, argv + 2);
	else
		rc = err_set(&err, E_USAGE, "seal, open or again");
	age_reader_free(r);
	if (rc)
		fprintf(stderr, "%d %s\n", rc, err.subject);
	else
		fprintf(stderr, "success\n");
	return rc ? 1 : 0;
}
