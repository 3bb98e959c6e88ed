/*
 * What was typed: the decoder.  The table of control keys and the one of sequences stand first.
 *
 * In: bytes as a terminal sends them.  Out: keys.  It must never let a control character or a torn character through
 * into the text.
 */
#include "compose_keys.h"

#include <string.h>

static const enum compose_key control_keys[32] = {
	['A' & 31] = TYPED_LINE_HOME, ['B' & 31] = TYPED_GO_LEFT,   ['C' & 31] = TYPED_STOP,      ['D' & 31] = TYPED_DONE,
	['E' & 31] = TYPED_LINE_END,  ['F' & 31] = TYPED_GO_RIGHT,  ['G' & 31] = TYPED_SHOW_HELP, ['H' & 31] = TYPED_RUB_LEFT,
	['I' & 31] = TYPED_TABULATOR, ['J' & 31] = TYPED_NEWLINE,   ['K' & 31] = TYPED_RUB_END,   ['L' & 31] = TYPED_REDRAW,
	['M' & 31] = TYPED_NEWLINE,   ['N' & 31] = TYPED_GO_DOWN,   ['P' & 31] = TYPED_GO_UP,     ['R' & 31] = TYPED_STEP_BACK,
	['S' & 31] = TYPED_STEP_SKIP, ['U' & 31] = TYPED_RUB_START,
	['W' & 31] = TYPED_RUB_WORD,  ['X' & 31] = TYPED_DONE,      ['Y' & 31] = TYPED_DO_AGAIN,  ['Z' & 31] = TYPED_TAKE_BACK
};

/* A sequence: its final byte, its first number (0: none), the key, and the key with Ctrl or Alt. */
static const struct sequence {
	char final;
	int number;
	enum compose_key key, with_ctrl;
} sequences[] = {
	{ 'A', 0, TYPED_GO_UP, TYPED_GO_UP },
	{ 'B', 0, TYPED_GO_DOWN, TYPED_GO_DOWN },
	{ 'C', 0, TYPED_GO_RIGHT, TYPED_WORD_RIGHT },
	{ 'D', 0, TYPED_GO_LEFT, TYPED_WORD_LEFT },
	{ 'H', 0, TYPED_LINE_HOME, TYPED_TOP },
	{ 'F', 0, TYPED_LINE_END, TYPED_BOTTOM },
	{ 'P', 0, TYPED_SHOW_HELP, TYPED_SHOW_HELP },
	{ 'Q', 0, TYPED_STEP_EXTRA, TYPED_STEP_EXTRA },
	{ 'c', 0, TYPED_WORD_RIGHT, TYPED_WORD_RIGHT }, /* rxvt */
	{ 'd', 0, TYPED_WORD_LEFT, TYPED_WORD_LEFT },
	{ '~', 1, TYPED_LINE_HOME, TYPED_TOP },
	{ '~', 3, TYPED_RUB_RIGHT, TYPED_RUB_WORD_RIGHT },
	{ '~', 4, TYPED_LINE_END, TYPED_BOTTOM },
	{ '~', 5, TYPED_PAGE_UP, TYPED_PAGE_UP },
	{ '~', 6, TYPED_PAGE_DOWN, TYPED_PAGE_DOWN },
	{ '~', 7, TYPED_LINE_HOME, TYPED_TOP },
	{ '~', 8, TYPED_LINE_END, TYPED_BOTTOM },
	{ '~', 11, TYPED_SHOW_HELP, TYPED_SHOW_HELP },
	{ '~', 12, TYPED_STEP_EXTRA, TYPED_STEP_EXTRA },
	{ '^', 3, TYPED_RUB_WORD_RIGHT, TYPED_RUB_WORD_RIGHT },
	{ '^', 7, TYPED_TOP, TYPED_TOP },
	{ '^', 8, TYPED_BOTTOM, TYPED_BOTTOM }
};

static const char paste_begin[] = "\033[200~", paste_end[] = "\033[201~";
enum { PASTE_MARK = sizeof paste_end - 1, SEQUENCE_MAX = 4096 };

void
compose_keys_init(struct compose_keys *k)
{
	memset(k, 0, sizeof *k);
}

void
compose_keys_release(struct compose_keys *k)
{
	buf_release(&k->in);
	buf_release(&k->raw);
	buf_release(&k->pasted);
	memset(k, 0, sizeof *k);
}

void
compose_keys_feed(struct compose_keys *k, const void *bytes, size_t n)
{
	if (k->at == k->in.n) {
		buf_clear(&k->in);
		k->at = 0;
	}
	buf_add(&k->in, bytes, n);
}

