/* blocks.c: items in blocks, sorted in place. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "cli/look/blocks.h"

struct item { uint64_t key; uint32_t other[3]; };

static int
by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static void
sorted(size_t n, uint64_t keys)
{
	struct blocks b = { .size = sizeof(struct item) };
	uint64_t x = 88172645463325252, sum = 0, last = 0;

	for (size_t i = 0; i < n; i++) {
		struct item *it = blocks_add(&b);

		assert_non_null(it);
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		it->key = x % keys;
		it->other[2] = (uint32_t)it->key;
		sum += it->key;
	}
	blocks_sort(&b, by_key);
	for (size_t i = 0; i < n; i++) {
		const struct item *it = blocks_at(&b, i);

		assert_true(it->key >= last);
		assert_int_equal(it->other[2], (uint32_t)it->key);
		last = it->key;
		sum -= it->key;
	}
	assert_int_equal(sum, 0);
	assert_int_equal(b.n, n);
	blocks_release(&b);
	assert_int_equal(b.n, 0);
}

static void
any_number(void **state)
{
	(void)state;
	sorted(0, 1);
	sorted(1, 10);
	sorted(2, 10);
	sorted(3, 2);
	sorted(BLOCK_ITEMS, UINT64_MAX);
	sorted(BLOCK_ITEMS + 1, 7);
	sorted(50000, UINT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(any_number) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
