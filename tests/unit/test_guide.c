/*
 * guide_*.c: reading guide files.  tests/data/guides/every-kind.guide has every keyword; each bad-NAME.guide is refused with the line and the
 * sentence in bad-NAME.guide.says beside it.
 */
#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "felt/model/feeling.h"
#include "felt/model/guide.h"
#include "model/guide_inner.h"

#define FOLDER "tests/data/guides/"

static char *
slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *p = malloc(GUIDE_FILE_MAX * 2);

	if (!f)
		fail_msg("cannot open %s", path);
	assert_non_null(p);
	*n = fread(p, 1, GUIDE_FILE_MAX * 2 - 1, f);
	p[*n] = '\0';
	fclose(f);
	return p;
}

static int
parse(struct err *err, struct guide *g, const char *text)
{
	*err = (struct err){ 0 };
	return guide_parse(err, g, text, strlen(text));
}

/* The line and the sentence a text is refused with. */
static void
refused(const char *text, unsigned line, const char *says)
{
	struct guide g;
	struct err err;
	int rc = parse(&err, &g, text);

	if (rc != E_INPUT || err.n != line || strcmp(err.subject, says) != 0)
		fail_msg("line %llu: %s\nwanted line %u: %s", err.n, err.subject, line, says);
	assert_null(g.steps);
	assert_int_equal(g.nsteps, 0);
	assert_int_equal(g.text.n, 0);
}

static const struct guide_step *
step(const struct guide *g, const char *name)
{
	int i = guide_step_find(g, name, strlen(name));

	if (i < 0)
		fail_msg("no step %s", name);
	return &g->steps[i];
}

#define IS(slice, text) assert_true(slice_is((slice), (text)))

static void
typical_use(void **state)
{
	const char *text = "guide evening 3\ntitle The evening\n\n# of the day\nstep day text\nask What was it like?\nhelp A line.\nhelp Or two.\n";
	struct guide g;
	struct err err;

	(void)state;
	assert_int_equal(parse(&err, &g, text), 0);
	IS(g.name, "evening");
	assert_int_equal(g.version, 3);
	IS(g.title, "The evening");
	assert_int_equal(g.minutes, 0);
	assert_int_equal(g.nforms, 0);
	assert_int_equal(g.above, -1);
	assert_int_equal(g.nsteps, 1);
	IS(g.steps[0].name, "day");
	IS(g.steps[0].key, "day");
	assert_int_equal(g.steps[0].kind, STEP_TEXT);
	assert_int_equal(g.steps[0].line, 5);
	assert_int_equal(g.steps[0].nask, 1);
	assert_int_equal(g.steps[0].nhelp, 2);
	IS(g.steps[0].help[1], "Or two.");
	assert_int_equal(guide_step_find(&g, "day", 3), 0);
	assert_int_equal(guide_step_find(&g, "da", 2), -1);
	guide_release(&g);
	assert_null(g.steps);
	guide_release(&g);
}