void
compose_keys_drop(struct compose_keys *k)
{
	buf_clear(&k->in);
	k->at = 0;
}

bool
compose_keys_waiting(const struct compose_keys *k)
{
	return k->pasting || k->at < k->in.n;
}

/* ---- characters ---- */

static size_t
utf8_length(unsigned char first)
{
	return first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
}

/* One character that may enter the text: valid, no control character.  \n and \t are the caller's. */
static bool
is_welcome(const char *s, size_t n)
{
	unsigned char c = (unsigned char)s[0];

	if (n == 1)
		return c >= 0x20 && c < 0x7f;
	if (c == 0xC2 && (unsigned char)s[1] < 0xA0)
		return false;
	return text_check(NULL, s, n, 4) == 0;
}

void
compose_clean(struct buf *out, const char *s, size_t n)
{
	size_t i = 0, one;

	buf_reserve(out, n);
	while (i < n) {
		one = utf8_length((unsigned char)s[i]);
		if (s[i] == '\r' || s[i] == '\n') {
			buf_u8(out, '\n');
			if (s[i] == '\r' && i + 1 < n && s[i + 1] == '\n')
				i++;
			one = 1;
		} else if (s[i] == '\t' || (i + one <= n && is_welcome(s + i, one))) {
			buf_add(out, s + i, one);
		} else {
			/* An invalid byte goes alone, a C1 character whole. */
			if (one != 2 || i + 2 > n || (unsigned char)s[i] != 0xC2 || ((unsigned char)s[i + 1] & 0xC0) != 0x80)
				one = 1;
		}
		i += one;
	}
}

/* ---- pastes ---- */

static bool
end_paste(struct compose_keys *k, struct compose_event *ev)
{
	k->pasting = false;
	buf_clear(&k->pasted);
	compose_clean(&k->pasted, (const char *)k->raw.p, k->raw.n);
	buf_release(&k->raw);
	ev->key = TYPED_PASTED;
	return true;
}

/* Takes over what belongs to the paste for certain: the end may be torn between two reads. */
static bool
take_paste(struct compose_keys *k, bool quiet, struct compose_event *ev)
{
	const char *s = (const char *)k->in.p + k->at, *esc;
	size_t n = k->in.n - k->at, keep;

	while (n > 0) {
		esc = memchr(s, '\033', n);
		keep = esc == NULL ? n : (size_t)(esc - s);
		buf_add(&k->raw, s, keep);
		k->at += keep;
		s += keep;
		n -= keep;
		if (n == 0)
			break;
		if (n >= PASTE_MARK && memcmp(s, paste_end, PASTE_MARK) == 0) {
			k->at += PASTE_MARK;
			return end_paste(k, ev);
		}
		if (n < PASTE_MARK && memcmp(s, paste_end, n) == 0 && !quiet)
			return false;
		k->at++; /* a lone ESC in the clipboard */
		s++;
		n--;
	}
	return quiet ? end_paste(k, ev) : false;
}

/* ---- sequences ---- */

static enum compose_key
lookup(char final, int number, int modifier)
{
	for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
		const struct sequence *s = &sequences[i];

		if (s->final == final && (s->number == number || (s->number == 0 && number <= 1)))
			return modifier > 0 && ((modifier - 1) & 6) ? s->with_ctrl : s->key;
	}
	return TYPED_NOTHING;
}

/* CSI u, where a terminal reports ordinary keys that way. */
static enum compose_key
reported(int code, int modifier)
{
	bool ctrl = modifier > 0 && ((modifier - 1) & 4);

	if (code == 13)
		return TYPED_NEWLINE;
	if (code == 9)
		return TYPED_TABULATOR;
	if (code == 27)
		return TYPED_ESCAPE;
	if (code == 127)
		return ctrl ? TYPED_RUB_WORD : TYPED_RUB_LEFT;
	if (ctrl && code >= 'a' && code <= 'z')
		return control_keys[code & 31];
	return TYPED_NOTHING;
}

