/*
 * Packs, padding, the manifest and boxes as they come out of their seals (src/store/heads.c, seal_row.c, manifest.c, box.c): the
 * target seals whatever comes, as a hostile program with the keys could, or as anybody could for a box.
 */
#include "fuzz.h"

#include "felt/store/box.h"
#include "store/inner.h"

static struct keys *
keys(void)
{
	static struct keys *k;
	static const uint8_t sub[7 * KEY_SIZE] = { 1, 2, 3 }, journal[JOURNAL_ID] = { 4, 5, 6 };

	if (!k) {
		MUST(!secret_init(NULL));
		MUST((k = keys_from_subkeys(sub, journal, 1)));
		MUST((k->inbox_sk = secret_new(32)));
		box_keypair(k->inbox_pk, k->inbox_sk->p);
	}
	return k;
}

/* What was passed on, written again as a pack. */
struct again {
	const struct buf *plain;
	struct buf out;
	uint32_t count;
};

static int
write_again(void *arg, struct err *err, const struct head *h)
{
	struct again *a = arg;
	const uint8_t *end = a->plain->p + a->plain->n;

	(void)err;
	MUST(h->e->id > 0 && h->e->id <= INT64_MAX);
	MUST(h->head >= a->plain->p && h->head + SEAL_HEAD <= end);
	MUST((const uint8_t *)h->meta.p >= a->plain->p && (const uint8_t *)h->meta.p + h->meta.n <= end);
	buf_u64(&a->out, h->e->id);
	buf_u8(&a->out, h->e->kind);
	buf_u8(&a->out, 0);
	buf_u16(&a->out, h->e->flags);
	buf_add(&a->out, h->head, SEAL_HEAD);
	buf_u32(&a->out, (uint32_t)h->meta.n);
	buf_slice(&a->out, h->meta);
	a->count++;
	return 0;
}

/* The short way through a pack: ids and metas one after the other. */
static int
note_meta(void *arg, const uint8_t *said, struct slice meta)
{
	struct again *a = arg;

	MUST((const uint8_t *)meta.p >= a->plain->p && (const uint8_t *)meta.p + meta.n <= a->plain->p + a->plain->n);
	MUST(said + ROW_ENTRY_HEAD == (const uint8_t *)meta.p);
	buf_u64(&a->out, get_u64(said));
	buf_slice(&a->out, meta);
	a->count++;
	return 0;
}

/* It tells of the same rows, in a pack that is whole; of another it may tell less, and nothing that is not in it. */
static void
short_way(const struct again *whole, const struct buf *plain)
{
	struct again a = { plain, BUF_INIT, 0 };
	int rc = pack_metas(plain, note_meta, &a);

	MUST(rc == 0 || rc == E_DAMAGE);
	MUST(!whole || (!rc && a.count == whole->count && a.out.n == whole->out.n - 8 - (size_t)(ROW_ENTRY_HEAD - 8) * a.count));
	buf_release(&a.out);
}

static void
pack(const struct buf *plain)
{
	struct again a = { plain, BUF_INIT, 0 };
	struct entry e = { 0 };

	buf_u32(&a.out, 1);
	buf_u32(&a.out, 0);
	int rc = pack_each(NULL, plain, 1, &e, write_again, &a);
	MUST(rc == 0 || rc == E_DAMAGE);
	if (!rc) {
		put_u32(a.out.p + 4, a.count);
		MUST(a.out.n == plain->n && !memcmp(a.out.p, plain->p, plain->n));
	}
	short_way(rc ? NULL : &a, plain);
	entry_release(&e);
	buf_release(&a.out);
}

/* Any bytes under a good seal: only content with the padding it would get opens, and then it is that content. */
static void
sealed(unsigned part, const uint8_t *p, size_t n)
{
	struct buf blob = BUF_INIT, plain = BUF_INIT, again = BUF_INIT;
	uint8_t ad[AD_SIZE], *to = buf_extend(&blob, SEAL_HEAD + n);

	MUST(to);
	row_ad(ad, keys(), part, 7, n);
	seal(to, keys_sub(keys(), part == PART_ROW ? KEY_ROWS : KEY_PACKS), ad, sizeof ad, p, n);
	int rc = blob_open(keys(), part, 7, blob.p, blob.n, &plain);
	MUST(rc == 0 || rc == E_DAMAGE);
	if (!rc) {
		MUST(plain.n < n && !memcmp(plain.p, p, plain.n));
		if (part == PART_PACK)
			pack(&plain);
		blob_seal(keys(), part, 7, &plain, &again); /* pads plain in place */
		MUST(plain.n == n && !memcmp(plain.p, p, n));
	}
	buf_release(&blob);
	buf_release(&plain);
	buf_release(&again);
}

