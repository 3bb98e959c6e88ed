/*
 * Small pictures out of characters: bars, lines in braille dots, a year as a calendar, a matrix.
 *
 * In: numbers, and labels that are safe already (text_safe).  Out: lines of text appended to a buffer; memory that runs short
 * shows in the buffer (buf_check).  Nothing here knows what is drawn, touches the terminal, or reads the environment.
 *
 * Laws
 *  1. Colour repeats what a letter, a height or a place says already; without it nothing is lost (CARE.md, colour-blind eyes, NO_COLOR).
 *  2. A line is never wider than the columns it was given, colours not counted.
 *  3. A value above 0 is never drawn as nothing, and 0 never as something.
 */
#ifndef FELT_TERM_PLOT_H
#define FELT_TERM_PLOT_H

#include "felt/base/buf.h"

/* ---- colour ---- */

/*
 * Ten hues after Okabe and Ito's palette, which people with any common colour vision can tell apart; 16 colours come as near as they
 * can.  colours: 0 (none), 16 or 256; 0 and PLOT_NO_HUE write nothing.  ground: the background, for a letter in its own field.
 */
enum { PLOT_HUES = 10, PLOT_NO_HUE = -1 };
void plot_hue(struct buf *out, int colours, int hue, bool ground);
void plot_no_hue(struct buf *out, int colours);

/* ---- bars ---- */

/* A lying bar of at most `columns`, in eighths of a column; most > 0 is what fills it.  Returns the columns it takes. */
size_t plot_bar(struct buf *out, uint32_t value, uint32_t most, size_t columns);
/* One character for a value: blank for 0, then eight heights. */
const char *plot_level(uint32_t value, uint32_t most);
/* Row `row` (0: the top) of upright bars that are `height` rows high, one column each; blanks at the end are left out. */
void plot_bars(struct buf *out, const uint32_t *values, size_t n, uint32_t most, size_t height, size_t row);

/* ---- lines ---- */

/* A field of braille dots: 2 x 4 in each character.  x from the left, y from the bottom, both from 0. */
struct plot_canvas {
	size_t columns, rows; /* characters */
	uint8_t *dots;        /* owned; a pattern for each character */
};
int plot_canvas_begin(struct err *err, struct plot_canvas *c, size_t columns, size_t rows); /* E_NOMEM */
void plot_canvas_release(struct plot_canvas *c);
void plot_dot(struct plot_canvas *c, long x, long y); /* outside: nothing */
/* Every `step`th dot of the way: 1 is a whole line. */
void plot_line(struct plot_canvas *c, long x0, long y0, long x1, long y1, unsigned step);
void plot_canvas_row(struct buf *out, const struct plot_canvas *c, size_t row); /* 0: the top; blanks at the end are left out */

/* ---- a year ---- */

/* A day: up to two letters, each with its hue.  letter[0] 0: plain background. */
struct plot_day { char letter[2]; signed char hue[2]; };
enum { PLOT_MONTHS = 12, PLOT_DAYS = 31 };
/*
 * Twelve months from top to bottom with the days' numbers above, each day two columns wide, from 97 columns on three; where 66
 * columns are not to be had, a month takes two lines or four.  days[m][d]: 0 is the first.  From 20 columns on.
 */
void plot_calendar(struct buf *out, const struct plot_day days[PLOT_MONTHS][PLOT_DAYS], size_t columns, int colours);

/* ---- a matrix ---- */

/* How many labels fit: each takes `label` columns at the side and four at the top; at most 99. */
size_t plot_matrix_fits(size_t columns, size_t label);
/* Lower half: what stands in row i and column k < i is values[i * n + k].  Labels have numbers, which stand above the columns; those longer
 * than `label` columns are cut.  A 0 is a dot. */
void plot_matrix(struct buf *out, const struct slice *labels, const uint32_t *values, size_t n, size_t label);

#endif
