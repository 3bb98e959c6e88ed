/*
 * Days and instants: the calendar and how dates are written out (day.h).
 *
 * In: milliseconds, offsets, the text that when_iso() writes.  Out: days, wall clocks, text.
 * Must never: ask the clock, the environment or the C library's time zone.
 *
 * Values come out of files too, so nothing here overflows on any int64: what lies outside the years
 * 1 to 9999 is first brought to their edge.  when_valid() is what says that it was outside.
 */
#include "felt/base/day.h"

#include <stdio.h>
#include <string.h>

enum { OFFSET_MAX = 18 * 60, DAYS_400_YEARS = 146097 };

#define MINUTE_MS INT64_C(60000)
#define NOON_MS   (DAY_MS / 2)
#define DAY_FIRST INT64_C(-719162) /* 0001-01-01 */
#define DAY_LAST  INT64_C(2932896) /* 9999-12-31 */

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t
clamp(int64_t v, int64_t least, int64_t most)
{
	return v < least ? least : v > most ? most : v;
}

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, eras have 400 of them. */
int64_t
day_from_civil(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * DAYS_400_YEARS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

void
day_to_civil(int64_t day, int *year, int *month, int *dom)
{
	int64_t z = clamp(day, DAY_FIRST, DAY_LAST) + 719468;
	int64_t era = floor_div(z, DAYS_400_YEARS);
	int64_t doe = z - era * DAYS_400_YEARS;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t m = (5 * doy + 2) / 153;

	*dom = (int)(doy - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

int
day_weekday(int64_t day)
{
	int w = (int)((day % 7 + 3) % 7); /* day 0 was a Thursday */

	return w < 0 ? w + 7 : w;
}

/* The wall clock before it is brought to the edge. */
static int64_t
raw_wall(struct when w)
{
	int64_t far = (DAY_LAST + 3) * DAY_MS;
	int64_t ms = clamp(w.ms, -far, far);

	return w.offset == DAY_ONLY ? ms : ms + w.offset * MINUTE_MS;
}

bool
when_valid(struct when w)
{
	int64_t wall = raw_wall(w);

	if (wall < DAY_FIRST * DAY_MS || wall >= (DAY_LAST + 1) * DAY_MS)
		return false;
	if (w.offset == DAY_ONLY)
		return wall - floor_div(wall, DAY_MS) * DAY_MS == NOON_MS;
	return w.offset >= -OFFSET_MAX && w.offset <= OFFSET_MAX;
}

int64_t
when_wall(struct when w)
{
	return clamp(raw_wall(w), DAY_FIRST * DAY_MS, (DAY_LAST + 1) * DAY_MS - 1);
}

int64_t
when_day(struct when w)
{
	return floor_div(when_wall(w), DAY_MS);
}

struct when
when_at(int64_t utc_ms, const struct zone *zone)
{
	int offset = zone != NULL ? zone->offset(zone->arg, utc_ms) : 0;
	struct when w = { utc_ms, (int16_t)clamp(offset, -OFFSET_MAX, OFFSET_MAX) };

	return w;
}

/* ---- written out ---- */

struct wall {
	int year, month, dom, weekday, hour, minute, second, ms;
};

static struct wall
split_wall(struct when w)
{
	int64_t wall = when_wall(w), day = floor_div(wall, DAY_MS), rest = wall - day * DAY_MS;
	struct wall p;

	day_to_civil(day, &p.year, &p.month, &p.dom);
	p.weekday = day_weekday(day);
	p.ms = (int)(rest % 1000);
	p.second = (int)(rest / 1000 % 60);
	p.minute = (int)(rest / MINUTE_MS % 60);
	p.hour = (int)(rest / (60 * MINUTE_MS));
	return p;
}

/* By hand: in lists and exports snprintf would take longer than everything else about a date. */
static char *
digits(char *to, int width, int v)
{
	for (int i = width; i-- > 0; v /= 10)
		to[i] = (char)('0' + v % 10);
	return to + width;
}

static char *
put_day(char *to, const struct wall *p)
{
	to = digits(to, 4, p->year);
	*to++ = '-';
	to = digits(to, 2, p->month);
	*to++ = '-';
	return digits(to, 2, p->dom);
}

static char *
put_time(char *to, const struct wall *p)
{
	*to++ = 'T';
	to = digits(to, 2, p->hour);
	*to++ = ':';
	to = digits(to, 2, p->minute);
	*to++ = ':';
	to = digits(to, 2, p->second);
	if (p->ms == 0)
		return to;
	*to++ = '.';
	return digits(to, 3, p->ms);
}

void
when_date(struct when w, char out[WHEN_TEXT])
{
	struct wall p = split_wall(w);

	*put_day(out, &p) = '\0';
}

void
when_iso(struct when w, char out[WHEN_TEXT])
{
	struct wall p = split_wall(w);
	int offset = w.offset < 0 ? -w.offset : w.offset;
	char *to = put_day(out, &p);

	if (w.offset != DAY_ONLY) {
		to = put_time(to, &p);
		*to++ = w.offset < 0 ? '-' : '+';
		to = digits(to, 2, offset / 60 % 100);
		*to++ = ':';
		to = digits(to, 2, offset % 60);
	}
	*to = '\0';
}

void
when_human(struct when w, char out[WHEN_TEXT])
{
	static const char days[7][4] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	static const char months[12][4] = {
		"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
	};
	struct wall p = split_wall(w);
	int n = snprintf(out, WHEN_TEXT, "%s %d %s %d", days[p.weekday], p.dom, months[p.month - 1], p.year);

	if (w.offset != DAY_ONLY && n > 0 && n < WHEN_TEXT)
		snprintf(out + n, (size_t)(WHEN_TEXT - n), ", %02d:%02d", p.hour, p.minute);
}

/* ---- read back ---- */

/* Takes `width` digits, and `after` behind them unless it is 0. */
static bool
take(struct slice *s, size_t width, char after, int *value)
{
	int v = 0;

	if (s->n < width + (after != 0) || (after != 0 && s->p[width] != after))
		return false;
	for (size_t i = 0; i < width; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (s->p[i] - '0');
	}
	s->p += width + (after != 0);
	s->n -= width + (after != 0);
	*value = v;
	return true;
}

static bool
take_offset(struct slice *s, int16_t *offset)
{
	int sign = s->n > 0 && s->p[0] == '-' ? -1 : 1, hours, minutes;

	*offset = 0;
	if (slice_is(*s, "Z"))
		return true;
	if (s->n == 0 || (s->p[0] != '+' && s->p[0] != '-'))
		return false;
	s->p++;
	s->n--;
	if (!take(s, 2, ':', &hours) || !take(s, 2, 0, &minutes) || s->n > 0 || minutes > 59 || hours > 18)
		return false;
	*offset = (int16_t)(sign * (hours * 60 + minutes));
	return true;
}

static bool
parse_iso(struct slice s, struct when *out)
{
	int year, month, dom, hour, minute, second, ms = 0, y, m, d;
	int64_t day;

	if (!take(&s, 4, '-', &year) || !take(&s, 2, '-', &month) || !take(&s, 2, 0, &dom))
		return false;
	/* A day that does not exist comes back as another one. */
	day = day_from_civil(year, month, dom);
	day_to_civil(day, &y, &m, &d);
	if (year == 0 || month < 1 || month > 12 || y != year || m != month || d != dom)
		return false;
	if (s.n == 0) {
		*out = (struct when){ day * DAY_MS + NOON_MS, DAY_ONLY };
		return true;
	}
	if (s.p[0] != 'T')
		return false;
	s.p++;
	s.n--;
	if (!take(&s, 2, ':', &hour) || !take(&s, 2, ':', &minute) || !take(&s, 2, 0, &second) ||
	    hour > 23 || minute > 59 || second > 59)
		return false;
	if (s.n > 0 && s.p[0] == '.') {
		s.p++;
		s.n--;
		if (!take(&s, 3, 0, &ms))
			return false;
	}
	if (!take_offset(&s, &out->offset))
		return false;
	out->ms = day * DAY_MS + ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + ms - out->offset * MINUTE_MS;
	return when_valid(*out);
}

int
when_parse_iso(struct err *err, struct slice s, struct when *out)
{
	struct when w;

	if (!parse_iso(s, &w))
		return err_set(err, E_DATE, NULL);
	*out = w;
	return 0;
}
