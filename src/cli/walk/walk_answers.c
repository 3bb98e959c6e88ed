/*
 * Answers from JSON and back: felt guide NAME --answers FILE, and --json.
 *
 * In: an object whose keys are the guide's.  Out: the same answers as if they had been typed.  All or nothing: a key or a value that does
 * not fit refuses the whole file before anything is saved.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/walk/walk.h"
#include "felt/base/file.h"
#include "felt/exchange/answers.h"
#include "felt/model/id.h"

/* ---- in ---- */

static int
take_text(struct walk *w, const struct answer_value *v)
{
	struct buf text = BUF_INIT;
	int rc;

	for (size_t i = 0; i < v->nitems; i++) {
		if (v->list && v->items[i].n && memchr(v->items[i].p, '\n', v->items[i].n))
			return err_set(&w->ctx->err, E_INPUT, "an item of a list has a line end in it");
		if (i)
			buf_str(&text, "\n");
		buf_slice(&text, v->items[i]);
	}
	rc = buf_check(&text, &w->ctx->err);
	if (!rc)
		rc = guide_run_text(&w->ctx->err, &w->run, (const char *)text.p, text.n);
	buf_release(&text);
	return rc;
}

static int
take_choices(struct walk *w, const struct answer_value *v)
{
	const char *slugs[GUIDE_CHOICES_MAX + 1] = { NULL };
	char *hold[GUIDE_CHOICES_MAX + 1] = { NULL };
	size_t n = v->nitems < GUIDE_CHOICES_MAX ? v->nitems : GUIDE_CHOICES_MAX;
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		slugs[i] = hold[i] = strndup(v->items[i].p ? v->items[i].p : "", v->items[i].n);
		if (!hold[i])
			rc = err_set(&w->ctx->err, E_NOMEM, "answers");
	}
	if (!rc)
		rc = guide_run_choose(&w->ctx->err, &w->run, slugs, n);
	for (size_t i = 0; i < n; i++) {
		if (hold[i])
			wipe(hold[i], strlen(hold[i]));
		free(hold[i]);
	}
	return rc;
}

static int
take_feelings(struct walk *w, const struct answer_value *v)
{
	struct run_feeling f[RUN_FEELINGS_MAX];
	size_t n = 0;

	if (v->nfeelings > RUN_FEELINGS_MAX)
		return err_set(&w->ctx->err, E_INPUT, "more than %d feelings in one answer", RUN_FEELINGS_MAX);
	for (; n < v->nfeelings; n++) {
		const struct entry_feeling *from = &v->feelings[n];

		if (!feeling_by_id(&w->ctx->voc, from->id.p, from->id.n) && feeling_id_family(from->id.p, from->id.n) < 0)
			return err_set(&w->ctx->err, E_INPUT, "a feeling that is not in the vocabulary: felt feelings lists it with --json");
		f[n] = (struct run_feeling){ .intensity = from->intensity, .layer = from->layer, .source = from->source };
		memcpy(f[n].id, from->id.p, from->id.n);
	}
	return guide_run_feelings(&w->ctx->err, &w->run, f, n);
}

/* An id of the ledger, or a sentence: one that is there already is that one. */
static int
take_belief(struct walk *w, struct slice s)
{
	const struct belief *b = NULL;
	char typed[ID_TEXT] = "";
	uint64_t id;

	if (w->ctx->locked)
		return err_set(&w->ctx->err, E_USAGE, "the ledger cannot be read or written while locked, so \"belief\" has no place in the answers"
			"\nwithout it the record can be filed later: felt edit ID");
	if (s.n == ID_TEXT - 1) {
		memcpy(typed, s.p, s.n);
		if (!id_parse(NULL, typed, &id))
			b = ledger_by_id(&w->ledger, id);
	}
	if (!b)
		b = ledger_find(&w->ledger, s);
	return guide_run_belief(&w->ctx->err, &w->run, b ? b->row.e.id : 0, s.p, b ? 0 : s.n);
}

static int
take_followup(struct walk *w, const struct answer_value *v)
{
	struct when when;
	char due[64] = "";
	struct slice day = v->nitems > 2 ? v->items[2] : (struct slice){ NULL, 0 }, none = { NULL, 0 };

	if (day.n >= sizeof due)
		return err_set(&w->ctx->err, E_INPUT, "\"due\" is not a date");
	if (day.n) {
		memcpy(due, day.p, day.n);
		if (day_parse(NULL, due, w->ctx->now, &w->ctx->zone, &when))
			return err_set(&w->ctx->err, E_INPUT, "\"due\" is not a date");
		when_date(when, due);
	}
	return guide_run_followup(&w->ctx->err, &w->run, v->items[0], v->nitems > 1 ? v->items[1] : none, slice_of(due), v->nitems > 3 ? v->items[3] : none);
}

