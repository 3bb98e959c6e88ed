/*
 * What the suggestion proposes for an entry (proposal.h).
 *
 * In: an entry with its text.  Out: at most three words, each with what the writer wrote that led there.  Must never:
 * propose a word for which nothing in the text can be shown, or one that was declined for this entry (CARE.md 1).
 */
#include <string.h>

#include "cli/feel/proposal.h"

/* The first has passed the model's own bar; what comes after it has to be likely by itself. */
enum { LIKELY = 400 };

const char *
suggested_id(int family, int feeling)
{
	const struct feeling *f = feeling >= 0 ? feeling_at((size_t)feeling) : NULL;

	return f ? f->id : feeling_family_name(family);
}

static const char *
suggested_word(int family, int feeling)
{
	const struct feeling *f = feeling >= 0 ? feeling_at((size_t)feeling) : NULL;

	return f ? f->word : feeling_family_name(family);
}

struct slice
suggested_quote(struct slice text, size_t start, size_t end)
{
	if (end > text.n)
		end = text.n;
	while (end > start && strchr(" \t\r\n,.;:", text.p[end - 1]))
		end--;
	return start < end ? (struct slice){ text.p + start, end - start } : (struct slice){ NULL, 0 };
}

/* ---- declined ---- */

static struct slice
declined(const struct entry *e)
{
	for (size_t i = 0; i < e->nextra; i++)
		if (e->extra[i].type == META_DECLINED)
			return e->extra[i].value;
	return (struct slice){ NULL, 0 };
}

/* Is id one of the lines of `list`? */
static bool
listed(struct slice list, const char *id)
{
	while (list.n) {
		const char *end = memchr(list.p, '\n', list.n);
		size_t n = end ? (size_t)(end - list.p) : list.n, used = end ? n + 1 : n;

		if (slice_is((struct slice){ list.p, n }, id))
			return true;
		list = (struct slice){ list.p + used, list.n - used };
	}
	return false;
}

static bool
has(const struct entry *e, const char *id)
{
	for (size_t i = 0; i < e->nfeelings; i++)
		if (slice_is(e->feelings[i].id, id))
			return true;
	return false;
}

/* ---- proposing ---- */

/* The strongest words for the proposed one, else for its family. */
static struct slice
because(const struct suggestion *s, const struct suggest_feeling *f, struct slice text)
{
	const struct suggest_span *best = NULL;

	for (size_t i = 0; i < s->nbecause; i++) {
		const struct suggest_span *b = &s->because[i];

		if (b->family != f->family || b->start >= b->end || b->end > text.n)
			continue;
		if (!best || (best->feeling != f->feeling && b->feeling == f->feeling))
			best = b;
	}
	return best ? suggested_quote(text, best->start, best->end) : (struct slice){ NULL, 0 };
}

void
propose(struct proposals *out, const struct entry *e)
{
	struct suggestion s;
	struct slice no = declined(e);

	*out = (struct proposals){ .n = 0 };
	suggest(&s, e->text.n ? e->text.p : "", e->text.n);
	out->unsure = s.unsure;
	for (size_t i = 0; !s.unsure && i < SUGGEST_FAMILIES && out->n < PROPOSED_MOST; i++) {
		const struct suggest_feeling *f = &s.feelings[i];
		const char *id = suggested_id(f->family, f->feeling);
		struct slice why = because(&s, f, e->text);

		if ((i > 0 && f->score < LIKELY) || !why.n || listed(no, id) || has(e, id))
			continue;
		out->p[out->n++] = (struct proposal){ id, suggested_word(f->family, f->feeling), why, f->score };
	}
}

int
proposals_take(const struct proposals *p, struct entry *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < p->n; i++)
		rc = entry_add_feeling(e, (struct entry_feeling){ FEELING_NO_INTENSITY, LAYER_NONE, SOURCE_SUGGESTION, 0, slice_of(p->p[i].id) });
	return rc;
}

int
proposals_decline(const struct proposals *p, struct entry *e, struct buf *hold)
{
	struct slice before = declined(e);
	struct entry_extra *x = NULL;

	buf_slice(hold, before);
	for (size_t i = 0; i < p->n; i++)
		if (!has(e, p->p[i].id) && !listed(before, p->p[i].id))
			buf_printf(hold, "%s%s", hold->n ? "\n" : "", p->p[i].id);
	if (hold->failed)
		return E_NOMEM;
	if (hold->n == before.n)
		return 0;
	for (size_t i = 0; i < e->nextra; i++)
		if (e->extra[i].type == META_DECLINED)
			x = &e->extra[i];
	if (!x) {
		/* types stand in ascending order */
		size_t at = 0;

		if (entry_add_extra(e, (struct entry_extra){ META_DECLINED, { NULL, 0 } }))
			return E_NOMEM;
		while (e->extra[at].type < META_DECLINED)
			at++;
		memmove(e->extra + at + 1, e->extra + at, (e->nextra - 1 - at) * sizeof *e->extra);
		x = &e->extra[at];
		x->type = META_DECLINED;
	}
	x->value = buf_as_slice(hold);
	return 0;
}
