/*
 * One line or a few, asked for by a command: on the alternate screen, so that nothing of it stays behind, or from standard input.
 */
#ifndef FELT_CLI_ASK_LINE_H
#define FELT_CLI_ASK_LINE_H

#include "cli/cli.h"
#include "felt/term/step.h"

struct line_question {
	const char *title, *question, *help; /* help may be NULL */
	bool paragraphs;                     /* a text, not a line */
};
/* text: what it begins with, and the answer.  *end: how it ended (step.h); text is as it was unless it was answered.  The journal is closed
 * meanwhile. E_INTERRUPTED. */
int ask_line(struct ctx *ctx, const struct line_question *q, struct buf *text, enum step_end *end);
/*
 * The same; text is what was typed however it was left, with E_INTERRUPTED too (the journal is open again then): the caller decides what becomes of it.
 */
int ask_line_kept(struct ctx *ctx, const struct line_question *q, struct buf *text, enum step_end *end);
/* One of several; *chosen is in and out: which line is marked at first (-1 none), and what was chosen (-1: left or skipped). */
int ask_choice(struct ctx *ctx, const char *title, const char *question, const struct step_choice *choices, size_t n, int *chosen);
/* 0 to 100 with the words of CARE.md 4; *value -1: left or skipped. */
int ask_rating(struct ctx *ctx, const char *title, const char *above, const char *question, int *value);

/* Any of several: ticked is in and out, as it was unless *end is STEP_END_ANSWERED. */
struct ticks_question { const char *title, *question, *help; const struct step_choice *choices; size_t n; };
int ask_ticks(struct ctx *ctx, const struct ticks_question *q, bool *ticked, enum step_end *end);
/* A page to read; *end STEP_END_ANSWERED: gone on from. */
int ask_page(struct ctx *ctx, const char *title, const char *text, const char *help, enum step_end *end);

#endif
