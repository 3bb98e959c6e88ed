/*
 * The armor of an age file: base 64 between two marks, and the source of bytes below it.
 *
 * In: bytes of the source.  Out: bytes of the binary file.  Must never: accept what another reader would refuse, so that an
 * armored file means one thing only.
 *
 * Rules (C2SP age, "ASCII armor"; RFC 7468, strict)
 *  1. Blank lines may stand before, blanks and line ends behind: at most 1 KiB of either.
 *  2. The marks are exact; lines end in LF or CR LF, the last mark may end with the file.
 *  3. All lines have 64 columns but the last, which has 4 to 64; canonical, padded at the very end only.
 */
#include "age_inner.h"

#include <stdlib.h>
#include <string.h>

enum { BLANKS_MAX = 1024, LINE_ROOM = 80 };

static int
bad(struct err *err, const char *what)
{
	return err_set(err, E_INPUT, "age armor: %s", what);
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* ---- bytes of the source ---- */

static int
refill(struct age_source *s, struct err *err)
{
	int rc = 0;

	s->taken += s->n;
	s->at = s->n = 0;
	if (!s->end)
		rc = s->read(s->arg, err, s->in, sizeof s->in, &s->n);
	s->end = s->end || rc || s->n == 0;
	return rc;
}

/* 1: a byte, 0: the end, negative: an error. */
static int
next_byte(struct age_source *s, struct err *err, uint8_t *c)
{
	if (s->at == s->n) {
		int rc = refill(s, err);

		if (rc || s->n == 0)
			return rc;
	}
	*c = s->in[s->at++];
	return 1;
}

static bool
holds(const struct age_source *s, const char *what)
{
	size_t n = strlen(what);

	for (size_t i = 0; i + n <= s->n; i++)
		if (!memcmp(s->in + i, what, n))
			return true;
	return false;
}

int
age_source_begin(struct age_source *s, struct err *err, age_read_fn *read, void *arg)
{
	static const char binary[] = "age-encryption.org/";
	int rc;

	s->read = read;
	s->arg = arg;
	rc = refill(s, err);
	/* A source may give a few bytes only at first. */
	while (!rc && !s->end && s->n < AGE_PEEK) {
		size_t got = 0;

		rc = read(arg, err, s->in + s->n, sizeof s->in - s->n, &got);
		s->n += got;
		if (got == 0)
			break;
	}
	if (!rc && s->n)
		s->armored = s->in[0] == '-' || is_blank(s->in[0]) ||
			(memcmp(s->in, binary, s->n < sizeof binary - 1 ? s->n : sizeof binary - 1) && holds(s, "-----BEGIN "));
	return rc;
}

bool
age_looks_like(const void *p, size_t n)
{
	static const char binary[] = "age-encryption.org/", armor[] = AGE_BEGIN;
	const uint8_t *b = p;

	if (n >= sizeof binary - 1 && !memcmp(b, binary, sizeof binary - 1))
		return true;
	while (n > 0 && is_blank(*b)) {
		b++;
		n--;
	}
	return n >= sizeof armor - 1 && !memcmp(b, armor, sizeof armor - 1);
}

/* ---- lines ---- */

struct line { char p[LINE_ROOM]; size_t n; unsigned end; }; /* end: bytes of its line end, 0 at the end of the file */

/* 1: a line, 0: the end. */
static int
next_line(struct age_source *s, struct err *err, struct line *l)
{
	uint8_t c = 0;
	int rc;

	l->n = 0;
	l->end = 0;
	while ((rc = next_byte(s, err, &c)) == 1) {
		if (c == '\n') {
			l->end = l->n > 0 && l->p[l->n - 1] == '\r' ? 2 : 1;
			l->n -= l->end - 1;
			return 1;
		}
		if (l->n == sizeof l->p)
			return bad(err, "a line is too long");
		l->p[l->n++] = (char)c;
	}
	return rc < 0 ? rc : l->n > 0;
}

static bool
line_is(const struct line *l, const char *mark)
{
	return l->n == strlen(mark) && !memcmp(l->p, mark, l->n);
}

static bool
only_blanks(const struct line *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (!is_blank((uint8_t)l->p[i]))
			return false;
	return true;
}

static int
begin(struct age_source *s, struct err *err)
{
	struct line l;
	size_t blanks = 0;
	int rc;

	while ((rc = next_line(s, err, &l)) == 1 && only_blanks(&l) && blanks <= BLANKS_MAX)
		blanks += l.n + l.end;
	if (rc < 0)
		return rc;
	if (rc == 0 || !line_is(&l, AGE_BEGIN) || l.end == 0)
		return bad(err, "it does not begin with " AGE_BEGIN);
	s->first = s->taken + s->at;
	s->begun = true;
	return 0;
}

static int
rest_is_blank(struct age_source *s, struct err *err)
{
	uint8_t c = 0;
	int rc;

	for (size_t i = 0; (rc = next_byte(s, err, &c)) == 1; i++)
		if (!is_blank(c) || i >= BLANKS_MAX)
			return bad(err, "something stands behind its end");
	s->done = rc == 0;
	return rc;
}

static int
decode(struct age_source *s, struct err *err, const struct line *l)
{
	if (s->last || l->n == 0 || l->n > AGE_COLUMNS || l->end == 0 || !base64_take(l->p, l->n, true, s->line, sizeof s->line, &s->line_n))
		return bad(err, "a line is not base 64 as age writes it");
	if (s->line_end == 0)
		s->line_end = l->end;
	s->mixed = s->mixed || s->line_end != l->end;
	s->last = s->line_n < AGE_LINE;
	return 0;
}

/* Fills s->line; nothing in it at the end. */
static int
armor_line(struct age_source *s, struct err *err)
{
	struct line l;
	int rc = s->begun ? 0 : begin(s, err);

	s->line_at = s->line_n = 0;
	if (rc || s->done)
		return rc;
	rc = next_line(s, err, &l);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return bad(err, "its end is missing");
	return line_is(&l, AGE_END) ? rest_is_blank(s, err) : decode(s, err, &l);
}

/* ---- bytes of the binary file ---- */

static size_t
copy(uint8_t *to, size_t room, const uint8_t *from, size_t n)
{
	n = n < room ? n : room;
	if (n)
		memcpy(to, from, n);
	return n;
}

/* *got 0: the end. */
static int
some(struct age_source *s, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	int rc = 0;

	*got = 0;
	if (s->armored) {
		if (s->line_at == s->line_n)
			rc = armor_line(s, err);
		*got = rc ? 0 : copy(p, n, s->line + s->line_at, s->line_n - s->line_at);
		s->line_at += *got;
		return rc;
	}
	if (s->at == s->n)
		rc = refill(s, err);
	*got = rc ? 0 : copy(p, n, s->in + s->at, s->n - s->at);
	s->at += *got;
	return rc;
}

int
age_source_fill(struct age_source *s, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	size_t more = 0;
	int rc = 0;

	*got = 0;
	while (!rc && *got < n) {
		rc = some(s, err, p + *got, n - *got, &more);
		if (more == 0)
			break;
		*got += more;
	}
	return rc;
}

/* ---- any place again ---- */

static int
read_whole(struct err *err, uint64_t offset, uint8_t *p, size_t n, size_t *got, age_read_at_fn *at, void *arg)
{
	size_t more = 1;
	int rc = 0;

	for (*got = 0; !rc && *got < n && more; *got += more)
		rc = at(arg, err, offset + *got, p + *got, n - *got, &more);
	return rc;
}

/* Whole lines that hold what is wanted; `skip` bytes of the first are not. */
static void
decode_lines(const char *p, size_t n, size_t step, size_t skip, uint8_t *out, size_t want, size_t *got)
{
	for (*got = 0; n > 0 && *got < want;) {
		size_t columns = n < AGE_COLUMNS ? n : AGE_COLUMNS, used = n < step ? n : step, bytes = 0, whole = 0;
		uint8_t line[AGE_LINE];

		while (whole < columns && p[whole] != '\r' && p[whole] != '\n')
			whole++;
		if (!base64_take(p, whole, true, line, sizeof line, &bytes) || bytes < skip)
			return;
		*got += copy(out + *got, want - *got, line + skip, bytes - skip);
		skip = 0;
		p += used;
		n -= used;
	}
}

int
age_source_at(const struct age_source *s, struct err *err, uint64_t offset, uint8_t *p, size_t n, size_t *got, age_read_at_fn *at, void *arg)
{
	size_t step = AGE_COLUMNS + s->line_end, skip = (size_t)(offset % AGE_LINE), raw, have = 0;
	uint8_t *lines;
	int rc;

	if (!s->armored)
		return read_whole(err, offset, p, n, got, at, arg);
	*got = 0;
	if (s->mixed)
		return bad(err, "some of its lines end in LF and some in CR LF; age -d opens it");
	raw = ((skip + n) / AGE_LINE + 1) * step;
	lines = malloc(raw);
	if (!lines)
		return err_set(err, E_NOMEM, "age armor");
	rc = read_whole(err, s->first + offset / AGE_LINE * step, lines, raw, &have, at, arg);
	if (!rc)
		decode_lines((const char *)lines, have, step, skip, p, n, got);
	free(lines);
	return rc;
}

/* ---- writing ---- */

static int
write_line(struct age_armor *a, struct err *err, age_write_fn *write, void *arg)
{
	struct buf b = BUF_INIT;
	int rc;

	if (!a->begun)
		buf_str(&b, AGE_BEGIN "\n");
	a->begun = true;
	if (a->n) {
		base64_add(&b, a->line, a->n, true);
		buf_u8(&b, '\n');
	}
	a->n = 0;
	rc = buf_check(&b, err);
	if (!rc && b.n)
		rc = write(arg, err, b.p, b.n);
	buf_release(&b);
	return rc;
}

int
age_armor_write(struct age_armor *a, struct err *err, const uint8_t *p, size_t n, age_write_fn *write, void *arg)
{
	int rc = 0;

	while (!rc && n > 0) {
		size_t used = copy(a->line + a->n, sizeof a->line - a->n, p, n);

		a->n += used;
		p += used;
		n -= used;
		if (a->n == sizeof a->line)
			rc = write_line(a, err, write, arg);
	}
	return rc;
}

int
age_armor_end(struct age_armor *a, struct err *err, age_write_fn *write, void *arg)
{
	int rc = write_line(a, err, write, arg);

	return rc ? rc : write(arg, err, AGE_END "\n", sizeof AGE_END);
}
