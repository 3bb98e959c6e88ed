/*
 * The composer's face on ncursesw.
 *
 * In: a view and the lines around it.  Out: a screen.  It must never put a byte on the terminal that has not passed
 * text_safe(), nor leave text behind on it.  Honest limit: ncurses and the terminal keep copies of what is shown;
 * the screen is blanked before it is left, but ncurses' output buffer is not ours to wipe.
 */
#include "compose_screen.h"

#include <fcntl.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>
#include <term.h>
#undef lines
#undef columns

#include "felt/base/file.h"
#include "step_frame.h"

enum { GRAPHEME_CHARS = 64, LIST_MARK = 2, STEP_BODY = 4 };

/* ---- begin and end ---- */

static int
usable(struct err *err, int fd)
{
	char clear[] = "clear", move[] = "cup";
	char *from_environment = NULL;
	const char *can_clear, *can_move;
	int problem = 0;

	if (setupterm(from_environment, fd, &problem) != 0)
		return err_set(err, E_USAGE, "the terminal type is not known (TERM)");
	can_clear = tigetstr(clear);
	can_move = tigetstr(move);
	if (can_clear == NULL || can_clear == (char *)-1 || can_move == NULL || can_move == (char *)-1)
		problem = -1;
	(void)del_curterm(cur_term);
	return problem < 0 ? err_set(err, E_USAGE, "this terminal has no full screen (TERM)") : 0;
}

int
compose_screen_open(struct err *err, struct compose_screen *s)
{
	int rc;

	memset(s, 0, sizeof *s);
	s->tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (s->tty < 0)
		return err_sys(err, E_NO_SECRET, "no terminal to write at");
	rc = usable(err, s->tty);
	if (rc == 0 && tcgetattr(s->tty, &s->before) != 0)
		rc = err_sys(err, E_NO_SECRET, "no terminal to write at");
	if (rc != 0)
		close(s->tty);
	return rc;
}

static FILE *
stream(int tty, const char *mode)
{
	int fd = fcntl(tty, F_DUPFD_CLOEXEC, 3);
	FILE *f = fd < 0 ? NULL : fdopen(fd, mode);

	if (f == NULL && fd >= 0)
		close(fd);
	return f;
}

static void
say_to_terminal(struct compose_screen *s, const char *sequence)
{
	(void)file_write_fd(NULL, s->tty, "/dev/tty", sequence, strlen(sequence));
}

static void
keyboard(struct compose_screen *s)
{
	raw();
	noecho();
	nonl();
	typeahead(-1);
	say_to_terminal(s, "\033[?2004h");
}

int
compose_screen_begin(struct err *err, struct compose_screen *s)
{
	char *from_environment = NULL;

	s->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	s->in = stream(s->tty, "r");
	s->out = stream(s->tty, "w");
	/* The real size, whatever LINES and COLUMNS say. */
	use_env(FALSE);
	use_tioctl(TRUE);
	if (s->in != NULL && s->out != NULL)
		s->screen = newterm(from_environment, s->out, s->in);
	if (s->screen == NULL) {
		if (s->in != NULL)
			fclose(s->in);
		if (s->out != NULL)
			fclose(s->out);
		return err_set(err, E_USAGE, "this terminal has no full screen (TERM)");
	}
	keyboard(s);
	return 0;
}

void
compose_screen_close(struct compose_screen *s)
{
	close(s->tty);
	buf_release(&s->work);
}

static void
leave(struct compose_screen *s)
{
	erase();
	clearok(stdscr, TRUE);
	refresh();
	say_to_terminal(s, "\033[?2004l");
	endwin();
}

void
compose_screen_end(struct compose_screen *s)
{
	leave(s);
	delscreen(s->screen);
	tcsetattr(s->tty, TCSAFLUSH, &s->before); /* what was typed behind the end goes to nobody */
	fclose(s->in);
	fclose(s->out);
	compose_screen_close(s);
}

void
compose_screen_suspend(struct compose_screen *s)
{
	leave(s);
	tcsetattr(s->tty, TCSADRAIN, &s->before);
}

void
compose_screen_resume(struct compose_screen *s)
{
	reset_prog_mode();
	keyboard(s);
	clearok(curscr, TRUE);
	refresh();
}

/* ---- the text ---- */

struct drawing {
	struct compose_screen *s;
	struct compose_view *v;
	int row;
};

/* Before the first line of an item. */
static void
put_mark(struct drawing *d, size_t from)
{
	if (from > 0 && compose_text_byte(d->v->text, from - 1) != '\n')
		return;
	attron(A_DIM);
	compose_screen_put(d->s, d->row, d->s->left - LIST_MARK, LIST_MARK, "-", 1);
	attroff(A_DIM);
}

