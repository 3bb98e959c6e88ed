/*
 * What every form of an entry that is meant for people has in common: feelings in words, keys as words, the walk through its answers.
 *
 * In: an entry.  Out: plain text, neither escaped nor made safe for a terminal; whoever writes it to a
 * document or a screen does that.  Must never: sum, rank or judge what a person felt (CARE.md 5).
 */
#include "inner.h"

#include <string.h>

#include "felt/model/id.h"

enum { INTENSITY_MOST = 100 };

const char *
section_title(int kind)
{
	switch (kind) {
	case KIND_BELIEF:
		return "Beliefs";
	case KIND_FOLLOWUP:
		return "Follow-ups";
	default:
		return "Entries";
	}
}

void
key_words(struct buf *out, struct slice key)
{
	for (size_t i = 0; i < key.n; i++)
		buf_u8(out, key.p[i] == '-' ? ' ' : (uint8_t)key.p[i]);
}

void
rating_words(struct buf *out, struct slice key)
{
	static const char *const words[][2] = {
		{ "belief-before", "how true the hot thought felt" }, { "belief-after", "how true the hot thought felt afterwards" },
		{ "balanced-belief", "how true the balanced thought felt" }, { "conviction", "how true the belief felt" },
		{ "rival-conviction", "how true the kinder sentence felt" }
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_is(key, words[i][0])) {
			buf_str(out, words[i][1]);
			return;
		}
	key_words(out, key);
}

void
label_words(struct buf *out, struct slice key)
{
	static const char *const words[][2] = {
		{ "rated-after", "rated again" }, { "compared", "compared with the beginning" }, { "rival", "a kinder sentence" },
		{ "once", "what it once protected from" }, { "dismiss", "how I might wave evidence away" }, { "expected", "what I expect" },
		{ "outcome", "what came of it" }, { "happened", "what happened" }
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_is(key, words[i][0])) {
			buf_str(out, words[i][1]);
			return;
		}
	rating_words(out, key);
}

/* "3 days later"; CARE.md 14. */
static void
later(struct buf *out, struct slice minutes)
{
	unsigned long long n = 0;
	const char *unit = "minute";

	for (size_t i = 0; i < minutes.n; i++) {
		if (minutes.p[i] < '0' || minutes.p[i] > '9' || i > 9) {
			buf_slice(out, minutes);
			return;
		}
		n = n * 10 + (unsigned)(minutes.p[i] - '0');
	}
	if (n >= 48 * 60) {
		n /= 24 * 60;
		unit = "day";
	} else if (n >= 60) {
		n /= 60;
		unit = "hour";
	}
	buf_printf(out, "%llu %s%s later", n, unit, n == 1 ? "" : "s");
}

void
value_words(struct buf *out, const struct entry_field *f)
{
	static const char *const words[][3] = {
		{ "ending", "new-view", "a new view" }, { "ending", "kept", "the thought is kept; it may be true" }, { "compared", "same", "about the same" },
		{ "compared", "unsure", "can't tell" }, { "outcome", "not-said", "not said" }, { "outcome", "not-now", "not now" },
		{ "outcome", "let-go", "let go" }
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_is(f->key, words[i][0]) && slice_is(f->value, words[i][1])) {
			buf_str(out, words[i][2]);
			return;
		}
	if (f->shape == FIELD_NUMBER && slice_is(f->key, "rated-after"))
		later(out, f->value);
	else if (slice_is(f->key, "patterns"))
		key_words(out, f->value);
	else
		buf_slice(out, f->value);
}

bool
belief_words(const struct export *x, const struct entry *e, size_t i, struct buf *out)
{
	size_t before = out->n;
	char id[ID_TEXT];

	if (x->belief == NULL || !x->belief(x->belief_arg, e->beliefs[i], out)) {
		id_text(e->beliefs[i], id);
		buf_str(out, id);
	}
	return out->n > before;
}

/* An id without a word: "fear.some-word" was added by its writer somewhere else; "fear" is the family itself. */
static void
word_of_id(struct buf *out, struct slice id)
{
	const char *dot = memchr(id.p, '.', id.n);
	size_t from = dot != NULL ? (size_t)(dot - id.p) + 1 : 0;

	key_words(out, (struct slice){ id.p + from, id.n - from });
}

void
feeling_text(struct buf *out, struct slice id, const struct vocabulary *voc)
{
	const struct feeling *f = id.n > 0 ? feeling_by_id(voc, id.p, id.n) : NULL;

	if (f != NULL)
		buf_str(out, f->word);
	else if (id.n > 0)
		word_of_id(out, id);
}

