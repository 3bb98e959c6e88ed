/*
 * The order of keys (listing.h): by time, and by id where times are the same.
 *
 * In: keys as they came.  Out: the same keys in order, all of them or only the first.  In place, and never slower than a heap sort,
 * whatever order somebody chose.
 */
#include "listing.h"

enum { SMALL = 16, DEEPEST = 60 };

bool
listing_before(const struct listing *l, const struct key *a, const struct key *b)
{
	if (l->groups && a->of != b->of)
		return a->of < b->of;
	return l->reverse ? entry_key_cmp(&a->k, &b->k) < 0 : entry_key_cmp(&b->k, &a->k) < 0;
}

/* A heap whose root is the last in order. */
static void
heap_down(struct listing *l, size_t i)
{
	for (;;) {
		size_t c = 2 * i + 1;
		if (c >= l->n)
			return;
		if (c + 1 < l->n && listing_before(l, &l->keys[c], &l->keys[c + 1]))
			c++;
		if (!listing_before(l, &l->keys[i], &l->keys[c]))
			return;
		struct key t = l->keys[i];
		l->keys[i] = l->keys[c];
		l->keys[c] = t;
		i = c;
	}
}

static void
heap_sort(struct listing *l)
{
	size_t n = l->n;

	for (size_t i = n / 2; i-- > 0;)
		heap_down(l, i);
	while (l->n > 1) {
		struct key last = l->keys[0];
		l->n--;
		l->keys[0] = l->keys[l->n];
		l->keys[l->n] = last;
		heap_down(l, 0);
	}
	l->n = n;
}

static void
turn_round(struct listing *l)
{
	for (size_t i = 0, j = l->n; i + 1 < j; i++) {
		struct key t = l->keys[i];
		l->keys[i] = l->keys[--j];
		l->keys[j] = t;
	}
}

/* A diary is written day after day: nothing to do, most of the time. */
static bool
in_order(const struct listing *l)
{
	for (size_t i = 1; i < l->n; i++)
		if (listing_before(l, &l->keys[i], &l->keys[i - 1]))
			return false;
	return true;
}

static void
insertion_sort(const struct listing *l, struct key *keys, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct key k = keys[i];
		size_t j = i;

		for (; j && listing_before(l, &k, &keys[j - 1]); j--)
			keys[j] = keys[j - 1];
		keys[j] = k;
	}
}

static void
swap(struct key *a, struct key *b)
{
	struct key t = *a;
	*a = *b;
	*b = t;
}

/* Puts the middle one of first, middle and last in the first place, and parts the rest by it; returns its place. */
static size_t
part(const struct listing *l, struct key *keys, size_t n)
{
	struct key *mid = &keys[n / 2], *last = &keys[n - 1];
	size_t i = 0, j = n;

	if (listing_before(l, last, mid))
		swap(last, mid);
	if (listing_before(l, mid, keys))
		swap(mid, keys);
	if (listing_before(l, last, mid))
		swap(last, mid);
	swap(keys, mid);
	for (;;) {
		do
			i++;
		while (i < n && listing_before(l, &keys[i], keys));
		do
			j--;
		while (listing_before(l, keys, &keys[j]));
		if (i >= j)
			break;
		swap(&keys[i], &keys[j]);
	}
	swap(keys, &keys[j]);
	return j;
}

/*
 * The first `want` keys come into order; of those behind them only that they belong there.  False: it went too deep, as it does where
 * somebody chose the order so; the heap sort has no such orders.
 */
static bool
quick_sort(const struct listing *l, struct key *keys, size_t n, size_t want, unsigned depth)
{
	while (n > SMALL) {
		if (depth-- == 0)
			return false;
		size_t p = part(l, keys, n), rest = n - p - 1;

		if (p + 1 >= want) {
			n = p;
		} else if (p < rest) {
			if (!quick_sort(l, keys, p, p, depth))
				return false;
			keys += p + 1;
			n = rest;
			want -= p + 1;
		} else {
			if (!quick_sort(l, keys + p + 1, rest, want - p - 1, depth))
				return false;
			n = want = p;
		}
	}
	insertion_sort(l, keys, n);
	return true;
}

/* In place: qsort may take as much memory again. */
size_t
listing_sort_first(struct listing *l, size_t want)
{
	size_t right = 0;

	for (size_t i = 1; i < l->n; i++)
		right += listing_before(l, &l->keys[i - 1], &l->keys[i]);
	if (right < l->n / 2)
		turn_round(l);
	if (in_order(l))
		return l->n;
	want = want < l->n ? want : l->n;
	if (quick_sort(l, l->keys, l->n, want, DEEPEST))
		return want;
	heap_sort(l);
	return l->n;
}

void
listing_sort(struct listing *l)
{
	listing_sort_first(l, l->n);
}

void
listing_part(struct listing *l, size_t want)
{
	struct key *keys = l->keys;
	size_t n = l->n;

	for (unsigned depth = DEEPEST; n > SMALL; depth--) {
		if (depth == 0) {
			heap_sort(l);
			return;
		}
		size_t p = part(l, keys, n);
		if (p == want)
			return;
		if (p > want) {
			n = p;
		} else {
			keys += p + 1;
			want -= p + 1;
			n -= p + 1;
		}
	}
	insertion_sort(l, keys, n);
}
