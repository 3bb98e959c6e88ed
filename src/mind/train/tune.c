/*
 * Tuning on the development sentences: see tune.h.
 *
 * The offsets maximise the balanced likelihood of the right family (each family counts alike however
 * many sentences it has), pulled towards zero a little: hits themselves move in jumps, and eight
 * numbers chosen by jumps would learn single sentences.
 */
#include "tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../score.h"
#include "../suggest_inner.h"
#include "model_write.h"

enum {
	FALSE_ALARMS = 60, /* at most, in permille of neutral texts */
	COVERED = 620      /* and no more of the emotional texts than this: silence is the kinder mistake */
};

/* The logit of every family for every development text, from scores that are chances. */
struct table {
	float *z; /* n x FAMILIES */
	size_t n;
	const struct judged **j;
};

static void
table_fill(struct table *t, const struct suggest_model *m, const struct judged_set *s)
{
	struct suggestion g;

	t->n = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (s->j[i].test)
			continue;
		suggest_with(m, &g, s->j[i].text, s->j[i].n);
		for (int f = 0; f < FAMILIES; f++) {
			float p = ((float)g.feelings[f].score + 0.5f) / 1001.0f;

			t->z[t->n * FAMILIES + (size_t)g.feelings[f].family] = logf(p / (1 - p));
		}
		t->j[t->n++] = &s->j[i];
	}
}

/* One gradient of the balanced log likelihood of a softmax over slope * z + offset. */
static double
gradient(const struct table *t, const double offset[FAMILIES], double slope, double g[FAMILIES + 1])
{
	size_t count[FAMILIES] = { 0 };
	double loss = 0;

	for (size_t i = 0; i < t->n; i++)
		if (t->j[i]->families)
			count[t->j[i]->first]++;
	memset(g, 0, (FAMILIES + 1) * sizeof *g);
	for (size_t i = 0; i < t->n; i++) {
		double e[FAMILIES], sum = 0, right = 0, w;

		if (t->j[i]->families == 0)
			continue;
		w = 1.0 / (double)count[t->j[i]->first] / FAMILIES;
		for (int f = 0; f < FAMILIES; f++) {
			sum += e[f] = exp(slope * (double)t->z[i * FAMILIES + (size_t)f] + offset[f]);
			right += t->j[i]->families >> f & 1 ? e[f] : 0;
		}
		loss -= w * log(right / sum);
		for (int f = 0; f < FAMILIES; f++) {
			double d = w * (e[f] / sum - (t->j[i]->families >> f & 1 ? e[f] / right : 0));

			g[f] += d;
			g[FAMILIES] += d * (double)t->z[i * FAMILIES + (size_t)f];
		}
	}
	for (int f = 0; f < FAMILIES; f++) {
		g[f] += 0.002 * offset[f];
		loss += 0.001 * offset[f] * offset[f];
	}
	return loss;
}

static double
fit(const struct table *t, double offset[FAMILIES], double *slope)
{
	double g[FAMILIES + 1], loss = 0;

	for (int i = 0; i < 1500; i++) {
		loss = gradient(t, offset, *slope, g);
		for (int f = 0; f < FAMILIES; f++)
			offset[f] -= 0.5 * g[f];
		*slope -= 0.1 * g[FAMILIES];
	}
	return loss;
}

static void
set(uint8_t *bytes, size_t n, size_t at, int i, double x)
{
	model_tune(bytes, at, i, (int32_t)lrint(x * 1024));
	model_seal(bytes, n);
}

struct ground {
	int32_t score, any;
	int emotional;
};

static int
by_sum(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x < y) - (x > y);
}

/* The sum that at most `permille` of the emotional, or of the neutral, texts reach. */
static int32_t
quantile(const struct ground *g, size_t n, double weight, int emotional, size_t permille)
{
	int32_t *sum = xmalloc((n + 1) * sizeof *sum), at;
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (g[i].emotional == emotional)
			sum[k++] = g[i].score + (int32_t)(weight * g[i].any);
	qsort(sum, k, sizeof *sum, by_sum);
	at = k > 0 ? sum[k * permille / 1000] + 1 : 0;
	free(sum);
	return at;
}

static size_t
covered_by(const struct ground *g, size_t n, double weight, int32_t threshold)
{
	size_t covered = 0;

	for (size_t i = 0; i < n; i++)
		covered += g[i].emotional && g[i].score + (int32_t)(weight * g[i].any) >= threshold;
	return covered;
}

/* When to be silent: the weight of ANY that covers most at the allowed false alarms, then no more than COVERED. */
static void
fit_silence(const struct suggest_model *m, uint8_t *bytes, size_t n, const struct judged_set *s, FILE *log)
{
	struct ground *g = xmalloc(s->n * sizeof *g);
	size_t count = 0, best = 0, covered;
	struct suggestion out;

	for (size_t i = 0; i < s->n; i++) {
		int32_t any;

		if (s->j[i].test)
			continue;
		any = suggest_with(m, &out, s->j[i].text, s->j[i].n);
		g[count].any = any;
		g[count].emotional = s->j[i].families != 0;
		g[count].score = out.nbecause && out.because[0].family == out.feelings[0].family ? score_logit((int32_t)out.feelings[0].score) : -8192;
		count++;
	}
	for (int w = 0; w <= 8; w++) {
		int32_t threshold = quantile(g, count, w / 4.0, 0, FALSE_ALARMS), most = quantile(g, count, w / 4.0, 1, COVERED);

		covered = covered_by(g, count, w / 4.0, threshold);
		fprintf(log, "any feeling x %.2f: covered %zu\n", w / 4.0, covered);
		if (covered > best) {
			best = covered;
			model_tune(bytes, MODEL_AT_TUNING, TUNING_UNSURE, threshold > most ? threshold : most);
			set(bytes, n, MODEL_AT_TUNING, TUNING_ANY, w / 4.0);
		}
	}
	free(g);
}

