/*
 * Page one: what a reader with five minutes needs, on one printed side (CARE.md 24).
 *
 * In: the packet.  Out: its header and first section.  Must never: count what is not in the packet, or say how much was held
 * back (CARE.md 23).
 */
#include "page_inner.h"

#include <stdlib.h>
#include <string.h>

#include "felt/base/text.h"

/* Longer lists go on below: this is one side of paper. */
enum { MOST_FREQUENT = 5, BRINGS_SHOWN = 3, ROWS_SHOWN = 6 };

static const char unsure[] = "other.unsure";

/* ---- from, to, made on, entries and days ---- */

static void
title(struct pen *p, const struct page_packet *k)
{
	pen_open(p, "h1");
	if (k->from.n == 0 && k->to.n == 0) {
		pen_own(p, "Pages from a journal");
	} else {
		if (k->from.n > 0) {
			pen_own(p, "From ");
			pen_run(p, k->from);
		}
		if (k->to.n > 0) {
			pen_own(p, k->from.n > 0 ? ", for " : "For ");
			pen_run(p, k->to);
		}
	}
	pen_close(p);
}

/* Entries come by instant; local days can stand a little out of order when the writer travelled. */
enum { ORDER_SLACK = 64 };

static size_t
days_covered(const struct page_packet *k, int64_t *first, int64_t *last)
{
	size_t n = 0;

	for (size_t i = 0; i < k->nentries; i++) {
		int64_t day = when_day(entry_when(k->entries[i].e));
		bool known = false;

		*first = i == 0 || day < *first ? day : *first;
		*last = i == 0 || day > *last ? day : *last;
		for (size_t j = i; j-- > 0 && !known && i - j < ORDER_SLACK;)
			known = when_day(entry_when(k->entries[j].e)) == day;
		n += !known;
	}
	return n;
}

static void
span_of_days(struct pen *p, int64_t first, int64_t last)
{
	pen_day(p, first);
	if (last != first) {
		pen_own(p, " to ");
		pen_day(p, last);
	}
}

static void
covered(struct pen *p, const struct page_packet *k)
{
	int64_t first = 0, last = 0;
	size_t days = days_covered(k, &first, &last);

	pen_class(p, "p", "facts");
	pen_own(p, "Made on ");
	pen_day(p, when_day(k->made));
	pen_ownf(p, ". %zu %s", k->nentries, k->nentries == 1 ? "entry" : "entries");
	if (days > 0) {
		pen_ownf(p, " from %zu %s, ", days, days == 1 ? "day" : "days");
		span_of_days(p, first, last);
	}
	pen_own(p, ".");
	if (k->has_period) {
		pen_own(p, " The period chosen: ");
		span_of_days(p, k->first_day, k->last_day);
		pen_own(p, ".");
	}
	pen_close(p);
	pen_class(p, "p", "facts");
	if (k->nentries == 1)
		pen_own(p, "Drawn from the one entry in this packet, not a full diary.");
	else
		pen_ownf(p, "Drawn from the %zu entries in this packet, not a full diary.", k->nentries);
	pen_close(p);
}

/* ---- what I want to bring, the note ---- */

static void
bring(struct pen *p, const struct page_packet *k)
{
	size_t shown = 0;

	for (size_t i = k->nentries; i-- > 0 && shown < BRINGS_SHOWN;) {
		const struct entry *e = k->entries[i].e;
		struct slice s = entry_field(e, "bring");

		if (s.n == 0 || !entry_by_guide(e, "session"))
			continue;
		if (shown++ == 0) {
			pen_class(p, "section", "wide");
			pen_line(p, "h2", NULL, "What I want to bring");
		}
		pen_class(p, "p", "day");
		pen_when(p, entry_when(e));
		pen_close(p);
		for (size_t f = 0; f < e->nfields; f++)
			if (slice_is(e->fields[f].key, "bring"))
				pen_block(p, "div", e->fields[f].value);
	}
	if (shown > 0)
		pen_close(p);
}

static void
note(struct pen *p, const struct page_packet *k)
{
	if (k->note.n == 0)
		return;
	pen_class(p, "section", "wide");
	pen_line(p, "h2", NULL, "A note");
	pen_block(p, "div", k->note);
	pen_close(p);
}

