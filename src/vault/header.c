/*
 * Header, slots and spare copy as bytes (FORMAT.md 2).  In: columns of a file that may have been altered.
 * Out: values, or the reason why not.  Nothing is unlocked here and nothing secret passes through.
 */
#include "felt/vault/header.h"

#include <stdlib.h>
#include <string.h>

enum { H_MAGIC = 0, H_MAJOR = 8, H_MINOR = 10, H_FEATURES = 12, H_ID = 16, H_EPOCH = 32, H_PK = 40, H_SK = 72, H_ZERO = 144 };
enum { S_VERSION = 0, S_TYPE = 1, S_FLAGS = 2, S_OPS = 4, S_MEM = 8, S_SALT = 16, S_ID = 32, S_WRAP = 48, S_ZERO = 120 };

static bool
all_zero(const uint8_t *p, size_t n)
{
	while (n--)
		if (*p++)
			return false;
	return true;
}

int
header_decode(struct err *err, const uint8_t in[HEADER_SIZE], struct header *h)
{
	if (memcmp(in, "FELTHDR1", 8) || !all_zero(in + H_ZERO, HEADER_SIZE - H_ZERO))
		return err_set(err, E_DAMAGE, "header");
	h->major = get_u16(in + H_MAJOR);
	h->minor = get_u16(in + H_MINOR);
	h->features = get_u32(in + H_FEATURES);
	if (h->major != FORMAT_MAJOR)
		return err_set(err, E_VERSION, "format %u.%u", h->major, h->minor);
	if (h->features & 0xffff)
		return err_set(err, E_VERSION, "feature bits %04x", (unsigned)(h->features & 0xffff));
	memcpy(h->journal_id, in + H_ID, JOURNAL_ID);
	h->epoch = get_u64(in + H_EPOCH);
	if (h->epoch == 0)
		return err_set(err, E_DAMAGE, "header");
	memcpy(h->inbox_pk, in + H_PK, sizeof h->inbox_pk);
	memcpy(h->inbox_sk, in + H_SK, sizeof h->inbox_sk);
	return 0;
}

void
header_encode(const struct header *h, uint8_t out[HEADER_SIZE])
{
	memset(out, 0, HEADER_SIZE);
	memcpy(out, "FELTHDR1", 8);
	put_u16(out + H_MAJOR, h->major);
	put_u16(out + H_MINOR, h->minor);
	put_u32(out + H_FEATURES, h->features);
	memcpy(out + H_ID, h->journal_id, JOURNAL_ID);
	put_u64(out + H_EPOCH, h->epoch);
	memcpy(out + H_PK, h->inbox_pk, sizeof h->inbox_pk);
	memcpy(out + H_SK, h->inbox_sk, sizeof h->inbox_sk);
}

int
slot_decode(struct err *err, const uint8_t in[SLOT_SIZE], struct slot *s)
{
	if (in[S_VERSION] != 1 || (in[S_TYPE] != SLOT_PASSPHRASE && in[S_TYPE] != SLOT_RECOVERY) ||
		!all_zero(in + S_ZERO, SLOT_SIZE - S_ZERO))
		return err_set(err, E_DAMAGE, "key slot");
	s->type = in[S_TYPE];
	s->flags = get_u16(in + S_FLAGS);
	s->cost.passes = get_u32(in + S_OPS);
	s->cost.memory = get_u64(in + S_MEM);
	if (s->type == SLOT_RECOVERY && (s->cost.passes || s->cost.memory))
		return err_set(err, E_DAMAGE, "key slot");
	memcpy(s->salt, in + S_SALT, KDF_SALT);
	memcpy(s->id, in + S_ID, SLOT_ID);
	memcpy(s->wrapped, in + S_WRAP, sizeof s->wrapped);
	return 0;
}

void
slot_encode(const struct slot *s, uint8_t out[SLOT_SIZE])
{
	memset(out, 0, SLOT_SIZE);
	out[S_VERSION] = 1;
	out[S_TYPE] = s->type;
	put_u16(out + S_FLAGS, s->flags);
	put_u32(out + S_OPS, s->cost.passes);
	put_u64(out + S_MEM, s->cost.memory);
	memcpy(out + S_SALT, s->salt, KDF_SALT);
	memcpy(out + S_ID, s->id, SLOT_ID);
	memcpy(out + S_WRAP, s->wrapped, sizeof s->wrapped);
}

void
vault_mac(uint8_t out[MAC_SIZE], const uint8_t k1[KEY_SIZE], const struct vault_copy *copy)
{
	uint8_t n[4];

	put_u32(n, (uint32_t)copy->nslots);
	hash_parts(out, k1, KEY_SIZE,
		(const struct part[]){ { "FELTHMC1", 8 }, { copy->header, HEADER_SIZE }, { n, 4 },
			{ copy->slots, copy->nslots * SLOT_SIZE } },
		4);
}

static int
slot_order(const void *a, const void *b)
{
	return memcmp(a, b, SLOT_SIZE);
}

void
vault_sort(struct vault_copy *copy)
{
	qsort(copy->slots, copy->nslots, SLOT_SIZE, slot_order);
}

void
vault_spare_encode(const struct vault_copy *copy, struct buf *out)
{
	buf_add(out, copy->header, HEADER_SIZE);
	buf_add(out, copy->mac, MAC_SIZE);
	buf_u32(out, (uint32_t)copy->nslots);
	buf_add(out, copy->slots, copy->nslots * SLOT_SIZE);
}

void
vault_spare_decode(const uint8_t *p, size_t n, struct vault_copy *copy)
{
	const size_t fixed = HEADER_SIZE + MAC_SIZE + 4;

	memset(copy, 0, sizeof *copy);
	copy->present = true;
	copy->fault = E_DAMAGE;
	if (n < fixed)
		return;
	memcpy(copy->header, p, HEADER_SIZE);
	memcpy(copy->mac, p + HEADER_SIZE, MAC_SIZE);
	uint32_t slots = get_u32(p + HEADER_SIZE + MAC_SIZE);
	if (slots > SLOTS_MAX || n != fixed + slots * (size_t)SLOT_SIZE)
		return;
	copy->nslots = slots;
	memcpy(copy->slots, p + fixed, slots * (size_t)SLOT_SIZE);
	copy->fault = 0;
	for (size_t i = 1; i < copy->nslots; i++)
		if (memcmp(copy->slots[i - 1], copy->slots[i], SLOT_SIZE) >= 0)
			copy->fault = E_DAMAGE;
}
