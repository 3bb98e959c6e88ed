/*
 * What lists and the index share: a key for each match, copies of heads as long as there is room, and windows in which the
 * heads of some keys are fetched again from their packs.
 *
 * Only list.c, index.c, listing.c and listing_order.c include it.
 */
#ifndef FELT_STORE_LISTING_H
#define FELT_STORE_LISTING_H

#include "inner.h"

enum { LIST_BUDGET = 5632 * 1024, WINDOW_LEAST = 1024 * 1024, PIECE = 64 * 1024, NOT_THERE = -1 };

/*
 * Copies of metas, in pieces: what is there never moves, while one buffer that doubles would hold everything twice for a
 * moment.  A meta that is longer than a piece gets one of its own.
 */
struct heads {
	struct buf *pieces;
	size_t n, cap, bytes;
};

struct key {
	struct entry_key k;      /* date, created, id */
	union {
		uint64_t tag;    /* of the row: where rows are read */
		struct {
			uint32_t at, kindflags; /* at: of the copy of the meta, piece << 16 | offset: where heads are listed */
		};
	};
	uint32_t pack, meta;     /* meta: its length */
};

struct listing {
	const struct filter *f;
	struct key *keys;
	size_t n, cap;
	struct heads heads;
	bool kept;               /* all of them are there */
	bool copies;             /* are copies wanted? */
	bool rows;               /* rows are read: keys have tags */
};

struct window {
	struct key **by_id;   /* the window's keys, sorted by id */
	uint32_t *packs;
	size_t n;
	uint32_t pack;        /* the one that is looked through */
	struct heads heads;
	const uint64_t *pack_tags; /* by pack: what each must still be; NULL: not asked */
	size_t npack_tags;
	struct key *keys;
	uint64_t *row_tags;   /* one a key: of the row its pack names; NULL: not wanted */
	bool failed;
};

void heads_release(struct heads *h);
int listing_collect(void *arg, struct err *err, const struct head *h); /* a head_fn; arg: the listing */
int listing_add(struct err *err, struct listing *l, const struct key *k);
void listing_release(struct listing *l);

/* listing_order.c */
bool listing_before(const struct listing *l, const struct key *a, const struct key *b);
void listing_heap_down(struct listing *l, size_t i); /* a heap whose root is the last in order */
void listing_sort(struct listing *l);
size_t listing_sort_first(struct listing *l, size_t want); /* the first `want` of them, or more; how many */

/* packs and rows of w->n keys are looked at, and copies of their metas kept in w->heads. */
int window_fill(struct err *err, struct store *s, struct window *w, struct key *keys);
/* How many keys from here on have heads that fit into so many bytes: at least one. */
size_t window_size(const struct key *keys, size_t n, size_t budget);
int window_begin(struct err *err, struct window *w, size_t most);
void window_end(struct window *w);
/* The head of one key, out of the copies. */
int listing_give(struct err *err, const struct key *k, const struct heads *heads, struct entry *e, store_entry_fn *fn, void *arg);

#endif
