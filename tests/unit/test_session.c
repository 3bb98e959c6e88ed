/*
 * Until when keys are kept, with clocks that are handed in; and keeping them, where this system has a keyring.
 */
#include "check.h"

#include <string.h>

#include "felt/crypt/seal.h"
#include "felt/session/session.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

static struct clocks
clock_at(int64_t wall_ms, int64_t boot_ms)
{
	struct clocks c = { .wall_ms = wall_ms, .has_boot = true, .boot_ms = boot_ms };

	memset(c.boot, 0xb0, sizeof c.boot);
	return c;
}

/* Opened for 15 minutes when the wall clock showed 1,000 hours and the machine had run for 10. */
static const int64_t wall = 1000 * HOUR, boot = 10 * HOUR;

static struct session
opened(void)
{
	return (struct session){ .epoch = 1, .until = clock_at(wall + 15 * MINUTE, boot + 15 * MINUTE) };
}

static bool
over(int64_t wall_later, int64_t boot_later)
{
	struct session s = opened();
	struct clocks now = clock_at(wall + wall_later, boot + boot_later);

	return session_over(&s, &now);
}

static void
it_lasts_until_the_deadline(void **state)
{
	struct session s = opened();
	struct clocks now = clock_at(wall + 5 * MINUTE, boot + 5 * MINUTE);

	(void)state;
	assert_false(session_over(&s, &now));
	assert_int_equal(session_until_ms(&s, &now), wall + 15 * MINUTE);
	assert_false(over(15 * MINUTE - 1, 15 * MINUTE - 1));
	assert_true(over(15 * MINUTE, 15 * MINUTE));
}

static void
a_clock_that_is_set_does_not_lengthen_it(void **state)
{
	(void)state;
	assert_true(over(-HOUR + 20 * MINUTE, 20 * MINUTE)); /* set back by an hour: the clock since boot counts */
	assert_false(over(-HOUR + 5 * MINUTE, 5 * MINUTE));  /* and before the deadline it is open all the same */
	assert_true(over(HOUR + 5 * MINUTE, 5 * MINUTE));    /* set on: over early, never late */
	assert_true(over(-48 * HOUR, 5 * MINUTE));           /* a deadline two days ahead was never given */
	assert_true(over(5 * MINUTE, -48 * HOUR));
	struct session s = opened();
	struct clocks now = clock_at(wall - HOUR, boot + 5 * MINUTE);
	assert_int_equal(session_until_ms(&s, &now), wall - HOUR + 10 * MINUTE);
}

static void
sleep_counts(void **state)
{
	(void)state;
	assert_true(over(8 * HOUR, 8 * HOUR)); /* CLOCK_BOOTTIME goes on while the machine sleeps */
}

static void
a_restart_ends_it(void **state)
{
	struct session s = opened();
	struct clocks now = clock_at(wall + MINUTE, boot + MINUTE);

	(void)state;
	now.boot[3] ^= 1;
	assert_true(session_over(&s, &now));
	now = clock_at(wall + MINUTE, boot + MINUTE);
	now.has_boot = false;
	assert_true(session_over(&s, &now));
}

/* ---- with a keyring ---- */

static struct session_of
somebody(void)
{
	struct session_of of;

	random_bytes(of.journal_id, sizeof of.journal_id);
	random_bytes(of.tag, sizeof of.tag);
	return of;
}

static void
kept_and_found(void **state)
{
	struct session_of of = somebody(), other;
	struct clocks now = clock_at(wall, boot);
	uint8_t sub[SESSION_SUB];
	struct session s;
	struct secret *got = NULL;
	struct err err;
	bool ended;

	(void)state;
	if (session_possible(&err)) {
		assert_int_equal(err.code, E_NO_CACHE);
		skip();
	}
	random_bytes(sub, sizeof sub);
	assert_int_equal(session_find(&err, &of, &now, &s, &got), E_NO_CACHE);
	assert_int_equal(session_keep(&err, &of, 7, sub, &now, 0), E_USAGE);
	assert_int_equal(session_keep(&err, &of, 7, sub, &now, SESSION_MOST + 1), E_USAGE);
	assert_int_equal(session_keep(&err, &of, 7, sub, &now, 60), 0);
	assert_int_equal(session_find(&err, &of, &now, &s, &got), 0);
	assert_int_equal(s.epoch, 7);
	assert_int_equal(got->n, SESSION_SUB);
	assert_memory_equal(got->p, sub, sizeof sub);
	assert_int_equal(session_until_ms(&s, &now), wall + 60000);
	secret_free(got);
	got = NULL;
	other = of; /* the same name, another journal inside */
	other.journal_id[0] ^= 1;
	assert_int_equal(session_find(&err, &other, &now, &s, &got), E_NO_CACHE);
	assert_null(got);
	sub[0] ^= 1; /* kept anew: the old one gives way */
	assert_int_equal(session_keep(&err, &of, 8, sub, &now, 60), 0);
	assert_int_equal(session_find(&err, &of, &now, &s, &got), 0);
	assert_int_equal(s.epoch, 8);
	assert_memory_equal(got->p, sub, sizeof sub);
	secret_free(got);
	assert_int_equal(session_end(&err, &of, &ended), 0);
	assert_true(ended);
	assert_int_equal(session_end(&err, &of, &ended), 0);
	assert_false(ended);
	assert_int_equal(session_find(&err, &of, &now, &s, NULL), E_NO_CACHE);
}

/* Whoever looks after the deadline takes it away, so that turning the clock back afterwards finds nothing. */
static void
what_is_over_goes(void **state)
{
	struct session_of of = somebody();
	struct clocks then = clock_at(wall, boot), later = clock_at(wall - HOUR, boot + 61000);
	uint8_t sub[SESSION_SUB] = { 1 };
	struct session s;
	struct err err;

	(void)state;
	if (session_possible(&err))
		skip();
	assert_int_equal(session_keep(&err, &of, 1, sub, &then, 60), 0);
	assert_int_equal(session_find(&err, &of, &then, &s, NULL), 0);
	assert_int_equal(session_find(&err, &of, &later, &s, NULL), E_NO_CACHE);
	assert_int_equal(session_find(&err, &of, &then, &s, NULL), E_NO_CACHE);
	then.has_boot = false;
	assert_int_equal(session_keep(&err, &of, 1, sub, &then, 60), E_NO_CACHE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_lasts_until_the_deadline),
		cmocka_unit_test(a_clock_that_is_set_does_not_lengthen_it),
		cmocka_unit_test(sleep_counts),
		cmocka_unit_test(a_restart_ends_it),
		cmocka_unit_test(kept_and_found),
		cmocka_unit_test(what_is_over_goes),
	};

	if (secret_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
