/*
 * From sentences to a suggestion: see felt/mind/suggest.h.
 *
 * Each sentence gives every family a chance.  For an entry a family has half of its best sentence
 * and half of the mean of all: one strong sentence in a long day is heard, and so is a tone that
 * runs through everything.  The best sentence is read once more for its word and its explanation.
 */
#include "felt/mind/suggest.h"

#include <string.h>

#include "explain.h"
#include "score.h"
#include "suggest_inner.h"

enum { EXPLAINED = 3 };

struct family_sum {
	int64_t sum;
	int32_t best;
	size_t at;    /* where its best sentence begins */
	int feeling;  /* the word it points to, -1 for none */
};

/* Everything that is gathered on the way through a text. */
struct gathered {
	struct family_sum fam[SUGGEST_FAMILIES];
	int32_t any; /* the highest logit of any feeling at all */
	size_t sentences;
	struct text_sum text;
};

/* Words that are never proposed unless the writer has written them: index and word. */
static const struct {
	int feeling;
	const char *word;
} heavy[] = { { 31, "hopeless" }, { 52, "humiliated" }, { 54, "unworthy" }, { 55, "needy" } };

/* The word of the vocabulary that a label stands for; -1: none.  Admiration, approval, surprise and their like name no feeling of it. */
static const signed char label_feeling[SUGGEST_LABELS] = {
	-1, 6, 40, 41, -1, 17, -1, -1, 23, 26, -1, 47, 50, 2, 32, 14, 28, 0, 16, 33, 5, 4, -1, 10, 49, 24, -1, -1
};

/* The least a label head must say, under its threshold, to name the word: a third of a unit. */
enum { LABEL_NEAR = -512 };

const char *
suggest_label_name(int i)
{
	static const char *const name[SUGGEST_LABELS] = {
		"admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
		"disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief",
		"joy", "love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness",
		"surprise", "neutral"
	};

	return name[i];
}

/* The chance of a family in a sentence, 0..1000. */
static int32_t
chance(const struct suggest_model *m, const struct sentence *s, int family)
{
	int64_t z = (int64_t)s->logit[MODEL_LABELS + family] * model_i32(m, MODEL_AT_TUNING, TUNING_SLOPE) / 1024;

	z += model_i32(m, MODEL_AT_OFFSET, family);
	return score_permille(z > 16384 ? 16384 : z < -16384 ? -16384 : (int32_t)z);
}

/* Did the writer use this word?  A heavy one may be proposed only then. */
static bool
may_say(const struct sentence *s, int feeling)
{
	for (size_t h = 0; h < sizeof heavy / sizeof heavy[0]; h++) {
		uint32_t hash = features_word(heavy[h].word, strlen(heavy[h].word));
		bool said = false;

		if (heavy[h].feeling != feeling)
			continue;
		for (size_t i = 0; i < s->ntok; i++)
			said |= s->tok[i].hash == hash;
		return said;
	}
	return true;
}

/* The word within a family: what the lexicon points to, else what a label says, else none. */
static int
word_of(const struct suggest_model *m, const struct sentence *s, int family)
{
	int32_t best = 0;
	int feeling = -1;

	for (size_t i = 0; i < s->nhit; i++)
		if (s->hit[i].what / 8 == family && s->bonus[i] > best && may_say(s, s->hit[i].what)) {
			best = s->bonus[i];
			feeling = s->hit[i].what;
		}
	if (feeling >= 0)
		return feeling;
	best = LABEL_NEAR;
	for (int l = 0; l < SUGGEST_LABELS; l++) {
		int32_t over = s->logit[l] - model_i32(m, MODEL_AT_THRESHOLD, l);

		if (label_feeling[l] >= 0 && label_feeling[l] / 8 == family && over > best) {
			best = over;
			feeling = label_feeling[l];
		}
	}
	return feeling;
}

/* Every sentence once. */
static void
gather(const struct suggest_model *m, const char *text, size_t n, struct sentence *s, struct gathered *g)
{
	size_t at = 0, from = 0;

	memset(g, 0, sizeof *g);
	for (; score_sentence(m, text, n, &at, s, &g->text); from = at, g->sentences++) {
		if (g->sentences == 0 || s->logit[MODEL_ANY] > g->any)
			g->any = s->logit[MODEL_ANY];
		for (int f = 0; f < SUGGEST_FAMILIES; f++) {
			struct family_sum *fam = &g->fam[f];
			int32_t c = chance(m, s, f);

			fam->sum += c;
			if (g->sentences == 0 || c > fam->best) {
				fam->best = c;
				fam->at = from;
				fam->feeling = word_of(m, s, f);
			}
		}
	}
}

static void
rank(struct suggestion *out, const struct gathered *g)
{
	for (int f = 0; f < SUGGEST_FAMILIES; f++) {
		struct suggest_feeling now = { .family = f, .feeling = -1 };
		int i = f;

		if (g->sentences > 0) {
			now.feeling = g->fam[f].feeling;
			now.score = (unsigned)((g->fam[f].best + g->fam[f].sum / (int64_t)g->sentences) / 2);
		}
		for (; i > 0 && out->feelings[i - 1].score < now.score; i--)
			out->feelings[i] = out->feelings[i - 1];
		out->feelings[i] = now;
	}
}

static void
add_reasons(struct suggestion *out, const struct suggest_model *m, const struct sentence *s, int family)
{
	struct suggest_span span[EXPLAIN_SPANS];
	size_t n = explain(m, s, family, span);

	for (size_t i = 0; i < n && out->nbecause < SUGGEST_SPANS; i++) {
		if (span[i].feeling >= 0 && !may_say(s, span[i].feeling))
			span[i].feeling = -1;
		out->because[out->nbecause++] = span[i];
	}
}

/* How much there is to go on: the first family's chance, and whether there is any feeling at all; in 1/1024. */
int32_t
suggest_ground(const struct suggest_model *m, int32_t any, unsigned score)
{
	return score_logit((int32_t)score) + (int32_t)((int64_t)any * model_i32(m, MODEL_AT_TUNING, TUNING_ANY) / 1024);
}

void
suggest(struct suggestion *out, const char *text, size_t n)
{
	struct suggest_model m;

	suggest_model_open(&m);
	suggest_with(&m, out, text, n);
}

int32_t
suggest_with(const struct suggest_model *m, struct suggestion *out, const char *text, size_t n)
{
	struct sentence s;
	struct gathered g;

	memset(out, 0, sizeof *out);
	n = n < UINT32_MAX ? n : UINT32_MAX;
	gather(m, text, n, &s, &g);
	rank(out, &g);
	score_text(m, &g.text, out->labels);
	for (int l = 0; l < SUGGEST_LABELS; l++)
		out->labels[l] -= model_i32(m, MODEL_AT_THRESHOLD, l);
	for (int i = 0; i < EXPLAINED && g.sentences > 0; i++) {
		size_t at = g.fam[out->feelings[i].family].at;

		if (g.sentences > 1)
			score_sentence(m, text, n, &at, &s, NULL);
		add_reasons(out, m, &s, out->feelings[i].family);
	}
	out->unsure = out->nbecause == 0 || out->because[0].family != out->feelings[0].family ||
	    suggest_ground(m, g.any, out->feelings[0].score) < model_i32(m, MODEL_AT_TUNING, TUNING_UNSURE);
	return g.any;
}
