/*
 * Feelings over time and by family: a picture and a table of the same figures.
 *
 * In: the packet.  Out: a section.  Must never: average, add intensities up, or treat numb and not sure as less than a word.
 */
#include "page_inner.h"

#include <stdlib.h>
#include <string.h>

#include "felt/base/text.h"

bool
page_has_feelings(const struct page_packet *k)
{
	for (size_t i = 0; i < k->nentries; i++)
		if (k->entries[i].e->nfeelings > 0)
			return true;
	return false;
}

static void
head(struct pen *p, const char *one, const char *two, const char *three)
{
	const char *const names[] = { one, two, three };

	pen_open(p, "thead");
	pen_open(p, "tr");
	for (size_t i = 0; i < 3 && names[i] != NULL; i++) {
		pen_open(p, "th");
		pen_attr(p, "scope", "col");
		pen_own(p, names[i]);
		pen_close(p);
	}
	pen_close(p);
	pen_close(p);
}

/* ---- over time ---- */

/* One row a day: the entries from i on that are of the same day; returns where the next day begins. */
static size_t
day_row(struct pen *p, const struct page_packet *k, size_t i)
{
	int64_t day = when_day(entry_when(k->entries[i].e));
	bool more = false;

	pen_open(p, "tr");
	pen_class(p, "th", "date");
	pen_attr(p, "scope", "row");
	pen_day(p, day);
	pen_close(p);
	pen_open(p, "td");
	for (; i < k->nentries && when_day(entry_when(k->entries[i].e)) == day; i++) {
		if (k->entries[i].e->nfeelings == 0)
			continue;
		if (more)
			pen_own(p, "; ");
		pen_feelings(p, k, k->entries[i].e);
		more = true;
	}
	pen_close(p);
	pen_close(p);
	return i;
}

static void
over_time(struct pen *p, const struct page_packet *k)
{
	pen_class(p, "div", "beside");
	picture_time(p, k);
	pen_open(p, "table");
	head(p, "Day", "Feelings", NULL);
	pen_open(p, "tbody");
	for (size_t i = 0; i < k->nentries;) {
		if (k->entries[i].e->nfeelings > 0)
			i = day_row(p, k, i);
		else
			i++;
	}
	pen_close(p);
	pen_close(p);
	pen_close(p);
}

/* ---- by family ---- */

struct word_count { struct slice id; size_t entries, last; };

/* In how many entries each family is named; a family named twice in one entry counts once. */
static void
count_families(const struct page_packet *k, size_t counts[FAMILY_ROWS])
{
	memset(counts, 0, FAMILY_ROWS * sizeof *counts);
	for (size_t i = 0; i < k->nentries; i++) {
		const struct entry *e = k->entries[i].e;
		bool had[FAMILY_ROWS] = { false };

		for (size_t f = 0; f < e->nfeelings; f++) {
			size_t row = family_row(k, e->feelings[f].id);

			counts[row] += !had[row];
			had[row] = true;
		}
	}
}

static size_t
count_words(const struct page_packet *k, size_t row, struct word_count *words)
{
	size_t n = 0;

	for (size_t i = 0; i < k->nentries; i++) {
		const struct entry *e = k->entries[i].e;

		for (size_t f = 0; f < e->nfeelings; f++) {
			struct slice id = e->feelings[f].id;
			size_t w = 0;

			if (family_row(k, id) != row)
				continue;
			while (w < n && !slice_eq(words[w].id, id))
				w++;
			if (w == n)
				words[n++] = (struct word_count){ .id = id };
			words[w].entries += words[w].last != i + 1;
			words[w].last = i + 1;
		}
	}
	return n;
}

static void
family_line(struct pen *p, const struct page_packet *k, size_t row, size_t count, struct word_count *words)
{
	size_t n = count_words(k, row, words);

	pen_open(p, "tr");
	pen_open(p, "th");
	pen_attr(p, "scope", "row");
	pen_own(p, family_row_name(row));
	pen_close(p);
	pen_open(p, "td");
	pen_ownf(p, "%zu", count);
	pen_close(p);
	pen_open(p, "td");
	for (size_t w = 0; w < n; w++) {
		if (w > 0)
			pen_own(p, ", ");
		pen_feeling(p, k, words[w].id, false);
		pen_ownf(p, "\xc2\xa0%zu", words[w].entries);
	}
	pen_close(p);
	pen_close(p);
}

static void
by_family(struct pen *p, const struct page_packet *k)
{
	size_t counts[FAMILY_ROWS], most = 0;
	struct word_count *words;

	for (size_t i = 0; i < k->nentries; i++)
		most += k->entries[i].e->nfeelings;
	words = calloc(most + 1, sizeof *words);
	if (words == NULL) {
		p->out->failed = true;
		return;
	}
	count_families(k, counts);
	pen_class(p, "div", "beside");
	picture_families(p, counts, k->nentries);
	pen_open(p, "table");
	head(p, "Family", "Entries", "Words, and in how many entries");
	pen_open(p, "tbody");
	for (size_t row = 0; row < FAMILY_ROWS; row++)
		if (counts[row] > 0)
			family_line(p, k, row, counts[row], words);
	pen_close(p);
	pen_close(p);
	pen_close(p);
	free(words);
}

void
page_feelings(struct pen *p, const struct page_packet *k)
{
	if (!page_has_feelings(k))
		return;
	pen_open(p, "section");
	pen_attr(p, "id", "feelings");
	pen_line(p, "h2", NULL, "Feelings over time");
	pen_line(p, "p", "hint", "Each stem is one feeling on its day, as high as its intensity from 0 to 100. A ring was not rated.");
	over_time(p, k);
	pen_line(p, "h2", NULL, "Feelings by family");
	pen_line(p, "p", "hint", "In how many entries a family was named. Families are neither good nor bad.");
	by_family(p, k);
	pen_close(p);
}
