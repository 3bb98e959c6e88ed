/* trend.c, trend_series.c: entries in, days, words and ratings out. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "felt/mind/trend.h"

static struct trend t;

static void
setup_trend(unsigned want)
{
	trend_release(&t);
	t = (struct trend){ .want = want };
}

/* An entry with feelings "id[:intensity]", one after the other, NULL at the end. */
static void
add_at(struct when when, const char *const *ids)
{
	struct entry e = { .id = (uint64_t)t.entries + 1, .kind = KIND_ENTRY, .has_created = true, .created = when };

	for (; ids && *ids; ids++) {
		const char *colon = strchr(*ids, ':');
		struct entry_feeling f = { FEELING_NO_INTENSITY, LAYER_NONE, 0, 0, slice_of(*ids) };

		if (colon) {
			f.id.n = (size_t)(colon - *ids);
			f.intensity = (uint8_t)atoi(colon + 1);
		}
		assert_int_equal(entry_add_feeling(&e, f), 0);
	}
	assert_int_equal(trend_add(&t, NULL, &e), 0);
	entry_release(&e);
}

static struct when
at(const char *iso)
{
	struct when w;

	assert_int_equal(when_parse_iso(NULL, slice_of(iso), &w), 0);
	return w;
}

#define ADD(iso, ...) add_at(at(iso), (const char *const[]){ __VA_ARGS__, NULL })

static int
teardown(void **state)
{
	(void)state;
	trend_release(&t);
	return 0;
}

static void
typical_use(void **state)
{
	struct trend_period p;
	size_t i = 0;

	(void)state;
	setup_trend(TREND_DAYS | TREND_WORDS);
	/* in no order, as packs are */
	ADD("2026-11-22T20:00:00+01:00", "sadness.lonely:40", "sadness.sad", "fear.anxious:70");
	ADD("2026-10-03", "numb.numb");
	ADD("2026-11-01T08:00:00+01:00", "sadness");
	add_at(at("2026-11-02"), NULL);
	assert_int_equal(trend_end(&t, NULL), 0);
	assert_int_equal(t.entries, 4);
	assert_int_equal(t.named, 3);
	assert_true(trend_next_period(&t, TREND_MONTH, &i, &p));
	assert_int_equal(p.entries, 1);
	assert_int_equal(p.families[7], 1);
	assert_true(trend_next_period(&t, TREND_MONTH, &i, &p));
	assert_int_equal(p.entries, 3);
	assert_int_equal(p.named, 2);
	assert_int_equal(p.families[3], 2); /* two entries, three words */
	assert_int_equal(p.families[4], 1);
	assert_false(trend_next_period(&t, TREND_MONTH, &i, &p));
	assert_int_equal(t.nused, 5);
}

static void
names(int year, int month, int dom, const char *week, const char *monthly)
{
	int64_t day = day_from_civil(year, month, dom);
	char name[TREND_NAME];

	trend_period_name(trend_period_of(day, TREND_WEEK), TREND_WEEK, name);
	assert_string_equal(name, week);
	trend_period_name(trend_period_of(day, TREND_MONTH), TREND_MONTH, name);
	assert_string_equal(name, monthly);
	for (int by = TREND_DAY; by <= TREND_YEAR; by++) {
		int64_t period = trend_period_of(day, (enum trend_by)by);

		assert_true(trend_period_begin(period, (enum trend_by)by) <= day);
		assert_true(trend_period_begin(period + 1, (enum trend_by)by) > day);
		assert_int_equal(trend_period_of(trend_period_begin(period, (enum trend_by)by), (enum trend_by)by), period);
	}
}

/* ISO 8601: a week belongs to the year that has its Thursday. */
static void
weeks_at_the_ends_of_years(void **state)
{
	(void)state;
	names(2020, 12, 31, "2020-W53", "2020-12");
	names(2021, 1, 1, "2020-W53", "2021-01");
	names(2021, 1, 3, "2020-W53", "2021-01");
	names(2021, 1, 4, "2021-W01", "2021-01");
	names(2018, 12, 30, "2018-W52", "2018-12");
	names(2018, 12, 31, "2019-W01", "2018-12");
	names(1970, 1, 1, "1970-W01", "1970-01");
	names(1969, 12, 29, "1970-W01", "1969-12");
	names(1969, 12, 28, "1969-W52", "1969-12");
	names(1903, 1, 3, "1903-W01", "1903-01");
	names(1, 1, 1, "0001-W01", "0001-01");
	names(9999, 12, 31, "9999-W52", "9999-12");
	names(2024, 2, 29, "2024-W09", "2024-02");
	for (int64_t day = day_from_civil(1960, 1, 1); day < day_from_civil(2045, 1, 1); day++) {
		int64_t week = trend_period_of(day, TREND_WEEK);

		assert_int_equal(day_weekday(trend_period_begin(week, TREND_WEEK)), 0);
		assert_true(day - trend_period_begin(week, TREND_WEEK) < 7);
	}
}

