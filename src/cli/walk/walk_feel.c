/*
 * Feelings as a step of a guide: named the first time, rated again at the end.
 *
 * In: the vocabulary of this journal.  Out: feelings in the run.  Words are proposed only after "?" or "not sure", the heavy
 * ones only when the writer used them (CARE.md 1); the first rating is not shown before the second is given (CARE.md 4).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/feel/picking.h"
#include "cli/feel/proposal.h"
#include "cli/walk/walk.h"

/* ---- naming ---- */

/* What was written so far, as one text: the suggestion reads nothing else. */
static void
written(const struct walk *w, struct buf *out)
{
	for (size_t i = 0; i < w->guide.nsteps; i++) {
		enum step_kind kind = w->guide.steps[i].kind;

		if ((kind != STEP_TEXT && kind != STEP_LINE && kind != STEP_LIST) || w->run.answers[i].state != ANSWER_GIVEN)
			continue;
		buf_slice(out, buf_as_slice(&w->run.answers[i].text));
		buf_str(out, "\n");
	}
}

static size_t
proposed(void *arg, const char *ids[PICKER_PROPOSED])
{
	struct walk *w = arg;
	struct buf text = BUF_INIT;
	struct entry e = { 0 };
	struct proposals p = { .n = 0 };
	size_t n = 0;

	written(w, &text);
	e.text = buf_as_slice(&text);
	if (text.n && !text.failed && w->ctx->config.suggest)
		propose(&p, &e);
	for (; n < p.n && n < PICKER_PROPOSED; n++)
		ids[n] = p.p[n].id;
	buf_release(&text);
	return n;
}

static size_t
begin_with(const struct run_feeling *f, size_t n, struct picked out[PICKER_MOST])
{
	size_t i = 0;

	for (; i < n && i < PICKER_MOST; i++)
		out[i] = (struct picked){ f[i].id, NULL, f[i].intensity, f[i].layer };
	return i;
}

/* The words that were there already keep where they came from. */
static uint8_t
source_of(const struct guide_answer *have, const char *id)
{
	for (size_t i = 0; i < have->nfeelings; i++)
		if (!strcmp(have->feelings[i].id, id))
			return have->feelings[i].source;
	return SOURCE_WRITER;
}

static enum step_end
as_step_end(enum picker_end end)
{
	switch (end) {
	case PICKER_DONE:
		return STEP_END_ANSWERED;
	case PICKER_BACK:
		return STEP_END_BACK;
	case PICKER_SKIP:
		return STEP_END_SKIPPED;
	case PICKER_HANGUP:
		return STEP_END_HANGUP;
	default:
		return STEP_END_LEFT;
	}
}

/* The picker with this step around it; out: what was chosen. */
static int
pick(struct walk *w, const struct guide_step *gs, const struct guide_answer *have, struct run_feeling out[PICKER_MOST], size_t *n,
	enum step_end *end)
{
	struct picked begin[PICKER_MOST], picked[PICKER_MOST];
	enum picker_end left = PICKER_LEFT;
	struct asking_step a;
	struct step s;
	int rc;

	asking_begin(w, gs, &a, &s);
	struct picker_step around = {
		.title = s.title, .progress = s.progress, .above = s.above, .note = s.note, .question = s.question, .help = s.help, .page = s.page,
		.first = s.first, .propose = gs->suggest ? proposed : NULL, .lock = walk_lock, .idle_ms = walk_idle_ms(w),
	};
	bool layered = gs->layer == LAYER_NONE && gs->again < 0;

	*n = 0;
	rc = pick_words(w->ctx, &around, w, layered, begin, begin_with(have->feelings, have->nfeelings, begin), picked, n, &left);
	for (size_t i = 0; !rc && i < *n; i++) {
		out[i] = (struct run_feeling){ .intensity = picked[i].intensity, .layer = layered ? picked[i].layer : gs->layer, .source = source_of(have, picked[i].id) };
		strncpy(out[i].id, picked[i].id, FEELING_ID_MAX);
	}
	*end = as_step_end(left);
	w->unsaved = w->unsaved || (w->shut && *n > 0);
	w->note[0] = '\0';
	asking_release(&a);
	return rc;
}

