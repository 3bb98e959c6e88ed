/*
 * The picker in lines: for screen readers, and for terminals without a full screen.
 *
 * Questions and answers on the terminal, in the same order as on the screen: which word, how strong, once whether another
 * lies beneath; then the next word, until an empty line.  In a guide the words that are keys (:back, :skip ...) are those of step_lines.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "felt/term/tty.h"
#include "picker_desk.h"
#include "step_lines.h"

enum { SHOWN = 9 };

struct talk {
	struct err *err;
	const struct picker *p;
	struct picker_list list;
	struct buf typed;
	struct picked *out;
	size_t n;
	bool layer_asked;
	bool begun;              /* what was typed before the first question is dropped, once */
	const char *beneath;
	/* in a guide */
	struct step_talk *around; /* NULL: alone */
	struct picker_desk *desk; /* for picker_begin and picker_propose */
};

enum { GO_ON = 1 };

static struct slice
trimmed(const struct buf *b)
{
	struct slice s = buf_as_slice(b);

	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	while (s.n > 0 && s.p[0] == ' ')
		s = (struct slice){ s.p + 1, s.n - 1 };
	return s;
}

/* E_NO_SECRET: ctrl-d, or a way out of the step. */
static int
ask_around(struct talk *t, const char *prompt, struct buf *line)
{
	struct step_talk *a = t->around;
	int rc = 0;

	while (rc == 0 && !a->over) {
		if (step_talk_ask(a, prompt, &rc)) {
			if (a->ended)
				return E_NO_SECRET;
			buf_slice(line, buf_as_slice(&a->line));
			return 0;
		}
		if (a->cleared)
			t->n = 0;
		a->cleared = false;
	}
	return rc ? rc : E_NO_SECRET;
}

/* One line; what was typed stands in t->typed, trimmed. */
static int
ask(struct talk *t, const char *prompt)
{
	struct buf line = BUF_INIT;
	int rc;

	if (t->around != NULL)
		rc = ask_around(t, prompt, &line);
	else
		rc = (t->begun ? tty_line : tty_question)(t->err, prompt, &line);
	t->begun = true;
	if (rc == 0) {
		buf_clear(&t->typed);
		buf_slice(&t->typed, trimmed(&line));
		rc = buf_check(&t->typed, t->err);
	}
	buf_release(&line);
	return rc;
}

static int
show(struct talk *t, struct buf *text)
{
	int rc = buf_check(text, t->err);

	if (rc == 0)
		rc = tty_show(t->err, buf_cstr(text));
	buf_release(text);
	return rc;
}

static void
one_line(const struct talk *t, const struct picker_item *it, struct buf *out)
{
	if (it->kind == ITEM_ALONE) {
		buf_printf(out, "just %s: the family alone is an answer too\n", t->p->families[it->index].name);
	} else if (it->kind == ITEM_FAMILY) {
		buf_printf(out, "family %s: %s\n", t->p->families[it->index].name, t->p->families[it->index].about);
	} else {
		const struct picker_row *r = &t->p->rows[it->index];

		buf_printf(out, "%s%s %s%s%s\n", r->word, r->about[0] ? ":" : "", r->about, r->body[0] ? " Body: " : "", r->body);
	}
}

/* The list with numbers; an empty filter shows the families. */
static int
show_list(struct talk *t)
{
	struct buf text = BUF_INIT;
	size_t n = t->list.n;

	if (t->desk != NULL && t->desk->nproposed > 0)
		buf_str(&text, "words that may be in this (only you know):\n");
	if (t->desk != NULL)
		t->desk->nproposed = 0;

	for (size_t i = 0; i < n; i++) {
		buf_printf(&text, "%zu ", i + 1);
		one_line(t, &t->list.item[i], &text);
	}
	return show(t, &text);
}

static size_t
numbered(const struct talk *t)
{
	const char *s = (const char *)t->typed.p;
	size_t v = 0;

	for (size_t i = 0; i < t->typed.n; i++) {
		if (s[i] < '0' || s[i] > '9' || i == 3)
			return 0;
		v = v * 10 + (size_t)(s[i] - '0');
	}
	return v >= 1 && v <= t->list.n ? v : 0;
}

