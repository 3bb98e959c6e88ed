/* The list behind words.h. */
#ifndef FELT_CRYPT_WORD_TABLE_H
#define FELT_CRYPT_WORD_TABLE_H

#include "felt/crypt/words.h"

extern const char word_table[WORD_COUNT][WORD_LETTERS + 1];

#endif
