/*
 * The header of an age file, taken apart and written.
 *
 * In: bytes of unknown honesty.  Out: stanzas that borrow from them.  Must never: accept a second way to write the
 * same thing: the MAC is over the bytes, but who reads them loosely reads something else than who wrote them.
 *
 * Grammar (C2SP age, ABNF):
 *	header  = "age-encryption.org/v1" LF 1*stanza "--- " mac LF
 *	stanza  = "->" 1*(SP arg) LF body            arg: characters 33-126; the first is the type
 *	body    = *(64 of base 64, LF) (0-63 of base 64, LF)
 *	mac     = 43 of base 64                      canonical, no padding, anywhere
 */
#include "age_inner.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { MAC_TEXT = 43, SHARE_TEXT = 43, SALT_TEXT = 22 };

static int
bad(struct err *err, const char *what)
{
	return err_set(err, E_INPUT, "age header: %s", what);
}

/* ---- where it ends ---- */

int
age_header_end(struct err *err, const uint8_t *p, size_t have, size_t *n)
{
	static const char version[] = AGE_VERSION "\n";
	size_t least = have < sizeof version - 1 ? have : sizeof version - 1;

	if (least && memcmp(p, version, least) != 0) {
		bool other = have > 19 && !memcmp(p, "age-encryption.org/", 19);
		return bad(err, other ? "another version than felt knows" : "that is not how an age file begins");
	}
	for (size_t at = 0; at < have;) {
		const uint8_t *end = memchr(p + at, '\n', have - at);

		if (!end)
			break;
		if (end - (p + at) >= 3 && !memcmp(p + at, "---", 3)) {
			*n = (size_t)(end - p) + 1;
			return 1;
		}
		at = (size_t)(end - p) + 1;
	}
	return have > AGE_HEADER_MAX ? bad(err, "it is longer than 1 MiB") : 0;
}

/* ---- taking it apart ---- */

/* The next line without its LF; false at the end. */
static bool
next_line(struct slice *rest, struct slice *line)
{
	const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;

	if (!end)
		return false;
	*line = (struct slice){ rest->p, (size_t)(end - rest->p) };
	rest->n -= line->n + 1;
	rest->p = end + 1;
	return true;
}

static int
arguments(struct err *err, struct slice line, struct age_stanza *s)
{
	if (line.n < 4 || memcmp(line.p, "-> ", 3) != 0)
		return bad(err, "a stanza does not begin as one does");
	line.p += 3;
	line.n -= 3;
	for (bool first = true;; first = false) {
		size_t n = 0;

		while (n < line.n && line.p[n] > 32 && line.p[n] < 127)
			n++;
		if (n == 0 || (n < line.n && line.p[n] != ' '))
			return bad(err, "a stanza has an argument that is none");
		if (first)
			s->type = (struct slice){ line.p, n };
		else if (s->nargs++ < AGE_ARGS)
			s->args[s->nargs - 1] = (struct slice){ line.p, n };
		if (n == line.n)
			return 0;
		line.p += n + 1;
		line.n -= n + 1;
	}
}

static int
body(struct err *err, struct slice *rest, struct age_stanza *s)
{
	struct slice line;

	do {
		uint8_t bytes[AGE_LINE];
		size_t n = 0, room = sizeof s->body - (s->bodyn < sizeof s->body ? s->bodyn : sizeof s->body);

		if (!next_line(rest, &line))
			return bad(err, "a stanza has no end");
		if (line.n > AGE_COLUMNS || !base64_take(line.p, line.n, false, bytes, sizeof bytes, &n))
			return bad(err, "the body of a stanza is not base 64 as age writes it");
		memcpy(s->body + sizeof s->body - room, bytes, n < room ? n : room);
		s->bodyn += n;
	} while (line.n == AGE_COLUMNS);
	return 0;
}

static int
last_line(struct err *err, struct slice line, struct age_header *h)
{
	size_t n = 0;

	if (line.n != 4 + MAC_TEXT || line.p[3] != ' ' || !base64_take(line.p + 4, MAC_TEXT, false, h->mac, sizeof h->mac, &n) || n != 32)
		return bad(err, "its last line is not as age writes it");
	return 0;
}

