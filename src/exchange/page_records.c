/*
 * Thought records: one article each, evidence for and evidence against side by side.
 *
 * In: entries made with `challenge`, or that hold its fields.  Out: a section.  Must never: show an empty list as the empty
 * side of a balance (CARE.md 11), or call an unchanged rating a failure.
 */
#include "page_inner.h"

#include <string.h>

#include "felt/base/text.h"
#include "inner.h"

bool
page_has_records(const struct page_packet *k)
{
	for (size_t i = 0; i < k->nentries; i++)
		if (entry_is_record(k->entries[i].e))
			return true;
	return false;
}

/* What has a place of its own below; everything else follows at the end in the order of the guide. */
static bool
placed(struct slice key)
{
	static const char *const keys[] = {
		"situation", "automatic-thoughts", "hot-thought", "evidence-for", "evidence-against", "patterns", "ending", "balanced",
		"compared", "rated-after"
	};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (slice_is(key, keys[i]))
			return true;
	return false;
}

static void
field(struct pen *p, const struct entry *e, const char *key)
{
	for (size_t i = 0; i < e->nfields; i++)
		if (slice_is(e->fields[i].key, key)) {
			pen_field(p, e, i);
			return;
		}
}

/* ---- feelings before and after ---- */

static bool
rated_twice(const struct entry *e)
{
	for (size_t i = 0; i < e->nfeelings; i++)
		if (e->feelings[i].moment)
			return true;
	return false;
}

static void
number_cell(struct pen *p, const struct entry_feeling *f)
{
	pen_open(p, "td");
	if (f != NULL && f->intensity != FEELING_NO_INTENSITY)
		pen_ownf(p, "%u", (unsigned)f->intensity);
	pen_close(p);
}

static void
feeling_row(struct pen *p, const struct page_packet *k, const struct entry *e, size_t i, bool twice)
{
	const struct entry_feeling *f = &e->feelings[i];

	pen_open(p, "tr");
	pen_open(p, "th");
	pen_attr(p, "scope", "row");
	pen_feeling(p, k, f->id, f->source == SOURCE_SUGGESTION);
	if (f->layer == LAYER_UNDER)
		pen_own(p, " (under)");
	pen_close(p);
	number_cell(p, f->moment ? NULL : f);
	if (twice)
		number_cell(p, f->moment ? f : feeling_again(e, i));
	pen_close(p);
}

static void
feelings(struct pen *p, const struct page_packet *k, const struct entry *e)
{
	bool twice = rated_twice(e);

	if (e->nfeelings == 0)
		return;
	pen_open(p, "dt");
	pen_own(p, "Feelings");
	pen_close(p);
	pen_open(p, "dd");
	pen_class(p, "table", "narrow");
	pen_open(p, "thead");
	pen_open(p, "tr");
	for (int i = 0; i < 2 + twice; i++) {
		pen_open(p, "th");
		pen_attr(p, "scope", "col");
		if (i == 2)
			pen_again(p, e);
		else
			pen_own(p, i == 0 ? "feeling" : "at the time");
		pen_close(p);
	}
	pen_close(p);
	pen_close(p);
	pen_open(p, "tbody");
	for (size_t i = 0; i < e->nfeelings; i++)
		if (feeling_counts(e, i))
			feeling_row(p, k, e, i, twice);
	pen_close(p);
	pen_close(p);
	pen_close(p);
}

/* ---- thoughts and how true they felt ---- */

/* "How true it felt: 85, rated again 3 days later 60" */
static void
belief_in_it(struct pen *p, const struct entry *e, int before, int after)
{
	uint8_t first = 0, second = 0;
	bool one = entry_rating(e, before, &first), two = after != 0 && entry_rating(e, after, &second);

	if (!one && !two)
		return;
	pen_class(p, "dd", "rated");
	pen_own(p, "How true it felt: ");
	if (one)
		pen_ownf(p, "%u", (unsigned)first);
	if (one && two)
		pen_own(p, ", ");
	if (two) {
		pen_again(p, e);
		pen_ownf(p, " %u", (unsigned)second);
	}
	pen_close(p);
}

/* A thought that was rated but masked, or left out, still has its number. */
static void
thought(struct pen *p, const struct entry *e, const char *key, int before, int after)
{
	uint8_t v;

	if (entry_field(e, key).n > 0)
		field(p, e, key);
	else if (entry_rating(e, before, &v) || (after != 0 && entry_rating(e, after, &v)))
		pen_label(p, "dt", slice_of(key));
	belief_in_it(p, e, before, after);
}

/* ---- evidence ---- */

static void
side(struct pen *p, const struct entry *e, const char *key)
{
	pen_open(p, "section");
	pen_label(p, "h4", slice_of(key));
	pen_open(p, "ul");
	for (size_t i = 0; i < e->nfields; i++)
		if (slice_is(e->fields[i].key, key))
			pen_block(p, "li", e->fields[i].value);
	pen_close(p);
	pen_close(p);
}

