/*
 * The guides that come with felt (src/model/guides): what each of them may say and ask (DESIGN.md 5, CARE.md 7 to 18), and every way through them.
 *
 * A way is a number for each step: which of its possible answers is given.  All of them are walked where an answer decides what comes next; where it
 * decides nothing the answers take turns.
 */
#include "check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "felt/exchange/answers.h"
#include "felt/mind/guide_run.h"

static struct guide guides[GUIDES_BUILT_IN];

static int
read_all(void **state)
{
	const char *text;
	size_t n;

	(void)state;
	for (size_t i = 0; i < GUIDES_BUILT_IN; i++) {
		assert_non_null(guide_built_in(i, &text, &n));
		assert_int_equal(guide_parse(NULL, &guides[i], text, n), 0);
	}
	return 0;
}

static int
release_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < GUIDES_BUILT_IN; i++)
		guide_release(&guides[i]);
	return 0;
}

static const struct guide_step *
step(const struct guide *g, const char *name)
{
	int i = guide_step_find(g, name, strlen(name));

	if (i < 0)
		fail_msg("%.*s has no step %s", (int)g->name.n, g->name.p, name);
	return &g->steps[i];
}

static bool
has(struct slice s, const char *words)
{
	size_t n = strlen(words);

	for (size_t i = 0; i + n <= s.n; i++)
		if (!memcmp(s.p + i, words, n))
			return true;
	return false;
}

static bool
says(const struct guide_step *s, const char *words)
{
	for (size_t i = 0; i < s->nask; i++)
		if (has(s->ask[i], words))
			return true;
	for (size_t i = 0; i < s->nhelp; i++)
		if (has(s->help[i], words))
			return true;
	return false;
}

#define SAYS(s, words) do { if (!says((s), (words))) fail_msg("%.*s does not say: %s", (int)(s)->name.n, (s)->name.p, (words)); } while (0)

static bool
in_form(const struct guide *g, const struct guide_step *s, const char *form)
{
	return (s->forms >> guide_form_find(g, form, strlen(form)) & 1) != 0;
}

/* The keys of a form, each where its last step stands, parted by blanks. */
static void
keys(const struct guide *g, const char *form, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < g->nsteps; i++) {
		const struct guide_step *s = &g->steps[i];
		bool later = false;

		if (s->kind == STEP_NOTICE || s->key.n == 0 || (form && !in_form(g, s, form)))
			continue;
		for (size_t k = i + 1; k < g->nsteps; k++)
			later = later || (slice_eq(g->steps[k].key, s->key) && (!form || in_form(g, &g->steps[k], form)));
		if (later)
			continue;
		if (out->n)
			buf_u8(out, ' ');
		buf_slice(out, s->key);
	}
}

static void
keys_are(const struct guide *g, const char *form, const char *want)
{
	struct buf b = BUF_INIT;

	keys(g, form, &b);
	assert_string_equal(buf_cstr(&b), want);
	buf_release(&b);
}

static void
the_keys(void **state)
{
	(void)state;
	keys_are(&guides[0], "full", "situation feelings automatic-thoughts hot-thought belief-before evidence-for evidence-against patterns ending "
		"balanced balanced-belief belief-after feelings-after compared next-step belief");
	keys_are(&guides[0], "short", "situation feelings hot-thought evidence-for evidence-against balanced compared");
	keys_are(&guides[1], "2", "notice feelings compared word kind");
	keys_are(&guides[1], "5", "notice surface under sentence compared word kind");
	keys_are(&guides[1], "10", "notice surface under sentence who say smallest tell compared word kind");
	keys_are(&guides[2], NULL, "happened who feelings feared distance protected cost for-them compared");
	keys_are(&guides[3], NULL, "hurts makes-sense need friend compared");
	keys_are(&guides[4], NULL, "who step expect try compared");
	keys_are(&guides[5], "before", "bring compared");
	keys_are(&guides[5], "after", "stayed compared");
	assert_true(slice_is(guides[1].forms[0], "2"));
	assert_true(slice_is(guides[0].forms[0], "full"));
	assert_int_equal(guides[1].form_minutes[2], 10);
}

