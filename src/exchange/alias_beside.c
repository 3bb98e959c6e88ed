/*
 * Words beside a name that may be part of it: the "Silva" of "Ana Silva", the "Lucia" of "Ana-Lucia".
 *
 * In: a text, and where a name stands in it.  Out: where the words beside it begin and end.  Whether such a word is a name nobody
 * can tell from here, so it is pointed at and nothing is done.
 *
 * What counts is a word in a large letter with blanks, one line end or a hyphen between, also behind small words such as "de" and
 * "von"; its own possessive is no part of it.  Not "I"; and before a name, not the first word of a sentence, which has a large
 * letter anyhow, and nothing that the name belongs to ("Eva's Ana").  Scripts without large letters have nothing to be seen by.
 */
#include "alias_inner.h"

#include <string.h>

static bool
is_hyphen(int32_t c)
{
	return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool
is_apostrophe(int32_t c)
{
	return c == '\'' || c == 0x2019;
}

static bool
is_blank(int32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0;
}

static int32_t
at(struct slice s, size_t i, size_t *len)
{
	int32_t c = -1;

	*len = i < s.n ? alias_next((const uint8_t *)s.p + i, s.n - i, &c) : 0;
	return c;
}

/* The character that ends at i. */
static int32_t
before(struct slice s, size_t i, size_t *len)
{
	size_t from = i;

	*len = 0;
	if (i == 0)
		return -1;
	while (from > 1 && ((unsigned char)s.p[from - 1] & 0xc0) == 0x80)
		from--;
	*len = i - (from - 1);
	return at(s, from - 1, &(size_t){ 0 });
}

/* Behind the blanks at i; more than one line end is a paragraph, and the text ends there. */
static size_t
skip_blanks(struct slice s, size_t i)
{
	size_t lines = 0, len;

	for (int32_t c; is_blank(c = at(s, i, &len)); i += len)
		if (c == '\n' && ++lines > 1)
			return s.n;
	return i;
}

/* Where the word at i ends: letters, and hyphens and apostrophes between letters; its possessive is not of it. */
static size_t
word_end(struct slice s, size_t i)
{
	size_t len, more, end = i;

	for (;;) {
		int32_t c = at(s, end, &len);

		if (alias_in_word(c)) {
			end += len;
			continue;
		}
		if (!(is_hyphen(c) || is_apostrophe(c)) || !alias_in_word(at(s, end + len, &more)))
			return end;
		if (is_apostrophe(c) && more == 1 && (s.p[end + len] == 's' || s.p[end + len] == 'S') && !alias_in_word(at(s, end + len + 1, &more)))
			return end;
		end += len;
	}
}

/* Does a word with a large letter begin at i, other than "I" and "I'm"? */
static bool
is_large(struct slice s, size_t i)
{
	size_t len, more;
	int32_t c = at(s, i, &len);
	utf8proc_category_t k = c < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(c);

	if (k != UTF8PROC_CATEGORY_LU && k != UTF8PROC_CATEGORY_LT)
		return false;
	return c != 'I' || alias_in_word(at(s, i + 1, &more)) || is_hyphen(at(s, i + 1, &more));
}

/* "de la ", "von ": behind it. */
static size_t
skip_particles(struct slice s, size_t i)
{
	static const char *const words[] = { "al", "ben", "bin", "da", "das", "de", "del", "della", "dem", "den", "der", "di", "do", "dos", "du", "el", "ibn",
		"la", "le", "ten", "ter", "van", "vom", "von", "zu", "zum" };

	for (;;) {
		size_t end = word_end(s, i), next = skip_blanks(s, end), w = 0;

		while (w < sizeof words / sizeof words[0] && !slice_is((struct slice){ s.p + i, end - i }, words[w]))
			w++;
		if (w == sizeof words / sizeof words[0] || next == end)
			return i;
		i = next;
	}
}

static void
look_behind(struct slice s, size_t end, struct alias_beside *out)
{
	size_t len, i = end;

	if (is_hyphen(at(s, i, &len)))
		i += len;
	else
		i = skip_particles(s, skip_blanks(s, i));
	if (i > end && is_large(s, i)) {
		out->behind = i;
		out->end = word_end(s, i);
	}
}

/* The word that ends at i, as a place where it begins; i when there is none. */
static size_t
word_begin(struct slice s, size_t i)
{
	size_t len, more;

	for (;;) {
		int32_t c = before(s, i, &len);

		if (!alias_in_word(c) && !((is_hyphen(c) || is_apostrophe(c)) && alias_in_word(before(s, i - len, &more))))
			return i;
		i -= len;
	}
}

static void
look_before(struct slice s, size_t begin, struct alias_beside *out)
{
	size_t len, end = begin, from, i;
	bool hyphen = is_hyphen(before(s, begin, &len));
	int32_t c;

	if (hyphen)
		end -= len;
	else
		while (is_blank(before(s, end, &len)))
			end -= len;
	from = word_begin(s, end);
	if (end == begin || from == end || !is_large(s, from) || word_end((struct slice){ s.p, end }, from) != end || skip_blanks(s, end) > begin)
		return;
	for (i = from; !hyphen && is_blank(c = before(s, i, &len)) && c != '\n'; i -= len)
		;
	if (hyphen || alias_in_word(c = before(s, i, &len)) || c == ',')
		out->before = from;
}

struct alias_beside
alias_beside(struct slice s, size_t begin, size_t end)
{
	struct alias_beside out = { begin, end, end };

	look_behind(s, end, &out);
	look_before(s, begin, &out);
	return out;
}
