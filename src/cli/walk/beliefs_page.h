/*
 * The ledger as something to read.
 */
#ifndef FELT_CLI_BELIEFS_PAGE_H
#define FELT_CLI_BELIEFS_PAGE_H

#include "cli/walk/ledger.h"
#include "cli/write/writing.h"

void belief_line(struct ctx *ctx, const struct belief *b);
/* One belief: its rival, its ratings over time, and all evidence from the records filed under it and from outcomes. */
int belief_page(struct ctx *ctx, const struct belief *b);

#endif
