/*
 * The choices of a packet from JSON: see the header.
 *
 * In: foreign JSON.  Out: one call a choice, with texts borrowed from the parsed tree.  Must never: pass over a key it does not know,
 * or name a value or a person in a message.
 */
#include "felt/exchange/choices.h"

#include <string.h>

#include "import_inner.h"

struct reading { struct fill f; choice_fn *fn; void *arg; };

static struct slice
text_of(const json_t *v)
{
	return (struct slice){ json_string_value(v), json_string_length(v) };
}

static struct slice
key_text(const char *key)
{
	return slice_of(key);
}

static const struct slice nothing = { NULL, 0 };

static int
read_text(struct reading *r, const char *key, enum choice what, json_t *v)
{
	if (!json_is_string(v))
		return fill_fail(&r->f, "\"%s\" is not a text", key);
	return r->fn(r->arg, r->f.err, what, nothing, text_of(v));
}

static int
read_aliases(struct reading *r, const char *key, enum choice what, json_t *v)
{
	const char *name;
	json_t *alias;
	int rc = 0;

	if (!json_is_object(v))
		return fill_fail(&r->f, "\"%s\" is not an object: {\"name\":\"alias\"}", key);
	json_object_foreach(v, name, alias) {
		if (!json_is_string(alias) && !json_is_null(alias))
			return fill_fail(&r->f, "an alias in \"%s\" is neither a text nor null", key);
		rc = r->fn(r->arg, r->f.err, what, key_text(name), json_is_null(alias) ? nothing : text_of(alias));
		if (rc != 0)
			return rc;
	}
	return rc;
}

static int
read_ids(struct reading *r, const char *key, enum choice what, json_t *v)
{
	int rc = fill_array(&r->f, key, v, ITEMS_MAX);

	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++) {
		json_t *id = json_array_get(v, i);

		if (!json_is_string(id))
			return fill_fail(&r->f, "\"%s\" holds something that is no id", key);
		rc = r->fn(r->arg, r->f.err, what, text_of(id), nothing);
	}
	return rc;
}

static int
read_parts(struct reading *r, const char *key, enum choice what, json_t *v)
{
	const char *id;
	json_t *parts;
	int rc = 0;

	if (!json_is_object(v))
		return fill_fail(&r->f, "\"%s\" is not an object: {\"id\":[\"text\"]}", key);
	json_object_foreach(v, id, parts) {
		rc = fill_array(&r->f, key, parts, ITEMS_MAX);
		for (size_t i = 0; rc == 0 && i < json_array_size(parts); i++) {
			json_t *part = json_array_get(parts, i);

			if (!json_is_string(part))
				return fill_fail(&r->f, "\"%s\" holds something that is no part of an entry", key);
			rc = r->fn(r->arg, r->f.err, what, key_text(id), text_of(part));
		}
		if (rc != 0)
			return rc;
	}
	return rc;
}

static int
read_key(struct reading *r, const char *key, json_t *v)
{
	static const struct {
		const char *key;
		enum choice what;
		int (*read)(struct reading *r, const char *key, enum choice what, json_t *v);
	} known[] = {
		{ "to", CHOICE_TO, read_text }, { "from", CHOICE_FROM, read_text }, { "note", CHOICE_NOTE, read_text },
		{ "aliases", CHOICE_ALIAS, read_aliases }, { "drop", CHOICE_DROP, read_ids }, { "dates-only", CHOICE_DATES_ONLY, read_ids },
		{ "leave-out", CHOICE_LEAVE_OUT, read_parts }
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(known[i].key, key) == 0)
			return json_is_null(v) ? 0 : known[i].read(r, known[i].key, known[i].what, v);
	return fill_fail(&r->f, "unknown key '%.64s' in the choices", key);
}

int
choices_read(struct err *err, struct slice json, choice_fn *fn, void *arg)
{
	struct reading r = { .f = { .err = err, .line = 1 }, .fn = fn, .arg = arg };
	const char *key;
	json_t *object = NULL, *v;
	int rc = json_value(err, json, 1, &object);

	if (rc == 0 && !json_is_object(object))
		rc = fill_fail(&r.f, "choices are one object: {\"to\":\"name\"}");
	if (rc == 0) {
		json_object_foreach(object, key, v) {
			if ((rc = read_key(&r, key, v)) != 0)
				break;
		}
	}
	json_decref(object);
	return rc;
}
