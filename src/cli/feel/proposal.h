/*
 * What the suggestion proposes for an entry, and what its writer has declined.
 *
 * Declined words are kept sealed with the entry: meta type 0x8001, "declined", ids parted by single line ends.  Types from
 * 0x8000 on are carried along by every reader, so that another felt keeps it too.
 */
#ifndef FELT_CLI_PROPOSAL_H
#define FELT_CLI_PROPOSAL_H

#include "felt/mind/suggest.h"
#include "felt/model/entry.h"
#include "felt/model/feeling.h"

enum { PROPOSED_MOST = 3, META_DECLINED = 0x8001 };

struct proposal {
	const char *id, *word;   /* a word, or a family with its own name as id */
	struct slice because;    /* what in the text says so; borrowed from it */
	unsigned score;          /* permille */
};
struct proposals {
	struct proposal p[PROPOSED_MOST];
	size_t n;                /* 0: not sure, or everything was declined */
	bool unsure;
};

/* The id of a suggestion: a word of the table, or the family alone. */
const char *suggested_id(int family, int feeling);
/* Words of a text as a sentence quotes them: without the comma behind them. */
struct slice suggested_quote(struct slice text, size_t start, size_t end);
/* At most three for e's text, without what it already has and what was declined. */
void propose(struct proposals *out, const struct entry *e);
/* Puts them into e as feelings that the suggestion has set; 0 or E_NOMEM. */
int proposals_take(const struct proposals *p, struct entry *e);
/*
 * Notes proposals that are not among e's feelings as declined, besides those that are noted already.  `hold` keeps the
 * bytes until e is saved.  0 or E_NOMEM.
 */
int proposals_decline(const struct proposals *p, struct entry *e, struct buf *hold);

#endif
