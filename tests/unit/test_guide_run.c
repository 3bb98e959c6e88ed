/* guide_run.c, guide_answer.c, guide_entry.c, guide_resume.c: walking a guide, and the way to an entry and back. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "felt/mind/guide_run.h"

static struct guide g;
static struct guide_run run;
static struct entry e;
static struct buf hold;

static int
teardown(void **state)
{
	(void)state;
	if (run.answers)
		guide_run_release(&run);
	guide_release(&g);
	entry_release(&e);
	buf_release(&hold);
	return 0;
}

static void
begin_form(const char *text, size_t form)
{
	struct err err = { 0 };

	if (guide_parse(&err, &g, text, strlen(text)) < 0)
		fail_msg("line %llu: %s", err.n, err.subject);
	assert_int_equal(guide_run_begin(&err, &run, &g, form), 0);
}

static void
begin(const char *text)
{
	begin_form(text, 0);
}

static void
begin_built_in(const char *name, const char *form)
{
	const char *text;
	size_t n;

	for (size_t i = 0; i < GUIDES_BUILT_IN; i++)
		if (!strcmp(guide_built_in(i, &text, &n), name))
			assert_int_equal(guide_parse(NULL, &g, text, n), 0);
	assert_int_equal(guide_run_begin(NULL, &run, &g, (size_t)guide_form_find(&g, form, strlen(form))), 0);
}

static void
at(const char *name)
{
	const struct guide_step *s = guide_run_step(&run);

	if (!s != !name || (s && !slice_is(s->name, name)))
		fail_msg("at %.*s, not at %s", s ? (int)s->name.n : 3, s ? s->name.p : "end", name ? name : "end");
}

static void
say(const char *name, const char *text)
{
	at(name);
	assert_int_equal(guide_run_text(NULL, &run, text, strlen(text)), 0);
	guide_run_forward(&run);
}

static void
choose(const char *name, const char *slug)
{
	at(name);
	assert_int_equal(guide_run_choose(NULL, &run, &slug, 1), 0);
	guide_run_forward(&run);
}

static void
rate(const char *name, uint8_t value)
{
	at(name);
	assert_int_equal(guide_run_number(NULL, &run, value), 0);
	guide_run_forward(&run);
}

static struct run_feeling
feeling(const char *id, uint8_t intensity, uint8_t layer, uint8_t source)
{
	struct run_feeling f = { .intensity = intensity, .layer = layer, .source = source };

	snprintf(f.id, sizeof f.id, "%s", id);
	return f;
}

static void
feel(const char *name, const char *id, uint8_t intensity)
{
	struct run_feeling f = feeling(id, intensity, LAYER_NONE, SOURCE_WRITER);

	at(name);
	assert_int_equal(guide_run_feelings(NULL, &run, &f, 1), 0);
	guide_run_forward(&run);
}

static void
pass(const char *name)
{
	at(name);
	guide_run_skip(&run);
	guide_run_forward(&run);
}

static void
seen(const char *name)
{
	at(name);
	guide_run_seen(&run);
	guide_run_forward(&run);
}

static void
to_entry(uint8_t kind)
{
	entry_reset(&e);
	buf_release(&hold);
	e.kind = kind;
	e.id = 1;
	assert_int_equal(guide_run_entry(NULL, &run, &e, &hold), 0);
	assert_int_equal(entry_check(NULL, &e), 0);
}

/* The fields as "key=value;", items as "key+value;", numbers as "key#value;". */
static const char *
fields(void)
{
	static struct buf b;

	buf_clear(&b);
	for (size_t i = 0; i < e.nfields; i++) {
		buf_slice(&b, e.fields[i].key);
		buf_u8(&b, (uint8_t)"=+#"[e.fields[i].shape]);
		buf_slice(&b, e.fields[i].value);
		buf_u8(&b, ';');
	}
	return buf_cstr(&b);
}

/* An entry that borrows nothing from the run, given back to a new run. */
static void
back_from_entry(size_t form, size_t strange)
{
	size_t n = 99;
	struct buf old = hold;
	struct entry copy = { 0 };
	struct guide_run again;

	assert_int_equal(guide_run_begin(NULL, &again, &g, form), 0);
	assert_int_equal(entry_copy(&copy, &e), 0);
	assert_int_equal(guide_run_from_entry(NULL, &again, &copy, &n), 0);
	assert_int_equal(n, strange);
	entry_release(&copy);
	guide_run_release(&run);
	run = again;
	hold = (struct buf)BUF_INIT;
	entry_reset(&e);
	buf_release(&old);
}

static const char simple[] =
	"guide simple 2\ntitle Simple\n"
	"step what text\nask What?\n"
	"step where line\nask Where?\n"
	"step who list\nask Who?\n"
	"step how scale\nask How?\n"
	"step close notice\nask Done.\n";

