/*
 * A scale from 0 to 100 with words of its own.
 *
 *	> 70_   [##############------] 70 of 100
 *
 *	  100  completely
 *	   75  mostly
 *	 > 50  half
 *
 * In: keys.  Out: a number, or none.  It must never take a bare number from 1 to 10 without having echoed it (law 4): not
 * at enter, and not when the step is left another way.
 */
#include <stdio.h>
#include <string.h>

#include <curses.h>
#undef lines
#undef columns

#include "felt/term/picker.h"
#include "step_desk.h"

enum { STEP = 5, LONG_STEP = 10, MIDDLE = 50, WHOLE = 100, CELLS = 20, NUMBER_COLUMNS = 10, LINE_TEXT = 300, ROOMY_ROWS = 16 };

/* ---- what was typed ---- */

static bool
begins(const char *word, const struct buf *typed)
{
	struct buf folded = BUF_INIT;
	bool yes;

	text_fold(&folded, NULL, word, strlen(word));
	yes = typed->n > 0 && folded.n >= typed->n && memcmp(folded.p, typed->p, typed->n) == 0;
	buf_release(&folded);
	return yes;
}

/* The word that was typed, or the only one that begins so. */
static int
read_word(const struct step *s, const char *typed, uint8_t *out)
{
	struct buf folded = BUF_INIT;
	size_t found = 0;

	text_fold(&folded, NULL, typed, strlen(typed));
	while (folded.n > 0 && folded.p[folded.n - 1] == ' ')
		buf_truncate(&folded, folded.n - 1);
	for (size_t i = 0; i < s->nwords; i++) {
		if (!begins(s->words[i].word, &folded))
			continue;
		*out = (uint8_t)s->words[i].value;
		found++;
	}
	buf_release(&folded);
	return found == 1 ? 0 : E_USAGE;
}

int
step_scale_read(const struct step *s, const char *typed, uint8_t *out)
{
	if (s->number != NULL && s->number(s->arg, typed, out) == 0)
		return 0;
	return read_word(s, typed, out);
}

static bool
reads(const struct step_desk *d, uint8_t *v)
{
	return d->number.n > 0 && step_scale_read(d->s, d->number.text, v) == 0;
}

static void
put_number(struct step_desk *d, int v)
{
	v = v < 0 ? 0 : v > WHOLE ? WHOLE : v;
	d->number.n = (size_t)snprintf(d->number.text, sizeof d->number.text, "%d", v);
	d->echoed = true; /* it stands there as "5 of 100" */
}

/* ---- keys ---- */

static void
step_by(struct step_desk *d, int by)
{
	uint8_t now;

	put_number(d, reads(d, &now) ? now + by : MIDDLE);
}

/* To the next word above or below. */
static void
step_word(struct step_desk *d, int to)
{
	uint8_t now;
	int best = -1;

	if (!reads(d, &now) || d->s->nwords == 0) {
		step_by(d, to * LONG_STEP);
		return;
	}
	for (size_t i = 0; i < d->s->nwords; i++) {
		int v = d->s->words[i].value;

		if ((v - now) * to > 0 && (best < 0 || (v - best) * to < 0))
			best = v;
	}
	put_number(d, best < 0 ? (to > 0 ? WHOLE : 0) : best);
}

static void
take(struct step_desk *d, struct panel *p)
{
	uint8_t v;

	if (d->number.n == 0) {
		d->a->number = -1;
		step_finish(d, p, STEP_END_ANSWERED);
		return;
	}
	if (!reads(d, &v)) {
		step_say(d, d->s->nwords > 0 ? "0 to 100, 70%, 7/10, or one of the words" : "0 to 100, 70% or 7/10");
		return;
	}
	if (!d->echoed && picker_echo(d->number.text, d->say, sizeof d->say)) {
		d->echoed = d->number.anew = true;
		return;
	}
	step_finish(d, p, STEP_END_ANSWERED);
}

