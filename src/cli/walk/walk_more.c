/*
 * Steps that become rows of their own: the belief of the ledger a record belongs to, and what is to be said or tried.
 *
 * In: the ledger as it was when the walk began.  Out: an answer in the run; the rows are made when the walk ends.  Starting
 * sentences are shown only when asked for, and nothing becomes a follow-up but on a yes (CARE.md 16, 17).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/walk/walk.h"

enum { OFFERED = 48, THIRD = 2, LINE_BYTES = 4096 };

/* ---- belief ---- */

struct offer {
	struct step_choice choices[OFFERED];
	struct buf label[OFFERED];
	uint64_t id[OFFERED];         /* 0: a sentence that is not in the ledger */
	bool chosen[OFFERED];
	size_t n;
};

static void
offer(struct offer *o, uint64_t id, struct slice sentence, const char *about)
{
	if (o->n == OFFERED)
		return;
	buf_slice(&o->label[o->n], sentence);
	o->choices[o->n] = (struct step_choice){ buf_cstr(&o->label[o->n]), about };
	o->id[o->n++] = id;
}

static void
offer_release(struct offer *o)
{
	for (size_t i = 0; i < o->n; i++)
		buf_release(&o->label[i]);
}

static struct slice
hot_thought(const struct walk *w)
{
	/* Two steps can ask for it, with a list of thoughts and without. */
	for (size_t i = w->guide.nsteps; i-- > 0;)
		if (slice_is(w->guide.steps[i].key, "hot-thought") && w->run.answers[i].state == ANSWER_GIVEN && guide_run_shown(&w->run, i))
			return buf_as_slice(&w->run.answers[i].text);
	return (struct slice){ NULL, 0 };
}

/* Active beliefs, this thought itself, and on wish the starting sentences. */
static void
offer_beliefs(struct walk *w, struct offer *o, bool starting)
{
	const struct guide_answer *have = guide_run_answer(&w->run);
	struct slice hot = hot_thought(w);
	const struct belief *same = ledger_find(&w->ledger, hot);
	uint64_t wanted = have->state == ANSWER_GIVEN ? have->belief : w->belief ? w->belief : same ? same->row.e.id : 0;

	if (hot.n && !same)
		offer(o, 0, hot, "this thought, as a belief to follow");
	/* what it is filed under comes first: a long ledger must not push it out */
	for (int others = 0; others < 2; others++)
		for (size_t i = 0; i < w->ledger.n; i++)
			if ((w->ledger.items[i].row.e.id == wanted) != others && (!others || !belief_retired(&w->ledger.items[i])))
				offer(o, w->ledger.items[i].row.e.id, belief_sentence(&w->ledger.items[i]), NULL);
	for (size_t i = 0; starting && ledger_starting(i); i++)
		if (!ledger_find(&w->ledger, slice_of(ledger_starting(i))))
			offer(o, 0, slice_of(ledger_starting(i)), NULL);
	for (size_t i = 0; i < o->n; i++)
		o->chosen[i] = (o->id[i] && o->id[i] == wanted) ||
			(have->state == ANSWER_GIVEN && !have->belief && slice_eq(buf_as_slice(&o->label[i]), buf_as_slice(&have->text)));
}

/* A sentence of one's own that was given before, and is not among those that are offered. */
static void
own_belief(struct walk *w, const struct offer *o, struct buf *out)
{
	const struct guide_answer *have = guide_run_answer(&w->run);

	for (size_t i = 0; i < o->n; i++)
		if (o->chosen[i])
			return;
	if (have->state == ANSWER_GIVEN && !have->belief && !out->n)
		buf_slice(out, buf_as_slice(&have->text));
}

/* Words of one's own come before what was chosen: that was before they were typed. */
static int
take_belief(struct walk *w, const struct offer *o, const struct buf *own)
{
	const struct belief *same;

	for (size_t i = 0; i < o->n && !own->n; i++)
		if (o->chosen[i])
			return guide_run_belief(&w->ctx->err, &w->run, o->id[i], (const char *)o->label[i].p, o->id[i] ? 0 : o->label[i].n);
	if (!own->n) {
		guide_run_skip(&w->run);
		return 0;
	}
	same = ledger_find(&w->ledger, buf_as_slice(own));
	return guide_run_belief(&w->ctx->err, &w->run, same ? same->row.e.id : 0, (const char *)own->p, same ? 0 : own->n);
}

