/*
 * The composer's text: typing, motions, undo, size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../src/term/compose_text.h"

static struct compose_text
text_of(const char *s)
{
	struct compose_text t;

	assert_int_equal(compose_text_init(NULL, &t, s, strlen(s), 0), 0);
	return t;
}

static void
is_text(struct compose_text *t, const char *want)
{
	size_t n;
	const char *s = compose_text_flat(t, &n);

	assert_int_equal(n, strlen(want));
	assert_memory_equal(s, want, n);
}

static void
type(struct compose_text *t, const char *s)
{
	for (size_t i = 0; s[i] != '\0';) {
		size_t one = text_grapheme(s + i, strlen(s + i));

		assert_int_equal(compose_text_type(t, s + i, one), COMPOSE_OK);
		i += one;
	}
}

static void
typical_use(void **state)
{
	struct compose_text t = text_of("");
	struct buf out = BUF_INIT;

	(void)state;
	type(&t, "today was");
	assert_int_equal(compose_text_paste(&t, " long", 5), COMPOSE_OK);
	compose_text_move(&t, COMPOSE_WORD_LEFT);
	type(&t, "very ");
	is_text(&t, "today was very long");
	assert_true(compose_text_undo(&t));
	is_text(&t, "today was long");
	assert_true(compose_text_undo(&t));
	is_text(&t, "today was");
	assert_true(compose_text_redo(&t));
	is_text(&t, "today was long");
	compose_text_hand_over(&t, &out);
	assert_int_equal(out.n, 14);
	assert_memory_equal(out.p, "today was long", 14);
	buf_release(&out);
	compose_text_release(&t);
}

static void
begins_at_the_end(void **state)
{
	struct compose_text t = text_of("abc");

	(void)state;
	assert_int_equal(t.at, 3);
	assert_int_equal(compose_text_erase(&t, COMPOSE_RIGHT), COMPOSE_NOTHING);
	type(&t, "d");
	is_text(&t, "abcd");
	compose_text_release(&t);
}

static void
graphemes(void **state)
{
	/* e + acute, a family of three, the flag of Austria, a CJK character */
	struct compose_text t = text_of("e\xCC\x81\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7"
					"\xF0\x9F\x87\xA6\xF0\x9F\x87\xB9\xE6\x97\xA5");

	(void)state;
	compose_text_move(&t, COMPOSE_LEFT);
	assert_int_equal(t.n - t.at, 3);
	compose_text_move(&t, COMPOSE_LEFT);
	assert_int_equal(t.n - t.at, 3 + 8);
	assert_int_equal(compose_text_erase(&t, COMPOSE_LEFT), COMPOSE_OK);
	is_text(&t, "e\xCC\x81\xF0\x9F\x87\xA6\xF0\x9F\x87\xB9\xE6\x97\xA5");
	assert_int_equal(compose_text_erase(&t, COMPOSE_LEFT), COMPOSE_OK);
	assert_int_equal(t.at, 0);
	assert_int_equal(compose_text_erase(&t, COMPOSE_RIGHT), COMPOSE_OK);
	is_text(&t, "\xE6\x97\xA5");
	assert_true(compose_text_undo(&t));
	assert_true(compose_text_undo(&t));
	assert_int_equal(t.n, 3 + 18 + 8 + 3);
	compose_text_release(&t);
}

static void
ten_thousand_marks_are_one(void **state)
{
	struct compose_text t = text_of("xa");

	(void)state;
	for (int i = 0; i < 10000; i++)
		assert_int_equal(compose_text_type(&t, "\xCC\x81", 2), COMPOSE_OK);
	compose_text_move(&t, COMPOSE_LEFT);
	assert_int_equal(t.at, 1);
	compose_text_move(&t, COMPOSE_RIGHT);
	assert_int_equal(t.at, t.n);
	compose_text_release(&t);
}

static void
invalid_bytes_are_kept(void **state)
{
	struct compose_text t = text_of("a\xFF\xC3z\x1b[2J");
	size_t steps = 0;

	(void)state;
	while (t.at > 0) {
		compose_text_move(&t, COMPOSE_LEFT);
		steps++;
	}
	assert_int_equal(steps, 8);
	type(&t, "b");
	is_text(&t, "ba\xFF\xC3z\x1b[2J");
	compose_text_release(&t);
}

