/*
 * The own words of a journal: loaded into ctx->voc after the unlock, changed in one transaction each.
 */
#ifndef FELT_CLI_VOCABULARY_H
#define FELT_CLI_VOCABULARY_H

#include "cli/cli.h"

/*
 * Reads the own and moved words of the unlocked journal into ctx->voc, in a transaction of its own.  A row that does not
 * open is said on stderr and left out: it is no reason to show nothing.
 */
int vocabulary_load(struct ctx *ctx);

/* Each reads the row anew, changes it and writes it, in one transaction; ctx->voc is then what is on file. */
int vocabulary_add(struct ctx *ctx, const char *word, int family, const char *about); /* E_USAGE as feeling_add */
int vocabulary_move(struct ctx *ctx, const char *id, int family);
int vocabulary_remove(struct ctx *ctx, const char *id);
/* Within an open STORE_WRITE transaction (import): takes over what `from` has and this journal has not; *n: how many. What is there
 * already stays as it is. */
int vocabulary_take(struct ctx *ctx, const struct vocabulary *from, size_t *n);

#endif
