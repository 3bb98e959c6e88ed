/*
 * The single values of a record: texts, dates, ids, names, numbers, lists.
 *
 * In: a JSON value and the key it stood under.  Out: the value, or E_INPUT with the line.  Must never: name a value
 * in a message; keys are named, because somebody has to find them.
 */
#include "import_inner.h"

#include <stdarg.h>
#include <stdio.h>

#include "felt/model/id.h"

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

int
fill_when(struct fill *f, const char *key, json_t *v, struct when *out, bool *has)
{
	struct slice s = { json_string_value(v), json_is_string(v) ? json_string_length(v) : 0 };

	if (s.n == 0 || when_parse_iso(NULL, s, out) < 0)
		return fill_fail(f, "\"%s\" is not a date", key);
	*has = true;
	return 0;
}

int
fill_id(struct fill *f, const char *key, json_t *v, uint64_t *out)
{
	if (!json_is_string(v) || id_parse(NULL, json_string_value(v), out) < 0)
		return fill_fail(f, "\"%s\" is not an id", key);
	return 0;
}

int
fill_name(struct fill *f, const char *key, json_t *v, enum name_set set, int *out)
{
	*out = json_is_string(v) ? name_value(set, json_string_value(v)) : -1;
	if (*out < 0)
		return fill_fail(f, "\"%s\" has a value that felt does not know", key);
	return 0;
}

/* Feelings and ratings: 0 to 100. */
int
fill_hundred(struct fill *f, const char *key, json_t *v, uint8_t *out)
{
	if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > 100)
		return fill_fail(f, "\"%.64s\" is not a whole number from 0 to 100", key);
	*out = (uint8_t)json_integer_value(v);
	return 0;
}

int
fill_array(struct fill *f, const char *key, json_t *v, size_t max)
{
	if (!json_is_array(v))
		return fill_fail(f, "\"%.64s\" is not a list", key);
	if (json_array_size(v) > max)
		return fill_fail(f, "\"%.64s\" has more than %zu items", key, max);
	return 0;
}

/* What entry.h answers, with its reason. */
int
fill_added(struct fill *f, int rc)
{
	return rc < 0 ? err_set(f->err, E_NOMEM, "import") : 0;
}
