/*
 * The composer: keys become edits, pauses become drafts, and there is one way out.
 *
 * In: a text and a callback that keeps it safe.  Out: the text, always, and how the writer left.  It must never lose
 * what is on the screen: every path but COMPOSER_CANCEL leads through the text's hand-over, and that one asks first.
 * The laws are those of felt/term/composer.h.
 */
#include "compose_desk.h"

#include <stdio.h>
#include <string.h>

enum { PASTE_QUIET_MS = 2000 };

/* ---- what is shown ---- */

static const char key_done[] = "^D done", key_leave[] = "^C leave", key_undo[] = "^Z undo", key_redo[] = "^Y redo",
		  key_help[] = "^G help now";
static const char *const keys_helped[] = { key_done, key_leave, key_help, key_undo, key_redo, NULL };
static const char *const order_helped[] = { key_done, key_leave, key_undo, key_redo, key_help, NULL };
static const char *const keys_alone[] = { key_done, key_leave, key_undo, key_redo, NULL };

static const char *
question(int columns)
{
	if (columns >= 66)
		return "Stop writing?   t throw it away   k keep it as a draft   g go on";
	if (columns >= 36)
		return "t throw away  k keep draft  g go on";
	return "t/k/g?";
}

static bool
has_page(const struct desk *d)
{
	return d->c->help != NULL && d->c->help[0] != '\0';
}

void
desk_frame(const struct desk *d, struct step_frame *f)
{
	static const char list_hint[] = "enter: next item; on an empty one: go on";
	const struct composer *c = d->c;

	*f = (struct step_frame){
		.title = c->title, .progress = c->step->progress, .above = c->above, .question = c->step->question, .help = c->step->help,
		.dim = c->step->dim, .note = d->say[0] != '\0' ? d->say : d->stays, .hint = c->step->list ? list_hint : NULL,
		.extra = c->step->extra, .enter = c->step->line, .back = !c->step->first, .page = has_page(d), .alone = c->step->alone,
	};
}

bool
desk_help(struct desk *d)
{
	struct step_frame f;
	struct step_rows r = { 0 };

	if (d->c->step != NULL) {
		desk_frame(d, &f);
		step_frame_share(d->screen, &f, 1, &r);
		step_frame_page(&f, &r, d->c->help, &d->page);
	} else {
		buf_clear(&d->page);
		if (has_page(d))
			buf_str(&d->page, d->c->help);
	}
	return d->page.n > 0 && !d->page.failed;
}

static void
draw_step(struct desk *d)
{
	struct step_frame frame;
	struct compose_face f = { .frame = &frame, .list = d->c->step->list };

	desk_frame(d, &frame);
	compose_screen_text(d->screen, &d->view, &f);
}

static void
draw_alone(struct desk *d)
{
	struct compose_face f = { .title = d->c->title, .above = d->c->above, .say = d->stays, .keys = keys_alone, .order = keys_alone };

	if (has_page(d)) {
		f.keys = keys_helped;
		f.order = order_helped;
	}
	if (d->mode == ASKING)
		f.say = question(d->screen->columns);
	else if (d->say[0] != '\0')
		f.say = d->say;
	compose_screen_text(d->screen, &d->view, &f);
}

static void
draw(struct desk *d)
{
	if (d->mode == HELPING)
		compose_screen_page(d->screen, buf_cstr(&d->page), &d->help_line);
	else if (d->c->step != NULL)
		draw_step(d);
	else
		draw_alone(d);
}

void
desk_say(char where[DESK_SAY], const char *what)
{
	snprintf(where, DESK_SAY, "%s", what);
}

/* ---- drafts ---- */

/* Law 3: a failure stays on the screen, and the text too. */
bool
desk_keep(struct desk *d)
{
	char why[DESK_SAY] = "";
	const char *s;
	size_t n;

	if (d->c->save == NULL)
		return true;
	s = compose_text_flat(&d->text, &n);
	if (d->c->save(d->c->arg, s, n, why) != 0) {
		why[DESK_SAY - 1] = '\0';
		desk_say(d->stays, why[0] != '\0' ? why : "the draft could not be saved; the text is still here");
		d->say[0] = '\0';
		compose_due_failed(&d->due, compose_now());
		return false;
	}
	compose_due_kept(&d->due);
	d->kept = d->text.changes;
	d->ever_kept = true;
	d->stays[0] = '\0';
	desk_say(d->say, "draft saved");
	return true;
}

/* A text that was handed in may lie nowhere else, so it is kept too. */
bool
desk_keep_new(struct desk *d)
{
	return (d->text.changes == d->kept && (d->ever_kept || d->text.n == 0)) || desk_keep(d);
}

/* Law 2. */
static void
hang_up(struct desk *d)
{
	(void)desk_keep_new(d);
	d->end = COMPOSER_HANGUP;
	d->over = true;
}

