/*
 * Which entries may be in a packet, and which of them are new for its reader.
 *
 * In: the filters, the log.  Out: a plan with every entry that may be taken, and the beliefs and follow-ups that would go along with them.
 * Must never: hold anything of an entry that is kept private; of these there is a number, and when each was written.
 */
#include "cli/share/share.h"

#include <stdlib.h>
#include <string.h>

#include "felt/exchange/exchange.h"

/* ---- items ---- */

/* The line of a list: feelings, then the title or how it begins. */
static void
describe(const struct ctx *ctx, const struct entry *e, struct buf *out)
{
	struct slice begins = e->kind != KIND_ENTRY ? e->text : e->title.n > 0 ? e->title : e->opening;
	struct buf raw = BUF_INIT;

	if (e->kind == KIND_ENTRY)
		feelings_text(&raw, e, &ctx->voc);
	if (raw.n > 0 && begins.n > 0)
		buf_str(&raw, "  ");
	buf_add(&raw, begins.p, text_cut(begins.p, begins.n, OPENING_MAX));
	text_safe(out, (const char *)raw.p, raw.n, TEXT_ONE_LINE);
	out->failed = out->failed || raw.failed;
	buf_release(&raw);
}

static int
add_item(struct share_plan *p, const struct entry *e)
{
	struct share_item it = { .id = e->id, .kind = e->kind, .take = true, .when = entry_when(e), .fresh = true, .of = e->ref };
	struct share_item *more;

	it.made = e->has_created ? e->created.ms : it.when.ms;
	if ((p->nitems & (p->nitems - 1)) == 0) { /* a power of two: twice as many */
		more = realloc(p->items, (p->nitems ? 2 * p->nitems : 1) * sizeof *more);
		if (!more)
			return err_set(&p->ctx->err, E_NOMEM, "packet");
		p->items = more;
	}
	describe(p->ctx, e, &it.line);
	if (e->kind == KIND_ENTRY && e->nbeliefs) {
		it.beliefs = malloc(e->nbeliefs * sizeof *it.beliefs);
		if (it.beliefs) {
			memcpy(it.beliefs, e->beliefs, e->nbeliefs * sizeof *it.beliefs);
			it.nbeliefs = e->nbeliefs;
		} else {
			it.line.failed = true;
		}
	}
	p->items[p->nitems++] = it;
	return buf_check(&it.line, &p->ctx->err);
}

static bool
filed_under(const struct share_item *it, uint64_t belief)
{
	for (size_t i = 0; i < it->nbeliefs; i++)
		if (it->beliefs[i] == belief)
			return true;
	return false;
}

/* Is there an entry in the plan that this one belongs to?  taken: one that is ticked. */
static bool
has_entry(const struct share_plan *p, uint8_t kind, uint64_t id, uint64_t of, bool taken)
{
	for (size_t i = 0; i < p->nitems && p->items[i].kind == KIND_ENTRY; i++) {
		const struct share_item *it = &p->items[i];

		if ((!taken || it->take) && (kind == KIND_BELIEF ? filed_under(it, id) : it->id == of))
			return true;
	}
	return false;
}

bool
share_left_out(const struct share_item *it, struct slice key)
{
	struct slice rest = buf_as_slice(&it->left_out);

	while (rest.n > 0) {
		const char *end = memchr(rest.p, '\n', rest.n);
		size_t n = end ? (size_t)(end - rest.p) : rest.n, used = end ? n + 1 : n;

		if (slice_eq((struct slice){ rest.p, n }, key))
			return true;
		rest = (struct slice){ rest.p + used, rest.n - used };
	}
	return false;
}

/* A belief or a follow-up says nothing without its sentence. */
bool
share_travels(const struct share_plan *p, const struct share_item *it)
{
	if (!it->take || it->kind == KIND_ENTRY)
		return it->take;
	return !it->texts_left_out && !share_left_out(it, slice_of("text")) && has_entry(p, it->kind, it->id, it->of, true);
}

