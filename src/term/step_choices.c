/*
 * Choices: one of several, or any of them; and an answer of one's own.
 *
 *	> 1  new view                       > [x] 1  all-or-nothing
 *	     the thought has changed             black or white, nothing between
 *
 *	  2  kept                             [ ] 2  ...
 *
 *	  own words: |
 *
 * In: keys.  Out: what was chosen, or typed.  It must never choose by itself: where nothing was chosen before, no line is marked, and
 * going on is no answer (CARE.md 7: only what was really answered counts).
 */
#include <stdio.h>
#include <string.h>

#include <curses.h>
#undef lines
#undef columns

#include "step_desk.h"

enum { TEN = 10 };

static size_t
items(const struct step_desk *d)
{
	return d->s->nchoices + (d->s->other ? 1 : 0);
}

static bool
on_own(const struct step_desk *d)
{
	return d->s->other && d->selected == d->s->nchoices;
}

void
step_choices_begin(struct step_desk *d)
{
	size_t n = d->s->nchoices, i = 0;

	while (i < n && !d->a->chosen[i])
		i++;
	d->selected = i < n ? i : d->own.n > 0 && d->s->other ? n : 0;
	d->undecided = i == n && !on_own(d) && !d->s->many;
	d->frame.hint = d->s->many ? (d->s->other ? "space ticks; or type your own words" : "space or a number ticks")
		: d->s->other ? "arrows, numbers, or your own words" : "arrows or a number, then enter";
}

/* ---- the answer ---- */

static void
tick(struct step_desk *d)
{
	if (d->s->many && d->selected < d->s->nchoices)
		d->a->chosen[d->selected] = !d->a->chosen[d->selected];
}

static bool
blank(const struct compose_text *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (compose_text_byte(t, i) != ' ')
			return false;
	return true;
}

/* One of several: the choice is the answer, and words of one's own are then none. */
static void
answer(struct step_desk *d, struct panel *p)
{
	if (!d->s->many) {
		if (d->undecided) { /* going on by itself would pass over the question unseen */
			step_say(d, "choose one of them, or ^S skips");
			return;
		}
		if (on_own(d) && blank(&d->own)) {
			step_say(d, "type your own words, or choose another line");
			return;
		}
		for (size_t i = 0; i < d->s->nchoices; i++)
			d->a->chosen[i] = i == d->selected;
		if (d->s->other && !on_own(d)) {
			compose_text_move(&d->own, COMPOSE_START);
			while (compose_text_erase(&d->own, COMPOSE_END) == COMPOSE_OK)
				;
		}
	}
	step_finish(d, p, STEP_END_ANSWERED);
}

/* ---- numbers ---- */

/* A digit marks the line, enter takes it: the enter that hands type behind it must not fall on the next step.  From ten on a second digit may follow. */
static void
number(struct step_desk *d, size_t digit, size_t before)
{
	size_t n = d->s->nchoices, two = before * TEN + digit;

	if (n < TEN) {
		if (digit < 1 || digit > n)
			return;
		d->selected = digit - 1;
		d->undecided = false;
		tick(d);
		return;
	}
	d->undecided = d->undecided && (digit < 1 || digit > n);
	if (before > 0 && two <= n) {
		d->selected = two - 1;
	} else if (digit >= 1 && digit <= n) {
		d->selected = digit - 1;
		d->digit = digit;
	}
}

/* ---- keys ---- */

static void
tell(struct step_desk *d, enum compose_result r)
{
	if (r == COMPOSE_FULL)
		snprintf(d->say, sizeof d->say, "this does not fit: %zu bytes at most", d->own.max);
	else if (r == COMPOSE_MEMORY)
		step_say(d, "not enough memory for that; the text is as it was");
}

static void
paste(struct step_desk *d, struct panel *p)
{
	struct buf *b = &p->keys.pasted;

	for (size_t i = 0; i < b->n; i++)
		if (b->p[i] == '\n' || b->p[i] == '\t')
			b->p[i] = ' ';
	tell(d, compose_text_paste(&d->own, (const char *)b->p, b->n));
}

