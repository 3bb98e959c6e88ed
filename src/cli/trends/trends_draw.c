/*
 * Pictures of families, of words, and of what comes together; the first page of felt trends.
 *
 * In: figures.  Out: lines no wider than the screen.  Must never: put a sum of feelings, an arrow or a record beside a figure
 * (CARE.md 22), or draw a day that has no entry.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/trends/trends.h"
#include "felt/term/plot.h"

enum {
	LABEL = 9,               /* "not sure" and a blank */
	WIDEST_BAR = 6, ROOMY_ROWS = 20, TOP_WORDS = 5, TOP_PAIRS = 3, MATRIX_MOST = 12, TALL = 2,
	PAGE = 4, PAGE_ROOMY = 9 /* lines of the first page besides the families, on a small screen and on others */
};

/* ---- families over time ---- */

/* What is drawn: `n` periods from `first` on, each `wide` columns. */
struct strips {
	enum trend_by by;
	int64_t first;
	size_t n, all, wide, columns;
	uint32_t *values;        /* [family * n + period] */
	uint32_t most;
};

static void
fill(const struct trend *t, struct strips *s)
{
	struct trend_period p;

	for (size_t at = 0; trend_next_period(t, s->by, &at, &p);) {
		if (p.period < s->first)
			continue;
		for (size_t f = 0; f < TREND_FAMILIES; f++) {
			s->values[f * s->n + (size_t)(p.period - s->first)] = p.families[f];
			s->most = p.families[f] > s->most ? p.families[f] : s->most;
		}
	}
}

static int
make_strips(struct trends *tr, struct strips *s)
{
	const struct trend *t = &tr->t;

	s->columns = (size_t)tr->ctx->out.columns - LABEL;
	s->by = trends_by(tr, s->columns);
	s->first = trend_period_of(t->first, s->by);
	s->all = s->n = (size_t)(trend_period_of(t->last, s->by) - s->first) + 1;
	if (s->n > s->columns) {
		s->first += (int64_t)(s->n - s->columns);
		s->n = s->columns;
	}
	s->wide = s->columns / s->n > WIDEST_BAR ? WIDEST_BAR : s->columns / s->n;
	s->values = calloc(TREND_FAMILIES * s->n, sizeof *s->values);
	if (!s->values)
		return err_set(&tr->ctx->err, E_NOMEM, "trends");
	fill(t, s);
	return 0;
}

static bool
occurs(const struct strips *s, size_t family)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->values[family * s->n + i])
			return true;
	return false;
}

static size_t
occurring(const struct strips *s)
{
	size_t n = 0;

	for (size_t f = 0; f < TREND_FAMILIES; f++)
		n += occurs(s, f);
	return n;
}

static int
draw_strip(struct trends *tr, const struct strips *s, size_t f, size_t height)
{
	uint32_t *bars = calloc(s->n * s->wide, sizeof *bars);

	if (!bars)
		return err_set(&tr->ctx->err, E_NOMEM, "trends");
	/* a blank column between bars that are wider than one */
	for (size_t i = 0; i < s->n * s->wide; i++)
		if (s->wide == 1 || i % s->wide != s->wide - 1)
			bars[i] = s->values[f * s->n + i / s->wide];
	for (size_t row = 0; row < height; row++) {
		out_printf(tr->ctx, "%-*s", LABEL, row == height - 1 ? trends_family((int)f) : "");
		plot_hue(out_buf(tr->ctx), tr->colours, (int)f, false);
		plot_bars(out_buf(tr->ctx), bars, s->n * s->wide, s->most, height, row);
		plot_no_hue(out_buf(tr->ctx), tr->colours);
		out_trim(tr->ctx);
		out_str(tr->ctx, "\n");
	}
	free(bars);
	return 0;
}

static void
below_strips(struct trends *tr, const struct strips *s)
{
	int64_t end = trend_period_begin(s->first + (int64_t)s->n, s->by) - 1;
	char entries[32];

	draw_days_below(tr, trend_period_begin(s->first, s->by), end, LABEL, s->n * s->wide);
	trends_entries(entries, sizeof entries, s->most);
	if (s->n < s->all)
		trends_say(tr, "a column a %s, the latest %zu of %zu; the highest is %s", trends_by_name(s->by), s->n, s->all, entries);
	else
		trends_say(tr, "a column a %s; the highest is %s", trends_by_name(s->by), entries);
}

/* At most `rows` of them, in the order of the vocabulary; *left: how many are not shown. */
static int
draw_strips(struct trends *tr, const struct strips *s, size_t height, size_t rows, size_t *left)
{
	size_t shown = 0;
	int rc = 0;

	*left = 0;
	for (size_t f = 0; !rc && f < TREND_FAMILIES; f++) {
		if (!occurs(s, f))
			continue;
		if (shown + height > rows) {
			++*left;
			continue;
		}
		rc = draw_strip(tr, s, f, height);
		shown += height;
	}
	return rc;
}

