/*
 * From an entry or a draft back to the answers of a guide (guide_run.h).
 *
 * In: an entry, perhaps made by another version of the guide or brought in from elsewhere.  Out: a walk at its beginning, with the answers it
 * finds.  Must never: lose a text, or lose count of what it could not place.
 */
#include <stdlib.h>
#include <string.h>

#include "guide_inner.h"

/* What must become known before the rest can be placed. */
struct placing {
	struct guide_run *run;
	const struct entry *e;
	size_t strange;
};

static bool
begins(struct slice s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && memcmp(s.p, with, n) == 0;
}

static bool
number_fits(struct slice s, uint8_t *out)
{
	unsigned n = 0;

	for (size_t i = 0; i < s.n && n <= 100; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		n = n * 10 + (unsigned)(s.p[i] - '0');
	}
	*out = (uint8_t)n;
	return s.n > 0 && n <= 100;
}

/*
 * One field into an answer; *took says whether it had room there.  What came from elsewhere in another shape is taken too: a text is a line of a
 * list, items are lines of a text.
 */
static int
put_field(struct guide_answer *a, const struct guide_step *s, const struct entry_field *f, bool *took)
{
	if (s->kind == STEP_SCALE) {
		*took = a->state != ANSWER_GIVEN && f->shape == FIELD_NUMBER && number_fits(f->value, &a->number);
		if (*took)
			a->state = ANSWER_GIVEN;
		return 0;
	}
	*took = true;
	if (f->value.n == 0)
		return 0;
	if (a->text.n > 0)
		buf_u8(&a->text, '\n');
	buf_slice(&a->text, f->value);
	a->state = ANSWER_GIVEN;
	return buf_check(&a->text, NULL);
}

/* ---- a draft's own places ---- */

static int
put_followup(struct guide_answer *a, struct slice value, size_t part)
{
	struct buf *parts[] = { &a->text, &a->with, &a->due, &a->expected };

	if (part >= sizeof parts / sizeof parts[0])
		return 0;
	buf_slice(parts[part], value);
	a->state = ANSWER_GIVEN;
	return buf_check(parts[part], NULL);
}

static int
put_own_places(struct placing *p)
{
	size_t part = 0;
	int rc = 0;

	for (size_t i = 0; i < p->e->nfields && p->e->kind == KIND_DRAFT && rc == 0; i++) {
		const struct entry_field *f = &p->e->fields[i];
		bool again = i > 0 && slice_eq(f->key, p->e->fields[i - 1].key), took;
		int at;

		if (!begins(f->key, ANSWER_KEY))
			continue;
		at = guide_step_find(p->run->guide, f->key.p + strlen(ANSWER_KEY), f->key.n - strlen(ANSWER_KEY));
		if (at < 0 || p->run->guide->steps[at].kind == STEP_NOTICE || p->run->guide->steps[at].kind == STEP_FEELINGS)
			continue;
		part = again ? part + 1 : 0;
		if (p->run->guide->steps[at].kind == STEP_FOLLOWUP)
			rc = put_followup(&p->run->answers[at], f->value, part);
		else
			rc = put_field(&p->run->answers[at], &p->run->guide->steps[at], f, &took);
	}
	return rc;
}

/* ---- fields ---- */

enum { NO_STEP = GUIDE_STEPS_MAX };

/* Of several steps with that key: the last that is shown, else the last of the form, else the last. */
static size_t
step_for(const struct guide_run *run, struct slice key, size_t *how_many)
{
	const struct guide *g = run->guide;
	size_t best = NO_STEP;
	int best_rank = -1;
	bool shown[GUIDE_STEPS_MAX];

	*how_many = 0;
	guide_shown(run, shown);
	for (size_t i = 0; i < g->nsteps; i++) {
		int rank = guide_in_form(run, &g->steps[i]) + shown[i];

		if (!guide_keeps_field(&g->steps[i]) || !slice_eq(g->steps[i].key, key))
			continue;
		(*how_many)++;
		if (rank >= best_rank) {
			best = i;
			best_rank = rank;
		}
	}
	return best;
}

/* The draft says itself which of the steps with this key was answered. */
static bool
has_own_place(const struct placing *p, struct slice key)
{
	const struct guide *g = p->run->guide;

	for (size_t i = 0; i < p->e->nfields && p->e->kind == KIND_DRAFT; i++) {
		struct slice k = p->e->fields[i].key;
		int at = begins(k, ANSWER_KEY) ? guide_step_find(g, k.p + strlen(ANSWER_KEY), k.n - strlen(ANSWER_KEY)) : -1;

		if (at >= 0 && guide_keeps_field(&g->steps[at]) && slice_eq(g->steps[at].key, key))
			return true;
	}
	return false;
}

/*
 * Twice over the fields: first those that one step alone can take, then those that the conditions decide about.  Items of one list go where its
 * first one went, although that answer may change what is shown.
 */
