/*
 * A thought record as lines (layout.h).
 *
 * In: an entry with the fields of `challenge`, whatever it lacks.  Out: the record in the order in which it was made.  Must
 * never: show an empty list as the empty side of a balance, or a number as better or worse than another (CARE.md 5, 11).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/look/layout.h"

enum { SIDE_BY_SIDE = 72, RATED_LATER = 6 * 60, TWO_DAYS = 48 * 60, DAY_MINUTES = 24 * 60 };

static const char nothing_noted[] = "nothing noted", between[] = " | ";

bool
is_record(const struct entry *e)
{
	static const char name[] = "challenge";
	size_t n = sizeof name - 1;

	return e->guide.n >= n && !memcmp(e->guide.p, name, n) && (e->guide.n == n || e->guide.p[n] == '@');
}

/* ---- pieces ---- */

static void
label(struct layout *l, struct slice key, size_t columns)
{
	struct buf words = BUF_INIT;

	for (size_t i = 0; i < key.n; i++)
		buf_u8(&words, key.p[i] == '-' ? ' ' : (uint8_t)key.p[i]);
	layout_gap(l);
	layout_line(l, INK_BOLD, buf_as_slice(&words), columns);
	l->failed = l->failed || words.failed;
	buf_release(&words);
}

static void
our_line(struct layout *l, enum ink ink, struct buf *b, size_t columns)
{
	layout_wrapped(l, ink, buf_as_slice(b), columns, "");
	l->failed = l->failed || b->failed;
	buf_release(b);
}

static bool
is_list(const struct entry *e, struct slice key)
{
	for (size_t i = 0; i < e->nfields; i++)
		if (slice_eq(e->fields[i].key, key))
			return e->fields[i].shape == FIELD_ITEM;
	return false;
}

static size_t
items(struct layout *l, const struct entry *e, struct slice key, size_t columns)
{
	size_t n = 0;

	for (size_t i = 0; i < e->nfields; i++) {
		const struct entry_field *f = &e->fields[i];

		if (!slice_eq(f->key, key) || f->value.n == 0)
			continue;
		layout_wrapped(l, INK_PLAIN, f->value, columns, f->shape == FIELD_ITEM ? "- " : "");
		n++;
	}
	return n;
}

/* A field with its name above it; nothing where it is absent. */
static void
field(struct layout *l, const struct entry *e, const char *key, size_t columns)
{
	if (entry_field(e, key).n || is_list(e, slice_of(key))) {
		label(l, slice_of(key), columns);
		if (!items(l, e, slice_of(key), columns))
			layout_line(l, INK_DIM, slice_of(nothing_noted), columns);
	}
}

static bool
rating(const struct entry *e, unsigned what, unsigned *value)
{
	for (size_t i = 0; i < e->nratings; i++)
		if (e->ratings[i].what == what) {
			*value = e->ratings[i].value;
			return true;
		}
	return false;
}

/* "felt true: 85 -> 40 of 100": whichever of the two there is. */
static void
true_line(struct layout *l, const struct entry *e, unsigned before, unsigned after, size_t columns)
{
	struct buf b = BUF_INIT;
	unsigned first, again;
	bool was = rating(e, before, &first), is = after && rating(e, after, &again);

	if (!was && !is)
		return;
	buf_str(&b, "felt true: ");
	if (was && is)
		buf_printf(&b, "%u -> %u of 100", first, again);
	else if (was)
		buf_printf(&b, "%u of 100", first);
	else
		buf_printf(&b, "%u of 100 afterwards", again);
	our_line(l, INK_FEELING, &b, columns);
}

/* ---- feelings ---- */

static void
put_word(struct buf *b, const struct entry_feeling *f, const struct vocabulary *voc)
{
	const struct feeling *known = feeling_by_id(voc, f->id.p, f->id.n);
	const char *dot = f->id.n ? memchr(f->id.p, '.', f->id.n) : NULL;
	struct slice word = dot ? (struct slice){ dot + 1, f->id.n - (size_t)(dot + 1 - f->id.p) } : f->id;

	if (known)
		buf_str(b, known->word);
	else
		buf_slice(b, word);
}

static const struct entry_feeling *
rated_again(const struct entry *e, struct slice id)
{
	for (size_t i = 0; i < e->nfeelings; i++)
		if (e->feelings[i].moment == 1 && slice_eq(e->feelings[i].id, id))
			return &e->feelings[i];
	return NULL;
}

