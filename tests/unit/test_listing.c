/* listing.c: when the last in order are dropped, the others stay as they were, and memory is given back. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "store/listing.h"

enum { KEYS = 4000, LONG = 3 * PIECE };

static uint64_t chance = 7;

static uint64_t
next(void)
{
	chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return chance >> 33;
}

/* A text that says whose it is: its length and bytes come from the id. */
static size_t
text_of(uint64_t id, char *out)
{
	size_t n = id % 97 == 0 ? LONG + id % 5 : id % 11 == 0 ? 0 : 1 + id % 400;

	memset(out, (int)('a' + id % 26), n);
	if (n > 8)
		memcpy(out, &id, sizeof id);
	return n;
}

static void
fill(struct listing *l, size_t n)
{
	static char text[LONG + 8];

	for (size_t i = 0; i < n; i++) {
		struct key k = { .k = { (int64_t)(next() % 1000), (int64_t)(next() % 3), 1 + next() }, .of = (uint32_t)(next() % 3) };
		size_t len = text_of(k.k.id, text);

		assert_int_equal(listing_add(NULL, l, &k, (struct slice){ text, len }), 0);
	}
}

static void
assert_texts(const struct listing *l)
{
	static char text[LONG + 8];

	for (size_t i = 0; i < l->n; i++) {
		size_t len = text_of(l->keys[i].k.id, text);

		if (len == 0) {
			assert_int_equal(l->keys[i].at, (uint32_t)NOT_THERE);
			continue;
		}
		struct slice s = texts_at(&l->texts, l->keys[i].at);
		assert_int_equal(s.n, len);
		assert_memory_equal(s.p, text, len);
	}
}

static struct listing order;

static int
in_order(const void *a, const void *b)
{
	return listing_before(&order, a, b) ? -1 : listing_before(&order, b, a);
}

static void
the_first_stay_with_their_texts(void **state)
{
	(void)state;
	for (int how = 0; how < 4; how++) {
		struct listing l = { .reverse = how & 1, .groups = how & 2 };
		struct key *want = malloc((KEYS + 7) * sizeof *want);

		order = l;
		fill(&l, KEYS);
		assert_texts(&l);
		for (size_t left = KEYS; left > 1; left = left * 2 / 3) {
			size_t before = l.texts.bytes;

			memcpy(want, l.keys, l.n * sizeof *want);
			qsort(want, l.n, sizeof *want, in_order);
			listing_keep(&l, left);
			assert_int_equal(l.n, left);
			assert_texts(&l);
			assert_true(l.texts.bytes <= before);
			listing_sort(&l);
			for (size_t i = 0; i < left; i++)
				assert_int_equal(l.keys[i].k.id, want[i].k.id);
			fill(&l, 7); /* what comes later finds its place behind */
			assert_texts(&l);
		}
		assert_true(l.texts.bytes < 16 * (PIECE + LONG));
		listing_clear(&l);
		assert_int_equal(listing_bytes(&l), 0);
		listing_release(&l);
		free(want);
	}
}

/* Keys that all come in one order, or are all the same time, are parted too. */
static void
orders_that_somebody_chose(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		struct listing l = { .reverse = false };

		for (int i = 0; i < KEYS; i++) {
			struct key k = { .k = { how == 0 ? i : how == 1 ? -i : 5, 0, (uint64_t)i + 1 } };
			assert_int_equal(listing_add(NULL, &l, &k, (struct slice){ "x", 1 }), 0);
		}
		listing_keep(&l, 10);
		listing_sort(&l);
		for (size_t i = 0; i < 10; i++)
			assert_int_equal(l.keys[i].k.id, how == 1 ? i + 1 : KEYS - i);
		listing_release(&l);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_first_stay_with_their_texts), cmocka_unit_test(orders_that_somebody_chose) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
