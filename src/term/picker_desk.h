/*
 * The picker's state, shared by the files of its keys (picker.c, picker_rate.c), the one that draws it (picker_draw.c) and the one of what
 * belongs to a guide (picker_step.c).
 */
#ifndef FELT_TERM_PICKER_DESK_H
#define FELT_TERM_PICKER_DESK_H

#include "panel.h"
#include "picker_list.h"
#include "step_frame.h"

enum picker_page { PAGE_LIST, PAGE_STRENGTH, PAGE_LAYER };
enum { PICKER_SAY = 120, LAYER_ANSWERS = 3 };

struct picker_desk {
	const struct picker *p;
	enum picker_page page;
	/* PAGE_LIST */
	struct picker_list list;
	struct panel_line filter;
	int family;              /* walked into; -1: the first page */
	size_t selected, top;    /* items of the list */
	/* the one that is being chosen */
	struct picked now;
	const struct picker_row *row; /* NULL: a family alone */
	/* PAGE_STRENGTH */
	struct panel_line number;
	bool echoed;             /* law 2: the bare number in `number` has been echoed */
	/* PAGE_LAYER */
	size_t layer_answer;
	bool layer_asked;
	const char *beneath;     /* what is chosen next lies beneath this word; NULL: nothing was said */
	/* what was chosen */
	struct picked picked[PICKER_MOST];
	size_t n;
	char say[PICKER_SAY];
	bool escaped;            /* the last key was one esc on the first page */
	enum picker_end end;
	/* in a guide: p->step is there */
	struct step_frame frame;
	struct step_rows around;
	struct buf page_text, head, chosen;
	int page_line;
	bool paging;             /* the page of ctrl-g is over everything */
	bool asked;              /* "not sure" was said, and the caller asked for words */
	const char *proposed[PICKER_PROPOSED];
	size_t nproposed;        /* the list is these; 0: it is not */
};

/* picker_step.c: what is the picker's only in a guide. */
void picker_begin(struct picker_desk *d);                       /* what was chosen before */
bool picker_propose(struct picker_desk *d, const struct picker_row *row); /* "not sure" was said: true when there are words now */
bool picker_is_unsure(const struct picker *p, const struct picker_row *row); /* in a guide that has words to propose */
size_t picker_find(const struct picker *p, const char *id);     /* a row; nrows: none */
void picker_around(struct picker_desk *d, struct compose_screen *s); /* shares the rows and draws what is around the body */
bool picker_step_key(struct picker_desk *d, struct panel *panel, const struct compose_event *ev); /* true: it was a key of steps */
void picker_leave(struct picker_desk *d, struct panel *panel, enum picker_end end);
/* What is asked on the first page. */
void picker_head(const struct picker_desk *d, struct buf *out);

/* "lonely 70, sad" */
void picker_chosen(const struct picked *picked, size_t n, struct buf *out);
/* The answers of PAGE_LAYER, and what they mean. */
extern const char *const picker_layer_answers[LAYER_ANSWERS];
void picker_layer_question(const char *word, char *out, size_t n);

/* Goes to PAGE_STRENGTH (picker_rate.c); what was typed behind the word is taken at once, if it is a number that may count. NULL: nothing was. */
void picker_strength(struct picker_desk *d, const char *typed);
/* Keys of PAGE_STRENGTH and PAGE_LAYER (picker_rate.c). */
void picker_strength_key(struct picker_desk *d, struct panel *panel, const struct compose_event *ev);
void picker_layer_key(struct picker_desk *d, const struct compose_event *ev);
/* Puts the one that is being chosen among the chosen, and goes back to the first page (picker.c). */
void picker_put(struct picker_desk *d);

void picker_draw(void *desk, struct panel *panel);

/* The same in lines (picker_lines.c). */
int picker_in_lines(struct err *err, const struct picker *p, struct picked out[PICKER_MOST], size_t *n, enum picker_end *end);

#endif
