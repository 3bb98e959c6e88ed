/*
 * What stands around the answer of a step: shared by the composer (text, line, list), the panels (scale, choices, notice)
 * and the picker (feelings).
 *
 *	title                                        step 4 of 14
 *
 *	| above: the hot thought
 *
 *	question
 *	help, dim
 *
 *	the answer                              (body)
 *
 *	a note, or how this face is used
 *	dim line
 *	^D go on   ^R back   ^S skip   ^G help now   ^C leave (it is kept)
 *
 * In: texts and a size.  Out: rows.  Where rows are few, `above` keeps one, then the question, the answer and the keys have theirs; blank
 * rows go first, then the title, then the end of the help.  Everything is shown through text_safe().
 */
#ifndef FELT_TERM_STEP_FRAME_H
#define FELT_TERM_STEP_FRAME_H

#include "compose_keys.h"
#include "compose_screen.h"

struct step_frame {
	const char *title, *progress, *above, *question, *help, *dim; /* each may be NULL */
	const char *note;      /* "" for nothing */
	const char *hint;      /* how this face is used; stands where a note would; may be NULL */
	const char *extra;     /* "s short form"; may be NULL */
	bool letter;           /* the extra key is its first character; else it is F2 */
	bool enter;            /* enter goes on; else ctrl-d is shown */
	bool back, page;       /* are there such keys? */
	bool alone;            /* nothing is kept when it is left */
};

/* The rows of each part, 0 where it is not shown, and where it begins. */
struct step_rows {
	int left, room;        /* columns of everything between title and keys */
	int title, above, question, help, note, dim, keys;
	int above_row, question_row, help_row, body, body_rows;
	int tier;              /* of the key line: how short */
	bool cut;              /* question or help are not whole */
};

/* body: the rows that the answer wants before blank rows and a title are given any; it gets all that is left. */
void step_frame_share(struct compose_screen *s, const struct step_frame *f, int body, struct step_rows *r);
void step_frame_draw(struct compose_screen *s, const struct step_frame *f, const struct step_rows *r);

/* The page of ctrl-g: question and help when they are cut, then `page`. */
void step_frame_page(const struct step_frame *f, const struct step_rows *r, const char *page, struct buf *out);

#endif
