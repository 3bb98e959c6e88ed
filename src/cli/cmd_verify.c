/*
 * felt verify: opens and checks everything, says in words what holds and what does not, and mends what can be mended.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/progress.h"
#include "felt/base/json.h"
#include "felt/model/id.h"
#include "felt/store/pin.h"
#include "felt/store/verify.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "repair", 0, NULL, "make damaged lists and key copies again from what is whole" },
	{ "accept-loss", 0, NULL, "with --repair: go on without asking where entries are lost" },
	OPTION_END
};

static int
check(struct ctx *ctx, struct args *args)
{
	if (args_has(args, "accept-loss") && !args_has(args, "repair"))
		return err_set(&ctx->err, E_USAGE, "--accept-loss belongs to --repair");
	if (args->nwords == 1 && !args->words[0][0])
		return err_set(&ctx->err, E_USAGE, "felt verify wants the name of a file, or none");
	return args->nwords || ctx->journal ? 0 : err_set(&ctx->err, E_USAGE, "felt verify wants the name of a file: HOME is not set");
}

/* ---- the report ---- */

static bool
whole(const struct verify_report *r)
{
	return r->rows_hold && r->packs_hold && !r->rows_damaged && !r->rows_missing && !r->rows_foreign && !r->packs_damaged &&
		!r->spare_bad && !r->journal_bad && !r->trees_bad;
}

static void
count_line(struct ctx *ctx, const char *what, uint64_t n)
{
	if (n)
		out_printf(ctx, "%-22s %" PRIu64 "\n", what, n);
}

static void
fault_line(struct ctx *ctx, bool there, uint64_t n, const char *one, const char *many)
{
	if (!there)
		return;
	if (n)
		out_printf(ctx, "%" PRIu64 " %s\n", n, n == 1 ? one : many);
	else
		out_printf(ctx, "%s\n", one);
}

static void
faults(struct ctx *ctx, const struct verify_report *r)
{
	fault_line(ctx, r->rows_damaged, r->rows_damaged, "entry does not open", "entries do not open");
	fault_line(ctx, r->rows_missing, r->rows_missing, "entry that a list names is missing", "entries that lists name are missing");
	fault_line(ctx, r->rows_foreign, r->rows_foreign, "entry is in no list, or is not the one its list names",
		"entries are in no list, or are not the ones their lists name");
	fault_line(ctx, r->packs_damaged, r->packs_damaged, "list does not open", "lists do not open");
	fault_line(ctx, !r->rows_hold, 0, "the entries together are not the ones that were written last", "");
	fault_line(ctx, !r->packs_hold, 0, "the lists together are not the ones that were written last", "");
	fault_line(ctx, r->journal_bad, 0, "the journal's own copy of its keys is damaged; the spare one is whole", "");
	fault_line(ctx, r->spare_bad, 0, "the spare copy of the keys is damaged", "");
	fault_line(ctx, r->trees_bad, 0, "the order in which the file keeps its entries is broken; felt restore puts a backup back", "");
}

static void
show_lost(struct ctx *ctx, const struct verify_report *r)
{
	for (size_t i = 0; i < r->nlost; i++) {
		char id[ID_TEXT];
		id_text(r->lost[i], id);
		out_printf(ctx, "  %s\n", id);
	}
}

/* Of kinds that this felt does not name. */
static uint64_t
other_kinds(const struct verify_report *r)
{
	uint64_t n = r->kinds[0];

	for (size_t i = KIND_PREVIOUS + 1; i < sizeof r->kinds / sizeof r->kinds[0]; i++)
		n += r->kinds[i];
	return n;
}

/* The lines before it add up to "sealed, all together". */
static void
show_words(struct ctx *ctx, const struct verify_report *r)
{
	out_printf(ctx, "%-22s %" PRIu64 "\n", "entries", r->kinds[KIND_ENTRY]);
	count_line(ctx, "unfinished", r->kinds[KIND_DRAFT]);
	count_line(ctx, "beliefs", r->kinds[KIND_BELIEF]);
	count_line(ctx, "follow-ups", r->kinds[KIND_FOLLOWUP]);
	count_line(ctx, "kept for edit --undo", r->kinds[KIND_PREVIOUS]);
	count_line(ctx, "handed over", r->kinds[KIND_SHARE]);
	count_line(ctx, "settings", r->kinds[KIND_SETTINGS]);
	count_line(ctx, "of other kinds", other_kinds(r));
	count_line(ctx, "marks of deletions", r->tombstones);
	count_line(ctx, "that do not open", r->rows_damaged);
	count_line(ctx, "sealed, all together", r->rows);
	count_line(ctx, "waiting to be taken in", r->inbox - r->inbox_closed);
	count_line(ctx, "waiting, never taken in", r->inbox_closed);
	count_line(ctx, "lists", r->packs);
	if (whole(r)) {
		out_str(ctx, "all of it opens, nothing is missing, nothing was replaced by something older\n");
		return;
	}
	faults(ctx, r);
	show_lost(ctx, r);
}