/* Everything that is understood by now; `quiet` as in compose_keys_next. */
static void
take_keys(struct desk *d, bool quiet)
{
	struct compose_event ev;

	while (!d->over && compose_keys_next(&d->keys, quiet, &ev)) {
		desk_key(d, &ev);
		if (d->text.changes != d->seen)
			compose_due_changed(&d->due, compose_now());
		d->seen = d->text.changes;
	}
	wipe(&ev, sizeof ev);
}

/* ---- the loop ---- */

/* Milliseconds until nobody has typed for so long that the text is locked; -1 never. */
static long long
idle_in(const struct desk *d, long long now)
{
	long long at = d->last_input + d->c->idle_ms;

	if (d->c->lock == NULL || d->c->idle_ms <= 0)
		return -1;
	return at > now ? at - now : 0;
}

/* The text stays in memory; what is not kept is not locked. */
static void
lock(struct desk *d)
{
	int rc;

	d->last_input = compose_now();
	if ((d->text.changes != d->kept || (!d->ever_kept && d->text.n > 0)) && !desk_keep(d))
		return;
	compose_screen_suspend(d->screen);
	rc = d->c->lock(d->c->arg);
	d->last_input = compose_now();
	compose_screen_resume(d->screen);
	if (rc != 0) {
		d->end = COMPOSER_HANGUP;
		d->over = true;
	}
}

/* How long to wait: for the rest of a sequence, until a draft is due, or until nobody seems to be there. */
static long
pause_for(const struct desk *d, long long now)
{
	long long due = compose_due_in(&d->due, now), half, idle = idle_in(d, now);

	if (idle >= 0 && (due < 0 || idle < due))
		due = idle;
	if (!compose_keys_waiting(&d->keys))
		return (long)due;
	half = d->last_input + (d->keys.pasting ? PASTE_QUIET_MS : COMPOSE_ESC_MS) - now;
	if (half < 0)
		half = 0;
	return (long)(due >= 0 && due < half ? due : half);
}

static bool
is_quiet(const struct desk *d, long long now)
{
	return compose_keys_waiting(&d->keys)
	    && now - d->last_input >= (d->keys.pasting ? PASTE_QUIET_MS : COMPOSE_ESC_MS);
}

static void
stop(struct desk *d)
{
	if (d->due.dirty)
		(void)desk_keep(d); /* a stopped process may never go on */
	compose_screen_suspend(d->screen);
	compose_wait_stop(d->wait);
	compose_screen_resume(d->screen);
}

static void
on_wake(struct desk *d, unsigned wake)
{
	if (wake & (WAKE_GO | WAKE_GONE)) {
		if (d->mode == ASKING)
			d->mode = WRITING; /* no answer was given */
		take_keys(d, true);
		if (!d->over)
			hang_up(d);
		return;
	}
	if ((wake & WAKE_ASK) != 0 && d->mode == WRITING)
		desk_stop(d);
	if (wake & WAKE_STOP)
		stop(d);
	if (wake & WAKE_CONTINUE)
		compose_screen_resume(d->screen);
}

static void
run(struct desk *d)
{
	char bytes[4096];
	size_t n;
	unsigned wake;

	while (!d->over) {
		draw(d);
		wake = compose_wait(d->wait, pause_for(d, compose_now()), bytes, sizeof bytes, &n);
		if (wake & WAKE_INPUT) {
			d->last_input = compose_now();
			compose_due_typed(&d->due, d->last_input);
			compose_keys_feed(&d->keys, bytes, n);
			take_keys(d, false);
		}
		if (!d->over && is_quiet(d, compose_now()))
			take_keys(d, true);
		if (!d->over)
			on_wake(d, wake);
		if (!d->over && compose_due_in(&d->due, compose_now()) == 0)
			(void)desk_keep(d);
		if (!d->over && idle_in(d, compose_now()) == 0)
			lock(d);
	}
	wipe(bytes, sizeof bytes);
}

int
composer_run(struct err *err, const struct composer *c, struct buf *text, enum composer_end *end)
{
	struct stage *on = NULL;
	struct desk d;
	int rc;

	memset(&d, 0, sizeof d);
	d.c = c;
	d.last_input = compose_now();
	d.end = COMPOSER_HANGUP;
	compose_keys_init(&d.keys);
	rc = compose_text_init(err, &d.text, (const char *)text->p, text->n, c->max);
	if (rc == 0)
		rc = stage_enter(err, c->stage, &on);
	if (rc == 0) {
		d.screen = &on->screen;
		d.wait = &on->wait;
		compose_view_init(&d.view, &d.text, !d.screen->utf8);
		if (c->note != NULL)
			desk_say(d.stays, c->note);
		run(&d);
		stage_exit(c->stage, on);
		compose_view_release(&d.view);
		compose_text_hand_over(&d.text, text);
		*end = d.end;
	}
	compose_text_release(&d.text);
	compose_keys_release(&d.keys);
	buf_release(&d.page);
	return rc;
}