static void
every_keyword(void **state)
{
	size_t n;
	char *text = slurp(FOLDER "every-kind.guide", &n);
	const struct guide_step *s;
	unsigned kinds = 0;
	struct guide g;
	struct err err = { 0 };

	(void)state;
	if (guide_parse(&err, &g, text, n) < 0)
		fail_msg("line %llu: %s", err.n, err.subject);
	memset(text, 'x', n);
	free(text); /* the guide has a copy */
	IS(g.name, "every-kind");
	IS(g.about, "one step of each kind");
	assert_int_equal(g.nforms, 2);
	assert_int_equal(guide_form_find(&g, "2", 1), 1);
	assert_int_equal(guide_form_find(&g, "3", 1), -1);
	assert_int_equal(g.minutes, 10);
	assert_int_equal(g.form_minutes[1], 2);
	assert_int_equal(g.above, guide_step_find(&g, "heaviest", 8));
	for (size_t i = 0; i < g.nsteps; i++)
		kinds |= 1u << g.steps[i].kind;
	assert_int_equal(kinds, (1u << (STEP_NOTICE + 1)) - 1);
	s = step(&g, "place");
	IS(s->preset, "at home");
	assert_int_equal(s->forms, ~0u);
	s = step(&g, "thoughts");
	assert_int_equal(s->forms, 1);
	s = step(&g, "heaviest");
	assert_int_equal(s->from, guide_step_find(&g, "thoughts", 8));
	assert_true(s->other);
	assert_false(s->many);
	IS(s->key, "hot-thought");
	assert_int_equal(s->nwhen, 2);
	assert_int_equal(s->when[0].test, WHEN_ANSWERED);
	assert_int_equal(s->when[1].test, WHEN_AT_LEAST);
	assert_int_equal(s->when[1].number, 1);
	assert_int_equal(s->when[1].step, guide_step_find(&g, "thoughts", 8));
	s = step(&g, "true-now");
	assert_int_equal(s->nwords, 3);
	assert_int_equal(s->words[1].value, 50);
	IS(s->words[1].word, "half of it");
	IS(s->preset, "50");
	s = step(&g, "true-later");
	assert_int_equal(s->again, guide_step_find(&g, "true-now", 8));
	s = step(&g, "first");
	assert_int_equal(s->layer, LAYER_SURFACE);
	assert_true(s->suggest);
	s = step(&g, "beneath");
	assert_int_equal(s->layer, LAYER_UNDER);
	IS(s->when[0].value, "numb");
	s = step(&g, "signs");
	assert_true(s->many);
	assert_int_equal(s->nchoices, 2);
	IS(s->choices[0].slug, "tired");
	IS(s->choices[0].label, "Tired");
	IS(s->choices[0].about, "eyes that want to close");
	assert_int_equal(s->choices[1].about.n, 0);
	s = step(&g, "enough");
	assert_int_equal(s->key.n, 0);
	IS(s->preset, "on");
	assert_int_equal(s->choices[0].then, THEN_GO_ON);
	assert_int_equal(s->choices[1].then, THEN_STOP);
	assert_int_equal(s->choices[2].then, THEN_GUIDE);
	IS(s->choices[2].guide, "express");
	IS(s->choices[2].form, "2");
	s = step(&g, "tell");
	assert_int_equal(s->from, guide_step_find(&g, "place", 5));
	assert_int_equal(s->expected, guide_step_find(&g, "day", 3));
	guide_release(&g);
}

/* tests/data/guides/bad-*.guide */
static void
malformed_files(void **state)
{
	DIR *d = opendir(FOLDER);
	struct dirent *e;
	size_t tried = 0;

	(void)state;
	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		size_t len = strlen(e->d_name), n, m;
		char path[400], *text, *says, got[400];
		struct guide g;
		struct err err = { 0 };

		if (strncmp(e->d_name, "bad-", 4) != 0 || len < 6 || strcmp(e->d_name + len - 6, ".guide") != 0)
			continue;
		snprintf(path, sizeof path, FOLDER "%s", e->d_name);
		text = slurp(path, &n);
		snprintf(path, sizeof path, FOLDER "%s.says", e->d_name);
		says = slurp(path, &m);
		if (guide_parse(&err, &g, text, n) != E_INPUT)
			fail_msg("%s was taken", e->d_name);
		snprintf(got, sizeof got, "line %llu: %s\n", err.n, err.subject);
		if (strcmp(got, says) != 0)
			fail_msg("%s: %s      and not %s", e->d_name, got, says);
		free(text);
		free(says);
		tried++;
	}
	closedir(d);
	assert_true(tried >= 20);
}

#define HEAD "guide g 1\ntitle T\n"