static struct run_feeling *
among(const char *id, struct run_feeling *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(f[i].id, id))
			return &f[i];
	return NULL;
}

int
ask_step_feelings(struct walk *w, const struct guide_step *gs, enum step_end *end)
{
	const struct guide_answer *have = guide_run_answer(&w->run);
	struct run_feeling chosen[RUN_FEELINGS_MAX];
	size_t n = 0;
	int rc = pick(w, gs, guide_run_answer(&w->run), chosen, &n, end);

	/* more than the picker holds, from elsewhere: they stay */
	for (size_t i = PICKER_MOST; i < have->nfeelings && n < RUN_FEELINGS_MAX; i++)
		if (!among(have->feelings[i].id, chosen, n))
			chosen[n++] = have->feelings[i];
	if (!rc && *end == STEP_END_SKIPPED && !n)
		guide_run_skip(&w->run);
	else if (!rc)
		rc = guide_run_feelings(&w->ctx->err, &w->run, chosen, n);
	return rc;
}

/* ---- rating again ---- */

/* The same feelings one after the other, then any new one. */
struct again {
	struct walk *w;
	const struct guide_step *gs;
	const struct guide_answer *first;
	struct run_feeling rated[RUN_FEELINGS_MAX]; /* as far as they are rated; 255: not rated again */
	size_t nfirst;
	struct run_feeling fresh[PICKER_MOST];
	size_t nfresh;
};

static int
number(void *arg, const char *typed, uint8_t *out)
{
	(void)arg;
	return feeling_parse_intensity(NULL, typed, out);
}

static const char *
word_of(const struct walk *w, const char *id)
{
	const struct feeling *f = feeling_by_id(&w->ctx->voc, id, strlen(id));

	return f ? f->word : id;
}

static bool
has_intensity(const char *id)
{
	return strncmp(id, "other.", 6) != 0;
}

static void
note_change(struct walk *w, const struct run_feeling *before, const struct run_feeling *now)
{
	if (before->intensity == FEELING_NO_INTENSITY || now->intensity == FEELING_NO_INTENSITY)
		return;
	snprintf(w->note, sizeof w->note, "%s: before %u, now %u%s", word_of(w, now->id), (unsigned)before->intensity, (unsigned)now->intensity,
		before->intensity == now->intensity ? "; the same number is a result too" : "");
}

static int
rate_one(struct again *g, size_t i, enum step_end *end)
{
	struct step_answer answer = { BUF_INIT, NULL, -1 };
	struct run_feeling *f = &g->rated[i];
	struct buf question = BUF_INIT;
	struct asking_step a;
	struct step s;
	int rc;

	asking_begin(g->w, g->gs, &a, &s);
	buf_printf(&question, "%s\n%s: how strong is it now?", s.question, word_of(g->w, f->id));
	s.question = buf_cstr(&question);
	s.face = FACE_SCALE;
	s.number = number;
	s.first = s.first && i == 0;
	answer.number = f->intensity == FEELING_NO_INTENSITY ? -1 : f->intensity;
	rc = walk_step(g->w, &s, &answer, end);
	if (!rc)
		f->intensity = *end == STEP_END_SKIPPED || answer.number < 0 ? FEELING_NO_INTENSITY : (uint8_t)answer.number;
	if (!rc && *end == STEP_END_ANSWERED)
		note_change(g->w, &g->first->feelings[i], f);
	buf_release(&question);
	buf_release(&answer.text);
	asking_release(&a);
	return rc;
}

