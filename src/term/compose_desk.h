/*
 * What lies on the desk while somebody writes: shared by composer.c (the loop, drafts, the way out) and compose_act.c
 * (what each key does).
 */
#ifndef FELT_TERM_COMPOSE_DESK_H
#define FELT_TERM_COMPOSE_DESK_H

#include "compose_keys.h"
#include "stage_desk.h"
#include "step_frame.h"
#include "felt/term/composer.h"

enum { DESK_SAY = 200 };

enum desk_mode { WRITING, ASKING, HELPING };

struct desk {
	const struct composer *c;
	struct compose_text text;
	struct compose_view view;
	struct compose_keys keys;
	struct compose_screen *screen; /* the stage's */
	struct compose_wait *wait;
	struct compose_due due;
	unsigned long seen, kept;  /* compose_text.changes when last looked at, when last kept */
	bool ever_kept;
	enum desk_mode mode;
	struct buf page;           /* what HELPING shows */
	int help_line;
	bool escaped;              /* the last key was one ESC */
	bool leaving;              /* the last key wanted to leave a step, and no draft could be kept */
	char say[DESK_SAY];             /* until the next key */
	char stays[DESK_SAY];           /* until a draft is kept: why the last saving failed */
	long long last_input;
	bool over;
	enum composer_end end;
};

/* compose_act.c */
void desk_key(struct desk *d, const struct compose_event *ev);
void desk_stop(struct desk *d);                           /* ctrl-c: the question that stands before every end but ^D; a step is left for later */

/* composer.c */
bool desk_keep(struct desk *d);                           /* keeps a draft now; false: the reason stays on the screen */
bool desk_keep_new(struct desk *d);                       /* the same, when there is something that lies nowhere else */
bool desk_help(struct desk *d);                           /* makes the page; false: there is none */
void desk_frame(const struct desk *d, struct step_frame *f); /* what stands around the text of a step */
void desk_say(char where[DESK_SAY], const char *what);    /* into say or stays */

#endif