static void
typical_use(void **state)
{
	(void)state;
	begin(simple);
	assert_true(guide_run_first(&run));
	say("what", "It rained.\n\nAll day.\n");
	say("where", "at home\n");
	say("who", "Anna\nB\xc3\xa9la\n");
	rate("how", 7);
	seen("close");
	at(NULL);
	to_entry(KIND_ENTRY);
	assert_true(slice_is(e.guide, "simple@2"));
	assert_string_equal(fields(), "what=It rained.\n\nAll day.\n;where=at home;who+Anna;who+B\xc3\xa9la;how#7;");
	assert_int_equal(e.nfeelings + e.nratings + e.nbeliefs, 0);
}

/* What the step cannot take changes nothing; what says nothing is a skip. */
static void
what_a_step_takes(void **state)
{
	struct err err;
	const char *none[] = { "a" };
	struct run_feeling f = feeling("fear", 10, 0, 0);

	(void)state;
	begin(simple);
	say("what", "kept");
	assert_true(guide_run_back(&run));
	assert_int_equal(guide_run_text(&err, &run, "\xff", 1), E_TEXT_UTF8);
	assert_int_equal(guide_run_text(&err, &run, "a\0b", 3), E_TEXT_NUL);
	assert_int_equal(guide_run_number(&err, &run, 5), E_USAGE);
	assert_int_equal(guide_run_feelings(&err, &run, &f, 1), E_USAGE);
	assert_int_equal(guide_run_choose(&err, &run, none, 1), E_USAGE);
	assert_int_equal(guide_run_belief(&err, &run, 1, NULL, 0), E_USAGE);
	assert_int_equal(guide_run_followup(&err, &run, slice_of("x"), slice_of(""), slice_of(""), slice_of("")), E_USAGE);
	assert_string_equal(err.subject, "an answer of this kind does not belong to this step");
	assert_true(slice_is(guide_run_preset(&run), "kept"));
	assert_int_equal(guide_run_text(&err, &run, " \t\n\r\n", 5), 0);
	assert_int_equal(guide_run_answer(&run)->state, ANSWER_SKIPPED);
	assert_int_equal(guide_run_preset(&run).n, 0);
	guide_run_forward(&run);
	at("where");
	assert_int_equal(guide_run_text(&err, &run, "two\nlines", 9), E_USAGE);
	assert_null(strstr(err.subject, "two"));
	assert_int_equal(guide_run_answer(&run)->state, ANSWER_OPEN);
	/* only one line end goes, and no blank */
	say("where", "  here \n");
	assert_true(slice_is(buf_as_slice(&run.answers[1].text), "  here "));
	/* items with odd bytes stay as they are; lines of blanks are none */
	say("who", "\n  a \r\n\t\n\xf0\x9f\x98\x80\x01 \xe2\x80\xae\n\n");
	assert_int_equal(guide_items(&run.answers[2]), 2);
	assert_true(slice_is(guide_item(&run.answers[2], 0), "  a \r"));
	assert_true(slice_is(guide_item(&run.answers[2], 1), "\xf0\x9f\x98\x80\x01 \xe2\x80\xae"));
	assert_null(guide_item(&run.answers[2], 2).p);
	at("how");
	assert_int_equal(guide_run_number(&err, &run, 101), E_USAGE);
	assert_int_equal(guide_run_answer(&run)->state, ANSWER_OPEN);
	assert_int_equal(guide_run_number(&err, &run, 0), 0);
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "where=  here ;who+  a \r;who+\xf0\x9f\x98\x80\x01 \xe2\x80\xae;how#0;");
	back_from_entry(0, 0);
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "where=  here ;who+  a \r;who+\xf0\x9f\x98\x80\x01 \xe2\x80\xae;how#0;");
}

static void
every_step_skipped(void **state)
{
	size_t k, n;

	(void)state;
	begin(simple);
	for (size_t i = 0; i < 5; i++) {
		guide_run_progress(&run, &k, &n);
		assert_int_equal(n, 4);
		assert_int_equal(k, i < 4 ? i + 1 : 4);
		assert_true(guide_run_step(&run));
		guide_run_skip(&run);
		guide_run_forward(&run);
	}
	at(NULL);
	guide_run_forward(&run);
	at(NULL);
	guide_run_skip(&run);
	assert_null(guide_run_answer(&run));
	assert_int_equal(guide_run_text(NULL, &run, "x", 1), E_USAGE);
	to_entry(KIND_ENTRY);
	assert_int_equal(e.nfields, 0);
	/* back from the end: not to the notice */
	assert_true(guide_run_back(&run));
	at("how");
	assert_true(guide_run_back(&run) && guide_run_back(&run) && guide_run_back(&run));
	at("what");
	assert_true(guide_run_first(&run));
	assert_false(guide_run_back(&run));
	at("what");
	assert_true(guide_run_go(&run, slice_of("who")));
	at("who");
	assert_false(guide_run_go(&run, slice_of("whom")));
	at("who");
}

