/*
 * Memory runs out while a page is made, plain, sealed or as an export: at every allocation, one after the other, E_NOMEM and nothing
 * leaked (the sanitizers and valgrind look at that).
 */
#include "check.h"

#include "failing.h"
#include "packet_file.h"

#define GOLDEN "tests/golden/page"
static struct packet_file file;

static int
setup(void **state)
{
	struct err err = { 0 };

	(void)state;
	return packet_file_open(&file, &err, GOLDEN "/month.json", GOLDEN "/month.about");
}

static int
teardown(void **state)
{
	(void)state;
	packet_file_close(&file);
	return 0;
}

/* One allocation more each time, until all of it succeeds; returns how often it failed. */
static long
until_it_works(int (*make)(struct err *err, struct buf *out))
{
	long tried = 0;
	int rc;

	do {
		struct buf out = BUF_INIT;
		struct err err = { 0 };

		left = tried++;
		rc = make(&err, &out);
		left = -1;
		assert_true(rc == 0 || (rc == E_NOMEM && err.code == E_NOMEM));
		buf_release(&out);
	} while (rc != 0);
	return tried - 1;
}

static int
plain(struct err *err, struct buf *out)
{
	return page_plain(err, &file.packet, out);
}

static int
exported(struct err *err, struct buf *out)
{
	struct export x;

	export_begin(&x, EXPORT_HTML, out, file.packet.made, "felt 1.0");
	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < file.n[k]; i++)
			export_entry(&x, file.items[k][i].e, NULL);
	export_end(&x, NULL);
	export_release(&x);
	export_release(&x); /* twice is fine */
	return buf_check(out, err);
}

static void
a_plain_page(void **state)
{
	(void)state;
	assert_true(until_it_works(plain) > 200);
	once = true; /* one that fails must not be forgotten because the next succeeds */
	assert_true(until_it_works(plain) > 200);
	once = false;
}

static void
a_sealed_page(void **state)
{
	struct buf out = BUF_INIT;
	struct err err = { 0 };
	struct secret *words = secret_copy("a-b-c", 5);

	(void)state;
	left = 20;
	assert_int_equal(page_sealed(&err, &file.packet, words, &out), E_NOMEM); /* within the tree: no rounds are spent */
	left = -1;
	assert_int_equal(out.n, 0);
	secret_free(words);
	buf_release(&out);
}

static void
an_export(void **state)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct err err = { 0 };

	(void)state;
	assert_true(until_it_works(exported) > 80);
	once = true;
	assert_true(until_it_works(exported) > 80);
	once = false;
	/* What is held reads as what was handed in. */
	file.packet.from = file.packet.to = file.packet.note = (struct slice){ NULL, 0 };
	file.packet.has_last = file.packet.has_period = false;
	assert_int_equal(plain(&err, &a), 0);
	assert_int_equal(exported(&err, &b), 0);
	assert_int_equal(a.n, b.n);
	assert_memory_equal(a.p, b.p, a.n);
	buf_release(&a);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_plain_page, setup, teardown), cmocka_unit_test_setup_teardown(a_sealed_page, setup, teardown),
		cmocka_unit_test_setup_teardown(an_export, setup, teardown),
	};
	struct err err = { 0 };

	if (secret_init(&err))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
