/*
 * What is searched for, and finding it: folded words against folded text.  Pure: no journal, no terminal.
 */
#ifndef FELT_CLI_QUERY_H
#define FELT_CLI_QUERY_H

#include "felt/base/text.h"
#include "felt/model/entry.h"

enum { QUERY_MAX = 4096, TERMS_MAX = 64 };

struct query {
	struct buf folded;            /* all terms one after the other */
	struct term { size_t at, n, rare; bool not; } terms[TERMS_MAX]; /* rare: which byte of it is the rarest in running text */
	size_t n;
};
/*
 * "two words": both, anywhere; "\"a phrase\"": as it stands; "-word": not.  Case, accents and forms of the same letter do not matter.
 * E_USAGE: nothing to look for, or more than TERMS_MAX terms.
 */
int query_parse(struct err *err, struct query *q, const char *s, size_t n);
void query_release(struct query *q);

/* Where a match was found: a part of the entry, and the bytes in it. */
struct found {
	struct slice part;
	size_t from, to;
};
/* Does the entry match?  fold is scratch, reused from entry to entry. */
bool query_match(const struct query *q, const struct entry *e, struct buf *fold);
/* The first place that shows why: call right after query_match, with the same fold. Never fails: at worst the part's beginning. */
struct found query_where(const struct query *q, const struct entry *e, const struct buf *fold);

/* All places in s that show why, in order, none over another, at most `most` of them.  E_NOMEM is no match. */
struct query_mark { size_t from, to; };
size_t query_marks(const struct query *q, struct slice s, struct query_mark *out, size_t most);

/* The bytes around a match: cut at blanks and graphemes, at most `before` and `after` bytes beside it. */
struct slice query_passage(const struct found *f, size_t before, size_t after);

#endif
