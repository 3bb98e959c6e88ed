/*
 * The text in the composer: bytes, a cursor, and what can be taken back.
 *
 * Pure: no terminal, no clock.  The bytes lie in a gap buffer: an edit beside the last one costs nothing, one far away
 * moves what lies between (2 ms for 10 MiB).  The cursor stands between graphemes.  Bytes are kept as they are; what
 * they look like is compose_view's business.
 *
 *	rc = compose_text_init(err, &t, s, n, max);
 *	compose_text_type(&t, "a", 1);
 *	compose_text_move(&t, COMPOSE_WORD_LEFT);
 *	compose_text_undo(&t);
 *	s = compose_text_flat(&t, &n);
 *	compose_text_release(&t);
 *
 * Undo goes by steps: a run of typing (up to its line end, or to the next word after 40 bytes), a run of
 * backspaces, a paste, a deleted word.  All memory that ever held text is wiped when it is given back.
 */
#ifndef FELT_TERM_COMPOSE_TEXT_H
#define FELT_TERM_COMPOSE_TEXT_H

#include "felt/base/text.h"

/* One thing that can be taken back: at `at`, `cut` bytes were replaced by `put` bytes. */
struct compose_step {
	size_t at, cut, put;
	struct buf bytes;      /* the cut ones, then the put ones */
	size_t cursor;         /* where it stood before */
	int kind;
};

/* Steps [0, done) can be undone, [done, n) redone. */
struct compose_history {
	struct compose_step *step;
	size_t n, done, cap;
	size_t bytes;          /* held by all steps; the oldest are forgotten above COMPOSE_HISTORY_MAX */
	bool open;             /* the last step may still grow */
};
enum { COMPOSE_HISTORY_MAX = 96 * 1024 * 1024, COMPOSE_STEPS_MAX = 20000 };

struct compose_text {
	char *p;               /* [0, gap) is text, then `room` free bytes, then the rest of the text */
	size_t gap, room, n;   /* n: bytes of text */
	size_t at;             /* the cursor */
	size_t max;
	unsigned long changes; /* grows with every change */
	struct compose_history history;
};

enum compose_motion {
	COMPOSE_LEFT, COMPOSE_RIGHT,               /* by grapheme */
	COMPOSE_WORD_LEFT, COMPOSE_WORD_RIGHT,     /* to the beginning, the end of a word */
	COMPOSE_PARAGRAPH_START, COMPOSE_PARAGRAPH_END, /* of the line between two \n */
	COMPOSE_START, COMPOSE_END
};

enum compose_result {
	COMPOSE_OK,
	COMPOSE_NOTHING,       /* nothing there to do */
	COMPOSE_FULL,          /* would be longer than max: nothing was changed */
	COMPOSE_MEMORY         /* nothing was changed */
};

/* The cursor stands at the end.  E_NOMEM, E_TEXT_LONG. */
int compose_text_init(struct err *err, struct compose_text *t, const char *s, size_t n, size_t max);
void compose_text_release(struct compose_text *t); /* wipes */

enum compose_result compose_text_type(struct compose_text *t, const char *s, size_t n);  /* joins the run of typing */
enum compose_result compose_text_paste(struct compose_text *t, const char *s, size_t n); /* a step of its own */
/* Deletes from the cursor to where the motion would take it; COMPOSE_PARAGRAPH_END at a line end takes the \n. */
enum compose_result compose_text_erase(struct compose_text *t, enum compose_motion to);
bool compose_text_undo(struct compose_text *t);    /* false: nothing to take back, or no memory */
bool compose_text_redo(struct compose_text *t);

void compose_text_move(struct compose_text *t, enum compose_motion to);
void compose_text_go(struct compose_text *t, size_t at); /* at: a grapheme boundary that the view knows */

/* Hands the memory itself over: ending cannot fail for want of memory.  t is as after release. */
void compose_text_hand_over(struct compose_text *t, struct buf *out);

/* All bytes in one piece, valid until the next change. */
const char *compose_text_flat(struct compose_text *t, size_t *n);
/* n bytes from `from` in one piece: a pointer into the text, or a copy in scratch when the gap lies between. NULL without memory. */
const char *compose_text_span(const struct compose_text *t, size_t from, size_t n, struct buf *scratch);
char compose_text_byte(const struct compose_text *t, size_t at);
/* After the last \n before `at`, and the next \n at or after `at` (or n). */
size_t compose_text_paragraph(const struct compose_text *t, size_t at);
size_t compose_text_paragraph_end(const struct compose_text *t, size_t at);

/* For compose_history.c: the one place where bytes change, without a record. */
enum compose_result compose_text_replace(struct compose_text *t, size_t at, size_t cut, const char *put, size_t n);

/* compose_history.c.  Recording never fails aloud: without memory the history is forgotten, the edit stays. */
enum { COMPOSE_KIND_TYPE = 1, COMPOSE_KIND_BACK, COMPOSE_KIND_FORWARD, COMPOSE_KIND_WHOLE };
void compose_history_record(struct compose_text *t, int kind, size_t at, size_t cut, const char *put, size_t n, size_t cursor);
void compose_history_release(struct compose_history *h);

#endif
