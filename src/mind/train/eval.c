/*
 * eval: how good the linked-in model is, as a table.  It reads suggest() from outside, as felt does.
 *
 *	eval DATA JOURNAL NEUTRAL
 *
 * Thresholds were found on the training part only and are inside the model: a label above 0 is a
 * yes.  Of the journal sentences half were for tuning and half were not: only the latter count.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../suggest_inner.h"
#include "tune.h"

extern const uint8_t felt_mind_model[], felt_mind_model_end[];

struct f1 {
	size_t hit, said, true_;
};

static double
f1_of(const struct f1 *f)
{
	return f->said + f->true_ ? 2.0 * (double)f->hit / (double)(f->said + f->true_) : 0;
}

static void
count(struct f1 *f, int said, int is)
{
	f->hit += said && is;
	f->said += said;
	f->true_ += is;
}

/* The paper's grouping, and neutral for itself. */
static const char *const ekman_name[7] = { "anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral" };
static const signed char ekman[LABELS] = { 3, 3, 0, 0, 3, 3, 5, 5, 3, 4, 0, 1, 4, 3, 2, 3, 4, 3, 3, 2, 3, 3, 5, 3, 4, 4, 5, 6 };

static void
eval_comments(const char *data)
{
	struct corpus c = { 0 };
	struct f1 label[LABELS] = { { 0, 0, 0 } }, group[7] = { { 0, 0, 0 } };
	double macro = 0, egroup = 0;
	size_t n = 0;

	go_read(&c, data, "goemotions/dev.tsv", SOURCE_GO_DEV);
	for (size_t i = 0; i < c.ndoc; i++) {
		struct suggestion s;
		int said[7] = { 0 }, is[7] = { 0 };

		suggest(&s, c.doc[i].text, c.doc[i].n);
		n++;
		for (int l = 0; l < LABELS; l++) {
			int yes = c.doc[i].yes >> l & 1;

			count(&label[l], s.labels[l] > 0, yes);
			said[ekman[l]] |= s.labels[l] > 0;
			is[ekman[l]] |= yes;
		}
		for (int g = 0; g < 7; g++)
			count(&group[g], said[g], is[g]);
	}
	printf("GoEmotions dev, %zu comments, F1 by label\n", n);
	for (int l = 0; l < LABELS; l++) {
		printf("  %-15s %.3f %5zu%s", label_name[l], f1_of(&label[l]), label[l].true_, l % 3 == 2 || l == LABELS - 1 ? "\n" : "   ");
		macro += f1_of(&label[l]) / LABELS;
	}
	printf("  macro-F1, 28 labels  %.4f    goal 0.50, moonshot 0.53\n", macro);
	for (int g = 0; g < 7; g++) {
		printf("  %s %.3f", ekman_name[g], f1_of(&group[g]));
		egroup += f1_of(&group[g]) / 7;
	}
	printf("\n  macro-F1, Ekman      %.4f\n\n", egroup);
	corpus_release(&c);
}

static void
print_families(const struct judged_report *r)
{
	size_t n = 0, one = 0, three = 0;

	for (int f = 0; f < FAMILIES; f++) {
		printf("  %-8s %4zu   %5.1f %%   %5.1f %%\n", family_name[f], r->n[f], 100.0 * (double)r->top1[f] / (double)r->n[f],
		    100.0 * (double)r->top3[f] / (double)r->n[f]);
		n += r->n[f];
		one += r->top1[f];
		three += r->top3[f];
	}
	printf("  all      %4zu   %5.1f %%   %5.1f %%   goal 85 %% in three; shame, calm, numb 75 %%\n", n, 100.0 * (double)one / (double)n,
	    100.0 * (double)three / (double)n);
}

static void
eval_journal(const char *journal, const char *neutral)
{
	struct judged_set s = { 0 };
	struct judged_report r;
	struct suggest_model m;

	suggest_model_open(&m);
	judged_journal(&s, journal);
	judged_neutral(&s, neutral);
	for (int test = 0; test < 2; test++) {
		judge(&r, &m, &s, test);
		printf("Journal sentences, %s\n  family      n     first   in three\n", test ? "test split (never used)" : "dev split (used for tuning)");
		print_families(&r);
		printf("  covered        %5.1f %%  of %zu emotional texts, goal 55 %%; first family right in %.1f %% of these\n",
		    100.0 * (double)r.covered / (double)r.emotional, r.emotional, 100.0 * (double)r.covered_right / (double)(r.covered + !r.covered));
		printf("  not sure       %5.1f %%  of these and of %zu neutral texts\n",
		    100.0 - 100.0 * (double)(r.covered + r.alarms) / (double)(r.emotional + r.neutral), r.neutral);
		printf("  false alarms   %5.1f %%  of neutral texts, goal at most 8 %%\n\n", 100.0 * (double)r.alarms / (double)(r.neutral + !r.neutral));
	}
	judged_release(&s);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Entries of about 200 words, from the comments; the quickest of several rounds, as others use the machine too. */
static void
eval_time(const char *data)
{
	size_t n;
	char *buf = read_file(data, "goemotions/dev.tsv", &n);
	double best = 1e9, kb = 0;
	size_t entries = 0, words = 0, len = 0, bytes = 0;
	static char entry[256][2048];
	static size_t length[256];
	struct suggestion s;

	for (char *line = buf; line < buf + n && entries < 256; line = strchr(line, '\n') + 1) {
		size_t k = strcspn(line, "\t");

		if (len + k + 2 > sizeof entry[0]) /* long words: cut there */
			k = sizeof entry[0] - len - 2;
		memcpy(entry[entries] + len, line, k);
		len += k;
		entry[entries][len++] = '\n';
		for (size_t i = 0; i < k; i++)
			words += line[i] == ' ';
		words++;
		if (words >= 200) {
			length[entries++] = len;
			bytes += len;
			words = len = 0;
		}
	}
	for (int round = 0; round < 20; round++) {
		double t = seconds();

		for (size_t i = 0; i < entries; i++)
			suggest(&s, entry[i], length[i]);
		t = seconds() - t;
		best = t < best ? t : best;
	}
	kb = (double)bytes / 1024;
	printf("Size and time\n  model         %7zu bytes, goal at most 1048576\n", (size_t)(felt_mind_model_end - felt_mind_model));
	printf("  200 words     %7.1f us (%zu entries), goal under 100\n", best * 1e6 / (double)entries, entries);
	printf("  a kilobyte    %7.1f us\n", best * 1e6 / kb);
	free(buf);
}

int
main(int argc, char **argv)
{
	if (argc != 4)
		die("use: eval DATA JOURNAL NEUTRAL", "");
	eval_comments(argv[1]);
	eval_journal(argv[2], argv[3]);
	eval_time(argv[1]);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
