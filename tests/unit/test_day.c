/* day.c, day_parse.c: days, instants, and how people type them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "felt/base/day.h"

#define HOUR INT64_C(3600000)

/* Berlin in 2026: +2 from 29 March to 25 October, 01:00 UTC each; +1 otherwise. */
static int
berlin(void *arg, int64_t ms)
{
	int64_t spring = day_from_civil(2026, 3, 29) * DAY_MS + HOUR;
	int64_t autumn = day_from_civil(2026, 10, 25) * DAY_MS + HOUR;

	(void)arg;
	return ms >= spring && ms < autumn ? 120 : 60;
}

/* Samoa left out 30 December 2011: from -10 to +14. */
static int
apia(void *arg, int64_t ms)
{
	(void)arg;
	return ms < day_from_civil(2011, 12, 30) * DAY_MS + 10 * HOUR ? -600 : 840;
}

static int
absurd(void *arg, int64_t ms)
{
	(void)arg;
	return ms % 2 ? 1000000 : -1000000;
}

static const struct zone zone = { berlin, NULL };

/* Now: Wednesday 18 November 2026, 09:41:07.250 in Berlin. */
static struct when
now(void)
{
	return (struct when){ day_from_civil(2026, 11, 18) * DAY_MS + 8 * HOUR + 41 * 60000 + 7250, 60 };
}

/* What a typed date comes to, as ISO text. */
static void
means(const char *typed, const char *iso)
{
	struct when w;
	char text[WHEN_TEXT];
	struct err err;

	if (day_parse(&err, typed, now(), &zone, &w) != 0)
		fail_msg("'%s' was refused", typed);
	assert_true(when_valid(w));
	when_iso(w, text);
	assert_string_equal(text, iso);
}

static void
refused(const char *typed)
{
	struct when w = { 7, 7 };
	int64_t from = 1, to = 2;
	struct err err;

	if (day_parse(&err, typed, now(), &zone, &w) != E_DATE)
		fail_msg("'%s' was taken", typed);
	assert_int_equal(err.code, E_DATE);
	assert_int_equal(w.ms, 7);
	if (day_span(NULL, typed, now(), &zone, &from, &to) != E_DATE)
		fail_msg("'%s' was taken as a span", typed);
	assert_true(from == 1 && to == 2);
}

static int64_t
local(int y, int m, int d, int hour, int minute)
{
	return day_from_civil(y, m, d) * DAY_MS + hour * HOUR + minute * 60000;
}

static void
spans(const char *typed, int64_t from, int64_t to)
{
	int64_t a, b;

	if (day_span(NULL, typed, now(), &zone, &a, &b) != 0)
		fail_msg("'%s' was refused", typed);
	assert_true(a == from);
	assert_true(b == to);
}

/* Somebody types a date; it is kept, shown, exported and read back. */
static void
typical_use(void **state)
{
	struct when w, again;
	char text[WHEN_TEXT];
	int64_t from, to;

	(void)state;
	assert_int_equal(day_parse(NULL, "yesterday 6:30 pm", now(), &zone, &w), 0);
	when_human(w, text);
	assert_string_equal(text, "tue 17 nov 2026, 18:30");
	when_iso(w, text);
	assert_string_equal(text, "2026-11-17T18:30:00+01:00");
	assert_int_equal(when_parse_iso(NULL, slice_of(text), &again), 0);
	assert_true(again.ms == w.ms && again.offset == w.offset);
	assert_int_equal(day_span(NULL, "2026-11", now(), &zone, &from, &to), 0);
	assert_true(when_wall(w) >= from && when_wall(w) < to);
}

