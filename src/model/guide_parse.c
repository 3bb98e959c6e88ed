/*
 * A guide file becomes a checked guide (guide.h, felt-guide(5)): the lines, and those about the whole guide.
 *
 * In: bytes of unknown honesty.  Out: a guide in which every name is resolved, or one sentence with its line.  Must never: execute, open or
 * refer to anything; every size has its limit, and what is read is read once.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "felt/base/text.h"
#include "guide_inner.h"

int
guide_fail(struct guide_reader *r, unsigned line, const char *fmt, ...)
{
	char said[sizeof r->err->subject];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(said, sizeof said, fmt, ap);
	va_end(ap);
	return err_num(r->err, E_INPUT, line, "%s", said);
}

int
guide_no_memory(struct guide_reader *r)
{
	return err_set(r->err, E_NOMEM, "reading a guide");
}

/* ---- about the whole guide ---- */

static int
read_title(struct guide_reader *r, struct slice rest)
{
	if (rest.n == 0)
		return guide_fail(r, r->line, "'title' wants the words that stand above the guide");
	r->g->title = rest;
	return 0;
}

static int
read_about(struct guide_reader *r, struct slice rest)
{
	if (rest.n == 0)
		return guide_fail(r, r->line, "'about' wants a few words on what the guide is for");
	r->g->about = rest;
	return 0;
}

static int
read_minutes(struct guide_reader *r, struct slice rest)
{
	r->minutes_line = r->line;
	while (rest.n > 0) {
		int n = guide_number(guide_word_take(&rest));

		if (n < 1 || n > GUIDE_MINUTES_MAX)
			return guide_fail(r, r->line, "'minutes' wants whole numbers from 1 to %d", GUIDE_MINUTES_MAX);
		if (r->nminutes == GUIDE_FORMS_MAX)
			return guide_fail(r, r->line, "'minutes' takes one number, or one for each form");
		r->g->form_minutes[r->nminutes++] = (unsigned)n;
	}
	return r->nminutes > 0 ? 0 : guide_fail(r, r->line, "'minutes' wants whole numbers from 1 to %d", GUIDE_MINUTES_MAX);
}

static int
read_forms(struct guide_reader *r, struct slice rest)
{
	char echo[GUIDE_ECHO];

	while (rest.n > 0) {
		struct slice form = guide_word_take(&rest);

		if (!guide_form_valid(form.p, form.n))
			return guide_fail(r, r->line, "'%s' cannot be the name of a form: a-z, 0-9 and -, at most %d", guide_echo(form, echo),
				GUIDE_NAME_MAX);
		if (guide_form_find(r->g, form.p, form.n) >= 0)
			return guide_fail(r, r->line, "the form '%s' is named twice", guide_echo(form, echo));
		if (r->g->nforms == GUIDE_FORMS_MAX)
			return guide_fail(r, r->line, "a guide has at most %d forms", GUIDE_FORMS_MAX);
		r->g->forms[r->g->nforms++] = form;
	}
	return r->g->nforms > 0 ? 0 : guide_fail(r, r->line, "'forms' wants the names of the forms");
}

static int
read_above(struct guide_reader *r, struct slice rest)
{
	r->above.word = guide_word_take(&rest);
	r->above.line = r->line;
	if (r->above.word.n == 0 || rest.n > 0)
		return guide_fail(r, r->line, "'above' wants the name of one step");
	return 0;
}

static int
read_guide(struct guide_reader *r, struct slice rest)
{
	struct slice name = guide_word_take(&rest), version = guide_word_take(&rest);
	char echo[GUIDE_ECHO];
	int n;

	if (name.n == 0 || version.n == 0 || rest.n > 0)
		return guide_fail(r, r->line, "'guide' wants a name and a version, as in: guide evening 1");
	if (!guide_name_valid(name.p, name.n))
		return guide_fail(r, r->line, "'%s' cannot be the name of a guide: a-z, 0-9 and -, a letter first, at most %d",
			guide_echo(name, echo), GUIDE_NAME_MAX);
	n = guide_number(version);
	if (n < 1)
		return guide_fail(r, r->line, "the version of a guide is a whole number from 1 to %d", GUIDE_VERSION_MAX);
	r->g->name = name;
	r->g->version = (unsigned)n;
	return 0;
}

static const struct guide_keyword header[] = {
	{ "guide", 0, true, read_guide }, { "title", 0, true, read_title }, { "about", 0, true, read_about },
	{ "minutes", 0, true, read_minutes }, { "forms", 0, true, read_forms }, { "above", 0, true, read_above },
	{ NULL, 0, false, NULL }
};

/* ---- lines ---- */

static const struct guide_keyword *
find(const struct guide_keyword *table, struct slice word)
{
	for (; table->word != NULL; table++)
		if (slice_is(word, table->word))
			return table;
	return NULL;
}

