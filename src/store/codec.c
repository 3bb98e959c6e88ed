/*
 * An entry as bytes and back (FORMAT.md 3): meta and body are runs of type, length, value.
 *
 * In: bytes that have verified, which still may break every rule (another program may have sealed
 * them).  Out: an entry that borrows from them, or E_DAMAGE.  Encoding writes exactly what decoding
 * accepts, in ascending order of types.
 */
#include <string.h>

#include "felt/base/text.h"
#include "inner.h"

enum meta_type {
	M_CREATED = 1, M_DATE, M_MODIFIED, M_LAMPORT, M_DEVICE, M_TITLE, M_FEELING, M_TAG, M_REF, M_GUIDE, M_BELIEF, M_RATING,
	M_WORDS, M_SOURCE, M_OPENING, M_SEEN
};
enum { B_TEXT = 1, B_FIELD = 2, CARRIED = 0x8000, ROW_HEAD = 8 };

static bool
repeats(unsigned type)
{
	return type == M_FEELING || type == M_TAG || type == M_BELIEF || type == M_RATING || type == M_SEEN;
}

static bool
utf8(const uint8_t *p, size_t n, size_t least, size_t most)
{
	return n >= least && n <= most && !text_check(NULL, (const char *)p, n, most);
}

static struct slice
slice(const uint8_t *p, size_t n)
{
	return (struct slice){ (const char *)p, n };
}

static bool
decode_when(const uint8_t *p, size_t n, bool day_only, struct when *w)
{
	if (n != 10)
		return false;
	w->ms = (int64_t)get_u64(p);
	w->offset = (int16_t)get_u16(p + 8);
	return (w->offset != DAY_ONLY || day_only) && when_valid(*w);
}

static bool
is_id(const uint8_t *p, size_t n)
{
	return n == 8 && get_u64(p) - 1 < INT64_MAX;
}

static int
decode_feeling(const uint8_t *p, size_t n, struct entry *e)
{
	if (n < 5 || (p[0] > 100 && p[0] != 255) || p[1] > 2 || p[2] > 2 || p[3] > 1 || !utf8(p + 4, n - 4, 1, 64))
		return E_DAMAGE;
	return entry_add_feeling(e, (struct entry_feeling){ p[0], p[1], p[2], p[3], slice(p + 4, n - 4) });
}

static int
decode_seen(const uint8_t *p, size_t n, struct entry *e)
{
	struct entry_seen seen = { .lamport = n == 16 ? get_u64(p + 8) : 0 };

	if (n != 16 || (e->nseen && memcmp(e->seen[e->nseen - 1].device, p, DEVICE_SIZE) >= 0))
		return E_DAMAGE;
	memcpy(seen.device, p, DEVICE_SIZE);
	return entry_add_seen(e, seen);
}

/* The types that may repeat. */
static int
decode_many(unsigned type, const uint8_t *p, size_t n, struct entry *e)
{
	switch (type) {
	case M_FEELING:
		return decode_feeling(p, n, e);
	case M_TAG:
		return utf8(p, n, 1, TAG_MAX) ? entry_add_tag(e, slice(p, n)) : E_DAMAGE;
	case M_BELIEF:
		return is_id(p, n) ? entry_add_belief(e, get_u64(p)) : E_DAMAGE;
	case M_RATING:
		if (n != 2 || p[0] < RATE_HOT_BEFORE || p[0] > RATE_RIVAL || p[1] > 100)
			return E_DAMAGE;
		return entry_add_rating(e, (struct entry_rating){ p[0], p[1] });
	default:
		return decode_seen(p, n, e);
	}
}

static bool
decode_one(unsigned type, const uint8_t *p, size_t n, struct entry *e)
{
	switch (type) {
	case M_CREATED:
		return (e->has_created = decode_when(p, n, false, &e->created));
	case M_DATE:
		return (e->has_date = decode_when(p, n, true, &e->date));
	case M_MODIFIED:
		return (e->has_modified = decode_when(p, n, false, &e->modified));
	case M_LAMPORT:
		e->has_lamport = n == 8;
		e->lamport = e->has_lamport ? get_u64(p) : 0;
		return e->has_lamport;
	case M_DEVICE:
		e->has_device = n == DEVICE_SIZE;
		if (e->has_device)
			memcpy(e->device, p, DEVICE_SIZE);
		return e->has_device;
	case M_TITLE:
		e->title = slice(p, n);
		return utf8(p, n, 0, TITLE_MAX);
	case M_REF:
		e->ref = is_id(p, n) ? get_u64(p) : 0;
		return e->ref != 0;
	case M_GUIDE:
		e->guide = slice(p, n);
		return utf8(p, n, 1, TITLE_MAX);
	case M_WORDS:
		e->has_words = n == 4;
		e->words = e->has_words ? get_u32(p) : 0;
		return e->has_words;
	case M_SOURCE:
		e->source = slice(p, n);
		return utf8(p, n, 0, SOURCE_MAX);
	default:
		e->opening = slice(p, n);
		return utf8(p, n, 0, OPENING_MAX);
	}
}

