/*
 * Which entries are meant (filter.h; DESIGN.md 3, common filters).
 *
 * In: a filter and the head of an entry.  Out: yes or no.  Must never: look at the text (lists do not
 * open rows), allocate while matching, or judge a feeling: words are compared, never weighed.
 *
 * An entry is meant when every kind of condition that was given holds; within feelings and within tags
 * one of them is enough, unless `all` is set for the feelings.
 */
#include "felt/model/filter.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Filters come from a command line: a handful, so the arrays grow by one. */
static void *
one_more(void *array, size_t n, size_t size)
{
	return n < SIZE_MAX / size ? realloc(array, (n + 1) * size) : NULL;
}

void
filter_release(struct filter *f)
{
	free(f->feelings);
	free(f->tags);
	*f = (struct filter){ 0 };
}

int
filter_add_feeling(struct filter *f, const char *id, uint8_t layer)
{
	size_t n = strlen(id);
	struct filter_feeling *p;

	/* A cut id would quietly mean something else. */
	if (n >= sizeof p->id)
		return E_USAGE;
	p = one_more(f->feelings, f->nfeelings, sizeof *p);
	if (p == NULL)
		return E_NOMEM;
	f->feelings = p;
	p += f->nfeelings++;
	memset(p, 0, sizeof *p);
	memcpy(p->id, id, n + 1);
	p->layer = layer;
	return 0;
}

int
filter_add_tag(struct filter *f, struct slice tag)
{
	struct slice *p = one_more(f->tags, f->ntags, sizeof *p);

	if (p == NULL)
		return E_NOMEM;
	f->tags = p;
	f->tags[f->ntags++] = tag;
	return 0;
}

static bool
kind_fits(const struct filter *f, uint8_t kind)
{
	unsigned kinds = f->kinds != 0 ? f->kinds : 1u << KIND_ENTRY;

	return kind < sizeof kinds * CHAR_BIT && (kinds >> kind & 1) != 0;
}

/* [from, to) in the wall clock of where it was written, so that a day is that person's day. */
static bool
time_fits(const struct filter *f, const struct entry *e)
{
	int64_t wall;

	if (!f->has_from && !f->has_to)
		return true;
	if (!e->has_date && !e->has_created)
		return false;
	wall = when_wall(entry_when(e));
	return (!f->has_from || wall >= f->from) && (!f->has_to || wall < f->to);
}

/*
 * "fear" is the whole family: itself and "fear." followed by any word; never "fearless.x".  A word that was moved
 * counts where it is shown, and no longer where its id says.
 */
static bool
same_word(const struct vocabulary *voc, const char *wanted, struct slice id)
{
	size_t n = strlen(wanted);
	bool family = memchr(wanted, '.', n) == NULL;

	if (n == 0 || id.n == 0)
		return false;
	for (size_t i = 0; family && voc != NULL && i < voc->nmoved; i++)
		if (slice_is(id, voc->moved[i].id))
			return strcmp(feeling_family_name(voc->moved[i].family), wanted) == 0;
	if (id.n < n || memcmp(id.p, wanted, n) != 0)
		return false;
	return id.n == n || (id.p[n] == '.' && family);
}

bool
filter_feeling_fits(const struct filter_feeling *wanted, const struct vocabulary *voc, const struct entry_feeling *x)
{
	return same_word(voc, wanted->id, x->id) && (wanted->layer == LAYER_NONE || wanted->layer == x->layer);
}

static bool
strong_enough(const struct filter *f, const struct entry_feeling *x)
{
	if (!f->has_min)
		return true;
	return x->intensity != FEELING_NO_INTENSITY && x->intensity >= f->min;
}

static bool
has_feeling(const struct filter *f, const struct filter_feeling *wanted, const struct entry *e)
{
	for (size_t i = 0; i < e->nfeelings; i++) {
		const struct entry_feeling *x = &e->feelings[i];

		if (filter_feeling_fits(wanted, f->voc, x) && strong_enough(f, x))
			return true;
	}
	return false;
}

static bool
feelings_fit(const struct filter *f, const struct entry *e)
{
	/* --min alone asks for any feeling of that strength. */
	if (f->nfeelings == 0) {
		if (!f->has_min)
			return true;
		for (size_t i = 0; i < e->nfeelings; i++)
			if (strong_enough(f, &e->feelings[i]))
				return true;
		return false;
	}
	for (size_t i = 0; i < f->nfeelings; i++)
		if (has_feeling(f, &f->feelings[i], e) != f->all)
			return !f->all;
	return f->all;
}

/* "thought-record" means every version of it: the part of the entry's guide before its last '@'. */
static bool
guide_fits(const struct filter *f, const struct entry *e)
{
	struct slice name = e->guide;

	if (f->guide.n == 0)
		return true;
	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '@') {
			name.n = i - 1;
			break;
		}
	return slice_eq(name, f->guide);
}

static bool
tags_fit(const struct filter *f, const struct entry *e)
{
	for (size_t i = 0; i < f->ntags; i++)
		for (size_t k = 0; k < e->ntags; k++)
			if (slice_eq(f->tags[i], e->tags[k]))
				return true;
	return f->ntags == 0;
}

static bool
belief_fits(const struct filter *f, const struct entry *e)
{
	for (size_t i = 0; i < e->nbeliefs; i++)
		if (e->beliefs[i] == f->belief)
			return true;
	return f->belief == 0;
}

bool
filter_match(const struct filter *f, const struct entry *e)
{
	return kind_fits(f, e->kind) && time_fits(f, e) && feelings_fit(f, e) && guide_fits(f, e) &&
	    tags_fit(f, e) && belief_fits(f, e) && (f->also == NULL || f->also(f->also_arg, e));
}
