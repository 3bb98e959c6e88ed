/*
 * A step that is answered with keys rather than written: shared by step.c (the loop and the way out), step_scale.c and
 * step_choices.c (what their keys do), and step_lines.c (the same in lines).
 */
#ifndef FELT_TERM_STEP_DESK_H
#define FELT_TERM_STEP_DESK_H

#include "felt/term/step.h"
#include "panel.h"
#include "step_frame.h"

enum { STEP_SAY = 200, STEP_NUMBER_MAX = 100 };

struct step_desk {
	const struct step *s;
	struct step_answer *a;
	struct step_frame frame;
	struct step_rows rows;
	bool paging;             /* the page of ctrl-g is over everything */
	struct buf page;
	int page_line;
	bool escaped;            /* the last key was one esc */
	bool leaving;            /* the last key wanted to leave, and no draft could be kept */
	char say[STEP_SAY];      /* until the next key */
	char stays[STEP_SAY];    /* until a draft is kept */
	/* FACE_SCALE */
	struct panel_line number;
	bool echoed;             /* law 4: the bare number in `number` has been echoed */
	/* FACE_CHOICES; the answer of one's own stands behind the last choice */
	size_t selected, top;
	bool undecided;         /* nothing was chosen yet: enter is no answer */
	size_t digit;            /* the first of two digits; 0: none */
	struct compose_text own;
	unsigned long kept;      /* own.changes when a draft was kept last */
	/* FACE_NOTICE */
	int first_line;
	enum step_end end;
};

/* step.c */
void step_finish(struct step_desk *d, struct panel *p, enum step_end end);
void step_say(struct step_desk *d, const char *what);
bool step_letter(const struct step *s);                       /* the extra key is a letter: nothing on this face takes letters */

/* step_scale.c */
int step_scale_wants(const struct step_desk *d, const struct compose_screen *s); /* rows */
void step_scale_begin(struct step_desk *d);
void step_scale_draw(struct step_desk *d, struct panel *p);
void step_scale_key(struct step_desk *d, struct panel *p, const struct compose_event *ev);
void step_scale_hand_over(struct step_desk *d);               /* a number that may count, however the step is left */
/* 0: typed is a number, or the beginning of one word alone. */
int step_scale_read(const struct step *s, const char *typed, uint8_t *out);

/* step_choices.c */
int step_choices_wants(struct step_desk *d, struct compose_screen *s);
void step_choices_begin(struct step_desk *d);
void step_choices_draw(struct step_desk *d, struct panel *p);
void step_choices_key(struct step_desk *d, struct panel *p, const struct compose_event *ev);

/* step_lines.c: the same in lines. */
int step_in_lines(struct err *err, const struct step *s, struct step_answer *a, enum step_end *end);

#endif