int
meta_decode(const uint8_t *p, size_t n, struct entry *e)
{
	unsigned last = 0;

	while (n) {
		if (n < 6)
			return E_DAMAGE;
		unsigned type = get_u16(p);
		size_t len = get_u32(p + 2);
		if (len > n - 6 || type == 0 || type < last || (type == last && !repeats(type)))
			return E_DAMAGE;
		int rc = 0;
		if (type >= CARRIED)
			rc = entry_add_extra(e, (struct entry_extra){ (uint16_t)type, slice(p + 6, len) });
		else if (type > M_SEEN)
			e->unknown = true;
		else if (repeats(type))
			rc = decode_many(type, p + 6, len, e);
		else if (!decode_one(type, p + 6, len, e))
			rc = E_DAMAGE;
		if (rc)
			return rc;
		last = type;
		p += 6 + len;
		n -= 6 + len;
	}
	return 0;
}

static bool
is_decimal(const uint8_t *p, size_t n)
{
	size_t i = n && p[0] == '-';

	if (i == n)
		return false;
	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	return i == n;
}

static int
decode_field(const uint8_t *p, size_t n, struct entry *e)
{
	if (n < 2 || p[0] > FIELD_NUMBER || p[1] == 0 || p[1] > n - 2)
		return E_DAMAGE;
	size_t key = p[1];
	if (!utf8(p + 2, key, 1, FIELD_KEY_MAX) || !utf8(p + 2 + key, n - 2 - key, 0, TEXT_MAX))
		return E_DAMAGE;
	if (p[0] == FIELD_NUMBER && !is_decimal(p + 2 + key, n - 2 - key))
		return E_DAMAGE;
	return entry_add_field(e, (struct entry_field){ p[0], slice(p + 2, key), slice(p + 2 + key, n - 2 - key) });
}

bool
meta_times(struct slice meta, struct entry_key *k)
{
	enum { ITEM_HEAD = 6, WHEN = 10 };
	const uint8_t *p = (const uint8_t *)meta.p;
	size_t n = meta.n;
	bool created = false;

	while (n >= ITEM_HEAD && get_u16(p) <= M_DATE) {
		size_t len = get_u32(p + 2);

		if (len != WHEN || len > n - ITEM_HEAD)
			return false;
		k->date_ms = (int64_t)get_u64(p + ITEM_HEAD);
		if (get_u16(p) == M_CREATED) {
			k->created_ms = k->date_ms;
			created = true;
		}
		p += ITEM_HEAD + len;
		n -= ITEM_HEAD + len;
	}
	return created;
}

int
body_decode(const uint8_t *p, size_t n, struct entry *e)
{
	unsigned last = 0;

	while (n) {
		if (n < 6)
			return E_DAMAGE;
		unsigned type = get_u16(p);
		size_t len = get_u32(p + 2);
		if (len > n - 6 || type == 0 || type < last || (type == last && type == B_TEXT))
			return E_DAMAGE;
		int rc = 0;
		if (type == B_TEXT) {
			e->has_text = true;
			e->text = slice(p + 6, len);
			rc = utf8(p + 6, len, 0, TEXT_MAX) ? 0 : E_DAMAGE;
		} else if (type == B_FIELD) {
			rc = decode_field(p + 6, len, e);
		} else if (type >= CARRIED) {
			rc = entry_add_tail(e, (struct entry_extra){ (uint16_t)type, slice(p + 6, len) });
		} else {
			e->tail_unknown = true;
		}
		if (rc)
			return rc;
		last = type;
		p += 6 + len;
		n -= 6 + len;
	}
	return 0;
}

static void
put_head(struct buf *b, unsigned type, size_t n)
{
	buf_u16(b, (uint16_t)type);
	buf_u32(b, (uint32_t)n);
}

static void
put_slice(struct buf *b, unsigned type, struct slice s)
{
	put_head(b, type, s.n);
	buf_slice(b, s);
}

static void
put_when(struct buf *b, unsigned type, struct when w)
{
	put_head(b, type, 10);
	buf_u64(b, (uint64_t)w.ms);
	buf_u16(b, (uint16_t)w.offset);
}

static void
put_u64_tlv(struct buf *b, unsigned type, uint64_t v)
{
	put_head(b, type, 8);
	buf_u64(b, v);
}

