/*
 * The n-grams that are frequent enough to learn from, and the documents in terms of them.
 */
#ifndef FELT_MIND_TRAIN_VOCAB_H
#define FELT_MIND_TRAIN_VOCAB_H

#include "corpus.h"

struct row {
	uint32_t hash, df; /* df: training documents that have it */
	float idf;
	uint8_t pair;      /* a bigram */
	char shown[40];    /* as first met, for the log */
};

struct vocab {
	struct row *row;
	size_t n, cap;
	uint32_t *slot; /* open addressing: index + 1 */
	size_t nslot;
};

/* Rows met in at least min_word (min_pair) training documents; then every document's features, of length one. */
void vocab_build(struct vocab *v, const struct corpus *c, unsigned min_word, unsigned min_pair);
void vocab_index(const struct vocab *v, struct corpus *c);
/* After rows have been moved or dropped. */
void vocab_rehash(struct vocab *v);
/* The row of a hash, or -1. */
long vocab_find(const struct vocab *v, uint32_t hash);
void vocab_release(struct vocab *v);

/* The distinct n-grams of a text, ascending by hash; `out` is grown. */
size_t text_ngrams(const char *text, size_t n, uint32_t **out, size_t *cap);

#endif
