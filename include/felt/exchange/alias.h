/*
 * Names replaced by others in what leaves the journal: "Ana" becomes "A.", everywhere.
 *
 *	struct alias list[] = { { slice_of("Ana"), slice_of("A.") }, { slice_of("Ana Maria"), slice_of("my sister") } };
 *	rc = aliases_new(err, list, 2, &a);
 *	aliases_put(a, &out, text);                   appends the text, replaced
 *	aliases_free(a);
 *
 * What counts as the name
 *  - whole words: no letter, mark or digit of any script stands right before or behind it.  "Ana" is in "Ana's", "Ana’s", "d'Ana" and
 *    "Ana-Maria", and not in "Anabel" or "Anas"
 *  - large and small letters, accents, and the ways to write one letter are the same, as in searching (text_fold): a name that
 *    was typed in haste is a name too.  That is why "Will" also finds "will": whoever replaces looks at the preview
 *  - a name of several words is found across a line end and several blanks
 *  - where two begin at the same place the longer one counts; what was put in is not looked at again
 *
 * What stands in its place is the alias as it was typed, in large letters where the name stood in large letters ("ANA", "MY SISTER").
 * The full stop of an alias is also that of its sentence: "I saw Ana." becomes "I saw A."
 *
 * What it does not do: find nicknames, other spellings, or what tells who is meant without a name.  A word in a large letter that stands
 * beside a replaced name stays, and may be a part of it ("Ana Silva", "Ana-Lucia"): aliases_beside tells, and whoever replaces decides.
 */
#ifndef FELT_EXCHANGE_ALIAS_H
#define FELT_EXCHANGE_ALIAS_H

#include "felt/base/buf.h"

enum { ALIAS_MAX = 256, ALIASES_MOST = 512, ALIAS_BESIDE_MOST = 6 }; /* bytes of a name or an alias; how many of them; with words beside one */

struct alias { struct slice name, to; };

/* Can these two be used: one line of text each, at most ALIAS_MAX bytes, a letter or digit in the name, and the alias does not contain the
 * name?  E_USAGE; neither of them enters the message. */
int alias_check(struct err *err, struct slice name, struct slice to);
/* Are the two names the same one? */
bool alias_same(struct slice a, struct slice b);

struct aliases;
/* The texts are copied.  E_USAGE as alias_check, or more than ALIASES_MOST; E_NOMEM. */
int aliases_new(struct err *err, const struct alias *list, size_t n, struct aliases **out);
/* Appends s with every name replaced; a NULL replaces nothing.  out->failed without memory. */
void aliases_put(struct aliases *a, struct buf *out, struct slice s);
/* How often list[i] was replaced so far. */
uint64_t aliases_times(const struct aliases *a, size_t i);
/* How list[i] was met with a word beside it that stayed, each once, a line each ("Ana Silva\n"), the first few; empty: it was not.  Borrowed. */
struct slice aliases_beside(const struct aliases *a, size_t i);
void aliases_free(struct aliases *a); /* wipes; NULL is fine */

#endif
