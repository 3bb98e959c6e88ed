/*
 * What the picker lists, and in which order.
 */
#include "check.h"

#include <string.h>

#include "../../src/term/picker_desk.h"

static const struct picker_family families[] = { { "sadness", "Something is gone.", false }, { "fear", "It may come.", false } };
static const struct picker_row rows[] = {
	{ "sadness.sad", "sad", "Heavy and slow.", "heavy chest", 0, '\0', false, false },
	{ "sadness.lonely", "lonely", "Nobody is there; longing reaches.", "hollow chest", 0, '\0', false, false },
	{ "fear.on-guard", "on guard", "You watch; the other side of safe.", "tense neck", 1, '\0', false, false },
	{ "fear.needy", "needy", "You want more.", "", 1, '\0', false, false },
	{ "numb.numb", "numb", "Switched off.", "dull skin", 1, 'n', false, true },
	{ "other.unsure", "not sure", "You cannot tell.", "", -1, '?', true, true },
	{ "other.fine", "all right", "Nothing special.", "", -1, '\0', true, true },
};

static size_t
alias(void *arg, const char *typed, const char *ids[PICKER_ALIASES])
{
	(void)arg;
	ids[0] = "sadness.sad";
	return strcmp(typed, "tired") == 0;
}

static const struct picker picker = { .families = families, .nfamilies = 2, .rows = rows, .nrows = 7, .alias = alias };

/* "sad, family fear" */
static void
names(const struct picker_list *l, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < l->n; i++) {
		static const char *const kinds[] = { "done", "family ", "just ", "" };
		const struct picker_item *it = &l->item[i];

		buf_printf(out, "%s%s", i > 0 ? ", " : "", kinds[it->kind]);
		if (it->kind != ITEM_DONE)
			buf_str(out, picker_pick(&picker, it).word);
	}
}

static void
filters_to(const char *typed, const char *want)
{
	struct picker_list l = { 0 };
	struct buf got = BUF_INIT;

	assert_int_equal(picker_list_init(NULL, &l, &picker), 0);
	picker_list_filter(&l, &picker, typed);
	names(&l, &got);
	assert_string_equal(buf_cstr(&got), want);
	buf_release(&got);
	picker_list_release(&l);
}

static void
test_start(void **state)
{
	struct picker_list l = { 0 };
	struct buf got = BUF_INIT;

	(void)state;
	assert_int_equal(picker_list_init(NULL, &l, &picker), 0);
	picker_list_start(&l, &picker, false);
	names(&l, &got);
	assert_string_equal(buf_cstr(&got), "family sadness, family fear, numb, not sure, all right");
	picker_list_start(&l, &picker, true);
	assert_int_equal(l.item[0].kind, ITEM_DONE);
	picker_list_family(&l, &picker, 0);
	names(&l, &got);
	assert_string_equal(buf_cstr(&got), "sad, lonely, just sadness");
	buf_release(&got);
	picker_list_release(&l);
}

static void
test_filter(void **state)
{
	(void)state;
	filters_to("lonely", "lonely");
	filters_to("LON", "lonely");                     /* a prefix, and no case */
	filters_to("guard", "on guard");
	filters_to("on guard", "on guard");
	filters_to("ON-GUARD", "");                      /* as it is shown */
	filters_to("chest", "sad, lonely");              /* body cues, in the order of the table */
	filters_to("hollow chest", "lonely");
	filters_to("chest hollow", "lonely");            /* apart */
	filters_to("longing", "lonely");                 /* descriptions */
	filters_to("ollow", "lonely");                   /* inside a word, from three letters on */
	filters_to("ol", "");
	filters_to("sad", "sad, family sadness, lonely"); /* the word, the family, the words of the family */
	filters_to("xyz", "");
	filters_to("   ", "");
}

static void
test_keys(void **state)
{
	(void)state;
	filters_to("n", "numb, needy, not sure");
	filters_to("?", "not sure");
	filters_to("nu", "numb");
}

static void
test_alias(void **state)
{
	(void)state;
	filters_to("tired", "sad");
	filters_to("tire", "");
}

/* CARE.md 4 */
static void
test_echo(void **state)
{
	static const char *const bare[] = { "1", "7", "10" }, *const others[] = { "", "0", "11", "70", "7/10", "7%", "100", "x", "1x" };
	char said[80] = "";

	(void)state;
	for (size_t i = 0; i < sizeof bare / sizeof bare[0]; i++)
		assert_true(picker_echo(bare[i], said, sizeof said));
	assert_string_equal(said, "10 of 100. For 10 of 10 type 10/10.");
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(picker_echo(others[i], said, sizeof said));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start), cmocka_unit_test(test_filter), cmocka_unit_test(test_keys), cmocka_unit_test(test_alias),
		cmocka_unit_test(test_echo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
