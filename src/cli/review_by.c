/*
 * felt review --by: entries under headings.
 *
 * In: entries in the order of the list.  Out: the same, under a heading for each day, week or month as they come; or under each
 * family, or guide, in the order of the vocabulary, or of the alphabet.  Must never: hold more than a few MiB, or lose an
 * entry: what names two families stands under both, what names none under a heading of its own.
 *
 * Families and guides come mixed, so what is to be shown later waits in a buffer of its group.  When these grow beyond
 * HELD, the last group gives its buffer up and is filled in another pass over the list; the first one is written as it comes.
 */
#include "cli/review.h"

#include <stdlib.h>
#include <string.h>

#include "felt/base/json.h"
#include "felt/mind/trend.h"

enum {
	GROUPS = 64, FAMILY_GROUPS = TREND_FAMILIES + 2, OTHER_WORDS = TREND_FAMILIES, NO_FEELING = TREND_FAMILIES + 1,
	HELD = 2 * 1024 * 1024
};

/* ---- headings ---- */

static const char *const by_names[] = { "", "day", "week", "month", "family", "guide" };

static void
close_group(struct review *r)
{
	if (r->any && r->ctx->json)
		out_str(r->ctx, "]}\n");
	r->any = false;
}

/* words: what people read; name: what programs do. */
static void
open_group(struct review *r, struct slice words, struct slice name)
{
	struct ctx *ctx = r->ctx;
	struct json_out j;

	close_group(r);
	r->shown = 0;
	r->any = true;
	if (ctx->json) {
		json_begin(&j, out_buf(ctx));
		json_open(&j, '{');
		json_key(&j, "by");
		json_text(&j, by_names[r->by]);
		json_key(&j, "group");
		json_slice(&j, name);
		json_key(&j, "entries");
		out_str(ctx, "[");
		return;
	}
	out_ink(ctx, INK_BOLD);
	out_safe(ctx, words, TEXT_ONE_LINE);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "\n");
}

static void
put(struct review *r, const struct entry *e)
{
	if (r->ctx->json && r->shown)
		out_str(r->ctx, ",");
	review_entry(r, e, r->shown == 0);
	r->shown++;
}

static void
between_groups(struct review *r, bool first)
{
	if (!first && !r->ctx->json)
		out_str(r->ctx, "\n");
}

/* ---- days, weeks, months ---- */

static void
period_words(const struct review *r, const struct entry *e, enum trend_by by, char out[64], char name[TREND_NAME])
{
	static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july", "august", "september",
		"october", "november", "december" };
	struct when when = entry_when(e), day = { when.ms, when.offset };
	char text[WHEN_TEXT], monday[TREND_NAME], *comma;
	int year, month, dom;

	trend_period_name(r->period, by, name);
	if (by == TREND_DAY) {
		when_human(day, text);
		if ((comma = strchr(text, ',')))
			*comma = '\0';
		snprintf(out, 64, "%s", text);
	} else if (by == TREND_WEEK) {
		trend_period_name(trend_period_begin(r->period, by), TREND_DAY, monday);
		snprintf(out, 64, "week of monday %s", monday);
	} else {
		day_to_civil(trend_period_begin(r->period, by), &year, &month, &dom);
		snprintf(out, 64, "%s %d", months[month - 1], year);
	}
}

static int
by_period(void *arg, struct err *err, const struct entry *e)
{
	struct review *r = arg;
	enum trend_by by = r->by == BY_DAY ? TREND_DAY : r->by == BY_WEEK ? TREND_WEEK : TREND_MONTH;
	int64_t period = trend_period_of(when_day(entry_when(e)), by);
	char words[64], name[TREND_NAME];

	(void)err;
	if (!r->any || period != r->period) {
		between_groups(r, r->n == 0);
		r->period = period;
		period_words(r, e, by, words, name);
		open_group(r, slice_of(words), slice_of(name));
	}
	r->n++;
	put(r, e);
	return review_drain(r->ctx);
}

/* ---- families, guides ---- */

