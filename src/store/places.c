/*
 * Which pack names which row.  Built once a transaction, when a single row is wanted; 24 bytes a row.
 */
#include <stdlib.h>
#include <string.h>

#include "inner.h"

void
places_forget(struct store *s)
{
	free(s->places);
	free(s->links);
	s->places = NULL;
	s->links = NULL;
	s->nplaces = s->cplaces = s->nlinks = s->clinks = 0;
	s->have_places = false;
}

static bool
grow(void **p, size_t *cap, size_t n, size_t size)
{
	if (n < *cap)
		return true;
	size_t to = *cap ? *cap + *cap / 2 : 64;
	void *more = realloc(*p, to * size);
	if (!more)
		return false;
	*p = more;
	*cap = to;
	return true;
}

static int
append_place(struct err *err, struct store *s, struct place p)
{
	void *v = s->places;

	if (!grow(&v, &s->cplaces, s->nplaces, sizeof p))
		return err_set(err, E_NOMEM, "index");
	s->places = v;
	s->places[s->nplaces++] = p;
	return 0;
}

static int
collect(void *arg, struct err *err, const struct head *h)
{
	struct store *s = arg;

	if (!h) {
		s->nplaces = s->nlinks = 0;
		return 0;
	}
	const struct entry *e = h->e;
	if (e->ref && (e->kind == KIND_PREVIOUS || e->kind == KIND_DRAFT)) {
		void *v = s->links;
		if (!grow(&v, &s->clinks, s->nlinks, sizeof *s->links))
			return err_set(err, E_NOMEM, "index");
		s->links = v;
		s->links[s->nlinks++] = (struct link){ e->id, e->ref, e->modified.ms, e->kind };
	}
	return append_place(err, s, (struct place){ e->id, get_u64(h->head + NONCE_SIZE), h->pack, e->kind });
}

static int
by_id(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

int
places_need(struct err *err, struct store *s)
{
	if (s->have_places)
		return 0;
	int rc = packs_flush(err, s); /* what was added in this transaction must be among them */
	if (!rc)
		rc = heads_each(err, s, 0, collect, s);
	if (rc) {
		places_forget(s);
		return rc;
	}
	if (s->nplaces)
		qsort(s->places, s->nplaces, sizeof *s->places, by_id);
	s->have_places = true;
	return 0;
}

struct place *
place_find(struct store *s, uint64_t id)
{
	struct place key = { .id = id };

	return s->nplaces ? bsearch(&key, s->places, s->nplaces, sizeof key, by_id) : NULL;
}

/* A row that was just written, kept in order. */
int
place_add(struct err *err, struct store *s, struct place p)
{
	int rc = append_place(err, s, p);
	size_t i = s->nplaces - 1;

	if (rc)
		return rc;
	while (i && s->places[i - 1].id > p.id) {
		s->places[i] = s->places[i - 1];
		i--;
	}
	s->places[i] = p;
	return 0;
}
