/*
 * Opening a packet here: unsealed, in memory, to read and to print; gone afterwards.
 *
 * Law: signals that end felt are held from before the page is written until it is gone.
 */
#include "cli/share/share.h"
#include "felt/term/tty.h"
#include "felt/term/viewer.h"

static int
wait_here(void *arg, struct err *err, const char *path)
{
	const struct ctx *ctx = arg;
	struct buf answer = BUF_INIT;
	int rc;

	say(ctx, "the page is open in your browser, unsealed, in memory alone; print it there, then close its window");
	say(ctx, "if nothing opened, give this to a browser: file://%s", path);
	if (ends_told())
		return err_set(err, E_INTERRUPTED, "packet");
	rc = tty_line(err, "Enter, when it is no longer needed; then it is gone: ", &answer);
	buf_release(&answer);
	return !rc && ends_told() ? err_set(err, E_INTERRUPTED, "packet") : rc;
}

int
share_here(struct ctx *ctx, const struct buf *page)
{
	const struct viewer v = { ctx->config.browser ? ctx->config.browser : "xdg-open", ctx->runtime_dir, "packet.html" };
	struct ends ends;
	int rc;

	store_suspend(ctx->store);
	ends_hold(&ends);
	rc = viewer_run(&ctx->err, &v, page, wait_here, ctx);
	ends_release(&ends);
	if (rc == E_USAGE)
		ctx->hint = "browser = PROGRAM in the config file names one that is there; felt share -o FILE writes a file instead";
	else if (rc == E_UNSAFE)
		ctx->hint = "felt share -o FILE writes a file instead";
	return rc ? rc : store_resume(&ctx->err, ctx->store);
}
