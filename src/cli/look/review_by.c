/*
 * felt review: entries in the order of the list, or under headings.
 *
 * In: a filter, and by what.  Out: entries under a heading for each day, week or month as they come; or under each
 * family, or guide, in the order of the vocabulary, or of the alphabet.  Must never: hold more than a few MiB, or lose an
 * entry: what names two families stands under both, what names none under a heading of its own.
 *
 * Lines are made on several cores, and the store keeps them in order (store_list_many); a whole entry is read when its turn
 * has come.
 */
#include "cli/look/review.h"

#include <stdlib.h>
#include <string.h>

#include "cli/write/writing.h"
#include "felt/base/json.h"
#include "felt/exchange/exchange.h"
#include "felt/mind/trend.h"

enum {
	GROUPS = 64, FAMILY_GROUPS = TREND_FAMILIES + 2, OTHER_WORDS = TREND_FAMILIES, NO_FEELING = TREND_FAMILIES + 1,
	WHEN_HEAD = 10 /* the date of an entry, before its line */
};

struct grouping {
	struct review *r;
	struct buf names[GROUPS]; /* of guides, in order */
	size_t n;
	bool any;             /* a group stands open */
	unsigned group;       /* which: of families and guides */
	int64_t period;       /* of days, weeks, months */
	size_t shown;         /* entries in it */
};

/* What one core has for itself: a context like the command's, whose output is a buffer of its own. */
struct looker {
	const struct review *r;
	struct ctx ctx;
};

/* ---- entries ---- */

static bool
in_periods(const struct review *r)
{
	return r->by == BY_DAY || r->by == BY_WEEK || r->by == BY_MONTH;
}

static void
put_entry(struct ctx *ctx, bool text, const struct entry *e)
{
	struct json_out j;

	if (ctx->json) {
		json_begin(&j, out_buf(ctx));
		entry_json(&j, e, ENTRY_JSON_OFFSET | (text ? ENTRY_JSON_TEXT : ENTRY_JSON_HEAD));
	} else if (text) {
		render_entry(ctx, e);
	} else {
		render_line(ctx, e);
	}
}

/* On any core: the line, and its date before it where that chooses the heading. */
static int
look(void *own, struct err *err, const struct entry *e, struct buf *out)
{
	struct looker *k = own;
	struct when w = entry_when(e);

	if (in_periods(k->r)) {
		buf_u64(out, (uint64_t)w.ms);
		buf_u16(out, (uint16_t)w.offset);
	}
	k->ctx.out.b = *out;
	k->ctx.out.at = out->n;
	put_entry(&k->ctx, false, e);
	*out = k->ctx.out.b;
	return buf_check(out, err);
}

/* ---- headings ---- */

static const char *const by_names[] = { "", "day", "week", "month", "family", "guide" };

static void
close_group(struct grouping *g)
{
	if (g->any && g->r->ctx->json)
		out_str(g->r->ctx, "]}\n");
	g->any = false;
}

