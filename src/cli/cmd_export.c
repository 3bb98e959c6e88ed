/*
 * felt export: entries in the clear, for programs (json) and for people (md, txt).
 *
 * Laws
 *  1. Plaintext goes into a new file of mode 0600, or into a pipe; never over something, never to a terminal.
 *  2. A file is read back and compared before it gets its name.
 *  3. What is interrupted leaves no file, and no temporary in the clear.
 *  4. Entries marked keep-private are never taken along silently, and never left out silently (CARE.md 26).
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/progress.h"
#include "cli/writing.h"
#include "felt/base/file.h"
#include "felt/crypt/seal.h"
#include "felt/exchange/exchange.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "format", 'F', "json|md|txt", "the form (json, or what FILE ends with)" },
	{ "output", 'o', "FILE", "write a new file, for you alone" },
	{ "with-private", 0, NULL, "take entries marked keep-private along" },
	{ "without-private", 0, NULL, "leave entries marked keep-private out" },
	OPTION_END
};

enum { PIECE = 64 * 1024 };

/* ---- what is wanted ---- */

struct wanted {
	enum export_format format;
	const char *to;              /* NULL: stdout */
	bool with, without;
};

static int
format_of(struct err *err, const char *name, enum export_format *format)
{
	static const char *const names[] = { [EXPORT_JSON] = "json", [EXPORT_MD] = "md", [EXPORT_TXT] = "txt" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (!strcmp(names[i], name)) {
			*format = (enum export_format)i;
			return 0;
		}
	return err_set(err, E_USAGE, "--format is json, md or txt");
}

static int
check_target(struct err *err, const char *to)
{
	struct stat st;

	if (!to[0])
		return err_set(err, E_USAGE, "--output wants a file name");
	return lstat(to, &st) ? 0 : err_set(err, E_EXISTS, "%s", to);
}

static int
check(struct ctx *ctx, struct args *args)
{
	const char *format = args_value(args, "format"), *dot;
	struct wanted *rq = calloc(1, sizeof *rq);
	int rc = 0;

	if (!rq)
		return err_set(&ctx->err, E_NOMEM, "options");
	args->data = rq;
	args->release = free;
	rq->to = args_value(args, "output");
	rq->with = args_has(args, "with-private");
	rq->without = args_has(args, "without-private");
	dot = rq->to ? strrchr(rq->to, '.') : NULL;
	if (format)
		rc = format_of(&ctx->err, format, &rq->format);
	else if (dot && !strchr(dot, '/'))
		format_of(NULL, dot + 1, &rq->format);
	if (!rc && rq->with && rq->without)
		rc = err_set(&ctx->err, E_USAGE, "--with-private and --without-private are two answers to one question");
	if (!rc && !rq->to && tty_is(STDOUT_FILENO))
		rc = err_set(&ctx->err, E_USAGE, "everything would stand on the screen and in its scrollback"
			"\n-o FILE writes a new file for you alone; a pipe is fine too");
	return rc || !rq->to ? rc : check_target(&ctx->err, rq->to);
}

/* ---- where it goes ---- */

/* Pieces of one size, each hashed after the one before: the same pieces read back give the same hash. */
struct target {
	struct ctx *ctx;
	const char *path;            /* NULL: stdout */
	struct file_new file;
	struct buf b;
	uint8_t hash[HASH_SIZE];
	uint64_t bytes;
};

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

static struct buf *
target_buf(struct target *t)
{
	return t->path ? &t->b : out_buf(t->ctx);
}

static int
target_drain(struct target *t)
{
	return t->path ? write_pieces(t, false) : out_drain(t->ctx);
}

static int
read_back(struct target *t)
{
	uint8_t hash[HASH_SIZE] = { 0 }, *p = malloc(PIECE);
	uint64_t left = t->bytes;
	int rc = p ? 0 : err_set(&t->ctx->err, E_NOMEM, "export");

	if (!rc && lseek(t->file.fd, 0, SEEK_SET) < 0)
		rc = err_sys(&t->ctx->err, E_IO, "%s", t->path);
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
target_finish(struct target *t)
{
	int rc;

	if (!t->path)
		return out_drain(t->ctx);
	rc = write_pieces(t, true);
	if (!rc)
		rc = read_back(t);
	if (!rc && ends_told())
		rc = err_set(&t->ctx->err, E_INTERRUPTED, "export");
	return rc ? rc : file_new_commit(&t->ctx->err, &t->file);
}

/* ---- entries ---- */

struct exporting {
	struct ctx *ctx;
	const struct wanted *rq;
	struct filter filter;
	bool leave_private;
	size_t nprivate;
	unsigned kinds;              /* bits of those that were met when it was looked at, */
	uint64_t generation;         /* and when that was */
	struct export x;
	struct target target;
	uint64_t *ids; size_t nids;  /* --limit: the newest, which are then written oldest first */
};

static int
count_private(void *arg, struct err *err, const struct entry *e)
{
	struct exporting *x = arg;

	(void)err;
	if (!e) { /* from the beginning */
		x->nprivate = 0;
		x->kinds = 0;
		return 0;
	}
	x->kinds |= 1u << e->kind;
	if (e->flags & FLAG_PRIVATE)
		x->nprivate++;
	return 0;
}

static int
ask_private(struct exporting *x)
{
	struct ctx *ctx = x->ctx;
	char question[160];
	bool yes = false;
	int rc;

	x->leave_private = x->rq->without;
	if (x->nprivate == 0 || x->rq->with || x->rq->without)
		return 0;
	if (!tty_there())
		return err_set(&ctx->err, E_USAGE, "%zu of these are marked keep-private\n--with-private takes them along, "
			"--without-private leaves them out", x->nprivate);
	snprintf(question, sizeof question, "%zu of these are marked keep-private. Take %s along? [y/N] ", x->nprivate,
		x->nprivate == 1 ? "it" : "them");
	rc = tty_confirm(&ctx->err, question, NULL, &yes);
	x->leave_private = !yes;
	return rc;
}

static int
write_one(void *arg, struct err *err, const struct entry *e)
{
	struct exporting *x = arg;

	if (x->rq->to && ends_told())
		return err_set(err, E_INTERRUPTED, "export");
	if (x->leave_private && e->flags & FLAG_PRIVATE)
		return 0;
	export_entry(&x->x, e, &x->ctx->voc);
	return target_drain(&x->target);
}

enum { ENOUGH = 1 }; /* a callback's way to stop without an error */

static int
collect(void *arg, struct err *err, const struct entry *e)
{
	struct exporting *x = arg;

	(void)err;
	if (x->leave_private && e->flags & FLAG_PRIVATE)
		return 0;
	x->ids[x->nids++] = e->id;
	return x->nids == x->filter.limit ? ENOUGH : 0;
}

/* The newest N, oldest first. */
static int
write_limited(struct exporting *x)
{
	struct filter f = x->filter;
	struct row row = ROW_INIT;
	int rc;

	f.limit = 0;
	f.reverse = x->ctx->filter.reverse;
	x->ids = calloc(x->filter.limit, sizeof *x->ids);
	if (!x->ids)
		return err_set(&x->ctx->err, E_NOMEM, "export");
	rc = store_list(&x->ctx->err, x->ctx->store, &f, collect, x);
	if (rc == ENOUGH)
		rc = 0;
	for (size_t i = x->nids; !rc && i-- > 0;) {
		rc = store_get(&x->ctx->err, x->ctx->store, x->ids[i], &row);
		if (!rc)
			rc = write_one(x, &x->ctx->err, &row.e);
	}
	row_release(&row);
	return rc;
}

/* Beliefs and follow-ups go along when nothing is left out: a part of the entries says nothing about them. */
static int
write_all(struct exporting *x)
{
	static const unsigned kinds[] = { KIND_ENTRY, KIND_BELIEF, KIND_FOLLOWUP };
	size_t n = filters_narrow(x->ctx) ? 1 : 3;
	int rc = 0;

	export_begin(&x->x, x->rq->format, target_buf(&x->target), x->ctx->now, "felt " FELT_VERSION);
	if (x->filter.limit)
		rc = write_limited(x);
	for (size_t i = 0; !rc && !x->filter.limit && i < n; i++) {
		x->filter.kinds = 1u << kinds[i];
		/* Each kind is a way of its own through all packs: not for one that is not there. */
		if (i > 0 && !(x->kinds & x->filter.kinds) && store_generation(x->ctx->store) == x->generation)
			continue;
		rc = store_read(&x->ctx->err, x->ctx->store, &x->filter, write_one, x);
	}
	if (rc)
		return rc;
	export_end(&x->x, &x->ctx->voc);
	return target_finish(&x->target);
}

static int
look(struct exporting *x, const struct args *args)
{
	struct ctx *ctx = x->ctx;
	int rc = filters_resolve(ctx, args);

	x->filter = ctx->filter; /* borrows its arrays */
	x->filter.reverse = !ctx->filter.reverse;
	if (!filters_narrow(ctx))
		x->filter.kinds = 1u << KIND_ENTRY | 1u << KIND_BELIEF | 1u << KIND_FOLLOWUP;
	if (!rc)
		rc = store_heads(&ctx->err, ctx->store, &x->filter, count_private, x);
	x->generation = store_generation(ctx->store);
	return rc;
}

static void
tell(const struct exporting *x)
{
	size_t n = x->x.count;

	if (x->rq->to)
		say(x->ctx, "%zu %s in '%s', as plain text, for you alone", n, n == 1 ? "entry is" : "entries are", x->rq->to);
	if (x->leave_private && x->nprivate)
		say(x->ctx, "%zu marked keep-private %s left out", x->nprivate, x->nprivate == 1 ? "was" : "were");
}

/* Law 3: from the temporary's first byte until it has its name or is gone. */
static int
to_file(struct exporting *x)
{
	struct ends ends;
	int rc;

	ends_hold(&ends);
	rc = file_new_begin(&x->ctx->err, &x->target.file, x->rq->to);
	if (!rc)
		rc = write_all(x);
	if (rc)
		file_new_abort(&x->target.file);
	ends_release(&ends);
	return rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct exporting x = { .ctx = ctx, .rq = args->data };
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	x.target = (struct target){ .ctx = ctx, .path = x.rq->to, .file = { .fd = -1, .dir = -1 } };
	if (!rc)
		rc = look(&x, args);
	/* The question waits for a person: no transaction stays open meanwhile. */
	store_rollback(ctx->store);
	if (!rc)
		rc = ask_private(&x);
	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (!rc) {
		out_begin(ctx, false);
		rc = x.rq->to ? to_file(&x) : write_all(&x);
	}
	store_rollback(ctx->store);
	if (!rc)
		tell(&x);
	buf_release(&x.target.b);
	free(x.ids);
	return rc;
}

const struct command cmd_export = {
	.name = "export", .group = "hand over", .args = "", .summary = "write entries as plain text: json, md, txt",
	.needs = NEED_KEYS | TAKES_FILTERS | SHOWS_WORDS, .least = 0, .most = 0, .options = options, .check = check, .run = run,
	.details =
		"An export is not sealed: whoever has it can read it. json is whole: felt import json takes it back, ids included.\n"
		"Entries come oldest first; --limit takes the newest. Drafts and earlier versions are not exported, felt backup has\n"
		"them; beliefs and follow-ups go along when no filter leaves anything out.\n"
		"\n"
		"With -o a new file of mode 0600 is written, never over an existing one, and compared before it gets its name.\n",
};
