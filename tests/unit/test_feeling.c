/*
 * The vocabulary: what people type and what becomes of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "felt/model/feeling.h"
#include "../../src/model/feeling_inner.h"

static void
expect_word(const char *typed, const char *id)
{
	struct err err = { 0 };
	const struct feeling *word;
	int family;

	assert_int_equal(feeling_parse(&err, NULL, typed, &word, &family), 0);
	assert_non_null(word);
	assert_string_equal(word->id, id);
	assert_int_equal(family, feeling_id_family(id, strlen(id)));
}

static void
expect_family(const char *typed, const char *name)
{
	struct err err = { 0 };
	const struct feeling *word;
	int family;

	assert_int_equal(feeling_parse(&err, NULL, typed, &word, &family), 0);
	assert_null(word);
	assert_string_equal(feeling_family_name(family), name);
}

static void
expect_refusal(const char *typed, int code, const char *subject)
{
	struct err err = { 0 };
	const struct feeling *word;
	int family;

	assert_int_equal(feeling_parse(&err, NULL, typed, &word, &family), code);
	assert_int_equal(err.code, code);
	assert_string_equal(err.subject, subject);
	assert_null(word);
}

/* What `felt tag 7kq2 +on-guard:7/10@under` does with its argument. */
static void
test_typical(void **state)
{
	struct err err = { 0 };
	char id[FEELING_ID_MAX + 1];
	uint8_t intensity, layer;

	(void)state;
	assert_int_equal(feeling_parse_tag(&err, NULL, "On Guard:7/10@under", id, &intensity, &layer), 0);
	assert_string_equal(id, "fear.on-guard");
	assert_int_equal(intensity, 70);
	assert_int_equal(layer, LAYER_UNDER);
	assert_string_equal(feeling_by_id(NULL, id, strlen(id))->word, "on guard");
}

static void
test_table_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < FEELING_TABLE; i++) {
		const struct feeling *f = feeling_at(i);
		size_t n = strlen(f->id);

		assert_true(feeling_id_valid(f->id, n));
		assert_int_equal(f->family, i < FEELING_WORDS ? (int)(i / 8) : -1);
		assert_int_equal(feeling_id_family(f->id, n), f->family);
		assert_ptr_equal(feeling_by_id(NULL, f->id, n), f);
		assert_in_range(strlen(f->about), 20, 100);
		assert_in_range(strlen(f->body), 5, 50);
		expect_word(f->word, f->id);
		expect_word(f->id, f->id);
		for (size_t k = 0; k < i; k++) {
			assert_string_not_equal(f->id, feeling_at(k)->id);
			assert_string_not_equal(f->word, feeling_at(k)->word);
			assert_string_not_equal(f->body, feeling_at(k)->body);
		}
	}
	assert_null(feeling_at(FEELING_TABLE));
	assert_null(feeling_family_name(-1));
	assert_null(feeling_family_name(8));
	assert_null(feeling_family_about(8));
	assert_non_null(feeling_family_about(7));
	assert_null(feeling_by_id(NULL, "fear", 4));
	assert_null(feeling_by_id(NULL, "fear.on-guardx", 12));
}

static void
test_parse_word(void **state)
{
	(void)state;
	expect_word("sad", "sadness.sad"); /* exact beats the prefix of "sadness" */
	expect_word("close", "love.close");
	expect_word("loved", "love.loved");
	expect_word("anx", "fear.anxious"); /* a unique prefix */
	expect_word("ang", "anger.angry"); /* a word before the family that shares it */
	expect_word("ON-GUARD", "fear.on-guard");
	expect_word("  on   guard ", "fear.on-guard");
	expect_word("on", "fear.on-guard");
	expect_word("Self Conscious", "shame.self-conscious");
	expect_word("left", "sadness.left-out");
	expect_word("Numb.Shut Down", "numb.shut-down");
	expect_word("fear.on", "fear.on-guard"); /* a prefix of an id */
	expect_word("calm", "calm.calm");
	expect_word("cal", "calm.calm");
	expect_word("numb", "numb.numb");
	expect_word("fine", "other.fine");
	expect_word("all right", "other.fine");
	expect_word("All right, nothing special", "other.fine");
	expect_word("not sure", "other.unsure");
	expect_word("unsure", "other.unsure");
	expect_word("I don\xe2\x80\x99t know", "other.unsure");
}

