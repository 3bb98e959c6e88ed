/*
 * A step in lines: for screen readers, and for terminals without a full screen.
 *
 * Questions and answers on the terminal, in the order of the screen: where one is, what stays in sight, the question, the
 * ways out; then lines.  Every line that was written is kept before the next one is asked for: a signal ends the
 * process with the terminal as it was and nothing lost but the line that was not finished.
 *
 * One rule for a written line that cannot be taken as it is: what can be kept of it is kept, what was there before stays, what was left out is
 * said, and nobody is sent on before they have seen it.
 */
#include <stdio.h>
#include <string.h>

#include "felt/term/tty.h"
#include "step_lines.h"

enum { TERMINAL_LINE = 4095 }; /* bytes: what Linux takes of one line; more is dropped before anyone can read it */

static bool
there(const char *s)
{
	return s != NULL && s[0] != '\0';
}

void
step_talk_finish(struct step_talk *t, enum step_end end)
{
	t->end = end;
	t->over = true;
}

int
step_talk_show(struct step_talk *t, struct buf *text)
{
	int rc = buf_check(text, t->err);

	if (rc == 0 && text->n > 0)
		rc = tty_show(t->err, buf_cstr(text));
	buf_release(text);
	return rc;
}

/* ---- what stands above ---- */

static void
add_line(struct buf *out, const char *s)
{
	if (!there(s))
		return;
	buf_str(out, s);
	buf_u8(out, '\n');
}

static void
add_keys(const struct step *s, struct buf *out)
{
	buf_str(out, "(");
	if (!s->first)
		buf_str(out, ":back, ");
	buf_str(out, ":skip, ");
	if (there(s->page))
		buf_str(out, ":help, ");
	if (there(s->extra))
		buf_printf(out, ":%s, ", s->extra);
	buf_str(out, s->alone ? ":leave)\n" : ":leave keeps it for later)\n");
}

int
step_talk_introduce(struct step_talk *t)
{
	const struct step *s = t->s;
	struct buf out = BUF_INIT;

	buf_str(&out, "\n");
	if (there(s->title))
		buf_printf(&out, "%s%s", s->title, there(s->progress) ? ", " : "\n");
	add_line(&out, s->progress);
	add_line(&out, s->above);
	add_line(&out, s->note);
	add_line(&out, s->question);
	add_line(&out, s->help);
	add_line(&out, s->dim);
	add_keys(s, &out);
	return step_talk_show(t, &out);
}

/* ---- words that are keys ---- */

enum word { WORD_NONE, WORD_BACK, WORD_SKIP, WORD_LEAVE, WORD_HELP, WORD_EXTRA, WORD_DONE, WORD_CLEAR };

static enum word
word_of(const struct step *s, struct slice line)
{
	static const struct {
		const char *name;
		enum word word;
	} words[] = { { ":back", WORD_BACK }, { ":skip", WORD_SKIP }, { ":leave", WORD_LEAVE },
		      { ":help", WORD_HELP }, { ":done", WORD_DONE }, { ":clear", WORD_CLEAR } };
	size_t first = there(s->extra) ? text_grapheme(s->extra, strlen(s->extra)) : 0;

	while (line.n > 0 && line.p[line.n - 1] == ' ')
		line.n--;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_is(line, words[i].name))
			return words[i].word;
	if (first > 0 && line.n == first + 1 && line.p[0] == ':' && memcmp(line.p + 1, s->extra, first) == 0)
		return WORD_EXTRA;
	return WORD_NONE;
}

static bool
written(const struct step *s)
{
	return s->face == FACE_TEXT || s->face == FACE_LIST || s->face == FACE_LINE;
}

/* "::back" is ":back", written and not meant; in a text nothing else is changed, elsewhere "::)" is ":)". */
static void
unescape(struct step_talk *t)
{
	struct buf *b = &t->line;

	if (b->n < 2 || b->p[0] != ':' || (written(t->s) && word_of(t->s, (struct slice){ (const char *)b->p + 1, b->n - 1 }) == WORD_NONE))
		return;
	memmove(b->p, b->p + 1, b->n - 1);
	buf_truncate(b, b->n - 1);
}

static int
say(struct step_talk *t, const char *what)
{
	return tty_show(t->err, what);
}

