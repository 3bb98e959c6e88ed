/*
 * The vocabulary as something to read: all of it, a family, one word with its neighbours.
 */
#ifndef FELT_CLI_FEELINGS_PAGE_H
#define FELT_CLI_FEELINGS_PAGE_H

#include "cli/cli.h"

void feelings_all(struct ctx *ctx);
void feelings_family(struct ctx *ctx, int family);
void feelings_word(struct ctx *ctx, const struct feeling *f);
/* The same for programs: one object a line. */
void feelings_json(struct ctx *ctx, const struct feeling *f);

/*
 * Built-in words in their order, then own words; NULL behind the last.  For walking through a family: the words that
 * are shown in it, moved ones included.
 */
const struct feeling *feelings_nth(const struct ctx *ctx, size_t i);
int feelings_shown_in(const struct ctx *ctx, const struct feeling *f);

#endif
