/* entry.c: one thing written, as a plain value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "felt/base/text.h"
#include "felt/model/entry.h"

static struct entry_feeling
feeling(const char *id, uint8_t intensity)
{
	struct entry_feeling f = { intensity, 0, 0, 0, { NULL, 0 } };

	f.id = slice_of(id);
	return f;
}

static struct entry_field
field(uint8_t shape, const char *key, const char *value)
{
	struct entry_field f = { shape, { NULL, 0 }, { NULL, 0 } };

	f.key = slice_of(key);
	f.value = slice_of(value);
	return f;
}

/* Fill one, compute what is computed, check it, use the struct for the next. */
static void
typical_use(void **state)
{
	struct entry e = { 0 };
	struct err err;

	(void)state;
	e.kind = KIND_ENTRY;
	e.id = 1;
	e.has_created = true;
	e.created = (struct when){ INT64_C(1795381800000), 60 };
	e.has_text = true;
	e.text = slice_of("\n  A long day. \nI didn't sleep.");
	assert_int_equal(entry_add_feeling(&e, feeling("fear.anxious", 70)), 0);
	assert_int_equal(entry_add_tag(&e, slice_of("work")), 0);
	entry_derive(&e);
	assert_int_equal(e.words, 6);
	assert_true(slice_is(e.opening, "A long day."));
	assert_int_equal(entry_check(&err, &e), 0);

	entry_reset(&e);
	assert_int_equal(e.nfeelings, 0);
	assert_int_equal(e.id, 0);
	assert_false(e.has_text);
	assert_true(e.cfeelings > 0);
	entry_release(&e);
	assert_null(e.feelings);
}

static void
arrays_grow_and_stay(void **state)
{
	struct entry e = { 0 };
	struct entry_feeling *array;

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		assert_int_equal(entry_add_feeling(&e, feeling("joy", (uint8_t)(i % 101))), 0);
		assert_int_equal(entry_add_belief(&e, i + 1), 0);
		assert_int_equal(entry_add_tag(&e, slice_of("t")), 0);
		assert_int_equal(entry_add_rating(&e, (struct entry_rating){ 1, 2 }), 0);
		assert_int_equal(entry_add_seen(&e, (struct entry_seen){ { 1 }, i }), 0);
		assert_int_equal(entry_add_field(&e, field(0, "k", "v")), 0);
		assert_int_equal(entry_add_extra(&e, (struct entry_extra){ 0x8000, { NULL, 0 } }), 0);
		assert_int_equal(entry_add_tail(&e, (struct entry_extra){ 0x8001, { NULL, 0 } }), 0);
	}
	for (unsigned i = 0; i < 1000; i++) {
		assert_int_equal(e.feelings[i].intensity, i % 101);
		assert_int_equal(e.beliefs[i], i + 1);
		assert_int_equal(e.seen[i].lamport, i);
	}
	array = e.feelings;
	entry_reset(&e);
	assert_int_equal(entry_add_feeling(&e, feeling("joy", 1)), 0);
	assert_ptr_equal(e.feelings, array);
	entry_release(&e);
}

