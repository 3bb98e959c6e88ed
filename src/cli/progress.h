/*
 * A line that says how far something is; nothing where stderr is no terminal.  progress_show() fits store_progress_fn.
 */
#ifndef FELT_CLI_PROGRESS_H
#define FELT_CLI_PROGRESS_H

#include "cli/cli.h"

struct progress { const char *what; bool on; int percent; uint64_t found; };
void progress_begin(struct progress *p, const struct ctx *ctx, const char *what);
void progress_show(void *progress, uint64_t done, uint64_t total);
/* The same with what was found so far. */
void progress_count(struct progress *p, uint64_t done, uint64_t total, uint64_t found);
void progress_end(struct progress *p);

#endif
