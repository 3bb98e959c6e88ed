/*
 * Heads and whole rows in order, in memory that stays bounded (a hundred thousand entries, 10 MiB).
 *
 * A first pass over the packs keeps a key of 40 bytes for each match, and copies of the heads as long as
 * both fit into LIST_BUDGET.  The keys are sorted.  When all heads fitted, they are handed out;
 * when not, they are fetched again in windows of what the keys leave of it, in the order of the keys.
 */
#include "listing.h"

/* Written after now: this machine's clock was set back, or another one's is ahead. */
static void
look_at_clock(struct store *s, const struct listing *l)
{
	int64_t newest = INT64_MIN;

	for (size_t i = 0; i < l->n; i++)
		if (l->keys[i].k.created_ms > newest)
			newest = l->keys[i].k.created_ms;
	if (l->n && newest > s->env.now_ms && newest - s->env.now_ms > DAY_MS)
		store_warn(s, WARN_CLOCK, 0);
}

static int
make_list(struct err *err, struct store *s, unsigned how, struct listing *l)
{
	l->kept = l->copies = l->copies && !(l->f && l->f->limit);
	int rc = packs_flush(err, s);

	if (!rc)
		rc = heads_each(err, s, how, listing_collect, l);
	if (!rc)
		listing_sort(l);
	if (!rc)
		look_at_clock(s, l);
	return rc;
}

static size_t
largest_window(const struct key *keys, size_t n, size_t budget)
{
	size_t most = 0;

	for (size_t i = 0, w; i < n; i += w) {
		w = window_size(keys + i, n - i, budget);
		most = w > most ? w : most;
	}
	return most;
}

static int
give_windows(struct err *err, struct store *s, struct listing *l, struct entry *e, store_entry_fn *fn, void *arg)
{
	size_t keys = l->n * sizeof *l->keys, budget = keys + WINDOW_LEAST < LIST_BUDGET ? LIST_BUDGET - keys : WINDOW_LEAST;
	struct window w = { 0 };
	int rc = window_begin(err, &w, largest_window(l->keys, l->n, budget));

	for (size_t i = 0; i < l->n && !rc; i += w.n) {
		w.n = window_size(l->keys + i, l->n - i, budget);
		rc = window_fill(err, s, &w, l->keys + i);
		for (size_t j = 0; j < w.n && !rc; j++)
			rc = listing_give(err, &l->keys[i + j], &w.heads, e, fn, arg);
	}
	window_end(&w);
	return rc;
}

int
store_list(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg)
{
	struct listing l = { .f = f, .copies = true };
	struct entry e = { 0 };
	int rc = make_list(err, s, 0, &l);

	if (!rc && l.n && !l.kept)
		rc = give_windows(err, s, &l, &e, fn, arg);
	else
		for (size_t i = 0; i < l.n && !rc; i++)
			rc = listing_give(err, &l.keys[i], &l.heads, &e, fn, arg);
	entry_release(&e);
	listing_release(&l);
	return rc;
}

/* A row in its turn; one that does not open is named and passed over only under force_read. */
static int
read_one(struct err *err, struct store *s, const struct key *k, struct row *r, store_entry_fn *fn, void *arg)
{
	uint8_t head[SEAL_HEAD];
	int rc = row_fetch(err, s, k->k.id, head, &r->plain);

	if (!rc && get_u64(head + NONCE_SIZE) != k->tag)
		rc = err_num(err, E_DAMAGE, 1, "an entry that was put back");
	if (!rc && row_decode(r->plain.p, r->plain.n, true, &r->e))
		rc = err_num(err, E_DAMAGE, 1, "an entry");
	if (rc == E_ID_UNKNOWN)
		rc = err_num(err, E_DAMAGE, 1, "an entry is lost");
	if (rc == E_DAMAGE && s->env.force_read) {
		store_warn(s, WARN_ROW_DAMAGED, 1);
		return 0;
	}
	r->e.id = k->k.id;
	return rc ? rc : fn(arg, err, &r->e);
}

int
store_read(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg)
{
	struct listing l = { .f = f, .rows = true };
	struct row r = ROW_INIT;
	int rc = make_list(err, s, HEADS_CHECK_ROWS, &l);

	for (size_t i = 0; i < l.n && !rc; i++)
		rc = read_one(err, s, &l.keys[i], &r, fn, arg);
	row_release(&r);
	listing_release(&l);
	return rc;
}
