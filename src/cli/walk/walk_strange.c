/*
 * What a row holds and its guide has no step for: an own guide whose file was changed, an entry from elsewhere, an older version.
 *
 * In: a draft or an entry, and the guide as it is now.  Out: the same fields, feelings and ratings again in whatever is saved.  Must never: drop
 * a text because no question leads to it any more.
 */
#include <string.h>

#include "cli/walk/walk.h"

static const char answer_key[] = ".answer-"; /* guide_run.h */

static bool
guide_knows(const struct guide *g, struct slice key)
{
	for (size_t i = 0; i < g->nsteps; i++)
		if (slice_eq(g->steps[i].key, key))
			return true;
	return false;
}

/* Has a step with that key an answer of the field's shape?  The others keep no text. */
static bool
guide_takes(const struct guide *g, const struct entry_field *f)
{
	for (size_t i = 0; i < g->nsteps; i++) {
		enum step_kind kind = g->steps[i].kind;

		if (slice_eq(g->steps[i].key, f->key) && (kind == STEP_SCALE ? f->shape == FIELD_NUMBER : kind <= STEP_LIST || kind == STEP_CHOICES))
			return true;
	}
	return false;
}

/* Does it ask for the feelings of that moment, in that layer or in whichever? */
static bool
guide_feels(const struct guide *g, const struct entry_feeling *f)
{
	for (size_t i = 0; i < g->nsteps; i++)
		if (g->steps[i].kind == STEP_FEELINGS && (g->steps[i].again >= 0) == (f->moment != 0) &&
		    (g->steps[i].layer == LAYER_NONE || g->steps[i].layer == f->layer))
			return true;
	return false;
}

static bool
guide_rates(const struct guide *g, uint8_t what)
{
	static const char *const keys[] = { [RATE_HOT_BEFORE] = "belief-before", [RATE_HOT_AFTER] = "belief-after", [RATE_BALANCED] = "balanced-belief" };

	return what > 0 && what < sizeof keys / sizeof keys[0] && guide_knows(g, slice_of(keys[what]));
}

static bool
strange_field(const struct walk *w, const struct entry_field *f)
{
	return f->key.n && f->key.p[0] != '.' && !guide_takes(&w->guide, f);
}

bool
walk_strange(const struct walk *w)
{
	for (size_t i = 0; i < w->base.nfields; i++)
		if (strange_field(w, &w->base.fields[i]))
			return true;
	for (size_t i = 0; i < w->base.nfeelings; i++)
		if (!guide_feels(&w->guide, &w->base.feelings[i]))
			return true;
	return w->base.text.n > 0;
}

/* What the row had and the guide does not ask for stays as it was. */
int
walk_keep_strange(struct walk *w)
{
	const struct entry *from = &w->base;
	struct entry *e = &w->entry;
	int rc = 0;

	for (size_t i = 0; !rc && i < from->nfields; i++)
		if (strange_field(w, &from->fields[i]))
			rc = entry_add_field(e, from->fields[i]);
	for (size_t i = 0; !rc && i < from->nratings; i++)
		if (!guide_rates(&w->guide, from->ratings[i].what))
			rc = entry_add_rating(e, from->ratings[i]);
	for (size_t i = 0; !rc && i < from->nfeelings; i++)
		if (!guide_feels(&w->guide, &from->feelings[i]))
			rc = entry_add_feeling(e, from->feelings[i]);
	return rc;
}

/* ---- answers under their step's own name ---- */

static bool
begins(struct slice s, const char *with)
{
	return s.n > strlen(with) && !memcmp(s.p, with, strlen(with));
}

/* Will the run take it back to its own step? */
static bool
placed(const struct guide *g, const struct entry_field *f, struct slice name)
{
	int i = g ? guide_step_find(g, name.p, name.n) : -1;

	if (i < 0)
		return false;
	switch (g->steps[i].kind) {
	case STEP_NOTICE:
	case STEP_FEELINGS:
		return false;
	case STEP_SCALE:
		return f->shape == FIELD_NUMBER;
	default:
		return true;
	}
}

/* Of steps that share a key the answer that counts is a field already. */
static bool
stands_there(const struct entry *e, const struct entry_field *f)
{
	for (size_t i = 0; i < e->nfields; i++)
		if (e->fields[i].key.n && e->fields[i].key.p[0] != '.' && slice_eq(e->fields[i].value, f->value))
			return true;
	return false;
}

int
draft_unplaced(struct entry *e, const struct entry *draft, const struct guide *g)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < draft->nfields; i++) {
		struct entry_field f = draft->fields[i];
		struct slice name = f.key;

		if (!begins(f.key, answer_key) || !f.value.n)
			continue;
		name.p += strlen(answer_key);
		name.n -= strlen(answer_key);
		if (placed(g, &f, name) || stands_there(draft, &f))
			continue;
		f.key = name;
		/* a step of another kind has that key now */
		if (g && guide_takes(g, &f))
			f.key = slice_of("earlier");
		rc = entry_add_field(e, f);
	}
	return rc;
}
