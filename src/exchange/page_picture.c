/*
 * The pictures of the page, as SVG within it.
 *
 * In: feelings and ratings as they stand in the packet.  Out: elements.  Must never: show an average, a sum of intensities or a
 * trend line; a day without an entry is plain background (CARE.md 5, 22).  Every picture has a title, a description, and a
 * table beside it with the same figures.
 *
 * A picture is PICTURE_WIDTH units wide and about as many pixels on a phone, so that its letters are as large as the text.
 * Colours come from classes of the page's style: in print and for those who do not see colours, rows have names.
 */
#include "page_inner.h"

#include <stdio.h>
#include <string.h>

#include "inner.h"

enum {
	PLOT_LEFT = 74, PLOT_RIGHT = 352,
	ROW = 42, ROW_PLOT = 30,          /* units of a family's row, and of intensity 100 in it */
	AXIS = 26,
	BESIDE = 3,                       /* two feelings of one day and family stand side by side */
	BAR_ROW = 24, BAR_RIGHT = 320,
	BELIEF_TOP = 10, BELIEF_PLOT = 100
};

size_t
family_row(const struct page_packet *k, struct slice id)
{
	int family = feeling_family_shown(k->voc, id.p, id.n);

	return family < 0 ? FEELING_FAMILIES : (size_t)family;
}

const char *
family_row_name(size_t row)
{
	return row < FEELING_FAMILIES ? feeling_family_name((int)row) : "other";
}

/* ---- the time along the bottom ---- */

struct axis { int64_t first, last; };

/* Tenths of a unit, so that a year still has a place for every day. */
static long
across(const struct axis *a, int64_t day)
{
	long width = (PLOT_RIGHT - PLOT_LEFT) * 10L;

	if (a->last == a->first)
		return PLOT_LEFT * 10L + width / 2;
	return PLOT_LEFT * 10L + (long)((day - a->first) * width / (a->last - a->first));
}

static void
tenths(struct pen *p, const char *name, long v)
{
	pen_attrf(p, name, "%ld.%ld", v / 10, v % 10);
}

static void
line(struct pen *p, const char *class, long x1, long y1, long x2, long y2)
{
	pen_class(p, "line", class);
	tenths(p, "x1", x1);
	tenths(p, "y1", y1);
	tenths(p, "x2", x2);
	tenths(p, "y2", y2);
	pen_close(p);
}

static void
letters(struct pen *p, const char *anchor, long x, long y, const char *words)
{
	pen_open(p, "text");
	tenths(p, "x", x);
	tenths(p, "y", y);
	pen_attr(p, "text-anchor", anchor);
	pen_own(p, words);
	pen_close(p);
}

static void
day_below(struct pen *p, const char *anchor, long x, long y, int64_t day)
{
	struct buf words = BUF_INIT;

	day_words(&words, day);
	letters(p, anchor, x, y + 170, buf_cstr(&words));
	if (words.failed)
		p->out->failed = true;
	buf_release(&words);
}

/* Below a line: a tick at each month, or at each year where months would be a comb; the first and the last day. */
static void
time_axis(struct pen *p, const struct axis *a, long y)
{
	enum { MONTHS_UP_TO = 800 };
	int year, month, dom;
	bool years = a->last - a->first > MONTHS_UP_TO;

	day_to_civil(a->first, &year, &month, &dom);
	while (a->last > a->first) {
		int64_t at;

		month = years ? 1 : month % 12 + 1;
		year += month == 1;
		at = day_from_civil(year, month, 1);
		if (at > a->last)
			break;
		line(p, "axis", across(a, at), y, across(a, at), y + 40);
	}
	if (a->first == a->last) {
		day_below(p, "middle", across(a, a->first), y, a->first);
		return;
	}
	day_below(p, "start", PLOT_LEFT * 10, y, a->first);
	day_below(p, "end", PLOT_RIGHT * 10, y, a->last);
}

