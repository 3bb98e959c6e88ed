/*
 * What stands around the answer of a step (step_frame.h).
 *
 * In: texts and a size.  Out: rows, and a drawn screen.  It must never hide the last way out: the key line is the last to
 * go, and only on a screen of one row.
 */
#include "step_frame.h"

#include <stdio.h>
#include <string.h>

#include <curses.h>
#undef lines
#undef columns

enum { ROOM_MAX = 76, MARGIN_FROM = 60, MARGIN = 2, BAR = 2, ROOMY_ROWS = 8, TIERS = 4, KEYS_MAX = 6, KEY_TEXT = 64, KEY_ROWS_FROM = 10, HINT_FROM = 10 };

/* ---- keys ---- */

struct key_line {
	char key[KEYS_MAX][KEY_TEXT];
	size_t n;
};

static void
add_key(struct key_line *k, const char *text)
{
	snprintf(k->key[k->n++], KEY_TEXT, "%s", text);
}

/* "s short form" becomes "s short form", or "F2 short form"; less of it in the short tiers. */
static void
add_extra(struct key_line *k, const struct step_frame *f, int tier)
{
	size_t first = text_grapheme(f->extra, strlen(f->extra));
	const char *name = f->extra + first;
	char key[16] = "F2", *text = k->key[k->n++];
	size_t n;

	if (f->letter && first < sizeof key)
		snprintf(key, sizeof key, "%.*s", (int)first, f->extra);
	while (*name == ' ')
		name++;
	n = tier >= 3 ? 0 : tier == 2 ? strcspn(name, " ") : strlen(name);
	snprintf(text, KEY_TEXT, "%s%s%.*s", key, n > 0 ? " " : "", (int)n, name);
}

/* The most important first: who sees only the beginning sees how to go on. */
static void
list_keys(const struct step_frame *f, int tier, struct key_line *k)
{
	static const char *const go[TIERS] = { "^D go on", "^D go on", "^D next", "^D" };
	static const char *const enter[TIERS] = { "enter go on", "enter go on", "enter", "enter" };
	static const char *const back[TIERS] = { "^R back", "^R back", "^R back", "^R" };
	static const char *const skip[TIERS] = { "^S skip", "^S skip", "^S skip", "^S" };
	static const char *const page[TIERS] = { "^G help now", "^G help now", "^G help", "^G" };
	static const char *const leave[TIERS] = { "^C leave (it is kept)", "^C leave", "^C leave", "^C" };
	static const char *const drop[TIERS] = { "^C leave", "^C leave", "^C leave", "^C" };

	k->n = 0;
	add_key(k, (f->enter ? enter : go)[tier]);
	if (f->back)
		add_key(k, back[tier]);
	add_key(k, skip[tier]);
	if (f->page)
		add_key(k, page[tier]);
	if (f->extra != NULL && f->extra[0] != '\0')
		add_extra(k, f, tier);
	add_key(k, (f->alone ? drop : leave)[tier]);
}

/* Puts the keys into rows of so many columns; draws them when row >= 0. Returns the rows. */
static int
flow_keys(struct compose_screen *s, int row, int left, int room, const struct key_line *k, int gap)
{
	int rows = 1, column = 0;

	for (size_t i = 0; i < k->n; i++) {
		int width = (int)text_width(k->key[i], strlen(k->key[i]));

		if (column > 0 && column + width > room) {
			rows++;
			column = 0;
		}
		if (row >= 0)
			compose_screen_put(s, row + rows - 1, left + column, room - column, k->key[i], strlen(k->key[i]));
		column += width + gap;
	}
	return rows;
}

static int
gap_of(int tier)
{
	return tier == 0 ? 3 : tier == 1 ? 2 : 1;
}

/* The longest words that fit into one row; two rows before single letters, where there are rows. */
static int
share_keys(struct compose_screen *s, const struct step_frame *f, struct step_rows *r)
{
	struct key_line k;
	int room = s->columns - r->left;

	if (s->rows < 2)
		return 0;
	for (r->tier = 0; r->tier < TIERS - 1; r->tier++) {
		int rows;

		list_keys(f, r->tier, &k);
		rows = flow_keys(s, -1, 0, room, &k, gap_of(r->tier));
		if (rows == 1 || (rows == 2 && r->tier == 2 && s->rows >= KEY_ROWS_FROM))
			return rows;
	}
	return 1;
}

/* ---- rows ---- */

