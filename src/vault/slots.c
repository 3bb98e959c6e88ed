/*
 * Making slots: a new journal's first two, a changed passphrase, a new recovery key, the next keys.  In: keys with their
 * root.  Out: a copy with other slots and a fitting mac; nothing is written to a file here.
 */
#include <stdlib.h>
#include <string.h>

#include "felt/vault/vault.h"

/* Wraps the root key under ikm into a record; s has type, flags, cost; salt and id are made here. */
static int
wrap(struct err *err, const uint8_t journal_id[JOURNAL_ID], const struct secret *root, struct slot *s,
	const struct secret *secret, uint8_t rec[SLOT_SIZE])
{
	struct secret *ikm = NULL, *k = secret_new(KEY_SIZE);
	uint8_t ad[64];
	int rc = k ? 0 : err_set(err, E_NOMEM, "key slot");

	random_bytes(s->salt, sizeof s->salt);
	random_bytes(s->id, sizeof s->id);
	slot_encode(s, rec);
	if (!rc && s->type == SLOT_PASSPHRASE)
		rc = kdf_derive(err, secret, s->salt, s->cost, &ikm);
	else if (!rc && !(ikm = secret_copy(secret->p, secret->n)))
		rc = err_set(err, E_NOMEM, "key slot");
	if (!rc) {
		hash_parts(k->p, ikm->p, ikm->n,
			(const struct part[]){ { "FELTKEK1", 8 }, { journal_id, JOURNAL_ID }, { rec, 48 } }, 3);
		memcpy(ad, journal_id, JOURNAL_ID);
		memcpy(ad + JOURNAL_ID, rec, 48);
		seal_key(s->wrapped, k->p, ad, sizeof ad, root->p);
		slot_encode(s, rec);
	}
	secret_free(ikm);
	secret_free(k);
	return rc;
}

/* Replaces all slots of rec's type by rec, then sorts and makes the mac anew. */
static int
replace(struct err *err, struct keys *keys, struct vault_copy *copy, const uint8_t rec[SLOT_SIZE])
{
	size_t kept = 0;

	for (size_t i = 0; i < copy->nslots; i++) {
		if (copy->slots[i][1] == rec[1]) {
			if (keys->has_slot && equal_bytes(copy->slots[i], keys->slot, SLOT_SIZE))
				keys->has_slot = false;
			continue;
		}
		memmove(copy->slots[kept++], copy->slots[i], SLOT_SIZE);
	}
	if (kept >= SLOTS_MAX)
		return err_set(err, E_USAGE, "all eight key slots are in use");
	memcpy(copy->slots[kept++], rec, SLOT_SIZE);
	copy->nslots = kept;
	vault_sort(copy);
	vault_mac(copy->mac, keys_sub(keys, KEY_HEADER), copy);
	return 0;
}

int
vault_set_passphrase(struct err *err, struct keys *keys, struct vault_copy *copy, const struct secret *passphrase,
	struct kdf_cost cost)
{
	struct slot s = { .type = SLOT_PASSPHRASE, .cost = cost };
	uint8_t rec[SLOT_SIZE];
	int rc = passphrase_check(err, passphrase);

	if (!rc)
		rc = kdf_check_write(err, cost);
	if (!rc)
		rc = wrap(err, keys->journal_id, keys->root, &s, passphrase, rec);
	return rc ? rc : replace(err, keys, copy, rec);
}

int
vault_set_recovery(struct err *err, struct keys *keys, struct vault_copy *copy, struct secret **recovery)
{
	struct slot s = { .type = SLOT_RECOVERY };
	uint8_t rec[SLOT_SIZE];
	struct secret *key = secret_new(RECOVERY_KEY);
	int rc = key ? 0 : err_set(err, E_NOMEM, "recovery key");

	if (!rc) {
		random_bytes(key->p, key->n);
		rc = wrap(err, keys->journal_id, keys->root, &s, key, rec);
	}
	if (!rc)
		rc = replace(err, keys, copy, rec);
	if (rc) {
		secret_free(key);
		return rc;
	}
	*recovery = key;
	return 0;
}

/* A header for new keys: an inbox pair whose secret half is sealed under K6; version and features as h has them. */
static int
new_header(struct err *err, struct keys *k, struct header h, uint8_t out[HEADER_SIZE])
{
	uint8_t ad[80];

	k->inbox_sk = secret_new(32);
	if (!k->inbox_sk)
		return err_set(err, E_NOMEM, "inbox key");
	box_keypair(k->inbox_pk, k->inbox_sk->p);
	h.epoch = k->epoch;
	memcpy(h.journal_id, k->journal_id, JOURNAL_ID);
	memset(h.inbox_sk, 0, sizeof h.inbox_sk);
	memcpy(h.inbox_pk, k->inbox_pk, sizeof h.inbox_pk);
	header_encode(&h, out);
	memcpy(ad, "FELTINSK", 8);
	memcpy(ad + 8, out, 72);
	seal_key(h.inbox_sk, keys_sub(k, KEY_INBOX), ad, sizeof ad, k->inbox_sk->p);
	header_encode(&h, out);
	return 0;
}

/* New keys and the two slots that open them; whatever slots copy had are gone. */
static int
make(struct err *err, const uint8_t journal_id[JOURNAL_ID], uint64_t epoch, const struct header *like, const struct secret *passphrase,
	struct kdf_cost cost, struct secret **recovery, struct vault_copy *copy, struct keys **out)
{
	struct secret *root = secret_new(32);
	struct keys *k = root ? keys_from_subkeys((const uint8_t[7 * KEY_SIZE]){ 0 }, journal_id, epoch) : NULL;
	int rc = k ? 0 : err_set(err, E_NOMEM, "keys");

	memset(copy, 0, sizeof *copy);
	copy->present = true;
	if (!rc) {
		random_bytes(root->p, root->n);
		k->root = root;
		root = NULL;
		for (unsigned n = 1; n <= 7; n++)
			subkey(k->sub->p + (n - 1) * KEY_SIZE, k->root->p, n);
		rc = new_header(err, k, *like, copy->header);
	}
	if (!rc)
		rc = vault_set_passphrase(err, k, copy, passphrase, cost);
	if (!rc)
		rc = vault_set_recovery(err, k, copy, recovery);
	secret_free(root);
	if (rc) {
		keys_free(k);
		return rc;
	}
	*out = k;
	return 0;
}

int
vault_create(struct err *err, const struct secret *passphrase, struct kdf_cost cost, struct secret **recovery,
	struct vault_copy *copy, struct keys **out)
{
	const struct header h = { .major = FORMAT_MAJOR, .minor = FORMAT_MINOR };
	uint8_t journal_id[JOURNAL_ID];

	random_bytes(journal_id, sizeof journal_id);
	return make(err, journal_id, 1, &h, passphrase, cost, recovery, copy, out);
}

int
vault_rotate(struct err *err, const struct vault_copy *was, const struct secret *passphrase, struct kdf_cost cost,
	struct secret **recovery, struct vault_copy *copy, struct keys **out)
{
	struct header h;
	int rc = header_decode(err, was->header, &h);

	if (!rc && h.epoch == UINT64_MAX)
		rc = err_set(err, E_DAMAGE, "header: a counter is at its end");
	return rc ? rc : make(err, h.journal_id, h.epoch + 1, &h, passphrase, cost, recovery, copy, out);
}
