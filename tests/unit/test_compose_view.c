/*
 * What the composer's text looks like: wrap, cursor, scrolling.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../src/term/compose_view.h"

struct desk {
	struct compose_text t;
	struct compose_view v;
};

static void
open_desk(struct desk *d, const char *s, size_t n, int columns, int rows)
{
	assert_int_equal(compose_text_init(NULL, &d->t, s, n, 0), 0);
	compose_view_init(&d->v, &d->t, false);
	compose_view_size(&d->v, columns, rows);
}

static void
close_desk(struct desk *d)
{
	compose_view_release(&d->v);
	compose_text_release(&d->t);
}

struct painted {
	struct compose_view *v;
	struct buf out;
};

static bool
paint(void *arg, const struct compose_cell *c, const char *bytes)
{
	struct painted *p = arg;

	if (c->kind == COMPOSE_BLANK)
		for (int i = 0; i < c->width; i++)
			buf_u8(&p->out, '.');
	else
		buf_slice(&p->out, compose_view_shown(p->v, c, bytes));
	return true;
}

/* The lines from the top of the text, joined by |. */
static void
shows(struct desk *d, const char *want)
{
	struct painted p = { &d->v, BUF_INIT };
	struct compose_line l;
	size_t from = 0;

	for (;;) {
		assert_true(compose_view_line(&d->v, from, &l));
		compose_view_cells(&d->v, &l, paint, &p);
		if (l.last)
			break;
		buf_u8(&p.out, '|');
		from = l.next;
	}
	assert_string_equal(buf_cstr(&p.out), want);
	buf_release(&p.out);
}

static void
wraps(const char *s, int columns, const char *want)
{
	struct desk d;

	open_desk(&d, s, strlen(s), columns, 10);
	shows(&d, want);
	close_desk(&d);
}

static void
typical_use(void **state)
{
	const char *s = "the quick brown fox\njumps";
	struct desk d;
	int row, column;

	(void)state;
	open_desk(&d, s, strlen(s), 11, 4); /* ten columns of text, one for the cursor */
	shows(&d, "the.quick.|brown.fox|jumps");
	compose_view_follow(&d.v);
	compose_view_cursor(&d.v, &row, &column);
	assert_int_equal(row, 2);
	assert_int_equal(column, 5);
	compose_view_move(&d.v, COMPOSE_UP);
	assert_int_equal(d.t.at, 15);
	compose_view_move(&d.v, COMPOSE_UP);
	assert_int_equal(d.t.at, 5);
	close_desk(&d);
}

static void
wrapping(void **state)
{
	(void)state;
	wraps("", 11, "");
	wraps("\n", 11, "|");
	wraps("a\n\nb\n", 11, "a||b|");
	wraps("1234567890", 11, "1234567890");
	wraps("12345678901", 11, "1234567890|1");
	wraps("12345 1234567", 11, "12345.|1234567");
	wraps("12345    123456", 9, "12345....|123456");          /* the blanks hang */
	wraps("    indented word", 11, "....indent|ed.word");    /* no line for an indentation alone */
	wraps("            x", 11, "..........|..x");            /* an indentation wider than the line */
	wraps("\tx", 20, "........x");
	wraps("ab\tx", 20, "ab......x");
	wraps("x", 1, "x");
	wraps("xyz", 2, "x|y|z");
}

static void
wide_and_marked(void **state)
{
	(void)state;
	/* six CJK characters are twelve columns */
	wraps("\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5", 11,
	      "\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5|\xE6\x97\xA5");
	/* they may be broken between, words beside them not */
	wraps("word \xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5", 10, "word.\xE6\x97\xA5\xE6\x97\xA5|\xE6\x97\xA5");
	/* escape sequences are shown, not done */
	wraps("a\x1b[2Jb", 20, "a<U+001B>[2Jb");
	wraps("a\r\xFF\xE2\x80\xAE", 40, "a<U+000D><FF><U+202E>");
	/* a mark that is wider than the screen still goes forward */
	wraps("\x1b\x1b", 3, "<U+001B>|<U+001B>");
	/* a combining mark without a letter gets a dotted circle */
	wraps("\n\xCC\x81x", 10, "|\xE2\x97\x8C\xCC\x81x");
}