static void
svg_begin(struct pen *p, const char *name, size_t nth, long height, const char *title, const char *desc)
{
	pen_class(p, "svg", "picture");
	pen_attrf(p, "viewBox", "0 0 %d %ld", PICTURE_WIDTH, height);
	pen_attr(p, "role", "img");
	pen_attrf(p, "aria-labelledby", "%s-t%zu %s-d%zu", name, nth, name, nth);
	pen_open(p, "title");
	pen_attrf(p, "id", "%s-t%zu", name, nth);
	pen_own(p, title);
	pen_close(p);
	pen_open(p, "desc");
	pen_attrf(p, "id", "%s-d%zu", name, nth);
	pen_own(p, desc);
	pen_close(p);
}

/* ---- feelings over time: a row for each family that occurs ---- */

static void
present_rows(const struct page_packet *k, bool present[FAMILY_ROWS], struct axis *a)
{
	bool any = false;

	memset(present, 0, FAMILY_ROWS * sizeof *present);
	for (size_t i = 0; i < k->nentries; i++) {
		const struct entry *e = k->entries[i].e;
		int64_t day = when_day(entry_when(e));

		for (size_t f = 0; f < e->nfeelings; f++) {
			if (!feeling_counts(e, f))
				continue;
			present[family_row(k, e->feelings[f].id)] = true;
			a->first = !any || day < a->first ? day : a->first;
			a->last = !any || day > a->last ? day : a->last;
			any = true;
		}
	}
}

/* A stem as high as the intensity; a ring on the line when it was not rated. */
static void
stem(struct pen *p, size_t row, long x, long base, const struct entry_feeling *f)
{
	long top = base - f->intensity * ROW_PLOT / 10L;
	bool rated = f->intensity != FEELING_NO_INTENSITY;

	pen_open(p, "g");
	pen_attrf(p, "class", "f%zu", row);
	if (rated)
		line(p, NULL, x, base, x, top);
	pen_class(p, "circle", rated ? "dot" : "ring");
	tenths(p, "cx", x);
	tenths(p, "cy", rated ? top : base);
	pen_attr(p, "r", rated ? "2.4" : "2.6");
	pen_close(p);
	pen_close(p);
}

static void
stems(struct pen *p, const struct page_packet *k, const struct axis *a, const long bases[FAMILY_ROWS])
{
	int64_t at[FAMILY_ROWS] = { 0 };
	long beside[FAMILY_ROWS] = { 0 };

	for (size_t i = 0; i < k->nentries; i++) {
		const struct entry *e = k->entries[i].e;
		int64_t day = when_day(entry_when(e));

		for (size_t f = 0; f < e->nfeelings; f++) {
			size_t row = family_row(k, e->feelings[f].id);
			long x;

			if (!feeling_counts(e, f))
				continue;
			beside[row] = day == at[row] ? beside[row] + BESIDE * 10 : 0;
			at[row] = day;
			x = across(a, day) + beside[row];
			stem(p, row, x > PLOT_RIGHT * 10 ? PLOT_RIGHT * 10 : x, bases[row], &e->feelings[f]);
		}
	}
}

void
picture_time(struct pen *p, const struct page_packet *k)
{
	bool present[FAMILY_ROWS];
	long bases[FAMILY_ROWS] = { 0 }, y = 0;
	struct axis a = { 0, 0 };

	present_rows(k, present, &a);
	for (size_t row = 0; row < FAMILY_ROWS; row++) {
		y += present[row] ? ROW * 10 : 0;
		bases[row] = y;
	}
	svg_begin(p, "time", 0, y / 10 + AXIS, "Feelings over time",
		"A row for each family of feelings. Each stem is one feeling on its day, as high as its intensity from 0 to 100; "
		"a ring on the line was not rated. The table has the same figures.");
	for (size_t row = 0; row < FAMILY_ROWS; row++) {
		if (!present[row])
			continue;
		letters(p, "end", (PLOT_LEFT - 8) * 10, bases[row], family_row_name(row));
		line(p, "axis", PLOT_LEFT * 10, bases[row], PLOT_RIGHT * 10, bases[row]);
	}
	stems(p, k, &a, bases);
	time_axis(p, &a, y);
	pen_close(p);
}

/* ---- by family ---- */