const struct entry_feeling *
feeling_rated_again(const struct entry *e, size_t i)
{
	size_t nth = 0;

	for (size_t k = 0; k < i; k++)
		nth += e->feelings[k].moment == e->feelings[i].moment && slice_eq(e->feelings[k].id, e->feelings[i].id);
	for (size_t k = 0; k < e->nfeelings; k++)
		if (e->feelings[k].moment != e->feelings[i].moment && slice_eq(e->feelings[k].id, e->feelings[i].id) && nth-- == 0)
			return &e->feelings[k];
	return NULL;
}

/* "(under, 40 afterwards)" */
static void
remarks(struct buf *out, const struct entry_feeling *f, const struct entry_feeling *again)
{
	bool under = f->layer == LAYER_UNDER, after = again != NULL && again->intensity != FEELING_NO_INTENSITY;

	if (!under && !after && !f->moment)
		return;
	buf_str(out, under ? " (under" : " (");
	if (under && (after || f->moment))
		buf_str(out, ", ");
	if (after)
		buf_printf(out, "%u ", (unsigned)again->intensity);
	if (after || f->moment)
		buf_str(out, "afterwards");
	buf_u8(out, ')');
}

void
feelings_text(struct buf *out, const struct entry *e, const struct vocabulary *voc)
{
	feelings_drawn(out, e, voc, NULL);
}

void
feelings_drawn(struct buf *out, const struct entry *e, const struct vocabulary *voc, const char *level(uint32_t value, uint32_t most))
{
	bool more = false;

	for (size_t i = 0; i < e->nfeelings; i++) {
		const struct entry_feeling *f = &e->feelings[i], *other = feeling_rated_again(e, i);

		if (f->moment && other != NULL)
			continue;
		if (more)
			buf_str(out, ", ");
		feeling_text(out, f->id, voc);
		if (f->intensity != FEELING_NO_INTENSITY) {
			buf_str(out, " ");
			buf_str(out, level && f->intensity ? level(f->intensity, INTENSITY_MOST) : "");
			buf_decimal(out, f->intensity);
		}
		remarks(out, f, f->moment ? NULL : other);
		more = true;
	}
}

/* ---- what stands below a text ---- */

static void
heading(struct export *x, const struct people_marks *m, struct slice key)
{
	struct buf words = BUF_INIT;

	label_words(&words, key);
	m->heading(x->out, buf_as_slice(&words));
	x->out->failed = x->out->failed || words.failed;
	buf_release(&words);
}

static void
line(struct export *x, const struct people_marks *m, const char *mark, const struct buf *words, const char *indent)
{
	buf_str(x->out, mark);
	m->text(x->out, buf_as_slice(words), indent);
	buf_u8(x->out, '\n');
	x->out->failed = x->out->failed || words->failed;
}

static void
beliefs(struct export *x, const struct people_marks *m, const struct entry *e)
{
	struct buf words = BUF_INIT;
	bool headed = false;

	for (size_t i = 0; i < e->nbeliefs; i++) {
		buf_clear(&words);
		if (!belief_words(x, e, i, &words))
			continue;
		if (!headed)
			heading(x, m, slice_of(e->nbeliefs > 1 ? "beliefs" : "belief"));
		headed = true;
		line(x, m, m->item, &words, m->item_indent);
	}
	buf_release(&words);
}

/* All of one key: the items of a list, or what a foreign writer has put under it twice. */
static void
values(struct export *x, const struct people_marks *m, const struct entry *e, size_t first)
{
	bool list = e->fields[first].shape == FIELD_ITEM;
	struct buf words = BUF_INIT;

	for (size_t i = first; i < e->nfields; i++) {
		if (!slice_eq(e->fields[i].key, e->fields[first].key))
			continue;
		buf_clear(&words);
		value_words(&words, &e->fields[i]);
		line(x, m, list ? m->item : i > first ? m->again : m->value, &words, list ? m->item_indent : m->indent);
	}
	buf_release(&words);
}

void
people_answers(struct export *x, const struct people_marks *m, const struct entry *e)
{
	beliefs(x, m, e);
	for (size_t i = 0; i < e->nfields; i++) {
		if (!field_begins(e, i))
			continue;
		heading(x, m, e->fields[i].key);
		values(x, m, e, i);
	}
	for (size_t i = 0; i < e->nratings; i++) {
		const char *key = name_of(NAME_RATING, e->ratings[i].what);

		heading(x, m, slice_of(key != NULL ? key : "rating"));
		buf_printf(x->out, "%s%u of 100\n", m->value, (unsigned)e->ratings[i].value);
	}
}
