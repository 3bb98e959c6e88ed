/*
 * A bare line of a diary: {"date":"1903-01-03","body":"..."}, with an optional "title".
 *
 * In: a JSON object.  Out: an entry with a source, from which the caller derives its id.  Must never: give the
 * same line another source in the next import, or importing twice would add everything twice.
 */
#include "import_inner.h"

#include <string.h>

#include "felt/crypt/seal.h"

/* FORMAT.md 3: BLAKE2b of date || 0 || body. */
static void
line_hash(uint8_t hash[32], struct slice date, struct slice body)
{
	const struct part parts[] = { { date.p, date.n }, { "", 1 }, { body.p, body.n } };

	hash_parts(hash, NULL, 0, parts, sizeof parts / sizeof parts[0]);
}

static int
known_keys(struct fill *f, json_t *object)
{
	const char *key;
	json_t *v;

	json_object_foreach(object, key, v) {
		if (strcmp(key, "date") != 0 && strcmp(key, "body") != 0 && strcmp(key, "title") != 0)
			return fill_fail(f, "unknown key '%.64s'", key);
	}
	if (json_object_get(object, "date") == NULL)
		return fill_fail(f, "a line without \"date\"");
	if (json_object_get(object, "body") == NULL)
		return fill_fail(f, "a line without \"body\"");
	return 0;
}

int
fill_line(struct fill *f, json_t *object, uint8_t hash[32])
{
	struct entry *e = &f->out->e;
	json_t *title = json_object_get(object, "title");
	struct slice date;
	int rc;

	if ((rc = known_keys(f, object)) < 0 ||
	    (rc = fill_text(f, "date", json_object_get(object, "date"), &date)) < 0 ||
	    (rc = fill_text(f, "body", json_object_get(object, "body"), &e->text)) < 0 ||
	    (title != NULL && (rc = fill_text(f, "title", title, &e->title)) < 0))
		return rc;
	if (when_parse_iso(NULL, date, &e->date) < 0)
		return fill_fail(f, "\"date\" is not a date such as 1903-01-03 or 1903-01-03T21:10:00+01:00");
	if (e->text.n == 0 && e->title.n == 0)
		return fill_fail(f, "an empty line of the diary");
	e->kind = KIND_ENTRY;
	e->flags = FLAG_IMPORTED;
	e->has_date = e->has_text = true;
	line_hash(hash, date, e->text);
	return 0;
}

int
fill_source(struct fill *f, const uint8_t hash[32], uint32_t occurrence)
{
	struct buf *hold = &f->out->hold;
	size_t at = hold->n;

	buf_str(hold, "jsonl:");
	for (size_t i = 0; i < 32; i++)
		buf_printf(hold, "%02x", (unsigned)hash[i]);
	buf_printf(hold, "#%lu", (unsigned long)occurrence);
	if (hold->failed)
		return err_set(f->err, E_NOMEM, "import");
	f->out->e.source = (struct slice){ (const char *)hold->p + at, hold->n - at };
	f->out->occurrence = occurrence;
	return 0;
}
