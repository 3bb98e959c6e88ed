/*
 * Reading the linked-in model: see suggest_model.h for its bytes.
 *
 * The check sum is for whoever makes or tests a model; a program does not verify its own constant
 * data each time it is asked.
 */
#include "suggest_model.h"

#include <string.h>

#include "ngram.h"

/* model.S */
extern const uint8_t felt_mind_model[], felt_mind_model_end[];

uint32_t
model_u32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

int32_t
model_i32(const struct suggest_model *m, size_t at, int i)
{
	uint32_t u = model_u32(m->base + at + 4 * (size_t)i);

	return u < 0x80000000U ? (int32_t)u : -(int32_t)(UINT32_MAX - u) - 1;
}

uint32_t
model_check(const uint8_t *bytes, size_t n)
{
	uint32_t h = 0x811c9dc5U;

	for (size_t i = MODEL_AT_CHECK + 4; i < n; i++)
		h = (h ^ bytes[i]) * 0x01000193U;
	return h;
}

static void
view(struct suggest_model *m, const uint8_t *bytes)
{
	m->base = bytes;
	m->rows = model_u32(bytes + MODEL_AT_ROWS);
	m->key = bytes + MODEL_AT_KEY;
	m->idf = m->key + 4 * (size_t)m->rows;
	m->scale = m->idf + m->rows;
	m->weight = m->scale + m->rows;
	m->net = model_u32(bytes + MODEL_AT_NET) ? bytes + model_u32(bytes + MODEL_AT_NET) : NULL;
}

void
suggest_model_open(struct suggest_model *m)
{
	view(m, felt_mind_model);
}

bool
suggest_model_view(struct suggest_model *m, const uint8_t *bytes, size_t n)
{
	if (n < MODEL_AT_KEY || memcmp(bytes, "feltmind", 8) != 0 || model_u32(bytes + 8) != MODEL_VERSION ||
	    model_u32(bytes + 12) != FEATURES_VERSION || model_u32(bytes + MODEL_AT_SIZE) != n ||
	    model_u32(bytes + MODEL_AT_CHECK) != model_check(bytes, n))
		return false;
	view(m, bytes);
	return m->rows <= MODEL_ROWS_MAX && MODEL_AT_KEY + (size_t)m->rows * (4 + 2 + MODEL_ROW_BYTES) <= n;
}

int32_t
suggest_model_find(const struct suggest_model *m, uint32_t hash)
{
	const uint8_t *b = m->base + MODEL_AT_BUCKET + 2 * (hash >> (32 - MODEL_BUCKET_BITS));
	uint32_t i = (uint32_t)b[0] | (uint32_t)b[1] << 8, end = (uint32_t)b[2] | (uint32_t)b[3] << 8;

	for (; i < end; i++)
		if (model_u32(m->key + 4 * (size_t)i) == hash)
			return (int32_t)i;
	return -1;
}

void
suggest_model_add(const struct suggest_model *m, int32_t row, int32_t sum[MODEL_COLUMNS])
{
	const uint8_t *w = m->weight + (size_t)row * MODEL_ROW_BYTES;
	int32_t scale = m->scale[row];

	for (int i = 0; i < MODEL_ROW_BYTES; i++) {
		sum[2 * i] += ((w[i] & 15) - 8) * scale;
		sum[2 * i + 1] += ((w[i] >> 4) - 8) * scale;
	}
}

int32_t
suggest_model_weight(const struct suggest_model *m, int32_t row, int column)
{
	int32_t w = m->weight[(size_t)row * MODEL_ROW_BYTES + (size_t)column / 2];

	return ((column % 2 ? w >> 4 : w & 15) - 8) * m->scale[row];
}
