/*
 * The lines of one step (guide.h, felt-guide(5)).
 *
 * In: what stands behind a keyword.  Out: a part of the step that the reader is at.  Must never: know a step that stands below.
 */
#include <stdlib.h>
#include <string.h>

#include "felt/model/feeling.h"
#include "guide_inner.h"

/* Room for one more of `size` bytes; the array, perhaps moved, or NULL with the old one intact. */
static void *
one_more(void *array, size_t n, size_t *room, size_t size)
{
	size_t want = *room > 0 ? *room * 2 : 8;
	void *p;

	if (n < *room)
		return array;
	p = realloc(array, want * size);
	if (p != NULL)
		*room = want;
	return p;
}

int
guide_step_begin(struct guide_reader *r, struct slice rest)
{
	struct slice name = guide_word_take(&rest), kind = guide_word_take(&rest);
	struct guide *g = r->g;
	struct guide_step *steps;
	char echo[GUIDE_ECHO];
	int found;

	if (name.n == 0 || kind.n == 0 || rest.n > 0)
		return guide_fail(r, r->line, "'step' wants a name and a kind, as in: step situation text");
	if (!guide_name_valid(name.p, name.n))
		return guide_fail(r, r->line, "'%s' cannot be the name of a step: a-z, 0-9 and -, a letter first, at most %d",
			guide_echo(name, echo), GUIDE_NAME_MAX);
	found = guide_step_find(g, name.p, name.n);
	if (found >= 0)
		return guide_fail(r, r->line, "there is a step '%s' already, in line %u", guide_echo(name, echo), g->steps[found].line);
	found = guide_kind_find(kind);
	if (found < 0) {
		struct guide_near near = guide_near_to(kind);

		guide_near_kinds(&near);
		return guide_fail(r, r->line, "'%s' is no kind of step%s", guide_echo(kind, echo), guide_near(&near));
	}
	if (g->nsteps == GUIDE_STEPS_MAX)
		return guide_fail(r, r->line, "a guide has at most %d steps", GUIDE_STEPS_MAX);
	steps = one_more(g->steps, g->nsteps, &r->steps_room, sizeof *steps);
	if (steps == NULL)
		return guide_no_memory(r);
	g->steps = steps;
	r->step = &steps[g->nsteps++];
	*r->step = (struct guide_step){ .name = name, .key = name, .kind = (enum step_kind)found, .line = r->line, .forms = ~0u,
		.from = -1, .expected = -1, .again = -1 };
	r->seen = 0;
	r->choices_room = 0;
	r->preset = (struct guide_mark){ .line = 0 };
	return 0;
}

int
guide_step_above(struct guide_reader *r, struct slice name, unsigned kinds, const char *needs, size_t *out)
{
	struct guide_near near = guide_near_to(name);
	const struct guide *g = r->g;
	char echo[GUIDE_ECHO];
	int found = guide_step_find(g, name.p, name.n);

	if (found >= 0 && &g->steps[found] != r->step) {
		if ((kinds & KIND_BIT(g->steps[found].kind)) == 0)
			return guide_fail(r, r->line, "the step '%s' is no %s", guide_echo(name, echo), needs);
		*out = (size_t)found;
		return 0;
	}
	for (size_t i = 0; i + 1 < g->nsteps; i++)
		guide_near_try(&near, g->steps[i].name);
	return guide_fail(r, r->line, "no step above is called '%s'%s", guide_echo(name, echo), guide_near(&near));
}

/* ---- what is asked ---- */

static int
read_paragraph(struct guide_reader *r, struct slice rest, const char *word, struct slice lines[GUIDE_LINES_MAX], size_t *n)
{
	if (rest.n == 0)
		return guide_fail(r, r->line, "'%s' wants some words behind it", word);
	if (*n == GUIDE_LINES_MAX)
		return guide_fail(r, r->line, "a step has at most %d '%s' lines", GUIDE_LINES_MAX, word);
	lines[(*n)++] = rest;
	return 0;
}

static int
read_ask(struct guide_reader *r, struct slice rest)
{
	return read_paragraph(r, rest, "ask", r->step->ask, &r->step->nask);
}

static int
read_help(struct guide_reader *r, struct slice rest)
{
	return read_paragraph(r, rest, "help", r->step->help, &r->step->nhelp);
}

