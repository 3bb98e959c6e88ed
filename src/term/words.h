/*
 * A command as people write it into EDITOR or PAGER, split into words as a POSIX shell would without expanding
 * anything: blanks separate, '...' is literal, "..." keeps \" \\ \$ \` and \newline special, \x is x.
 * No variables, no globs, no tilde, no ; | & <: they are ordinary characters here.
 */
#ifndef FELT_TERM_WORDS_H
#define FELT_TERM_WORDS_H

#include "felt/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct words {
	char **list;      /* NULL-terminated; with room for words_add */
	size_t n, cap;
};
/* E_USAGE: a quote that is not closed, or no word at all; E_NOMEM. */
int words_split(struct err *err, struct words *w, const char *s);
int words_add(struct err *err, struct words *w, const char *word); /* a copy */
void words_release(struct words *w);
/* What follows the last slash of the first word. */
const char *words_program(const struct words *w);

#endif
