/* plot.c, plot_grid.c: numbers in, lines out. */
#include "check.h"

#include <string.h>

#include "felt/base/text.h"
#include "felt/term/plot.h"

static struct buf b;

static const char *
drawn(void)
{
	static char text[4096];

	assert_true(b.n < sizeof text);
	memcpy(text, b.p, b.n);
	text[b.n] = '\0';
	buf_release(&b);
	return text;
}

static void
typical_use(void **state)
{
	uint32_t v[] = { 0, 1, 4, 8, 0 };

	(void)state;
	plot_bars(&b, v, 5, 8, 1, 0);
	assert_string_equal(drawn(), " ▁▄█");
	plot_bars(&b, v, 5, 8, 2, 0);
	assert_string_equal(drawn(), "   █");
	plot_bars(&b, v, 5, 8, 2, 1);
	assert_string_equal(drawn(), " ▂██");
	assert_int_equal(plot_bar(&b, 50, 100, 5), 3);
	assert_string_equal(drawn(), "██▌");
	assert_int_equal(plot_bar(&b, 100, 100, 5), 5);
	assert_string_equal(drawn(), "█████");
}

/* Something is never drawn as nothing, less never as all, and more never as less. */
static void
small_and_large(void **state)
{
	(void)state;
	assert_string_equal(plot_level(0, 100), " ");
	assert_string_equal(plot_level(1, 100), "▁");
	assert_string_equal(plot_level(99, 100), "▇");
	assert_string_equal(plot_level(100, 100), "█");
	assert_string_equal(plot_level(UINT32_MAX, UINT32_MAX), "█");
	assert_string_equal(plot_level(5, 0), " ");
	assert_int_equal(plot_bar(&b, 1, UINT32_MAX, 10), 1);
	assert_string_equal(drawn(), "▏");
	for (uint32_t v = 1; v <= 1000; v++) {
		size_t columns = plot_bar(&b, v, 1000, 20), before;

		assert_int_equal(columns, text_width((const char *)b.p, b.n));
		buf_release(&b);
		before = plot_bar(&b, v - 1, 1000, 20);
		buf_release(&b);
		assert_true(columns >= before && columns <= 20);
		assert_true(strcmp(plot_level(v, 1000), plot_level(v - 1, 1000)) >= 0 || v == 1);
	}
	assert_int_equal(plot_bar(&b, 0, 10, 10), 0);
	assert_int_equal(b.n, 0);
}

static void
braille(void **state)
{
	struct plot_canvas c;

	(void)state;
	assert_int_equal(plot_canvas_begin(NULL, &c, 3, 2), 0);
	plot_dot(&c, 0, 0);
	plot_dot(&c, 5, 7);
	plot_canvas_row(&b, &c, 0);
	assert_string_equal(drawn(), "  ⠈");
	plot_canvas_row(&b, &c, 1);
	assert_string_equal(drawn(), "⡀");
	plot_dot(&c, -1, 0);
	plot_dot(&c, 0, 8);
	plot_dot(&c, 6, 0);
	plot_dot(&c, 0, -1);
	plot_canvas_row(&b, &c, 1);
	assert_string_equal(drawn(), "⡀");
	plot_line(&c, 0, 0, 5, 0, 1);
	plot_canvas_row(&b, &c, 1);
	assert_string_equal(drawn(), "⣀⣀⣀");
	plot_line(&c, 0, 0, 0, 7, 1);
	plot_canvas_row(&b, &c, 0);
	assert_string_equal(drawn(), "⡇ ⠈");
	plot_canvas_release(&c);
	plot_canvas_begin(NULL, &c, 2, 1);
	plot_line(&c, 3, 3, 0, 0, 1); /* from right to left, down */
	plot_canvas_row(&b, &c, 0);
	assert_string_equal(drawn(), "⡠⠊");
	plot_line(&c, 3, 0, 3, 0, 1); /* one dot */
	plot_canvas_row(&b, &c, 0);
	assert_string_equal(drawn(), "⡠⢊");
	plot_canvas_release(&c);
	plot_canvas_begin(NULL, &c, 4, 1);
	plot_line(&c, 0, 0, 7, 0, 3); /* sparse */
	plot_canvas_row(&b, &c, 0);
	assert_string_equal(drawn(), "⡀⢀ ⡀");
	plot_canvas_release(&c);
}

static struct plot_day days[PLOT_MONTHS][PLOT_DAYS];