static void
malformed_lines(void **state)
{
	(void)state;
	refused("", 0, "the file says nothing; it begins with 'guide', a name and a version");
	refused("# only this\n", 1, "the file says nothing; it begins with 'guide', a name and a version");
	refused("guide g\n", 1, "'guide' wants a name and a version, as in: guide evening 1");
	refused("guide G 1\n", 1, "'G' cannot be the name of a guide: a-z, 0-9 and -, a letter first, at most 32");
	refused("guide g 10000\n", 1, "the version of a guide is a whole number from 1 to 9999");
	refused("guide g 1\nguide g 1\n", 2, "there is a 'guide' line already, and one is enough");
	refused("guide g 1\nstep a text\nask A?\n", 3, "the guide has no 'title' line");
	refused("guide g 1\ntitle\n", 2, "'title' wants the words that stand above the guide");
	refused("guide g 1\nabout\n", 2, "'about' wants a few words on what the guide is for");
	refused(HEAD "minutes soon\n", 3, "'minutes' wants whole numbers from 1 to 600");
	refused(HEAD "minutes\n", 3, "'minutes' wants whole numbers from 1 to 600");
	refused(HEAD "minutes 1 2 3 4 5 6 7 8 9\n", 3, "'minutes' takes one number, or one for each form");
	refused(HEAD "minutes 1 2\nstep a text\nask A?\n", 3, "'minutes' takes one number, or one for each form");
	refused(HEAD "forms a a\n", 3, "the form 'a' is named twice");
	refused(HEAD "forms a B\n", 3, "'B' cannot be the name of a form: a-z, 0-9 and -, at most 32");
	refused(HEAD "forms\n", 3, "'forms' wants the names of the forms");
	refused(HEAD "forms a b c d e f g h i\n", 3, "a guide has at most 8 forms");
	refused(HEAD "forms a b\nstep x text\nin a\nask A?\n", 6, "no step belongs to the form 'b'");
	refused(HEAD "above\n", 3, "'above' wants the name of one step");
	refused(HEAD "above bb\nstep b text\nask A?\n", 3, "no step is called 'bb' (near: b)");
	refused(HEAD "above n\nstep n list\nask A?\n", 3, "the step 'n' has no text that could stand above the others");
	refused(HEAD "ask A?\n", 3, "'ask' belongs to a step, and there is none yet");
	refused(HEAD "step a text\nask A?\ntitle U\n", 5, "'title' stands above the first step");
	refused(HEAD "step a\n", 3, "'step' wants a name and a kind, as in: step situation text");
	refused(HEAD "step 2a text\n", 3, "'2a' cannot be the name of a step: a-z, 0-9 and -, a letter first, at most 32");
	refused(HEAD "step a text\nask\n", 4, "'ask' wants some words behind it");
	refused(HEAD "step a text\nin full\n", 4, "no 'forms' line names 'full'");
	refused(HEAD "step a text\nin\n", 4, "'in' wants the names of forms");
	refused(HEAD "step a text\nas\n", 4, "'as' wants one key, or - for an answer that is not kept");
	refused(HEAD "step a text\nas .a\n", 4, "'.a' cannot be a key: a-z, 0-9 and -, a letter first, at most 32");
	refused(HEAD "step a text\nwhen a answered\n", 4, "no step above is called 'a'");
	refused(HEAD "step a text\nwhen a\n", 4, "'when' wants a step above and a test, as in: when situation answered");
	refused(HEAD "step n notice\nask N\nstep a text\nwhen n answered\n", 6, "the step 'n' is no question, and has no answer");
	refused(HEAD "step n scale\nask N\nstep a text\nwhen n at-least\n", 6, "'at-least' wants one value behind it");
	refused(HEAD "step n scale\nask N\nstep a text\nwhen n at-least some\n", 6, "'at-least' wants a whole number");
	refused(HEAD "step n scale\nask N\nstep a text\nwhen n at-least 1 2\n", 6, "there is too much behind 'at-least'");
	refused(HEAD "step n scale\nask N\nstep a text\nwhen n answered yes\n", 6, "there is too much behind 'answered'");
	refused(HEAD "step n feelings\nask N\nstep a text\nwhen n is nub\n", 6, "'nub' is no family of feelings and no word of one (near: numb)");
	refused(HEAD "step n text\nask N\nstep a text\nwhen n below 2\n", 6, "the step 'n' is no scale, feelings or list, which 'below' looks at");
	refused(HEAD "step c choices\nchoice a\n", 4,
		"'choice' wants a short name and the words that are shown, as in: choice easier A little easier");
	refused(HEAD "step c choices\nchoice a | b\n", 4,
		"'choice' wants a short name and the words that are shown, as in: choice easier A little easier");
	refused(HEAD "step c choices\nchoice a A\nchoice a B\n", 5, "there is a choice 'a' already");
	refused(HEAD "step c choices\nchoice A A\n", 4, "'A' cannot be the name of a choice: a-z, 0-9 and -, a letter first, at most 32");
	refused(HEAD "step c choices\nchoice a A\nthen a stop\nthen a stop\n", 6, "there is a 'then' line for 'a' already");
	refused(HEAD "step c choices\nchoice a A\nthen a jump\n", 5, "'then' is written: then CHOICE stop, or: then CHOICE guide NAME FORM");
	refused(HEAD "step c choices\nchoice a A\nthen a guide X\n", 5, "'then' is written: then CHOICE stop, or: then CHOICE guide NAME FORM");
	refused(HEAD "step c choices\nchoice a A\nthen a guide x y z\n", 5, "'then' is written: then CHOICE stop, or: then CHOICE guide NAME FORM");
	refused(HEAD "step c choices\nchoice a A\nthen\n", 5, "'then' is written: then CHOICE stop, or: then CHOICE guide NAME FORM");
	refused(HEAD "step c choices\nask C?\nmany\nchoice a A\nthen a stop\n", 3, "the step 'c' has both 'many' and 'then', and only one choice can lead on");
	refused(HEAD "step c choices\nask C?\nmany yes\n", 5, "'many' stands alone on its line");
	refused(HEAD "step c choices\nask C?\nmany\nmany\n", 6, "there is a 'many' line already, and one is enough");
	refused(HEAD "step c choices\nask C?\n", 3, "the step 'c' has no 'choice' line");
	refused(HEAD "step c choices\nask C?\nchoice easier E\ndefault easer\n", 6, "no choice of this step is called 'easer' (near: easier)");
	refused(HEAD "step s scale\nask S?\ndefault 101\n", 5, "the 'default' of a scale is a whole number from 0 to 100");
	refused(HEAD "step s scale\nask S?\nword 50 a\nword 50 b\n", 6, "the words of a scale stand in rising order");
	refused(HEAD "step s scale\nask S?\nword 101 a\n", 5, "'word' wants a number from 0 to 100 and the words for it, as in: word 50 half");
	refused(HEAD "step s line\nask S?\ndefault\n", 5, "'default' wants what the answer begins with");
	refused(HEAD "step l line\nask S?\nstep f followup\nfrom k\n", 6, "no step above is called 'k' (near: l)");
	refused(HEAD "step l list\nask S?\nstep f followup\nfrom l\n", 6, "the step 'l' is no step of kind 'text' or 'line'");
	refused(HEAD "step l list\nask S?\nstep f followup\nexpected\n", 6, "'expected' wants the name of one step above");
	refused(HEAD "step s scale\nask S?\nstep t scale\nask T?\nagain s\nstep u scale\nagain t\n", 9,
		"'again' names the first rating, not one that is a second itself");
	refused(HEAD "step s feelings\nask S?\nlayer over\n", 5, "'layer' is surface or under");
	refused(HEAD "step s feelings\nask S?\nstep t feelings\nask T?\n", 5,
		"the step 's' asks for these feelings already; 'again' or 'layer' tells a second one apart");
	refused(HEAD "step s feelings\nask S?\nstep t feelings\nask T?\nagain s\nlayer under\n", 5,
		"the step 't' has both 'layer' and 'again', and a second rating keeps the layers of the first");
	refused(HEAD "step s belief\nask S?\nstep t belief\nask T?\n", 5, "the step 's' asks for a belief already, and one is enough");
	refused(HEAD "step a text\nask A?\nstep b list\nas a\nask B?\n", 5, "the step 'a' above keeps an answer of another shape under 'a'");
	refused(HEAD "step feelings-after feelings\nask A?\n", 3, "the key 'feelings-after' is for a step of kind 'feelings' with 'again'");
	refused(HEAD "step b text\nas belief\nask A?\n", 3, "the key 'belief' is for a step of kind 'belief'");
	refused(HEAD "step belief-after line\nask A?\n", 3, "the key 'belief-after' is for a step of kind 'scale'");
	refused(HEAD "step rated-after line\nask A?\n", 3, "the key 'rated-after' is for the entry itself");
	refused(HEAD "step b belief\nask A?\nas c\n", 5, "a step of kind 'belief' takes no 'as' line");
}