static void
the_calendar(void **state)
{
	int64_t day = day_from_civil(1, 1, 1);
	int y = 1, m = 1, d = 1, weekday = 0, gy, gm, gd; /* 1 January 1 was a Monday */

	(void)state;
	assert_int_equal(day_from_civil(1970, 1, 1), 0);
	assert_int_equal(day_from_civil(2000, 2, 29), 11016);
	/* Every day of 9999 years, counted by hand. */
	for (; y <= 9999; day++) {
		static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
		bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
		int length = lengths[m - 1] + (m == 2 && leap);

		day_to_civil(day, &gy, &gm, &gd);
		if (gy != y || gm != m || gd != d || day_from_civil(y, m, d) != day || day_weekday(day) != weekday)
			fail_msg("%d-%d-%d", y, m, d);
		weekday = (weekday + 1) % 7;
		if (++d > length) {
			d = 1;
			if (++m > 12) {
				m = 1;
				y++;
			}
		}
	}
	assert_int_equal(day_from_civil(10000, 1, 1), day);
}

/* T094: far clocks and hostile rows do not overflow anything. */
static void
edges(void **state)
{
	static const int64_t odd[] = { INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX };
	static const int offsets[] = { INT16_MIN, -1081, -1080, 0, 1080, 1081, DAY_ONLY - 1, DAY_ONLY };
	char text[WHEN_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		for (size_t k = 0; k < sizeof offsets / sizeof *offsets; k++) {
			struct when w = { odd[i], (int16_t)offsets[k] };

			when_iso(w, text);
			when_human(w, text);
			when_date(w, text);
			assert_int_equal(strlen(text), 10);
			assert_true(day_weekday(odd[i]) >= 0 && day_weekday(odd[i]) < 7);
			(void)when_day(w);
			assert_int_equal(when_valid(w), odd[i] > -9 && odd[i] < 9 && offsets[k] >= -1080 && offsets[k] <= 1080);
		}
	assert_true(when_valid((struct when){ day_from_civil(1, 1, 1) * DAY_MS, 0 }));
	assert_false(when_valid((struct when){ day_from_civil(1, 1, 1) * DAY_MS - 1, 0 }));
	assert_true(when_valid((struct when){ day_from_civil(1, 1, 1) * DAY_MS - 60000, 1 }));
	assert_true(when_valid((struct when){ day_from_civil(10000, 1, 1) * DAY_MS - 1, 0 }));
	assert_false(when_valid((struct when){ day_from_civil(10000, 1, 1) * DAY_MS, 0 }));
	assert_true(when_valid((struct when){ day_from_civil(10000, 1, 1) * DAY_MS, -1 }));
	assert_true(when_valid((struct when){ DAY_MS / 2, DAY_ONLY }));
	assert_true(when_valid((struct when){ -DAY_MS / 2, DAY_ONLY }));
	assert_false(when_valid((struct when){ DAY_MS / 2 + 1, DAY_ONLY }));
	assert_false(when_valid((struct when){ 0, DAY_ONLY }));
	assert_int_equal(when_at(0, &(struct zone){ absurd, NULL }).offset, -1080);
	assert_int_equal(when_at(5, NULL).offset, 0);
	when_iso((struct when){ INT64_MAX, 0 }, text);
	assert_string_equal(text, "9999-12-31T23:59:59.999+00:00");
	when_iso((struct when){ INT64_MIN, 0 }, text);
	assert_string_equal(text, "0001-01-01T00:00:00+00:00");
	assert_int_equal(when_day((struct when){ -1, 0 }), -1);
	assert_int_equal(when_day((struct when){ -1, 1 }), 0);
}

static void
written(void **state)
{
	struct when w = { day_from_civil(2026, 11, 22) * DAY_MS + 20 * HOUR + 10 * 60000, 60 };
	char text[WHEN_TEXT];

	(void)state;
	when_iso(w, text);
	assert_string_equal(text, "2026-11-22T21:10:00+01:00");
	when_human(w, text);
	assert_string_equal(text, "sun 22 nov 2026, 21:10");
	w.ms += 5;
	w.offset = -210;
	when_iso(w, text);
	assert_string_equal(text, "2026-11-22T16:40:00.005-03:30");
	w = (struct when){ day_from_civil(987, 6, 5) * DAY_MS + DAY_MS / 2, DAY_ONLY };
	when_iso(w, text);
	assert_string_equal(text, "0987-06-05");
	when_human(w, text);
	assert_string_equal(text, "tue 5 jun 987");
	w = (struct when){ -1, 60 };
	when_date(w, text);
	assert_string_equal(text, "1970-01-01");
}

static void
iso_is_read_strictly(void **state)
{
	static const char *const bad[] = {
		"", "2026", "2026-11", "2026-11-2", "2026-02-30", "2025-02-29", "0000-01-01", "2026-13-01", "2026-00-10",
		"2026-11-00", "2026-11-22T", "2026-11-22T21:10", "2026-11-22T21:10:00", "2026-11-22 21:10:00Z",
		"2026-11-22T24:00:00Z", "2026-11-22T21:60:00Z", "2026-11-22T21:10:60Z", "2026-11-22T21:10:00.5Z",
		"2026-11-22T21:10:00.1234Z", "2026-11-22T21:10:00+1:00", "2026-11-22T21:10:00+01:60",
		"2026-11-22T21:10:00+18:01", "2026-11-22T21:10:00+19:00", "2026-11-22T21:10:00z", "2026-11-22T21:10:00Zx",
		" 2026-11-22", "2026-11-22 ", "+026-11-22", "2026-1a-22", "2026-11-22T21:10:00+01:00x", "12026-01-01",
		"9999-12-31T23:59:59+0100", "2026-11-22T2x:10:00Z", "2026-11-22T21:10:00+0x:00", "2026-11-22T21:10:00+01:0x",
		"2026-11-22T21:10:00.x00Z", "2026-11-22T21:10:00-", "2026-11-2x", "-", "2026-11-22T21:10:00 +01:00",
	};
	struct when w = { 1, 1 };
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (when_parse_iso(&err, slice_of(bad[i]), &w) != E_DATE)
			fail_msg("'%s' was taken", bad[i]);
	assert_int_equal(w.ms, 1);
	assert_int_equal(when_parse_iso(NULL, slice_of("2026-11-22T21:10:00Z"), &w), 0);
	assert_int_equal(w.offset, 0);
	assert_int_equal(when_parse_iso(NULL, slice_of("2026-11-22T21:10:00.120-18:00"), &w), 0);
	assert_int_equal(w.offset, -1080);
	assert_int_equal(((w.ms % 1000) + 1000) % 1000, 120);
	assert_int_equal(when_parse_iso(NULL, slice_of("2024-02-29"), &w), 0);
	assert_int_equal(w.offset, DAY_ONLY);
	assert_int_equal(when_day(w), day_from_civil(2024, 2, 29));
	/* Not NUL-terminated: only the slice counts. */
	assert_int_equal(when_parse_iso(NULL, (struct slice){ "2024-02-29T", 10 }, &w), 0);
	assert_int_equal(when_parse_iso(NULL, (struct slice){ "2024-02-29", 9 }, &w), E_DATE);
}

static void
iso_round_trip(void **state)
{
	uint64_t x = 88172645463325252u;
	int64_t first = day_from_civil(1, 1, 1) * DAY_MS, last = day_from_civil(10000, 1, 1) * DAY_MS;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct when w, back;
		char text[WHEN_TEXT];

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		w.ms = first + (int64_t)(x % (uint64_t)(last - first));
		w.offset = (int16_t)((int)(x >> 40) % 2161 - 1080);
		if (i % 5 == 0)
			w = (struct when){ w.ms - (w.ms - first) % DAY_MS + DAY_MS / 2, DAY_ONLY };
		if (!when_valid(w))
			continue;
		when_iso(w, text);
		assert_int_equal(when_parse_iso(NULL, slice_of(text), &back), 0);
		assert_true(back.ms == w.ms && back.offset == w.offset);
	}
}

