/*
 * felt help-now: for a hard moment.  Needs no journal, no passphrase, no network, and leaves no trace of its own.
 */
#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/walk/help_card.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "edit", 0, NULL, "make or change the card with what helps you" },
	OPTION_END
};

static int
check(struct ctx *ctx, struct args *args)
{
	if (args_has(args, "edit") && !tty_there())
		return err_set(&ctx->err, E_USAGE, "the card is made by questions at a terminal, and there is none");
	return 0;
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct buf page = BUF_INIT;

	if (args_has(args, "edit"))
		return help_card_edit(ctx);
	out_begin(ctx, false);
	help_now_page(ctx, &page);
	if (!page.failed)
		out_str(ctx, buf_cstr(&page));
	buf_release(&page);
	return 0;
}

const struct command cmd_help_now = {
	.name = "help-now", .group = "help", .args = "", .summary = "for a hard moment: works offline and locked",
	.needs = 0, .least = 0, .most = 0, .options = options, .check = check, .run = run,
	.details =
		"Shows what helps: your own card, or without one whom anybody can turn to. It needs no journal and no passphrase, and that\n"
		"it was shown is recorded nowhere (your shell may keep the line you typed).\n"
		"\n"
		"--edit asks for the lines of the card: signs, what helps alone, a place, a person and a sentence, your therapist,\n"
		"the emergency number where you live, what to put out of reach. The card is not sealed, because it must be there without\n"
		"the passphrase; felt says so first.\n",
};
