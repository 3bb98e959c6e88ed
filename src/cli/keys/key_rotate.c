/*
 * felt key rotate: new keys, and everything sealed anew under them.
 *
 * In: the passphrase (or the recovery key and a new passphrase), a yes.  Out: one commit, after which only the new keys open.
 * Must never: hold the journal while a person writes a recovery key down, commit before that key is handed over, or commit keys that
 * passphrase and recovery key were not seen to open.
 *
 * Old copies of the file are out of reach, and this says so: rotation is for the time from now on.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/keys/cache.h"
#include "cli/frame.h"
#include "cli/keys/key_change.h"
#include "cli/write/locked.h"
#include "cli/progress.h"
#include "cli/write/writing.h"
#include "felt/crypt/seal.h"
#include "felt/store/rotate.h"
#include "felt/term/tty.h"

struct rotating {
	struct ctx *ctx;
	struct secret *passphrase, *recovery; /* of the new slots */
	struct vault_copy copy;               /* the new header and slots */
	struct keys *fresh;
	uint8_t base[MAC_SIZE];               /* from which slots it was prepared */
	struct inbox_report inbox;
};

static int
ask(struct ctx *ctx, bool *yes)
{
	struct store_outside o;
	int rc = store_outside(&ctx->err, ctx->store, &o);

	if (rc)
		return rc;
	say(ctx, "this makes new keys and seals everything in the journal anew with them (%" PRIu64 " row%s); %s, the recovery key becomes a new one", o.rows,
		o.rows == 1 ? "" : "s", ctx->recovery ? "you choose a new passphrase" : "the passphrase stays");
	say(ctx, "older copies and backups stay as they are: they open with the passphrase and the recovery key of their time");
	return tty_confirm(&ctx->err, "seal everything anew? [y/N] ", NULL, yes);
}

/* What makes the new keys, outside of any transaction. */
static int
prepare(struct rotating *r, struct args *args)
{
	struct ctx *ctx = r->ctx;
	struct key_change c;
	int rc = key_change_begin(ctx, ctx->store, &c);
	struct kdf_cost cost = rc ? KDF_DEFAULT : key_change_cost(&c);

	if (!rc)
		rc = kdf_from_args(&ctx->err, args, &cost);
	if (!rc && !r->passphrase)
		rc = ctx_new_passphrase(ctx, &r->passphrase);
	if (rc)
		return rc;
	memcpy(r->base, c.base, MAC_SIZE);
	return vault_rotate(&ctx->err, &c.copy, r->passphrase, cost, &r->recovery, &r->copy, &r->fresh);
}

/* As at the next unlock: both secrets, through the slots, to the same root key. */
static int
try_slots(struct rotating *r)
{
	struct err *err = &r->ctx->err;
	const struct vault_copy copies[2] = { r->copy, { 0 } };
	const struct vault_limits limits = { r->ctx->physical, true };
	const struct secret *secrets[] = { r->passphrase, r->recovery };
	const enum slot_type types[] = { SLOT_PASSPHRASE, SLOT_RECOVERY };
	int rc = 0;

	for (size_t i = 0; i < 2 && !rc; i++) {
		struct keys *k = NULL;
		rc = vault_unlock(err, copies, types[i], secrets[i], limits, &k);
		if (!rc && !equal_bytes(k->root->p, r->fresh->root->p, KEY_SIZE))
			rc = err_set(err, E_DAMAGE, "the new keys");
		keys_free(k);
	}
	return rc;
}

static int
seal_anew(struct rotating *r)
{
	struct ctx *ctx = r->ctx;
	struct progress p;
	int rc = store_begin(&ctx->err, ctx->store, STORE_WRITE);

	if (!rc && memcmp(store_vault(ctx->store)->mac, r->base, MAC_SIZE))
		rc = err_set(&ctx->err, E_CONFLICT, "the keys were changed");
	if (!rc) {
		progress_begin(&p, ctx, "sealing anew");
		rc = store_rotate(&ctx->err, ctx->store, r->fresh, &r->copy, &r->inbox, progress_show, &p);
		r->fresh = NULL;
		progress_end(&p);
	}
	if (!rc)
		return store_commit(&ctx->err, ctx->store);
	store_rollback(ctx->store);
	return rc;
}

static void
tell(const struct rotating *r, uint64_t epoch)
{
	const struct ctx *ctx = r->ctx;
	unsigned long long taken = r->inbox.taken;

	if (taken)
		say(ctx, "%llu written while locked %s in the journal now", taken, taken == 1 ? "is" : "are");
	say(ctx, "everything is sealed anew; these are keys number %" PRIu64 " of this journal", epoch);
	say(ctx, "the new recovery key counts from now on; the old one opens only older copies");
	say(ctx, "older copies and backups still open as they did: make a new backup, and remove those that should not open any more");
}

static int
rotate(struct rotating *r, struct args *args)
{
	struct ctx *ctx = r->ctx;
	struct sheet sheet = { ctx, args_value(args, "recovery-to"), ctx->journal, false };
	int rc = prepare(r, args);

	if (!rc)
		rc = try_slots(r);
	if (!rc)
		rc = sheet_give(&sheet, &ctx->err, r->recovery);
	if (!rc)
		rc = store_rotate_room(&ctx->err, ctx->store);
	if (!rc)
		rc = seal_anew(r);
	if (rc) {
		sheet_take_back(&sheet);
		return rc;
	}
	cache_drop(ctx, store_keys(ctx->store)->journal_id, NULL);
	tell(r, store_keys(ctx->store)->epoch);
	return 0;
}

int
key_rotate(struct ctx *ctx, struct args *args)
{
	struct rotating r = { .ctx = ctx };
	bool yes = args_has(args, "yes");
	int rc = ctx_open(ctx, ctx->journal);

	if (!rc)
		rc = ctx_unlock_root(ctx, ctx->store, &r.passphrase);
	if (!rc) {
		inbox_take(ctx, ctx->store);
		drafts_take_lost(ctx, ctx->store);
		rc = store_rotate_room(&ctx->err, ctx->store);
	}
	if (!rc && !yes)
		rc = ask(ctx, &yes);
	if (!rc && yes)
		rc = rotate(&r, args);
	else if (!rc)
		say(ctx, "nothing was changed");
	secret_free(r.passphrase);
	secret_free(r.recovery);
	keys_free(r.fresh);
	return rc;
}
