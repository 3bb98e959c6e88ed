/*
 * Import of JSON: the own schema felt-export-1, and bare lines of a diary, told apart by their first key.
 *
 * In: a stream of bytes, cut into values by json_split.  Out: one entry after the other, each whole and fit to be
 * written.  Must never: hold more than one record, guess, or pass over what it does not understand.
 *
 * Road: START -> TOP <-> SECTION -> DONE for an export, START -> LINES -> DONE for a diary.
 */
#include "import_inner.h"

#include <stdlib.h>
#include <string.h>

enum state { START, TOP, SECTION, LINES, DONE };

enum {
	HOLD_EXTRA = 256, /* sources and numbers, besides the texts of the record */
	KEY_SHOWN = 66    /* of an unknown key, with its quotes */
};

/* The keys of an export; a section's kind is that of its records. */
static const struct top {
	const char *quoted;
	int kind;
} tops[] = {
	{ "\"schema\"", 0 }, { "\"exported\"", 0 }, { "\"generator\"", 0 }, { "\"entries\"", KIND_ENTRY },
	{ "\"beliefs\"", KIND_BELIEF }, { "\"followups\"", KIND_FOLLOWUP }, { "\"words\"", 0 }
};
enum { TOP_SCHEMA = 0, TOP_WORDS = 6, TOPS = 7 };

static int
fail(struct import_json *in, struct err *err, const char *what)
{
	return err_num(err, E_INPUT, in->split.line, "%s", what);
}

/* ---- one record ---- */

static void
item_reset(struct import_item *it)
{
	entry_reset(&it->e);
	it->has_id = false;
	it->line = it->offset = 0;
	it->length = 0;
	it->occurrence = 0;
	buf_clear(&it->hold);
}

/* entry_check knows no lines; its reason is kept, without the text it is about. */
static int
check(struct fill *f)
{
	struct err why = { 0 };

	switch (entry_check(&why, &f->out->e)) {
	case 0:
		return 0;
	case E_TEXT_LONG:
		return fill_fail(f, "%.64s is longer than %llu bytes", why.subject, why.n);
	case E_DATE:
		return fill_fail(f, "\"%.64s\" is not a date that an entry can have", why.subject);
	case E_NOMEM:
		return err_set(f->err, E_NOMEM, "import");
	default:
		return fill_fail(f, "%.64s is not as it should be", why.subject);
	}
}

/* seen NULL: the occurrence is known from the first reading. */
static int
record(struct err *err, enum import_shape shape, struct slice json, unsigned long long line, struct import_seen *seen,
	uint32_t occurrence, struct import_item *out)
{
	struct fill f = { err, line, out };
	json_t *object = NULL;
	uint8_t hash[32];
	int rc;

	item_reset(out);
	out->line = line;
	/* Texts only get shorter by decoding: with this much room nothing moves while slices point into it. */
	if (!buf_reserve(&out->hold, json.n + HOLD_EXTRA))
		return err_set(err, E_NOMEM, "import");
	if ((rc = json_value(err, json, line, &object)) < 0)
		return rc;
	if (!json_is_object(object))
		rc = fill_fail(&f, "not an object");
	else if (shape == IMPORT_EXPORT)
		rc = fill_entry(&f, object);
	else if ((rc = fill_line(&f, object, hash)) == 0) {
		if (seen != NULL)
			occurrence = seen_count(seen, hash);
		rc = occurrence > 0 ? fill_source(&f, hash, occurrence) : err_set(err, E_NOMEM, "import");
	}
	json_decref(object);
	return rc < 0 ? rc : check(&f);
}

int
import_json_one(struct err *err, enum import_shape shape, struct slice json, unsigned long long line, uint32_t occurrence,
	struct import_item *out)
{
	return record(err, shape, json, line, NULL, occurrence, out);
}

void
import_item_release(struct import_item *it)
{
	entry_release(&it->e);
	buf_release(&it->hold);
	*it = (struct import_item){ 0 };
}

/* ---- own feeling words ---- */