/* Exactly the limit is taken, one more is not. */
static void
limits(void **state)
{
	struct buf b = BUF_INIT;
	struct guide g;
	struct err err;

	(void)state;
	for (int more = 0; more < 2; more++) {
		buf_clear(&b);
		buf_str(&b, HEAD);
		for (int i = 0; i < GUIDE_STEPS_MAX + more; i++)
			buf_printf(&b, "step s%d text\nask %d\n", i, i);
		assert_int_equal(parse(&err, &g, buf_cstr(&b)), more ? E_INPUT : 0);
		assert_int_equal(g.nsteps, more ? 0 : GUIDE_STEPS_MAX);
		guide_release(&g);
		if (more)
			assert_string_equal(err.subject, "a guide has at most 100 steps");

		buf_clear(&b);
		buf_str(&b, HEAD "step c choices\nask C\n");
		for (int i = 0; i < GUIDE_CHOICES_MAX + more; i++)
			buf_printf(&b, "choice s%d %d\n", i, i);
		assert_int_equal(parse(&err, &g, buf_cstr(&b)), more ? E_INPUT : 0);
		assert_int_equal(more ? 0 : g.steps[0].nchoices, more ? 0 : GUIDE_CHOICES_MAX);
		guide_release(&g);

		buf_clear(&b);
		buf_str(&b, HEAD "step c scale\n");
		for (int i = 0; i < GUIDE_LINES_MAX + more; i++)
			buf_str(&b, "ask a\n");
		assert_int_equal(parse(&err, &g, buf_cstr(&b)), more ? E_INPUT : 0);
		guide_release(&g);

		buf_clear(&b);
		buf_str(&b, HEAD "step c scale\nask s\n");
		for (int i = 0; i < GUIDE_WORDS_MAX + more; i++)
			buf_printf(&b, "word %d w\n", i);
		assert_int_equal(parse(&err, &g, buf_cstr(&b)), more ? E_INPUT : 0);
		guide_release(&g);

		buf_clear(&b);
		buf_str(&b, HEAD "step a text\nask a\nstep c scale\nask s\n");
		for (int i = 0; i < GUIDE_WHENS_MAX + more; i++)
			buf_str(&b, "when a answered\n");
		assert_int_equal(parse(&err, &g, buf_cstr(&b)), more ? E_INPUT : 0);
		guide_release(&g);

		buf_clear(&b);
		buf_printf(&b, "guide g 1\ntitle %0*d\nstep a text\nask A\n", GUIDE_LINE_MAX - 6 + more, 0);
		assert_int_equal(parse(&err, &g, buf_cstr(&b)), more ? E_INPUT : 0);
		guide_release(&g);

		buf_clear(&b);
		buf_str(&b, HEAD "step a text\nask A\n");
		while (b.n < GUIDE_FILE_MAX + (size_t)more)
			buf_str(&b, "\n");
		assert_int_equal(parse(&err, &g, buf_cstr(&b)), more ? E_TEXT_LONG : 0);
		guide_release(&g);
		if (more)
			assert_int_equal(err.n, GUIDE_FILE_MAX);
	}
	buf_release(&b);
}

