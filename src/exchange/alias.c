/*
 * Replacing names: folded names looked for in folded text, replaced in the text itself.
 *
 * In: names, and texts that leave.  Out: the texts without the names.  Must never: leave half a character behind, or look
 * again at what it has put in.
 *
 * The fold says for every byte where it came from (text_fold), so a match in the fold is a place in the text.  Whether a word
 * ends there is asked of the fold too: marks are gone in it, and one character may have become several letters.
 */
#include "felt/exchange/alias.h"

#include <stdlib.h>
#include <string.h>

#include "alias_inner.h"
#include "felt/base/text.h"

/* One name.  wordy: does it begin, and does it end, with a letter or digit?  Only there a word's boundary is asked for. */
struct one {
	struct buf folded, to, loud;
	bool wordy_front, wordy_back;
	bool shouts;             /* the name itself has no small letter */
	size_t given;            /* its place in the list */
	uint64_t times;
	struct buf beside;       /* with the words beside it, one a line */
	size_t nbeside;
};

struct aliases {
	struct one *one; size_t n; /* the longest first */
	bool begins[256];        /* with which bytes a folded name begins */
};

/* ---- characters ---- */

static bool
is_mark(int32_t c)
{
	utf8proc_category_t k = c < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(c);

	return k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_ME;
}

static bool
word_at(const uint8_t *p, size_t n)
{
	int32_t c;

	return n > 0 && (alias_next(p, n, &c), alias_in_word(c));
}

static bool
word_before(const uint8_t *p, size_t at)
{
	size_t from = at;

	while (from > 0 && (p[from - 1] & 0xc0) == 0x80)
		from--;
	return from > 0 && word_at(p + from - 1, at - from + 1);
}

/* Large letters, and no small one. */
static bool
is_loud(const uint8_t *p, size_t n)
{
	bool large = false;
	int32_t c;

	for (size_t at = 0; at < n;) {
		at += alias_next(p + at, n - at, &c);
		utf8proc_category_t k = c < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(c);
		if (k == UTF8PROC_CATEGORY_LL)
			return false;
		large = large || k == UTF8PROC_CATEGORY_LU;
	}
	return large;
}

static void
put_loud(struct buf *out, struct slice s)
{
	utf8proc_uint8_t bytes[4];
	int32_t c;

	for (size_t at = 0; at < s.n;) {
		size_t len = alias_next((const uint8_t *)s.p + at, s.n - at, &c);

		if (c < 0)
			buf_add(out, s.p + at, len);
		else
			buf_add(out, bytes, (size_t)utf8proc_encode_char(utf8proc_toupper(c), bytes));
		at += len;
	}
}

/* ---- names ---- */

static void
fold_name(struct buf *out, struct slice name)
{
	size_t front = 0;

	text_fold(out, NULL, name.p, name.n);
	while (front < out->n && out->p[front] == ' ')
		front++;
	if (front > 0)
		memmove(out->p, out->p + front, out->n - front);
	buf_truncate(out, out->n - front);
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		buf_truncate(out, out->n - 1);
}

static bool
one_line(struct slice s)
{
	if (s.n > ALIAS_MAX || text_check(NULL, s.p, s.n, ALIAS_MAX))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return true;
}

static bool
has_word(const struct buf *folded)
{
	int32_t c;

	for (size_t at = 0; at < folded->n;) {
		at += alias_next(folded->p + at, folded->n - at, &c);
		if (alias_in_word(c))
			return true;
	}
	return false;
}

static int
fill(struct err *err, struct one *o, const struct alias *from, size_t given)
{
	fold_name(&o->folded, from->name);
	buf_slice(&o->to, from->to);
	put_loud(&o->loud, from->to);
	o->given = given;
	if (o->folded.failed || o->to.failed || o->loud.failed)
		return err_set(err, E_NOMEM, "names");
	if (!one_line(from->name) || !one_line(from->to))
		return err_set(err, E_USAGE, "a name and what replaces it are one line each, at most %d bytes", ALIAS_MAX);
	if (from->to.n == 0)
		return err_set(err, E_USAGE, "a name is replaced by something; nothing at all would tear the sentence");
	if (!has_word(&o->folded))
		return err_set(err, E_USAGE, "a name has at least one letter or digit");
	o->wordy_front = word_at(o->folded.p, o->folded.n);
	o->wordy_back = word_before(o->folded.p, o->folded.n);
	o->shouts = is_loud((const uint8_t *)from->name.p, from->name.n);
	return 0;
}

