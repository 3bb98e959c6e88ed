/*
 * One thing written, as a plain value (entry.h).
 *
 * In: slices into somebody's buffers and small numbers.  Out: an entry with arrays of its own, and
 * answers about it.  Must never: copy or keep a text; the arrays hold slices, so nothing in them
 * needs wiping and realloc may move them freely.
 */
#include "felt/model/entry.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "felt/base/text.h"

enum {
	ARRAY_LEAST = 8,
	INTENSITY_MAX = 100, INTENSITY_NONE = 255,
	LAYER_LAST = 2, ORIGIN_LAST = 2, MOMENT_LAST = 1,
	FEELING_ID_BYTES = 64,
	EXTRA_LEAST = 0x8000,  /* below it a type means something, FORMAT.md 3 */
	NUMBER_DIGITS = 18     /* what an int64 holds in any case */
};

/* ---- arrays ---- */

/* Gives `to` the arrays' memory of `from`; the counts stay as they are. */
static void
give_arrays(struct entry *to, const struct entry *from)
{
	to->feelings = from->feelings; to->cfeelings = from->cfeelings;
	to->tags = from->tags;         to->ctags = from->ctags;
	to->beliefs = from->beliefs;   to->cbeliefs = from->cbeliefs;
	to->ratings = from->ratings;   to->cratings = from->cratings;
	to->seen = from->seen;         to->cseen = from->cseen;
	to->fields = from->fields;     to->cfields = from->cfields;
	to->extra = from->extra;       to->cextra = from->cextra;
	to->tail = from->tail;         to->ctail = from->ctail;
}

void
entry_reset(struct entry *e)
{
	/* The arrays come last in the struct; of them only the counts go. */
	memset(e, 0, offsetof(struct entry, feelings));
	e->nfeelings = e->ntags = e->nbeliefs = e->nratings = e->nseen = e->nfields = e->nextra = e->ntail = 0;
}

void
entry_release(struct entry *e)
{
	free(e->feelings);
	free(e->tags);
	free(e->beliefs);
	free(e->ratings);
	free(e->seen);
	free(e->fields);
	free(e->extra);
	free(e->tail);
	*e = (struct entry){ 0 };
}

/* Room for `need` items of `size` bytes: the array, perhaps moved, or NULL with the old one intact. */
static void *
room(void *array, size_t *cap, size_t need, size_t size)
{
	size_t c = *cap < ARRAY_LEAST ? ARRAY_LEAST : *cap;
	void *p;

	if (need <= *cap && array != NULL)
		return array;
	while (c < need)
		c = c <= SIZE_MAX / 2 ? c * 2 : need;
	if (c > SIZE_MAX / size)
		return NULL;
	p = realloc(array, c * size);
	if (p != NULL)
		*cap = c;
	return p;
}

/* `##` glues the array's name to its count and capacity; a function cannot be generic over the types. */
#define RESERVE(e, array, more) do { \
	void *p_ = room((e)->array, &(e)->c##array, (e)->n##array + (more), sizeof *(e)->array); \
	if (p_ == NULL) \
		return E_NOMEM; \
	(e)->array = p_; \
} while (0)

#define APPEND(e, array, item) do { \
	RESERVE(e, array, 1); \
	(e)->array[(e)->n##array++] = (item); \
	return 0; \
} while (0)

int
entry_add_feeling(struct entry *e, struct entry_feeling f)
{
	APPEND(e, feelings, f);
}

int
entry_add_tag(struct entry *e, struct slice tag)
{
	APPEND(e, tags, tag);
}

int
entry_add_belief(struct entry *e, uint64_t id)
{
	APPEND(e, beliefs, id);
}

int
entry_add_rating(struct entry *e, struct entry_rating r)
{
	APPEND(e, ratings, r);
}

int
entry_add_seen(struct entry *e, struct entry_seen s)
{
	APPEND(e, seen, s);
}

int
entry_add_field(struct entry *e, struct entry_field f)
{
	APPEND(e, fields, f);
}

int
entry_add_extra(struct entry *e, struct entry_extra x)
{
	APPEND(e, extra, x);
}

int
entry_add_tail(struct entry *e, struct entry_extra x)
{
	APPEND(e, tail, x);
}

