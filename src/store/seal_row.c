/*
 * Rows and packs between plaintext and sealed blob: padding to a size class, associated data that ties
 * a blob to its place, sealing.  In: encoded bytes.  Out: blobs for SQLite, which sees nothing else.
 */
#include <string.h>

#include "inner.h"

size_t
row_class(size_t n)
{
	size_t size = ROW_LEAST, step;

	n++; /* the 0x80 that ends the content */
	if (n <= 1024 * 1024) {
		while (size < n)
			size *= 2;
		return size;
	}
	while (size * 2 <= n)
		size *= 2;
	step = size / 8;
	return (n + step - 1) / step * step;
}

static size_t
pack_class(size_t n)
{
	return (n + 1 + PACK_UNIT - 1) / PACK_UNIT * PACK_UNIT;
}

static size_t
padded_size(unsigned part, size_t n)
{
	return part == PART_ROW ? row_class(n) : pack_class(n);
}

void
row_ad(uint8_t ad[AD_SIZE], const struct keys *k, unsigned part, uint64_t id, size_t padded)
{
	memset(ad, 0, AD_SIZE);
	memcpy(ad, "FELTROW1", 8);
	ad[8] = (uint8_t)part;
	put_u16(ad + 12, FORMAT_MAJOR);
	memcpy(ad + 16, k->journal_id, JOURNAL_ID);
	put_u64(ad + 32, id);
	put_u64(ad + 40, k->epoch);
	put_u64(ad + 48, padded);
}

void
blob_seal(const struct keys *k, unsigned part, uint64_t id, struct buf *plain, struct buf *out)
{
	uint8_t ad[AD_SIZE];
	size_t padded = padded_size(part, plain->n);

	buf_u8(plain, 0x80);
	buf_zero(plain, padded - plain->n);
	buf_clear(out);
	uint8_t *to = buf_extend(out, SEAL_HEAD + padded);
	if (plain->failed || !to) {
		out->failed = true;
		return;
	}
	row_ad(ad, k, part, id, padded);
	seal(to, keys_sub(k, part == PART_ROW ? KEY_ROWS : KEY_PACKS), ad, sizeof ad, plain->p, padded);
}

/* How many bytes are left without the zeros at the end: a third of a row is padding, so it is looked at in words. */
static size_t
without_zeros(const uint8_t *p, size_t n)
{
	uint64_t a, b;

	for (; n >= sizeof a + sizeof b; n -= sizeof a + sizeof b) {
		memcpy(&a, p + n - sizeof a, sizeof a);
		memcpy(&b, p + n - sizeof a - sizeof b, sizeof b);
		if (a | b)
			break;
	}
	while (n && p[n - 1] == 0)
		n--;
	return n;
}

/* The length of the content; false when the padding is not exactly the one this content gets. */
static bool
unpad(unsigned part, const uint8_t *p, size_t padded, size_t *content)
{
	size_t n = without_zeros(p, padded);

	if (n == 0 || p[n - 1] != 0x80)
		return false;
	*content = n - 1;
	return padded_size(part, n - 1) == padded;
}

int
blob_open(const struct keys *k, unsigned part, uint64_t id, const uint8_t *blob, size_t n, struct buf *out)
{
	uint8_t ad[AD_SIZE];
	size_t content;

	if (n <= SEAL_HEAD)
		return E_DAMAGE;
	out->n = 0; /* overwritten in place: what was there before is a row of the same journal */
	out->failed = false; /* no memory then is not no memory now: a store has one buffer for as long as it is open */
	uint8_t *to = buf_extend(out, n - SEAL_HEAD);
	if (!to)
		return E_NOMEM;
	row_ad(ad, k, part, id, n - SEAL_HEAD);
	if (seal_open(to, keys_sub(k, part == PART_ROW ? KEY_ROWS : KEY_PACKS), ad, sizeof ad, blob, n)) {
		buf_clear(out);
		return E_DAMAGE;
	}
	if (!unpad(part, to, n - SEAL_HEAD, &content)) {
		buf_clear(out);
		return E_DAMAGE;
	}
	out->n = content;
	return 0;
}
