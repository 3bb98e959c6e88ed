/*
 * The face of one step of a guide: a question, and the way to answer that its kind wants.
 *
 * In: words and choices as plain text; this room knows no guide.  Out: what was typed or chosen, and how the writer left the step.  Text and lists
 * are written in the composer's text (undo, paste, soft wrap), lines in one line, scales with their words beside the
 * numbers, choices from descriptions.  Full screen (alternate screen, nothing left behind) or, with `plain`, linear questions and
 * answers for screen readers.
 *
 *	challenge                            step 4 of 14
 *	  "nobody would come"                                    above: the hot thought
 *
 *	How true does it feel right now?                         question
 *	Now, not on a good day.                                  help, dim
 *	...
 *	^D go on   ^R back   ^S skip   ^G help now   ^C leave (it is kept)
 *
 * Keys, on every step: ctrl-d goes on, and so does enter where it is no line end (in a list: on an empty item); ctrl-r back; ctrl-s skip;
 * ctrl-g or F1 the page; ctrl-c or esc esc leave; F2 the extra one.  None of them is a key of editing.
 * In `plain` a line that says only :back, :skip, :leave, :help or :KEY (the extra one) does the same; :done or ctrl-d ends a text, an empty line
 * ends a list; where something is there already an empty line keeps it, and :clear begins anew.  Where no text is written, another word behind a
 * colon is said to be unknown, and a notice goes on with an empty line alone.
 *
 * Laws
 *  1. Every step can be skipped, gone back from and left, with one key each, always shown; the keys are the same on every step.
 *  2. What was typed comes back in `text` however the step is left, also at BACK, LEFT and HANGUP; so does what was ticked, and a number that may
 *     count (law 4).
 *  3. `save` is called as the composer does (10 s after the last key, 60 s at the latest, before a stop, at signals).
 *  4. A bare number from 1 to 10 on a scale is echoed before it counts ("7 of 100. For 7 of 10 type 7/10."): picker_echo().
 *  5. No clock is shown, nothing is counted but "step k of n".
 *  6. Everything handed in is neutralised here (text_safe).
 *  7. It works at 40x12, can be used at 20x5, and resizing keeps what was typed.
 */
#ifndef FELT_TERM_STEP_H
#define FELT_TERM_STEP_H

#include "felt/base/text.h"
#include "felt/term/stage.h"

enum step_face { FACE_TEXT, FACE_LINE, FACE_LIST, FACE_SCALE, FACE_CHOICES, FACE_NOTICE };
enum step_end {
	STEP_END_ANSWERED,   /* perhaps with nothing: the caller takes that for a skip */
	STEP_END_SKIPPED,
	STEP_END_BACK,
	STEP_END_LEFT,       /* ctrl-c, esc esc: left for later */
	STEP_END_EXTRA,      /* the one extra key of this step */
	STEP_END_HANGUP      /* a signal or the terminal's end; save was called with the text, if it has changed or came from elsewhere */
};

struct step_choice { const char *label, *about; };   /* about may be NULL or "" */
struct step_word { int value; const char *word; };

struct step {
	enum step_face face;
	const char *title;        /* e.g. "challenge" */
	const char *progress;     /* e.g. "step 4 of 14"; may be NULL */
	const char *above;        /* stays in sight, shortened with "..." where there is little room; may be NULL */
	const char *note;         /* what was wrong with the last answer, what was found; may be NULL */
	const char *question;     /* paragraphs parted by \n; where it is cut for want of rows, ctrl-g shows all of it, above `page` */
	const char *help;         /* dim; may be NULL */
	const char *page;         /* shown over everything by ctrl-g or F1 (felt help-now), then back; may be NULL */
	const char *dim;          /* one dim line at the end of the screen; may be NULL */
	const struct step_choice *choices; size_t nchoices;   /* FACE_CHOICES: number keys, arrows + enter; `many`: space ticks */
	bool many, other;         /* other: typing begins an answer of one's own */
	const struct step_word *words; size_t nwords;         /* FACE_SCALE */
	/* FACE_SCALE: what a number looks like: 0 and *out 0..100, or not 0 */
	int (*number)(void *arg, const char *typed, uint8_t *out);
	/* May be NULL: an extra key (a letter with ctrl is not free: a function key or a letter on faces that take no text) and what it is called. */
	const char *extra;        /* e.g. "s short form"; its first character is the key; FACE_CHOICES, FACE_SCALE, FACE_NOTICE; on text faces it is F2 */
	bool first;               /* nothing to go back to */
	bool alone;               /* a question of its own: leaving it keeps nothing, and it does not say so */
	bool plain;
	size_t max;               /* bytes of text; 0: TEXT_MAX */
	int (*save)(void *arg, const char *text, size_t n, char say[200]); /* as struct composer; may be NULL */
	int (*lock)(void *arg); long idle_ms; /* as struct composer, on every face but in `plain`; may be NULL */
	void *arg;
	struct stage *stage;      /* to draw on (stage.h); NULL: one of its own */
};

struct step_answer {
	struct buf text;          /* in and out: text, line, list (one item a line), other (empty when one of several choices was taken); the caller
	                             releases it */
	bool *chosen;             /* in and out: nchoices of them; FACE_CHOICES; the caller's array.  None at the begin: no line is marked, and enter asks for one; skipping is ^S */
	int number;               /* in and out: -1 none */
};

/* Where TERM has no full screen it asks as `plain`.  E_NO_SECRET without a terminal, E_TEXT_LONG, E_NOMEM; E_INTERRUPTED when `plain` was interrupted. */
int step_ask(struct err *err, const struct step *s, struct step_answer *a, enum step_end *end);

#endif
