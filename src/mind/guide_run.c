/*
 * Where a walk through a guide stands (guide_run.h): forward, back, and what stands around a step.
 *
 * In: a guide and the answers so far.  Out: the next step.  Must never: know a terminal, a journal or a clock.
 */
#include <stdlib.h>
#include <string.h>

#include "guide_inner.h"

static const struct slice nothing = { NULL, 0 };

int
guide_run_begin(struct err *err, struct guide_run *run, const struct guide *g, size_t form)
{
	*run = (struct guide_run){ .guide = g, .form = form };
	run->answers = calloc(g->nsteps > 0 ? g->nsteps : 1, sizeof *run->answers);
	if (run->answers == NULL)
		return err_set(err, E_NOMEM, "a guide");
	guide_at_first(run);
	return 0;
}

void
guide_run_release(struct guide_run *run)
{
	for (size_t i = 0; run->answers != NULL && i < run->guide->nsteps; i++)
		answer_clear(&run->answers[i]);
	free(run->answers);
	*run = (struct guide_run){ 0 };
}

/* ---- where it stands ---- */

const struct guide_step *
guide_run_step(const struct guide_run *run)
{
	return run->at < run->guide->nsteps ? &run->guide->steps[run->at] : NULL;
}

struct guide_answer *
guide_run_answer(struct guide_run *run)
{
	return run->at < run->guide->nsteps ? &run->answers[run->at] : NULL;
}

/* ---- moving ---- */

/* To the first shown step from `from` on, or to the end. */
static void
stand_at(struct guide_run *run, size_t from)
{
	bool shown[GUIDE_STEPS_MAX];

	guide_shown(run, shown);
	for (run->at = from; run->at < run->guide->nsteps && !shown[run->at]; run->at++)
		;
}

static void
go_on(struct guide_run *run)
{
	run->outcome = THEN_GO_ON;
	run->next_guide = run->next_form = nothing;
}

void
guide_at_first(struct guide_run *run)
{
	go_on(run);
	stand_at(run, 0);
}

void
guide_run_forward(struct guide_run *run)
{
	if (run->outcome != THEN_GO_ON)
		run->at = run->guide->nsteps;
	else if (run->at < run->guide->nsteps)
		stand_at(run, run->at + 1);
}

/* The shown step before `at` that asks something, or nsteps. */
static size_t
one_before(const struct guide_run *run)
{
	bool shown[GUIDE_STEPS_MAX];

	guide_shown(run, shown);
	for (size_t i = run->at; i-- > 0;)
		if (shown[i] && run->guide->steps[i].kind != STEP_NOTICE)
			return i;
	return run->guide->nsteps;
}

/* The choice that led to the end, or nsteps. */
static size_t
turning(const struct guide_run *run)
{
	for (size_t i = 0; i < run->guide->nsteps; i++) {
		const struct guide_step *s = &run->guide->steps[i];

		for (size_t k = 0; k < s->nchoices; k++)
			if (s->choices[k].then == run->outcome && run->answers[i].state == ANSWER_GIVEN &&
			    slice_eq(s->choices[k].slug, buf_as_slice(&run->answers[i].text)) && guide_run_shown(run, i))
				return i;
	}
	return run->guide->nsteps;
}

bool
guide_run_back(struct guide_run *run)
{
	bool ended = run->outcome != THEN_GO_ON && run->at == run->guide->nsteps;
	size_t to = ended ? turning(run) : one_before(run);

	if (to == run->guide->nsteps)
		return false;
	go_on(run);
	run->at = to;
	return true;
}

bool
guide_run_first(const struct guide_run *run)
{
	return one_before(run) == run->guide->nsteps;
}

bool
guide_run_go(struct guide_run *run, struct slice step)
{
	int i = guide_step_find(run->guide, step.p, step.n);

	if (i < 0 || !guide_run_shown(run, (size_t)i))
		return false;
	go_on(run);
	run->at = (size_t)i;
	return true;
}

/* ---- what stands around a step ---- */

bool
item_take(struct slice *rest, struct slice *item)
{
	const char *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	size_t n = end != NULL ? (size_t)(end - rest->p) + 1 : rest->n;

	if (rest->n == 0)
		return false;
	*item = (struct slice){ rest->p, n - (end != NULL) };
	rest->p += n;
	rest->n -= n;
	return true;
}

struct slice
guide_item(const struct guide_answer *a, size_t i)
{
	struct slice rest = buf_as_slice(&a->text), item;

	while (item_take(&rest, &item))
		if (i-- == 0)
			return item;
	return nothing;
}

size_t
guide_items(const struct guide_answer *a)
{
	struct slice rest = buf_as_slice(&a->text), item;
	size_t n = 0;

	while (item_take(&rest, &item))
		n++;
	return n;
}

struct slice
guide_run_preset(const struct guide_run *run)
{
	const struct guide_step *s = guide_run_step(run);
	const struct guide_answer *from;

	if (s == NULL)
		return nothing;
	if (run->answers[run->at].state == ANSWER_GIVEN)
		return buf_as_slice(&run->answers[run->at].text);
	if (s->preset.n > 0)
		return s->preset;
	if (s->from < 0 || !guide_run_shown(run, (size_t)s->from))
		return nothing;
	from = &run->answers[s->from];
	if (from->state != ANSWER_GIVEN)
		return nothing;
	if (s->kind == STEP_FOLLOWUP)
		return buf_as_slice(&from->text);
	return s->nchoices == 0 && guide_items(from) == 1 ? guide_item(from, 0) : nothing;
}

struct slice
guide_run_above(const struct guide_run *run)
{
	const struct guide *g = run->guide;
	const struct guide_step *s = guide_run_step(run);
	bool shown[GUIDE_STEPS_MAX];
	struct slice key;

	if (g->above < 0)
		return nothing;
	key = g->steps[g->above].key;
	if (s != NULL && guide_keeps_field(s) && slice_eq(s->key, key))
		return nothing;
	guide_shown(run, shown);
	for (size_t i = run->at; i-- > 0;)
		if (guide_keeps_field(&g->steps[i]) && slice_eq(g->steps[i].key, key) && answer_counts(run, shown, i))
			return buf_as_slice(&run->answers[i].text);
	return nothing;
}

const struct guide_answer *
guide_run_before(const struct guide_run *run)
{
	const struct guide_step *s = guide_run_step(run);

	if (s == NULL || s->again < 0 || run->answers[s->again].state != ANSWER_GIVEN)
		return NULL;
	return &run->answers[s->again];
}
