/* filter.c: which entries are meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "felt/model/feeling.h"
#include "felt/model/filter.h"

static struct entry e;

static void
add(const char *id, uint8_t intensity, uint8_t layer)
{
	struct entry_feeling f = { intensity, layer, 0, 0, { NULL, 0 } };

	f.id = slice_of(id);
	assert_int_equal(entry_add_feeling(&e, f), 0);
}

/* An entry of 2026-11-22, 00:30 in Berlin: 23:30 UTC of the day before. */
static int
setup(void **state)
{
	(void)state;
	entry_release(&e);
	e.kind = KIND_ENTRY;
	e.id = 1;
	e.has_created = true;
	e.created = (struct when){ day_from_civil(2026, 11, 22) * DAY_MS - 30 * 60000, 60 };
	e.guide = slice_of("thought-record@2");
	add("fear.anxious", 70, LAYER_SURFACE);
	add("shame.needy", FEELING_NO_INTENSITY, LAYER_UNDER);
	entry_add_tag(&e, slice_of("work"));
	entry_add_tag(&e, slice_of("anna"));
	entry_add_belief(&e, 42);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	entry_release(&e);
	return 0;
}

static bool
feels(const char *id, uint8_t layer, int min)
{
	struct filter f = { 0 };
	bool yes;

	assert_int_equal(filter_add_feeling(&f, id, layer), 0);
	f.has_min = min >= 0;
	f.min = (uint8_t)(min >= 0 ? min : 0);
	yes = filter_match(&f, &e);
	filter_release(&f);
	return yes;
}

/* Everything of that day with fear in it. */
static void
typical_use(void **state)
{
	struct filter f = { 0 };

	(void)state;
	f.has_from = f.has_to = true;
	f.from = day_from_civil(2026, 11, 22) * DAY_MS;
	f.to = f.from + DAY_MS;
	assert_int_equal(filter_add_feeling(&f, "fear", LAYER_NONE), 0);
	assert_true(filter_match(&f, &e));
	f.from += DAY_MS;
	f.to += DAY_MS;
	assert_false(filter_match(&f, &e));
	filter_release(&f);
	assert_null(f.feelings);
}

static void
nothing_asked_is_every_entry(void **state)
{
	struct filter f = { 0 };
	struct entry bare = { 0 };

	(void)state;
	assert_true(filter_match(&f, &e));
	bare.kind = KIND_ENTRY;
	assert_true(filter_match(&f, &bare));
	bare.kind = KIND_TOMBSTONE;
	assert_false(filter_match(&f, &bare));
	f.kinds = 1u << KIND_TOMBSTONE | 1u << KIND_DRAFT;
	assert_true(filter_match(&f, &bare));
	assert_false(filter_match(&f, &e));
	bare.kind = 200;
	f.kinds = ~0u;
	assert_false(filter_match(&f, &bare));
}

/* The day is the writer's: half past midnight in Berlin is not the UTC day before. */
static void
days_are_local(void **state)
{
	struct filter f = { 0 };
	int64_t wall = day_from_civil(2026, 11, 22) * DAY_MS + 30 * 60000;

	(void)state;
	f.has_from = true;
	f.from = wall;
	assert_true(filter_match(&f, &e));
	f.from = wall + 1;
	assert_false(filter_match(&f, &e));
	f.has_from = false;
	f.has_to = true;
	f.to = wall;
	assert_false(filter_match(&f, &e));
	f.to = wall + 1;
	assert_true(filter_match(&f, &e));
	/* The date counts, not when it was written; and what has neither is on no day. */
	e.has_date = true;
	e.date = (struct when){ day_from_civil(2020, 1, 1) * DAY_MS + DAY_MS / 2, DAY_ONLY };
	f.to = day_from_civil(2020, 1, 1) * DAY_MS;
	assert_false(filter_match(&f, &e));
	f.to += DAY_MS;
	assert_true(filter_match(&f, &e));
	e.has_date = e.has_created = false;
	assert_false(filter_match(&f, &e));
	/* A limit that was not given is none, even at zero. */
	f = (struct filter){ 0 };
	assert_true(filter_match(&f, &e));
}

static void
words_and_families(void **state)
{
	(void)state;
	assert_true(feels("fear.anxious", LAYER_NONE, -1));
	assert_true(feels("fear", LAYER_NONE, -1));
	assert_false(feels("fea", LAYER_NONE, -1));
	assert_false(feels("fear.", LAYER_NONE, -1));
	assert_false(feels("fear.anx", LAYER_NONE, -1));
	assert_false(feels("fear.anxious.x", LAYER_NONE, -1));
	assert_false(feels("joy", LAYER_NONE, -1));
	assert_false(feels("", LAYER_NONE, -1));
	assert_true(feels("fear", LAYER_SURFACE, -1));
	assert_false(feels("fear", LAYER_UNDER, -1));
	assert_true(feels("shame", LAYER_UNDER, -1));
	/* A family alone is an answer, and a word is not the family. */
	add("numb", 10, LAYER_NONE);
	assert_true(feels("numb", LAYER_NONE, -1));
	assert_false(feels("numb.flat", LAYER_NONE, -1));
	add("fearless.brave", 10, LAYER_NONE);
	assert_false(feels("fearless.b", LAYER_NONE, -1));
}

