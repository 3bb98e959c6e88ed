/*
 * felt browse: full screen: list, read, filter by feeling, search.
 *
 * In: the common filters.  Out: nothing but what somebody saw and changed.  The laws are those of browsing.h.
 */
#include <string.h>
#include <unistd.h>

#include "cli/browse/browsing.h"
#include "cli/commands.h"
#include "cli/idle.h"
#include "felt/term/tty.h"

static const struct option options[] = { OPTION_END };

enum { REST_MS = 2000 };

/* Whoever asks for it on a terminal that cannot is told what can; nothing is opened for that. */
static int
check(struct ctx *ctx, struct args *args)
{
	(void)args;
	if (ctx->json)
		return err_set(&ctx->err, E_USAGE, "browse is for the eye and has no --json\nfelt review --json gives the same entries to a program");
	if (!full_screen(ctx) || !tty_is(STDIN_FILENO) || !tty_is(STDOUT_FILENO))
		return err_set(&ctx->err, E_USAGE, "browse needs a whole screen, and this is lines only"
			"\nfelt review lists, felt show ID reads, felt search finds; all of them take the same filters");
	return 0;
}

/* Whatever came out of the journal is forgotten while it is locked. */
static int
lock(struct browsing *b)
{
	int rc;

	browsing_drop(b);
	stage_suspend(b->staging.stage);
	rc = idle_unlock(b->ctx);
	stage_resume(b->staging.stage);
	return rc;
}

static int
look_around(struct browsing *b)
{
	struct ctx *ctx = b->ctx;
	struct browse view = {
		.rest_ms = REST_MS, .idle_ms = idle_ms(ctx), .keys = browse_keys, .help = browse_help, .stage = staging_stage(ctx),
	};
	enum browse_end end;
	char key;
	int rc;

	browsing_shows(b, &view);
	browsing_searches(&view);
	do {
		rc = browse_run(&ctx->err, &view, &b->view, &end, &key);
		if (!rc && end == BROWSE_HANGUP)
			rc = err_set(&ctx->err, E_INTERRUPTED, "terminal");
		else if (!rc && end == BROWSE_KEY)
			rc = browsing_act(b, key);
		else if (!rc && end == BROWSE_IDLE)
			rc = lock(b);
	} while (!rc && end != BROWSE_QUIT);
	return rc;
}

/* The days of the command line as the title says them. */
static void
name_days(struct browsing *b, const struct args *args)
{
	const char *on = args_value(args, "on"), *since = args_value(args, "since"), *until = args_value(args, "until");

	if (on)
		snprintf(b->days, sizeof b->days, "%s", on);
	else if (since || until)
		snprintf(b->days, sizeof b->days, "%s%s..%s%s", since ? since : "", since ? " " : "", until ? " " : "", until ? until : "");
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct browsing b = { .ctx = ctx };
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = filters_resolve(ctx, args);
	store_rollback(ctx->store);
	if (rc)
		return rc;
	name_days(&b, args);
	staging_begin(&b.staging, ctx);
	rc = look_around(&b);
	staging_end(&b.staging); /* says what found no place on the screen */
	browsing_drop(&b);
	browsing_search_release(&b);
	browse_view_release(&b.view);
	return rc;
}

const struct command cmd_browse = {
	.name = "browse", .group = "look back", .args = "[FEELING...]", .summary = "full screen: list, read, filter by feeling, search",
	.needs = NEED_KEYS | TAKES_FILTERS | TAKES_FEELINGS | SHOWS_WORDS, .least = 0, .most = ARGS_MAX, .options = options,
	.check = check, .run = run,
	.details =
		"A list, and beside or below it the entry. Arrows move, enter reads, / searches while you type, f filters by feeling,\n"
		"d by days, u by guide, g goes to a day, e edits, t adds feelings, x deletes after asking, ? shows all keys, q quits.\n"
		"Nothing is left in the scrollback, and another felt may write meanwhile. After five minutes without a key the screen\n"
		"is blanked and the passphrase asked for again (idle_lock in the config).\n",
};
