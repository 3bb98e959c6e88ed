/*
 * Walking a guide: see the header.
 *
 * In: a guide, and perhaps a draft or an entry to go on with.  Out: an entry, a draft, or nothing when nothing was answered.
 * The journal is closed while somebody thinks; each save opens it for a moment.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/write/editing.h"
#include "cli/walk/guides.h"
#include "cli/walk/help_card.h"
#include "cli/write/locked.h"
#include "cli/feel/vocabulary.h"
#include "cli/walk/walk.h"

/* ---- beginning ---- */

static int
load_ledger(struct walk *w)
{
	struct ctx *ctx = w->ctx;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = ledger_load(ctx, &w->ledger);
	store_rollback(ctx->store);
	return rc ? rc : vocabulary_load(ctx);
}

static int
begin(struct walk *w, struct ctx *ctx, struct slice name)
{
	int rc;

	w->ctx = ctx;
	w->plain = !full_screen(ctx);
	help_now_page(ctx, &w->page);
	rc = guide_load(ctx, name.p, name.n, &w->guide);
	return rc || ctx->locked ? rc : load_ledger(w);
}

static int
begin_form(struct walk *w, struct slice form)
{
	int i = form.n ? guide_form_find(&w->guide, form.p, form.n) : 0;
	struct buf known = BUF_INIT;

	if (i >= 0)
		return guide_run_begin(&w->ctx->err, &w->run, &w->guide, (size_t)i);
	for (size_t k = 0; k < w->guide.nforms; k++)
		buf_printf(&known, "%s%.*s", k ? ", " : "", (int)w->guide.forms[k].n, w->guide.forms[k].p);
	err_set(&w->ctx->err, E_USAGE, "this guide has no form of that name\n%s%s", known.n ? "it has: " : "it has only one", buf_cstr(&known));
	buf_release(&known);
	return E_USAGE;
}

int
walk_begin(struct walk *w, struct ctx *ctx, struct slice name, struct slice form, const struct head *h)
{
	int rc = begin(w, ctx, name);

	if (!rc)
		rc = begin_form(w, form);
	if (rc)
		return rc;
	w->base.id = store_new_id();
	w->base.kind = KIND_ENTRY;
	w->base.created = w->base.date = ctx->now;
	w->base.has_created = w->base.has_date = true;
	w->draft = (struct draft){ .ctx = ctx, .id = w->base.id };
	return head_apply(&ctx->err, h, &w->base, NULL);
}

/* "challenge@1": the name, and the version that made it. */
static struct slice
guide_name(struct slice guide)
{
	const char *at = guide.n ? memchr(guide.p, '@', guide.n) : NULL;

	return (struct slice){ guide.p, at ? (size_t)(at - guide.p) : guide.n };
}

bool
walk_has_guide(struct ctx *ctx, const struct entry *e)
{
	struct guide g = { 0 };
	struct slice name = guide_name(e->guide);
	int rc = guide_load(ctx, name.p, name.n, &g);

	guide_release(&g);
	ctx->hint = NULL;
	return !rc;
}

static int
go_on_with(struct walk *w, struct ctx *ctx, const struct entry *e)
{
	int rc = begin(w, ctx, guide_name(e->guide));

	if (rc == E_USAGE || rc == E_INPUT || rc == E_PERMISSION)
		return err_set(&ctx->err, E_USAGE, "the guide '%.*s' it was made with is not here, or cannot be used"
			"\nfelt guide lists the guides; felt resume --keep keeps a draft as it is", (int)guide_name(e->guide).n, e->guide.p);
	if (!rc)
		rc = begin_form(w, entry_field(e, ".form"));
	if (!rc)
		rc = guide_run_from_entry(&ctx->err, &w->run, e, NULL);
	return rc;
}

int
walk_resume(struct walk *w, struct ctx *ctx)
{
	const struct entry *e = &w->row.e;
	struct slice text;
	int rc = draft_claim(ctx, e->id);

	if (!rc)
		rc = go_on_with(w, ctx, e);
	if (!rc)
		rc = draft_take_apart(&ctx->err, &w->row, &w->base, &text, &w->target, &w->base_clock);
	if (rc)
		return rc;
	w->base.kind = KIND_ENTRY;
	w->draft = (struct draft){ .ctx = ctx, .id = e->id, .target = w->target, .base = w->base_clock, .stored = true, .clock = e->lamport };
	return walk_marks_read(w, e);
}