/* words: what people read; name: what programs do. */
static void
open_group(struct grouping *g, struct slice words, struct slice name)
{
	struct ctx *ctx = g->r->ctx;
	struct json_out j;

	close_group(g);
	if (g->r->n && !ctx->json)
		out_str(ctx, "\n");
	g->shown = 0;
	g->any = true;
	if (ctx->json) {
		json_begin(&j, out_buf(ctx));
		json_open(&j, '{');
		json_key(&j, "by");
		json_text(&j, by_names[g->r->by]);
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

/* ---- days, weeks, months ---- */

static void
period_words(int64_t period, struct when when, enum trend_by by, char out[64], char name[TREND_NAME])
{
	static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july", "august", "september",
		"october", "november", "december" };
	char text[WHEN_TEXT], monday[TREND_NAME], *comma;
	int year, month, dom;

	trend_period_name(period, by, name);
	if (by == TREND_DAY) {
		when_human(when, text);
		if ((comma = strchr(text, ',')))
			*comma = '\0';
		snprintf(out, 64, "%s", text);
	} else if (by == TREND_WEEK) {
		trend_period_name(trend_period_begin(period, by), TREND_DAY, monday);
		snprintf(out, 64, "week of monday %s", monday);
	} else {
		day_to_civil(trend_period_begin(period, by), &year, &month, &dom);
		snprintf(out, 64, "%s %d", months[month - 1], year);
	}
}

static void
open_period(struct grouping *g, struct when when)
{
	enum trend_by by = g->r->by == BY_DAY ? TREND_DAY : g->r->by == BY_WEEK ? TREND_WEEK : TREND_MONTH;
	int64_t period = trend_period_of(when_day(when), by);
	char words[64], name[TREND_NAME];

	if (g->any && period == g->period)
		return;
	g->period = period;
	period_words(period, when, by, words, name);
	open_group(g, slice_of(words), slice_of(name));
}

/* ---- families, guides ---- */

static void
open_set(struct grouping *g, unsigned i)
{
	static const char *const families[] = { [TREND_UNSURE] = "not sure", [TREND_FINE] = "all right, nothing special",
		[OTHER_WORDS] = "other words", [NO_FEELING] = "no feeling named" };
	static const char *const ids[] = { "other.unsure", "other.fine", "others", "" };
	struct slice words, name;

	if (g->any && i == g->group)
		return;
	g->group = i;
	if (g->r->by == BY_GUIDE) {
		name = i < g->n ? buf_as_slice(&g->names[i]) : slice_of("");
		words = name.n ? name : slice_of(i == g->n ? "other guides" : "without a guide");
	} else {
		words = slice_of(i < FEELING_FAMILIES ? feeling_family_name((int)i) : families[i]);
		name = i < FEELING_FAMILIES ? words : slice_of(ids[i - FEELING_FAMILIES]);
	}
	open_group(g, words, name);
}

/* As bits. */
static uint64_t
families_of(const void *arg, const struct entry *e)
{
	const struct grouping *g = arg;
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

static size_t
find_guide(const struct grouping *g, struct slice name)
{
	size_t i = 0;

	while (i < g->n && !slice_eq(buf_as_slice(&g->names[i]), name))
		i++;
	return i;
}

/* Behind those with a name come other guides, and none. */
static uint64_t
guide_of(const void *arg, const struct entry *e)
{
	const struct grouping *g = arg;
	struct slice name = guide_name(e);

	return UINT64_C(1) << (name.n ? find_guide(g, name) : g->n + 1);
}

/* e NULL: from the beginning; what was met stays, for a group without entries is not shown. */
static int
meet_guide(void *arg, struct err *err, const struct entry *e)
{
	struct grouping *g = arg;
	struct slice name = e ? guide_name(e) : slice_of("");

	if (name.n == 0 || g->n == GROUPS - 2 || find_guide(g, name) < g->n)
		return 0;
	buf_slice(&g->names[g->n], name);
	return buf_check(&g->names[g->n++], err);
}

static int
by_name(const void *a, const void *b)
{
	struct slice x = buf_as_slice(a), y = buf_as_slice(b);
	int c = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);

	return c ? c : (x.n > y.n) - (x.n < y.n);
}

static int
find_guides(struct grouping *g)
{
	struct ctx *ctx = g->r->ctx;
	int rc = store_heads(&ctx->err, ctx->store, &ctx->filter, meet_guide, g);

	if (g->n)
		qsort(g->names, g->n, sizeof *g->names, by_name);
	return rc;
}

/* ---- what the store gives, in order ---- */

static void
begin_entry(struct grouping *g, unsigned group, struct when when)
{
	struct ctx *ctx = g->r->ctx;

	if (in_periods(g->r))
		open_period(g, when);
	else if (g->r->by != BY_NOTHING)
		open_set(g, group);
	if (g->shown && ctx->json && g->r->by != BY_NOTHING)
		out_str(ctx, ",");
	else if (g->shown && g->r->text && !ctx->json)
		out_str(ctx, "\n\n");
	g->shown++;
	g->r->n++;
}

/* Whatever may still go to a pager is held back until the journal is closed. */
static int
end_entry(struct grouping *g)
{
	struct ctx *ctx = g->r->ctx;

	if (ctx->json && g->r->by == BY_NOTHING)
		out_str(ctx, "\n");
	return ctx->out.may_page ? buf_check(out_buf(ctx), &ctx->err) : out_drain(ctx);
}

static int
take(void *arg, struct err *err, unsigned group, const uint8_t *p, size_t n)
{
	struct grouping *g = arg;
	size_t head = in_periods(g->r) ? WHEN_HEAD : 0;
	struct when when = head ? (struct when){ (int64_t)get_u64(p), (int16_t)get_u16(p + 8) } : (struct when){ 0, 0 };

	(void)err; /* it is ctx's */
	begin_entry(g, group, when);
	buf_add(out_buf(g->r->ctx), p + head, n - head);
	return end_entry(g);
}

static int
row(void *arg, struct err *err, unsigned group, const struct entry *e)
{
	struct grouping *g = arg;

	(void)err;
	begin_entry(g, group, entry_when(e));
	put_entry(g->r->ctx, true, e);
	return end_entry(g);
}

int
review_all(struct review *r)
{
	struct ctx *ctx = r->ctx;
	struct grouping g = { .r = r };
	struct looker *lookers = calloc(STORE_HANDS, sizeof *lookers);
	struct list_work work = { .look = look, .take = take, .row = r->text ? row : NULL, .arg = &g };
	int rc = lookers ? 0 : err_set(&ctx->err, E_NOMEM, "review");

	for (size_t i = 0; i < STORE_HANDS && !rc; i++) {
		lookers[i] = (struct looker){ .r = r, .ctx = *ctx };
		lookers[i].ctx.out.b = (struct buf)BUF_INIT;
		work.own[i] = &lookers[i];
	}
	work.groups = r->by == BY_FAMILY ? families_of : r->by == BY_GUIDE ? guide_of : NULL;
	if (!rc && r->by == BY_GUIDE)
		rc = find_guides(&g);
	if (!rc)
		rc = store_list_many(&ctx->err, ctx->store, &ctx->filter, &work);
	close_group(&g);
	for (size_t i = 0; i < GROUPS; i++)
		buf_release(&g.names[i]);
	free(lookers);
	return rc;
}