/* The day of an entry is the one where it was written, whatever UTC and the season say. */
static void
days_are_local(void **state)
{
	struct trend_period p;
	size_t i = 0;

	(void)state;
	setup_trend(TREND_DAYS);
	ADD("2026-03-29T00:30:00+01:00", "joy.happy"); /* the clocks go forward that night, in Berlin */
	ADD("2026-03-29T23:30:00+02:00", "joy.happy");
	ADD("2026-03-28T23:59:00-09:00", "calm.calm"); /* the 29th in UTC */
	ADD("2026-03-30T00:10:00+14:00", "fear.torn"); /* the 29th in UTC */
	ADD("2026-10-25T02:30:00+02:00", "joy.happy"); /* an hour that comes twice */
	ADD("2026-10-25T02:30:00+01:00", "joy.happy");
	ADD("2026-10-26", "joy.happy");
	trend_end(&t, NULL);
	static const struct { const char *name; unsigned entries; } want[] = {
		{ "2026-03-28", 1 }, { "2026-03-29", 2 }, { "2026-03-30", 1 }, { "2026-10-25", 2 }, { "2026-10-26", 1 }
	};
	for (size_t k = 0; k < sizeof want / sizeof want[0]; k++) {
		char name[TREND_NAME];

		assert_true(trend_next_period(&t, TREND_DAY, &i, &p));
		trend_period_name(p.period, TREND_DAY, name);
		assert_string_equal(name, want[k].name);
		assert_int_equal(p.entries, want[k].entries);
	}
	assert_false(trend_next_period(&t, TREND_DAY, &i, &p));
}

static int
leads(const char *counts, int lead[2])
{
	struct trend_period p = { 0, 0, 0, { 0 } };

	for (int f = 0; f < TREND_FAMILIES; f++)
		p.families[f] = (uint32_t)(counts[f] - '0');
	return trend_leading(&p, lead);
}

static void
who_leads(void **state)
{
	int lead[2];

	(void)state;
	assert_int_equal(leads("0000000000", lead), 0);
	assert_int_equal(leads("0002000000", lead), 1);
	assert_int_equal(lead[0], 3);
	assert_int_equal(leads("1002000000", lead), 1);
	assert_int_equal(lead[0], 3);
	assert_int_equal(leads("2000000200", lead), 2); /* tied */
	assert_int_equal(lead[0], 0);
	assert_int_equal(lead[1], 7);
	assert_int_equal(leads("1000200001", lead), 2); /* mixed */
	assert_int_equal(lead[0], 4);
	assert_int_equal(lead[1], 0);
	assert_int_equal(leads("1120020000", lead), 2);
	assert_int_equal(lead[0], 2);
	assert_int_equal(lead[1], 5);
	assert_int_equal(leads("0000000011", lead), 2); /* not sure and fine are families here */
	assert_int_equal(lead[0], TREND_UNSURE);
	assert_int_equal(lead[1], TREND_FINE);
	assert_int_equal(leads("0000000700", lead), 1); /* numb counts like any other */
	assert_int_equal(lead[0], 7);
}

static void
ratings_as_given(void **state)
{
	struct filter_feeling picks[] = { { "sadness.lonely", LAYER_NONE }, { "fear", LAYER_NONE }, { "joy.happy", LAYER_NONE } };
	struct trend_span s;
	size_t i = 0;

	(void)state;
	setup_trend(TREND_RATINGS);
	t.picks = picks;
	t.npicks = 3;
	ADD("2026-11-20", "sadness.lonely:80", "fear.anxious:0");
	ADD("2026-11-18", "sadness.lonely:20");
	ADD("2026-11-19", "sadness.lonely");
	ADD("2026-11-30", "sadness.lonely:100", "fear", "fear.torn:55");
	trend_end(&t, NULL);
	assert_true(trend_next_span(&t, 0, TREND_WEEK, &i, &s));
	assert_int_equal(s.named, 3);
	assert_int_equal(s.rated, 2);
	assert_int_equal(s.lowest, 20);
	assert_int_equal(s.highest, 80);
	assert_true(trend_next_span(&t, 0, TREND_WEEK, &i, &s));
	assert_int_equal(s.lowest, 100);
	assert_false(trend_next_span(&t, 0, TREND_WEEK, &i, &s));
	i = 0;
	assert_true(trend_next_span(&t, 1, TREND_DAY, &i, &s));
	assert_int_equal(s.rated, 1);
	assert_int_equal(s.highest, 0);
	assert_true(trend_next_span(&t, 1, TREND_DAY, &i, &s));
	assert_int_equal(s.named, 1); /* an entry, with two words of it */
	assert_int_equal(s.rated, 1);
	assert_int_equal(s.lowest, 55);
	i = 0;
	assert_false(trend_next_span(&t, 2, TREND_DAY, &i, &s));
}

