/*
 * A step in lines: scales, choices and notices.
 *
 * In: lines.  Out: a number, choices, words of one's own.  It must never take a bare number from 1 to 10 without having
 * said what it will be (law 4).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "felt/term/picker.h"
#include "felt/term/tty.h"
#include "step_lines.h"

enum { PROMPT = 300 };

/* ---- scales ---- */

static int
show_words(struct step_talk *t)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < t->s->nwords; i++)
		buf_printf(&out, "%s%d %s", i > 0 ? ", " : "", t->s->words[i].value, t->s->words[i].word);
	if (out.n > 0)
		buf_u8(&out, '\n');
	return step_talk_show(t, &out);
}

int
step_talk_scale(struct step_talk *t)
{
	char prompt[PROMPT], echo[STEP_SAY] = "";
	int rc = show_words(t), waiting = -1;
	uint8_t v;

	while (rc == 0 && !t->over) {
		if (echo[0])
			snprintf(prompt, sizeof prompt, "%s (enter: take it) ", echo);
		else if (t->a->number >= 0)
			snprintf(prompt, sizeof prompt, "0 to 100, or 7/10 (enter keeps %d) ", t->a->number);
		else
			snprintf(prompt, sizeof prompt, "0 to 100, or 7/10 (enter: no number) ");
		if (!step_talk_ask(t, prompt, &rc))
			continue;
		if (t->line.n == 0) {
			if (waiting >= 0)
				t->a->number = waiting;
			step_talk_finish(t, STEP_END_ANSWERED);
			continue;
		}
		echo[0] = '\0';
		waiting = -1;
		if (step_scale_read(t->s, buf_cstr(&t->line), &v) != 0) {
			rc = tty_show(t->err, "this is not a number from 0 to 100\n");
			continue;
		}
		if (picker_echo(buf_cstr(&t->line), echo, sizeof echo)) {
			waiting = v;
			continue;
		}
		t->a->number = v;
		step_talk_finish(t, STEP_END_ANSWERED);
	}
	return rc;
}

/* ---- choices ---- */

static int
show_choices(struct step_talk *t)
{
	const struct step *s = t->s;
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < s->nchoices; i++) {
		const char *about = s->choices[i].about;

		buf_printf(&out, "%zu %s%s%s%s\n", i + 1, s->choices[i].label, about && about[0] ? ": " : "", about ? about : "",
			t->a->chosen[i] ? " (chosen)" : "");
	}
	if (s->other && t->a->text.n > 0) {
		buf_str(&out, "own words: ");
		buf_slice(&out, buf_as_slice(&t->a->text));
		buf_u8(&out, '\n');
	}
	return step_talk_show(t, &out);
}

/* Numbers with blanks or commas between them, all of the list: 0, and they are what is chosen.  "-3 -4": all that was chosen but these. */
static int
read_numbers(struct step_talk *t)
{
	size_t n = t->s->nchoices, count = 0;
	bool *now = calloc(n + 1, sizeof *now);
	const char *p = buf_cstr(&t->line);
	int rc = now ? 0 : E_NOMEM;

	if (rc == 0 && t->s->many && *p == '-')
		memcpy(now, t->a->chosen, n * sizeof *now);
	while (rc == 0 && *p != '\0') {
		bool out = t->s->many && *p == '-';
		char *end;
		unsigned long v;

		if (*p == ' ' || *p == ',') {
			p++;
			continue;
		}
		p += out;
		v = *p >= '0' && *p <= '9' ? strtoul(p, &end, 10) : 0;
		if (v < 1 || v > n || (!t->s->many && count > 0) || (*end != '\0' && *end != ' ' && *end != ',')) {
			rc = E_USAGE;
			break;
		}
		now[v - 1] = !out;
		count++;
		p = end;
	}
	if (rc == 0 && count > 0)
		memcpy(t->a->chosen, now, n * sizeof *now);
	free(now);
	return rc == 0 && count == 0 ? E_USAGE : rc;
}

/* A label as it stands there. */
static int
read_label(struct step_talk *t)
{
	for (size_t i = 0; i < t->s->nchoices; i++)
		if (slice_is(buf_as_slice(&t->line), t->s->choices[i].label)) {
			for (size_t k = 0; !t->s->many && k < t->s->nchoices; k++)
				t->a->chosen[k] = false;
			t->a->chosen[i] = true;
			return 0;
		}
	return E_USAGE;
}

static int
take_own(struct step_talk *t)
{
	int rc;

	buf_clear(&t->a->text);
	buf_slice(&t->a->text, buf_as_slice(&t->line));
	for (size_t i = 0; !t->s->many && i < t->s->nchoices; i++)
		t->a->chosen[i] = false;
	rc = buf_check(&t->a->text, t->err);
	return rc ? rc : step_talk_keep(t);
}

static bool
any_answer(const struct step_talk *t)
{
	for (size_t i = 0; i < t->s->nchoices; i++)
		if (t->a->chosen[i])
			return true;
	return t->s->other && t->a->text.n > 0;
}

static int
take_line(struct step_talk *t)
{
	size_t max = t->s->max ? t->s->max : TEXT_MAX;
	bool own = false;
	int rc = read_numbers(t);

	if (rc == E_USAGE)
		rc = read_label(t);
	if (rc == E_USAGE && t->s->other && t->line.n <= max && text_check(NULL, (const char *)t->line.p, t->line.n, max) == 0) {
		rc = take_own(t);
		own = true;
	}
	if (rc == E_NOMEM)
		return err_set(t->err, E_NOMEM, "choices");
	if (rc != 0 && own)
		return rc;
	if (rc != 0)
		return tty_show(t->err, "this number is not in the list\n");
	if (!t->s->many && !own && t->s->other)
		buf_clear(&t->a->text);
	if (t->s->many && own)
		return 0; /* ticks may follow */
	step_talk_finish(t, STEP_END_ANSWERED);
	return 0;
}

int
step_talk_choices(struct step_talk *t)
{
	char prompt[PROMPT];
	int rc = show_choices(t);

	while (rc == 0 && !t->over) {
		snprintf(prompt, sizeof prompt, "%s%s%s (enter: %s) ", t->s->many ? "numbers with blanks between them" : "a number",
			t->s->many && any_answer(t) ? ", -1 takes one out" : "", t->s->other ? ", or your own words" : "", any_answer(t) ? "as it is" : "none");
		if (!step_talk_ask(t, prompt, &rc))
			continue;
		if (t->line.n == 0)
			step_talk_finish(t, STEP_END_ANSWERED);
		else
			rc = take_line(t);
	}
	return rc;
}

/* ---- notices ---- */

int
step_talk_notice(struct step_talk *t)
{
	int rc = 0;

	while (rc == 0 && !t->over) {
		if (!step_talk_ask(t, "enter goes on ", &rc))
			continue;
		if (t->line.n == 0)
			step_talk_finish(t, STEP_END_ANSWERED);
		else /* going on may save: nothing that was typed must be taken for it */
			rc = tty_show(t->err, "nothing is written here; an empty line goes on\n");
	}
	return rc;
}
