/*
 * Unlocking and the life of key slots.  In: two copies of header and slots, a secret.  Out: the keys, or
 * one answer for every kind of wrong secret.  The laws are in the header; the code names them.
 */
#include "felt/vault/vault.h"

#include <stdlib.h>
#include <string.h>

const uint8_t *
keys_sub(const struct keys *k, int n)
{
	return k->sub->p + (size_t)(n - 1) * KEY_SIZE;
}

void
keys_free(struct keys *k)
{
	if (!k)
		return;
	secret_free(k->sub);
	secret_free(k->root);
	secret_free(k->inbox_sk);
	free(k);
}

static struct keys *
keys_new(const uint8_t journal_id[JOURNAL_ID], uint64_t epoch)
{
	struct keys *k = calloc(1, sizeof *k);

	if (!k)
		return NULL;
	k->sub = secret_new(7 * KEY_SIZE);
	if (!k->sub) {
		free(k);
		return NULL;
	}
	memcpy(k->journal_id, journal_id, JOURNAL_ID);
	k->epoch = epoch;
	return k;
}

struct keys *
keys_from_subkeys(const uint8_t sub[7 * KEY_SIZE], const uint8_t journal_id[JOURNAL_ID], uint64_t epoch)
{
	struct keys *k = keys_new(journal_id, epoch);

	if (k)
		memcpy(k->sub->p, sub, 7 * (size_t)KEY_SIZE);
	return k;
}

/* Takes root over, also when it fails. */
static struct keys *
keys_from_root(struct secret *root, const uint8_t journal_id[JOURNAL_ID], uint64_t epoch)
{
	struct keys *k = root ? keys_new(journal_id, epoch) : NULL;

	if (!k) {
		secret_free(root);
		return NULL;
	}
	k->root = root;
	for (unsigned n = 1; n <= 7; n++)
		subkey(k->sub->p + (n - 1) * KEY_SIZE, root->p, n);
	return k;
}

static void
inbox_ad(uint8_t ad[8 + 72], const uint8_t header[HEADER_SIZE])
{
	memcpy(ad, "FELTINSK", 8);
	memcpy(ad + 8, header, 72);
}

int
vault_open_inbox(struct err *err, struct keys *k, const uint8_t header[HEADER_SIZE])
{
	struct secret *sk = NULL;
	uint8_t ad[80], pk[32];
	struct header h;
	int rc = k->inbox_sk ? 0 : header_decode(err, header, &h);

	if (rc || k->inbox_sk)
		return rc;
	sk = secret_new(32);
	if (!sk)
		return err_set(err, E_NOMEM, "inbox key");
	inbox_ad(ad, header);
	if (seal_key_open(sk->p, keys_sub(k, KEY_INBOX), ad, sizeof ad, h.inbox_sk) || box_public(pk, sk->p) ||
		!equal_bytes(pk, h.inbox_pk, sizeof pk)) {
		secret_free(sk);
		return err_set(err, E_DAMAGE, "inbox key");
	}
	memcpy(k->inbox_pk, pk, sizeof pk);
	k->inbox_sk = sk;
	return 0;
}

/* KEK = BLAKE2b(key ikm, "FELTKEK1" || journal id || slot[0..48)). */
static void
kek(uint8_t out[KEY_SIZE], const struct secret *ikm, const uint8_t journal_id[JOURNAL_ID], const uint8_t rec[SLOT_SIZE])
{
	hash_parts(out, ikm->p, ikm->n,
		(const struct part[]){ { "FELTKEK1", 8 }, { journal_id, JOURNAL_ID }, { rec, 48 } }, 3);
}

static void
slot_ad(uint8_t ad[64], const uint8_t journal_id[JOURNAL_ID], const uint8_t rec[SLOT_SIZE])
{
	memcpy(ad, journal_id, JOURNAL_ID);
	memcpy(ad + JOURNAL_ID, rec, 48);
}

static int
slot_ikm(struct err *err, const struct slot *s, const struct secret *secret, struct secret **out)
{
	if (s->type == SLOT_PASSPHRASE)
		return kdf_derive(err, secret, s->salt, s->cost, out);
	*out = secret_copy(secret->p, secret->n);
	return *out ? 0 : err_set(err, E_NOMEM, "recovery key");
}

/* Derives and opens one slot; *root stays NULL when the secret is not this slot's. */
static int
try_slot(struct err *err, const uint8_t journal_id[JOURNAL_ID], const uint8_t rec[SLOT_SIZE], const struct slot *s,
	const struct secret *secret, struct secret **root)
{
	struct secret *ikm = NULL, *k = secret_new(KEY_SIZE), *rk = secret_new(32);
	uint8_t ad[64];
	int rc = k && rk ? slot_ikm(err, s, secret, &ikm) : err_set(err, E_NOMEM, "key slot");

	if (!rc) {
		kek(k->p, ikm, journal_id, rec);
		slot_ad(ad, journal_id, rec);
		if (!seal_key_open(rk->p, k->p, ad, sizeof ad, s->wrapped)) {
			*root = rk;
			rk = NULL;
		}
	}
	secret_free(ikm);
	secret_free(k);
	secret_free(rk);
	return rc;
}

static bool
holds(const struct vault_copy *copy, const uint8_t rec[SLOT_SIZE])
{
	for (size_t i = 0; i < copy->nslots; i++)
		if (equal_bytes(copy->slots[i], rec, SLOT_SIZE))
			return true;
	return false;
}

