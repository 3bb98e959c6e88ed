/*
 * Entries by date, with their feelings.  Thought records have a place of their own: here stands the day and a link.
 *
 * In: the packet's entries, oldest first.  Out: a section.  Must never: leave out a field that was handed in.
 */
#include "page_inner.h"

#include <string.h>

#include "felt/base/text.h"
#include "inner.h"

static void
heading(struct pen *p, const struct page_packet *k, size_t i, bool elsewhere)
{
	const struct entry *e = k->entries[i].e;

	pen_open(p, "h3");
	if (elsewhere) {
		pen_open(p, "a");
		pen_attrf(p, "href", "#e%zu", i + 1);
	}
	pen_when(p, entry_when(e));
	if (elsewhere)
		pen_close(p);
	if (e->title.n > 0) {
		pen_own(p, " ");
		pen_run(p, e->title);
	}
	pen_close(p);
	if (k->has_last && k->entries[i].fresh)
		pen_line(p, "p", "new", "new");
}

/* Which guide asked; the version says nothing to a reader. */
static void
guide(struct pen *p, const struct entry *e)
{
	const char *at = e->guide.n > 0 ? memchr(e->guide.p, '@', e->guide.n) : NULL;

	if (e->guide.n == 0)
		return;
	pen_class(p, "p", "day");
	pen_own(p, "With the guide ");
	pen_run(p, (struct slice){ e->guide.p, at != NULL ? (size_t)(at - e->guide.p) : e->guide.n });
	pen_close(p);
}

static void
tags(struct pen *p, const struct entry *e)
{
	if (e->ntags == 0)
		return;
	pen_class(p, "p", "day");
	pen_own(p, e->ntags == 1 ? "Tag: " : "Tags: ");
	for (size_t i = 0; i < e->ntags; i++) {
		if (i > 0)
			pen_own(p, ", ");
		pen_run(p, e->tags[i]);
	}
	pen_close(p);
}

/* Ratings that no field stands beside: conviction of a belief, and what a foreign writer may have put. */
static void
ratings(struct pen *p, const struct page_packet *k, const struct entry *e)
{
	static const char *const labels[] = {
		[RATE_HOT_BEFORE] = "How true the hot thought felt", [RATE_HOT_AFTER] = "How true the hot thought felt, rated again",
		[RATE_BALANCED] = "How true the balanced thought felt", [RATE_BELIEF] = "How true the belief felt",
		[RATE_RIVAL] = "How true the kinder sentence felt"
	};

	for (size_t i = 0; i < k->nbeliefs; i++)
		if (entry_under(e, k->beliefs[i].e->id)) {
			pen_line(p, "dt", NULL, "Belief it belongs to");
			pen_block(p, "dd", k->beliefs[i].e->text);
		}
	for (size_t i = 0; i < e->nratings; i++) {
		uint8_t what = e->ratings[i].what;

		pen_line(p, "dt", NULL, what >= RATE_HOT_BEFORE && what <= RATE_RIVAL ? labels[what] : "Rating");
		pen_open(p, "dd");
		pen_ownf(p, "%u", (unsigned)e->ratings[i].value);
		pen_close(p);
	}
}

static bool
has_details(const struct page_packet *k, const struct entry *e)
{
	for (size_t i = 0; i < k->nbeliefs; i++)
		if (entry_under(e, k->beliefs[i].e->id))
			return true;
	return e->nfields > 0 || e->nratings > 0;
}

static void
details(struct pen *p, const struct page_packet *k, const struct entry *e)
{
	if (!has_details(k, e))
		return;
	pen_open(p, "dl");
	for (size_t i = 0; i < e->nfields; i++)
		if (field_begins(e, i))
			pen_field(p, e, i);
	ratings(p, k, e);
	pen_close(p);
}

static void
entry(struct pen *p, const struct page_packet *k, size_t i)
{
	const struct entry *e = k->entries[i].e;
	bool elsewhere = entry_is_record(e);

	pen_class(p, "article", "entry");
	if (!elsewhere)
		pen_attrf(p, "id", "e%zu", i + 1);
	heading(p, k, i, elsewhere);
	if (elsewhere)
		pen_line(p, "p", "day", "a thought record: see above");
	if (e->nfeelings > 0) {
		pen_class(p, "p", "felt");
		pen_feelings(p, k, e);
		pen_close(p);
	}
	if (e->flags & FLAG_LOCKED)
		pen_line(p, "p", "day", WHILE_LOCKED);
	if (!elsewhere) {
		guide(p, e);
		if (e->text.n > 0)
			pen_block(p, "div", e->text);
		details(p, k, e);
	}
	tags(p, e);
	pen_close(p);
}

void
page_entries(struct pen *p, const struct page_packet *k)
{
	if (k->nentries == 0)
		return;
	pen_open(p, "section");
	pen_attr(p, "id", "entries");
	pen_line(p, "h2", NULL, "Entries by date");
	for (size_t i = 0; i < k->nentries; i++)
		entry(p, k, i);
	pen_close(p);
}
