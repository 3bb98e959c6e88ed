/*
 * Collecting what trends show (felt/mind/trend.h).
 *
 * In: heads, in no order.  Out: arrays that trend_end() sorts.  Must never: keep a text, weigh a feeling, or count an
 * entry twice because it names two words of one family.
 *
 * A mark is one entry: its day and a bit for each family in it.  Everything about days, weeks, months and years is read from the
 * sorted marks.  Words are numbered: the table's own first, then families alone, then whatever else is met.
 */
#include "felt/mind/trend.h"

#include <stdlib.h>
#include <string.h>

#include "trend_inner.h"

enum { SLOTS = 1024, NO_WORD = 0xffff };

/* ---- words ---- */

static uint32_t
hash(const char *s, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)s[i]) * 16777619u;
	return h;
}

static int
family_of(const struct trend *t, const char *id, size_t n)
{
	struct slice s = { id, n };

	if (slice_is(s, "other.unsure"))
		return TREND_UNSURE;
	if (slice_is(s, "other.fine"))
		return TREND_FINE;
	return feeling_family_shown(t->voc, id, n);
}

/* The number of a word; a new one when there is room, else NO_WORD. */
static uint16_t
word_of(struct trend *t, const char *id, size_t n)
{
	uint32_t at = hash(id, n) % SLOTS;

	for (; t->slots[at] != NO_WORD; at = (at + 1) % SLOTS) {
		const struct trend_word *w = &t->words[t->slots[at]];

		if (memcmp(w->id, id, n) == 0 && w->id[n] == '\0')
			return t->slots[at];
	}
	if (t->nwords == TREND_WORDS_MAX)
		return NO_WORD;
	struct trend_word *w = &t->words[t->nwords];
	memset(w, 0, sizeof *w);
	memcpy(w->id, id, n);
	w->family = family_of(t, id, n);
	t->slots[at] = (uint16_t)t->nwords++;
	return t->slots[at];
}

static int
begin(struct trend *t, struct err *err)
{
	t->words = calloc(TREND_WORDS_MAX, sizeof *t->words);
	t->slots = malloc(SLOTS * sizeof *t->slots);
	t->pairs = t->want & TREND_WORDS ? calloc((size_t)TREND_WORDS_MAX * TREND_WORDS_MAX, sizeof *t->pairs) : NULL;
	if (!t->words || !t->slots || (t->want & TREND_WORDS && !t->pairs))
		return err_set(err, E_NOMEM, "trends");
	memset(t->slots, 0xff, SLOTS * sizeof *t->slots);
	for (size_t i = 0; i < FEELING_TABLE; i++)
		word_of(t, feeling_at(i)->id, strlen(feeling_at(i)->id));
	for (int f = 0; f < FEELING_FAMILIES; f++)
		word_of(t, feeling_family_name(f), strlen(feeling_family_name(f)));
	return 0;
}

/* ---- one entry ---- */

static void
count_pairs(struct trend *t, const uint16_t *met, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++) {
			t->pairs[met[i] * TREND_WORDS_MAX + met[k]]++;
			t->pairs[met[k] * TREND_WORDS_MAX + met[i]]++;
		}
}

static void
add_words(struct trend *t, const struct entry *e, uint16_t *families)
{
	uint16_t met[TREND_WORDS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < e->nfeelings; i++) {
		struct slice id = e->feelings[i].id;
		uint16_t w = id.n > 0 && id.n <= FEELING_ID_MAX ? word_of(t, id.p, id.n) : NO_WORD;
		int family = w == NO_WORD ? family_of(t, id.p, id.n) : t->words[w].family;

		if (family >= 0)
			*families |= (uint16_t)(1u << family);
		if (w == NO_WORD) {
			t->beyond++;
		} else if (t->words[w].last != t->entries) {
			t->words[w].last = t->entries;
			t->nused += t->words[w].entries++ == 0;
			met[n++] = w;
		}
	}
	if (t->pairs)
		count_pairs(t, met, n);
}

/* What was felt at the time; a second rating belongs to the record, not to the day. */
static void
add_ratings(struct trend *t, const struct entry *e, int32_t day)
{
	for (size_t p = 0; p < t->npicks; p++) {
		struct trend_rated r = { day, (uint8_t)p, 0, false };

		for (size_t i = 0; i < e->nfeelings; i++) {
			const struct entry_feeling *f = &e->feelings[i];

			if (f->moment || !filter_feeling_fits(&t->picks[p], t->voc, f))
				continue;
			r.intensity = f->intensity;
			buf_add(&t->rated, &r, sizeof r);
			r.again = true;
		}
	}
}

static uint8_t
rated(const struct entry *e, unsigned what)
{
	for (size_t i = 0; i < e->nratings; i++)
		if (e->ratings[i].what == what)
			return e->ratings[i].value;
	return TREND_NO_RATING;
}

static uint8_t
felt_before(const struct entry *e, struct slice id)
{
	for (size_t i = 0; i < e->nfeelings; i++)
		if (!e->feelings[i].moment && slice_eq(e->feelings[i].id, id))
			return e->feelings[i].intensity;
	return TREND_NO_RATING;
}

