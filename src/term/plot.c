/*
 * Colours, bars and lines (felt/term/plot.h).
 *
 * In: numbers.  Out: block and braille characters.  Must never: divide by what may be 0, or let a small value vanish.
 */
#include "felt/term/plot.h"

#include <stdlib.h>
#include <string.h>

enum { EIGHTHS = 8, DOTS_X = 2, DOTS_Y = 4 };

/* ---- colour ---- */

/* Okabe and Ito: yellow, sky blue, reddish purple, blue, orange, vermillion, bluish green; grey for their black; two quiet ones. */
static const struct { uint8_t of_256, of_16; } hues[PLOT_HUES] = {
	{ 227, 93 }, { 74, 96 }, { 175, 95 }, { 32, 94 }, { 214, 33 }, { 166, 31 }, { 36, 32 }, { 247, 37 }, { 252, 97 }, { 242, 90 }
};

void
plot_hue(struct buf *out, int colours, int hue, bool ground)
{
	if (colours == 0 || hue < 0 || hue >= PLOT_HUES)
		return;
	if (colours >= 256)
		buf_printf(out, "\033[%d;5;%dm%s", ground ? 48 : 38, hues[hue].of_256, ground ? "\033[38;5;16m" : "");
	else
		buf_printf(out, "\033[%dm%s", hues[hue].of_16 + (ground ? 10 : 0), ground ? "\033[30m" : "");
}

void
plot_no_hue(struct buf *out, int colours)
{
	if (colours != 0)
		buf_str(out, "\033[0m");
}

/* ---- bars ---- */

/* Eighths that a value takes of so many: never 0 for more than 0, never all for less than most. */
static uint64_t
eighths(uint32_t value, uint32_t most, uint64_t all)
{
	uint64_t n;

	if (value == 0 || most == 0)
		return 0;
	if (value >= most)
		return all;
	n = (value * all + most / 2) / most;
	return n == 0 ? 1 : n == all && all > 1 ? all - 1 : n;
}

/* U+2580 is followed by the lower blocks 1/8 .. 8/8, then the left blocks 7/8 .. 1/8. */
static void
block(struct buf *out, unsigned last)
{
	buf_u8(out, 0xe2);
	buf_u8(out, 0x96);
	buf_u8(out, (uint8_t)last);
}

static void
blanks(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_u8(out, ' ');
}

size_t
plot_bar(struct buf *out, uint32_t value, uint32_t most, size_t columns)
{
	uint64_t n = eighths(value, most, (uint64_t)columns * EIGHTHS);

	for (uint64_t i = 0; i < n / EIGHTHS; i++)
		block(out, 0x88);
	if (n % EIGHTHS)
		block(out, 0x90 - (unsigned)(n % EIGHTHS));
	return (size_t)((n + EIGHTHS - 1) / EIGHTHS);
}

const char *
plot_level(uint32_t value, uint32_t most)
{
	static const char *const levels[EIGHTHS + 1] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

	return levels[eighths(value, most, EIGHTHS)];
}

void
plot_bars(struct buf *out, const uint32_t *values, size_t n, uint32_t most, size_t height, size_t row)
{
	uint64_t below = (uint64_t)(height - 1 - row) * EIGHTHS;
	size_t pending = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t high = eighths(values[i], most, (uint64_t)height * EIGHTHS);

		if (high <= below) {
			pending++;
			continue;
		}
		blanks(out, pending);
		pending = 0;
		block(out, 0x80 + (unsigned)(high - below > EIGHTHS ? EIGHTHS : high - below));
	}
}

/* ---- lines ---- */

int
plot_canvas_begin(struct err *err, struct plot_canvas *c, size_t columns, size_t rows)
{
	*c = (struct plot_canvas){ columns, rows, calloc(columns * rows + 1, 1) };
	return c->dots ? 0 : err_set(err, E_NOMEM, "plot");
}

void
plot_canvas_release(struct plot_canvas *c)
{
	if (c->dots)
		wipe(c->dots, c->columns * c->rows);
	free(c->dots);
	*c = (struct plot_canvas){ 0, 0, NULL };
}

void
plot_dot(struct plot_canvas *c, long x, long y)
{
	/* Unicode numbers the dots down the left, down the right, then the fourth row. */
	static const uint8_t bits[DOTS_Y][DOTS_X] = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };
	size_t column, row;

	if (x < 0 || y < 0 || (size_t)x >= c->columns * DOTS_X || (size_t)y >= c->rows * DOTS_Y)
		return;
	column = (size_t)x / DOTS_X;
	row = c->rows - 1 - (size_t)y / DOTS_Y;
	c->dots[row * c->columns + column] |= bits[DOTS_Y - 1 - y % DOTS_Y][x % DOTS_X];
}

void
plot_line(struct plot_canvas *c, long x0, long y0, long x1, long y1, unsigned step)
{
	long dx = x1 - x0, dy = y1 - y0, steps = labs(dx) > labs(dy) ? labs(dx) : labs(dy);

	for (long i = 0; i <= steps; i += step)
		plot_dot(c, x0 + (steps ? (2 * dx * i + (dx < 0 ? -steps : steps)) / (2 * steps) : 0),
			y0 + (steps ? (2 * dy * i + (dy < 0 ? -steps : steps)) / (2 * steps) : 0));
}

void
plot_canvas_row(struct buf *out, const struct plot_canvas *c, size_t row)
{
	size_t pending = 0;

	for (size_t i = 0; i < c->columns; i++) {
		uint8_t dots = c->dots[row * c->columns + i];

		if (dots == 0) {
			pending++;
			continue;
		}
		blanks(out, pending);
		pending = 0;
		buf_u8(out, 0xe2);
		buf_u8(out, (uint8_t)(0xa0 | dots >> 6));
		buf_u8(out, (uint8_t)(0x80 | (dots & 0x3f)));
	}
}
