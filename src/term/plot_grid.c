/*
 * A year and a matrix (felt/term/plot.h).
 *
 * In: letters and numbers in their places.  Out: lines.  Must never: write blanks at the end of a line, or beyond its columns.
 */
#include "felt/base/text.h"
#include "felt/term/plot.h"

enum { DAY_COLUMNS = 2, DAY_APART = 3, MONTH_COLUMNS = 4, CELL = 4, NUMBER = 3 };

static void
blanks(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_u8(out, ' ');
}

/* ---- a year ---- */

/* Days in a line: a whole month, a half or a quarter of it; fewer only where nothing else is left. */
static size_t
days_in_line(size_t columns)
{
	static const size_t parts[] = { PLOT_DAYS, 16, 8 };
	size_t room = columns > MONTH_COLUMNS ? (columns - MONTH_COLUMNS) / DAY_COLUMNS : 0;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (parts[i] <= room)
			return parts[i];
	return room > 0 ? room : 1;
}

/* With a blank between two days where a whole month has room for it. */
static size_t
day_columns(size_t columns)
{
	return columns >= MONTH_COLUMNS + PLOT_DAYS * DAY_APART ? DAY_APART : DAY_COLUMNS;
}

static void
letter(struct buf *out, const struct plot_day *d, int i, int colours)
{
	plot_hue(out, colours, d->hue[i], true);
	buf_u8(out, (uint8_t)d->letter[i]);
	if (colours && d->hue[i] >= 0)
		plot_no_hue(out, colours);
}

static bool
is_there(const struct plot_day *d)
{
	return d->letter[0] != '\0';
}

static void
one_line(struct buf *out, const struct plot_day *days, size_t n, size_t wide, int colours)
{
	size_t pending = 0;

	for (size_t i = 0; i < n; i++) {
		const struct plot_day *d = &days[i];

		if (!is_there(d)) {
			pending += wide;
			continue;
		}
		blanks(out, pending);
		letter(out, d, 0, colours);
		pending = wide - 1 - (d->letter[1] != '\0');
		if (d->letter[1] != '\0')
			letter(out, d, 1, colours);
	}
	buf_u8(out, '\n');
}

/* Numbers above the first day and every fifth. */
static void
ruler(struct buf *out, size_t first, size_t n, size_t wide)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		size_t day = first + i + 1;

		if (i != 0 && day % 5 != 0)
			continue;
		if (i != 0 && i * wide <= at)
			continue;
		blanks(out, i * wide - at);
		buf_printf(out, "%zu", day);
		at = i * wide + (day < 10 ? 1 : 2);
	}
	buf_u8(out, '\n');
}

void
plot_calendar(struct buf *out, const struct plot_day days[PLOT_MONTHS][PLOT_DAYS], size_t columns, int colours)
{
	static const char months[][4] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };
	size_t each = days_in_line(columns), wide = day_columns(columns);

	blanks(out, MONTH_COLUMNS);
	ruler(out, 0, each, wide);
	for (size_t m = 0; m < PLOT_MONTHS; m++)
		for (size_t d = 0; d < PLOT_DAYS; d += each) {
			size_t n = PLOT_DAYS - d < each ? PLOT_DAYS - d : each, last = n;

			while (last > 0 && !is_there(&days[m][d + last - 1]))
				last--;
			if (d == 0)
				buf_str(out, months[m]);
			else
				buf_printf(out, "%3zu", d + 1);
			if (last)
				buf_u8(out, ' ');
			one_line(out, &days[m][d], last, wide, colours);
		}
}

/* ---- a matrix ---- */

size_t
plot_matrix_fits(size_t columns, size_t label)
{
	size_t side = NUMBER + label, n = columns > side ? (columns - side) / CELL + 1 : 1;

	return n > 99 ? 99 : n;
}

static void
label_of(struct buf *out, size_t i, struct slice s, size_t label, bool more)
{
	size_t used, n = text_fit(s.p, s.n, label, &used);

	buf_printf(out, "%2zu ", i + 1);
	buf_add(out, s.p, n);
	if (more)
		blanks(out, label - used);
}

void
plot_matrix(struct buf *out, const struct slice *labels, const uint32_t *values, size_t n, size_t label)
{
	if (n > 1)
		blanks(out, NUMBER + label);
	for (size_t k = 0; k + 1 < n; k++)
		buf_printf(out, "%*zu", CELL, k + 1);
	buf_u8(out, '\n');
	for (size_t i = 0; i < n; i++) {
		label_of(out, i, labels[i], label, i > 0);
		for (size_t k = 0; k < i; k++) {
			uint32_t v = values[i * n + k];

			if (v == 0)
				buf_str(out, "   ·");
			else if (v > 999)
				buf_str(out, "999+");
			else
				buf_printf(out, "%*lu", CELL, (unsigned long)v);
		}
		buf_u8(out, '\n');
	}
}