size_t
share_taken(const struct share_plan *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nitems; i++)
		n += p->items[i].take && p->items[i].kind == KIND_ENTRY;
	return n;
}

/* ---- collecting ---- */

static bool
is_open(void *arg, const struct entry *e)
{
	(void)arg;
	return !(e->flags & FLAG_PRIVATE);
}

static bool
is_private(void *arg, const struct entry *e)
{
	return !is_open(arg, e);
}

static int
collect_entry(void *arg, struct err *err, const struct entry *e)
{
	(void)err; /* the plan's is ctx's */
	return e ? add_item(arg, e) : 0;
}

static int
collect_companion(void *arg, struct err *err, const struct entry *e)
{
	struct share_plan *p = arg;

	(void)err;
	if (!e || e->flags & FLAG_PRIVATE || !has_entry(p, e->kind, e->id, e->ref, false))
		return 0;
	return add_item(p, e);
}

/* With --limit those that are older than the last one taken would not have been. */
static int
count_private(void *arg, struct err *err, const struct entry *e)
{
	struct share_plan *p = arg;
	const struct share_item *oldest = p->ctx->filter.limit && p->nitems == p->ctx->filter.limit ? &p->items[p->nitems - 1] : NULL;
	int64_t *more;

	if (!e) { /* from the beginning */
		p->nprivate = 0;
		return 0;
	}
	if (oldest && entry_when(e).ms < oldest->when.ms)
		return 0;
	if ((p->nprivate & (p->nprivate - 1)) == 0) {
		more = realloc(p->private_made, (p->nprivate ? 2 * p->nprivate : 1) * sizeof *more);
		if (!more)
			return err_set(err, E_NOMEM, "packet");
		p->private_made = more;
	}
	p->private_made[p->nprivate++] = e->has_created ? e->created.ms : entry_when(e).ms;
	return 0;
}

static int
collect(struct share_plan *p)
{
	struct ctx *ctx = p->ctx;
	struct filter f = ctx->filter, companions = { 0 }; /* f borrows its arrays */
	int rc;

	f.kinds = 1u << KIND_ENTRY;
	f.reverse = false;
	f.also = is_open;
	rc = store_list(&ctx->err, ctx->store, &f, collect_entry, p);
	f.also = is_private;
	f.limit = 0;
	if (!rc)
		rc = store_heads(&ctx->err, ctx->store, &f, count_private, p);
	p->held_back = p->nprivate;
	companions.kinds = 1u << KIND_BELIEF;
	if (!rc)
		rc = store_read(&ctx->err, ctx->store, &companions, collect_companion, p);
	companions.kinds = 1u << KIND_FOLLOWUP;
	return rc ? rc : store_read(&ctx->err, ctx->store, &companions, collect_companion, p);
}

/* The first page names a period only when a whole one was asked for. */
static void
period(struct share_plan *p)
{
	const struct filter *f = &p->ctx->filter;

	if (!f->has_from)
		return;
	p->has_period = true;
	p->first_day = (f->from - (f->from % DAY_MS + DAY_MS) % DAY_MS) / DAY_MS;
	p->last_day = f->has_to ? (f->to - 1 - ((f->to - 1) % DAY_MS + DAY_MS) % DAY_MS) / DAY_MS : when_day(p->ctx->now);
	if (p->last_day < p->first_day)
		p->has_period = false; /* a day to come */
}

/* All packets in the log for one and the same reader? */
static bool
one_reader(const struct share_plan *p)
{
	for (size_t i = 1; i < p->npast; i++)
		if (!alias_same(buf_as_slice(&p->past[0].to), buf_as_slice(&p->past[i].to)))
			return false;
	return p->npast > 0;
}