static void
manifest(const uint8_t *p, size_t n)
{
	uint8_t in[MANIFEST_SIZE] = "FELTMAN1", ad[36] = "FELTMAN1", blob[MANIFEST_BLOB], again[MANIFEST_BLOB];
	struct manifest m, same;

	memcpy(in + 8, p, n < sizeof in - 8 ? n : sizeof in - 8);
	put_u16(ad + 8, FORMAT_MAJOR);
	memcpy(ad + 12, keys()->journal_id, JOURNAL_ID);
	put_u64(ad + 28, keys()->epoch);
	seal(blob, keys_sub(keys(), KEY_MANIFEST), ad, sizeof ad, in, sizeof in);
	if (manifest_open(keys(), blob, sizeof blob, &m))
		return;
	MUST(m.valid && m.generation > 0);
	manifest_seal(keys(), &m, again);
	MUST(!manifest_open(keys(), again, sizeof again, &same));
	MUST(m.generation == same.generation && m.rows == same.rows && m.packs == same.packs && m.lamport == same.lamport);
	MUST(set_same(m.s, same.s) && set_same(m.d, same.d) && !memcmp(m.mac, same.mac, MAC_SIZE));
	MUST(manifest_open(keys(), again, sizeof again - 1, &same) == E_DAMAGE);
}

/* What a stranger may put into the inbox: the first half of the cases with a head that is right. */
static void
box(const uint8_t *p, size_t n, bool with_head)
{
	struct buf plain = BUF_INIT, blob = BUF_INIT;
	struct row r = ROW_INIT;
	size_t size = BOX_LEAST;
	uint8_t *to;

	if (with_head) {
		buf_add(&plain, "FELTINB1", 8);
		buf_add(&plain, keys()->journal_id, JOURNAL_ID);
	}
	buf_add(&plain, p, n);
	while (size < plain.n + 1)
		size *= 2;
	buf_u8(&plain, 0x80);
	buf_zero(&plain, size - plain.n);
	MUST((to = buf_extend(&blob, size + BOX_OVERHEAD)));
	MUST(!box_seal(to, plain.p, size, keys()->inbox_pk));
	int rc = box_read(NULL, keys(), blob.p, blob.n, &r);
	MUST(rc == 0 || rc == E_DAMAGE);
	if (!rc) {
		MUST(r.e.kind == KIND_ENTRY || r.e.kind == KIND_DRAFT || r.e.kind == KIND_FOLLOWUP);
		MUST((r.e.flags & ~FLAG_PRIVATE) == FLAG_LOCKED);
		MUST(!r.e.has_lamport && !r.e.has_device && !r.e.has_modified && !r.e.nseen && !r.e.source.n && !r.e.nextra);
		MUST(r.e.kind == KIND_DRAFT || !r.e.ref);
		MUST(r.e.id > 0 && r.e.id <= INT64_MAX);
	}
	blob.p[blob.n - 1] ^= 1;
	MUST(box_read(NULL, keys(), blob.p, blob.n, &r) == E_DAMAGE);
	row_release(&r);
	buf_release(&plain);
	buf_release(&blob);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	switch (choose(&p, &n) % 6) {
	case 0: {
		struct buf plain = BUF_INIT;
		buf_add(&plain, p, n);
		pack(&plain);
		buf_release(&plain);
		break;
	}
	case 1:
		sealed(PART_ROW, p, n);
		break;
	case 2:
		sealed(PART_PACK, p, n);
		break;
	case 3:
		manifest(p, n);
		break;
	case 4:
		box(p, n, true);
		break;
	default:
		box(p, n, false);
		break;
	}
	return 0;
}
