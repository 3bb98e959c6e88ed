/*
 * Pictures over time: feelings as they were rated, beliefs, thought records, a year.
 *
 * In: ratings as they were given.  Out: lines no wider than the screen.  Must never: average, say which way it goes, or
 * join what was rated without saying when.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/trends/trends.h"
#include "cli/write/writing.h"
#include "felt/term/plot.h"

enum {
	AXIS = 4, FULL = 100, HEIGHT_MOST = 8, HEIGHT_LEAST = 3, BELIEF_HEIGHT = 4, DOTS_X = 2, DOTS_Y = 4,
	SPARSE = 3,              /* between ratings that lie apart, every third dot */
	NAME = 14, NUMBERS = 11, BAR_LEAST = 2, BAR_MOST = 20
};

/* ---- one panel ---- */

/* A rating, or several of one period: the lowest and the highest. */
struct stroke { int64_t day; uint8_t lowest, highest; bool joined; /* to the one before it: nothing lies between */ };

struct panel {
	struct plot_canvas canvas;
	int64_t first, last;
	struct stroke before;
	bool any;
};

static long
dot_x(const struct panel *p, int64_t day)
{
	long most = (long)(p->canvas.columns * DOTS_X) - 1;

	return p->last > p->first ? (long)((day - p->first) * most / (p->last - p->first)) : 0;
}

static long
dot_y(const struct panel *p, uint8_t value)
{
	long most = (long)(p->canvas.rows * DOTS_Y) - 1;

	return ((value > FULL ? FULL : value) * most + FULL / 2) / FULL;
}

static void
put(struct panel *p, struct stroke s)
{
	const struct stroke *b = &p->before;

	if (p->any) {
		/* from where the one before comes nearest to where this one does */
		uint8_t from = b->highest < s.lowest ? b->highest : b->lowest > s.highest ? b->lowest : b->lowest > s.lowest ? b->lowest : s.lowest;
		uint8_t to = b->highest < s.lowest ? s.lowest : b->lowest > s.highest ? s.highest : from;

		plot_line(&p->canvas, dot_x(p, b->day), dot_y(p, from), dot_x(p, s.day), dot_y(p, to), s.joined ? 1 : SPARSE);
	}
	plot_line(&p->canvas, dot_x(p, s.day), dot_y(p, s.lowest), dot_x(p, s.day), dot_y(p, s.highest), 1);
	p->before = s;
	p->any = true;
}

static void
show(struct trends *tr, const struct panel *p, int hue)
{
	size_t rows = p->canvas.rows;

	for (size_t row = 0; row < rows; row++) {
		out_ink(tr->ctx, INK_DIM);
		out_str(tr->ctx, row == 0 ? "100 " : row == rows - 1 ? "  0 " : rows % 2 && row == rows / 2 ? " 50 " : "    ");
		out_ink(tr->ctx, INK_PLAIN);
		plot_hue(out_buf(tr->ctx), tr->colours, hue, false);
		plot_canvas_row(out_buf(tr->ctx), &p->canvas, row);
		plot_no_hue(out_buf(tr->ctx), tr->colours);
		out_trim(tr->ctx);
		out_str(tr->ctx, "\n");
	}
}

static int
begin_panel(struct trends *tr, struct panel *p, size_t rows)
{
	*p = (struct panel){ .first = tr->t.first, .last = tr->t.last };
	return plot_canvas_begin(&tr->ctx->err, &p->canvas, (size_t)tr->ctx->out.columns - AXIS, rows);
}

/* ---- feelings ---- */

/* "lonely", "sadness", "lonely (under)" */
static void
name_of_pick(struct trends *tr, size_t i, struct buf *out)
{
	const struct filter_feeling *f = &tr->picks.feelings[i];

	trends_word(tr, f->id, out);
	if (!strchr(f->id, '.'))
		buf_str(out, ", any word of it");
	if (f->layer)
		buf_str(out, f->layer == LAYER_UNDER ? ", under" : ", surface");
}

