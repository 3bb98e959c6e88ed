/*
 * One step of a guide, asked by its kind.
 *
 * In: the step the run stands at.  Out: its answer in the run, and how the writer left it.  Whatever was typed is kept as the
 * answer, also when the step was left, gone back from or skipped with something in it: a line is not lost by a key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/staging.h"
#include "cli/walk/help_card.h"
#include "cli/walk/walk.h"

enum { LINE_BYTES = 4096, PROGRESS = 40 };

/* ---- what every kind has ---- */

static void
paragraphs(struct buf *out, const struct slice *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_str(out, "\n");
		buf_slice(out, lines[i]);
	}
}

/* The last step whose answer is kept: the guide's last screen but for the page at the end. */
static void
progress(const struct walk *w, struct buf *out)
{
	size_t k, n;

	guide_run_progress(&w->run, &k, &n);
	if (k && n > 1)
		buf_printf(out, "step %zu of %zu", k, n);
}

/* Another way through the guide, offered at its first step. */
static const char *
other_form(const struct walk *w)
{
	bool first = guide_run_first(&w->run) && w->run.form == 0 && w->guide.nforms > 1 && slice_is(w->guide.forms[1], "short");

	return first ? "s short form" : NULL;
}

/* A closing word, or a choice that ends here: what may be the guide's last screen has the line of CARE.md 20, as the page at the end has it. */
static bool
may_be_the_last(const struct walk *w, const struct guide_step *gs)
{
	for (size_t i = 0; i < gs->nchoices; i++)
		if (gs->choices[i].then != THEN_GO_ON)
			return true;
	return gs->kind == STEP_NOTICE && gs + 1 == w->guide.steps + w->guide.nsteps;
}

