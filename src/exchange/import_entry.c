/*
 * An object of the own schema (DESIGN.md 8) back into an entry: the mirror of entry_json.c.
 *
 * In: a JSON object.  Out: an entry that borrows from the item's hold.  Must never: pass over a key it does not
 * know (what is passed over is lost), or take a value it would not write itself.
 *
 * Keys are a table; each has a function that takes its value.  A new key is a line and a function.
 */
#include "import_inner.h"

#include <string.h>

/* ---- fields and ratings ---- */

static int
one_rating(struct fill *f, int what, const char *key, json_t *v)
{
	struct entry_rating r = { (uint8_t)what, 0 };
	int rc = fill_hundred(f, key, v, &r.value);

	return rc < 0 ? rc : fill_added(f, entry_add_rating(&f->out->e, r));
}

static int
rating(struct fill *f, int what, const char *key, json_t *v)
{
	int rc;

	if (!json_is_array(v))
		return one_rating(f, what, key, v);
	rc = fill_array(f, key, v, LIST_MAX);
	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++)
		rc = one_rating(f, what, key, json_array_get(v, i));
	return rc;
}

static int
number_text(struct fill *f, json_t *v, struct slice *out)
{
	struct buf *hold = &f->out->hold;
	size_t at = hold->n;

	buf_printf(hold, "%lld", (long long)json_integer_value(v));
	if (hold->failed)
		return err_set(f->err, E_NOMEM, "import");
	*out = (struct slice){ (const char *)hold->p + at, hold->n - at };
	return 0;
}

static int
one_field(struct fill *f, struct slice name, const char *key, json_t *v, uint8_t text_shape)
{
	struct entry_field field = { text_shape, name, { NULL, 0 } };
	int rc;

	if (json_is_integer(v)) {
		field.shape = FIELD_NUMBER;
		rc = number_text(f, v, &field.value);
	} else if (json_is_string(v)) {
		rc = fill_text(f, key, v, &field.value);
	} else {
		rc = fill_fail(f, "field '%.64s' is neither a text, a whole number nor a list of them", key);
	}
	return rc < 0 ? rc : fill_added(f, entry_add_field(&f->out->e, field));
}

static int
field(struct fill *f, const char *key, json_t *v)
{
	struct slice name = slice_of(key);
	int what = name_value(NAME_RATING, key), rc;

	if (what >= 0)
		return rating(f, what, key, v);
	if (name_reserved(name))
		return fill_fail(f, "'%s' does not stand in \"fields\"", key);
	if (name.n == 0 || name.n > FIELD_KEY_MAX)
		return fill_fail(f, "a field whose name is empty or over %d bytes", FIELD_KEY_MAX);
	/* The key is jansson's; the entry outlives it. */
	name.p = (const char *)f->out->hold.p + f->out->hold.n;
	buf_add(&f->out->hold, key, name.n);
	if (f->out->hold.failed)
		return err_set(f->err, E_NOMEM, "import");
	if (!json_is_array(v))
		return one_field(f, name, key, v, FIELD_TEXT);
	rc = fill_array(f, key, v, ITEMS_MAX);
	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++)
		rc = one_field(f, name, key, json_array_get(v, i), FIELD_ITEM);
	return rc;
}

static int
key_fields(struct fill *f, const char *key, json_t *object)
{
	const char *name;
	json_t *v;
	int rc;

	if (!json_is_object(object))
		return fill_fail(f, "\"%s\" is not an object", key);
	if (json_object_size(object) > LIST_MAX)
		return fill_fail(f, "\"%s\" has more than %d keys", key, LIST_MAX);
	json_object_foreach(object, name, v) {
		if ((rc = field(f, name, v)) < 0)
			return rc;
	}
	return 0;
}

/* ---- the other lists ---- */

static int
key_tags(struct fill *f, const char *key, json_t *v)
{
	int rc = fill_array(f, key, v, LIST_MAX);
	struct slice tag;

	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++) {
		rc = fill_text(f, key, json_array_get(v, i), &tag);
		if (rc == 0)
			rc = fill_added(f, entry_add_tag(&f->out->e, tag));
	}
	return rc;
}

