/*
 * The manifest: what proves that rows and packs are all there and none was put back (FORMAT.md 4).
 * Sums of keyed hashes, kept by difference; the sums themselves are sealed, for the difference of two
 * known states would be a forgery.
 */
#include <string.h>

#include "inner.h"

void
set_item(const struct keys *k, unsigned part, uint64_t id, const uint8_t head[SEAL_HEAD], uint64_t item[4])
{
	uint8_t in[24 + SEAL_HEAD] = "FELTSET1", out[HASH_SIZE];

	in[8] = (uint8_t)part;
	put_u64(in + 16, id);
	memcpy(in + 24, head, SEAL_HEAD);
	hash_parts(out, keys_sub(k, KEY_SET), KEY_SIZE, (const struct part[]){ { in, sizeof in } }, 1);
	for (int i = 0; i < 4; i++)
		item[i] = get_u64(out + 8 * i);
}

void
set_add(uint64_t sum[4], const uint64_t item[4])
{
	for (int i = 0; i < 4; i++)
		sum[i] += item[i];
}

void
set_sub(uint64_t sum[4], const uint64_t item[4])
{
	for (int i = 0; i < 4; i++)
		sum[i] -= item[i];
}

bool
set_same(const uint64_t a[4], const uint64_t b[4])
{
	return equal_bytes(a, b, 4 * sizeof *a);
}

static void
manifest_ad(uint8_t ad[36], const struct keys *k)
{
	memcpy(ad, "FELTMAN1", 8);
	put_u16(ad + 8, FORMAT_MAJOR);
	put_u16(ad + 10, 0);
	memcpy(ad + 12, k->journal_id, JOURNAL_ID);
	put_u64(ad + 28, k->epoch);
}

void
manifest_seal(const struct keys *k, const struct manifest *m, uint8_t blob[MANIFEST_BLOB])
{
	uint8_t p[MANIFEST_SIZE] = "FELTMAN1", ad[36];

	put_u64(p + 8, m->generation);
	put_u64(p + 16, m->rows);
	put_u64(p + 56, m->packs);
	for (int i = 0; i < 4; i++) {
		put_u64(p + 24 + 8 * i, m->s[i]);
		put_u64(p + 64 + 8 * i, m->d[i]);
	}
	memcpy(p + 96, m->mac, MAC_SIZE);
	memcpy(p + 128, m->device, DEVICE_SIZE);
	put_u64(p + 136, m->lamport);
	memcpy(p + 144, m->previous, TAG_SIZE);
	manifest_ad(ad, k);
	seal(blob, keys_sub(k, KEY_MANIFEST), ad, sizeof ad, p, sizeof p);
	wipe(p, sizeof p);
}

int
manifest_open(const struct keys *k, const uint8_t *blob, size_t n, struct manifest *m)
{
	uint8_t p[MANIFEST_SIZE], ad[36];

	memset(m, 0, sizeof *m);
	manifest_ad(ad, k);
	if (n != MANIFEST_BLOB || seal_open(p, keys_sub(k, KEY_MANIFEST), ad, sizeof ad, blob, n) || memcmp(p, "FELTMAN1", 8))
		return E_DAMAGE;
	m->generation = get_u64(p + 8);
	m->rows = get_u64(p + 16);
	m->packs = get_u64(p + 56);
	for (int i = 0; i < 4; i++) {
		m->s[i] = get_u64(p + 24 + 8 * i);
		m->d[i] = get_u64(p + 64 + 8 * i);
	}
	memcpy(m->mac, p + 96, MAC_SIZE);
	memcpy(m->device, p + 128, DEVICE_SIZE);
	m->lamport = get_u64(p + 136);
	memcpy(m->previous, p + 144, TAG_SIZE);
	memcpy(m->tag, blob + NONCE_SIZE, TAG_SIZE);
	wipe(p, sizeof p);
	static const uint8_t none[TAG_SIZE];
	/* Generation 1 is the first, and only the first has none before it. */
	m->valid = m->generation && (m->generation > 1 || equal_bytes(m->previous, none, TAG_SIZE));
	return m->valid ? 0 : E_DAMAGE;
}
