/*
 * The composer's face: what stands where, put on the terminal by ncursesw.
 *
 *	title                                   (from 6 rows on)
 *	lines above: the hot thought            (at most a third of the rows)
 *	text
 *	a line that says something              (from 8 rows on a place of its own, else in place of the keys)
 *	^D done  ^C leave  ^Z undo ...         (what fits)
 *
 * Output only: keys are read by compose_wait.c.  No colours; bold, dim and reverse.  The alternate screen is used where
 * the terminal has one; it is blanked before it is left, so that ncurses' copies of it hold no text either.
 */
#ifndef FELT_TERM_COMPOSE_SCREEN_H
#define FELT_TERM_COMPOSE_SCREEN_H

#include <stdio.h>
#include <termios.h>

#include "compose_view.h"

struct screen;              /* ncurses' */

struct compose_screen {
	int tty;
	FILE *in, *out;
	struct screen *screen;
	struct termios before;
	int columns, rows;
	int above_rows;         /* rows that `above` takes, with the blank one under it */
	int text_row, text_rows;
	int say_rows;
	int left;               /* the column in which the text begins */
	bool utf8;              /* false: everything beyond ASCII is shown as "?" */
	struct buf work;        /* wiped */
};

struct step_frame;

struct compose_face {
	const struct step_frame *frame; /* a step of a guide: it stands around the text, and nothing else does; may be NULL */
	bool list;                      /* with frame: a mark before each item */
	const char *title, *above;  /* may be NULL */
	const char *say;            /* the line that says something; "" for nothing */
	const char *const *keys;    /* the key line: a list with NULL at its end, the most important first */
	const char *const *order;   /* the same in the order in which it is shown */
};

/* E_NO_SECRET without a terminal, E_USAGE when TERM cannot do it. */
int compose_screen_open(struct err *err, struct compose_screen *s);
/* Takes the alternate screen.  Signals that ncurses might catch must be handled before. */
int compose_screen_begin(struct err *err, struct compose_screen *s);
void compose_screen_end(struct compose_screen *s);     /* closes too */
void compose_screen_close(struct compose_screen *s);   /* what was opened and not begun */
void compose_screen_suspend(struct compose_screen *s); /* before a stop */
void compose_screen_resume(struct compose_screen *s);  /* after it, or when something else wrote on the screen */

/* Asks the terminal for its size: columns and rows. */
void compose_screen_measure(struct compose_screen *s);
/* text[0..n) as one safe line into at most `room` columns from (row, column). Returns the columns used. */
int compose_screen_put(struct compose_screen *s, int row, int column, int room, const char *text, size_t n);

/* How many rows the lines of `text` take from line `skip` on; draws them when row >= 0, `most` at most. */
int compose_screen_lines(struct compose_screen *s, int row, int most, const char *text, int skip);

/* The same within `room` columns from `column`; what does not fit ends in "..." (and of a text longer than 64 KiB only the
 * beginning counts). Returns the rows it would take. */
int compose_screen_block(struct compose_screen *s, int row, int most, int column, int room, const char *text);
/* The same from line `skip` on, without dots. */
int compose_screen_part(struct compose_screen *s, int row, int most, int column, int room, const char *text, int skip);
/* "..." as this terminal shows it. */
const char *compose_screen_dots(const struct compose_screen *s);

/* compose_lines.c: as many keys as fit, the important ones first, shown in their usual order. */
void compose_screen_keys(struct compose_screen *s, int row, const struct compose_face *f);

/* Shares the rows out and draws. */
void compose_screen_text(struct compose_screen *s, struct compose_view *v, const struct compose_face *f);
/* A page over the text, from line *first on, which is kept within it. */
void compose_screen_page(struct compose_screen *s, const char *page, int *first);
/* A key on that page: moves *first, or is the end of it (false). */
struct compose_event;
bool compose_page_key(const struct compose_screen *s, const struct compose_event *ev, int *first);
/* Columns for text: a line of prose longer than this is hard to read. */
enum { COMPOSE_COLUMNS_MAX = 100 };

#endif
