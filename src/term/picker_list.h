/*
 * What the picker lists: families, the words of one, or what a filter leaves, best first.  Pure.
 */
#ifndef FELT_TERM_PICKER_LIST_H
#define FELT_TERM_PICKER_LIST_H

#include "felt/term/picker.h"

enum picker_kind {
	ITEM_DONE,       /* "that is all" */
	ITEM_FAMILY,     /* walk into it */
	ITEM_ALONE,      /* the family itself is the answer */
	ITEM_WORD
};
struct picker_item {
	enum picker_kind kind;
	size_t index;    /* of the family or the row */
	int rank;
};
struct picker_list {
	struct picker_item *item; /* owned */
	size_t n;
};
int picker_list_init(struct err *err, struct picker_list *l, const struct picker *p);
void picker_list_release(struct picker_list *l);

/* The first page: ITEM_DONE when something is chosen, the families, the rows outside them and those with a key. */
void picker_list_start(struct picker_list *l, const struct picker *p, bool chosen);
void picker_list_family(struct picker_list *l, const struct picker *p, size_t family);
/*
 * Rows and families that match every word of the filter.  Best first: the row's own key, the word itself, its beginning,
 * what an alias stands for, a word within it, then descriptions and body cues, then typed words that stand apart; equals in the order of the table.
 */
void picker_list_filter(struct picker_list *l, const struct picker *p, const char *filter);

/* Rows by their indices, in this order. */
void picker_list_rows(struct picker_list *l, const size_t *index, size_t n);

/* A row or family as an answer. */
struct picked picker_pick(const struct picker *p, const struct picker_item *it);

#endif
