/*
 * The composer: keys become edits, pauses become drafts, and there is one way out.
 *
 * In: a text and a callback that keeps it safe.  Out: the text, always, and how the writer left.  It must never lose
 * what is on the screen: every path but COMPOSER_CANCEL leads through the text's hand-over, and that one asks first.
 * The laws are those of felt/term/composer.h.
 */
#include "felt/term/composer.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>

#include "compose_keys.h"
#include "compose_screen.h"
#include "compose_wait.h"

enum { SAY = 200, PASTE_QUIET_MS = 2000 };

enum mode { WRITING, ASKING, HELPING };

/* What lies on the desk while somebody writes. */
struct desk {
	const struct composer *c;
	struct compose_text text;
	struct compose_view view;
	struct compose_keys keys;
	struct compose_screen screen;
	struct compose_wait wait;
	struct compose_due due;
	unsigned long seen, kept;  /* compose_text.changes when last looked at, when last kept */
	bool ever_kept;
	enum mode mode;
	int help_line;
	bool escaped;              /* the last key was one ESC */
	char say[SAY];             /* until the next key */
	char stays[SAY];           /* until a draft is kept: why the last saving failed */
	long long last_input;
	bool over;
	enum composer_end end;
};

/* ---- what is shown ---- */

static const char key_done[] = "^D done", key_cancel[] = "^C cancel", key_undo[] = "^Z undo", key_redo[] = "^Y redo",
		  key_help[] = "F1 too much?";
static const char *const keys_helped[] = { key_done, key_cancel, key_help, key_undo, key_redo, NULL };
static const char *const order_helped[] = { key_done, key_cancel, key_undo, key_redo, key_help, NULL };
static const char *const keys_alone[] = { key_done, key_cancel, key_undo, key_redo, NULL };

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
has_help(const struct desk *d)
{
	return d->c->help != NULL && d->c->help[0] != '\0';
}

static void
draw(struct desk *d)
{
	struct compose_face f = { d->c->title, d->c->above, d->stays, keys_alone, keys_alone };

	if (has_help(d)) {
		f.keys = keys_helped;
		f.order = order_helped;
	}
	if (d->mode == ASKING)
		f.say = question(d->screen.columns);
	else if (d->say[0] != '\0')
		f.say = d->say;
	if (d->mode == HELPING)
		compose_screen_page(&d->screen, d->c->help, &d->help_line);
	else
		compose_screen_text(&d->screen, &d->view, &f);
}

static void
say(char where[SAY], const char *what)
{
	snprintf(where, SAY, "%s", what);
}

/* ---- drafts ---- */

/* Law 3: a failure stays on the screen, and the text too. */
static bool
keep(struct desk *d)
{
	char why[SAY] = "";
	const char *s;
	size_t n;

	if (d->c->save == NULL)
		return true;
	s = compose_text_flat(&d->text, &n);
	if (d->c->save(d->c->arg, s, n, why) != 0) {
		why[SAY - 1] = '\0';
		say(d->stays, why[0] != '\0' ? why : "the draft could not be saved; the text is still here");
		d->say[0] = '\0';
		compose_due_failed(&d->due, compose_now());
		return false;
	}
	compose_due_kept(&d->due);
	d->kept = d->text.changes;
	d->ever_kept = true;
	d->stays[0] = '\0';
	say(d->say, "draft saved");
	return true;
}

/* Law 2.  A text that was handed in may lie nowhere else, so it is kept too. */
static void
hang_up(struct desk *d)
{
	if (d->text.changes != d->kept || (!d->ever_kept && d->text.n > 0))
		(void)keep(d);
	d->end = COMPOSER_HANGUP;
	d->over = true;
}

static void
finish(struct desk *d, enum composer_end end)
{
	d->end = end;
	d->over = true;
}

/* ---- keys ---- */

static void
tell(struct desk *d, enum compose_result r)
{
	if (r == COMPOSE_FULL)
		snprintf(d->say, SAY, "this does not fit: %zu bytes at most", d->text.max);
	else if (r == COMPOSE_MEMORY)
		say(d->say, "not enough memory for that; the text is as it was");
}

/* Typed ahead is dropped: a key meant for the text must not answer. */
static void
ask(struct desk *d)
{
	compose_keys_drop(&d->keys);
	tcflush(d->screen.tty, TCIFLUSH);
	d->mode = ASKING;
}

