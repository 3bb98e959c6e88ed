/*
 * Writing model.bin: see ../suggest_model.h for its bytes.
 */
#include "model_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../ngram.h"
#include "../suggest_model.h"

static void
put32(uint8_t *p, uint32_t u)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(u >> 8 * i);
}

static void
put_real(uint8_t *p, double x, double unit)
{
	put32(p, (uint32_t)(int32_t)llrint(x * unit));
}

/* The rows ascend by hash, so a bucket is a range of them. */
static void
put_rows(uint8_t *b, const struct packed *p, const struct vocab *v)
{
	uint8_t *key = b + MODEL_AT_KEY, *idf = key + 4 * p->n, *scale = idf + p->n, *w = scale + p->n;
	size_t row = 0;

	for (size_t k = 0; k <= MODEL_BUCKETS; k++) {
		while (row < p->n && v->row[row].hash >> (32 - MODEL_BUCKET_BITS) < k)
			row++;
		b[MODEL_AT_BUCKET + 2 * k] = (uint8_t)row;
		b[MODEL_AT_BUCKET + 2 * k + 1] = (uint8_t)(row >> 8);
	}
	for (size_t i = 0; i < p->n; i++) {
		if (i > 0 && v->row[i].hash <= v->row[i - 1].hash)
			die("two n-grams with one hash:", v->row[i].shown);
		put32(key + 4 * i, v->row[i].hash);
		idf[i] = p->idf[i];
		scale[i] = p->row[i];
		for (int l = 0; l < COLUMNS; l += 2)
			w[i * MODEL_ROW_BYTES + (size_t)l / 2] =
			    (uint8_t)((p->q[i * COLUMNS + (size_t)l] + 8) | (p->q[i * COLUMNS + (size_t)l + 1] + 8) << 4);
	}
}

uint8_t *
model_build(const struct packed *p, const struct vocab *v, const float bias[COLUMNS], const float threshold[LABELS], const uint8_t *net,
    size_t nnet, size_t *size)
{
	size_t rows = MODEL_AT_KEY + p->n * (4 + 2 + MODEL_ROW_BYTES);
	uint8_t *b;

	rows = (rows + 15) / 16 * 16;
	*size = rows + nnet;
	b = xcalloc(*size, 1);
	if (p->n > MODEL_ROWS_MAX)
		die("too many rows", "");
	memcpy(b, "feltmind", 8);
	put32(b + 8, MODEL_VERSION);
	put32(b + 12, FEATURES_VERSION);
	put32(b + MODEL_AT_ROWS, (uint32_t)p->n);
	put32(b + MODEL_AT_NET, nnet ? (uint32_t)rows : 0);
	for (int l = 0; l < COLUMNS; l++) {
		put_real(b + MODEL_AT_BIAS + 4 * l, (double)bias[l], 1024);
		put_real(b + MODEL_AT_COLUMN + 4 * l, (double)p->column[l], 65536);
	}
	for (int l = 0; l < LABELS; l++)
		put_real(b + MODEL_AT_THRESHOLD + 4 * l, (double)threshold[l], 1024);
	put_rows(b, p, v);
	if (nnet)
		memcpy(b + rows, net, nnet);
	model_seal(b, *size);
	return b;
}

void
model_tune(uint8_t *b, size_t at, int i, int32_t value)
{
	put32(b + at + 4 * (size_t)i, (uint32_t)value);
}

void
model_seal(uint8_t *b, size_t n)
{
	put32(b + MODEL_AT_SIZE, (uint32_t)n);
	put32(b + MODEL_AT_CHECK, model_check(b, n));
}

void
model_save(const uint8_t *b, size_t n, const char *path)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(b, 1, n, f) != n || fclose(f) != 0)
		die("cannot write", path);
}
