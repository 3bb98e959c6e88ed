/*
 * Guide files (src/model/guide_*.c): what a walk relies on holds of every guide that is taken.
 */
#include "fuzz.h"

#include "felt/model/guide.h"

static bool
inside(const struct guide *g, struct slice s)
{
	const char *from = (const char *)g->text.p;

	return s.n == 0 || (s.p >= from && s.p + s.n <= from + g->text.n);
}

static void
step_holds(const struct guide *g, size_t i)
{
	const struct guide_step *s = &g->steps[i];

	MUST(guide_name_valid(s->name.p, s->name.n) && guide_step_find(g, s->name.p, s->name.n) == (int)i);
	MUST(s->key.n == 0 || guide_name_valid(s->key.p, s->key.n));
	MUST(s->kind <= STEP_NOTICE && s->line > 0);
	MUST(s->kind == STEP_NOTICE || s->key.n == 0 || !guide_key_taken(s->key, s->kind, s->again >= 0));
	MUST(s->nask > 0 && s->nask <= GUIDE_LINES_MAX && s->nhelp <= GUIDE_LINES_MAX);
	for (size_t k = 0; k < s->nask; k++)
		MUST(s->ask[k].n > 0 && inside(g, s->ask[k]));
	MUST(s->nwhen <= GUIDE_WHENS_MAX);
	for (size_t k = 0; k < s->nwhen; k++)
		MUST(s->when[k].step < i && s->when[k].test <= WHEN_BELOW && inside(g, s->when[k].value));
	MUST(s->nchoices <= GUIDE_CHOICES_MAX);
	for (size_t k = 0; k < s->nchoices; k++) {
		MUST(guide_name_valid(s->choices[k].slug.p, s->choices[k].slug.n) && s->choices[k].label.n > 0);
		MUST(inside(g, s->choices[k].label) && inside(g, s->choices[k].about) && inside(g, s->choices[k].guide));
		MUST(s->choices[k].then == THEN_GUIDE || s->choices[k].guide.n == 0);
		MUST(s->choices[k].then == THEN_GO_ON || !s->many);
	}
	MUST(s->nwords <= GUIDE_WORDS_MAX);
	for (size_t k = 1; k < s->nwords; k++)
		MUST(s->words[k - 1].value < s->words[k].value && s->words[k].value <= 100);
	MUST(s->from < (int)i && s->expected < (int)i && s->again < (int)i);
	MUST(s->again < 0 || g->steps[s->again].kind == s->kind);
	MUST(s->from < 0 || s->kind != STEP_CHOICES || g->steps[s->from].kind == STEP_LIST);
	MUST(s->layer <= 2 && inside(g, s->preset));
}

static void
guide_holds(const struct guide *g)
{
	MUST(guide_name_valid(g->name.p, g->name.n) && g->version >= 1 && g->version <= GUIDE_VERSION_MAX);
	MUST(g->title.n > 0 && inside(g, g->title) && inside(g, g->about));
	MUST(g->nforms <= GUIDE_FORMS_MAX && g->nsteps > 0 && g->nsteps <= GUIDE_STEPS_MAX);
	MUST(g->above < (int)g->nsteps && g->minutes <= GUIDE_MINUTES_MAX);
	for (size_t i = 0; i < g->nforms; i++) {
		bool any = false;

		MUST(guide_form_find(g, g->forms[i].p, g->forms[i].n) == (int)i);
		for (size_t k = 0; k < g->nsteps; k++)
			any = any || (g->steps[k].forms >> i & 1) != 0;
		MUST(any);
	}
	for (size_t i = 0; i < g->nsteps; i++)
		step_holds(g, i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char *copy = malloc(n + 1);
	struct err err = { 0 };
	struct guide g;
	unsigned lines = 1;
	int rc;

	MUST(copy);
	if (n)
		memcpy(copy, p, n);
	for (size_t i = 0; i < n; i++)
		lines += copy[i] == '\n';
	rc = guide_parse(&err, &g, copy, n);
	free(copy);
	if (rc == 0) {
		guide_holds(&g);
	} else {
		MUST(rc == E_INPUT || rc == E_TEXT_LONG);
		MUST(rc != E_INPUT || (err.subject[0] && err.n <= lines && !strchr(err.subject, '\n')));
		MUST(!g.steps && !g.text.n);
	}
	guide_release(&g);
	return 0;
}