static int
own_words(struct import_json *in, struct err *err)
{
	struct fill f = { err, 0, NULL };
	struct slice json;
	json_t *list = NULL;
	int rc = json_split_value(&in->split, err, &json, &f.line, NULL);

	if (rc < 0 || (rc = json_value(err, json, f.line, &list)) < 0)
		return rc;
	if (!json_is_array(list))
		rc = fill_fail(&f, "\"words\" is not a list");
	for (size_t i = 0; rc == 0 && i < json_array_size(list); i++)
		rc = import_word(in, &f, json_array_get(list, i));
	json_decref(list);
	return rc;
}

/* ---- an export ---- */

static int
top_index(struct slice key)
{
	for (int i = 0; i < TOPS; i++)
		if (slice_is(key, tops[i].quoted))
			return i;
	return -1;
}

/* schema, exported, generator: only the first one decides anything. */
static int
top_text(struct import_json *in, struct err *err, int i)
{
	unsigned long long line;
	struct slice v;
	int rc = json_split_value(&in->split, err, &v, &line, NULL);

	if (rc < 0)
		return rc;
	if (i == TOP_SCHEMA && !slice_is(v, "\"felt-export-1\""))
		return err_num(err, E_INPUT, line, "a schema that this felt does not know (felt-export-1 is the one it does)");
	if (v.n == 0 || v.p[0] != '"')
		return err_num(err, E_INPUT, line, "%s is not a text", tops[i].quoted);
	return 0;
}

/* What follows a key: a section is entered, everything else is read at once. */
static int
top_key(struct import_json *in, struct err *err, int i)
{
	int rc;

	if (in->had & 1U << i)
		return err_num(err, E_INPUT, in->split.line, "%s stands twice", tops[i].quoted);
	in->had |= 1U << i;
	if ((rc = json_split_take(&in->split, err, ':')) < 0)
		return rc;
	if (i == TOP_WORDS)
		return own_words(in, err);
	if (tops[i].kind == 0)
		return top_text(in, err, i);
	if ((rc = json_split_take(&in->split, err, '[')) < 0)
		return rc;
	in->state = SECTION;
	in->section = tops[i].kind;
	in->section_begun = false;
	return 0;
}

static int
top_end(struct import_json *in, struct err *err)
{
	int rc = json_split_take(&in->split, err, '}');

	if (rc < 0)
		return rc;
	if (json_split_peek(&in->split, err, &rc) >= 0)
		return fail(in, err, "something follows the end of the export");
	if (rc < 0)
		return rc;
	if (!(in->had & 1U << TOP_SCHEMA))
		return fail(in, err, "an export without \"schema\"");
	in->state = DONE;
	return 0;
}

static int
top(struct import_json *in, struct err *err)
{
	struct slice key;
	int rc = 0, c = json_split_peek(&in->split, err, &rc), i;

	if (c < 0)
		return rc < 0 ? rc : fail(in, err, "it ends in the middle");
	if (c == '}')
		return top_end(in, err);
	if ((rc = json_split_take(&in->split, err, ',')) < 0 ||
	    (rc = json_split_value(&in->split, err, &key, NULL, NULL)) < 0)
		return rc;
	i = top_index(key);
	if (i < 0)
		return err_num(err, E_INPUT, in->split.line, "unknown key %.*s", key.n <= KEY_SHOWN ? (int)key.n : KEY_SHOWN, key.p);
	return top_key(in, err, i);
}

/* Takes the next value of the stream as a record. */
static int
next_record(struct import_json *in, struct err *err, struct import_item *out)
{
	unsigned long long line, offset;
	struct slice json;
	int rc = json_split_value(&in->split, err, &json, &line, &offset);

	if (rc < 0)
		return rc;
	rc = record(err, in->shape, json, line, in->shape == IMPORT_LINES ? in->seen : NULL, 0, out);
	out->offset = offset;
	out->length = json.n;
	return rc < 0 ? rc : 1;
}

/* 1: a record, 0: the section has ended. */
static int
section(struct import_json *in, struct err *err, struct import_item *out)
{
	int rc = 0, c = json_split_peek(&in->split, err, &rc);

	if (c < 0)
		return rc < 0 ? rc : fail(in, err, "it ends in the middle");
	if (c == ']') {
		in->state = TOP;
		return json_split_take(&in->split, err, ']');
	}
	if (in->section_begun && (rc = json_split_take(&in->split, err, ',')) < 0)
		return rc;
	in->section_begun = true;
	rc = next_record(in, err, out);
	if (rc == 1 && out->e.kind != in->section)
		return err_num(err, E_INPUT, out->line, "\"kind\" does not belong into this list");
	return rc;
}