static void
words(void **state)
{
	struct compose_text t = text_of("I don't, you\xE2\x80\x99re \xC3\xA9t\xC3\xA9.\n  end");

	(void)state;
	compose_text_move(&t, COMPOSE_START);
	compose_text_move(&t, COMPOSE_WORD_RIGHT);
	assert_int_equal(t.at, 1);
	compose_text_move(&t, COMPOSE_WORD_RIGHT);
	assert_int_equal(t.at, 7);
	compose_text_move(&t, COMPOSE_WORD_RIGHT);
	assert_int_equal(t.at, 17);
	compose_text_move(&t, COMPOSE_WORD_RIGHT);
	assert_int_equal(t.at, 23);
	compose_text_move(&t, COMPOSE_WORD_LEFT);
	assert_int_equal(t.at, 18);
	compose_text_move(&t, COMPOSE_END);
	assert_int_equal(compose_text_erase(&t, COMPOSE_WORD_LEFT), COMPOSE_OK);
	assert_int_equal(compose_text_erase(&t, COMPOSE_WORD_LEFT), COMPOSE_OK);
	is_text(&t, "I don't, you\xE2\x80\x99re ");
	compose_text_release(&t);
}

static void
lines(void **state)
{
	struct compose_text t = text_of("one\ntwo three\n");

	(void)state;
	compose_text_go(&t, 8);
	assert_int_equal(compose_text_erase(&t, COMPOSE_PARAGRAPH_END), COMPOSE_OK);
	is_text(&t, "one\ntwo \n");
	assert_int_equal(compose_text_erase(&t, COMPOSE_PARAGRAPH_START), COMPOSE_OK);
	is_text(&t, "one\n\n");
	assert_int_equal(compose_text_erase(&t, COMPOSE_PARAGRAPH_END), COMPOSE_OK);
	is_text(&t, "one\n");
	assert_int_equal(compose_text_erase(&t, COMPOSE_PARAGRAPH_END), COMPOSE_NOTHING);
	assert_int_equal(compose_text_erase(&t, COMPOSE_PARAGRAPH_START), COMPOSE_NOTHING);
	for (int i = 0; i < 3; i++)
		assert_true(compose_text_undo(&t));
	is_text(&t, "one\ntwo three\n");
	assert_int_equal(t.at, 8);
	compose_text_release(&t);
}

static void
runs_of_typing(void **state)
{
	struct compose_text t = text_of("");

	(void)state;
	type(&t, "one line\nanother");
	assert_true(compose_text_undo(&t));
	is_text(&t, "one line\n");
	assert_true(compose_text_undo(&t));
	is_text(&t, "");
	assert_false(compose_text_undo(&t));
	assert_true(compose_text_redo(&t));
	is_text(&t, "one line\n");

	/* a motion ends a run, and so does a new kind of edit */
	type(&t, "ab");
	compose_text_move(&t, COMPOSE_LEFT);
	compose_text_move(&t, COMPOSE_RIGHT);
	type(&t, "cd");
	assert_int_equal(compose_text_erase(&t, COMPOSE_LEFT), COMPOSE_OK);
	assert_int_equal(compose_text_erase(&t, COMPOSE_LEFT), COMPOSE_OK);
	is_text(&t, "one line\nab");
	assert_true(compose_text_undo(&t));
	is_text(&t, "one line\nabcd");
	assert_true(compose_text_undo(&t));
	is_text(&t, "one line\nab");
	assert_false(t.history.n == t.history.done);

	/* a new edit forgets what could be redone */
	type(&t, "!");
	assert_false(compose_text_redo(&t));
	compose_text_release(&t);
}

static void
long_runs_end_at_a_word(void **state)
{
	struct compose_text t = text_of("");

	(void)state;
	type(&t, "0123456789 0123456789 0123456789 0123456789 next");
	assert_true(compose_text_undo(&t));
	is_text(&t, "0123456789 0123456789 0123456789 0123456789 ");
	compose_text_release(&t);
}

static void
no_more_than_max(void **state)
{
	struct compose_text t;

	(void)state;
	assert_int_equal(compose_text_init(NULL, &t, "12345", 5, 4), E_TEXT_LONG);
	assert_int_equal(compose_text_init(NULL, &t, "1234", 4, 6), 0);
	assert_int_equal(compose_text_paste(&t, "567", 3), COMPOSE_FULL);
	is_text(&t, "1234");
	assert_int_equal(compose_text_paste(&t, "56", 2), COMPOSE_OK);
	assert_int_equal(compose_text_type(&t, "7", 1), COMPOSE_FULL);
	assert_true(compose_text_undo(&t));
	is_text(&t, "1234");
	compose_text_release(&t);
}