static size_t
index_of(const char *id)
{
	for (size_t w = 0; w < t.nwords; w++)
		if (!strcmp(t.words[w].id, id))
			return w;
	fail_msg("%s was not met", id);
	return 0;
}

static void
words_and_pairs(void **state)
{
	struct feeling own[] = { { "fear.creeped-out", "creeped out", 4, "", "" } };
	struct moved_feeling moved[] = { { "sadness.hurt", 5 } };
	struct vocabulary voc = { own, 1, moved, 1 };
	uint16_t most[TREND_WORDS_MAX];

	(void)state;
	setup_trend(TREND_WORDS);
	t.voc = &voc;
	ADD("2026-11-20", "numb.numb:10", "fear.creeped-out:80", "numb.numb:50"); /* rated again: named once */
	ADD("2026-11-21", "numb.numb", "fear.creeped-out");
	ADD("2026-11-22", "numb.numb", "sadness.hurt", "other.unsure", "what.ever");
	trend_end(&t, NULL);
	assert_int_equal(trend_most(&t, most), 5);
	assert_int_equal(most[0], index_of("numb.numb"));
	assert_int_equal(most[1], index_of("fear.creeped-out"));
	assert_int_equal(t.words[most[0]].entries, 3);
	assert_int_equal(t.words[index_of("sadness.hurt")].family, 5);
	assert_int_equal(t.words[index_of("other.unsure")].family, TREND_UNSURE);
	assert_int_equal(t.words[index_of("what.ever")].family, TREND_NO_FAMILY);
	assert_int_equal(trend_pair(&t, most[0], most[1]), 2);
	assert_int_equal(trend_pair(&t, most[1], most[0]), 2);
	assert_int_equal(trend_pair(&t, most[0], most[0]), 0);
	assert_int_equal(trend_pair(&t, index_of("other.unsure"), index_of("fear.creeped-out")), 0);
	assert_int_equal(t.nused, 5);
}

/* More words than are told apart, and ids that no entry should have. */
static void
too_many_words(void **state)
{
	char id[FEELING_ID_MAX + 8];

	(void)state;
	setup_trend(TREND_WORDS | TREND_DAYS);
	for (int i = 0; i < 400; i++) {
		snprintf(id, sizeof id, "fear.w%d", i);
		ADD("2026-11-20", id);
	}
	memset(id, 'x', sizeof id - 1);
	id[sizeof id - 1] = '\0';
	ADD("2026-11-20", id, "");
	trend_end(&t, NULL);
	assert_int_equal(t.nwords, TREND_WORDS_MAX);
	assert_int_equal(t.beyond, 400 - (TREND_WORDS_MAX - 74) + 2);
	struct trend_period p;
	size_t i = 0;
	assert_true(trend_next_period(&t, TREND_YEAR, &i, &p));
	assert_int_equal(p.families[4], 400); /* the family is known of all of them */
}

static void
records_and_beliefs(void **state)
{
	struct entry e = { .id = 7, .kind = KIND_ENTRY, .has_date = true, .date = at("2026-11-22T10:00:00+01:00") };
	const struct trend_record *r;
	const struct trend_point *p;
	size_t n;

	(void)state;
	setup_trend(TREND_RECORDS | TREND_BELIEFS);
	entry_add_feeling(&e, (struct entry_feeling){ 80, 0, 0, 0, slice_of("fear.anxious") });
	entry_add_feeling(&e, (struct entry_feeling){ 80, 0, 0, 1, slice_of("fear.anxious") }); /* the same number is a result too */
	entry_add_feeling(&e, (struct entry_feeling){ 30, 0, 0, 1, slice_of("calm.steady") });
	entry_add_feeling(&e, (struct entry_feeling){ 10, 0, 0, 0, slice_of("joy.happy") });
	entry_add_rating(&e, (struct entry_rating){ RATE_HOT_BEFORE, 85 });
	entry_add_rating(&e, (struct entry_rating){ RATE_HOT_AFTER, 0 });
	entry_add_rating(&e, (struct entry_rating){ RATE_BELIEF, 70 });
	entry_add_belief(&e, 99);
	assert_int_equal(trend_add(&t, NULL, &e), 0);
	e.id = 6;
	e.date = at("2026-01-01");
	e.nfeelings = 0;
	e.ratings[0] = (struct entry_rating){ RATE_BELIEF, 90 };
	e.ratings[1] = (struct entry_rating){ RATE_RIVAL, 20 };
	e.nratings = 2;
	assert_int_equal(trend_add(&t, NULL, &e), 0);
	e.kind = KIND_DRAFT;
	assert_int_equal(trend_add(&t, NULL, &e), 0);
	trend_end(&t, NULL);
	assert_int_equal(t.entries, 2);
	r = trend_records(&t, &n);
	assert_int_equal(n, 1);
	assert_int_equal(r->hot_before, 85);
	assert_int_equal(r->hot_after, 0);
	assert_int_equal(r->balanced, TREND_NO_RATING);
	assert_int_equal(r->n, 2);
	assert_int_equal(r->again[0].before, 80);
	assert_int_equal(r->again[0].after, 80);
	assert_int_equal(r->again[1].before, TREND_NO_RATING);
	p = trend_points(&t, &n);
	assert_int_equal(n, 3);
	assert_int_equal(p[0].value, 90); /* oldest first */
	assert_int_equal(p[1].what, RATE_RIVAL);
	assert_int_equal(p[2].value, 70);
	assert_int_equal(p[2].belief, 99);
	entry_release(&e);
}