void
step_scale_key(struct step_desk *d, struct panel *p, const struct compose_event *ev)
{
	if (panel_line_key(&d->number, ev, &p->keys)) {
		d->echoed = false;
		return;
	}
	switch (ev->key) {
	case TYPED_GO_LEFT:
		step_by(d, -STEP);
		break;
	case TYPED_GO_RIGHT:
		step_by(d, STEP);
		break;
	case TYPED_GO_DOWN:
		step_word(d, -1);
		break;
	case TYPED_GO_UP:
		step_word(d, 1);
		break;
	case TYPED_RUB_RIGHT:
		panel_line_clear(&d->number);
		break;
	case TYPED_NEWLINE:
	case TYPED_DONE:
		take(d, p);
		break;
	default:
		break;
	}
}

void
step_scale_begin(struct step_desk *d)
{
	d->frame.hint = d->s->nwords > 0 ? "a number, a word, or the arrows" : "a number, or the arrows";
	if (d->a->number >= 0)
		put_number(d, d->a->number);
}

/* Law 2, within law 4. */
void
step_scale_hand_over(struct step_desk *d)
{
	char echo[STEP_SAY];
	uint8_t v;

	if (d->number.n == 0)
		d->a->number = -1;
	else if (reads(d, &v) && (d->echoed || !picker_echo(d->number.text, echo, sizeof echo)))
		d->a->number = v;
}

/* ---- what is drawn ---- */

static int
one_below_the_other(const struct step_desk *d)
{
	return 2 + (int)d->s->nwords;
}

int
step_scale_wants(const struct step_desk *d, const struct compose_screen *s)
{
	if (d->s->nwords == 0)
		return 1;
	return s->rows >= ROOMY_ROWS ? one_below_the_other(d) : 3;
}

static void
put_bar(struct compose_screen *s, int row, int column, unsigned v)
{
	char bar[CELLS + 48], fill[CELLS + 1];
	int room = s->columns - column;

	for (unsigned i = 0; i < CELLS; i++)
		fill[i] = i * WHOLE < v * CELLS ? '#' : '-';
	fill[CELLS] = '\0';
	snprintf(bar, sizeof bar, "[%s] %u of 100", fill, v);
	if (room < (int)strlen(bar))
		snprintf(bar, sizeof bar, "%u of 100", v);
	compose_screen_put(s, row, column, room, bar, strlen(bar));
}

/* The highest stands on top: up is more. */
static void
put_words(const struct step_desk *d, struct compose_screen *s, int row, int now)
{
	const struct step *q = d->s;
	char line[LINE_TEXT];

	for (size_t i = 0; i < q->nwords; i++) {
		const struct step_word *w = &q->words[q->nwords - 1 - i];

		snprintf(line, sizeof line, "%c %3d  %s", w->value == now ? '>' : ' ', w->value, w->word);
		if (w->value == now)
			attron(A_BOLD);
		compose_screen_put(s, row + (int)i, d->rows.left, d->rows.room, line, strlen(line));
		attroff(A_BOLD);
	}
}

/* The same where there are few rows: "0 not at all, 25 a little, ..." */
static void
run_words(const struct step_desk *d, struct compose_screen *s, int row, int rows)
{
	struct buf line = BUF_INIT;

	for (size_t i = 0; i < d->s->nwords; i++)
		buf_printf(&line, "%s%d %s", i > 0 ? ", " : "", d->s->words[i].value, d->s->words[i].word);
	attron(A_DIM);
	if (rows > 0)
		compose_screen_block(s, row, rows, d->rows.left, d->rows.room, buf_cstr(&line));
	attroff(A_DIM);
	buf_release(&line);
}

void
step_scale_draw(struct step_desk *d, struct panel *p)
{
	struct compose_screen *s = p->screen;
	int row = d->rows.body, column;
	bool any;
	uint8_t v;

	any = reads(d, &v);
	column = panel_line_put(p, row, d->rows.left, "> ", &d->number);
	if (any)
		put_bar(s, row, column + 2 > d->rows.left + NUMBER_COLUMNS ? column + 2 : d->rows.left + NUMBER_COLUMNS, v);
	if (d->rows.body_rows >= one_below_the_other(d))
		put_words(d, s, row + 2, any ? (int)v : -1);
	else
		run_words(d, s, row + 1, d->rows.body_rows - 1);
	move(row, column);
}
