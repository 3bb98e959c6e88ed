/*
 * What is tuned on sentences of a diary, after training: eight offsets, the slope, when to be silent.
 */
#ifndef FELT_MIND_TRAIN_TUNE_H
#define FELT_MIND_TRAIN_TUNE_H

#include "corpus.h"

struct judged {
	char *text; /* owned */
	size_t n;
	unsigned families; /* bit set of right answers; 0: neutral */
	unsigned first;    /* the likeliest of them */
	int test;          /* not for tuning */
};

struct judged_set {
	struct judged *j;
	size_t n, cap;
};

/* journal.tsv: family[,family] <tab> dev|test <tab> sentence.  neutral.txt: one text a line, every second for tuning. */
void judged_journal(struct judged_set *s, const char *path);
void judged_neutral(struct judged_set *s, const char *path);
void judged_add(struct judged_set *s, const char *text, size_t n, unsigned families, unsigned first, int test);
void judged_release(struct judged_set *s);

struct judged_report {
	size_t n[FAMILIES], top1[FAMILIES], top3[FAMILIES]; /* by first family */
	size_t emotional, covered, neutral, alarms;
	size_t covered_right; /* of the covered: the first family is right */
};

struct suggest_model;
/* Runs the model over one split (test 0 or 1). */
void judge(struct judged_report *r, const struct suggest_model *m, const struct judged_set *s, int test);

/* Sets offsets and tuning in the bytes of a model and seals it. */
void tune(uint8_t *bytes, size_t n, const struct judged_set *s, FILE *log);

#endif
