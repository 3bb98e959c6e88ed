/*
 * What must hold of a step as a whole, and of a guide as a whole (guide.h, felt-guide(5)).
 *
 * In: a step all of whose lines were read.  Out: nothing, or one sentence.  Must never: let two answers claim one place of an entry.
 */
#include <string.h>

#include "felt/model/feeling.h"
#include "guide_inner.h"

/* ---- keys ---- */

const char *
guide_key_taken(struct slice key, enum step_kind kind, bool again)
{
	static const char *const scales[] = { "belief-before", "belief-after", "balanced-belief" };
	static const char *const own[] = { "title", "text", "rated-after" };

	if (slice_is(key, "feelings") && (kind != STEP_FEELINGS || again))
		return "a first step of kind 'feelings'";
	if (slice_is(key, "feelings-after") && (kind != STEP_FEELINGS || !again))
		return "a step of kind 'feelings' with 'again'";
	if (slice_is(key, "belief") && kind != STEP_BELIEF)
		return "a step of kind 'belief'";
	for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++)
		if (slice_is(key, scales[i]) && kind != STEP_SCALE)
			return "a step of kind 'scale'";
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (slice_is(key, own[i]))
			return "the entry itself";
	return NULL;
}

enum shape { SHAPE_NONE, SHAPE_TEXT, SHAPE_ITEMS, SHAPE_NUMBER };

static enum shape
shape_of(const struct guide_step *s)
{
	switch (s->kind) {
	case STEP_TEXT:
	case STEP_LINE:
		return SHAPE_TEXT;
	case STEP_LIST:
		return SHAPE_ITEMS;
	case STEP_SCALE:
		return SHAPE_NUMBER;
	case STEP_CHOICES:
		return s->many ? SHAPE_ITEMS : SHAPE_TEXT;
	default:
		return SHAPE_NONE;
	}
}

static int
check_key(struct guide_reader *r, const struct guide_step *s)
{
	const char *taken = guide_key_taken(s->key, s->kind, s->again >= 0);
	char name[GUIDE_ECHO], key[GUIDE_ECHO];

	guide_echo(s->key, key);
	if (s->kind == STEP_NOTICE || s->key.n == 0)
		return 0;
	if (taken != NULL)
		return guide_fail(r, s->line, "the key '%s' is for %s", key, taken);
	for (const struct guide_step *t = r->g->steps; t < s; t++)
		if (t->kind != STEP_NOTICE && slice_eq(t->key, s->key) && (shape_of(t) != shape_of(s) || shape_of(s) == SHAPE_NONE))
			return guide_fail(r, s->line, "the step '%s' above keeps an answer of another shape under '%s'", guide_echo(t->name, name), key);
	return 0;
}

/* An entry has one place for the feelings of each layer, one for the second rating, and a guide asks for a belief once. */
static int
check_single(struct guide_reader *r, const struct guide_step *s)
{
	char name[GUIDE_ECHO];

	for (const struct guide_step *t = r->g->steps; t < s; t++) {
		if (s->kind != t->kind)
			continue;
		if (s->kind == STEP_BELIEF)
			return guide_fail(r, s->line, "the step '%s' asks for a belief already, and one is enough", guide_echo(t->name, name));
		if (s->kind == STEP_FEELINGS && s->layer == t->layer && (s->again >= 0) == (t->again >= 0))
			return guide_fail(r, s->line, "the step '%s' asks for these feelings already; 'again' or 'layer' tells a second one apart",
				guide_echo(t->name, name));
	}
	return 0;
}

/* ---- a step ---- */

static int
check_choices(struct guide_reader *r, const struct guide_step *s)
{
	char name[GUIDE_ECHO];

	if (s->nchoices == 0 && s->from < 0 && !s->other)
		return guide_fail(r, s->line, "the step '%s' has no 'choice' line", guide_echo(s->name, name));
	for (size_t i = 0; i < s->nchoices && s->many; i++)
		if (s->choices[i].then != THEN_GO_ON)
			return guide_fail(r, s->line, "the step '%s' has both 'many' and 'then', and only one choice can lead on",
				guide_echo(s->name, name));
	return 0;
}

