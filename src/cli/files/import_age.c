/*
 * An import that age has sealed: the key that opens it.
 *
 * In: a source, a key file or a passphrase.  Out: the source with a reader above it.  Must never: ask for a passphrase of a file that a
 * passphrase does not open, or pay for one what the file alone demands.
 */
#include <string.h>

#include "cli/frame.h"
#include "cli/files/import_source.h"
#include "felt/base/file.h"
#include "felt/crypt/kdf.h"
#include "felt/term/tty.h"

enum { LOOK = 1024 + AGE_PEEK, IDENTITY_FILE_MAX = 64 * 1024, TRIES = 3 };

static const char not_sealed[] = "--age-identity is for files that age has sealed, and this one is not";
static const char wants_key[] = "it is sealed for a key\n--age-identity FILE names the file of the key";

int
source_sealed(struct err *err, const struct import_source *s, bool *sealed)
{
	struct import_source look = *s; /* its position stays */
	uint8_t first[LOOK];
	size_t n = 0, got = 1;
	int rc = 0;

	while (!rc && n < sizeof first && got) {
		rc = source_raw_at(&look, err, n, first + n, sizeof first - n, &got);
		n += got;
	}
	*sealed = !rc && age_looks_like(first, n);
	wipe(first, sizeof first);
	return rc;
}

static int
read_identities(struct err *err, const char *path, struct age_identities *ids)
{
	struct buf b = BUF_INIT;
	int rc = file_read(err, path, IDENTITY_FILE_MAX, &b);

	if (!rc)
		rc = age_identities_parse(err, buf_as_slice(&b), ids);
	buf_release(&b);
	return rc;
}

/* Only what can be said without a passphrase; the source is read from its beginning again afterwards. */
static int
open_header(struct err *err, struct import_source *s, const char *identities)
{
	int rc = age_open(err, source_raw, s, &s->age);

	if (rc)
		return rc;
	if (age_wants_passphrase(s->age) && identities)
		return err_set(err, E_USAGE, "it is sealed with a passphrase, not for a key\nwithout --age-identity it is asked for");
	return age_wants_passphrase(s->age) || identities ? 0 : err_set(err, E_AGE_KEY, "%s", wants_key);
}

/* Sealed or not, opened as far as the keys of a file do it; *sealed. */
static int
open_sealed(struct err *err, struct import_source *s, const char *identities, bool *sealed)
{
	struct age_identities ids = { .n = 0 };
	int rc = source_sealed(err, s, sealed);

	if (!rc && identities && !*sealed)
		return err_set(err, E_USAGE, "%s", not_sealed);
	if (rc || !*sealed)
		return rc;
	rc = open_header(err, s, identities);
	if (!rc && identities)
		rc = read_identities(err, identities, &ids);
	if (!rc && identities)
		rc = age_unlock_keys(s->age, err, &ids);
	age_identities_release(&ids);
	return rc;
}

int
source_check_sealed(struct err *err, struct import_source *s, const char *identities)
{
	bool sealed;

	return open_sealed(err, s, identities, &sealed);
}

/* As with the journal's own: up to 1 GiB or half of the memory without being asked. */
static int
most_work(const struct ctx *ctx)
{
	int most = ctx->allow_kdf_memory ? AGE_WORK_MOST : AGE_WORK_LIMIT;

	while (!ctx->allow_kdf_memory && ctx->physical && (UINT64_C(1024) << most) > ctx->physical / 2 && most > 1)
		most--;
	return most;
}

static int
try_passphrase(struct ctx *ctx, struct age_reader *r)
{
	struct secret *s = NULL;
	int rc;

	if (ctx->passphrase_fd >= 0)
		rc = secret_from_fd(&ctx->err, ctx->passphrase_fd, "--passphrase-fd", &s);
	else
		rc = tty_secret(&ctx->err, "passphrase of the file: ", &s);
	if (rc == E_PASSPHRASE_FORM && ctx->passphrase_fd >= 0)
		ctx->hint = "the passphrase of the age file is the next line of --passphrase-fd";
	if (!rc)
		rc = passphrase_check(&ctx->err, s);
	if (!rc)
		rc = age_unlock_passphrase(r, &ctx->err, s, most_work(ctx));
	secret_free(s);
	return rc;
}

static int
ask_passphrase(struct ctx *ctx, struct age_reader *r)
{
	bool typed = ctx->passphrase_fd < 0;
	int rc;

	if (typed && !tty_there())
		return err_set(&ctx->err, E_NO_SECRET, "the file is sealed with a passphrase, and there is no terminal to ask at\n"
			"with --passphrase-fd it is the next line");
	rc = try_passphrase(ctx, r);
	for (int i = 1; i < TRIES && typed && (rc == E_AGE_KEY || rc == E_PASSPHRASE_FORM); i++) {
		say(ctx, "that passphrase does not open the file; once more, or ctrl-c to stop");
		rc = try_passphrase(ctx, r);
	}
	return rc;
}

int
source_unseal(struct ctx *ctx, struct import_source *s, const char *identities)
{
	bool sealed = false;
	int rc = open_sealed(&ctx->err, s, identities, &sealed);

	return rc || !sealed || identities ? rc : ask_passphrase(ctx, s->age);
}

int
source_end(struct err *err, struct import_source *s)
{
	uint8_t one;
	size_t got = 0;
	int rc = source_read(s, err, &one, 1, &got);

	return rc || got == 0 ? rc : err_set(err, E_INPUT, "something stands behind the end");
}