static void
challenge(void **state)
{
	static const char *const patterns[] = { "all-or-nothing", "overgeneralization", "mind-reading", "fortune-telling", "catastrophizing",
		"magnification-of-the-negative", "minimization-of-the-positive", "emotional-reasoning", "should-statements", "labeling",
		"self-blaming", "other-blaming", "none" };
	static const char *const endings[] = { "new-view", "kept", "undecided" };
	const struct guide *g = &guides[0];
	const struct guide_step *s;

	(void)state;
	assert_int_equal(step(g, "automatic-thoughts")->kind, STEP_LIST);
	assert_int_equal(step(g, "evidence-for")->kind, STEP_LIST);
	assert_int_equal(step(g, "evidence-against")->kind, STEP_LIST);
	assert_int_equal(step(g, "one-for")->kind, STEP_LIST);
	assert_int_equal(step(g, "belief")->kind, STEP_BELIEF);
	assert_true(slice_is(g->steps[g->above].key, "hot-thought"));
	s = step(g, "patterns");
	assert_true(s->many);
	assert_int_equal(s->nchoices, 13);
	for (size_t i = 0; i < s->nchoices; i++) {
		assert_true(slice_is(s->choices[i].slug, patterns[i]));
		assert_true(s->choices[i].about.n > 0);
	}
	assert_true(slice_is(s->choices[12].label, "None of these"));
	SAYS(s, "A pattern may fit and the thought still be true. Being treated badly is not a pattern in your thinking.");
	s = step(g, "ending");
	assert_int_equal(s->nchoices, 3);
	for (size_t i = 0; i < s->nchoices; i++)
		assert_true(slice_is(s->choices[i].slug, endings[i]));
	for (int i = 0; i < 2; i++) {
		s = step(g, i ? "one-thought" : "hot-thought");
		SAYS(s, "Make it a statement.");
		SAYS(s, "If it is a question, write the answer you fear.");
		SAYS(s, "memory");
		s = step(g, i ? "one-for" : "evidence-for");
		SAYS(s, "that makes this feel true?");
		SAYS(s, "What was said or done. Older times count; say when.");
		SAYS(s, "Your feelings need no proof. Only the thought is looked at.");
		s = step(g, i ? "one-against" : "evidence-against");
		SAYS(s, "a time it went otherwise, even a little");
		SAYS(s, "what a fair friend would add");
		SAYS(s, "someone, now or earlier, who was kind, kept a promise or asked after you");
		SAYS(s, "Nothing comes to mind? Leave it empty. That describes tonight; it proves nothing.");
	}
	SAYS(step(g, "balanced"), "one sentence with room for both");
	SAYS(step(g, "balanced"), "It need not be positive.");
	SAYS(step(g, "need"), "It may be true. What do you need, given that?");
	SAYS(step(g, "belief-after"), "The same number is a result too.");
	assert_int_equal(step(g, "belief-after")->again, guide_step_find(g, "belief-before", 13));
	assert_int_equal(step(g, "feelings-after")->again, guide_step_find(g, "feelings", 8));
	/* right after the feelings, with nothing but the offer in between */
	assert_ptr_equal(step(g, "compared-early"), step(g, "feelings") + 2);
}

static void
words_of_a_scale(void **state)
{
	static const char *const names[] = { "belief-before", "balanced-belief", "belief-after" };
	static const char *const words[] = { "not at all", "a little", "half", "mostly", "completely" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct guide_step *s = step(&guides[0], names[i]);

		assert_int_equal(s->nwords, 5);
		for (size_t k = 0; k < 5; k++) {
			assert_int_equal(s->words[k].value, k * 25);
			assert_true(slice_is(s->words[k].word, words[k]));
		}
	}
	SAYS(step(&guides[0], "belief-before"), "How true does it feel right now?");
}

static void
the_other_guides(void **state)
{
	const struct guide_step *s;

	(void)state;
	SAYS(step(&guides[1], "notice"), "skip the body: name one thing you can see");
	SAYS(step(&guides[1], "feelings"), "least wrong");
	SAYS(step(&guides[1], "sentence"), "when ... I felt ... and needed ...");
	s = step(&guides[1], "under");
	assert_int_equal(s->nwhen, 3); /* never after numb, not sure or fine */
	assert_true(slice_is(s->when[1].value, "numb"));
	assert_true(slice_is(s->when[2].value, "other"));
	for (int i = 0; i < 2; i++) {
		s = i ? step(&guides[1], "tell") : step(&guides[4], "try");
		assert_int_equal(s->kind, STEP_FOLLOWUP);
		SAYS(s, "Start with someone who has been kind with something small, or with your therapist.");
		SAYS(s, "keep it here.");
		assert_true(s->from >= 0);
	}
	SAYS(step(&guides[3], "makes-sense"), "It makes sense, because back then I had to ...");
	SAYS(step(&guides[3], "friend"), "to a friend in your place");
}