static int
take_value(struct walk *w, size_t step, const struct answer_value *v)
{
	switch (w->guide.steps[step].kind) {
	case STEP_SCALE:
		return guide_run_number(&w->ctx->err, &w->run, v->number);
	case STEP_FEELINGS:
		return take_feelings(w, v);
	case STEP_CHOICES:
		return take_choices(w, v);
	case STEP_BELIEF:
		return take_belief(w, v->items[0]);
	case STEP_FOLLOWUP:
		return take_followup(w, v);
	default:
		return take_text(w, v);
	}
}

/* What does not fit is told with its key. */
static int
take(void *arg, struct err *err, size_t step, const struct answer_value *v)
{
	struct walk *w = arg;
	struct slice key = w->guide.steps[step].key;
	char what[320];
	int rc;

	(void)err; /* it is the context's own */
	w->run.at = step;
	rc = take_value(w, step, v);
	if (rc != E_USAGE || w->ctx->locked)
		return rc;
	snprintf(what, sizeof what, "%s", w->ctx->err.subject);
	return err_set(&w->ctx->err, E_INPUT, "\"%.*s\": %s", (int)key.n, key.p, what);
}

int
walk_take_answers(struct walk *w, const char *path)
{
	struct buf json = BUF_INIT;
	int rc = strcmp(path, "-") ? file_read(&w->ctx->err, path, ANSWERS_MAX, &json) : ctx_stdin_text(w->ctx, &json);

	if (!rc && json.n > ANSWERS_MAX)
		rc = err_num(&w->ctx->err, E_TEXT_LONG, ANSWERS_MAX, "answers");
	if (!rc)
		rc = answers_read(&w->ctx->err, buf_as_slice(&json), &w->guide, take, w);
	if (rc == E_INPUT)
		w->ctx->hint = "nothing was saved; felt-guide(5) shows the keys, felt guide NAME --json --entry ID answers as they are written";
	w->run.at = w->guide.nsteps;
	w->run.outcome = THEN_GO_ON;
	buf_release(&json);
	return rc;
}

/* ---- out ---- */

struct giving {
	struct walk *w;
	struct slice items[GUIDE_CHOICES_MAX];
	struct slice *list;            /* owned */
	struct entry_feeling feelings[RUN_FEELINGS_MAX];
	char id[ID_TEXT];
};

static void
give_items(struct giving *g, const struct guide_answer *a, struct answer_value *v)
{
	size_t n = guide_items(a);

	free(g->list);
	g->list = calloc(n ? n : 1, sizeof *g->list);
	for (size_t i = 0; g->list && i < n; i++)
		g->list[i] = guide_item(a, i);
	v->items = g->list;
	v->nitems = g->list ? n : 0;
}

static bool
give(void *arg, size_t step, struct answer_value *v)
{
	struct giving *g = arg;
	const struct guide_answer *a = &g->w->run.answers[step];
	enum step_kind kind = g->w->guide.steps[step].kind;

	if (a->state != ANSWER_GIVEN)
		return false;
	v->items = g->items;
	v->nitems = 1;
	g->items[0] = buf_as_slice(&a->text);
	v->number = a->number;
	if (kind == STEP_LIST || kind == STEP_CHOICES) {
		give_items(g, a, v);
	} else if (kind == STEP_FEELINGS) {
		for (size_t i = 0; i < a->nfeelings && i < RUN_FEELINGS_MAX; i++)
			g->feelings[i] = (struct entry_feeling){ a->feelings[i].intensity, a->feelings[i].layer, a->feelings[i].source, 0,
				slice_of(a->feelings[i].id) };
		v->feelings = g->feelings;
		v->nfeelings = a->nfeelings;
	} else if (kind == STEP_BELIEF && a->belief) {
		id_text(a->belief, g->id);
		g->items[0] = slice_of(g->id);
	} else if (kind == STEP_FOLLOWUP) {
		g->items[1] = buf_as_slice(&a->with);
		g->items[2] = buf_as_slice(&a->due);
		g->items[3] = buf_as_slice(&a->expected);
		v->nitems = 4;
	}
	return true;
}

void
walk_give_answers(struct walk *w, struct json_out *j)
{
	struct giving *g = calloc(1, sizeof *g);

	if (!g) {
		j->b->failed = true;
		return;
	}
	g->w = w;
	answers_write(j, &w->guide, give, g);
	free(g->list);
	free(g);
}