static struct age_stanza *
add(struct age_header *h)
{
	/* Doubles at powers of two. */
	if ((h->n & (h->n - 1)) == 0) {
		struct age_stanza *more = realloc(h->stanzas, (h->n ? 2 * h->n : 1) * sizeof *more);
		if (!more)
			return NULL;
		h->stanzas = more;
	}
	h->stanzas[h->n] = (struct age_stanza){ .nargs = 0 };
	return &h->stanzas[h->n++];
}

/* ---- the two stanzas that are ours ---- */

static bool
decodes_to(struct slice s, size_t len, size_t bytes)
{
	uint8_t scratch[AGE_KEY];
	size_t n = 0;

	return s.n == len && base64_take(s.p, s.n, false, scratch, sizeof scratch, &n) && n == bytes;
}

/* [1-9][0-9]*: no sign, no zero in front. */
static bool
is_work(struct slice s)
{
	if (s.n == 0 || s.p[0] < '1' || s.p[0] > '9')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

bool
age_is_x25519(const struct age_stanza *s)
{
	return slice_is(s->type, "X25519");
}

bool
age_is_scrypt(const struct age_stanza *s)
{
	return slice_is(s->type, "scrypt");
}

static int
well_formed(struct err *err, const struct age_header *h)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct age_stanza *s = &h->stanzas[i];
		bool x = age_is_x25519(s), p = age_is_scrypt(s);

		if (x && (s->nargs != 1 || !decodes_to(s->args[0], SHARE_TEXT, AGE_KEY) || s->bodyn != AGE_BODY))
			return bad(err, "an X25519 stanza is not as it should be");
		if (p && (s->nargs != 2 || !decodes_to(s->args[0], SALT_TEXT, AGE_SALT) || !is_work(s->args[1]) || s->bodyn != AGE_BODY))
			return bad(err, "the passphrase stanza is not as it should be");
		/* Else somebody who knows the passphrase could pass the file on as one from you. */
		if (p && h->n != 1)
			return bad(err, "a passphrase stanza stands beside others");
	}
	return 0;
}

int
age_header_parse(struct err *err, const uint8_t *p, size_t n, struct age_header *out)
{
	struct slice rest = { (const char *)p, n }, line;
	int rc = 0;

	*out = (struct age_header){ .n = 0 };
	next_line(&rest, &line); /* the version: age_header_end() has compared it */
	while (!rc && next_line(&rest, &line)) {
		struct age_stanza *s;

		if (line.n >= 3 && !memcmp(line.p, "---", 3)) {
			out->maced = (size_t)(line.p + 3 - (const char *)p);
			rc = last_line(err, line, out);
			break;
		}
		s = add(out);
		rc = s ? arguments(err, line, s) : err_set(err, E_NOMEM, "age header");
		if (!rc)
			rc = body(err, &rest, s);
	}
	if (!rc && out->n == 0)
		rc = bad(err, "it is for nobody");
	if (!rc)
		rc = well_formed(err, out);
	if (rc)
		age_header_release(out);
	return rc;
}

void
age_header_release(struct age_header *h)
{
	free(h->stanzas);
	*h = (struct age_header){ .n = 0 };
}

void
age_stanza_share(const struct age_stanza *s, uint8_t share[AGE_KEY])
{
	size_t n = 0;

	base64_take(s->args[0].p, s->args[0].n, false, share, AGE_KEY, &n);
}

void
age_stanza_salt(const struct age_stanza *s, uint8_t salt[AGE_SALT], int *work)
{
	size_t n = 0;

	base64_take(s->args[0].p, s->args[0].n, false, salt, AGE_SALT, &n);
	*work = 0;
	for (size_t i = 0; i < s->args[1].n; i++)
		*work = i < 4 ? *work * 10 + (s->args[1].p[i] - '0') : INT_MAX;
}

/* ---- writing ---- */

void
age_stanza_write(struct buf *out, const char *type, const uint8_t *arg, size_t n, const char *extra, const uint8_t sealed[AGE_BODY])
{
	buf_printf(out, "-> %s ", type);
	base64_add(out, arg, n, false);
	if (extra)
		buf_printf(out, " %s", extra);
	buf_u8(out, '\n');
	base64_add(out, sealed, AGE_BODY, false); /* 43 characters: always one short line */
	buf_u8(out, '\n');
}
