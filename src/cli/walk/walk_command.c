/*
 * From a command to a walk: see the header.
 */
#include "cli/walk/walk_command.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/staging.h"
#include "cli/write/editing.h"
#include "felt/base/json.h"
#include "felt/term/tty.h"

static void
release(void *data)
{
	struct walk_wish *wish = data;

	head_release(&wish->head);
	free(wish);
}

int
walk_check(struct ctx *ctx, struct args *args)
{
	struct walk_wish *wish = calloc(1, sizeof *wish);
	int rc;

	if (!wish)
		return err_set(&ctx->err, E_NOMEM, "options");
	args->data = wish;
	args->release = release;
	wish->answers = args_value(args, "answers");
	rc = head_parse(ctx, args, &wish->head);
	if (!rc && !wish->answers && !tty_there())
		return err_set(&ctx->err, E_USAGE, "a guide asks questions at a terminal, and there is none\nin a script: --answers FILE");
	return rc;
}

/* ---- one walk ---- */

/* Data for programs goes out when it is saved. */
static int
tell(struct walk *w, enum walk_end end)
{
	struct ctx *ctx = w->ctx;
	struct json_out j;

	if (end != WALK_SAVED || !ctx->json)
		return walk_tell(w, end);
	out_begin(ctx, false);
	json_begin(&j, out_buf(ctx));
	walk_give_answers(w, &j);
	out_str(ctx, "\n");
	return 0;
}

static int
from_answers(struct walk *w, const char *path, enum walk_end *end)
{
	int rc = walk_take_answers(w, path);

	if (rc)
		return rc;
	for (size_t i = 0; i < w->guide.nsteps; i++)
		if (w->run.answers[i].state == ANSWER_GIVEN && w->guide.steps[i].key.n) {
			*end = WALK_SAVED;
			return walk_finish(w);
		}
	return err_set(&w->ctx->err, E_TEXT_EMPTY, "answers");
}

/* The record is filed under it also when it stops before that is asked. */
static int
file_under(struct walk *w)
{
	size_t at = w->run.at, i = 0;
	int rc = 0;

	while (i < w->guide.nsteps && w->guide.steps[i].kind != STEP_BELIEF)
		i++;
	if (i == w->guide.nsteps)
		return 0;
	w->run.at = i;
	rc = guide_run_belief(&w->ctx->err, &w->run, w->belief, NULL, 0);
	w->run.at = at;
	return rc;
}

static int
choose_belief(struct walk *w, const char *typed)
{
	struct ctx *ctx = w->ctx;
	int rc;

	if (ctx->locked)
		return err_set(&ctx->err, E_USAGE, "the ledger cannot be read while locked\nwithout --belief the record can be filed later: felt edit ID");
	rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (!rc)
		rc = resolve(ctx, typed, 1u << KIND_BELIEF, &w->belief);
	store_rollback(ctx->store);
	if (rc == E_ID_UNKNOWN)
		ctx->hint = "felt beliefs lists the ledger with its ids";
	return rc ? rc : file_under(w);
}

static int
walk_one(struct ctx *ctx, const struct walk_wish *wish, struct slice name, struct slice form, const char *belief, struct walk *w, enum walk_end *end)
{
	int rc = walk_begin(w, ctx, name, form, &wish->head);

	enum step_end how = STEP_END_ANSWERED;

	if (!rc && belief)
		rc = choose_belief(w, belief);
	if (!rc && belief && !wish->answers)
		rc = walk_recall(w, &how);
	if (!rc && (how == STEP_END_LEFT || how == STEP_END_HANGUP))
		rc = walk_left(w, how, end);
	else if (!rc)
		rc = wish->answers ? from_answers(w, wish->answers, end) : walk_go(w, end);
	if (!rc || *end != WALK_NOTHING) {
		int told = tell(w, *end);

		rc = rc ? rc : told;
	}
	return rc;
}

int
walk_run(struct ctx *ctx, struct args *args, const char *name, const char *form, const char *belief)
{
	char next[GUIDE_NAME_MAX + 1], next_form[GUIDE_NAME_MAX + 1];
	struct staging st;
	bool more;
	int rc;

	staging_begin(&st, ctx);
	do {
		struct walk w = { .row = ROW_INIT };
		enum walk_end end = WALK_NOTHING;

		rc = walk_one(ctx, args->data, slice_of(name), slice_of(form), belief, &w, &end);
		more = !rc && end == WALK_SAVED && w.run.outcome == THEN_GUIDE;
		if (more) { /* the names are the guide's, which goes */
			snprintf(next, sizeof next, "%.*s", (int)w.run.next_guide.n, w.run.next_guide.p);
			snprintf(next_form, sizeof next_form, "%.*s", (int)w.run.next_form.n, w.run.next_form.n ? w.run.next_form.p : "");
			name = next;
			form = next_form;
			belief = NULL;
			rc = store_resume(&ctx->err, ctx->store);
		}
		walk_release(&w);
	} while (more && !rc);
	staging_end(&st);
	return rc;
}
