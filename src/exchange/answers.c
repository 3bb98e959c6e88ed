/*
 * Answers of a guide from JSON and back: see the header.
 *
 * In: foreign JSON and a guide.  Out: values that borrow from the parsed tree for the length of a call.  Must never: pass
 * over a key it does not know, or name a value in a message.
 */
#include "felt/exchange/answers.h"

#include <stdlib.h>
#include <string.h>

#include "import_inner.h"

enum { FOLLOWUP_PARTS = 4 };
static const char *const followup_keys[FOLLOWUP_PARTS] = { "what", "with", "due", "expected" };

struct reading {
	struct fill f;
	const struct guide *g;
	int (*fn)(void *arg, struct err *err, size_t step, const struct answer_value *v);
	void *arg;
	struct slice *items;        /* owned; of the value in hand */
	struct import_item hold;    /* feelings on their way */
	size_t room;                /* bytes of the whole object */
};

static struct slice
text_of(const json_t *v)
{
	return (struct slice){ json_string_value(v), json_string_length(v) };
}

/* ---- values of each shape ---- */

static int
read_items(struct reading *r, const char *key, json_t *v, struct answer_value *out)
{
	size_t n = json_is_array(v) ? json_array_size(v) : 1;
	int rc = json_is_array(v) ? fill_array(&r->f, key, v, ITEMS_MAX) : 0;

	free(r->items);
	r->items = rc ? NULL : calloc(n ? n : 1, sizeof *r->items);
	if (!rc && !r->items)
		return err_set(r->f.err, E_NOMEM, "answers");
	for (size_t i = 0; !rc && i < n; i++) {
		json_t *item = json_is_array(v) ? json_array_get(v, i) : v;

		if (!json_is_string(item))
			rc = fill_fail(&r->f, "\"%.64s\" is neither a text nor a list of texts", key);
		else
			r->items[i] = text_of(item);
	}
	out->items = r->items;
	out->nitems = n;
	out->list = json_is_array(v);
	return rc;
}

static int
read_one(struct reading *r, const char *key, json_t *v, struct answer_value *out)
{
	if (!json_is_string(v))
		return fill_fail(&r->f, "\"%.64s\" is not a text", key);
	return read_items(r, key, v, out);
}

static int
read_followup(struct reading *r, const char *key, json_t *v, struct answer_value *out)
{
	const char *part;
	json_t *value;

	free(r->items);
	r->items = calloc(FOLLOWUP_PARTS, sizeof *r->items);
	if (!r->items)
		return err_set(r->f.err, E_NOMEM, "answers");
	out->items = r->items;
	out->nitems = FOLLOWUP_PARTS;
	if (json_is_string(v)) {
		r->items[0] = text_of(v);
		return 0;
	}
	if (!json_is_object(v))
		return fill_fail(&r->f, "\"%.64s\" is neither a text nor an object", key);
	json_object_foreach(v, part, value) {
		size_t i = 0;

		while (i < FOLLOWUP_PARTS && strcmp(followup_keys[i], part))
			i++;
		if (i == FOLLOWUP_PARTS)
			return fill_fail(&r->f, "unknown key '%.64s' in \"%.64s\"", part, key);
		if (!json_is_string(value))
			return fill_fail(&r->f, "\"%s\" in \"%.64s\" is not a text", part, key);
		r->items[i] = text_of(value);
	}
	return 0;
}

static int
read_feelings(struct reading *r, const char *key, json_t *v, struct answer_value *out)
{
	int rc;

	entry_reset(&r->hold.e);
	buf_clear(&r->hold.hold);
	/* All texts fit in as many bytes as they came in: nothing moves while feelings borrow from it. */
	if (!buf_reserve(&r->hold.hold, r->room))
		return err_set(r->f.err, E_NOMEM, "answers");
	r->f.out = &r->hold;
	rc = fill_feelings(&r->f, key, v);
	for (size_t i = 0; !rc && i < r->hold.e.nfeelings; i++)
		if (r->hold.e.feelings[i].moment)
			rc = fill_fail(&r->f, "second ratings stand under \"feelings-after\", not in \"%.64s\"", key);
	out->feelings = r->hold.e.feelings;
	out->nfeelings = r->hold.e.nfeelings;
	return rc;
}

static int
read_value(struct reading *r, enum step_kind kind, const char *key, json_t *v, struct answer_value *out)
{
	switch (kind) {
	case STEP_LIST:
	case STEP_CHOICES:
		return read_items(r, key, v, out);
	case STEP_SCALE:
		return fill_hundred(&r->f, key, v, &out->number);
	case STEP_FEELINGS:
		return read_feelings(r, key, v, out);
	case STEP_FOLLOWUP:
		return read_followup(r, key, v, out);
	default:
		return read_one(r, key, v, out);
	}
}