static void
a_copy_is_its_own(void **state)
{
	struct entry a = { 0 }, b = { 0 };

	(void)state;
	a.kind = KIND_DRAFT;
	a.id = 9;
	a.title = slice_of("title");
	a.has_lamport = true;
	a.lamport = 77;
	memset(a.device, 5, DEVICE_SIZE);
	entry_add_feeling(&a, feeling("joy.happy", 10));
	entry_add_feeling(&a, feeling("fear.torn", 20));
	entry_add_tag(&a, slice_of("one"));
	entry_add_field(&a, field(FIELD_ITEM, "list", "x"));
	entry_add_tail(&a, (struct entry_extra){ 0x9000, { "z", 1 } });
	entry_add_tag(&b, slice_of("old"));
	entry_add_tag(&b, slice_of("older"));
	assert_int_equal(entry_copy(&b, &a), 0);
	assert_int_equal(b.id, 9);
	assert_int_equal(b.kind, KIND_DRAFT);
	assert_int_equal(b.lamport, 77);
	assert_memory_equal(b.device, a.device, DEVICE_SIZE);
	assert_int_equal(b.nfeelings, 2);
	assert_int_equal(b.ntags, 1);
	assert_int_equal(b.ntail, 1);
	assert_ptr_not_equal(a.feelings, b.feelings);
	assert_ptr_equal(b.title.p, a.title.p);
	entry_remove_feeling(&b, 0);
	assert_int_equal(b.nfeelings, 1);
	assert_true(slice_is(b.feelings[0].id, "fear.torn"));
	assert_int_equal(a.nfeelings, 2);
	entry_remove_tag(&b, 0);
	entry_remove_tag(&b, 0);
	entry_remove_feeling(&b, 5);
	for (const char *t = "abcd"; *t != '\0'; t++) {
		entry_add_tag(&a, (struct slice){ t, 1 });
		entry_add_feeling(&a, feeling("joy.proud", (uint8_t)*t));
	}
	entry_remove_tag(&a, 2); /* one a b c d -> one a c d */
	entry_remove_feeling(&a, 3);
	assert_int_equal(a.ntags, 4);
	assert_true(slice_is(a.tags[1], "a") && slice_is(a.tags[2], "c") && slice_is(a.tags[3], "d"));
	assert_int_equal(a.feelings[2].intensity, 'a');
	assert_int_equal(a.feelings[3].intensity, 'c');
	assert_int_equal(a.feelings[4].intensity, 'd');
	entry_remove_feeling(&a, 4);
	entry_remove_feeling(&a, 3);
	entry_remove_feeling(&a, 2);
	assert_int_equal(b.ntags, 0);
	assert_int_equal(b.nfeelings, 1);
	assert_int_equal(entry_copy(&a, &a), 0);
	assert_int_equal(a.nfeelings, 2);
	entry_release(&a);
	entry_release(&b);
}

static void
fields_by_key(void **state)
{
	struct entry e = { 0 };

	(void)state;
	entry_add_field(&e, field(FIELD_TEXT, "evidence", "first"));
	entry_add_field(&e, field(FIELD_TEXT, "evidence", "second"));
	assert_true(slice_is(entry_field(&e, "evidence"), "first"));
	assert_int_equal(entry_field(&e, "evid").n, 0);
	assert_null(entry_field(&e, "rival").p);
	entry_release(&e);
}

static void
words_and_opening_of_fields(void **state)
{
	struct entry e = { 0 };

	(void)state;
	e.kind = KIND_DRAFT;
	entry_add_field(&e, field(FIELD_NUMBER, "belief", "70"));
	entry_add_field(&e, field(FIELD_TEXT, ".step", "three"));
	entry_add_field(&e, field(FIELD_ITEM, "list", "an item"));
	entry_add_field(&e, field(FIELD_TEXT, "thought", "  They laughed.\nmore"));
	entry_derive(&e);
	assert_true(slice_is(e.opening, "They laughed."));
	assert_int_equal(e.words, 1 + 1 + 2 + 3);
	assert_true(e.has_words);
	/* A text that is only blanks gives way to the field, any other comes first. */
	e.has_text = true;
	e.text = slice_of(" \n\t");
	entry_derive(&e);
	assert_true(slice_is(e.opening, "They laughed."));
	e.text = slice_of("Text");
	entry_derive(&e);
	assert_true(slice_is(e.opening, "Text"));
	/* A tombstone keeps no trace. */
	e.kind = KIND_TOMBSTONE;
	entry_derive(&e);
	assert_int_equal(e.opening.n, 0);
	assert_false(e.has_words);
	assert_int_equal(e.words, 0);
	entry_release(&e);
}

static struct entry
good(void)
{
	struct entry e = { 0 };

	e.kind = KIND_ENTRY;
	e.id = INT64_MAX;
	e.has_created = e.has_modified = e.has_date = true;
	e.created = e.modified = (struct when){ 0, -300 };
	e.date = (struct when){ 12 * INT64_C(3600000), DAY_ONLY };
	return e;
}

static void
check_refuses(struct entry *e, enum err_code want)
{
	struct err err;

	assert_int_equal(entry_check(&err, e), want);
	assert_int_equal(err.code, want);
	assert_int_equal(entry_check(NULL, e), want);
	entry_release(e);
}