void
picture_families(struct pen *p, const size_t counts[FAMILY_ROWS], size_t entries)
{
	long y = 0, height = 0;

	for (size_t row = 0; row < FAMILY_ROWS; row++)
		height += counts[row] > 0 ? BAR_ROW : 0;
	svg_begin(p, "family", 0, height, "Feelings by family",
		"In how many entries a feeling of each family was named. The table has the same figures.");
	for (size_t row = 0; row < FAMILY_ROWS; row++) {
		char count[24];
		long width = entries > 0 ? (long)(counts[row] * (BAR_RIGHT - PLOT_LEFT) / entries) : 0;

		if (counts[row] == 0)
			continue;
		letters(p, "end", (PLOT_LEFT - 8) * 10, y + 160, family_row_name(row));
		pen_open(p, "rect");
		pen_attrf(p, "class", "f%zu", row);
		pen_attrf(p, "x", "%d", PLOT_LEFT);
		tenths(p, "y", y + 50);
		pen_attrf(p, "width", "%ld", width < 2 ? 2 : width);
		pen_attr(p, "height", "14");
		pen_attr(p, "rx", "2");
		pen_close(p);
		snprintf(count, sizeof count, "%zu", counts[row]);
		letters(p, "start", (PLOT_LEFT + width + 6) * 10, y + 160, count);
		y += BAR_ROW * 10;
	}
	pen_close(p);
}

/* ---- a belief over time ---- */

static void
belief_axis(const struct page_packet *k, uint64_t belief, struct axis *a)
{
	static const int whats[] = { RATE_BELIEF, RATE_RIVAL };
	struct point first, latest;
	bool any = false;

	for (size_t i = 0; i < 2; i++) {
		if (belief_points(k, belief, whats[i], &first, &latest) == 0)
			continue;
		a->first = !any || first.day < a->first ? first.day : a->first;
		a->last = !any || latest.day > a->last ? latest.day : a->last;
		any = true;
	}
}

/* Points joined in the order of time; the rival's are squares on a broken line, so that no colour is needed. */
static void
belief_line(struct pen *p, const struct page_packet *k, uint64_t belief, int what, const struct axis *a)
{
	long x0 = -1, y0 = 0;

	pen_class(p, "g", what == RATE_BELIEF ? "belief" : "rival");
	for (size_t i = 0; i < k->nentries; i++) {
		const struct entry *e = k->entries[i].e;
		uint8_t v = 0;
		long x, y;

		if (!entry_under(e, belief) || !entry_rating(e, what, &v))
			continue;
		x = across(a, when_day(entry_when(e)));
		y = BELIEF_TOP * 10 + (100 - v) * BELIEF_PLOT / 10L;
		if (x0 >= 0)
			line(p, NULL, x0, y0, x, y);
		pen_open(p, what == RATE_BELIEF ? "circle" : "rect");
		tenths(p, what == RATE_BELIEF ? "cx" : "x", what == RATE_BELIEF ? x : x - 30);
		tenths(p, what == RATE_BELIEF ? "cy" : "y", what == RATE_BELIEF ? y : y - 30);
		if (what == RATE_BELIEF) {
			pen_attr(p, "r", "3.2");
		} else {
			pen_attr(p, "width", "6");
			pen_attr(p, "height", "6");
		}
		pen_close(p);
		x0 = x;
		y0 = y;
	}
	pen_close(p);
}

void
picture_belief(struct pen *p, const struct page_packet *k, uint64_t belief, size_t nth)
{
	static const char *const marks[] = { "completely", "half", "not at all" };
	struct axis a = { 0, 0 };

	belief_axis(k, belief, &a);
	svg_begin(p, "belief", nth, BELIEF_TOP + BELIEF_PLOT + AXIS, "How true it felt, over time",
		"Circles: the belief. Squares: the kinder sentence. From 0, not at all, to 100, completely. The table has the same figures.");
	for (long i = 0; i < 3; i++) {
		long y = BELIEF_TOP * 10 + i * BELIEF_PLOT * 10 / 2;

		letters(p, "end", (PLOT_LEFT - 8) * 10, y + 40, marks[i]);
		line(p, "axis", PLOT_LEFT * 10, y, PLOT_RIGHT * 10, y);
	}
	belief_line(p, k, belief, RATE_RIVAL, &a);
	belief_line(p, k, belief, RATE_BELIEF, &a);
	time_axis(p, &a, (BELIEF_TOP + BELIEF_PLOT) * 10);
	pen_close(p);
}
