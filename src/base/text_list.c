/*
 * A list of words on one line that may be too short for it (text.h).
 *
 * In: safe text, "lonely 70, sad (under)".  Out: as many whole words of it as there is room for.  Must never: show half a number,
 * for 8 is not a part of 80.
 */
#include "felt/base/text.h"

#include <string.h>

static const char between[] = ", ";

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "lonely 7" of "lonely 70" ends before the number, and before the bar that may stand there (U+2581 .. U+2588). */
static size_t
without_half_a_number(const char *s, size_t n, size_t cut)
{
	size_t i = cut;

	if (i == n || !is_digit(s[i]))
		return i;
	while (i > 0 && is_digit(s[i - 1]))
		i--;
	if (i >= 3 && !memcmp(s + i - 3, "\xe2\x96", 2))
		i -= 3;
	while (i > 0 && s[i - 1] == ' ')
		i--;
	return i;
}

size_t
text_list(struct buf *out, const char *s, size_t n, size_t columns, const char *more)
{
	size_t all = text_width(s, n), dots = text_width(more, strlen(more)), least = sizeof between - 1 + dots, whole = 0, first = n, used;

	if (all <= columns) {
		buf_add(out, s, n);
		return all;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		if (memcmp(s + i, between, sizeof between - 1))
			continue;
		first = i < first ? i : first;
		if (text_width(s, i) + least <= columns)
			whole = i + sizeof between - 1;
	}
	if (whole == 0 && columns >= dots)
		whole = without_half_a_number(s, n, text_fit(s, first, columns - dots, NULL));
	used = text_width(s, whole);
	buf_add(out, s, whole);
	if (used + dots > columns)
		return used;
	buf_str(out, more);
	return used + dots;
}
