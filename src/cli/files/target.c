/*
 * What leaves the journal, on its way into a file or a pipe.
 *
 * Laws (RUNTIME.md 4)
 *  1. Into a new file of mode 0600, or into a pipe; never over something, never to a terminal.
 *  2. A file is read back and compared before it gets its name: its bytes when it is plain; opened with its own key, chunk by
 *     chunk, when it is sealed.
 *  3. What is interrupted leaves no file, and no temporary in the clear.
 *  4. What is to be sealed reaches the disk sealed only.
 */
#include "cli/files/target.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "felt/term/tty.h"

enum { PIECE = 64 * 1024 };

const char *
target_path(const char *given)
{
	return given && strcmp(given, "-") != 0 ? given : NULL;
}

int
target_check(struct err *err, const char *path)
{
	struct stat st;

	if (!path && tty_is(STDOUT_FILENO))
		return err_set(err, E_USAGE, "everything would stand on the screen and in its scrollback"
			"\n-o FILE writes a new file for you alone; a pipe is fine too");
	if (path && !path[0])
		return err_set(err, E_USAGE, "--output wants a file name");
	return path && !lstat(path, &st) ? err_set(err, E_EXISTS, "%s", path) : 0;
}

/* ---- into a file: pieces of one size, each hashed after the one before; the same pieces read back give the same hash ---- */

static void
chain(uint8_t hash[HASH_SIZE], const void *p, size_t n)
{
	uint8_t before[HASH_SIZE];
	const struct part parts[] = { { before, HASH_SIZE }, { p, n } };

	memcpy(before, hash, HASH_SIZE);
	hash_parts(hash, NULL, 0, parts, 2);
}

/* Writes whole pieces; what is left moves to the front. */
static int
write_pieces(struct target *t, bool all)
{
	size_t at = 0;
	int rc = buf_check(&t->b, &t->ctx->err);

	while (!rc && (t->b.n - at >= PIECE || (all && t->b.n > at))) {
		size_t n = t->b.n - at < PIECE ? t->b.n - at : PIECE;

		rc = file_write_fd(&t->ctx->err, t->file.fd, t->path, t->b.p + at, n);
		chain(t->hash, t->b.p + at, n);
		t->bytes += n;
		at += n;
	}
	if (at > 0 && at < t->b.n)
		memmove(t->b.p, t->b.p + at, t->b.n - at);
	buf_truncate(&t->b, t->b.n - at);
	return rc;
}

/* ---- what age puts out ---- */

static int
put_sealed(void *arg, struct err *err, const void *p, size_t n)
{
	struct target *t = arg;

	(void)err; /* the writer was handed ctx's */
	if (!t->path) {
		buf_add(out_buf(t->ctx), p, n);
		return out_drain(t->ctx);
	}
	buf_add(&t->b, p, n);
	return write_pieces(t, false);
}

static int
get_sealed(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct target *t = arg;
	ssize_t r = read(t->file.fd, p, n);

	*got = r > 0 ? (size_t)r : 0;
	return r < 0 ? err_sys(err, E_IO, "%s", t->path) : 0;
}

/* ---- the road ---- */

int
target_begin(struct target *t, struct ctx *ctx, const char *path, const struct age_to *to)
{
	int rc = 0;

	*t = (struct target)TARGET_INIT;
	t->ctx = ctx;
	t->path = path;
	if (path) {
		ends_hold(&t->ends);
		t->held = true;
		rc = file_new_begin_unnamed(&ctx->err, &t->file, path);
	}
	if (!rc && to)
		rc = age_seal_begin(&ctx->err, to, put_sealed, t, &t->age);
	return rc;
}

struct buf *
target_buf(struct target *t)
{
	return t->age ? &t->plain : t->path ? &t->b : out_buf(t->ctx);
}

static int
seal_plain(struct target *t)
{
	int rc = buf_check(&t->plain, &t->ctx->err);

	if (!rc)
		rc = age_seal(t->age, &t->ctx->err, t->plain.p, t->plain.n);
	buf_truncate(&t->plain, 0);
	return rc;
}

int
target_drain(struct target *t)
{
	if (t->path && ends_told())
		return err_set(&t->ctx->err, E_INTERRUPTED, "export");
	if (t->age)
		return seal_plain(t);
	return t->path ? write_pieces(t, false) : out_drain(t->ctx);
}

static int
compare_bytes(struct target *t)
{
	uint8_t hash[HASH_SIZE] = { 0 }, *p = malloc(PIECE);
	uint64_t left = t->bytes;
	int rc = p ? 0 : err_set(&t->ctx->err, E_NOMEM, "export");

	while (!rc && left > 0) {
		size_t want = left < PIECE ? (size_t)left : PIECE, got = 0;

		while (got < want) {
			ssize_t n = read(t->file.fd, p + got, want - got);
			if (n <= 0) {
				rc = err_sys(&t->ctx->err, E_IO, "%s", t->path);
				break;
			}
			got += (size_t)n;
		}
		chain(hash, p, got);
		left -= got;
	}
	if (!rc && memcmp(hash, t->hash, HASH_SIZE))
		rc = err_set(&t->ctx->err, E_IO, "%s does not read back as it was written", t->path);
	if (p)
		wipe(p, PIECE);
	free(p);
	return rc;
}

static int
read_back(struct target *t)
{
	if (lseek(t->file.fd, 0, SEEK_SET) < 0)
		return err_sys(&t->ctx->err, E_IO, "%s", t->path);
	return t->age ? age_seal_check(t->age, &t->ctx->err, get_sealed, t) : compare_bytes(t);
}

int
target_finish(struct target *t)
{
	int rc = t->age ? seal_plain(t) : 0;

	if (!rc && t->age)
		rc = age_seal_end(t->age, &t->ctx->err);
	if (rc || !t->path)
		return rc ? rc : out_drain(t->ctx);
	rc = write_pieces(t, true);
	if (!rc)
		rc = read_back(t);
	if (!rc && ends_told())
		rc = err_set(&t->ctx->err, E_INTERRUPTED, "export");
	return rc ? rc : file_new_commit(&t->ctx->err, &t->file);
}

void
target_release(struct target *t)
{
	file_new_abort(&t->file);
	age_writer_free(t->age);
	buf_release(&t->plain);
	buf_release(&t->b);
	if (t->held)
		ends_release(&t->ends);
	*t = (struct target)TARGET_INIT;
}
