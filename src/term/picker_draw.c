/*
 * The picker's face.
 *
 *	what is asked                           (and what was chosen; one row for both on a small screen)
 *	> what is typed
 *	> lonely        You want someone ...    the list
 *	  about the selected one, and its body cue
 *	keys, or what there is to say
 *
 * In a guide (picker_step.c) the list, the strength and the layer stand in the body of a step's frame.
 *
 * The selected row begins with ">", a chosen one with "*": bold and reverse only repeat it.  No colours.
 */
#include <stdio.h>
#include <string.h>

#include <curses.h>
#undef lines
#undef columns

#include "picker_desk.h"

enum { ROOMY_ROWS = 16, ROOMY_COLUMNS = 60, WORD_COLUMNS = 16, BAR = 20, ROW_TEXT = 600, ROOMY_BODY = 9, SMALL_BODY = 5 };

static int
left_of(const struct picker_desk *d)
{
	return d->p->step != NULL ? d->around.left : 0;
}

static void
put(struct compose_screen *s, int row, int column, const char *text)
{
	compose_screen_put(s, row, column, s->columns - column, text, strlen(text));
}

static void
put_foot(const struct picker_desk *d, struct compose_screen *s, const char *keys, const char *short_keys)
{
	const char *shown = strlen(keys) <= (size_t)s->columns ? keys : short_keys;

	attron(A_DIM);
	put(s, s->rows - 1, 0, d->say[0] != '\0' ? d->say : shown);
	attroff(A_DIM);
}

/* ---- the list ---- */

static const char *
family_name(const struct picker_desk *d, const struct picker_row *r)
{
	return r->family >= 0 ? d->p->families[r->family].name : "";
}

static const struct picked *
is_picked(const struct picker_desk *d, const struct picker_item *it)
{
	const char *id = it->kind == ITEM_WORD || it->kind == ITEM_ALONE ? picker_pick(d->p, it).id : "";

	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->picked[i].id, id) == 0)
			return &d->picked[i];
	return NULL;
}

/* What an item is called, and what there is to say about it. */
static void
describe(const struct picker_desk *d, const struct picker_item *it, char *name, size_t n, const char **about, const char **body)
{
	*about = *body = "";
	switch (it->kind) {
	case ITEM_DONE:
		snprintf(name, n, "that is all");
		break;
	case ITEM_FAMILY:
		snprintf(name, n, "%s ...", d->p->families[it->index].name);
		*about = d->p->families[it->index].about;
		break;
	case ITEM_ALONE:
		snprintf(name, n, "just %s", d->p->families[it->index].name);
		*about = "The family alone is an answer too.";
		break;
	case ITEM_WORD:
		snprintf(name, n, "%s", d->p->rows[it->index].word);
		*about = d->p->rows[it->index].about;
		*body = d->p->rows[it->index].body;
		break;
	}
}

static void
put_item(const struct picker_desk *d, struct compose_screen *s, int row, size_t i)
{
	const struct picker_item *it = &d->list.item[i];
	const struct picked *picked = is_picked(d, it);
	const char *about, *body;
	char name[PANEL_LINE], line[ROW_TEXT];
	int left = left_of(d), at, used;

	describe(d, it, name, sizeof name, &about, &body);
	snprintf(line, sizeof line, "%c%c%s", i == d->selected ? '>' : ' ', picked ? '*' : ' ', name);
	if (i == d->selected)
		attron(A_REVERSE);
	used = compose_screen_put(s, row, left, s->columns - left, line, strlen(line));
	attroff(A_REVERSE);
	at = left + (used > WORD_COLUMNS + 1 ? used + 2 : WORD_COLUMNS + 2);
	if (d->filter.n > 0 && it->kind == ITEM_WORD && it->index < d->p->nrows) {
		const char *family = family_name(d, &d->p->rows[it->index]);

		attron(A_DIM);
		put(s, row, at, family);
		attroff(A_DIM);
		at += 9;
	}
	if (s->columns >= ROOMY_COLUMNS)
		put(s, row, at, about);
}

static void
follow(struct picker_desk *d, size_t rows)
{
	if (d->selected < d->top)
		d->top = d->selected;
	if (d->selected >= d->top + rows)
		d->top = d->selected - rows + 1;
	if (d->top + rows > d->list.n)
		d->top = d->list.n > rows ? d->list.n - rows : 0;
}