static int
read_as(struct guide_reader *r, struct slice rest)
{
	struct slice key = guide_word_take(&rest);
	char echo[GUIDE_ECHO];

	if (key.n == 0 || rest.n > 0)
		return guide_fail(r, r->line, "'as' wants one key, or - for an answer that is not kept");
	if (slice_is(key, "-"))
		key = (struct slice){ NULL, 0 };
	else if (!guide_name_valid(key.p, key.n))
		return guide_fail(r, r->line, "'%s' cannot be a key: a-z, 0-9 and -, a letter first, at most %d", guide_echo(key, echo),
			GUIDE_NAME_MAX);
	r->step->key = key;
	return 0;
}

/* ---- how it is answered ---- */

static int
read_choice(struct guide_reader *r, struct slice rest)
{
	struct guide_step *s = r->step;
	struct guide_choice c = { .slug = guide_word_take(&rest), .label = rest }, *choices;
	const char *bar = memchr(rest.p, '|', rest.n);
	char echo[GUIDE_ECHO];

	if (bar != NULL) {
		c.label.n = (size_t)(bar - rest.p);
		c.about = (struct slice){ bar + 1, rest.n - c.label.n - 1 };
		while (c.label.n > 0 && (c.label.p[c.label.n - 1] == ' ' || c.label.p[c.label.n - 1] == '\t'))
			c.label.n--;
		while (c.about.n > 0 && (*c.about.p == ' ' || *c.about.p == '\t')) {
			c.about.p++;
			c.about.n--;
		}
	}
	if (c.slug.n == 0 || c.label.n == 0)
		return guide_fail(r, r->line, "'choice' wants a short name and the words that are shown, as in: choice easier A little easier");
	if (!guide_name_valid(c.slug.p, c.slug.n))
		return guide_fail(r, r->line, "'%s' cannot be the name of a choice: a-z, 0-9 and -, a letter first, at most %d",
			guide_echo(c.slug, echo), GUIDE_NAME_MAX);
	if (guide_has_choice(s, c.slug))
		return guide_fail(r, r->line, "there is a choice '%s' already", guide_echo(c.slug, echo));
	if (s->nchoices == GUIDE_CHOICES_MAX)
		return guide_fail(r, r->line, "a step has at most %d choices", GUIDE_CHOICES_MAX);
	choices = one_more(s->choices, s->nchoices, &r->choices_room, sizeof *choices);
	if (choices == NULL)
		return guide_no_memory(r);
	s->choices = choices;
	choices[s->nchoices++] = c;
	return 0;
}

static int
read_then(struct guide_reader *r, struct slice rest)
{
	struct guide_step *s = r->step;
	struct slice slug = guide_word_take(&rest), what = guide_word_take(&rest);
	struct guide_choice *c = NULL;
	struct guide_near near = guide_near_to(slug);
	char echo[GUIDE_ECHO];

	for (size_t i = 0; i < s->nchoices; i++) {
		guide_near_try(&near, s->choices[i].slug);
		if (slice_eq(s->choices[i].slug, slug))
			c = &s->choices[i];
	}
	if (slug.n > 0 && c == NULL)
		return guide_fail(r, r->line, "no choice above is called '%s'%s", guide_echo(slug, echo), guide_near(&near));
	if (c != NULL && c->then != THEN_GO_ON)
		return guide_fail(r, r->line, "there is a 'then' line for '%s' already", guide_echo(slug, echo));
	if (c != NULL && slice_is(what, "stop") && rest.n == 0) {
		c->then = THEN_STOP;
		return 0;
	}
	if (c != NULL && slice_is(what, "guide")) {
		c->guide = guide_word_take(&rest);
		c->form = guide_word_take(&rest);
		if (rest.n == 0 && guide_name_valid(c->guide.p, c->guide.n) && (c->form.n == 0 || guide_form_valid(c->form.p, c->form.n))) {
			c->then = THEN_GUIDE;
			return 0;
		}
	}
	return guide_fail(r, r->line, "'then' is written: then CHOICE stop, or: then CHOICE guide NAME FORM");
}

static int
read_word(struct guide_reader *r, struct slice rest)
{
	struct guide_step *s = r->step;
	int n = guide_number(guide_word_take(&rest));

	if (n < 0 || n > 100 || rest.n == 0)
		return guide_fail(r, r->line, "'word' wants a number from 0 to 100 and the words for it, as in: word 50 half");
	if (s->nwords == GUIDE_WORDS_MAX)
		return guide_fail(r, r->line, "a scale has at most %d words", GUIDE_WORDS_MAX);
	if (s->nwords > 0 && s->words[s->nwords - 1].value >= n)
		return guide_fail(r, r->line, "the words of a scale stand in rising order");
	s->words[s->nwords++] = (struct guide_word){ (uint8_t)n, rest };
	return 0;
}

