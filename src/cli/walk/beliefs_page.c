/*
 * The ledger as something to read: see the header.
 *
 * In: a belief, and the rows that are filed under it.  Out: text, neutralised.  Numbers stand in the order in which they were
 * given; nothing is averaged, and an empty side says "nothing noted" (CARE.md 5, 11).
 */
#include "cli/walk/beliefs_page.h"

#include <stdlib.h>
#include <string.h>

#include "felt/base/json.h"
#include "felt/exchange/exchange.h"
#include "felt/term/plot.h"

enum { BAR = 20 };

static void
one_line(struct ctx *ctx, struct slice s)
{
	out_safe(ctx, s, TEXT_ONE_LINE);
}

/* 0 to 100 in eighths of a column, and the figure; in lines the figure alone. */
static void
bar(struct ctx *ctx, unsigned value)
{
	struct buf b = BUF_INIT;
	size_t used = ctx->plain ? 0 : plot_bar(&b, value, 100, BAR);

	if (!ctx->plain)
		buf_printf(&b, "%*s  ", (int)(BAR - used), "");
	buf_printf(&b, "%3u", value);
	buf_add(out_buf(ctx), b.p, b.n);
	buf_release(&b);
}

void
belief_line(struct ctx *ctx, const struct belief *b)
{
	char id[SHORT_ID + 1], rated[16] = "    ";

	short_id(b->row.e.id, id);
	if (b->has_rating)
		snprintf(rated, sizeof rated, "%3u ", (unsigned)b->rating);
	out_ink(ctx, INK_ID);
	out_str(ctx, id);
	out_ink(ctx, INK_PLAIN);
	out_printf(ctx, "  %s  ", rated);
	one_line(ctx, belief_sentence(b));
	if (b->records)
		out_printf(ctx, "  (%llu record%s)", (unsigned long long)b->records, b->records == 1 ? "" : "s");
	if (belief_retired(b))
		out_str(ctx, "  (put away)");
	out_str(ctx, "\n");
}

/* ---- what is filed under it ---- */

struct item { int64_t day; struct buf text; bool one_time; };
struct side { struct item *items; size_t n, cap; };
struct point { struct when when; uint8_t what, value; };
struct gathered {
	uint64_t belief;
	struct side sides[2];           /* for, against */
	struct point *points; size_t npoints, cpoints;
};

static void
gathered_release(struct gathered *g)
{
	for (int s = 0; s < 2; s++) {
		for (size_t i = 0; i < g->sides[s].n; i++)
			buf_release(&g->sides[s].items[i].text);
		free(g->sides[s].items);
	}
	free(g->points);
}

/* Room for one more of `size` bytes. */
static void *
grow(void *items, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? 2 * *cap : 16;
	void *p;

	if (n < *cap)
		return items;
	p = realloc(items, more * size);
	if (p)
		*cap = more;
	return p;
}

static int
add_item(struct err *err, struct side *s, const struct entry *e, struct slice text, bool one_time)
{
	struct item *more = grow(s->items, s->n, &s->cap, sizeof *s->items);

	if (!more)
		return err_set(err, E_NOMEM, "ledger");
	s->items = more;
	s->items[s->n] = (struct item){ when_day(entry_when(e)), BUF_INIT, one_time };
	buf_slice(&s->items[s->n].text, text);
	return buf_check(&s->items[s->n++].text, err);
}

static int
add_point(struct err *err, struct gathered *g, const struct entry *e, struct entry_rating r)
{
	struct point *more = grow(g->points, g->npoints, &g->cpoints, sizeof *g->points);

	if (!more)
		return err_set(err, E_NOMEM, "ledger");
	g->points = more;
	g->points[g->npoints++] = (struct point){ entry_when(e), r.what, r.value };
	return 0;
}

/* An outcome counts as evidence only where its writer said so. */
static int
gather_outcome(struct gathered *g, struct err *err, const struct entry *e)
{
	struct slice as = entry_field(e, "evidence"), happened = entry_field(e, "happened");
	int rc = 0;

	if (slice_is(as, "for") || slice_is(as, "both"))
		rc = add_item(err, &g->sides[0], e, happened, true);
	if (!rc && (slice_is(as, "against") || slice_is(as, "both")))
		rc = add_item(err, &g->sides[1], e, happened, true);
	return rc;
}

static int
gather(void *arg, struct err *err, const struct entry *e)
{
	struct gathered *g = arg;
	int rc = 0;

	if (e->kind == KIND_FOLLOWUP)
		return gather_outcome(g, err, e);
	for (size_t i = 0; !rc && i < e->nfields; i++) {
		if (slice_is(e->fields[i].key, "evidence-for"))
			rc = add_item(err, &g->sides[0], e, e->fields[i].value, false);
		else if (slice_is(e->fields[i].key, "evidence-against"))
			rc = add_item(err, &g->sides[1], e, e->fields[i].value, false);
	}
	for (size_t i = 0; !rc && i < e->nratings; i++)
		if (e->ratings[i].what == RATE_BELIEF || e->ratings[i].what == RATE_RIVAL)
			rc = add_point(err, g, e, e->ratings[i]);
	return rc;
}

