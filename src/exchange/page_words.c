/*
 * Days, feelings and answers as the page says them.
 *
 * In: values of entries.  Out: words through the pen.  Must never: rank, add up or judge what a person felt (CARE.md 5), or
 * call anything overdue (CARE.md 16).
 */
#include "page_inner.h"

#include <stdio.h>
#include <string.h>

#include "felt/base/text.h"
#include "inner.h"

/* ---- days ---- */

static const char *const months[] = {
	"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"
};
static const char *const weekdays[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };

void
day_words(struct buf *out, int64_t day)
{
	int year, month, dom;

	day_to_civil(day, &year, &month, &dom);
	buf_printf(out, "%d %s %d", dom, months[month - 1], year);
}

void
pen_day(struct pen *p, int64_t day)
{
	int year, month, dom;

	day_to_civil(day, &year, &month, &dom);
	pen_ownf(p, "%d %s %d", dom, months[month - 1], year);
}

void
pen_when(struct pen *p, struct when w)
{
	int64_t day = when_day(w), minute = (when_wall(w) - day * DAY_MS) / 60000;
	char iso[WHEN_TEXT];

	when_date(w, iso);
	pen_class(p, "time", NULL);
	pen_attr(p, "datetime", iso);
	pen_ownf(p, "%s ", weekdays[day_weekday(day)]);
	pen_day(p, day);
	if (w.offset != DAY_ONLY)
		pen_ownf(p, ", %02d:%02d", (int)(minute / 60), (int)(minute % 60));
	pen_close(p);
}

/* ---- feelings ---- */

/* The row of the other moment that belongs to feelings[i]: the first to the first, the second to the second. */
static const struct entry_feeling *
other_moment(const struct entry *e, size_t i)
{
	const struct entry_feeling *f = &e->feelings[i];
	size_t nth = 0;

	for (size_t k = 0; k < i; k++)
		nth += e->feelings[k].moment == f->moment && slice_eq(e->feelings[k].id, f->id);
	for (size_t k = 0; k < e->nfeelings; k++)
		if (e->feelings[k].moment != f->moment && slice_eq(e->feelings[k].id, f->id) && nth-- == 0)
			return &e->feelings[k];
	return NULL;
}

const struct entry_feeling *
feeling_again(const struct entry *e, size_t i)
{
	return e->feelings[i].moment ? NULL : other_moment(e, i);
}

bool
feeling_counts(const struct entry *e, size_t i)
{
	return !e->feelings[i].moment || other_moment(e, i) == NULL;
}

void
pen_feeling(struct pen *p, const struct page_packet *k, struct slice id, bool proposed)
{
	struct buf word = BUF_INIT;

	feeling_text(&word, id, k->voc);
	pen_run(p, buf_as_slice(&word));
	if (proposed)
		pen_own(p, "°");
	if (word.failed)
		p->out->failed = true;
	buf_release(&word);
}

#define NBSP "\xc2\xa0" /* a number stays on the line of its word */

/* " 70 (under), rated again 40" */
static void
ratings(struct pen *p, const struct entry_feeling *f, const struct entry_feeling *again)
{
	if (f->moment) {
		if (f->intensity != FEELING_NO_INTENSITY)
			pen_ownf(p, NBSP "%u", (unsigned)f->intensity);
		pen_own(p, f->layer == LAYER_UNDER ? " (under, named afterwards)" : " (named afterwards)");
		return;
	}
	if (f->intensity != FEELING_NO_INTENSITY)
		pen_ownf(p, NBSP "%u", (unsigned)f->intensity);
	if (f->layer == LAYER_UNDER)
		pen_own(p, " (under)");
	if (again != NULL && again->intensity != FEELING_NO_INTENSITY)
		pen_ownf(p, ", rated again" NBSP "%u", (unsigned)again->intensity);
}

void
pen_feelings(struct pen *p, const struct page_packet *k, const struct entry *e)
{
	bool more = false;

	for (size_t i = 0; i < e->nfeelings; i++) {
		const struct entry_feeling *f = &e->feelings[i];

		if (!feeling_counts(e, i))
			continue;
		if (more)
			pen_own(p, "; ");
		pen_feeling(p, k, f->id, f->source == SOURCE_SUGGESTION);
		ratings(p, f, feeling_again(e, i));
		more = true;
	}
}

/* ---- guides ---- */

bool
entry_by_guide(const struct entry *e, const char *name)
{
	size_t n = strlen(name);

	return e->guide.n >= n && memcmp(e->guide.p, name, n) == 0 && (e->guide.n == n || e->guide.p[n] == '@');
}