static void
test_parse_family(void **state)
{
	struct err err = { 0 };
	const struct feeling *word;
	int family;

	(void)state;
	expect_family("fear", "fear");
	expect_family("love", "love");
	expect_family("Sadness", "sadness");
	expect_family("sham", "shame");
	expect_family("calm.", "calm");
	expect_family("numb.", "numb");
	expect_family("anger.", "anger");

	assert_int_equal(feeling_parse_filter(&err, NULL, "numb", &word, &family), 0);
	assert_null(word);
	assert_string_equal(feeling_family_name(family), "numb");
	assert_int_equal(feeling_parse_filter(&err, NULL, "cal", &word, &family), 0);
	assert_null(word);
	assert_string_equal(feeling_family_name(family), "calm");
	assert_int_equal(feeling_parse_filter(&err, NULL, "numb.numb", &word, &family), 0);
	assert_string_equal(word->id, "numb.numb");
	assert_int_equal(feeling_parse_filter(&err, NULL, "lonely", &word, &family), 0);
	assert_string_equal(word->id, "sadness.lonely");
	assert_int_equal(feeling_parse_filter(&err, NULL, "fine", &word, &family), 0);
	assert_string_equal(word->id, "other.fine");
	assert_int_equal(family, -1);
}

static void
test_parse_refused(void **state)
{
	(void)state;
	expect_refusal("lov", E_FEELING_AMBIGUOUS, "lov (near: loving, loved)");
	expect_refusal("dis", E_FEELING_AMBIGUOUS, "dis (near: disappointed, disgusted, distant)");
	expect_refusal("a", E_FEELING_AMBIGUOUS, "a (near: amused, appreciated, afraid, anxious, angry)");
	expect_refusal("other.", E_FEELING_AMBIGUOUS, "other. (near: not sure, all right)");
	expect_refusal("lonley", E_FEELING_UNKNOWN, "lonley (near: lonely)");
	expect_refusal("Greatful", E_FEELING_UNKNOWN, "Greatful (near: grateful)");
	expect_refusal("overwelmed", E_FEELING_UNKNOWN, "overwelmed (near: overwhelmed)");
	expect_refusal("stressed", E_FEELING_UNKNOWN, "stressed (near: overwhelmed, anxious, irritated, rested)");
	expect_refusal("sadd", E_FEELING_UNKNOWN, "sadd (near: sad, safe)"); /* nearest first */
	expect_refusal("sda", E_FEELING_UNKNOWN, "sda (near: sad)"); /* a swap is one slip */
	expect_refusal("guilt", E_FEELING_UNKNOWN, "guilt (near: guilty, ashamed)");
	expect_refusal("xyzzy", E_FEELING_UNKNOWN, "xyzzy");
	expect_refusal("happy.", E_FEELING_UNKNOWN, "happy. (near: happy)");
	expect_refusal("", E_USAGE, "no feeling was named");
	expect_refusal(" - ", E_USAGE, "no feeling was named");
	expect_refusal("fe\x1b[31mar", E_FEELING_UNKNOWN, "fe?[31mar");
}

/* A long or foreign word is refused whole and echoed in whole characters. */
static void
test_parse_long(void **state)
{
	struct err err = { 0 };
	const struct feeling *word;
	char typed[1201];
	int family;

	(void)state;
	memset(typed, 'x', 1200);
	typed[1200] = '\0';
	memcpy(typed + 59, "\xc3\xa9", 2);
	assert_int_equal(feeling_parse(&err, NULL, typed, &word, &family), E_FEELING_UNKNOWN);
	assert_int_equal(strlen(err.subject), 59 + 3);
	assert_string_equal(err.subject + 59, "...");
	typed[120] = '\0';
	assert_int_equal(feeling_parse(&err, NULL, typed, &word, &family), E_FEELING_UNKNOWN);
	assert_int_equal(feeling_parse(NULL, NULL, typed, &word, &family), E_FEELING_UNKNOWN);
}

static void
test_intensity(void **state)
{
	static const struct {
		const char *typed;
		int value; /* -1: refused */
	} cases[] = {
		{ "0", 0 },
		{ "70", 70 },
		{ "100", 100 },
		{ "70%", 70 },
		{ "7", 7 },
		{ "7/10", 70 },
		{ "3/5", 60 },
		{ "5/5", 100 },
		{ "40/100", 40 },
		{ "slight", 20 },
		{ "some", 40 },
		{ "Moderate", 60 },
		{ "strong", 80 },
		{ "overwhelming", 100 },
		{ " 70 ", 70 },
		{ "101", -1 },
		{ "1000", -1 },
		{ "11/10", -1 },
		{ "7/", -1 },
		{ "7/0", -1 },
		{ "7/7", -1 },
		{ "7/10%", -1 },
		{ "-5", -1 },
		{ "7.5", -1 },
		{ "", -1 },
		{ "%", -1 },
		{ "/5", -1 },
		{ "much", -1 },
		{ "7 0", -1 },
	};
	uint8_t v;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = { 0 };
		int rc = feeling_parse_intensity(&err, cases[i].typed, &v);

		assert_int_equal(rc, cases[i].value < 0 ? E_USAGE : 0);
		if (rc == 0)
			assert_int_equal(v, cases[i].value);
	}
}