/* Files from elsewhere: CRLF, a byte order mark, indented lines, no line end at the end. */
static void
odd_but_fine(void **state)
{
	struct guide g;
	struct err err;

	(void)state;
	assert_int_equal(parse(&err, &g, "\xef\xbb\xbf" "guide g 1\r\n\ttitle\t T x \r\n  # c\r\nstep a  text\r\n\task \tA\tb?"), 0);
	IS(g.title, "T x");
	IS(g.steps[0].ask[0], "A\tb?");
	guide_release(&g);
	/* a person's own word; the table cannot know it */
	assert_int_equal(parse(&err, &g, HEAD "step f feelings\nask F\nstep a text\nask A\nwhen f is sadness.homesick\nwhen f is-not other\n"), 0);
	guide_release(&g);
}

static void
hostile_bytes(void **state)
{
	struct guide g;
	struct err err = { 0 };

	(void)state;
	refused(HEAD "step a text\nask \xff\n", 4, "the line is not UTF-8 text");
	refused(HEAD "step a text\nask \x1b[31mred\n", 4, "there is a control character; a guide is plain text");
	refused(HEAD "step a text\nask \xc2\x9b" "31mred\n", 4, "there is a control character; a guide is plain text");
	refused(HEAD "step a text\nask a\rb\n", 4, "there is a control character; a guide is plain text");
	assert_int_equal(guide_parse(&err, &g, HEAD "\0", sizeof HEAD), E_INPUT);
	assert_string_equal(err.subject, "there is a NUL byte; a guide is plain text");
	assert_int_equal(err.n, 3);
	assert_int_equal(guide_parse(NULL, &g, "x", 1), E_INPUT);
	/* no more of a line is repeated than a short piece, cut at a whole character */
	refused("guide g 1\n\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
		"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4 x\n", 2,
		"'\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
		"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4...' is no word that a line begins with");
}

static void
names(void **state)
{
	(void)state;
	assert_true(guide_name_valid("hot-thought", 11));
	assert_true(guide_name_valid("abcdefghijabcdefghijabcdefghij12", 32));
	assert_false(guide_name_valid("abcdefghijabcdefghijabcdefghij123", 33));
	assert_false(guide_name_valid("", 0));
	assert_false(guide_name_valid("-a", 2));
	assert_false(guide_name_valid("2", 1));
	assert_false(guide_name_valid(".step", 5));
	assert_false(guide_name_valid("a_b", 3));
	assert_string_equal(guide_kind_name(STEP_FOLLOWUP), "followup");
	assert_null(guide_key_taken(slice_of("feelings"), STEP_FEELINGS, false));
	assert_non_null(guide_key_taken(slice_of("feelings"), STEP_FEELINGS, true));
	assert_null(guide_key_taken(slice_of("belief-before"), STEP_SCALE, false));
}