static const char depends[] =
	"guide g 1\ntitle T\n"
	"step ok choices\nask Ok?\nchoice yes Y\nchoice no N\nchoice later L\nthen later stop\n"
	"step good text\nask What is good?\nwhen ok is yes\n"
	"step more list\nask More?\nwhen good answered\n"
	"step much notice\nask Much.\nwhen more at-least 2\n"
	"step little notice\nask Little.\nwhen more below 2\n"
	"step rest text\nask What else?\nwhen ok is-not yes\n"
	"step last line\nask Last?\nwhen good skipped\n";

/* Going back changes one answer; the later ones stay, also of steps that are not shown any more (law 2). */
static void
going_back(void **state)
{
	size_t k, n;

	(void)state;
	begin(depends);
	guide_run_progress(&run, &k, &n);
	assert_int_equal(n, 3); /* ok, rest, last */
	choose("ok", "yes");
	say("good", "the sun");
	say("more", "one\ntwo");
	seen("much");
	at(NULL);
	while (guide_run_back(&run))
		;
	choose("ok", "no");
	at("rest");
	assert_false(guide_run_shown(&run, 1));
	assert_false(guide_run_shown(&run, 2)); /* its own condition looks at a step that is not shown */
	assert_false(guide_run_shown(&run, 3));
	assert_true(guide_run_shown(&run, 6));
	say("rest", "clouds");
	say("last", "l");
	at(NULL);
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "ok=no;good=the sun;more+one;more+two;rest=clouds;last=l;");
	assert_true(guide_run_go(&run, slice_of("ok")));
	assert_false(guide_run_go(&run, slice_of("good")));
	choose("ok", "yes");
	at("good");
	assert_true(slice_is(guide_run_preset(&run), "the sun"));
	guide_run_forward(&run);
	say("more", "one");
	at("little");
	assert_true(guide_run_back(&run));
	pass("more"); /* neither below nor at-least holds without an answer */
	at(NULL);
}

static void
stopping(void **state)
{
	(void)state;
	begin(depends);
	choose("ok", "later");
	at(NULL);
	assert_int_equal(run.outcome, THEN_STOP);
	guide_run_forward(&run);
	at(NULL);
	assert_true(guide_run_back(&run));
	at("ok");
	assert_int_equal(run.outcome, THEN_GO_ON);
	assert_true(slice_is(guide_run_preset(&run), "later"));
	choose("ok", "no");
	assert_int_equal(run.outcome, THEN_GO_ON);
	at("rest");
	assert_true(guide_run_back(&run));
	assert_int_equal(guide_run_choose(NULL, &run, (const char *const[]){ "later" }, 1), 0);
	guide_run_skip(&run); /* taken back before going on */
	guide_run_forward(&run);
	at("rest");
}

static void
choices_of_every_kind(void **state)
{
	const char *two[] = { "b", "a" }, *twice[] = { "a", "a" }, *strange[] = { "c" }, *own[] = { "my own \xc3\xa4\n" }, *lines[] = { "x\ny" };
	const char *item[] = { "second one" }, *blank[] = { " " };
	struct err err;

	(void)state;
	begin("guide g 1\ntitle T\n"
		"step l list\nask L?\n"
		"step one choices\nask 1?\nchoice a A\nchoice b B\ndefault b\n"
		"step many choices\nask 2?\nmany\nchoice a A\nchoice b B\n"
		"step other choices\nask 3?\nother\nchoice a A\n"
		"step from choices\nask 4?\nfrom l\n"
		"step away choices\nask 5?\nas -\nchoice a A\nchoice b B\nthen b guide trust\n"
		"step end notice\nask .\n");
	say("l", "first one\nsecond one");
	at("one");
	assert_true(slice_is(guide_run_preset(&run), "b"));
	assert_int_equal(guide_run_choose(&err, &run, two, 2), E_USAGE);
	assert_int_equal(guide_run_choose(&err, &run, strange, 1), E_USAGE);
	assert_string_equal(err.subject, "this is none of the choices");
	choose("one", "a");
	at("many");
	assert_int_equal(guide_run_choose(&err, &run, strange, 1), E_USAGE);
	assert_int_equal(guide_run_choose(&err, &run, twice, 2), 0);
	assert_int_equal(guide_items(guide_run_answer(&run)), 1);
	assert_int_equal(guide_run_choose(&err, &run, two, 2), 0);
	guide_run_forward(&run);
	at("other");
	assert_int_equal(guide_run_choose(&err, &run, lines, 1), E_USAGE);
	assert_int_equal(guide_run_choose(&err, &run, blank, 1), 0);
	assert_int_equal(guide_run_answer(&run)->state, ANSWER_SKIPPED);
	assert_int_equal(guide_run_choose(&err, &run, own, 1), 0);
	guide_run_forward(&run);
	at("from");
	assert_int_equal(guide_run_preset(&run).n, 0); /* two to choose from */
	assert_int_equal(guide_run_choose(&err, &run, strange, 1), E_USAGE);
	assert_int_equal(guide_run_choose(&err, &run, item, 1), 0);
	guide_run_forward(&run);
	choose("away", "b");
	assert_int_equal(run.outcome, THEN_GUIDE);
	assert_true(slice_is(run.next_guide, "trust"));
	assert_int_equal(run.next_form.n, 0);
	at(NULL);
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "l+first one;l+second one;one=a;many+b;many+a;other=my own \xc3\xa4;from=second one;");
	/* a list with one item is what the choice begins with; without one there is nothing to choose */
	assert_true(guide_run_go(&run, slice_of("l")));
	say("l", "only");
	assert_true(guide_run_go(&run, slice_of("from")));
	assert_true(slice_is(guide_run_preset(&run), "second one"));
	guide_run_skip(&run);
	assert_true(slice_is(guide_run_preset(&run), "only"));
	assert_true(guide_run_go(&run, slice_of("l")));
	guide_run_skip(&run);
	assert_false(guide_run_go(&run, slice_of("from")));
	assert_int_equal(guide_run_choose(&err, &run, NULL, 0), E_USAGE);
}

