/*
 * One change of key slots: begin, vault_set_passphrase / vault_set_recovery on it, commit.
 */
#ifndef FELT_CLI_KEY_CHANGE_H
#define FELT_CLI_KEY_CHANGE_H

#include "cli/cli.h"

struct key_change {
	struct keys keys;       /* borrows the store's secrets; its slot is forgotten when it is replaced */
	struct vault_copy copy; /* to be changed */
	uint8_t base[MAC_SIZE]; /* from what it was prepared */
};
/* s is unlocked, no transaction is open. */
int key_change_begin(struct ctx *ctx, struct store *s, struct key_change *c);
/* What the present passphrase costs, for a new one; the default where that may not be written any more. */
struct kdf_cost key_change_cost(const struct key_change *c);
/* One transaction; E_CONFLICT when the slots are others by now. */
int key_change_commit(struct ctx *ctx, struct store *s, const struct key_change *c);

/* ---- verbs of felt key in files of their own: key_rotate.c, key_trust.c ---- */

int key_rotate(struct ctx *ctx, struct args *args);
int key_trust(struct ctx *ctx, struct args *args);

#endif