enum group_state { WAITS, WRITTEN, FIRST }; /* FIRST: all before it are written, so it goes out as it comes */
struct group {
	struct buf name, held;
	size_t n;             /* entries met in this pass */
	enum group_state state;
	bool later;           /* gave its buffer up */
};
struct grouping {
	struct review *r;
	struct group *groups;
	size_t n, bytes;
	bool some;            /* a group was written */
	bool open;            /* one goes out as it comes in this pass */
};

static void
group_words(const struct grouping *g, size_t i, struct slice *words)
{
	static const char *const families[] = { [TREND_UNSURE] = "not sure", [TREND_FINE] = "all right, nothing special",
		[OTHER_WORDS] = "other words", [NO_FEELING] = "no feeling named" };

	if (g->r->by == BY_GUIDE)
		*words = g->groups[i].name.n ? buf_as_slice(&g->groups[i].name) : slice_of(i + 1 == g->n ? "without a guide" : "other guides");
	else
		*words = slice_of(i < FEELING_FAMILIES ? feeling_family_name((int)i) : families[i]);
}

static void
open_one(struct grouping *g, size_t i)
{
	static const char *const ids[] = { "other.unsure", "other.fine", "others", "" };
	struct slice words, name;

	group_words(g, i, &words);
	name = g->r->by == BY_GUIDE ? buf_as_slice(&g->groups[i].name) : i < FEELING_FAMILIES ? words : slice_of(ids[i - FEELING_FAMILIES]);
	between_groups(g->r, !g->some);
	open_group(g->r, words, name);
	g->some = true;
}

/* The groups of a family review, as bits. */
static unsigned
families_of(const struct grouping *g, const struct entry *e)
{
	const struct vocabulary *voc = &g->r->ctx->voc;
	unsigned bits = 0;

	for (size_t i = 0; i < e->nfeelings; i++) {
		struct slice id = e->feelings[i].id;
		int f = feeling_family_shown(voc, id.p, id.n);

		if (f >= 0)
			bits |= 1u << f;
		else
			bits |= 1u << (slice_is(id, "other.unsure") ? TREND_UNSURE : slice_is(id, "other.fine") ? TREND_FINE : OTHER_WORDS);
	}
	return bits ? bits : 1u << NO_FEELING;
}

static struct slice
guide_name(const struct entry *e)
{
	struct slice s = e->guide;

	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '@') {
			s.n = i - 1;
			break;
		}
	return s;
}

/* The last two groups are other guides, and none. */
static size_t
guide_of(const struct grouping *g, const struct entry *e)
{
	struct slice name = guide_name(e);

	if (name.n == 0)
		return g->n - 1;
	for (size_t i = 0; i + 2 < g->n; i++)
		if (slice_eq(buf_as_slice(&g->groups[i].name), name))
			return i;
	return g->n - 2;
}

/* Over budget: the last group that holds something waits for another pass, unless it is the first. */
static int
make_room(struct grouping *g)
{
	struct ctx *ctx = g->r->ctx;
	size_t first = 0, last = 0;
	bool any = false;

	for (size_t i = 0; i < g->n; i++) {
		if (g->groups[i].state != WAITS)
			continue;
		if (!any)
			first = i;
		any = true;
		if (g->groups[i].held.n)
			last = i;
	}
	struct group *of = &g->groups[last];
	if (last == first && !g->open) {
		open_one(g, first);
		buf_slice(out_buf(ctx), buf_as_slice(&of->held));
		of->state = FIRST;
		g->open = true;
	} else {
		of->later = true;
	}
	g->bytes -= of->held.n;
	buf_release(&of->held);
	return review_drain(ctx);
}

/* What is put out lands in the buffer of the group. */
static int
put_into(struct grouping *g, struct group *of, const struct entry *e)
{
	struct out *o = &g->r->ctx->out;
	struct buf out = o->b;
	size_t at = o->at, before = of->held.n;

	o->b = of->held;
	o->at = 0;
	g->r->shown = of->n++;
	put(g->r, e);
	of->held = o->b;
	o->b = out;
	o->at = at;
	g->bytes += of->held.n - before;
	return g->bytes > HELD ? make_room(g) : buf_check(&of->held, &g->r->ctx->err);
}

