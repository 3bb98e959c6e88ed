/*
 * A search in the browser: words as they are typed, entries as they are found (browsing.h).
 *
 * Entries are opened in the order of the list, a slice of time after the other, so that a key never waits and the first
 * hits are there at once.  Of a hit its place is kept.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/browse/browsing.h"

enum { BATCH = 16, SLICE_MS = 15 };

static long long
now_ms(void)
{
	struct timespec t = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- beginning ---- */

/* Words that say nothing yet ("-", a lone quote) leave the list as it is. */
static bool
parse(struct browsing *b)
{
	const char *words = b->view.words;

	query_release(&b->query);
	if (words[0] && !query_parse(NULL, &b->query, words, strlen(words)))
		return true;
	query_release(&b->query);
	return false;
}

void
browsing_search(struct browsing *b)
{
	b->searching = parse(b);
	b->nhits = b->looked = b->unread = 0;
	b->n = 0;
	b->view.selected = 0;
	b->view.working = b->searching;
}

/* Begun from the list it comes back to where it was begun, unless its reader has moved on to one of the hits. */
static void
search(void *arg, struct browse_view *v)
{
	struct browsing *b = arg;
	uint64_t here = browsing_id(b, v->selected);

	if (!b->searching)
		b->origin = here;
	else if (v->selected > 0)
		b->origin = here;
	b->stay = 0;
	browsing_search(b);
	if (!b->searching && b->origin)
		browsing_select(b, b->origin);
}

/* ---- going on ---- */

static int
keep_hit(struct browsing *b, struct err *err, size_t place)
{
	if (b->nhits == b->chits) {
		size_t cap = b->chits ? 2 * b->chits : 256;
		uint32_t *more = realloc(b->hits, cap * sizeof *more);

		if (!more)
			return err_set(err, E_NOMEM, "search");
		b->hits = more;
		b->chits = cap;
	}
	b->hits[b->nhits++] = (uint32_t)place;
	return 0;
}

static int
look(void *arg, struct err *err, const struct entry *e)
{
	struct browsing *b = arg;
	size_t place = b->looked++;
	int rc = 0;

	if (query_match(&b->query, e, &b->fold))
		rc = keep_hit(b, err, place);
	/* The entry that was selected before is found again: its reader stays at it, unless they have moved. */
	if (!rc && b->nhits && b->hits[b->nhits - 1] == place && e->id == b->stay) {
		if (b->view.selected == 0)
			b->view.selected = b->nhits - 1;
		b->stay = 0;
	}
	return rc ? rc : buf_check(&b->fold, err);
}

static int
look_on(struct browsing *b, struct err *err)
{
	size_t all = store_index_count(b->idx), n = all - b->looked < BATCH ? all - b->looked : BATCH;
	int rc = store_index_rows(err, b->ctx->store, b->idx, b->looked, n, look, b);

	if (rc != E_DAMAGE)
		return rc;
	b->looked++; /* the one that does not open */
	b->unread++;
	b->ctx->exit_floor = 3;
	return 0;
}

static bool
work(void *arg, struct browse_view *v)
{
	struct browsing *b = arg;
	long long until = now_ms() + SLICE_MS;
	struct err err = { 0 };
	int rc;

	if (!b->searching || !b->idx || b->looked >= store_index_count(b->idx))
		return false;
	rc = browsing_begin(b, &err);
	if (rc < 0) { /* again at the next rest, which says why if it lasts */
		b->recheck = true;
		return false;
	}
	rc = 0;
	while (!rc && b->looked < store_index_count(b->idx) && now_ms() < until)
		rc = look_on(b, &err);
	store_rollback(b->ctx->store);
	if (rc)
		snprintf(v->say, sizeof v->say, "the search stopped here; type the words again and it starts once more");
	return !rc && b->looked < store_index_count(b->idx);
}

/* ---- what there is to see ---- */

void
browsing_search_state(const struct browsing *b, struct buf *out)
{
	size_t all = b->idx ? store_index_count(b->idx) : 0;

	buf_printf(out, "%zu found", b->nhits);
	if (b->looked < all)
		buf_printf(out, ", searching %zu%%", b->looked * 100 / all);
	else
		buf_printf(out, " in %zu entr%s", all, all == 1 ? "y" : "ies");
	if (b->unread)
		buf_printf(out, ", %zu did not open", b->unread);
	buf_printf(out, "  search: %s", b->view.words);
}

static size_t
marks(void *arg, struct slice s, struct browse_mark out[BROWSE_MARKS])
{
	const struct browsing *b = arg;
	struct query_mark m[BROWSE_MARKS];
	size_t n = b->searching ? query_marks(&b->query, s, m, BROWSE_MARKS) : 0;

	for (size_t i = 0; i < n; i++)
		out[i] = (struct browse_mark){ m[i].from, m[i].to };
	return n;
}

void
browsing_searches(struct browse *out)
{
	out->search = search;
	out->work = work;
	out->marks = marks;
}

void
browsing_search_release(struct browsing *b)
{
	query_release(&b->query);
	buf_release(&b->fold);
	free(b->hits);
	b->hits = NULL;
	b->nhits = b->chits = 0;
}