static void
title_of_pick(struct trends *tr, size_t i)
{
	char entries[32], how[64];
	struct trend_span s;
	struct buf name = BUF_INIT;
	size_t at = 0;

	trend_next_span(&tr->t, i, TREND_YEAR, &at, &s);
	for (struct trend_span more; trend_next_span(&tr->t, i, TREND_YEAR, &at, &more);) {
		if (more.rated && (!s.rated || more.lowest < s.lowest))
			s.lowest = more.lowest;
		if (more.rated && (!s.rated || more.highest > s.highest))
			s.highest = more.highest;
		s.named += more.named;
		s.rated += more.rated;
	}
	name_of_pick(tr, i, &name);
	trends_entries(entries, sizeof entries, s.named);
	trends_ratings(&s, how);
	if (s.named == 0)
		trends_say(tr, "%s: not named here", buf_cstr(&name));
	else
		trends_say(tr, "%s: named in %s, %s", buf_cstr(&name), entries, s.rated ? how : "without saying how strong");
	buf_release(&name);
}

static int
hue_of_pick(const struct trends *tr, size_t i)
{
	const char *id = tr->picks.feelings[i].id;

	return feeling_family_shown(&tr->ctx->voc, id, strlen(id));
}

static int
draw_pick(struct trends *tr, size_t i, size_t rows, bool *any)
{
	struct panel p;
	enum trend_by by;
	struct trend_span s;
	int64_t last = 0;
	int rc = begin_panel(tr, &p, rows);

	if (rc)
		return rc;
	by = trends_by(tr, p.canvas.columns * DOTS_X);
	for (size_t at = 0; trend_next_span(&tr->t, i, by, &at, &s);) {
		int64_t day = trend_period_begin(s.period, by);

		if (!s.rated)
			continue;
		put(&p, (struct stroke){ day < p.first ? p.first : day, s.lowest, s.highest, p.any && s.period - last == 1 });
		last = s.period;
	}
	title_of_pick(tr, i);
	if (p.any)
		show(tr, &p, hue_of_pick(tr, i));
	*any = *any || p.any;
	plot_canvas_release(&p.canvas);
	return 0;
}

/* As high as the screen has room for all of them, with a title for each and three lines below. */
static size_t
height_for(const struct trends *tr, size_t panels)
{
	size_t rows = (size_t)tr->ctx->out.rows, room = rows > 5 ? (rows - 5) / panels : 1;

	room = room > 1 ? room - 1 : 1;
	return room < HEIGHT_LEAST ? HEIGHT_LEAST : room > HEIGHT_MOST ? HEIGHT_MOST : room;
}

int
draw_feelings(struct trends *tr)
{
	size_t n = tr->picks.nfeelings, columns = (size_t)tr->ctx->out.columns - AXIS;
	enum trend_by by = trends_by(tr, columns * DOTS_X);
	bool any = false;
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++)
		rc = draw_pick(tr, i, height_for(tr, n), &any);
	if (!rc && any) {
		draw_days_below(tr, tr->t.first, tr->t.last, AXIS, columns);
		if (by != TREND_DAY)
			trends_say(tr, "where a %s has several ratings, from the lowest to the highest", trends_by_name(by));
	}
	return rc;
}

/* ---- beliefs ---- */

static void
draw_conviction(struct trends *tr, const char *what, const struct trend_point *points, size_t n, unsigned kind)
{
	const struct trend_point *first = NULL, *latest = NULL;
	char from[TREND_NAME], to[TREND_NAME];
	struct panel p;

	for (size_t i = 0; i < n; i++)
		if (points[i].what == kind) {
			first = first ? first : &points[i];
			latest = &points[i];
		}
	if (!first)
		return;
	trends_date(first->day, from);
	trends_date(latest->day, to);
	if (first == latest) {
		trends_say(tr, "%s: %u on %s", what, (unsigned)first->value, from);
		return;
	}
	trends_say(tr, "%s: first %u on %s, latest %u on %s", what, (unsigned)first->value, from, (unsigned)latest->value, to);
	if (begin_panel(tr, &p, BELIEF_HEIGHT) == 0) {
		for (size_t i = 0; i < n; i++)
			if (points[i].what == kind)
				put(&p, (struct stroke){ points[i].day, points[i].value, points[i].value, p.any && points[i].day - p.before.day <= 1 });
		show(tr, &p, kind == RATE_BELIEF ? 3 : 1);
	}
	plot_canvas_release(&p.canvas);
}

