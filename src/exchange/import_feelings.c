/*
 * The feelings of a record, with their second ratings: the mirror of the same part of entry_json.c.
 *
 * In: "feelings" as DESIGN.md 8 has them.  Out: rows of both moments, the second right behind the first it belongs to,
 * so that they find each other again.  Must never: give a feeling an intensity that nobody gave.
 */
#include "import_inner.h"

#include <string.h>

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
		return json_is_null(v) ? 0 : fill_hundred(f, key, v, &p->after.intensity);
	}
	if (strcmp(key, "after-layer") == 0) {
		rc = fill_name(f, key, v, NAME_LAYER, &value);
		p->after.layer = (uint8_t)value;
		p->has_after_layer = true;
		return rc;
	}
	if (strcmp(key, "after-source") == 0) {
		rc = fill_name(f, key, v, NAME_SOURCE, &value);
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
		return fill_hundred(f, key, v, &p->now.intensity);
	if (strcmp(key, "layer") == 0) {
		rc = fill_name(f, key, v, NAME_LAYER, &value);
		p->now.layer = (uint8_t)value;
		return rc;
	}
	if (strcmp(key, "source") == 0) {
		rc = fill_name(f, key, v, NAME_SOURCE, &value);
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
	if ((rc = fill_added(f, entry_add_feeling(&f->out->e, p.now))) < 0 || !p.has_after)
		return rc;
	p.after.id = p.now.id;
	p.after.moment = 1;
	if (!p.has_after_layer)
		p.after.layer = p.now.layer;
	if (!p.has_after_source)
		p.after.source = p.now.source;
	return fill_added(f, entry_add_feeling(&f->out->e, p.after));
}

int
fill_feelings(struct fill *f, const char *key, json_t *v)
{
	int rc = fill_array(f, key, v, LIST_MAX);

	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++)
		rc = one_feeling(f, json_array_get(v, i));
	return rc;
}