static void
ascii_alone(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d, "caf\xC3\xA9 \xE6\x97\xA5\x1b", 10, 40, 5);
	d.v.ascii = true;
	shows(&d, "caf?.?<U+001B>");
	close_desk(&d);
}

static void
cursor_in_hanging_blanks(void **state)
{
	const char *s = "1234567890     x";
	struct desk d;
	int row, column;

	(void)state;
	open_desk(&d, s, strlen(s), 11, 5);
	d.t.at = 13;
	compose_view_follow(&d.v);
	compose_view_cursor(&d.v, &row, &column);
	assert_int_equal(row, 0);
	assert_int_equal(column, 10);
	d.t.at = 15;
	compose_view_cursor(&d.v, &row, &column);
	assert_int_equal(row, 1);
	assert_int_equal(column, 0);
	close_desk(&d);
}

static void
home_and_end(void **state)
{
	const char *s = "one two three four\nx";
	struct desk d;

	(void)state;
	open_desk(&d, s, strlen(s), 9, 5); /* one.two. | three. | four */
	shows(&d, "one.two.|three.|four|x");
	compose_text_go(&d.t, 10);
	compose_view_home(&d.v);
	assert_int_equal(d.t.at, 8);
	compose_view_home(&d.v);
	assert_int_equal(d.t.at, 0);
	compose_view_end(&d.v);
	assert_int_equal(d.t.at, 7);
	compose_view_end(&d.v);
	assert_int_equal(d.t.at, 18);
	close_desk(&d);
}

static void
keeps_its_column(void **state)
{
	const char *s = "abcdefgh\nxy\nabcdefgh\n\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5";
	struct desk d;

	(void)state;
	open_desk(&d, s, strlen(s), 20, 10);
	compose_text_go(&d.t, 5);
	compose_view_move(&d.v, COMPOSE_DOWN);
	assert_int_equal(d.t.at, 11);
	compose_view_move(&d.v, COMPOSE_DOWN);
	assert_int_equal(d.t.at, 17);
	compose_view_move(&d.v, COMPOSE_DOWN); /* column 5 is the middle of the third wide one */
	assert_int_equal(d.t.at, 27);
	compose_view_move(&d.v, COMPOSE_DOWN); /* the last line: to its end */
	assert_int_equal(d.t.at, d.t.n);
	close_desk(&d);
}

/* The lines tile the text, and looking backwards finds the same ones. */
static void
is_consistent(struct desk *d)
{
	size_t *starts = malloc((d->t.n + 2) * sizeof *starts), n = 0, from = 0;
	struct compose_line l;

	assert_non_null(starts);
	for (;;) {
		starts[n++] = from;
		assert_true(compose_view_line(&d->v, from, &l));
		assert_int_equal(l.from, from);
		assert_true(l.to >= l.from && l.to <= l.next && l.next > from);
		if (l.last)
			break;
		from = l.next;
	}
	assert_int_equal(l.next, d->t.n + 1);
	for (size_t i = 0; i < n; i += d->t.n < 4096 ? 1 : 41) { /* each costs a segment */
		size_t end = i + 1 < n ? starts[i + 1] : d->t.n + 1;

		for (size_t at = starts[i]; at < end; at += d->t.n < 4096 || at + 1 == end ? 1 : end - 1 - at)
			assert_int_equal(compose_view_start(&d->v, at), starts[i]);
		for (size_t back = 0; back < 5; back += d->t.n < 4096 ? 1 : 4)
			assert_int_equal(compose_view_above(&d->v, starts[i], back), starts[back > i ? 0 : i - back]);
	}
	free(starts);
}

static void
cursor_is_seen(struct desk *d)
{
	struct compose_line l;
	size_t from;

	compose_view_follow(&d->v);
	from = d->v.top;
	assert_int_equal(compose_view_start(&d->v, from), from);
	for (int r = 0; r < d->v.rows; r++) {
		assert_true(compose_view_line(&d->v, from, &l));
		if (l.last || d->t.at < l.next)
			return;
		from = l.next;
	}
	fail_msg("the cursor is below the screen");
}

