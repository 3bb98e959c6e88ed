/*
 * What the composer's text looks like: the cursor on the screen, and what scrolls.
 *
 * In: motions on the screen.  Out: a cursor between graphemes and a first line such that the cursor can be seen.
 */
#include "compose_view.h"

static bool
holds(const struct compose_line *l, size_t at)
{
	return at >= l->from && (at < l->next || l->last);
}

void
compose_view_follow(struct compose_view *v)
{
	size_t at = v->text->at, from;
	struct compose_line l;
	bool seen = false;

	v->top = compose_view_start(v, v->top < v->text->n ? v->top : v->text->n);
	if (at < v->top) {
		v->top = compose_view_start(v, at);
		return;
	}
	from = v->top;
	for (int row = 0; row < v->rows; row++) {
		if (!compose_view_line(v, from, &l))
			return;
		seen = seen || holds(&l, at);
		if (l.last && row + 1 < v->rows) /* rows are free below: show more above */
			v->top = compose_view_above(v, v->top, (size_t)(v->rows - 1 - row));
		if (l.last)
			return;
		from = l.next;
	}
	if (!seen)
		v->top = compose_view_above(v, at, (size_t)v->rows - 1);
}

/* Looks for a byte among the cells of a line. */
struct seek_byte {
	size_t at;
	int column;
};

static bool
seek_byte(void *arg, const struct compose_cell *c, const char *bytes)
{
	struct seek_byte *s = arg;

	(void)bytes;
	if (c->from + c->n > s->at) {
		s->column = c->column;
		return false;
	}
	s->column = c->column + c->width;
	return true;
}

static int
column_of(struct compose_view *v, const struct compose_line *l, size_t at)
{
	struct seek_byte s = { at, 0 };

	compose_view_cells(v, l, seek_byte, &s);
	return s.column < v->columns ? s.column : v->columns - 1;
}

void
compose_view_cursor(struct compose_view *v, int *row, int *column)
{
	size_t from = v->top;
	struct compose_line l;

	*row = *column = 0;
	for (int r = 0; r < v->rows && compose_view_line(v, from, &l); r++) {
		if (holds(&l, v->text->at)) {
			*row = r;
			*column = column_of(v, &l, v->text->at);
			return;
		}
		if (l.last)
			return;
		from = l.next;
	}
}

/* Looks for a column among the cells of a line. */
struct seek_column {
	int goal;
	size_t end, at, before; /* before: where the cell before `at` begins */
};

static bool
seek_column(void *arg, const struct compose_cell *c, const char *bytes)
{
	struct seek_column *s = arg;

	(void)bytes;
	if (c->from >= s->end || c->column + c->width > s->goal)
		return false;
	s->before = c->from;
	s->at = c->from + c->n;
	return true;
}

/* The byte in this column; the end of a line without a blank to stand on is its last grapheme. */
static size_t
byte_in(struct compose_view *v, const struct compose_line *l, int column)
{
	struct seek_column s = { column, l->to, l->from, l->from };

	compose_view_cells(v, l, seek_column, &s);
	return s.at == l->next ? s.before : s.at;
}

static void
go(struct compose_view *v, const struct compose_line *l)
{
	compose_text_go(v->text, byte_in(v, l, v->goal));
}

static void
move_up(struct compose_view *v, size_t lines)
{
	struct compose_line l;

	if (compose_view_start(v, v->text->at) == 0) {
		compose_text_go(v->text, 0);
		return;
	}
	if (compose_view_line(v, compose_view_above(v, v->text->at, lines), &l))
		go(v, &l);
}

static void
move_down(struct compose_view *v, size_t lines)
{
	struct compose_line l;
	size_t from = compose_view_start(v, v->text->at);

	if (!compose_view_line(v, from, &l))
		return;
	if (l.last) {
		compose_text_go(v->text, v->text->n);
		return;
	}
	while (lines-- > 0 && !l.last)
		if (!compose_view_line(v, l.next, &l))
			return;
	go(v, &l);
}

void
compose_view_move(struct compose_view *v, enum compose_step_to to)
{
	size_t page = v->rows > 2 ? (size_t)v->rows - 1 : 1;
	struct compose_line l;

	if (v->goal < 0) {
		if (!compose_view_line(v, compose_view_start(v, v->text->at), &l))
			return;
		v->goal = column_of(v, &l, v->text->at);
	}
	switch (to) {
	case COMPOSE_UP:
		move_up(v, 1);
		break;
	case COMPOSE_DOWN:
		move_down(v, 1);
		break;
	case COMPOSE_PAGE_UP:
		move_up(v, page);
		v->top = compose_view_above(v, v->top, page);
		break;
	case COMPOSE_PAGE_DOWN:
		move_down(v, page);
		v->top = v->text->at; /* compose_view_follow makes a line start of it */
		break;
	}
}

void
compose_view_home(struct compose_view *v)
{
	size_t start = compose_view_start(v, v->text->at);

	if (start == v->text->at)
		start = compose_text_paragraph(v->text, v->text->at);
	compose_text_go(v->text, start);
}

void
compose_view_end(struct compose_view *v)
{
	size_t end;
	struct compose_line l;

	if (!compose_view_line(v, compose_view_start(v, v->text->at), &l))
		return;
	end = byte_in(v, &l, v->columns > 100000 ? v->columns : 100000);
	if (end == v->text->at)
		end = compose_text_paragraph_end(v->text, v->text->at);
	compose_text_go(v->text, end);
}