static void
put_detail(const struct picker_desk *d, struct compose_screen *s, int row, int rows)
{
	const char *about, *body;
	char name[PANEL_LINE], cue[ROW_TEXT];
	int left = left_of(d), room = d->p->step != NULL ? d->around.room : s->columns, used;

	if (d->selected >= d->list.n || rows <= 0)
		return;
	describe(d, &d->list.item[d->selected], name, sizeof name, &about, &body);
	used = about[0] != '\0' ? compose_screen_block(s, row, rows, left, room, about) : 0;
	if (body[0] == '\0' || used >= rows)
		return;
	snprintf(cue, sizeof cue, "body: %s", body);
	compose_screen_block(s, row + used, rows - used, left, room, cue);
}

void
picker_head(const struct picker_desk *d, struct buf *out)
{
	if (d->beneath != NULL)
		buf_printf(out, "What lies beneath %s?", d->beneath);
	else if (d->family >= 0 && d->filter.n == 0)
		buf_printf(out, "%s: which word?", d->p->families[d->family].name);
	else if (d->nproposed > 0 && d->filter.n == 0)
		buf_str(out, "Words that may be in this. Only you know.");
	else
		buf_str(out, d->n > 0 ? "Another one?" : "Which feeling is it?");
}

static void
draw_list(struct picker_desk *d, struct panel *panel)
{
	struct compose_screen *s = panel->screen;
	bool roomy = s->rows >= ROOMY_ROWS;
	int top = roomy ? 4 : s->rows >= 8 ? 2 : 1, detail = roomy ? 4 : s->rows >= 12 ? 4 : s->rows >= 9 ? 2 : 0;
	int rows = s->rows - top - detail - 1 - roomy, column;
	struct buf title = BUF_INIT, chosen = BUF_INIT;

	rows = rows < 1 ? 1 : rows;
	if (roomy || d->n == 0 || d->beneath != NULL)
		picker_head(d, &title);
	if (d->n > 0) {
		buf_str(&chosen, roomy ? "chosen: " : title.n > 0 ? "  * " : "* ");
		picker_chosen(d->picked, d->n, &chosen);
	}
	if (!roomy)
		buf_slice(&title, buf_as_slice(&chosen));
	attron(A_BOLD);
	if (top > 1)
		put(s, 0, 0, buf_cstr(&title));
	attroff(A_BOLD);
	if (roomy)
		put(s, 1, 0, buf_cstr(&chosen));
	follow(d, (size_t)rows);
	for (size_t i = d->top; i < d->list.n && i < d->top + (size_t)rows; i++)
		put_item(d, s, top + (int)(i - d->top), i);
	if (d->list.n == 0)
		put(s, top, 2, "no word here has that");
	put_detail(d, s, s->rows - 1 - detail, detail);
	put_foot(d, s, "type or arrows  enter: choose  n numb  ? not sure  del: undo  ^D done  esc: back",
		"enter  n numb  ? not sure  ^D done  esc");
	column = panel_line_draw(panel, roomy ? 2 : top - 1, "> ", &d->filter);
	move(roomy ? 2 : top - 1, column);
	buf_release(&title);
	buf_release(&chosen);
}

/* ---- how strong, which layer ---- */

static void
put_bar(struct compose_screen *s, int row, int column, unsigned v)
{
	char bar[BAR + 48], fill[BAR + 1];

	for (unsigned i = 0; i < BAR; i++)
		fill[i] = i * 100 < v * BAR ? '#' : '-';
	fill[BAR] = '\0';
	snprintf(bar, sizeof bar, "[%s] %u of 100", fill, v);
	put(s, row, column, bar);
}

static void
draw_strength(struct picker_desk *d, struct panel *panel)
{
	struct compose_screen *s = panel->screen;
	char title[ROW_TEXT];
	uint8_t v;

	snprintf(title, sizeof title, "How strong is it: %s?", d->now.word);
	attron(A_BOLD);
	put(s, 0, 0, title);
	attroff(A_BOLD);
	put(s, 1, 0, "0 to 100; enter alone: no number");
	if (d->number.n > 0 && d->p->intensity(d->p->arg, d->number.text, &v) == 0)
		put_bar(s, 4, 0, v);
	compose_screen_lines(s, 6, s->rows - 7, "slight 20, some 40, moderate 60, strong 80, overwhelming 100; 7/10 and 70% too", 0);
	put_foot(d, s, "arrows: more or less  0-9: a number  enter: take it  esc: back", "arrows or 0-9  enter: take  esc: back");
	move(3, panel_line_draw(panel, 3, "> ", &d->number));
}

