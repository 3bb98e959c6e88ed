/*
 * Changing packs (FORMAT.md 3).  One pack is held open at a time; it is sealed and written when another is
 * needed or the transaction ends, so an import writes each pack once.
 */
#include <string.h>

#include "inner.h"

void
packs_forget(struct store *s)
{
	buf_clear(&s->pack.plain);
	s->pack.n = 0;
	s->pack.on_file = s->pack.dirty = s->pack_is_last = false;
}

int
packs_flush(struct err *err, struct store *s)
{
	struct open_pack *p = &s->pack;
	uint64_t item[4];
	sqlite3_stmt *st;
	size_t content = p->plain.n;

	if (!p->n || !p->dirty)
		return 0;
	blob_seal(s->keys, PART_PACK, p->n, &p->plain, &s->plain);
	int rc = buf_check(&s->plain, err);
	if (!rc)
		rc = sql_get(err, s, SQL_PUT_PACK, &st);
	if (rc)
		return rc;
	buf_truncate(&p->plain, content);
	sqlite3_bind_int64(st, 1, (int64_t)p->n);
	sqlite3_bind_blob(st, 2, s->plain.p, (int)s->plain.n, SQLITE_STATIC);
	rc = sql_step_done(err, s, st);
	if (rc)
		return rc;
	if (p->on_file) {
		set_item(s->keys, PART_PACK, p->n, p->head, item);
		set_sub(s->m.d, item);
	} else {
		s->m.packs++;
	}
	memcpy(p->head, s->plain.p, SEAL_HEAD);
	set_item(s->keys, PART_PACK, p->n, p->head, item);
	set_add(s->m.d, item);
	p->on_file = true;
	p->dirty = false;
	return 0;
}

static void
begin_pack(struct store *s, uint64_t n)
{
	packs_forget(s);
	s->pack.n = n;
	buf_u32(&s->pack.plain, 1);
	buf_u32(&s->pack.plain, 0);
}

static int
take_pack(struct store *s, uint64_t n, sqlite3_stmt *st, int column)
{
	const uint8_t *blob = sqlite3_column_blob(st, column);
	size_t size = (size_t)sqlite3_column_bytes(st, column);

	packs_forget(s);
	int rc = blob ? blob_open(s->keys, PART_PACK, n, blob, size, &s->pack.plain) : E_DAMAGE;
	if (!rc && (s->pack.plain.n < 8 || get_u32(s->pack.plain.p) != 1))
		rc = E_DAMAGE;
	if (rc) {
		packs_forget(s);
		return rc;
	}
	memcpy(s->pack.head, blob, SEAL_HEAD);
	s->pack.n = n;
	s->pack.on_file = true;
	return 0;
}

int
pack_load(struct err *err, struct store *s, uint32_t n)
{
	sqlite3_stmt *st;
	int rc;

	if (s->pack.n == n)
		return 0;
	rc = packs_flush(err, s);
	if (!rc)
		rc = sql_get(err, s, SQL_PACK, &st);
	if (rc)
		return rc;
	sqlite3_bind_int64(st, 1, n);
	int code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		rc = take_pack(s, n, st, 0);
	else
		rc = code == SQLITE_DONE ? E_DAMAGE : sql_err(err, s, code, "the lists");
	sqlite3_reset(st);
	return rc == E_DAMAGE ? err_set(err, E_DAMAGE, "list %u", n) : rc;
}

/* Holds the highest pack open, or begins the next one when it is full, damaged or there is none. */
static int
load_last(struct err *err, struct store *s)
{
	sqlite3_stmt *st;
	uint64_t n = 0;
	int rc = packs_flush(err, s);

	if (!rc)
		rc = sql_get(err, s, SQL_LAST_PACK, &st);
	if (rc)
		return rc;
	int code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		n = (uint64_t)sqlite3_column_int64(st, 0);
		if (n < 1 || n >= UINT32_MAX)
			rc = err_set(err, E_DAMAGE, "a list");
		else if (s->pack.n != n)
			rc = take_pack(s, n, st, 1);
		if (rc == E_DAMAGE && n < UINT32_MAX) { /* a damaged last pack must not keep anybody from writing */
			begin_pack(s, n + 1);
			rc = 0;
		}
	} else if (code == SQLITE_DONE) {
		begin_pack(s, 1);
	} else {
		rc = sql_err(err, s, code, "the lists");
	}
	sqlite3_reset(st);
	return rc;
}