/* CARE.md 7 and 8, in every guide and word for word. */
static void
offers_to_stop(void **state)
{
	static const char *const answers[] = { "easier", "same", "heavier", "unsure" };
	static const char *const labels[] = { "Easier", "About the same", "Heavier", "Can't tell" };

	(void)state;
	for (size_t i = 0; i < GUIDES_BUILT_IN; i++) {
		const struct guide *g = &guides[i];
		const struct guide_step *s = step(g, "compared"), *heavier = step(g, "heavier");

		for (size_t k = 0; k < 4; k++) {
			assert_true(slice_is(s->choices[k].slug, answers[k]));
			assert_true(slice_is(s->choices[k].label, labels[k]));
		}
		assert_int_equal(s->nwhen, 0);
		SAYS(s, "Compared with when you began");
		assert_ptr_equal(heavier, s + 1);
		assert_int_equal(heavier->key.n, 0);
		SAYS(heavier, "It is heavier than when you began. That can happen when something is felt instead of put away.");
		SAYS(heavier, "It is saved; you can stop here. If it gets too much: felt help-now.");
		assert_int_equal(heavier->choices[0].then, THEN_STOP);
		for (size_t k = 0; k < g->nsteps; k++) {
			const struct guide_step *f = &g->steps[k];

			if (f->kind != STEP_FEELINGS || f->again >= 0)
				continue;
			SAYS(f + 1, "That is a lot. Naming it may be enough tonight.");
			assert_int_equal(f[1].when[0].step, k);
			assert_int_equal(f[1].when[0].test, WHEN_AT_LEAST);
			assert_int_equal(f[1].when[0].number, 90);
			assert_int_equal(f[1].choices[0].then, THEN_STOP);
		}
	}
}

static bool
no_answer(void *arg, size_t step, struct answer_value *v)
{
	(void)arg;
	(void)step;
	(void)v;
	return false;
}

/* All keys in their order, in JSON too. */
static void
answers_in_json(void **state)
{
	for (size_t i = 0; i < GUIDES_BUILT_IN; i++) {
		struct buf order = BUF_INIT, want = BUF_INIT, got = BUF_INIT;
		struct json_out j;

		(void)state;
		keys(&guides[i], NULL, &order);
		buf_str(&want, "{\"");
		for (size_t k = 0; k < order.n; k++)
			if (order.p[k] == ' ')
				buf_str(&want, "\":null,\"");
			else
				buf_u8(&want, order.p[k]);
		buf_str(&want, "\":null}");
		json_begin(&j, &got);
		answers_write(&j, &guides[i], no_answer, NULL);
		assert_string_equal(buf_cstr(&got), buf_cstr(&want));
		buf_release(&order);
		buf_release(&want);
		buf_release(&got);
	}
}

/* ---- the words ---- */

static bool
word_is(struct slice s, const char *word)
{
	if (s.n != strlen(word))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (tolower((unsigned char)s.p[i]) != word[i])
			return false;
	return true;
}

struct reading { unsigned words, sentences, syllables; };

static unsigned
syllables(struct slice w)
{
	unsigned n = 0;
	bool vowel = false;

	for (size_t i = 0; i < w.n; i++) {
		bool now = strchr("aeiouy", tolower((unsigned char)w.p[i])) != NULL;

		n += now && !vowel;
		vowel = now;
	}
	/* "write" has one, "people" two */
	if (n > 1 && tolower((unsigned char)w.p[w.n - 1]) == 'e' && !(w.n > 2 && w.p[w.n - 2] == 'l' && !strchr("aeiouy", w.p[w.n - 3])))
		n--;
	if (n > 1 && w.n > 3 && !memcmp(w.p + w.n - 2, "ed", 2) && !strchr("td", w.p[w.n - 3]))
		n--;
	return n > 0 ? n : 1;
}

/* What a person reads; the words that no guide says. */
static void
read_text(struct reading *r, struct slice s)
{
	static const char *const never[] = { "why", "must", "wrong?", "overdue", "deeper", "fail", "failed", "great", "good!", "score", "irrational", "distorted" };

	for (size_t i = 0; i < s.n;) {
		struct slice w = { s.p + i, 0 };

		while (i + w.n < s.n && (isalpha((unsigned char)w.p[w.n]) || (w.n && strchr("'-", w.p[w.n]))))
			w.n++;
		if (w.n == 0) {
			i++;
			continue;
		}
		i += w.n;
		r->words++;
		r->syllables += syllables(w);
		r->sentences += i >= s.n || strchr(".?:;!", s.p[i]) || (i + 1 < s.n && s.p[i] == '"' && (i + 2 > s.n || strchr(".?", s.p[i + 1])));
		for (size_t k = 0; k < sizeof never / sizeof never[0]; k++)
			if (word_is(w, never[k]))
				fail_msg("'%s' in: %.*s", never[k], (int)s.n, s.p);
	}
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '!')
			fail_msg("an exclamation mark in: %.*s", (int)s.n, s.p);
}