static void
heading(struct trends *tr)
{
	char entries[32], first[TREND_NAME], last[TREND_NAME];
	struct ctx *ctx = tr->ctx;

	trends_entries(entries, sizeof entries, tr->t.entries);
	trends_date(tr->t.first, first);
	trends_date(tr->t.last, last);
	out_ink(ctx, INK_DATE);
	if (tr->t.first == tr->t.last)
		trends_say(tr, "%s, %s", entries, first);
	else
		trends_say(tr, "%s, %s to %s", entries, first, last);
	out_ink(ctx, INK_PLAIN);
}

int
draw_families(struct trends *tr)
{
	struct strips s = { 0 };
	size_t left, height = tr->ctx->out.rows >= ROOMY_ROWS ? TALL : 1;
	int rc = make_strips(tr, &s);

	if (!rc) {
		heading(tr);
		out_str(tr->ctx, height == TALL ? "\n" : "");
		if (occurring(&s) == 0)
			trends_say(tr, "no feeling is named in %s", tr->t.entries == 1 ? "it" : "them");
		rc = draw_strips(tr, &s, height, SIZE_MAX - height, &left);
	}
	if (!rc && s.most)
		below_strips(tr, &s);
	free(s.values);
	return rc;
}

/* ---- words and pairs ---- */

/* What follows a first word on a line, broken under it; `at`: where the line stands. */
struct row_of_words { struct trends *tr; size_t indent, at; bool any; };

/* "delighted 24" where it is too long: a word may be cut, its number never. */
static size_t
put_whole_count(struct buf *out, const struct buf *word, size_t wide, size_t room)
{
	const char *p = (const char *)word->p;
	size_t count = word->n, used;

	while (count > 0 && p[count - 1] != ' ')
		count--;
	size_t number = word->n - count + 1, left = room > number + 1 ? room - number - 1 : 1;
	if (wide <= room) {
		buf_add(out, p, word->n);
		return wide;
	}
	buf_add(out, p, text_fit(p, count, left, &used));
	buf_str(out, "… ");
	buf_add(out, p + count, word->n - count);
	return used + 1 + number;
}

static void
put_word(struct row_of_words *r, struct buf *word)
{
	size_t columns = (size_t)r->tr->ctx->out.columns, n = text_width((const char *)word->p, word->n);

	if (r->any) {
		out_str(r->tr->ctx, ",");
		r->at++;
	}
	if (r->any && r->at + 1 + n + 1 > columns) {
		out_printf(r->tr->ctx, "\n%*s", (int)r->indent, "");
		r->at = r->indent;
	} else if (r->any) {
		out_str(r->tr->ctx, " ");
		r->at++;
	}
	size_t room = columns > r->at + 1 ? columns - r->at - 1 : 1;
	r->at += put_whole_count(out_buf(r->tr->ctx), word, n, room);
	r->any = true;
	buf_release(word);
}

static struct row_of_words
begin_row(struct trends *tr, size_t indent, const char *label)
{
	out_printf(tr->ctx, "%-*s", (int)indent, label);
	return (struct row_of_words){ tr, indent, indent, false };
}

static void
put_counted(struct row_of_words *r, size_t w)
{
	struct buf word = BUF_INIT;

	trends_word_or_family(r->tr, r->tr->t.words[w].id, &word);
	buf_printf(&word, " %lu", (unsigned long)r->tr->t.words[w].entries);
	put_word(r, &word);
}

static void
most_named(struct trends *tr)
{
	uint16_t most[TREND_WORDS_MAX];
	size_t n = trend_most(&tr->t, most);
	struct row_of_words r = begin_row(tr, LABEL, "words");

	for (size_t i = 0; i < n && i < TOP_WORDS; i++)
		put_counted(&r, most[i]);
	out_str(tr->ctx, "\n");
}

static void
most_together(struct trends *tr)
{
	struct pair { size_t a, b; uint32_t n; } top[TOP_PAIRS] = { { 0, 0, 0 } };
	struct row_of_words r;

	for (size_t a = 0; a < tr->t.nwords; a++)
		for (size_t b = a + 1; b < tr->t.nwords; b++) {
			struct pair p = { a, b, trend_pair(&tr->t, a, b) };

			for (size_t i = 0; i < TOP_PAIRS; i++)
				if (p.n > top[i].n) {
					struct pair out = top[i];
					top[i] = p;
					p = out;
				}
		}
	if (top[0].n == 0)
		return;
	r = begin_row(tr, LABEL, "together");
	for (size_t i = 0; i < TOP_PAIRS && top[i].n; i++) {
		struct buf word = BUF_INIT;

		trends_word_or_family(tr, tr->t.words[top[i].a].id, &word);
		buf_str(&word, " and ");
		trends_word_or_family(tr, tr->t.words[top[i].b].id, &word);
		buf_printf(&word, " %lu", (unsigned long)top[i].n);
		put_word(&r, &word);
	}
	out_str(tr->ctx, "\n");
}

