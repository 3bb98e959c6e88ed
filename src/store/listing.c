/*
 * Keys and their texts (listing.h).  listing_order.c sorts.
 *
 * In: keys as they come, with what is to be remembered of each.  Out: the same; or the first of them alone, when memory is to
 * be given back.
 */
#include <stdlib.h>
#include <string.h>

#include "listing.h"

/* Before each text: its length; and, while listing_keep works, which key it belongs to. */
enum { TEXT_HEAD = 8, NOBODY = -1, HEAD_HEAD = 4 };

static void
drop_piece(struct texts *t)
{
	struct buf *b = &t->pieces[--t->n];

	t->bytes -= b->cap;
	buf_release(b);
}

void
texts_release(struct texts *t)
{
	while (t->n)
		drop_piece(t);
	free(t->pieces);
	*t = (struct texts){ 0 };
}

/* A piece with so much room; NULL without memory. */
static struct buf *
piece(struct texts *t, size_t n)
{
	struct buf *b = t->n ? &t->pieces[t->n - 1] : NULL;

	if (b && b->n < PIECE && b->cap - b->n >= n)
		return b;
	if (t->n == t->cap) {
		size_t cap = t->cap ? 2 * t->cap : 8;
		struct buf *more = realloc(t->pieces, cap * sizeof *more);
		if (!more)
			return NULL;
		t->pieces = more;
		t->cap = cap;
	}
	b = &t->pieces[t->n];
	*b = (struct buf)BUF_INIT;
	if (!buf_reserve(b, n > PIECE ? n : PIECE))
		return NULL;
	t->n++;
	t->bytes += b->cap;
	return b;
}

int
texts_add(struct err *err, struct texts *t, struct slice text, uint32_t *at)
{
	struct buf *b = text.n <= UINT32_MAX - TEXT_HEAD ? piece(t, TEXT_HEAD + text.n) : NULL;

	if (!b || t->n > UINT16_MAX)
		return err_set(err, E_NOMEM, "list");
	*at = (uint32_t)((t->n - 1) << 16 | b->n);
	buf_u32(b, (uint32_t)text.n);
	buf_u32(b, (uint32_t)NOBODY);
	buf_slice(b, text);
	return 0;
}

struct slice
texts_at(const struct texts *t, uint32_t at)
{
	const uint8_t *p = t->pieces[at >> 16].p + (at & 0xffff);

	return (struct slice){ (const char *)p + TEXT_HEAD, get_u32(p) };
}

int
listing_add(struct err *err, struct listing *l, const struct key *k, struct slice text)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap + l->cap / 2 : 256;
		struct key *more = realloc(l->keys, cap * sizeof *more);
		if (!more)
			return err_set(err, E_NOMEM, "list");
		l->keys = more;
		l->cap = cap;
	}
	l->keys[l->n] = *k;
	if (text.n && texts_add(err, &l->texts, text, &l->keys[l->n].at))
		return E_NOMEM;
	if (!text.n)
		l->keys[l->n].at = (uint32_t)NOT_THERE;
	l->n++;
	return 0;
}

size_t
listing_bytes(const struct listing *l)
{
	return l->n * sizeof *l->keys + l->texts.bytes;
}

/* Where the next text goes while they move together. */
struct moving { size_t piece, at; };

/* A piece ends there: what it had beyond is wiped; it may also hold more now than before. */
static void
end_piece(struct buf *b, size_t at)
{
	buf_truncate(b, at);
	b->n = at;
}

static uint32_t
move_text(struct texts *t, struct moving *to, const uint8_t *from, size_t n)
{
	struct buf *b = &t->pieces[to->piece];

	/* Never beyond where it stands: everything before it found room before it too. */
	while (b->cap - to->at < n || to->at >= PIECE) {
		end_piece(b, to->at);
		b = &t->pieces[++to->piece];
		to->at = 0;
	}
	uint32_t at = (uint32_t)(to->piece << 16 | to->at);
	memmove(b->p + to->at, from, n);
	to->at += n;
	return at;
}

/* Texts that belong to nobody go, the others move together. */
static void
move_together(struct listing *l)
{
	struct texts *t = &l->texts;
	struct moving to = { 0, 0 };

	for (size_t i = 0; i < t->n; i++) {
		const struct buf *b = &t->pieces[i];
		for (size_t at = 0, n, end = b->n; at < end; at += n) {
			uint32_t whose = get_u32(b->p + at + 4);

			n = TEXT_HEAD + get_u32(b->p + at);
			if (whose == (uint32_t)NOBODY)
				continue;
			put_u32(t->pieces[i].p + at + 4, (uint32_t)NOBODY);
			l->keys[whose].at = move_text(t, &to, b->p + at, n);
		}
	}
	if (t->n == 0)
		return;
	end_piece(&t->pieces[to.piece], to.at);
	while (t->n > to.piece + 1)
		drop_piece(t);
}

void
listing_keep(struct listing *l, size_t want)
{
	if (want >= l->n)
		return;
	listing_part(l, want);
	wipe(l->keys + want, (l->n - want) * sizeof *l->keys);
	l->n = want;
	for (size_t i = 0; i < l->n; i++) {
		uint32_t at = l->keys[i].at;
		if (at != (uint32_t)NOT_THERE)
			put_u32(l->texts.pieces[at >> 16].p + (at & 0xffff) + 4, (uint32_t)i);
	}
	move_together(l);
}

void
listing_clear(struct listing *l)
{
	wipe(l->keys, l->n * sizeof *l->keys); /* dates */
	l->n = 0;
	while (l->texts.n)
		drop_piece(&l->texts);
}

void
listing_release(struct listing *l)
{
	wipe(l->keys, l->n * sizeof *l->keys);
	free(l->keys);
	texts_release(&l->texts);
}

void
head_text(struct buf *out, uint8_t kind, uint16_t flags, struct slice meta)
{
	buf_u16(out, kind);
	buf_u16(out, flags);
	buf_slice(out, meta);
}

int
head_give(struct err *err, const struct key *k, struct slice text, struct entry *e, store_entry_fn *fn, void *arg)
{
	const uint8_t *p = (const uint8_t *)text.p;

	entry_reset(e);
	e->id = k->k.id;
	e->kind = (uint8_t)get_u16(p);
	e->flags = get_u16(p + 2);
	int rc = meta_decode(p + HEAD_HEAD, text.n - HEAD_HEAD, e);
	return rc ? err_set(err, (enum err_code)rc, "a list") : fn(arg, err, e);
}
