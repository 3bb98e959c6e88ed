/*
 * What the picker lists (picker_list.h).
 *
 * In: rows and what was typed.  Out: items in order.  It must never look at anything but its arguments.
 */
#include "picker_list.h"

#include <stdlib.h>
#include <string.h>

enum rank {
	RANK_KEY, RANK_EXACT, RANK_PREFIX, RANK_ALIAS, RANK_WORD_START, RANK_WORD_INSIDE, RANK_TEXT_START, RANK_TEXT_INSIDE, RANK_FAMILY,
	RANK_SCATTERED, RANK_NONE
};
/* Letters, before a match within a word, or at the beginning or within one of a description, means anything. */
enum { START_LEAST = 2, INSIDE_LEAST = 3 };

int
picker_list_init(struct err *err, struct picker_list *l, const struct picker *p)
{
	l->n = 0;
	l->item = calloc(p->nrows + 2 * p->nfamilies + 1, sizeof *l->item);
	return l->item != NULL ? 0 : err_set(err, E_NOMEM, "picker");
}

void
picker_list_release(struct picker_list *l)
{
	free(l->item);
	l->item = NULL;
	l->n = 0;
}

static void
add(struct picker_list *l, enum picker_kind kind, size_t index, int rank)
{
	size_t at = l->n++;

	while (at > 0 && l->item[at - 1].rank > rank) {
		l->item[at] = l->item[at - 1];
		at--;
	}
	l->item[at] = (struct picker_item){ kind, index, rank };
}

void
picker_list_start(struct picker_list *l, const struct picker *p, bool chosen)
{
	l->n = 0;
	if (chosen)
		add(l, ITEM_DONE, 0, 0);
	for (size_t i = 0; i < p->nfamilies; i++)
		add(l, ITEM_FAMILY, i, 0);
	for (size_t i = 0; i < p->nrows; i++)
		if (p->rows[i].key)
			add(l, ITEM_WORD, i, 0);
	for (size_t i = 0; i < p->nrows; i++)
		if (p->rows[i].family < 0 && !p->rows[i].key)
			add(l, ITEM_WORD, i, 0);
}

void
picker_list_family(struct picker_list *l, const struct picker *p, size_t family)
{
	l->n = 0;
	for (size_t i = 0; i < p->nrows; i++)
		if (p->rows[i].family == (int)family)
			add(l, ITEM_WORD, i, 0);
	add(l, ITEM_ALONE, family, 0);
}

/* ---- filtering ---- */

static void
fold(struct buf *out, const char *s)
{
	buf_clear(out);
	text_fold(out, NULL, s, strlen(s));
}

/* Where `term` stands in s: at its beginning 0, at the beginning of a word 1, inside one 2, nowhere 3. */
static int
place(const struct buf *s, struct slice term)
{
	int best = 3;

	for (size_t at = 0; at + term.n <= s->n; at++) {
		int here;

		if (memcmp(s->p + at, term.p, term.n) != 0)
			continue;
		here = at == 0 ? 0 : s->p[at - 1] == ' ' || s->p[at - 1] == '-' ? 1 : 2;
		if (here < best)
			best = here;
	}
	return best;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* One typed word, or several as they stand, against one row. */
static int
rank_term(const struct picker *p, const struct picker_row *r, struct slice term, struct buf *work)
{
	static const int in_word[] = { RANK_PREFIX, RANK_WORD_START, RANK_WORD_INSIDE, RANK_NONE };
	static const int in_text[] = { RANK_TEXT_START, RANK_TEXT_START, RANK_TEXT_INSIDE, RANK_NONE };
	const char *texts[] = { r->about, r->body };
	int rank;

	fold(work, r->word);
	if (slice_eq(buf_as_slice(work), term))
		return RANK_EXACT;
	rank = in_word[place(work, term)];
	if (rank == RANK_WORD_INSIDE && term.n < START_LEAST)
		rank = RANK_NONE;
	for (size_t i = 0; i < 2; i++) {
		int at;

		fold(work, texts[i]);
		at = place(work, term);
		if (term.n >= (at < 2 ? START_LEAST : INSIDE_LEAST))
			rank = least(rank, in_text[at]);
	}
	if (r->family >= 0) {
		fold(work, p->families[r->family].name);
		if (place(work, term) == 0)
			rank = least(rank, RANK_FAMILY);
	}
	return rank;
}

static struct slice
next_term(struct slice *rest)
{
	struct slice t;

	while (rest->n > 0 && rest->p[0] == ' ')
		*rest = (struct slice){ rest->p + 1, rest->n - 1 };
	t = (struct slice){ rest->p, 0 };
	while (t.n < rest->n && rest->p[t.n] != ' ')
		t.n++;
	*rest = (struct slice){ rest->p + t.n, rest->n - t.n };
	return t;
}

/* What was typed as it stands, else every word of it somewhere.  "on guard" is a word of two. */
static int
rank_row(const struct picker *p, const struct picker_row *r, struct slice filter, struct buf *work)
{
	struct slice rest = filter, term;
	int rank;

	if (r->key != 0 && filter.n == 1 && filter.p[0] == r->key)
		return RANK_KEY;
	rank = rank_term(p, r, filter, work);
	if (rank < RANK_NONE)
		return rank;
	while ((term = next_term(&rest)).n > 0)
		if (rank_term(p, r, term, work) == RANK_NONE)
			return RANK_NONE;
	return RANK_SCATTERED;
}

static bool
among(const char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

void
picker_list_filter(struct picker_list *l, const struct picker *p, const char *filter)
{
	struct buf typed = BUF_INIT, work = BUF_INIT;
	const char *ids[PICKER_ALIASES];
	size_t aliases = p->alias != NULL ? p->alias(p->arg, filter, ids) : 0;
	struct slice s;

	l->n = 0;
	fold(&typed, filter);
	s = buf_as_slice(&typed);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	for (size_t i = 0; i < p->nrows && s.n > 0; i++) {
		int rank = rank_row(p, &p->rows[i], s, &work);

		if (among(ids, aliases, p->rows[i].id))
			rank = least(rank, RANK_ALIAS);
		if (rank < RANK_NONE)
			add(l, ITEM_WORD, i, rank);
	}
	for (size_t i = 0; i < p->nfamilies && s.n > 0; i++) {
		fold(&work, p->families[i].name);
		if (place(&work, s) == 0)
			add(l, ITEM_FAMILY, i, s.n == work.n ? RANK_EXACT : RANK_PREFIX);
	}
	buf_release(&typed);
	buf_release(&work);
}

void
picker_list_rows(struct picker_list *l, const size_t *index, size_t n)
{
	l->n = 0;
	for (size_t i = 0; i < n; i++)
		add(l, ITEM_WORD, index[i], 0);
}

struct picked
picker_pick(const struct picker *p, const struct picker_item *it)
{
	if (it->kind == ITEM_WORD)
		return (struct picked){ p->rows[it->index].id, p->rows[it->index].word, PICKER_NO_INTENSITY, PICKER_ONLY };
	return (struct picked){ p->families[it->index].name, p->families[it->index].name, PICKER_NO_INTENSITY, PICKER_ONLY };
}