/* ---- the object ---- */

static int
read_key(struct reading *r, const char *key, json_t *v)
{
	bool known = false;
	int rc = 0;

	for (size_t i = 0; !rc && i < r->g->nsteps; i++) {
		const struct guide_step *s = &r->g->steps[i];
		struct answer_value value = { 0 };

		if (!s->key.n || !slice_is(s->key, key) || s->kind == STEP_NOTICE)
			continue;
		known = true;
		if (json_is_null(v))
			continue;
		rc = read_value(r, s->kind, key, v, &value);
		if (!rc)
			rc = r->fn(r->arg, r->f.err, i, &value);
	}
	return rc || known ? rc : fill_fail(&r->f, "this guide has no step for the key '%.64s'", key);
}

int
answers_read(struct err *err, struct slice json, const struct guide *g,
	int (*fn)(void *arg, struct err *err, size_t step, const struct answer_value *v), void *arg)
{
	struct reading r = { .f = { .err = err, .line = 1 }, .g = g, .fn = fn, .arg = arg, .room = json.n };
	const char *key;
	json_t *object = NULL, *v;
	int rc = json_value(err, json, 1, &object);

	if (!rc && !json_is_object(object))
		rc = fill_fail(&r.f, "answers are one object: {\"key\":\"answer\"}");
	if (!rc) {
		json_object_foreach(object, key, v) {
			if ((rc = read_key(&r, key, v)) != 0)
				break;
		}
	}
	free(r.items);
	import_item_release(&r.hold);
	json_decref(object);
	return rc;
}

/* ---- and back ---- */

static void
write_items(struct json_out *j, const struct answer_value *v)
{
	json_open(j, '[');
	for (size_t i = 0; i < v->nitems; i++)
		json_slice(j, v->items[i]);
	json_close(j, ']');
}

static void
write_feelings(struct json_out *j, const struct answer_value *v)
{
	json_open(j, '[');
	for (size_t i = 0; i < v->nfeelings; i++) {
		const struct entry_feeling *f = &v->feelings[i];

		json_open(j, '{');
		json_key(j, "id");
		json_slice(j, f->id);
		if (f->intensity != FEELING_NO_INTENSITY) {
			json_key(j, "intensity");
			json_int(j, f->intensity);
		}
		if (f->layer != LAYER_NONE) {
			json_key(j, "layer");
			json_text(j, name_of(NAME_LAYER, f->layer));
		}
		if (f->source != SOURCE_WRITER) {
			json_key(j, "source");
			json_text(j, name_of(NAME_SOURCE, f->source));
		}
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
write_followup(struct json_out *j, const struct answer_value *v)
{
	json_open(j, '{');
	for (size_t i = 0; i < v->nitems && i < FOLLOWUP_PARTS; i++)
		if (v->items[i].n) {
			json_key(j, followup_keys[i]);
			json_slice(j, v->items[i]);
		}
	json_close(j, '}');
}

static void
write_value(struct json_out *j, const struct guide_step *s, const struct answer_value *v)
{
	if (s->kind == STEP_LIST || (s->kind == STEP_CHOICES && s->many))
		write_items(j, v);
	else if (s->kind == STEP_SCALE)
		json_int(j, v->number);
	else if (s->kind == STEP_FEELINGS)
		write_feelings(j, v);
	else if (s->kind == STEP_FOLLOWUP)
		write_followup(j, v);
	else
		json_slice(j, v->nitems ? v->items[0] : (struct slice){ NULL, 0 });
}

/* A key stands where the last step that has it stands, as in an entry. */
static bool
ends(const struct guide *g, size_t step)
{
	for (size_t i = step + 1; i < g->nsteps; i++)
		if (slice_eq(g->steps[i].key, g->steps[step].key))
			return false;
	return g->steps[step].key.n > 0 && g->steps[step].kind != STEP_NOTICE;
}

void
answers_write(struct json_out *j, const struct guide *g, bool (*fn)(void *arg, size_t step, struct answer_value *v), void *arg)
{
	json_open(j, '{');
	for (size_t i = 0; i < g->nsteps; i++) {
		bool given = false;

		if (!ends(g, i))
			continue;
		json_key_slice(j, g->steps[i].key);
		for (size_t k = i + 1; !given && k-- > 0;) {
			struct answer_value v = { 0 };

			if (slice_eq(g->steps[k].key, g->steps[i].key) && (given = fn(arg, k, &v)))
				write_value(j, &g->steps[k], &v);
		}
		if (!given)
			json_none(j);
	}
	json_close(j, '}');
}
