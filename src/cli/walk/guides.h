/*
 * Guides by name: the built-in ones, and those that lie in the configuration folder.
 */
#ifndef FELT_CLI_GUIDES_H
#define FELT_CLI_GUIDES_H

#include "cli/cli.h"
#include "felt/model/guide.h"

/*
 * A guide by its name: built in, else $XDG_CONFIG_HOME/felt/guides/NAME.guide.  E_USAGE: none is called so (the nearest name is
 * told); E_INPUT with the line; E_PERMISSION for a file that others could have written.
 */
int guide_load(struct ctx *ctx, const char *name, size_t n, struct guide *out);
/* From a file somewhere, for --check. */
int guide_load_file(struct ctx *ctx, const char *path, struct guide *out);
/* Every own guide's name in alphabetical order; built-in names among them are left out. fn's code stops it. */
int guides_own(struct ctx *ctx, int (*fn)(void *arg, struct ctx *ctx, const char *name), void *arg);

#endif
