/*
 * Answers to the steps of a guide (guide_run.h).
 *
 * In: what was typed or chosen, as bytes.  Out: the answer of the step the walk stands at, or an error and the answer as it was.  Must never: trim more
 * than the line end behind a line or an item, or put a word of the answer into an error.
 */
#include <stdlib.h>
#include <string.h>

#include "felt/base/day.h"
#include "felt/base/text.h"
#include "guide_inner.h"

void
answer_clear(struct guide_answer *a)
{
	buf_release(&a->text);
	buf_release(&a->with);
	buf_release(&a->due);
	buf_release(&a->expected);
	if (a->feelings != NULL)
		wipe(a->feelings, a->nfeelings * sizeof *a->feelings);
	free(a->feelings);
	*a = (struct guide_answer){ 0 };
}

bool
text_blank(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			return false;
	return true;
}

void
answer_take(struct guide_answer *a, struct buf *text)
{
	answer_clear(a);
	a->text = *text;
	a->state = a->text.n > 0 ? ANSWER_GIVEN : ANSWER_SKIPPED;
	*text = (struct buf)BUF_INIT;
}

/* The step it stands at, if it is of one of these kinds. */
static const struct guide_step *
standing_at(struct err *err, const struct guide_run *run, unsigned kinds)
{
	const struct guide_step *s = guide_run_step(run);

	if (s != NULL && (kinds >> s->kind & 1) != 0)
		return s;
	err_set(err, E_USAGE, "an answer of this kind does not belong to this step");
	return NULL;
}

static void
skip(struct guide_answer *a)
{
	answer_clear(a);
	a->state = ANSWER_SKIPPED;
}

/* Chosen among what the guide offers; words of one's own are never taken back for another step. */
static bool
only_chosen(const struct guide_run *run, size_t i)
{
	const struct guide_step *s = &run->guide->steps[i];

	return s->kind == STEP_CHOICES && s->from < 0 && !s->other && guide_keeps_field(s);
}

/* A question that is asked twice: what was chosen the first time does not answer for who skips it the second time. */
static void
skip_first_time(struct guide_run *run)
{
	const struct guide_step *s = run->guide->steps;

	for (size_t i = 0; i < run->at && only_chosen(run, run->at); i++)
		if (only_chosen(run, i) && slice_eq(s[i].key, s[run->at].key))
			skip(&run->answers[i]);
}

void
guide_run_skip(struct guide_run *run)
{
	const struct guide_step *s = guide_run_step(run);

	if (s == NULL)
		return;
	skip(&run->answers[run->at]);
	skip_first_time(run);
	run->outcome = THEN_GO_ON;
	run->next_guide = run->next_form = (struct slice){ NULL, 0 };
}

void
guide_run_seen(struct guide_run *run)
{
	const struct guide_step *s = guide_run_step(run);

	if (s != NULL && s->kind == STEP_NOTICE)
		run->answers[run->at].state = ANSWER_GIVEN;
}

/* ---- text ---- */

static struct slice
without_line_end(struct slice s)
{
	if (s.n > 0 && s.p[s.n - 1] == '\n')
		s.n--;
	return s;
}

static bool
one_line(struct slice s)
{
	return s.n == 0 || memchr(s.p, '\n', s.n) == NULL;
}

/* Lines that say something, parted by \n. */
static void
add_items(struct buf *out, struct slice s)
{
	while (s.n > 0) {
		const char *end = memchr(s.p, '\n', s.n);
		struct slice item = { s.p, end != NULL ? (size_t)(end - s.p) : s.n };
		size_t n = item.n + (end != NULL);

		if (!text_blank(item)) {
			if (out->n > 0)
				buf_u8(out, '\n');
			buf_slice(out, item);
		}
		s.p += n;
		s.n -= n;
	}
}