static int
read_default(struct guide_reader *r, struct slice rest)
{
	if (rest.n == 0)
		return guide_fail(r, r->line, "'default' wants what the answer begins with");
	r->step->preset = rest;
	r->preset = (struct guide_mark){ rest, r->line };
	return 0;
}

static int
no_more(struct guide_reader *r, struct slice rest, const char *word)
{
	return rest.n == 0 ? 0 : guide_fail(r, r->line, "'%s' stands alone on its line", word);
}

static int
read_many(struct guide_reader *r, struct slice rest)
{
	r->step->many = true;
	return no_more(r, rest, "many");
}

static int
read_other(struct guide_reader *r, struct slice rest)
{
	r->step->other = true;
	return no_more(r, rest, "other");
}

static int
read_suggest(struct guide_reader *r, struct slice rest)
{
	r->step->suggest = true;
	return no_more(r, rest, "suggest");
}

static int
read_layer(struct guide_reader *r, struct slice rest)
{
	if (!slice_is(rest, "surface") && !slice_is(rest, "under"))
		return guide_fail(r, r->line, "'layer' is surface or under");
	r->step->layer = slice_is(rest, "surface") ? LAYER_SURFACE : LAYER_UNDER;
	return 0;
}

/* One step above, alone on its line. */
static int
read_other_step(struct guide_reader *r, struct slice rest, const char *word, unsigned kinds, const char *needs, int *out)
{
	struct slice name = guide_word_take(&rest);
	size_t i = 0;
	int rc;

	if (name.n == 0 || rest.n > 0)
		return guide_fail(r, r->line, "'%s' wants the name of one step above", word);
	rc = guide_step_above(r, name, kinds, needs, &i);
	if (rc == 0)
		*out = (int)i;
	return rc;
}

#define WRITTEN (KIND_BIT(STEP_TEXT) | KIND_BIT(STEP_LINE))

static int
read_from(struct guide_reader *r, struct slice rest)
{
	if (r->step->kind == STEP_CHOICES)
		return read_other_step(r, rest, "from", KIND_BIT(STEP_LIST), "list", &r->step->from);
	return read_other_step(r, rest, "from", WRITTEN, "step of kind 'text' or 'line'", &r->step->from);
}

static int
read_expected(struct guide_reader *r, struct slice rest)
{
	return read_other_step(r, rest, "expected", WRITTEN, "step of kind 'text' or 'line'", &r->step->expected);
}

static int
read_again(struct guide_reader *r, struct slice rest)
{
	bool scale = r->step->kind == STEP_SCALE;
	int rc = read_other_step(r, rest, "again", KIND_BIT(r->step->kind), scale ? "scale" : "step of kind 'feelings'", &r->step->again);

	if (rc == 0 && r->g->steps[r->step->again].again >= 0)
		return guide_fail(r, r->line, "'again' names the first rating, not one that is a second itself");
	return rc;
}

#define ALL (~0u)
#define KEPT (WRITTEN | KIND_BIT(STEP_LIST) | KIND_BIT(STEP_SCALE) | KIND_BIT(STEP_CHOICES))

const struct guide_keyword guide_step_keywords[] = {
	{ "in", ALL, true, guide_read_in },
	{ "when", ALL, false, guide_read_when },
	{ "as", KEPT, true, read_as },
	{ "ask", ALL, false, read_ask },
	{ "help", ALL, false, read_help },
	{ "choice", KIND_BIT(STEP_CHOICES), false, read_choice },
	{ "then", KIND_BIT(STEP_CHOICES), false, read_then },
	{ "many", KIND_BIT(STEP_CHOICES), true, read_many },
	{ "other", KIND_BIT(STEP_CHOICES), true, read_other },
	{ "word", KIND_BIT(STEP_SCALE), false, read_word },
	{ "default", KIND_BIT(STEP_LINE) | KIND_BIT(STEP_SCALE) | KIND_BIT(STEP_CHOICES), true, read_default },
	{ "from", KIND_BIT(STEP_CHOICES) | KIND_BIT(STEP_FOLLOWUP), true, read_from },
	{ "expected", KIND_BIT(STEP_FOLLOWUP), true, read_expected },
	{ "again", KIND_BIT(STEP_SCALE) | KIND_BIT(STEP_FEELINGS), true, read_again },
	{ "layer", KIND_BIT(STEP_FEELINGS), true, read_layer },
	{ "suggest", KIND_BIT(STEP_FEELINGS), true, read_suggest },
	{ NULL, 0, false, NULL }
};
