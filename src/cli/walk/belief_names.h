/*
 * The sentences of beliefs, for what names a belief by its id.
 */
#ifndef FELT_CLI_BELIEF_NAMES_H
#define FELT_CLI_BELIEF_NAMES_H

#include "cli/cli.h"

struct belief_name { uint64_t id; size_t at, n; bool held_back; };
struct belief_names {
	struct belief_name *name; size_t n, cap; /* by id */
	struct buf text;
	bool leave_private;      /* those marked keep-private are known, and not said */
};
/* Reads all beliefs, within a transaction. */
int belief_names_load(struct ctx *ctx, struct belief_names *b);
/* An export_belief_fn; arg: struct belief_names. */
bool belief_name_put(void *arg, uint64_t id, struct buf *out);
void belief_names_release(struct belief_names *b);

#endif
