/* query.c: what is searched for, whether an entry matches, and which bytes of it show why. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "cli/look/query.h"

/* The bytes that are shown as the match, or NULL when the entry does not match. */
static const char *
found(const struct entry *e, const char *words)
{
	static char shown[256];
	struct query q = { 0 };
	struct buf fold = BUF_INIT;
	struct err err = { 0 };
	struct found f;
	bool match;

	assert_int_equal(query_parse(&err, &q, words, strlen(words)), 0);
	match = query_match(&q, e, &fold);
	if (match) {
		f = query_where(&q, e, &fold);
		assert_true(f.from <= f.to && f.to <= f.part.n);
		snprintf(shown, sizeof shown, "%.*s", (int)(f.to - f.from), f.part.p + f.from);
	}
	query_release(&q);
	buf_release(&fold);
	return match ? shown : NULL;
}

static const char *
found_in(const char *text, const char *words)
{
	struct entry e = { .kind = KIND_ENTRY, .has_text = true, .text = slice_of(text) };

	return found(&e, words);
}

static void
typical_use(void **state)
{
	(void)state;
	assert_string_equal(found_in("A Barn Owl in daylight", "owl"), "Owl");
	assert_string_equal(found_in("A Barn Owl in daylight", "daylight barn"), "daylight");
	assert_null(found_in("A Barn Owl in daylight", "barn night"));
	assert_string_equal(found_in("A Barn Owl in daylight", "\"barn owl\""), "Barn Owl");
	assert_null(found_in("A Barn Owl in daylight", "\"owl barn\""));
	assert_null(found_in("A Barn Owl in daylight", "owl -barn"));
	assert_string_equal(found_in("A Barn Owl in daylight", "owl -night"), "Owl");
	assert_null(found_in("A Barn Owl in daylight", "owl -\"in daylight\""));
}

static void
case_and_accents_do_not_matter(void **state)
{
	(void)state;
	assert_string_equal(found_in("Im Caf\xc3\xa9 war es sch\xc3\xb6n", "CAFE"), "Caf\xc3\xa9");
	assert_string_equal(found_in("Im Cafe\xcc\x81 war es", "caf\xc3\xa9"), "Cafe\xcc\x81");
	assert_string_equal(found_in("die Stra\xc3\x9f" "e", "STRASSE"), "Stra\xc3\x9f" "e");
	assert_string_equal(found_in("I don\xe2\x80\x99t like that", "don't"), "don\xe2\x80\x99t");
	assert_string_equal(found_in("\xce\x91\xce\xa3\xce\xa4\xce\x97\xce\xa1", "\xce\xb1\xcf\x83\xcf\x84\xce\xb7\xcf\x81"), "\xce\x91\xce\xa3\xce\xa4\xce\x97\xce\xa1");
	assert_string_equal(found_in("line one\n  line two", "\"one line\""), "one\n  line");
}

/* Far into a text whose folded form has another length, the bytes are still the right ones. */
static void
far_into_a_text(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < 500; i++)
		buf_str(&b, "\xc3\x84rger \xef\xac\x81  \n ");
	buf_str(&b, "das \xc3\x9c" "bel");
	assert_string_equal(found_in(buf_cstr(&b), "ubel"), "\xc3\x9c" "bel");
	assert_string_equal(found_in(buf_cstr(&b), "\"das ubel\""), "das \xc3\x9c" "bel");
	buf_release(&b);
}

/* Another program may have sealed bytes that are no UTF-8: finding where a match stands comes to an end all the same. */
static void
bytes_that_are_no_text(void **state)
{
	char text[600];

	(void)state;
	memset(text, 0x88, sizeof text);
	memcpy(text, "\xff\xff\xc3\xa9", 4);
	memcpy(text + 590, "\xc3\x9c" "bel", 6);
	assert_string_equal(found_in(text, "ubel"), "\xc3\x9c" "bel");
}

static void
every_part_is_searched(void **state)
{
	struct entry e = { .kind = KIND_ENTRY, .has_text = true, .text = slice_of("text"), .title = slice_of("the title") };

	(void)state;
	entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("situation"), slice_of("nobody rang") });
	entry_add_tag(&e, slice_of("evening"));
	assert_string_equal(found(&e, "title"), "title");
	assert_string_equal(found(&e, "rang"), "rang");
	assert_string_equal(found(&e, "EVENING"), "evening");
	assert_string_equal(found(&e, "text evening rang title"), "text");
	/* a phrase does not reach from one part into the next, and keys are not searched */
	assert_null(found(&e, "\"text the\""));
	assert_null(found(&e, "\"rang evening\""));
	assert_null(found(&e, "situation"));
	entry_release(&e);
}

static void
refused(void **state)
{
	static const char *const senseless[] = { "", "   ", "\n", "-not", "-\"a phrase\"", "\"\"", "\" \"" };

	(void)state;
	for (size_t i = 0; i < sizeof senseless / sizeof senseless[0]; i++) {
		struct query q = { 0 };
		struct err err = { 0 };

		assert_int_equal(query_parse(&err, &q, senseless[i], strlen(senseless[i])), E_USAGE);
		query_release(&q);
	}
}

static void
words_are_bounded(void **state)
{
	struct query q = { 0 };
	struct err err = { 0 };
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i <= TERMS_MAX; i++)
		buf_str(&b, "w ");
	assert_int_equal(query_parse(&err, &q, (const char *)b.p, b.n), E_USAGE);
	query_release(&q);
	buf_release(&b);
}

/* A quote that is not closed reaches to the end; a hyphen inside a word or alone is no sign. */
static void
forgiving(void **state)
{
	(void)state;
	assert_string_equal(found_in("a barn owl", "\"barn owl"), "barn owl");
	assert_string_equal(found_in("self-disgust", "self-disgust"), "self-disgust");
	assert_string_equal(found_in("a - b", "- b"), "-");
}

static void
passages(void **state)
{
	static const char text[] = "one two three four five six seven eight nine ten eleven twelve";
	struct found f = { slice_of(text), 24, 27 }; /* "six" */
	struct slice p = query_passage(&f, 10, 10);

	(void)state;
	assert_int_equal(p.p[0], 'f');
	assert_true(p.n >= 13 && p.n <= 23);
	p = query_passage(&f, 1000, 1000);
	assert_int_equal(p.n, sizeof text - 1);
	p = query_passage(&f, 0, 0);
	assert_true(slice_is(p, "six"));
	f = (struct found){ { NULL, 0 }, 0, 0 };
	p = query_passage(&f, 10, 10);
	assert_int_equal(p.n, 0);
	/* a joined picture is one thing */
	f = (struct found){ slice_of("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧owl"), 54, 57 };
	for (size_t before = 18; before < 36; before++)
		assert_true(slice_is(query_passage(&f, before, 0), "👨‍👩‍👧owl"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use), cmocka_unit_test(case_and_accents_do_not_matter), cmocka_unit_test(far_into_a_text),
		cmocka_unit_test(bytes_that_are_no_text),
		cmocka_unit_test(every_part_is_searched), cmocka_unit_test(refused), cmocka_unit_test(words_are_bounded),
		cmocka_unit_test(forgiving), cmocka_unit_test(passages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