int
walk_edit(struct walk *w, struct ctx *ctx)
{
	const struct entry *e = &w->row.e;
	int rc = go_on_with(w, ctx, e);

	if (!rc && entry_copy(&w->base, e))
		rc = err_set(&ctx->err, E_NOMEM, "entry");
	if (rc)
		return rc;
	w->target = e->id;
	w->base_clock = e->lamport;
	w->draft = (struct draft){ .ctx = ctx, .id = store_new_id(), .target = e->id, .base = e->lamport };
	return walk_marks_read(w, e);
}

void
walk_release(struct walk *w)
{
	entry_release(&w->entry);
	entry_release(&w->base);
	guide_run_release(&w->run);
	guide_release(&w->guide);
	ledger_release(&w->ledger);
	row_release(&w->row);
	buf_release(&w->hold);
	buf_release(&w->page);
}

/* ---- on the way ---- */

/* The belief of --belief alone is no answer. */
static bool
says_something(const struct walk *w, size_t i)
{
	const struct guide_answer *a = &w->run.answers[i];
	const struct guide_step *s = &w->guide.steps[i];

	return a->state == ANSWER_GIVEN && s->key.n && s->kind != STEP_NOTICE && !(s->kind == STEP_BELIEF && a->belief && a->belief == w->belief);
}

/* What a draft holds of an older guide counts as well: it is not thrown away because nothing came after it. */
static bool
anything_given(const struct walk *w)
{
	for (size_t i = 0; i < w->guide.nsteps; i++)
		if (says_something(w, i))
			return true;
	return w->draft.stored && walk_strange(w);
}

/* When the first of the ratings that will be asked again was given, and when the second was (CARE.md 14). */
static void
note_rating_time(struct walk *w, size_t step)
{
	if (w->run.answers[step].state != ANSWER_GIVEN)
		return;
	if (w->guide.steps[step].again >= 0)
		w->again_ms = ctx_clock(w->ctx).ms;
	for (size_t i = 0; i < w->guide.nsteps && !w->rated_ms; i++)
		if (w->guide.steps[i].again == (int)step)
			w->rated_ms = ctx_clock(w->ctx).ms;
}

static int
answered(struct walk *w, enum step_end *end)
{
	size_t step = w->run.at;
	int rc = 0;

	note_rating_time(w, step);
	guide_run_forward(&w->run);
	if (anything_given(w))
		walk_keep(w); /* after the step, so that the draft opens at the next one */
	if (slice_is(w->guide.steps[step].key, "hot-thought"))
		rc = walk_recall(w, end);
	return rc;
}

static void
short_form(struct walk *w)
{
	w->run.form = 1;
}

int
walk_leave(struct walk *w, enum walk_end *end)
{
	char why[200];

	*end = WALK_NOTHING;
	if (!anything_given(w) && !w->draft.stored)
		return 0;
	if (walk_is_kept(w) || !walk_save_now(w, why)) {
		*end = WALK_LEFT;
		return 0;
	}
	int rc = draft_keep_lost(&w->draft, (struct slice){ NULL, 0 });
	if (!rc)
		*end = WALK_LOST;
	return rc;
}

int
walk_left(struct walk *w, enum step_end how, enum walk_end *end)
{
	char why[160];
	int rc = walk_leave(w, end);

	if (how == STEP_END_HANGUP)
		return rc ? rc : err_set(&w->ctx->err, E_INTERRUPTED, "terminal");
	if (!rc || w->warned)
		return rc;
	w->warned = true;
	report_sentence(&w->ctx->err, why, sizeof why);
	snprintf(w->note, sizeof w->note, "it could not be kept: %s; leaving again leaves it behind", why);
	return 1;
}

/* ---- the page at the end ---- */

static int
show_end(struct walk *w, enum step_end *end)
{
	struct step_answer answer = { BUF_INIT, NULL, -1 };
	struct buf text = BUF_INIT, title = BUF_INIT;
	int rc = walk_summary(w, &text);

	buf_slice(&title, w->guide.title);
	if (!rc)
		rc = buf_check(&text, &w->ctx->err);
	if (!rc) {
		struct step s = {
			.face = FACE_NOTICE, .title = buf_cstr(&title), .progress = "the whole of it", .question = buf_cstr(&text),
			.help = "Going on saves it as an entry.", .note = w->note[0] ? w->note : NULL,
			.page = buf_cstr(&w->page), .dim = TOO_MUCH, .plain = w->plain,
		};

		rc = walk_step(w, &s, &answer, end);
	}
	buf_release(&answer.text);
	buf_release(&title);
	buf_release(&text);
	return rc;
}

