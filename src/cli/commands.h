/*
 * The names of all commands, one `const struct command` in a file of its own for each.
 *
 * command.c puts them into the table in the order of --help; nothing else needs this header but the files
 * that define one.
 */
#ifndef FELT_CLI_COMMANDS_H
#define FELT_CLI_COMMANDS_H

#include "cli/cli.h"

/* begin */
extern const struct command cmd_today, cmd_init;
/* write */
extern const struct command cmd_write, cmd_resume, cmd_edit, cmd_tag, cmd_delete;
/* guides */
extern const struct command cmd_express, cmd_challenge, cmd_guide, cmd_beliefs, cmd_followups;
/* look back */
extern const struct command cmd_review, cmd_show, cmd_search, cmd_browse, cmd_trends, cmd_feelings, cmd_suggest;
/* hand over */
extern const struct command cmd_share, cmd_export, cmd_import;
/* keep safe */
extern const struct command cmd_unlock, cmd_lock, cmd_status, cmd_key, cmd_verify, cmd_backup, cmd_restore;
/* help */
extern const struct command cmd_help_now, cmd_help, cmd_completion;

#endif
