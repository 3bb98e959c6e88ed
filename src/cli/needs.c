/*
 * Fulfilling what a command needs, in the order that costs a person least, and ending it.
 *
 * First the words (filters, the command's own check), then the terminal, then the journal, then the keys:
 * nobody types a passphrase for a command that would have been refused anyway.
 */
#include <stdio.h>

#include "cli/frame.h"
#include "cli/writing.h"
#include "felt/term/tty.h"

static int
need_path(struct ctx *ctx)
{
	if (ctx->journal)
		return 0;
	return err_set(&ctx->err, E_USAGE, "where is the journal? HOME is not set\nname it with -j PATH or FELT_JOURNAL");
}

static int
need_terminal(struct ctx *ctx)
{
	if (tty_there())
		return 0;
	return err_set(&ctx->err, E_USAGE, "this needs a terminal, and there is none");
}

int
needs_fulfil(struct ctx *ctx, const struct command *c, struct args *args)
{
	int rc = 0;

	if (c->needs & TAKES_FILTERS)
		rc = filters_from_args(ctx, args, c->needs & TAKES_FEELINGS);
	if (!rc && c->check)
		rc = c->check(ctx, args);
	if (!rc && c->needs & (NEED_PATH | NEED_JOURNAL | NEED_KEYS))
		rc = need_path(ctx);
	if (!rc && c->needs & NEED_TERMINAL)
		rc = need_terminal(ctx);
	if (!rc && c->needs & (NEED_JOURNAL | NEED_KEYS))
		rc = ctx_open(ctx, ctx->journal);
	if (!rc && c->needs & NEED_KEYS)
		rc = ctx_unlock(ctx, ctx->store);
	if (!rc && c->needs & NEED_KEYS && !(c->needs & IGNORES_PIN))
		drafts_take_lost(ctx, ctx->store);
	return rc;
}

/* The exit status: what went wrong, else the floor that a warning has set. */
static int
status(const struct ctx *ctx, int rc)
{
	if (rc && !ctx->out.closed)
		return exit_status((enum err_code)rc);
	return ctx->exit_floor;
}

int
finish(struct ctx *ctx, struct request *rq, int rc)
{
	struct err first = ctx->err;
	/* what was said so far is shown also when the command failed on its way */
	int ended = ctx->out.begun ? out_end(ctx) : 0;

	if (rc)
		ctx->err = first;
	else
		rc = ended;
	if (rq->args.release)
		rq->args.release(rq->args.data);
	store_close(ctx->store);
	ctx->store = NULL;
	if (rc && !ctx->out.closed)
		report(ctx, &ctx->err);
	return status(ctx, rc);
}
