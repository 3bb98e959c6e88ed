/*
 * The hand-written lexicon: phrases that point to a word of the vocabulary, and cues that say what
 * a sentence does with its feelings (denies, supposes, remembers, sees them in another).
 *
 * lexicon.txt and negation.txt are compiled into a constant table of hashed tokens at build time
 * (train/lexgen.c); the text of the phrases is not in the program.
 */
#ifndef FELT_MIND_LEXICON_H
#define FELT_MIND_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#include "ngram.h"

enum { LEXICON_HITS = 40, LEXICON_ANY = 0 /* a token hash: `*`, any one token */ };

enum cue {
	CUE_NEGATOR,
	CUE_HYPOTHETICAL,
	CUE_PAST,        /* long over: used to, back then */
	CUE_OTHER,       /* somebody else feels it */
	CUE_INTENSIFIER,
	CUE_DIMINISHER,
	CUE_NOT_NEGATOR, /* hides the negator in it: not only, can't help */
	CUE_CLASSES
};

/*
 * A phrase is found by a key: the hash of its first token if it is one word or its second token is
 * any, else the pair of the first two.  So the many phrases that begin with "did not" or "my" cost
 * nothing where only that word stands.
 */
struct phrase {
	uint32_t key;   /* the table ascends by it, longer phrases first */
	uint16_t rest;  /* its tokens in the token table */
	uint8_t ntok;
	uint8_t what;   /* feeling 0..63, or enum cue */
	uint8_t weight; /* 0..3; 0 tames a word: the phrase is found and says nothing */
};

enum { LEXICON_BUCKET_BITS = 13, LEXICON_BUCKETS = 1 << LEXICON_BUCKET_BITS };

struct phrase_table {
	const struct phrase *phrase;
	const uint32_t *token;
	const uint16_t *bucket; /* first phrase of each, by the upper bits of its key; one more at the end */
};

/* Made by lexgen. */
extern const struct phrase_table lexicon_feelings, lexicon_cues;

struct lexicon_hit {
	uint16_t first, last; /* tokens, last included */
	uint8_t what, weight;
};

/*
 * The phrases in a sentence from left to right, the longest at each place, none inside another.
 * Returns their number, at most LEXICON_HITS.
 */
size_t lexicon_match(const struct phrase_table *t, const struct token *tok, size_t ntok, struct lexicon_hit hit[LEXICON_HITS]);

#endif
