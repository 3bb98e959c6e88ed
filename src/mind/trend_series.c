/*
 * Periods, and what a finished trend says of each (felt/mind/trend.h).
 *
 * In: sorted arrays.  Out: one value at a time, nothing allocated.
 */
#include <stdio.h>
#include <string.h>

#include "trend_inner.h"

/* ---- periods ---- */

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t
trend_period_of(int64_t day, enum trend_by by)
{
	int year, month, dom;

	if (by == TREND_DAY)
		return day;
	if (by == TREND_WEEK)
		return floor_div(day + 3, 7); /* day 0 was a Thursday */
	day_to_civil(day, &year, &month, &dom);
	return by == TREND_YEAR ? year : (int64_t)year * 12 + month - 1;
}

int64_t
trend_period_begin(int64_t period, enum trend_by by)
{
	switch (by) {
	case TREND_DAY:
		return period;
	case TREND_WEEK:
		return period * 7 - 3;
	case TREND_MONTH:
		return day_from_civil((int)floor_div(period, 12), (int)(period - floor_div(period, 12) * 12) + 1, 1);
	case TREND_YEAR:
		break;
	}
	return day_from_civil((int)period, 1, 1);
}

void
trend_period_name(int64_t period, enum trend_by by, char out[TREND_NAME])
{
	int64_t begin = trend_period_begin(period, by), thursday = begin + 3;
	int year, month, dom;

	day_to_civil(by == TREND_WEEK ? thursday : begin, &year, &month, &dom);
	if (by == TREND_WEEK)
		snprintf(out, TREND_NAME, "%04d-W%02d", year, (int)((thursday - day_from_civil(year, 1, 1)) / 7) + 1);
	else if (by == TREND_YEAR)
		snprintf(out, TREND_NAME, "%04d", year);
	else if (by == TREND_MONTH)
		snprintf(out, TREND_NAME, "%04d-%02d", year, month);
	else
		snprintf(out, TREND_NAME, "%04d-%02d-%02d", year, month, dom);
}

enum trend_by
trend_fitting(int64_t first, int64_t last, enum trend_by from, size_t periods)
{
	enum trend_by by = from;

	while (by < TREND_YEAR && (uint64_t)(trend_period_of(last, by) - trend_period_of(first, by)) >= periods)
		by++;
	return by;
}

/* ---- orders ---- */

static int
compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int
marks_in_order(const void *a, const void *b)
{
	return compare(((const struct trend_mark *)a)->day, ((const struct trend_mark *)b)->day);
}

int
rated_in_order(const void *a, const void *b)
{
	const struct trend_rated *x = a, *y = b;

	return x->pick != y->pick ? compare(x->pick, y->pick) : compare(x->day, y->day);
}

int
records_in_order(const void *a, const void *b)
{
	return entry_key_cmp(&((const struct trend_record *)a)->key, &((const struct trend_record *)b)->key);
}

int
points_in_order(const void *a, const void *b)
{
	const struct trend_point *x = a, *y = b;

	if (x->belief != y->belief)
		return x->belief < y->belief ? -1 : 1;
	if (x->date_ms != y->date_ms)
		return compare(x->date_ms, y->date_ms);
	return x->created_ms != y->created_ms ? compare(x->created_ms, y->created_ms) : compare(x->what, y->what);
}

/* ---- one after the other ---- */

bool
trend_next_period(const struct trend *t, enum trend_by by, size_t *at, struct trend_period *out)
{
	const struct trend_mark *m = (const struct trend_mark *)(const void *)t->marks.p;
	size_t n = t->marks.n / sizeof *m;

	memset(out, 0, sizeof *out);
	if (*at >= n)
		return false;
	out->period = trend_period_of(m[*at].day, by);
	/* the period's end once, not the period of every entry: dates take their time */
	for (int64_t end = trend_period_begin(out->period + 1, by); *at < n && m[*at].day < end; ++*at) {
		out->entries++;
		out->named += m[*at].named;
		for (int f = 0; f < TREND_FAMILIES; f++)
			out->families[f] += m[*at].families >> f & 1;
	}
	return true;
}

int
trend_leading(const struct trend_period *p, int lead[2])
{
	uint32_t others = 0;

	lead[0] = lead[1] = -1;
	for (int f = 0; f < TREND_FAMILIES; f++) {
		if (!p->families[f])
			continue;
		if (lead[0] < 0 || p->families[f] > p->families[lead[0]]) {
			lead[1] = lead[0];
			lead[0] = f;
		} else if (lead[1] < 0 || p->families[f] > p->families[lead[1]]) {
			lead[1] = f;
		}
		others += p->families[f];
	}
	if (lead[0] < 0)
		return 0;
	others -= p->families[lead[0]];
	return p->families[lead[0]] > others ? 1 : 2;
}

bool
trend_next_span(const struct trend *t, size_t pick, enum trend_by by, size_t *at, struct trend_span *out)
{
	const struct trend_rated *r = (const struct trend_rated *)(const void *)t->rated.p;
	size_t n = t->rated.n / sizeof *r;

	while (*at < n && r[*at].pick < pick)
		++*at;
	*out = (struct trend_span){ 0, 0, 0, TREND_NO_RATING, TREND_NO_RATING };
	if (*at >= n || r[*at].pick != pick)
		return false;
	out->period = trend_period_of(r[*at].day, by);
	for (int64_t end = trend_period_begin(out->period + 1, by); *at < n && r[*at].pick == pick && r[*at].day < end; ++*at) {
		uint8_t v = r[*at].intensity;

		out->named += !r[*at].again;
		if (v == FEELING_NO_INTENSITY)
			continue;
		out->lowest = out->rated == 0 || v < out->lowest ? v : out->lowest;
		out->highest = out->rated == 0 || v > out->highest ? v : out->highest;
		out->rated++;
	}
	return true;
}

size_t
trend_most(const struct trend *t, uint16_t out[TREND_WORDS_MAX])
{
	size_t n = 0;

	for (size_t w = 0; w < t->nwords; w++) {
		size_t i = n;

		if (t->words[w].entries == 0)
			continue;
		for (; i > 0 && t->words[out[i - 1]].entries < t->words[w].entries; i--)
			out[i] = out[i - 1];
		out[i] = (uint16_t)w;
		n++;
	}
	return n;
}

uint32_t
trend_pair(const struct trend *t, size_t a, size_t b)
{
	return t->pairs && a < TREND_WORDS_MAX && b < TREND_WORDS_MAX ? t->pairs[a * TREND_WORDS_MAX + b] : 0;
}

const struct trend_record *
trend_records(const struct trend *t, size_t *n)
{
	*n = t->records.n / sizeof(struct trend_record);
	return (const struct trend_record *)(const void *)t->records.p;
}

const struct trend_point *
trend_points(const struct trend *t, size_t *n)
{
	*n = t->points.n / sizeof(struct trend_point);
	return (const struct trend_point *)(const void *)t->points.p;
}
