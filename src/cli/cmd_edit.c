/*
 * felt edit: the text, date, title and feelings of an entry.
 *
 * With --date, --title, --feeling or --tag only these change; without them the text does, in the composer, the editor
 * or from standard input.  The version before stays for 30 days (--undo).
 */
#include <stdlib.h>
#include <string.h>

#include "cli/feel/ask_feelings.h"
#include "cli/commands.h"
#include "cli/staging.h"
#include "cli/write/editing.h"
#include "cli/walk/walk.h"

static const struct option options[] = {
	{ "date", 'd', "D", "it was on another day or at another time" },
	{ "title", 0, NULL, "asks for the title" },
	{ "feeling", 'f', "W[:N]", "adds a feeling, or says anew how strong it was; repeatable" },
	{ "tag", 0, "T", "adds a tag, a label of your own such as work; repeatable" },
	{ "untag", 0, "T", "takes a tag away; repeatable" },
	{ "keep-private", 0, NULL, "for you alone: felt export asks before it takes it along" },
	EDITOR_OPTIONS("change the text"),
	{ "undo", 0, NULL, "puts the version before the last change back" },
	OPTION_END
};

struct wanted {
	struct head head;
	enum writing_how how;
	bool undo, head_only;
};

static void
release(void *data)
{
	struct wanted *rq = data;

	head_release(&rq->head);
	free(rq);
}

static int
check(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = calloc(1, sizeof *rq);
	int rc;

	if (!rq)
		return err_set(&ctx->err, E_NOMEM, "options");
	args->data = rq;
	args->release = release;
	rq->undo = args_has(args, "undo");
	rc = head_parse(ctx, args, &rq->head);
	if (rc)
		return rc;
	rq->head_only = rq->head.has_date || rq->head.ask_title || rq->head.nfeelings || rq->head.ntags || rq->head.nuntags ||
		rq->head.keep_private;
	if (rq->undo && (rq->head_only || args_has(args, "editor")))
		return err_set(&ctx->err, E_USAGE, "--undo puts everything of the entry back, so no other change goes with it");
	if (rq->head_only && args_has(args, "editor"))
		return err_set(&ctx->err, E_USAGE, "the text and the rest are changed one after the other"
			"\nfelt edit ID --editor for the text, felt edit ID --date D for the rest");
	rc = rq->undo || rq->head_only ? 0 : writing_choose(ctx, args, true, &rq->how);
	/* in lines a text cannot be changed, but answers of a guide can: known when the entry is */
	return rc && rq->how == WRITE_LINES ? 0 : rc;
}

/* ---- undo ---- */

static int
undo(struct ctx *ctx, const char *typed)
{
	struct err *err = &ctx->err;
	char shown[SHORT_ID + 1];
	uint64_t id = 0;
	int rc = store_begin(err, ctx->store, STORE_WRITE);

	if (rc)
		return rc;
	rc = resolve(ctx, typed, 1u << KIND_ENTRY, &id);
	if (!rc) {
		short_id(id, shown);
		rc = store_undo(err, ctx->store, id);
		if (rc == E_ID_UNKNOWN)
			rc = err_set(err, E_USAGE, "there is no earlier version of %s\nversions are kept for 30 days", shown);
	}
	if (!rc)
		rc = store_commit(err, ctx->store);
	else
		store_rollback(ctx->store);
	return rc ? rc : writing_said(ctx, id, "back to the version before:");
}

/* ---- changing ---- */

static int
open_entry(struct editing *ed, const char *typed)
{
	struct ctx *ctx = ed->ctx;
	uint64_t id = 0;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (rc)
		return rc;
	rc = resolve(ctx, typed, 1u << KIND_ENTRY, &id);
	if (!rc)
		rc = editing_open(ed, id);
	store_rollback(ctx->store);
	return rc;
}

static int
change_head(struct editing *ed, const struct wanted *rq, enum writing_end *end)
{
	int rc = head_apply(&ed->ctx->err, &rq->head, &ed->e, &ed->head_changed);

	*end = WRITING_UNCHANGED;
	if (rc || !ed->head_changed)
		return rc;
	rc = editing_save_head(ed);
	if (!rc)
		*end = WRITING_SAVED;
	return rc;
}

/* What a guide made is changed answer by answer. */
int
editing_answers(struct ctx *ctx, struct editing *ed)
{
	struct walk w = { .row = ed->row };
	enum walk_end end = WALK_NOTHING;
	struct staging st;
	int rc;

	ed->row = (struct row)ROW_INIT;
	rc = walk_edit(&w, ctx);
	staging_begin(&st, ctx);
	if (!rc)
		rc = walk_menu(&w, &end);
	staging_end(&st);
	if (!rc || end != WALK_NOTHING) {
		int told = walk_tell(&w, end);

		rc = rc ? rc : told;
	}
	walk_release(&w);
	return rc;
}

static bool
by_answers(const struct wanted *rq, const struct entry *e)
{
	return e->guide.n && !rq->head_only && (rq->how == WRITE_COMPOSER || rq->how == WRITE_LINES);
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = args->data;
	struct editing ed = { .ctx = ctx, .row = ROW_INIT };
	enum writing_end end = WRITING_UNCHANGED;
	struct staging st;
	int rc;

	if (rq->undo)
		return undo(ctx, args->words[0]);
	rc = open_entry(&ed, args->words[0]);
	if (!rc && by_answers(rq, &ed.row.e)) {
		entry_reset(&ed.e);
		rc = editing_answers(ctx, &ed);
		editing_release(&ed);
		return rc;
	}
	if (!rc && rq->how == WRITE_LINES)
		rc = writing_no_lines(ctx);
	if (!rc)
		rc = head_ask_title(ctx, &rq->head);
	staging_begin(&st, ctx);
	if (!rc)
		rc = rq->head_only ? change_head(&ed, rq, &end) : editing_text(&ed, rq->how, &end);
	if (!rc)
		rc = editing_tell(&ed, end);
	if (!rc && end == WRITING_SAVED && !rq->head_only && may_ask_feelings(ctx, rq->how))
		rc = ask_feelings(ctx, ed.row.e.id, true);
	staging_end(&st);
	editing_release(&ed);
	return rc;
}

const struct command cmd_edit = {
	.name = "edit", .group = "write", .args = "ID", .summary = "change text, date, title, feelings",
	.needs = NEED_KEYS, .least = 1, .most = 1, .options = options, .check = check, .run = run,
	.details =
		"Without options the text opens in the composer, and what a guide made as a list of its answers; from a pipe, standard input takes its place. With options only what\n"
		"they name changes. Editing into nothing is refused, because it would be a deletion that nobody asked for.\n"
		"\n"
		"The version before is kept for 30 days: felt edit --undo ID. If the entry was changed meanwhile by another felt,\n"
		"both versions stay, yours as a conflict copy with an id of its own (exit 6).\n",
};
