/*
 * Laying out help: rows of a name and its explanation, and paragraphs, in the width there is.
 */
#ifndef FELT_CLI_HELP_LAYOUT_H
#define FELT_CLI_HELP_LAYOUT_H

#include "cli/cli.h"

/* "  left     right", the right part wrapped and kept in its column; a left part that is too long gets a line of its own. */
void help_row(struct ctx *ctx, const char *left, int width, const char *right);
/* Paragraphs parted by empty lines are wrapped; lines that begin with a blank stay as they are. */
void help_paragraphs(struct ctx *ctx, const char *text);

#endif
