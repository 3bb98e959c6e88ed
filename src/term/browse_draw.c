/*
 * What the browser looks like.
 *
 * In: a view and the callbacks.  Out: a screen.  It must never ask for a line that has no place on it.
 */
#include "browse_desk.h"

#include <stdio.h>
#include <string.h>

#include <curses.h>
#undef lines
#undef columns

enum { WIDE = 110, LIST_LEAST = 44, LIST_MOST = 72, DAY = 10, TEXT_LEAST = 16, ROWS_LEAST = 3, TRIES = 3, ANSWER_LEAST = 16 };

/* Where things stand. */
struct face {
	int body, rows;               /* the rows between title and keys */
	int list_row, list_rows, list_columns;
	int page_row, page_rows, page_column, page_columns;
	int rule_row, rule_column;    /* -1: none */
};

static struct face
share(const struct panel *p, const struct browse_view *v)
{
	int columns = p->screen->columns, rows = p->screen->rows;
	struct face f = { .body = rows >= 4, .rule_row = -1, .rule_column = -1 };

	f.rows = rows - f.body - (rows >= 2);
	if (f.rows < 1)
		f.rows = 1;
	f.list_row = f.page_row = f.body;
	f.list_columns = f.page_columns = columns;
	if (columns >= WIDE) {
		f.list_columns = columns * 2 / 5;
		f.list_columns = f.list_columns < LIST_LEAST ? LIST_LEAST : f.list_columns > LIST_MOST ? LIST_MOST : f.list_columns;
		f.rule_column = f.list_columns + 1;
		f.page_column = f.rule_column + 2;
		f.page_columns = columns - f.page_column;
		f.list_rows = f.page_rows = f.rows;
	} else if (v->reading) {
		f.page_rows = f.rows;
	} else {
		f.list_rows = f.rows * 2 / 5;
		if (f.list_rows < ROWS_LEAST)
			f.list_rows = f.rows < ROWS_LEAST ? f.rows : ROWS_LEAST;
		f.page_rows = f.rows - f.list_rows - 1;
		f.rule_row = f.page_rows > 0 ? f.list_row + f.list_rows : -1;
		f.page_row = f.list_row + f.list_rows + 1;
		if (f.page_rows < 0)
			f.page_rows = 0;
	}
	return f;
}

/* ---- pieces ---- */

static const int inks[] = { [BROWSE_PLAIN] = A_NORMAL, [BROWSE_STRONG] = A_BOLD, [BROWSE_FAINT] = A_DIM };
static const int matched = A_BOLD | A_UNDERLINE, reverse = (int)A_REVERSE;

/* s with its matches marked, in at most `room` columns. Returns those used. */
static int
put_marked(struct browse_desk *d, struct panel *p, int row, int column, int room, struct slice s, int base)
{
	struct browse_mark m[BROWSE_MARKS];
	size_t n = d->v->words[0] ? d->b->marks(d->b->arg, s, m) : 0, at = 0;
	int used = 0;

	for (size_t i = 0; i < n && used < room; i++) {
		if (m[i].from < at || m[i].to > s.n || m[i].from >= m[i].to)
			continue;
		attrset(base);
		used += compose_screen_put(p->screen, row, column + used, room - used, s.p + at, m[i].from - at);
		attrset(base | matched);
		used += compose_screen_put(p->screen, row, column + used, room - used, s.p + m[i].from, m[i].to - m[i].from);
		at = m[i].to;
	}
	attrset(base);
	used += compose_screen_put(p->screen, row, column + used, room - used, s.p + at, s.n - at);
	attrset(A_NORMAL);
	return used;
}

/* Feelings in at most `room` columns; what is left out is seen to be. */
static int
put_feelings(struct panel *p, int row, int column, int room, struct slice s)
{
	struct buf b = BUF_INIT;
	int used;

	text_list(&b, s.p, s.n, (size_t)room, p->screen->utf8 ? "…" : "~");
	used = compose_screen_put(p->screen, row, column, room, buf_cstr(&b), b.n);
	buf_release(&b);
	return used;
}

