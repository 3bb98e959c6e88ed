/*
 * Rows as they come out of their seal: row, meta and body (src/store/codec.c).  Another program with the keys may have
 * sealed anything.
 */
#include "fuzz.h"

#include "felt/base/text.h"
#include "store/inner.h"

/* What an entry cannot say in one way only, or does not keep: unknown types, and texts that are there but empty. */
static bool
loses_something(const struct entry *e)
{
	return e->unknown || e->tail_unknown || (e->title.p && !e->title.n) || (e->source.p && !e->source.n) || (e->opening.p && !e->opening.n);
}

static void
inside(struct slice s, const uint8_t *p, size_t n)
{
	MUST(!s.n || ((const uint8_t *)s.p >= p && (const uint8_t *)s.p + s.n <= p + n));
}

/* Every text that was taken lies within the bytes that were given, and is one. */
static void
check_texts(const struct entry *e, const uint8_t *p, size_t n)
{
	const struct slice texts[] = { e->title, e->guide, e->source, e->opening, e->text };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		inside(texts[i], p, n);
		MUST(!text_check(NULL, texts[i].p, texts[i].n, TEXT_MAX));
	}
	for (size_t i = 0; i < e->nfeelings; i++) {
		inside(e->feelings[i].id, p, n);
		MUST(e->feelings[i].intensity <= 100 || e->feelings[i].intensity == 255);
	}
	for (size_t i = 0; i < e->ntags; i++)
		inside(e->tags[i], p, n);
	for (size_t i = 0; i < e->nfields; i++) {
		inside(e->fields[i].key, p, n);
		inside(e->fields[i].value, p, n);
	}
	for (size_t i = 0; i < e->nextra; i++)
		inside(e->extra[i].value, p, n);
	for (size_t i = 0; i < e->ntail; i++)
		inside(e->tail[i].value, p, n);
}

static void
row(const uint8_t *p, size_t n)
{
	struct entry e = { 0 }, again = { 0 }, copy = { 0 };
	struct buf one = BUF_INIT, two = BUF_INIT;
	struct slice meta = row_meta(p, n);

	inside(meta, p, n);
	int rc = row_decode(p, n, true, &e);
	MUST(rc == 0 || rc == E_DAMAGE);
	MUST(rc || row_decode(p, n, false, &again) == 0);
	if (!rc) {
		check_texts(&e, p, n);
		row_encode(&e, &one);
		MUST(row_decode(one.p, one.n, true, &again) == 0);
		row_encode(&again, &two);
		MUST(one.n == two.n && !memcmp(one.p, two.p, one.n));
		MUST(loses_something(&e) || (one.n == n && !memcmp(one.p, p, n)));
		MUST(entry_copy(&copy, &e) == 0);
		buf_clear(&two);
		row_encode(&copy, &two);
		MUST(one.n == two.n && !memcmp(one.p, two.p, one.n));
		entry_check(NULL, &e);
		entry_derive(&copy);
		MUST(copy.opening.n <= OPENING_MAX);
	}
	entry_release(&e);
	entry_release(&again);
	entry_release(&copy);
	buf_release(&one);
	buf_release(&two);
}

static void
part(const uint8_t *p, size_t n, int (*decode)(const uint8_t *, size_t, struct entry *), void (*encode)(const struct entry *, struct buf *))
{
	struct entry e = { 0 };
	struct buf out = BUF_INIT;
	int rc = decode(p, n, &e);

	MUST(rc == 0 || rc == E_DAMAGE);
	if (!rc) {
		check_texts(&e, p, n);
		encode(&e, &out);
		MUST(loses_something(&e) || (out.n == n && (!n || !memcmp(out.p, p, n))));
	}
	entry_release(&e);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	switch (choose(&p, &n) % 3) {
	case 0:
		row(p, n);
		break;
	case 1:
		part(p, n, meta_decode, meta_encode);
		break;
	default:
		part(p, n, body_decode, body_encode);
		break;
	}
	return 0;
}
