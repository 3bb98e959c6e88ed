/*
 * One entry as a JSON object: DESIGN.md 8, exactly.
 *
 * In: an entry.  Out: bytes in a buf, written in one pass without building anything.  Must never: leave
 * out something an entry can carry (what is exported is what comes back), or write a key twice.
 *
 * What leaves here is read back by import_entry.c; the two files mirror each other, and names.c is what they share.
 */
#include "inner.h"

#include "felt/model/id.h"

enum { NUMBER_DIGITS = 15 }; /* every reader of JSON keeps whole numbers of this length */

static void
pair_text(struct json_out *j, const char *key, const char *value)
{
	json_key(j, key);
	json_text(j, value);
}

static void
pair_slice(struct json_out *j, const char *key, struct slice value)
{
	json_key(j, key);
	json_slice(j, value);
}

/* A value the set does not know cannot come from a row that was opened; the set's first name keeps the JSON whole. */
static void
pair_name(struct json_out *j, const char *key, enum name_set set, int value)
{
	const char *name = name_of(set, value);

	pair_text(j, key, name != NULL ? name : name_of(set, 0));
}

static void
pair_when(struct json_out *j, const char *key, struct when w)
{
	char text[WHEN_TEXT];

	when_iso(w, text);
	pair_text(j, key, text);
}

static void
pair_id(struct json_out *j, const char *key, uint64_t id)
{
	char text[ID_TEXT];

	id_text(id, text);
	pair_text(j, key, text);
}

/* ---- feelings: a second rating stands beside the first ---- */

/* How many rows before `end` are of that id and moment. */
static size_t
feelings_before(const struct entry *e, size_t end, struct slice id, uint8_t moment)
{
	size_t k = 0;

	for (size_t i = 0; i < end; i++)
		if (e->feelings[i].moment == moment && slice_eq(e->feelings[i].id, id))
			k++;
	return k;
}

/* The nth row of an id and moment, or NULL. */
static const struct entry_feeling *
feeling_nth(const struct entry *e, struct slice id, uint8_t moment, size_t nth)
{
	for (size_t i = 0; i < e->nfeelings; i++) {
		const struct entry_feeling *f = &e->feelings[i];

		if (f->moment == moment && slice_eq(f->id, id) && nth-- == 0)
			return f;
	}
	return NULL;
}

/* The row of the other moment that belongs to feelings[i]: the first to the first, the second to the second. */
static const struct entry_feeling *
feeling_other(const struct entry *e, size_t i)
{
	const struct entry_feeling *f = &e->feelings[i];

	return feeling_nth(e, f->id, f->moment ? 0 : 1, feelings_before(e, i, f->id, f->moment));
}

static void
feeling_after(struct json_out *j, const struct entry_feeling *f, const struct entry_feeling *after)
{
	json_key(j, "after");
	if (after->intensity == FEELING_NO_INTENSITY) {
		buf_str(j->b, "null"); /* named again, without a number */
		j->comma = true;
	} else {
		json_int(j, after->intensity);
	}
	if (after->layer != f->layer)
		pair_name(j, "after-layer", NAME_LAYER, after->layer);
	if (after->source != f->source)
		pair_name(j, "after-source", NAME_SOURCE, after->source);
}

static void
feeling(struct json_out *j, const struct entry_feeling *f, const struct entry_feeling *after)
{
	json_open(j, '{');
	pair_slice(j, "id", f->id);
	if (f->intensity != FEELING_NO_INTENSITY) {
		json_key(j, "intensity");
		json_int(j, f->intensity);
	}
	if (f->layer != LAYER_NONE)
		pair_name(j, "layer", NAME_LAYER, f->layer);
	pair_name(j, "source", NAME_SOURCE, f->source);
	if (f->moment) {
		json_key(j, "only-after");
		json_bool(j, true);
	}
	if (after != NULL)
		feeling_after(j, f, after);
	json_close(j, '}');
}

static void
feelings(struct json_out *j, const struct entry *e)
{
	bool again = false;

	if (e->nfeelings == 0)
		return;
	for (size_t i = 0; i < e->nfeelings; i++)
		again = again || e->feelings[i].moment;
	json_key(j, "feelings");
	json_open(j, '[');
	for (size_t i = 0; i < e->nfeelings; i++) {
		const struct entry_feeling *f = &e->feelings[i];
		const struct entry_feeling *other = again ? feeling_other(e, i) : NULL;

		if (f->moment && other != NULL)
			continue; /* stands as `after` beside its first rating */
		feeling(j, f, f->moment ? NULL : other);
	}
	json_close(j, ']');
}

/* ---- fields and ratings ---- */

/* Whole, short, and written as JSON writes it: only then does the number come back as the same digits. */
static bool
plain_number(struct slice v)
{
	size_t i = v.n > 0 && v.p[0] == '-';

	if (v.n == i || v.n - i > NUMBER_DIGITS || (v.p[i] == '0' && v.n > 1))
		return false;
	for (; i < v.n; i++)
		if (v.p[i] < '0' || v.p[i] > '9')
			return false;
	return true;
}

