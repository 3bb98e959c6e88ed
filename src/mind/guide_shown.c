/*
 * Which steps of a guide are shown, and how many there will be (guide_run.h).
 *
 * In: a guide's conditions and the answers so far.  Out: yes or no for each step.  Must never: weigh a feeling but for a `when` that the
 * guide's file spells out.
 */
#include <string.h>

#include "guide_inner.h"

/* ---- conditions ---- */

bool
guide_in_form(const struct guide_run *run, const struct guide_step *s)
{
	return run->guide->nforms == 0 || (s->forms >> run->form & 1) != 0;
}

bool
guide_keeps_field(const struct guide_step *s)
{
	return s->key.n > 0 && s->kind != STEP_FEELINGS && s->kind != STEP_BELIEF && s->kind != STEP_FOLLOWUP && s->kind != STEP_NOTICE;
}

bool
guide_key_shared(const struct guide *g, size_t step)
{
	for (size_t i = 0; i < g->nsteps; i++)
		if (i != step && guide_keeps_field(&g->steps[i]) && slice_eq(g->steps[i].key, g->steps[step].key))
			return guide_keeps_field(&g->steps[step]);
	return false;
}

bool
answer_counts(const struct guide_run *run, const bool *shown, size_t i)
{
	return shown[i] && run->answers[i].state == ANSWER_GIVEN;
}

/* One of the steps above `at` that are kept under the same key as step i. */
static bool
answered_key(const struct guide_run *run, const bool *shown, size_t i, size_t at)
{
	const struct guide_step *s = run->guide->steps;

	if (answer_counts(run, shown, i))
		return true;
	for (size_t k = 0; k < at && guide_keeps_field(&s[i]); k++)
		if (guide_keeps_field(&s[k]) && slice_eq(s[k].key, s[i].key) && answer_counts(run, shown, k))
			return true;
	return false;
}

/* "numb" is the family, "numb.blank" the word, "other" what stands outside the families. */
static bool
same_feeling(const char *id, struct slice wanted)
{
	size_t n = strlen(id);

	if (n < wanted.n || memcmp(id, wanted.p, wanted.n) != 0)
		return false;
	return n == wanted.n || (id[wanted.n] == '.' && memchr(wanted.p, '.', wanted.n) == NULL);
}

static bool
is(const struct guide_step *s, const struct guide_answer *a, struct slice value)
{
	for (size_t i = 0; s->kind == STEP_FEELINGS && i < a->nfeelings; i++)
		if (same_feeling(a->feelings[i].id, value))
			return true;
	for (size_t i = 0; s->kind == STEP_CHOICES && i < guide_items(a); i++)
		if (slice_eq(guide_item(a, i), value))
			return true;
	return false;
}

/* The number a test looks at; false when there is none. */
static bool
number_of(const struct guide_step *s, const struct guide_answer *a, unsigned *out)
{
	bool any = s->kind != STEP_FEELINGS;

	*out = s->kind == STEP_SCALE ? a->number : 0;
	if (s->kind == STEP_LIST)
		*out = (unsigned)guide_items(a);
	for (size_t i = 0; s->kind == STEP_FEELINGS && i < a->nfeelings; i++) {
		if (a->feelings[i].intensity == FEELING_NO_INTENSITY)
			continue;
		any = true;
		if (a->feelings[i].intensity > *out)
			*out = a->feelings[i].intensity;
	}
	return any;
}

static bool
holds(const struct guide_run *run, const bool *shown, const struct guide_when *w, size_t at)
{
	const struct guide_step *s = &run->guide->steps[w->step];
	const struct guide_answer *a = &run->answers[w->step];
	bool given = answer_counts(run, shown, w->step);
	unsigned n;

	switch (w->test) {
	case WHEN_ANSWERED:
		return answered_key(run, shown, w->step, at);
	case WHEN_SKIPPED:
		return !answered_key(run, shown, w->step, at);
	case WHEN_IS:
		return given && is(s, a, w->value);
	case WHEN_IS_NOT:
		return !given || !is(s, a, w->value);
	case WHEN_AT_LEAST:
		return given && number_of(s, a, &n) && n >= w->number;
	case WHEN_BELOW:
		return given && number_of(s, a, &n) && n < w->number;
	}
	return true;
}

static bool
can_choose(const struct guide_run *run, const bool *shown, const struct guide_step *s)
{
	return s->kind != STEP_CHOICES || s->nchoices > 0 || s->other || (s->from >= 0 && answer_counts(run, shown, (size_t)s->from));
}

void
guide_shown(const struct guide_run *run, bool shown[GUIDE_STEPS_MAX])
{
	const struct guide *g = run->guide;

	for (size_t i = 0; i < g->nsteps; i++) {
		const struct guide_step *s = &g->steps[i];

		shown[i] = guide_in_form(run, s) && can_choose(run, shown, s);
		for (size_t k = 0; k < s->nwhen && shown[i]; k++)
			shown[i] = holds(run, shown, &s->when[k], i);
	}
}

bool
guide_run_shown(const struct guide_run *run, size_t step)
{
	bool shown[GUIDE_STEPS_MAX];

	guide_shown(run, shown);
	return step < run->guide->nsteps && shown[step];
}

/* ---- how far ---- */

static bool
counts(const struct guide_step *s)
{
	return s->kind != STEP_NOTICE && s->key.n > 0;
}

/* A condition on a step that is still to come: most guides go on, and what only comes with one certain answer is not counted before. */
static bool
may_hold(const struct guide_run *run, const bool *shown, const struct guide_when *w, size_t i)
{
	const struct guide_step *s = run->guide->steps;
	bool any = false;

	if (w->step < run->at)
		return holds(run, shown, w, i);
	for (size_t k = 0; k < i; k++)
		if (k == w->step || (guide_keeps_field(&s[k]) && slice_eq(s[k].key, s[w->step].key)))
			any = any || (k < run->at ? answer_counts(run, shown, k) : shown[k]);
	if (w->test == WHEN_ANSWERED || w->test == WHEN_SKIPPED)
		return any == (w->test == WHEN_ANSWERED);
	return w->test == WHEN_IS_NOT || (w->test == WHEN_BELOW && shown[w->step]);
}

/* Steps that are shown, or will be as far as anybody can know. */
static void
guide_expected(const struct guide_run *run, bool shown[GUIDE_STEPS_MAX])
{
	const struct guide *g = run->guide;

	guide_shown(run, shown);
	for (size_t i = run->at + 1; i < g->nsteps; i++) {
		const struct guide_step *s = &g->steps[i];

		shown[i] = guide_in_form(run, s);
		for (size_t k = 0; k < s->nwhen && shown[i]; k++)
			shown[i] = may_hold(run, shown, &s->when[k], i);
	}
}

void
guide_run_progress(const struct guide_run *run, size_t *k, size_t *n)
{
	bool shown[GUIDE_STEPS_MAX];

	*k = *n = 0;
	guide_expected(run, shown);
	for (size_t i = 0; i < run->guide->nsteps; i++) {
		if (!shown[i] || !counts(&run->guide->steps[i]))
			continue;
		(*n)++;
		if (i <= run->at)
			(*k)++;
	}
	if (*k == 0 && *n > 0)
		*k = 1;
}
