/*
 * Beliefs over time, and follow-ups with what became of them.
 *
 * In: the packet.  Out: sections.  Must never: take a rating from an entry that is not in the packet (CARE.md 23), or call
 * anything overdue (CARE.md 16).
 */
#include "page_inner.h"

#include "felt/base/text.h"

size_t
belief_points(const struct page_packet *k, uint64_t belief, int what, struct point *first, struct point *latest)
{
	size_t n = 0;

	for (size_t i = 0; i < k->nentries; i++) {
		const struct entry *e = k->entries[i].e;
		struct point at = { when_day(entry_when(e)), 0 };

		if (!entry_under(e, belief) || !entry_rating(e, what, &at.value))
			continue;
		if (n++ == 0)
			*first = at;
		*latest = at;
	}
	return n;
}

/* ---- beliefs ---- */

static void
rating_cell(struct pen *p, const struct entry *e, int what)
{
	uint8_t v = 0;

	pen_open(p, "td");
	if (entry_rating(e, what, &v))
		pen_ownf(p, "%u", (unsigned)v);
	pen_close(p);
}

static void
rating_table(struct pen *p, const struct page_packet *k, uint64_t belief)
{
	static const char *const names[] = { "Day", "The belief", "The kinder sentence" };

	pen_open(p, "table");
	pen_open(p, "thead");
	pen_open(p, "tr");
	for (size_t i = 0; i < 3; i++) {
		pen_open(p, "th");
		pen_attr(p, "scope", "col");
		pen_own(p, names[i]);
		pen_close(p);
	}
	pen_close(p);
	pen_close(p);
	pen_open(p, "tbody");
	for (size_t i = 0; i < k->nentries; i++) {
		const struct entry *e = k->entries[i].e;
		uint8_t v;

		if (!entry_under(e, belief) || !(entry_rating(e, RATE_BELIEF, &v) || entry_rating(e, RATE_RIVAL, &v)))
			continue;
		pen_open(p, "tr");
		pen_class(p, "th", "date");
		pen_attr(p, "scope", "row");
		pen_day(p, when_day(entry_when(e)));
		pen_close(p);
		rating_cell(p, e, RATE_BELIEF);
		rating_cell(p, e, RATE_RIVAL);
		pen_close(p);
	}
	pen_close(p);
	pen_close(p);
}

static void
said(struct pen *p, const struct entry *e, const char *key, const char *label)
{
	struct slice s = entry_field(e, key);

	if (s.n == 0)
		return;
	pen_line(p, "dt", NULL, label);
	pen_block(p, "dd", s);
}

/* Links to the thought records filed under it, where its evidence stands. */
static void
records_of(struct pen *p, const struct page_packet *k, uint64_t belief)
{
	size_t n = 0;

	for (size_t i = 0; i < k->nentries; i++) {
		const struct entry *e = k->entries[i].e;

		if (!entry_under(e, belief) || !entry_is_record(e))
			continue;
		if (n++ == 0) {
			pen_line(p, "dt", NULL, "Evidence gathered in");
			pen_open(p, "dd");
			pen_own(p, "the thought records of ");
		} else {
			pen_own(p, "; ");
		}
		pen_open(p, "a");
		pen_attrf(p, "href", "#e%zu", i + 1);
		pen_day(p, when_day(entry_when(e)));
		pen_close(p);
	}
	if (n > 0)
		pen_close(p);
}

static bool
has_records(const struct page_packet *k, uint64_t belief)
{
	for (size_t i = 0; i < k->nentries; i++)
		if (entry_under(k->entries[i].e, belief) && entry_is_record(k->entries[i].e))
			return true;
	return false;
}

