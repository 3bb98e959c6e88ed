/*
 * A small screen with keys: what the picker and the question have in common.
 *
 * In: a function that draws and one that takes a key.  The panel draws on a stage, waits, resizes, stops and goes
 * on, and ends when a key says so or the terminal goes away.  Keys typed before it began are dropped: they were
 * meant for something else.
 */
#ifndef FELT_TERM_PANEL_H
#define FELT_TERM_PANEL_H

#include "compose_keys.h"
#include "stage_desk.h"

struct panel {
	/* set by the caller */
	void (*draw)(void *arg, struct panel *p);  /* the screen is measured and empty; leaves the cursor where it belongs */
	void (*key)(void *arg, struct panel *p, const struct compose_event *ev);
	/* Keeps a draft of what was typed, when `due` says so and before a stop (composer.h, law 2); `key` tells it of changes.  May be NULL. */
	void (*keep)(void *arg, struct panel *p);
	/* Where something is to happen without a key: how long until then (0: at once, -1: never), and what. Both may be NULL. */
	long (*pause)(void *arg, struct panel *p);
	void (*rest)(void *arg, struct panel *p);
	/* After idle_ms without a key, when all is kept: as struct composer (composer.h). lock may be NULL. */
	int (*lock)(void *lock_arg);
	void *lock_arg;
	long idle_ms;
	void *arg;
	struct stage *stage; /* to draw on; NULL: one of its own */
	struct compose_due due;
	/* the panel's */
	struct compose_screen *screen; /* the stage's */
	struct compose_wait *wait;
	struct compose_keys keys;
	long long last_input;
	bool over;          /* set by `key` */
	bool hung_up;       /* the terminal went away, or a signal said to end */
};

/* E_USAGE when TERM cannot do it, E_NO_SECRET without a terminal. */
int panel_run(struct err *err, struct panel *p);

/* A line that is being typed. */
enum { PANEL_LINE = 512 };
struct panel_line {
	char text[PANEL_LINE + 1];
	size_t n;
	bool anew;          /* set by the caller: a digit, if it is the next key typed into it, takes the place of what stands there ("7/10" after an echoed 7) */
};
/* Types into it or takes from it; false when the key is for something else. */
bool panel_line_key(struct panel_line *l, const struct compose_event *ev, const struct compose_keys *keys);
void panel_line_clear(struct panel_line *l); /* wipes */
/* As much of its end as fits behind `prompt`, and the cursor's column. */
int panel_line_draw(struct panel *p, int row, const char *prompt, const struct panel_line *l);
int panel_line_put(struct panel *p, int row, int left, const char *prompt, const struct panel_line *l); /* from a column on */

#endif