int
draw_overview(struct trends *tr)
{
	struct strips s = { 0 };
	size_t rows = (size_t)tr->ctx->out.rows, left = 0;
	bool roomy = rows >= ROOMY_ROWS;
	int rc = make_strips(tr, &s);

	if (!rc) {
		heading(tr);
		out_str(tr->ctx, roomy ? "\n" : "");
		size_t room = rows - 1 - (roomy ? PAGE_ROOMY : PAGE);
		if (!roomy && occurring(&s) > room)
			room--; /* for the line that says so */
		rc = draw_strips(tr, &s, 1, room, &left);
	}
	if (!rc && left)
		trends_say(tr, "and %zu more: felt trends families", left);
	if (!rc && s.most)
		below_strips(tr, &s);
	else if (!rc)
		trends_say(tr, "no feeling is named in %s", tr->t.entries == 1 ? "it" : "them");
	if (!rc && s.most && (roomy || !left)) {
		out_str(tr->ctx, roomy ? "\n" : "");
		most_named(tr);
	}
	if (!rc && roomy) {
		most_together(tr);
		out_ink(tr->ctx, INK_DIM);
		trends_say(tr, "felt trends families, year, together, records, beliefs, words, or a feeling");
		out_ink(tr->ctx, INK_PLAIN);
	}
	free(s.values);
	return rc;
}

int
draw_words(struct trends *tr)
{
	char entries[32];

	trends_entries(entries, sizeof entries, tr->t.named);
	trends_say(tr, "%zu different word%s in %s", tr->t.nused, tr->t.nused == 1 ? "" : "s", entries);
	for (int i = 0; i <= TREND_FAMILIES; i++) {
		int f = i < TREND_FAMILIES ? i : TREND_NO_FAMILY;
		struct row_of_words r = { tr, LABEL, LABEL, false };

		for (size_t w = 0; w < tr->t.nwords; w++) {
			if (tr->t.words[w].family != f || !tr->t.words[w].entries)
				continue;
			if (!r.any) {
				plot_hue(out_buf(tr->ctx), tr->colours, f, false);
				out_printf(tr->ctx, "%-*s", LABEL, f == TREND_UNSURE || f == TREND_FINE ? "" : trends_family(f));
				plot_no_hue(out_buf(tr->ctx), tr->colours);
			}
			put_counted(&r, w);
		}
		out_str(tr->ctx, r.any ? "\n" : "");
	}
	if (tr->t.beyond)
		trends_say(tr, "and %lu mentions of further words", (unsigned long)tr->t.beyond);
	return 0;
}

int
draw_together(struct trends *tr)
{
	size_t columns = (size_t)tr->ctx->out.columns, label = columns < 60 ? 12 : 16, fits = plot_matrix_fits(columns, label);
	uint32_t values[MATRIX_MOST * MATRIX_MOST] = { 0 };
	struct buf words[MATRIX_MOST] = { BUF_INIT };
	struct slice labels[MATRIX_MOST];
	uint16_t most[TREND_WORDS_MAX];
	size_t all = trend_most(&tr->t, most), n = 0;

	/* only what was named beside something else */
	for (size_t i = 0; i < all; i++)
		for (size_t k = 0; k < all; k++)
			if (trend_pair(&tr->t, most[i], most[k])) {
				most[n++] = most[i];
				break;
			}
	if (n == 0) {
		trends_say(tr, "no two feelings are named in the same entry");
		return 0;
	}
	all = n;
	n = n > MATRIX_MOST ? MATRIX_MOST : n;
	n = n > fits ? fits : n;
	for (size_t i = 0; i < n; i++) {
		trends_word_or_family(tr, tr->t.words[most[i]].id, &words[i]);
		labels[i] = buf_as_slice(&words[i]);
		for (size_t k = 0; k < n; k++)
			values[i * n + k] = trend_pair(&tr->t, most[i], most[k]);
	}
	trends_say(tr, n < all ? "entries that name both; the %zu words named most of %zu" : "entries that name both", n, all);
	plot_matrix(out_buf(tr->ctx), labels, values, n, label);
	for (size_t i = 0; i < n; i++)
		buf_release(&words[i]);
	return 0;
}