static bool
at_the_time(const struct entry *e, struct slice id)
{
	for (size_t i = 0; i < e->nfeelings; i++)
		if (e->feelings[i].moment == 0 && slice_eq(e->feelings[i].id, id))
			return true;
	return false;
}

static void
feeling_line(struct layout *l, const struct entry *e, const struct entry_feeling *f, const struct vocabulary *voc, size_t columns)
{
	const struct entry_feeling *again = f->moment == 0 ? rated_again(e, f->id) : NULL;
	struct buf b = BUF_INIT;

	put_word(&b, f, voc);
	if (f->intensity != FEELING_NO_INTENSITY)
		buf_printf(&b, " %u", f->intensity);
	if (again && again->intensity != FEELING_NO_INTENSITY)
		buf_printf(&b, "%s -> %u", f->intensity == FEELING_NO_INTENSITY ? " not rated" : "", again->intensity);
	if (f->layer == LAYER_UNDER)
		buf_str(&b, " (under)");
	else if (f->layer == LAYER_SURFACE && feeling_covers(f->id.p, f->id.n))
		buf_str(&b, " (surface)");
	if (f->moment == 1)
		buf_str(&b, " (afterwards)");
	our_line(l, INK_FEELING, &b, columns);
}

static void
feelings(struct layout *l, const struct entry *e, const struct vocabulary *voc, size_t columns)
{
	if (e->nfeelings)
		label(l, slice_of("feelings"), columns);
	for (size_t i = 0; i < e->nfeelings; i++) {
		const struct entry_feeling *f = &e->feelings[i];

		if (f->moment == 0 || !at_the_time(e, f->id))
			feeling_line(l, e, f, voc, columns);
	}
}

/* CARE.md 14. */
static void
rated_later(struct layout *l, const struct entry *e, size_t columns)
{
	struct slice s = entry_field(e, "rated-after");
	uint64_t minutes = 0;
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < s.n && i < 12; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return;
		minutes = minutes * 10 + (uint64_t)(s.p[i] - '0');
	}
	if (minutes <= RATED_LATER)
		return;
	if (minutes < TWO_DAYS)
		buf_printf(&b, "rated again %" PRIu64 " hours later", minutes / 60);
	else
		buf_printf(&b, "rated again %" PRIu64 " days later", (minutes + DAY_MINUTES / 2) / DAY_MINUTES);
	layout_gap(l);
	our_line(l, INK_DIM, &b, columns);
}

/* ---- evidence ---- */

static void
one_side(struct layout *l, const struct entry *e, const char *key, size_t columns)
{
	label(l, slice_of(key), columns);
	if (!items(l, e, slice_of(key), columns))
		layout_line(l, INK_DIM, slice_of(nothing_noted), columns);
}

static void
put_side(struct buf *b, const struct layout *side, size_t i, size_t columns)
{
	enum ink ink;
	struct slice s = i < side->n ? layout_at(side, i, &ink) : (struct slice){ NULL, 0 };
	size_t used = text_width(s.p, s.n);

	buf_slice(b, s);
	for (; used < columns; used++)
		buf_u8(b, ' ');
}

static void
evidence(struct layout *l, const struct entry *e, size_t columns)
{
	struct layout left = { .apart = l->apart }, right = { .apart = l->apart };
	size_t half = (columns - (sizeof between - 1)) / 2;
	struct buf b = BUF_INIT;

	if (columns == SIZE_MAX || columns < SIDE_BY_SIDE) {
		one_side(l, e, "evidence-for", columns);
		one_side(l, e, "evidence-against", columns);
		return;
	}
	one_side(&left, e, "evidence-for", half);
	one_side(&right, e, "evidence-against", half);
	layout_gap(l);
	for (size_t i = 0; i < left.n || i < right.n; i++) {
		buf_clear(&b);
		put_side(&b, &left, i, half);
		buf_str(&b, between);
		put_side(&b, &right, i, 0);
		while (b.n && b.p[b.n - 1] == ' ')
			buf_truncate(&b, b.n - 1);
		layout_add(l, i == 0 ? INK_BOLD : INK_PLAIN, buf_as_slice(&b));
	}
	l->failed = l->failed || b.failed || left.failed || right.failed;
	buf_release(&b);
	layout_release(&left);
	layout_release(&right);
}

/* ---- choices ---- */