/* True: the key wrote on the answer of one's own. */
static bool
write_own(struct step_desk *d, struct panel *p, const struct compose_event *ev)
{
	static const struct {
		enum compose_key key;
		enum compose_motion to;
	} erases[] = { { TYPED_RUB_LEFT, COMPOSE_LEFT }, { TYPED_RUB_WORD, COMPOSE_WORD_LEFT }, { TYPED_RUB_START, COMPOSE_START } };
	unsigned long before = d->own.changes;
	bool mine = false;

	if (!d->s->other)
		return false;
	if (ev->key == TYPED_TEXT || ev->key == TYPED_PASTED) {
		mine = true;
		if (ev->key == TYPED_PASTED)
			paste(d, p);
		else
			tell(d, compose_text_type(&d->own, ev->text, ev->n));
	} else if (ev->key == TYPED_TAKE_BACK || ev->key == TYPED_DO_AGAIN) {
		mine = ev->key == TYPED_TAKE_BACK ? compose_text_undo(&d->own) : compose_text_redo(&d->own);
	}
	for (size_t i = 0; i < sizeof erases / sizeof erases[0]; i++)
		if (erases[i].key == ev->key && on_own(d)) {
			mine = true;
			tell(d, compose_text_erase(&d->own, erases[i].to));
		}
	if (mine) {
		d->selected = d->s->nchoices;
		d->undecided = false;
	}
	if (d->own.changes != before)
		compose_due_changed(&p->due, compose_now());
	return mine;
}

static void
move_by(struct step_desk *d, long by)
{
	long to = (long)d->selected + by, last = (long)items(d) - 1;

	if (d->undecided) { /* the first arrow marks the first line */
		d->undecided = false;
		return;
	}
	d->selected = to < 0 || last < 0 ? 0 : to > last ? (size_t)last : (size_t)to;
}

void
step_choices_key(struct step_desk *d, struct panel *p, const struct compose_event *ev)
{
	size_t before = d->digit;
	bool writing = on_own(d);

	d->digit = 0;
	if (ev->key == TYPED_TEXT && !writing && ev->n == 1 && ev->text[0] >= '0' && ev->text[0] <= '9') {
		number(d, (size_t)(ev->text[0] - '0'), before);
		return;
	}
	if (ev->key == TYPED_TEXT && !writing && ev->text[0] == ' ') {
		tick(d);
		return;
	}
	if (write_own(d, p, ev))
		return;
	if (ev->key == TYPED_TEXT) {
		step_say(d, d->s->many ? "a number or space ticks" : "a number or the arrows, then enter");
		return;
	}
	switch (ev->key) {
	case TYPED_GO_UP:
		move_by(d, -1);
		break;
	case TYPED_GO_DOWN:
	case TYPED_TABULATOR:
		move_by(d, 1);
		break;
	case TYPED_PAGE_UP:
	case TYPED_TOP:
	case TYPED_LINE_HOME:
		d->selected = 0;
		d->undecided = false;
		break;
	case TYPED_PAGE_DOWN:
	case TYPED_BOTTOM:
	case TYPED_LINE_END:
		d->undecided = false;
		move_by(d, (long)items(d));
		break;
	case TYPED_NEWLINE:
	case TYPED_DONE:
		answer(d, p);
		break;
	default:
		break;
	}
}

/* ---- what is drawn ---- */

/* How much of each choice there is room for. */
enum detail { DETAIL_AIRY, DETAIL_ALL, DETAIL_SELECTED, DETAIL_LABELS };
enum { SELECTED_FROM = 4 }; /* rows */

static int
indent(const struct step_desk *d)
{
	return (d->s->many ? 6 : 2) + (d->s->nchoices >= TEN ? 4 : 3);
}

static const char *
about(const struct step_desk *d, size_t i)
{
	return i < d->s->nchoices && d->s->choices[i].about != NULL ? d->s->choices[i].about : "";
}

static int
rows_of(const struct step_desk *d, struct compose_screen *s, size_t i, enum detail detail)
{
	int room = d->rows.room - indent(d), rows = 1;

	if (i < d->s->nchoices)
		rows = compose_screen_block(s, -1, 0, 0, room, d->s->choices[i].label);
	if (detail < DETAIL_SELECTED || (detail == DETAIL_SELECTED && i == d->selected))
		rows += about(d, i)[0] != '\0' ? compose_screen_block(s, -1, 0, 0, room, about(d, i)) : 0;
	rows = rows < 1 ? 1 : rows;
	return rows + (detail == DETAIL_AIRY && i + 1 < items(d));
}