static void
clear(struct step_talk *t)
{
	buf_clear(&t->a->text);
	t->a->number = -1;
	for (size_t i = 0; t->s->face == FACE_CHOICES && i < t->s->nchoices; i++)
		t->a->chosen[i] = false;
}

static int
obey(struct step_talk *t, enum word word)
{
	struct buf page = BUF_INIT;

	switch (word) {
	case WORD_BACK:
		if (t->s->first)
			return say(t, "this is the first step\n");
		step_talk_finish(t, STEP_END_BACK);
		return 0;
	case WORD_SKIP:
		step_talk_finish(t, STEP_END_SKIPPED);
		return 0;
	case WORD_LEAVE:
		step_talk_finish(t, STEP_END_LEFT);
		return 0;
	case WORD_EXTRA:
		step_talk_finish(t, STEP_END_EXTRA);
		return 0;
	case WORD_CLEAR:
		clear(t);
		t->cleared = true;
		return say(t, "begun anew\n");
	case WORD_HELP:
		if (there(t->s->page))
			buf_printf(&page, "%s\n", t->s->page);
		return step_talk_show(t, &page);
	default:
		return 0;
	}
}

/* A word that is no key here must not be taken for an answer, or for going on: it was meant for a way out. */
static bool
mistaken(const struct step_talk *t)
{
	return !written(t->s) && t->line.n > 0 && t->line.p[0] == ':' && (t->line.n < 2 || t->line.p[1] != ':');
}

static int
refuse(struct step_talk *t)
{
	struct buf out = BUF_INIT;

	buf_str(&out, "'");
	buf_slice(&out, buf_as_slice(&t->line));
	buf_printf(&out, "' is not known here%s\n", t->s->other ? "; with two colons it is your own words" : "");
	add_keys(t->s, &out);
	return step_talk_show(t, &out);
}

/* The end of input: ctrl-d, or a terminal that is gone. */
static int
input_ended(struct step_talk *t)
{
	if (!tty_there()) {
		step_talk_finish(t, STEP_END_HANGUP);
		return 0;
	}
	buf_clear(&t->line);
	t->ended = true;
	return 0;
}

bool
step_talk_ask(struct step_talk *t, const char *prompt, int *rc)
{
	enum word word;

	t->ended = false;
	*rc = (t->begun ? tty_line : tty_question)(t->err, prompt, &t->line);
	t->begun = true;
	if (*rc == E_NO_SECRET)
		*rc = input_ended(t);
	if (*rc == E_TEXT_LONG) {
		*rc = say(t, "that line is too long for this terminal; write it in parts\n");
		return false;
	}
	if (*rc != 0 || t->over)
		return false;
	word = word_of(t->s, buf_as_slice(&t->line));
	if (word == WORD_DONE) {
		buf_clear(&t->line);
		t->ended = true;
	} else if (word != WORD_NONE) {
		*rc = obey(t, word);
		return false;
	} else if (mistaken(t)) {
		*rc = refuse(t);
		return false;
	}
	unescape(t);
	return true;
}

/* ---- what is written ---- */

/* Law 3: as soon as it is there. */
int
step_talk_keep(struct step_talk *t)
{
	char why[STEP_SAY] = "";
	struct buf out = BUF_INIT;

	if (t->s->save == NULL || t->s->save(t->s->arg, (const char *)t->a->text.p, t->a->text.n, why) == 0)
		return 0;
	why[STEP_SAY - 1] = '\0';
	buf_printf(&out, "%s\n", why[0] ? why : "the draft could not be saved; the text is still here");
	return step_talk_show(t, &out);
}

/* The line as text: a byte that is none becomes "?". */
static void
add_line_as_text(struct buf *out, struct slice line)
{
	struct err at = { 0 };

	while (text_check(&at, line.p, line.n, TEXT_MAX) != 0) {
		size_t good = (size_t)at.n;

		buf_slice(out, (struct slice){ line.p, good });
		buf_u8(out, '?');
		line = (struct slice){ line.p + good + 1, line.n - good - 1 };
	}
	buf_slice(out, line);
}

