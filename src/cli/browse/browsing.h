/*
 * What the files of `felt browse` share.
 *
 *	cmd_browse.c     the command: runs the view, does what its keys ask for, runs it again
 *	browse_list.c    what the view asks for: lines of the list, the entry beside it
 *	browse_search.c  a search that goes on while its reader looks around
 *	browse_act.c     what the keys do: filters, a day, edit, tag, delete
 *	browse_page.c    one entry as lines
 *
 * Laws
 *  1. The journal is open for as long as it takes to read what is about to be shown, never while a key is waited for.
 *  2. Of an entry that is not on the screen there is a key of 32 bytes, and its place among the hits; no text.
 *  3. When another felt has written, the list is made again, and the reader stays at the entry they were at.
 */
#ifndef FELT_CLI_BROWSING_H
#define FELT_CLI_BROWSING_H

#include "cli/look/layout.h"
#include "cli/look/query.h"
#include "cli/staging.h"
#include "cli/write/writing.h"
#include "felt/term/browse.h"

enum { BROWSE_SHOWN = 256, BROWSE_NAME = 80 };

/* A line of the list: lengths of three texts that lie one after the other. */
struct shown { size_t at; uint32_t day, feelings, text; };

struct browsing {
	struct ctx *ctx;
	struct browse_view view;
	struct store_index *idx;      /* NULL: to be made */
	bool recheck;                 /* another felt may have written */
	uint64_t origin;              /* where a search is left for */
	uint64_t stay;                /* the entry to stay at when the list is made anew; 0: none */
	/* lines of the list that are ready */
	struct shown shown[BROWSE_SHOWN];
	size_t from, n;
	struct buf texts;
	/* the entry that is ready */
	struct layout page;
	uint64_t page_id;
	int page_columns;
	/* the search */
	struct query query;
	struct buf fold;
	bool searching;
	uint32_t *hits;               /* places in the index, in order; owned */
	size_t nhits, chits, looked;  /* looked: how far into the index */
	size_t unread;                /* entries that did not open */
	/* filters that were set here; ctx->filter borrows the guide's name */
	char guide[BROWSE_NAME], days[BROWSE_NAME];
	struct staging staging;       /* one screen for all of it */
};

/* browse_list.c */
size_t browsing_count(const struct browsing *b);
size_t browsing_place(const struct browsing *b, size_t i);    /* in the index, of line i */
uint64_t browsing_id(const struct browsing *b, size_t i);     /* 0: there is no such line */
void browsing_forget(struct browsing *b);                     /* lines and entry are made ready anew */
void browsing_drop(struct browsing *b);                       /* everything that came out of the journal */
int browsing_begin(struct browsing *b, struct err *err);      /* a read transaction with a list that holds; 1: it is another one now */
void browsing_select(struct browsing *b, uint64_t id);        /* if it is there */
void browsing_shows(struct browsing *b, struct browse *out);  /* the callbacks of this file */

/* browse_search.c */
void browsing_search(struct browsing *b);                     /* for view.words, from the beginning */
void browsing_searches(struct browse *out);                   /* the callbacks of this file */
void browsing_search_state(const struct browsing *b, struct buf *out);
void browsing_search_release(struct browsing *b);

/* browse_page.c */
void browse_page(struct layout *l, struct ctx *ctx, const struct entry *e, size_t columns);

/* browse_act.c: 0, also when it did not work out, which view.say tells; negative: browse ends with it. */
extern const struct browse_key browse_keys[];
extern const char browse_help[];
int browsing_act(struct browsing *b, char key);

#endif
