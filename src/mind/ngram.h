/*
 * Text into features: the pure part that trainer and runtime share.
 *
 * In comes UTF-8 (broken bytes are single tokens, nothing is refused), out come the tokens of one
 * sentence after another and from these the hashed n-grams.  No locale, no table that is read at
 * run time, no memory but the caller's: the same bytes give the same hashes on every machine.
 * Changing anything here makes an old model meaningless: raise FEATURES_VERSION.
 *
 * Tokens are words (letter runs with inner apostrophes, ' and U+2019 alike, ASCII letters folded,
 * the third and later of equal letters dropped), digit runs, runs of ! ? and ., [MASKED] names, and
 * any other single code point that is not white space.  A sentence ends after a run of . ! ? or an
 * ellipsis when white space or the end follows, and at a new line.
 */
#ifndef FELT_MIND_FEATURES_H
#define FELT_MIND_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FEATURES_VERSION = 1,
	FEATURES_TOKENS = 160,            /* a longer sentence is read in pieces of this size */
	FEATURES_NGRAMS = 2 * FEATURES_TOKENS + 2
};

enum token_kind { TOKEN_WORD, TOKEN_DIGITS, TOKEN_RUN, TOKEN_NAME, TOKEN_OTHER };

enum person { PERSON_NONE, PERSON_SELF, PERSON_OTHER };

struct token {
	uint32_t start, end; /* bytes in the text, end excluded */
	uint32_t hash;       /* of the folded form */
	uint8_t kind;
	uint8_t negated;     /* stands in the reach of a negator */
	uint8_t negator;     /* is one: not, never, don't, without ... */
	uint8_t person;      /* enum person */
	uint8_t function;    /* a word without a feeling of its own: I, the, was, very ... */
};

struct ngram {
	uint32_t hash;
	uint16_t first, last; /* its tokens, last included; equal for a unigram */
};

/*
 * The tokens of the sentence that begins at *at; *at moves behind it.  Returns their number, at most
 * FEATURES_TOKENS; 0 when the text is at its end.  Negation is marked.
 */
size_t features_sentence(const char *text, size_t n, size_t *at, struct token tok[FEATURES_TOKENS]);

/* The n-grams of these tokens, at most FEATURES_NGRAMS: every token, every pair of neighbours, the edges. */
size_t features_ngrams(const struct token *tok, size_t ntok, struct ngram out[FEATURES_NGRAMS]);

/* The hash of one folded word, as in struct token; for tables that are made from words. */
uint32_t features_word(const char *word, size_t n);

/* The hash of a marked token, and that of a pair. */
uint32_t features_negated(uint32_t hash);
uint32_t features_pair(uint32_t a, uint32_t b);

#endif
