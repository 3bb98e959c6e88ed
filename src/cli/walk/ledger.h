/*
 * The ledger: beliefs that are followed over time, and how often each was looked at (CARE.md 17).
 */
#ifndef FELT_CLI_LEDGER_H
#define FELT_CLI_LEDGER_H

#include "cli/cli.h"

struct belief {
	struct row row;          /* the belief: its sentence is row.e.text */
	uint64_t records;        /* thought records filed under it */
	struct when latest;      /* when it was rated last; has_rating says whether */
	bool has_rating;
	uint8_t rating;          /* the latest conviction */
};
struct ledger { struct belief *items; size_t n; }; /* owned; newest first */

void ledger_release(struct ledger *l);
/* All of it, retired ones too, within a read transaction. */
int ledger_load(struct ctx *ctx, struct ledger *l);
bool belief_retired(const struct belief *b);
struct slice belief_sentence(const struct belief *b);
/* The same sentence but for case, accents and blanks; NULL: none.  Active ones first. */
const struct belief *ledger_find(const struct ledger *l, struct slice sentence);
const struct belief *ledger_by_id(const struct ledger *l, uint64_t id);
/* Sentences to begin with, shown only when asked for: i from 0, NULL beyond the last. */
const char *ledger_starting(size_t i);

#endif
