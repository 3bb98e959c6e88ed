/*
 * One question with some text above it and a line to answer in.
 *
 * The text may quote what somebody wrote, so it is shown on the alternate screen and nothing of it stays behind.  `plain`
 * asks in lines instead, for screen readers and terminals without a full screen.  Keys typed before the question stands
 * there are dropped.
 */
#ifndef FELT_TERM_QUESTION_H
#define FELT_TERM_QUESTION_H

#include "felt/base/text.h"
#include "felt/term/stage.h"

struct question {
	const char *note;   /* a line above everything: what was wrong with the last answer; may be NULL */
	const char *text;   /* paragraphs; neutralised here */
	const char *keys;   /* which answers there are */
	bool plain;
	struct stage *stage; /* to draw on (stage.h); NULL: one of its own */
};
enum question_end {
	QUESTION_ANSWERED,  /* a line, perhaps empty */
	QUESTION_LEFT,      /* esc, ctrl-c, ctrl-d: no answer */
	QUESTION_HANGUP     /* a signal or the terminal's end */
};
/* E_NO_SECRET without a terminal, E_NOMEM; E_INTERRUPTED when `plain` was interrupted. */
int question_ask(struct err *err, const struct question *q, struct buf *answer, enum question_end *end);

#endif
