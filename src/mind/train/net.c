/*
 * The small convolution net: see net.h.
 */
#include "net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../ngram.h"

/* ---- words ---- */

static size_t
doc_tokens(const struct doc *d, uint32_t *hash)
{
	static struct token tok[FEATURES_TOKENS];
	size_t at = 0, nt, n = 0;

	while (n < NET_TOKENS && (nt = features_sentence(d->text, d->n, &at, tok)) > 0)
		for (size_t i = 0; i < nt && n < NET_TOKENS; i++)
			hash[n++] = tok[i].hash;
	return n;
}

static int
by_hash(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static uint16_t
word_number(const struct net_words *w, uint32_t hash)
{
	size_t lo = 0, hi = w->words - 1;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (w->hash[mid] < hash)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < w->words - 1 && w->hash[lo] == hash ? (uint16_t)(lo + 1) : 0;
}

void
net_words_build(struct net_words *w, const struct corpus *c, const float weight[SOURCES], float min_mass)
{
	struct vocab v;
	uint32_t hash[NET_TOKENS];
	size_t n = 0;

	vocab_build(&v, c, weight, min_mass, 1e30f);
	w->hash = xmalloc(v.n * sizeof *w->hash);
	w->words = 1;
	for (size_t i = 0; i < v.n; i++)
		if (strncmp(v.row[i].shown, "NOT ", 4) != 0 && !v.row[i].edge)
			w->hash[w->words++ - 1] = v.row[i].hash;
	qsort(w->hash, w->words - 1, sizeof *w->hash, by_hash);
	w->first = xmalloc((c->ndoc + 1) * sizeof *w->first);
	w->token = xmalloc(c->ndoc * NET_TOKENS * sizeof *w->token);
	for (size_t i = 0; i < c->ndoc; i++) {
		size_t k = doc_tokens(&c->doc[i], hash);

		w->first[i] = n;
		for (size_t t = 0; t < k; t++)
			w->token[n++] = word_number(w, hash[t]);
	}
	w->first[c->ndoc] = n;
	vocab_release(&v);
}

void
net_words_release(struct net_words *w)
{
	free(w->hash);
	free(w->token);
	free(w->first);
}

/* ---- forwards ---- */

struct state {
	float x[NET_TOKENS + 2][NET_WIDTH]; /* with an edge of zeros on both sides */
	float best[NET_FILTERS], mean[NET_WIDTH], keep[NET_FILTERS];
	size_t at[NET_FILTERS], n;
	float z[LANES];
};

static void
forward(const struct net *n, struct state *s, const float *linear, size_t source)
{
	for (int f = 0; f < NET_FILTERS; f++)
		s->best[f] = -1e30f;
	memset(s->mean, 0, sizeof s->mean);
	for (size_t i = 0; i < s->n; i++) {
		float h[NET_FILTERS];

		memcpy(h, n->filter_bias, sizeof h);
		for (int k = 0; k < NET_SPAN; k++)
			for (int e = 0; e < NET_WIDTH; e++) {
				float x = s->x[i + (size_t)k][e];

				for (int f = 0; f < NET_FILTERS; f++)
					h[f] += x * n->filter[k][e][f];
			}
		for (int f = 0; f < NET_FILTERS; f++)
			if (h[f] > s->best[f]) {
				s->best[f] = h[f];
				s->at[f] = i;
			}
		for (int e = 0; e < NET_WIDTH; e++)
			s->mean[e] += s->x[i + 1][e];
	}
	for (int l = 0; l < LANES; l++)
		s->z[l] = n->bias[source][l] + n->trust[l] * linear[l];
	for (int f = 0; f < NET_FILTERS; f++) {
		float a = s->best[f] > 0 ? s->best[f] * s->keep[f] : 0;

		for (int l = 0; l < LANES; l++)
			s->z[l] += a * n->out[f][l];
	}
	for (int e = 0; e < NET_WIDTH; e++) {
		s->mean[e] /= (float)(s->n ? s->n : 1);
		for (int l = 0; l < LANES; l++)
			s->z[l] += s->mean[e] * n->mean[e][l];
	}
}

static void
load(const struct net *n, const struct net_words *w, size_t doc, struct state *s)
{
	s->n = w->first[doc + 1] - w->first[doc];
	memset(s->x[0], 0, sizeof s->x[0]);
	for (size_t i = 0; i < s->n; i++)
		memcpy(s->x[i + 1], n->vector + (size_t)w->token[w->first[doc] + i] * NET_WIDTH, sizeof s->x[0]);
	memset(s->x[s->n + 1], 0, sizeof s->x[0]);
	for (int f = 0; f < NET_FILTERS; f++)
		s->keep[f] = 1;
}

void
net_score(const struct net *n, const struct net_words *w, const float *linear, size_t doc, float out[LANES])
{
	struct state s;

	load(n, w, doc, &s);
	forward(n, &s, linear + doc * LANES, SOURCE_GO);
	memcpy(out, s.z, sizeof s.z);
}

/* ---- backwards ---- */

/* Sums of squared gradients, in the shape of the net. */
struct learner {
	struct net *n;
	struct net *g; /* squares */
	float rate, decay;
	uint32_t rng;
};

static float
uniform(uint32_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	*s ^= *s << 5;
	return (float)(*s >> 8) / 16777216.0f;
}

static void
adagrad(const struct learner *t, float *w, float *square, float gradient)
{
	*square += gradient * gradient;
	*w -= t->rate * (gradient / sqrtf(*square + 1e-6f) + t->decay * *w);
}

static void
backward(const struct learner *t, struct state *s, const struct net_words *w, const float *linear, size_t doc, const float dz[LANES],
    size_t source)
{
	static float dx[NET_TOKENS + 2][NET_WIDTH];
	struct net *n = t->n, *g = t->g;

	memset(dx, 0, (s->n + 2) * sizeof dx[0]);
	for (int l = 0; l < COLUMNS; l++) {
		adagrad(t, &n->bias[source][l], &g->bias[source][l], dz[l]);
		n->trust[l] -= t->rate * 0.02f * dz[l] * linear[l];
	}
	for (int f = 0; f < NET_FILTERS; f++) {
		float a = s->best[f] > 0 ? s->best[f] * s->keep[f] : 0, d = 0;

		if (a <= 0)
			continue;
		for (int l = 0; l < COLUMNS; l++) {
			d += dz[l] * n->out[f][l];
			adagrad(t, &n->out[f][l], &g->out[f][l], dz[l] * a);
		}
		d *= s->keep[f];
		adagrad(t, &n->filter_bias[f], &g->filter_bias[f], d);
		for (int k = 0; k < NET_SPAN; k++)
			for (int e = 0; e < NET_WIDTH; e++) {
				size_t i = s->at[f] + (size_t)k;

				dx[i][e] += d * n->filter[k][e][f];
				adagrad(t, &n->filter[k][e][f], &g->filter[k][e][f], d * s->x[i][e]);
			}
	}
	for (int e = 0; e < NET_WIDTH; e++) {
		float d = 0;

		for (int l = 0; l < COLUMNS; l++) {
			d += dz[l] * n->mean[e][l];
			adagrad(t, &n->mean[e][l], &g->mean[e][l], dz[l] * s->mean[e]);
		}
		for (size_t i = 0; i < s->n; i++)
			dx[i + 1][e] += d / (float)s->n;
	}
	for (size_t i = 0; i < s->n; i++) {
		size_t v = w->token[w->first[doc] + i] * (size_t)NET_WIDTH;

		for (int e = 0; e < NET_WIDTH; e++)
			adagrad(t, &n->vector[v + (size_t)e], &g->vector[v + (size_t)e], dx[i + 1][e]);
	}
}

static void
learn(struct learner *t, const struct corpus *c, const struct net_words *w, const float *linear, const struct net_recipe *r, size_t doc)
{
	const struct doc *d = &c->doc[doc];
	struct state s;
	float dz[LANES] = { 0 };

	load(t->n, w, doc, &s);
	for (size_t i = 1; i <= s.n; i++)
		if (uniform(&t->rng) < r->drop_word)
			memset(s.x[i], 0, sizeof s.x[i]);
	for (int f = 0; f < NET_FILTERS; f++)
		s.keep[f] = uniform(&t->rng) < r->drop_filter ? 0 : 1 / (1 - r->drop_filter);
	forward(t->n, &s, linear + doc * LANES, d->source);
	for (int l = 0; l < COLUMNS; l++)
		if (d->known >> l & 1)
			dz[l] = (1 / (1 + expf(-s.z[l])) - (float)(d->yes >> l & 1)) * d->weight * r->source_weight[d->source];
	backward(t, &s, w, linear + doc * LANES, doc, dz, d->source);
}

static void
init(struct net *n, size_t words, uint32_t *rng)
{
	memset(n, 0, sizeof *n);
	n->words = words;
	n->vector = xmalloc(words * NET_WIDTH * sizeof *n->vector);
	for (size_t i = 0; i < words * NET_WIDTH; i++)
		n->vector[i] = (uniform(rng) - 0.5f) * 0.5f;
	for (int k = 0; k < NET_SPAN; k++)
		for (int e = 0; e < NET_WIDTH; e++)
			for (int f = 0; f < NET_FILTERS; f++)
				n->filter[k][e][f] = (uniform(rng) - 0.5f) * 0.4f;
	for (int f = 0; f < NET_FILTERS; f++)
		for (int l = 0; l < COLUMNS; l++)
			n->out[f][l] = (uniform(rng) - 0.5f) * 0.2f;
	for (int b = 0; b < SOURCES; b++)
		for (int l = 0; l < COLUMNS; l++)
			n->bias[b][l] = b == SOURCE_GO ? 0 : -3;
	for (int l = 0; l < LANES; l++)
		n->trust[l] = 1;
}

void
net_train(struct net *n, const struct corpus *c, const struct net_words *w, const float *linear, const struct net_recipe *r, int skip)
{
	uint32_t *order = xmalloc(c->ndoc * sizeof *order);
	struct net squares;
	struct learner t = { .n = n, .g = &squares, .decay = r->decay, .rng = r->seed };
	size_t nd = 0;

	init(n, w->words, &t.rng);
	memset(&squares, 0, sizeof squares);
	squares.vector = xcalloc(w->words * NET_WIDTH, sizeof *squares.vector);
	for (size_t i = 0; i < c->ndoc; i++)
		if (c->doc[i].source != SOURCE_GO_DEV && c->doc[i].fold != skip && r->source_weight[c->doc[i].source] > 0 &&
		    w->first[i + 1] > w->first[i])
			order[nd++] = (uint32_t)i;
	for (int e = 0; e < r->epochs; e++) {
		t.rate = r->rate + (r->rate_end - r->rate) * (float)e / (float)(r->epochs > 1 ? r->epochs - 1 : 1);
		for (size_t i = nd; i > 1; i--) {
			size_t j = (size_t)(uniform(&t.rng) * (float)i);
			uint32_t swap = order[i - 1];

			j = j < i ? j : i - 1;
			order[i - 1] = order[j];
			order[j] = swap;
		}
		for (size_t i = 0; i < nd; i++)
			learn(&t, c, w, linear, r, order[i]);
	}
	free(squares.vector);
	free(order);
}

void
net_release(struct net *n)
{
	free(n->vector);
}