static void
encode_feelings_and_tags(const struct entry *e, struct buf *b)
{
	for (size_t i = 0; i < e->nfeelings; i++) {
		const struct entry_feeling *f = &e->feelings[i];
		put_head(b, M_FEELING, 4 + f->id.n);
		buf_add(b, (const uint8_t[]){ f->intensity, f->layer, f->source, f->moment }, 4);
		buf_slice(b, f->id);
	}
	for (size_t i = 0; i < e->ntags; i++)
		put_slice(b, M_TAG, e->tags[i]);
}

static void
encode_tail_of_meta(const struct entry *e, struct buf *b)
{
	for (size_t i = 0; i < e->nbeliefs; i++)
		put_u64_tlv(b, M_BELIEF, e->beliefs[i]);
	for (size_t i = 0; i < e->nratings; i++) {
		put_head(b, M_RATING, 2);
		buf_u8(b, e->ratings[i].what);
		buf_u8(b, e->ratings[i].value);
	}
	if (e->has_words) {
		put_head(b, M_WORDS, 4);
		buf_u32(b, e->words);
	}
	if (e->source.n)
		put_slice(b, M_SOURCE, e->source);
	if (e->opening.n)
		put_slice(b, M_OPENING, e->opening);
	for (size_t i = 0; i < e->nseen; i++) {
		put_head(b, M_SEEN, 16);
		buf_add(b, e->seen[i].device, DEVICE_SIZE);
		buf_u64(b, e->seen[i].lamport);
	}
	for (size_t i = 0; i < e->nextra; i++)
		put_slice(b, e->extra[i].type, e->extra[i].value);
}

void
meta_encode(const struct entry *e, struct buf *b)
{
	if (e->has_created)
		put_when(b, M_CREATED, e->created);
	if (e->has_date)
		put_when(b, M_DATE, e->date);
	if (e->has_modified)
		put_when(b, M_MODIFIED, e->modified);
	if (e->has_lamport)
		put_u64_tlv(b, M_LAMPORT, e->lamport);
	if (e->has_device)
		put_slice(b, M_DEVICE, slice(e->device, DEVICE_SIZE));
	if (e->title.n)
		put_slice(b, M_TITLE, e->title);
	encode_feelings_and_tags(e, b);
	if (e->ref)
		put_u64_tlv(b, M_REF, e->ref);
	if (e->guide.n)
		put_slice(b, M_GUIDE, e->guide);
	encode_tail_of_meta(e, b);
}

void
body_encode(const struct entry *e, struct buf *b)
{
	if (e->has_text)
		put_slice(b, B_TEXT, e->text);
	for (size_t i = 0; i < e->nfields; i++) {
		const struct entry_field *f = &e->fields[i];
		put_head(b, B_FIELD, 2 + f->key.n + f->value.n);
		buf_u8(b, f->shape);
		buf_u8(b, (uint8_t)f->key.n);
		buf_slice(b, f->key);
		buf_slice(b, f->value);
	}
	for (size_t i = 0; i < e->ntail; i++)
		put_slice(b, e->tail[i].type, e->tail[i].value);
}

/* u8 1 | u8 kind | u16 flags | u32 meta length | meta | body. */
void
row_encode(const struct entry *e, struct buf *b)
{
	size_t at = b->n;

	buf_u8(b, 1);
	buf_u8(b, e->kind);
	buf_u16(b, e->flags);
	buf_u32(b, 0);
	meta_encode(e, b);
	if (!b->failed)
		put_u32(b->p + at + 4, (uint32_t)(b->n - at - ROW_HEAD));
	body_encode(e, b);
}

struct slice
row_meta(const uint8_t *p, size_t n)
{
	if (n < ROW_HEAD || get_u32(p + 4) > n - ROW_HEAD)
		return (struct slice){ NULL, 0 };
	return slice(p + ROW_HEAD, get_u32(p + 4));
}

/* A tombstone has types 3, 4, 5 and 16 only. */
static bool
tells_something(const struct entry *e)
{
	return e->has_created || e->has_date || e->has_words || e->title.p || e->guide.p || e->source.p || e->opening.p || e->ref || e->nfeelings ||
		e->ntags || e->nbeliefs || e->nratings || e->nextra || e->unknown;
}

int
row_decode(const uint8_t *p, size_t n, bool with_body, struct entry *e)
{
	entry_reset(e);
	if (n < ROW_HEAD || p[0] != 1 || get_u32(p + 4) > n - ROW_HEAD)
		return E_DAMAGE;
	e->kind = p[1];
	e->flags = get_u16(p + 2);
	size_t meta = get_u32(p + 4);
	int rc = meta_decode(p + ROW_HEAD, meta, e);
	if (!rc && with_body)
		rc = body_decode(p + ROW_HEAD + meta, n - ROW_HEAD - meta, e);
	if (!rc && e->kind == KIND_TOMBSTONE && (n - ROW_HEAD - meta || tells_something(e)))
		rc = E_DAMAGE;
	return rc;
}