static void
field_value(struct json_out *j, const struct entry_field *f)
{
	if (f->shape != FIELD_NUMBER || !plain_number(f->value)) {
		json_slice(j, f->value);
		return;
	}
	if (j->comma)
		buf_u8(j->b, ',');
	buf_slice(j->b, f->value);
	j->comma = true;
}

bool
field_begins(const struct entry *e, size_t i)
{
	for (size_t k = i; k > 0; k--)
		if (slice_eq(e->fields[k - 1].key, e->fields[i].key))
			return false;
	return true;
}

static void
field(struct json_out *j, const struct entry *e, size_t first)
{
	struct slice key = e->fields[first].key;
	size_t more = 0;
	bool list;

	for (size_t i = first + 1; i < e->nfields; i++)
		more += slice_eq(e->fields[i].key, key);
	list = more > 0 || e->fields[first].shape == FIELD_ITEM;
	if (list)
		json_open(j, '[');
	for (size_t i = first; i < e->nfields; i++)
		if (i == first || slice_eq(e->fields[i].key, key))
			field_value(j, &e->fields[i]);
	if (list)
		json_close(j, ']');
}

static void
field_key(struct json_out *j, struct slice key)
{
	struct buf b = BUF_INIT;

	if (!name_reserved(key)) {
		json_key_slice(j, key);
		return;
	}
	buf_u8(&b, '_');
	buf_slice(&b, key);
	json_key_slice(j, buf_as_slice(&b));
	if (b.failed)
		j->b->failed = true;
	buf_release(&b);
}

static void
rating(struct json_out *j, const struct entry *e, int what, const char *key)
{
	size_t n = 0;

	for (size_t i = 0; i < e->nratings; i++)
		n += e->ratings[i].what == what;
	if (n == 0)
		return;
	json_key(j, key);
	if (n > 1)
		json_open(j, '[');
	for (size_t i = 0; i < e->nratings; i++)
		if (e->ratings[i].what == what)
			json_int(j, e->ratings[i].value);
	if (n > 1)
		json_close(j, ']');
}

static void
fields(struct json_out *j, const struct entry *e)
{
	const char *key;
	int what;

	if (e->nfields == 0 && e->nratings == 0)
		return;
	json_key(j, "fields");
	json_open(j, '{');
	for (size_t i = 0; i < e->nfields; i++) {
		if (!field_begins(e, i))
			continue;
		field_key(j, e->fields[i].key);
		field(j, e, i);
	}
	for (size_t i = 0; e->nratings > 0 && name_at(NAME_RATING, i, &what, &key); i++)
		rating(j, e, what, key);
	json_close(j, '}');
}

/* ---- the rest of the head ---- */

static void
tags(struct json_out *j, const struct entry *e)
{
	if (e->ntags == 0)
		return;
	json_key(j, "tags");
	json_open(j, '[');
	for (size_t i = 0; i < e->ntags; i++)
		json_slice(j, e->tags[i]);
	json_close(j, ']');
}

static void
beliefs(struct json_out *j, const struct entry *e)
{
	char id[ID_TEXT];

	if (e->nbeliefs == 0)
		return;
	json_key(j, "beliefs");
	json_open(j, '[');
	for (size_t i = 0; i < e->nbeliefs; i++) {
		id_text(e->beliefs[i], id);
		json_text(j, id);
	}
	json_close(j, ']');
}

static void
flags(struct json_out *j, const struct entry *e)
{
	const char *name;
	int bit;

	if (e->flags == 0)
		return;
	json_key(j, "flags");
	json_open(j, '[');
	for (size_t i = 0; name_at(NAME_FLAG, i, &bit, &name); i++)
		if (e->flags & bit)
			json_text(j, name);
	json_close(j, ']');
}

static void
times(struct json_out *j, const struct entry *e, unsigned what)
{
	if (e->has_created)
		pair_when(j, "created", e->created);
	if (e->has_date)
		pair_when(j, "date", e->date);
	if ((what & ENTRY_JSON_OFFSET) && e->has_date && e->date.offset != DAY_ONLY) {
		json_key(j, "offset");
		json_int(j, e->date.offset);
	}
	if (e->has_modified)
		pair_when(j, "modified", e->modified);
}

static void
origin(struct json_out *j, const struct entry *e)
{
	if (e->has_words) {
		json_key(j, "words");
		json_int(j, e->words);
	}
	flags(j, e);
	if (e->source.n > 0)
		pair_slice(j, "source", e->source);
	if (e->ref != 0)
		pair_id(j, "of", e->ref);
}

void
entry_json(struct json_out *j, const struct entry *e, unsigned what)
{
	const char *kind = name_of(NAME_KIND, e->kind);

	json_open(j, '{');
	pair_id(j, "id", e->id);
	pair_text(j, "kind", kind != NULL ? kind : "unknown");
	times(j, e, what);
	if (e->title.n > 0)
		pair_slice(j, "title", e->title);
	if ((what & ENTRY_JSON_TEXT) && e->has_text)
		pair_slice(j, "text", e->text);
	feelings(j, e);
	tags(j, e);
	if (e->guide.n > 0)
		pair_slice(j, "guide", e->guide);
	if (what & ENTRY_JSON_TEXT)
		fields(j, e);
	beliefs(j, e);
	origin(j, e);
	json_close(j, '}');
}