static void
what_is_not_fit(void **state)
{
	static char big[TITLE_MAX + 1];
	struct entry e = good();

	(void)state;
	memset(big, 'x', sizeof big);
	assert_int_equal(entry_check(NULL, &e), 0);
	e.title = (struct slice){ big, TITLE_MAX };
	assert_int_equal(entry_check(NULL, &e), 0);
	e.title.n++;
	check_refuses(&e, E_TEXT_LONG);
	e = good(); e.title = slice_of("\xc0\x80"); check_refuses(&e, E_TEXT_UTF8);
	e = good(); e.text = (struct slice){ "a\0b", 3 }; check_refuses(&e, E_TEXT_NUL);
	e = good(); e.text = slice_of("\xed\xa0\x80"); check_refuses(&e, E_TEXT_UTF8);
	e = good(); e.source = (struct slice){ big, SOURCE_MAX + 1 }; check_refuses(&e, E_TEXT_LONG);
	e = good(); e.opening = (struct slice){ big, OPENING_MAX + 1 }; check_refuses(&e, E_TEXT_LONG);
	e = good(); e.guide = slice_of("\xff"); check_refuses(&e, E_TEXT_UTF8);
	e = good(); e.id = UINT64_C(1) << 63; check_refuses(&e, E_USAGE);
	e = good(); e.ref = UINT64_C(1) << 63; check_refuses(&e, E_USAGE);
	e = good(); e.kind = 0; check_refuses(&e, E_USAGE);
	e = good(); e.kind = 9; check_refuses(&e, E_USAGE);
	e = good(); e.date.ms++; check_refuses(&e, E_DATE);
	e = good(); e.created.offset = 18 * 60 + 1; check_refuses(&e, E_DATE);
	e = good(); e.created = e.date; check_refuses(&e, E_DATE);
	e = good(); e.modified = e.date; check_refuses(&e, E_DATE);
	e = good(); e.modified.ms = INT64_MAX; check_refuses(&e, E_DATE);
	e = good(); entry_add_belief(&e, 0); check_refuses(&e, E_USAGE);
	e = good(); entry_add_tag(&e, slice_of("")); check_refuses(&e, E_USAGE);
	e = good(); entry_add_tag(&e, (struct slice){ big, TAG_MAX + 1 }); check_refuses(&e, E_TEXT_LONG);
	e = good(); entry_add_extra(&e, (struct entry_extra){ 17, { NULL, 0 } }); check_refuses(&e, E_USAGE);
	e = good(); entry_add_tail(&e, (struct entry_extra){ 3, { NULL, 0 } }); check_refuses(&e, E_USAGE);
}

static void
feelings_and_ratings_that_are_not_fit(void **state)
{
	static char big[65];
	struct entry e = good();
	struct entry_feeling f;

	(void)state;
	memset(big, 'x', sizeof big);
	entry_add_feeling(&e, feeling("joy", 100));
	entry_add_feeling(&e, feeling("joy", 255));
	entry_add_rating(&e, (struct entry_rating){ RATE_RIVAL, 100 });
	assert_int_equal(entry_check(NULL, &e), 0);
	entry_add_feeling(&e, feeling("joy", 101));
	check_refuses(&e, E_USAGE);
	e = good(); entry_add_feeling(&e, feeling("joy", 254)); check_refuses(&e, E_USAGE);
	e = good(); entry_add_feeling(&e, feeling("", 1)); check_refuses(&e, E_USAGE);
	f = feeling("joy", 1); f.layer = 3;
	e = good(); entry_add_feeling(&e, f); check_refuses(&e, E_USAGE);
	f = feeling("joy", 1); f.source = 3;
	e = good(); entry_add_feeling(&e, f); check_refuses(&e, E_USAGE);
	f = feeling("joy", 1); f.moment = 2;
	e = good(); entry_add_feeling(&e, f); check_refuses(&e, E_USAGE);
	f = feeling("joy", 1); f.id = (struct slice){ big, 65 };
	e = good(); entry_add_feeling(&e, f); check_refuses(&e, E_TEXT_LONG);
	e = good(); entry_add_rating(&e, (struct entry_rating){ 0, 1 }); check_refuses(&e, E_USAGE);
	e = good(); entry_add_rating(&e, (struct entry_rating){ 6, 1 }); check_refuses(&e, E_USAGE);
	e = good(); entry_add_rating(&e, (struct entry_rating){ 1, 101 }); check_refuses(&e, E_USAGE);
}