static void
add_record(struct trend *t, const struct entry *e, int32_t day)
{
	struct trend_record r;

	memset(&r, 0, sizeof r);
	r.key = entry_key(e);
	r.day = day;
	r.hot_before = rated(e, RATE_HOT_BEFORE);
	r.hot_after = rated(e, RATE_HOT_AFTER);
	r.balanced = rated(e, RATE_BALANCED);
	for (size_t i = 0; i < e->nfeelings && r.n < TREND_RATED_AGAIN; i++) {
		const struct entry_feeling *f = &e->feelings[i];
		uint16_t w = f->moment && f->id.n <= FEELING_ID_MAX ? word_of(t, f->id.p, f->id.n) : NO_WORD;

		if (w != NO_WORD)
			r.again[r.n++] = (struct trend_again){ w, felt_before(e, f->id), f->intensity };
	}
	if (r.n || r.hot_before != TREND_NO_RATING || r.hot_after != TREND_NO_RATING || r.balanced != TREND_NO_RATING)
		buf_add(&t->records, &r, sizeof r);
}

static void
add_points(struct trend *t, const struct entry *e, int32_t day)
{
	struct entry_key key = entry_key(e);

	for (size_t b = 0; b < e->nbeliefs; b++)
		for (size_t i = 0; i < e->nratings; i++) {
			const struct entry_rating *r = &e->ratings[i];
			struct trend_point p;

			if (r->what != RATE_BELIEF && r->what != RATE_RIVAL)
				continue;
			memset(&p, 0, sizeof p);
			p.belief = e->beliefs[b];
			p.date_ms = key.date_ms;
			p.created_ms = key.created_ms;
			p.day = day;
			p.what = r->what;
			p.value = r->value;
			buf_add(&t->points, &p, sizeof p);
		}
}

int
trend_add(struct trend *t, struct err *err, const struct entry *e)
{
	struct trend_mark m = { 0, 0, 0 };
	int rc = t->words && t->slots ? 0 : begin(t, err);

	if (rc || e->kind != KIND_ENTRY || (!e->has_date && !e->has_created))
		return rc;
	m.day = (int32_t)when_day(entry_when(e));
	if (t->entries++ == 0)
		t->first = t->last = m.day;
	t->first = m.day < t->first ? m.day : t->first;
	t->last = m.day > t->last ? m.day : t->last;
	add_words(t, e, &m.families);
	t->named += e->nfeelings > 0;
	m.named = e->nfeelings > 0;
	if (t->want & TREND_DAYS)
		buf_add(&t->marks, &m, sizeof m);
	if (t->want & TREND_RATINGS)
		add_ratings(t, e, m.day);
	if (t->want & TREND_RECORDS)
		add_record(t, e, m.day);
	if (t->want & TREND_BELIEFS)
		add_points(t, e, m.day);
	if (t->marks.failed || t->rated.failed || t->records.failed || t->points.failed)
		return err_set(err, E_NOMEM, "trends");
	return 0;
}

/* ---- the end ---- */

void
trend_release(struct trend *t)
{
	if (t->words)
		wipe(t->words, TREND_WORDS_MAX * sizeof *t->words);
	if (t->pairs)
		wipe(t->pairs, (size_t)TREND_WORDS_MAX * TREND_WORDS_MAX * sizeof *t->pairs);
	free(t->words);
	free(t->pairs);
	free(t->slots);
	buf_release(&t->marks);
	buf_release(&t->rated);
	buf_release(&t->records);
	buf_release(&t->points);
	*t = (struct trend){ .voc = t->voc, .picks = t->picks, .npicks = t->npicks, .want = t->want };
}

void
trend_again(struct trend *t)
{
	trend_release(t);
}

/* In place, for the C library's qsort may copy what it sorts, and leave the copy behind. */
static void
sink(uint8_t *p, size_t size, size_t i, size_t n, int (*cmp)(const void *a, const void *b))
{
	uint8_t item[sizeof(struct trend_record)];

	memcpy(item, p + i * size, size);
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && cmp(p + child * size, p + (child + 1) * size) < 0)
			child++;
		if (cmp(item, p + child * size) >= 0)
			break;
		memcpy(p + i * size, p + child * size, size);
	}
	memcpy(p + i * size, item, size);
	wipe(item, size);
}

static void
sort(struct buf *b, size_t size, int (*cmp)(const void *a, const void *b))
{
	uint8_t item[sizeof(struct trend_record)];
	size_t n = b->n / size, i = 1;

	while (i < n && cmp(b->p + (i - 1) * size, b->p + i * size) <= 0)
		i++;
	if (i >= n)
		return; /* as it mostly is: packs are filled in the order of writing */
	for (i = n / 2; i-- > 0;)
		sink(b->p, size, i, n, cmp);
	for (size_t end = n; end-- > 1;) {
		memcpy(item, b->p + end * size, size);
		memcpy(b->p + end * size, b->p, size);
		memcpy(b->p, item, size);
		sink(b->p, size, 0, end, cmp);
	}
	wipe(item, sizeof item);
}

int
trend_end(struct trend *t, struct err *err)
{
	int rc = t->words && t->slots ? 0 : begin(t, err);

	sort(&t->marks, sizeof(struct trend_mark), marks_in_order);
	sort(&t->rated, sizeof(struct trend_rated), rated_in_order);
	sort(&t->records, sizeof(struct trend_record), records_in_order);
	sort(&t->points, sizeof(struct trend_point), points_in_order);
	return rc;
}