static void
put_item(struct browse_desk *d, struct panel *p, const struct face *f, int row, size_t i)
{
	struct browse_item it = { 0 };
	bool here = i == d->v->selected;
	int base = !here ? A_NORMAL : d->v->reading ? A_BOLD : reverse;
	int room = f->list_columns, at = 2, feelings;

	d->b->item(d->b->arg, i, &it);
	attrset(base);
	for (int c = 0; here && c < room; c++)
		mvaddch(row, c, ' ');
	compose_screen_put(p->screen, row, 0, 2, here ? "> " : "  ", 2);
	at += compose_screen_put(p->screen, row, at, room - at, it.day.p, it.day.n) + 2;
	feelings = room - at - TEXT_LEAST;
	if (feelings > (room - at) * 3 / 5)
		feelings = (room - at) * 3 / 5;
	if (it.feelings.n && feelings > 0) {
		attrset(here ? base : (int)A_BOLD);
		at += put_feelings(p, row, at, feelings, it.feelings) + 2;
	}
	attrset(A_NORMAL);
	if (at < room)
		put_marked(d, p, row, at, room - at, it.text, base);
}

static void
put_list(struct browse_desk *d, struct panel *p, const struct face *f)
{
	size_t n = d->b->count(d->b->arg);

	if (n == 0 && f->list_rows > 0)
		compose_screen_lines(p->screen, f->list_row, f->list_rows, d->b->nothing(d->b->arg), 0);
	for (int r = 0; r < f->list_rows && d->v->top + (size_t)r < n; r++)
		put_item(d, p, f, f->list_row + r, d->v->top + (size_t)r);
}

static void
put_page(struct browse_desk *d, struct panel *p, const struct face *f)
{
	size_t n = d->b->count(d->b->arg) ? d->b->page(d->b->arg) : 0;
	enum browse_ink ink;

	for (int r = 0; r < f->page_rows && d->v->page_top + (size_t)r < n; r++) {
		struct slice s = d->b->line(d->b->arg, d->v->page_top + (size_t)r, &ink);
		put_marked(d, p, f->page_row + r, f->page_column, f->page_columns, s, inks[ink]);
	}
}

static void
put_rules(struct panel *p, const struct face *f)
{
	const char *across = p->screen->utf8 ? "─" : "-", *down = p->screen->utf8 ? "│" : "|";

	attrset(A_DIM);
	for (int c = 0; f->rule_row >= 0 && c < p->screen->columns; c++)
		compose_screen_put(p->screen, f->rule_row, c, 1, across, strlen(across));
	for (int r = 0; f->rule_column >= 0 && r < f->rows; r++)
		compose_screen_put(p->screen, f->body + r, f->rule_column, 1, down, strlen(down));
	attrset(A_NORMAL);
}

static void
put_title(struct browse_desk *d, struct panel *p)
{
	struct buf b = BUF_INIT;

	d->b->title(d->b->arg, &b);
	attrset(A_BOLD);
	compose_screen_put(p->screen, 0, 0, p->screen->columns, (const char *)b.p, b.n);
	attrset(A_NORMAL);
	buf_release(&b);
}

/* ---- the last row ---- */

static int
put_key(struct panel *p, int row, int column, const char *label)
{
	int n = (int)strlen(label);

	if (column + n > p->screen->columns)
		return column;
	compose_screen_put(p->screen, row, column, n, label, (size_t)n);
	return column + n + 2;
}

static void
put_keys(struct browse_desk *d, struct panel *p, int row)
{
	bool some = d->b->count(d->b->arg) > 0;
	int column = 0;

	attrset(A_DIM);
	if (some)
		column = put_key(p, row, column, d->v->reading ? "q: list" : "enter: read");
	column = put_key(p, row, column, "/ search");
	column = put_key(p, row, column, "? keys");
	if (!some || !d->v->reading)
		column = put_key(p, row, column, "q quit");
	if (d->v->words[0] && !d->v->reading)
		column = put_key(p, row, column, "esc: end search");
	for (const struct browse_key *k = d->b->keys; k->key; k++)
		if (k->label && (some || !k->needs_entry))
			column = put_key(p, row, column, k->label);
	attrset(A_NORMAL);
}

