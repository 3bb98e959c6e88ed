/* crew.c: whatever the number of hands, what is taken and its order are the same; errors stop at their blob. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/crew.h"

enum { BLOBS = 3000 };

struct seen {
	uint64_t ids[BLOBS + 8];
	size_t n;
	size_t fail_open, fail_take; /* at this id; 0 never */
	size_t opened[STORE_HANDS];
};

/* Every third blob has nothing to say; the rest say their id and a sum of their bytes. */
static int
open_blob(void *arg, unsigned hand, struct err *err, uint64_t id, const uint8_t *blob, size_t n, struct buf *out)
{
	struct seen *s = arg;
	uint64_t sum = 0;

	s->opened[hand]++;
	if (id == s->fail_open)
		return err_set(err, E_DAMAGE, "%d", (int)id);
	for (size_t i = 0; i < n; i++)
		sum += blob[i];
	if (sum != (id & 0xff) * n) /* no assertion on another thread */
		return err_set(err, E_INPUT, "%d", (int)id);
	if (id % 3)
		buf_u64(out, id);
	return 0;
}

static int
take(void *arg, struct err *err, const uint8_t *p, size_t n)
{
	struct seen *s = arg;

	assert_int_equal(n % 8, 0);
	for (size_t i = 0; i < n; i += 8) {
		if (get_u64(p + i) == s->fail_take)
			return err_set(err, E_IO, "take");
		assert_true(s->n < BLOBS);
		s->ids[s->n++] = get_u64(p + i);
	}
	return 0;
}

/* Blobs of many sizes, some longer than a job, some that are not copied at all. */
static size_t
size_of(uint64_t id)
{
	return id % 701 == 0 ? CREW_LONG + 5 : id % 97 == 0 ? CREW_LONG - 1 : id % 13 == 0 ? 0 : (size_t)(id * 37 % 900);
}

static int
run(struct seen *s, struct err *err, unsigned hands, bool to_the_end)
{
	static uint8_t blob[CREW_LONG + 5];
	struct crew *c = NULL;
	int rc = crew_begin(err, &c, &(struct crew_work){ open_blob, take, s }, hands);

	for (uint64_t id = 1; id <= BLOBS && !rc; id++) {
		memset(blob, (int)(id & 0xff), size_of(id));
		rc = crew_put(err, c, id, blob, size_of(id));
	}
	if (!rc && to_the_end)
		rc = crew_finish(err, c);
	crew_end(c);
	return rc;
}

static void
the_same_with_any_number_of_hands(void **state)
{
	(void)state;
	for (unsigned hands = 1; hands <= STORE_HANDS + 1; hands++) {
		struct seen s = { .n = 0 };
		struct err err = { 0 };
		size_t opened = 0;

		assert_int_equal(run(&s, &err, hands, true), 0);
		assert_int_equal(s.n, BLOBS - BLOBS / 3);
		for (size_t i = 0, id = 1; i < s.n; i++, id += id % 3 == 2 ? 2 : 1)
			assert_int_equal(s.ids[i], id);
		for (size_t i = 0; i < STORE_HANDS; i++)
			opened += s.opened[i];
		assert_int_equal(opened, BLOBS);
	}
}

/* As many jobs as the ring has, each full: none of them is handed out twice.  What hangs here is ended by the alarm. */
static void
a_full_ring(void **state)
{
	static uint8_t blob[CREW_JOB];

	(void)state;
	alarm(60);
	for (unsigned hands = 1; hands <= STORE_HANDS; hands++)
		for (uint64_t blobs = 1; blobs <= 3 * CREW_JOBS; blobs++) {
			struct seen s = { .n = 0 };
			struct err err = { 0 };
			struct crew *c = NULL;

			assert_int_equal(crew_begin(&err, &c, &(struct crew_work){ open_blob, take, &s }, hands), 0);
			for (uint64_t id = 1; id <= blobs; id++) {
				memset(blob, (int)id, sizeof blob);
				assert_int_equal(crew_put(&err, c, id, blob, sizeof blob), 0);
			}
			assert_int_equal(crew_finish(&err, c), 0);
			crew_end(c);
			assert_int_equal(s.n, blobs - blobs / 3);
		}
	alarm(0);
}

static void
an_error_stops_at_its_blob(void **state)
{
	static const size_t at[] = { 1, 2, 500, 1402, 2999, 3000 };

	(void)state;
	for (unsigned hands = 1; hands <= STORE_HANDS; hands++)
		for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
			struct seen s = { .fail_open = at[i] };
			struct err err = { 0 };

			assert_int_equal(run(&s, &err, hands, true), E_DAMAGE);
			assert_int_equal(atoi(err.subject), at[i]);
			assert_int_equal(s.n, (at[i] - 1) - (at[i] - 1) / 3); /* everything before it, nothing behind it */
		}
}

static void
so_does_an_error_of_the_taker(void **state)
{
	(void)state;
	for (unsigned hands = 1; hands <= STORE_HANDS; hands++) {
		struct seen s = { .fail_take = 1001 };
		struct err err = { 0 };

		assert_int_equal(run(&s, &err, hands, true), E_IO);
		assert_int_equal(s.n, 1000 - 1000 / 3);
	}
}

static void
left_in_the_middle(void **state)
{
	(void)state;
	for (unsigned hands = 1; hands <= STORE_HANDS; hands++) {
		struct seen s = { .n = 0 };
		struct err err = { 0 };

		assert_int_equal(run(&s, &err, hands, false), 0); /* what was not taken is forgotten, no thread stays */
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_with_any_number_of_hands),
		cmocka_unit_test(a_full_ring),
		cmocka_unit_test(an_error_stops_at_its_blob),
		cmocka_unit_test(so_does_an_error_of_the_taker),
		cmocka_unit_test(left_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