/* Is the first of the list the word that was typed, or its key, or all there is? */
static bool
settled(const struct talk *t)
{
	const struct picker_item *it = t->list.item;
	struct slice s = buf_as_slice(&t->typed);

	if (it->kind == ITEM_FAMILY)
		return t->list.n == 1 || slice_is(s, t->p->families[it->index].name);
	if (s.n == 1 && t->p->rows[it->index].key == s.p[0])
		return true;
	return t->list.n == 1 || slice_is(s, t->p->rows[it->index].word);
}

/* Law 5: after "not sure", once. */
static bool
propose(struct talk *t, const struct picker_row *row)
{
	size_t index[PICKER_PROPOSED + 1], n = 0;

	if (t->desk == NULL || !picker_propose(t->desk, row))
		return false;
	for (size_t i = 0; i < t->desk->nproposed; i++)
		index[n++] = picker_find(t->p, t->desk->proposed[i]);
	index[n++] = (size_t)(row - t->p->rows);
	picker_list_rows(&t->list, index, n);
	return true;
}

/* 0: *it is the one, GO_ON: the list has changed, ask again. */
static int
look(struct talk *t, struct picker_item *it)
{
	size_t number = numbered(t);

	if (number > 0) {
		*it = t->list.item[number - 1];
	} else if (t->typed.n == 1 && t->typed.p[0] == '+') {
		picker_list_start(&t->list, t->p, false);
		return GO_ON;
	} else {
		picker_list_filter(&t->list, t->p, buf_cstr(&t->typed));
		if (t->list.n > SHOWN)
			t->list.n = SHOWN;
		if (t->list.n == 0 || !settled(t))
			return GO_ON;
		*it = t->list.item[0];
	}
	if (it->kind == ITEM_WORD && propose(t, &t->p->rows[it->index]))
		return GO_ON;
	if (it->kind != ITEM_FAMILY)
		return 0;
	picker_list_family(&t->list, t->p, it->index);
	return GO_ON;
}

static int
how_strong(struct talk *t, struct picked *now)
{
	char prompt[200], echo[PICKER_SAY] = "";
	int rc;

	for (;;) {
		snprintf(prompt, sizeof prompt, "how strong is it: %s? 0 to 100, or 7/10 (enter: no number) ", now->word);
		if (echo[0])
			snprintf(prompt, sizeof prompt, "%s (enter: take it) ", echo);
		rc = ask(t, prompt);
		if (rc != 0 || t->typed.n == 0)
			return rc;
		echo[0] = '\0';
		if (t->p->intensity(t->p->arg, buf_cstr(&t->typed), &now->intensity) != 0) {
			now->intensity = PICKER_NO_INTENSITY;
			continue;
		}
		if (!picker_echo(buf_cstr(&t->typed), echo, sizeof echo))
			return 0;
	}
}

static int
which_layer(struct talk *t, struct picked *now)
{
	char question[200];
	struct buf text = BUF_INIT;
	int rc;

	picker_layer_question(now->word, question, sizeof question);
	buf_printf(&text, "%s\n", question);
	for (size_t i = 0; i < LAYER_ANSWERS; i++)
		buf_printf(&text, "%zu %s\n", i + 1, picker_layer_answers[i]);
	rc = show(t, &text);
	t->layer_asked = true;
	if (rc == 0)
		rc = ask(t, "1, 2 or 3 (enter: 1) ");
	if (rc == 0 && t->typed.n == 1 && t->typed.p[0] >= '1' && t->typed.p[0] < '1' + LAYER_ANSWERS)
		now->layer = (uint8_t)(t->typed.p[0] - '1');
	if (now->layer == PICKER_SURFACE)
		t->beneath = now->word;
	return rc;
}

static int
take(struct talk *t, const struct picker_item *it)
{
	struct picked now = picker_pick(t->p, it);
	const struct picker_row *r = it->kind == ITEM_WORD ? &t->p->rows[it->index] : NULL;
	bool no_layer = t->p->words_only ? true : r ? r->bare || r->no_layer : t->p->families[it->index].no_layer;
	size_t i = 0;
	int rc = t->p->words_only || (r && r->bare) ? 0 : how_strong(t, &now);

	if (rc == 0 && !no_layer && !t->layer_asked) {
		rc = which_layer(t, &now);
	} else if (rc == 0 && !no_layer && t->beneath) {
		now.layer = PICKER_UNDER;
		t->beneath = NULL;
	}
	while (i < t->n && strcmp(t->out[i].id, now.id) != 0)
		i++;
	if (rc == 0 && i < PICKER_MOST)
		t->out[i] = now;
	if (rc == 0 && i == t->n && i < PICKER_MOST)
		t->n++;
	return rc;
}

