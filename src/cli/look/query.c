/*
 * Searching (query.h).
 *
 * An entry's parts (title, text, fields, tags) are folded one after the other into one buffer, a line end between
 * them, so that a phrase cannot reach from one into the next; folding turns line ends inside a part into blanks.
 * The terms are folded the same way, and what remains is finding bytes in bytes.
 *
 * Where a match stands in the unfolded text is worked out only for what is shown, and only as far into the part
 * as the match lies: most entries are never folded twice.
 */
#include "cli/look/query.h"

#include <string.h>

enum { SLACK = 64 };

/* ---- what is asked ---- */

/*
 * Which byte of a term is met least often: memchr looks for that one, for it stops at each.  A guess for languages in Latin
 * letters, the most frequent first; where it is wrong it costs time and nothing else.
 */
static size_t
rarest(const uint8_t *what, size_t m)
{
	static const char often[] = " eatnoisrhldcumfpgwybvk,.";
	size_t best = 0, rank = 0;

	for (size_t i = 0; i < m; i++) {
		const char *at = what[i] > 0 && what[i] < 0x80 ? strchr(often, what[i]) : NULL;
		size_t r = what[i] >= 0x80 ? sizeof often / 2 : at ? (size_t)(at - often) : sizeof often;

		if (r > rank) {
			rank = r;
			best = i;
		}
	}
	return best;
}

