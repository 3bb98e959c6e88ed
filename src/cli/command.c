/*
 * The table of commands, in the order in which --help shows them, and looking one up.
 *
 * A new command is a file cmd_NAME.c, a line in commands.h and a line here; help, completion and the
 * check of the words follow from its data.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/frame.h"
#include "felt/model/guide.h"

const struct command *const commands[] = {
	&cmd_today, &cmd_init,
	&cmd_write, &cmd_resume, &cmd_edit, &cmd_tag, &cmd_delete,
	&cmd_express, &cmd_challenge, &cmd_guide, &cmd_beliefs, &cmd_followups,
	&cmd_review, &cmd_show, &cmd_search, &cmd_browse, &cmd_trends, &cmd_feelings, &cmd_suggest,
	&cmd_share, &cmd_export, &cmd_import,
	&cmd_unlock, &cmd_lock, &cmd_status, &cmd_key, &cmd_verify, &cmd_backup, &cmd_restore,
	&cmd_help_now, &cmd_help, &cmd_completion,
	NULL
};

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

int
command_unknown(struct err *err, const char *typed)
{
	if (!name_like(typed, strlen(typed)))
		return err_set(err, E_USAGE, "the first word is not a command; what you write is never given on the command line"
			"\nfelt write opens a page for it; " LIES_IN_HISTORY);
	struct nearest near = nearest_to(typed, strlen(typed)), guide = near;
	const char *name, *text;
	size_t n;

	for (size_t i = 0; commands[i]; i++)
		nearest_try(&near, commands[i]->name);
	for (size_t i = 0; (name = guide_built_in(i, &text, &n)) != NULL; i++)
		nearest_try(&guide, name);
	if (guide.best && (!near.best || guide.slips < near.slips))
		return err_set(err, E_USAGE, "no command is called '%s'\ndid you mean felt guide %s? felt help lists all", typed, guide.best);
	if (near.best)
		return err_set(err, E_USAGE, "no command is called '%s'\ndid you mean felt %s? felt help lists all", typed, near.best);
	return err_set(err, E_USAGE, "no command is called '%s'\nfelt write opens a page to write on; felt help lists the commands", typed);
}