/* Nothing was answered: nothing is kept. */
static int
nothing(struct walk *w, enum walk_end *end)
{
	int rc = store_resume(&w->ctx->err, w->ctx->store);

	*end = WALK_NOTHING;
	return rc ? rc : draft_discard(&w->draft);
}

/* While locked the ledger's step is passed over on the way back too. */
static void
go_back(struct walk *w)
{
	while (guide_run_back(&w->run) && w->ctx->locked && guide_run_step(&w->run)->kind == STEP_BELIEF)
		;
}

/* 1: not finished; the run stands at a step again, or at the page with a note. */
static int
finish(struct walk *w, enum walk_end *end)
{
	enum step_end how = STEP_END_ANSWERED;
	int rc = 0;

	if (!anything_given(w) && !w->target)
		return nothing(w, end);
	if (w->run.outcome == THEN_GO_ON || w->retry)
		rc = show_end(w, &how);
	if (rc)
		return rc;
	if (how == STEP_END_BACK)
		return go_back(w), 1;
	if (how == STEP_END_LEFT || how == STEP_END_HANGUP)
		return walk_left(w, how, end);
	rc = walk_finish(w);
	if (!rc) {
		*end = WALK_SAVED;
		return 0;
	}
	/* it stays as a draft, and the page comes back with the reason; a choice that led elsewhere still does, once it is saved */
	report_sentence(&w->ctx->err, w->note, sizeof w->note);
	w->retry = true;
	store_suspend(w->ctx->store);
	return 1;
}

/* The ledger cannot be read while locked, so its step is passed over. */
static bool
asked_while_locked(struct walk *w)
{
	if (!w->ctx->locked || guide_run_step(&w->run)->kind != STEP_BELIEF)
		return true;
	guide_run_skip(&w->run);
	return false;
}

int
walk_go(struct walk *w, enum walk_end *end)
{
	struct ends held;
	int rc = 0;

	*end = WALK_NOTHING;
	if (w->plain) /* the full screen notes ctrl-c itself; lines would die of it before they have said where the draft is */
		ends_hold(&held);
	if (!w->draft.stored)
		rc = draft_claim(w->ctx, w->draft.id);
	for (bool over = false; !rc && !over;) {
		enum step_end how = STEP_END_ANSWERED;

		if (w->plain && ends_told()) {
			rc = err_set(&w->ctx->err, E_INTERRUPTED, "terminal");
			break;
		}
		if (!guide_run_step(&w->run)) {
			rc = finish(w, end);
			over = rc == 0;
			rc = rc == 1 ? 0 : rc;
			continue;
		}
		rc = asked_while_locked(w) ? walk_ask(w, &how) : 0;
		if (!rc && (how == STEP_END_ANSWERED || how == STEP_END_SKIPPED))
			rc = answered(w, &how);
		else if (!rc && how == STEP_END_BACK)
			go_back(w);
		else if (!rc && how == STEP_END_EXTRA)
			short_form(w);
		if (!rc && (how == STEP_END_LEFT || how == STEP_END_HANGUP)) {
			rc = walk_left(w, how, end);
			over = rc == 0;
			rc = rc == 1 ? 0 : rc;
		}
	}
	/* interrupted or broken: what was answered is kept all the same */
	if (rc && *end == WALK_NOTHING && anything_given(w)) {
		struct err first = w->ctx->err;

		(void)walk_leave(w, end);
		w->ctx->err = first;
	}
	if (w->plain)
		ends_release(&held);
	return rc;
}

/* ---- afterwards ---- */

int
walk_tell(struct walk *w, enum walk_end end)
{
	struct ctx *ctx = w->ctx;
	char id[SHORT_ID + 1];

	if (end == WALK_LEFT) {
		short_id(w->draft.id, id);
		say(ctx, "kept as a draft: felt resume %s goes on at the same step", id);
	} else if (end == WALK_LOST) {
		say(ctx, "the journal could not take it, so it lies sealed in %s; the next felt that unlocks it takes it in", ctx->state_dir);
	} else if (end == WALK_NOTHING) {
		say(ctx, w->target ? "nothing was changed" : "nothing was answered, so nothing was kept");
	} else {
		if (ctx->locked)
			return locked_said(ctx, w->entry.id, "saved");
		if (w->followups)
			say(ctx, "felt followups remembers what you might say or try");
		if (w->conflict)
			return conflict_said(ctx, w->target, w->conflict);
		return writing_said(ctx, w->entry.id, "saved");
	}
	return 0;
}