bool
entry_is_record(const struct entry *e)
{
	return entry_by_guide(e, "challenge") || entry_field(e, "hot-thought").n > 0 || entry_field(e, "evidence-for").n > 0 ||
	    entry_field(e, "evidence-against").n > 0;
}

bool
entry_rating(const struct entry *e, int what, uint8_t *value)
{
	for (size_t i = 0; i < e->nratings; i++)
		if (e->ratings[i].what == what) {
			*value = e->ratings[i].value;
			return true;
		}
	return false;
}

bool
entry_under(const struct entry *e, uint64_t belief)
{
	for (size_t i = 0; i < e->nbeliefs; i++)
		if (e->beliefs[i] == belief)
			return true;
	return false;
}

void
pen_again(struct pen *p, const struct entry *e)
{
	enum { HOUR = 60, DAY = 24 * HOUR, DAYS_FROM = 2 * DAY };
	struct slice s = entry_field(e, "rated-after");
	char digits[16];
	long minutes = 0;

	if (s.n > 0 && s.n < sizeof digits) {
		memcpy(digits, s.p, s.n);
		digits[s.n] = '\0';
		if (sscanf(digits, "%9ld", &minutes) != 1)
			minutes = 0;
	}
	if (minutes >= DAYS_FROM)
		pen_ownf(p, "rated again %ld days later", minutes / DAY);
	else if (minutes >= 2 * HOUR)
		pen_ownf(p, "rated again %ld hours later", minutes / HOUR);
	else
		pen_own(p, "rated again");
}

struct pair { const char *key, *words; };

static const char *
among(const struct pair *pairs, size_t n, struct slice key)
{
	for (size_t i = 0; i < n; i++)
		if (slice_is(key, pairs[i].key))
			return pairs[i].words;
	return NULL;
}
#define AMONG(pairs, key) among(pairs, sizeof(pairs) / sizeof(pairs)[0], key)

const char *
field_label(struct slice key)
{
	static const struct pair labels[] = {
		{ "situation", "Situation" }, { "automatic-thoughts", "Thoughts that came" }, { "hot-thought", "Hot thought" },
		{ "evidence-for", "Evidence for" }, { "evidence-against", "Evidence against" }, { "patterns", "Patterns that may fit" },
		{ "ending", "How it ended" }, { "balanced", "A sentence with room for both" },
		{ "compared", "Compared with the beginning" }, { "next-step", "One next step" }, { "notice", "Noticed in the body" },
		{ "surface", "Felt first" }, { "under", "Felt beneath" }, { "sentence", "When … I felt … and needed …" },
		{ "say", "What could be said" }, { "smallest", "The smallest true thing to share" }, { "word", "One word for now" },
		{ "kind", "One kind next thing" }, { "bring", "What I want to bring" }, { "stayed", "What stayed with me" },
		{ "step", "One small step" }, { "expect", "What I expected" }, { "who", "With whom" },
		{ "happened", "What happened" }, { "feared", "What I feared" }, { "distance", "What I did to get distance" },
		{ "protected", "What it protected" }, { "cost", "What it cost me" }, { "for-them", "What it was like for them" },
		{ "hurts", "What hurts" }, { "makes-sense", "It makes sense, because back then I had to …" }, { "need", "What I need" },
		{ "friend", "What I would say to a friend in my place" },
		{ "rated-after", "Rated again" }
	};

	return AMONG(labels, key);
}

/* ---- fields ---- */

void
pen_label(struct pen *p, const char *tag, struct slice key)
{
	const char *label = field_label(key);
	struct buf words = BUF_INIT;

	pen_open(p, tag);
	if (label != NULL) {
		pen_own(p, label);
	} else {
		key_words(&words, key);
		pen_run(p, buf_as_slice(&words));
	}
	pen_close(p);
	if (words.failed)
		p->out->failed = true;
	buf_release(&words);
}

static void
value(struct pen *p, const char *tag, const struct entry_field *f)
{
	struct buf words = BUF_INIT;

	value_words(&words, f);
	pen_block(p, tag, buf_as_slice(&words));
	if (words.failed)
		p->out->failed = true;
	buf_release(&words);
}

void
pen_field(struct pen *p, const struct entry *e, size_t first)
{
	const struct entry_field *f = &e->fields[first];
	bool list = f->shape == FIELD_ITEM;

	pen_label(p, "dt", f->key);
	if (list) {
		pen_open(p, "dd");
		pen_open(p, "ul");
	}
	for (size_t i = first; i < e->nfields; i++)
		if (slice_eq(e->fields[i].key, f->key))
			value(p, list ? "li" : "dd", &e->fields[i]);
	if (list) {
		pen_close(p);
		pen_close(p);
	}
}