static int
unknown(struct guide_reader *r, struct slice word)
{
	struct guide_near near = guide_near_to(word);
	char echo[GUIDE_ECHO];

	guide_near_try(&near, slice_of("step"));
	for (const struct guide_keyword *k = guide_step_keywords; k->word != NULL; k++)
		guide_near_try(&near, slice_of(k->word));
	for (const struct guide_keyword *k = header; k->word != NULL; k++)
		guide_near_try(&near, slice_of(k->word));
	return guide_fail(r, r->line, "'%s' is no word that a line begins with%s", guide_echo(word, echo), guide_near(&near));
}

static int
once(struct guide_reader *r, const struct guide_keyword *table, const struct guide_keyword *k)
{
	unsigned bit = 1u << (k - table);

	if (k->once && (r->seen & bit) != 0)
		return guide_fail(r, r->line, "there is a '%s' line already, and one is enough", k->word);
	r->seen |= bit;
	return 0;
}

static int
read_step_line(struct guide_reader *r, const struct guide_keyword *k, struct slice rest)
{
	int rc;

	if ((k->kinds & KIND_BIT(r->step->kind)) == 0)
		return guide_fail(r, r->line, "a step of kind '%s' takes no '%s' line", guide_kind_name(r->step->kind), k->word);
	rc = once(r, guide_step_keywords, k);
	return rc < 0 ? rc : k->read(r, rest);
}

static int
read_line(struct guide_reader *r, struct slice rest)
{
	struct slice word = guide_word_take(&rest);
	const struct guide_keyword *k;
	int rc;

	if (r->g->name.n == 0 && !slice_is(word, "guide"))
		return guide_fail(r, r->line, "the first line is 'guide' with a name and a version, as in: guide evening 1");
	if (slice_is(word, "step")) {
		rc = guide_step_end(r);
		return rc < 0 ? rc : guide_step_begin(r, rest);
	}
	k = find(header, word);
	if (k != NULL && r->step == NULL) {
		rc = once(r, header, k);
		return rc < 0 ? rc : k->read(r, rest);
	}
	if (k != NULL)
		return guide_fail(r, r->line, "'%s' stands above the first step", k->word);
	k = find(guide_step_keywords, word);
	if (k != NULL && r->step == NULL)
		return guide_fail(r, r->line, "'%s' belongs to a step, and there is none yet", k->word);
	return k != NULL ? read_step_line(r, k, rest) : unknown(r, word);
}

/* C0 but for the tab, DEL and C1: they have no place in a guide, and a terminal could obey them. */
static bool
has_control(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return true;
		if (c == 0xc2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static int
take_line(struct guide_reader *r, struct slice s)
{
	int rc = text_check(NULL, s.p, s.n, GUIDE_LINE_MAX);

	if (rc == E_TEXT_LONG)
		return guide_fail(r, r->line, "the line has more than %d bytes; several 'ask' or 'help' lines are paragraphs", GUIDE_LINE_MAX);
	if (rc < 0)
		return guide_fail(r, r->line, rc == E_TEXT_NUL ? "there is a NUL byte; a guide is plain text" : "the line is not UTF-8 text");
	while (s.n > 0 && blank(s.p[s.n - 1]))
		s.n--;
	while (s.n > 0 && blank(*s.p)) {
		s.p++;
		s.n--;
	}
	if (has_control(s))
		return guide_fail(r, r->line, "there is a control character; a guide is plain text");
	return s.n == 0 || *s.p == '#' ? 0 : read_line(r, s);
}

static int
read_lines(struct guide_reader *r, struct slice text)
{
	/* A byte order mark says nothing here. */
	if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) {
		text.p += 3;
		text.n -= 3;
	}
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		int rc;

		r->line++;
		rc = take_line(r, (struct slice){ text.p, n });
		if (rc < 0)
			return rc;
		n += end != NULL;
		text.p += n;
		text.n -= n;
	}
	return guide_end(r);
}

int
guide_parse(struct err *err, struct guide *out, const char *text, size_t n)
{
	struct err own = { 0 };
	struct guide_reader r = { .err = err != NULL ? err : &own, .g = out };
	int rc;

	*out = (struct guide){ .above = -1, .text = BUF_INIT };
	if (n > GUIDE_FILE_MAX)
		return err_num(err, E_TEXT_LONG, GUIDE_FILE_MAX, "guide");
	buf_add(&out->text, text, n);
	rc = buf_check(&out->text, err);
	if (rc == 0)
		rc = read_lines(&r, buf_as_slice(&out->text));
	if (rc < 0)
		guide_release(out);
	return rc;
}

void
guide_release(struct guide *g)
{
	for (size_t i = 0; i < g->nsteps; i++)
		free(g->steps[i].choices);
	free(g->steps);
	buf_release(&g->text);
	*g = (struct guide){ .above = -1, .text = BUF_INIT };
}

int
guide_step_find(const struct guide *g, const char *name, size_t n)
{
	for (size_t i = 0; i < g->nsteps; i++)
		if (slice_eq(g->steps[i].name, (struct slice){ name, n }))
			return (int)i;
	return -1;
}

int
guide_form_find(const struct guide *g, const char *name, size_t n)
{
	for (size_t i = 0; i < g->nforms; i++)
		if (slice_eq(g->forms[i], (struct slice){ name, n }))
			return (int)i;
	return -1;
}
