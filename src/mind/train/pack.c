/*
 * Pruning and quantisation: see pack.h.
 */
#include "pack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ranked {
	float s;
	uint32_t row;
};

static int
by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return x->s != y->s ? (x->s < y->s) - (x->s > y->s) : (x->row > y->row) - (x->row < y->row);
}

static int
by_hash(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

void
vocab_prune(struct vocab *v, const struct linear *m, int from, int to, size_t keep)
{
	struct ranked *r = xmalloc(v->words * sizeof *r);
	struct row *row;

	for (size_t i = 0; i < v->words; i++) {
		float s = 0;

		for (int l = from; l < to; l++)
			s += m->w[i * LANES + l] * m->w[i * LANES + l];
		r[i].s = sqrtf(s) * v->row[i].idf * sqrtf(v->row[i].mass);
		r[i].row = (uint32_t)i;
	}
	qsort(r, v->words, sizeof *r, by_rank);
	keep = keep < v->words ? keep : v->words;
	row = xmalloc(keep * sizeof *row);
	for (size_t i = 0; i < keep; i++)
		row[i] = v->row[r[i].row];
	qsort(row, keep, sizeof *row, by_hash);
	memcpy(v->row, row, keep * sizeof *row);
	v->n = keep;
	vocab_rehash(v);
	vocab_stems(v);
	free(row);
	free(r);
}

/* The scale of a column is the root of its mean square: most weights then need the same few steps. */
static void
column_scales(struct packed *p, const float *val, size_t n)
{
	for (int l = p->from; l < p->to; l++) {
		double s = 0;

		for (size_t i = 0; i < n; i++)
			s += (double)val[i * COLUMNS + l] * (double)val[i * COLUMNS + l];
		p->column[l] = (float)sqrt(s / (double)n + 1e-12);
	}
}

/* The row scale, in steps of 1/16 of a column's root mean square, that leaves the smallest squared error. */
static unsigned
row_scale(const float *val, const struct packed *p)
{
	double best = 1e30;
	unsigned scale = 1;

	for (unsigned s = 1; s < 256; s++) {
		double e = 0;

		for (int l = p->from; l < p->to; l++) {
			double x = (double)val[l] / (double)p->column[l], step = s / 16.0, q = rint(x / step);

			q = q > p->top ? p->top : q < -p->top ? -p->top : q;
			e += (x - q * step) * (x - q * step);
		}
		if (e < best) {
			best = e;
			scale = s;
		}
	}
	return scale;
}

void
pack_quantise(struct packed *p, const struct linear *m, const struct vocab *v, int from, int to, int top)
{
	float *val = xmalloc(v->words * COLUMNS * sizeof *val);

	memset(p, 0, sizeof *p);
	p->n = v->words;
	p->from = from;
	p->to = to;
	p->top = top;
	p->q = xcalloc(v->words, COLUMNS);
	p->row = xmalloc(v->words);
	p->idf = xmalloc(v->words);
	for (size_t i = 0; i < v->words; i++)
		for (int l = 0; l < COLUMNS; l++)
			val[i * COLUMNS + l] = m->w[i * LANES + l] * v->row[i].idf;
	column_scales(p, val, v->words);
	for (size_t i = 0; i < v->words; i++) {
		float idf = v->row[i].idf * 16 + 0.5f;

		p->idf[i] = (uint8_t)(idf > 255 ? 255 : idf);
		p->row[i] = (uint8_t)row_scale(val + i * COLUMNS, p);
		for (int l = from; l < to; l++) {
			float q = rintf(val[i * COLUMNS + l] / p->column[l] / ((float)p->row[i] / 16));

			p->q[i * COLUMNS + l] = (int8_t)(q > (float)top ? (float)top : q < (float)-top ? (float)-top : q);
		}
	}
	free(val);
}

void
pack_release(struct packed *p)
{
	free(p->q);
	free(p->row);
	free(p->idf);
}