static void
json_number(struct json_out *j, const char *key, uint64_t n)
{
	json_key(j, key);
	json_int(j, (long long)n);
}

static void
show_json(struct ctx *ctx, const struct verify_report *r)
{
	struct json_out j;

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "whole");
	json_bool(&j, whole(r));
	json_number(&j, "generation", r->generation);
	json_number(&j, "rows", r->rows);
	json_number(&j, "entries", r->kinds[KIND_ENTRY]);
	json_number(&j, "drafts", r->kinds[KIND_DRAFT]);
	json_number(&j, "beliefs", r->kinds[KIND_BELIEF]);
	json_number(&j, "follow-ups", r->kinds[KIND_FOLLOWUP]);
	json_number(&j, "earlier-versions", r->kinds[KIND_PREVIOUS]);
	json_number(&j, "shares", r->kinds[KIND_SHARE]);
	json_number(&j, "settings", r->kinds[KIND_SETTINGS]);
	json_number(&j, "other-kinds", other_kinds(r));
	json_number(&j, "tombstones", r->tombstones);
	json_number(&j, "packs", r->packs);
	json_number(&j, "waiting", r->inbox);
	json_number(&j, "waiting-closed", r->inbox_closed);
	json_number(&j, "rows-damaged", r->rows_damaged);
	json_number(&j, "rows-missing", r->rows_missing);
	json_number(&j, "rows-foreign", r->rows_foreign);
	json_number(&j, "packs-damaged", r->packs_damaged);
	json_key(&j, "rows-hold");
	json_bool(&j, r->rows_hold);
	json_key(&j, "packs-hold");
	json_bool(&j, r->packs_hold);
	json_key(&j, "order-holds");
	json_bool(&j, !r->trees_bad);
	json_key(&j, "keys-damaged");
	json_bool(&j, r->journal_bad || r->spare_bad);
	json_key(&j, "lost");
	json_open(&j, '[');
	for (size_t i = 0; i < r->nlost; i++) {
		char id[ID_TEXT];
		id_text(r->lost[i], id);
		json_text(&j, id);
	}
	json_close(&j, ']');
	json_close(&j, '}');
	out_str(ctx, "\n");
}

static void
show(struct ctx *ctx, const struct verify_report *r)
{
	if (ctx->json)
		show_json(ctx, r);
	else
		show_words(ctx, r);
}

/* A file of its own may be an old copy on purpose: it is said, not refused. */
static void
say_age(struct ctx *ctx, uint64_t generation)
{
	const struct pin *pin = store_pin(ctx->store);

	/* 0: the manifest does not open, so nothing is known of its age */
	if (pin->present && generation && generation < pin->generation)
		say(ctx, "it is %" PRIu64 " change%s older than what this machine last saw of this journal", pin->generation - generation,
			pin->generation - generation == 1 ? "" : "s");
}

/* ---- checking ---- */

static int
look(struct ctx *ctx, struct verify_report *r)
{
	struct progress p;

	progress_begin(&p, ctx, "checking");
	int rc = store_verify(&ctx->err, ctx->store, r, progress_show, &p);
	progress_end(&p);
	return rc;
}

static int
not_whole(struct ctx *ctx, const char *next)
{
	return err_set(&ctx->err, E_DAMAGE, "see the lines above\n%s", next);
}

static int
verify_only(struct ctx *ctx)
{
	struct verify_report r = { 0 };
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (rc)
		return rc;
	rc = look(ctx, &r);
	if (!rc || rc == E_DAMAGE) {
		show(ctx, &r);
		say_age(ctx, r.generation);
	}
	if (rc == E_DAMAGE || (!rc && !whole(&r)))
		rc = not_whole(ctx, r.rows_hold ? "felt verify --repair mends it; nothing you wrote is lost"
						: "felt restore FILE puts a backup back; felt verify --repair keeps what is left");
	store_rollback(ctx->store);
	verify_release(&r);
	return rc;
}

/* ---- mending ---- */