static int
check_preset(struct guide_reader *r, const struct guide_step *s)
{
	struct guide_near near = guide_near_to(r->preset.word);
	char echo[GUIDE_ECHO];
	int n;

	if (r->preset.line == 0)
		return 0;
	if (s->kind == STEP_SCALE) {
		n = guide_number(r->preset.word);
		return n >= 0 && n <= 100 ? 0 : guide_fail(r, r->preset.line, "the 'default' of a scale is a whole number from 0 to 100");
	}
	if (s->kind != STEP_CHOICES)
		return 0;
	for (size_t i = 0; i < s->nchoices; i++) {
		guide_near_try(&near, s->choices[i].slug);
		if (slice_eq(s->choices[i].slug, r->preset.word))
			return 0;
	}
	return guide_fail(r, r->preset.line, "no choice of this step is called '%s'%s", guide_echo(r->preset.word, echo), guide_near(&near));
}

int
guide_step_end(struct guide_reader *r)
{
	const struct guide_step *s = r->step;
	char name[GUIDE_ECHO];
	int rc;

	if (s == NULL)
		return 0;
	if (s->nask == 0)
		return guide_fail(r, s->line, "the step '%s' has no 'ask' line", guide_echo(s->name, name));
	if (s->layer != LAYER_NONE && s->again >= 0)
		return guide_fail(r, s->line, "the step '%s' has both 'layer' and 'again', and a second rating keeps the layers of the first",
			guide_echo(s->name, name));
	if (s->kind == STEP_CHOICES && (rc = check_choices(r, s)) < 0)
		return rc;
	if ((rc = check_preset(r, s)) < 0 || (rc = check_single(r, s)) < 0)
		return rc;
	return check_key(r, s);
}

/* ---- the guide ---- */

static int
check_above(struct guide_reader *r)
{
	struct guide *g = r->g;
	struct guide_near near = guide_near_to(r->above.word);
	const struct guide_step *s;
	char echo[GUIDE_ECHO];

	if (r->above.line == 0)
		return 0;
	g->above = guide_step_find(g, r->above.word.p, r->above.word.n);
	for (size_t i = 0; i < g->nsteps; i++)
		guide_near_try(&near, g->steps[i].name);
	guide_echo(r->above.word, echo);
	if (g->above < 0)
		return guide_fail(r, r->above.line, "no step is called '%s'%s", echo, guide_near(&near));
	s = &g->steps[g->above];
	if (shape_of(s) != SHAPE_TEXT || s->key.n == 0)
		return guide_fail(r, r->above.line, "the step '%s' has no text that could stand above the others", echo);
	return 0;
}

static int
check_minutes(struct guide_reader *r)
{
	struct guide *g = r->g;

	if (r->nminutes > 1 && r->nminutes != g->nforms)
		return guide_fail(r, r->minutes_line, "'minutes' takes one number, or one for each form");
	for (size_t i = 1; r->nminutes == 1 && i < g->nforms; i++)
		g->form_minutes[i] = g->form_minutes[0];
	g->minutes = g->form_minutes[0];
	return 0;
}

static int
check_forms(struct guide_reader *r)
{
	const struct guide *g = r->g;
	char echo[GUIDE_ECHO];

	for (size_t i = 0; i < g->nforms; i++) {
		bool any = false;

		for (size_t k = 0; k < g->nsteps; k++)
			any = any || (g->steps[k].forms >> i & 1) != 0;
		if (!any)
			return guide_fail(r, r->line, "no step belongs to the form '%s'", guide_echo(g->forms[i], echo));
	}
	return 0;
}

int
guide_end(struct guide_reader *r)
{
	int rc = guide_step_end(r);

	if (rc < 0)
		return rc;
	if (r->g->name.n == 0)
		return guide_fail(r, r->line, "the file says nothing; it begins with 'guide', a name and a version");
	if (r->g->title.n == 0)
		return guide_fail(r, r->line, "the guide has no 'title' line");
	if (r->g->nsteps == 0)
		return guide_fail(r, r->line, "the guide has no step");
	if ((rc = check_above(r)) < 0 || (rc = check_minutes(r)) < 0)
		return rc;
	return check_forms(r);
}
