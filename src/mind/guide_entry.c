/*
 * From the answers of a guide to an entry (guide_run.h; FORMAT.md 3).
 *
 * In: a walk.  Out: fields, feelings and ratings of an entry that borrows them.  Must never: leave an answer out, shown or not: what was
 * typed once is kept.
 */
#include <string.h>

#include "guide_inner.h"

uint8_t
guide_rating(struct slice key)
{
	if (slice_is(key, "belief-before"))
		return RATE_HOT_BEFORE;
	if (slice_is(key, "belief-after"))
		return RATE_HOT_AFTER;
	return slice_is(key, "balanced-belief") ? RATE_BALANCED : 0;
}

/* The end of what was printed into `hold` since `from`; `hold` has room enough, so nothing moves. */
static struct slice
printed(const struct buf *hold, size_t from)
{
	return (struct slice){ (const char *)hold->p + from, hold->n - from };
}

static int
add_items(struct entry *e, struct slice key, const struct guide_answer *a)
{
	struct slice rest = buf_as_slice(&a->text), item;
	int rc = 0;

	while (rc == 0 && item_take(&rest, &item))
		rc = entry_add_field(e, (struct entry_field){ FIELD_ITEM, key, item });
	return rc;
}

static int
add_number(struct entry *e, struct slice key, uint8_t number, struct buf *hold)
{
	size_t from = hold->n;

	buf_printf(hold, "%u", number);
	return entry_add_field(e, (struct entry_field){ FIELD_NUMBER, key, printed(hold, from) });
}

/* The answer as a field of that key. */
static int
add_answer(struct entry *e, const struct guide_step *s, const struct guide_answer *a, struct slice key, struct buf *hold)
{
	if (s->kind == STEP_SCALE)
		return add_number(e, key, a->number, hold);
	if (s->kind == STEP_LIST || (s->kind == STEP_CHOICES && s->many))
		return add_items(e, key, a);
	return entry_add_field(e, (struct entry_field){ FIELD_TEXT, key, buf_as_slice(&a->text) });
}

/* Does no step below keep its answer under this one's key? */
static bool
last_of_key(const struct guide *g, size_t i)
{
	for (size_t k = i + 1; k < g->nsteps; k++)
		if (guide_keeps_field(&g->steps[k]) && slice_eq(g->steps[k].key, g->steps[i].key))
			return false;
	return true;
}

/* Of the given answers under one key: the later one, that of a shown step first.  NULL: there is none. */
static const struct guide_step *
winner(const struct guide_run *run, const bool *shown, struct slice key)
{
	const struct guide *g = run->guide;
	size_t best = g->nsteps;

	for (size_t i = 0; i < g->nsteps; i++)
		if (run->answers[i].state == ANSWER_GIVEN && guide_keeps_field(&g->steps[i]) && slice_eq(g->steps[i].key, key) &&
		    (best == g->nsteps || shown[i] || !shown[best]))
			best = i;
	return best < g->nsteps ? &g->steps[best] : NULL;
}

/* A key stands where the last step that has it stands: a question that comes early and again at the end belongs to the end. */
static int
add_fields(const struct guide_run *run, struct entry *e, struct buf *hold)
{
	const struct guide *g = run->guide;
	bool shown[GUIDE_STEPS_MAX];
	int rc = 0;

	guide_shown(run, shown);
	for (size_t i = 0; i < g->nsteps && rc == 0; i++) {
		const struct guide_step *s;
		const struct guide_answer *a;

		if (!guide_keeps_field(&g->steps[i]) || !last_of_key(g, i) || (s = winner(run, shown, g->steps[i].key)) == NULL)
			continue;
		a = &run->answers[s - g->steps];
		if (s->kind == STEP_SCALE && guide_rating(s->key) != 0)
			rc = entry_add_rating(e, (struct entry_rating){ guide_rating(s->key), a->number });
		else
			rc = add_answer(e, s, a, s->key, hold);
	}
	return rc;
}

/* ---- feelings ---- */

static const struct run_feeling *
feeling_in(const struct guide_answer *a, const char *id)
{
	for (size_t i = 0; i < a->nfeelings; i++)
		if (strcmp(a->feelings[i].id, id) == 0)
			return &a->feelings[i];
	return NULL;
}