static const char felt[] =
	"guide g 1\ntitle T\n"
	"step feelings feelings\nask F?\n"
	"step under feelings\nask U?\nlayer under\nwhen feelings is-not numb\nwhen feelings is-not other\n"
	"step lot notice\nask L\nwhen feelings at-least 90\n"
	"step lonely notice\nask L\nwhen feelings is sadness.lonely\n"
	"step feelings-after feelings\nask A?\nagain feelings\n";

static void
feelings_of_every_kind(void **state)
{
	struct run_feeling f[RUN_FEELINGS_MAX + 1];
	struct err err;

	(void)state;
	begin(felt);
	for (size_t i = 0; i <= RUN_FEELINGS_MAX; i++) {
		f[i] = feeling("fear", (uint8_t)i, 0, 0);
		f[i].id[1] = (char)('a' + i);
	}
	assert_int_equal(guide_run_feelings(&err, &run, f, RUN_FEELINGS_MAX + 1), E_USAGE);
	assert_int_equal(guide_run_feelings(&err, &run, f, RUN_FEELINGS_MAX), 0);
	f[1] = f[0];
	assert_int_equal(guide_run_feelings(&err, &run, f, 2), E_USAGE);
	f[0] = feeling("fear", 101, 0, 0);
	assert_int_equal(guide_run_feelings(&err, &run, f, 1), E_USAGE);
	f[0] = feeling("Fear", 1, 0, 0);
	assert_int_equal(guide_run_feelings(&err, &run, f, 1), E_USAGE);
	f[0] = feeling("other.unsure", 50, 0, 0);
	assert_int_equal(guide_run_feelings(&err, &run, f, 1), E_USAGE);
	f[0] = feeling("other.fine", 50, 0, 0);
	assert_int_equal(guide_run_feelings(&err, &run, f, 1), E_USAGE);
	f[0] = feeling("fear", 50, 3, 0);
	assert_int_equal(guide_run_feelings(&err, &run, f, 1), E_USAGE);
	memset(f[0].id, 'a', sizeof f[0].id);
	assert_int_equal(guide_run_feelings(&err, &run, f, 1), E_USAGE);
	assert_int_equal(guide_run_answer(&run)->nfeelings, RUN_FEELINGS_MAX);
	assert_int_equal(guide_run_feelings(&err, &run, NULL, 0), 0);
	assert_int_equal(guide_run_answer(&run)->state, ANSWER_SKIPPED);

	/* what stands outside the families, and numb, end the asking (CARE.md 3) */
	feel("feelings", "other.unsure", FEELING_NO_INTENSITY);
	at("feelings-after");
	assert_true(guide_run_go(&run, slice_of("feelings")));
	feel("feelings", "numb.empty", 90);
	seen("lot");
	assert_true(guide_run_go(&run, slice_of("feelings")));
	feel("feelings", "sadness.lonely", 89);
	pass("under");
	seen("lonely");
	assert_true(guide_run_go(&run, slice_of("feelings")));
	f[0] = feeling("fear.anxious", FEELING_NO_INTENSITY, LAYER_SURFACE, SOURCE_SUGGESTION);
	f[1] = feeling("shame", 90, LAYER_NONE, SOURCE_WRITER);
	assert_int_equal(guide_run_feelings(&err, &run, f, 2), 0);
	guide_run_forward(&run);
	feel("under", "fear.anxious", 20);
	seen("lot");
	at("feelings-after");
	assert_ptr_equal(guide_run_before(&run), &run.answers[0]);
	f[0].layer = LAYER_NONE;
	f[0].source = SOURCE_WRITER;
	f[0].intensity = 30;
	f[1] = feeling("calm.relieved", 40, LAYER_NONE, SOURCE_WRITER);
	assert_int_equal(guide_run_feelings(&err, &run, f, 2), 0);
	to_entry(KIND_ENTRY);
	for (int i = 0; i < 2; i++) {
		static const struct entry_feeling want[] = {
			{ FEELING_NO_INTENSITY, LAYER_SURFACE, SOURCE_SUGGESTION, 0, { "fear.anxious", 12 } },
			{ 90, LAYER_NONE, SOURCE_WRITER, 0, { "shame", 5 } },
			{ 20, LAYER_UNDER, SOURCE_WRITER, 0, { "fear.anxious", 12 } },
			{ 30, LAYER_SURFACE, SOURCE_SUGGESTION, 1, { "fear.anxious", 12 } },
			{ 40, LAYER_NONE, SOURCE_WRITER, 1, { "calm.relieved", 13 } },
		};
		assert_int_equal(e.nfeelings, 5);
		assert_int_equal(e.nfields, 0);
		for (size_t k = 0; k < 5; k++) {
			assert_true(slice_eq(e.feelings[k].id, want[k].id));
			assert_int_equal(e.feelings[k].intensity, want[k].intensity);
			assert_int_equal(e.feelings[k].layer, want[k].layer);
			assert_int_equal(e.feelings[k].source, want[k].source);
			assert_int_equal(e.feelings[k].moment, want[k].moment);
		}
		/* and the same again from what came back */
		back_from_entry(0, 0);
		assert_int_equal(run.answers[0].nfeelings, 2);
		assert_int_equal(run.answers[1].nfeelings, 1);
		to_entry(KIND_ENTRY);
	}
	assert_true(guide_run_go(&run, slice_of("feelings-after")));
	assert_non_null(guide_run_before(&run));
	assert_true(guide_run_go(&run, slice_of("feelings")));
	assert_null(guide_run_before(&run));
}

