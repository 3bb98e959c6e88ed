/*
 * Dates as people type them (day.h: day_parse, day_span).
 *
 * In: a few words, what time it is now, the zone.  Out: an instant or a span of wall clock.
 * Must never: guess.  What is not one of the forms below is E_DATE, and so is a day that does not exist.
 *
 *	typed  = date [ [ "at" ] time ] | iso-day ( "t" | blank ) time [ zone ] | time | "now"
 *	date   = iso-day | "today" | "yesterday" | [ "last" ] weekday | number unit [ "s" ] "ago"
 *	time   = "noon" | "midnight" | h:mm [ :ss [ .fraction ] ] [ am | pm ] | h ( am | pm )
 *	zone   = "z" | ( "+" | "-" ) hh [ [ ":" ] mm ]
 * and for spans also yyyy-mm and yyyy.  Case and the number of blanks do not matter.
 *
 * The text is first copied small and tidy: lower case, one blank between words, none around.
 */
#include "felt/base/day.h"

#include <string.h>

enum { TYPED_MAX = 64, COUNT_DIGITS = 6, OFFSET_LARGEST = 18 * 60 };

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)
#define NOON_MS   (12 * HOUR_MS)

/* What was understood.  time: ms since the midnight of day. */
struct spoken {
	int64_t day, time;
	int offset;
	bool has_time, has_offset, is_now;
};

static bool
tidy(const char *s, char out[TYPED_MAX])
{
	size_t n = 0;

	for (; *s != '\0'; s++) {
		char c = *s == '\t' ? ' ' : *s;

		if (c == ' ' && (n == 0 || out[n - 1] == ' '))
			continue;
		if (n == TYPED_MAX - 1)
			return false;
		out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	if (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return n > 0;
}

/* ---- pieces; each moves *p only when it was found ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
take_char(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

/* A whole word and the blank behind it. */
static bool
take_word(const char **p, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*p, word, n) != 0 || ((*p)[n] != ' ' && (*p)[n] != '\0'))
		return false;
	*p += n + ((*p)[n] == ' ');
	return true;
}

/* All digits that stand there, if there are from `least` to `most` of them. */
static bool
take_number(const char **p, size_t least, size_t most, int *value)
{
	size_t n = 0;
	int v = 0;

	while (is_digit((*p)[n]) && n <= most)
		n++;
	if (n < least || n > most)
		return false;
	for (size_t i = 0; i < n; i++)
		v = v * 10 + ((*p)[i] - '0');
	*p += n;
	*value = v;
	return true;
}

/* ---- days ---- */

static bool
exists(int year, int month, int dom, int64_t *day)
{
	int y, m, d;

	if (year < 1 || year > 9999 || month < 1 || month > 12)
		return false;
	*day = day_from_civil(year, month, dom);
	day_to_civil(*day, &y, &m, &d);
	return y == year && m == month && d == dom;
}

static bool
take_iso_day(const char **p, int64_t *day)
{
	const char *at = *p;
	int year, month, dom;

	if (!take_number(&at, 4, 4, &year) || !take_char(&at, '-') || !take_number(&at, 2, 2, &month) ||
	    !take_char(&at, '-') || !take_number(&at, 2, 2, &dom) || !exists(year, month, dom, day))
		return false;
	*p = at;
	return true;
}

static bool
take_weekday(const char **p, int64_t today, int64_t *day)
{
	static const char *const names[7] = {
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
	};
	const char *at = *p;
	bool last = take_word(&at, "last");
	int64_t back;

	for (int i = 0; i < 7; i++) {
		if (!take_word(&at, names[i]))
			continue;
		back = (day_weekday(today) - i + 7) % 7;
		*day = today - (last && back == 0 ? 7 : back);
		*p = at;
		return true;
	}
	return false;
}

/* The same day of an earlier month, or that month's last day where it is shorter. */
static bool
months_before(int64_t today, int count, int64_t *day)
{
	int year, month, dom, months;

	day_to_civil(today, &year, &month, &dom);
	months = year * 12 + month - 1 - count;
	if (months < 12)
		return false;
	while (!exists(months / 12, months % 12 + 1, dom, day))
		dom--;
	return true;
}

