/*
 * felt challenge: a thought record.  The guide's file says what is asked (src/model/guides/challenge.guide).
 */
#include "cli/commands.h"
#include "cli/write/locked.h"
#include "cli/walk/walk_command.h"

static const struct option options[] = {
	{ "belief", 0, "ID", "the belief of the ledger it is about" },
	{ "short", 0, NULL, "the short form" },
	LOCKED_OPTION,
	WALK_OPTIONS,
	OPTION_END
};

static int
run(struct ctx *ctx, struct args *args)
{
	return walk_run(ctx, args, "challenge", args_has(args, "short") ? "short" : "", args_value(args, "belief"));
}

const struct command cmd_challenge = {
	.name = "challenge", .group = "guides", .args = "", .summary = "a thought record: a negative belief, looked at from both sides",
	.needs = NEED_KEYS | SHOWS_WORDS | MAY_BE_LOCKED, .least = 0, .most = 0, .options = options, .check = walk_check, .run = run,
	.details =
		"Situation, feelings, thoughts, the hot thought and how true it feels, evidence for it and against it, and in the end a\n"
		"sentence with room for both, if there is one. Keeping the thought is an ending too. Every step can be skipped, gone back to\n"
		"and left: what is there is kept as a sealed draft, and felt resume goes on at the same step.\n"
		"\n"
		"It takes about a quarter of an hour; --short (or F2 at the first step) about five minutes. Only the thought is looked at:\n"
		"feelings need no evidence.\n",
};
