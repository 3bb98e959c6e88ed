/*
 * train: from published texts to model.bin.  One thread, fixed order, no fast mathematics: the same
 * data give the same file, byte for byte.
 *
 *	train DATA OWN JOURNAL NEUTRAL MODEL     train and tune
 *	train --tune JOURNAL NEUTRAL MODEL             tune an existing model again
 *
 * What was done is written to standard output: it becomes the training log.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../suggest_inner.h"
#include "model_write.h"
#include "tune.h"

enum { FOLDS = 5, LABEL_ROWS = 15000, FAMILY_ROWS = 22000 };

/* Two recipes: comments teach the labels, diaries and events the families. */
static const struct linear_recipe for_labels = {
	.alpha = 1.5f,
	.beta = 1.15f,
	.source_label_weight = { [SOURCE_GO] = 1, [SOURCE_E2M] = 0.1f },
	.epochs = 15
};
static const struct linear_recipe for_families = {
	.alpha = 1.5f,
	.beta = 1.15f,
	.source_weight = { [SOURCE_GO] = 0.5f, [SOURCE_E2M] = 0.5f, [SOURCE_XED] = 0.5f, [SOURCE_XED_NEUTRAL] = 0.5f, [SOURCE_OWN] = 10 },
	.epochs = 15
};
/* What a document counts when it is decided which n-grams are frequent enough. */
static const float label_mass[SOURCES] = { [SOURCE_GO] = 1, [SOURCE_E2M] = 0.5f };
static const float family_mass[SOURCES] = { [SOURCE_GO] = 1, [SOURCE_E2M] = 0.5f, [SOURCE_XED] = 1, [SOURCE_XED_NEUTRAL] = 1, [SOURCE_OWN] = 3 };
enum { MASS_MIN = 3 };

/* Scores every training comment by a model that has not seen it, and finds the thresholds on these. */
static void
thresholds(const struct corpus *c, const struct vocab *v, const struct linear_recipe *r, float threshold[LABELS])
{
	float *score = xcalloc(c->ndoc * LANES, sizeof *score), *one = xmalloc(c->ndoc * sizeof *one);
	uint8_t *yes = xmalloc(c->ndoc);
	double mean = 0;

	for (int fold = 0; fold < FOLDS; fold++) {
		struct linear m;

		linear_train(&m, c, v, r, fold);
		for (size_t i = 0; i < c->ndoc; i++)
			if (c->doc[i].source == SOURCE_GO && c->doc[i].fold == fold)
				linear_score(&m, c, &c->doc[i], score + i * LANES);
		linear_release(&m);
	}
	for (int l = 0; l < LABELS; l++) {
		size_t n = 0;
		float f;

		for (size_t i = 0; i < c->ndoc; i++)
			if (c->doc[i].source == SOURCE_GO) {
				one[n] = score[i * LANES + (size_t)l];
				yes[n++] = c->doc[i].yes >> l & 1;
			}
		f = best_threshold(one, yes, n, &threshold[l]);
		mean += (double)f / LABELS;
		printf("out of fold %-15s F1 %.3f threshold %+.3f\n", label_name[l], (double)f, (double)threshold[l]);
	}
	printf("out of fold macro-F1 %.4f\n", mean);
	free(score);
	free(one);
	free(yes);
}

/* A table for columns from..to-1: trained, cut to its best rows, trained again. */
static void
table(struct corpus *c, struct vocab *v, struct linear *m, const struct linear_recipe *r, const float mass[SOURCES], int from, int to, size_t rows)
{
	/* a word met once may still lean on its stem */
	vocab_build(v, c, mass, MASS_MIN / 2.0f, MASS_MIN);
	vocab_index(v, c);
	linear_train(m, c, v, r, -1);
	printf("n-grams %zu", v->words);
	linear_collapse(m, v);
	vocab_prune(v, m, from, to, rows);
	linear_release(m);
	vocab_index(v, c);
	linear_train(m, c, v, r, -1);
	linear_collapse(m, v);
	printf(", kept %zu\n", v->words);
}

static uint8_t *
train(const char *data, const char *own, size_t *size)
{
	struct corpus c = { 0 };
	struct vocab labels, families;
	struct linear m;
	struct linear_recipe r;
	struct trained t = { .label_rows = &labels, .family_rows = &families };
	uint8_t *bytes;

	corpus_read(&c, data, own);
	printf("documents %zu\n", c.ndoc);
	r = for_labels;
	for (int l = 0; l < LABELS; l++)
		r.C[l] = 0.5f;
	table(&c, &labels, &m, &r, label_mass, 0, LABELS, LABEL_ROWS);
	pack_quantise(&t.labels, &m, &labels, 0, LABELS, 127);
	memcpy(t.bias, m.bias[SOURCE_GO], LABELS * sizeof t.bias[0]);
	thresholds(&c, &labels, &r, t.threshold);
	linear_release(&m);
	r = for_families;
	for (int l = LABELS; l < COLUMNS; l++)
		r.C[l] = 0.5f;
	table(&c, &families, &m, &r, family_mass, LABELS, COLUMNS, FAMILY_ROWS);
	pack_quantise(&t.families, &m, &families, LABELS, COLUMNS, 7);
	memcpy(t.bias + LABELS, m.bias[SOURCE_GO] + LABELS, (COLUMNS - LABELS) * sizeof t.bias[0]);
	linear_release(&m);
	bytes = model_build(&t, size);
	printf("bytes %zu\n", *size);
	pack_release(&t.labels);
	pack_release(&t.families);
	vocab_release(&labels);
	vocab_release(&families);
	corpus_release(&c);
	return bytes;
}

static void
report(const uint8_t *bytes, size_t n, const struct judged_set *s)
{
	struct suggest_model m;
	struct judged_report r;

	suggest_model_view(&m, bytes, n);
	judge(&r, &m, s, 0);
	for (int f = 0; f < FAMILIES; f++)
		printf("development %-8s %3zu first %3zu in three %3zu\n", family_name[f], r.n[f], r.top1[f], r.top3[f]);
	printf("development: covered %zu of %zu, false alarms %zu of %zu\n", r.covered, r.emotional, r.alarms, r.neutral);
}

int
main(int argc, char **argv)
{
	int again = argc > 1 && strcmp(argv[1], "--tune") == 0;
	struct judged_set s = { 0 };
	uint8_t *bytes;
	size_t n;

	if (argc != (again ? 5 : 6))
		die("use: train DATA OWN JOURNAL NEUTRAL MODEL", "");
	judged_journal(&s, argv[argc - 3]);
	judged_neutral(&s, argv[argc - 2]);
	bytes = again ? (uint8_t *)read_file("", argv[argc - 1], &n) : train(argv[1], argv[2], &n);
	tune(bytes, n, &s, stdout);
	report(bytes, n, &s);
	model_save(bytes, n, argv[argc - 1]);
	free(bytes);
	judged_release(&s);
	return fflush(stdout) == 0 ? 0 : 1;
}
