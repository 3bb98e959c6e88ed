/*
 * The n-grams that are frequent enough to learn from, and the documents in terms of them.
 */
#ifndef FELT_MIND_TRAIN_VOCAB_H
#define FELT_MIND_TRAIN_VOCAB_H

#include "corpus.h"

struct row {
	uint32_t hash, df; /* df: training documents that have it */
	float mass;        /* the same, each document counted by the weight of its source */
	float idf;
	uint8_t pair;      /* a bigram */
	uint8_t edge;      /* the first or last word with the edge of its sentence */
	int32_t stem;      /* row of its stem, -1: none */
	char shown[40];    /* as first met */
};

struct vocab {
	struct row *row;
	size_t words; /* n-grams, the first rows; behind them are stems */
	size_t n, cap;
	uint32_t *slot; /* open addressing: index + 1 */
	size_t nslot;
};

/*
 * Words (and pairs) of a mass of at least min_word (min_pair) in documents of these weights; then
 * every document's features, of length one.  df counts all training documents, so that an n-gram has
 * one idf whatever the weights.
 */
void vocab_build(struct vocab *v, const struct corpus *c, const float weight[SOURCES], float min_word, float min_pair);
void vocab_index(const struct vocab *v, struct corpus *c);
/* stem.c: gives the words their stems, as rows at the end. */
void vocab_stems(struct vocab *v);
long vocab_add(struct vocab *v, uint32_t hash);
/* After rows have been moved or dropped. */
void vocab_rehash(struct vocab *v);
/* The row of a hash, or -1. */
long vocab_find(const struct vocab *v, uint32_t hash);
void vocab_release(struct vocab *v);

/* The distinct n-grams of a text, ascending by hash; `out` is grown. */
size_t text_ngrams(const char *text, size_t n, uint32_t **out, size_t *cap);

#endif