void
asking_begin(struct walk *w, const struct guide_step *gs, struct asking_step *a, struct step *s)
{
	struct slice above = guide_run_above(&w->run);

	*a = (struct asking_step){ BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	paragraphs(&a->question, gs->ask, gs->nask);
	paragraphs(&a->help, gs->help, gs->nhelp);
	if (other_form(w) && !w->plain)
		buf_str(&a->help, "\nF2 takes the short form: a few steps.");
	buf_slice(&a->title, w->guide.title);
	if (above.n) {
		buf_str(&a->above, "\"");
		buf_slice(&a->above, above);
		buf_str(&a->above, "\"");
	}
	progress(w, &a->progress);
	*s = (struct step){
		.title = buf_cstr(&a->title), .progress = a->progress.n ? buf_cstr(&a->progress) : NULL, .above = a->above.n ? buf_cstr(&a->above) : NULL,
		.note = w->note[0] ? w->note : NULL, .question = buf_cstr(&a->question), .help = a->help.n ? buf_cstr(&a->help) : NULL,
		.page = buf_cstr(&w->page), .dim = may_be_the_last(w, gs) ? TOO_MUCH : NULL, .first = guide_run_first(&w->run), .plain = w->plain, .extra = other_form(w), .arg = w,
	};
}

void
asking_release(struct asking_step *a)
{
	buf_release(&a->question);
	buf_release(&a->help);
	buf_release(&a->above);
	buf_release(&a->progress);
	buf_release(&a->title);
}

int
walk_step(struct walk *w, const struct step *s, struct step_answer *answer, enum step_end *end)
{
	struct step mine = *s;
	uint64_t before = walk_marked(s, answer);
	int rc;

	if (w->ctx->store)
		store_suspend(w->ctx->store);
	mine.arg = w;
	mine.lock = walk_lock;
	mine.idle_ms = walk_idle_ms(w);
	mine.stage = staging_stage(w->ctx);
	rc = step_ask(&w->ctx->err, &mine, answer, end);
	if (w->shut && !s->save)
		w->unsaved = answer->text.n || walk_marked(s, answer) != before;
	w->note[0] = '\0';
	return rc;
}

/* ---- text, line, list ---- */

static int
ask_text(struct walk *w, const struct guide_step *gs, enum step_end *end)
{
	struct step_answer answer = { BUF_INIT, NULL, -1 };
	struct asking_step a;
	struct step s;
	int rc;

	asking_begin(w, gs, &a, &s);
	s.face = gs->kind == STEP_TEXT ? FACE_TEXT : gs->kind == STEP_LINE ? FACE_LINE : FACE_LIST;
	s.max = gs->kind == STEP_LINE ? LINE_BYTES : 0;
	s.save = walk_save;
	buf_slice(&answer.text, guide_run_preset(&w->run));
	rc = buf_check(&answer.text, &w->ctx->err);
	if (!rc)
		rc = walk_step(w, &s, &answer, end);
	if (!rc)
		rc = guide_run_text(&w->ctx->err, &w->run, (const char *)answer.text.p, answer.text.n);
	buf_release(&answer.text);
	asking_release(&a);
	return rc;
}

/* ---- scale ---- */

static int
intensity(void *arg, const char *typed, uint8_t *out)
{
	(void)arg;
	return feeling_parse_intensity(NULL, typed, out);
}

/* CARE.md 4: the first rating is shown once the second is given. */
static void
note_both(struct walk *w)
{
	const struct guide_answer *before = guide_run_before(&w->run), *now = guide_run_answer(&w->run);

	if (before && before->state == ANSWER_GIVEN && now->state == ANSWER_GIVEN)
		snprintf(w->note, sizeof w->note, "before %u, now %u; the same number is a result too", (unsigned)before->number, (unsigned)now->number);
}

/* The sentence that is being rated is seen; above stands the one from before. */
static const char *
with_new_sentence(const struct walk *w, struct buf *question)
{
	int i = guide_step_find(&w->guide, "balanced", 8);

	if (i >= 0 && w->run.answers[i].state == ANSWER_GIVEN) {
		buf_str(question, "\n\"");
		buf_slice(question, buf_as_slice(&w->run.answers[i].text));
		buf_str(question, "\"");
	}
	return buf_cstr(question);
}

static int
ask_scale(struct walk *w, const struct guide_step *gs, enum step_end *end)
{
	const struct guide_answer *have = guide_run_answer(&w->run);
	struct step_answer answer = { BUF_INIT, NULL, have->state == ANSWER_GIVEN ? have->number : -1 };
	struct step_word words[GUIDE_WORDS_MAX];
	struct buf hold[GUIDE_WORDS_MAX] = { 0 };
	struct asking_step a;
	struct step s;
	int rc;

	asking_begin(w, gs, &a, &s);
	s.face = FACE_SCALE;
	s.number = intensity;
	if (slice_is(gs->key, "balanced-belief"))
		s.question = with_new_sentence(w, &a.question);
	for (size_t i = 0; i < gs->nwords; i++) {
		buf_slice(&hold[i], gs->words[i].word);
		words[i] = (struct step_word){ gs->words[i].value, buf_cstr(&hold[i]) };
	}
	s.words = words;
	s.nwords = gs->nwords;
	rc = walk_step(w, &s, &answer, end);
	if (!rc && answer.number >= 0 && *end != STEP_END_SKIPPED)
		rc = guide_run_number(&w->ctx->err, &w->run, (uint8_t)answer.number);
	else if (!rc && (*end == STEP_END_SKIPPED || *end == STEP_END_ANSWERED)) /* a number that was taken out is none */
		guide_run_skip(&w->run);
	if (!rc && *end == STEP_END_ANSWERED)
		note_both(w);
	for (size_t i = 0; i < gs->nwords; i++)
		buf_release(&hold[i]);
	buf_release(&answer.text);
	asking_release(&a);
	return rc;
}

/* ---- choices ---- */

/* What can be chosen, as texts of its own: the guide's choices, or the items of an earlier list. */
struct offered {
	struct buf label[GUIDE_CHOICES_MAX], about[GUIDE_CHOICES_MAX], slug[GUIDE_CHOICES_MAX];
	struct step_choice choices[GUIDE_CHOICES_MAX];
	bool chosen[GUIDE_CHOICES_MAX];
	size_t n;
};

static void
offer(struct offered *o, struct slice slug, struct slice label, struct slice about)
{
	if (o->n == GUIDE_CHOICES_MAX)
		return;
	buf_slice(&o->slug[o->n], slug);
	buf_slice(&o->label[o->n], label);
	buf_slice(&o->about[o->n], about);
	o->choices[o->n] = (struct step_choice){ buf_cstr(&o->label[o->n]), o->about[o->n].n ? buf_cstr(&o->about[o->n]) : NULL };
	o->n++;
}

static void
offered_release(struct offered *o)
{
	for (size_t i = 0; i < o->n; i++) {
		buf_release(&o->slug[i]);
		buf_release(&o->label[i]);
		buf_release(&o->about[i]);
	}
}

static bool
is_chosen(const struct guide_answer *a, struct slice preset, struct slice slug)
{
	for (size_t i = 0; i < guide_items(a) && a->state == ANSWER_GIVEN; i++)
		if (slice_eq(guide_item(a, i), slug))
			return true;
	return a->state != ANSWER_GIVEN && preset.n && slice_eq(preset, slug);
}

static void
offer_all(struct walk *w, const struct guide_step *gs, struct offered *o)
{
	struct slice item, preset = guide_run_preset(&w->run);
	const struct guide_answer *have = guide_run_answer(&w->run);

	for (size_t i = 0; i < gs->nchoices; i++)
		offer(o, gs->choices[i].slug, gs->choices[i].label, gs->choices[i].about);
	for (size_t i = 0; gs->from >= 0 && (item = guide_item(&w->run.answers[gs->from], i)).p; i++)
		offer(o, item, item, (struct slice){ NULL, 0 });
	for (size_t i = 0; i < o->n; i++)
		o->chosen[i] = is_chosen(have, preset, buf_as_slice(&o->slug[i]));
}

/* An answer of one's own that was given before: what is chosen and not offered. */
static void
own_answer(struct walk *w, const struct offered *o, struct buf *out)
{
	const struct guide_answer *have = guide_run_answer(&w->run);

	for (size_t i = 0; have->state == ANSWER_GIVEN && i < guide_items(have); i++) {
		struct slice item = guide_item(have, i);
		bool known = false;

		for (size_t k = 0; k < o->n; k++)
			known = known || slice_eq(buf_as_slice(&o->slug[k]), item);
		if (!known && out->n)
			buf_str(out, ", ");
		if (!known)
			buf_slice(out, item);
	}
}

static int
take_choices(struct walk *w, bool many, struct offered *o, struct buf *own)
{
	const char *slugs[GUIDE_CHOICES_MAX + 1];
	size_t n = 0;

	/* of one answer, words of one's own come before what was chosen: that was before they were typed */
	for (size_t i = 0; i < o->n && (many || !own->n); i++)
		if (o->chosen[i])
			slugs[n++] = buf_cstr(&o->slug[i]);
	if (own->n)
		slugs[n++] = buf_cstr(own);
	return guide_run_choose(&w->ctx->err, &w->run, slugs, n);
}

static bool
any_chosen(const struct offered *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->chosen[i])
			return true;
	return false;
}

