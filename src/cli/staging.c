/*
 * A conversation of several full screens (staging.h).
 *
 * In: its begin and its end.  Out: one stage for its faces, and what was said meanwhile.  Must never: swallow a word, or leave a
 * command's own error to be said on a screen that goes.
 */
#include "cli/staging.h"

#include <unistd.h>

#include "felt/base/file.h"

void
staging_begin(struct staging *st, struct ctx *ctx)
{
	*st = (struct staging){ .ctx = ctx, .said = BUF_INIT };
	if (ctx->staging)
		return;
	st->stage = stage_new(); /* without one every face has its own, as outside of a conversation */
	if (st->stage)
		ctx->staging = st;
}

/* The words before the signals: one of those may end the process. */
void
staging_end(struct staging *st)
{
	if (!st->stage)
		return;
	stage_leave(st->stage);
	if (st->said.n)
		file_write_fd(NULL, STDERR_FILENO, "standard error", st->said.p, st->said.n);
	buf_release(&st->said);
	st->ctx->staging = NULL;
	stage_free(st->stage);
	st->stage = NULL;
}

struct stage *
staging_stage(const struct ctx *ctx)
{
	return ctx->staging ? ctx->staging->stage : NULL;
}

bool
staging_on(const struct ctx *ctx)
{
	return ctx->staging && stage_taken(ctx->staging->stage);
}
