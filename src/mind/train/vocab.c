/*
 * The n-grams that are frequent enough to learn from: see vocab.h.
 */
#include "vocab.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../ngram.h"

static int
by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

size_t
text_ngrams(const char *text, size_t n, uint32_t **out, size_t *cap)
{
	static struct token tok[FEATURES_TOKENS];
	static struct ngram gram[FEATURES_NGRAMS];
	size_t at = 0, nt, total = 0, distinct = 0;

	while ((nt = features_sentence(text, n, &at, tok)) > 0) {
		size_t ng = features_ngrams(tok, nt, gram);

		if (total + ng > *cap)
			*out = xrealloc(*out, (*cap = total + ng + 1024) * sizeof **out);
		for (size_t i = 0; i < ng; i++)
			(*out)[total++] = gram[i].hash;
	}
	if (total > 0)
		qsort(*out, total, sizeof **out, by_value);
	for (size_t i = 0; i < total; i++)
		if (i == 0 || (*out)[i] != (*out)[i - 1])
			(*out)[distinct++] = (*out)[i];
	return distinct;
}

long
vocab_find(const struct vocab *v, uint32_t hash)
{
	for (size_t s = hash & (v->nslot - 1); v->slot[s]; s = (s + 1) & (v->nslot - 1))
		if (v->row[v->slot[s] - 1].hash == hash)
			return (long)v->slot[s] - 1;
	return -1;
}

static void
rehash(struct vocab *v, size_t nslot)
{
	free(v->slot);
	v->slot = xcalloc(nslot, sizeof *v->slot);
	v->nslot = nslot;
	for (size_t i = 0; i < v->n; i++) {
		size_t s = v->row[i].hash & (nslot - 1);

		while (v->slot[s])
			s = (s + 1) & (nslot - 1);
		v->slot[s] = (uint32_t)i + 1;
	}
}

void
vocab_rehash(struct vocab *v)
{
	rehash(v, v->nslot);
}

static struct row *
row_add(struct vocab *v, uint32_t hash)
{
	size_t s;

	if (v->n * 2 >= v->nslot)
		rehash(v, v->nslot * 2);
	if (v->n == v->cap)
		v->row = xrealloc(v->row, (v->cap *= 2) * sizeof *v->row);
	for (s = hash & (v->nslot - 1); v->slot[s]; s = (s + 1) & (v->nslot - 1))
		;
	v->slot[s] = (uint32_t)++v->n;
	memset(&v->row[v->n - 1], 0, sizeof v->row[0]);
	v->row[v->n - 1].hash = hash;
	return &v->row[v->n - 1];
}

long
vocab_add(struct vocab *v, uint32_t hash)
{
	row_add(v, hash);
	return (long)v->n - 1;
}

/* Counts the n-grams of one document, each once; `seen` holds for each row the last document that had it. */
static void
count_doc(struct vocab *v, const struct doc *d, float weight, uint32_t id, uint32_t **seen, size_t *nseen)
{
	static struct token tok[FEATURES_TOKENS];
	static struct ngram gram[FEATURES_NGRAMS];
	size_t at = 0, nt;

	while ((nt = features_sentence(d->text, d->n, &at, tok)) > 0) {
		size_t ng = features_ngrams(tok, nt, gram);

		for (size_t i = 0; i < ng; i++) {
			long r = vocab_find(v, gram[i].hash);
			size_t from = tok[gram[i].first].start, len = tok[gram[i].last].end - from;

			if (r < 0) {
				struct row *row = row_add(v, gram[i].hash);

				r = (long)v->n - 1;
				row->pair = gram[i].last != gram[i].first;
				row->edge = i + 2 >= ng; /* the last two, see features_ngrams */
				snprintf(row->shown, sizeof row->shown, "%s%.*s", tok[gram[i].first].negated && !row->pair ? "NOT " : "",
				    (int)(len < 34 ? len : 34), d->text + from);
			}
			if ((size_t)r >= *nseen) {
				*seen = xrealloc(*seen, v->cap * sizeof **seen);
				for (size_t k = *nseen; k < v->cap; k++)
					(*seen)[k] = UINT32_MAX;
				*nseen = v->cap;
			}
			if ((*seen)[r] != id) {
				v->row[r].df++;
				v->row[r].mass += weight;
			}
			(*seen)[r] = id;
		}
	}
}

void
vocab_build(struct vocab *v, const struct corpus *c, const float weight[SOURCES], float min_word, float min_pair)
{
	uint32_t *seen = NULL, ndoc = 0;
	size_t nseen = 0, kept = 0;

	memset(v, 0, sizeof *v);
	v->row = xmalloc((v->cap = 4096) * sizeof *v->row);
	rehash(v, 16384);
	for (size_t i = 0; i < c->ndoc; i++)
		if (c->doc[i].source != SOURCE_GO_DEV) {
			count_doc(v, &c->doc[i], weight[c->doc[i].source], (uint32_t)i, &seen, &nseen);
			ndoc++;
		}
	for (size_t i = 0; i < v->n; i++)
		if (v->row[i].mass >= (v->row[i].pair ? min_pair : min_word)) {
			v->row[kept] = v->row[i];
			v->row[kept].idf = logf((1.0f + (float)ndoc) / (1.0f + (float)v->row[i].df)) + 1.0f;
			kept++;
		}
	v->n = kept;
	rehash(v, v->nslot);
	vocab_stems(v);
	free(seen);
}

static void
feat_add(struct corpus *c, uint32_t row, float x)
{
	if (c->nfeat == c->featcap)
		c->feat = xrealloc(c->feat, (c->featcap = c->featcap * 2 + 65536) * sizeof *c->feat);
	c->feat[c->nfeat].row = row;
	c->feat[c->nfeat++].x = x;
}

/* The stem of each word; forms of one stem in one document add up. */
static void
add_stems(const struct vocab *v, struct corpus *c, size_t first, size_t end)
{
	for (size_t k = first; k < end; k++) {
		long stem = v->row[c->feat[k].row].stem;
		size_t at = end;

		if (stem < 0)
			continue;
		while (at < c->nfeat && c->feat[at].row != (uint32_t)stem)
			at++;
		if (at < c->nfeat)
			c->feat[at].x += c->feat[k].x;
		else
			feat_add(c, (uint32_t)stem, c->feat[k].x);
	}
}

void
vocab_index(const struct vocab *v, struct corpus *c)
{
	uint32_t *gram = NULL;
	size_t cap = 0;

	c->nfeat = 0;
	for (size_t i = 0; i < c->ndoc; i++) {
		struct doc *d = &c->doc[i];
		size_t n = text_ngrams(d->text, d->n, &gram, &cap);
		float norm = 0;

		d->first = (uint32_t)c->nfeat;
		for (size_t k = 0; k < n; k++) {
			long r = vocab_find(v, gram[k]);

			if (r < 0 || (size_t)r >= v->words)
				continue;
			feat_add(c, (uint32_t)r, v->row[r].idf);
			norm += v->row[r].idf * v->row[r].idf;
		}
		for (size_t k = d->first; k < c->nfeat; k++)
			c->feat[k].x /= sqrtf(norm);
		add_stems(v, c, d->first, c->nfeat);
		d->nfeat = (uint32_t)(c->nfeat - d->first);
	}
	free(gram);
}

void
vocab_release(struct vocab *v)
{
	free(v->row);
	free(v->slot);
}