static void
draw_layer(struct picker_desk *d, struct panel *panel)
{
	struct compose_screen *s = panel->screen;
	char line[ROW_TEXT];
	int row;

	picker_layer_question(d->now.word, line, sizeof line);
	attron(A_BOLD);
	row = compose_screen_lines(s, 0, 3, line, 0) + 1;
	attroff(A_BOLD);
	for (size_t i = 0; i < LAYER_ANSWERS; i++) {
		snprintf(line, sizeof line, "%c %zu %s", i == d->layer_answer ? '>' : ' ', i + 1, picker_layer_answers[i]);
		if (i == d->layer_answer)
			attron(A_REVERSE);
		compose_screen_lines(s, row, 2, line, 0);
		attroff(A_REVERSE);
		row += compose_screen_lines(s, -1, 0, line, 0);
	}
	put_foot(d, s, "arrows or 1-3  enter: take it  esc: only this one", "arrows or 1-3  enter  esc: only this");
	move(s->rows - 1, s->columns - 1);
}

/* ---- in a guide ---- */

/* Shares the body between the line that is typed, the list, and what there is to say about one of it.  The whole first page comes first: law 1. */
static int
share_list(const struct picker_desk *d, int all, int *blank, int *detail)
{
	bool first_page = d->filter.n == 0 && d->family < 0;
	int n = (int)d->list.n, rows;

	*detail = all >= ROOMY_BODY ? 3 : all > SMALL_BODY ? 2 : 0;
	rows = all - 1 - *detail;
	if (n > rows && first_page)
		rows = n < all - 1 ? n : all - 1;
	if (rows > n)
		rows = n;
	if (*detail > all - 1 - rows)
		*detail = all - 1 - rows;
	*blank = all - 1 - rows - *detail >= 2;
	return rows < 1 ? 1 : rows;
}

static void
draw_list_in_step(struct picker_desk *d, struct panel *panel)
{
	struct compose_screen *s = panel->screen;
	int row = d->around.body, all = d->around.body_rows, left = d->around.left, blank, detail, rows;

	rows = share_list(d, all, &blank, &detail);
	follow(d, (size_t)rows);
	/* One row, and only while nothing is typed: the list. */
	if (all < 2 && d->filter.n == 0) {
		put_item(d, s, row, d->selected);
		move(row, left);
		return;
	}
	for (size_t i = d->top; all > 1 && i < d->list.n && i < d->top + (size_t)rows; i++)
		put_item(d, s, row + 1 + blank + (int)(i - d->top), i);
	if (d->list.n == 0 && all > 1)
		put(s, row + 1 + blank, left + 2, "no word here has that");
	put_detail(d, s, row + all - detail, detail);
	move(row, panel_line_put(panel, row, left, "> ", &d->filter));
}

static void
draw_strength_in_step(struct picker_desk *d, struct panel *panel)
{
	struct compose_screen *s = panel->screen;
	int row = d->around.body, rows = d->around.body_rows, left = d->around.left, column;
	uint8_t v;

	column = panel_line_put(panel, row, left, "> ", &d->number);
	if (rows > 1 && d->number.n > 0 && d->p->intensity(d->p->arg, d->number.text, &v) == 0)
		put_bar(s, row + 1, left, v);
	if (rows > 3)
		compose_screen_block(s, row + 3, rows - 3, left, d->around.room,
			"slight 20, some 40, moderate 60, strong 80, overwhelming 100; 7/10 and 70% too");
	move(row, column);
}

static void
draw_layer_in_step(struct picker_desk *d, struct panel *panel)
{
	struct compose_screen *s = panel->screen;
	int row = d->around.body, end = row + d->around.body_rows, left = d->around.left;
	/* On a small screen from the one that is meant on. */
	size_t first = d->around.body_rows < LAYER_ANSWERS ? d->layer_answer : 0;
	char line[ROW_TEXT];

	move(s->rows - 1, s->columns - 1);
	for (size_t i = first; i < LAYER_ANSWERS && row < end; i++) {
		bool here = i == d->layer_answer;

		snprintf(line, sizeof line, "%c %zu %s", here ? '>' : ' ', i + 1, picker_layer_answers[i]);
		if (here)
			attron(A_REVERSE);
		row += compose_screen_block(s, row, end - row, left, d->around.room, line);
		attroff(A_REVERSE);
	}
}

static void
draw_in_step(struct picker_desk *d, struct panel *panel)
{
	if (d->paging) {
		compose_screen_page(panel->screen, buf_cstr(&d->page_text), &d->page_line);
		return;
	}
	picker_around(d, panel->screen);
	if (d->page == PAGE_STRENGTH)
		draw_strength_in_step(d, panel);
	else if (d->page == PAGE_LAYER)
		draw_layer_in_step(d, panel);
	else
		draw_list_in_step(d, panel);
}

void
picker_draw(void *desk, struct panel *panel)
{
	struct picker_desk *d = desk;

	if (d->p->step != NULL)
		draw_in_step(d, panel);
	else if (d->page == PAGE_STRENGTH)
		draw_strength(d, panel);
	else if (d->page == PAGE_LAYER)
		draw_layer(d, panel);
	else
		draw_list(d, panel);
}
