/*
 * Own and moved words: the id stays, the family that counts is the one a word is shown in.
 */
#include "check.h"

#include <string.h>

#include "felt/model/feeling.h"
#include "felt/model/filter.h"

enum { JOY, CALM, LOVE, SADNESS, FEAR, ANGER };

static int
shown(const struct vocabulary *voc, const char *id)
{
	return feeling_family_shown(voc, id, strlen(id));
}

/* What `felt feelings add creeped out --family fear` and `move` do. */
static void
test_typical(void **state)
{
	struct vocabulary voc = { 0 };
	const struct feeling *f;
	int family;

	(void)state;
	assert_int_equal(feeling_add(NULL, &voc, "creeped out", FEAR, NULL), 0);
	assert_int_equal(feeling_move(NULL, &voc, "fear.creeped-out", ANGER), 0);
	assert_int_equal(feeling_parse(NULL, &voc, "creep", &f, &family), 0);
	assert_string_equal(f->id, "fear.creeped-out");
	assert_int_equal(family, ANGER);
	assert_true(feeling_is_own(&voc, f));
	assert_int_equal(feeling_remove(NULL, &voc, "fear.creeped-out"), 0);
	assert_int_equal(voc.nown, 0);
	assert_int_equal(voc.nmoved, 0);
	assert_int_not_equal(feeling_parse(NULL, &voc, "creep", &f, &family), 0);
	vocabulary_release(&voc);
}

static void
test_move(void **state)
{
	struct vocabulary voc = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(shown(&voc, "sadness.hurt"), SADNESS);
	assert_int_equal(feeling_move(NULL, &voc, "sadness.hurt", ANGER), 0);
	assert_int_equal(shown(&voc, "sadness.hurt"), ANGER);
	assert_int_equal(shown(&voc, "sadness.sad"), SADNESS);
	assert_int_equal(feeling_move(NULL, &voc, "sadness.hurt", FEAR), 0);
	assert_int_equal(voc.nmoved, 1);
	assert_int_equal(shown(&voc, "sadness.hurt"), FEAR);
	assert_int_equal(feeling_move(NULL, &voc, "sadness.hurt", SADNESS), 0);
	assert_int_equal(voc.nmoved, 0);
	assert_int_equal(shown(NULL, "sadness.hurt"), SADNESS);
	assert_int_equal(shown(&voc, "other.unsure"), -1);
	assert_int_equal(feeling_move(&err, &voc, "other.unsure", FEAR), E_USAGE);
	assert_int_equal(feeling_move(&err, &voc, "fear.nothing", FEAR), E_FEELING_UNKNOWN);
	assert_int_equal(feeling_move(&err, &voc, "fear.torn", 8), E_USAGE);
	assert_int_equal(feeling_remove(&err, &voc, "fear.torn"), E_USAGE);
	vocabulary_release(&voc);
}

/* Removing one own word leaves the others, and their moves, alone. */
static void
test_remove_in_the_middle(void **state)
{
	struct vocabulary voc = { 0 };

	(void)state;
	assert_int_equal(feeling_add(NULL, &voc, "one", JOY, "first"), 0);
	assert_int_equal(feeling_add(NULL, &voc, "two", JOY, NULL), 0);
	assert_int_equal(feeling_add(NULL, &voc, "three", JOY, "third"), 0);
	assert_int_equal(feeling_move(NULL, &voc, "joy.two", FEAR), 0);
	assert_int_equal(feeling_move(NULL, &voc, "joy.three", ANGER), 0);
	assert_int_equal(feeling_remove(NULL, &voc, "joy.two"), 0);
	assert_int_equal(voc.nown, 2);
	assert_string_equal(voc.own[1].about, "third");
	assert_int_equal(voc.nmoved, 1);
	assert_int_equal(shown(&voc, "joy.three"), ANGER);
	vocabulary_release(&voc);
}

static bool
matches(const struct vocabulary *voc, const char *wanted, const char *id)
{
	struct filter f = { .voc = voc };
	struct entry e = { .kind = KIND_ENTRY };
	bool found;

	assert_int_equal(filter_add_feeling(&f, wanted, LAYER_NONE), 0);
	assert_int_equal(entry_add_feeling(&e, (struct entry_feeling){ FEELING_NO_INTENSITY, 0, 0, 0, slice_of(id) }), 0);
	found = filter_match(&f, &e);
	filter_release(&f);
	entry_release(&e);
	return found;
}

static void
test_filter(void **state)
{
	struct vocabulary voc = { 0 };

	(void)state;
	assert_int_equal(feeling_move(NULL, &voc, "sadness.hurt", ANGER), 0);
	assert_true(matches(&voc, "anger", "sadness.hurt"));
	assert_false(matches(&voc, "sadness", "sadness.hurt"));
	assert_true(matches(&voc, "sadness.hurt", "sadness.hurt"));
	assert_false(matches(&voc, "anger.hurt", "sadness.hurt"));
	assert_true(matches(&voc, "sadness", "sadness.sad"));
	assert_true(matches(&voc, "sadness", "sadness"));
	assert_true(matches(NULL, "sadness", "sadness.hurt"));
	assert_false(matches(NULL, "anger", "sadness.hurt"));
	vocabulary_release(&voc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_typical),
		cmocka_unit_test(test_move),
		cmocka_unit_test(test_remove_in_the_middle),
		cmocka_unit_test(test_filter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