static bool
noted(const struct entry *e, const char *key)
{
	for (size_t i = 0; i < e->nfields; i++)
		if (slice_is(e->fields[i].key, key))
			return true;
	return false;
}

static bool
left_out(struct slice keys, const char *key)
{
	size_t n = strlen(key);

	while (keys.n > 0) {
		const char *end = memchr(keys.p, '\n', keys.n);
		size_t line = end != NULL ? (size_t)(end - keys.p) : keys.n, used = end != NULL ? line + 1 : line;

		if (line == n && memcmp(keys.p, key, n) == 0)
			return true;
		keys = (struct slice){ keys.p + used, keys.n - used };
	}
	return false;
}

/*
 * Side by side when both are there.  A list without an item is a line of its own, not an empty half; of a list that stays with its
 * writer nothing is said at all: "nothing noted" would be untrue.
 */
static void
evidence(struct pen *p, const struct entry *e, struct slice without)
{
	static const char *const keys[] = { "evidence-for", "evidence-against" };

	if (noted(e, keys[0]) || noted(e, keys[1])) {
		pen_class(p, "div", "sides");
		for (size_t i = 0; i < 2; i++)
			if (noted(e, keys[i]))
				side(p, e, keys[i]);
		pen_close(p);
	}
	for (size_t i = 0; i < 2; i++) {
		if (noted(e, keys[i]) || left_out(without, keys[i]))
			continue;
		pen_class(p, "p", "nothing");
		pen_ownf(p, "%s: nothing noted", field_label(slice_of(keys[i])));
		pen_close(p);
	}
}

/* ---- the record ---- */

static void
filed_under(struct pen *p, const struct page_packet *k, const struct entry *e)
{
	for (size_t i = 0; i < k->nbeliefs; i++) {
		if (!entry_under(e, k->beliefs[i].e->id))
			continue;
		pen_line(p, "dt", NULL, "Belief it belongs to");
		pen_block(p, "dd", k->beliefs[i].e->text);
		belief_in_it(p, e, RATE_BELIEF, 0);
	}
}

static bool
has_rest(const struct page_packet *k, const struct entry *e)
{
	uint8_t v;

	for (size_t i = 0; i < e->nfields; i++)
		if (slice_is(e->fields[i].key, "patterns") || slice_is(e->fields[i].key, "ending") || slice_is(e->fields[i].key, "balanced") ||
		    slice_is(e->fields[i].key, "compared") || !placed(e->fields[i].key))
			return true;
	for (size_t i = 0; i < k->nbeliefs; i++)
		if (entry_under(e, k->beliefs[i].e->id))
			return true;
	return entry_rating(e, RATE_BALANCED, &v);
}

static void
after_evidence(struct pen *p, const struct page_packet *k, const struct entry *e)
{
	if (!has_rest(k, e))
		return;
	pen_open(p, "dl");
	field(p, e, "patterns");
	field(p, e, "ending");
	thought(p, e, "balanced", RATE_BALANCED, 0);
	field(p, e, "compared");
	for (size_t i = 0; i < e->nfields; i++)
		if (field_begins(e, i) && !placed(e->fields[i].key))
			pen_field(p, e, i);
	filed_under(p, k, e);
	pen_close(p);
}

static bool
has_beginning(const struct entry *e)
{
	uint8_t v;

	return e->nfeelings > 0 || entry_field(e, "situation").n > 0 || entry_field(e, "automatic-thoughts").n > 0 ||
	    entry_field(e, "hot-thought").n > 0 || entry_rating(e, RATE_HOT_BEFORE, &v) || entry_rating(e, RATE_HOT_AFTER, &v);
}

static void
record(struct pen *p, const struct page_packet *k, size_t i)
{
	const struct entry *e = k->entries[i].e;

	pen_class(p, "article", "record");
	pen_attrf(p, "id", "e%zu", i + 1);
	pen_open(p, "h3");
	pen_when(p, entry_when(e));
	if (e->title.n > 0) {
		pen_own(p, " ");
		pen_run(p, e->title);
	}
	pen_close(p);
	if (k->has_last && k->entries[i].fresh)
		pen_line(p, "p", "new", "new");
	if (e->text.n > 0)
		pen_block(p, "div", e->text);
	if (has_beginning(e)) {
		pen_open(p, "dl");
		field(p, e, "situation");
		feelings(p, k, e);
		field(p, e, "automatic-thoughts");
		thought(p, e, "hot-thought", RATE_HOT_BEFORE, RATE_HOT_AFTER);
		pen_close(p);
	}
	evidence(p, e, k->entries[i].left_out);
	after_evidence(p, k, e);
	pen_close(p);
}

void
page_records(struct pen *p, const struct page_packet *k)
{
	if (!page_has_records(k))
		return;
	pen_open(p, "section");
	pen_attr(p, "id", "records");
	pen_line(p, "h2", NULL, "Thought records");
	for (size_t i = 0; i < k->nentries; i++)
		if (entry_is_record(k->entries[i].e))
			record(p, k, i);
	pen_close(p);
}