static void
paragraphs_across_the_gap(void **state)
{
	struct compose_text t = text_of("aa\nbb\ncc");

	(void)state;
	for (size_t gap = 0; gap <= t.n; gap++) {
		assert_int_equal(compose_text_replace(&t, gap, 0, "", 0), COMPOSE_OK); /* only moves the gap */
		assert_int_equal(t.gap, gap);
		for (size_t at = 0; at <= t.n; at++) {
			assert_int_equal(compose_text_paragraph(&t, at), at / 3 * 3);
			assert_int_equal(compose_text_paragraph_end(&t, at), at / 3 * 3 + 2);
		}
	}
	compose_text_release(&t);
}

/* Against a plain string, then everything taken back and done again. */
static void
random_edits(void **state)
{
	static const char *const pieces[] = { "a", " ", "\n", "\xC3\xA9", "\xE6\x97\xA5", "e\xCC\x81", "word ", "\xFF", "\t" };
	struct compose_text t = text_of("");
	char model[20000] = "", last[20000];
	unsigned seed = 7;

	(void)state;
	for (int i = 0; i < 6000; i++) {
		unsigned r = seed = seed * 1103515245U + 12345U;
		const char *s = pieces[(r >> 8) % 9];
		size_t n = strlen(s), before = t.n, from;

		switch ((r >> 16) % 8) {
		case 0: case 1: case 2:
			if (strlen(model) + n + 1 > 9000)
				break;
			memmove(model + t.at + n, model + t.at, strlen(model + t.at) + 1);
			memcpy(model + t.at, s, n);
			assert_int_equal((r & 1024) ? compose_text_type(&t, s, n) : compose_text_paste(&t, s, n), COMPOSE_OK);
			break;
		case 3:
			(void)compose_text_erase(&t, (enum compose_motion)((r >> 20) % 6));
			from = t.at;
			memmove(model + from, model + from + (before - t.n), strlen(model) - from - (before - t.n) + 1);
			break;
		default:
			compose_text_move(&t, (enum compose_motion)((r >> 20) % 8));
		}
		is_text(&t, model);
		assert_true(t.at <= t.n);
	}
	strcpy(last, model);
	while (compose_text_undo(&t))
		;
	is_text(&t, "");
	while (compose_text_redo(&t))
		;
	is_text(&t, last);
	compose_text_release(&t);
}

static double
seconds(clock_t from)
{
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

static void
ten_mebibytes_stay_fast(void **state)
{
	size_t n = 10 * 1024 * 1024;
	char *big = malloc(n);
	struct compose_text t;
	clock_t from;

	(void)state;
	assert_non_null(big);
	memset(big, 'x', n);
	assert_int_equal(compose_text_init(NULL, &t, big, n, 0), 0);
	from = clock();
	compose_text_go(&t, n / 2);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(compose_text_type(&t, "y", 1), COMPOSE_OK);
	for (int i = 0; i < 20; i++) {
		compose_text_move(&t, i % 2 ? COMPOSE_START : COMPOSE_END);
		assert_int_equal(compose_text_type(&t, "z", 1), COMPOSE_OK);
		(void)compose_text_paragraph(&t, t.n);
	}
	assert_int_equal(compose_text_paste(&t, big, n), COMPOSE_OK);
	assert_true(compose_text_undo(&t));
	assert_true(seconds(from) < 5.0);
	compose_text_release(&t);
	free(big);
}

static void
history_has_an_end(void **state)
{
	struct compose_text t = text_of("");

	(void)state;
	for (int i = 0; i < COMPOSE_STEPS_MAX + 10; i++)
		assert_int_equal(compose_text_paste(&t, "x", 1), COMPOSE_OK);
	assert_true(t.history.n <= COMPOSE_STEPS_MAX);
	while (compose_text_undo(&t))
		;
	assert_true(t.n > 0);
	assert_true(t.n < COMPOSE_STEPS_MAX / 2);
	compose_text_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(begins_at_the_end),
		cmocka_unit_test(graphemes),
		cmocka_unit_test(ten_thousand_marks_are_one),
		cmocka_unit_test(invalid_bytes_are_kept),
		cmocka_unit_test(words),
		cmocka_unit_test(lines),
		cmocka_unit_test(runs_of_typing),
		cmocka_unit_test(long_runs_end_at_a_word),
		cmocka_unit_test(no_more_than_max),
		cmocka_unit_test(paragraphs_across_the_gap),
		cmocka_unit_test(random_edits),
		cmocka_unit_test(ten_mebibytes_stay_fast),
		cmocka_unit_test(history_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
