/*
 * What every form of an entry that is meant for people has in common: feelings in words, keys as words.
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
		{ "ending", "new-view", "a new view" }, { "ending", "kept", "the thought was kept" }, { "compared", "same", "about the same" },
		{ "compared", "unsure", "cannot tell" }, { "outcome", "not-said", "not said" }, { "outcome", "not-now", "not now" },
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
		if (f->intensity != FEELING_NO_INTENSITY)
			buf_printf(out, " %s%u", level && f->intensity ? level(f->intensity, INTENSITY_MOST) : "", (unsigned)f->intensity);
		remarks(out, f, f->moment ? NULL : other);
		more = true;
	}
}
