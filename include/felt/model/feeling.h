/*
 * The vocabulary of feelings: eight families of eight words, two answers outside them, and the
 * words a person has added.
 *
 * What comes in is what somebody typed ("on-guard", "anx", "lonely:7/10"); what goes out is a word
 * with a family and an id ("fear.on-guard") that is written into entries.  Families are never good
 * or bad, never added up, and no arithmetic on feelings decides anything (CARE.md 5).
 *
 * Words and families live in constant tables: a `const struct feeling *` from a table is borrowed
 * for ever, one of an own word until the next feeling_add or the vocabulary's release.
 */
#ifndef FELT_MODEL_FEELING_H
#define FELT_MODEL_FEELING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "felt/base/err.h"

enum {
	FEELING_FAMILIES = 8,
	FEELING_WORDS = 64,      /* built-in words inside the families */
	FEELING_ID_MAX = 64,     /* bytes of an id in an entry, FORMAT.md 3 type 7 */
	FEELING_NO_INTENSITY = 255
};

enum feeling_layer { LAYER_NONE = 0, LAYER_SURFACE = 1, LAYER_UNDER = 2 };
enum feeling_source { SOURCE_WRITER = 0, SOURCE_SUGGESTION = 1, SOURCE_IMPORT = 2 };

/* One word.  `id` is "family.word" with spaces as '-'; `word` is what is shown. */
struct feeling {
	const char *id;
	const char *word;
	int family;        /* index into feeling_family_name(), -1 for other.unsure and other.fine */
	const char *about; /* how it feels and how it differs from its neighbours, one line */
	const char *body;  /* a body cue, one short phrase */
};

/* A word shown in another family than its id says; the id is borrowed from the built-in table or from an own word. */
struct moved_feeling { const char *id; int family; };

/* Own words and moved words of one person, over the built-in table.  Zero it, then feeling_add. */
struct vocabulary {
	struct feeling *own; /* owned */
	size_t nown;
	struct moved_feeling *moved; /* the array is owned */
	size_t nmoved;
};

/* "joy" "calm" "love" "sadness" "fear" "anger" "shame" "numb", i in 0..7. */
const char *feeling_family_name(int i);
/* A line about the family as a whole. */
const char *feeling_family_about(int i);
/* The built-in words in the order of DESIGN.md 4: 8 a family, then other.unsure, other.fine; i in 0..65. */
const struct feeling *feeling_at(size_t i);
enum { FEELING_TABLE = 66 };

/* The exact id, or NULL.  `voc` may be NULL. */
const struct feeling *feeling_by_id(const struct vocabulary *voc, const char *id, size_t n);

/*
 * What was typed, for tagging: an exact word beats a unique prefix, "-" equals a space, case does
 * not matter, an id is taken too.  A family name that is no word gives *family (0..7) with *word NULL:
 * a family alone is an answer.  "calm" and "numb" are the word here; "calm." and "numb." the family.
 * With a word *family is the family it is shown in (a moved word's is the new one), -1 for other.*.
 * A prefix is tried on words first, then on families ("ang" is angry); an alias is never taken for a
 * prefix ("guilt" asks, "guil" is guilty).
 * E_FEELING_UNKNOWN and E_FEELING_AMBIGUOUS put what was typed and the nearest words
 * (at most five) into err's subject.
 */
int feeling_parse(struct err *err, const struct vocabulary *voc, const char *typed, const struct feeling **word, int *family);
/* The same for a filter: "calm" and "numb" are the family here. */
int feeling_parse_filter(struct err *err, const struct vocabulary *voc, const char *typed, const struct feeling **word, int *family);

/*
 * "70", "70%", "7/10", "3/5", "slight" 20, "some" 40, "moderate" 60, "strong" 80,
 * "overwhelming" 100 -> 0..100.  E_USAGE otherwise.
 */
int feeling_parse_intensity(struct err *err, const char *s, uint8_t *intensity);

/*
 * W[:N][@surface|@under] as in --feeling and `tag`: writes the id ("fear" for a family alone) into
 * id[FEELING_ID_MAX + 1].  An intensity with other.* is refused (E_USAGE).
 */
int feeling_parse_tag(struct err *err, const struct vocabulary *voc, const char *typed, char *id, uint8_t *intensity, uint8_t *layer);

/* Validity of an id met in a file: 1..64 bytes of a-z 0-9 - and at most one dot, not at an end. */
bool feeling_id_valid(const char *id, size_t n);
/* The family of an id by its part before the dot (or all of it); -1 when it is none of the eight. */
int feeling_id_family(const char *id, size_t n);
/* Can another feeling lie beneath it?  Not beneath numb or what stands outside the families (CARE.md 3), whatever an entry says. */
bool feeling_covers(const char *id, size_t n);

/*
 * An alias: a word people type and the list lacks ("tired", "stressed", "nervous"): up to three
 * proposals, never stored silently (CARE.md 6).  Returns how many.
 */
size_t feeling_alias(const char *typed, const struct feeling *out[3]);

/*
 * Adds an own word to a family; the strings are copied, `about` may be NULL.  The word is kept in lower
 * case, its id is made from it; a-z 0-9 - and spaces, a letter first.  E_USAGE when it is there already
 * (in any family, or as another spelling) or not valid, E_NOMEM.
 */
int feeling_add(struct err *err, struct vocabulary *voc, const char *word, int family, const char *about);
/*
 * Shows a word, own or built in, in another family; its id stays, and in its first family it is no moved word any more.
 * E_FEELING_UNKNOWN, E_USAGE for other.*, E_NOMEM.
 */
int feeling_move(struct err *err, struct vocabulary *voc, const char *id, int family);
/* Takes an own word back; entries that have it keep its id.  E_USAGE when it is none. */
int feeling_remove(struct err *err, struct vocabulary *voc, const char *id);
bool feeling_is_own(const struct vocabulary *voc, const struct feeling *f);
/* The family an id is shown in: where a word was moved to, else what the id says; -1 for other.*.  voc may be NULL. */
int feeling_family_shown(const struct vocabulary *voc, const char *id, size_t n);
/* Wipes and frees; *voc is as zeroed afterwards. */
void vocabulary_release(struct vocabulary *voc);

#endif
