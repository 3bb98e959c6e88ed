/*
 * felt unlock, felt lock: the journal stays open for a while, and that while ends.
 *
 * unlock always asks: what is kept already must not buy itself more time.
 */
#include <string.h>

#include "cli/keys/cache.h"
#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/write/locked.h"
#include "cli/write/writing.h"
#include "felt/base/json.h"

static const struct option unlock_options[] = {
	{ "for", 0, "TIME", "how long: 90s, 15m, 2h, 1h30m, at most 24h (15m, or unlock_for of the config file)" },
	OPTION_END
};

static const struct option lock_options[] = {
	{ "all", 0, NULL, "every journal of yours that is open, wherever it lies" },
	OPTION_END
};

static int
seconds_of(struct ctx *ctx, const struct args *args, int64_t *seconds)
{
	const char *given = args_value(args, "for");

	*seconds = ctx->config.unlock_for ? ctx->config.unlock_for : UNLOCK_DEFAULT;
	if (given && span_parse(given, seconds))
		return err_set(&ctx->err, E_USAGE, "--for takes a time such as 90s, 15m, 2h or 1h30m, up to 24h");
	return 0;
}

static int
check_unlock(struct ctx *ctx, struct args *args)
{
	int64_t seconds;

	return seconds_of(ctx, args, &seconds);
}

static void
tell(struct ctx *ctx, int64_t until_ms)
{
	char when[WHEN_TEXT];
	struct json_out j;

	if (!ctx->json) {
		when_human(when_at(until_ms, &ctx->zone), when);
		say(ctx, "open until %s; felt lock ends it earlier", when);
		return;
	}
	out_begin(ctx, false);
	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "unlocked-until");
	when_iso(when_at(until_ms, &ctx->zone), when);
	json_text(&j, when);
	json_close(&j, '}');
	out_str(ctx, "\n");
}

static int
run_unlock(struct ctx *ctx, struct args *args)
{
	int64_t seconds, until;
	/* a passphrase that somebody typed for nothing is one too many; one on a descriptor is read in any case */
	int rc = ctx->passphrase_fd < 0 && ctx->recovery_fd < 0 ? session_possible(&ctx->err) : 0;

	if (!rc)
		rc = seconds_of(ctx, args, &seconds);
	if (!rc)
		rc = ctx_unlock_root(ctx, ctx->store, NULL);
	if (rc)
		return rc;
	inbox_take(ctx, ctx->store);
	drafts_take_lost(ctx, ctx->store);
	const struct keys *keys = store_keys(ctx->store);
	rc = cache_fill(ctx, keys, seconds);
	if (!rc && !cache_until(keys->journal_id, keys->epoch, &until))
		rc = err_set(&ctx->err, E_NO_CACHE, "it was taken, and is not there any more");
	if (!rc)
		tell(ctx, until);
	return rc;
}

static int
lock_all(struct ctx *ctx)
{
	size_t n = 0;
	int rc = session_end_all(&ctx->err, &n);

	if (!rc && n)
		say(ctx, "%zu journal%s locked", n, n == 1 ? " is" : "s are");
	else if (!rc)
		say(ctx, "nothing was open");
	return rc;
}

static int
run_lock(struct ctx *ctx, struct args *args)
{
	struct store_outside out;
	bool ended = false;
	int rc;

	if (args_has(args, "all"))
		return lock_all(ctx);
	if (!ctx->journal)
		return err_set(&ctx->err, E_USAGE, "where is the journal? HOME is not set\nname it with -j PATH; felt lock --all needs no path");
	rc = open_journal(ctx, ctx->journal, true, &ctx->store);
	if (!rc)
		rc = store_outside(&ctx->err, ctx->store, &out);
	if (rc) { /* on a stick that was pulled, or damaged: its keys must go all the same */
		ctx->hint = "felt lock --all locks every journal of yours, also one whose file is not at hand";
		return rc;
	}
	rc = cache_drop(ctx, out.journal_id, &ended);
	if (!rc)
		say(ctx, ended ? "the journal is locked" : "the journal was locked already");
	return rc;
}

const struct command cmd_unlock = {
	.name = "unlock", .group = "keep safe", .args = "", .summary = "keep the journal open for a while",
	.needs = NEED_JOURNAL, .options = unlock_options, .check = check_unlock, .run = run_unlock,
	.details =
		"Asks for the passphrase once; until the time is over, felt lock, or a restart of the machine, other commands do not\n"
		"ask. Logging out does not end it. What changes keys (felt key passphrase, recovery) asks all the same.\n"
		"\n"
		"The keys are kept in the kernel's memory, never in a file, and the passphrase itself is not kept. Every program\n"
		"that runs as you can use them meanwhile, and hibernating writes them to the disk.\n"
		"\n"
		"unlock_for = 15m in the config file does the same after every passphrase.\n",
};

const struct command cmd_lock = {
	.name = "lock", .group = "keep safe", .args = "", .summary = "end what felt unlock began",
	.needs = 0, .options = lock_options, .run = run_lock,
	.details =
		"Needs no passphrase. With --all it needs no file either: for logging out, and for before the machine sleeps.\n",
};
