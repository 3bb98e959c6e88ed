/*
 * felt: a sealed private journal for the terminal.
 *
 * main fulfils what the command needs, calls it, reports, and returns the exit status; everything it
 * calls is named in frame.h, in this order.
 */
#include "cli/frame.h"
#include "felt/base/file.h"
#include "felt/term/editor.h"

static int
work(struct ctx *ctx, struct request *rq, int argc, char **argv)
{
	int rc = options_parse(ctx, argc, argv, rq);

	if (rc)
		return rc;
	if (rq->version)
		return help_version(ctx);
	if (rq->help)
		return rq->command ? help_command(ctx, rq->command) : help_all(ctx);
	editor_sweep(ctx->runtime_dir, ctx->scratch_dir);
	if (ctx->journal) /* none without HOME */
		file_sweep(ctx->journal);
	rc = needs_fulfil(ctx, rq->command, &rq->args);
	return rc ? rc : rq->command->run(ctx, &rq->args);
}

int
main(int argc, char **argv)
{
	struct ctx ctx = { .passphrase_fd = -1, .recovery_fd = -1 };
	struct request rq = { 0 };
	int rc = start_process(&ctx.err);

	if (!rc)
		rc = ctx_init(&ctx);
	if (!rc)
		rc = work(&ctx, &rq, argc, argv);
	int status = finish(&ctx, &rq, rc);
	bool unread = ctx.out.closed && !ctx.out.paged;

	ctx_release(&ctx);
	if (unread)
		end_by_sigpipe();
	return status;
}
