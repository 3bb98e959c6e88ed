/*
 * felt delete: for good, after asking.
 *
 * The question names each entry by day and id, never by its text: somebody may stand behind the writer.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/write/editing.h"
#include "felt/base/json.h"
#include "felt/model/id.h"
#include "felt/store/inbox.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "yes", 'y', NULL, "do not ask" },
	OPTION_END
};

enum { DELETABLE = 1u << KIND_ENTRY | 1u << KIND_DRAFT | 1u << KIND_BELIEF | 1u << KIND_FOLLOWUP, NAMED_MAX = 20 };

const char delete_reach[] =
	"Deleting reaches this journal only: not backups, other copies of it or\n"
	"exports, nor what the disk itself may still hold of older states of the\n"
	"file.\n";

struct doomed {
	uint64_t ids[ARGS_MAX];
	bool boxes[ARGS_MAX];    /* that one lies in the inbox: written while locked, and it does not open */
	size_t n;
	struct buf names;
};

static int
check(struct ctx *ctx, struct args *args)
{
	uint64_t lo, hi;
	int rc = 0;

	for (size_t i = 0; !rc && i < args->nwords; i++)
		rc = id_range_any(&ctx->err, args->words[i], &lo, &hi); /* a box may have a number that is no id */
	if (!rc && !args_has(args, "yes") && !tty_there())
		rc = err_set(&ctx->err, E_USAGE, "deleting asks first, and there is no terminal to ask at\nin a script: felt delete --yes ID");
	return rc;
}

static bool
already(const struct doomed *d, uint64_t id)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->ids[i] == id)
			return true;
	return false;
}

static void
name_it(struct doomed *d, const struct row *row, bool box)
{
	char id[ID_TEXT];

	if (d->n > NAMED_MAX)
		return;
	id_text(row->e.id, id);
	buf_str(&d->names, "  ");
	if (box)
		buf_printf(&d->names, "what was written while locked and does not open (%s)", id);
	else if (row->e.kind == KIND_DRAFT)
		buf_str(&d->names, "the draft of ");
	else if (row->e.kind == KIND_BELIEF)
		buf_str(&d->names, "the belief of ");
	else if (row->e.kind == KIND_FOLLOWUP)
		buf_str(&d->names, "the follow-up of ");
	if (!box)
		render_name(&d->names, &row->e);
	buf_str(&d->names, "\n");
}

/* An entry, a draft ... or, where no row is meant, a box that waits. */
static int
look_for(struct ctx *ctx, const char *typed, uint64_t *id, bool *box)
{
	struct err first;
	uint64_t other = 0;
	int rc = resolve(ctx, typed, DELETABLE, id), found;

	*box = false;
	first = ctx->err;
	found = store_box_resolve(&ctx->err, ctx->store, typed, &other);
	if (!rc && (found == E_ID_AMBIGUOUS || (!found && other != *id))) /* the number of a box is chosen by whoever made it */
		return err_num(&ctx->err, E_ID_AMBIGUOUS, 2, "%.32s", typed);
	*box = rc == E_ID_UNKNOWN && !found;
	if (*box) {
		*id = other;
		return 0;
	}
	ctx->err = first;
	return rc;
}

static int
look_up(struct ctx *ctx, const struct args *args, struct doomed *d)
{
	struct row row = ROW_INIT;
	uint64_t id;
	bool box;
	int rc = 0;

	for (size_t i = 0; !rc && i < args->nwords; i++) {
		rc = look_for(ctx, args->words[i], &id, &box);
		if (rc || already(d, id))
			continue;
		rc = box ? E_DAMAGE : store_get(&ctx->err, ctx->store, id, &row);
		if (rc == E_DAMAGE) {
			rc = 0; /* what cannot be read can still be thrown away */
			row.e.id = id;
		}
		if (rc)
			continue;
		d->boxes[d->n] = box;
		d->ids[d->n++] = id;
		name_it(d, &row, box);
	}
	row_release(&row);
	if (d->n > NAMED_MAX)
		buf_printf(&d->names, "  and %zu more\n", d->n - NAMED_MAX);
	return rc;
}

static int
ask(struct ctx *ctx, struct doomed *d, bool *yes)
{
	struct buf q = BUF_INIT;
	int rc;

	buf_printf(&q, "delete for good:\n%s%s", buf_cstr(&d->names), delete_reach);
	buf_str(&q, d->n == 1 ? "delete it? [y/N] " : "delete them? [y/N] ");
	rc = tty_confirm(&ctx->err, buf_cstr(&q), NULL, yes);
	buf_release(&q);
	return rc;
}

static int
delete_all(struct ctx *ctx, const struct doomed *d)
{
	struct err *err = &ctx->err;
	int rc = store_begin(err, ctx->store, STORE_WRITE);

	for (size_t i = 0; !rc && i < d->n; i++)
		rc = d->boxes[i] ? store_box_delete(err, ctx->store, d->ids[i]) : store_delete(err, ctx->store, d->ids[i]);
	if (!rc)
		return store_commit(err, ctx->store);
	store_rollback(ctx->store);
	return rc;
}

static void
tell(struct ctx *ctx, const struct doomed *d)
{
	char id[ID_TEXT];
	struct json_out j;

	if (!ctx->json) {
		short_id(d->ids[0], id);
		if (d->n == 1)
			say(ctx, "%s is deleted", id);
		else
			say(ctx, "%zu are deleted", d->n);
		return;
	}
	out_begin(ctx, false);
	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "deleted");
	json_open(&j, '[');
	for (size_t i = 0; i < d->n; i++) {
		id_text(d->ids[i], id);
		json_text(&j, id);
	}
	json_close(&j, ']');
	json_close(&j, '}');
	out_str(ctx, "\n");
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct doomed d = { .names = BUF_INIT };
	bool yes = args_has(args, "yes");
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = look_up(ctx, args, &d);
	store_rollback(ctx->store);
	if (!rc && !yes)
		rc = ask(ctx, &d, &yes);
	if (!rc && !yes)
		say(ctx, "nothing was deleted");
	else if (!rc && !(rc = delete_all(ctx, &d)))
		tell(ctx, &d);
	buf_release(&d.names);
	return rc;
}

const struct command cmd_delete = {
	.name = "delete", .group = "write", .args = "ID...", .summary = "delete for good, after asking",
	.needs = NEED_KEYS, .least = 1, .most = ARGS_MAX, .options = options, .check = check, .run = run,
	.details =
		"What is deleted cannot be brought back in this journal: its text, its earlier versions and the drafts of its edits go.\n"
		"A backup made before still has them, and so have other copies of the file and exports; a disk may keep traces\n"
		"of older states of a file that no program can reach. Editing into nothing is not deleting: felt refuses that.\n",
};
