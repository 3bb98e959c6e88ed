/*
 * One JSON value through jansson: the only door between foreign JSON and the rest of the house.
 *
 * In: the bytes of one value.  Out: jansson's tree, whose memory is wiped when it is freed.  Must never: let a
 * piece of the value into an error message (jansson's own messages quote it, so they are not used).
 *
 * jansson's allocator is global.  It is set once, before the first value, and all of jansson in this program lives
 * between json_value() and json_decref() in this room: nothing is ever freed by the other allocator.  What
 * jansson keeps on the stack, or gives back by itself through other ways, this does not reach.
 */
#include "import_inner.h"

#include <stdlib.h>
#include <string.h>

#include "felt/base/buf.h"

/* Before each block stands its size, so that freeing knows how much to wipe; 16 bytes keep every alignment. */
enum { HEAD = 16 };

static void *
wiping_malloc(size_t n)
{
	uint8_t *p;

	if (n > SIZE_MAX - HEAD)
		return NULL;
	p = malloc(n + HEAD);
	if (p == NULL)
		return NULL;
	memcpy(p, &n, sizeof n);
	return p + HEAD;
}

static void
wiping_free(void *q)
{
	uint8_t *p = q;
	size_t n;

	if (p == NULL)
		return;
	p -= HEAD;
	memcpy(&n, p, sizeof n);
	wipe(p, n + HEAD);
	free(p);
}

/* What went wrong, in words that quote nothing. */
static const char *
why(const json_error_t *e)
{
	switch (json_error_code(e)) {
	case json_error_invalid_utf8:
		return "invalid UTF-8";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "a NUL character";
	case json_error_duplicate_key:
		return "a key that stands twice";
	case json_error_numeric_overflow:
		return "a number that is too large";
	case json_error_stack_overflow:
		return "nested too deep";
	case json_error_premature_end_of_input:
		return "it ends in the middle";
	default:
		return "not valid JSON";
	}
}

int
json_value(struct err *err, struct slice json, unsigned long long line, json_t **out)
{
	json_error_t e;

	json_set_alloc_funcs(wiping_malloc, wiping_free);
	*out = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (*out != NULL)
		return 0;
	if (json_error_code(&e) == json_error_out_of_memory)
		return err_set(err, E_NOMEM, "import");
	if (e.line > 1)
		line += (unsigned long long)(e.line - 1);
	err_num(err, E_INPUT, line, "%s", why(&e));
	wipe(&e, sizeof e);
	return E_INPUT;
}
