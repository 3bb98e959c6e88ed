/*
 * felt review --by: entries under headings.
 *
 * In: entries in the order of the list.  Out: the same, under a heading for each day, week or month as they come; or under each
 * family, or guide, in the order of the vocabulary, or of the alphabet.  Must never: hold more than a few MiB, or lose an
 * entry: what names two families stands under both, what names none under a heading of its own.
 *
 * Families and guides come mixed, so what is to be shown later waits in a buffer of its group.  When these grow beyond
 * HELD, they are given up, and each group is listed for itself.
 */
#include "cli/look/review.h"

#include <stdlib.h>
#include <string.h>

#include "felt/base/json.h"
#include "felt/mind/trend.h"

enum {
	GROUPS = 64, FAMILY_GROUPS = TREND_FAMILIES + 2, OTHER_WORDS = TREND_FAMILIES, NO_FEELING = TREND_FAMILIES + 1,
	HELD = 256 * 1024, FEW = 2000, /* entries whose lines will hardly take more */
	TOO_MUCH_HELD = 1 /* no error code: these are below 0 */
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

struct group { struct buf name, held; size_t n; bool empty; };
struct grouping {
	struct review *r;
	struct group *groups;
	size_t n, bytes;
	size_t met;           /* entries there are, where that was counted */
	unsigned families;    /* that were met, as bits */
	size_t alone;         /* the group that is listed for itself */
	bool some;            /* a group was written */
	struct entry_key last; /* of the list, in its order; what comes behind it is beyond the limit */
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

static bool
is_in(const struct grouping *g, size_t i, const struct entry *e)
{
	return g->r->by == BY_GUIDE ? guide_of(g, e) == i : families_of(g, e) >> i & 1;
}

/* What is put out lands in the buffer of the group. */
static void
hold(struct grouping *g, struct group *of, const struct entry *e)
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
}

/* All groups at once, while there is room. */
static int
into_groups(void *arg, struct err *err, const struct entry *e)
{
	struct grouping *g = arg;

	g->r->n++;
	g->last = entry_key(e);
	for (size_t i = 0; g->bytes <= HELD && i < g->n; i++)
		if (is_in(g, i, e)) {
			hold(g, &g->groups[i], e);
			if (buf_check(&g->groups[i].held, err))
				return E_NOMEM;
		}
	/* under a limit the whole list is walked: its end is where the groups end too */
	return g->bytes > HELD && !g->r->ctx->filter.limit ? TOO_MUCH_HELD : 0;
}

static int
write_groups(struct grouping *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->groups[i].n) {
			open_one(g, i);
			buf_slice(out_buf(g->r->ctx), buf_as_slice(&g->groups[i].held));
			buf_release(&g->groups[i].held);
		}
	return review_drain(g->r->ctx);
}

/* ---- one group after the other ---- */

static bool
alone(void *arg, const struct entry *e)
{
	const struct grouping *g = arg;

	if (g->r->ctx->filter.limit) {
		struct entry_key k = entry_key(e);
		int c = entry_key_cmp(&k, &g->last);

		if (g->r->ctx->filter.reverse ? c > 0 : c < 0)
			return false;
	}
	return is_in(g, g->alone, e);
}

static int
as_it_comes(void *arg, struct err *err, const struct entry *e)
{
	struct grouping *g = arg;

	(void)err;
	if (g->groups[g->alone].n++ == 0)
		open_one(g, g->alone);
	put(g->r, e);
	return review_drain(g->r->ctx);
}

static int
one_by_one(struct grouping *g)
{
	struct ctx *ctx = g->r->ctx;
	struct filter f = ctx->filter;
	int rc = 0;

	f.also = alone;
	f.also_arg = g;
	f.limit = 0;
	for (size_t i = 0; i < g->n; i++) {
		buf_release(&g->groups[i].held);
		g->groups[i].n = 0;
	}
	for (g->alone = 0; !rc && g->alone < g->n; g->alone++)
		if (!g->groups[g->alone].empty)
			rc = (g->r->text ? store_read : store_list)(&ctx->err, ctx->store, &f, as_it_comes, g);
	return rc;
}

/* ---- which guides there are ---- */

static void
meet_guide(struct grouping *g, struct slice name)
{
	if (name.n == 0 || g->n == GROUPS - 2)
		return;
	for (size_t i = 0; i < g->n; i++)
		if (slice_eq(buf_as_slice(&g->groups[i].name), name))
			return;
	buf_slice(&g->groups[g->n++].name, name);
}

/* e NULL: from the beginning; what was met stays, for a group without entries is not shown. */
static int
meet(void *arg, struct err *err, const struct entry *e)
{
	struct grouping *g = arg;

	(void)err;
	g->met = e ? g->met + 1 : 0;
	if (e && g->r->by == BY_FAMILY)
		g->families |= families_of(g, e);
	else if (e)
		meet_guide(g, guide_name(e));
	return 0;
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
	bool guides = g->r->by == BY_GUIDE;
	int rc = 0;

	g->groups = calloc(GROUPS, sizeof *g->groups);
	if (!g->groups)
		return err_set(&ctx->err, E_NOMEM, "groups");
	g->families = ~0u;
	if (guides || !ctx->filter.limit) {
		g->families = 0;
		rc = store_heads(&ctx->err, ctx->store, &ctx->filter, meet, g);
	}
	for (size_t i = 0; !rc && i < g->n; i++)
		rc = buf_check(&g->groups[i].name, &ctx->err);
	if (!rc && g->n)
		qsort(g->groups, g->n, sizeof *g->groups, by_name);
	g->n = guides ? g->n + 2 : FAMILY_GROUPS;
	for (size_t i = 0; i < g->n; i++)
		g->groups[i].empty = !guides && !(g->families >> i & 1);
	return rc;
}

static int
sets(struct review *r)
{
	struct grouping g = { .r = r };
	struct ctx *ctx = r->ctx;
	int rc = find_groups(&g);

	r->n = g.met;
	if (!rc && g.met > FEW && !ctx->filter.limit)
		rc = TOO_MUCH_HELD;
	else if (!rc)
		rc = (r->text ? store_read : store_list)(&ctx->err, ctx->store, &ctx->filter, into_groups, &g);
	if (!rc && g.bytes <= HELD)
		rc = write_groups(&g);
	else if (!rc || rc == TOO_MUCH_HELD)
		rc = one_by_one(&g);
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
