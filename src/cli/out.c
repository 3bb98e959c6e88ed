/*
 * Standard output: gathered, neutralised, shown through the pager when it is more than a screen, and checked.
 *
 * What may be paged is held back whole: only what does not fit on the terminal starts the pager, so that three
 * lines stay three lines, and the journal is given free before it starts, so that reading blocks nobody who
 * writes (FORMAT.md 1).  A file gets its bytes in large pieces as they come.
 *
 * A pipe, a terminal and a socket may have no room until somebody reads on, perhaps in an hour (felt review --text | less).
 * Whoever drains holds the journal's lock, so to these only what finds room at once is written, and the rest gathers
 * here, to be written when the transaction is over.  Memory has its limit too (10 MiB), and lists of a large journal need
 * most of it: beyond what may gather, a reader who stops reading does keep others from writing.
 *
 * Laws
 *  1. Foreign text goes through out_safe(); out_str() and out_printf() are for our own words.
 *  2. A write that fails is never forgotten: out_end() says so before anybody is told of success.
 *  3. A reader who left (`| head`, q in the pager) is no error: `closed` says so, the producer stops, nothing is printed.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/idle.h"
#include "felt/base/file.h"
#include "felt/term/pager.h"
#include "felt/term/tty.h"

/* FILE_PER_LIST: a row has at least 1 KiB in the file, and its place in a list less than an eighth of that. */
enum { PIECE = 64 * 1024, GATHER_MOST = 4 * 1024 * 1024, GATHER_LEAST = 256 * 1024, ROOM = 23 * 256 * 1024, FILE_PER_LIST = 8 };

/* Lists and what gathers share their room. */
static size_t
may_gather(const struct ctx *ctx)
{
	struct stat st;
	off_t lists = ctx->journal && stat(ctx->journal, &st) == 0 ? st.st_size / FILE_PER_LIST : 0;

	if (lists > ROOM - GATHER_LEAST)
		return GATHER_LEAST;
	return ROOM - (size_t)lists < GATHER_MOST ? ROOM - (size_t)lists : GATHER_MOST;
}

/* Files and devices such as /dev/null take what they get. */
static void
look_at_reader(struct out *o)
{
	struct stat st;

	if (fstat(o->fd, &st))
		return;
	o->pipe = S_ISFIFO(st.st_mode);
	o->waits = o->terminal || o->pipe || S_ISSOCK(st.st_mode);
}

void
out_begin(struct ctx *ctx, bool may_page)
{
	struct out *o = &ctx->out;

	if (o->begun)
		return;
	o->begun = true;
	o->fd = STDOUT_FILENO;
	o->terminal = tty_is(o->fd);
	o->columns = 80;
	o->rows = 24;
	if (o->terminal)
		tty_size(o->fd, &o->columns, &o->rows);
	look_at_reader(o);
	o->gather = o->waits ? may_gather(ctx) : 0;
	/* env.c left here whether the environment allows colour */
	o->colour = o->colour && o->terminal && !ctx->plain && !ctx->json;
	/* without cursor movement less asks before it shows anything */
	o->may_page = may_page && o->terminal && !ctx->plain && !ctx->json && ctx->term && strcmp(ctx->term, "dumb");
}

void
out_str(struct ctx *ctx, const char *s)
{
	buf_str(&ctx->out.b, s);
}

