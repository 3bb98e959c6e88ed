/*
 * A passphrase of words (words.h).
 *
 * In: randomness.  Out: a secret.  Must never: take a word by a remainder that favours some of them, or leave the words
 * anywhere but in the secret.
 */
#include "felt/crypt/words.h"

#include <sodium.h>
#include <string.h>

#include "word_table.h"

const char *
word_at(size_t i)
{
	return word_table[i];
}

int
words_passphrase(struct err *err, struct secret **out)
{
	struct secret *s = secret_new(PASSPHRASE_WORDS * (WORD_LETTERS + 1));
	size_t n = 0;

	*out = NULL;
	if (s == NULL)
		return err_set(err, E_NOMEM, "a passphrase");
	for (size_t i = 0; i < PASSPHRASE_WORDS; i++) {
		const char *word = word_table[randombytes_uniform(WORD_COUNT)];
		size_t len = strlen(word);

		if (i > 0)
			s->p[n++] = '-';
		memcpy(s->p + n, word, len);
		n += len;
	}
	s->p[n] = '\0'; /* the last hyphen's place is its */
	s->n = n;
	*out = s;
	return 0;
}