static void
test_tag(void **state)
{
	struct err err = { 0 };
	char id[FEELING_ID_MAX + 1];
	uint8_t intensity, layer;

	(void)state;
	assert_int_equal(feeling_parse_tag(&err, NULL, "lonely", id, &intensity, &layer), 0);
	assert_string_equal(id, "sadness.lonely");
	assert_int_equal(intensity, FEELING_NO_INTENSITY);
	assert_int_equal(layer, LAYER_NONE);
	assert_int_equal(feeling_parse_tag(&err, NULL, "fear:strong@surface", id, &intensity, &layer), 0);
	assert_string_equal(id, "fear");
	assert_int_equal(intensity, 80);
	assert_int_equal(layer, LAYER_SURFACE);
	assert_int_equal(feeling_parse_tag(&err, NULL, "calm.", id, &intensity, &layer), 0);
	assert_string_equal(id, "calm");
	assert_int_equal(feeling_parse_tag(&err, NULL, "fine", id, &intensity, &layer), 0);
	assert_string_equal(id, "other.fine");

	assert_int_equal(feeling_parse_tag(&err, NULL, "fine:50", id, &intensity, &layer), E_USAGE);
	assert_string_equal(id, "");
	assert_int_equal(feeling_parse_tag(&err, NULL, "not sure:1", id, &intensity, &layer), E_USAGE);
	assert_int_equal(feeling_parse_tag(&err, NULL, "sad:", id, &intensity, &layer), E_USAGE);
	assert_int_equal(feeling_parse_tag(&err, NULL, "sad@", id, &intensity, &layer), E_USAGE);
	assert_int_equal(feeling_parse_tag(&err, NULL, "sad@deep", id, &intensity, &layer), E_USAGE);
	assert_int_equal(feeling_parse_tag(&err, NULL, ":70", id, &intensity, &layer), E_USAGE);
	assert_int_equal(feeling_parse_tag(&err, NULL, "sadd:70", id, &intensity, &layer), E_FEELING_UNKNOWN);
}

static void
test_ids(void **state)
{
	char longest[FEELING_ID_MAX + 1];

	(void)state;
	memset(longest, 'a', sizeof(longest));
	assert_true(feeling_id_valid("fear", 4));
	assert_true(feeling_id_valid("fear.on-guard", 13));
	assert_true(feeling_id_valid("work-7", 6));
	assert_true(feeling_id_valid(longest, FEELING_ID_MAX));
	assert_false(feeling_id_valid(longest, FEELING_ID_MAX + 1));
	assert_false(feeling_id_valid("", 0));
	assert_false(feeling_id_valid("a.b.c", 5));
	assert_false(feeling_id_valid(".a", 2));
	assert_false(feeling_id_valid("a.", 2));
	assert_false(feeling_id_valid("Fear", 4));
	assert_false(feeling_id_valid("on guard", 8));
	assert_false(feeling_id_valid("a\0b", 3));
	assert_int_equal(feeling_id_family("numb", 4), 7);
	assert_int_equal(feeling_id_family("joy.my-own", 10), 0);
	assert_int_equal(feeling_id_family("other.fine", 10), -1);
	assert_int_equal(feeling_id_family("joyful", 6), -1);
	assert_int_equal(feeling_id_family("", 0), -1);
}

