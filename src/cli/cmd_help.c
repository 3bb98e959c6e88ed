/*
 * felt help, felt help NAME, felt --help, felt --version: all made from the tables of commands and options, so that
 * nothing exists that is not explained.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/help_layout.h"
#include "cli/help_topics.h"

enum { LEFT = 24, NAMES = 17 }; /* columns of options, of commands */

/* "felt" for today, "felt write" for the others. */
static void
command_name(const struct command *c, char out[LEFT + 16])
{
	if (!strcmp(c->name, "today"))
		snprintf(out, LEFT + 16, "felt");
	else
		snprintf(out, LEFT + 16, "felt %s", c->name);
}

static void
option_row(struct ctx *ctx, const struct option *o)
{
	char left[80];

	if (o->letter)
		snprintf(left, sizeof left, "-%c, --%s%s%s", o->letter, o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	else
		snprintf(left, sizeof left, "    --%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	help_row(ctx, left, LEFT, o->help);
}

static void
option_rows(struct ctx *ctx, const char *title, const struct option *o)
{
	if (!o || !o->name)
		return;
	out_ink(ctx, INK_BOLD);
	out_printf(ctx, "\n%s\n", title);
	out_ink(ctx, INK_PLAIN);
	for (; o->name; o++)
		option_row(ctx, o);
}

/* Groups come in the order in which the table first names them. */
static void
group_rows(struct ctx *ctx, size_t first)
{
	out_ink(ctx, INK_BOLD);
	out_printf(ctx, "\n%s\n", commands[first]->group);
	out_ink(ctx, INK_PLAIN);
	for (size_t i = first; commands[i]; i++) {
		char left[LEFT + 16];
		if (strcmp(commands[i]->group, commands[first]->group))
			continue;
		command_name(commands[i], left);
		help_row(ctx, left, NAMES, commands[i]->summary);
	}
}

static bool
new_group(size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(commands[k]->group, commands[i]->group))
			return false;
	return true;
}

static void
more(struct ctx *ctx)
{
	struct buf b = BUF_INIT;

	buf_str(&b, "felt help COMMAND explains one. More: felt help ");
	for (size_t i = 0; help_topics[i]; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", help_topics[i]);
	buf_str(&b, "\n");
	help_paragraphs(ctx, buf_cstr(&b));
	buf_release(&b);
}

int
help_all(struct ctx *ctx)
{
	out_begin(ctx, true);
	out_str(ctx, "felt: a sealed private journal for the terminal\n");
	for (size_t i = 0; commands[i]; i++)
		if (new_group(i))
			group_rows(ctx, i);
	option_rows(ctx, "options that every command takes", common_options);
	out_str(ctx, "\n");
	more(ctx);
	out_str(ctx, "\n");
	help_paragraphs(ctx, "felt is a place to write. It is not a therapist, and not a crisis service: nobody reads along.\n");
	return 0;
}

int
help_command(struct ctx *ctx, const struct command *c)
{
	char name[LEFT + 16];
	bool own = (c->options && c->options->name) || c->needs & TAKES_FILTERS;

	out_begin(ctx, true);
	command_name(c, name);
	out_printf(ctx, "usage: %s%s%s%s\n\n", name, own ? " [options]" : "", c->args && c->args[0] ? " " : "", c->args ? c->args : "");
	out_printf(ctx, "%s: %s\n", c->name, c->summary);
	if (c->details) {
		out_str(ctx, "\n");
		help_paragraphs(ctx, c->details);
	}
	option_rows(ctx, "options", c->options);
	if (c->needs & TAKES_FILTERS)
		option_rows(ctx, "which entries", filter_options);
	out_str(ctx, "\nfelt help lists the options that every command takes.\n");
	return 0;
}

/* What the suggestion was trained on asks to be named wherever it goes. */
static const char *const credits[] = {
	"the suggestion was trained on",
	"  GoEmotions: D. Demszky, D. Movshovitz-Attias, J. Ko, A. Cowen, G. Nemade, S. Ravi, ACL 2020. CC BY 4.0",
	"  Event2Mind: H. Rashkin, M. Sap, E. Allaway, N. A. Smith, Y. Choi, ACL 2018. MIT",
	"  XED: E. Öhman, M. Pàmies, K. Kajava, J. Tiedemann, COLING 2020. CC BY 4.0",
	NULL
};

int
help_version(struct ctx *ctx)
{
	out_begin(ctx, false);
	out_str(ctx, "felt " FELT_VERSION "\n");
	if (sizeof FELT_LIBRARIES > 1)
		out_str(ctx, "with " FELT_LIBRARIES "\n");
	for (size_t i = 0; credits[i]; i++)
		out_printf(ctx, "%s\n", credits[i]);
	return 0;
}

/* ---- the command ---- */

static int
unknown(struct err *err, const char *word)
{
	struct nearest near = nearest_to(word, strlen(word));

	for (size_t i = 0; commands[i]; i++)
		nearest_try(&near, commands[i]->name);
	for (size_t i = 0; help_topics[i]; i++)
		nearest_try(&near, help_topics[i]);
	if (!name_like(word, strlen(word)))
		return err_set(err, E_USAGE, "there is no help about that\nfelt help lists what there is");
	if (near.best)
		return err_set(err, E_USAGE, "there is no help about '%s'\ndid you mean felt help %s?", word, near.best);
	return err_set(err, E_USAGE, "there is no help about '%s'\nfelt help lists what there is", word);
}

static int
check(struct ctx *ctx, struct args *args)
{
	if (!args->nwords || command_find(args->words[0]) || help_topic_is(args->words[0]))
		return 0;
	return unknown(&ctx->err, args->words[0]);
}

static int
run(struct ctx *ctx, struct args *args)
{
	const struct command *c;

	if (!args->nwords)
		return help_all(ctx);
	c = command_find(args->words[0]);
	return c ? help_command(ctx, c) : help_topic(ctx, args->words[0]);
}

const struct command cmd_help = {
	.name = "help",
	.group = "help",
	.args = "[COMMAND|TOPIC]",
	.summary = "explain felt, a command or a topic",
	.least = 0,
	.most = 1,
	.check = check,
	.run = run,
};
