/*
 * The trained model as it is linked into the program: a read-only view of bytes.
 *
 * model.bin, all numbers little-endian:
 *
 *	0    8  "feltmind"
 *	8    4  version of this layout            12  4  FEATURES_VERSION it was trained with
 *	16   4  size of the file                  20  4  FNV-1a of everything from byte 24 on
 *	24   4  rows: n-grams                     28  4  those of them with weights for labels
 *	32   8  nothing
 *	40  37  x i32 bias of a column, in 1/1024
 *	    37  x i32 scale of a column, in 1/65536
 *	    28  x i32 threshold of a label, in 1/1024
 *	     8  x i32 offset of a family, in 1/1024
 *	     8  x i32 tuning, enum model_tuning
 *	   4097 x u16 first row of each bucket (the upper 12 bits of a key), then 2 bytes of nothing
 *	  rows  x u32 keys, ascending
 *	  rows  x u16 row among the label weights, 65535 if it has none
 *	  rows  x u8 idf in 1/16
 *	  rows  x u8 scale of its family weights in 1/16, 0 if it has none
 *	  rows  x 5 bytes: 8 family weights, that of any feeling at all, one that is nothing
 *	labels  x u8 scale of its label weights in 1/16
 *	labels  x 32 bytes: 28 label weights, excess 128, and four that are nothing
 *
 * Columns 0..27 are the labels, 28..35 the families, 36 is any feeling at all.  Family
 * weights have four bits, excess 8: the first five in the lower halves of the bytes, the others in
 * the upper ones.  A weight q, its excess taken off, stands for idf x weight = q x scale / 16 x column / 65536.
 * Labels and families were trained and pruned apart: a norm is taken over the rows of its kind.
 */
#ifndef FELT_MIND_SUGGEST_MODEL_H
#define FELT_MIND_SUGGEST_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MODEL_VERSION = 1,
	MODEL_LABELS = 28,
	MODEL_FAMILIES = 8,
	MODEL_ANY = MODEL_LABELS + MODEL_FAMILIES,
	MODEL_COLUMNS = MODEL_ANY + 1,
	MODEL_BUCKET_BITS = 12,
	MODEL_BUCKETS = 1 << MODEL_BUCKET_BITS,
	MODEL_ROWS_MAX = 32768,
	MODEL_FAMILY_BYTES = 5, /* of 8 families, of any feeling at all, and one that stays nothing */
	MODEL_LABEL_BYTES = 32, /* 28 labels and four that stay nothing: a multiple of what a vector holds */
	MODEL_ROW_BYTES = 4 + 2 + 1 + 1 + MODEL_FAMILY_BYTES,
	MODEL_NO_LABELS = 0xffff,
	MODEL_AT_SIZE = 16,
	MODEL_AT_CHECK = 20,
	MODEL_AT_ROWS = 24,
	MODEL_AT_LABEL_ROWS = 28,
	MODEL_AT_BIAS = 40,
	MODEL_AT_COLUMN = MODEL_AT_BIAS + 4 * MODEL_COLUMNS,
	MODEL_AT_THRESHOLD = MODEL_AT_COLUMN + 4 * MODEL_COLUMNS,
	MODEL_AT_OFFSET = MODEL_AT_THRESHOLD + 4 * MODEL_LABELS,
	MODEL_AT_TUNING = MODEL_AT_OFFSET + 4 * MODEL_FAMILIES,
	MODEL_AT_BUCKET = MODEL_AT_TUNING + 4 * 8,
	MODEL_AT_KEY = MODEL_AT_BUCKET + 2 * (MODEL_BUCKETS + 2)
};

/* What is tuned on the development sentences, all in 1/1024. */
enum model_tuning {
	TUNING_SLOPE,    /* of a family's logit */
	TUNING_LEXICON_1, TUNING_LEXICON_2, TUNING_LEXICON_3, /* what a phrase of weight 1, 2, 3 adds */
	TUNING_DOUBT,    /* what is left of a logit in a sentence about what is not (if, would), is past, or another's */
	TUNING_ANY,      /* what the logit of any feeling counts beside that of the first family */
	TUNING_UNSURE    /* below this sum nothing is proposed */
};

struct suggest_model {
	const uint8_t *base;
	uint32_t rows, label_rows;
	const uint8_t *key, *label, *idf, *scale, *weight, *label_scale, *label_weight;
};

/* A sum over n-grams of one kind of weights, and over the squares of their idfs. */
struct model_sum {
	int32_t family[2 * MODEL_FAMILY_BYTES], label[MODEL_LABEL_BYTES]; /* still in excess: model_sum_family, _label */
	int32_t family_scale, label_scale;                                    /* of the rows in them */
	uint32_t family_square, label_square;
};

/* The model in the program.  `m` borrows constant data. */
void suggest_model_open(struct suggest_model *m);
/* The same over bytes of the caller, for the trainer; false when they are no model of this version or damaged. */
bool suggest_model_view(struct suggest_model *m, const uint8_t *bytes, size_t n);

/* The row of an n-gram's hash, or -1. */
int32_t suggest_model_find(const struct suggest_model *m, uint32_t hash);
/* Adds a row's weights to a sum. */
void suggest_model_add_family(const struct suggest_model *m, int32_t row, struct model_sum *sum);
void suggest_model_add_labels(const struct suggest_model *m, int32_t row, struct model_sum *sum);
/* Adds the labels of `more` without those of `less`. */
void model_sum_labels(struct model_sum *sum, const struct model_sum *more, const struct model_sum *less);
/* What a sum holds for a family, a label. */
int32_t model_sum_family(const struct model_sum *sum, int family);
int32_t model_sum_label(const struct model_sum *sum, int label);
/* One of its family weights. */
int32_t suggest_model_weight(const struct suggest_model *m, int32_t row, int family);

int32_t model_i32(const struct suggest_model *m, size_t at, int i);
uint32_t model_u32(const uint8_t *p);
uint32_t model_check(const uint8_t *bytes, size_t n);

#endif