static int
key_beliefs(struct fill *f, const char *key, json_t *v)
{
	int rc = fill_array(f, key, v, LIST_MAX);
	uint64_t id;

	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++) {
		rc = fill_id(f, key, json_array_get(v, i), &id);
		if (rc == 0)
			rc = fill_added(f, entry_add_belief(&f->out->e, id));
	}
	return rc;
}

static int
key_flags(struct fill *f, const char *key, json_t *v)
{
	int rc = fill_array(f, key, v, LIST_MAX), bit = 0;

	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++) {
		rc = fill_name(f, key, json_array_get(v, i), NAME_FLAG, &bit);
		if (rc == 0)
			f->out->e.flags |= (uint16_t)bit;
	}
	return rc;
}

/* ---- single values ---- */

static int
key_id(struct fill *f, const char *key, json_t *v)
{
	f->out->has_id = true;
	return fill_id(f, key, v, &f->out->e.id);
}

static int
key_kind(struct fill *f, const char *key, json_t *v)
{
	int kind = 0, rc = fill_name(f, key, v, NAME_KIND, &kind);

	f->out->e.kind = (uint8_t)kind;
	if (rc == 0 && kind != KIND_ENTRY && kind != KIND_BELIEF && kind != KIND_FOLLOWUP)
		return fill_fail(f, "\"kind\" is neither entry, belief nor followup");
	return rc;
}

static int
key_created(struct fill *f, const char *key, json_t *v)
{
	return fill_when(f, key, v, &f->out->e.created, &f->out->e.has_created);
}

static int
key_date(struct fill *f, const char *key, json_t *v)
{
	return fill_when(f, key, v, &f->out->e.date, &f->out->e.has_date);
}

static int
key_modified(struct fill *f, const char *key, json_t *v)
{
	return fill_when(f, key, v, &f->out->e.modified, &f->out->e.has_modified);
}

static int
key_title(struct fill *f, const char *key, json_t *v)
{
	return fill_text(f, key, v, &f->out->e.title);
}

static int
key_text(struct fill *f, const char *key, json_t *v)
{
	f->out->e.has_text = true;
	return fill_text(f, key, v, &f->out->e.text);
}

static int
key_guide(struct fill *f, const char *key, json_t *v)
{
	return fill_text(f, key, v, &f->out->e.guide);
}

static int
key_source(struct fill *f, const char *key, json_t *v)
{
	return fill_text(f, key, v, &f->out->e.source);
}

static int
key_of(struct fill *f, const char *key, json_t *v)
{
	return fill_id(f, key, v, &f->out->e.ref);
}

/* Counted again when the entry is written; here it only has to be a count. */
static int
key_words_count(struct fill *f, const char *key, json_t *v)
{
	if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > UINT32_MAX)
		return fill_fail(f, "\"%s\" is not a count", key);
	return 0;
}

static const struct {
	const char *key;
	int (*take)(struct fill *f, const char *key, json_t *v);
} keys[] = {
	{ "id", key_id }, { "kind", key_kind }, { "created", key_created }, { "date", key_date }, { "modified", key_modified },
	{ "title", key_title }, { "text", key_text }, { "feelings", fill_feelings }, { "tags", key_tags }, { "guide", key_guide },
	{ "fields", key_fields }, { "beliefs", key_beliefs }, { "words", key_words_count }, { "flags", key_flags },
	{ "source", key_source }, { "of", key_of }
};

static int
take_key(struct fill *f, const char *key, json_t *v)
{
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (strcmp(keys[i].key, key) == 0)
			return keys[i].take(f, key, v);
	return fill_fail(f, "unknown key '%.64s'", key);
}

int
fill_entry(struct fill *f, json_t *object)
{
	const char *key;
	json_t *v;
	int rc;

	json_object_foreach(object, key, v) {
		if ((rc = take_key(f, key, v)) < 0)
			return rc;
	}
	if (!f->out->has_id)
		return fill_fail(f, "an entry without \"id\"");
	if (f->out->e.kind == 0)
		return fill_fail(f, "an entry without \"kind\"");
	return 0;
}
