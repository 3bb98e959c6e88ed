/*
 * When a step is asked: its forms and its conditions (guide.h, felt-guide(5)).
 *
 * In: what stands behind `in` and `when`.  Out: conditions that look upwards only.  Must never: take a test that its step cannot answer.
 */
#include "felt/model/feeling.h"
#include "guide_inner.h"

int
guide_read_in(struct guide_reader *r, struct slice rest)
{
	const struct guide *g = r->g;
	char echo[GUIDE_ECHO];

	if (rest.n == 0)
		return guide_fail(r, r->line, "'in' wants the names of forms");
	r->step->forms = 0;
	while (rest.n > 0) {
		struct slice form = guide_word_take(&rest);
		struct guide_near near = guide_near_to(form);
		int i = guide_form_find(g, form.p, form.n);

		for (size_t k = 0; k < g->nforms; k++)
			guide_near_try(&near, g->forms[k]);
		if (i < 0)
			return guide_fail(r, r->line, "no 'forms' line names '%s'%s", guide_echo(form, echo), guide_near(&near));
		r->step->forms |= 1u << i;
	}
	return 0;
}

/* Which kinds a test can look at, and how a message calls them. */
static const struct { unsigned kinds; const char *needs; } fits[] = {
	[WHEN_ANSWERED] = { ~KIND_BIT(STEP_NOTICE), "question, and has no answer" },
	[WHEN_SKIPPED] = { ~KIND_BIT(STEP_NOTICE), "question, and has no answer" },
	[WHEN_IS] = { KIND_BIT(STEP_CHOICES) | KIND_BIT(STEP_FEELINGS), "step of kind 'choices' or 'feelings', which 'is' looks at" },
	[WHEN_IS_NOT] = { KIND_BIT(STEP_CHOICES) | KIND_BIT(STEP_FEELINGS), "step of kind 'choices' or 'feelings', which 'is-not' looks at" },
	[WHEN_AT_LEAST] = { KIND_BIT(STEP_SCALE) | KIND_BIT(STEP_FEELINGS) | KIND_BIT(STEP_LIST), "scale, feelings or list, which 'at-least' looks at" },
	[WHEN_BELOW] = { KIND_BIT(STEP_SCALE) | KIND_BIT(STEP_FEELINGS) | KIND_BIT(STEP_LIST), "scale, feelings or list, which 'below' looks at" },
};

bool
guide_has_choice(const struct guide_step *s, struct slice slug)
{
	for (size_t i = 0; i < s->nchoices; i++)
		if (slice_eq(s->choices[i].slug, slug))
			return true;
	return false;
}

/* A family, `other`, or one word of it; a person's own words have ids of the same make. */
static bool
feeling_like(struct slice s)
{
	if (slice_is(s, "other"))
		return true;
	if (!feeling_id_valid(s.p, s.n))
		return false;
	return feeling_id_family(s.p, s.n) >= 0 || feeling_by_id(NULL, s.p, s.n) != NULL;
}

static int
read_is(struct guide_reader *r, const struct guide_step *s, struct slice value)
{
	struct guide_near near = guide_near_to(value);
	char echo[GUIDE_ECHO], name[GUIDE_ECHO];

	if (s->kind == STEP_FEELINGS) {
		for (int i = 0; i < FEELING_FAMILIES; i++)
			guide_near_try(&near, slice_of(feeling_family_name(i)));
		return feeling_like(value) ? 0 : guide_fail(r, r->line, "'%s' is no family of feelings and no word of one%s",
			guide_echo(value, echo), guide_near(&near));
	}
	for (size_t i = 0; i < s->nchoices; i++)
		guide_near_try(&near, s->choices[i].slug);
	return guide_has_choice(s, value) ? 0 : guide_fail(r, r->line, "the step '%s' has no choice '%s'%s", guide_echo(s->name, name),
		guide_echo(value, echo), guide_near(&near));
}

int
guide_read_when(struct guide_reader *r, struct slice rest)
{
	struct slice name = guide_word_take(&rest), test = guide_word_take(&rest), value = guide_word_take(&rest);
	struct guide_near near = guide_near_to(test);
	struct guide_when w = { .value = value };
	char echo[GUIDE_ECHO];
	int found = guide_test_find(test), rc;

	if (name.n == 0 || test.n == 0)
		return guide_fail(r, r->line, "'when' wants a step above and a test, as in: when situation answered");
	guide_near_tests(&near);
	if (found < 0)
		return guide_fail(r, r->line, "'%s' is no test%s", guide_echo(test, echo), guide_near(&near));
	w.test = (enum when_test)found;
	rc = guide_step_above(r, name, fits[w.test].kinds, fits[w.test].needs, &w.step);
	if (rc < 0)
		return rc;
	if ((w.test == WHEN_ANSWERED || w.test == WHEN_SKIPPED) != (value.n == 0) || rest.n > 0)
		return guide_fail(r, r->line, value.n == 0 ? "'%s' wants one value behind it" : "there is too much behind '%s'", guide_echo(test, echo));
	if (w.test == WHEN_IS || w.test == WHEN_IS_NOT)
		rc = read_is(r, &r->g->steps[w.step], value);
	if (w.test == WHEN_AT_LEAST || w.test == WHEN_BELOW) {
		int n = guide_number(value);

		if (n < 0)
			return guide_fail(r, r->line, "'%s' wants a whole number", guide_echo(test, echo));
		w.number = (unsigned)n;
	}
	if (rc == 0 && r->step->nwhen == GUIDE_WHENS_MAX)
		return guide_fail(r, r->line, "a step has at most %d 'when' lines", GUIDE_WHENS_MAX);
	if (rc == 0)
		r->step->when[r->step->nwhen++] = w;
	return rc;
}
