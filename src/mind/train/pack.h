/*
 * From a trained table of floats to the few hundred kilobytes that are linked into felt.
 */
#ifndef FELT_MIND_TRAIN_PACK_H
#define FELT_MIND_TRAIN_PACK_H

#include "linear.h"

/* Keeps the `keep` rows whose absence would change the most; re-index the corpus and train again afterwards. */
void vocab_prune(struct vocab *v, const struct linear *m, size_t keep);

/* idf x weight as q x row x column: q in -top..top, row in 1..255, column a real number. */
struct packed {
	size_t n;
	int8_t *q;             /* n x COLUMNS */
	uint8_t *row, *idf;    /* idf in sixteenths */
	float column[COLUMNS];
};

void pack_quantise(struct packed *p, const struct linear *m, const struct vocab *v, int top);
void pack_release(struct packed *p);

#endif
