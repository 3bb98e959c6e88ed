/* buf.c, err.c, crockford.c: bytes, errors as values, base 32. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "felt/base/buf.h"
#include "felt/base/crockford.h"

/* Build a record, check once at the end, read it back. */
static void
typical_use(void **state)
{
	struct buf b = BUF_INIT;
	struct reader r;
	struct err err;

	(void)state;
	buf_u32(&b, 5);
	buf_add(&b, "hello", 5);
	assert_int_equal(buf_check(&b, &err), 0);

	r = (struct reader){ b.p, b.n, false };
	assert_int_equal(rd_u32(&r), 5);
	assert_memory_equal(rd_bytes(&r, 5), "hello", 5);
	assert_false(r.bad);
	assert_int_equal(r.n, 0);
	buf_release(&b);
	assert_null(b.p);
	assert_int_equal(b.cap, 0);
}

static void
integers_are_little_endian(void **state)
{
	static const uint8_t want[] = { 1, 3, 2, 7, 6, 5, 4, 0x0f, 0x0e, 0x0d, 0x0c, 0x0b, 0x0a, 9, 8 };
	struct buf b = BUF_INIT;
	struct reader r;

	(void)state;
	buf_u8(&b, 1);
	buf_u16(&b, 0x0203);
	buf_u32(&b, 0x04050607);
	buf_u64(&b, UINT64_C(0x08090a0b0c0d0e0f));
	assert_int_equal(b.n, sizeof want);
	assert_memory_equal(b.p, want, sizeof want);
	r = (struct reader){ b.p, b.n, false };
	assert_int_equal(rd_u8(&r), 1);
	assert_int_equal(rd_u16(&r), 0x0203);
	assert_int_equal(rd_u32(&r), 0x04050607);
	assert_true(rd_u64(&r) == UINT64_C(0x08090a0b0c0d0e0f));
	assert_false(r.bad);
	buf_release(&b);
}

static void
reader_stops_at_the_end(void **state)
{
	static const uint8_t p[] = { 1, 2, 3 };
	struct reader r = { p, 3, false }, empty = { NULL, 0, false };

	(void)state;
	assert_int_equal(rd_u32(&r), 0);
	assert_true(r.bad);
	/* Bad stays bad, although a byte would still be there. */
	assert_int_equal(rd_u8(&r), 0);
	assert_null(rd_bytes(&r, 0));
	r = (struct reader){ p, 3, false };
	assert_null(rd_bytes(&r, SIZE_MAX));
	assert_true(r.bad);
	assert_non_null(rd_bytes(&empty, 0));
	assert_false(empty.bad);
	assert_null(rd_bytes(&empty, 1));
	assert_true(empty.bad);
}

static void
grows_and_keeps(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		buf_u8(&b, (uint8_t)(i * 7));
	assert_int_equal(b.n, 100000);
	for (unsigned i = 0; i < 100000; i++)
		assert_int_equal(b.p[i], (uint8_t)(i * 7));
	/* Much at once behind what is there. */
	buf_zero(&b, 1000000);
	assert_int_equal(buf_check(&b, NULL), 0);
	assert_int_equal(b.n, 1100000);
	assert_int_equal(b.p[99999], (uint8_t)(99999 * 7));
	buf_release(&b);
}

static void
empty_things(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_release(&b);
	buf_clear(&b);
	buf_truncate(&b, 0);
	buf_add(&b, NULL, 0);
	assert_null(b.p);
	assert_string_equal(buf_cstr(&b), "");
	assert_int_equal(b.n, 0);
	assert_non_null(buf_extend(&b, 0));
	buf_zero(&b, 3);
	assert_memory_equal(b.p, "\0\0\0", 3);
	wipe(NULL, 0);
	buf_release(&b);
}

static void
text_goes_in(void **state)
{
	struct buf b = BUF_INIT;
	struct slice s;

	(void)state;
	buf_str(&b, "ab");
	buf_printf(&b, "%d-%s", 42, "c");
	buf_slice(&b, slice_of("!?"));
	buf_slice(&b, slice_of(NULL));
	assert_string_equal(buf_cstr(&b), "ab42-c!?");
	assert_int_equal(b.n, 8);
	buf_decimal(&b, 0);
	buf_decimal(&b, 907);
	buf_decimal(&b, UINT64_MAX);
	assert_string_equal(buf_cstr(&b), "ab42-c!?090718446744073709551615");
	buf_truncate(&b, 8);
	/* with just enough room and with one byte too little: the same text */
	while (b.cap - b.n > 4)
		buf_u8(&b, 'x');
	size_t n = b.n;
	buf_printf(&b, "%d", 123);
	assert_memory_equal(b.p + n, "123", 3);
	buf_printf(&b, "%s", "longer than there is room");
	assert_string_equal(buf_cstr(&b) + n, "123longer than there is room");
	buf_truncate(&b, 8);
	s = buf_as_slice(&b);
	assert_true(slice_is(s, "ab42-c!?"));
	assert_false(slice_is(s, "ab42-c!"));
	assert_false(slice_is(s, "ab42-c!!"));
	assert_true(slice_eq(slice_of(NULL), slice_of("")));
	buf_truncate(&b, 2);
	assert_string_equal(buf_cstr(&b), "ab");
	buf_truncate(&b, 20);
	assert_int_equal(b.n, 2);
	buf_release(&b);
}

