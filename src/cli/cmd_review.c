/*
 * felt review: entries by feeling and date, newest first.
 */
#include "cli/look/review.h"

#include <string.h>

#include "cli/commands.h"
#include "cli/write/writing.h"

static const struct option options[] = {
	{ "text", 't', NULL, "with their texts" },
	{ "by", 0, "day|week|month|family|guide", "under a heading for each of them" },
	OPTION_END
};

static int
read_by(struct ctx *ctx, const char *typed, enum review_by *by)
{
	static const char *const names[] = { [BY_DAY] = "day", [BY_WEEK] = "week", [BY_MONTH] = "month", [BY_FAMILY] = "family", [BY_GUIDE] = "guide" };

	*by = BY_NOTHING;
	for (int i = BY_DAY; typed && i <= BY_GUIDE; i++)
		if (!strcmp(typed, names[i]))
			*by = (enum review_by)i;
	return typed && *by == BY_NOTHING ? err_set(&ctx->err, E_USAGE, "--by is day, week, month, family or guide") : 0;
}

static int
check(struct ctx *ctx, struct args *args)
{
	enum review_by by;

	return read_by(ctx, args_value(args, "by"), &by);
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct review r = { .ctx = ctx, .text = args_has(args, "text") };
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = read_by(ctx, args_value(args, "by"), &r.by);
	if (!rc)
		rc = filters_resolve(ctx, args);
	if (!rc) {
		out_begin(ctx, true);
		rc = review_all(&r);
	}
	bool none = !rc && r.n == 0 && !ctx->json, narrow = filters_narrow(ctx);
	bool drafts = none && !narrow && drafts_waiting(ctx) > 0;

	store_rollback(ctx->store);
	if (none)
		say(ctx, narrow ? "nothing here matches" : drafts ? "nothing is finished here yet; felt resume goes on with what was begun"
			: "nothing is written here yet; felt write begins");
	return rc;
}

const struct command cmd_review = {
	.name = "review", .group = "look back", .args = "[FEELING...]", .summary = "entries by feeling and date, newest first",
	.needs = NEED_KEYS | TAKES_FILTERS | TAKES_FEELINGS | SHOWS_WORDS, .least = 0, .most = ARGS_MAX, .options = options,
	.check = check, .run = run,
	.details =
		"Each line: day, id, feelings, title or first line. --text shows whole entries, --json one object a line. A feeling or a\n"
		"family as a word filters like --feeling: felt review lonely, felt review sadness --since 'last monday'.\n"
		"\n"
		"--by puts them under headings; an entry that names two families stands under both. With --json each group is an object\n"
		"with its entries.\n",
};
