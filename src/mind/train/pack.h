/*
 * From a trained table of floats to the few hundred kilobytes that are linked into felt.
 */
#ifndef FELT_MIND_TRAIN_PACK_H
#define FELT_MIND_TRAIN_PACK_H

#include "linear.h"

/* Keeps the `keep` rows whose absence would change columns from..to-1 the most; re-index the corpus and train again afterwards. */
void vocab_prune(struct vocab *v, const struct linear *m, int from, int to, size_t keep);

/* idf x weight as q x row x column, for columns from..to-1: q in -top..top, row in 1..255, column a real number. */
struct packed {
	size_t n;
	int from, to, top;
	int8_t *q;             /* n x COLUMNS, only from..to-1 are set */
	uint8_t *row, *idf;    /* in sixteenths */
	float column[COLUMNS];
};

void pack_quantise(struct packed *p, const struct linear *m, const struct vocab *v, int from, int to, int top);
void pack_release(struct packed *p);

#endif