/* s: what follows "ESC [" or "ESC O". Returns its bytes, 0 when it is not whole. */
static size_t
parse_sequence(const char *s, size_t n, enum compose_key *key)
{
	int number[2] = { 0, 0 };
	size_t i = 0, which = 0;

	if (n > 0 && s[0] == '[') { /* Linux console: ESC [ [ A is F1, B is F2 */
		*key = n > 1 && s[1] == 'A' ? TYPED_SHOW_HELP : n > 1 && s[1] == 'B' ? TYPED_STEP_EXTRA : TYPED_NOTHING;
		return n > 1 ? 2 : 0;
	}
	for (; i < n && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x40; i++) {
		if (s[i] == ';')
			which++;
		else if (s[i] >= '0' && s[i] <= '9' && which < 2 && number[which] < 10000)
			number[which] = number[which] * 10 + (s[i] - '0');
	}
	if (i == n)
		return 0;
	*key = TYPED_NOTHING;
	if (s[i] == 'u')
		*key = reported(number[0], number[1]);
	else if ((unsigned char)s[i] >= 0x40)
		*key = lookup(s[i], number[0], number[1]);
	return i + 1;
}

/* "ESC ] ... BEL", "ESC P ... ESC \": an answer that nobody asked for. 0 when it is not whole. */
static size_t
string_length(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\a')
			return i + 1;
		if (s[i] == '\033' && i + 1 < n)
			return s[i + 1] == '\\' ? i + 2 : i;
		if (i == SEQUENCE_MAX)
			return i;
	}
	return 0;
}

static enum compose_key
with_alt(char c)
{
	switch (c) {
	case 'b':
		return TYPED_WORD_LEFT;
	case 'f':
		return TYPED_WORD_RIGHT;
	case 'd':
		return TYPED_RUB_WORD_RIGHT;
	case '<':
		return TYPED_TOP;
	case '>':
		return TYPED_BOTTOM;
	case 0x7f:
	case '\b':
		return TYPED_RUB_WORD;
	default:
		return TYPED_NOTHING;
	}
}

/* s begins with ESC. Returns the bytes of the key, 0 when more are needed. */
static size_t
parse_escape(const char *s, size_t n, struct compose_keys *k, enum compose_key *key)
{
	size_t used;

	if (n == 1)
		return 0;
	switch (s[1]) {
	case '\033':
		*key = TYPED_ESCAPE;
		return 1;
	case '[':
		used = parse_sequence(s + 2, n - 2, key);
		if (used > 0 && used + 2 == PASTE_MARK && memcmp(s, paste_begin, PASTE_MARK) == 0)
			k->pasting = true;
		return used > 0 ? used + 2 : 0;
	case 'O':
		used = parse_sequence(s + 2, n - 2, key);
		return used > 0 ? used + 2 : 0;
	case ']': case 'P': case '_': case '^': case 'X':
		*key = TYPED_NOTHING;
		used = string_length(s + 2, n - 2);
		return used > 0 ? used + 2 : 0;
	default:
		*key = with_alt(s[1]);
		used = utf8_length((unsigned char)s[1]);
		return 1 + (used < n - 1 ? used : n - 1);
	}
}

/* No more is coming: half a sequence is dropped; a lone ESC is the key. */
static size_t
give_up(const char *s, size_t n, enum compose_key *key)
{
	*key = s[0] == '\033' && n == 1 ? TYPED_ESCAPE : TYPED_NOTHING;
	return s[0] == '\033' ? n : 1;
}

static size_t
parse_character(const char *s, size_t n, struct compose_event *ev)
{
	size_t one = utf8_length((unsigned char)s[0]);

	if ((unsigned char)s[0] < 0x20) {
		ev->key = control_keys[(unsigned char)s[0]];
		return 1;
	}
	if (s[0] == 0x7f) {
		ev->key = TYPED_RUB_LEFT;
		return 1;
	}
	/* Bytes that cannot belong to it any more are not waited for. */
	for (size_t i = 1; i < one; i++) {
		if (i == n)
			return 0;
		if (((unsigned char)s[i] & 0xC0) != 0x80)
			return 1;
	}
	if (is_welcome(s, one)) {
		ev->key = TYPED_TEXT;
		memcpy(ev->text, s, one);
		ev->n = one;
		return one;
	}
	return (unsigned char)s[0] == 0xC2 ? one : 1;
}

bool
compose_keys_next(struct compose_keys *k, bool quiet, struct compose_event *ev)
{
	const char *s;
	size_t n, used;

	memset(ev, 0, sizeof *ev);
	if (k->pasting)
		return take_paste(k, quiet, ev);
	n = k->in.n - k->at;
	if (n == 0)
		return false;
	s = (const char *)k->in.p + k->at;
	used = s[0] == '\033' ? parse_escape(s, n, k, &ev->key) : parse_character(s, n, ev);
	if (used == 0 && !quiet)
		return false;
	if (used == 0)
		used = give_up(s, n, &ev->key);
	k->at += used;
	return true;
}
