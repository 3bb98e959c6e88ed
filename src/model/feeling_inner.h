/*
 * What feeling.c, feeling_parse.c and feeling_table.c share behind feeling.h, and nobody else.
 *
 * feeling_table.c has the text that people read, feeling.c the values, feeling_parse.c what is made
 * of a typed word.
 */
#ifndef FELT_MODEL_FEELING_INNER_H
#define FELT_MODEL_FEELING_INNER_H

#include "felt/model/feeling.h"

struct feeling_family {
	const char *name;
	const char *about;
};

/*
 * Another spelling of a word, or another word altogether.  `typed` is in the form that
 * feeling_tidy() makes: lower case, words joined by one '-'.
 */
struct feeling_spelling {
	const char *typed;
	const char *id;
};

/* A word the list lacks, and up to three it may stand for; the likeliest first. */
struct feeling_alias {
	const char *typed;
	const char *id[3];
};

extern const struct feeling_family feeling_families[FEELING_FAMILIES];
extern const struct feeling feeling_words[FEELING_TABLE];
/* Taken as the word itself, without asking; both tables end with typed NULL. */
extern const struct feeling_spelling feeling_spellings[];
/* Proposed and asked about, never taken silently (CARE.md 6). */
extern const struct feeling_alias feeling_aliases[];

enum {
	FEELING_SLUG = 2 * FEELING_ID_MAX + 1, /* buffer for a slug */
	FEELING_ECHO = 64 /* buffer for what an error repeats */
};

/* Built-in words, then own words, then NULL. */
const struct feeling *feeling_nth(const struct vocabulary *voc, size_t i);
/* 0..7, or -1; exact and in lower case. */
int feeling_family_named(const char *s, size_t n);
/* The part of the id behind the dot. */
const char *feeling_slug(const struct feeling *f);
/*
 * Lower case, one separator between words and none at the ends; a space becomes `space`.  False when
 * it does not fit: then it is no word of any vocabulary either.
 */
bool feeling_tidy(const char *s, char space, char out[FEELING_SLUG]);
/* The word that a slug or an id spells in full, own words and other spellings included, or NULL. */
const struct feeling *feeling_spelled(const struct vocabulary *voc, const char *slug);
/* Wipes and frees the texts of an own word. */
void feeling_forget(const struct feeling *own);
/* What was typed as an error may repeat it: short, whole characters, no control bytes. */
void feeling_echo(const char *typed, char out[FEELING_ECHO]);
/* How many slips lie between two words: a letter too much, missing, other, or two neighbours swapped.  b has at most FEELING_ID_MAX bytes. */
size_t spelling_distance(const char *a, const char *b);

#endif