/* ---- the beginning ---- */

/*
 * The first line of a diary, whose first key is already taken out of the stream: put together again.  White
 * space between its parts is lost, which only the line of an error inside it can show.
 */
static int
first_line(struct import_json *in, struct err *err, struct slice key, struct buf *json)
{
	struct slice v;
	int rc, c;

	buf_u8(json, '{');
	buf_slice(json, key);
	for (;;) {
		buf_u8(json, ':');
		if ((rc = json_split_take(&in->split, err, ':')) < 0 ||
		    (rc = json_split_value(&in->split, err, &v, NULL, NULL)) < 0)
			return rc;
		buf_slice(json, v);
		c = json_split_peek(&in->split, err, &rc);
		if (c != ',')
			break;
		buf_u8(json, ',');
		if ((rc = json_split_take(&in->split, err, ',')) < 0 ||
		    (rc = json_split_value(&in->split, err, &v, NULL, NULL)) < 0)
			return rc;
		buf_slice(json, v);
	}
	if (rc < 0)
		return rc;
	buf_u8(json, '}');
	rc = json_split_take(&in->split, err, '}');
	return rc < 0 ? rc : buf_check(json, err);
}

static int
begin_lines(struct import_json *in, struct err *err, struct slice key, unsigned long long line, unsigned long long offset,
	struct import_item *out)
{
	struct buf json = BUF_INIT;
	int rc;

	in->shape = IMPORT_LINES;
	in->state = LINES;
	in->seen = seen_new();
	if (in->seen == NULL)
		return err_set(err, E_NOMEM, "import");
	rc = first_line(in, err, key, &json);
	if (rc == 0)
		rc = record(err, in->shape, buf_as_slice(&json), line, in->seen, 0, out);
	out->offset = offset;
	out->length = (size_t)(in->split.offset - offset);
	buf_release(&json);
	return rc < 0 ? rc : 1;
}

static int
begin(struct import_json *in, struct err *err, struct import_item *out)
{
	unsigned long long line, offset;
	struct slice key;
	int rc = 0, c = json_split_peek(&in->split, err, &rc);

	if (c < 0)
		return rc < 0 ? rc : err_set(err, E_INPUT, "there is nothing in it");
	if (c != '{')
		return fail(in, err, "neither an export of felt nor lines of {\"date\",\"body\"}");
	line = in->split.line;
	offset = in->split.offset;
	if ((rc = json_split_take(&in->split, err, '{')) < 0)
		return rc;
	c = json_split_peek(&in->split, err, &rc);
	if (c != '"')
		return rc < 0 ? rc : fail(in, err, "neither an export of felt nor lines of {\"date\",\"body\"}");
	if ((rc = json_split_value(&in->split, err, &key, NULL, NULL)) < 0)
		return rc;
	rc = top_index(key);
	if (rc < 0)
		return begin_lines(in, err, key, line, offset, out);
	in->shape = IMPORT_EXPORT;
	in->state = TOP;
	return top_key(in, err, rc);
}

static int
lines(struct import_json *in, struct err *err, struct import_item *out)
{
	int rc = 0;

	if (json_split_peek(&in->split, err, &rc) >= 0)
		return next_record(in, err, out);
	if (rc == 0)
		in->state = DONE;
	return rc;
}

int
import_json_next(struct import_json *in, struct err *err, struct import_item *out)
{
	int rc = 0;

	while (rc == 0) {
		switch (in->state) {
		case START:
			rc = begin(in, err, out);
			break;
		case TOP:
			rc = top(in, err);
			break;
		case SECTION:
			rc = section(in, err, out);
			break;
		case LINES:
			rc = lines(in, err, out);
			break;
		default:
			return 0;
		}
	}
	return rc;
}

void
import_json_release(struct import_json *in)
{
	json_split_release(&in->split);
	seen_free(in->seen);
	in->seen = NULL;
}
