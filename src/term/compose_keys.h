/*
 * What was typed: bytes from a terminal become keys, characters and pastes.
 *
 * Pure: no terminal, no clock; the caller says when a while has passed without a byte.  The sequences are those that
 * xterm, its descendants, rxvt, the Linux console, screen and tmux send; terminfo would add nothing that is alive.
 *
 *	compose_keys_feed(&k, bytes, n);
 *	while (compose_keys_next(&k, false, &ev)) ...
 *	if (compose_keys_waiting(&k)) wait COMPOSE_ESC_MS; nothing came: compose_keys_next(&k, true, &ev)
 *
 * What a terminal sends is hostile too: invalid UTF-8, control characters and sequences that nobody knows are dropped.
 */
#ifndef FELT_TERM_COMPOSE_KEYS_H
#define FELT_TERM_COMPOSE_KEYS_H

#include "felt/base/text.h"

enum { COMPOSE_ESC_MS = 100 };

enum compose_key {
	TYPED_NOTHING,       /* something that was dropped */
	TYPED_TEXT,          /* one character: text[0..n) */
	TYPED_PASTED,        /* pasted, cleaned: compose_keys.pasted, valid until the next call */
	TYPED_NEWLINE, TYPED_TABULATOR,
	TYPED_GO_LEFT, TYPED_GO_RIGHT, TYPED_GO_UP, TYPED_GO_DOWN,
	TYPED_WORD_LEFT, TYPED_WORD_RIGHT,
	TYPED_LINE_HOME, TYPED_LINE_END, TYPED_TOP, TYPED_BOTTOM,
	TYPED_PAGE_UP, TYPED_PAGE_DOWN,
	TYPED_RUB_LEFT, TYPED_RUB_RIGHT, TYPED_RUB_WORD, TYPED_RUB_WORD_RIGHT, TYPED_RUB_END, TYPED_RUB_START,
	TYPED_TAKE_BACK, TYPED_DO_AGAIN,
	TYPED_DONE, TYPED_STOP, TYPED_ESCAPE, TYPED_SHOW_HELP, TYPED_REDRAW,
	TYPED_STEP_BACK, TYPED_STEP_SKIP, TYPED_STEP_EXTRA /* of a guide */
};

struct compose_event {
	enum compose_key key;
	char text[5];
	size_t n;
};

struct compose_keys {
	struct buf in;     /* bytes not yet understood, from `at` on */
	size_t at;
	bool pasting;      /* between ESC[200~ and ESC[201~ */
	struct buf raw;    /* what was pasted so far */
	struct buf pasted;
};

void compose_keys_init(struct compose_keys *k);
void compose_keys_release(struct compose_keys *k);      /* wipes */
void compose_keys_feed(struct compose_keys *k, const void *bytes, size_t n);
/* False: more bytes are needed.  quiet: none came for a while; an ESC is then the key, half a sequence is dropped, a paste ends. */
bool compose_keys_next(struct compose_keys *k, bool quiet, struct compose_event *ev);
bool compose_keys_waiting(const struct compose_keys *k); /* half a sequence, or a paste without its end */
void compose_keys_drop(struct compose_keys *k);          /* typed ahead */

/* CR and CRLF to LF; control characters but \n and \t, and invalid UTF-8, dropped. */
void compose_clean(struct buf *out, const char *s, size_t n);

#endif