static void
built_in(void **state)
{
	static const char *const order[] = { "challenge", "express", "recognize", "compassion", "trust", "session" };
	const char *text;
	size_t n;

	(void)state;
	for (size_t i = 0; i < GUIDES_BUILT_IN; i++) {
		struct guide g;
		struct err err = { 0 };

		assert_string_equal(guide_built_in(i, &text, &n), order[i]);
		if (guide_parse(&err, &g, text, n) < 0)
			fail_msg("%s, line %llu: %s", order[i], err.n, err.subject);
		IS(g.name, order[i]);
		assert_int_equal(g.version, 1);
		assert_true(g.about.n > 0 && g.minutes > 0);
		guide_release(&g);
	}
	assert_null(guide_built_in(GUIDES_BUILT_IN, &text, &n));
}

static bool
is_said(const char *line)
{
	DIR *d = opendir(FOLDER);
	struct dirent *e;
	bool found = false;

	assert_non_null(d);
	while (!found && (e = readdir(d)) != NULL) {
		char path[400], *says;
		size_t n;

		if (strncmp(e->d_name, "bad-", 4) != 0 || strstr(e->d_name, ".says") == NULL)
			continue;
		snprintf(path, sizeof path, FOLDER "%s", e->d_name);
		says = slurp(path, &n);
		found = strcmp(says, line) == 0;
		free(says);
	}
	closedir(d);
	return found;
}

/* The page says what the reader reads: every keyword, every kind, and an example that is a guide. */
static void
manual_page(void **state)
{
	size_t n;
	char *page = slurp("man/felt-guide.5", &n), item[80], diag[400], *from, *end;
	size_t said = 0;
	struct guide g;
	struct err err = { 0 };

	(void)state;
	for (const struct guide_keyword *k = guide_step_keywords; k->word; k++) {
		snprintf(item, sizeof item, "\n.It Ic %s", k->word);
		/* "as" also begins "ask" */
		for (from = strstr(page, item); from && !strchr(" \n", from[strlen(item)]); from = strstr(from + 1, item))
			;
		if (!from)
			fail_msg("felt-guide(5) does not have: %s", k->word);
	}
	for (int i = STEP_TEXT; i <= STEP_NOTICE; i++) {
		snprintf(item, sizeof item, "\n.It Cm %s\n", guide_kind_name((enum step_kind)i));
		if (!strstr(page, item))
			fail_msg("felt-guide(5) does not have: %s", guide_kind_name((enum step_kind)i));
	}
	from = strstr(page, "\n# Five minutes");
	assert_non_null(from);
	end = strstr(from, "\n.Ed");
	assert_non_null(end);
	if (guide_parse(&err, &g, from, (size_t)(end - from)) < 0)
		fail_msg("the example of felt-guide(5), line %llu: %s", err.n, err.subject);
	/* Each sentence under DIAGNOSTICS is what one of the malformed files is refused with. */
	for (char *it = strstr(page, ".Sh DIAGNOSTICS"); (it = strstr(it, "\n.It \"")) != NULL; said++) {
		char *close = strstr(it += 6, ", line "), *line = close ? close + 7 : NULL;

		assert_non_null(close);
		snprintf(diag, sizeof diag, "line %.*s: %.*s\n", (int)strcspn(line, "\""), line, (int)(close - it), it);
		if (!is_said(diag))
			fail_msg("no malformed file says: %s", diag);
	}
	assert_int_equal(said, 8);
	IS(g.name, "evening");
	assert_int_equal(g.nforms, 2);
	assert_int_equal(g.nsteps, 9);
	guide_release(&g);
	free(page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(every_keyword),
		cmocka_unit_test(malformed_files),
		cmocka_unit_test(malformed_lines),
		cmocka_unit_test(limits),
		cmocka_unit_test(odd_but_fine),
		cmocka_unit_test(hostile_bytes),
		cmocka_unit_test(names),
		cmocka_unit_test(built_in),
		cmocka_unit_test(manual_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