static void
typed_days(void **state)
{
	(void)state;
	means("2026-11-22", "2026-11-22");
	means("today", "2026-11-18");
	means("  ToDay\t", "2026-11-18");
	means("yesterday", "2026-11-17");
	means("wednesday", "2026-11-18"); /* today counts */
	means("thursday", "2026-11-12");
	means("Monday", "2026-11-16");
	means("tuesday", "2026-11-17");
	means("friday", "2026-11-13");
	means("saturday", "2026-11-14");
	means("SUNDAY", "2026-11-15");
	means("last wednesday", "2026-11-11"); /* before today */
	means("last  monday", "2026-11-16");
	means("0 days ago", "2026-11-18");
	means("1 day ago", "2026-11-17");
	means("3 days ago", "2026-11-15");
	means("31 days ago", "2026-10-18");
	means("1 week ago", "2026-11-11");
	means("2 weeks ago", "2026-11-04");
	means("1 month ago", "2026-10-18");
	means("11 months ago", "2025-12-18");
	means("24 months ago", "2024-11-18");
	means("2024-02-29", "2024-02-29");
	means("0001-01-01", "0001-01-01");
	means("9999-12-31", "9999-12-31");
}

/* On a Monday, "monday" is today and "last monday" a week ago; months end where they end. */
static void
on_other_days(void **state)
{
	struct when monday = { day_from_civil(2026, 11, 16) * DAY_MS + HOUR, 60 }, w;
	struct when end = { day_from_civil(2026, 3, 31) * DAY_MS + 9 * HOUR, 120 };
	struct when late = { day_from_civil(2026, 11, 16) * DAY_MS + 23 * HOUR + 30 * 60000, 60 };
	struct when first = { day_from_civil(1, 1, 2) * DAY_MS, 0 };
	char text[WHEN_TEXT];

	(void)state;
	assert_int_equal(day_parse(NULL, "monday", monday, &zone, &w), 0);
	when_iso(w, text);
	assert_string_equal(text, "2026-11-16");
	assert_int_equal(day_parse(NULL, "last monday", monday, &zone, &w), 0);
	when_iso(w, text);
	assert_string_equal(text, "2026-11-09");
	assert_int_equal(day_parse(NULL, "1 month ago", end, &zone, &w), 0);
	when_iso(w, text);
	assert_string_equal(text, "2026-02-28");
	assert_int_equal(day_parse(NULL, "25 months ago", end, &zone, &w), 0);
	when_iso(w, text);
	assert_string_equal(text, "2024-02-29");
	/* Half past midnight in Berlin is the 17th, whatever UTC says. */
	assert_int_equal(day_parse(NULL, "today", late, &zone, &w), 0);
	when_iso(w, text);
	assert_string_equal(text, "2026-11-17");
	/* Before the first day there is none. */
	assert_int_equal(day_parse(NULL, "yesterday", first, NULL, &w), 0);
	assert_int_equal(day_parse(NULL, "2 days ago", first, NULL, &w), E_DATE);
	assert_int_equal(day_parse(NULL, "1 month ago", first, NULL, &w), E_DATE);
	first.ms += 31 * DAY_MS;
	assert_int_equal(day_parse(NULL, "1 month ago", first, NULL, &w), 0);
	assert_int_equal(when_day(w), day_from_civil(1, 1, 2));
}

