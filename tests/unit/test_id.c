/* id.c: ids as people see and type them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "felt/model/id.h"

static const uint64_t sample = UINT64_C(0x2726252423222120);

/* Show an id, read it back, and resolve a prefix that somebody typed. */
static void
typical_use(void **state)
{
	char text[ID_TEXT];
	uint64_t id = 0, lo, hi;

	(void)state;
	id_text(sample, text);
	assert_string_equal(text, "2e9h54ghj4890"); /* FORMAT.md 3 */
	assert_int_equal(id_parse(NULL, text, &id), 0);
	assert_true(id == sample);
	assert_int_equal(id_range(NULL, "2e9h", &lo, &hi), 0);
	assert_true(lo <= sample && sample <= hi);
	assert_true(hi - lo == (UINT64_C(1) << 45) - 1);
}

static void
ends_of_the_range(void **state)
{
	char text[ID_TEXT];
	uint64_t lo, hi, id;

	(void)state;
	id_text(1, text);
	assert_string_equal(text, "0000000000001");
	id_text(INT64_MAX, text);
	assert_string_equal(text, "7zzzzzzzzzzzz");
	assert_int_equal(id_parse(NULL, text, &id), 0);
	assert_true(id == INT64_MAX);
	assert_int_equal(id_range(NULL, text, &lo, &hi), 0);
	assert_true(lo == INT64_MAX && hi == INT64_MAX);
	assert_int_equal(id_range(NULL, "7zzz", &lo, &hi), 0);
	assert_true(hi == INT64_MAX);
}

static void
any_hand(void **state)
{
	uint64_t lo, hi, lo2, hi2, id;

	(void)state;
	assert_int_equal(id_range(NULL, "2E9H54", &lo, &hi), 0);
	assert_int_equal(id_range(NULL, "2e9h54", &lo2, &hi2), 0);
	assert_true(lo == lo2 && hi == hi2);
	assert_int_equal(id_range(NULL, "oOiL", &lo, &hi), 0);
	assert_int_equal(id_range(NULL, "0011", &lo2, &hi2), 0);
	assert_true(lo == lo2 && hi == hi2);
	assert_int_equal(id_parse(NULL, "2E9H54GHJ4890", &id), 0);
	assert_true(id == sample);
}

static void
refused(void **state)
{
	struct err err;
	uint64_t lo = 5, hi = 6, id = 7;

	(void)state;
	assert_int_equal(id_range(&err, "2e9", &lo, &hi), E_ID_SHORT);
	assert_string_equal(err.subject, "2e9");
	assert_int_equal(id_range(&err, "", &lo, &hi), E_ID_SHORT);
	assert_int_equal(id_range(&err, "2e9u", &lo, &hi), E_ID_UNKNOWN);
	assert_int_equal(id_range(&err, "2e-9", &lo, &hi), E_ID_UNKNOWN);
	assert_int_equal(id_range(&err, "8000", &lo, &hi), E_ID_UNKNOWN);
	assert_int_equal(id_range(&err, "zzzz", &lo, &hi), E_ID_UNKNOWN);
	assert_int_equal(id_range(&err, "2e9h54ghj48900", &lo, &hi), E_ID_UNKNOWN);
	assert_int_equal(id_range(&err, "2e9h\xc3\xa9", &lo, &hi), E_ID_UNKNOWN);
	assert_int_equal(id_parse(&err, "2e9h54ghj489", &id), E_INPUT);
	assert_int_equal(id_parse(&err, "2e9h54ghj48900", &id), E_INPUT);
	assert_int_equal(id_parse(&err, "8e9h54ghj4890", &id), E_INPUT);
	assert_int_equal(id_parse(&err, "0000000000000", &id), E_INPUT);
	assert_int_equal(id_parse(&err, "2e9h54ghj489!", &id), E_INPUT);
	/* Nothing is put out when something was refused. */
	assert_true(lo == 5 && hi == 6 && id == 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(ends_of_the_range),
		cmocka_unit_test(any_hand),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