/* What all offsets need more so that the mean score of the first family is the share of texts where it is right. */
static double
level(const struct suggest_model *m, const struct judged_set *s)
{
	double lo = -6, hi = 6, right = 0;
	float *z = xmalloc(s->n * sizeof *z);
	size_t n = 0;
	struct suggestion out;

	for (size_t i = 0; i < s->n; i++) {
		if (s->j[i].test)
			continue;
		suggest_with(m, &out, s->j[i].text, s->j[i].n);
		right += s->j[i].families >> out.feelings[0].family & 1;
		z[n++] = (float)score_logit((int32_t)out.feelings[0].score) / 1024;
	}
	while (hi - lo > 1e-4) {
		double mid = (lo + hi) / 2, sum = 0;

		for (size_t i = 0; i < n; i++)
			sum += 1 / (1 + exp(-(double)z[i] - mid));
		*(sum > right ? &hi : &lo) = mid;
	}
	free(z);
	return lo;
}

static void
set_lexicon(uint8_t *bytes, size_t n, double scale, double doubt)
{
	for (int i = 0; i < 3; i++)
		set(bytes, n, MODEL_AT_TUNING, TUNING_LEXICON_1 + i, scale * (i + 1));
	set(bytes, n, MODEL_AT_TUNING, TUNING_DOUBT, doubt);
}

/* One of a few values for what the lexicon adds, then for what doubt leaves: the one with the smallest loss. */
static void
fit_lexicon(struct table *t, const struct suggest_model *m, uint8_t *bytes, size_t n, const struct judged_set *s, FILE *log)
{
	static const double scales[] = { 0.5, 0.75, 1.0, 1.35, 1.8 }, doubts[] = { 0.25, 0.4, 0.6, 0.85 };
	double best = 1e30, scale = 1, doubt = 0.7;

	for (size_t i = 0; i < 9; i++) {
		double offset[FAMILIES] = { 0 }, slope = 1, sc = i < 5 ? scales[i] : scale, d = i < 5 ? 0.7 : doubts[i - 5], loss;

		set_lexicon(bytes, n, sc, d);
		table_fill(t, m, s);
		loss = fit(t, offset, &slope);
		fprintf(log, "lexicon %.2f doubt %.2f: loss %.4f\n", sc, d, loss);
		if (loss < best) {
			best = loss;
			scale = sc;
			doubt = d;
		}
	}
	set_lexicon(bytes, n, scale, doubt);
}

void
tune(uint8_t *bytes, size_t n, const struct judged_set *s, FILE *log)
{
	struct table t = { xmalloc(s->n * FAMILIES * sizeof(float)), 0, xmalloc(s->n * sizeof(void *)) };
	double offset[FAMILIES] = { 0 }, total[FAMILIES] = { 0 }, slope = 1, all = 1, up;
	struct suggest_model m;

	model_tune(bytes, MODEL_AT_TUNING, TUNING_ANY, 0);
	model_tune(bytes, MODEL_AT_TUNING, TUNING_UNSURE, -8192);
	model_tune(bytes, MODEL_AT_TUNING, TUNING_SLOPE, 1024);
	for (int f = 0; f < FAMILIES; f++)
		model_tune(bytes, MODEL_AT_OFFSET, f, 0);
	model_seal(bytes, n);
	if (!suggest_model_view(&m, bytes, n))
		die("not a model", "");
	fit_lexicon(&t, &m, bytes, n, s, log);
	/* scores of long entries are means of chances, so offsets are fitted a few times on what they gave */
	for (int round = 0; round < 3; round++) {
		table_fill(&t, &m, s);
		memset(offset, 0, sizeof offset);
		slope = 1;
		fprintf(log, "tuning round %d: loss %.4f slope %.3f\n", round, fit(&t, offset, &slope), all * slope);
		all *= slope;
		for (int f = 0; f < FAMILIES; f++) {
			total[f] = total[f] * slope + offset[f];
			set(bytes, n, MODEL_AT_OFFSET, f, total[f]);
		}
		set(bytes, n, MODEL_AT_TUNING, TUNING_SLOPE, all);
	}
	/* scores that mean something: the right family's chance is about its score, over all development texts */
	up = level(&m, s);
	for (int f = 0; f < FAMILIES; f++)
		set(bytes, n, MODEL_AT_OFFSET, f, total[f] += up);
	fit_silence(&m, bytes, n, s, log);
	for (int f = 0; f < FAMILIES; f++)
		fprintf(log, "offset %-8s %+.3f\n", family_name[f], total[f]);
	free(t.z);
	free(t.j);
}
