/*
 * The vocabulary as values: the tables, the words of one person over them, ids, spellings.
 *
 * Every comparison is made on one form, the slug: ASCII lower case, words joined by a single '-'.
 * It is also the part of an id behind the dot, so that "On  Guard", "on-guard" and "fear.on-guard"
 * meet without a second table.  No locale is asked: bytes above 127 are kept as they are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeling_inner.h"

/* ---- tables, and the words of one person over them ---- */

const char *
feeling_family_name(int i)
{
	return i >= 0 && i < FEELING_FAMILIES ? feeling_families[i].name : NULL;
}

const char *
feeling_family_about(int i)
{
	return i >= 0 && i < FEELING_FAMILIES ? feeling_families[i].about : NULL;
}

const struct feeling *
feeling_at(size_t i)
{
	return i < FEELING_TABLE ? &feeling_words[i] : NULL;
}

/* Built-in words, then own words, then NULL. */
const struct feeling *
feeling_nth(const struct vocabulary *voc, size_t i)
{
	if (i < FEELING_TABLE)
		return &feeling_words[i];
	i -= FEELING_TABLE;
	return voc != NULL && i < voc->nown ? &voc->own[i] : NULL;
}

const struct feeling *
feeling_by_id(const struct vocabulary *voc, const char *id, size_t n)
{
	const struct feeling *f;

	/* the first letter leaves few of them: every line of a list comes here */
	for (size_t i = 0; n > 0 && (f = feeling_nth(voc, i)) != NULL; i++)
		if (f->id[0] == id[0] && strlen(f->id) == n && memcmp(f->id, id, n) == 0)
			return f;
	return NULL;
}

int
feeling_family_named(const char *s, size_t n)
{
	for (int i = 0; i < FEELING_FAMILIES; i++)
		if (strlen(feeling_families[i].name) == n && memcmp(feeling_families[i].name, s, n) == 0)
			return i;
	return -1;
}

const char *
feeling_slug(const struct feeling *f)
{
	const char *dot = strchr(f->id, '.');

	return dot != NULL ? dot + 1 : f->id;
}

/* ---- ids met in files ---- */

bool
feeling_id_valid(const char *id, size_t n)
{
	size_t dots = 0;

	if (n < 1 || n > FEELING_ID_MAX || id[0] == '.' || id[n - 1] == '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = id[i];

		if (c == '.')
			dots++;
		else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return dots <= 1;
}

int
feeling_id_family(const char *id, size_t n)
{
	const char *dot = n > 0 ? memchr(id, '.', n) : NULL;

	return feeling_family_named(id, dot != NULL ? (size_t)(dot - id) : n);
}

bool
feeling_covers(const char *id, size_t n)
{
	bool numb = (n == 4 && memcmp(id, "numb", n) == 0) || (n == 9 && memcmp(id, "numb.numb", n) == 0);

	return !numb && feeling_id_family(id, n) >= 0;
}

/* ---- what was typed ---- */

/* U+2019 becomes an apostrophe, because phones write "don't" with it. */
bool
feeling_tidy(const char *s, char space, char out[FEELING_SLUG])
{
	size_t o = 0;

	for (; *s != '\0'; s++) {
		char c = *s;

		if (strncmp(s, "\xe2\x80\x99", 3) == 0) {
			c = '\'';
			s += 2;
		}
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
			c = space;
		if ((c == '-' || c == space) && (o == 0 || out[o - 1] == '-' || out[o - 1] == space))
			continue;
		if (o == FEELING_SLUG - 1)
			return false;
		out[o++] = c;
	}
	if (o > 0 && (out[o - 1] == '-' || out[o - 1] == space))
		o--;
	out[o] = '\0';
	return true;
}

const struct feeling *
feeling_spelled(const struct vocabulary *voc, const char *s)
{
	const struct feeling *f;

	for (size_t i = 0; (f = feeling_nth(voc, i)) != NULL; i++)
		if (strcmp(feeling_slug(f), s) == 0 || strcmp(f->id, s) == 0)
			return f;
	for (size_t i = 0; feeling_spellings[i].typed != NULL; i++)
		if (strcmp(feeling_spellings[i].typed, s) == 0)
			return feeling_by_id(NULL, feeling_spellings[i].id, strlen(feeling_spellings[i].id));
	return NULL;
}

void
feeling_echo(const char *typed, char out[FEELING_ECHO])
{
	size_t n = strlen(typed), keep = n < FEELING_ECHO - 4 ? n : FEELING_ECHO - 4;

	while (keep < n && keep > 0 && ((unsigned char)typed[keep] & 0xc0) == 0x80)
		keep--;
	for (size_t i = 0; i < keep; i++)
		out[i] = (unsigned char)typed[i] < 0x20 || typed[i] == 0x7f ? '?' : typed[i];
	memcpy(out + keep, keep < n ? "..." : "", keep < n ? 4 : 1);
}

size_t
feeling_alias(const char *typed, const struct feeling *out[3])
{
	char s[FEELING_SLUG];
	size_t n = 0;

	if (!feeling_tidy(typed, '-', s))
		return 0;
	for (const struct feeling_alias *a = feeling_aliases; a->typed != NULL; a++) {
		if (strcmp(a->typed, s) != 0)
			continue;
		while (n < 3 && a->id[n] != NULL) {
			out[n] = feeling_by_id(NULL, a->id[n], strlen(a->id[n]));
			n++;
		}
		break;
	}
	return n;
}

/* ---- own words ---- */

/* Own words are the writer's and leave memory wiped; volatile, or the compiler drops the stores. */
static void
forget(const char *text)
{
	if (text == NULL)
		return;
	char *own = (char *)(uintptr_t)text; /* made by strdup in this file; const only for the borrowers */
	for (volatile char *p = own; *p != '\0'; p++)
		*p = '\0';
	free(own);
}

/* A word that could be typed at every place where words are typed: a letter first, then a-z 0-9 - */
static bool
word_valid(const char *s)
{
	if (s[0] < 'a' || s[0] > 'z')
		return false;
	for (; *s != '\0'; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '-'))
			return false;
	return true;
}

