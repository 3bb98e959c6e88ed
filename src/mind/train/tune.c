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

#include "../suggest_inner.h"
#include "model_write.h"

enum { FALSE_ALARMS = 50 /* aimed at, in permille of neutral texts */ };

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

/* One common shift so that the first family's chance crosses `unsure` for few neutral texts. */
static double
alarm_shift(const struct suggest_model *m, const struct judged_set *s, unsigned unsure)
{
	float *top = xmalloc(s->n * sizeof *top);
	size_t n = 0, allowed, over;
	struct suggestion g;
	float p;

	for (size_t i = 0; i < s->n; i++) {
		if (s->j[i].test || s->j[i].families)
			continue;
		suggest_with(m, &g, s->j[i].text, s->j[i].n);
		top[n++] = g.nbecause && g.because[0].family == g.feelings[0].family ? (float)g.feelings[0].score : 0;
	}
	allowed = n * FALSE_ALARMS / 1000;
	for (p = 0; p < 1000; p++) {
		over = 0;
		for (size_t i = 0; i < n; i++)
			over += top[i] >= p;
		if (over <= allowed)
			break;
	}
	free(top);
	p = (p + 0.5f) / 1001;
	return log((double)unsure / (1000.0 - unsure)) - log((double)(p / (1 - p)));
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
	static const double scales[] = { 0.5, 0.75, 1.0, 1.35, 1.8 }, doubts[] = { 0.5, 0.7, 0.85, 1.0 };
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
	double offset[FAMILIES] = { 0 }, total[FAMILIES] = { 0 }, slope = 1, all = 1, shift;
	struct suggest_model m;

	model_tune(bytes, MODEL_AT_TUNING, TUNING_UNSURE, 300);
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
	for (int round = 0; round < 3; round++) {
		shift = alarm_shift(&m, s, 300);
		for (int f = 0; f < FAMILIES; f++)
			set(bytes, n, MODEL_AT_OFFSET, f, total[f] += shift);
	}
	for (int f = 0; f < FAMILIES; f++)
		fprintf(log, "offset %-8s %+.3f\n", family_name[f], total[f]);
	free(t.z);
	free(t.j);
}