static int
put_in(struct grouping *g, size_t i, const struct entry *e)
{
	struct group *of = &g->groups[i];

	if (of->state == WRITTEN || of->later)
		return 0;
	if (of->state == WAITS)
		return put_into(g, of, e);
	g->r->shown = of->n++;
	put(g->r, e);
	return review_drain(g->r->ctx);
}

static int
by_set(void *arg, struct err *err, const struct entry *e)
{
	struct grouping *g = arg;
	int rc = 0;

	(void)err;
	g->r->n++;
	if (g->r->by == BY_GUIDE)
		return put_in(g, guide_of(g, e), e);
	unsigned bits = families_of(g, e);
	for (size_t i = 0; !rc && i < g->n; i++)
		if (bits >> i & 1)
			rc = put_in(g, i, e);
	return rc;
}

/* Writes what is whole, up to the first group that waits for another pass; false: everything is written. */
static bool
write_whole(struct grouping *g)
{
	bool more = false;

	for (size_t i = 0; i < g->n; i++) {
		struct group *of = &g->groups[i];

		if (of->later) {
			of->later = false;
			more = true;
		} else if (!more && of->state == WAITS && of->n) {
			open_one(g, i);
			buf_slice(out_buf(g->r->ctx), buf_as_slice(&of->held));
			of->state = WRITTEN;
		} else if (!more || of->state == FIRST) {
			of->state = WRITTEN;
		}
		of->n = 0;
		g->bytes -= of->held.n;
		buf_release(&of->held);
	}
	return more;
}

/* ---- which guides there are ---- */

static int
meet_guide(void *arg, struct err *err, const struct entry *e)
{
	struct grouping *g = arg;
	struct slice name;

	if (!e)
		return 0; /* names once met stay: a group without entries is not shown */
	name = guide_name(e);
	if (name.n == 0 || g->n == GROUPS - 2)
		return 0;
	for (size_t i = 0; i < g->n; i++)
		if (slice_eq(buf_as_slice(&g->groups[i].name), name))
			return 0;
	buf_slice(&g->groups[g->n].name, name);
	return buf_check(&g->groups[g->n++].name, err);
}

static int
by_name(const void *a, const void *b)
{
	struct slice x = buf_as_slice(&((const struct group *)a)->name), y = buf_as_slice(&((const struct group *)b)->name);
	int c = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);

	return c ? c : (x.n > y.n) - (x.n < y.n);
}

static int
find_groups(struct grouping *g)
{
	struct ctx *ctx = g->r->ctx;
	int rc;

	g->groups = calloc(GROUPS, sizeof *g->groups);
	if (!g->groups)
		return err_set(&ctx->err, E_NOMEM, "groups");
	g->n = FAMILY_GROUPS;
	if (g->r->by == BY_FAMILY)
		return 0;
	g->n = 0;
	rc = store_heads(&ctx->err, ctx->store, &ctx->filter, meet_guide, g);
	if (g->n)
		qsort(g->groups, g->n, sizeof *g->groups, by_name);
	g->n += 2;
	return rc;
}

static int
sets(struct review *r)
{
	struct grouping g = { .r = r };
	struct ctx *ctx = r->ctx;
	bool more = true;
	int rc = find_groups(&g);

	while (!rc && more) {
		r->n = 0;
		g.open = false;
		rc = (r->text ? store_read : store_list)(&ctx->err, ctx->store, &ctx->filter, by_set, &g);
		more = !rc && write_whole(&g);
		if (!rc)
			rc = review_drain(ctx);
	}
	for (size_t i = 0; g.groups && i < GROUPS; i++) {
		buf_release(&g.groups[i].name);
		buf_release(&g.groups[i].held);
	}
	free(g.groups);
	return rc;
}

int
review_groups(struct review *r)
{
	struct ctx *ctx = r->ctx;
	int rc;

	if (r->by == BY_FAMILY || r->by == BY_GUIDE)
		rc = sets(r);
	else
		rc = (r->text ? store_read : store_list)(&ctx->err, ctx->store, &ctx->filter, by_period, r);
	close_group(r);
	return rc;
}
