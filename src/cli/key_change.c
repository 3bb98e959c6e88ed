/*
 * Putting changed key slots into a journal: prepared outside a transaction, because a person may be copying a recovery
 * key meanwhile, and committed only if the slots are still the ones it was prepared from.
 */
#include <string.h>

#include "cli/frame.h"
#include "cli/key_change.h"

enum { ATTEMPTS = 5 };

int
key_change_begin(struct ctx *ctx, struct store *s, struct key_change *c)
{
	struct vault_copy copies[2];
	int rc = store_copies(&ctx->err, s, copies);

	if (rc)
		return rc;
	c->keys = *store_keys(s);
	if (!c->keys.root)
		return err_set(&ctx->err, E_UNSAFE, "changing keys needs the passphrase itself");
	rc = vault_pick(&ctx->err, copies, &c->keys, NULL, true);
	if (rc < 0)
		return rc;
	c->copy = copies[rc];
	memcpy(c->base, c->copy.mac, MAC_SIZE);
	return 0;
}

struct kdf_cost
key_change_cost(const struct key_change *c)
{
	for (size_t i = 0; i < c->copy.nslots; i++) {
		struct slot s;
		if (!slot_decode(NULL, c->copy.slots[i], &s) && s.type == SLOT_PASSPHRASE && !kdf_check_write(NULL, s.cost))
			return s.cost;
	}
	return KDF_DEFAULT;
}

/* Do the slots still stand as they were?  *generation is a state of the file in which they did. */
static int
still_the_same(struct ctx *ctx, struct store *s, const struct key_change *c, uint64_t *generation)
{
	struct vault_copy copies[2];
	int rc = store_begin(&ctx->err, s, STORE_READ);

	if (rc)
		return rc;
	*generation = store_generation(s);
	store_rollback(s);
	rc = store_copies(&ctx->err, s, copies);
	if (rc)
		return rc;
	rc = vault_pick(&ctx->err, copies, store_keys(s), NULL, false);
	if (rc < 0)
		return rc;
	return memcmp(copies[rc].mac, c->base, MAC_SIZE) ? err_set(&ctx->err, E_CONFLICT, "the keys were changed") : 0;
}

/*
 * The slots are compared between two looks at the generation: if it has not moved when the write begins, nobody was there
 * in between.  An entry written meanwhile moves it too and is no reason to stop: then it is looked at again.
 */
int
key_change_commit(struct ctx *ctx, struct store *s, const struct key_change *c)
{
	int rc = err_set(&ctx->err, E_BUSY, "journal");

	for (int i = 0; i < ATTEMPTS; i++) {
		uint64_t generation;
		rc = still_the_same(ctx, s, c, &generation);
		if (!rc)
			rc = store_begin(&ctx->err, s, STORE_WRITE);
		if (rc)
			return rc;
		if (store_generation(s) == generation)
			break;
		store_rollback(s);
		rc = err_set(&ctx->err, E_BUSY, "journal");
	}
	if (!rc)
		rc = store_set_vault(&ctx->err, s, &c->copy);
	if (!rc)
		rc = store_commit(&ctx->err, s);
	if (rc)
		store_rollback(s);
	return rc;
}