static int
ask_loss(struct ctx *ctx, const struct verify_report *r, bool *yes)
{
	char question[200];

	*yes = false;
	if (!tty_there())
		return not_whole(ctx, "--accept-loss keeps what is left; felt restore FILE puts a backup back");
	snprintf(question, sizeof question, "%zu entr%s lost here: the text cannot be read any more; date, title and feelings can be kept.\n"
		"A backup may still have %s. Go on without? [y/N] ", r->nlost, r->nlost == 1 ? "y is" : "ies are", r->nlost == 1 ? "it" : "them");
	return tty_confirm(&ctx->err, question, NULL, yes);
}

enum mended { NOTHING_TO_MEND, MENDED, LOSS_TO_ACCEPT };

/* Is it no longer the loss that was asked about? */
static bool
differ(const struct verify_report *a, const struct verify_report *b)
{
	return a->generation != b->generation || a->nlost != b->nlost || (a->nlost && memcmp(a->lost, b->lost, a->nlost * sizeof *a->lost));
}

/* In one transaction, in which nobody is asked.  agreed: what may be lost, as its writer has seen it, or NULL. */
static int
mend(struct ctx *ctx, struct verify_report *r, bool accept, const struct verify_report *agreed, enum mended *how)
{
	int rc = store_begin(&ctx->err, ctx->store, STORE_WRITE);

	if (rc)
		return rc;
	*how = NOTHING_TO_MEND;
	rc = look(ctx, r);
	if (rc == E_DAMAGE || (!rc && !whole(r))) {
		*how = MENDED;
		rc = agreed && differ(r, agreed) ? err_set(&ctx->err, E_CONFLICT, "verify") : store_repair(&ctx->err, ctx->store, accept, r);
		if (!rc)
			return store_commit(&ctx->err, ctx->store);
		if (rc == E_DAMAGE && !accept) {
			*how = LOSS_TO_ACCEPT;
			rc = 0;
		}
	}
	store_rollback(ctx->store);
	return rc;
}

/* Asks, and mends what is still damaged in the same way. */
static int
mend_with_loss(struct ctx *ctx, const struct verify_report *r, enum mended *how)
{
	struct verify_report again = { 0 };
	bool yes = false;
	int rc = ask_loss(ctx, r, &yes);

	if (!rc && yes)
		rc = mend(ctx, &again, true, r, how);
	verify_release(&again);
	return rc;
}

static int
repair(struct ctx *ctx, bool accept)
{
	struct verify_report r = { 0 };
	enum mended how = NOTHING_TO_MEND;
	int rc = mend(ctx, &r, accept, NULL, &how), shown = 0;

	if (how != NOTHING_TO_MEND && !ctx->json) {
		show(ctx, &r);
		shown = out_flush(ctx);
	}
	if (!rc)
		rc = shown;
	if (!rc && how == LOSS_TO_ACCEPT)
		rc = mend_with_loss(ctx, &r, &how);
	/* programs get one object: how it stands in the end */
	if (ctx->json && how != NOTHING_TO_MEND && (rc || how == LOSS_TO_ACCEPT))
		show(ctx, &r);
	verify_release(&r);
	if (rc)
		return rc;
	if (how == LOSS_TO_ACCEPT)
		return not_whole(ctx, "nothing was changed");
	if (how == NOTHING_TO_MEND)
		say(ctx, "there is nothing to mend");
	else
		say(ctx, "it is mended; this is how it stands now:");
	return verify_only(ctx);
}

static int
run(struct ctx *ctx, struct args *args)
{
	const char *path = args->nwords ? args->words[0] : ctx->journal;
	int rc = open_journal(ctx, path, args->nwords > 0, &ctx->store);

	if (!rc)
		rc = ctx_unlock(ctx, ctx->store);
	if (rc == E_PROOF)
		ctx->hint = "felt verify --force-read checks the rest; felt restore FILE puts a backup back";
	if (rc)
		return rc;
	out_begin(ctx, false);
	return args_has(args, "repair") ? repair(ctx, args_has(args, "accept-loss")) : verify_only(ctx);
}

const struct command cmd_verify = {
	.name = "verify",
	.group = "keep safe",
	.args = "[FILE]",
	.summary = "open and check everything",
	.least = 0,
	.most = 1,
	.options = options,
	.check = check,
	.run = run,
	.details =
		"Opens every entry and every list, and checks that together they are exactly what was written last: nothing missing,\n"
		"nothing exchanged, nothing put back. FILE: another file, such as a backup. Ends with 3 when something does not hold.\n\n"
		"--repair makes lists and key copies again from the entries. Where entries themselves are lost it shows which, and\n"
		"asks; --accept-loss answers for scripts. Their date, title and feelings are kept where a list still has them.\n",
};