static void
one_release(struct one *o)
{
	buf_release(&o->folded);
	buf_release(&o->to);
	buf_release(&o->loud);
	buf_release(&o->beside);
}

static int
longer_first(const void *a, const void *b)
{
	const struct one *x = a, *y = b;

	if (x->folded.n != y->folded.n)
		return x->folded.n > y->folded.n ? -1 : 1;
	return x->given < y->given ? -1 : 1;
}

int
aliases_new(struct err *err, const struct alias *list, size_t n, struct aliases **out)
{
	struct aliases *a;
	int rc = 0;

	*out = NULL;
	if (n > ALIASES_MOST)
		return err_set(err, E_USAGE, "more than %d names", ALIASES_MOST);
	a = calloc(1, sizeof *a);
	if (a != NULL)
		a->one = calloc(n + 1, sizeof *a->one);
	if (a == NULL || a->one == NULL) {
		free(a);
		return err_set(err, E_NOMEM, "names");
	}
	for (; rc == 0 && a->n < n; a->n++) {
		rc = fill(err, &a->one[a->n], &list[a->n], a->n);
		if (a->one[a->n].folded.n > 0)
			a->begins[a->one[a->n].folded.p[0]] = true;
	}
	if (rc != 0) {
		aliases_free(a);
		return rc;
	}
	qsort(a->one, a->n, sizeof *a->one, longer_first);
	*out = a;
	return 0;
}

void
aliases_free(struct aliases *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < a->n; i++)
		one_release(&a->one[i]);
	free(a->one);
	free(a);
}

uint64_t
aliases_times(const struct aliases *a, size_t i)
{
	for (size_t k = 0; a != NULL && k < a->n; k++)
		if (a->one[k].given == i)
			return a->one[k].times;
	return 0;
}

struct slice
aliases_beside(const struct aliases *a, size_t i)
{
	for (size_t k = 0; a != NULL && k < a->n; k++)
		if (a->one[k].given == i)
			return buf_as_slice(&a->one[k].beside);
	return (struct slice){ NULL, 0 };
}

/* ---- replacing ---- */

/* Does this place of the fold lie within what one character has become ("1⁄2")? */
static bool
within_character(const struct buf *from, size_t at)
{
	return at > 0 && at < from->n / 4 && get_u32(from->p + 4 * at) == get_u32(from->p + 4 * (at - 1));
}

/* The name that stands at this place of the fold; NULL: none. */
static struct one *
name_at(struct aliases *a, const struct buf *fold, const struct buf *from, size_t at)
{
	bool inside;

	if (!a->begins[fold->p[at]] || within_character(from, at))
		return NULL;
	inside = word_before(fold->p, at);
	for (size_t i = 0; i < a->n; i++) {
		struct one *o = &a->one[i];
		size_t end = at + o->folded.n;

		if (end > fold->n || (inside && o->wordy_front) || memcmp(fold->p + at, o->folded.p, o->folded.n) != 0)
			continue;
		if ((o->wordy_back && word_at(fold->p + end, fold->n - end)) || within_character(from, end))
			continue;
		return o;
	}
	return NULL;
}

/* Where the character at `at` ends, with the marks that stand on it. */
static size_t
character_end(struct slice s, size_t at)
{
	int32_t c;

	at += alias_next((const uint8_t *)s.p + at, s.n - at, &c);
	while (at < s.n) {
		size_t len = alias_next((const uint8_t *)s.p + at, s.n - at, &c);
		if (!is_mark(c))
			break;
		at += len;
	}
	return at;
}

/* Does this text begin with a name? */
static bool
begins_with_name(struct aliases *a, struct slice s)
{
	struct buf fold = BUF_INIT, from = BUF_INIT;
	bool yes;

	text_fold(&fold, &from, s.p, s.n);
	yes = fold.n > 0 && name_at(a, &fold, &from, 0) != NULL;
	buf_release(&fold);
	buf_release(&from);
	return yes;
}

