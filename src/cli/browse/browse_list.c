/*
 * What the browser shows (browsing.h).
 *
 * In: which lines are about to be on the screen.  Out: their texts, and the entry that is selected, read in one short
 * transaction.  Must never: hold the journal while a key is waited for.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/browse/browsing.h"

enum { MARGIN = 64 };

/* ---- lines and places ---- */

size_t
browsing_count(const struct browsing *b)
{
	return b->searching ? b->nhits : b->idx ? store_index_count(b->idx) : 0;
}

size_t
browsing_place(const struct browsing *b, size_t i)
{
	return b->searching ? b->hits[i] : i;
}

uint64_t
browsing_id(const struct browsing *b, size_t i)
{
	return i < browsing_count(b) && b->idx ? store_index_key(b->idx, browsing_place(b, i)).id : 0;
}

void
browsing_forget(struct browsing *b)
{
	buf_clear(&b->texts);
	b->n = 0;
	layout_clear(&b->page);
	b->page_id = 0;
}

void
browsing_drop(struct browsing *b)
{
	if (!b->stay)
		b->stay = browsing_id(b, b->view.selected);
	browsing_forget(b);
	buf_release(&b->texts);
	layout_release(&b->page);
	buf_release(&b->fold);
	store_index_free(b->idx);
	b->idx = NULL;
	b->nhits = b->looked = 0;
}

void
browsing_select(struct browsing *b, uint64_t id)
{
	size_t n = browsing_count(b), i = 0;

	while (i < n && browsing_id(b, i) != id)
		i++;
	if (i < n && i != b->view.selected) {
		b->view.selected = i;
		b->view.page_top = 0;
	}
}

/* ---- the journal ---- */

static int
make_index(struct browsing *b, struct err *err)
{
	struct ctx *ctx = b->ctx;
	int rc;

	browsing_drop(b);
	rc = store_index(err, ctx->store, &ctx->filter, &b->idx);
	if (rc)
		return rc;
	if (b->searching)
		browsing_search(b);
	else if (b->stay)
		browsing_select(b, b->stay);
	if (!b->searching)
		b->stay = 0;
	return 1;
}

int
browsing_begin(struct browsing *b, struct err *err)
{
	struct store *s = b->ctx->store;
	int rc = store_resume(err, s);

	if (!rc)
		rc = store_begin(err, s, STORE_READ);
	if (rc)
		return rc;
	b->recheck = false;
	if (!b->idx || !store_index_holds(s, b->idx))
		rc = make_index(b, err);
	if (rc < 0)
		store_rollback(s);
	return rc;
}

/* ---- what is shown ---- */

static int
keep_line(void *arg, struct err *err, const struct entry *e)
{
	struct browsing *b = arg;
	struct shown *s = &b->shown[b->n];
	char day[WHEN_TEXT];

	s->at = b->texts.n;
	when_date(entry_when(e), day);
	s->day = (uint32_t)strlen(day);
	buf_str(&b->texts, day);
	render_feelings(b->ctx, e, &b->texts);
	s->feelings = (uint32_t)(b->texts.n - s->at - s->day);
	buf_slice(&b->texts, e->title.n ? e->title : e->opening);
	s->text = (uint32_t)(b->texts.n - s->at - s->day - s->feelings);
	b->n++;
	return buf_check(&b->texts, err);
}

static bool
has_lines(const struct browsing *b, size_t first, size_t n)
{
	return first >= b->from && first + n <= b->from + b->n;
}

/* Lines of a list lie beside each other in the index, hits do not; more than is shown is read ahead where that costs little. */
static int
read_lines(struct browsing *b, struct err *err, size_t first, size_t n)
{
	struct store *s = b->ctx->store;
	size_t all = browsing_count(b);
	int rc = 0;

	buf_clear(&b->texts);
	b->n = 0;
	if (!b->searching) {
		b->from = first > MARGIN ? first - MARGIN : 0;
		n = n + 2 * MARGIN < BROWSE_SHOWN ? n + 2 * MARGIN : BROWSE_SHOWN;
		if (n > all - b->from)
			n = all - b->from;
		return store_index_heads(err, s, b->idx, b->from, n, keep_line, b);
	}
	b->from = first;
	for (size_t i = 0; i < n && i < BROWSE_SHOWN && !rc; i++)
		rc = store_index_heads(err, s, b->idx, browsing_place(b, first + i), 1, keep_line, b);
	return rc;
}

struct paging { struct browsing *b; size_t columns; };

static int
keep_page(void *arg, struct err *err, const struct entry *e)
{
	struct paging *p = arg;

	browse_page(&p->b->page, p->b->ctx, e, p->columns);
	return layout_check(&p->b->page, err);
}

static int
read_page(struct browsing *b, struct err *err, size_t i, int columns)
{
	static const char unreadable[] = "This entry does not open: the file is damaged there. felt verify says more; nothing else is touched.";
	struct paging p = { b, columns > 1 ? (size_t)columns : 1 };
	int rc;

	layout_clear(&b->page);
	b->page.apart = TEXT_APART;
	if (b->page_id != browsing_id(b, i))
		b->view.to_mark = true;
	b->page_id = browsing_id(b, i);
	b->page_columns = columns;
	rc = store_index_rows(err, b->ctx->store, b->idx, browsing_place(b, i), 1, keep_page, &p);
	if (rc != E_DAMAGE)
		return rc;
	b->ctx->exit_floor = 3;
	layout_wrapped(&b->page, INK_PLAIN, slice_of(unreadable), p.columns, "");
	return 0;
}

