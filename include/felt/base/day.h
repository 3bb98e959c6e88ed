/*
 * Days and instants.
 *
 * An instant is milliseconds of UTC since 1970 with the offset that was in force where it was
 * written, so that a day stays the local day of writing for ever, however one travels.  A date
 * without a time is 12:00 UTC of that day with the offset DAY_ONLY (FORMAT.md 3, type 2).
 *
 * Nothing here reads the clock or the environment: `now` and the time zone are handed in.
 * Years 1 to 9999, proleptic Gregorian.
 */
#ifndef FELT_BASE_DAY_H
#define FELT_BASE_DAY_H

#include "felt/base/buf.h"

enum { DAY_ONLY = 32767 };

struct when {
	int64_t ms;      /* UTC since 1970-01-01T00:00Z */
	int16_t offset;  /* minutes east of UTC, or DAY_ONLY */
};

/* Minutes east of UTC at that instant in the user's zone. */
struct zone {
	int (*offset)(void *arg, int64_t utc_ms);
	void *arg;
};

#define DAY_MS INT64_C(86400000)

bool when_valid(struct when w);              /* year 1..9999 in local time, |offset| <= 18 h or DAY_ONLY (then 12:00 UTC exactly) */
int64_t when_wall(struct when w);            /* local wall clock in ms since 1970-01-01T00:00 local; DAY_ONLY: noon */
int64_t when_day(struct when w);             /* local day number, days since 1970-01-01 */
struct when when_at(int64_t utc_ms, const struct zone *zone);

int64_t day_from_civil(int year, int month, int day);           /* no check of validity */
void day_to_civil(int64_t day, int *year, int *month, int *dom); /* month 1-12, dom 1-31 */
int day_weekday(int64_t day);                /* 0 Monday .. 6 Sunday */

/*
 * The date of an entry: ISO 8601 dates and times ("2026-11-22", "2026-11-22T18:30+01:00",
 * "2026-11-22 18:30:05.123"), today, yesterday, monday .. sunday (the latest, today counts), "last monday"
 * (before today), "3 days ago", "2 weeks ago", "1 month ago", each with a time (18:30, 6pm, "6:30 pm") or
 * not; a time alone is today's.  Without a time the result is DAY_ONLY, except that "now" is now.
 * A time that the clocks skip or repeat that night takes the earlier offset.
 * E_DATE: not a date, or one that does not exist (2026-02-30), or a span such as "2026-11".
 */
int day_parse(struct err *err, const char *s, struct when now, const struct zone *zone, struct when *out);

/*
 * The same words, and "2026-11" and "2026", as a span of wall clock: [from, to).  A day is the whole day;
 * a date with a time of day is [that minute, the next minute).
 * --since takes from, --until takes to, --on takes both.
 */
int day_span(struct err *err, const char *s, struct when now, const struct zone *zone, int64_t *from, int64_t *to);

/* "2026-11-22T21:10:00+01:00", ".123" when not whole seconds, "2026-11-22" for DAY_ONLY. */
enum { WHEN_TEXT = 48 };
void when_iso(struct when w, char out[WHEN_TEXT]);
/* Exactly what when_iso writes (also Z and RFC 3339's -00:00 for +00:00, and ".000"); E_DATE otherwise. */
int when_parse_iso(struct err *err, struct slice s, struct when *out);
/* "2026-11-22" of the local day. */
void when_date(struct when w, char out[WHEN_TEXT]);
/* "sun 22 nov 2026, 21:10" or "sun 22 nov 2026". */
void when_human(struct when w, char out[WHEN_TEXT]);

#endif
