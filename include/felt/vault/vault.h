/*
 * Unlocking: from a passphrase or a recovery key to the keys of a journal, and changing the slots.
 *
 * Laws
 *  1. The root key opens only through a slot, and a slot counts only if it stands in a copy whose
 *     mac verifies under the key it gave: a slot put back from an old file does not open.
 *  2. The cost of a slot is checked before anything is allocated.
 *  3. One damaged copy never loses the keys; a copy found bad is named, so that the next write mends it.
 *  4. Every wrong secret gives the same answer, whichever slot it failed on.
 */
#ifndef FELT_VAULT_VAULT_H
#define FELT_VAULT_VAULT_H

#include "felt/vault/header.h"

/* The keys of an unlocked journal.  One secret page; `root` may be absent (a cached unlock has the subkeys only). */
struct keys {
	struct secret *sub;      /* K1..K7 at (n-1)*32 */
	struct secret *root;     /* 32 bytes, or NULL */
	struct secret *inbox_sk; /* 32 bytes */
	uint8_t inbox_pk[32];
	uint8_t journal_id[JOURNAL_ID];
	uint64_t epoch;
	uint8_t slot[SLOT_SIZE]; /* the record that opened; has_slot false when the keys came from elsewhere */
	bool has_slot, replace_after_use; /* the slot's flag bit 0 */
	bool mended_by_spare;    /* the journal's own copy could not be used */
};
enum { KEY_HEADER = 1, KEY_ROWS, KEY_PACKS, KEY_SET, KEY_MANIFEST, KEY_INBOX, KEY_IMPORT };
const uint8_t *keys_sub(const struct keys *k, int n); /* 1..7 */
void keys_free(struct keys *k);
/* From the seven subkeys (224 bytes), without root and inbox key; for the key cache and the bench. */
struct keys *keys_from_subkeys(const uint8_t sub[7 * KEY_SIZE], const uint8_t journal_id[JOURNAL_ID], uint64_t epoch);

/* Opens the inbox key of a header whose mac was verified with k, when k lacks it; its public half must match. E_DAMAGE, E_NOMEM. */
int vault_open_inbox(struct err *err, struct keys *k, const uint8_t header[HEADER_SIZE]);

struct vault_limits { uint64_t physical; bool allow_memory; };

/*
 * copies[0] is journal + slot, copies[1] the spare.  type: which slots are tried; secret: the passphrase, or the 20
 * bytes of the recovery key.  E_WRONG_SECRET (also when the slot opened but the copy that verifies does not hold it, law 1), E_KDF_LIMIT,
 * E_VERSION, E_DAMAGE (no copy can be used, or none verifies), E_NOMEM.
 */
int vault_unlock(struct err *err, const struct vault_copy copies[2], enum slot_type type, const struct secret *secret,
	struct vault_limits limits, struct keys **out);
/*
 * Which copy is the journal's, given keys: its mac verifies, equals `mac` (what the manifest names; NULL: any) and holds the slot that
 * opened (`need_slot`).  The index 0 or 1; E_CONFLICT when the epoch is another, E_DAMAGE when there is none.
 */
int vault_pick(struct err *err, const struct vault_copy copies[2], const struct keys *keys, const uint8_t *mac, bool need_slot);

/* A new journal's keys: random ids, one passphrase slot, one recovery slot; *recovery gets the 20 bytes. */
int vault_create(struct err *err, const struct secret *passphrase, struct kdf_cost cost, struct secret **recovery,
	struct vault_copy *copy, struct keys **out);

/*
 * The next keys of a journal whose verified copy is `was`: a root key and an inbox pair of their own, the epoch after its epoch, the same journal
 * id, version and features; one passphrase slot, one recovery slot.  *recovery gets the 20 bytes.  Nothing of the old keys is in it.
 */
int vault_rotate(struct err *err, const struct vault_copy *was, const struct secret *passphrase, struct kdf_cost cost,
	struct secret **recovery, struct vault_copy *copy, struct keys **out);

/*
 * New copies from an unlocked one; need keys->root.  Each changes copy (slots, mac) and nothing else.
 * set_passphrase replaces every passphrase slot by one; set_recovery replaces every recovery slot by a new key.  When the slot that opened is replaced, keys->has_slot becomes false.
 */
int vault_set_passphrase(struct err *err, struct keys *keys, struct vault_copy *copy, const struct secret *passphrase,
	struct kdf_cost cost);
int vault_set_recovery(struct err *err, struct keys *keys, struct vault_copy *copy, struct secret **recovery);

#endif
