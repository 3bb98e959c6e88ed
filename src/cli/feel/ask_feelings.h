/*
 * The question after writing: which words may be in it? (CARE.md 1 to 3)
 */
#ifndef FELT_CLI_ASK_FEELINGS_H
#define FELT_CLI_ASK_FEELINGS_H

#include "cli/write/writing.h"

/* Is this a moment to ask at all: somebody writes at a terminal, and the configuration does not say no. */
bool may_ask_feelings(const struct ctx *ctx, enum writing_how how);
/*
 * Asks about the saved entry `id`, when it has no feelings yet, and puts the answer into it: a second small transaction
 * under the same id.  `again`: it was changed, not written: then only words that were never declined are asked about, and
 * nothing is asked when there is nothing to propose.
 */
int ask_feelings(struct ctx *ctx, uint64_t id, bool again);

#endif
