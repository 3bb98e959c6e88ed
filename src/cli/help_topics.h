/*
 * Help that belongs to no single command.
 */
#ifndef FELT_CLI_HELP_TOPICS_H
#define FELT_CLI_HELP_TOPICS_H

#include "cli/cli.h"

bool help_topic_is(const char *name);
int help_topic(struct ctx *ctx, const char *name);

#endif
