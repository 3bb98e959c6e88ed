/*
 * Logistic regression for all columns at once, by dual coordinate ascent.
 *
 * Each feature is first multiplied, column by column, with its naive-Bayes log-count ratio (Wang
 * and Manning 2012); weights are learned on top and both are multiplied into one table at the end.
 * Dual ascent (Shalev-Shwartz and Zhang 2013) needs no learning rate and gives the same answer from
 * the same order of documents.
 */
#ifndef FELT_MIND_TRAIN_LINEAR_H
#define FELT_MIND_TRAIN_LINEAR_H

#include "vocab.h"

struct linear_recipe {
	float C[COLUMNS];      /* inverse strength of the penalty */
	float alpha;           /* smoothing of the counts */
	float beta;            /* 1: naive-Bayes ratios as they are; 0: none */
	float source_weight[SOURCES];
	float source_label_weight[SOURCES]; /* the same for the 28 labels alone */
	int epochs;
};

struct linear {
	size_t n;
	float *w;                       /* n x LANES, ratios multiplied in */
	float bias[SOURCES][LANES];     /* what is usual in a source; added to every document of it */
};

/* Learns from all documents whose fold is not `skip` and whose source weight is not 0. */
void linear_train(struct linear *m, const struct corpus *c, const struct vocab *v, const struct linear_recipe *r, int skip);
/* Adds what the stems have learned to the words that have them; scores are the same, but only n-grams count then. */
void linear_collapse(struct linear *m, const struct vocab *v);
/* Before that: the logits of one document, as if it came from GoEmotions. */
void linear_score(const struct linear *m, const struct corpus *c, const struct doc *d, float out[LANES]);
void linear_release(struct linear *m);

/* The threshold with the best F1 for one column over scores with yes/no; returns that F1. */
float best_threshold(const float *score, const uint8_t *yes, size_t n, float *threshold);

#endif