static void
answer(struct desk *d, const struct compose_event *ev)
{
	if (ev->key == TYPED_ESCAPE)
		d->mode = WRITING;
	if (ev->key != TYPED_TEXT)
		return;
	switch (ev->text[0]) {
	case 't':
	case 'T':
		finish(d, COMPOSER_CANCEL);
		break;
	case 'k':
	case 'K':
		d->mode = WRITING;
		if (keep(d))
			finish(d, COMPOSER_LATER);
		break;
	case 'g':
	case 'G':
		d->mode = WRITING;
		break;
	default:
		break;
	}
}

static void
turn_page(struct desk *d, const struct compose_event *ev)
{
	int page = d->screen.rows > 3 ? d->screen.rows - 2 : 1;

	switch (ev->key) {
	case TYPED_NOTHING:
		break;
	case TYPED_GO_UP:
		d->help_line--;
		break;
	case TYPED_GO_DOWN:
		d->help_line++;
		break;
	case TYPED_PAGE_UP:
		d->help_line -= page;
		break;
	case TYPED_PAGE_DOWN:
		d->help_line += page;
		break;
	default:
		d->mode = WRITING;
		if (ev->key == TYPED_PASTED)
			tell(d, compose_text_paste(&d->text, (const char *)d->keys.pasted.p, d->keys.pasted.n));
		break;
	}
}

/* Up and down keep to a column; everything else forgets it. True: it was such a key. */
static bool
scroll(struct desk *d, enum compose_key key)
{
	static const struct {
		enum compose_key key;
		enum compose_step_to to;
	} vertical[] = { { TYPED_GO_UP, COMPOSE_UP }, { TYPED_GO_DOWN, COMPOSE_DOWN },
		         { TYPED_PAGE_UP, COMPOSE_PAGE_UP }, { TYPED_PAGE_DOWN, COMPOSE_PAGE_DOWN } };

	for (size_t i = 0; i < sizeof vertical / sizeof vertical[0]; i++)
		if (vertical[i].key == key) {
			compose_view_move(&d->view, vertical[i].to);
			return true;
		}
	d->view.goal = -1;
	return false;
}

static bool
go_or_erase(struct desk *d, enum compose_key key)
{
	static const struct {
		enum compose_key key;
		enum compose_motion to;
		bool erases;
	} table[] = {
		{ TYPED_GO_LEFT, COMPOSE_LEFT, false },
		{ TYPED_GO_RIGHT, COMPOSE_RIGHT, false },
		{ TYPED_WORD_LEFT, COMPOSE_WORD_LEFT, false },
		{ TYPED_WORD_RIGHT, COMPOSE_WORD_RIGHT, false },
		{ TYPED_TOP, COMPOSE_START, false },
		{ TYPED_BOTTOM, COMPOSE_END, false },
		{ TYPED_RUB_LEFT, COMPOSE_LEFT, true },
		{ TYPED_RUB_RIGHT, COMPOSE_RIGHT, true },
		{ TYPED_RUB_WORD, COMPOSE_WORD_LEFT, true },
		{ TYPED_RUB_WORD_RIGHT, COMPOSE_WORD_RIGHT, true },
		{ TYPED_RUB_END, COMPOSE_PARAGRAPH_END, true },
		{ TYPED_RUB_START, COMPOSE_PARAGRAPH_START, true },
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (table[i].key != key)
			continue;
		if (table[i].erases)
			tell(d, compose_text_erase(&d->text, table[i].to));
		else
			compose_text_move(&d->text, table[i].to);
		return true;
	}
	return false;
}

static void
escape(struct desk *d)
{
	if (d->escaped) {
		d->escaped = false;
		ask(d);
		return;
	}
	d->escaped = true;
	say(d->say, "esc again: stop writing");
}

