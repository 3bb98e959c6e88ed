/*
 * felt review: entries by feeling and date, newest first.
 */
#include "cli/commands.h"
#include "cli/writing.h"
#include "felt/exchange/exchange.h"

static const struct option options[] = {
	{ "text", 't', NULL, "with their texts" },
	OPTION_END
};

struct review {
	struct ctx *ctx;
	bool text;
	size_t n;
};

/* Whatever may still go to a pager is held back until the journal is closed. */
static int
drain(struct ctx *ctx)
{
	return ctx->out.may_page ? buf_check(out_buf(ctx), &ctx->err) : out_drain(ctx);
}

static int
show_one(void *arg, struct err *err, const struct entry *e)
{
	struct review *r = arg;
	struct ctx *ctx = r->ctx;
	struct json_out j;

	(void)err;
	r->n++;
	if (ctx->json) {
		json_begin(&j, out_buf(ctx));
		entry_json(&j, e, ENTRY_JSON_OFFSET | (r->text ? ENTRY_JSON_TEXT : ENTRY_JSON_HEAD));
		out_str(ctx, "\n");
	} else if (r->text) {
		out_str(ctx, r->n > 1 ? "\n\n" : "");
		render_entry(ctx, e);
	} else {
		render_line(ctx, e);
	}
	return drain(ctx);
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct review r = { .ctx = ctx, .text = args_has(args, "text") };
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = filters_resolve(ctx, args);
	if (!rc) {
		out_begin(ctx, true);
		rc = (r.text ? store_read : store_list)(&ctx->err, ctx->store, &ctx->filter, show_one, &r);
	}
	store_rollback(ctx->store);
	if (!rc && r.n == 0 && !ctx->json)
		say(ctx, filters_narrow(ctx) ? "nothing here matches" : "nothing is written here yet; felt write begins");
	return rc;
}

const struct command cmd_review = {
	.name = "review", .group = "look back", .args = "[FEELING...]", .summary = "entries by feeling and date, newest first",
	.needs = NEED_KEYS | TAKES_FILTERS | TAKES_FEELINGS | SHOWS_WORDS, .least = 0, .most = ARGS_MAX, .options = options, .run = run,
	.details =
		"Each line: day, id, feelings, title or first line. --text shows whole entries, --json one object a line. A feeling or a\n"
		"family as a word filters like --feeling: felt review lonely, felt review sadness --since 'last monday'.\n",
};