static void
plain_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < GUIDES_BUILT_IN; i++) {
		const struct guide *g = &guides[i];
		struct reading r = { 0, 0, 0 };
		double grade;

		for (size_t k = 0; k < g->nsteps; k++) {
			const struct guide_step *s = &g->steps[k];

			for (size_t l = 0; l < s->nask; l++)
				read_text(&r, s->ask[l]);
			for (size_t l = 0; l < s->nhelp; l++)
				read_text(&r, s->help[l]);
			for (size_t l = 0; l < s->nchoices; l++) {
				struct reading quoted = { 0, 0, 0 };
				if (!slice_is(s->choices[l].slug, "should-statements"))
					read_text(&quoted, s->choices[l].about);
				read_text(&quoted, s->choices[l].label);
				/* the names of the patterns are what they are called elsewhere */
				if (s->choices[l].about.n && !slice_is(s->choices[l].slug, "should-statements"))
					read_text(&r, s->choices[l].about);
			}
		}
		assert_true(r.words > 100);
		grade = 0.39 * r.words / r.sentences + 11.8 * r.syllables / r.words - 15.59;
		if (getenv("FELT_SHOW"))
			print_message("# %.*s: %u words, %u sentences, Flesch-Kincaid grade %.1f\n", (int)g->name.n, g->name.p, r.words, r.sentences, grade);
		if (grade > 3.0)
			fail_msg("%.*s: grade %.1f", (int)g->name.n, g->name.p, grade);
	}
}

/* ---- every way ---- */

enum { LONGEST = 2 * GUIDE_STEPS_MAX };

struct way { unsigned pick[LONGEST], of[LONGEST]; size_t n; unsigned turn; };

/* Does an answer of this step decide what is shown? */
static bool
decides(const struct guide *g, size_t step)
{
	for (size_t i = 0; i < g->nsteps; i++)
		for (size_t k = 0; k < g->steps[i].nwhen; k++)
			if (g->steps[i].when[k].step == step)
				return true;
	for (size_t i = 0; i < g->steps[step].nchoices; i++)
		if (g->steps[step].choices[i].then != THEN_GO_ON)
			return true;
	return false;
}

static unsigned
possible(const struct guide_step *s)
{
	switch (s->kind) {
	case STEP_NOTICE:
		return 1;
	case STEP_CHOICES:
		return 1 + (unsigned)(s->nchoices > 0 ? s->nchoices : 1);
	case STEP_FEELINGS:
		return 4;
	default:
		return 2;
	}
}

/* 0 is a skip. */
static void
answer(struct guide_run *run, const struct guide_step *s, unsigned which)
{
	static const struct run_feeling some[] = {
		{ "fear.anxious", 89, LAYER_NONE, SOURCE_WRITER }, { "shame", 90, LAYER_NONE, SOURCE_WRITER },
		{ "other.unsure", FEELING_NO_INTENSITY, LAYER_NONE, SOURCE_WRITER }
	};
	struct slice none = { NULL, 0 };
	char slug[GUIDE_NAME_MAX + 1];
	const char *p = slug;
	int rc = 0;

	if (s->kind == STEP_NOTICE)
		guide_run_seen(run);
	else if (which == 0)
		guide_run_skip(run);
	else if (s->kind == STEP_CHOICES && s->nchoices > 0) {
		snprintf(slug, sizeof slug, "%.*s", (int)s->choices[which - 1].slug.n, s->choices[which - 1].slug.p);
		rc = guide_run_choose(NULL, run, &p, 1);
	} else if (s->kind == STEP_CHOICES) {
		p = "x";
		rc = guide_run_choose(NULL, run, &p, 1);
	} else if (s->kind == STEP_FEELINGS)
		rc = guide_run_feelings(NULL, run, &some[which - 1], 1);
	else if (s->kind == STEP_SCALE)
		rc = guide_run_number(NULL, run, 50);
	else if (s->kind == STEP_BELIEF)
		rc = guide_run_belief(NULL, run, 7, NULL, 0);
	else if (s->kind == STEP_FOLLOWUP)
		rc = guide_run_followup(NULL, run, slice_of("x"), none, none, none);
	else
		rc = guide_run_text(NULL, run, "x", 1);
	assert_int_equal(rc, 0);
}