/* Express: the same feeling in another form goes to the step that the form has. */
static void
feelings_and_forms(void **state)
{
	(void)state;
	begin_built_in("express", "5");
	say("notice", "tight jaw");
	feel("surface", "anger.irritated", 40);
	feel("under", "sadness.hurt", FEELING_NO_INTENSITY);
	to_entry(KIND_DRAFT);
	assert_int_equal(e.feelings[0].layer, LAYER_SURFACE);
	assert_int_equal(e.feelings[1].layer, LAYER_UNDER);
	back_from_entry(0, 0); /* two minutes */
	assert_int_equal(run.answers[guide_step_find(&g, "feelings", 8)].nfeelings, 2);
	assert_int_equal(run.answers[guide_step_find(&g, "surface", 7)].nfeelings, 0);
	assert_int_equal(run.answers[guide_step_find(&g, "under", 5)].nfeelings, 0);
	to_entry(KIND_ENTRY);
	assert_int_equal(e.nfeelings, 2);
	assert_int_equal(e.feelings[0].layer, LAYER_SURFACE);
	assert_int_equal(e.feelings[1].layer, LAYER_UNDER);
	assert_string_equal(fields(), "notice=tight jaw;");
	back_from_entry(1, 0); /* five */
	assert_int_equal(run.answers[guide_step_find(&g, "surface", 7)].nfeelings, 1);
	assert_int_equal(run.answers[guide_step_find(&g, "under", 5)].nfeelings, 1);
}

static void
ratings(void **state)
{
	(void)state;
	begin_built_in("challenge", "full");
	assert_true(guide_run_go(&run, slice_of("automatic-thoughts")));
	say("automatic-thoughts", "nobody came\nnobody would come");
	assert_true(slice_is(guide_run_above(&run), "")); /* at the step itself */
	choose("hot-thought", "nobody would come");
	at("belief-before");
	assert_true(slice_is(guide_run_above(&run), "nobody would come"));
	assert_null(guide_run_before(&run));
	rate("belief-before", 85);
	assert_true(guide_run_go(&run, slice_of("balanced")));
	say("balanced", "some came");
	rate("balanced-belief", 60);
	assert_int_equal(guide_run_before(&run)->number, 85);
	rate("belief-after", 85);
	to_entry(KIND_ENTRY);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(e.nratings, 3);
		assert_int_equal(e.ratings[0].what, RATE_HOT_BEFORE);
		assert_int_equal(e.ratings[0].value, 85);
		assert_int_equal(e.ratings[1].what, RATE_BALANCED);
		assert_int_equal(e.ratings[1].value, 60);
		assert_int_equal(e.ratings[2].what, RATE_HOT_AFTER);
		assert_string_equal(fields(),
			"automatic-thoughts+nobody came;automatic-thoughts+nobody would come;hot-thought=nobody would come;balanced=some came;");
		back_from_entry(0, 0);
		to_entry(KIND_ENTRY);
	}
	/* a rating of another kind, or of no step, is left alone */
	assert_int_equal(entry_add_rating(&e, (struct entry_rating){ RATE_BELIEF, 10 }), 0);
	back_from_entry(1, 0);
	to_entry(KIND_ENTRY);
	assert_int_equal(e.nratings, 3);
}

