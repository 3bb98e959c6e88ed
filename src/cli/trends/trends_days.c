/*
 * The days below a picture: years, months or days, as there is room for their names.
 *
 * In: the first and the last day of a field, and its columns.  Out: one line.  Must never: put a name where its day is not, or let
 * two of them touch.
 */
#include <string.h>

#include "cli/trends/trends.h"

static const char months[][4] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };

/* What is put where, left to right; what would touch the one before it is left out. */
struct ruler {
	struct buf *out;
	size_t at, columns;
};

static bool
mark(struct ruler *r, size_t x, const char *label)
{
	size_t n = strlen(label);

	if ((r->at > 0 && x <= r->at) || x + n > r->columns)
		return false;
	for (; r->at < x; r->at++)
		buf_u8(r->out, ' ');
	buf_str(r->out, label);
	r->at += n;
	return true;
}

/* Where a day lies in a field from first to last. */
static size_t
place(int64_t day, int64_t first, int64_t last, size_t columns)
{
	uint64_t days = (uint64_t)(last - first) + 1;
	size_t x = (size_t)(((uint64_t)(day - first) * columns + days / 2) / days);

	return x < columns ? x : columns - 1;
}

/* What is named below a field: years, months of at least three columns, or days where five of them have four columns. */
static enum trend_by
marked_by(int64_t first, int64_t last, size_t columns)
{
	uint64_t days = (uint64_t)(last - first) + 1;

	if (days * 4 <= (uint64_t)columns * 5)
		return TREND_DAY;
	return days * 3 <= (uint64_t)columns * 31 ? TREND_MONTH : TREND_YEAR;
}

/* The first day of the next month, or year. */
static int64_t
next_begin(int64_t day, enum trend_by by)
{
	enum trend_by step = by == TREND_YEAR ? TREND_YEAR : TREND_MONTH;

	return trend_period_begin(trend_period_of(day, step) + 1, step);
}

/* Where it begins, as exactly as there is room before the next name; the year at least, unless that of the next stands where it would. */
static void
mark_first(struct ruler *r, int64_t first, int64_t last, size_t columns, enum trend_by by)
{
	int64_t next = next_begin(first, by), year_after = next_begin(first, TREND_YEAR);
	size_t room = next > last ? columns + 1 : place(next, first, last, columns);
	char day[TREND_NAME], month[16], its_year[12];
	int year, m, dom;

	day_to_civil(first, &year, &m, &dom);
	trends_date(first, day);
	snprintf(its_year, sizeof its_year, "%04d", year);
	snprintf(month, sizeof month, "%s %s", months[m - 1], its_year);
	if (by == TREND_DAY && strlen(day) < room)
		mark(r, 0, day);
	else if (by != TREND_YEAR && strlen(month) < room)
		mark(r, 0, month);
	else if (year_after > last || place(year_after, first, last, columns) > strlen(its_year))
		mark(r, 0, its_year);
}

/* Is there room for a month's name or a day before the next year's? */
static bool
before_next_year(int64_t day, size_t end, int64_t first, int64_t last, size_t columns)
{
	int64_t next = next_begin(day, TREND_YEAR);

	return next > last || end < place(next, first, last, columns);
}

/* The beginnings of months, or of years, where the field has room for their names, and days between them. */
static void
mark_days(struct ruler *r, int64_t first, int64_t last, size_t columns)
{
	enum trend_by by = marked_by(first, last, columns);
	int year, month, dom;
	char name[12];

	mark_first(r, first, last, columns, by);
	for (int64_t day = by == TREND_DAY ? first + 1 : next_begin(first, by); day <= last; day = by == TREND_DAY ? day + 1 : next_begin(day, by)) {
		size_t x = place(day, first, last, columns);

		day_to_civil(day, &year, &month, &dom);
		bool a_year = dom == 1 && month == 1, a_name = dom == 1 || (dom % 5 == 0 && dom < 30);
		if (a_year)
			snprintf(name, sizeof name, "%04d", year);
		else if (dom == 1)
			snprintf(name, sizeof name, "%s", months[month - 1]);
		else
			snprintf(name, sizeof name, "%d", dom);
		if (a_year || (a_name && before_next_year(day, x + strlen(name), first, last, columns)))
			mark(r, x, name);
	}
}

void
draw_days_below(struct trends *tr, int64_t first, int64_t last, size_t indent, size_t columns)
{
	struct ruler r = { out_buf(tr->ctx), 0, columns };

	out_printf(tr->ctx, "%*s", (int)indent, "");
	mark_days(&r, first, last, columns);
	out_trim(tr->ctx);
	out_str(tr->ctx, "\n");
}
