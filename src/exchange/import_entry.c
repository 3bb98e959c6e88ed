/*
 * An object of the own schema (DESIGN.md 8) back into an entry: the mirror of entry_json.c.
 *
 * In: a JSON object.  Out: an entry that borrows from the item's hold.  Must never: pass over a key it does not
 * know (what is passed over is lost), or take a value it would not write itself.
 *
 * Keys are a table; each has a function that takes its value.  A new key is a line and a function.
 */
#include "import_inner.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "felt/model/id.h"

/* Far above anything written by hand; it keeps hostile files from costing time by the square of their size. */
enum { LIST_MAX = 4096, ITEMS_MAX = 65536, NUMBER_TEXT = 24 };

int
fill_fail(struct fill *f, const char *fmt, ...)
{
	char text[sizeof f->err->subject];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return err_num(f->err, E_INPUT, f->line, "%s", text);
}

/* ---- values ---- */

int
fill_text(struct fill *f, const char *key, json_t *v, struct slice *out)
{
	struct buf *hold = &f->out->hold;
	size_t n, at = hold->n;

	if (!json_is_string(v))
		return fill_fail(f, "\"%s\" is not a text", key);
	n = json_string_length(v);
	buf_add(hold, json_string_value(v), n);
	if (hold->failed)
		return err_set(f->err, E_NOMEM, "import");
	*out = (struct slice){ (const char *)hold->p + at, n };
	return 0;
}

static int
take_when(struct fill *f, const char *key, json_t *v, struct when *out, bool *has)
{
	struct slice s = { json_string_value(v), json_is_string(v) ? json_string_length(v) : 0 };

	if (s.n == 0 || when_parse_iso(NULL, s, out) < 0)
		return fill_fail(f, "\"%s\" is not a date", key);
	*has = true;
	return 0;
}

static int
take_id(struct fill *f, const char *key, json_t *v, uint64_t *out)
{
	if (!json_is_string(v) || id_parse(NULL, json_string_value(v), out) < 0)
		return fill_fail(f, "\"%s\" is not an id", key);
	return 0;
}

static int
take_name(struct fill *f, const char *key, json_t *v, enum name_set set, int *out)
{
	*out = json_is_string(v) ? name_value(set, json_string_value(v)) : -1;
	if (*out < 0)
		return fill_fail(f, "\"%s\" has a value that felt does not know", key);
	return 0;
}

/* Feelings and ratings: 0 to 100. */
static int
take_hundred(struct fill *f, const char *key, json_t *v, uint8_t *out)
{
	if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > 100)
		return fill_fail(f, "\"%.64s\" is not a whole number from 0 to 100", key);
	*out = (uint8_t)json_integer_value(v);
	return 0;
}

static int
take_array(struct fill *f, const char *key, json_t *v, size_t max)
{
	if (!json_is_array(v))
		return fill_fail(f, "\"%.64s\" is not a list", key);
	if (json_array_size(v) > max)
		return fill_fail(f, "\"%.64s\" has more than %zu items", key, max);
	return 0;
}

/* What entry.h answers, with its reason. */
static int
added(struct fill *f, int rc)
{
	return rc < 0 ? err_set(f->err, E_NOMEM, "import") : 0;
}

/* ---- feelings ---- */

struct feeling_parts {
	struct entry_feeling now, after;
	bool has_after, has_after_layer, has_after_source;
};

/* The keys about the second rating. */
static int
feeling_after_key(struct fill *f, struct feeling_parts *p, const char *key, json_t *v)
{
	int value = 0, rc;

	if (strcmp(key, "after") == 0) {
		p->has_after = true;
		p->after.intensity = FEELING_NO_INTENSITY;
		return json_is_null(v) ? 0 : take_hundred(f, key, v, &p->after.intensity);
	}
	if (strcmp(key, "after-layer") == 0) {
		rc = take_name(f, key, v, NAME_LAYER, &value);
		p->after.layer = (uint8_t)value;
		p->has_after_layer = true;
		return rc;
	}
	if (strcmp(key, "after-source") == 0) {
		rc = take_name(f, key, v, NAME_SOURCE, &value);
		p->after.source = (uint8_t)value;
		p->has_after_source = true;
		return rc;
	}
	return fill_fail(f, "unknown key '%.64s' in \"feelings\"", key);
}

static int
feeling_key(struct fill *f, struct feeling_parts *p, const char *key, json_t *v)
{
	int value = 0, rc;

	if (strcmp(key, "id") == 0)
		return fill_text(f, "id", v, &p->now.id);
	if (strcmp(key, "intensity") == 0)
		return take_hundred(f, key, v, &p->now.intensity);
	if (strcmp(key, "layer") == 0) {
		rc = take_name(f, key, v, NAME_LAYER, &value);
		p->now.layer = (uint8_t)value;
		return rc;
	}
	if (strcmp(key, "source") == 0) {
		rc = take_name(f, key, v, NAME_SOURCE, &value);
		p->now.source = (uint8_t)value;
		return rc;
	}
	if (strcmp(key, "only-after") == 0) {
		p->now.moment = json_is_true(v);
		return json_is_boolean(v) ? 0 : fill_fail(f, "\"only-after\" is neither true nor false");
	}
	return feeling_after_key(f, p, key, v);
}