/* typed: words of one's own, in and out: they stay when the starting sentences are asked for. */
static int
ask_belief_once(struct walk *w, const struct guide_step *gs, bool starting, struct buf *typed, enum step_end *end)
{
	struct offer *o = calloc(1, sizeof *o);
	struct step_answer answer = { *typed, NULL, -1 };
	struct asking_step a;
	struct step s;
	int rc;

	if (!o)
		return err_set(&w->ctx->err, E_NOMEM, "ledger");
	offer_beliefs(w, o, starting);
	own_belief(w, o, &answer.text);
	asking_begin(w, gs, &a, &s);
	s.face = o->n ? FACE_CHOICES : FACE_LINE;
	s.choices = o->choices;
	s.nchoices = o->n;
	s.other = true;
	s.max = LINE_BYTES;
	s.extra = starting ? NULL : "s sentences to start from";
	answer.chosen = o->chosen;
	rc = walk_step(w, &s, &answer, end);
	*typed = answer.text;
	if (!rc && *end == STEP_END_SKIPPED && !typed->n)
		guide_run_skip(&w->run);
	else if (!rc && *end != STEP_END_EXTRA)
		rc = take_belief(w, o, typed);
	asking_release(&a);
	offer_release(o);
	free(o);
	return rc;
}

int
ask_step_belief(struct walk *w, const struct guide_step *gs, enum step_end *end)
{
	struct buf typed = BUF_INIT;
	int rc = ask_belief_once(w, gs, false, &typed, end);

	if (!rc && *end == STEP_END_EXTRA)
		rc = ask_belief_once(w, gs, true, &typed, end);
	buf_release(&typed);
	return rc;
}

/* ---- has been here before ---- */

/* The same thought is the same belief of the ledger; at the third record this is said, once. */
int
walk_recall(struct walk *w, enum step_end *end)
{
	static const char words[] = "This thought has been here before.\nfelt beliefs shows what you already gathered. Or go on.";
	struct slice hot = hot_thought(w);
	const struct belief *b = w->belief ? ledger_by_id(&w->ledger, w->belief) : ledger_find(&w->ledger, hot);
	struct step_answer answer = { BUF_INIT, NULL, -1 };
	struct step s = { .face = FACE_NOTICE, .question = words, .note = w->note[0] ? w->note : NULL, .page = buf_cstr(&w->page), .first = true,
		.plain = w->plain };
	struct buf title = BUF_INIT;
	int rc;

	*end = STEP_END_ANSWERED;
	if (w->recalled || w->target || !b || b->records < THIRD)
		return 0;
	w->recalled = true;
	w->belief = b->row.e.id;
	buf_slice(&title, w->guide.title);
	s.title = buf_cstr(&title);
	rc = walk_step(w, &s, &answer, end);
	buf_release(&title);
	buf_release(&answer.text);
	return rc;
}

/* ---- follow-up ---- */

enum plan_part { PART_YES, PART_WHAT, PART_WITH, PART_DUE, PART_EXPECTED, PARTS };

struct plan {
	struct walk *w;
	const struct guide_step *gs;
	bool yes, no;                /* answered */
	enum plan_part part;         /* that is being asked */
	struct buf text[PARTS];
};

static const char *const part_question[PARTS] = {
	[PART_WHAT] = "What would you like to say or try?",
	[PART_WITH] = "With whom? A name or a letter is enough. It can stay empty.",
	[PART_DUE] = "Is there a day for it? Friday, 2026-12-01 ... It can stay empty; nothing is ever overdue.",
	[PART_EXPECTED] = "What do you expect will happen?",
};

/* What is typed or was typed; a day only once it is one. */
static struct slice
part_text(const struct plan *p, enum plan_part part, struct slice typed)
{
	struct slice s = part == p->part && typed.p ? typed : buf_as_slice(&p->text[part]);
	struct when when;

	return part == PART_DUE && when_parse_iso(NULL, s, &when) ? (struct slice){ NULL, 0 } : s;
}

/* Into the run; what is left before yes or no is said stays as it was. */
static int
take_plan(const struct plan *p, struct slice typed)
{
	struct slice what = part_text(p, PART_WHAT, typed);

	if (p->no || (p->yes && !what.n))
		guide_run_skip(&p->w->run);
	if (!p->yes || !what.n)
		return 0;
	return guide_run_followup(&p->w->ctx->err, &p->w->run, what, part_text(p, PART_WITH, typed), part_text(p, PART_DUE, typed),
		part_text(p, PART_EXPECTED, typed));
}

/* The composer's save, while a part is being written. */
static int
save_part(void *plan, const char *text, size_t n, char say[200])
{
	struct plan *p = plan;
	int rc = take_plan(p, (struct slice){ text ? text : "", n });

	if (!rc)
		return walk_save_now(p->w, say);
	report_sentence(&p->w->ctx->err, say, 200);
	return rc;
}

static int
ask_part(struct plan *p, enum plan_part part, enum step_end *end)
{
	static const struct step_choice yes_no[] = { { "Yes, remember it for me", NULL }, { "No, keep it here", NULL } };
	bool chosen[2] = { p->yes, p->no };
	struct step_answer answer = { p->text[part], part == PART_YES ? chosen : NULL, -1 };
	struct asking_step a;
	struct step s;
	int rc;

	asking_begin(p->w, p->gs, &a, &s);
	s.face = part == PART_YES ? FACE_CHOICES : part == PART_EXPECTED ? FACE_TEXT : FACE_LINE;
	s.extra = NULL;
	if (part == PART_YES) {
		s.choices = yes_no;
		s.nchoices = 2;
	} else {
		s.question = part_question[part];
		s.help = NULL;
		s.first = false;
		s.max = part == PART_EXPECTED ? 0 : LINE_BYTES;
		s.save = save_part;
		s.arg = p;
	}
	p->part = part;
	rc = walk_step(p->w, &s, &answer, end);
	p->text[part] = answer.text;
	p->yes = part == PART_YES ? chosen[0] : p->yes;
	p->no = part == PART_YES ? chosen[1] : p->no;
	asking_release(&a);
	return rc;
}

