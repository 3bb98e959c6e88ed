/*
 * Entries into rows and packs, for the floors that write.
 *
 * Rows have the same parts as felt's, so that they have the same sizes, and what the floors write is a journal
 * that felt opens (bench.py lets it verify them).
 */
#include <stdlib.h>
#include <string.h>

#include "floor.h"

enum { PACK_ENTRIES = 64, PACK_FULL = 16 * 1024, PACK_UNIT = 4096, OPENING = 160 };

static const uint8_t device[8] = "floor...";

size_t
row_class(size_t n)
{
	size_t size = 1024, step;

	if (++n <= 1024 * 1024) {
		while (size < n)
			size *= 2;
		return size;
	}
	while (size * 2 <= n)
		size *= 2;
	step = size / 8;
	return (n + step - 1) / step * step;
}

static void
tlv(struct bytes *b, unsigned type, struct bytes_view v)
{
	add_le(b, type, 2);
	add_le(b, v.n, 4);
	add(b, v.p, v.n);
}

static void
tlv_when(struct bytes *b, unsigned type, int64_t ms, int offset)
{
	add_le(b, type, 2);
	add_le(b, 10, 4);
	add_le(b, (uint64_t)ms, 8);
	add_le(b, (uint64_t)offset, 2);
}

static void
tlv_number(struct bytes *b, unsigned type, uint64_t v, unsigned bytes)
{
	add_le(b, type, 2);
	add_le(b, bytes, 4);
	add_le(b, v, bytes);
}

/* Runs of letters and digits with inner apostrophes; everything beyond ASCII but the typographic ones counts as letters here. */
static uint64_t
count_words(struct bytes_view s)
{
	uint64_t words = 0;
	bool inside = false;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool other = s.n - i >= 3 && c == 0xe2 && s.p[i + 1] == 0x80;
		bool letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || (c >= 0x80 && !other);

		if (other && s.p[i + 2] == 0x99 && inside) { /* a right quote within */
			i += 2;
			continue;
		}
		if (other)
			i += 2;
		words += letter && !inside;
		inside = letter || (inside && c == '\'');
	}
	return words;
}

static struct bytes_view
opening(struct bytes_view s)
{
	const uint8_t *end = s.n ? memchr(s.p, '\n', s.n) : NULL;
	size_t n = end ? (size_t)(end - s.p) : s.n;

	if (n > OPENING)
		for (n = OPENING; n && (s.p[n] & 0xc0) == 0x80;)
			n--;
	return (struct bytes_view){ s.p, n };
}

void
row_encode(struct floor *f, const struct entry_in *e, struct bytes *out)
{
	(void)f;
	out->n = 0;
	add_le(out, 1, 1);
	add_le(out, 1, 1);
	add_le(out, 0, 2);
	add_le(out, 0, 4);
	tlv_when(out, 1, e->created, e->created_offset);
	tlv_when(out, 2, e->date, e->date_offset);
	tlv_when(out, 3, e->modified, e->modified_offset);
	tlv_number(out, 4, e->lamport, 8);
	tlv(out, 5, (struct bytes_view){ device, sizeof device });
	if (e->title.n)
		tlv(out, 6, e->title);
	for (size_t i = 0; i < e->nfeelings; i++) {
		add_le(out, 7, 2);
		add_le(out, 4 + e->feelings[i].id.n, 4);
		add_le(out, e->feelings[i].intensity, 1);
		add_le(out, e->feelings[i].layer, 1);
		add_le(out, 0, 2);
		add(out, e->feelings[i].id.p, e->feelings[i].id.n);
	}
	for (size_t i = 0; i < e->ntags; i++)
		tlv(out, 8, e->tags[i]);
	tlv_number(out, 13, count_words(e->text), 4);
	tlv(out, 15, opening(e->text));
	add_le(out, 16, 2);
	add_le(out, 16, 4);
	add(out, device, sizeof device);
	add_le(out, e->lamport, 8);
	for (unsigned i = 0; i < 4; i++)
		out->p[4 + i] = (uint8_t)((out->n - 8) >> 8 * i);
	tlv(out, 1, e->text);
}

/* ---- packs ---- */

static void
new_pack(struct packer *p, uint64_t n)
{
	p->n = n;
	p->on_file = false;
	p->count = 0;
	p->plain.n = 0;
	add_le(&p->plain, 1, 4);
	add_le(&p->plain, 0, 4);
}

void
packer_begin(struct floor *f, struct packer *p)
{
	sqlite3_stmt *st = query(f, "SELECT n,pack FROM digest ORDER BY n DESC LIMIT 1");

	*p = (struct packer){ .put_row = query(f, "INSERT INTO entry(id,row) VALUES(?,?)"),
		.put_pack = query(f, "INSERT OR REPLACE INTO digest(n,pack) VALUES(?,?)") };
	if (sqlite3_step(st) == SQLITE_ROW) {
		struct bytes_view sealed = blob(st, 1);
		p->n = (uint64_t)sqlite3_column_int64(st, 0);
		struct bytes_view plain = unseal(f, PACK, p->n, sealed);
		add(&p->plain, plain.p, plain.n);
		p->count = (unsigned)le(plain.p + 4, 4);
		p->on_file = true;
		memcpy(p->old, sealed.p, HEAD);
	} else {
		new_pack(p, 1);
	}
	sqlite3_finalize(st);
}

static void
put(sqlite3_stmt *st, uint64_t n, const struct bytes *b)
{
	sqlite3_bind_int64(st, 1, (int64_t)n);
	sqlite3_bind_blob(st, 2, b->p, (int)b->n, SQLITE_STATIC);
	step_done(st);
}

void
packer_end(struct floor *f, struct packer *p)
{
	size_t padded = (p->plain.n + PACK_UNIT) / PACK_UNIT * PACK_UNIT;

	for (unsigned i = 0; i < 4; i++)
		p->plain.p[4 + i] = (uint8_t)(p->count >> 8 * i);
	seal(f, PACK, p->n, &p->plain, padded, &p->sealed);
	put(p->put_pack, p->n, &p->sealed);
	if (p->on_file)
		sum_item(f, f->d, PACK, p->n, p->old, -1);
	else
		f->packs++;
	sum_item(f, f->d, PACK, p->n, p->sealed.p, 1);
}

void
packer_put(struct floor *f, struct packer *p, uint64_t id, struct bytes *row)
{
	size_t meta = (size_t)le(row->p + 4, 4);

	seal(f, ROW, id, row, row_class(row->n), &p->sealed);
	put(p->put_row, id, &p->sealed);
	sum_item(f, f->s, ROW, id, p->sealed.p, 1);
	f->rows++;
	if (p->count >= PACK_ENTRIES || p->plain.n >= PACK_FULL) {
		uint8_t head[HEAD];
		memcpy(head, p->sealed.p, HEAD);
		packer_end(f, p);
		new_pack(p, p->n + 1);
		add_le(&p->plain, id, 8);
		add_le(&p->plain, 1, 4);
		add(&p->plain, head, HEAD);
	} else {
		add_le(&p->plain, id, 8);
		add_le(&p->plain, 1, 4);
		add(&p->plain, p->sealed.p, HEAD);
	}
	p->count++;
	add_le(&p->plain, meta, 4);
	add(&p->plain, row->p + 8, meta);
}