int
guide_run_text(struct err *err, struct guide_run *run, const char *s, size_t n)
{
	const struct guide_step *step = standing_at(err, run, 1u << STEP_TEXT | 1u << STEP_LINE | 1u << STEP_LIST);
	struct slice typed = { s, n };
	struct buf text = BUF_INIT;
	int rc;

	if (step == NULL)
		return E_USAGE;
	if ((rc = text_check(err, s, n, TEXT_MAX)) < 0)
		return rc;
	if (step->kind == STEP_LINE) {
		typed = without_line_end(typed);
		if (!one_line(typed))
			return err_set(err, E_USAGE, "the answer to this step is one line");
	}
	if (step->kind == STEP_LIST)
		add_items(&text, typed);
	else if (!text_blank(typed))
		buf_slice(&text, typed);
	rc = buf_check(&text, err);
	if (rc == 0)
		answer_take(&run->answers[run->at], &text);
	buf_release(&text);
	return rc;
}

/* ---- numbers and feelings ---- */

int
guide_run_number(struct err *err, struct guide_run *run, uint8_t value)
{
	struct guide_answer *a = guide_run_answer(run);

	if (standing_at(err, run, 1u << STEP_SCALE) == NULL)
		return E_USAGE;
	if (value > 100)
		return err_set(err, E_USAGE, "a number from 0 to 100");
	answer_clear(a);
	a->number = value;
	a->state = ANSWER_GIVEN;
	return 0;
}

static bool
feeling_fits(const struct run_feeling *f)
{
	size_t n = strnlen(f->id, sizeof f->id);

	if (n > FEELING_ID_MAX || !feeling_id_valid(f->id, n) || f->layer > LAYER_UNDER || f->source > SOURCE_IMPORT)
		return false;
	if (f->intensity == FEELING_NO_INTENSITY)
		return true;
	/* "not sure" and "all right" stand outside the families, without a number (CARE.md 2). */
	return f->intensity <= 100 && strncmp(f->id, "other.", 6) != 0;
}

int
guide_run_feelings(struct err *err, struct guide_run *run, const struct run_feeling *f, size_t n)
{
	struct guide_answer *a = guide_run_answer(run);
	struct run_feeling *own;

	if (standing_at(err, run, 1u << STEP_FEELINGS) == NULL)
		return E_USAGE;
	if (n > RUN_FEELINGS_MAX)
		return err_set(err, E_USAGE, "at most %d feelings", RUN_FEELINGS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (!feeling_fits(&f[i]))
			return err_set(err, E_USAGE, "a feeling that cannot be kept");
		for (size_t k = 0; k < i; k++)
			if (strcmp(f[i].id, f[k].id) == 0)
				return err_set(err, E_USAGE, "a feeling stands there twice");
	}
	if (n == 0) {
		guide_run_skip(run);
		return 0;
	}
	own = malloc(n * sizeof *own);
	if (own == NULL)
		return err_set(err, E_NOMEM, "feelings");
	memcpy(own, f, n * sizeof *own);
	answer_clear(a);
	a->feelings = own;
	a->nfeelings = n;
	a->state = ANSWER_GIVEN;
	return 0;
}

/* ---- choices ---- */

static const struct guide_choice *
choice_of(const struct guide_step *s, struct slice slug)
{
	for (size_t i = 0; i < s->nchoices; i++)
		if (slice_eq(s->choices[i].slug, slug))
			return &s->choices[i];
	return NULL;
}

static bool
item_of(struct slice items, struct slice wanted)
{
	struct slice item;

	while (item_take(&items, &item))
		if (slice_eq(item, wanted))
			return true;
	return false;
}

/* Adds one choice to `text`, once. */
static int
add_choice(struct err *err, const struct guide_run *run, const struct guide_step *s, struct slice c, struct buf *text)
{
	bool offered = choice_of(s, c) != NULL || (s->from >= 0 && item_of(buf_as_slice(&run->answers[s->from].text), c));
	int rc = text_check(err, c.p, c.n, TEXT_MAX);

	if (rc < 0)
		return rc;
	if (!offered && (!s->other || !one_line(c)))
		return err_set(err, E_USAGE, s->other ? "an answer of one's own is one line" : "this is none of the choices");
	if (text_blank(c) || item_of(buf_as_slice(text), c))
		return 0;
	if (text->n > 0)
		buf_u8(text, '\n');
	buf_slice(text, c);
	return 0;
}