static bool
names_weekday(const char *s)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	for (size_t i = 0; i < 7; i++)
		if (!strncasecmp(s, days[i], 3))
			return true;
	return false;
}

/* "friday" becomes the date it is; what is no date is said and asked again. */
static bool
due_is_clear(struct plan *p)
{
	struct ctx *ctx = p->w->ctx;
	struct buf *due = &p->text[PART_DUE];
	char date[WHEN_TEXT];
	struct when when;
	struct err err = { 0 };

	if (!due->n)
		return true;
	if (day_parse(&err, buf_cstr(due), ctx->now, &ctx->zone, &when)) {
		snprintf(p->w->note, sizeof p->w->note, "felt does not know this day; 2026-12-01 or 'friday' will do, and it can stay empty");
		return false;
	}
	/* "friday" is the latest one; a plan looks ahead */
	if (when_day(when) < when_day(ctx->now) && names_weekday(buf_cstr(due)))
		when = (struct when){ when.ms + 7 * DAY_MS, when.offset };
	if (when_day(when) < when_day(ctx->now)) {
		snprintf(p->w->note, sizeof p->w->note, "that day has gone by; a day to come will do, and it can stay empty");
		return false;
	}
	when_date(when, date);
	buf_clear(due);
	buf_str(due, date);
	when_human((struct when){ when.ms, when.offset }, date);
	snprintf(p->w->note, sizeof p->w->note, "thought of for %s", date);
	return true;
}

/* What it begins with: what was said before, else the answers of the steps it is made from. */
static void
plan_begin(struct plan *p)
{
	const struct guide_answer *have = guide_run_answer(&p->w->run);
	const struct guide_answer *all = p->w->run.answers;
	bool given = have->state == ANSWER_GIVEN;
	int who = guide_step_find(&p->w->guide, "who", 3);

	p->yes = given;
	p->no = have->state == ANSWER_SKIPPED;
	buf_slice(&p->text[PART_WHAT], given ? buf_as_slice(&have->text) : guide_run_preset(&p->w->run));
	buf_slice(&p->text[PART_WITH], given || who < 0 ? buf_as_slice(&have->with) : buf_as_slice(&all[who].text));
	buf_slice(&p->text[PART_DUE], buf_as_slice(&have->due));
	if (given)
		buf_slice(&p->text[PART_EXPECTED], buf_as_slice(&have->expected));
	else if (p->gs->expected >= 0 && all[p->gs->expected].state == ANSWER_GIVEN)
		buf_slice(&p->text[PART_EXPECTED], buf_as_slice(&all[p->gs->expected].text));
	/* one line each, but for what is expected */
	for (size_t i = 0; i < p->text[PART_WHAT].n; i++)
		if (p->text[PART_WHAT].p[i] == '\n')
			p->text[PART_WHAT].p[i] = ' ';
}

/* A part is a question of its own to whoever answers it: it survives like a step. */
static void
keep_part(struct plan *p)
{
	char said[WALK_NOTE];

	memcpy(said, p->w->note, sizeof said);
	walk_keep(p->w);
	if (!p->w->note[0])
		memcpy(p->w->note, said, sizeof said);
}

int
ask_step_followup(struct walk *w, const struct guide_step *gs, enum step_end *end)
{
	const struct slice none = { NULL, 0 };
	struct plan p = { .w = w, .gs = gs };
	int part = PART_YES, rc = 0;

	plan_begin(&p);
	while (!rc && part >= PART_YES && part < PARTS) {
		rc = ask_part(&p, (enum plan_part)part, end);
		if (!rc)
			rc = take_plan(&p, none);
		if (rc || *end == STEP_END_LEFT || *end == STEP_END_HANGUP)
			break;
		if (*end == STEP_END_BACK)
			part--;
		else if (part == PART_YES && (!p.yes || *end == STEP_END_SKIPPED))
			part = PARTS;
		else if (part != PART_DUE || *end == STEP_END_SKIPPED || due_is_clear(&p))
			part++;
		if (part > PART_WHAT && part < PARTS && p.yes)
			keep_part(&p);
	}
	if (!rc)
		rc = take_plan(&p, none);
	if (!rc && part >= PARTS)
		*end = STEP_END_ANSWERED;
	for (int i = 0; i < PARTS; i++)
		buf_release(&p.text[i]);
	return rc;
}