int
share_collect(struct share_plan *p, const struct args *a)
{
	struct ctx *ctx = p->ctx;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	p->since_last = args_has(a, "since-last");
	if (!rc)
		rc = filters_resolve(ctx, a);
	if (!rc)
		rc = share_past_load(p);
	if (!rc)
		rc = share_names_load(p);
	if (!rc)
		rc = collect(p);
	store_rollback(ctx->store);
	if (!rc && p->since_last && p->npast == 0)
		rc = err_set(&ctx->err, E_USAGE, "the log knows of no packet before, so nothing can be chosen since the last one"
			"\n--since 2026-10 chooses by days");
	if (!rc)
		period(p);
	return !rc && p->since_last && one_reader(p) ? share_for(p, buf_as_slice(&p->past[0].to)) : rc;
}

/* ---- for whom ---- */

static int
by_number(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The ids in all packets for this reader, sorted; malloc'd. */
static int
ids_for(struct share_plan *p, struct slice to, uint64_t **out, size_t *n)
{
	size_t most = 0;

	p->has_last = false;
	*n = 0;
	for (size_t i = 0; i < p->npast; i++)
		most += p->past[i].nids;
	*out = malloc((most + 1) * sizeof **out);
	if (!*out)
		return err_set(&p->ctx->err, E_NOMEM, "packet");
	for (size_t i = 0; i < p->npast; i++) {
		const struct share_past *past = &p->past[i];

		if (!alias_same(buf_as_slice(&past->to), to))
			continue;
		if (!p->has_last)
			p->last = past->when;
		p->has_last = true;
		memcpy(*out + *n, past->ids, past->nids * sizeof **out);
		*n += past->nids;
	}
	qsort(*out, *n, sizeof **out, by_number);
	return 0;
}

static int
set_to(struct share_plan *p, struct slice to)
{
	struct buf copy = BUF_INIT; /* to may be p->to, or of the log */

	buf_slice(&copy, to);
	buf_release(&p->to);
	p->to = copy;
	return buf_check(&copy, &p->ctx->err);
}

int
share_for(struct share_plan *p, struct slice to)
{
	uint64_t *ids = NULL;
	size_t n = 0;
	int rc = set_to(p, to);

	if (!rc)
		rc = ids_for(p, buf_as_slice(&p->to), &ids, &n);
	if (!rc && p->since_last && !p->has_last)
		rc = err_set(&p->ctx->err, E_USAGE, "the log knows of no packet for this reader, so nothing can be chosen since the last one"
			"\nfelt share --log lists the readers; in scripts \"to\" in --choices says which one is meant");
	for (size_t i = 0; !rc && i < p->nitems; i++) {
		struct share_item *it = &p->items[i];

		it->fresh = !p->has_last || !bsearch(&it->id, ids, n, sizeof *ids, by_number);
		if (p->since_last && it->kind == KIND_ENTRY)
			it->take = it->made > p->last.ms;
	}
	if (!rc && p->since_last) {
		p->held_back = 0;
		for (size_t i = 0; i < p->nprivate; i++)
			p->held_back += p->private_made[i] > p->last.ms;
	}
	free(ids);
	return rc;
}

void
share_plan_release(struct share_plan *p)
{
	for (size_t i = 0; i < p->nitems; i++) {
		buf_release(&p->items[i].line);
		buf_release(&p->items[i].left_out);
		free(p->items[i].beliefs);
	}
	for (size_t i = 0; i < p->naliases; i++) {
		buf_release(&p->aliases[i].name);
		buf_release(&p->aliases[i].alias);
	}
	for (size_t i = 0; i < p->npast; i++) {
		buf_release(&p->past[i].to);
		buf_release(&p->past[i].digest);
		buf_release(&p->past[i].since);
		free(p->past[i].ids);
	}
	free(p->items);
	free(p->aliases);
	free(p->past);
	free(p->private_made);
	buf_release(&p->to);
	buf_release(&p->from);
	buf_release(&p->note);
	*p = (struct share_plan){ .ctx = p->ctx };
}