static bool
take_ago(const char **p, int64_t today, int64_t *day)
{
	const char *at = *p;
	int count;

	if (!take_number(&at, 1, COUNT_DIGITS, &count) || !take_char(&at, ' '))
		return false;
	if (take_word(&at, "day") || take_word(&at, "days"))
		*day = today - count;
	else if (take_word(&at, "week") || take_word(&at, "weeks"))
		*day = today - 7 * (int64_t)count;
	else if (!(take_word(&at, "month") || take_word(&at, "months")) || !months_before(today, count, day))
		return false;
	if (!take_word(&at, "ago"))
		return false;
	*p = at;
	return true;
}

static bool
take_day(const char **p, int64_t today, int64_t *day)
{
	if (take_word(p, "today")) {
		*day = today;
		return true;
	}
	if (take_word(p, "yesterday")) {
		*day = today - 1;
		return true;
	}
	return take_weekday(p, today, day) || take_ago(p, today, day);
}

/* ---- times of day ---- */

/* Digits behind the point, to milliseconds; finer ones are dropped. */
static bool
take_fraction(const char **p, int *ms)
{
	int scale = 100, digits = 0;

	for (*ms = 0; is_digit(**p); (*p)++, digits++, scale /= 10)
		*ms += (**p - '0') * scale;
	return digits > 0;
}

/* "am" or "pm" behind hour 1..12; 12 am is midnight, 12 pm noon. */
static bool
take_half(const char **p, int *hour)
{
	const char *at = *p + (**p == ' ');
	bool pm = take_word(&at, "pm");

	if ((!pm && !take_word(&at, "am")) || *hour < 1 || *hour > 12)
		return false;
	*hour = *hour % 12 + (pm ? 12 : 0);
	*p = at;
	return true;
}

static bool
take_clock(const char **p, int64_t *time)
{
	int hour, minute = 0, second = 0, ms = 0;
	bool colon;

	if (!take_number(p, 1, 2, &hour))
		return false;
	colon = take_char(p, ':');
	if (colon && !take_number(p, 2, 2, &minute))
		return false;
	if (colon && take_char(p, ':')) {
		if (!take_number(p, 2, 2, &second))
			return false;
		if (take_char(p, '.') && !take_fraction(p, &ms))
			return false;
	}
	if (!take_half(p, &hour) && !colon)
		return false;
	*time = hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + ms;
	return hour < 24 && minute < 60 && second < 60;
}

static bool
take_time(const char **p, int64_t *time)
{
	*time = NOON_MS;
	if (take_word(p, "noon"))
		return true;
	*time = 0;
	return take_word(p, "midnight") || take_clock(p, time);
}