static void
choice(struct layout *l, const struct entry *e, const char *key, const char *const *slugs, const char *const *words, size_t columns)
{
	struct slice s = entry_field(e, key);

	if (!s.n)
		return;
	label(l, slice_of(key), columns);
	for (size_t i = 0; slugs[i]; i++)
		if (slice_is(s, slugs[i])) {
			layout_wrapped(l, INK_PLAIN, slice_of(words[i]), columns, "");
			return;
		}
	layout_wrapped(l, INK_PLAIN, s, columns, "");
}

static void
patterns(struct layout *l, const struct entry *e, size_t columns)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < e->nfields; i++) {
		struct slice s = e->fields[i].value;

		if (!slice_is(e->fields[i].key, "patterns") || !s.n)
			continue;
		buf_str(&b, b.n ? ", " : "");
		if (slice_is(s, "none"))
			s = slice_of("none of these");
		for (size_t k = 0; k < s.n; k++)
			buf_u8(&b, s.p[k] == '-' ? ' ' : (uint8_t)s.p[k]);
	}
	if (!b.n)
		return;
	label(l, slice_of("patterns that may fit"), columns);
	our_line(l, INK_PLAIN, &b, columns);
}

/* ---- the whole of it ---- */

static bool
is_laid_out(struct slice key)
{
	static const char *const known[] = {
		"situation", "automatic-thoughts", "hot-thought", "evidence-for", "evidence-against", "patterns", "ending", "balanced",
		"compared", "next-step", "rated-after"
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_is(key, known[i]))
			return true;
	return false;
}

/* Where a draft stands in its guide is nobody's answer. */
static bool
is_inner(struct slice key)
{
	return key.n > 0 && key.p[0] == '.' && !slice_is(key, ".text");
}

static void
other_fields(struct layout *l, const struct entry *e, bool record, size_t columns)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct entry_field *f = &e->fields[i];

		if (is_inner(f->key) || (record && is_laid_out(f->key)))
			continue;
		if (slice_is(f->key, ".text"))
			layout_gap(l);
		else if (i == 0 || !slice_eq(f->key, e->fields[i - 1].key))
			label(l, f->key, columns);
		layout_wrapped(l, INK_PLAIN, f->value, columns, f->shape == FIELD_ITEM ? "- " : "");
	}
}

static void
conviction(struct layout *l, const struct entry *e, unsigned what, const char *words, size_t columns)
{
	struct buf b = BUF_INIT;
	unsigned value;

	if (!rating(e, what, &value))
		return;
	label(l, slice_of(words), columns);
	buf_printf(&b, "%u of 100", value);
	our_line(l, INK_FEELING, &b, columns);
}

void
layout_record(struct layout *l, const struct entry *e, const struct vocabulary *voc, size_t columns)
{
	static const char *const endings[] = { "new-view", "kept", "undecided", NULL };
	static const char *const ending_words[] = { "a new view", "the thought is kept; it may be true", "undecided", NULL };
	static const char *const answers[] = { "easier", "same", "heavier", "unsure", NULL };
	static const char *const answer_words[] = { "easier", "about the same", "heavier", "can't tell", NULL };

	field(l, e, "situation", columns);
	feelings(l, e, voc, columns);
	field(l, e, "automatic-thoughts", columns);
	field(l, e, "hot-thought", columns);
	true_line(l, e, RATE_HOT_BEFORE, RATE_HOT_AFTER, columns);
	evidence(l, e, columns);
	patterns(l, e, columns);
	choice(l, e, "ending", endings, ending_words, columns);
	field(l, e, "balanced", columns);
	true_line(l, e, RATE_BALANCED, 0, columns);
	rated_later(l, e, columns);
	choice(l, e, "compared", answers, answer_words, columns);
	field(l, e, "next-step", columns);
	conviction(l, e, RATE_BELIEF, "how true the belief felt", columns);
	conviction(l, e, RATE_RIVAL, "how true the kinder sentence felt", columns);
	other_fields(l, e, true, columns);
}

void
layout_fields(struct layout *l, const struct entry *e, size_t columns)
{
	static const char *const rated[] = {
		[RATE_HOT_BEFORE] = "how true it felt", [RATE_HOT_AFTER] = "how true it felt afterwards",
		[RATE_BALANCED] = "how true the balanced thought felt", [RATE_BELIEF] = "how true the belief felt",
		[RATE_RIVAL] = "how true the kinder sentence felt"
	};

	other_fields(l, e, false, columns);
	for (unsigned what = RATE_HOT_BEFORE; what <= RATE_RIVAL; what++)
		conviction(l, e, what, rated[what], columns);
}