static void
typed_times(void **state)
{
	(void)state;
	means("18:30", "2026-11-18T18:30:00+01:00");
	means("6pm", "2026-11-18T18:00:00+01:00");
	means("6 PM", "2026-11-18T18:00:00+01:00");
	means("6:30 pm", "2026-11-18T18:30:00+01:00");
	means("6:30pm", "2026-11-18T18:30:00+01:00");
	means("12am", "2026-11-18T00:00:00+01:00");
	means("12pm", "2026-11-18T12:00:00+01:00");
	means("12:01 am", "2026-11-18T00:01:00+01:00");
	means("1am", "2026-11-18T01:00:00+01:00");
	means("11pm", "2026-11-18T23:00:00+01:00");
	means("noon", "2026-11-18T12:00:00+01:00");
	means("midnight", "2026-11-18T00:00:00+01:00");
	means("0:05", "2026-11-18T00:05:00+01:00");
	means("18:30:05", "2026-11-18T18:30:05+01:00");
	means("18:30:05.1239", "2026-11-18T18:30:05.123+01:00");
	means("yesterday 18:30", "2026-11-17T18:30:00+01:00");
	means("yesterday at 6pm", "2026-11-17T18:00:00+01:00");
	means("last monday 9:00", "2026-11-16T09:00:00+01:00");
	means("3 days ago 7am", "2026-11-15T07:00:00+01:00");
	means("2 weeks ago noon", "2026-11-04T12:00:00+01:00");
	means("2026-07-01 08:15", "2026-07-01T08:15:00+02:00");
	means("2026-07-01T08:15", "2026-07-01T08:15:00+02:00");
	means("2026-07-01t08:15:09.5", "2026-07-01T08:15:09.500+02:00");
	means("2026-11-22T18:30+01:00", "2026-11-22T18:30:00+01:00");
	means("2026-11-22 18:30:05.123", "2026-11-22T18:30:05.123+01:00");
	means("2026-11-22T18:30Z", "2026-11-22T18:30:00+00:00");
	means("2026-11-22T18:30 -0330", "2026-11-22T18:30:00-03:30");
	means("2026-11-22T18:30+05", "2026-11-22T18:30:00+05:00");
	means("now", "2026-11-18T09:41:07.250+01:00");
	means(" NOW ", "2026-11-18T09:41:07.250+01:00");
}