static int
all_rows(const struct step_desk *d, struct compose_screen *s, enum detail detail)
{
	int n = 0;

	for (size_t i = 0; i < items(d) && n < s->rows; i++)
		n += rows_of(d, s, i, detail);
	return n;
}

int
step_choices_wants(struct step_desk *d, struct compose_screen *s)
{
	return all_rows(d, s, DETAIL_ALL);
}

/* The end of it, so that what is being typed is seen; the cursor's column. */
static int
put_own(struct step_desk *d, struct compose_screen *s, int row, bool here)
{
	static const char label[] = "own words: ";
	int at = d->rows.left + 2, room;
	size_t n, from = 0;
	const char *own = compose_text_flat(&d->own, &n);

	compose_screen_put(s, row, d->rows.left, 2, here ? "> " : "  ", 2);
	at += compose_screen_put(s, row, at, d->rows.room - 2, label, sizeof label - 1);
	room = d->rows.left + d->rows.room - at - 1;
	while (room > 0 && from < n && text_width(own + from, n - from) > (size_t)room)
		from += text_grapheme(own + from, n - from);
	return at + compose_screen_put(s, row, at, room, own + from, n - from);
}

static void
put_choice(const struct step_desk *d, struct compose_screen *s, size_t i, int row, int most, enum detail detail)
{
	int left = d->rows.left, room = d->rows.room - indent(d), used;
	bool here = i == d->selected && !d->undecided;
	char head[32], box[8] = "";

	if (d->s->many)
		snprintf(box, sizeof box, "[%c] ", d->a->chosen[i] ? 'x' : ' ');
	snprintf(head, sizeof head, "%c %s%*zu", here ? '>' : ' ', box, d->s->nchoices >= TEN ? 2 : 1, i + 1);
	if (here)
		attron(A_BOLD);
	compose_screen_put(s, row, left, indent(d), head, strlen(head));
	used = compose_screen_block(s, row, most, left + indent(d), room, d->s->choices[i].label);
	attroff(A_BOLD);
	if (used >= most || about(d, i)[0] == '\0' || detail == DETAIL_LABELS || (detail == DETAIL_SELECTED && !here))
		return;
	attron(A_DIM);
	compose_screen_block(s, row + used, most - used, left + indent(d), room, about(d, i));
	attroff(A_DIM);
}

/* The first item such that the selected one can be seen whole, or at least its beginning. */
static void
follow(struct step_desk *d, struct compose_screen *s, enum detail detail)
{
	int room = d->rows.body_rows;

	if (d->selected < d->top)
		d->top = d->selected;
	for (;;) {
		int used = 0;

		for (size_t i = d->top; i <= d->selected; i++)
			used += rows_of(d, s, i, detail);
		if (used <= room || d->top == d->selected)
			return;
		d->top++;
	}
}

static enum detail
share(struct step_desk *d, struct compose_screen *s)
{
	enum detail detail = d->rows.body_rows < SELECTED_FROM ? DETAIL_LABELS : DETAIL_SELECTED;

	if (all_rows(d, s, DETAIL_AIRY) <= d->rows.body_rows)
		detail = DETAIL_AIRY;
	else if (all_rows(d, s, DETAIL_ALL) <= d->rows.body_rows)
		detail = DETAIL_ALL;
	if (detail < DETAIL_SELECTED)
		d->top = 0;
	follow(d, s, detail);
	return detail;
}

void
step_choices_draw(struct step_desk *d, struct panel *p)
{
	struct compose_screen *s = p->screen;
	enum detail detail = share(d, s);
	int row = d->rows.body, end = row + d->rows.body_rows, column = d->rows.left, cursor = row;

	for (size_t i = d->top; i < items(d) && row < end; i++) {
		if (i == d->selected)
			cursor = row;
		if (i == d->s->nchoices)
			column = put_own(d, s, row, on_own(d));
		else
			put_choice(d, s, i, row, end - row, detail);
		row += rows_of(d, s, i, detail);
	}
	move(cursor, on_own(d) ? column : d->rows.left);
}