static bool
take_zone(const char **p, int *offset)
{
	int sign, hours, minutes = 0;

	take_char(p, ' ');
	*offset = 0;
	if (take_char(p, 'z'))
		return true;
	sign = **p == '-' ? -1 : 1;
	if (!take_char(p, '+') && !take_char(p, '-'))
		return false;
	/* hhmm is read as one number, hh:mm as two. */
	if (take_number(p, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!take_number(p, 2, 2, &hours) || (take_char(p, ':') && !take_number(p, 2, 2, &minutes))) {
		return false;
	}
	*offset = sign * (hours * 60 + minutes);
	return minutes < 60 && hours * 60 + minutes <= OFFSET_LARGEST;
}

/* ---- the whole ---- */

static bool
in_range(int64_t day)
{
	struct when noon = { day * DAY_MS + NOON_MS, DAY_ONLY };

	return when_valid(noon);
}

static bool
understand(const char *p, struct when now, struct spoken *out)
{
	struct spoken s = { when_day(now), 0, 0, false, false, false };
	bool iso = take_iso_day(&p, &s.day), day = iso;

	if (iso && *p != '\0' && !take_char(&p, 't') && !take_char(&p, ' '))
		return false;
	if (iso && p[-1] == 't' && *p == '\0')
		return false;
	if (!iso) {
		if (take_word(&p, "now"))
			s.is_now = true;
		else
			day = take_day(&p, s.day, &s.day);
	}
	if (*p != '\0' && !s.is_now) {
		if (day && p[-1] == ' ')
			take_word(&p, "at");
		s.has_time = take_time(&p, &s.time);
		if (!s.has_time)
			return false;
		s.has_offset = iso && *p != '\0';
		if (s.has_offset && !take_zone(&p, &s.offset))
			return false;
	}
	*out = s;
	return *p == '\0' && in_range(s.day);
}

/* Does the zone show this wall clock at that offset? */
static bool
offset_holds(const struct zone *zone, int64_t wall, int16_t offset)
{
	return when_at(wall - offset * MINUTE_MS, zone).offset == offset;
}

/*
 * A wall clock is asked for at the offsets in force a day before and a day after.  Where the clocks are
 * put back both hold, where they are put forward none does: the earlier offset is taken in both
 * cases, so the order of what was typed is kept and a skipped time still shows as it was typed.
 */
static struct when
at_wall(int64_t wall, const struct zone *zone)
{
	int16_t before = when_at(wall - DAY_MS, zone).offset;
	int16_t after = when_at(wall + DAY_MS, zone).offset;
	int16_t near = when_at(wall - before * MINUTE_MS, zone).offset; /* two changes within two days */
	int16_t offset = before;

	if (!offset_holds(zone, wall, before)) {
		if (offset_holds(zone, wall, after))
			offset = after;
		else if (offset_holds(zone, wall, near))
			offset = near;
	}
	return (struct when){ wall - offset * MINUTE_MS, offset };
}

int
day_parse(struct err *err, const char *s, struct when now, const struct zone *zone, struct when *out)
{
	char typed[TYPED_MAX];
	struct spoken t;
	struct when w;

	if (!tidy(s, typed) || !understand(typed, now, &t))
		return err_set(err, E_DATE, "%s", s);
	if (t.is_now)
		w = now;
	else if (!t.has_time)
		w = (struct when){ t.day * DAY_MS + NOON_MS, DAY_ONLY };
	else if (t.has_offset)
		w = (struct when){ t.day * DAY_MS + t.time - t.offset * MINUTE_MS, (int16_t)t.offset };
	else
		w = at_wall(t.day * DAY_MS + t.time, zone);
	if (!when_valid(w))
		return err_set(err, E_DATE, "%s", s);
	*out = w;
	return 0;
}

/* "2026" and "2026-11". */
static bool
take_long_span(const char *p, int64_t *from, int64_t *to)
{
	int year, month = 1, months = 12;

	if (!take_number(&p, 4, 4, &year) || year < 1)
		return false;
	if (take_char(&p, '-')) {
		if (!take_number(&p, 2, 2, &month) || month < 1 || month > 12)
			return false;
		months = 1;
	}
	if (*p != '\0')
		return false;
	*from = day_from_civil(year, month, 1) * DAY_MS;
	months += month - 1;
	*to = day_from_civil(year + months / 12, months % 12 + 1, 1) * DAY_MS;
	return true;
}

int
day_span(struct err *err, const char *s, struct when now, const struct zone *zone, int64_t *from, int64_t *to)
{
	char typed[TYPED_MAX];
	struct spoken t;
	int64_t start, length = DAY_MS;

	(void)zone; /* a span is wall clock as it was typed, whatever the clocks did that night */
	if (!tidy(s, typed))
		return err_set(err, E_DATE, "%s", s);
	if (take_long_span(typed, from, to))
		return 0;
	if (!understand(typed, now, &t))
		return err_set(err, E_DATE, "%s", s);
	start = t.day * DAY_MS;
	if (t.is_now)
		start = when_wall(now);
	else if (t.has_time)
		start += t.time;
	if (t.is_now || t.has_time) {
		/* Before 1970 the remainder is negative. */
		start -= (start % MINUTE_MS + MINUTE_MS) % MINUTE_MS;
		length = MINUTE_MS;
	}
	*from = start;
	*to = start + length;
	return 0;
}