/* What there is to say may need more than one row; its last one is `row`, and it stands over what is above it. */
static void
put_lines_above(struct panel *p, int row, const char *text)
{
	int n = compose_screen_lines(p->screen, -1, 0, text, 0), most = p->screen->rows / 2;

	if (n > most)
		n = most;
	for (int r = row - n + 1; r <= row && r >= 0; r++) {
		move(r, 0);
		clrtoeol();
	}
	compose_screen_lines(p->screen, row - n + 1 < 0 ? 0 : row - n + 1, n, text, 0);
}

/* A question that leaves no room for its answer stands above it. */
static int
put_asked(struct browse_desk *d, struct panel *p, int row)
{
	const char *prompt = d->asked->prompt;

	if (strlen(prompt) + ANSWER_LEAST > (size_t)p->screen->columns) {
		put_lines_above(p, row - 1, prompt);
		prompt = "> ";
	}
	return panel_line_draw(p, row, prompt, &d->line);
}

static void
put_foot(struct browse_desk *d, struct panel *p)
{
	int row = p->screen->rows - 1, column = 0;

	if (row < 1)
		return;
	if (d->mode == SEARCHING)
		column = panel_line_draw(p, row, "search: ", &d->line);
	else if (d->mode == ASKED)
		column = put_asked(d, p, row);
	else if (d->v->say[0])
		put_lines_above(p, row, d->v->say);
	else
		put_keys(d, p, row);
	move(row, column);
}

/* ---- what is asked for ---- */

static void
scroll_list(struct browse_view *v, size_t n, int rows)
{
	size_t r = rows > 0 ? (size_t)rows : 1;

	if (v->selected >= n)
		v->selected = n ? n - 1 : 0;
	if (v->selected < v->top)
		v->top = v->selected;
	if (v->selected >= v->top + r)
		v->top = v->selected - r + 1;
	if (v->top + r > n)
		v->top = n > r ? n - r : 0;
}

static bool
has_mark(struct browse_desk *d, size_t i)
{
	struct browse_mark m[BROWSE_MARKS];
	enum browse_ink ink;
	struct slice s = d->b->line(d->b->arg, i, &ink);

	return d->b->marks(d->b->arg, s, m) > 0;
}

static void
scroll_page(struct browse_desk *d, int rows)
{
	size_t n = d->b->count(d->b->arg) ? d->b->page(d->b->arg) : 0, r = rows > 0 ? (size_t)rows : 1;
	struct browse_view *v = d->v;

	if (v->to_mark && v->words[0]) {
		size_t i = 0;

		while (i < n && !has_mark(d, i))
			i++;
		v->page_top = i < n && i >= r ? i - r / 3 : 0;
	}
	if (n)
		v->to_mark = false;
	if (v->page_top + r > n)
		v->page_top = n > r ? n - r : 0;
}

/* False: the view ends. */
static bool
ask_for_lines(struct browse_desk *d, const struct face *f)
{
	int rc = 1;

	for (int i = 0; i < TRIES && rc == 1; i++) {
		size_t n = d->b->count(d->b->arg), rows;

		scroll_list(d->v, n, f->list_rows);
		rows = f->list_rows > 0 ? (size_t)f->list_rows : 0;
		if (rows > n - d->v->top)
			rows = n - d->v->top;
		rc = d->b->prepare(d->b->arg, d->err, d->v, d->v->top, rows, f->page_columns);
	}
	d->rc = rc < 0 ? rc : 0;
	return rc == 0;
}

void
browse_draw(void *arg, struct panel *p)
{
	struct browse_desk *d = arg;
	struct face f = share(p, d->v);

	if (d->mode == HELPING) {
		compose_screen_page(p->screen, d->b->help, &d->help_top);
		return;
	}
	d->list_rows = f.list_rows;
	d->page_rows = f.page_rows;
	if (!ask_for_lines(d, &f)) {
		p->over = d->rc < 0;
		return;
	}
	scroll_page(d, f.page_rows);
	if (f.body)
		put_title(d, p);
	put_list(d, p, &f);
	put_page(d, p, &f);
	put_rules(p, &f);
	put_foot(d, p);
}
