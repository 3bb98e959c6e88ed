/*
 * The text in the composer: a gap buffer, motions, edits.
 *
 * In: bytes and motions.  Out: bytes in one piece or in spans.  It must never change a byte it was not asked to
 * change, and never give memory back unwiped.
 */
#include "compose_text.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_MIN = 4096, WINDOW = 512, TORN = 4 };

int
compose_text_init(struct err *err, struct compose_text *t, const char *s, size_t n, size_t max)
{
	memset(t, 0, sizeof *t);
	t->max = max == 0 ? TEXT_MAX : max;
	if (n > t->max)
		return err_num(err, E_TEXT_LONG, t->max, "text");
	t->p = malloc(n + ROOM_MIN);
	if (t->p == NULL)
		return err_set(err, E_NOMEM, "composer");
	if (n > 0)
		memcpy(t->p, s, n);
	t->gap = t->n = t->at = n;
	t->room = ROOM_MIN;
	return 0;
}

void
compose_text_release(struct compose_text *t)
{
	wipe(t->p, t->n + t->room);
	free(t->p);
	compose_history_release(&t->history);
	memset(t, 0, sizeof *t);
}

/* ---- the gap ---- */

static void
move_gap(struct compose_text *t, size_t to)
{
	if (to < t->gap)
		memmove(t->p + to + t->room, t->p + to, t->gap - to);
	else if (to > t->gap)
		memmove(t->p + t->gap, t->p + t->gap + t->room, to - t->gap);
	t->gap = to;
}

/* The gap may grow to need bytes and an eighth of the text: the next growth is far. */
static bool
make_room(struct compose_text *t, size_t need)
{
	size_t room, tail = t->n - t->gap;
	char *p;

	if (t->room >= need)
		return true;
	room = need + t->n / 8 + ROOM_MIN;
	p = malloc(t->n + room);
	if (p == NULL)
		return false;
	memcpy(p, t->p, t->gap);
	memcpy(p + t->gap + room, t->p + t->gap + t->room, tail);
	wipe(t->p, t->n + t->room);
	free(t->p);
	t->p = p;
	t->room = room;
	return true;
}

enum compose_result
compose_text_replace(struct compose_text *t, size_t at, size_t cut, const char *put, size_t n)
{
	if (n > cut && n - cut > t->max - t->n)
		return COMPOSE_FULL;
	if (n > cut && !make_room(t, n - cut))
		return COMPOSE_MEMORY;
	move_gap(t, at);
	t->room += cut;
	t->n -= cut;
	if (n > 0)
		memcpy(t->p + t->gap, put, n);
	t->gap += n;
	t->room -= n;
	t->n += n;
	t->changes++;
	return COMPOSE_OK;
}

char
compose_text_byte(const struct compose_text *t, size_t at)
{
	return t->p[at < t->gap ? at : at + t->room];
}

const char *
compose_text_span(const struct compose_text *t, size_t from, size_t n, struct buf *scratch)
{
	size_t first;

	if (from >= t->gap)
		return t->p + from + t->room;
	if (from + n <= t->gap)
		return t->p + from;
	first = t->gap - from;
	buf_clear(scratch);
	buf_add(scratch, t->p + from, first);
	buf_add(scratch, t->p + t->gap + t->room, n - first);
	return scratch->failed ? NULL : (const char *)scratch->p;
}

const char *
compose_text_flat(struct compose_text *t, size_t *n)
{
	move_gap(t, t->n);
	*n = t->n;
	return t->p;
}

void
compose_text_hand_over(struct compose_text *t, struct buf *out)
{
	move_gap(t, t->n);
	wipe(t->p + t->n, t->room);
	buf_release(out);
	out->p = (uint8_t *)t->p;
	out->n = t->n;
	out->cap = t->n + t->room;
	compose_history_release(&t->history);
	memset(t, 0, sizeof *t);
}

/* ---- paragraphs ---- */

/* memrchr is not POSIX: forward through short blocks, the last one first. Returns the byte after the \n, 0 if none. */
static size_t
after_last_newline(const char *s, size_t n)
{
	while (n > 0) {
		size_t block = n < WINDOW ? n : WINDOW;
		const char *p = s + n - block, *end = s + n, *last = NULL;

		while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL)
			last = p++;
		if (last != NULL)
			return (size_t)(last - s) + 1;
		n -= block;
	}
	return 0;
}

size_t
compose_text_paragraph(const struct compose_text *t, size_t at)
{
	if (at > t->gap) {
		size_t found = after_last_newline(t->p + t->gap + t->room, at - t->gap);

		if (found > 0)
			return t->gap + found;
		at = t->gap;
	}
	return after_last_newline(t->p, at);
}

size_t
compose_text_paragraph_end(const struct compose_text *t, size_t at)
{
	const char *tail = t->p + t->room, *found; /* tail[i] is byte i of the text, for i >= gap */

	if (at < t->gap) {
		found = memchr(t->p + at, '\n', t->gap - at);
		if (found != NULL)
			return (size_t)(found - t->p);
		at = t->gap;
	}
	if (at >= t->n)
		return t->n;
	found = memchr(tail + at, '\n', t->n - at);
	return found == NULL ? t->n : (size_t)(found - tail);
}

/* ---- motions ---- */

/*
 * The window grows until the grapheme ends inside it, and not at a character that the window's end has torn: 10,000
 * combining marks are one grapheme.
 */
static size_t
grapheme_after(const struct compose_text *t, size_t at)
{
	struct buf scratch = BUF_INIT;
	size_t window = WINDOW, left = t->n - at, g;

	if (left == 0)
		return 0;
	for (;; window *= 4) {
		size_t n = left < window ? left : window;
		const char *s = compose_text_span(t, at, n, &scratch);

		g = s == NULL ? 1 : text_grapheme(s, n);
		if (s == NULL || g + TORN <= n || n == left)
			break;
	}
	buf_release(&scratch);
	return g;
}

static bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/* Graphemes are only right when counted from a boundary: the window begins before an ASCII byte where it has one. */
static size_t
grapheme_before(const struct compose_text *t, size_t at)
{
	struct buf scratch = BUF_INIT;
	size_t window = 64, g;

	if (at == 0)
		return 0;
	for (;; window *= 4) {
		size_t n = at < window ? at : window, skip = 0;
		const char *s = compose_text_span(t, at - n, n, &scratch);

		g = 1;
		if (s == NULL)
			break;
		while (n < at && skip + 1 < n && !is_ascii(s[skip]))
			skip++;
		if (n < at && skip + 1 >= n)
			skip = 0;
		g = text_grapheme_before(s + skip, n - skip);
		if (n == at || g + TORN <= n - skip)
			break;
	}
	buf_release(&scratch);
	return g;
}

/* Letters, digits, everything beyond ASCII but the common blanks and punctuation marks. */
static bool
is_word(const struct compose_text *t, size_t at)
{
	unsigned char c = (unsigned char)compose_text_byte(t, at);
	unsigned char d, e;

	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
	if (at + 1 >= t->n)
		return true;
	d = (unsigned char)compose_text_byte(t, at + 1);
	if (c == 0xC2)
		return d == 0xAA || d == 0xB5 || d == 0xBA; /* Latin-1 punctuation but for ª µ º */
	if (at + 2 >= t->n)
		return true;
	e = (unsigned char)compose_text_byte(t, at + 2);
	if (c == 0xE2 && (d == 0x80 || d == 0x81)) /* U+2000-207F; U+200D and U+2019 join */
		return d == 0x80 && (e == 0x8D || e == 0x99);
	return !(c == 0xE3 && d == 0x80 && e < 0xB0); /* U+3000-302F */
}

static size_t
step_left(const struct compose_text *t, size_t at)
{
	do
		at--;
	while (at > 0 && ((unsigned char)compose_text_byte(t, at) & 0xC0) == 0x80);
	return at;
}

static size_t
step_right(const struct compose_text *t, size_t at)
{
	do
		at++;
	while (at < t->n && ((unsigned char)compose_text_byte(t, at) & 0xC0) == 0x80);
	return at;
}

/* An apostrophe between two letters belongs to the word. */
static bool
in_word(const struct compose_text *t, size_t at)
{
	if (compose_text_byte(t, at) != '\'')
		return is_word(t, at);
	return at > 0 && at + 1 < t->n && is_word(t, step_left(t, at)) && is_word(t, at + 1);
}

static size_t
target(const struct compose_text *t, enum compose_motion to)
{
	size_t at = t->at;

	switch (to) {
	case COMPOSE_LEFT:
		return at - grapheme_before(t, at);
	case COMPOSE_RIGHT:
		return at + grapheme_after(t, at);
	case COMPOSE_WORD_LEFT:
		while (at > 0 && !in_word(t, step_left(t, at)))
			at = step_left(t, at);
		while (at > 0 && in_word(t, step_left(t, at)))
			at = step_left(t, at);
		return at;
	case COMPOSE_WORD_RIGHT:
		while (at < t->n && !in_word(t, at))
			at = step_right(t, at);
		while (at < t->n && in_word(t, at))
			at = step_right(t, at);
		return at;
	case COMPOSE_PARAGRAPH_START:
		return compose_text_paragraph(t, at);
	case COMPOSE_PARAGRAPH_END:
		return compose_text_paragraph_end(t, at);
	case COMPOSE_START:
		return 0;
	case COMPOSE_END:
		return t->n;
	}
	return at;
}

void
compose_text_go(struct compose_text *t, size_t at)
{
	t->at = at < t->n ? at : t->n;
	t->history.open = false;
}

void
compose_text_move(struct compose_text *t, enum compose_motion to)
{
	compose_text_go(t, target(t, to));
}

/* ---- edits ---- */

static enum compose_result
insert(struct compose_text *t, int kind, const char *s, size_t n)
{
	size_t cursor = t->at;
	enum compose_result r;

	if (n == 0)
		return COMPOSE_NOTHING;
	if (n > t->max - t->n)
		return COMPOSE_FULL;
	r = compose_text_replace(t, cursor, 0, s, n);
	if (r != COMPOSE_OK)
		return r;
	compose_history_record(t, kind, cursor, 0, s, n, cursor);
	t->at = cursor + n;
	return COMPOSE_OK;
}

enum compose_result
compose_text_type(struct compose_text *t, const char *s, size_t n)
{
	return insert(t, COMPOSE_KIND_TYPE, s, n);
}

enum compose_result
compose_text_paste(struct compose_text *t, const char *s, size_t n)
{
	return insert(t, COMPOSE_KIND_WHOLE, s, n);
}

enum compose_result
compose_text_erase(struct compose_text *t, enum compose_motion to)
{
	size_t other = target(t, to), cursor = t->at, from, n;
	int kind = to == COMPOSE_LEFT ? COMPOSE_KIND_BACK : to == COMPOSE_RIGHT ? COMPOSE_KIND_FORWARD : COMPOSE_KIND_WHOLE;

	if (to == COMPOSE_PARAGRAPH_END && other == cursor && cursor < t->n)
		other++;
	from = other < cursor ? other : cursor;
	n = other < cursor ? cursor - other : other - cursor;
	if (n == 0)
		return COMPOSE_NOTHING;
	compose_history_record(t, kind, from, n, NULL, 0, cursor);
	t->at = from;
	return compose_text_replace(t, from, n, NULL, 0);
}
