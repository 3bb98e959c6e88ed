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

int32_t
score_logit(int32_t permille)
{
	int32_t lo = -8 * 1024, hi = 8 * 1024;

	while (lo < hi) {
		int32_t mid = lo + (hi - lo) / 2;

		if (score_permille(mid) < permille)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/*
 * A sentence that opens with another person and never comes back to the writer tells of what that
 * person feels or does.
 */
static bool
about_another(const struct sentence *s)
{
	if (s->tok[0].person != PERSON_OTHER)
		return false;
	for (size_t i = 1; i < s->ntok; i++)
		if (s->tok[i].person == PERSON_SELF)
			return false;
	return true;
}

/* Words that count between two places of a sentence; a comma or a stop between them counts as too many. */
static unsigned
words_between(const struct sentence *s, size_t from, size_t to)
{
	unsigned n = 0;

	for (size_t i = from; i < to; i++) {
		if (s->tok[i].kind == TOKEN_RUN || s->tok[i].kind == TOKEN_OTHER)
			return NEGATION_WORDS;
		n += s->tok[i].kind == TOKEN_WORD && !s->tok[i].function;
	}
	return n;
}

/*
 * What a phrase adds to its family: by its weight, nothing if a negator before it denies it, more
 * or less after "so" or "a little".
 */
static int32_t
bonus_of(const struct suggest_model *m, const struct sentence *s, const struct lexicon_hit *h, const struct lexicon_hit *cue, size_t ncue)
{
	int32_t b = h->weight ? model_i32(m, MODEL_AT_TUNING, TUNING_LEXICON_1 + h->weight - 1) : 0;

	for (size_t i = 0; i < ncue && cue[i].last < h->first; i++) {
		if (cue[i].what == CUE_NEGATOR && words_between(s, cue[i].last + 1U, h->first) < NEGATION_WORDS)
			return 0;
		if (cue[i].last + 1 == h->first && cue[i].what == CUE_INTENSIFIER)
			b = b * 5 / 4;
		if (cue[i].last + 1 == h->first && cue[i].what == CUE_DIMINISHER)
			b = b / 2;
	}
	return s->doubt ? (int32_t)((int64_t)b * model_i32(m, MODEL_AT_TUNING, TUNING_DOUBT) / 1024) : b;
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
		s->bonus[i] = bonus_of(m, s, &s->hit[i], cue, ncue);
		/* the same word again says little more */
		for (size_t k = 0; k < i; k++)
			if (s->hit[k].what == s->hit[i].what && s->bonus[k] > 0)
				s->bonus[i] /= 4;
	}
}

/* Keeps the n-grams the model knows, each once, and sums their weights. */
static void
read_ngrams(const struct suggest_model *m, struct sentence *s, struct text_sum *text, struct model_sum *sum)
{
	uint8_t seen[MODEL_ROWS_MAX / 8];
	struct model_sum again; /* what the text has had before: a text counts an n-gram once */
	size_t n = features_ngrams(s->tok, s->ntok, s->gram);

	memset(seen, 0, m->rows / 8 + 1);
	memset(&again, 0, sizeof again);
	s->ngram = 0;
	for (size_t i = 0; i < n; i++) {
		int32_t row = suggest_model_find(m, s->gram[i].hash);
		uint8_t bit = (uint8_t)(1U << (row & 7));

		if (row < 0 || seen[row / 8] & bit)
			continue;
		seen[row / 8] |= bit;
		s->gram[s->ngram] = s->gram[i];
		s->row[s->ngram++] = row;
		suggest_model_add_family(m, row, sum);
		if (text == NULL)
			continue;
		suggest_model_add_labels(m, row, sum);
		if (text->seen[row / 8] & bit)
			suggest_model_add_labels(m, row, &again);
		text->seen[row / 8] |= bit;
	}
	if (text)
		model_sum_labels(&text->sum, sum, &again);
}

/* Labels and families are divided by the norms of their own features. */
static void
read_logits(const struct suggest_model *m, struct sentence *s, const struct model_sum *sum)
{
	uint32_t norm = norm_of(sum->label_square);
	int32_t doubt = model_i32(m, MODEL_AT_TUNING, TUNING_DOUBT);

	s->norm = norm_of(sum->family_square);
	for (int l = 0; l < MODEL_LABELS; l++)
		s->logit[l] = (norm ? logit_of(m, model_sum_label(sum, l), norm, l) : 0) + model_i32(m, MODEL_AT_BIAS, l);
	for (int f = 0; f < MODEL_FAMILIES; f++) {
		int32_t z = s->norm ? logit_of(m, model_sum_family(sum, f), s->norm, MODEL_LABELS + f) : 0;

		if (s->doubt && z > 0)
			z = (int32_t)((int64_t)z * doubt / 1024);
		s->logit[MODEL_LABELS + f] = z + model_i32(m, MODEL_AT_BIAS, MODEL_LABELS + f);
	}
	s->logit[MODEL_ANY] = (s->norm ? logit_of(m, model_sum_family(sum, MODEL_FAMILIES), s->norm, MODEL_ANY) : 0) +
	    model_i32(m, MODEL_AT_BIAS, MODEL_ANY);
}

bool
score_sentence(const struct suggest_model *m, const char *text, size_t n, size_t *at, struct sentence *s, struct text_sum *sum)
{
	struct model_sum mine;
	size_t ntok = features_sentence(text, n, at, s->tok);

	if (ntok == 0)
		return false;
	s->ntok = ntok;
	s->start = s->tok[0].start;
	s->end = s->tok[s->ntok - 1].end;
	memset(&mine, 0, sizeof mine);
	read_ngrams(m, s, sum, &mine);
	read_lexicon(m, s);
	read_logits(m, s, &mine);
	for (size_t i = 0; i < s->nhit; i++) {
		s->logit[MODEL_LABELS + s->hit[i].what / 8] += s->bonus[i];
		s->logit[MODEL_ANY] += s->bonus[i];
	}
	return true;
}

int32_t
score_share(const struct suggest_model *m, const struct sentence *s, size_t gram, int family)
{
	return s->norm ? logit_of(m, suggest_model_weight(m, s->row[gram], family), s->norm, MODEL_LABELS + family) : 0;
}

void
score_text(const struct suggest_model *m, const struct text_sum *text, int32_t logit[MODEL_LABELS])
{
	uint32_t norm = norm_of(text->sum.label_square);

	for (int l = 0; l < MODEL_LABELS; l++)
		logit[l] = (norm ? logit_of(m, model_sum_label(&text->sum, l), norm, l) : 0) + model_i32(m, MODEL_AT_BIAS, l);
}
