/*
 * felt key trust: this file is the journal from now on, though this machine has seen a newer or another one.
 *
 * In: a journal that does not agree with the pin.  Out: both sides, shown; after a yes the pin follows the file.  Must never: decide
 * without the passphrase, and without a person or --yes.
 */
#include "cli/frame.h"
#include "cli/keys/key_change.h"
#include "felt/store/pin.h"
#include "felt/term/tty.h"

static void
both_sides(struct ctx *ctx)
{
	const struct pin *pin = store_pin(ctx->store);
	unsigned long long here = pin->generation, there = store_generation(ctx->store);
	char path[PATH_WORDS];

	words_path(ctx->journal, path);
	if (pin->unreadable) {
		say(ctx, "this machine's note of the journal cannot be read; the file %s is as it was after change %llu", path, there);
		return;
	}
	say(ctx, "this machine last saw this journal after change %llu", here);
	say(ctx, "the file %s is as it was after change %llu", path, there);
	if (there < here)
		say(ctx, "so it is older: %llu change%s made since %s not in it", here - there, here - there == 1 ? "" : "s",
			here - there == 1 ? "is" : "are");
	else
		say(ctx, "so it went a way of its own: something written on this machine may be missing from it");
}

static int
trust(struct ctx *ctx, bool yes)
{
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (rc)
		return rc;
	both_sides(ctx);
	if (!yes)
		rc = tty_confirm(&ctx->err, "take this file as the journal from now on? [y/N] ", NULL, &yes);
	if (!rc && yes)
		rc = store_trust(&ctx->err, ctx->store);
	store_rollback(ctx->store);
	if (!rc)
		say(ctx, yes ? "this file is the journal from now on" : "nothing was changed");
	return rc;
}

/* The same file once more, with the keys that are already in hand and without the pin's objection. */
static int
reopen_ignoring_pin(struct ctx *ctx)
{
	const struct keys *k = store_keys(ctx->store);
	struct keys *again = k ? keys_from_subkeys(keys_sub(k, 1), k->journal_id, k->epoch) : NULL;
	int rc;

	if (!again)
		return err_set(&ctx->err, E_NOMEM, "keys");
	store_close(ctx->store);
	ctx->store = NULL;
	rc = open_journal(ctx, ctx->journal, true, &ctx->store);
	if (rc) {
		keys_free(again);
		return rc;
	}
	return store_unlock(&ctx->err, ctx->store, again);
}

int
key_trust(struct ctx *ctx, struct args *args)
{
	int rc;

	if (!ctx->state_dir)
		return err_set(&ctx->err, E_USAGE, "this machine remembers nothing: HOME and XDG_STATE_HOME are not set");
	rc = ctx_open(ctx, ctx->journal);
	if (!rc)
		rc = ctx_unlock_root(ctx, ctx->store, NULL);
	if (!rc && !store_pin(ctx->store)->unreadable) {
		say(ctx, "this file is already the journal that this machine knows; there is nothing to accept");
		return 0;
	}
	if (rc && rc != E_OLDER && rc != E_FORK)
		return rc;
	rc = reopen_ignoring_pin(ctx);
	return rc ? rc : trust(ctx, args_has(args, "yes"));
}
