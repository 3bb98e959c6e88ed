/*
 * A stage as its faces see it (felt/term/stage.h): the screen, what wakes them, and the way on and off.
 */
#ifndef FELT_TERM_STAGE_DESK_H
#define FELT_TERM_STAGE_DESK_H

#include "compose_screen.h"
#include "compose_wait.h"
#include "felt/term/stage.h"

struct stage {
	struct compose_screen screen;
	struct compose_wait wait;
	bool taken;
	bool watching;               /* signals are held: from the first face to stage_free */
};

/* The stage that was handed to a face, or with NULL one of its own; the screen is taken. E_USAGE when TERM cannot do it, E_NO_SECRET, E_NOMEM. */
int stage_enter(struct err *err, struct stage *handed, struct stage **out);
/* The face is over. */
void stage_exit(struct stage *handed, struct stage *s);

/* ---- stage_crash.c: law 4 ---- */

void stage_crash_watch(int tty, const struct termios *before); /* after the screen was taken */
void stage_crash_over(void);

#endif
