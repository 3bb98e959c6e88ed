/*
 * The packet as text: what the writer reads before anything leaves.
 *
 * In: a packet, and the plan for what only the writer is told.  Out: lines.  Must never: show something that is not in the packet below
 * the rule, or leave out something that is.
 */
#include "cli/share/share.h"

#include <inttypes.h>
#include <string.h>

#include "felt/exchange/exchange.h"

const char share_words[] =
	"Before it leaves: your therapist may have to keep this in your file, and may have to act if it says you or someone else is in danger. If you "
	"are unsure about an entry, leave it out and talk about it. Entries name other people too.";

static const char rule[] = "========================================\n";

/* ---- told to the writer alone ---- */

void
share_beside(const struct share_packet *k, size_t i, struct buf *out)
{
	struct slice rest = aliases_beside(k->aliases, i);

	for (bool more = false; rest.n > 0; more = true) {
		size_t n = (size_t)((const char *)memchr(rest.p, '\n', rest.n) - rest.p);

		buf_str(out, more ? ", \"" : "\"");
		buf_add(out, rest.p, n);
		buf_u8(out, '"');
		rest = (struct slice){ rest.p + n + 1, rest.n - n - 1 };
	}
}

static void
names(const struct share_plan *p, const struct share_packet *k, struct buf *out)
{
	bool beside = false;

	if (p->naliases == 0)
		return;
	buf_str(out, "Names that are replaced:\n");
	for (size_t i = 0; i < p->naliases; i++) {
		uint64_t n = aliases_times(k->aliases, i);

		buf_str(out, "  ");
		buf_slice(out, buf_as_slice(&p->aliases[i].name));
		buf_str(out, " -> ");
		buf_slice(out, buf_as_slice(&p->aliases[i].alias));
		if (n > 0)
			buf_printf(out, ", %" PRIu64 " time%s\n", n, n == 1 ? "" : "s");
		else
			buf_str(out, ", not met\n");
		if (aliases_beside(k->aliases, i).n > 0) {
			buf_str(out, "    it stands there as ");
			share_beside(k, i, out);
			buf_str(out, " too\n");
			beside = true;
		}
	}
	if (beside)
		buf_str(out, "A word beside a name stays. If it belongs to the name, let the whole of it be replaced as well (\"Replace names\", or \"aliases\" in "
			"--choices).\n");
	buf_str(out, "Nicknames and other spellings are not found: please look for them below.\n");
}

static void
for_the_writer(const struct share_plan *p, const struct share_packet *k, struct buf *out)
{
	size_t less = 0;

	for (size_t i = 0; i < p->nitems; i++)
		less += p->items[i].take && (p->items[i].texts_left_out || p->items[i].left_out.n > 0);
	buf_str(out, "For you alone; these lines do not leave:\n");
	if (p->held_back == 1)
		buf_str(out, "One entry that you keep private was held back.\n");
	else if (p->held_back > 1)
		buf_printf(out, "%" PRIu64 " entries that you keep private were held back.\n", p->held_back);
	else
		buf_str(out, "No entry was held back as private.\n");
	if (less > 0)
		buf_printf(out, "Of %zu %s a part stays here.\n", less, less == 1 ? "entry" : "entries");
	names(p, k, out);
	buf_str(out, "The page draws feelings and beliefs over time from what stands below, and from nothing else. A ° on it marks a word that felt "
		"proposed and you accepted.\n");
}

/* ---- what leaves ---- */

static void
line(struct buf *out, const char *label, struct slice s)
{
	if (s.n == 0)
		return;
	buf_str(out, label);
	buf_slice(out, s);
	buf_u8(out, '\n');
}

static void
head(const struct share_packet *k, struct buf *out)
{
	const struct page_packet *page = &k->page;
	char day[WHEN_TEXT];

	line(out, "From: ", page->from);
	line(out, "For: ", page->to);
	when_date(page->made, day);
	buf_printf(out, "Made on %s\n", day);
	if (page->has_period) {
		when_date((struct when){ page->first_day * DAY_MS, 0 }, day);
		buf_printf(out, "The period chosen: %s to ", day);
		when_date((struct when){ page->last_day * DAY_MS, 0 }, day);
		buf_printf(out, "%s\n", day);
	}
	if (page->has_last) {
		when_date(page->last, day);
		buf_printf(out, "The last one was made on %s; what is new since then has a mark\n", day);
	}
	buf_printf(out, "%zu %s, %zu belief%s, %zu follow-up%s\n", page->nentries, page->nentries == 1 ? "entry" : "entries", page->nbeliefs,
		page->nbeliefs == 1 ? "" : "s", page->nfollowups, page->nfollowups == 1 ? "" : "s");
	if (page->note.n > 0) {
		buf_str(out, "\nA note:\n");
		buf_slice(out, page->note);
		buf_u8(out, '\n');
	}
}

/* The sentence of a belief that is in the packet; the packet's entries name no other. */
static bool
sentence(void *arg, uint64_t id, struct buf *out)
{
	const struct page_packet *page = arg;

	for (size_t i = 0; i < page->nbeliefs; i++)
		if (page->beliefs[i].e->id == id) {
			buf_slice(out, page->beliefs[i].e->text);
			return true;
		}
	return false;
}

static void
entries(struct export *x, const struct page_item *items, size_t n, const struct vocabulary *voc)
{
	for (size_t i = 0; i < n; i++)
		export_entry(x, items[i].e, voc);
}

void
share_preview(const struct share_plan *p, const struct share_packet *k, struct buf *out)
{
	struct page_packet page = k->page;
	struct export x = { 0 };
	size_t at;

	for_the_writer(p, k, out);
	buf_str(out, rule);
	head(k, out);
	at = out->n;
	export_begin(&x, EXPORT_TXT, out, page.made, "felt");
	buf_truncate(out, at); /* an export's own first line */
	x.belief = sentence;
	x.belief_arg = &page;
	entries(&x, page.entries, page.nentries, page.voc);
	entries(&x, page.beliefs, page.nbeliefs, page.voc);
	entries(&x, page.followups, page.nfollowups, page.voc);
	export_release(&x);
	buf_str(out, rule);
}
