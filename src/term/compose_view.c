/*
 * What the composer's text looks like: segments, soft wrap, cells.  Motions on the screen are in compose_scroll.c.
 *
 * In: a text and a size.  Out: lines and cells.  It must never change a byte.
 */
#include "compose_view.h"

#include <string.h>

enum { TAB = 8, CUT_SEARCH = 256 };

void
compose_view_init(struct compose_view *v, struct compose_text *t, bool ascii)
{
	memset(v, 0, sizeof *v);
	v->text = t;
	v->ascii = ascii;
	v->columns = 80;
	v->rows = 24;
	v->goal = -1;
}

void
compose_view_release(struct compose_view *v)
{
	buf_release(&v->span);
	buf_release(&v->mark);
}

void
compose_view_size(struct compose_view *v, int columns, int rows)
{
	v->columns = columns < 1 ? 1 : columns;
	v->rows = rows < 1 ? 1 : rows;
}

/* ---- segments ---- */

static void
find_paragraph(struct compose_view *v, size_t at)
{
	if (v->par_known && v->par_changes == v->text->changes && at >= v->par_from && at <= v->par_to)
		return;
	v->par_from = compose_text_paragraph(v->text, at);
	v->par_to = compose_text_paragraph_end(v->text, at);
	v->par_changes = v->text->changes;
	v->par_known = true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Where segment k of the paragraph begins: behind the last blank before its share of bytes, else at a character. */
static size_t
segment_at(const struct compose_view *v, size_t k)
{
	const struct compose_text *t = v->text;
	size_t at = v->par_from + k * COMPOSE_SEGMENT;

	if (k == 0)
		return v->par_from;
	if (at >= v->par_to)
		return v->par_to;
	for (size_t back = 0; back < CUT_SEARCH; back++)
		if (is_blank(compose_text_byte(t, at - back - 1)) && !is_blank(compose_text_byte(t, at - back)))
			return at - back;
	for (size_t back = 0; back < 4; back++)
		if (((unsigned char)compose_text_byte(t, at - back) & 0xC0) != 0x80)
			return at - back;
	return at;
}

/* The segment that holds `at`; the end of the paragraph belongs to its last one. */
static void
find_segment(struct compose_view *v, size_t at, size_t *from, size_t *to)
{
	size_t k;

	find_paragraph(v, at);
	k = (at - v->par_from) / COMPOSE_SEGMENT;
	*to = segment_at(v, k + 1);
	if (at >= *to && *to < v->par_to) {
		k++;
		*to = segment_at(v, k + 1);
	}
	*from = segment_at(v, k);
	if (*from == v->par_to && k > 0)
		*from = segment_at(v, k - 1);
}

/* ---- cells ---- */

/* What ncurses and the terminal make of it: the sum over code points, not the width of the cluster. */
static int
width_of(const char *s, size_t n)
{
	size_t sum = 0, i = 0;

	while (i < n) {
		size_t one = 1;

		while (i + one < n && ((unsigned char)s[i + one] & 0xC0) == 0x80)
			one++;
		sum += text_width(s + i, one);
		i += one;
	}
	return sum > 100000 ? 100000 : (int)sum;
}

static bool
is_printable_ascii(char c)
{
	return c >= 0x20 && c < 0x7f;
}

static bool
is_plain(const char *s, size_t n)
{
	return is_printable_ascii(s[0]) && (n == 1 || (unsigned char)s[1] < 0x80);
}

static bool
differs(const struct buf *b, const char *s, size_t n)
{
	return b->n != n || memcmp(b->p, s, n) != 0;
}

/* The cell of s[0..n), n > 0, that begins in this column. */
static void
measure(struct compose_view *v, const char *s, size_t n, int column, struct compose_cell *c)
{
	c->column = column;
	c->n = 1;
	c->width = 1;
	c->kind = COMPOSE_PLAIN;
	if (is_blank(*s)) {
		c->kind = COMPOSE_BLANK;
		if (*s == '\t')
			c->width = TAB - column % TAB;
	}
	if (*s == '\t' || is_plain(s, n))
		return;
	c->n = text_grapheme(s, n);
	buf_clear(&v->mark);
	text_safe(&v->mark, s, c->n, TEXT_LINES);
	if (differs(&v->mark, s, c->n))
		c->kind = COMPOSE_MARK;
	else if (c->n > 1)
		c->kind = COMPOSE_PLAIN; /* a blank with marks on it is no blank */
	if (v->ascii && c->kind != COMPOSE_MARK)
		return;
	c->width = width_of((const char *)v->mark.p, v->mark.n);
	if (c->width < 1)
		c->width = 1;
}

struct slice
compose_view_shown(struct compose_view *v, const struct compose_cell *c, const char *bytes)
{
	buf_clear(&v->mark);
	if (c->kind == COMPOSE_BLANK)
		return slice_of("");
	if (c->n == 1 && is_printable_ascii(*bytes))
		return (struct slice){ bytes, 1 };
	text_safe(&v->mark, bytes, c->n, TEXT_LINES);
	if (v->ascii && c->kind == COMPOSE_PLAIN)
		return slice_of("?");
	if (c->kind == COMPOSE_PLAIN && width_of((const char *)v->mark.p, v->mark.n) == 0) {
		/* A mark without a letter gets the dotted circle that shows where a letter would be. */
		buf_clear(&v->mark);
		buf_str(&v->mark, "\xE2\x97\x8C");
		buf_add(&v->mark, bytes, c->n);
	}
	return buf_as_slice(&v->mark);
}

/* ---- lines ---- */

/* Where a line may be broken: shown up to `to`, the next one begins at `next`; next 0: nowhere yet. */
struct break_at {
	size_t to, next;
};

/* Wraps s[0..n) once. Returns the bytes up to the next line; *to gets those that are shown. */
static size_t
wrap(struct compose_view *v, const char *s, size_t n, size_t *to)
{
	struct break_at best = { 0, 0 };
	struct compose_cell c;
	size_t i = 0, blanks = 0;
	int column = 0, room = v->columns > 1 ? v->columns - 1 : 1;

	for (; i < n; i += c.n) {
		measure(v, s + i, n - i, column, &c);
		if (c.kind == COMPOSE_BLANK && i > blanks) {
			/* Hangs over behind a word; the line may end before it. */
			if (best.next != i)
				best.to = i;
			best.next = i + c.n;
		} else {
			if (c.width >= 2 && c.kind == COMPOSE_PLAIN && i > 0 && best.next != i)
				best.to = best.next = i;
			if (i > 0 && column + c.width > room) {
				*to = best.next > 0 ? best.to : i;
				return best.next > 0 ? best.next : i;
			}
			if (c.kind == COMPOSE_BLANK)
				blanks += c.n; /* an indentation breaks like a word */
			else if (c.width >= 2 && c.kind == COMPOSE_PLAIN)
				best.to = best.next = i + c.n;
		}
		column += c.width;
	}
	*to = n;
	return n;
}

/* One line of the segment [from, to), whose bytes from `from` are s. */
static void
line_of(struct compose_view *v, const char *s, size_t from, size_t to, struct compose_line *l)
{
	size_t shown, used = wrap(v, s, to - from, &shown);

	l->from = from;
	l->to = from + shown;
	l->next = from + used;
	l->last = false;
	if (l->next < v->par_to)
		return;
	/* The end of the paragraph: its \n belongs to this line. */
	l->to = v->par_to;
	l->last = v->par_to == v->text->n;
	l->next = v->par_to + 1;
}

bool
compose_view_line(struct compose_view *v, size_t from, struct compose_line *l)
{
	size_t segment, to;
	const char *s;

	find_segment(v, from, &segment, &to);
	s = compose_text_span(v->text, from, to - from, &v->span);
	if (s == NULL)
		return false;
	line_of(v, s, from, to, l);
	return true;
}

void
compose_view_cells(struct compose_view *v, const struct compose_line *l, compose_cell_fn fn, void *arg)
{
	size_t end = l->last ? v->text->n : l->next, n;
	struct compose_cell c;
	const char *s;
	int column = 0;

	if (!l->last && compose_text_byte(v->text, end - 1) == '\n')
		end--;
	n = end - l->from;
	s = compose_text_span(v->text, l->from, n, &v->span);
	if (s == NULL)
		return;
	for (size_t i = 0; i < n; i += c.n) {
		measure(v, s + i, n - i, column, &c);
		c.from = l->from + i;
		if (!fn(arg, &c, s + i))
			return;
		column += c.width;
	}
}

/* Counts the lines of the segment that begin at or before `at`, and finds the wanted one (from 0). */
static size_t
count_lines(struct compose_view *v, size_t segment, size_t to, size_t at, size_t wanted, size_t *found)
{
	const char *s = compose_text_span(v->text, segment, to - segment, &v->span);
	size_t from = segment, n = 0;
	struct compose_line l;

	*found = segment;
	if (s == NULL)
		return 1;
	for (;;) {
		if (n == wanted)
			*found = from;
		n++;
		line_of(v, s + (from - segment), from, to, &l);
		if (l.next > at || l.next >= to)
			return n;
		from = l.next;
	}
}

size_t
compose_view_start(struct compose_view *v, size_t at)
{
	return compose_view_above(v, at, 0);
}

size_t
compose_view_above(struct compose_view *v, size_t at, size_t lines)
{
	size_t segment, to, n, found;

	for (;;) {
		find_segment(v, at, &segment, &to);
		n = count_lines(v, segment, to, at, 0, &found);
		if (n > lines) {
			(void)count_lines(v, segment, to, at, n - 1 - lines, &found);
			return found;
		}
		if (segment == 0)
			return 0;
		lines -= n;
		at = segment - 1;
	}
}
