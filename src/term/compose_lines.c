/*
 * Lines of our own on the composer's screen: titles, questions, keys, and pages over everything.
 *
 * In: text of unknown honesty and a place.  Out: what fits there.  It must never put a byte on the terminal that has not
 * passed text_safe().
 */
#include "compose_screen.h"

#include <string.h>

#include <curses.h>
#undef lines
#undef columns

#include "compose_keys.h"

/* One "?" for each character that this terminal cannot show. */
static void
make_ascii(struct buf *b)
{
	size_t to = 0;

	for (size_t i = 0; i < b->n; i++)
		if (b->p[i] < 0x80)
			b->p[to++] = b->p[i];
		else if ((b->p[i] & 0xC0) != 0x80)
			b->p[to++] = '?';
	buf_truncate(b, to);
}

int
compose_screen_put(struct compose_screen *s, int row, int column, int room, const char *text, size_t n)
{
	size_t fits, used = 0;

	if (room <= 0 || row < 0 || row >= s->rows)
		return 0;
	buf_clear(&s->work);
	text_safe(&s->work, text, n, TEXT_ONE_LINE | TEXT_APART);
	if (!s->utf8)
		make_ascii(&s->work);
	fits = text_fit((const char *)s->work.p, s->work.n, (size_t)room, &used);
	buf_truncate(&s->work, fits);
	mvaddstr(row, column, buf_cstr(&s->work));
	return (int)used;
}

enum { BLOCK_MAX = 64 * 1024 };

/* Where lines go: from row `row` (less than 0: nowhere) in `room` columns from `column`, `most` of them after the first `skip`. */
struct place {
	int row, most, column, room, skip;
	bool dots;            /* the last line says that there is more */
};

const char *
compose_screen_dots(const struct compose_screen *s)
{
	return s->utf8 ? "\u2026" : "...";
}

/* One line that goes on where nobody sees it. */
static void
put_cut(struct compose_screen *s, const struct place *at, int row, const char *p, size_t n)
{
	const char *dots = compose_screen_dots(s);
	int wide = s->utf8 ? 1 : 3, used;

	used = compose_screen_put(s, row, at->column, at->room - wide, p, n);
	if (at->room >= wide)
		mvaddstr(row, at->column + used, dots);
}

static int
put_lines(struct compose_screen *s, const struct place *at, const char *text)
{
	struct buf safe = BUF_INIT;
	size_t left = strlen(text), n, pass, width = at->room > 0 ? (size_t)at->room : 1;
	const char *p;
	int count = 0;

	/* What ends in dots needs no more than a screen of it, at every key. */
	text_safe(&safe, text, at->dots ? text_cut(text, left, BLOCK_MAX) : left, TEXT_LINES | TEXT_APART);
	p = (const char *)safe.p;
	left = safe.n;
	while (left > 0) {
		int row = at->row + count - at->skip;

		n = text_wrap(p, left, width, &pass);
		if (at->row >= 0 && count >= at->skip && count - at->skip < at->most) {
			if (at->dots && count - at->skip == at->most - 1 && n + pass < left)
				put_cut(s, at, row, p, n);
			else
				compose_screen_put(s, row, at->column, at->room, p, n);
		}
		count++;
		n = n + pass < left ? n + pass : left;
		if (n == 0)
			break;
		p += n;
		left -= n;
	}
	buf_release(&safe);
	return count;
}

int
compose_screen_lines(struct compose_screen *s, int row, int most, const char *text, int skip)
{
	return put_lines(s, &(struct place){ row, most, 0, s->columns, skip, false }, text);
}

int
compose_screen_block(struct compose_screen *s, int row, int most, int column, int room, const char *text)
{
	return put_lines(s, &(struct place){ row, most, column, room, 0, true }, text);
}

int
compose_screen_part(struct compose_screen *s, int row, int most, int column, int room, const char *text, int skip)
{
	return put_lines(s, &(struct place){ row, most, column, room, skip, false }, text);
}

static bool
is_among(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == word)
			return true;
	return false;
}

/* As many keys as fit, the important ones first, shown in their usual order. */
void
compose_screen_keys(struct compose_screen *s, int row, const struct compose_face *f)
{
	size_t n = 0, width = 0;
	int column = 0;

	while (f->keys[n] != NULL && width + strlen(f->keys[n]) <= (size_t)s->columns) {
		width += strlen(f->keys[n]) + 2;
		n++;
	}
	attron(A_DIM);
	if (n == 0)
		compose_screen_put(s, row, 0, s->columns, f->keys[0], strlen(f->keys[0]));
	for (size_t i = 0; f->order[i] != NULL; i++) {
		if (!is_among(f->keys, n, f->order[i]))
			continue;
		compose_screen_put(s, row, column, s->columns - column, f->order[i], strlen(f->order[i]));
		column += (int)strlen(f->order[i]) + 2;
	}
	attroff(A_DIM);
}

void
compose_screen_page(struct compose_screen *s, const char *page, int *first)
{
	static const char *const keys[] = { "any key: back", "up/down: more", NULL };
	const struct compose_face f = { .say = "", .keys = keys, .order = keys };
	int rows, all;

	compose_screen_measure(s);
	rows = s->rows > 1 ? s->rows - 1 : 1;
	erase();
	all = compose_screen_lines(s, -1, 0, page, 0);
	if (*first > all - rows)
		*first = all - rows;
	if (*first < 0)
		*first = 0;
	compose_screen_lines(s, 0, rows, page, *first);
	if (s->rows > 1)
		compose_screen_keys(s, s->rows - 1, &f);
	move(s->rows - 1, 0);
	refresh();
}

bool
compose_page_key(const struct compose_screen *s, const struct compose_event *ev, int *first)
{
	int page = s->rows > 3 ? s->rows - 2 : 1;

	switch (ev->key) {
	case TYPED_NOTHING:
		return true;
	case TYPED_GO_UP:
		*first -= 1;
		return true;
	case TYPED_GO_DOWN:
		*first += 1;
		return true;
	case TYPED_PAGE_UP:
		*first -= page;
		return true;
	case TYPED_PAGE_DOWN:
		*first += page;
		return true;
	default:
		return false;
	}
}