/* The fields of an entry stand in the order of the keys, whatever was answered on the way. */
static void
in_order(const struct guide_run *run, const struct buf *order)
{
	struct entry e = { .kind = KIND_ENTRY };
	struct buf hold = BUF_INIT;
	size_t from = 0;

	assert_int_equal(guide_run_entry(NULL, run, &e, &hold), 0);
	assert_int_equal(entry_check(NULL, &e), 0);
	for (size_t i = 0; i < e.nfields; i++) {
		bool found = false;

		for (; !found && from < order->n; from++)
			found = (from == 0 || order->p[from - 1] == ' ') && order->n - from >= e.fields[i].key.n &&
			    !memcmp(order->p + from, e.fields[i].key.p, e.fields[i].key.n) &&
			    (from + e.fields[i].key.n == order->n || order->p[from + e.fields[i].key.n] == ' ');
		if (!found)
			fail_msg("%.*s is out of order", (int)e.fields[i].key.n, e.fields[i].key.p);
	}
	entry_release(&e);
	buf_release(&hold);
}

static void
walk(const struct guide *g, size_t form, struct way *way, const struct buf *order)
{
	const struct guide_step *s, *last = NULL;
	struct guide_run run;
	bool compared = false;
	size_t k, n, before = 0;

	assert_int_equal(guide_run_begin(NULL, &run, g, form), 0);
	for (way->n = 0; (s = guide_run_step(&run)) != NULL; way->n++) {
		size_t at = run.at;

		assert_true(way->n < LONGEST);
		guide_run_progress(&run, &k, &n);
		assert_true(k >= before && k >= 1 && k <= n);
		before = k;
		if (!decides(g, run.at)) {
			way->of[way->n] = 1;
			answer(&run, s, way->turn++ % possible(s));
		} else {
			way->of[way->n] = possible(s);
			answer(&run, s, way->pick[way->n]);
		}
		compared = compared || slice_is(s->key, "compared");
		last = s;
		guide_run_forward(&run);
		if (run.at <= at)
			fail_msg("%.*s: stays at %.*s", (int)g->name.n, g->name.p, (int)s->name.n, s->name.p);
	}
	/* Left at an offer to stop, or closed with a few words, after the question how it is now. */
	if (run.outcome == THEN_GO_ON ? last->kind != STEP_NOTICE || !compared || !says(last, "That is all") : last->key.n != 0 || last->kind != STEP_CHOICES)
		fail_msg("%.*s ends at %.*s", (int)g->name.n, g->name.p, (int)last->name.n, last->name.p);
	if (run.outcome == THEN_GUIDE)
		assert_true(slice_is(run.next_guide, "express") && guide_form_find(&guides[1], run.next_form.p, run.next_form.n) == 0);
	in_order(&run, order);
	guide_run_release(&run);
}

/* The next way: the last pick that has another one is raised, those behind it begin again. */
static bool
next(struct way *way)
{
	for (size_t i = way->n; i-- > 0;) {
		if (way->of[i] > 1 && way->pick[i] + 1 < way->of[i]) {
			way->pick[i]++;
			memset(way->pick + i + 1, 0, (LONGEST - i - 1) * sizeof *way->pick);
			return true;
		}
	}
	return false;
}

static void
every_way(void **state)
{
	unsigned long most = getenv("FELT_QUICK") ? 300 : 10000000, walked = 0;

	(void)state;
	for (size_t i = 0; i < GUIDES_BUILT_IN; i++)
		for (size_t form = 0; form < (guides[i].nforms ? guides[i].nforms : 1); form++) {
			struct way *way = calloc(1, sizeof *way);
			struct buf order = BUF_INIT;
			unsigned long n = 0;

			assert_non_null(way);
			keys(&guides[i], NULL, &order);
			do
				walk(&guides[i], form, way, &order);
			while (++n < most && next(way));
			walked += n;
			free(way);
			buf_release(&order);
		}
	if (getenv("FELT_SHOW"))
		print_message("# %lu ways\n", walked);
	assert_true(walked > 900);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_keys),
		cmocka_unit_test(challenge),
		cmocka_unit_test(words_of_a_scale),
		cmocka_unit_test(the_other_guides),
		cmocka_unit_test(offers_to_stop),
		cmocka_unit_test(answers_in_json),
		cmocka_unit_test(plain_words),
		cmocka_unit_test(every_way),
	};

	return cmocka_run_group_tests(tests, read_all, release_all);
}