static void
nothing_and_again(void **state)
{
	struct trend_period p;
	size_t i = 0, n;

	(void)state;
	setup_trend(TREND_DAYS | TREND_WORDS | TREND_RATINGS | TREND_RECORDS | TREND_BELIEFS);
	assert_int_equal(trend_end(&t, NULL), 0);
	assert_int_equal(t.entries, 0);
	assert_false(trend_next_period(&t, TREND_DAY, &i, &p));
	assert_true(trend_records(&t, &n) == NULL && n == 0);
	trend_again(&t);
	ADD("2026-11-20", "joy.happy");
	ADD("1903-01-03", "joy.happy");
	trend_again(&t);
	ADD("2026-11-21", "fear.torn");
	trend_end(&t, NULL);
	assert_int_equal(t.entries, 1);
	assert_int_equal(t.nused, 1);
	assert_int_equal(t.first, t.last);
}

static void
periods_that_fit(void **state)
{
	int64_t first = day_from_civil(2026, 1, 1);

	(void)state;
	assert_int_equal(trend_fitting(first, first, TREND_DAY, 1), TREND_DAY);
	assert_int_equal(trend_fitting(first, first + 69, TREND_DAY, 70), TREND_DAY);
	assert_int_equal(trend_fitting(first, first + 70, TREND_DAY, 70), TREND_WEEK);
	assert_int_equal(trend_fitting(first, first, TREND_WEEK, 70), TREND_WEEK);
	assert_int_equal(trend_fitting(first, first + 3650, TREND_WEEK, 70), TREND_YEAR);
	assert_int_equal(trend_fitting(first, first + 900, TREND_WEEK, 70), TREND_MONTH);
	assert_int_equal(trend_fitting(day_from_civil(1, 1, 1), day_from_civil(9999, 12, 31), TREND_DAY, 70), TREND_YEAR);
}

/* The order of entries does not matter. */
static void
any_order(void **state)
{
	struct trend_period a[64], p;
	size_t n = 0, i = 0, k = 0;

	(void)state;
	for (int round = 0; round < 2; round++) {
		setup_trend(TREND_DAYS);
		for (int x = 0; x < 500; x++) {
			int at_day = round ? 499 - x : x * 77 % 500;
			struct when w = { (day_from_civil(2020, 1, 1) + at_day) * DAY_MS, 0 };

			add_at(w, (const char *const[]){ at_day % 3 ? "fear.torn" : "joy.happy", NULL });
		}
		trend_end(&t, NULL);
		for (i = 0, k = 0; trend_next_period(&t, TREND_MONTH, &i, &p); k++) {
			if (round)
				assert_memory_equal(&a[k], &p, sizeof p);
			a[k] = p;
		}
		assert_true(n == 0 || n == k);
		n = k;
	}
	assert_int_equal(n, 17);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(typical_use, teardown),
		cmocka_unit_test(weeks_at_the_ends_of_years),
		cmocka_unit_test_teardown(days_are_local, teardown),
		cmocka_unit_test(who_leads),
		cmocka_unit_test_teardown(ratings_as_given, teardown),
		cmocka_unit_test_teardown(words_and_pairs, teardown),
		cmocka_unit_test_teardown(too_many_words, teardown),
		cmocka_unit_test_teardown(records_and_beliefs, teardown),
		cmocka_unit_test_teardown(nothing_and_again, teardown),
		cmocka_unit_test(periods_that_fit),
		cmocka_unit_test_teardown(any_order, teardown)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