/* A slot that cannot be read spoils its copy, not the file: the other copy is looked at instead (law 3). */
static bool
usable(const struct vault_copy *copy)
{
	struct header h;
	struct slot slot;

	if (!copy->present || copy->fault || header_decode(NULL, copy->header, &h))
		return false;
	for (size_t i = 0; i < copy->nslots; i++)
		if (slot_decode(NULL, copy->slots[i], &slot))
			return false;
	return true;
}

static bool
verifies(const struct vault_copy *copy, const struct keys *k)
{
	uint8_t mac[MAC_SIZE];

	if (!usable(copy))
		return false;
	vault_mac(mac, keys_sub(k, KEY_HEADER), copy);
	return equal_bytes(mac, copy->mac, MAC_SIZE);
}

int
vault_pick(struct err *err, const struct vault_copy copies[2], const struct keys *k, const uint8_t *mac, bool need_slot)
{
	bool other_epoch = false, verified = false;

	for (int i = 0; i < 2; i++) {
		struct header h;
		if (!usable(&copies[i]))
			continue;
		header_decode(NULL, copies[i].header, &h);
		if (h.epoch != k->epoch && equal_bytes(h.journal_id, k->journal_id, JOURNAL_ID))
			other_epoch = true;
		if (!verifies(&copies[i], k) || (mac && !equal_bytes(mac, copies[i].mac, MAC_SIZE)))
			continue;
		verified = true;
		if (!need_slot || !k->has_slot || holds(&copies[i], k->slot))
			return i;
	}
	if (verified)
		return err_set(err, E_WRONG_SECRET, "key slot"); /* law 1 */
	if (other_epoch)
		return err_set(err, E_CONFLICT, "the journal's keys were changed");
	return err_set(err, E_DAMAGE, BOTH_COPIES);
}

/* A search through the slots: what it tries, what it met. */
struct attempt {
	const struct vault_copy *copies;
	enum slot_type type;
	const struct secret *secret;
	struct vault_limits limits;
	struct keys *keys;          /* found */
	struct err why;             /* the best reason so far why not */
};

static bool
tried_before(const struct vault_copy copies[2], int c, const uint8_t rec[SLOT_SIZE])
{
	return c == 1 && usable(&copies[0]) && holds(&copies[0], rec) &&
		!memcmp(copies[0].header + 16, copies[1].header + 16, JOURNAL_ID);
}

/*
 * The root key came out of a slot.  It counts when a copy that verifies under it holds that slot (law 1); if not, the
 * search goes on: the same passphrase may open a newer slot in the other copy.
 */
static int
accept(struct err *err, struct attempt *a, struct secret *root, const struct header *h, const uint8_t rec[SLOT_SIZE], unsigned flags)
{
	struct keys *k = keys_from_root(root, h->journal_id, h->epoch);

	if (!k)
		return err_set(err, E_NOMEM, "keys");
	memcpy(k->slot, rec, SLOT_SIZE);
	k->has_slot = true;
	k->replace_after_use = flags & 1;
	int which = vault_pick(&a->why, a->copies, k, NULL, true);
	if (which < 0 || vault_open_inbox(&a->why, k, a->copies[which].header)) {
		keys_free(k);
		return 0;
	}
	k->mended_by_spare = which == 1;
	a->keys = k;
	return 0;
}

static int
attempt_copy(struct err *err, struct attempt *a, int c)
{
	const struct vault_copy *copy = &a->copies[c];
	struct header h;

	header_decode(NULL, copy->header, &h);
	for (size_t i = 0; i < copy->nslots && !a->keys; i++) {
		struct secret *root = NULL;
		struct slot slot;
		if (slot_decode(NULL, copy->slots[i], &slot) || slot.type != a->type || tried_before(a->copies, c, copy->slots[i]))
			continue;
		if (a->type == SLOT_PASSPHRASE && kdf_check(&a->why, slot.cost, a->limits.physical, a->limits.allow_memory))
			continue; /* law 2; another slot may still open */
		int rc = try_slot(err, h.journal_id, copy->slots[i], &slot, a->secret, &root);
		if (!rc && root)
			rc = accept(err, a, root, &h, copy->slots[i], slot.flags);
		if (rc)
			return rc;
	}
	return 0;
}

/* Why neither copy can even be looked at. */
static int
unusable(struct err *err, const struct vault_copy copies[2])
{
	struct header h;

	for (int i = 0; i < 2; i++)
		if (copies[i].present && !copies[i].fault && header_decode(err, copies[i].header, &h) == E_VERSION)
			return E_VERSION;
	return err_set(err, E_DAMAGE, BOTH_COPIES);
}

int
vault_unlock(struct err *err, const struct vault_copy copies[2], enum slot_type type, const struct secret *secret,
	struct vault_limits limits, struct keys **out)
{
	struct attempt a = { .copies = copies, .type = type, .secret = secret, .limits = limits };
	int rc = usable(&copies[0]) || usable(&copies[1]) ? 0 : unusable(err, copies);

	err_set(&a.why, E_WRONG_SECRET, "key slot");
	for (int c = 0; c < 2 && !rc && !a.keys; c++)
		if (usable(&copies[c]))
			rc = attempt_copy(err, &a, c);
	if (rc)
		return rc;
	if (!a.keys) {
		if (err)
			*err = a.why;
		return a.why.code;
	}
	*out = a.keys;
	return 0;
}