/* One question, two wordings: both are kept under one key, and what stands above follows the key. */
static void
shared_keys(void **state)
{
	(void)state;
	begin_built_in("challenge", "full");
	assert_true(guide_run_go(&run, slice_of("compared-early")));
	choose("compared-early", "heavier");
	choose("heavier-early", "on");
	pass("automatic-thoughts");
	say("one-thought", "I am too much");
	at("belief-before");
	assert_true(slice_is(guide_run_above(&run), "I am too much"));
	assert_true(guide_run_go(&run, slice_of("ending")));
	choose("ending", "kept");
	assert_true(guide_run_go(&run, slice_of("compared")));
	to_entry(KIND_ENTRY);
	/* in its place at the end, though it was asked early */
	assert_string_equal(fields(), "hot-thought=I am too much;ending=kept;compared=heavier;");
	pass("compared");
	say("need", "sleep");
	to_entry(KIND_ENTRY);
	/* who skips it at the end has not answered it; the early answer does not stand in for that one */
	assert_string_equal(fields(), "hot-thought=I am too much;ending=kept;next-step=sleep;");
	assert_true(guide_run_go(&run, slice_of("compared")));
	choose("compared", "easier");
	assert_true(guide_run_go(&run, slice_of("ending")));
	choose("ending", "undecided");
	assert_true(guide_run_go(&run, slice_of("next-step")));
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "hot-thought=I am too much;ending=undecided;compared=easier;next-step=sleep;");
	say("next-step", "a walk"); /* of a shown step; the later one is hidden */
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "hot-thought=I am too much;ending=undecided;compared=easier;next-step=a walk;");
	back_from_entry(0, 0);
	assert_int_equal(run.answers[guide_step_find(&g, "compared-early", 14)].state, ANSWER_OPEN);
	assert_int_equal(run.answers[guide_step_find(&g, "compared", 8)].state, ANSWER_GIVEN);
	assert_int_equal(run.answers[guide_step_find(&g, "need", 4)].state, ANSWER_OPEN);
	assert_int_equal(run.answers[guide_step_find(&g, "next-step", 9)].state, ANSWER_GIVEN);
	assert_int_equal(run.answers[guide_step_find(&g, "one-thought", 11)].state, ANSWER_GIVEN);
}

static void
short_form(void **state)
{
	size_t k, n;

	(void)state;
	begin_built_in("challenge", "short");
	guide_run_progress(&run, &k, &n);
	assert_int_equal(k, 1);
	assert_int_equal(n, 8); /* with what follows from the thought */
	say("situation", "s");
	feel("feelings", "fear", 90);
	guide_run_progress(&run, &k, &n);
	at("a-lot"); /* not counted: its answer is not kept */
	assert_int_equal(k, 2);
	choose("a-lot", "on");
	choose("compared-early", "same");
	say("one-thought", "t");
	guide_run_progress(&run, &k, &n);
	assert_int_equal(n, 8);
	assert_int_equal(k, 5);
	say("one-for", "f");
	say("one-against", "a");
	say("balanced", "b");
	choose("compared", "unsure");
	seen("close");
	at(NULL);
	guide_run_progress(&run, &k, &n);
	assert_int_equal(k, 8);
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "situation=s;hot-thought=t;evidence-for+f;evidence-against+a;balanced=b;compared=unsure;");
	/* the long form finds them all */
	back_from_entry(0, 0);
	assert_true(guide_run_go(&run, slice_of("evidence-against")));
	assert_true(slice_is(guide_run_preset(&run), "a"));
	assert_true(slice_is(guide_run_above(&run), "t"));
}

static const char rows[] =
	"guide g 1\ntitle T\n"
	"step what line\nask W?\n"
	"step expect text\nask E?\n"
	"step belief belief\nask B?\n"
	"step tell followup\nask T?\nfrom what\nexpected expect\n"
	"step go choices\nask G?\nas -\nchoice on O\nchoice stop S\nthen stop stop\n"
	"step size scale\nask S?\nas -\n"
	"step end notice\nask .\n";

