/*
 * felt show: one or more entries, whole.
 */
#include "cli/commands.h"
#include "cli/walk/belief_names.h"
#include "cli/write/editing.h"
#include "felt/exchange/exchange.h"
#include "felt/model/id.h"
#include "felt/term/tty.h"

#include <unistd.h>

static const struct option options[] = {
	{ "raw", 0, NULL, "the text alone, byte for byte (only into a pipe or a file)" },
	OPTION_END
};

enum { SHOWN = 1u << KIND_ENTRY | 1u << KIND_DRAFT | 1u << KIND_BELIEF | 1u << KIND_FOLLOWUP };

static int
check(struct ctx *ctx, struct args *args)
{
	bool raw = args_has(args, "raw");
	uint64_t lo, hi;
	int rc = 0;

	for (size_t i = 0; !rc && i < args->nwords; i++)
		rc = id_range(&ctx->err, args->words[i], &lo, &hi);
	if (!rc && raw && ctx->json)
		return err_set(&ctx->err, E_USAGE, "--raw and --json are two different forms");
	if (!rc && raw && tty_is(STDOUT_FILENO))
		return err_set(&ctx->err, E_USAGE, "--raw gives every byte as it is, also those that a terminal would obey, so it goes to none"
			"\nfelt show --raw ID > FILE, or felt show ID");
	return rc;
}

/* The sentences of the ledger it is filed under; the entry itself has only their ids. */
static int
beliefs(struct ctx *ctx, const struct entry *e)
{
	struct belief_names names = { 0 };
	struct buf sentence = BUF_INIT;
	int rc = belief_names_load(ctx, &names);

	for (size_t i = 0; !rc && i < e->nbeliefs; i++) {
		buf_clear(&sentence);
		if (!belief_name_put(&names, e->beliefs[i], &sentence))
			continue;
		out_str(ctx, "\n");
		out_ink(ctx, INK_BOLD);
		out_str(ctx, "belief");
		out_ink(ctx, INK_PLAIN);
		out_str(ctx, "\n");
		out_safe(ctx, buf_as_slice(&sentence), TEXT_ONE_LINE);
		out_str(ctx, "\n");
	}
	buf_release(&sentence);
	belief_names_release(&names);
	return rc;
}

static int
show_one(struct ctx *ctx, const struct entry *e, bool raw, bool more)
{
	struct json_out j;
	int rc = 0;

	if (ctx->json) {
		json_begin(&j, out_buf(ctx));
		entry_json(&j, e, ENTRY_JSON_TEXT);
		out_str(ctx, "\n");
	} else if (raw) {
		buf_slice(out_buf(ctx), e->kind == KIND_DRAFT ? entry_field(e, ".text") : e->text);
	} else {
		out_str(ctx, more ? "\n\n" : "");
		render_entry(ctx, e);
		rc = e->nbeliefs ? beliefs(ctx, e) : 0;
	}
	if (rc)
		return rc;
	/* What may still go to a pager waits until the journal is closed. */
	return ctx->out.may_page ? buf_check(out_buf(ctx), &ctx->err) : out_drain(ctx);
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct row row = ROW_INIT;
	bool raw = args_has(args, "raw");
	uint64_t id = 0;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	out_begin(ctx, !raw);
	for (size_t i = 0; !rc && i < args->nwords; i++) {
		rc = store_resolve(&ctx->err, ctx->store, args->words[i], SHOWN, &id);
		if (!rc)
			rc = store_get(&ctx->err, ctx->store, id, &row);
		if (!rc)
			rc = show_one(ctx, &row.e, raw, i > 0);
	}
	store_rollback(ctx->store);
	row_release(&row);
	return rc;
}

const struct command cmd_show = {
	.name = "show", .group = "look back", .args = "ID...", .summary = "one or more entries, whole",
	.needs = NEED_KEYS | SHOWS_WORDS, .least = 1, .most = ARGS_MAX, .options = options, .check = check, .run = run,
	.details =
		"Control characters and whatever else could lead a terminal astray are shown as <U+001B>; --json and --raw give the\n"
		"text as it was written.\n",
};