/* ---- the most frequent feelings ---- */

struct tally {
	struct slice id;
	size_t entries, proposed;   /* how many entries name it; in how many the program had proposed it */
	size_t last;                /* the entry counted last, from 1 */
	size_t order;               /* of first appearance: decides between equals */
	bool rated;
	uint8_t low, high;
};

static void
count_one(struct tally *t, size_t *n, const struct entry_feeling *f, size_t entry)
{
	size_t i = 0;

	while (i < *n && !slice_eq(t[i].id, f->id))
		i++;
	if (i == *n)
		t[(*n)++] = (struct tally){ .id = f->id, .order = i };
	if (t[i].last != entry) {
		t[i].entries++;
		t[i].proposed += f->source == SOURCE_SUGGESTION;
		t[i].last = entry;
	}
	if (f->moment || f->intensity == FEELING_NO_INTENSITY)
		return;
	t[i].low = !t[i].rated || f->intensity < t[i].low ? f->intensity : t[i].low;
	t[i].high = !t[i].rated || f->intensity > t[i].high ? f->intensity : t[i].high;
	t[i].rated = true;
}

static int
more_frequent(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	if (x->entries != y->entries)
		return x->entries > y->entries ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static void
tally_row(struct pen *p, const struct page_packet *k, const struct tally *t)
{
	pen_open(p, "tr");
	pen_open(p, "th");
	pen_attr(p, "scope", "row");
	pen_feeling(p, k, t->id, t->proposed > 0);
	pen_close(p);
	pen_open(p, "td");
	pen_ownf(p, "%zu", t->entries);
	pen_close(p);
	pen_open(p, "td");
	if (t->rated && t->low != t->high)
		pen_ownf(p, "%u to %u", (unsigned)t->low, (unsigned)t->high);
	else if (t->rated)
		pen_ownf(p, "%u", (unsigned)t->low);
	pen_close(p);
	pen_close(p);
}

static void
head_row(struct pen *p, const char *const *names, size_t n)
{
	pen_open(p, "thead");
	pen_open(p, "tr");
	for (size_t i = 0; i < n; i++) {
		pen_open(p, "th");
		pen_attr(p, "scope", "col");
		pen_own(p, names[i]);
		pen_close(p);
	}
	pen_close(p);
	pen_close(p);
}

/* The five most frequent; numb and not sure count like any word, and are named here even when they are rarer. */
static void
frequent(struct pen *p, const struct page_packet *k)
{
	static const char *const names[] = { "Feeling", "Entries", "Rated" };
	size_t most = 0, n = 0;
	struct tally *t;

	for (size_t i = 0; i < k->nentries; i++)
		most += k->entries[i].e->nfeelings;
	t = calloc(most + 1, sizeof *t);
	if (t == NULL) {
		p->out->failed = true;
		return;
	}
	for (size_t i = 0; i < k->nentries; i++)
		for (size_t f = 0; f < k->entries[i].e->nfeelings; f++)
			count_one(t, &n, &k->entries[i].e->feelings[f], i + 1);
	qsort(t, n, sizeof *t, more_frequent);
	if (n > 0) {
		pen_open(p, "section");
		pen_line(p, "h2", NULL, "Feelings named most often");
		pen_open(p, "table");
		head_row(p, names, 3);
		pen_open(p, "tbody");
		for (size_t i = 0; i < n; i++)
			if (i < MOST_FREQUENT || slice_is(t[i].id, unsure) || slice_is(t[i].id, "numb.numb") || slice_is(t[i].id, "numb"))
				tally_row(p, k, &t[i]);
		pen_close(p);
		pen_close(p);
		pen_close(p);
	}
	free(t);
}

/* ---- beliefs, follow-ups, what is new ---- */

static void
point_cell(struct pen *p, const struct point *at, bool there)
{
	pen_open(p, "td");
	if (there) {
		pen_ownf(p, "%u", (unsigned)at->value);
		pen_class(p, "span", "day");
		pen_own(p, " (");
		pen_day(p, at->day);
		pen_own(p, ")");
		pen_close(p);
	}
	pen_close(p);
}

static void
and_more(struct pen *p, size_t n, const char *href)
{
	if (n <= ROWS_SHOWN)
		return;
	pen_class(p, "p", "day");
	pen_ownf(p, "and %zu more: ", n - ROWS_SHOWN);
	pen_open(p, "a");
	pen_attr(p, "href", href);
	pen_own(p, "below");
	pen_close(p);
	pen_close(p);
}

static void
beliefs(struct pen *p, const struct page_packet *k)
{
	static const char *const names[] = { "Belief", "First", "Latest" };

	if (k->nbeliefs == 0)
		return;
	pen_open(p, "section");
	pen_line(p, "h2", NULL, "Beliefs, and how true they felt");
	pen_open(p, "table");
	head_row(p, names, 3);
	pen_open(p, "tbody");
	for (size_t i = 0; i < k->nbeliefs && i < ROWS_SHOWN; i++) {
		const struct entry *b = k->beliefs[i].e;
		struct point first, latest;
		size_t n = belief_points(k, b->id, RATE_BELIEF, &first, &latest);

		pen_open(p, "tr");
		pen_open(p, "th");
		pen_attr(p, "scope", "row");
		pen_run(p, b->text);
		pen_close(p);
		point_cell(p, &first, n > 0);
		point_cell(p, &latest, n > 1);
		pen_close(p);
	}
	pen_close(p);
	pen_close(p);
	and_more(p, k->nbeliefs, "#beliefs");
	pen_close(p);
}

static void
followups(struct pen *p, const struct page_packet *k)
{
	if (k->nfollowups == 0)
		return;
	pen_open(p, "section");
	pen_line(p, "h2", NULL, "Follow-ups, and what happened");
	pen_open(p, "ul");
	for (size_t i = 0; i < k->nfollowups && i < ROWS_SHOWN; i++) {
		const struct entry *e = k->followups[i].e;
		struct slice happened = entry_field(e, "happened");

		pen_open(p, "li");
		pen_run(p, e->text);
		pen_class(p, "span", "day");
		pen_own(p, " – ");
		pen_outcome(p, e);
		pen_close(p);
		if (happened.n > 0) {
			pen_own(p, ": ");
			pen_run(p, happened);
		}
		pen_close(p);
	}
	pen_close(p);
	and_more(p, k->nfollowups, "#followups");
	pen_close(p);
}

static size_t
fresh(const struct page_item *items, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += items[i].fresh;
	return count;
}

static void
fresh_line(struct pen *p, size_t n, const char *one, const char *many)
{
	if (n == 0)
		return;
	pen_open(p, "li");
	pen_ownf(p, "%zu %s", n, n == 1 ? one : many);
	pen_close(p);
}

static void
what_is_new(struct pen *p, const struct page_packet *k)
{
	size_t entries = fresh(k->entries, k->nentries), b = fresh(k->beliefs, k->nbeliefs), f = fresh(k->followups, k->nfollowups);

	if (!k->has_last)
		return;
	pen_open(p, "section");
	pen_line(p, "h2", NULL, "New since the last packet");
	pen_class(p, "p", "day");
	pen_own(p, "The last one was made on ");
	pen_day(p, when_day(k->last));
	pen_own(p, entries + b + f > 0 ? ". What is new has a mark: " : ". Nothing in this one is new.");
	if (entries + b + f > 0)
		pen_line(p, "span", "new", "new");
	pen_close(p);
	if (entries + b + f > 0) {
		pen_open(p, "ul");
		fresh_line(p, entries, "entry", "entries");
		fresh_line(p, b, "belief", "beliefs");
		fresh_line(p, f, "follow-up", "follow-ups");
		pen_close(p);
	}
	pen_close(p);
}

static void
box(struct pen *p)
{
	pen_class(p, "p", "box");
	pen_own(p, "Self-rated, 0-100, blank = not rated. ° = word proposed by the program and accepted. Names may be replaced. "
		"Not an assessment. Nobody watches this page; it is not a way to call for help.");
	pen_close(p);
}

void
page_first(struct pen *p, const struct page_packet *k)
{
	pen_open(p, "header");
	title(p, k);
	covered(p, k);
	pen_close(p);
	pen_open(p, "main");
	pen_class(p, "div", "first");
	bring(p, k);
	note(p, k);
	frequent(p, k);
	beliefs(p, k);
	followups(p, k);
	what_is_new(p, k);
	pen_close(p);
	box(p);
}