#define COPY(to, from, array) do { \
	if ((from)->n##array > 0) { \
		RESERVE(to, array, (from)->n##array); \
		memcpy((to)->array, (from)->array, (from)->n##array * sizeof *(to)->array); \
		(to)->n##array = (from)->n##array; \
	} \
} while (0)

static int
copy_arrays(struct entry *to, const struct entry *from)
{
	COPY(to, from, feelings);
	COPY(to, from, tags);
	COPY(to, from, beliefs);
	COPY(to, from, ratings);
	COPY(to, from, seen);
	COPY(to, from, fields);
	COPY(to, from, extra);
	COPY(to, from, tail);
	return 0;
}

int
entry_copy(struct entry *to, const struct entry *from)
{
	struct entry own;
	int rc;

	if (to == from)
		return 0;
	entry_reset(to);
	rc = copy_arrays(to, from);
	if (rc < 0) {
		/* Half a copy is worse than none: it could be saved. */
		entry_reset(to);
		return rc;
	}
	/* Everything at once, so that a member added later is not forgotten; then the arrays again. */
	own = *to;
	*to = *from;
	give_arrays(to, &own);
	return 0;
}

void
entry_remove_feeling(struct entry *e, size_t i)
{
	if (i >= e->nfeelings)
		return;
	e->nfeelings--;
	memmove(e->feelings + i, e->feelings + i + 1, (e->nfeelings - i) * sizeof *e->feelings);
}

void
entry_remove_tag(struct entry *e, size_t i)
{
	if (i >= e->ntags)
		return;
	e->ntags--;
	memmove(e->tags + i, e->tags + i + 1, (e->ntags - i) * sizeof *e->tags);
}

struct slice
entry_field(const struct entry *e, const char *key)
{
	struct slice none = { NULL, 0 };

	for (size_t i = 0; i < e->nfields; i++)
		if (slice_is(e->fields[i].key, key))
			return e->fields[i].value;
	return none;
}

/* ---- what is computed ---- */

/* A draft keeps its place in the guide in fields such as ".step"; of these only ".text" was written by somebody. */
static bool
is_writing(const struct entry_field *f)
{
	return f->shape == FIELD_TEXT && (f->key.n == 0 || f->key.p[0] != '.' || slice_is(f->key, ".text"));
}

void
entry_derive(struct entry *e)
{
	uint64_t words = 0;

	e->opening = (struct slice){ NULL, 0 };
	e->words = 0;
	e->has_words = false;
	if (e->kind == KIND_TOMBSTONE)
		return;
	if (e->has_text) {
		words = text_words(e->text.p, e->text.n);
		e->opening = text_opening(e->text.p, e->text.n);
	}
	for (size_t i = 0; i < e->nfields; i++) {
		const struct entry_field *f = &e->fields[i];

		words += text_words(f->value.p, f->value.n);
		if (e->opening.n == 0 && is_writing(f))
			e->opening = text_opening(f->value.p, f->value.n);
	}
	e->words = words > UINT32_MAX ? UINT32_MAX : (uint32_t)words;
	e->has_words = true;
}

/* ---- fit to be written ---- */

/* `what` is the kind of text ("title"), never the text. */
static int
check_text(struct err *err, struct slice s, size_t max, const char *what)
{
	struct err why = { 0 };
	int rc = text_check(&why, s.p, s.n, max);

	return rc < 0 ? err_num(err, why.code, why.n, "%s", what) : 0;
}

static bool
id_fits(uint64_t id)
{
	return id > 0 && id <= INT64_MAX;
}

static int
check_head(struct err *err, const struct entry *e)
{
	/* 0 is an entry that has no id yet; whoever writes it gives it one. */
	if (e->id > INT64_MAX)
		return err_set(err, E_USAGE, "id");
	if (e->kind < KIND_ENTRY || e->kind > KIND_PREVIOUS)
		return err_set(err, E_USAGE, "kind");
	/* Writing and changing happen at an instant; only what an entry is about can be a whole day. */
	if (e->has_created && (!when_valid(e->created) || e->created.offset == DAY_ONLY))
		return err_set(err, E_DATE, "created");
	if (e->has_date && !when_valid(e->date))
		return err_set(err, E_DATE, "date");
	if (e->has_modified && (!when_valid(e->modified) || e->modified.offset == DAY_ONLY))
		return err_set(err, E_DATE, "modified");
	if (e->ref != 0 && !id_fits(e->ref))
		return err_set(err, E_USAGE, "id of another entry");
	for (size_t i = 0; i < e->nbeliefs; i++)
		if (!id_fits(e->beliefs[i]))
			return err_set(err, E_USAGE, "id of a belief");
	return 0;
}

static int
check_feeling(struct err *err, const struct entry_feeling *f)
{
	if (f->intensity > INTENSITY_MAX && f->intensity != INTENSITY_NONE)
		return err_set(err, E_USAGE, "intensity");
	if (f->layer > LAYER_LAST || f->source > ORIGIN_LAST || f->moment > MOMENT_LAST)
		return err_set(err, E_USAGE, "feeling");
	if (f->id.n == 0)
		return err_set(err, E_USAGE, "feeling");
	return check_text(err, f->id, FEELING_ID_BYTES, "feeling");
}

static bool
is_number(struct slice s)
{
	size_t i = s.n > 0 && s.p[0] == '-' ? 1 : 0;

	if (s.n == i || s.n - i > NUMBER_DIGITS)
		return false;
	for (; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static int
check_field(struct err *err, const struct entry_field *f)
{
	int rc;

	if (f->shape > FIELD_NUMBER || f->key.n == 0)
		return err_set(err, E_USAGE, "field");
	if (f->shape == FIELD_NUMBER && !is_number(f->value))
		return err_set(err, E_USAGE, "number");
	rc = check_text(err, f->key, FIELD_KEY_MAX, "key of a field");
	return rc < 0 ? rc : check_text(err, f->value, TEXT_MAX, "field");
}

static int
check_lists(struct err *err, const struct entry *e)
{
	int rc = 0;

	for (size_t i = 0; i < e->nfeelings && rc == 0; i++)
		rc = check_feeling(err, &e->feelings[i]);
	for (size_t i = 0; i < e->ntags && rc == 0; i++)
		rc = e->tags[i].n > 0 ? check_text(err, e->tags[i], TAG_MAX, "tag") : err_set(err, E_USAGE, "tag");
	for (size_t i = 0; i < e->nratings && rc == 0; i++)
		if (e->ratings[i].what < RATE_HOT_BEFORE || e->ratings[i].what > RATE_RIVAL ||
		    e->ratings[i].value > INTENSITY_MAX)
			rc = err_set(err, E_USAGE, "rating");
	for (size_t i = 0; i < e->nfields && rc == 0; i++)
		rc = check_field(err, &e->fields[i]);
	for (size_t i = 0; i < e->nextra && rc == 0; i++)
		if (e->extra[i].type < EXTRA_LEAST)
			rc = err_set(err, E_USAGE, "unknown part");
	for (size_t i = 0; i < e->ntail && rc == 0; i++)
		if (e->tail[i].type < EXTRA_LEAST)
			rc = err_set(err, E_USAGE, "unknown part");
	return rc;
}

int
entry_check(struct err *err, const struct entry *e)
{
	int rc;

	if ((rc = check_head(err, e)) < 0 ||
	    (rc = check_text(err, e->title, TITLE_MAX, "title")) < 0 ||
	    (rc = check_text(err, e->guide, FIELD_KEY_MAX, "guide")) < 0 ||
	    (rc = check_text(err, e->source, SOURCE_MAX, "source")) < 0 ||
	    (rc = check_text(err, e->opening, OPENING_MAX, "opening")) < 0 ||
	    (rc = check_text(err, e->text, TEXT_MAX, "text")) < 0)
		return rc;
	return check_lists(err, e);
}

/* ---- order ---- */

struct when
entry_when(const struct entry *e)
{
	return e->has_date ? e->date : e->created;
}

struct entry_key
entry_key(const struct entry *e)
{
	struct entry_key k = { entry_when(e).ms, e->created.ms, e->id };

	return k;
}

int
entry_key_cmp(const struct entry_key *a, const struct entry_key *b)
{
	if (a->date_ms != b->date_ms)
		return a->date_ms < b->date_ms ? -1 : 1;
	if (a->created_ms != b->created_ms)
		return a->created_ms < b->created_ms ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return 0;
}