static void
sentence(struct trends *tr, struct slice s)
{
	struct buf b = BUF_INIT;
	size_t at = 0, skip;

	text_safe(&b, s.p, s.n, TEXT_ONE_LINE);
	out_ink(tr->ctx, INK_BOLD);
	while (at < b.n) {
		size_t n = text_wrap((const char *)b.p + at, b.n - at, (size_t)tr->ctx->out.columns, &skip);

		buf_add(out_buf(tr->ctx), b.p + at, n);
		at += n + skip;
		out_str(tr->ctx, at < b.n ? "\n" : "");
	}
	out_ink(tr->ctx, INK_PLAIN);
	out_str(tr->ctx, "\n");
	buf_release(&b);
}

static int
draw_belief(struct trends *tr, uint64_t id, const struct entry *belief, const struct trend_point *points, size_t n)
{
	char short_name[SHORT_ID + 1];

	short_id(id, short_name);
	if (belief)
		sentence(tr, belief->text.n ? belief->text : belief->opening);
	else
		trends_say(tr, "a belief that is no longer here (%s)", short_name);
	draw_conviction(tr, "how true it felt", points, n, RATE_BELIEF);
	draw_conviction(tr, "how true the kinder sentence felt", points, n, RATE_RIVAL);
	out_str(tr->ctx, "\n");
	return 0;
}

int
draw_beliefs(struct trends *tr)
{
	if (tr->t.points.n == 0) {
		trends_say(tr, "no belief is rated here");
		return 0;
	}
	int rc = trends_each_belief(tr, draw_belief);
	if (!rc)
		draw_days_below(tr, tr->t.first, tr->t.last, AXIS, (size_t)tr->ctx->out.columns - AXIS);
	return rc;
}

/* ---- thought records ---- */

static void
half(struct trends *tr, uint8_t value, size_t bar, int hue, bool fill)
{
	size_t used = 0;

	if (value == TREND_NO_RATING)
		out_str(tr->ctx, "  - ");
	else
		out_printf(tr->ctx, "%3u ", (unsigned)value);
	plot_hue(out_buf(tr->ctx), tr->colours, hue, false);
	if (value != TREND_NO_RATING && bar)
		used = plot_bar(out_buf(tr->ctx), value, FULL, bar);
	plot_no_hue(out_buf(tr->ctx), tr->colours);
	if (fill)
		out_printf(tr->ctx, "%*s", (int)(bar - used), "");
}

static void
before_after(struct trends *tr, const char *name, uint8_t before, uint8_t after, int hue)
{
	size_t columns = (size_t)tr->ctx->out.columns, bar = columns > NAME + NUMBERS + 2 ? (columns - NAME - NUMBERS - 1) / 2 : BAR_LEAST;
	size_t used, n = text_fit(name, strlen(name), NAME - 1, &used);

	if (columns < NAME + NUMBERS + 2 * BAR_LEAST + 1) { /* no room for bars: the numbers alone, on a line of their own */
		trends_say(tr, "  %s", name);
		out_str(tr->ctx, "    ");
		half(tr, before, 0, hue, false);
		out_str(tr->ctx, "→ ");
		half(tr, after, 0, hue, false);
		out_trim(tr->ctx);
		out_str(tr->ctx, "\n");
		return;
	}
	bar = bar < BAR_LEAST ? BAR_LEAST : bar > BAR_MOST ? BAR_MOST : bar;
	out_printf(tr->ctx, "  %.*s%*s", (int)n, name, (int)(NAME - 2 > used ? NAME - 2 - used : 0), "");
	half(tr, before, bar, hue, true);
	out_str(tr->ctx, " → ");
	half(tr, after, bar, hue, false);
	out_trim(tr->ctx);
	out_str(tr->ctx, "\n");
}