static int
add_term(struct err *err, struct query *q, struct slice s, bool not)
{
	size_t at = q->folded.n;

	if (q->n == TERMS_MAX)
		return err_set(err, E_USAGE, "more than %d words to look for", TERMS_MAX);
	text_fold(&q->folded, NULL, s.p, s.n);
	while (q->folded.n > at && q->folded.p[q->folded.n - 1] == ' ')
		buf_truncate(&q->folded, q->folded.n - 1);
	while (q->folded.n > at && q->folded.p[at] == ' ')
		at++;
	/* Nothing is left of marks and blanks alone: there is nothing to find in it. */
	if (q->folded.n > at)
		q->terms[q->n++] = (struct term){ at, q->folded.n - at, rarest(q->folded.p + at, q->folded.n - at), not };
	return 0;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next term of s from *at on: a word, or a phrase in quotes that may lack its end. */
static struct slice
next_term(const char *s, size_t n, size_t *at, bool *not)
{
	size_t from, to;

	while (*at < n && is_space(s[*at]))
		++*at;
	*not = *at + 1 < n && s[*at] == '-' && !is_space(s[*at + 1]);
	*at += *not;
	if (*at < n && s[*at] == '"') {
		const char *end = memchr(s + *at + 1, '"', n - *at - 1);

		from = *at + 1;
		to = end ? (size_t)(end - s) : n;
		*at = end ? to + 1 : n;
	} else {
		from = *at;
		while (*at < n && !is_space(s[*at]))
			++*at;
		to = *at;
	}
	return (struct slice){ s + from, to - from };
}

int
query_parse(struct err *err, struct query *q, const char *s, size_t n)
{
	bool some = false, not;
	size_t at = 0;
	int rc = 0;

	while (!rc && at < n) {
		struct slice term = next_term(s, n, &at, &not);

		if (term.n > 0)
			rc = add_term(err, q, term, not);
	}
	if (!rc)
		rc = buf_check(&q->folded, err);
	for (size_t i = 0; i < q->n; i++)
		some = some || !q->terms[i].not;
	if (!rc && !some)
		return err_set(err, E_USAGE, q->n > 0 ? "there are only words that must not occur; one that must is needed"
			: "there is nothing to look for");
	return rc;
}

void
query_release(struct query *q)
{
	buf_release(&q->folded);
	q->n = 0;
}

/* ---- finding ---- */

/* The C library's memmem is not in POSIX 2008.  memchr does the walking, from one of the rarest bytes to the next. */
static const uint8_t *
find(const uint8_t *p, size_t n, const struct query *q, const struct term *t)
{
	const uint8_t *what = q->folded.p + t->at, *last;

	if (n < t->n)
		return NULL;
	last = p + n - t->n + t->rare; /* where it stands in the last match there can be */
	for (p += t->rare; p <= last; p++) {
		p = memchr(p, what[t->rare], (size_t)(last - p) + 1);
		if (p == NULL)
			return NULL;
		if (memcmp(p - t->rare, what, t->n) == 0)
			return p - t->rare;
	}
	return NULL;
}

/* The nth part of an entry that is searched; false behind the last. */
static bool
part(const struct entry *e, size_t i, struct slice *out)
{
	if (i == 0)
		*out = e->text;
	else if (i == 1)
		*out = e->title;
	else if (i - 2 < e->nfields)
		*out = e->fields[i - 2].value;
	else if (i - 2 - e->nfields < e->ntags)
		*out = e->tags[i - 2 - e->nfields];
	else
		return false;
	return true;
}

static void
fold_all(const struct entry *e, struct buf *fold)
{
	struct slice s;

	/* Not cleared: the memory is wiped when it is released, and meanwhile written over. */
	fold->n = 0;
	for (size_t i = 0; part(e, i, &s); i++) {
		if (s.n == 0)
			continue;
		text_fold(fold, NULL, s.p, s.n);
		buf_u8(fold, '\n');
	}
}

bool
query_match(const struct query *q, const struct entry *e, struct buf *fold)
{
	fold_all(e, fold);
	for (size_t i = 0; i < q->n; i++) {
		const struct term *t = &q->terms[i];

		if ((find(fold->p, fold->n, q, t) != NULL) == t->not)
			return false;
	}
	return true;
}

/* ---- where it stands ---- */

/*
 * The common case: the term stands there as ASCII, in whatever case.  What folds to the term is a match wherever it
 * stands, so the first such place will do, and nothing has to be folded twice.
 */
static bool
stands_plainly(struct slice s, size_t from, const uint8_t *term, size_t n, struct found *f)
{
	uint8_t low = term[0], high = low >= 'a' && low <= 'z' ? (uint8_t)(low - 0x20) : low;
	size_t i = from;

	for (size_t k = 0; k < n; k++)
		if (term[k] >= 0x80)
			return false;
	for (; i + n <= s.n; i++) {
		size_t k = 0;

		if ((uint8_t)s.p[i] != low && (uint8_t)s.p[i] != high)
			continue;
		while (k < n && ((uint8_t)s.p[i + k] | (s.p[i + k] >= 'A' && s.p[i + k] <= 'Z' ? 0x20 : 0)) == term[k])
			k++;
		if (k < n)
			continue;
		f->part = s;
		f->from = i;
		f->to = i + n - 1 + text_grapheme(s.p + i + n - 1, s.n - i - n + 1); /* with its accents */
		return true;
	}
	return false;
}

/* No character has more than three bytes behind its first; a longer run of them is none. */
static size_t
whole_characters(struct slice s, size_t n)
{
	size_t back = 0;

	while (back < 3 && back < n && ((unsigned char)s.p[n - back] & 0xc0) == 0x80)
		back++;
	return ((unsigned char)s.p[n - back] & 0xc0) == 0x80 ? n : n - back;
}

/*
 * Folded bytes [from, to) of a part back to bytes of the part.  The part is folded again with its map, but only a
 * prefix that is long enough: folding goes from left to right, so a prefix folds to a prefix.
 */
static void
unfold(struct slice s, size_t from, size_t to, struct found *f)
{
	struct buf fold = BUF_INIT, map = BUF_INIT;
	size_t take = to + SLACK;

	f->part = s;
	f->from = f->to = 0;
	for (;;) {
		take = take < s.n ? whole_characters(s, take) : s.n;
		buf_clear(&fold);
		buf_clear(&map);
		text_fold(&fold, &map, s.p, take);
		if (fold.failed || map.failed || fold.n >= to + SLACK / 4 || take >= s.n)
			break;
		take = take < s.n / 2 ? take * 2 : s.n;
	}
	if (!map.failed && map.n >= to * 4 && from < to) {
		f->from = get_u32(map.p + from * 4);
		f->to = get_u32(map.p + (to - 1) * 4);
		f->to += f->to < s.n ? text_grapheme(s.p + f->to, s.n - f->to) : 0;
	}
	buf_release(&fold);
	buf_release(&map);
}

struct found
query_where(const struct query *q, const struct entry *e, const struct buf *fold)
{
	struct found f = { { NULL, 0 }, 0, 0 };
	const struct term *t = q->terms;
	size_t begins = 0, at;
	const uint8_t *hit;
	struct slice s;

	while (t->not)
		t++;
	hit = find(fold->p, fold->n, q, t);
	if (hit == NULL)
		return f;
	at = (size_t)(hit - fold->p);
	/* The parts end where a line end stands; folding leaves none inside them. */
	for (size_t i = 0; part(e, i, &s); i++) {
		const uint8_t *end;

		if (s.n == 0)
			continue;
		end = memchr(fold->p + begins, '\n', fold->n - begins);
		if (end == NULL || at < (size_t)(end - fold->p)) {
			/* Folding makes a text shorter if anything, so the match hardly ever stands before its place in the folded one. */
			if (!stands_plainly(s, at - begins, q->folded.p + t->at, t->n, &f) &&
			    !stands_plainly(s, 0, q->folded.p + t->at, t->n, &f))
				unfold(s, at - begins, at - begins + t->n, &f);
			return f;
		}
		begins = (size_t)(end - fold->p) + 1;
	}
	return f;
}

/* In order; one that begins within another is part of it. */
static size_t
put_mark(struct query_mark *out, size_t n, size_t most, struct query_mark m)
{
	size_t i = n;

	while (i > 0 && out[i - 1].from > m.from)
		i--;
	if (i > 0 && out[i - 1].to > m.from) {
		out[i - 1].to = m.to > out[i - 1].to ? m.to : out[i - 1].to;
		return n;
	}
	if (i < n && out[i].from < m.to) {
		out[i].from = m.from;
		out[i].to = m.to > out[i].to ? m.to : out[i].to;
		return n;
	}
	if (n == most)
		return n;
	memmove(out + i + 1, out + i, (n - i) * sizeof *out);
	out[i] = m;
	return n + 1;
}

size_t
query_marks(const struct query *q, struct slice s, struct query_mark *out, size_t most)
{
	struct buf fold = BUF_INIT, map = BUF_INIT;
	size_t n = 0;

	text_fold(&fold, &map, s.p, s.n);
	for (size_t i = 0; i < q->n && !fold.failed && !map.failed; i++) {
		const struct term *t = &q->terms[i];
		const uint8_t *at = t->not ? NULL : find(fold.p, fold.n, q, t);

		while (at) {
			size_t from = (size_t)(at - fold.p), last = from + t->n - 1, end = get_u32(map.p + last * 4);

			end += end < s.n ? text_grapheme(s.p + end, s.n - end) : 0;
			n = put_mark(out, n, most, (struct query_mark){ get_u32(map.p + from * 4), end });
			at = find(at + t->n, fold.n - from - t->n, q, t);
		}
	}
	/* Two that were apart may have grown together. */
	for (size_t i = 0; i + 1 < n;) {
		if (out[i].to <= out[i + 1].from) {
			i++;
			continue;
		}
		out[i].to = out[i + 1].to > out[i].to ? out[i + 1].to : out[i].to;
		memmove(out + i + 1, out + i + 2, (n - i - 2) * sizeof *out);
		n--;
	}
	buf_release(&fold);
	buf_release(&map);
	return n;
}

/* A place to cut from `at` on, before the match: behind a blank if one is near, else at a grapheme, looked for from a little before. */
static size_t
cut_before(struct slice s, size_t least, size_t at)
{
	size_t i;

	for (i = at; i < least && i < at + 16; i++)
		if (is_space(s.p[i]))
			return i + 1;
	i = at > SLACK ? at - SLACK : 0;
	while (i < at && ((unsigned char)s.p[i] & 0xc0) == 0x80)
		i++;
	while (i < at)
		i += text_grapheme(s.p + i, s.n - i);
	return i < least ? i : least;
}

struct slice
query_passage(const struct found *f, size_t before, size_t after)
{
	struct slice s = f->part;
	size_t from, to;

	if (s.n == 0)
		return s;
	from = f->from > before ? cut_before(s, f->from, f->from - before) : 0;
	to = s.n - f->to > after ? f->to + text_cut(s.p + f->to, s.n - f->to, after) : s.n;
	return (struct slice){ s.p + from, to - from };
}
