/*
 * The full screen, had by one owner for as long as a conversation goes on.
 *
 * A guide is one face after the other: a text, a scale, the picker, a page at the end.  Each of them (step.h, composer.h, picker.h,
 * question.h, browse.h) can be handed a stage; then all of them draw on the same alternate screen, and between two of them the shell's lines
 * are not seen.  A face that is handed none has a stage of its own.
 *
 *	stage_new       nothing happens yet: what is asked in lines never takes the screen
 *	...             the first face that needs it takes the screen; between two faces the last one stays in sight
 *	stage_leave     the terminal is as it was; what waited to be said can be said now
 *	stage_free      does that too, and lets the signals in
 *
 * Laws
 *  1. The screen is taken once and left once, however many faces there were; nothing of what they showed is in the scrollback.
 *  2. A signal that comes between two faces is for the next one.  One that met no face is raised by stage_free, when the terminal is as it was.
 *  3. What was typed behind the key that ended a face goes to nobody.
 *  4. A crash restores the terminal too.  SIGKILL does not.
 */
#ifndef FELT_TERM_STAGE_H
#define FELT_TERM_STAGE_H

#include <stdbool.h>

struct stage;

struct stage *stage_new(void); /* NULL: there is not enough memory */
/* Is the screen taken?  What is written to the terminal by others would be gone with it.  Also while it is lent (stage_suspend). */
bool stage_taken(const struct stage *s);
/* Lends the terminal to something else between two faces, and takes it back.  Nothing happens with NULL, and where the screen is not taken. */
void stage_suspend(struct stage *s);
void stage_resume(struct stage *s);
/* A face that is handed it after that takes the screen anew. */
void stage_leave(struct stage *s);
void stage_free(struct stage *s); /* accepts NULL */

#endif