/* Each once, in one line, whatever blanks are in it. */
static void
add_beside(struct one *o, struct slice s)
{
	struct buf line = BUF_INIT;
	struct slice rest = buf_as_slice(&o->beside);

	for (size_t i = 0; i < s.n; i++) {
		bool blank = (unsigned char)s.p[i] <= ' ';

		if (!blank || (line.n > 0 && line.p[line.n - 1] != ' '))
			buf_u8(&line, blank ? ' ' : (uint8_t)s.p[i]);
	}
	while (rest.n > 0) {
		size_t n = (size_t)((const char *)memchr(rest.p, '\n', rest.n) - rest.p);

		if (alias_same((struct slice){ rest.p, n }, buf_as_slice(&line)))
			break;
		rest = (struct slice){ rest.p + n + 1, rest.n - n - 1 };
	}
	if (rest.n == 0) {
		buf_slice(&o->beside, buf_as_slice(&line));
		buf_u8(&o->beside, '\n');
		o->nbeside++;
	}
	buf_release(&line);
}

/* Notes what stays beside the name in s[begin, end); done: up to here it is replaced already. */
static void
note_beside(struct aliases *a, struct one *o, struct slice s, size_t done, size_t begin, size_t end)
{
	struct alias_beside b = alias_beside(s, begin, end);
	size_t most = s.n - b.behind < ALIAS_MAX ? s.n - b.behind : ALIAS_MAX;

	if (b.before < done)
		b.before = begin;
	if (b.end > end && begins_with_name(a, (struct slice){ s.p + b.behind, most }))
		b.end = end;
	if (o->nbeside < ALIAS_BESIDE_MOST && !o->beside.failed && (b.before < begin || b.end > end))
		add_beside(o, (struct slice){ s.p + b.before, b.end - b.before });
}

static bool
ends_in_stop(const struct buf *b)
{
	return b->n > 0 && b->p[b->n - 1] == '.';
}

/* Puts the alias in for s[begin, end); returns from where the text goes on. */
static size_t
replace(struct one *o, struct buf *out, struct slice s, size_t begin, size_t end)
{
	bool loud = !o->shouts && is_loud((const uint8_t *)s.p + begin, end - begin);

	buf_slice(out, buf_as_slice(loud ? &o->loud : &o->to));
	o->times++;
	/* one full stop is enough; three of them are dots */
	if (ends_in_stop(&o->to) && end < s.n && s.p[end] == '.' && !(end + 1 < s.n && s.p[end + 1] == '.'))
		end++;
	return end;
}

void
aliases_put(struct aliases *a, struct buf *out, struct slice s)
{
	struct buf fold = BUF_INIT, from = BUF_INIT;
	size_t done = 0;

	if (a != NULL && a->n > 0 && s.n > 0)
		text_fold(&fold, &from, s.p, s.n);
	if (fold.failed || from.failed) {
		out->failed = true;
		buf_truncate(&fold, 0);
	}
	for (size_t i = 0; i < fold.n;) {
		struct one *o = name_at(a, &fold, &from, i);
		size_t begin = get_u32(from.p + 4 * i), end;

		if (o == NULL || begin < done) {
			i++;
			continue;
		}
		i += o->folded.n;
		buf_add(out, s.p + done, begin - done);
		end = character_end(s, get_u32(from.p + 4 * (i - 1)));
		note_beside(a, o, s, done, begin, end);
		out->failed = out->failed || o->beside.failed;
		done = replace(o, out, s, begin, end);
	}
	if (s.n > done)
		buf_add(out, s.p + done, s.n - done);
	buf_release(&fold);
	buf_release(&from);
}

/* ---- one pair ---- */

int
alias_check(struct err *err, struct slice name, struct slice to)
{
	const struct alias pair = { name, to };
	struct aliases *a = NULL;
	struct buf out = BUF_INIT;
	int rc = aliases_new(err, &pair, 1, &a);

	if (rc == 0) {
		aliases_put(a, &out, to);
		rc = buf_check(&out, err);
	}
	if (rc == 0 && aliases_times(a, 0) > 0)
		rc = err_set(err, E_USAGE, "what replaces a name would still hold the name");
	buf_release(&out);
	aliases_free(a);
	return rc;
}

bool
alias_same(struct slice a, struct slice b)
{
	struct buf x = BUF_INIT, y = BUF_INIT;
	bool same;

	fold_name(&x, a);
	fold_name(&y, b);
	same = !x.failed && !y.failed && slice_eq(buf_as_slice(&x), buf_as_slice(&y));
	buf_release(&x);
	buf_release(&y);
	return same;
}