static int
put_fields(struct placing *p, bool shared)
{
	struct slice last = { NULL, 0 };
	size_t at = NO_STEP;
	int rc = 0;

	for (size_t i = 0; i < p->e->nfields && rc == 0; i++) {
		const struct entry_field *f = &p->e->fields[i];
		size_t n = 0, to = step_for(p->run, f->key, &n);
		bool took = false;

		if (begins(f->key, ".") || slice_is(f->key, "rated-after") || (n > 1) != shared)
			continue;
		if (shared && has_own_place(p, f->key))
			continue;
		if (!slice_eq(f->key, last))
			at = to;
		last = f->key;
		if (at != NO_STEP)
			rc = put_field(&p->run->answers[at], &p->run->guide->steps[at], f, &took);
		p->strange += !took;
	}
	return rc;
}

/* ---- ratings, feelings and beliefs ---- */

static void
put_rating(struct placing *p, struct entry_rating r)
{
	const struct guide *g = p->run->guide;
	size_t best = NO_STEP;

	for (size_t i = 0; i < g->nsteps; i++)
		if (g->steps[i].kind == STEP_SCALE && guide_rating(g->steps[i].key) == r.what && !has_own_place(p, g->steps[i].key) &&
		    (best == NO_STEP || guide_in_form(p->run, &g->steps[i])))
			best = i;
	if (best == NO_STEP || r.value > 100)
		return;
	p->run->answers[best].number = r.value;
	p->run->answers[best].state = ANSWER_GIVEN;
}

/* The step of that layer or the one without, in the form if there is one. */
static size_t
step_of_feeling(const struct guide_run *run, const struct entry_feeling *f)
{
	const struct guide *g = run->guide;
	size_t best = NO_STEP;
	int best_rank = -1;

	for (size_t i = 0; i < g->nsteps; i++) {
		const struct guide_step *s = &g->steps[i];
		int rank = (guide_in_form(run, s) ? 4 : 0) + (s->layer == f->layer ? 2 : 0) + (s->layer == LAYER_NONE);

		if (s->kind != STEP_FEELINGS || (s->again >= 0) != (f->moment != 0))
			continue;
		/* A layered step would give the feeling a layer that nobody said. */
		if (s->layer != LAYER_NONE && s->layer != f->layer)
			continue;
		if (rank > best_rank) {
			best = i;
			best_rank = rank;
		}
	}
	return best;
}

static int
put_feeling(struct guide_answer *a, const struct entry_feeling *f)
{
	struct run_feeling *more = malloc((a->nfeelings + 1) * sizeof *more);

	if (more == NULL)
		return E_NOMEM;
	if (a->nfeelings > 0) {
		memcpy(more, a->feelings, a->nfeelings * sizeof *more);
		wipe(a->feelings, a->nfeelings * sizeof *more);
	}
	free(a->feelings);
	a->feelings = more;
	more += a->nfeelings++;
	*more = (struct run_feeling){ .intensity = f->intensity, .layer = f->layer, .source = f->source };
	memcpy(more->id, f->id.p, f->id.n);
	a->state = ANSWER_GIVEN;
	return 0;
}

static int
put_feelings(struct placing *p)
{
	int rc = 0;

	for (size_t i = 0; i < p->e->nfeelings && rc == 0; i++) {
		const struct entry_feeling *f = &p->e->feelings[i];
		size_t at = step_of_feeling(p->run, f);

		if (at == NO_STEP || f->id.n == 0 || f->id.n > FEELING_ID_MAX)
			continue;
		rc = put_feeling(&p->run->answers[at], f);
	}
	return rc;
}

static void
put_belief(struct placing *p)
{
	const struct guide *g = p->run->guide;

	for (size_t i = 0; i < g->nsteps && p->e->nbeliefs > 0; i++)
		if (g->steps[i].kind == STEP_BELIEF) {
			p->run->answers[i].belief = p->e->beliefs[0];
			p->run->answers[i].state = ANSWER_GIVEN;
		}
}

int
guide_run_from_entry(struct err *err, struct guide_run *run, const struct entry *e, size_t *strange)
{
	/* The entry may borrow from the answers that are there. */
	struct guide_run new;
	struct placing p = { &new, e, 0 };
	int rc = guide_run_begin(err, &new, run->guide, run->form);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < e->nratings; i++)
		put_rating(&p, e->ratings[i]);
	put_belief(&p);
	if ((rc = put_feelings(&p)) == 0 && (rc = put_own_places(&p)) == 0 && (rc = put_fields(&p, false)) == 0)
		rc = put_fields(&p, true);
	if (rc < 0) {
		guide_run_release(&new);
		return err_set(err, E_NOMEM, "a guide");
	}
	if (strange != NULL)
		*strange = p.strange;
	guide_at_first(&new);
	guide_run_release(run);
	*run = new;
	return 0;
}
