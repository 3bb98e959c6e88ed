/*
 * Logistic regression for all columns at once: see linear.h.
 */
#include "linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t
step(uint32_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	return *s ^= *s << 5;
}

static int
used(const struct doc *d, const struct linear_recipe *r, int skip)
{
	return d->source != SOURCE_GO_DEV && d->fold != skip && r->source_weight[d->source] + r->source_label_weight[d->source] > 0;
}

static float
doc_weight(const struct doc *d, const struct linear_recipe *r, int column)
{
	return d->weight * (column < LABELS ? r->source_label_weight[d->source] : r->source_weight[d->source]);
}

/* log of how much likelier a row is in yes than in no documents, column by column */
static void
ratios(float *ratio, const struct corpus *c, size_t n, const struct linear_recipe *r, int skip)
{
	float *yes = xcalloc(n * LANES, sizeof *yes), *no = xcalloc(n * LANES, sizeof *no);
	double tyes[LANES] = { 0 }, tno[LANES] = { 0 };

	for (size_t i = 0; i < c->ndoc; i++) {
		const struct doc *d = &c->doc[i];

		if (!used(d, r, skip))
			continue;
		for (int l = 0; l < COLUMNS; l++) {
			float w = doc_weight(d, r, l), *to = d->yes >> l & 1 ? yes : no;

			if (!(d->known >> l & 1) || w <= 0)
				continue;
			for (size_t k = d->first; k < d->first + d->nfeat; k++)
				to[c->feat[k].row * LANES + l] += w * (c->feat[k].x > 0 ? c->feat[k].x : 0);
			*(d->yes >> l & 1 ? &tyes[l] : &tno[l]) += w;
		}
	}
	for (int l = 0; l < COLUMNS; l++) {
		float base = logf(((float)tyes[l] + 1) / ((float)tno[l] + 1));

		for (size_t f = 0; f < n; f++) {
			float v = logf((yes[f * LANES + l] + r->alpha) / (no[f * LANES + l] + r->alpha)) - base * 1.0f;

			/* the smoothing pulls towards an even chance, which for a rare column is far from its base */
			v = logf((yes[f * LANES + l] + r->alpha * expf(base)) / (no[f * LANES + l] + r->alpha)) - base;
			ratio[f * LANES + l] = v * r->beta + (1 - r->beta);
		}
	}
	free(yes);
	free(no);
}

static float
logistic(float x)
{
	return 1.0f / (1.0f + expf(-x));
}

/* One document: every column's dual variable moves towards its best value, the weights follow. */
static void
ascend(struct linear *m, const float *ratio, const struct corpus *c, const struct doc *d, const struct linear_recipe *r, float *dual,
    const float *square)
{
	float p[LANES], move[LANES] = { 0 };

	for (int l = 0; l < LANES; l++)
		p[l] = m->bias[d->source][l];
	for (size_t k = d->first; k < d->first + d->nfeat; k++) {
		const float *w = m->w + c->feat[k].row * LANES, *q = ratio + c->feat[k].row * LANES;
		float x = c->feat[k].x;

		for (int l = 0; l < LANES; l++)
			p[l] += x * (w[l] * q[l]);
	}
	for (int l = 0; l < COLUMNS; l++) {
		float y = d->yes >> l & 1 ? 1.0f : -1.0f, C = r->C[l] * doc_weight(d, r, l), delta, curve;

		if (!(d->known >> l & 1) || C <= 0)
			continue;
		curve = 0.25f + C * (square[l] + 1.0f);
		delta = (logistic(-y * p[l]) - dual[l]) / (curve > 1.0f ? curve : 1.0f);
		dual[l] += delta;
		move[l] = C * y * delta;
		m->bias[d->source][l] += move[l];
	}
	for (size_t k = d->first; k < d->first + d->nfeat; k++) {
		float *w = m->w + c->feat[k].row * LANES, x = c->feat[k].x;
		const float *q = ratio + c->feat[k].row * LANES;

		for (int l = 0; l < LANES; l++)
			w[l] += x * q[l] * move[l];
	}
}