/* A text longer than any first allocation goes through printf whole. */
static void
printf_is_not_cut(void **state)
{
	struct buf b = BUF_INIT;
	char *long_text = malloc(5001);

	(void)state;
	assert_non_null(long_text);
	memset(long_text, 'x', 5000);
	long_text[5000] = '\0';
	buf_printf(&b, "<%s>", long_text);
	assert_int_equal(b.n, 5002);
	assert_int_equal(b.p[5001], '>');
	free(long_text);
	buf_release(&b);
}

static void
no_memory_is_said_once(void **state)
{
	struct buf b = BUF_INIT;
	struct err err = { 0 };

	(void)state;
	buf_str(&b, "kept");
	assert_false(buf_reserve(&b, SIZE_MAX));
	assert_false(buf_reserve(&b, 1));
	buf_str(&b, "ignored");
	buf_printf(&b, "ignored");
	assert_null(buf_extend(&b, 1));
	assert_int_equal(b.n, 4);
	assert_memory_equal(b.p, "kept", 4);
	assert_string_equal(buf_cstr(&b), "");
	assert_int_equal(buf_check(&b, &err), E_NOMEM);
	assert_int_equal(err.code, E_NOMEM);
	buf_clear(&b);
	assert_int_equal(buf_check(&b, NULL), 0);
	buf_str(&b, "again");
	assert_string_equal(buf_cstr(&b), "again");
	buf_release(&b);
}

/* What is cut off or cleared is gone from memory while the buffer lives. */
static void
forgets(void **state)
{
	struct buf b = BUF_INIT;
	static const uint8_t zeros[6] = { 0 };

	(void)state;
	buf_str(&b, "secret");
	buf_truncate(&b, 1);
	assert_memory_equal(b.p + 1, zeros, 5);
	assert_int_equal(b.p[0], 's');
	buf_clear(&b);
	assert_memory_equal(b.p, zeros, 6);
	buf_release(&b);
}

static void
errors_are_values(void **state)
{
	struct err err;
	char path[400];

	(void)state;
	assert_int_equal(err_set(NULL, E_DATE, "%s", "x"), E_DATE);
	assert_int_equal(err_num(&err, E_TEXT_LONG, 77, "%s", "title"), E_TEXT_LONG);
	assert_int_equal(err.code, E_TEXT_LONG);
	assert_int_equal(err.n, 77);
	assert_string_equal(err.subject, "title");
	errno = EACCES;
	assert_int_equal(err_sys(&err, E_IO, "%s", "a/b"), E_IO);
	assert_int_equal(err.sys, EACCES);
	assert_int_equal(err.n, 0);
	errno = ENOSPC;
	assert_int_equal(err_sys(&err, E_IO, "%s", "a/b"), E_SPACE);
	assert_int_equal(err.code, E_SPACE);
	errno = ENOMEM;
	assert_int_equal(err_sys(NULL, E_IO, NULL), E_NOMEM);
	assert_int_equal(err_set(&err, E_BUSY, NULL), E_BUSY);
	assert_string_equal(err.subject, "");
	assert_int_equal(err.sys, 0);

	/* Adding to what a lower layer said; and a long path is cut between characters. */
	err_set(&err, E_INPUT, "%s", "inner");
	err_set(&err, E_INPUT, "outer %s", err.subject);
	assert_string_equal(err.subject, "outer inner");
	memset(path, 'p', sizeof path);
	memcpy(path + sizeof err.subject - 2, "\xc3\xa9", 2);
	path[sizeof path - 1] = '\0';
	err_set(&err, E_IO, "%s", path);
	assert_int_equal(strlen(err.subject), sizeof err.subject - 2);
}

static void
crockford(void **state)
{
	static const uint8_t key[20] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 };
	static const uint8_t three[3] = { 0xff, 0x00, 0x10 };
	char out[40];

	(void)state;
	crockford_encode(key, 160, true, out);
	assert_string_equal(out, "000G40R40M30E209185GR38E1W8124GK");
	crockford_encode(key, 160, false, out);
	assert_string_equal(out, "000g40r40m30e209185gr38e1w8124gk");
	/* The first 20 bits; then 8 bits behind two leading zero bits. */
	crockford_encode(three, 20, true, out);
	assert_string_equal(out, "ZW01");
	crockford_encode(three, 8, true, out);
	assert_string_equal(out, "7Z");
	crockford_encode(three, 0, true, out);
	assert_string_equal(out, "");
}

static void
crockford_reads_any_hand(void **state)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

	(void)state;
	for (int i = 0; i < 32; i++) {
		assert_int_equal(crockford_value(digits[i]), i);
		if (digits[i] >= 'A')
			assert_int_equal(crockford_value((char)(digits[i] - 'A' + 'a')), i);
	}
	assert_int_equal(crockford_value('o'), 0);
	assert_int_equal(crockford_value('O'), 0);
	assert_int_equal(crockford_value('i'), 1);
	assert_int_equal(crockford_value('L'), 1);
	for (int c = -128; c < 128; c++)
		if (c <= 0 || strchr("0123456789ABCDEFGHIJKLMNOPQRSTVWXYZabcdefghijklmnopqrstvwxyz", c) == NULL)
			assert_int_equal(crockford_value((char)c), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(integers_are_little_endian),
		cmocka_unit_test(reader_stops_at_the_end),
		cmocka_unit_test(grows_and_keeps),
		cmocka_unit_test(empty_things),
		cmocka_unit_test(text_goes_in),
		cmocka_unit_test(printf_is_not_cut),
		cmocka_unit_test(no_memory_is_said_once),
		cmocka_unit_test(forgets),
		cmocka_unit_test(errors_are_values),
		cmocka_unit_test(crockford),
		cmocka_unit_test(crockford_reads_any_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