static void
test_alias(void **state)
{
	static const char *const asked[] = { "tired", "stressed", "ok", "weird", "meh", "confused", "trapped", "betrayed", "abandoned",
		"nervous", "guilt", "cheerful", "at ease", "bored", "controlled", "discouraged", "regretful", "caring", "warm",
		"insecure" };
	const struct feeling *out[3];
	struct err err;
	const struct feeling *word;
	int family;

	(void)state;
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		size_t n = feeling_alias(asked[i], out);

		assert_in_range(n, 1, 3);
		for (size_t k = 0; k < n; k++)
			assert_non_null(out[k]);
		/* never stored silently: it is a word of its own nowhere */
		assert_int_equal(feeling_parse(&err, NULL, asked[i], &word, &family), E_FEELING_UNKNOWN);
	}
	assert_int_equal(feeling_alias("Tired ", out), 3);
	assert_string_equal(out[0]->id, "numb.drained");
	assert_int_equal(feeling_alias("don\xe2\x80\x99t care", out), 3);
	assert_string_equal(out[0]->id, "numb.indifferent");
	assert_int_equal(feeling_alias("sad", out), 0);
	assert_int_equal(feeling_alias("", out), 0);
}

/* Every id in the tables is a word, and no proposal stands twice. */
static void
test_tables_agree(void **state)
{
	const struct feeling *out[3];
	char tidy[FEELING_SLUG];

	(void)state;
	for (const struct feeling_spelling *p = feeling_spellings; p->typed != NULL; p++)
		expect_word(p->typed, p->id);
	for (const struct feeling_alias *a = feeling_aliases; a->typed != NULL; a++) {
		size_t n = feeling_alias(a->typed, out);

		assert_true(feeling_tidy(a->typed, '-', tidy));
		assert_string_equal(tidy, a->typed);
		assert_null(feeling_spelled(NULL, a->typed));
		assert_in_range(n, 1, 3);
		for (size_t i = 0; i < n; i++) {
			assert_non_null(out[i]);
			assert_string_equal(out[i]->id, a->id[i]);
			for (size_t k = 0; k < i; k++)
				assert_ptr_not_equal(out[i], out[k]);
		}
	}
}

static void
test_own_words(void **state)
{
	struct err err = { 0 };
	struct vocabulary voc = { 0 };
	const struct feeling *word;
	int family;

	(void)state;
	assert_int_equal(feeling_add(&err, &voc, " Sunday  blues ", 3, "the evening before the week"), 0);
	assert_int_equal(feeling_add(&err, &voc, "half-there", 7, NULL), 0);
	assert_int_equal(voc.nown, 2);
	assert_string_equal(voc.own[0].id, "sadness.sunday-blues");
	assert_string_equal(voc.own[0].word, "sunday blues");
	assert_string_equal(voc.own[1].word, "half-there");
	assert_int_equal(feeling_parse(&err, &voc, "sund", &word, &family), 0);
	assert_string_equal(word->id, "sadness.sunday-blues");
	assert_int_equal(family, 3);
	assert_ptr_equal(feeling_by_id(&voc, "numb.half-there", 15), &voc.own[1]);
	assert_int_equal(feeling_parse(&err, &voc, "half thre", &word, &family), E_FEELING_UNKNOWN);
	assert_string_equal(err.subject, "half thre (near: half-there)");

	assert_int_equal(feeling_add(&err, &voc, "half there", 3, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "Lonely", 3, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "not sure", 3, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "fear", 3, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "", 3, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "7", 3, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "a.b", 3, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "a:b", 3, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "drifting", 8, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "drifting", -1, NULL), E_USAGE);
	assert_int_equal(feeling_add(&err, &voc, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 3, NULL), E_USAGE);
	assert_int_equal(voc.nown, 2);
	vocabulary_release(&voc);
	assert_null(voc.own);
	vocabulary_release(&voc);
}

/* A moved word keeps its id and answers with the family it is shown in. */
static void
test_moved(void **state)
{
	struct err err = { 0 };
	struct vocabulary voc = { 0 };
	const struct feeling *word;
	int family;

	(void)state;
	voc.moved = calloc(1, sizeof(*voc.moved));
	assert_non_null(voc.moved);
	voc.nmoved = 1;
	voc.moved[0].id = "anger.jealous";
	voc.moved[0].family = 4;
	assert_int_equal(feeling_parse(&err, &voc, "jealous", &word, &family), 0);
	assert_string_equal(word->id, "anger.jealous");
	assert_int_equal(family, 4);
	vocabulary_release(&voc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_typical),
		cmocka_unit_test(test_table_is_whole),
		cmocka_unit_test(test_parse_word),
		cmocka_unit_test(test_parse_family),
		cmocka_unit_test(test_parse_refused),
		cmocka_unit_test(test_parse_long),
		cmocka_unit_test(test_intensity),
		cmocka_unit_test(test_tag),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_alias),
		cmocka_unit_test(test_tables_agree),
		cmocka_unit_test(test_own_words),
		cmocka_unit_test(test_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
