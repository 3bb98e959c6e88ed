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
	size_t n;             /* how many were put out */
};

/* All entries of the filter, under headings where they are asked for; within the transaction. */
int review_all(struct review *r);

#endif