static char *
copy(const char *s)
{
	size_t n = strlen(s) + 1;
	char *c = malloc(n);

	return c != NULL ? memcpy(c, s, n) : NULL;
}

void
feeling_forget(const struct feeling *own)
{
	forget(own->id);
	forget(own->word);
	forget(own->about);
}

int
feeling_add(struct err *err, struct vocabulary *voc, const char *word, int family, const char *about)
{
	char s[FEELING_SLUG], shown[FEELING_SLUG], id[FEELING_SLUG + 16], said[FEELING_ECHO];
	struct feeling own = { .body = "" }, *more;

	feeling_echo(word, said);
	if (family < 0 || family >= FEELING_FAMILIES)
		return err_set(err, E_USAGE, "'%s' needs one of the eight families", said);
	if (!feeling_tidy(word, '-', s) || !feeling_tidy(word, ' ', shown) || !word_valid(s))
		return err_set(err, E_USAGE, "'%s': a word has letters a-z, digits, spaces and '-'", said);
	if (feeling_spelled(voc, s) != NULL)
		return err_set(err, E_USAGE, "'%s' is in the list already", said);
	if (feeling_family_named(s, strlen(s)) >= 0)
		return err_set(err, E_USAGE, "'%s' is the name of a family", said);
	snprintf(id, sizeof(id), "%s.%s", feeling_families[family].name, s);
	if (strlen(id) > FEELING_ID_MAX)
		return err_set(err, E_USAGE, "'%s' is longer than %d bytes with its family", said, FEELING_ID_MAX);

	more = realloc(voc->own, (voc->nown + 1) * sizeof(*more));
	if (more == NULL)
		return err_set(err, E_NOMEM, "%s", "");
	voc->own = more;
	own.family = family;
	own.id = copy(id);
	own.word = copy(shown);
	own.about = copy(about != NULL ? about : "");
	if (own.id == NULL || own.word == NULL || own.about == NULL) {
		feeling_forget(&own);
		return err_set(err, E_NOMEM, "%s", "");
	}
	voc->own[voc->nown++] = own;
	return 0;
}

void
vocabulary_release(struct vocabulary *voc)
{
	for (size_t i = 0; i < voc->nown; i++)
		feeling_forget(&voc->own[i]);
	free(voc->own);
	free(voc->moved);
	memset(voc, 0, sizeof(*voc));
}