static int
one_feeling(struct fill *f, json_t *object)
{
	struct feeling_parts p = { .now = { .intensity = FEELING_NO_INTENSITY } };
	const char *key;
	json_t *v;
	int rc;

	if (!json_is_object(object))
		return fill_fail(f, "\"feelings\" holds something that is no feeling");
	json_object_foreach(object, key, v) {
		if ((rc = feeling_key(f, &p, key, v)) < 0)
			return rc;
	}
	if (!feeling_id_valid(p.now.id.p, p.now.id.n))
		return fill_fail(f, "\"feelings\" holds an id that is none");
	if (p.has_after && p.now.moment)
		return fill_fail(f, "a feeling has both \"after\" and \"only-after\"");
	if (!p.has_after && (p.has_after_layer || p.has_after_source))
		return fill_fail(f, "a feeling has \"after-layer\" or \"after-source\" without \"after\"");
	if ((rc = added(f, entry_add_feeling(&f->out->e, p.now))) < 0 || !p.has_after)
		return rc;
	p.after.id = p.now.id;
	p.after.moment = 1;
	if (!p.has_after_layer)
		p.after.layer = p.now.layer;
	if (!p.has_after_source)
		p.after.source = p.now.source;
	return added(f, entry_add_feeling(&f->out->e, p.after));
}

static int
key_feelings(struct fill *f, const char *key, json_t *v)
{
	int rc = take_array(f, key, v, LIST_MAX);

	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++)
		rc = one_feeling(f, json_array_get(v, i));
	return rc;
}

/* ---- fields and ratings ---- */

static int
one_rating(struct fill *f, int what, const char *key, json_t *v)
{
	struct entry_rating r = { (uint8_t)what, 0 };
	int rc = take_hundred(f, key, v, &r.value);

	return rc < 0 ? rc : added(f, entry_add_rating(&f->out->e, r));
}

static int
rating(struct fill *f, int what, const char *key, json_t *v)
{
	int rc;

	if (!json_is_array(v))
		return one_rating(f, what, key, v);
	rc = take_array(f, key, v, LIST_MAX);
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
	return rc < 0 ? rc : added(f, entry_add_field(&f->out->e, field));
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
	rc = take_array(f, key, v, ITEMS_MAX);
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
	int rc = take_array(f, key, v, LIST_MAX);
	struct slice tag;

	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++) {
		rc = fill_text(f, key, json_array_get(v, i), &tag);
		if (rc == 0)
			rc = added(f, entry_add_tag(&f->out->e, tag));
	}
	return rc;
}

static int
key_beliefs(struct fill *f, const char *key, json_t *v)
{
	int rc = take_array(f, key, v, LIST_MAX);
	uint64_t id;

	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++) {
		rc = take_id(f, key, json_array_get(v, i), &id);
		if (rc == 0)
			rc = added(f, entry_add_belief(&f->out->e, id));
	}
	return rc;
}

static int
key_flags(struct fill *f, const char *key, json_t *v)
{
	int rc = take_array(f, key, v, LIST_MAX), bit = 0;

	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++) {
		rc = take_name(f, key, json_array_get(v, i), NAME_FLAG, &bit);
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
	return take_id(f, key, v, &f->out->e.id);
}

static int
key_kind(struct fill *f, const char *key, json_t *v)
{
	int kind = 0, rc = take_name(f, key, v, NAME_KIND, &kind);

	f->out->e.kind = (uint8_t)kind;
	if (rc == 0 && kind != KIND_ENTRY && kind != KIND_BELIEF && kind != KIND_FOLLOWUP)
		return fill_fail(f, "\"kind\" is neither entry, belief nor followup");
	return rc;
}

static int
key_created(struct fill *f, const char *key, json_t *v)
{
	return take_when(f, key, v, &f->out->e.created, &f->out->e.has_created);
}

static int
key_date(struct fill *f, const char *key, json_t *v)
{
	return take_when(f, key, v, &f->out->e.date, &f->out->e.has_date);
}

static int
key_modified(struct fill *f, const char *key, json_t *v)
{
	return take_when(f, key, v, &f->out->e.modified, &f->out->e.has_modified);
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
	return take_id(f, key, v, &f->out->e.ref);
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
	{ "title", key_title }, { "text", key_text }, { "feelings", key_feelings }, { "tags", key_tags }, { "guide", key_guide },
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