/* True: all of it is there; false: something was said about it. */
static bool
add_text(struct step_talk *t, int *rc)
{
	struct buf *text = &t->a->text, line = BUF_INIT;
	size_t max = t->s->max ? t->s->max : TEXT_MAX, room = max - (text->n < max ? text->n : max), n;
	bool between = text->n > 0 && (t->s->face == FACE_TEXT || text->p[text->n - 1] != '\n'), broken, cut;

	broken = text_check(NULL, (const char *)t->line.p, t->line.n, TEXT_MAX) != 0;
	add_line_as_text(&line, buf_as_slice(&t->line));
	*rc = buf_check(&line, t->err);
	n = *rc == 0 && room > between ? text_cut((const char *)line.p, line.n, room - between) : 0;
	cut = n < line.n || room < between;
	if (*rc == 0 && between && !(cut && n == 0))
		buf_u8(text, '\n');
	if (*rc == 0)
		buf_slice(text, (struct slice){ (const char *)line.p, n });
	buf_release(&line);
	if (*rc == 0)
		*rc = buf_check(text, t->err);
	if (*rc == 0)
		*rc = step_talk_keep(t);
	if (*rc == 0 && t->line.n >= TERMINAL_LINE)
		*rc = say(t, "a terminal takes no longer line: its end may be missing; go on with a new line\n");
	else if (*rc == 0 && cut && n == 0)
		*rc = say(t, "this does not fit; what was written before it is kept\n");
	else if (*rc == 0 && cut)
		*rc = say(t, "the end of this does not fit; its beginning is kept\n");
	else if (*rc == 0 && broken)
		*rc = say(t, "something in that line is not text; it is kept, with ? in that place\n");
	return *rc == 0 && !cut && !broken && t->line.n < TERMINAL_LINE;
}

static int
show_so_far(struct step_talk *t)
{
	struct buf out = BUF_INIT;

	if (t->a->text.n == 0)
		return 0;
	buf_str(&out, "so far:\n");
	buf_add(&out, t->a->text.p, t->a->text.n);
	buf_str(&out, t->s->face == FACE_LINE ? "\n(an empty line keeps it, another one takes its place, :clear takes it out)\n"
		: "\n(an empty line keeps it, what you write is added, :clear begins anew)\n");
	return step_talk_show(t, &out);
}

static int
one_line(struct step_talk *t)
{
	int rc = 0;

	while (rc == 0 && !t->over) {
		if (!step_talk_ask(t, "> ", &rc))
			continue;
		if (t->line.n > 0) {
			buf_clear(&t->a->text);
			if (!add_text(t, &rc)) {
				if (rc == 0)
					rc = show_so_far(t);
				continue;
			}
		}
		step_talk_finish(t, STEP_END_ANSWERED);
	}
	return rc;
}

/* An empty line ends a list; it ends a text only when it is the first, and something is there already. */
static int
many_lines(struct step_talk *t)
{
	bool list = t->s->face == FACE_LIST, fresh = t->a->text.n > 0, any = false;
	int rc = say(t, list ? "one line each; an empty line ends it\n" : ":done, or ctrl-d at the start of a line, ends it\n");

	while (rc == 0 && !t->over) {
		if (!step_talk_ask(t, "> ", &rc))
			continue;
		if (t->ended || (t->line.n == 0 && (list || (fresh && !any && t->a->text.n > 0)))) {
			step_talk_finish(t, STEP_END_ANSWERED);
			continue;
		}
		if (t->line.n > 0 || any)
			(void)add_text(t, &rc);
		any = true;
	}
	return rc;
}

int
step_in_lines(struct err *err, const struct step *s, struct step_answer *a, enum step_end *end)
{
	struct err own = { 0 };
	struct step_talk t = { .err = err ? err : &own, .s = s, .a = a, .end = STEP_END_HANGUP };
	int rc = step_talk_introduce(&t);

	if (rc == 0 && written(s))
		rc = show_so_far(&t);
	if (rc == 0 && s->face == FACE_LINE)
		rc = one_line(&t);
	else if (rc == 0 && written(s))
		rc = many_lines(&t);
	else if (rc == 0 && s->face == FACE_SCALE)
		rc = step_talk_scale(&t);
	else if (rc == 0 && s->face == FACE_CHOICES)
		rc = step_talk_choices(&t);
	else if (rc == 0)
		rc = step_talk_notice(&t);
	buf_release(&t.line);
	*end = t.end;
	return rc;
}
