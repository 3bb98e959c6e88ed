/*
 * Ids of entries: 63 random bits, shown as 13 characters of Crockford base 32, lower case.
 * Any unique prefix of four or more characters will do; a prefix is a range of numbers.
 */
#ifndef FELT_MODEL_ID_H
#define FELT_MODEL_ID_H

#include <stdint.h>

#include "felt/base/err.h"

enum { ID_TEXT = 14, ID_SHORTEST = 4 }; /* 13 characters and NUL */

void id_text(uint64_t id, char out[ID_TEXT]);
/* Digits typed in any case, O I L folded: the range [*lo, *hi]. E_ID_SHORT: fewer than four, E_ID_UNKNOWN: no id looks like that. */
int id_range(struct err *err, const char *typed, uint64_t *lo, uint64_t *hi);
/* The same for any 64 bits: what others put into the inbox has whatever number they chose. */
int id_range_any(struct err *err, const char *typed, uint64_t *lo, uint64_t *hi);
/* All 13 characters; E_INPUT otherwise. */
int id_parse(struct err *err, const char *s, uint64_t *id);

#endif