/* A draft has a place for everything, so that it can be taken up at any step. */
static void
drafts(void **state)
{
	const struct guide_answer *a;
	struct err err;

	(void)state;
	begin(rows);
	say("what", "a call");
	say("expect", "silence");
	at("belief");
	assert_int_equal(guide_run_belief(&err, &run, 0, "two\nlines", 9), E_USAGE);
	assert_int_equal(guide_run_belief(&err, &run, UINT64_MAX, NULL, 0), E_USAGE);
	assert_int_equal(guide_run_belief(&err, &run, 0, " ", 1), 0);
	assert_int_equal(guide_run_answer(&run)->state, ANSWER_SKIPPED);
	assert_int_equal(guide_run_belief(&err, &run, 0, "I cope alone\n", 13), 0);
	guide_run_forward(&run);
	at("tell");
	assert_true(slice_is(guide_run_preset(&run), "a call"));
	assert_int_equal(guide_run_followup(&err, &run, slice_of("x"), slice_of(""), slice_of("tomorrow"), slice_of("")), E_USAGE);
	assert_int_equal(guide_run_followup(&err, &run, slice_of("x\xff"), slice_of(""), slice_of(""), slice_of("")), E_TEXT_UTF8);
	assert_int_equal(guide_run_followup(&err, &run, slice_of(" "), slice_of("Anna"), slice_of(""), slice_of("")), 0);
	assert_int_equal(guide_run_answer(&run)->state, ANSWER_SKIPPED);
	assert_int_equal(guide_run_followup(&err, &run, slice_of("a call"), slice_of(""), slice_of("2026-12-01"), slice_of("silence")), 0);
	guide_run_forward(&run);
	choose("go", "on");
	rate("size", 5);
	to_entry(KIND_DRAFT);
	for (int i = 0; i < 2; i++) {
		assert_string_equal(fields(), "what=a call;expect=silence;.answer-belief=I cope alone;.answer-tell+a call;.answer-tell+;"
			".answer-tell+2026-12-01;.answer-tell+silence;.answer-go=on;.answer-size#5;");
		back_from_entry(0, 0);
		at("what");
		to_entry(KIND_DRAFT);
	}
	assert_true(guide_run_go(&run, slice_of("tell")));
	a = guide_run_answer(&run);
	assert_true(slice_is(buf_as_slice(&a->text), "a call"));
	assert_int_equal(a->with.n, 0);
	assert_true(slice_is(buf_as_slice(&a->due), "2026-12-01"));
	assert_true(slice_is(buf_as_slice(&a->expected), "silence"));
	/* an entry has none of them; its belief is in its meta */
	assert_true(guide_run_go(&run, slice_of("belief")));
	assert_int_equal(guide_run_belief(&err, &run, 42, "ignored", 7), 0);
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "what=a call;expect=silence;");
	assert_int_equal(entry_add_belief(&e, 42), 0);
	back_from_entry(0, 0);
	assert_int_equal(run.answers[2].belief, 42);
	assert_int_equal(run.answers[2].state, ANSWER_GIVEN);
	assert_int_equal(run.answers[3].state, ANSWER_OPEN);
}

/* Each answered step of a draft comes back to its own step, also of two with one key (T: killed after any step). */
static void
drafts_of_shared_keys(void **state)
{
	size_t k, n;

	(void)state;
	begin_built_in("challenge", "full");
	guide_run_progress(&run, &k, &n);
	assert_int_equal(k, 1);
	assert_int_equal(n, 17);
	say("situation", "s");
	feel("feelings", "fear.afraid", 95);
	choose("a-lot", "on");
	choose("compared-early", "heavier");
	choose("heavier-early", "on");
	to_entry(KIND_DRAFT);
	assert_string_equal(fields(), "situation=s;compared=heavier;.answer-a-lot=on;.answer-compared-early=heavier;.answer-heavier-early=on;");
	back_from_entry(0, 0);
	assert_true(guide_run_go(&run, slice_of("automatic-thoughts")));
	assert_int_equal(run.answers[guide_step_find(&g, "compared", 8)].state, ANSWER_OPEN);
	assert_true(guide_run_back(&run));
	at("heavier-early");
	assert_true(slice_is(guide_run_preset(&run), "on"));
	assert_true(guide_run_back(&run));
	assert_true(slice_is(guide_run_preset(&run), "heavier"));
	assert_true(guide_run_back(&run));
	at("a-lot");
	/* a draft of another hand, without places of its own */
	entry_reset(&e);
	e.kind = KIND_DRAFT;
	assert_int_equal(entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("compared"), slice_of("same") }), 0);
	back_from_entry(0, 0);
	assert_int_equal(run.answers[guide_step_find(&g, "compared", 8)].state, ANSWER_GIVEN);
}