/* One cell; ncurses is told the column each time, so that a width it sees otherwise stays one cell's matter. */
static bool
draw_cell(void *arg, const struct compose_cell *c, const char *bytes)
{
	struct drawing *d = arg;
	struct slice shown;
	wchar_t wide[GRAPHEME_CHARS + 1];
	size_t n = 0, i = 0;

	if (c->column >= d->v->columns)
		return false;
	shown = compose_view_shown(d->v, c, bytes);
	if (c->kind == COMPOSE_MARK) {
		attron(A_REVERSE);
		compose_screen_put(d->s, d->row, d->s->left + c->column, d->v->columns - c->column, shown.p, shown.n);
		attroff(A_REVERSE);
		return true;
	}
	if (shown.n == 1) {
		mvaddch(d->row, d->s->left + c->column, (chtype)(unsigned char)shown.p[0]);
		return true;
	}
	while (i < shown.n && n < GRAPHEME_CHARS) {
		mbstate_t state;
		size_t one;

		memset(&state, 0, sizeof state);
		one = mbrtowc(&wide[n], shown.p + i, shown.n - i, &state);
		if (one == 0 || one > shown.n - i)
			break;
		i += one;
		n++;
	}
	wide[n] = L'\0';
	if (n > 0 && c->column + c->width <= d->v->columns)
		mvaddnwstr(d->row, d->s->left + c->column, wide, (int)n);
	wipe(wide, sizeof wide);
	return true;
}

static void
put_view(struct compose_screen *s, struct compose_view *v, bool list)
{
	struct drawing d = { s, v, s->text_row };
	struct compose_line l;
	size_t from = v->top;

	for (int r = 0; r < s->text_rows && compose_view_line(v, from, &l); r++) {
		d.row = s->text_row + r;
		if (list)
			put_mark(&d, l.from);
		compose_view_cells(v, &l, draw_cell, &d);
		if (l.last)
			return;
		from = l.next;
	}
}

/* One row, more when what there is to say is long: it may be the only thing that matters now. */
static int
say_rows(struct compose_screen *s, const struct compose_face *f)
{
	int most = s->rows / 4, n = f->say[0] == '\0' ? 1 : compose_screen_lines(s, -1, 0, f->say, 0);

	return n < 1 ? 1 : n > most && most > 0 ? most : n;
}

void
compose_screen_measure(struct compose_screen *s)
{
	struct winsize ws = { 0 };

	if (ioctl(s->tty, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0 && ws.ws_row > 0 && ws.ws_col <= 4096 && ws.ws_row <= 4096
	    && is_term_resized(ws.ws_row, ws.ws_col))
		resizeterm(ws.ws_row, ws.ws_col);
	getmaxyx(stdscr, s->rows, s->columns);
}

static void
share_rows(struct compose_screen *s, const struct compose_face *f)
{
	int title, above = 0, below;

	title = f->title != NULL && *f->title != '\0' && s->rows >= 6;
	s->say_rows = say_rows(s, f);
	below = s->rows >= 8 ? 1 + s->say_rows : s->rows >= 2 ? 1 : 0;
	if (f->above != NULL && *f->above != '\0' && s->rows >= 6) {
		above = compose_screen_lines(s, -1, 0, f->above, 0);
		if (above > s->rows / 3)
			above = s->rows / 3;
	}
	s->above_rows = above;
	s->text_row = title + above;
	if (s->text_row > 0 && s->rows >= 12)
		s->text_row++; /* a blank row between */
	s->text_rows = s->rows - s->text_row - below;
	if (s->text_rows < 1)
		s->text_rows = 1;
}

static void
put_head(struct compose_screen *s, const struct compose_face *f)
{
	int row = 0;

	if (f->title != NULL && *f->title != '\0' && s->rows >= 6) {
		attron(A_BOLD);
		compose_screen_put(s, row++, 0, s->columns, f->title, strlen(f->title));
		attroff(A_BOLD);
	}
	if (s->above_rows > 0)
		compose_screen_lines(s, row, s->above_rows, f->above, 0);
}

/* What there is to say, and the keys; on a small screen the first takes the place of the second. */
static void
put_foot(struct compose_screen *s, const struct compose_face *f)
{
	bool says = f->say[0] != '\0', own_row = s->rows >= 8;

	if (s->rows < 2)
		return;
	if (says && own_row)
		compose_screen_lines(s, s->rows - 1 - s->say_rows, s->say_rows, f->say, 0);
	else if (says)
		compose_screen_put(s, s->rows - 1, 0, s->columns, f->say, strlen(f->say));
	if (!says || own_row)
		compose_screen_keys(s, s->rows - 1, f);
}

/* Only the text is the composer's then. */
static void
put_step(struct compose_screen *s, struct compose_view *v, const struct compose_face *f)
{
	struct step_rows r;
	int room;

	step_frame_share(s, f->frame, STEP_BODY, &r);
	s->text_row = r.body;
	s->text_rows = r.body_rows;
	s->left = r.left + (f->list ? LIST_MARK : 0);
	room = r.room - (f->list ? LIST_MARK : 0) + 1; /* the view leaves its last column free */
	compose_view_size(v, room < s->columns - s->left ? room : s->columns - s->left, s->text_rows);
	compose_view_follow(v);
	erase();
	step_frame_draw(s, f->frame, &r);
	put_view(s, v, f->list);
}

void
compose_screen_text(struct compose_screen *s, struct compose_view *v, const struct compose_face *f)
{
	int row, column;

	compose_screen_measure(s);
	if (f->frame != NULL) {
		put_step(s, v, f);
	} else {
		s->left = 0; /* a step before it may have had a margin */
		share_rows(s, f);
		compose_view_size(v, s->columns < COMPOSE_COLUMNS_MAX ? s->columns : COMPOSE_COLUMNS_MAX, s->text_rows);
		compose_view_follow(v);
		erase();
		put_head(s, f);
		put_view(s, v, false);
		put_foot(s, f);
	}
	compose_view_cursor(v, &row, &column);
	move(s->text_row + row, s->left + column);
	refresh();
}