static bool
has_page(const struct browsing *b, int columns)
{
	uint64_t id = browsing_id(b, b->view.selected);

	return !id || (b->page_id == id && b->page_columns == columns);
}

/* Somebody writes for longer than we wait: what is shown stays, and is looked at again. */
static int
busy(struct browsing *b, int rc)
{
	if (rc != E_BUSY || !b->idx)
		return rc;
	snprintf(b->view.say, sizeof b->view.say, "another felt is using the journal; what is shown may be older");
	return 0;
}

static int
prepare(void *arg, struct err *err, struct browse_view *v, size_t first, size_t n, int columns)
{
	struct browsing *b = arg;
	int rc;

	if (n > BROWSE_SHOWN)
		n = BROWSE_SHOWN;
	if (b->idx && !b->recheck && has_lines(b, first, n) && has_page(b, columns))
		return 0;
	rc = browsing_begin(b, err);
	if (rc < 0)
		return busy(b, rc);
	if (!rc && !has_lines(b, first, n))
		rc = read_lines(b, err, first, n);
	if (!rc && !has_page(b, columns))
		rc = read_page(b, err, v->selected, columns);
	store_rollback(b->ctx->store);
	return rc;
}

static size_t
count(void *arg)
{
	return browsing_count(arg);
}

static void
item(void *arg, size_t i, struct browse_item *out)
{
	const struct browsing *b = arg;

	*out = (struct browse_item){ 0 };
	if (i < b->from || i >= b->from + b->n)
		return;
	const struct shown *s = &b->shown[i - b->from];
	const char *p = (const char *)b->texts.p + s->at;
	*out = (struct browse_item){ { p, s->day }, { p + s->day, s->feelings }, { p + s->day + s->feelings, s->text } };
}

static size_t
page(void *arg)
{
	return ((const struct browsing *)arg)->page.n;
}

static struct slice
line(void *arg, size_t i, enum browse_ink *out)
{
	enum ink ink;
	struct slice s = layout_at(&((const struct browsing *)arg)->page, i, &ink);

	*out = ink == INK_BOLD || ink == INK_FEELING || ink == INK_DATE ? BROWSE_STRONG : ink == INK_DIM ? BROWSE_FAINT : BROWSE_PLAIN;
	return s;
}

/* ---- the line above ---- */

static void
put_filters(const struct browsing *b, struct buf *out)
{
	const struct filter *f = &b->ctx->filter;
	char belief[SHORT_ID + 1];

	for (size_t i = 0; i < f->nfeelings; i++) {
		const struct feeling *known = feeling_by_id(&b->ctx->voc, f->feelings[i].id, strlen(f->feelings[i].id));
		buf_printf(out, "%s%s", i == 0 ? "  feeling: " : f->all ? " and " : " or ", known ? known->word : f->feelings[i].id);
		if (f->feelings[i].layer)
			buf_str(out, f->feelings[i].layer == LAYER_UNDER ? " (under)" : " (surface)");
	}
	if (f->has_from || f->has_to)
		buf_printf(out, "  days: %s", b->days[0] ? b->days : "as asked");
	if (f->guide.n) {
		buf_str(out, "  guide: ");
		buf_slice(out, f->guide);
	}
	for (size_t i = 0; i < f->ntags; i++) {
		buf_str(out, i ? " or #" : "  #");
		buf_slice(out, f->tags[i]);
	}
	if (f->has_min)
		buf_printf(out, "  at least %u", f->min);
	if (f->belief) {
		short_id(f->belief, belief);
		buf_printf(out, "  belief: %s", belief);
	}
	if (f->limit)
		buf_printf(out, "  at most %zu", f->limit);
}

static void
title(void *arg, struct buf *out)
{
	const struct browsing *b = arg;
	size_t n = b->idx ? store_index_count(b->idx) : 0, here = browsing_count(b);

	if (here)
		buf_printf(out, "%zu of ", b->view.selected + 1);
	if (b->searching)
		browsing_search_state(b, out);
	else
		buf_printf(out, "%zu entr%s", n, n == 1 ? "y" : "ies");
	put_filters(b, out);
}

static const char *
nothing(void *arg)
{
	const struct browsing *b = arg;

	if (b->searching)
		return b->view.working ? "" : "nothing here has these words; esc shows everything again";
	return filters_narrow(b->ctx) ? "nothing here matches; c shows everything again" : "nothing is written here yet; felt write begins";
}

static void
rest(void *arg, struct browse_view *v)
{
	struct browsing *b = arg;

	(void)v;
	b->recheck = true;
}

void
browsing_shows(struct browsing *b, struct browse *out)
{
	out->count = count;
	out->prepare = prepare;
	out->item = item;
	out->page = page;
	out->line = line;
	out->title = title;
	out->rest = rest;
	out->nothing = nothing;
	out->arg = b;
}