void
out_printf(struct ctx *ctx, const char *fmt, ...)
{
	va_list ap;
	char small[512];
	int n;

	va_start(ap, fmt);
	n = vsnprintf(small, sizeof small, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof small) {
		buf_add(&ctx->out.b, small, (size_t)n);
		wipe(small, (size_t)n);
		return;
	}
	char *big = n < 0 ? NULL : malloc((size_t)n + 1);
	if (!big) {
		ctx->out.b.failed = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(big, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf_add(&ctx->out.b, big, (size_t)n);
	wipe(big, (size_t)n);
	free(big);
}

void
out_safe(struct ctx *ctx, struct slice s, int how)
{
	text_safe(&ctx->out.b, s.p, s.n, how);
}

void
out_ink(struct ctx *ctx, enum ink ink)
{
	static const char *const codes[] = {
		[INK_PLAIN] = "\033[0m", [INK_DIM] = "\033[2m", [INK_BOLD] = "\033[1m", [INK_DATE] = "\033[36m",
		[INK_ID] = "\033[2m", [INK_FEELING] = "\033[33m", [INK_MATCH] = "\033[1;4m",
	};

	if (ctx->out.colour)
		buf_str(&ctx->out.b, codes[ink]);
}

struct buf *
out_buf(struct ctx *ctx)
{
	return &ctx->out.b;
}

/* How many lines of the screen the text takes; colour codes take no place, continuation bytes neither. */
static long
lines(const struct out *o)
{
	long n = 0, column = 0;
	bool code = false;

	for (size_t i = 0; i < o->b.n; i++) {
		uint8_t c = o->b.p[i];
		if (code) {
			code = c != 'm';
		} else if (c == 0x1b) {
			code = true;
		} else if (c == '\n') {
			n++;
			column = 0;
		} else if ((c & 0xc0) != 0x80 && column++ == o->columns) {
			n++;
			column = 1;
		}
	}
	return n;
}

/* What is written goes from the front: at once when it is all, else in large steps. */
static void
forget_front(struct out *o)
{
	if (o->at == o->b.n) {
		buf_clear(&o->b);
		o->at = 0;
	} else if (o->at >= PIECE && o->at >= o->gather / 8) {
		memmove(o->b.p, o->b.p + o->at, o->b.n - o->at);
		buf_truncate(&o->b, o->b.n - o->at);
		o->at = 0;
	}
}

/* Writes n bytes of what is there. */
static int
give(struct ctx *ctx, size_t n)
{
	struct out *o = &ctx->out;
	int rc = buf_check(&o->b, &ctx->err);

	if (!rc && n)
		rc = file_write_fd(&ctx->err, o->fd, "standard output", o->b.p + o->at, n);
	o->at += n;
	if (!rc)
		return 0;
	if (ctx->err.sys == EPIPE) {
		o->closed = true;
		rc = err_set(&ctx->err, E_INTERRUPTED, "standard output");
	} else {
		o->failed = true;
	}
	o->at = o->b.n;
	return rc;
}

static int
give_out(struct ctx *ctx)
{
	int rc = give(ctx, ctx->out.b.n - ctx->out.at);

	forget_front(&ctx->out);
	return rc;
}

/* A pipe that can be written to has room for PIPE_BUF bytes; of nothing else is that known. */
static bool
has_room(const struct out *o)
{
	struct pollfd p = { .fd = o->fd, .events = POLLOUT };

	return o->pipe && poll(&p, 1, 0) == 1;
}

/* Without waiting, but for what is more than may gather. */
static int
give_some(struct ctx *ctx)
{
	struct out *o = &ctx->out;
	int rc = 0;

	while (!rc && o->at < o->b.n && (o->b.n - o->at > o->gather || has_room(o)))
		rc = give(ctx, o->b.n - o->at < PIPE_BUF ? o->b.n - o->at : PIPE_BUF);
	forget_front(o);
	/* room for all of it once: one buffer that doubles would have everything twice for a moment */
	if (!rc && o->b.n >= 2 * PIECE && o->b.n < o->gather)
		buf_reserve(&o->b, o->gather + o->gather / 8 + PIECE - o->b.n);
	return rc;
}

/* A pager that cannot be started is no reason to show nothing. */
static void
start_pager(struct ctx *ctx)
{
	struct out *o = &ctx->out;
	struct err why = { 0 };

	o->pager = calloc(1, sizeof *o->pager);
	if (!o->pager)
		return;
	if (pager_begin(&why, o->pager, ctx->config.pager ? ctx->config.pager : ctx->pager_env) || !o->pager->own) {
		free(o->pager);
		o->pager = NULL;
		return;
	}
	pager_watch(o->pager, idle_ms(ctx));
	o->fd = o->pager->fd;
	o->paged = true;
}

int
out_drain(struct ctx *ctx)
{
	struct out *o = &ctx->out;

	if (o->closed)
		return err_set(&ctx->err, E_INTERRUPTED, "standard output");
	if (o->may_page)
		return buf_check(&o->b, &ctx->err);
	if (o->b.n - o->at < PIECE && !o->b.failed)
		return 0;
	return o->waits && !o->b.failed ? give_some(ctx) : give_out(ctx);
}

int
out_flush(struct ctx *ctx)
{
	struct out *o = &ctx->out;

	if (o->closed)
		return err_set(&ctx->err, E_INTERRUPTED, "standard output");
	return o->may_page ? buf_check(&o->b, &ctx->err) : give_out(ctx);
}

void
out_trim(struct ctx *ctx)
{
	struct buf *b = &ctx->out.b;
	size_t n = b->n;

	while (n > ctx->out.at && b->p[n - 1] == ' ')
		n--;
	buf_truncate(b, n);
}

/* Some file systems tell only at close that there was no room. */
static int
check_close(struct ctx *ctx)
{
	int copy = dup(STDOUT_FILENO);

	if (copy < 0)
		return 0;
	return close(copy) && errno != EINTR ? err_sys(&ctx->err, E_IO, "standard output") : 0;
}

static void
give_held(struct out *o)
{
	if (o->held.n)
		say_lines(&o->held);
	buf_release(&o->held);
}

int
out_end(struct ctx *ctx)
{
	struct out *o = &ctx->out;
	int rc = 0;

	if (!o->begun)
		return 0;
	if (o->may_page && lines(o) >= o->rows) {
		if (ctx->store)
			store_suspend(ctx->store);
		start_pager(ctx);
	}
	if (!o->closed && !o->failed)
		rc = give_out(ctx);
	buf_release(&o->b);
	if (o->pager) {
		struct err why = { 0 };
		pager_end(&why, o->pager); /* how a pager ends says nothing about what was written to it */
		if (o->pager->idled)
			idle_said(ctx);
		free(o->pager);
		o->pager = NULL;
	} else if (!rc && !o->closed && !o->failed && !o->terminal) {
		rc = check_close(ctx);
	}
	give_held(o);
	o->begun = false;
	return rc;
}
