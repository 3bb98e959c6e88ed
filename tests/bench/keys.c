/*
 * Takes the keys of a journal in hand for `make bench`.
 *
 *	keys JOURNAL FILE < passphrase
 *
 * Opens the journal as felt does and writes journal id, epoch and subkeys into FILE, which must lie in memory
 * (tmpfs) and must not exist.  Never installed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench_keys.h"
#include "felt/base/file.h"
#include "felt/store/store.h"

static int
in_hand(struct err *err, const char *path, const struct secret *passphrase, struct bench_keys *out)
{
	struct store_env env = { .path = path };
	struct vault_copy copies[2];
	struct keys *keys = NULL;
	struct store *s = NULL;
	int rc = store_open(err, &env, &s);

	if (!rc)
		rc = store_copies(err, s, copies);
	if (!rc)
		rc = vault_unlock(err, copies, SLOT_PASSPHRASE, passphrase, (struct vault_limits){ 0, true }, &keys);
	if (!rc) {
		memcpy(out->journal_id, keys->journal_id, sizeof out->journal_id);
		put_u64(out->epoch, keys->epoch);
		memcpy(out->sub, keys_sub(keys, 1), sizeof out->sub);
	}
	keys_free(keys);
	store_close(s);
	return rc;
}

int
main(int argc, char **argv)
{
	struct err err = { 0 };
	struct buf line = BUF_INIT;
	struct bench_keys out;
	struct secret *passphrase = NULL;
	int fd = -1, rc = argc == 3 ? secret_init(&err) : E_USAGE;

	if (!rc)
		rc = file_read_fd(&err, STDIN_FILENO, "standard input", PASSPHRASE_MAX + 1, &line);
	if (!rc && line.n && line.p[line.n - 1] == '\n')
		line.n--;
	if (!rc && !(passphrase = secret_copy(line.p, line.n)))
		rc = E_NOMEM;
	if (!rc)
		rc = in_hand(&err, argv[1], passphrase, &out);
	if (!rc && (fd = open(argv[2], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
		rc = E_IO;
	if (!rc)
		rc = file_write_fd(&err, fd, argv[2], &out, sizeof out);
	secret_free(passphrase);
	buf_release(&line);
	wipe(&out, sizeof out);
	if (rc)
		fprintf(stderr, "keys: error %d: %s\n", rc, err.subject);
	return rc != 0;
}