static int
draw_record(struct trends *tr, const struct trend_record *r)
{
	char day[TREND_NAME], id[SHORT_ID + 1], later[64];
	uint64_t minutes;
	int rc = trends_rated_after(tr, r, &minutes);

	if (rc)
		return rc;
	trends_date(r->day, day);
	short_id(r->key.id, id);
	out_ink(tr->ctx, INK_DATE);
	out_printf(tr->ctx, "%s", day);
	out_ink(tr->ctx, INK_PLAIN);
	out_printf(tr->ctx, "  %s\n", id);
	if (r->hot_before != TREND_NO_RATING || r->hot_after != TREND_NO_RATING)
		before_after(tr, "hot thought", r->hot_before, r->hot_after, PLOT_NO_HUE);
	for (size_t i = 0; i < r->n; i++) {
		const struct trend_word *w = &tr->t.words[r->again[i].word];
		struct buf name = BUF_INIT;

		trends_word(tr, w->id, &name);
		before_after(tr, buf_cstr(&name), r->again[i].before, r->again[i].after, w->family);
		buf_release(&name);
	}
	if (r->balanced != TREND_NO_RATING)
		trends_say(tr, "  balanced thought %u", (unsigned)r->balanced);
	if (minutes) {
		trends_later(minutes, later);
		trends_say(tr, "  %s", later);
	}
	return 0;
}

int
draw_records(struct trends *tr)
{
	size_t n;
	const struct trend_record *r = trend_records(&tr->t, &n);
	int rc = 0;

	if (n == 0)
		trends_say(tr, "no thought record has ratings here");
	else
		trends_say(tr, "how true the hot thought felt and how strong the feelings were, before and after; - is not rated");
	for (size_t i = 0; !rc && i < n; i++)
		rc = draw_record(tr, &r[i]);
	return rc;
}

/* ---- a year ---- */

static void
legend(struct trends *tr, const bool *met, bool unnamed)
{
	size_t at = 0, columns = (size_t)tr->ctx->out.columns;

	for (int f = 0; f <= TREND_FAMILIES; f++) {
		const char *name = f < TREND_FAMILIES ? trends_family(f) : "no feeling named";
		size_t n = strlen(name) + 2;

		if (f < TREND_FAMILIES ? !met[f] : !unnamed)
			continue;
		if (at && at + 2 + n > columns) {
			out_str(tr->ctx, "\n");
			at = 0;
		}
		out_str(tr->ctx, at ? "  " : "");
		plot_hue(out_buf(tr->ctx), tr->colours, f < TREND_FAMILIES ? f : PLOT_NO_HUE, true);
		out_printf(tr->ctx, "%c", f < TREND_FAMILIES ? trends_letter(f) : '.');
		plot_no_hue(out_buf(tr->ctx), tr->colours);
		out_printf(tr->ctx, " %s", name);
		at += (at ? 2 : 0) + n;
	}
	out_str(tr->ctx, "\n");
}

int
draw_year(struct trends *tr)
{
	struct plot_day days[PLOT_MONTHS][PLOT_DAYS];
	bool met[TREND_FAMILIES] = { false }, unnamed = false, two = false;
	int want = trends_year(tr), year, month, dom, lead[2];
	struct trend_period p;
	unsigned long entries = 0;
	char words[32];

	memset(days, 0, sizeof days);
	for (size_t at = 0; trend_next_period(&tr->t, TREND_DAY, &at, &p);) {
		day_to_civil(p.period, &year, &month, &dom);
		if (year != want)
			continue;
		struct plot_day *d = &days[month - 1][dom - 1];
		int n = trend_leading(&p, lead);
		entries += p.entries;
		unnamed = unnamed || n == 0;
		two = two || n == 2;
		*d = (struct plot_day){ { '.', '\0' }, { PLOT_NO_HUE, PLOT_NO_HUE } };
		for (int i = 0; i < n; i++) {
			d->letter[i] = trends_letter(lead[i]);
			d->hue[i] = (signed char)lead[i];
			met[lead[i]] = true;
		}
	}
	trends_entries(words, sizeof words, entries);
	trends_say(tr, "%04d: %s", want, entries ? words : "no entry here");
	if (!entries)
		return 0;
	plot_calendar(out_buf(tr->ctx), (const struct plot_day (*)[PLOT_DAYS])days, (size_t)tr->ctx->out.columns, tr->colours);
	legend(tr, met, unnamed);
	if (two)
		trends_say(tr, "two letters: none of them leads alone");
	return 0;
}
