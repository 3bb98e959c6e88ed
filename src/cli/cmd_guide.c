/*
 * felt guide: the list of guides, walking one, checking a file, answers of an entry as JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/write/editing.h"
#include "cli/frame.h"
#include "cli/walk/guides.h"
#include "cli/help_layout.h"
#include "cli/walk/walk_command.h"
#include "felt/base/json.h"

static const struct option options[] = {
	{ "form", 0, "F", "which form of the guide, where it has several" },
	{ "check", 0, "FILE", "says whether a guide file is sound, and if not, in which line" },
	{ "entry", 0, "ID", "with --json: the answers of that entry, as --answers takes them" },
	WALK_OPTIONS,
	OPTION_END
};

static int
check(struct ctx *ctx, struct args *args)
{
	bool file = args_has(args, "check"), entry = args_has(args, "entry");

	if (file + entry + (args->nwords > 0) > 1)
		return err_set(&ctx->err, E_USAGE, "a name, --check FILE and --entry ID are three different things");
	if (entry && !ctx->json)
		return err_set(&ctx->err, E_USAGE, "--entry gives answers to a program\nwith --json; felt show ID is for reading, felt edit ID for changing");
	if (args->nwords)
		return walk_check(ctx, args);
	if (args_has(args, "answers") || args_has(args, "form"))
		return err_set(&ctx->err, E_USAGE, "for which guide? felt guide lists them");
	return 0;
}

/* ---- the list ---- */

/* "about 2, 5 or 10 minutes": of each form, said once. */
static void
minutes(struct buf *out, const struct guide *g)
{
	unsigned known[GUIDE_FORMS_MAX] = { g->minutes };
	size_t n = 1;

	for (size_t i = 1; i < g->nforms; i++)
		if (g->form_minutes[i] != known[n - 1])
			known[n++] = g->form_minutes[i];
	if (g->minutes == 0)
		return;
	buf_printf(out, " (about %u", known[0]);
	for (size_t i = 1; i < n; i++)
		buf_printf(out, "%s%u", i + 1 < n ? ", " : " or ", known[i]);
	buf_printf(out, " minute%s)", n == 1 && known[0] == 1 ? "" : "s");
}

static void
row(struct ctx *ctx, const struct guide *g)
{
	char left[GUIDE_NAME_MAX + 24];
	struct buf right = BUF_INIT, raw = BUF_INIT;

	snprintf(left, sizeof left, "%.*s", (int)g->name.n, g->name.p);
	buf_slice(&raw, g->about);
	minutes(&raw, g);
	text_safe(&right, (const char *)raw.p, raw.n, TEXT_ONE_LINE);
	help_row(ctx, left, 12, buf_cstr(&right));
	buf_release(&raw);
	buf_release(&right);
}

static void
row_json(struct ctx *ctx, const struct guide *g)
{
	struct json_out j;

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "name");
	json_slice(&j, g->name);
	json_key(&j, "version");
	json_int(&j, g->version);
	json_key(&j, "title");
	json_slice(&j, g->title);
	json_key(&j, "about");
	json_slice(&j, g->about);
	json_key(&j, "minutes");
	json_int(&j, g->minutes);
	json_key(&j, "forms");
	json_open(&j, '[');
	for (size_t i = 0; i < g->nforms; i++)
		json_slice(&j, g->forms[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	out_str(ctx, "\n");
}

/* A guide that is not sound is listed too, with where to look. */
static int
list_one(void *arg, struct ctx *ctx, const char *name)
{
	struct guide g = { 0 };
	int rc = guide_load(ctx, name, strlen(name), &g);

	(void)arg;
	if (!rc && ctx->json)
		row_json(ctx, &g);
	else if (!rc)
		row(ctx, &g);
	else
		say(ctx, "%s: this guide cannot be used; felt guide --check says why", name);
	guide_release(&g);
	ctx->hint = NULL;
	return 0;
}

static int
list(struct ctx *ctx)
{
	const char *name, *text;
	size_t n;

	out_begin(ctx, true);
	for (size_t i = 0; (name = guide_built_in(i, &text, &n)) != NULL; i++)
		list_one(NULL, ctx, name);
	guides_own(ctx, list_one, NULL);
	if (!ctx->json)
		help_paragraphs(ctx, "\nfelt guide NAME walks one; felt challenge and felt express are two of them. Every step can be skipped.\n");
	return 0;
}

/* ---- the others ---- */

static int
check_file(struct ctx *ctx, const char *path)
{
	struct guide g = { 0 };
	int rc = guide_load_file(ctx, path, &g);

	if (rc == E_INPUT)
		ctx->hint = "felt-guide(5) says how guides are written";
	if (!rc) {
		out_begin(ctx, false);
		out_printf(ctx, "%.*s: sound, %zu step%s\n", (int)g.name.n, g.name.p, g.nsteps, g.nsteps == 1 ? "" : "s");
	}
	guide_release(&g);
	return rc;
}

static int
answers_of(struct ctx *ctx, const char *typed)
{
	struct walk w = { .row = ROW_INIT };
	struct json_out j;
	uint64_t id = 0;
	int rc = needs_keys(ctx);

	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (!rc)
		rc = resolve(ctx, typed, 1u << KIND_ENTRY, &id);
	if (!rc)
		rc = store_get(&ctx->err, ctx->store, id, &w.row);
	if (ctx->store)
		store_rollback(ctx->store);
	if (!rc && !w.row.e.guide.n)
		rc = err_set(&ctx->err, E_USAGE, "no guide made this entry, so it has no answers\nfelt show ID --json gives all of it");
	if (!rc)
		rc = walk_edit(&w, ctx);
	if (!rc) {
		out_begin(ctx, false);
		json_begin(&j, out_buf(ctx));
		walk_give_answers(&w, &j);
		out_str(ctx, "\n");
	}
	walk_release(&w);
	return rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	const char *form = args_value(args, "form");
	int rc;

	if (args_has(args, "check"))
		return check_file(ctx, args_value(args, "check"));
	if (args_has(args, "entry"))
		return answers_of(ctx, args_value(args, "entry"));
	if (!args->nwords)
		return list(ctx);
	/* the name before the passphrase */
	struct guide g = { 0 };
	rc = guide_load(ctx, args->words[0], strlen(args->words[0]), &g);
	guide_release(&g);
	if (!rc)
		rc = needs_keys(ctx);
	return rc ? rc : walk_run(ctx, args, args->words[0], form ? form : "", NULL);
}

const struct command cmd_guide = {
	.name = "guide", .group = "guides", .args = "[NAME]", .summary = "list the guides, or walk one",
	.needs = 0, .least = 0, .most = 1, .options = options, .check = check, .run = run,
	.details =
		"Without a name: every guide with what it is for and about how long it takes. Guides of your own are files in\n"
		"felt/guides/NAME.guide of the configuration folder; felt-guide(5) says how they are written, --check FILE looks at one.\n"
		"\n"
		"For scripts: --answers FILE takes one JSON object with the guide's keys, --json gives the answers back in the same form,\n"
		"and --entry ID gives those of an entry.\n",
};
