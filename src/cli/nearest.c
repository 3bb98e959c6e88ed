/*
 * What was probably meant: the known word that is the fewest slips away from the typed one.
 *
 * A slip is a letter too much, missing, other, or two neighbours swapped (optimal string alignment).
 */
#include <string.h>

#include "cli/frame.h"

enum { LONGEST = 32 }; /* of a command or an option */

bool
name_like(const char *s, size_t n)
{
	if (n == 0 || n > LONGEST)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", s[i]) || !s[i])
			return false;
	return true;
}

bool
path_like(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n < 200 && s[0] != '-' &&
		s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+,@")] == '\0';
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Rows of the table are reused: the swap of two neighbours looks back two of them. */
static unsigned
slips(const char *a, size_t an, const char *b, size_t bn)
{
	unsigned row[3][LONGEST + 1];

	for (size_t j = 0; j <= bn; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= an; i++) {
		unsigned *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= bn; j++) {
			now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return row[an % 3][bn];
}

struct nearest
nearest_to(const char *typed, size_t n)
{
	/* Two slips in a word of three letters would be another word. */
	return (struct nearest){ typed, n, NULL, n < 4 ? 2 : 3 };
}

void
nearest_try(struct nearest *near, const char *candidate)
{
	size_t n = strlen(candidate);

	if (near->n == 0 || near->n > LONGEST || n > LONGEST)
		return;
	unsigned d = slips(near->typed, near->n, candidate, n);
	/* The beginning of a longer word is a hint too, though many letters are missing. */
	if (near->n >= 3 && near->n < n && !strncmp(near->typed, candidate, near->n))
		d = least(d, 1);
	if (d < near->slips) {
		near->slips = d;
		near->best = candidate;
	}
}