/* A word somebody moved to another family is found there and by its own name, not where it came from. */
static void
moved_words(void **state)
{
	struct vocabulary voc = { 0 };
	struct filter f = { 0 };

	(void)state;
	voc.moved = calloc(1, sizeof *voc.moved);
	assert_non_null(voc.moved);
	voc.nmoved = 1;
	voc.moved[0].id = "fear.anxious";
	voc.moved[0].family = feeling_id_family("anger", 5);
	f.voc = &voc;
	filter_add_feeling(&f, "fear", LAYER_NONE);
	assert_false(filter_match(&f, &e));
	strcpy(f.feelings[0].id, "anger");
	assert_true(filter_match(&f, &e));
	strcpy(f.feelings[0].id, "fear.anxious");
	assert_true(filter_match(&f, &e));
	strcpy(f.feelings[0].id, "shame");
	assert_true(filter_match(&f, &e));
	f.voc = NULL;
	strcpy(f.feelings[0].id, "anger");
	assert_false(filter_match(&f, &e));
	filter_release(&f);
	free(voc.moved);
}

static void
any_and_all(void **state)
{
	struct filter f = { 0 };

	(void)state;
	filter_add_feeling(&f, "joy", LAYER_NONE);
	filter_add_feeling(&f, "fear", LAYER_NONE);
	assert_true(filter_match(&f, &e));
	f.all = true;
	assert_false(filter_match(&f, &e));
	add("joy.proud", 5, LAYER_NONE);
	assert_true(filter_match(&f, &e));
	f.has_min = true;
	f.min = 6;
	assert_false(filter_match(&f, &e));
	f.min = 5;
	assert_true(filter_match(&f, &e));
	filter_release(&f);
}

static void
intensity(void **state)
{
	struct filter f = { 0 };

	(void)state;
	assert_true(feels("fear", LAYER_NONE, 70));
	assert_false(feels("fear", LAYER_NONE, 71));
	/* One without an intensity does not reach any, not even none. */
	assert_false(feels("shame", LAYER_NONE, 0));
	f.has_min = true;
	f.min = 70;
	assert_true(filter_match(&f, &e));
	f.min = 71;
	assert_false(filter_match(&f, &e));
}

static void
guide_tag_belief(void **state)
{
	struct filter f = { 0 };

	(void)state;
	f.guide = slice_of("thought-record");
	assert_true(filter_match(&f, &e));
	f.guide = slice_of("thought");
	assert_false(filter_match(&f, &e));
	f.guide = slice_of("thought-record@2");
	assert_false(filter_match(&f, &e));
	e.guide = slice_of("thought");
	f.guide = slice_of("thought");
	assert_true(filter_match(&f, &e));
	e.guide = slice_of(NULL);
	assert_false(filter_match(&f, &e));

	f = (struct filter){ 0 };
	filter_add_tag(&f, slice_of("work"));
	assert_true(filter_match(&f, &e));
	f.tags[0] = slice_of("home");
	assert_false(filter_match(&f, &e));
	filter_add_tag(&f, slice_of("anna"));
	assert_true(filter_match(&f, &e));
	filter_release(&f);

	f.belief = 42;
	assert_true(filter_match(&f, &e));
	f.belief = 43;
	assert_false(filter_match(&f, &e));
}

static void
ids_that_are_too_long(void **state)
{
	struct filter f = { 0 };
	char id[66];

	(void)state;
	memset(id, 'a', sizeof id);
	id[64] = '\0';
	assert_int_equal(filter_add_feeling(&f, id, LAYER_NONE), 0);
	id[64] = 'a';
	id[65] = '\0';
	assert_int_equal(filter_add_feeling(&f, id, LAYER_NONE), E_USAGE);
	assert_int_equal(f.nfeelings, 1);
	filter_release(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(typical_use, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_asked_is_every_entry, setup, teardown),
		cmocka_unit_test_setup_teardown(days_are_local, setup, teardown),
		cmocka_unit_test_setup_teardown(words_and_families, setup, teardown),
		cmocka_unit_test_setup_teardown(moved_words, setup, teardown),
		cmocka_unit_test_setup_teardown(any_and_all, setup, teardown),
		cmocka_unit_test_setup_teardown(intensity, setup, teardown),
		cmocka_unit_test_setup_teardown(guide_tag_belief, setup, teardown),
		cmocka_unit_test_setup_teardown(ids_that_are_too_long, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
