/*
 * Text as people write it: UTF-8 with everything that comes with it.
 *
 * In: bytes of unknown honesty.  Out: answers about them (valid? how wide? how many words?) and
 * copies that are safe to print or easy to search.  Text is never normalised for storage: what was
 * typed is what is kept.  No function here depends on the locale.
 */
#ifndef FELT_BASE_TEXT_H
#define FELT_BASE_TEXT_H

#include "felt/base/buf.h"

enum {
	TEXT_MAX = 64 * 1024 * 1024, /* bytes of an entry's text, FORMAT.md 3 */
	TITLE_MAX = 4096,
	TAG_MAX = 64,
	OPENING_MAX = 160
};

/* Well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF) without NUL, at most max
 * bytes: 0, E_TEXT_UTF8, E_TEXT_NUL or E_TEXT_LONG with the offset or the limit in err->n. */
int text_check(struct err *err, const char *s, size_t n, size_t max);

/*
 * Makes foreign bytes safe for a terminal (RUNTIME.md 3): valid UTF-8 stays; C0 but for \n and \t,
 * DEL, C1, U+2028/2029, bidi controls (U+061C, 200E, 200F, 202A-202E, 2066-2069), U+FEFF, the tags plane
 * (U+E0000-E007F) and other invisible format characters become "<U+XXXX>", invalid bytes "<XX>".
 * More than 16 combining marks on one base: the rest is shown as one "<+N>".
 * TEXT_ONE_LINE also turns \n and \t into a space.
 * TEXT_APART, or'ed to either, is for screens where the column of everything must be known: terminals and ncurses disagree about
 * how wide joined pictures are, so a family comes as its members, and skin tones and "show this as an emoji" are left out.
 */
enum { TEXT_LINES = 0, TEXT_ONE_LINE = 1, TEXT_APART = 2 };
void text_safe(struct buf *out, const char *s, size_t n, int how);

/* Columns on a terminal; text must be safe (text_safe) or the answer is a guess. Never negative; a line end counts 0,
 * a tab up to the next multiple of 8, s standing in column 0. */
size_t text_width(const char *s, size_t n);
/* The longest prefix of whole graphemes that fits into `columns`; returns its bytes, *used its columns (may be NULL). */
size_t text_fit(const char *s, size_t n, size_t columns, size_t *used);
/*
 * "a 70, b, c 5" in at most `columns`: whole words of it, and `more` ("…") where some are left out.  When there is not even room
 * for the first, that is cut, but never within a number.  Returns the columns.
 */
size_t text_list(struct buf *out, const char *s, size_t n, size_t columns, const char *more);
/* The longest prefix of whole graphemes within max bytes. */
size_t text_cut(const char *s, size_t n, size_t max);
/* Bytes of the grapheme that begins at s (n > 0): at least 1; an invalid byte is a grapheme of its own. */
size_t text_grapheme(const char *s, size_t n);
/* Bytes of the grapheme that ends at s + at (at > 0). */
size_t text_grapheme_before(const char *s, size_t at);

/* Runs of letters, marks and digits with inner apostrophes (' and U+2019): FORMAT.md 3, type 13. */
uint32_t text_words(const char *s, size_t n);

/* The first line that is not blank, outer blanks trimmed, cut at a grapheme to OPENING_MAX bytes. Borrowed from s. */
struct slice text_opening(const char *s, size_t n);

/*
 * For searching: case folded, accents and other marks removed, compatibility forms and NFC/NFD
 * made equal, U+2019 to ', invisible characters (soft hyphen, joiners) removed, runs of blanks and line ends to one
 * space.  Invalid bytes stay as they are.
 * With `from` not NULL it receives, for every byte put out, the offset in s it came from (u32 each).
 */
void text_fold(struct buf *out, struct buf *from, const char *s, size_t n);

/*
 * Soft wrap: the length of the next line of s that fits into `columns`, broken at a blank where
 * there is one, else inside the word at a grapheme; *skip gets the bytes to pass over after it
 * (the blanks at the break and a line end behind them, or the line end).  Returns 0 with *skip 1 for an empty line; else at
 * least one grapheme, however few the columns.
 */
size_t text_wrap(const char *s, size_t n, size_t columns, size_t *skip);
/*
 * What is said on a terminal, broken at blanks with line ends of its own.  A word longer than a line stays whole (a path
 * that is copied from the screen must not have a line end in it), and so do blanks at the very end (a prompt).
 */
void text_fill(struct buf *out, const char *s, size_t n, size_t columns);

#endif
