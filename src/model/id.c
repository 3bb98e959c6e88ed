/*
 * Ids as people see and type them (id.h; FORMAT.md 3).
 *
 * In: a number, or what was typed.  Out: 13 characters, or a range of numbers.  Must never: look for
 * the entry; whether there is one, and only one, is the store's answer.
 *
 * 13 characters hold 65 bits.  An id has 63, so the first character is one of 0..7; a number that somebody else put in an id's place
 * has 64, and 0..f.
 */
#include "felt/model/id.h"

#include <stdbool.h>
#include <string.h>

#include "felt/base/crockford.h"

enum { ID_CHARS = ID_TEXT - 1, FIRST_MAX = 7, FIRST_OF_ANY = 15 };

void
id_text(uint64_t id, char out[ID_TEXT])
{
	for (int i = ID_CHARS; i-- > 0; id >>= 5)
		out[i] = "0123456789abcdefghjkmnpqrstvwxyz"[id & 31];
	out[ID_CHARS] = '\0';
}

/* The characters of s as the leading digits of an id; false when no id begins like that. */
static bool
leading_digits(const char *s, size_t n, int first_max, uint64_t *value)
{
	uint64_t v = 0;

	if (n == 0 || n > ID_CHARS)
		return false;
	for (size_t i = 0; i < n; i++) {
		int digit = crockford_value(s[i]);

		if (digit < 0 || (i == 0 && digit > first_max))
			return false;
		v = v << 5 | (uint64_t)digit;
	}
	*value = v;
	return true;
}

static int
range(struct err *err, const char *typed, int first_max, uint64_t *lo, uint64_t *hi)
{
	size_t n = strlen(typed);
	unsigned rest;
	uint64_t v;

	if (n < ID_SHORTEST)
		return err_set(err, E_ID_SHORT, "%s", typed);
	if (!leading_digits(typed, n, first_max, &v))
		return err_set(err, E_ID_UNKNOWN, "%s", typed);
	rest = (unsigned)(5 * (ID_CHARS - n));
	*lo = v << rest;
	*hi = *lo | ((UINT64_C(1) << rest) - 1);
	return 0;
}

int
id_range(struct err *err, const char *typed, uint64_t *lo, uint64_t *hi)
{
	return range(err, typed, FIRST_MAX, lo, hi);
}

int
id_range_any(struct err *err, const char *typed, uint64_t *lo, uint64_t *hi)
{
	return range(err, typed, FIRST_OF_ANY, lo, hi);
}

int
id_parse(struct err *err, const char *s, uint64_t *id)
{
	uint64_t v;

	/* 0 is no id: it means "none" wherever an id is optional. */
	if (strlen(s) != ID_CHARS || !leading_digits(s, ID_CHARS, FIRST_MAX, &v) || v == 0)
		return err_set(err, E_INPUT, "not an id");
	*id = v;
	return 0;
}
