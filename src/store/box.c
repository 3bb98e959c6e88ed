/*
 * Boxes: an entry sealed to the inbox key, and taken apart again (FORMAT.md 5).
 *
 * In: an entry and the public key, or a box that anybody may have made and the secret key.  Out: bytes, or an entry
 * of which nothing is believed that its maker could not know: clock, device, versions and origin are dropped.
 */
#include "felt/store/box.h"

#include <string.h>

#include "inner.h"

enum { BOX_HEAD = 8 + JOURNAL_ID + 8 + 8 + 1 + 1 + 2 + 4 };

static const char magic[8] = { 'F', 'E', 'L', 'T', 'I', 'N', 'B', '1' };

bool
box_crowded(const struct entry *e)
{
	return e->nfeelings > BOX_PARTS || e->ntags > BOX_PARTS || e->nbeliefs > BOX_PARTS || e->nratings > BOX_PARTS || e->nfields > BOX_PARTS;
}

/* Only what a box may carry: no clock, device, modification, origin or versions of its own. */
static int
for_box(const struct entry *e, struct entry *out)
{
	int rc = entry_copy(out, e);

	if (rc)
		return rc;
	out->unknown = out->tail_unknown = false;
	out->has_modified = out->has_lamport = out->has_device = false;
	out->source = (struct slice){ NULL, 0 };
	out->nseen = out->nextra = out->ntail = 0;
	if (e->kind != KIND_DRAFT)
		out->ref = 0;
	return 0;
}

/* 0x80 and zeros up to the next power of two from BOX_LEAST on. */
static void
pad(struct buf *b)
{
	size_t size = BOX_LEAST;

	while (size < b->n + 1 && size < SIZE_MAX / 2)
		size *= 2;
	buf_u8(b, 0x80);
	if (!b->failed)
		buf_zero(b, size - b->n);
}

int
box_entry(struct err *err, const struct keys *keys, const struct entry *e, size_t max, struct buf *out)
{
	struct buf plain = BUF_INIT, meta = BUF_INIT;
	struct entry given = { 0 };
	uint8_t *to;
	int rc = for_box(e, &given);

	if (rc) {
		rc = err_set(err, E_NOMEM, "a box");
		goto out;
	}
	meta_encode(&given, &meta);
	buf_add(&plain, magic, sizeof magic);
	buf_add(&plain, keys->journal_id, JOURNAL_ID);
	buf_u64(&plain, e->id);
	buf_u64(&plain, keys->epoch);
	buf_u8(&plain, e->kind);
	buf_u8(&plain, 0);
	buf_u16(&plain, e->flags & FLAG_PRIVATE);
	buf_u32(&plain, (uint32_t)meta.n);
	buf_slice(&plain, buf_as_slice(&meta));
	body_encode(&given, &plain);
	pad(&plain);
	if (meta.failed || plain.failed) {
		rc = err_set(err, E_NOMEM, "a box");
		goto out;
	}
	if (plain.n > max) {
		rc = err_num(err, E_TEXT_LONG, max, "what is written while locked");
		goto out;
	}
	to = buf_extend(out, plain.n + BOX_OVERHEAD);
	if (!to || box_seal(to, plain.p, plain.n, keys->inbox_pk))
		rc = err_set(err, E_NOMEM, "a box");
out:
	entry_release(&given);
	buf_release(&meta);
	buf_release(&plain);
	return rc;
}

/* ---- opening ---- */

/* Exactly as pad() makes it: a box has one form. */
static bool
unpad(struct buf *b)
{
	size_t n = b->n, size = BOX_LEAST;

	while (n > 0 && b->p[n - 1] == 0)
		n--;
	if (n == 0 || b->p[n - 1] != 0x80)
		return false;
	while (size < n)
		size *= 2;
	if (size != b->n)
		return false;
	buf_truncate(b, n - 1);
	return true;
}

static int
decode(const struct keys *keys, struct row *out)
{
	struct reader r = { out->plain.p, out->plain.n, false };
	const uint8_t *head = rd_bytes(&r, sizeof magic), *journal = rd_bytes(&r, JOURNAL_ID), *meta;
	uint64_t id = rd_u64(&r), epoch;
	uint32_t n;
	uint16_t flags;
	uint8_t kind, zero;
	int rc;

	epoch = rd_u64(&r);
	kind = rd_u8(&r);
	zero = rd_u8(&r);
	flags = rd_u16(&r);
	n = rd_u32(&r);
	meta = rd_bytes(&r, n);
	if (r.bad || memcmp(head, magic, sizeof magic) || memcmp(journal, keys->journal_id, JOURNAL_ID))
		return E_DAMAGE;
	if (zero || epoch != keys->epoch || (flags & ~FLAG_PRIVATE))
		return E_DAMAGE;
	if ((kind != KIND_ENTRY && kind != KIND_DRAFT && kind != KIND_FOLLOWUP) || id == 0 || id > INT64_MAX)
		return E_DAMAGE;
	rc = meta_decode(meta, n, &out->e);
	if (!rc)
		rc = body_decode(r.p, r.n, &out->e);
	out->e.id = id;
	out->e.kind = kind;
	out->e.flags = (uint16_t)(flags | FLAG_LOCKED);
	return rc;
}

int
box_read(struct err *err, const struct keys *keys, const uint8_t *box, size_t n, struct row *out)
{
	struct entry kept = { 0 };
	uint8_t *to;
	int rc;

	entry_reset(&out->e);
	buf_clear(&out->plain);
	if (!keys->inbox_sk || n < BOX_OVERHEAD + BOX_LEAST)
		return err_set(err, E_DAMAGE, "something written while locked");
	to = buf_extend(&out->plain, n - BOX_OVERHEAD);
	if (!to)
		return err_set(err, E_NOMEM, "a box");
	rc = box_open(to, box, n, keys->inbox_pk, keys->inbox_sk->p);
	if (!rc && !unpad(&out->plain))
		rc = E_DAMAGE;
	if (!rc)
		rc = decode(keys, out);
	if (!rc)
		rc = for_box(&out->e, &kept);
	if (!rc)
		rc = entry_copy(&out->e, &kept);
	entry_release(&kept);
	if (rc)
		entry_reset(&out->e);
	return rc ? err_set(err, rc == E_NOMEM ? E_NOMEM : E_DAMAGE, "something written while locked") : 0;
}