static int
pick_fresh(struct again *g, enum step_end *end)
{
	struct guide_answer have = { .feelings = g->fresh, .nfeelings = g->nfresh };
	struct guide_step gs = *g->gs;

	gs.ask[0] = slice_of("Is there another feeling now, one that was not there before?");
	gs.nask = 1;
	gs.help[0] = slice_of("Skip it if there is none.");
	gs.nhelp = 1;
	gs.suggest = false;
	return pick(g->w, &gs, &have, g->fresh, &g->nfresh, end);
}

/* What was rated again before this visit. */
static void
again_begin(struct again *g)
{
	const struct guide_answer *have = guide_run_answer(&g->w->run);

	g->nfirst = 0;
	for (size_t i = 0; g->first && i < g->first->nfeelings && g->nfirst < RUN_FEELINGS_MAX; i++) {
		g->rated[g->nfirst] = g->first->feelings[i];
		g->rated[g->nfirst++].intensity = FEELING_NO_INTENSITY;
	}
	for (size_t i = 0; i < have->nfeelings; i++) {
		size_t k = 0;

		while (k < g->nfirst && strcmp(g->rated[k].id, have->feelings[i].id))
			k++;
		if (k < g->nfirst)
			g->rated[k].intensity = have->feelings[i].intensity;
		else if (g->nfresh < PICKER_MOST)
			g->fresh[g->nfresh++] = have->feelings[i];
	}
}

static int
again_end(struct again *g)
{
	struct run_feeling all[RUN_FEELINGS_MAX], *same;
	size_t n = 0;

	for (size_t i = 0; i < g->nfirst && n < RUN_FEELINGS_MAX; i++)
		if (g->rated[i].intensity != FEELING_NO_INTENSITY)
			all[n++] = g->rated[i];
	/* one that was there before, named as a new one: the later number counts */
	for (size_t i = 0; i < g->nfresh && n < RUN_FEELINGS_MAX; i++) {
		same = among(g->fresh[i].id, all, n);
		if (same && g->fresh[i].intensity != FEELING_NO_INTENSITY)
			same->intensity = g->fresh[i].intensity;
		else if (!same)
			all[n++] = g->fresh[i];
	}
	return guide_run_feelings(&g->w->ctx->err, &g->w->run, all, n);
}

/* The first from `i` on that has a number, or nfirst: the question for new ones. */
static size_t
rated_from(const struct again *g, size_t i)
{
	while (i < g->nfirst && !has_intensity(g->rated[i].id))
		i++;
	return i;
}

/* There is one: `i` is not the first. */
static size_t
rated_before(const struct again *g, size_t i)
{
	while (i > 0 && !has_intensity(g->rated[--i].id))
		;
	return i;
}

/* Each rating is a question of its own to whoever answers it: it survives like a step. */
static void
keep_rating(struct walk *w)
{
	char said[WALK_NOTE];

	memcpy(said, w->note, sizeof said);
	walk_keep(w);
	if (!w->note[0])
		memcpy(w->note, said, sizeof said);
}

int
ask_step_again(struct walk *w, const struct guide_step *gs, enum step_end *end)
{
	struct again *g = calloc(1, sizeof *g);
	size_t at = 0;
	int rc = 0;

	if (!g)
		return err_set(&w->ctx->err, E_NOMEM, "feelings");
	*g = (struct again){ .w = w, .gs = gs, .first = guide_run_before(&w->run) };
	again_begin(g);
	at = rated_from(g, 0);
	while (!rc && at <= g->nfirst) {
		rc = at < g->nfirst ? rate_one(g, at, end) : pick_fresh(g, end);
		if (!rc)
			rc = again_end(g);
		if (rc || *end == STEP_END_LEFT || *end == STEP_END_HANGUP)
			break;
		if (*end == STEP_END_BACK && at == rated_from(g, 0))
			break;
		at = *end == STEP_END_BACK ? rated_before(g, at) : rated_from(g, at + 1);
		if (at <= g->nfirst)
			keep_rating(w);
	}
	if (!rc && at > g->nfirst)
		*end = STEP_END_ANSWERED;
	wipe(g, sizeof *g);
	free(g);
	return rc;
}
