/*
 * Finding the phrases of the lexicon in a sentence: see lexicon.h.
 */
#include "lexicon.h"

static int
phrase_at(const struct phrase_table *t, const struct phrase *p, const struct token *tok, size_t ntok)
{
	if (p->ntok > ntok)
		return 0;
	for (unsigned k = 0; k < p->ntok; k++) {
		uint32_t h = t->token[p->rest + k];

		if (h != LEXICON_ANY ? tok[k].hash != h : tok[k].kind == TOKEN_RUN)
			return 0;
	}
	return 1;
}

/* The longest phrase with this key that stands here, or NULL. */
static const struct phrase *
longest(const struct phrase_table *t, uint32_t key, const struct token *tok, size_t ntok)
{
	size_t b = key >> (32 - LEXICON_BUCKET_BITS);

	for (size_t k = t->bucket[b]; k < t->bucket[b + 1]; k++)
		if (t->phrase[k].key == key && phrase_at(t, &t->phrase[k], tok, ntok))
			return &t->phrase[k];
	return NULL;
}

size_t
lexicon_match(const struct phrase_table *t, const struct token *tok, size_t ntok, struct lexicon_hit hit[LEXICON_HITS])
{
	size_t n = 0, covered = 0;

	for (size_t i = 0; i < ntok && n < LEXICON_HITS; i++) {
		const struct phrase *p = longest(t, tok[i].hash, tok + i, ntok - i), *q = NULL;

		if (i + 1 < ntok)
			q = longest(t, features_pair(tok[i].hash, tok[i + 1].hash), tok + i, ntok - i);
		if (q && (!p || q->ntok >= p->ntok))
			p = q;
		if (!p || i + p->ntok <= covered)
			continue;
		hit[n].first = (uint16_t)i;
		hit[n].last = (uint16_t)(i + p->ntok - 1);
		hit[n].what = p->what;
		hit[n++].weight = p->weight;
		covered = i + p->ntok;
	}
	return n;
}