int
guide_run_choose(struct err *err, struct guide_run *run, const char *const *slugs, size_t n)
{
	const struct guide_step *s = standing_at(err, run, 1u << STEP_CHOICES);
	const struct guide_choice *c;
	struct buf text = BUF_INIT;
	int rc = 0;

	if (s == NULL)
		return E_USAGE;
	if (n > 1 && !s->many)
		return err_set(err, E_USAGE, "one of the choices");
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = add_choice(err, run, s, without_line_end(slice_of(slugs[i])), &text);
	if (rc == 0)
		rc = buf_check(&text, err);
	if (rc == 0) {
		guide_run_skip(run);
		answer_take(&run->answers[run->at], &text);
		c = s->many ? NULL : choice_of(s, buf_as_slice(&run->answers[run->at].text));
		if (c != NULL) {
			run->outcome = c->then;
			run->next_guide = c->guide;
			run->next_form = c->form;
		}
	}
	buf_release(&text);
	return rc;
}

/* ---- beliefs and follow-ups ---- */

int
guide_run_belief(struct err *err, struct guide_run *run, uint64_t id, const char *sentence, size_t n)
{
	struct guide_answer *a = guide_run_answer(run);
	struct slice typed = without_line_end((struct slice){ sentence, n });
	struct buf text = BUF_INIT;
	int rc = text_check(err, sentence, n, TEXT_MAX);

	if (standing_at(err, run, 1u << STEP_BELIEF) == NULL)
		return E_USAGE;
	if (rc < 0)
		return rc;
	if (id > INT64_MAX || !one_line(typed))
		return err_set(err, E_USAGE, id > INT64_MAX ? "id of a belief" : "a belief is one sentence in one line");
	if (id == 0 && !text_blank(typed))
		buf_slice(&text, typed);
	rc = buf_check(&text, err);
	if (rc == 0) {
		answer_take(a, &text);
		a->belief = id;
		if (id != 0)
			a->state = ANSWER_GIVEN;
	}
	buf_release(&text);
	return rc;
}

static int
check_due(struct err *err, struct slice due)
{
	struct when w;

	if (due.n == 0 || (when_parse_iso(NULL, due, &w) == 0 && w.offset == DAY_ONLY))
		return 0;
	return err_set(err, E_USAGE, "the day is written as 2026-11-30");
}

int
guide_run_followup(struct err *err, struct guide_run *run, struct slice what, struct slice with, struct slice due, struct slice expected)
{
	struct guide_answer *a = guide_run_answer(run), new = { 0 };
	int rc;

	if (standing_at(err, run, 1u << STEP_FOLLOWUP) == NULL)
		return E_USAGE;
	if ((rc = text_check(err, what.p, what.n, TEXT_MAX)) < 0 || (rc = text_check(err, with.p, with.n, TEXT_MAX)) < 0 ||
	    (rc = text_check(err, expected.p, expected.n, TEXT_MAX)) < 0 || (rc = check_due(err, due)) < 0)
		return rc;
	if (text_blank(what)) {
		guide_run_skip(run);
		return 0;
	}
	buf_slice(&new.text, what);
	buf_slice(&new.with, with);
	buf_slice(&new.due, due);
	buf_slice(&new.expected, expected);
	if ((rc = buf_check(&new.text, err)) < 0 || (rc = buf_check(&new.with, err)) < 0 || (rc = buf_check(&new.due, err)) < 0 ||
	    (rc = buf_check(&new.expected, err)) < 0) {
		answer_clear(&new);
		return rc;
	}
	answer_clear(a);
	*a = new;
	a->state = ANSWER_GIVEN;
	return 0;
}
