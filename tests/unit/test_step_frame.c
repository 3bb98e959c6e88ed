/* What stands around a step's answer: nothing overlaps at any size, and what must stay stays. */
#include "check.h"

#include "term/step_frame.h"

static const char thought[] = "nobody would come, and if somebody came it would be out of pity";

static struct step_frame
frame(void)
{
	return (struct step_frame){
		.title = "challenge", .progress = "step 4 of 14", .above = thought, .question = "What happened that makes this feel true?",
		.help = "What was said or done. Older experiences count; say when.", .dim = "Too much tonight? felt help-now", .note = "", .back = true, .page = true,
	};
}

static void
typical_use(void **state)
{
	struct compose_screen s = { .columns = 80, .rows = 24, .utf8 = true };
	struct step_frame f = frame();
	struct step_rows r;

	(void)state;
	step_frame_share(&s, &f, 4, &r);
	assert_int_equal(r.left, 2);
	assert_int_equal(r.above_row, 2);
	assert_int_equal(r.question_row, 4);
	assert_int_equal(r.help_row, 5);
	assert_int_equal(r.body, 7);
	assert_false(r.cut);
	buf_release(&s.work);
}

/* One size: parts in their order, none over another. */
static void
check_size(int columns, int rows, const struct step_frame *f, int body)
{
	struct compose_screen s = { .columns = columns, .rows = rows, .utf8 = true };
	struct step_rows r;

	step_frame_share(&s, f, body, &r);
	assert_true(r.body_rows >= 1);
	assert_true(r.room >= 1);
	if (rows < 4)
		return;
	assert_true(r.title <= r.above_row);
	assert_true(r.above_row + r.above <= r.question_row);
	assert_true(r.question_row + r.question <= r.help_row);
	assert_true(r.help_row + r.help <= r.body);
	assert_true(r.body + r.body_rows + r.note + r.dim + r.keys <= rows);
	assert_true(r.keys >= 1);
	assert_true(r.question >= 1 || f->question == NULL);
	assert_true(r.above >= 1 || f->above == NULL);
	if (!r.cut && f->question != NULL)
		assert_int_equal(r.question, compose_screen_block(&s, -1, 0, 0, r.room, f->question));
	if (rows >= 12)
		assert_true(r.body_rows >= 3 || r.body_rows >= body);
	buf_release(&s.work);
}

static void
nothing_overlaps(void **state)
{
	struct step_frame f = frame(), bare = { .note = "" }, noted = frame();

	(void)state;
	noted.note = "the draft could not be saved: no space; free some, then go on writing";
	noted.hint = "arrows or a number";
	noted.extra = "s short form";
	for (int columns = 1; columns <= 130; columns++)
		for (int rows = 1; rows <= 50; rows++)
			for (int body = 0; body <= 40; body += 20) {
				check_size(columns, rows, &f, body);
				check_size(columns, rows, &bare, body);
				check_size(columns, rows, &noted, body);
			}
}

static void
a_page_for_what_is_cut(void **state)
{
	struct compose_screen s = { .columns = 20, .rows = 5, .utf8 = true };
	struct step_frame f = frame();
	struct buf page = BUF_INIT;
	struct step_rows r;

	(void)state;
	step_frame_share(&s, &f, 4, &r);
	assert_true(r.cut);
	step_frame_page(&f, &r, "help", &page);
	assert_string_equal(buf_cstr(&page), "What happened that makes this feel true?\nWhat was said or done. Older experiences count; say when.\n\nhelp");
	s.columns = 80;
	s.rows = 24;
	step_frame_share(&s, &f, 4, &r);
	step_frame_page(&f, &r, "help", &page);
	assert_string_equal(buf_cstr(&page), "help");
	step_frame_page(&f, &r, NULL, &page);
	assert_int_equal(page.n, 0);
	buf_release(&page);
	buf_release(&s.work);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(nothing_overlaps),
		cmocka_unit_test(a_page_for_what_is_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
