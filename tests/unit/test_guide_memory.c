/*
 * Memory runs out while a guide is read, walked, kept and taken up again: at every allocation, one after the other, E_NOMEM, nothing changed and
 * nothing leaked (the sanitizers and valgrind look at that).  The program is linked with --wrap for the three allocators.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "failing.h"
#include "felt/mind/guide_run.h"

static void
reading(void **state)
{
	const char *text;
	size_t n;
	int rc;

	(void)state;
	for (size_t i = 0; guide_built_in(i, &text, &n); i++) {
		long tried = 0;

		do {
			struct err err = { 0 };
			struct guide g;

			left = tried++;
			rc = guide_parse(&err, &g, text, n);
			left = -1;
			if (rc < 0) {
				assert_int_equal(rc, E_NOMEM);
				assert_int_equal(err.code, E_NOMEM);
				assert_null(g.steps);
				assert_int_equal(g.nsteps, 0);
			}
			guide_release(&g);
		} while (rc < 0);
		assert_true(tried > 2);
	}
}

static struct guide g;

static void
parse(const char *text)
{
	assert_int_equal(guide_parse(NULL, &g, text, strlen(text)), 0);
}

static const char all_kinds[] =
	"guide g 1\ntitle T\n"
	"step words text\nask A?\n"
	"step list list\nask A?\n"
	"step one choices\nask A?\nother\n"
	"step feel feelings\nask A?\n"
	"step belief belief\nask A?\n"
	"step tell followup\nask A?\n"
	"step much scale\nask A?\n";

static const char *const slugs[] = { "a choice of one's own" };
static const struct run_feeling two[] = { { "fear", 10, 0, 0 }, { "shame", 20, 0, 0 } };

/* The answer to the step of that number. */
static int
give(struct err *err, struct guide_run *run, size_t i)
{
	struct slice s = slice_of("x");

	switch (run->guide->steps[i].kind) {
	case STEP_CHOICES:
		return guide_run_choose(err, run, slugs, 1);
	case STEP_FEELINGS:
		return guide_run_feelings(err, run, two, 2);
	case STEP_BELIEF:
		return guide_run_belief(err, run, 0, "a sentence", 10);
	case STEP_FOLLOWUP:
		return guide_run_followup(err, run, s, s, slice_of("2026-12-01"), s);
	case STEP_SCALE:
		return guide_run_number(err, run, 10);
	default:
		return guide_run_text(err, run, "a\nb", 3);
	}
}

static void
answering(void **state)
{
	struct guide_run run;
	struct err err;

	(void)state;
	parse(all_kinds);
	left = 0;
	assert_int_equal(guide_run_begin(&err, &run, &g, 0), E_NOMEM);
	left = -1;
	assert_int_equal(guide_run_begin(&err, &run, &g, 0), 0);
	for (size_t i = 0; i < g.nsteps; i++) {
		struct guide_answer *a = guide_run_answer(&run);
		long tried = 0;
		int rc;

		do {
			left = tried++;
			rc = give(&err, &run, i);
			left = -1;
			if (rc < 0) {
				assert_int_equal(rc, E_NOMEM);
				assert_int_equal(a->state, ANSWER_OPEN);
				assert_int_equal(a->text.n + a->with.n + a->nfeelings, 0);
			}
		} while (rc < 0);
		assert_int_equal(a->state, ANSWER_GIVEN);
		assert_true(g.steps[i].kind == STEP_SCALE || tried > 1);
		guide_run_forward(&run);
	}
	guide_run_release(&run);
	guide_release(&g);
}

/* To a draft and back. */
static void
keeping(void **state)
{
	struct guide_run run, again;
	struct err err;
	long tried = 0;
	int rc;

	(void)state;
	parse(all_kinds);
	assert_int_equal(guide_run_begin(NULL, &run, &g, 0), 0);
	assert_int_equal(guide_run_begin(NULL, &again, &g, 0), 0);
	for (size_t i = 0; i < g.nsteps; i++) {
		assert_int_equal(give(NULL, &run, i), 0);
		guide_run_forward(&run);
	}
	do {
		struct entry e = { .kind = KIND_DRAFT };
		struct buf hold = BUF_INIT;

		left = tried++;
		rc = guide_run_entry(&err, &run, &e, &hold);
		if (rc == 0)
			rc = guide_run_from_entry(&err, &again, &e, NULL);
		left = -1;
		if (rc < 0) {
			assert_int_equal(rc, E_NOMEM);
			for (size_t i = 0; i < g.nsteps; i++)
				assert_int_equal(again.answers[i].state, ANSWER_OPEN);
		}
		entry_release(&e);
		buf_release(&hold);
	} while (rc < 0);
	assert_true(tried > 10);
	for (size_t i = 0; i < g.nsteps; i++)
		assert_int_equal(again.answers[i].state, ANSWER_GIVEN);
	guide_run_release(&run);
	guide_run_release(&again);
	guide_release(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading),
		cmocka_unit_test(answering),
		cmocka_unit_test(keeping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
