/*
 * JSON cut into whole values (json.h).
 *
 * In: a stream of any length.  Out: one value after the other, as the bytes it stood in.
 * Must never: hold more than one value and one read, recurse, or decide what a value means; the cut
 * piece goes to a real parser.  What is checked here is what cutting needs: strings that end, brackets
 * that match, depth, size, and that nothing else than JSON's own characters stands between.
 *
 * The window is what was read and not yet given out: window.p + at is the next byte of the stream.  A
 * scan counts from `at`, so that a refill, which moves the rest to the front, does not disturb it.
 */
#include "felt/base/json.h"

#include <string.h>

enum { READ_CHUNK = 64 * 1024, DEPTH_MAX = 64 };

/* How far one value has been looked at. */
struct scan {
	size_t n;                 /* bytes of it so far */
	unsigned long long lines; /* line ends among them */
	size_t depth;
	char closing[DEPTH_MAX];  /* what ends each bracket that is open */
};

void
json_split_release(struct json_split *s)
{
	buf_release(&s->window);
	s->at = 0;
}

static int
malformed(struct json_split *s, const struct scan *x, struct err *err, const char *what)
{
	return err_num(err, E_INPUT, s->line + (x != NULL ? x->lines : 0), "%s", what);
}

/* Reads more into the window; at the end of the stream sets s->end. */
static int
refill(struct json_split *s, struct err *err)
{
	size_t rest = s->window.n - s->at, got = 0;
	uint8_t *p;
	int rc;

	if (s->at > 0) {
		memmove(s->window.p, s->window.p + s->at, rest);
		buf_truncate(&s->window, rest);
		s->at = 0;
	}
	if (!buf_reserve(&s->window, READ_CHUNK))
		return err_set(err, E_NOMEM, NULL);
	p = s->window.p + s->window.n;
	rc = s->read(s->arg, err, p, READ_CHUNK, &got);
	if (rc < 0)
		return rc;
	s->window.n += got;
	s->end = got == 0;
	return 0;
}

/* The byte i places on: 0..255, -1 at the end of the stream, -2 with *rc set. */
static inline int
byte_at(struct json_split *s, size_t i, struct err *err, int *rc)
{
	while (i >= s->window.n - s->at) {
		if (s->end)
			return -1;
		*rc = refill(s, err);
		if (*rc < 0)
			return -2;
	}
	return s->window.p[s->at + i];
}

static void
advance(struct json_split *s, size_t n, unsigned long long lines)
{
	s->at += n;
	s->offset += n;
	s->line += lines;
}

static bool
is_white(int c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Programs on Windows begin their files with U+FEFF. */
static int
skip_bom(struct json_split *s, struct err *err)
{
	int rc = 0;

	if (byte_at(s, 0, err, &rc) == 0xef && byte_at(s, 1, err, &rc) == 0xbb && byte_at(s, 2, err, &rc) == 0xbf)
		advance(s, 3, 0);
	return rc;
}

int
json_split_peek(struct json_split *s, struct err *err, int *rc)
{
	int c;

	*rc = 0;
	if (s->line == 0)
		s->line = 1;
	if (s->offset == 0)
		*rc = skip_bom(s, err);
	while (*rc == 0) {
		c = byte_at(s, 0, err, rc);
		if (!is_white(c))
			return c;
		advance(s, 1, c == '\n');
	}
	return -2;
}

int
json_split_take(struct json_split *s, struct err *err, char c)
{
	char what[] = "'?' is missing";
	int rc, found = json_split_peek(s, err, &rc);

	if (rc < 0)
		return rc;
	if (found != (unsigned char)c) {
		what[1] = c;
		return malformed(s, NULL, err, what);
	}
	advance(s, 1, 0);
	return 0;
}

/* The value's next byte, counted; an error code at its limits and at the end of the stream. */
static int
next(struct json_split *s, struct scan *x, struct err *err)
{
	int rc = 0, c;

	if (x->n >= s->max)
		return err_num(err, E_TEXT_LONG, s->max, NULL);
	c = byte_at(s, x->n, err, &rc);
	if (rc < 0)
		return rc;
	if (c < 0)
		return malformed(s, x, err, "it ends in the middle");
	x->n++;
	x->lines += c == '\n';
	return c;
}

/* How many bytes of a string's inside lie ready in the window. */
static size_t
ready_inside(const struct json_split *s, const struct scan *x)
{
	const uint8_t *p = s->window.p + s->at;
	size_t end = s->window.n - s->at, i = x->n;

	if (end > s->max)
		end = s->max;
	while (i < end && p[i] != '"' && p[i] != '\\' && p[i] >= 0x20)
		i++;
	return i - x->n;
}

/* From behind the opening quote to the closing one. */
static int
scan_string(struct json_split *s, struct scan *x, struct err *err)
{
	for (;;) {
		int c;

		x->n += ready_inside(s, x);
		c = next(s, x, err);
		if (c == '"')
			return 0;
		if (c == '\\')
			c = next(s, x, err);
		if (c < 0)
			return c;
		if (c < 0x20) {
			x->lines -= c == '\n'; /* the line the string stands on */
			return malformed(s, x, err, "control character in a string");
		}
	}
}

static bool
in_scalar(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    c == '+' || c == '-' || c == '.';
}

/* Numbers, true, false, null: as long as their characters go on; the stream may end behind them. */
static int
scan_scalar(struct json_split *s, struct scan *x, struct err *err)
{
	int rc = 0, c;

	while (in_scalar(c = byte_at(s, x->n, err, &rc))) {
		if (x->n >= s->max)
			return err_num(err, E_TEXT_LONG, s->max, NULL);
		x->n++;
	}
	return c == -2 ? rc : 0;
}

/* One byte between strings: opens, closes, or is allowed to stand there. */
static int
scan_mark(struct json_split *s, struct scan *x, struct err *err, int c)
{
	if (c == '{' || c == '[') {
		if (x->depth == DEPTH_MAX)
			return malformed(s, x, err, "nested too deep");
		x->closing[x->depth++] = c == '{' ? '}' : ']';
		return 0;
	}
	if (c == '}' || c == ']') {
		if (x->depth == 0 || x->closing[x->depth - 1] != c)
			return malformed(s, x, err, "brackets do not match");
		x->depth--;
		return 0;
	}
	if (c == ',' || c == ':' || is_white(c) || in_scalar(c))
		return 0;
	return malformed(s, x, err, "not JSON");
}

static int
scan_value(struct json_split *s, struct scan *x, struct err *err)
{
	int c = next(s, x, err), rc;

	if (c < 0)
		return c;
	if (in_scalar(c))
		return scan_scalar(s, x, err);
	if (c != '"' && c != '{' && c != '[')
		return malformed(s, x, err, "not JSON");
	for (;;) {
		rc = c == '"' ? scan_string(s, x, err) : scan_mark(s, x, err, c);
		if (rc < 0 || x->depth == 0)
			return rc;
		c = next(s, x, err);
		if (c < 0)
			return c;
	}
}

int
json_split_value(struct json_split *s, struct err *err, struct slice *out, unsigned long long *line,
    unsigned long long *offset)
{
	struct scan x = { 0 };
	int rc;

	json_split_peek(s, err, &rc);
	if (rc < 0)
		return rc;
	if (line != NULL)
		*line = s->line;
	if (offset != NULL)
		*offset = s->offset;
	rc = scan_value(s, &x, err);
	if (rc < 0)
		return rc;
	out->p = (const char *)s->window.p + s->at;
	out->n = x.n;
	advance(s, x.n, x.lines);
	return 0;
}
