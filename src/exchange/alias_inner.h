/*
 * What the files of alias.h share: characters, and what stands beside a name.
 */
#ifndef FELT_EXCHANGE_ALIAS_INNER_H
#define FELT_EXCHANGE_ALIAS_INNER_H

#include <utf8proc.h>

#include "felt/base/buf.h"

/* The character at p, *c -1 where there is none; its bytes. */
static inline size_t
alias_next(const uint8_t *p, size_t n, int32_t *c)
{
	utf8proc_ssize_t len = utf8proc_iterate(p, (utf8proc_ssize_t)n, c);

	if (len > 0)
		return (size_t)len;
	*c = -1;
	return 1;
}

/* A letter, a mark or a digit. */
static inline bool
alias_in_word(int32_t c)
{
	utf8proc_category_t k = c < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(c);

	return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_ND;
}

/* alias_beside.c: of the name in s[begin, end), with the words beside it that may be part of it: where such a word begins before the
 * name (begin: there is none), where one begins behind it, and where that ends (end: there is none). */
struct alias_beside { size_t before, behind, end; };
struct alias_beside alias_beside(struct slice s, size_t begin, size_t end);

#endif
