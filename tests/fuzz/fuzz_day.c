/*
 * Dates as they are typed, and as they stand in files (src/base/day.c, day_parse.c).
 */
#define _GNU_SOURCE
#include "fuzz.h"

#include "felt/base/day.h"

static int
minutes_of(void *arg, int64_t ms)
{
	int *where = arg;

	/* 0: one that changes in spring and autumn, near enough; else a fixed one */
	return *where ? *where : (ms / DAY_MS) % 365 > 180 ? 120 : 60;
}

static void
valid(struct when w)
{
	char text[WHEN_TEXT], again[WHEN_TEXT];
	struct when back;

	MUST(when_valid(w));
	when_iso(w, text);
	MUST(strlen(text) < WHEN_TEXT);
	MUST(!when_parse_iso(NULL, slice_of(text), &back));
	MUST(back.ms == w.ms && back.offset == w.offset);
	when_iso(back, again);
	MUST(!strcmp(text, again));
	when_date(w, text);
	MUST(strlen(text) == 10);
	when_human(w, text);
	MUST(strlen(text) < WHEN_TEXT);
	int year, month, day;
	day_to_civil(when_day(w), &year, &month, &day);
	MUST(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31);
	MUST(day_from_civil(year, month, day) == when_day(w));
	MUST(day_weekday(when_day(w)) >= 0 && day_weekday(when_day(w)) <= 6);
}

static void
typed(const char *s, struct when now, const struct zone *zone)
{
	int64_t from = 0, to = 0;
	struct when w;
	int rc = day_parse(NULL, s, now, zone, &w);

	MUST(rc == 0 || rc == E_DATE);
	if (!rc)
		valid(w);
	int span = day_span(NULL, s, now, zone, &from, &to);
	MUST(span == 0 || span == E_DATE);
	if (!span)
		MUST(from < to);
	if (!rc && !span && w.offset == DAY_ONLY)
		MUST(to - from == DAY_MS && from <= when_wall(w) && when_wall(w) < to);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	unsigned c = choose(&p, &n);
	int where = c % 8 ? (int)(c % 8) * 200 - 900 : 0;
	struct zone zone = { minutes_of, &where };
	struct when now = when_at(INT64_C(1795382045000) + (int64_t)c * 37 * DAY_MS / 8, &zone), w;
	char *s = malloc(n + 1);

	MUST(s);
	if (n)
		memcpy(s, p, n);
	s[n] = '\0';
	int rc = when_parse_iso(NULL, (struct slice){ s, n }, &w);
	MUST(rc == 0 || rc == E_DATE);
	if (!rc) {
		char text[WHEN_TEXT];
		valid(w);
		when_iso(w, text);
		/* Z and -00:00 for +00:00, and .000 for whole seconds as other programs write it, are read too */
		MUST(s[n - 1] == 'Z' || memmem(s, n, ".000", 4) || (n > 6 && !memcmp(s + n - 6, "-00:00", 6)) ||
		    (strlen(text) == n && !memcmp(text, s, n)));
	}
	if (strlen(s) == n)
		typed(s, now, &zone);
	free(s);
	return 0;
}
