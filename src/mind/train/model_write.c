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

/* An n-gram of either kind: its row in each vocabulary, -1 where it has none. */
struct both {
	uint32_t hash;
	long label, family;
};

/* Both vocabularies ascend by hash; so does what they give together.  Returns the number of rows. */
static size_t
merge(const struct trained *t, struct both *out)
{
	const struct vocab *a = t->label_rows, *b = t->family_rows;
	size_t i = 0, k = 0, n = 0;

	while (i < a->words || k < b->words) {
		uint32_t x = i < a->words ? a->row[i].hash : UINT32_MAX, y = k < b->words ? b->row[k].hash : UINT32_MAX;

		out[n].hash = x < y ? x : y;
		out[n].label = x <= y && i < a->words ? (long)i++ : -1;
		out[n].family = y <= x && k < b->words ? (long)k++ : -1;
		if (n > 0 && out[n].hash <= out[n - 1].hash)
			die("two n-grams with one hash, or rows out of order", "");
		n++;
	}
	return n;
}

/* n weights, of which `used` are there, in n/2 bytes */
static void
put_nibbles(uint8_t *w, const int8_t *q, int used, int n)
{
	for (int l = 0; l < n; l++)
		w[l % (n / 2)] |= (uint8_t)(((l < used ? q[l] : 0) + 8) << (l < n / 2 ? 0 : 4));
}

static void
put_rows(uint8_t *b, const struct trained *t, const struct both *row, size_t n)
{
	uint8_t *key = b + MODEL_AT_KEY, *label = key + 4 * n, *idf = label + 2 * n, *scale = idf + n, *w = scale + n;
	uint8_t *lscale = w + MODEL_FAMILY_BYTES * n, *lw = lscale + t->labels.n;

	for (size_t i = 0; i < n; i++) {
		uint32_t l = row[i].label < 0 ? MODEL_NO_LABELS : (uint32_t)row[i].label;

		put32(key + 4 * i, row[i].hash);
		label[2 * i] = (uint8_t)l;
		label[2 * i + 1] = (uint8_t)(l >> 8);
		idf[i] = row[i].family >= 0 ? t->families.idf[row[i].family] : t->labels.idf[row[i].label];
		if (row[i].family >= 0) {
			scale[i] = t->families.row[row[i].family];
			put_nibbles(w + MODEL_FAMILY_BYTES * i, t->families.q + row[i].family * COLUMNS + LABELS, FAMILIES + 1, 2 * MODEL_FAMILY_BYTES);
		}
		if (row[i].label >= 0) {
			lscale[l] = t->labels.row[l];
			for (int k = 0; k < MODEL_LABEL_BYTES; k++)
				lw[MODEL_LABEL_BYTES * l + (size_t)k] = (uint8_t)(128 + (k < LABELS ? t->labels.q[row[i].label * COLUMNS + k] : 0));
		}
	}
}

/* The rows ascend by hash, so a bucket is a range of them. */
static void
put_buckets(uint8_t *b, const struct both *row, size_t n)
{
	size_t i = 0;

	for (size_t k = 0; k <= MODEL_BUCKETS; k++) {
		while (i < n && row[i].hash >> (32 - MODEL_BUCKET_BITS) < k)
			i++;
		b[MODEL_AT_BUCKET + 2 * k] = (uint8_t)i;
		b[MODEL_AT_BUCKET + 2 * k + 1] = (uint8_t)(i >> 8);
	}
}

uint8_t *
model_build(const struct trained *t, size_t *size)
{
	struct both *row = xmalloc((t->labels.n + t->families.n) * sizeof *row);
	size_t n = merge(t, row), end = MODEL_AT_KEY + n * MODEL_ROW_BYTES + t->labels.n * (1 + MODEL_LABEL_BYTES);
	uint8_t *b;

	if (n > MODEL_ROWS_MAX)
		die("too many rows", "");
	*size = (end + 15) / 16 * 16;
	b = xcalloc(*size, 1);
	memcpy(b, "feltmind", 8);
	put32(b + 8, MODEL_VERSION);
	put32(b + 12, FEATURES_VERSION);
	put32(b + MODEL_AT_ROWS, (uint32_t)n);
	put32(b + MODEL_AT_LABEL_ROWS, (uint32_t)t->labels.n);
	for (int l = 0; l < COLUMNS; l++) {
		put_real(b + MODEL_AT_BIAS + 4 * l, (double)t->bias[l], 1024);
		put_real(b + MODEL_AT_COLUMN + 4 * l, (double)(l < LABELS ? t->labels : t->families).column[l], 65536);
	}
	for (int l = 0; l < LABELS; l++)
		put_real(b + MODEL_AT_THRESHOLD + 4 * l, (double)t->threshold[l], 1024);
	put_buckets(b, row, n);
	put_rows(b, t, row, n);
	free(row);
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