static void
strange_fields(void **state)
{
	static const struct entry_field odd[] = {
		{ FIELD_ITEM, { "what", 4 }, { "items", 5 } },
		{ FIELD_ITEM, { "what", 4 }, { "as lines", 8 } },
		{ FIELD_TEXT, { "where", 5 }, { "here", 4 } },
		{ FIELD_TEXT, { "where", 5 }, { "and there", 9 } },
		{ FIELD_TEXT, { "who", 3 }, { "a text", 6 } },
		{ FIELD_ITEM, { "who", 3 }, { "two\nlines", 9 } },
		{ FIELD_ITEM, { "who", 3 }, { "", 0 } },
		{ FIELD_NUMBER, { "who", 3 }, { "12", 2 } },
		{ FIELD_TEXT, { "how", 3 }, { "12", 2 } },             /* strange */
		{ FIELD_NUMBER, { "how", 3 }, { "101", 3 } },          /* strange */
		{ FIELD_NUMBER, { "how", 3 }, { "-1", 2 } },           /* strange */
		{ FIELD_NUMBER, { "how", 3 }, { "", 0 } },             /* strange */
		{ FIELD_TEXT, { "colour", 6 }, { "red", 3 } },         /* strange */
		{ FIELD_NUMBER, { "rated-after", 11 }, { "400", 3 } },
		{ FIELD_TEXT, { ".step", 5 }, { "who", 3 } },
		{ FIELD_TEXT, { ".answer-what", 12 }, { "not in an entry", 15 } },
		{ FIELD_TEXT, { "close", 5 }, { "a notice", 8 } },     /* strange */
	};

	(void)state;
	begin(simple);
	e.kind = KIND_ENTRY;
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		assert_int_equal(entry_add_field(&e, odd[i]), 0);
	assert_int_equal(entry_add_feeling(&e, (struct entry_feeling){ 10, 0, 0, 0, slice_of("fear") }), 0);
	back_from_entry(0, 6);
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "what=items\nas lines;where=here\nand there;who+a text;who+two;who+lines;who+12;");
	/* NULL: nobody asks how many */
	assert_int_equal(guide_run_from_entry(NULL, &run, &e, NULL), 0);
}

static void
above_and_before(void **state)
{
	(void)state;
	begin("guide g 1\ntitle T\nabove b\n"
		"step a text\nask A?\n"
		"step b text\nask B?\nwhen a answered\n"
		"step c scale\nask C?\n"
		"step d scale\nask D?\nagain c\n");
	assert_int_equal(guide_run_above(&run).n, 0);
	say("a", "1");
	say("b", "2");
	assert_true(slice_is(guide_run_above(&run), "2"));
	pass("c");
	assert_null(guide_run_before(&run));
	assert_true(guide_run_go(&run, slice_of("a")));
	assert_int_equal(guide_run_above(&run).n, 0); /* it is not later */
	pass("a");
	at("c");
	assert_int_equal(guide_run_above(&run).n, 0); /* not shown any more */
	rate("c", 10);
	assert_int_equal(guide_run_before(&run)->number, 10);
	rate("d", 20);
	to_entry(KIND_ENTRY);
	assert_string_equal(fields(), "b=2;c#10;d#20;");
}

/* Conditions that look at conditions: one pass, not two to the power of a hundred. */
static void
deep_conditions(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_str(&b, "guide g 1\ntitle T\n");
	for (int i = 0; i < GUIDE_STEPS_MAX; i++) {
		buf_printf(&b, "step s%d line\nask A?\n", i);
		for (int k = 1; k <= GUIDE_WHENS_MAX && i - k >= 0; k++)
			buf_printf(&b, "when s%d answered\n", i - k);
	}
	begin(buf_cstr(&b));
	buf_release(&b);
	for (int i = 0; i < GUIDE_STEPS_MAX; i++) {
		assert_int_equal(guide_run_text(NULL, &run, "x", 1), 0);
		guide_run_forward(&run);
	}
	at(NULL);
	assert_true(guide_run_go(&run, slice_of("s0")));
	guide_run_skip(&run);
	guide_run_forward(&run);
	at(NULL);
	to_entry(KIND_ENTRY);
	assert_int_equal(e.nfields, GUIDE_STEPS_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(typical_use, teardown),
		cmocka_unit_test_teardown(what_a_step_takes, teardown),
		cmocka_unit_test_teardown(every_step_skipped, teardown),
		cmocka_unit_test_teardown(going_back, teardown),
		cmocka_unit_test_teardown(stopping, teardown),
		cmocka_unit_test_teardown(choices_of_every_kind, teardown),
		cmocka_unit_test_teardown(feelings_of_every_kind, teardown),
		cmocka_unit_test_teardown(feelings_and_forms, teardown),
		cmocka_unit_test_teardown(ratings, teardown),
		cmocka_unit_test_teardown(shared_keys, teardown),
		cmocka_unit_test_teardown(short_form, teardown),
		cmocka_unit_test_teardown(drafts, teardown),
		cmocka_unit_test_teardown(drafts_of_shared_keys, teardown),
		cmocka_unit_test_teardown(strange_fields, teardown),
		cmocka_unit_test_teardown(above_and_before, teardown),
		cmocka_unit_test_teardown(deep_conditions, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