static void
not_dates(void **state)
{
	static const char *const bad[] = {
		"", " ", "x", "2026-02-30", "2025-02-29", "1900-02-29", "2026-04-31", "0000-01-01", "10000-01-01", "2026-13-01",
		"2026-00-01", "2026-1-1", "26-11-22", "2026-11-22x", "2026-11-22T", "2026-11-22T ", "2026-11-22 at",
		"2026-11-22T24:00", "2026-11-22T18:60", "2026-11-22T18:30:60", "2026-11-22T18", "2026-11-22T18:30+19:00",
		"2026-11-22T18:30+01:60", "2026-11-22T18:30+1", "2026-11-22T18:30 x", "2026-11-22T18:30 01:00", "2026-11-22T18:30+", "2026-11-22T18:30+01:0",
		"2026-11-22T18:30.5", "2026-11-22T18:30:05.", "18", "6", "24:00",
		"18:3", "1:234", "18:30pm", "13pm", "0am", "0:30 am", "6 p", "6pmx", "6pm 7pm", "18:30+01:00", "6pm yesterday", "last",
		"last today", "last 3 days ago", "mon", "mondays", "tomorrow", "days ago", "3 days", "3days ago", "-3 days ago",
		"3 fortnights ago", "1000000 days ago", "999999 days ago", "999999 months ago", "2026-11-22 now", "now 18:30",
		"today today", "at 6pm", "noonish", "2026-1", "2026-11-", "2026/11/22", "22.11.2026", "2026-11-22 18h", "\xc3\xa9",
		"2026-W47", "20261122", "02026", "2026-13", "2026-00", "0000", "0000-05",
		"today                                                                 x", "yesterday\n",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	char long_text[80];
	struct err err;
	struct when w;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		refused(bad[i]);
	memset(long_text, 'a', sizeof long_text);
	for (size_t n = 79; n > 60; n--) {
		long_text[n] = '\0';
		refused(long_text);
	}
	assert_int_equal(day_parse(&err, "2026-02-30", now(), &zone, &w), E_DATE);
	assert_string_equal(err.subject, "2026-02-30");
	/* Spans are not days. */
	assert_int_equal(day_parse(NULL, "2026-11", now(), &zone, &w), E_DATE);
	assert_int_equal(day_parse(NULL, "2026", now(), &zone, &w), E_DATE);
}

/* T094: the night the clocks go forward, and the night they go back. */
static void
clocks_that_change(void **state)
{
	struct when w;
	char text[WHEN_TEXT];
	struct zone samoa = { apia, NULL };

	(void)state;
	means("2026-03-29 01:59", "2026-03-29T01:59:00+01:00");
	means("2026-03-29 02:00", "2026-03-29T02:00:00+01:00"); /* skipped: the earlier offset */
	means("2026-03-29 02:59", "2026-03-29T02:59:00+01:00");
	means("2026-03-29 03:00", "2026-03-29T03:00:00+02:00");
	means("2026-10-25 01:59", "2026-10-25T01:59:00+02:00");
	means("2026-10-25 02:00", "2026-10-25T02:00:00+02:00"); /* twice: the first */
	means("2026-10-25 02:59", "2026-10-25T02:59:00+02:00");
	means("2026-10-25 03:00", "2026-10-25T03:00:00+01:00");
	means("2026-03-28 12:00", "2026-03-28T12:00:00+01:00");
	means("2026-03-30 00:10", "2026-03-30T00:10:00+02:00");
	means("2026-10-26 00:10", "2026-10-26T00:10:00+01:00");
	assert_int_equal(day_parse(NULL, "2011-12-29 23:59", now(), &samoa, &w), 0);
	assert_int_equal(w.offset, -600);
	assert_int_equal(day_parse(NULL, "2011-12-31 00:00", now(), &samoa, &w), 0);
	assert_int_equal(w.offset, 840);
	assert_int_equal(day_parse(NULL, "2011-12-30 12:00", now(), &samoa, &w), 0);
	when_iso(w, text);
	assert_string_equal(text, "2011-12-30T12:00:00-10:00");
	assert_int_equal(day_parse(NULL, "18:30", now(), NULL, &w), 0);
	assert_int_equal(w.offset, 0);
	assert_int_equal(day_parse(NULL, "9999-12-31 23:59", now(), &zone, &w), 0);
	assert_int_equal(day_parse(NULL, "0001-01-01 00:00", now(), &zone, &w), 0);
}

static void
typed_spans(void **state)
{
	(void)state;
	spans("2026", local(2026, 1, 1, 0, 0), local(2027, 1, 1, 0, 0));
	spans("2026-11", local(2026, 11, 1, 0, 0), local(2026, 12, 1, 0, 0));
	spans("2026-12", local(2026, 12, 1, 0, 0), local(2027, 1, 1, 0, 0));
	spans("2024-02", local(2024, 2, 1, 0, 0), local(2024, 3, 1, 0, 0));
	spans("9999", local(9999, 1, 1, 0, 0), local(10000, 1, 1, 0, 0));
	spans("9999-12", local(9999, 12, 1, 0, 0), local(10000, 1, 1, 0, 0));
	spans("0001", local(1, 1, 1, 0, 0), local(2, 1, 1, 0, 0));
	spans("2026-11-22", local(2026, 11, 22, 0, 0), local(2026, 11, 23, 0, 0));
	spans("today", local(2026, 11, 18, 0, 0), local(2026, 11, 19, 0, 0));
	spans("last wednesday", local(2026, 11, 11, 0, 0), local(2026, 11, 12, 0, 0));
	spans("2 weeks ago", local(2026, 11, 4, 0, 0), local(2026, 11, 5, 0, 0));
	spans("yesterday 18:30", local(2026, 11, 17, 18, 30), local(2026, 11, 17, 18, 31));
	spans("18:30:59", local(2026, 11, 18, 18, 30), local(2026, 11, 18, 18, 31));
	spans("1960-01-01 10:00:01", local(1960, 1, 1, 10, 0), local(1960, 1, 1, 10, 1));
	spans("2026-11-22T18:30-05:00", local(2026, 11, 22, 18, 30), local(2026, 11, 22, 18, 31));
	spans("2026-03-29 02:30", local(2026, 3, 29, 2, 30), local(2026, 3, 29, 2, 31));
	spans("now", local(2026, 11, 18, 9, 41), local(2026, 11, 18, 9, 42));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(the_calendar),
		cmocka_unit_test(edges),
		cmocka_unit_test(written),
		cmocka_unit_test(iso_is_read_strictly),
		cmocka_unit_test(iso_round_trip),
		cmocka_unit_test(typed_days),
		cmocka_unit_test(on_other_days),
		cmocka_unit_test(typed_times),
		cmocka_unit_test(not_dates),
		cmocka_unit_test(clocks_that_change),
		cmocka_unit_test(typed_spans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