static void
belief(struct pen *p, const struct page_packet *k, size_t i)
{
	const struct entry *b = k->beliefs[i].e;
	struct point first, latest;
	bool rated = belief_points(k, b->id, RATE_BELIEF, &first, &latest) + belief_points(k, b->id, RATE_RIVAL, &first, &latest) > 0;

	pen_class(p, "article", "belief");
	pen_open(p, "h3");
	pen_run(p, b->text);
	pen_close(p);
	if (k->has_last && k->beliefs[i].fresh)
		pen_line(p, "p", "new", "new");
	if (entry_field(b, "rival").n + entry_field(b, "once").n + entry_field(b, "dismiss").n > 0 ||
	    slice_is(entry_field(b, "state"), "retired") || has_records(k, b->id)) {
		pen_open(p, "dl");
		said(p, b, "rival", "A kinder sentence");
		said(p, b, "once", "What this rule once protected from, and what it costs now");
		said(p, b, "dismiss", "How I might wave evidence away");
		if (slice_is(entry_field(b, "state"), "retired")) {
			pen_line(p, "dt", NULL, "Now");
			pen_line(p, "dd", NULL, "laid aside");
		}
		records_of(p, k, b->id);
		pen_close(p);
	}
	if (rated) {
		pen_class(p, "div", "beside");
		picture_belief(p, k, b->id, i + 1);
		rating_table(p, k, b->id);
		pen_close(p);
	}
	pen_close(p);
}

void
page_beliefs(struct pen *p, const struct page_packet *k)
{
	if (k->nbeliefs == 0)
		return;
	pen_open(p, "section");
	pen_attr(p, "id", "beliefs");
	pen_line(p, "h2", NULL, "Beliefs over time");
	pen_line(p, "p", "hint", "How true a sentence felt, from 0, not at all, to 100, completely. Circles: the belief. Squares: the kinder sentence.");
	for (size_t i = 0; i < k->nbeliefs; i++)
		belief(p, k, i);
	pen_close(p);
}

/* ---- follow-ups ---- */

void
pen_outcome(struct pen *p, const struct entry *followup)
{
	static const char *const words[][2] = {
		{ "said", "said" }, { "not-said", "not said" }, { "not-now", "not now" }, { "let-go", "let it go" }
	};
	struct slice outcome = entry_field(followup, "outcome");

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_is(outcome, words[i][0])) {
			pen_own(p, words[i][1]);
			return;
		}
	if (outcome.n > 0)
		pen_run(p, outcome); /* of a foreign writer */
	else
		pen_own(p, "open");
}

static void
from_entry(struct pen *p, const struct page_packet *k, uint64_t id)
{
	for (size_t i = 0; i < k->nentries; i++) {
		if (id == 0 || k->entries[i].e->id != id)
			continue;
		pen_line(p, "dt", NULL, "Comes from");
		pen_open(p, "dd");
		pen_open(p, "a");
		pen_attrf(p, "href", "#e%zu", i + 1);
		pen_own(p, "the entry of ");
		pen_day(p, when_day(entry_when(k->entries[i].e)));
		pen_close(p);
		pen_close(p);
		return;
	}
}

static void
followup(struct pen *p, const struct page_packet *k, size_t i)
{
	const struct entry *e = k->followups[i].e;

	pen_class(p, "article", "followup");
	pen_open(p, "h3");
	pen_run(p, e->text);
	pen_close(p);
	if (k->has_last && k->followups[i].fresh)
		pen_line(p, "p", "new", "new");
	pen_open(p, "dl");
	said(p, e, "with", "With");
	said(p, e, "due", "A day for it");
	said(p, e, "expected", "What I expected");
	pen_line(p, "dt", NULL, "What became of it");
	pen_open(p, "dd");
	pen_outcome(p, e);
	pen_close(p);
	said(p, e, "happened", "What happened");
	from_entry(p, k, e->ref);
	pen_close(p);
	pen_close(p);
}

void
page_followups(struct pen *p, const struct page_packet *k)
{
	if (k->nfollowups == 0)
		return;
	pen_open(p, "section");
	pen_attr(p, "id", "followups");
	pen_line(p, "h2", NULL, "Follow-ups");
	for (size_t i = 0; i < k->nfollowups; i++)
		followup(p, k, i);
	pen_close(p);
}