static struct entry_feeling
feeling_of(const struct guide_run *run, const struct guide_step *s, const struct run_feeling *f)
{
	struct entry_feeling out = { f->intensity, s->layer != LAYER_NONE ? s->layer : f->layer, f->source, s->again >= 0, slice_of(f->id) };
	const struct run_feeling *first = s->again >= 0 ? feeling_in(&run->answers[s->again], f->id) : NULL;
	uint8_t layer = s->again >= 0 ? run->guide->steps[s->again].layer : LAYER_NONE;

	if (first != NULL) {
		out.layer = layer != LAYER_NONE ? layer : first->layer;
		out.source = first->source;
	}
	return out;
}

/* The same word of the same layer and moment stands once: the later answer. */
static int
put_feeling(struct entry *e, struct entry_feeling f)
{
	for (size_t i = 0; i < e->nfeelings; i++) {
		struct entry_feeling *x = &e->feelings[i];

		if (x->moment == f.moment && x->layer == f.layer && slice_eq(x->id, f.id)) {
			*x = f;
			return 0;
		}
	}
	return entry_add_feeling(e, f);
}

static int
add_feelings(const struct guide_run *run, struct entry *e)
{
	const struct guide *g = run->guide;
	int rc = 0;

	for (size_t i = 0; i < g->nsteps; i++) {
		const struct guide_answer *a = &run->answers[i];

		if (g->steps[i].kind != STEP_FEELINGS || a->state != ANSWER_GIVEN)
			continue;
		for (size_t k = 0; k < a->nfeelings && rc == 0; k++)
			rc = put_feeling(e, feeling_of(run, &g->steps[i], &a->feelings[k]));
	}
	return rc;
}

/* ---- drafts ---- */

static bool
needs_own_place(const struct guide *g, size_t i, const struct guide_answer *a)
{
	const struct guide_step *s = &g->steps[i];

	switch (s->kind) {
	case STEP_NOTICE:
	case STEP_FEELINGS:
		return false;
	case STEP_BELIEF:
		return a->belief == 0;
	case STEP_FOLLOWUP:
		return true;
	default:
		return s->key.n == 0 || guide_key_shared(g, i);
	}
}

static int
add_followup(struct entry *e, struct slice key, const struct guide_answer *a)
{
	const struct buf *parts[] = { &a->text, &a->with, &a->due, &a->expected };
	int rc = 0;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && rc == 0; i++)
		rc = entry_add_field(e, (struct entry_field){ FIELD_ITEM, key, buf_as_slice(parts[i]) });
	return rc;
}

static int
add_own_places(const struct guide_run *run, struct entry *e, struct buf *hold)
{
	const struct guide *g = run->guide;
	int rc = 0;

	for (size_t i = 0; i < g->nsteps && rc == 0; i++) {
		const struct guide_answer *a = &run->answers[i];
		size_t from = hold->n;
		struct slice key;

		if (a->state != ANSWER_GIVEN || !needs_own_place(g, i, a))
			continue;
		buf_str(hold, ANSWER_KEY);
		buf_slice(hold, g->steps[i].name);
		key = printed(hold, from);
		rc = g->steps[i].kind == STEP_FOLLOWUP ? add_followup(e, key, a) : add_answer(e, &g->steps[i], a, key, hold);
	}
	return rc;
}

int
guide_run_entry(struct err *err, const struct guide_run *run, struct entry *e, struct buf *hold)
{
	const struct guide *g = run->guide;
	/* A step prints a number twice at most, and one key; beside them stands the guide's name. */
	size_t room = (g->nsteps + 2) * (sizeof ANSWER_KEY + GUIDE_NAME_MAX + 16), from;
	int rc;

	if (!buf_reserve(hold, room))
		return buf_check(hold, err);
	from = hold->n;
	buf_slice(hold, g->name);
	buf_printf(hold, "@%u", g->version);
	e->guide = printed(hold, from);
	rc = add_fields(run, e, hold);
	if (rc == 0)
		rc = add_feelings(run, e);
	if (rc == 0 && e->kind == KIND_DRAFT)
		rc = add_own_places(run, e, hold);
	return rc < 0 ? err_set(err, E_NOMEM, "an entry") : 0;
}
