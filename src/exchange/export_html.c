/*
 * Entries as the page that a therapist would be handed (page.h), in the clear: to read or to print one's own journal.
 *
 * In: entries, oldest first.  Out: one HTML file, at the end: its first side counts what is on the others, so the entries are
 * kept until then, in memory of their own that is wiped.  Must never: lose a text between taking and showing it.
 */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

#include "felt/exchange/page.h"

/* One entry and the texts it borrows. */
struct kept {
	struct entry e;
	struct buf texts;
};

struct export_page {
	struct kept **kept;
	size_t n, cap;
	struct when exported;
};

/* ---- keeping ---- */

/* Moves a text into the buffer, which has the room: nothing that was moved before changes its place. */
static void
move(struct buf *texts, struct slice *s)
{
	size_t at = texts->n;

	if (s->n == 0)
		return;
	buf_add(texts, s->p, s->n);
	if (!texts->failed)
		s->p = (const char *)texts->p + at;
}

/* Moves every text of an entry, or only measures them without a buffer; the sum of their bytes. */
static size_t
each_text(struct entry *e, struct buf *texts)
{
	struct slice *const single[] = { &e->title, &e->guide, &e->source, &e->opening, &e->text };
	size_t total = 0;

#define TEXT(s) (texts != NULL ? move(texts, s) : (void)0, total += (s)->n)
	for (size_t i = 0; i < sizeof single / sizeof single[0]; i++)
		TEXT(single[i]);
	for (size_t i = 0; i < e->nfeelings; i++)
		TEXT(&e->feelings[i].id);
	for (size_t i = 0; i < e->ntags; i++)
		TEXT(&e->tags[i]);
	for (size_t i = 0; i < e->nfields; i++) {
		TEXT(&e->fields[i].key);
		TEXT(&e->fields[i].value);
	}
#undef TEXT
	return total;
}

static void
kept_free(struct kept *k)
{
	if (k == NULL)
		return;
	entry_release(&k->e);
	buf_release(&k->texts);
	free(k);
}

static struct kept *
keep(const struct entry *e)
{
	struct kept *k = calloc(1, sizeof *k);

	if (k == NULL || entry_copy(&k->e, e) || !buf_reserve(&k->texts, each_text(&k->e, NULL))) {
		kept_free(k);
		return NULL;
	}
	each_text(&k->e, &k->texts);
	/* What the page does not show, and would be borrowed on. */
	k->e.nextra = k->e.ntail = 0;
	return k;
}

static bool
room(struct export_page *page)
{
	size_t cap = page->cap > 0 ? page->cap * 2 : 64;
	struct kept **more;

	if (page->n < page->cap)
		return true;
	more = realloc(page->kept, cap * sizeof(struct kept *));
	if (more == NULL)
		return false;
	page->kept = more;
	page->cap = cap;
	return true;
}

/* ---- the writer ---- */

static void
html_begin(struct export *x, struct when exported, const char *generator)
{
	(void)generator;
	x->page = calloc(1, sizeof *x->page);
	if (x->page == NULL)
		x->out->failed = true;
	else
		x->page->exported = exported;
}

static void
html_entry(struct export *x, const struct entry *e, const struct vocabulary *voc, bool new_section)
{
	struct kept *k = x->page != NULL && room(x->page) ? keep(e) : NULL;

	(void)voc;
	(void)new_section;
	if (k != NULL)
		x->page->kept[x->page->n++] = k;
	else
		x->out->failed = true;
}

static size_t
of_kind(const struct export_page *page, int kind, struct page_item *items)
{
	size_t n = 0;

	for (size_t i = 0; i < page->n; i++)
		if (page->kept[i]->e.kind == kind)
			items[n++] = (struct page_item){ .e = &page->kept[i]->e };
	return n;
}

static void
html_end(struct export *x, const struct vocabulary *voc)
{
	struct export_page *page = x->page;
	struct page_item *items = page != NULL ? calloc(page->n + 1, sizeof *items) : NULL;
	struct page_packet k = { .voc = voc };

	if (items == NULL) {
		x->out->failed = true;
		return;
	}
	k.made = page->exported;
	k.entries = items;
	k.nentries = of_kind(page, KIND_ENTRY, items);
	k.beliefs = items + k.nentries;
	k.nbeliefs = of_kind(page, KIND_BELIEF, items + k.nentries);
	k.followups = k.beliefs + k.nbeliefs;
	k.nfollowups = of_kind(page, KIND_FOLLOWUP, items + k.nentries + k.nbeliefs);
	page_plain(NULL, &k, x->out); /* without memory the buffer is failed, which the caller sees */
	free(items);
}

void
export_html_release(struct export *x)
{
	if (x->page == NULL)
		return;
	for (size_t i = 0; i < x->page->n; i++)
		kept_free(x->page->kept[i]);
	free(x->page->kept);
	free(x->page);
	x->page = NULL;
}

const struct export_writer export_html = { html_begin, html_entry, html_end };