static void
fields_that_are_not_fit(void **state)
{
	static char key[FIELD_KEY_MAX + 2];
	struct entry e = good();

	(void)state;
	memset(key, 'k', sizeof key - 1);
	entry_add_field(&e, field(FIELD_NUMBER, "n", "-70"));
	entry_add_field(&e, field(FIELD_TEXT, key + 1, ""));
	assert_int_equal(entry_check(NULL, &e), 0);
	entry_add_field(&e, field(FIELD_TEXT, key, ""));
	check_refuses(&e, E_TEXT_LONG);
	e = good(); entry_add_field(&e, field(3, "n", "")); check_refuses(&e, E_USAGE);
	e = good(); entry_add_field(&e, field(FIELD_TEXT, "", "")); check_refuses(&e, E_USAGE);
	e = good(); entry_add_field(&e, field(FIELD_NUMBER, "n", "7 ")); check_refuses(&e, E_USAGE);
	e = good(); entry_add_field(&e, field(FIELD_NUMBER, "n", "-")); check_refuses(&e, E_USAGE);
	e = good(); entry_add_field(&e, field(FIELD_NUMBER, "n", "")); check_refuses(&e, E_USAGE);
	e = good(); entry_add_field(&e, field(FIELD_NUMBER, "n", "1234567890123456789")); check_refuses(&e, E_USAGE);
	e = good(); entry_add_field(&e, field(FIELD_TEXT, "n", "\x80")); check_refuses(&e, E_TEXT_UTF8);
}

/* An error names the part, never what stands in it. */
static void
errors_do_not_tell(void **state)
{
	struct entry e = good();
	struct err err;

	(void)state;
	e.title = slice_of("my secret \xff");
	assert_int_equal(entry_check(&err, &e), E_TEXT_UTF8);
	assert_int_equal(err.n, 10);
	assert_string_equal(err.subject, "title");
}

/* T094: date, then created, then id; years far apart do no harm. */
static void
order(void **state)
{
	struct entry a = { 0 }, b = { 0 };
	struct entry_key ka, kb;

	(void)state;
	a.has_created = b.has_created = true;
	a.created.ms = 100;
	b.created.ms = 50;
	b.has_date = true;
	b.date.ms = 200;
	a.id = 9;
	b.id = 3;
	ka = entry_key(&a);
	kb = entry_key(&b);
	assert_int_equal(entry_when(&b).ms, 200);
	assert_true(entry_key_cmp(&ka, &kb) < 0);
	b.date.ms = 100;
	kb = entry_key(&b);
	assert_true(entry_key_cmp(&ka, &kb) > 0);
	b.created.ms = 100;
	kb = entry_key(&b);
	assert_true(entry_key_cmp(&ka, &kb) > 0);
	b.id = 9;
	kb = entry_key(&b);
	assert_int_equal(entry_key_cmp(&ka, &kb), 0);
	ka = (struct entry_key){ INT64_MIN, 0, 1 };
	kb = (struct entry_key){ INT64_MAX, 0, 0 };
	assert_true(entry_key_cmp(&ka, &kb) < 0);
	ka = (struct entry_key){ 0, 0, UINT64_MAX };
	kb = (struct entry_key){ 0, 0, 0 };
	assert_true(entry_key_cmp(&ka, &kb) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(arrays_grow_and_stay),
		cmocka_unit_test(a_copy_is_its_own),
		cmocka_unit_test(fields_by_key),
		cmocka_unit_test(words_and_opening_of_fields),
		cmocka_unit_test(what_is_not_fit),
		cmocka_unit_test(feelings_and_ratings_that_are_not_fit),
		cmocka_unit_test(fields_that_are_not_fit),
		cmocka_unit_test(errors_do_not_tell),
		cmocka_unit_test(order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
