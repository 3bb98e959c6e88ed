/*
 * Opening a journal file: with which device, with or without the pin, and what it is when it is none.
 *
 * Nothing is created beside a path that is no journal.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/frame.h"
#include "felt/base/file.h"
#include "felt/crypt/seal.h"
#include "felt/vault/key_file.h"

struct store_env
journal_env(struct ctx *ctx, const char *path, bool ignore_pin)
{
	struct store_env env = {
		.path = path, .state = ctx->state_dir, .now_ms = ctx->now.ms, .zone = &ctx->zone, .cores = ctx->cores, .force_read = ctx->force_read,
		.ignore_pin = ignore_pin, .warn = report_warning, .warn_arg = ctx,
	};

	memcpy(env.device, ctx->device, DEVICE_SIZE);
	return env;
}

void
device_or_stand_in(struct ctx *ctx)
{
	if (!ctx_device(ctx))
		return;
	say(ctx, "felt: this machine's id could not be kept in the state folder; going on with one for now");
	random_bytes(ctx->device, DEVICE_SIZE);
}

/* Why a path is no journal, as a hint: people mistype paths, and syncing leaves empty files behind. */
static const char *
what_it_is(const char *path)
{
	struct stat st;
	char magic[16] = { 0 };
	ssize_t n;
	int fd;

	if (lstat(path, &st))
		return NULL;
	if (S_ISDIR(st.st_mode))
		return "it is a folder; name the file in it";
	if (!S_ISREG(st.st_mode))
		return "it is a pipe or a device, not a file";
	if (st.st_size == 0)
		return "it is empty; was it copied to its end? felt restore FILE puts a backup back";
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, magic, sizeof magic);
	if (fd >= 0)
		close(fd);
	if (n == (ssize_t)sizeof magic && !memcmp(magic, "SQLite format 3", sizeof magic))
		return "it is the database of another program, or a journal that was damaged";
	return NULL;
}

int
open_journal(struct ctx *ctx, const char *path, bool ignore_pin, struct store **out)
{
	bool known = device_known(ctx);
	struct store_env env = journal_env(ctx, path, ignore_pin);
	int rc = store_open(&ctx->err, &env, out);

	if (rc == E_NOT_FELT)
		ctx->hint = what_it_is(path);
	if (rc || known)
		return rc;
	/* The first journal of this machine.  Its id is made only now: a wrong path creates nothing. */
	store_close(*out);
	*out = NULL;
	device_or_stand_in(ctx);
	env = journal_env(ctx, path, ignore_pin);
	return store_open(&ctx->err, &env, out);
}

/* Read strictly, before anybody is asked for a passphrase. */
static int
take_key_file(struct ctx *ctx)
{
	struct vault_copy copy;
	struct buf b = BUF_INIT;
	int rc = file_read(&ctx->err, ctx->key_file, KEY_FILE_MAX, &b);

	if (!rc)
		rc = key_file_decode(&ctx->err, b.p, b.n, &copy);
	else if (rc == E_TEXT_LONG)
		rc = err_set(&ctx->err, E_INPUT, "this is not a key file: it is too long\nfelt key export makes one");
	if (!rc)
		rc = store_key_file(&ctx->err, ctx->store, &copy, false);
	buf_release(&b);
	return rc;
}

int
ctx_open(struct ctx *ctx, const char *path)
{
	bool ignore_pin = ctx->command && ctx->command->needs & IGNORES_PIN;

	store_close(ctx->store);
	ctx->store = NULL;
	int rc = open_journal(ctx, path, ignore_pin, &ctx->store);
	return !rc && ctx->key_file ? take_key_file(ctx) : rc;
}