static int
ask_choices(struct walk *w, const struct guide_step *gs, enum step_end *end)
{
	struct offered *o = calloc(1, sizeof *o);
	struct step_answer answer = { BUF_INIT, NULL, -1 };
	struct asking_step a;
	struct step s;
	int rc;

	if (!o)
		return err_set(&w->ctx->err, E_NOMEM, "choices");
	asking_begin(w, gs, &a, &s);
	offer_all(w, gs, o);
	if (gs->other)
		own_answer(w, o, &answer.text);
	s.face = o->n ? FACE_CHOICES : FACE_LINE; /* nothing to choose from: an answer of one's own */
	s.choices = o->choices;
	s.nchoices = o->n;
	s.many = gs->many;
	s.other = gs->other;
	s.max = LINE_BYTES;
	answer.chosen = o->chosen;
	rc = walk_step(w, &s, &answer, end);
	if (!rc && !answer.text.n && (*end == STEP_END_SKIPPED || (*end == STEP_END_ANSWERED && !any_chosen(o))))
		guide_run_skip(&w->run);
	else if (!rc)
		rc = take_choices(w, gs->many, o, &answer.text);
	buf_release(&answer.text);
	asking_release(&a);
	offered_release(o);
	free(o);
	return rc;
}

/* ---- notice ---- */

static int
ask_notice(struct walk *w, const struct guide_step *gs, enum step_end *end)
{
	struct step_answer answer = { BUF_INIT, NULL, -1 };
	struct asking_step a;
	struct step s;
	int rc;

	asking_begin(w, gs, &a, &s);
	s.face = FACE_NOTICE;
	rc = walk_step(w, &s, &answer, end);
	guide_run_seen(&w->run);
	buf_release(&answer.text);
	asking_release(&a);
	return rc;
}

int
walk_ask(struct walk *w, enum step_end *end)
{
	const struct guide_step *gs = guide_run_step(&w->run);

	switch (gs->kind) {
	case STEP_TEXT:
	case STEP_LINE:
	case STEP_LIST:
		return ask_text(w, gs, end);
	case STEP_SCALE:
		return ask_scale(w, gs, end);
	case STEP_CHOICES:
		return ask_choices(w, gs, end);
	case STEP_FEELINGS:
		return gs->again >= 0 ? ask_step_again(w, gs, end) : ask_step_feelings(w, gs, end);
	case STEP_BELIEF:
		return ask_step_belief(w, gs, end);
	case STEP_FOLLOWUP:
		return ask_step_followup(w, gs, end);
	default:
		return ask_notice(w, gs, end);
	}
}
