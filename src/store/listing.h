/*
 * What lists and the index share: a key for each match, and texts of them in bounded memory.
 *
 *	packs_many.c     every pack, opened on several cores
 *	listing.c        keys and texts;  listing_order.c sorts
 *
 * Only list.c, index.c, open.c and these files include it.
 */
#ifndef FELT_STORE_LISTING_H
#define FELT_STORE_LISTING_H

#include "inner.h"

enum { LIST_BUDGET = 5632 * 1024, LIST_ASKED = 64, PIECE = 64 * 1024, NOT_THERE = -1 };

/* ---- packs_many.c ---- */

struct packs_work {
	/* On any hand (crew.h): pack n, opened, and the 40 bytes its blob began with. What is appended to out is to be taken. */
	int (*look)(void *arg, unsigned hand, struct err *err, uint32_t n, const uint8_t head[SEAL_HEAD], const struct buf *plain, struct buf *out);
	int (*take)(void *arg, struct err *err, const uint8_t *p, size_t n);
	void *arg;
};
/*
 * Every pack; step more than 1: only one in so many, and no sum is looked at.  1: the packs do not hold, what was taken is to be
 * forgotten; else 0 or an error.
 */
int packs_many(struct err *err, struct store *s, unsigned step, const struct packs_work *work);

/* ---- listing.c ---- */

/* In pieces: what is there does not move when more is added. One that is longer than a piece gets one of its own. */
struct texts {
	struct buf *pieces;
	size_t n, cap, bytes;    /* bytes: that the pieces have room for */
};

/* 32 bytes, for there may be a hundred thousand. */
struct key {
	struct entry_key k;      /* date, created, id */
	uint32_t at;             /* of its text: piece << 16 | offset */
	uint32_t of;             /* in a list: the group it stands in; in an index: the pack that names it, 0: not known */
};

struct listing {
	struct key *keys;
	size_t n, cap;
	struct texts texts;
	bool reverse;
	bool groups;             /* one after the other, each in order */
};

int listing_add(struct err *err, struct listing *l, const struct key *k, struct slice text);
int texts_add(struct err *err, struct texts *t, struct slice text, uint32_t *at);
struct slice texts_at(const struct texts *t, uint32_t at);
size_t listing_bytes(const struct listing *l);
/* Keeps only the first `want` in order, want > 0; they are in no order afterwards. */
void listing_keep(struct listing *l, size_t want);
void listing_clear(struct listing *l);
void listing_release(struct listing *l);
void texts_release(struct texts *t);
/* A head as a text: kind, flags, meta. */
void head_text(struct buf *out, uint8_t kind, uint16_t flags, struct slice meta);
int head_give(struct err *err, const struct key *k, struct slice text, struct entry *e, store_entry_fn *fn, void *arg);

/* ---- listing_order.c ---- */

bool listing_before(const struct listing *l, const struct key *a, const struct key *b);
void listing_sort(struct listing *l);
size_t listing_sort_first(struct listing *l, size_t want); /* the first `want` of them, or more; how many */
void listing_part(struct listing *l, size_t want);         /* the first `want` of them to the front, in no order */

#endif
