/*
 * Putting changed key slots into a journal: prepared outside a transaction, because a person may be copying a recovery
 * key meanwhile, and committed only if the slots are still the ones it was prepared from.
 *
 * Law: only the copy that the manifest names is built upon.  Another one whose mac verifies may be an old one put back,
 * and with it a key that was replaced would come to life again.
 */
#include <string.h>

#include "cli/frame.h"
#include "cli/keys/key_change.h"

int
key_change_begin(struct ctx *ctx, struct store *s, struct key_change *c)
{
	int rc = store_begin(&ctx->err, s, STORE_READ);

	if (rc)
		return rc;
	c->keys = *store_keys(s);
	c->copy = *store_vault(s);
	store_rollback(s);
	if (!c->keys.root)
		return err_set(&ctx->err, E_UNSAFE, "changing keys needs the passphrase itself");
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

int
key_change_commit(struct ctx *ctx, struct store *s, const struct key_change *c)
{
	int rc = store_begin(&ctx->err, s, STORE_WRITE);

	if (!rc && memcmp(store_vault(s)->mac, c->base, MAC_SIZE))
		rc = err_set(&ctx->err, E_CONFLICT, "the keys were changed");
	if (!rc)
		rc = store_set_vault(&ctx->err, s, &c->copy);
	if (!rc)
		return store_commit(&ctx->err, s);
	store_rollback(s);
	return rc;
}
