/*
 * Changing what a guide made: all of its answers as a list; one is chosen, asked again, and the list comes back.
 *
 * In: a walk over an entry, or over the draft of such a change.  Out: the entry under the same id, a draft, or nothing when nothing
 * was changed.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/walk/walk.h"

struct menu {
	struct step_choice *choices;   /* [0] saves */
	struct buf *label, *about;
	bool *chosen;
	size_t *step;                  /* of choices[i], i > 0 */
	size_t n;
};

static void
menu_release(struct menu *m)
{
	for (size_t i = 0; m->label && m->about && i < m->n; i++) {
		buf_release(&m->label[i]);
		buf_release(&m->about[i]);
	}
	free(m->choices);
	free(m->label);
	free(m->about);
	free(m->chosen);
	free(m->step);
	*m = (struct menu){ 0 };
}

static void
add(struct menu *m, size_t step)
{
	m->choices[m->n] = (struct step_choice){ buf_cstr(&m->label[m->n]), m->about[m->n].n ? buf_cstr(&m->about[m->n]) : NULL };
	m->step[m->n++] = step;
}

/* Two steps under one key are one answer: the later one stands for both. */
static bool
stands_later(const struct walk *w, size_t step)
{
	for (size_t i = step + 1; i < w->guide.nsteps; i++)
		if (slice_eq(w->guide.steps[i].key, w->guide.steps[step].key) && guide_run_shown(&w->run, i))
			return true;
	return false;
}

/* Every kept step that is shown, and every one that has an answer. */
static int
menu_build(struct walk *w, struct menu *m)
{
	size_t room = w->guide.nsteps + 1;

	m->choices = calloc(room, sizeof *m->choices);
	m->label = calloc(room, sizeof *m->label);
	m->about = calloc(room, sizeof *m->about);
	m->chosen = calloc(room, sizeof *m->chosen);
	m->step = calloc(room, sizeof *m->step);
	if (!m->choices || !m->label || !m->about || !m->chosen || !m->step)
		return err_set(&w->ctx->err, E_NOMEM, "menu");
	buf_str(&m->label[0], "Save it as it is now");
	m->chosen[0] = true;
	add(m, w->guide.nsteps);
	for (size_t i = 0; i < w->guide.nsteps; i++) {
		const struct guide_step *s = &w->guide.steps[i];
		bool given = w->run.answers[i].state == ANSWER_GIVEN;

		if (!s->key.n || s->kind == STEP_NOTICE || (!given && !guide_run_shown(&w->run, i)) || stands_later(w, i))
			continue;
		walk_label(&m->label[m->n], s->key);
		if (given)
			walk_answer_line(w, &m->about[m->n], i);
		add(m, i);
	}
	return 0;
}

/* *step: nsteps means saving. */
static int
choose(struct walk *w, size_t *step, enum step_end *end)
{
	struct step_answer answer = { BUF_INIT, NULL, -1 };
	struct buf title = BUF_INIT;
	struct menu m = { 0 };
	int rc = menu_build(w, &m);

	buf_slice(&title, w->guide.title);
	if (!rc) {
		struct step s = {
			.face = FACE_CHOICES, .title = buf_cstr(&title), .note = w->note[0] ? w->note : NULL,
			.question = "Which answer would you like to look at or change?", .choices = m.choices, .nchoices = m.n,
			.page = buf_cstr(&w->page), .first = true, .plain = w->plain,
		};

		answer.chosen = m.chosen;
		rc = walk_step(w, &s, &answer, end);
	}
	*step = w->guide.nsteps;
	for (size_t i = 0; !rc && i < m.n; i++)
		if (m.chosen[i])
			*step = m.step[i];
	buf_release(&answer.text);
	buf_release(&title);
	menu_release(&m);
	return rc;
}

static int
save(struct walk *w, enum walk_end *end)
{
	int rc;

	if (!w->changed && !w->draft.stored) {
		*end = WALK_NOTHING;
		return store_resume(&w->ctx->err, w->ctx->store);
	}
	rc = walk_finish(w);
	if (!rc) {
		*end = WALK_SAVED;
		return 0;
	}
	report_sentence(&w->ctx->err, w->note, sizeof w->note);
	store_suspend(w->ctx->store);
	return 1;
}

/* All of an answer, to be compared. */
static void
bytes_of(const struct guide_answer *a, struct buf *out)
{
	buf_u8(out, a->state == ANSWER_GIVEN);
	buf_u8(out, a->number);
	buf_u64(out, a->belief);
	buf_slice(out, buf_as_slice(&a->text));
	buf_u8(out, 0);
	buf_slice(out, buf_as_slice(&a->with));
	buf_u8(out, 0);
	buf_slice(out, buf_as_slice(&a->due));
	buf_u8(out, 0);
	buf_slice(out, buf_as_slice(&a->expected));
	for (size_t i = 0; i < a->nfeelings; i++)
		buf_printf(out, "|%s %u %u", a->feelings[i].id, (unsigned)a->feelings[i].intensity, (unsigned)a->feelings[i].layer);
}

static int
ask(struct walk *w, size_t step, enum step_end *end)
{
	struct buf before = BUF_INIT, after = BUF_INIT;
	int rc;

	bytes_of(&w->run.answers[step], &before);
	w->run.at = step;
	rc = walk_ask(w, end);
	w->run.outcome = THEN_GO_ON;
	bytes_of(&w->run.answers[step], &after);
	if (!slice_eq(buf_as_slice(&before), buf_as_slice(&after))) {
		w->changed = true;
		if (!rc)
			walk_keep(w);
	}
	buf_release(&before);
	buf_release(&after);
	return rc;
}

/* As walk_left; what was not changed needs no draft. */
static int
left(struct walk *w, enum step_end how, enum walk_end *end)
{
	int rc;

	if (w->changed || w->draft.stored)
		return walk_left(w, how, end);
	rc = store_resume(&w->ctx->err, w->ctx->store);
	return rc || how == STEP_END_LEFT ? rc : err_set(&w->ctx->err, E_INTERRUPTED, "terminal");
}

int
walk_menu(struct walk *w, enum walk_end *end)
{
	int rc = draft_claim(w->ctx, w->target); /* the entry itself: one change at a time */

	*end = WALK_NOTHING;
	for (bool over = false; !rc && !over;) {
		enum step_end how = STEP_END_ANSWERED;
		size_t step;

		rc = choose(w, &step, &how);
		if (!rc && how == STEP_END_ANSWERED && step < w->guide.nsteps)
			rc = ask(w, step, &how);
		else if (!rc && (how == STEP_END_ANSWERED || how == STEP_END_SKIPPED)) {
			rc = save(w, end);
			over = rc == 0;
			rc = rc == 1 ? 0 : rc;
			continue;
		}
		if (!rc && (how == STEP_END_LEFT || how == STEP_END_HANGUP)) {
			rc = left(w, how, end);
			over = rc == 0;
			rc = rc == 1 ? 0 : rc;
		}
	}
	/* interrupted or broken: what was changed is kept all the same */
	if (rc && *end == WALK_NOTHING && w->changed) {
		struct err first = w->ctx->err;

		(void)walk_leave(w, end);
		w->ctx->err = first;
	}
	return rc;
}
