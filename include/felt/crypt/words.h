/*
 * Passphrases that felt makes itself, of words that can be read out on the telephone.
 *
 * Eight of 2048 words: 88 bits.  The words are English, 3 to 8 letters, lower case; the first four letters tell them apart
 * (a word of three letters is no other's beginning).
 */
#ifndef FELT_CRYPT_WORDS_H
#define FELT_CRYPT_WORDS_H

#include "felt/crypt/secret.h"

enum { WORD_COUNT = 2048, PASSPHRASE_WORDS = 8, WORD_LETTERS = 8 };

/* The ith word, i < WORD_COUNT. */
const char *word_at(size_t i);
/* "walnut-harbor-...": eight words joined by hyphens, n without a NUL, which stands behind it. E_NOMEM. */
int words_passphrase(struct err *err, struct secret **out);

#endif
