/*
 * What the two files of `felt review` share: entries one after the other, or under headings.
 */
#ifndef FELT_CLI_REVIEW_H
#define FELT_CLI_REVIEW_H

#include "cli/cli.h"

enum review_by { BY_NOTHING, BY_DAY, BY_WEEK, BY_MONTH, BY_FAMILY, BY_GUIDE };

struct review {
	struct ctx *ctx;
	bool text;            /* whole entries */
	enum review_by by;
	size_t n;             /* entries that were met */
	bool any;             /* a group stands open */
	size_t shown;         /* entries in it */
	int64_t period;       /* by day, week, month: the one that is open */
};

/* Puts one entry out; first: of its group, or of all. */
void review_entry(struct review *r, const struct entry *e, bool first);
int review_drain(struct ctx *ctx);
/* All entries of the filter in groups; within the transaction. */
int review_groups(struct review *r);

#endif