/* ---- the page ---- */

static void
heading(struct ctx *ctx, const char *words)
{
	out_str(ctx, "\n");
	out_ink(ctx, INK_BOLD);
	out_printf(ctx, "%s\n", words);
	out_ink(ctx, INK_PLAIN);
}

static void
date(struct ctx *ctx, int64_t day)
{
	char text[WHEN_TEXT];

	when_date((struct when){ day * DAY_MS + DAY_MS / 2, DAY_ONLY }, text);
	out_printf(ctx, "%s", text);
}

static void
points(struct ctx *ctx, const struct gathered *g, unsigned what, const char *words)
{
	bool any = false;

	for (size_t i = 0; i < g->npoints; i++) {
		if (g->points[i].what != what)
			continue;
		if (!any)
			heading(ctx, words);
		any = true;
		out_str(ctx, "  ");
		date(ctx, when_day(g->points[i].when));
		out_str(ctx, "  ");
		bar(ctx, g->points[i].value);
		out_str(ctx, "\n");
	}
}

static void
side(struct ctx *ctx, const struct side *s, const char *words)
{
	heading(ctx, words);
	if (!s->n)
		out_str(ctx, "  nothing noted\n");
	for (size_t i = 0; i < s->n; i++) {
		out_str(ctx, "  - ");
		one_line(ctx, buf_as_slice(&s->items[i].text));
		out_ink(ctx, INK_DIM);
		out_str(ctx, s->items[i].one_time ? "  (one time, " : "  (");
		date(ctx, s->items[i].day);
		out_str(ctx, ")\n");
		out_ink(ctx, INK_PLAIN);
	}
}

static void
line(struct ctx *ctx, const struct belief *b, const char *key, const char *words)
{
	struct slice s = entry_field(&b->row.e, key);

	if (!s.n)
		return;
	heading(ctx, words);
	out_str(ctx, "  ");
	one_line(ctx, s);
	out_str(ctx, "\n");
}

static void
page(struct ctx *ctx, const struct belief *b, const struct gathered *g)
{
	char id[SHORT_ID + 1];

	short_id(b->row.e.id, id);
	out_ink(ctx, INK_BOLD);
	one_line(ctx, belief_sentence(b));
	out_ink(ctx, INK_PLAIN);
	out_printf(ctx, "\n%s%s\n", id, belief_retired(b) ? "  put away" : "");
	line(ctx, b, "rival", "a kinder sentence");
	line(ctx, b, "once", "what it once protected from, and what it costs now");
	line(ctx, b, "dismiss", "how evidence might be waved away");
	points(ctx, g, RATE_BELIEF, "how true it felt, 0 to 100");
	points(ctx, g, RATE_RIVAL, "how true the kinder sentence felt");
	side(ctx, &g->sides[0], "evidence for");
	side(ctx, &g->sides[1], "evidence against");
}

static void
items_json(struct json_out *j, const char *key, const struct side *s)
{
	char day[WHEN_TEXT];

	json_key(j, key);
	json_open(j, '[');
	for (size_t i = 0; i < s->n; i++) {
		when_date((struct when){ s->items[i].day * DAY_MS + DAY_MS / 2, DAY_ONLY }, day);
		json_open(j, '{');
		json_key(j, "date");
		json_text(j, day);
		json_key(j, "text");
		json_slice(j, buf_as_slice(&s->items[i].text));
		if (s->items[i].one_time) {
			json_key(j, "one-time");
			json_bool(j, true);
		}
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
points_json(struct json_out *j, const struct gathered *g)
{
	char when[WHEN_TEXT];

	json_key(j, "ratings");
	json_open(j, '[');
	for (size_t i = 0; i < g->npoints; i++) {
		when_iso(g->points[i].when, when);
		json_open(j, '{');
		json_key(j, "date");
		json_text(j, when);
		json_key(j, g->points[i].what == RATE_BELIEF ? "conviction" : "rival-conviction");
		json_int(j, g->points[i].value);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
page_json(struct ctx *ctx, const struct belief *b, const struct gathered *g)
{
	struct json_out j;

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "belief");
	entry_json(&j, &b->row.e, ENTRY_JSON_TEXT);
	points_json(&j, g);
	items_json(&j, "evidence-for", &g->sides[0]);
	items_json(&j, "evidence-against", &g->sides[1]);
	json_close(&j, '}');
	out_str(ctx, "\n");
}

int
belief_page(struct ctx *ctx, const struct belief *b)
{
	struct gathered g = { .belief = b->row.e.id };
	struct filter f = { .kinds = 1u << KIND_ENTRY | 1u << KIND_FOLLOWUP, .belief = b->row.e.id, .reverse = true };
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = store_read(&ctx->err, ctx->store, &f, gather, &g);
	store_rollback(ctx->store);
	out_begin(ctx, true);
	if (!rc && ctx->json)
		page_json(ctx, b, &g);
	else if (!rc)
		page(ctx, b, &g);
	gathered_release(&g);
	return rc;
}