static bool
there(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static int
rows_of(struct compose_screen *s, const struct step_rows *r, const char *text, int less)
{
	return there(text) ? compose_screen_block(s, -1, 0, 0, r->room - less, text) : 0;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* Takes up to `most` of what is left. */
static int
take(int *left, int most)
{
	int n = most < 0 ? 0 : least(*left, most);

	*left -= n;
	return n;
}

/* What each part would like to have, and the blank rows between them. */
struct wish {
	int above, question, help, note;
	int top, middle, before, behind;
};

static void
share_text(struct compose_screen *s, const struct step_frame *f, int body, struct step_rows *r, struct wish *w, int left)
{
	int roomy = s->rows >= ROOMY_ROWS;

	r->question = take(&left, w->question > 0);
	r->body_rows = take(&left, 1);
	r->above = take(&left, w->above > 0);
	r->note = roomy ? take(&left, least(w->note, s->rows / 4)) : 0;
	r->dim = roomy && there(f->dim) ? take(&left, 1) : 0;
	r->body_rows += take(&left, least(body, s->rows / 4) - r->body_rows);
	r->question += take(&left, w->question - r->question);
	r->help = roomy ? take(&left, w->help) : 0; /* before a title: some helps must be read (CARE.md 12) */
	r->body_rows += take(&left, least(body, s->rows > 6 ? s->rows / 3 : 2) - r->body_rows);
	r->title = there(f->title) || there(f->progress) ? take(&left, 1) : 0;
	w->before = r->question > 0 ? take(&left, 1) : 0;
	r->help += take(&left, w->help - r->help);
	r->above += r->above > 0 ? take(&left, least(w->above, 2) - 1) : 0;
	r->body_rows += take(&left, body - r->body_rows);
	w->middle = r->above > 0 ? take(&left, 1) : 0;
	w->top = r->title > 0 ? take(&left, 1) : 0;
	w->behind = take(&left, 1);
	r->above += r->above > 0 ? take(&left, least(w->above, s->rows / 5) - r->above) : 0;
	r->body_rows += left;
	r->cut = r->question < w->question || r->help < w->help;
}

void
step_frame_share(struct compose_screen *s, const struct step_frame *f, int body, struct step_rows *r)
{
	struct wish w = { 0 };
	int row;

	memset(r, 0, sizeof *r);
	r->left = s->columns >= MARGIN_FROM ? MARGIN : 0;
	r->room = least(s->columns - 2 * r->left, ROOM_MAX);
	r->keys = share_keys(s, f, r);
	w.above = rows_of(s, r, f->above, BAR);
	w.question = rows_of(s, r, f->question, 0);
	w.help = rows_of(s, r, f->help, 0);
	w.note = there(f->note) ? rows_of(s, r, f->note, 0) : there(f->hint) && s->rows >= HINT_FROM ? 1 : 0;
	share_text(s, f, body > 0 ? body : 1, r, &w, s->rows - r->keys);
	row = r->title + w.top;
	r->above_row = row;
	row += r->above + w.middle;
	r->question_row = row;
	row += r->question;
	r->help_row = row;
	row += r->help + w.before;
	r->body = row;
	if (r->body_rows < 1)
		r->body_rows = 1;
}

/* ---- drawing ---- */

static void
put_title(struct compose_screen *s, const struct step_frame *f, const struct step_rows *r)
{
	const char *progress = there(f->progress) ? f->progress : "";
	int room = s->columns - 2 * r->left, wide = (int)text_width(progress, strlen(progress));

	if (wide > room)
		wide = room;
	if (there(f->title)) {
		attron(A_BOLD);
		compose_screen_block(s, 0, 1, r->left, wide > 0 ? room - wide - 2 : room, f->title);
		attroff(A_BOLD);
	}
	attron(A_DIM);
	compose_screen_put(s, 0, r->left + room - wide, wide, progress, strlen(progress));
	attroff(A_DIM);
}

static void
put_above(struct compose_screen *s, const struct step_frame *f, const struct step_rows *r)
{
	attron(A_DIM);
	for (int i = 0; i < r->above; i++)
		mvaddstr(r->above_row + i, r->left, s->utf8 ? "\u2502" : "|");
	attroff(A_DIM);
	compose_screen_block(s, r->above_row, r->above, r->left + BAR, r->room - BAR, f->above);
}

/* The note has a place of its own, or takes that of the keys until the next key. */
static void
put_foot(struct compose_screen *s, const struct step_frame *f, const struct step_rows *r)
{
	int row = s->rows - r->keys - r->dim - r->note;
	struct key_line k;

	if (there(f->note) && r->note > 0)
		compose_screen_block(s, row, r->note, r->left, r->room, f->note);
	attron(A_DIM);
	if (!there(f->note) && r->note > 0)
		compose_screen_block(s, row, r->note, r->left, r->room, f->hint);
	if (r->dim > 0)
		compose_screen_block(s, row + r->note, 1, r->left, r->room, f->dim);
	if (r->keys > 0 && there(f->note) && r->note == 0) {
		attroff(A_DIM);
		compose_screen_block(s, s->rows - r->keys, r->keys, r->left, s->columns - r->left, f->note);
	} else if (r->keys > 0) {
		list_keys(f, r->tier, &k);
		flow_keys(s, s->rows - r->keys, r->left, s->columns - r->left, &k, gap_of(r->tier));
	}
	attroff(A_DIM);
}

void
step_frame_draw(struct compose_screen *s, const struct step_frame *f, const struct step_rows *r)
{
	if (r->title > 0)
		put_title(s, f, r);
	if (r->above > 0)
		put_above(s, f, r);
	if (r->question > 0) {
		attron(A_BOLD);
		compose_screen_block(s, r->question_row, r->question, r->left, r->room, f->question);
		attroff(A_BOLD);
	}
	if (r->help > 0) {
		attron(A_DIM);
		compose_screen_block(s, r->help_row, r->help, r->left, r->room, f->help);
		attroff(A_DIM);
	}
	put_foot(s, f, r);
}

void
step_frame_page(const struct step_frame *f, const struct step_rows *r, const char *page, struct buf *out)
{
	buf_clear(out);
	if (r->cut) {
		buf_printf(out, "%s\n", there(f->question) ? f->question : "");
		if (there(f->help))
			buf_printf(out, "%s\n", f->help);
		if (there(page))
			buf_str(out, "\n");
	}
	if (there(page))
		buf_str(out, page);
}
