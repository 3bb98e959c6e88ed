/*
 * A step in lines: shared by step_lines.c (what stands above, the words that are keys, what is written),
 * step_lines_choose.c (scales, choices, notices) and picker_lines.c (feelings).
 */
#ifndef FELT_TERM_STEP_LINES_H
#define FELT_TERM_STEP_LINES_H

#include "step_desk.h"

struct step_talk {
	struct err *err;
	const struct step *s;
	struct step_answer *a;
	struct buf line;         /* what was typed, without its line end */
	bool begun;              /* what was typed before the first question is dropped, once */
	bool ended;              /* ctrl-d instead of a line */
	bool cleared;            /* :clear was said */
	bool over;
	enum step_end end;
};

int step_talk_introduce(struct step_talk *t);                  /* where one is, the question, the ways out */
/*
 * Asks for a line, and does what the words that are keys say: then `over` may be true.  False: it was such a word, or something to be said; ask
 * again, or look at `over` and *rc.
 */
bool step_talk_ask(struct step_talk *t, const char *prompt, int *rc);
int step_talk_show(struct step_talk *t, struct buf *text);    /* releases it */
int step_talk_keep(struct step_talk *t);                       /* a draft of the text, now; a failure is told */
void step_talk_finish(struct step_talk *t, enum step_end end);

int step_talk_scale(struct step_talk *t);
int step_talk_choices(struct step_talk *t);
int step_talk_notice(struct step_talk *t);

#endif
