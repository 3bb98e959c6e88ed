/*
 * felt with the key in hand: the very same objects, and one way in that is not by passphrase.
 *
 * Linked with --wrap, so that every other object that asks for the journal's keys comes here instead of to unlock.o.
 * Journal id, epoch and the seven subkeys are read from descriptor 3, where `keys` put them.  Only for `make bench`: a
 * program that opens a journal without asking anybody is never installed.
 *
 * What it leaves out besides the key derivation: the inbox key, which comes from the root key, so no text that could
 * not be saved is taken in (drafts_take_lost looks for one in the state folder: one opendir).
 */
#include <unistd.h>

#include "bench_keys.h"
#include "cli/frame.h"

int __wrap_unlock_or_skip(struct ctx *ctx, struct store *s, const char *prompt, bool may_skip);
int __wrap_ctx_unlock(struct ctx *ctx, struct store *s);

/* Rewound first, because `backup` and `key` unlock twice. */
static int
keys_in_hand(struct err *err, struct keys **keys)
{
	struct bench_keys in;

	if (lseek(BENCH_KEYS_FD, 0, SEEK_SET) || read(BENCH_KEYS_FD, &in, sizeof in) != (ssize_t)sizeof in)
		return err_set(err, E_NO_SECRET, "no keys on descriptor 3");
	*keys = keys_from_subkeys(in.sub, in.journal_id, get_u64(in.epoch));
	wipe(&in, sizeof in);
	return *keys ? 0 : err_set(err, E_NOMEM, "keys");
}

int
__wrap_unlock_or_skip(struct ctx *ctx, struct store *s, const char *prompt, bool may_skip)
{
	struct keys *keys = NULL;
	int rc = keys_in_hand(&ctx->err, &keys);

	(void)prompt;
	(void)may_skip;
	return rc ? rc : store_unlock(&ctx->err, s, keys);
}

int
__wrap_ctx_unlock(struct ctx *ctx, struct store *s)
{
	return __wrap_unlock_or_skip(ctx, s, NULL, false);
}
