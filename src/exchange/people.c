/*
 * What every form of an entry that is meant for people has in common: feelings in words, keys as words.
 *
 * In: an entry.  Out: plain text, neither escaped nor made safe for a terminal; whoever writes it to a
 * document or a screen does that.  Must never: sum, rank or judge what a person felt (CARE.md 5).
 */
#include "inner.h"

#include <string.h>

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

/* The second rating of feelings[i], if that is a first one; the first to the first, as in JSON. */
static const struct entry_feeling *
rated_again(const struct entry *e, size_t i)
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
	bool more = false;

	for (size_t i = 0; i < e->nfeelings; i++) {
		const struct entry_feeling *f = &e->feelings[i], *other = rated_again(e, i);

		if (f->moment && other != NULL)
			continue;
		if (more)
			buf_str(out, ", ");
		feeling_text(out, f->id, voc);
		if (f->intensity != FEELING_NO_INTENSITY)
			buf_printf(out, " %u", (unsigned)f->intensity);
		remarks(out, f, f->moment ? NULL : other);
		more = true;
	}
}
