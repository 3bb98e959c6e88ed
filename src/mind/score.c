/*
 * Scoring one sentence: see score.h.
 *
 * The model's features are a sum over n-grams divided by the root of the sum of their squares, so
 * a logit needs one integer root and one division; both round the same way everywhere.
 */
#include "score.h"

#include <string.h>

enum { NEGATION_WORDS = 3 };

/* The integer part of the root. */
static uint32_t
root(uint64_t x)
{
	uint64_t r = 0, bit = 1ULL << 40;

	while (bit > x)
		bit >>= 2;
	for (; bit; bit >>= 2) {
		if (x >= r + bit) {
			x -= r + bit;
			r = (r >> 1) + bit;
		} else {
			r >>= 1;
		}
	}
	return (uint32_t)r;
}

/* The root of a sum of squared idfs (each in 1/16), in 1/256. */
static uint32_t
norm_of(uint32_t square)
{
	return root((uint64_t)square << 8);
}

static int32_t
logit_of(const struct suggest_model *m, int32_t sum, uint32_t norm, int column)
{
	return (int32_t)((int64_t)sum * model_i32(m, MODEL_AT_COLUMN, column) / (4 * (int64_t)norm));
}

int32_t
score_permille(int32_t logit)
{
	/* the logistic curve at 0, 1/2, 1 ... 8, times 100000 */
	static const int32_t curve[] = { 50000, 62246, 73106, 81757, 88080, 92414, 95257, 97069, 98201, 98901, 99331, 99593,
		99753, 99850, 99909, 99945, 99966, 99979 };
	int32_t a = logit < 0 ? -logit : logit, i, p;

	if (a >= 8 * 1024)
		a = 8 * 1024 - 1;
	i = a / 512;
	p = (curve[i] + (curve[i + 1] - curve[i]) * (a % 512) / 512 + 50) / 100;
	return logit < 0 ? 1000 - p : p;
}

/* Is this token one of a list of hashes?  The lists are of a few words. */
static bool
is_one_of(const struct token *t, const char *const *words)
{
	for (; *words; words++)
		if (t->hash == features_word(*words, strlen(*words)))
			return true;
	return false;
}

/*
 * A sentence that opens with another person and never comes back to the writer tells of what that
 * person feels or does.
 */
static bool
about_another(const struct sentence *s)
{
	static const char *const others[] = { "he", "she", "they", "his", "her", "their", "he's", "she's", "they're", NULL };
	static const char *const self[] = { "i", "me", "my", "i'm", "i've", "i'd", "i'll", "im", "myself", "mine", "we", "us", "our", NULL };

	if (s->ntok == 0 || !is_one_of(&s->tok[0], others))
		return false;
	for (size_t i = 1; i < s->ntok; i++)
		if (is_one_of(&s->tok[i], self))
			return false;
	return true;
}

/* A negator before a phrase, in the same clause and not further than three words that count. */
static bool
denied(const struct sentence *s, const struct lexicon_hit *h)
{
	unsigned words = 0;

	for (size_t i = h->first; i-- > 0 && words < NEGATION_WORDS;) {
		const struct token *t = &s->tok[i];

		if (t->negator)
			return true;
		if (t->kind == TOKEN_RUN || t->kind == TOKEN_OTHER)
			return false;
		words += t->kind == TOKEN_WORD && !t->function;
	}
	return false;
}

static void
read_lexicon(const struct suggest_model *m, struct sentence *s)
{
	struct lexicon_hit cue[LEXICON_HITS];
	size_t ncue = lexicon_match(&lexicon_cues, s->tok, s->ntok, cue);

	s->doubt = about_another(s);
	for (size_t i = 0; i < ncue; i++)
		s->doubt |= cue[i].what == CUE_HYPOTHETICAL || cue[i].what == CUE_PAST || cue[i].what == CUE_OTHER;
	s->nhit = lexicon_match(&lexicon_feelings, s->tok, s->ntok, s->hit);
	for (size_t i = 0; i < s->nhit; i++) {
		s->bonus[i] = denied(s, &s->hit[i]) ? 0 : model_i32(m, MODEL_AT_TUNING, TUNING_LEXICON_1 + s->hit[i].weight - 1);
		if (s->doubt)
			s->bonus[i] = s->bonus[i] * model_i32(m, MODEL_AT_TUNING, TUNING_DOUBT) / 1024;
		/* the same word again says little more */
		for (size_t k = 0; k < i; k++)
			if (s->hit[k].what == s->hit[i].what && s->bonus[k] > 0)
				s->bonus[i] /= 4;
	}
}

/* Keeps the n-grams the model knows, each once, and sums their weights. */
static void
read_ngrams(const struct suggest_model *m, struct sentence *s, struct text_sum *text, int32_t sum[MODEL_COLUMNS])
{
	uint8_t seen[MODEL_ROWS_MAX / 8];
	size_t n = features_ngrams(s->tok, s->ntok, s->gram);
	uint32_t square = 0;

	memset(seen, 0, m->rows / 8 + 1);
	s->ngram = 0;
	for (size_t i = 0; i < n; i++) {
		int32_t row = suggest_model_find(m, s->gram[i].hash);
		uint8_t bit = (uint8_t)(1U << (row & 7));

		if (row < 0 || seen[row / 8] & bit)
			continue;
		seen[row / 8] |= bit;
		s->gram[s->ngram] = s->gram[i];
		s->row[s->ngram++] = row;
		square += (uint32_t)m->idf[row] * m->idf[row];
		suggest_model_add(m, row, sum);
		if (text && !(text->seen[row / 8] & bit)) {
			text->seen[row / 8] |= bit;
			text->square += (uint32_t)m->idf[row] * m->idf[row];
			suggest_model_add(m, row, text->sum);
		}
	}
	s->norm = norm_of(square);
}

bool
score_sentence(const struct suggest_model *m, const char *text, size_t n, size_t *at, struct sentence *s, struct text_sum *sum)
{
	int32_t mine[MODEL_COLUMNS] = { 0 };

	s->ntok = features_sentence(text, n, at, s->tok);
	if (s->ntok == 0)
		return false;
	s->start = s->tok[0].start;
	s->end = s->tok[s->ntok - 1].end;
	read_ngrams(m, s, sum, mine);
	read_lexicon(m, s);
	for (int l = 0; l < MODEL_COLUMNS; l++) {
		s->logit[l] = s->norm ? logit_of(m, mine[l], s->norm, l) : 0;
		if (l >= MODEL_LABELS && s->doubt && s->logit[l] > 0)
			s->logit[l] = s->logit[l] * model_i32(m, MODEL_AT_TUNING, TUNING_DOUBT) / 1024;
		s->logit[l] += model_i32(m, MODEL_AT_BIAS, l);
	}
	for (size_t i = 0; i < s->nhit; i++)
		s->logit[MODEL_LABELS + s->hit[i].what / 8] += s->bonus[i];
	return true;
}

int32_t
score_share(const struct suggest_model *m, const struct sentence *s, size_t gram, int column)
{
	return s->norm ? logit_of(m, suggest_model_weight(m, s->row[gram], column), s->norm, column) : 0;
}

void
score_text(const struct suggest_model *m, const struct text_sum *sum, int32_t logit[MODEL_LABELS])
{
	uint32_t norm = norm_of(sum->square);

	for (int l = 0; l < MODEL_LABELS; l++)
		logit[l] = (norm ? logit_of(m, sum->sum[l], norm, l) : 0) + model_i32(m, MODEL_AT_BIAS, l);
}
