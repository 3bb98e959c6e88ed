/*
 * A stage (felt/term/stage.h): who has the alternate screen, from the first face to the last.
 *
 * In: faces.  Out: one screen for all of them.  It must never leave the terminal in another state than it found it.
 */
#include "stage_desk.h"

#include <stdlib.h>
#include <termios.h>

struct stage *
stage_new(void)
{
	return calloc(1, sizeof(struct stage));
}

bool
stage_taken(const struct stage *s)
{
	return s->taken;
}

static void
let_signals_in(struct stage *s)
{
	if (s->watching)
		compose_wait_end(&s->wait);
	s->watching = false;
}

/* Signals before the screen: ncurses leaves alone what is already handled. */
static int
take(struct err *err, struct stage *s)
{
	int rc = compose_screen_open(err, &s->screen);

	if (rc != 0)
		return rc;
	let_signals_in(s);
	rc = compose_wait_begin(err, &s->wait, s->screen.tty);
	if (rc == 0) {
		rc = compose_screen_begin(err, &s->screen);
		if (rc != 0)
			compose_wait_end(&s->wait);
	}
	if (rc != 0) {
		compose_screen_close(&s->screen);
		return rc;
	}
	stage_crash_watch(s->screen.tty, &s->screen.before);
	s->taken = s->watching = true;
	return 0;
}

int
stage_enter(struct err *err, struct stage *handed, struct stage **out)
{
	struct stage *s = handed != NULL ? handed : stage_new();
	int rc = 0;

	if (s == NULL)
		return err_set(err, E_NOMEM, "screen");
	if (!s->taken)
		rc = take(err, s);
	if (rc != 0 && handed == NULL)
		stage_free(s);
	*out = rc == 0 ? s : NULL;
	return rc;
}

void
stage_exit(struct stage *handed, struct stage *s)
{
	if (handed == NULL)
		stage_free(s);
	else
		tcflush(s->screen.tty, TCIFLUSH);
}

void
stage_suspend(struct stage *s)
{
	if (s != NULL && s->taken)
		compose_screen_suspend(&s->screen);
}

void
stage_resume(struct stage *s)
{
	if (s != NULL && s->taken)
		compose_screen_resume(&s->screen);
}

void
stage_leave(struct stage *s)
{
	if (!s->taken)
		return;
	s->taken = false;
	compose_screen_end(&s->screen);
	stage_crash_over();
}

void
stage_free(struct stage *s)
{
	if (s == NULL)
		return;
	stage_leave(s);
	let_signals_in(s);
	free(s);
}
