/*
 * What the composer's text looks like: soft wrap, where the cursor is, what scrolls.
 *
 * Pure: columns and rows in, cells out; compose_screen.c puts them on a terminal.
 *
 * Nothing is laid out but what is looked at.  A visual line depends only on the text from the beginning of its segment: a
 * paragraph (what lies between two \n) is cut into segments of at most COMPOSE_SEGMENT bytes, at a blank where
 * there is one, and each segment begins a visual line.  So a key in a paragraph of 10 MiB costs one segment, there is
 * no cache that could be wrong, and the price is one short line in 16 KiB.
 *
 * The last column stays free, for the cursor behind a full line and for blanks that hang over.
 */
#ifndef FELT_TERM_COMPOSE_VIEW_H
#define FELT_TERM_COMPOSE_VIEW_H

#include "compose_text.h"

enum { COMPOSE_SEGMENT = 16 * 1024 };

/* A visual line: bytes [from, to) are shown, the blanks of [to, next) hang, `next` begins the next one. */
struct compose_line {
	size_t from, to, next;
	bool last;             /* of the text; next is then behind its end */
};

enum compose_cell_kind {
	COMPOSE_PLAIN,         /* shown as it is */
	COMPOSE_BLANK,         /* space or tab */
	COMPOSE_MARK           /* shown as "<U+001B>": text_safe */
};

/* One grapheme of a visual line. */
struct compose_cell {
	enum compose_cell_kind kind;
	size_t from, n;
	int column, width;     /* width at least 1 */
};

struct compose_view {
	struct compose_text *text;
	int columns, rows;     /* at least 1 */
	bool ascii;            /* the terminal shows ASCII alone: everything else is one "?" */
	size_t top;            /* where the first line shown begins */
	int goal;              /* the column that up and down keep to; -1: none */
	/* The paragraph looked at last, and scratch for spans and marks; both are wiped. */
	size_t par_from, par_to;
	unsigned long par_changes;
	bool par_known;
	struct buf span, mark;
};

void compose_view_init(struct compose_view *v, struct compose_text *t, bool ascii);
void compose_view_release(struct compose_view *v);
void compose_view_size(struct compose_view *v, int columns, int rows);

/* The visual line that begins at `from`; false when memory is short. */
bool compose_view_line(struct compose_view *v, size_t from, struct compose_line *out);
/* Where the visual line that holds `at` begins. */
size_t compose_view_start(struct compose_view *v, size_t at);
/* Where the line begins that lies `lines` above the one that holds `at`; 0 at the top. */
size_t compose_view_above(struct compose_view *v, size_t at, size_t lines);
/* The cells of a line, in order, hanging blanks too.  fn returns false to stop. */
typedef bool (*compose_cell_fn)(void *arg, const struct compose_cell *c, const char *bytes);
void compose_view_cells(struct compose_view *v, const struct compose_line *l, compose_cell_fn fn, void *arg);
/* What a cell shows, as UTF-8, borrowed until the next call. */
struct slice compose_view_shown(struct compose_view *v, const struct compose_cell *c, const char *bytes);

/* Moves `top` so that the cursor is on the screen.  Call after every change, motion and resize. */
void compose_view_follow(struct compose_view *v);
/* The cursor on the screen, after compose_view_follow. */
void compose_view_cursor(struct compose_view *v, int *row, int *column);

enum compose_step_to { COMPOSE_UP, COMPOSE_DOWN, COMPOSE_PAGE_UP, COMPOSE_PAGE_DOWN };
void compose_view_move(struct compose_view *v, enum compose_step_to to);
/* To the beginning or end of the visual line; there already: of the paragraph. */
void compose_view_home(struct compose_view *v);
void compose_view_end(struct compose_view *v);

#endif
