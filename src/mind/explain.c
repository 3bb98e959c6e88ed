/*
 * Explanation: see explain.h.
 *
 * The score of a family is a sum, so the explanation is the sum's own parts: what an n-gram adds is
 * given to its tokens, half to each of a pair, what a phrase of the lexicon adds to all its tokens
 * alike.  Neighbouring tokens that speak for the family then make one span.
 */
#include "explain.h"

#include <string.h>

/* A part below this share of the whole is not worth showing. */
enum { SHARE_MIN = 60 };

/* Bytes of a code point that is a picture and not a comma, a dash or a quotation mark. */
enum { PICTURE = 4 };

struct weighed {
	int32_t add[FEATURES_TOKENS];    /* what each token adds */
	uint8_t phrase[FEATURES_TOKENS]; /* stands in a phrase of the lexicon: its number + 1 */
	int64_t all;                     /* everything that speaks for the family */
};

static void
weigh(struct weighed *w, const struct suggest_model *m, const struct sentence *s, int family)
{
	memset(w, 0, sizeof *w);
	for (size_t i = 0; i < s->ngram; i++) {
		int32_t v = score_share(m, s, i, family);
		size_t a = s->gram[i].first, b = s->gram[i].last;

		w->add[a] += a == b ? v : v / 2;
		if (a != b)
			w->add[b] += v / 2;
	}
	for (size_t i = 0; i < s->nhit; i++) {
		size_t n = (size_t)s->hit[i].last - s->hit[i].first + 1;

		if (s->hit[i].what / 8 != family || s->bonus[i] <= 0)
			continue;
		for (size_t k = s->hit[i].first; k <= s->hit[i].last; k++) {
			w->add[k] += s->bonus[i] / (int32_t)n;
			w->phrase[k] = (uint8_t)(i + 1);
		}
	}
	for (size_t i = 0; i < s->ntok; i++)
		w->all += w->add[i] > 0 ? w->add[i] : 0;
}

/* Inside a phrase everything counts; outside of one only what can carry a feeling. */
static bool
counts(const struct weighed *w, const struct sentence *s, size_t i)
{
	const struct token *t = &s->tok[i];

	if (w->phrase[i])
		return true;
	return w->add[i] > 0 && !t->function && (t->kind == TOKEN_WORD || (t->kind == TOKEN_OTHER && t->end - t->start >= PICTURE));
}

/* Keeps the largest. */
static size_t
keep(struct suggest_span out[EXPLAIN_SPANS], size_t n, const struct suggest_span *span)
{
	size_t i = n < EXPLAIN_SPANS ? n : EXPLAIN_SPANS - 1;

	if (n == EXPLAIN_SPANS && out[i].share >= span->share)
		return n;
	for (; i > 0 && out[i - 1].share < span->share; i--)
		out[i] = out[i - 1];
	out[i] = *span;
	return n < EXPLAIN_SPANS ? n + 1 : n;
}

/* A span begins at a token that counts and goes on over such tokens; one function word between two may stay. */
static size_t
span_end(const struct weighed *w, const struct sentence *s, size_t i)
{
	size_t end = i + 1;

	while (end < s->ntok) {
		if (counts(w, s, end) && (w->phrase[end] == w->phrase[end - 1] || !w->phrase[end] || !w->phrase[end - 1]))
			end++;
		else
			break;
	}
	return end;
}

size_t
explain(const struct suggest_model *m, const struct sentence *s, int family, struct suggest_span out[EXPLAIN_SPANS])
{
	struct weighed w;
	size_t n = 0, end;

	weigh(&w, m, s, family);
	if (w.all <= 0)
		return 0;
	for (size_t i = 0; i < s->ntok; i = end) {
		struct suggest_span span = { .family = family, .feeling = -1 };
		int64_t sum = 0;

		end = i + 1;
		if (!counts(&w, s, i))
			continue;
		end = span_end(&w, s, i);
		for (size_t k = i; k < end; k++) {
			sum += w.add[k] > 0 ? w.add[k] : 0;
			if (w.phrase[k])
				span.feeling = s->hit[w.phrase[k] - 1].what;
		}
		span.start = s->tok[i].start;
		span.end = s->tok[end - 1].end;
		span.share = (unsigned)(sum * 1000 / w.all);
		if (span.share >= SHARE_MIN)
			n = keep(out, n, &span);
	}
	return n;
}