static void
write_key(struct desk *d, const struct compose_event *ev)
{
	if (scroll(d, ev->key) || go_or_erase(d, ev->key))
		return;
	switch (ev->key) {
	case TYPED_TEXT:
		tell(d, compose_text_type(&d->text, ev->text, ev->n));
		break;
	case TYPED_NEWLINE:
		tell(d, compose_text_type(&d->text, "\n", 1));
		break;
	case TYPED_TABULATOR:
		tell(d, compose_text_type(&d->text, "\t", 1));
		break;
	case TYPED_PASTED:
		tell(d, compose_text_paste(&d->text, (const char *)d->keys.pasted.p, d->keys.pasted.n));
		break;
	case TYPED_TAKE_BACK:
		if (!compose_text_undo(&d->text))
			say(d->say, "nothing more to undo");
		break;
	case TYPED_DO_AGAIN:
		if (!compose_text_redo(&d->text))
			say(d->say, "nothing more to redo");
		break;
	case TYPED_LINE_HOME:
		compose_view_home(&d->view);
		break;
	case TYPED_LINE_END:
		compose_view_end(&d->view);
		break;
	case TYPED_DONE:
		finish(d, COMPOSER_DONE);
		break;
	case TYPED_STOP:
		ask(d);
		break;
	case TYPED_ESCAPE:
		escape(d);
		break;
	case TYPED_SHOW_HELP:
		d->help_line = 0;
		d->mode = has_help(d) ? HELPING : WRITING;
		break;
	case TYPED_REDRAW:
		compose_screen_resume(&d->screen);
		break;
	default:
		break;
	}
}

static void
on_key(struct desk *d, const struct compose_event *ev)
{
	if (ev->key != TYPED_NOTHING)
		d->say[0] = '\0';
	if (ev->key != TYPED_ESCAPE)
		d->escaped = false;
	switch (d->mode) {
	case WRITING:
		write_key(d, ev);
		break;
	case ASKING:
		answer(d, ev);
		break;
	case HELPING:
		turn_page(d, ev);
		break;
	}
}

/* Everything that is understood by now; `quiet` as in compose_keys_next. */
static void
take_keys(struct desk *d, bool quiet)
{
	struct compose_event ev;

	while (!d->over && compose_keys_next(&d->keys, quiet, &ev)) {
		on_key(d, &ev);
		if (d->text.changes != d->seen)
			compose_due_changed(&d->due, compose_now());
		d->seen = d->text.changes;
	}
	wipe(&ev, sizeof ev);
}

/* ---- the loop ---- */

/* How long to wait: for the rest of a sequence, or until a draft is due. */
static long
pause_for(const struct desk *d, long long now)
{
	long long due = compose_due_in(&d->due, now), half;

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
		(void)keep(d); /* a stopped process may never go on */
	compose_screen_suspend(&d->screen);
	compose_wait_stop(&d->wait);
	compose_screen_resume(&d->screen);
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
		ask(d);
	if (wake & WAKE_STOP)
		stop(d);
	if (wake & WAKE_CONTINUE)
		compose_screen_resume(&d->screen);
}

static void
run(struct desk *d)
{
	char bytes[4096];
	size_t n;
	unsigned wake;

	while (!d->over) {
		draw(d);
		wake = compose_wait(&d->wait, pause_for(d, compose_now()), bytes, sizeof bytes, &n);
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
			(void)keep(d);
	}
	wipe(bytes, sizeof bytes);
}

static int
begin(struct err *err, struct desk *d)
{
	int rc = compose_screen_open(err, &d->screen);

	if (rc != 0)
		return rc;
	rc = compose_wait_begin(err, &d->wait, d->screen.tty);
	if (rc == 0) {
		rc = compose_screen_begin(err, &d->screen);
		if (rc == 0)
			return 0;
		compose_wait_end(&d->wait);
	}
	compose_screen_close(&d->screen);
	return rc;
}

int
composer_run(struct err *err, const struct composer *c, struct buf *text, enum composer_end *end)
{
	struct desk d;
	int rc;

	memset(&d, 0, sizeof d);
	d.c = c;
	d.end = COMPOSER_HANGUP;
	compose_keys_init(&d.keys);
	rc = compose_text_init(err, &d.text, (const char *)text->p, text->n, c->max);
	if (rc == 0)
		rc = begin(err, &d);
	if (rc == 0) {
		compose_view_init(&d.view, &d.text, !d.screen.utf8);
		if (c->note != NULL)
			say(d.stays, c->note);
		run(&d);
		compose_screen_end(&d.screen);
		compose_wait_end(&d.wait);
		compose_view_release(&d.view);
		compose_text_hand_over(&d.text, text);
		*end = d.end;
	}
	compose_text_release(&d.text);
	compose_keys_release(&d.keys);
	return rc;
}
