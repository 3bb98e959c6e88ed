/*
 * The words of guide files: names, kinds, tests, numbers, and what was probably meant by a word that is none of them.
 *
 * In: a piece of a line.  Out: what it names, or a near one for the message.  Must never: repeat more of a file than a short name.
 */
#include <stdio.h>
#include <string.h>

#include "felt/base/text.h"
#include "feeling_inner.h"
#include "guide_inner.h"

static const char *const kinds[] = {
	[STEP_TEXT] = "text", [STEP_LINE] = "line", [STEP_LIST] = "list", [STEP_SCALE] = "scale", [STEP_FEELINGS] = "feelings",
	[STEP_CHOICES] = "choices", [STEP_BELIEF] = "belief", [STEP_FOLLOWUP] = "followup", [STEP_NOTICE] = "notice"
};
static const char *const tests[] = {
	[WHEN_ANSWERED] = "answered", [WHEN_SKIPPED] = "skipped", [WHEN_IS] = "is", [WHEN_IS_NOT] = "is-not",
	[WHEN_AT_LEAST] = "at-least", [WHEN_BELOW] = "below"
};
enum { KINDS = sizeof kinds / sizeof kinds[0], TESTS = sizeof tests / sizeof tests[0] };

static bool
letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
name_like(const char *s, size_t n)
{
	if (n == 0 || n > GUIDE_NAME_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!letter(s[i]) && !digit(s[i]) && s[i] != '-')
			return false;
	return true;
}

bool
guide_name_valid(const char *s, size_t n)
{
	return name_like(s, n) && letter(s[0]);
}

/* "2" and "10" are forms too: minutes. */
bool
guide_form_valid(const char *s, size_t n)
{
	return name_like(s, n) && s[0] != '-';
}

const char *
guide_kind_name(enum step_kind kind)
{
	return (size_t)kind < KINDS ? kinds[kind] : "";
}

static int
find(const char *const *words, int n, struct slice word)
{
	for (int i = 0; i < n; i++)
		if (slice_is(word, words[i]))
			return i;
	return -1;
}

int
guide_kind_find(struct slice word)
{
	return find(kinds, KINDS, word);
}

int
guide_test_find(struct slice word)
{
	return find(tests, TESTS, word);
}

struct slice
guide_word_take(struct slice *rest)
{
	struct slice word = { rest->p, 0 };

	while (word.n < rest->n && rest->p[word.n] != ' ' && rest->p[word.n] != '\t')
		word.n++;
	if (word.n == 0)
		return word;
	rest->p += word.n;
	rest->n -= word.n;
	while (rest->n > 0 && (*rest->p == ' ' || *rest->p == '\t')) {
		rest->p++;
		rest->n--;
	}
	return word;
}

int
guide_number(struct slice word)
{
	int value = 0;

	if (word.n == 0 || word.n > 4)
		return -1;
	for (size_t i = 0; i < word.n; i++) {
		if (!digit(word.p[i]))
			return -1;
		value = value * 10 + (word.p[i] - '0');
	}
	return value;
}

const char *
guide_echo(struct slice s, char out[GUIDE_ECHO])
{
	size_t n = text_cut(s.p, s.n, GUIDE_ECHO - 4);

	if (n > 0)
		memcpy(out, s.p, n);
	memcpy(out + n, n < s.n ? "..." : "", n < s.n ? 4 : 1);
	return out;
}

/* ---- what was probably meant ---- */

struct guide_near
guide_near_to(struct slice word)
{
	/* The longer the word, the more slips are forgiven; in a short one two would make another word. */
	return (struct guide_near){ .word = word, .slips = 2 + word.n / 5 };
}

void
guide_near_try(struct guide_near *near, struct slice name)
{
	char typed[GUIDE_NAME_MAX + 1], other[GUIDE_NAME_MAX + 1];
	size_t slips;

	if (near->word.n == 0 || near->word.n > GUIDE_NAME_MAX || name.n == 0 || name.n > GUIDE_NAME_MAX)
		return;
	memcpy(typed, near->word.p, near->word.n);
	typed[near->word.n] = '\0';
	memcpy(other, name.p, name.n);
	other[name.n] = '\0';
	slips = spelling_distance(typed, other);
	/* The beginning of a longer word is a hint too, though many letters are missing. */
	if (near->word.n >= 3 && strncmp(typed, other, near->word.n) == 0 && slips > 1)
		slips = 1;
	/* Of two that are as near the one of the same length: swapped letters are the commonest slip. */
	if (slips > near->slips || (slips == near->slips && (near->best[0] == '\0' || name.n != near->word.n)))
		return;
	near->slips = slips;
	memcpy(near->best, other, name.n + 1);
}

const char *
guide_near(struct guide_near *near)
{
	near->said[0] = '\0';
	if (near->best[0] != '\0')
		snprintf(near->said, sizeof near->said, " (near: %s)", near->best);
	return near->said;
}

void
guide_near_kinds(struct guide_near *near)
{
	for (int i = 0; i < KINDS; i++)
		guide_near_try(near, slice_of(kinds[i]));
}

void
guide_near_tests(struct guide_near *near)
{
	for (int i = 0; i < TESTS; i++)
		guide_near_try(near, slice_of(tests[i]));
}