/*
 * Is there no room for so many bytes more?  With the 0x80 that ends it a pack stays within PACK_FULL: one byte over it would cost
 * another PACK_UNIT in every list.  One entry has room in any case.
 */
static bool
full(const struct open_pack *p, size_t more)
{
	uint32_t count = get_u32(p->plain.p + 4);

	return count >= PACK_FULL_ENTRIES || (count > 0 && p->plain.n + more >= PACK_FULL);
}

static void
put_entry(struct buf *b, const struct entry *e, struct slice meta, const uint8_t head[SEAL_HEAD])
{
	buf_u64(b, e->id);
	buf_u8(b, e->kind);
	buf_u8(b, 0);
	buf_u16(b, e->flags);
	buf_add(b, head, SEAL_HEAD);
	buf_u32(b, (uint32_t)meta.n);
	buf_slice(b, meta);
}

int
packs_add(struct err *err, struct store *s, const struct entry *e, struct slice meta, const uint8_t head[SEAL_HEAD], uint32_t *pack)
{
	int rc = 0;

	if (!s->pack.n || !s->pack_is_last)
		rc = load_last(err, s);
	if (rc)
		return rc;
	s->pack_is_last = true;
	if (full(&s->pack, ROW_ENTRY_HEAD + meta.n)) {
		uint64_t next = s->pack.n + 1;
		rc = packs_flush(err, s);
		if (rc)
			return rc;
		begin_pack(s, next);
		s->pack_is_last = true;
	}
	put_entry(&s->pack.plain, e, meta, head);
	rc = buf_check(&s->pack.plain, err);
	if (rc)
		return rc;
	put_u32(s->pack.plain.p + 4, get_u32(s->pack.plain.p + 4) + 1);
	s->pack.dirty = true;
	*pack = (uint32_t)s->pack.n;
	return 0;
}

/* Where the entry of that id stands within the held pack: false when it does not. */
static bool
find_entry(const struct buf *plain, uint64_t id, size_t *at, size_t *n)
{
	size_t pos = 8;
	uint32_t count = get_u32(plain->p + 4);

	while (count-- && pos + ROW_ENTRY_HEAD <= plain->n) {
		size_t len = ROW_ENTRY_HEAD + get_u32(plain->p + pos + 52);
		if (len > plain->n - pos)
			return false;
		if (get_u64(plain->p + pos) == id) {
			*at = pos;
			*n = len;
			return true;
		}
		pos += len;
	}
	return false;
}

static void
cut(struct buf *b, size_t at, size_t n)
{
	memmove(b->p + at, b->p + at + n, b->n - at - n);
	buf_truncate(b, b->n - n);
}

int
packs_change(struct err *err, struct store *s, uint32_t n, const struct entry *e, struct slice meta, const uint8_t *head,
	uint8_t old[SEAL_HEAD], uint32_t *now)
{
	struct buf *plain = &s->pack.plain;
	size_t at, len;
	int rc = n ? 0 : err_set(err, E_DAMAGE, "the lists");

	if (!rc && s->pack.n != n)
		s->pack_is_last = false;
	if (!rc)
		rc = pack_load(err, s, n);
	if (rc)
		return rc;
	if (!find_entry(plain, e->id, &at, &len))
		return err_set(err, E_DAMAGE, "list %u", n);
	memcpy(old, plain->p + at + 12, SEAL_HEAD);
	bool grows = meta.p && plain->n - len + ROW_ENTRY_HEAD + meta.n > PACK_SPLIT && ROW_ENTRY_HEAD + meta.n > len;
	cut(plain, at, len);
	s->pack.dirty = true;
	if (!meta.p || grows) {
		put_u32(plain->p + 4, get_u32(plain->p + 4) - 1);
		*now = 0;
		return meta.p ? packs_add(err, s, e, meta, head, now) : 0;
	}
	put_entry(plain, e, meta, head);
	*now = n;
	return buf_check(plain, err);
}
