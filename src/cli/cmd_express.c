/*
 * felt express: noticing, naming, and perhaps saying a feeling.  Two minutes unless more is asked for (CARE.md 9).
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/write/locked.h"
#include "cli/walk/walk_command.h"

static const struct option options[] = {
	{ "minutes", 'm', "N", "2 (notice), 5 (name it), 10 (say it); about, nobody counts" },
	LOCKED_OPTION,
	WALK_OPTIONS,
	OPTION_END
};

static int
check(struct ctx *ctx, struct args *args)
{
	const char *m = args_value(args, "minutes");

	if (m && strcmp(m, "2") && strcmp(m, "5") && strcmp(m, "10"))
		return err_set(&ctx->err, E_USAGE, "--minutes is 2, 5 or 10");
	return walk_check(ctx, args);
}

static int
run(struct ctx *ctx, struct args *args)
{
	const char *m = args_value(args, "minutes");

	return walk_run(ctx, args, "express", m ? m : "2", NULL);
}

const struct command cmd_express = {
	.name = "express", .group = "guides", .args = "", .summary = "a short guided step: notice, name, say",
	.needs = NEED_KEYS | SHOWS_WORDS | MAY_BE_LOCKED, .least = 0, .most = 0, .options = options, .check = check, .run = run,
	.details =
		"Two minutes: what your body says and the least wrong word. Five: what lies on top, what lies underneath, and what you\n"
		"needed. Ten: a few sentences that could really be said to somebody, and the smallest true thing to share; whether you say\n"
		"it is yours to decide. Every step can be skipped.\n",
};