static void
a_year(void **state)
{
	(void)state;
	memset(days, 0, sizeof days);
	days[0][0] = (struct plot_day){ "S", { 3, PLOT_NO_HUE } };
	days[0][1] = (struct plot_day){ "JF", { 0, 4 } };
	days[1][27] = (struct plot_day){ ".", { PLOT_NO_HUE, PLOT_NO_HUE } };
	days[11][30] = (struct plot_day){ "JF", { 0, 4 } };
	plot_calendar(&b, (const struct plot_day (*)[PLOT_DAYS])days, 66, 0);
	const char *s = drawn();
	assert_non_null(strstr(s, "    1       5         10        15        20        25        30\n"));
	assert_non_null(strstr(s, "\njan S JF\n"));
	assert_non_null(strstr(s, "\nfeb                                                       .\n"));
	assert_non_null(strstr(s, "\nmar\n"));
	assert_non_null(strstr(s, "\ndec                                                             JF\n"));
	plot_calendar(&b, (const struct plot_day (*)[PLOT_DAYS])days, 40, 0);
	s = drawn();
	assert_non_null(strstr(s, "\njan S JF\n 17\nfeb\n 17                       .\nmar\n"));
	plot_calendar(&b, (const struct plot_day (*)[PLOT_DAYS])days, 96, 0);
	assert_non_null(strstr(drawn(), "\njan S JF\n"));
	plot_calendar(&b, (const struct plot_day (*)[PLOT_DAYS])days, 97, 0); /* room for a blank between two days */
	s = drawn();
	assert_non_null(strstr(s, "    1           5              10             15"));
	assert_non_null(strstr(s, "\njan S  JF\n"));
	plot_calendar(&b, (const struct plot_day (*)[PLOT_DAYS])days, 66, 256);
	s = drawn();
	assert_non_null(strstr(s, "jan \033[48;5;32m\033[38;5;16mS\033[0m \033[48;5;227m\033[38;5;16mJ\033[0m\033[48;5;214m"));
}

/* No line is wider than it may be, and none ends in a blank. */
static void
edges(size_t columns)
{
	size_t at = 0;

	while (at < b.n) {
		const uint8_t *end = memchr(b.p + at, '\n', b.n - at);
		size_t n = end ? (size_t)(end - b.p) - at : b.n - at;

		assert_true(text_width((const char *)b.p + at, n) <= columns);
		assert_true(n == 0 || b.p[at + n - 1] != ' ');
		at += n + 1;
	}
	buf_release(&b);
}

static void
no_wider(void **state)
{
	struct slice labels[12];
	uint32_t v[144];

	(void)state;
	for (size_t i = 0; i < 144; i++)
		v[i] = i % 3 ? (uint32_t)(i * i * i) : 0;
	for (size_t i = 0; i < 12; i++)
		labels[i] = slice_of(i % 2 ? "漢字漢字漢字漢字漢字漢字" : "e\xcc\x81t\xcc\x82");
	for (size_t m = 0; m < PLOT_MONTHS; m++)
		for (size_t d = 0; d < PLOT_DAYS; d++)
			days[m][d] = (struct plot_day){ "JF", { 0, 4 } };
	for (size_t columns = 20; columns < 140; columns++) {
		plot_calendar(&b, (const struct plot_day (*)[PLOT_DAYS])days, columns, 0);
		edges(columns);
		size_t n = plot_matrix_fits(columns, 12);
		plot_matrix(&b, labels, v, n > 12 ? 12 : n, 12);
		edges(columns);
	}
}

static void
a_matrix(void **state)
{
	struct slice labels[] = { slice_of("anxious"), slice_of("lonely"), slice_of("on guard") };
	uint32_t v[] = { 0, 4, 0, 4, 0, 1234, 0, 1234, 0 };

	(void)state;
	plot_matrix(&b, labels, v, 3, 8);
	assert_string_equal(drawn(), "              1   2\n 1 anxious\n 2 lonely     4\n 3 on guard   ·999+\n");
	plot_matrix(&b, labels, v, 1, 8);
	assert_string_equal(drawn(), "\n 1 anxious\n");
	assert_int_equal(plot_matrix_fits(80, 16), 16);
	assert_int_equal(plot_matrix_fits(1000000, 16), 99);
	assert_int_equal(plot_matrix_fits(10, 16), 1);
}

static void
colours(void **state)
{
	(void)state;
	plot_hue(&b, 0, 3, true);
	plot_no_hue(&b, 0);
	plot_hue(&b, 256, PLOT_NO_HUE, false);
	plot_hue(&b, 256, PLOT_HUES, false);
	assert_int_equal(b.n, 0);
	plot_hue(&b, 16, 3, true);
	assert_string_equal(drawn(), "\033[104m\033[30m");
	for (int i = 0; i < PLOT_HUES; i++) /* no two of them alike */
		for (int k = 0; k < i; k++)
			for (int of = 16; of <= 256; of += 240) {
				char one[32];

				plot_hue(&b, of, i, false);
				strcpy(one, drawn());
				plot_hue(&b, of, k, false);
				assert_string_not_equal(one, drawn());
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use), cmocka_unit_test(small_and_large), cmocka_unit_test(braille), cmocka_unit_test(a_year),
		cmocka_unit_test(no_wider), cmocka_unit_test(a_matrix), cmocka_unit_test(colours)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
