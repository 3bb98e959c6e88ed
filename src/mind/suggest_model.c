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
	m->label_rows = model_u32(bytes + MODEL_AT_LABEL_ROWS);
	m->label = m->key + 4 * (size_t)m->rows;
	m->idf = m->label + 2 * (size_t)m->rows;
	m->scale = m->idf + m->rows;
	m->weight = m->scale + m->rows;
	m->label_scale = m->weight + MODEL_FAMILY_BYTES * (size_t)m->rows;
	m->label_weight = m->label_scale + m->label_rows;
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
	return m->rows <= MODEL_ROWS_MAX && m->label_rows <= m->rows &&
	    MODEL_AT_KEY + (size_t)m->rows * MODEL_ROW_BYTES + (size_t)m->label_rows * (1 + MODEL_LABEL_BYTES) <= n;
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

/* Both loops have a constant length and no carry from step to step: compilers make vectors of them. */
void
suggest_model_add_family(const struct suggest_model *m, int32_t row, struct model_sum *sum)
{
	const uint8_t *w = m->weight + (size_t)row * MODEL_FAMILY_BYTES;
	int32_t scale = m->scale[row];

	if (scale == 0)
		return;
	for (int i = 0; i < MODEL_FAMILY_BYTES; i++) {
		sum->family[i] += (w[i] & 15) * scale;
		sum->family[i + MODEL_FAMILY_BYTES] += (w[i] >> 4) * scale;
	}
	sum->family_scale += scale;
	sum->family_square += (uint32_t)m->idf[row] * m->idf[row];
}

void
suggest_model_add_labels(const struct suggest_model *m, int32_t row, struct model_sum *sum)
{
	uint32_t label = (uint32_t)m->label[2 * row] | (uint32_t)m->label[2 * row + 1] << 8;
	const uint8_t *w;
	int32_t scale;

	if (label == MODEL_NO_LABELS)
		return;
	w = m->label_weight + (size_t)label * MODEL_LABEL_BYTES;
	scale = m->label_scale[label];
	for (int i = 0; i < MODEL_LABEL_BYTES; i++)
		sum->label[i] += w[i] * scale;
	sum->label_scale += scale;
	sum->label_square += (uint32_t)m->idf[row] * m->idf[row];
}

void
model_sum_labels(struct model_sum *sum, const struct model_sum *more, const struct model_sum *less)
{
	for (int i = 0; i < MODEL_LABEL_BYTES; i++)
		sum->label[i] += more->label[i] - less->label[i];
	sum->label_scale += more->label_scale - less->label_scale;
	sum->label_square += more->label_square - less->label_square;
}

int32_t
model_sum_family(const struct model_sum *sum, int family)
{
	return sum->family[family] - 8 * sum->family_scale;
}

int32_t
model_sum_label(const struct model_sum *sum, int label)
{
	return sum->label[label] - 128 * sum->label_scale;
}

int32_t
suggest_model_weight(const struct suggest_model *m, int32_t row, int family)
{
	int32_t w = m->weight[(size_t)row * MODEL_FAMILY_BYTES + (size_t)(family % MODEL_FAMILY_BYTES)];

	return m->scale[row] ? ((family < MODEL_FAMILY_BYTES ? w & 15 : w >> 4) - 8) * m->scale[row] : 0;
}