static int
next_word(struct talk *t, bool *over)
{
	char prompt[200];
	struct picker_item it;
	int rc;

	t->list.n = 0;
	if (t->beneath)
		snprintf(prompt, sizeof prompt, "what lies beneath %s? (enter: nothing more) ", t->beneath);
	else if (t->n > 0)
		snprintf(prompt, sizeof prompt, "another one? (enter: that is all) ");
	else
		snprintf(prompt, sizeof prompt, "n numb, ? not sure, + families, enter: none\nwhich feeling? a word, or part of its line: ");
	do {
		rc = ask(t, t->list.n > 0 ? "a number, or another word (enter: none of these) " : prompt);
		if (rc == 0 && t->typed.n == 0) {
			*over = t->list.n == 0;
			return 0;
		}
		if (rc != 0)
			return rc;
		rc = look(t, &it);
		if (rc == 0)
			return take(t, &it);
		if (t->list.n > 0)
			rc = show_list(t);
		else
			rc = tty_show(t->err, "no word here has that\n");
	} while (rc == 0);
	return rc;
}

static int
talk(struct talk *t)
{
	struct buf chosen = BUF_INIT;
	bool over = false;
	int rc = 0;

	if (t->n > 0) {
		buf_str(&chosen, "chosen: ");
		picker_chosen(t->out, t->n, &chosen);
		buf_str(&chosen, " (:clear begins anew)\n");
		rc = show(t, &chosen);
	}
	while (rc == 0 && !over && t->n < PICKER_MOST)
		rc = next_word(t, &over);
	return rc == E_NO_SECRET ? 0 : rc; /* ctrl-d: done, as on the screen */
}

/* In a guide: what stands around it, what was chosen before, more ways out. */
static int
talk_in_step(struct talk *t, enum picker_end *end)
{
	static const enum picker_end ends[] = {
		[STEP_END_ANSWERED] = PICKER_DONE, [STEP_END_SKIPPED] = PICKER_SKIP, [STEP_END_BACK] = PICKER_BACK,
		[STEP_END_LEFT] = PICKER_LEFT, [STEP_END_EXTRA] = PICKER_DONE, [STEP_END_HANGUP] = PICKER_HANGUP
	};
	const struct picker_step *p = t->p->step;
	const struct step s = {
		.face = FACE_NOTICE, .title = p->title, .progress = p->progress, .above = p->above, .note = p->note, .question = p->question,
		.help = p->help, .page = p->page, .dim = p->dim, .first = p->first,
	};
	struct step_answer a = { .text = BUF_INIT };
	struct err own = { 0 };
	struct step_talk around = { .err = t->err ? t->err : &own, .s = &s, .a = &a };
	struct picker_desk desk = { .p = t->p };
	int rc;

	picker_begin(&desk);
	memcpy(t->out, desk.picked, desk.n * sizeof *t->out);
	t->n = desk.n;
	t->layer_asked = desk.layer_asked;
	t->around = &around;
	t->desk = &desk;
	rc = step_talk_introduce(&around);
	if (rc == 0)
		rc = talk(t);
	if (around.over)
		*end = ends[around.end];
	buf_release(&around.line);
	return rc;
}

int
picker_in_lines(struct err *err, const struct picker *p, struct picked out[PICKER_MOST], size_t *n, enum picker_end *end)
{
	struct talk t = { .err = err, .p = p, .out = out };
	int rc = picker_list_init(err, &t.list, p);

	*end = PICKER_DONE;
	if (rc == 0)
		rc = p->step != NULL ? talk_in_step(&t, end) : talk(&t);
	*n = rc == 0 || p->step != NULL ? t.n : 0;
	picker_list_release(&t.list);
	buf_release(&t.typed);
	return rc;
}
