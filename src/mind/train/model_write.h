/*
 * Writing model.bin.
 */
#ifndef FELT_MIND_TRAIN_MODEL_WRITE_H
#define FELT_MIND_TRAIN_MODEL_WRITE_H

#include "pack.h"

/* Labels and families with their own n-grams. */
struct trained {
	struct packed labels, families;
	const struct vocab *label_rows, *family_rows;
	float bias[COLUMNS], threshold[LABELS];
};

/* The bytes of a model, owned by the caller; offsets and tuning are zero until model_tune. */
uint8_t *model_build(const struct trained *t, size_t *size);
/* Sets one i32 of a list in the header (MODEL_AT_OFFSET, MODEL_AT_TUNING); seal afterwards. */
void model_tune(uint8_t *b, size_t at, int i, int32_t value);
/* Writes size and check sum. */
void model_seal(uint8_t *b, size_t n);
void model_save(const uint8_t *b, size_t n, const char *path);

#endif