static void
random_texts(void **state)
{
	static const char *const pieces[] = { "a", "word", " ", "  ", "\n", "\t", "\xE6\x97\xA5", "\x1b", "e\xCC\x81", "\xFF", "," };
	struct desk d;
	unsigned seed = 3;

	(void)state;
	open_desk(&d, "", 0, 20, 5);
	for (int i = 0; i < 1500; i++) {
		unsigned r = seed = seed * 1103515245U + 12345U;
		const char *s = pieces[(r >> 8) % 11];

		switch ((r >> 16) % 7) {
		case 0: case 1: case 2:
			(void)compose_text_type(&d.t, s, strlen(s));
			break;
		case 3:
			if ((r >> 20) % 4 == 0)
				(void)compose_text_erase(&d.t, (enum compose_motion)((r >> 22) % 4));
			break;
		case 4:
			compose_view_move(&d.v, (enum compose_step_to)((r >> 20) % 4));
			break;
		case 5:
			compose_text_move(&d.t, (enum compose_motion)((r >> 20) % 6));
			break;
		default:
			if ((r >> 20) % 8 == 0)
				compose_view_size(&d.v, 1 + (int)((r >> 23) % 30), 1 + (int)((r >> 9) % 8));
		}
		cursor_is_seen(&d);
		if (i % 50 == 0)
			is_consistent(&d);
	}
	close_desk(&d);
}

/* Segments: a paragraph of more than one, with and without blanks. */
static void
long_paragraphs(void **state)
{
	static const char *const units[] = { "word and ", "x", "\xE6\x97\xA5", "e\xCC\x81" };

	(void)state;
	for (size_t u = 0; u < 4; u++) {
		struct buf s = BUF_INIT;
		struct desk d;

		buf_str(&s, "first\n");
		while (s.n < COMPOSE_SEGMENT + 1000)
			buf_str(&s, units[u]);
		buf_str(&s, "\nlast");
		open_desk(&d, (const char *)s.p, s.n, 61, 20);
		is_consistent(&d);
		compose_text_go(&d.t, COMPOSE_SEGMENT + 12);
		(void)compose_text_type(&d.t, "y", 1);
		is_consistent(&d);
		cursor_is_seen(&d);
		close_desk(&d);
		buf_release(&s);
	}
}

static double
seconds(clock_t from)
{
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* A key and a redraw in 10 MiB: one paragraph, and 10,000 lines. */
static void
big_texts_stay_fast(void **state)
{
	size_t n = (getenv("FELT_QUICK") ? 1 : 10) * (size_t)1024 * 1024;
	char *big = malloc(n);
	int row, column;

	(void)state;
	assert_non_null(big);
	for (int lines = 0; lines < 2; lines++) {
		struct desk d;
		clock_t from;

		for (size_t i = 0; i < n; i++)
			big[i] = lines && i % 1000 == 999 ? '\n' : i % 6 == 5 ? ' ' : 'x';
		open_desk(&d, big, n, 100, 50);
		compose_text_go(&d.t, n / 2);
		from = clock();
		for (int i = 0; i < 20; i++) {
			(void)compose_text_type(&d.t, "y", 1);
			compose_view_move(&d.v, i % 3 ? COMPOSE_UP : COMPOSE_PAGE_DOWN);
			compose_view_follow(&d.v);
			compose_view_cursor(&d.v, &row, &column);
		}
		print_message("%s: %.1f ms a key\n", lines ? "10,000 lines" : "one paragraph", seconds(from) * 50);
		assert_true(seconds(from) < 10.0);
		close_desk(&d);
	}
	free(big);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(wrapping),
		cmocka_unit_test(wide_and_marked),
		cmocka_unit_test(ascii_alone),
		cmocka_unit_test(cursor_in_hanging_blanks),
		cmocka_unit_test(home_and_end),
		cmocka_unit_test(keeps_its_column),
		cmocka_unit_test(random_texts),
		cmocka_unit_test(long_paragraphs),
		cmocka_unit_test(big_texts_stay_fast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