void
linear_train(struct linear *m, const struct corpus *c, const struct vocab *v, const struct linear_recipe *r, int skip)
{
	float *ratio = xcalloc(v->n * LANES, sizeof *ratio), *dual, *square;
	uint32_t *order = xmalloc(c->ndoc * sizeof *order), seed = 0x66656c74;
	size_t n = 0;

	memset(m, 0, sizeof *m);
	m->n = v->n;
	m->w = xcalloc(v->n * LANES, sizeof *m->w);
	for (size_t i = 0; i < c->ndoc; i++)
		if (used(&c->doc[i], r, skip))
			order[n++] = (uint32_t)i;
	ratios(ratio, c, v->n, r, skip);
	dual = xcalloc(c->ndoc * LANES, sizeof *dual);
	square = xcalloc(c->ndoc * LANES, sizeof *square);
	for (size_t i = 0; i < c->ndoc; i++)
		for (size_t k = c->doc[i].first; k < c->doc[i].first + c->doc[i].nfeat; k++)
			for (int l = 0; l < LANES; l++) {
				float q = c->feat[k].x * ratio[c->feat[k].row * LANES + l];

				square[i * LANES + l] += q * q;
			}
	for (int e = 0; e < r->epochs; e++) {
		for (size_t i = n; i > 1; i--) {
			size_t j = step(&seed) % i;
			uint32_t t = order[i - 1];

			order[i - 1] = order[j];
			order[j] = t;
		}
		for (size_t i = 0; i < n; i++)
			ascend(m, ratio, c, &c->doc[order[i]], r, dual + order[i] * LANES, square + order[i] * LANES);
	}
	for (size_t i = 0; i < v->n * LANES; i++)
		m->w[i] *= ratio[i];
	free(ratio);
	free(dual);
	free(square);
	free(order);
}

void
linear_collapse(struct linear *m, const struct vocab *v)
{
	for (size_t i = 0; i < v->words; i++)
		for (int l = 0; v->row[i].stem >= 0 && l < COLUMNS; l++)
			m->w[i * LANES + l] += m->w[(size_t)v->row[i].stem * LANES + l];
}

void
linear_score(const struct linear *m, const struct corpus *c, const struct doc *d, float out[LANES])
{
	for (int l = 0; l < LANES; l++)
		out[l] = m->bias[SOURCE_GO][l];
	for (size_t k = d->first; k < d->first + d->nfeat; k++) {
		const float *w = m->w + c->feat[k].row * LANES;

		for (int l = 0; l < LANES; l++)
			out[l] += c->feat[k].x * w[l];
	}
}

void
linear_release(struct linear *m)
{
	free(m->w);
}

struct scored {
	float s;
	uint8_t yes;
};

static int
by_score(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	return x->s != y->s ? (x->s < y->s) - (x->s > y->s) : y->yes - x->yes;
}

float
best_threshold(const float *score, const uint8_t *yes, size_t n, float *threshold)
{
	struct scored *s = xmalloc(n * sizeof *s);
	float best = 0, f;
	size_t total = 0, hit = 0;

	for (size_t i = 0; i < n; i++) {
		s[i] = (struct scored){ score[i], yes[i] };
		total += yes[i];
	}
	qsort(s, n, sizeof *s, by_score);
	*threshold = n ? s[0].s + 1 : 0;
	for (size_t i = 0; i < n; i++) {
		hit += s[i].yes;
		if (i + 1 < n && s[i + 1].s == s[i].s)
			continue;
		f = 2.0f * (float)hit / (float)(i + 1 + total);
		if (f > best) {
			best = f;
			*threshold = i + 1 < n ? (s[i].s + s[i + 1].s) / 2 : s[i].s - 1;
		}
	}
	free(s);
	return best;
}
