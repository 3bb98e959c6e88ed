/*
 * Finding the phrases of the lexicon in a sentence: see lexicon.h.
 */
#include "lexicon.h"

/* The first phrase that begins with this token, or n. */
static size_t
find_first(const struct phrase_table *t, uint32_t hash)
{
	size_t lo = 0, hi = t->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->phrase[mid].first < hash)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int
phrase_at(const struct phrase_table *t, const struct phrase *p, const struct token *tok, size_t ntok)
{
	if (p->ntok > ntok)
		return 0;
	for (unsigned k = 1; k < p->ntok; k++) {
		uint32_t h = t->token[p->rest + k - 1];

		if (h != LEXICON_ANY ? tok[k].hash != h : tok[k].kind == TOKEN_RUN)
			return 0;
	}
	return 1;
}

size_t
lexicon_match(const struct phrase_table *t, const struct token *tok, size_t ntok, struct lexicon_hit hit[LEXICON_HITS])
{
	size_t n = 0, covered = 0;

	for (size_t i = 0; i < ntok && n < LEXICON_HITS; i++) {
		for (size_t k = find_first(t, tok[i].hash); k < t->n && t->phrase[k].first == tok[i].hash; k++) {
			const struct phrase *p = &t->phrase[k];

			if (i + p->ntok <= covered || !phrase_at(t, p, tok + i, ntok - i))
				continue;
			hit[n].first = (uint16_t)i;
			hit[n].last = (uint16_t)(i + p->ntok - 1);
			hit[n].what = p->what;
			hit[n++].weight = p->weight;
			covered = i + p->ntok;
			break;
		}
	}
	return n;
}
