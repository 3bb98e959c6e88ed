/*
 * A small screen with keys (panel.h).
 *
 * In: bytes and signals.  Out: calls of the two functions.  It must never leave the terminal in another state than it
 * found it, or anything of what was shown on the main screen.
 */
#include "panel.h"

#include <string.h>
#include <termios.h>

#include <curses.h>
#undef lines
#undef columns

/* ---- a line ---- */

static void
append(struct panel_line *l, const char *s, size_t n)
{
	if (l->n + n > PANEL_LINE)
		return;
	memcpy(l->text + l->n, s, n);
	l->n += n;
	l->text[l->n] = '\0';
}

static void
cut(struct panel_line *l, size_t n)
{
	wipe(l->text + n, l->n - n);
	l->n = n;
	l->text[n] = '\0';
}

static void
rub_word(struct panel_line *l)
{
	size_t n = l->n;

	while (n > 0 && l->text[n - 1] == ' ')
		n--;
	while (n > 0 && l->text[n - 1] != ' ')
		n--;
	cut(l, n);
}

/* A paste is one line here. */
static void
paste(struct panel_line *l, const struct buf *b)
{
	for (size_t at = 0, n; at < b->n; at += n) {
		n = text_grapheme((const char *)b->p + at, b->n - at);
		append(l, b->p[at] < 0x20 ? " " : (const char *)b->p + at, n);
	}
}

bool
panel_line_key(struct panel_line *l, const struct compose_event *ev, const struct compose_keys *keys)
{
	bool anew = l->anew;

	l->anew = false;
	switch (ev->key) {
	case TYPED_TEXT:
		if (anew && ev->text[0] >= '0' && ev->text[0] <= '9')
			cut(l, 0);
		append(l, ev->text, ev->n);
		return true;
	case TYPED_PASTED:
		if (anew)
			cut(l, 0);
		paste(l, &keys->pasted);
		return true;
	case TYPED_RUB_LEFT:
		if (l->n > 0)
			cut(l, l->n - text_grapheme_before(l->text, l->n));
		return true;
	case TYPED_RUB_WORD:
		rub_word(l);
		return true;
	case TYPED_RUB_START:
		cut(l, 0);
		return true;
	default:
		return false;
	}
}

void
panel_line_clear(struct panel_line *l)
{
	wipe(l, sizeof *l);
}

int
panel_line_put(struct panel *p, int row, int left, const char *prompt, const struct panel_line *l)
{
	int column = left + compose_screen_put(p->screen, row, left, p->screen->columns - left, prompt, strlen(prompt));
	int room = p->screen->columns - column - 1;
	size_t from = 0;

	while (room > 0 && from < l->n && text_width(l->text + from, l->n - from) > (size_t)room)
		from += text_grapheme(l->text + from, l->n - from);
	return column + compose_screen_put(p->screen, row, column, room, l->text + from, l->n - from);
}

int
panel_line_draw(struct panel *p, int row, const char *prompt, const struct panel_line *l)
{
	return panel_line_put(p, row, 0, prompt, l);
}

/* ---- the loop ---- */

static void
draw(struct panel *p)
{
	compose_screen_measure(p->screen);
	erase();
	p->draw(p->arg, p);
	refresh();
}

/* quiet: nothing came for a while, so that an ESC is the key itself. */
static void
take_keys(struct panel *p, bool quiet)
{
	struct compose_event ev;

	while (!p->over && compose_keys_next(&p->keys, quiet, &ev)) {
		if (ev.key == TYPED_REDRAW)
			compose_screen_resume(p->screen);
		else if (ev.key != TYPED_NOTHING)
			p->key(p->arg, p, &ev);
	}
	wipe(&ev, sizeof ev);
}

static void
on_wake(struct panel *p, unsigned wake)
{
	static const struct compose_event leave = { .key = TYPED_STOP };

	if (wake & (WAKE_GO | WAKE_GONE)) {
		p->hung_up = p->over = true;
		return;
	}
	if (wake & WAKE_ASK)
		p->key(p->arg, p, &leave);
	if (wake & WAKE_STOP) {
		if (p->keep != NULL && p->due.dirty)
			p->keep(p->arg, p);
		compose_screen_suspend(p->screen);
		compose_wait_stop(p->wait);
	}
	if (wake & (WAKE_STOP | WAKE_CONTINUE))
		compose_screen_resume(p->screen);
}

/* Until nobody has touched a key for so long that the screen is locked; -1: never. */
static long long
idle_in(const struct panel *p)
{
	long long at = p->last_input + p->idle_ms, now = compose_now();

	if (p->lock == NULL || p->idle_ms <= 0)
		return -1;
	return at > now ? at - now : 0;
}

/* What is not kept is not locked: it would be out of its writer's reach. */
static void
lock(struct panel *p)
{
	p->last_input = compose_now();
	if (p->keep != NULL && p->due.dirty)
		p->keep(p->arg, p);
	if (p->due.dirty)
		return;
	compose_screen_suspend(p->screen);
	if (p->lock(p->lock_arg) != 0)
		p->hung_up = p->over = true;
	p->last_input = compose_now();
	compose_screen_resume(p->screen);
}

/* How long to wait: for the rest of a sequence, until a draft is due, until nobody seems to be there, or as the caller says. */
static long
pause_for(struct panel *p)
{
	long long due = p->keep != NULL ? compose_due_in(&p->due, compose_now()) : -1;
	long other = p->pause != NULL ? p->pause(p->arg, p) : -1;
	long long idle = idle_in(p);

	if (other >= 0 && (due < 0 || other < due))
		due = other;
	if (idle >= 0 && (due < 0 || idle < due))
		due = idle;
	if (compose_keys_waiting(&p->keys))
		return due >= 0 && due < COMPOSE_ESC_MS ? (long)due : COMPOSE_ESC_MS;
	return (long)due;
}

static void
run(struct panel *p)
{
	char bytes[512];
	size_t n;

	while (!p->over) {
		draw(p);
		if (p->over)
			break;
		bool torn = compose_keys_waiting(&p->keys);
		unsigned wake = compose_wait(p->wait, pause_for(p), bytes, sizeof bytes, &n);

		if (wake & WAKE_INPUT) {
			p->last_input = compose_now();
			compose_due_typed(&p->due, p->last_input);
			compose_keys_feed(&p->keys, bytes, n);
			take_keys(p, false);
		}
		if (!p->over && compose_keys_waiting(&p->keys) && compose_now() - p->last_input >= COMPOSE_ESC_MS)
			take_keys(p, true);
		if (!p->over)
			on_wake(p, wake);
		if (!p->over && p->keep != NULL && compose_due_in(&p->due, compose_now()) == 0)
			p->keep(p->arg, p);
		if (!p->over && wake == 0 && !torn && p->rest != NULL)
			p->rest(p->arg, p);
		if (!p->over && idle_in(p) == 0)
			lock(p);
	}
	wipe(bytes, sizeof bytes);
}

int
panel_run(struct err *err, struct panel *p)
{
	struct stage *on;
	int rc = stage_enter(err, p->stage, &on);

	if (rc)
		return rc;
	p->screen = &on->screen;
	p->wait = &on->wait;
	compose_keys_init(&p->keys);
	p->last_input = compose_now();
	tcflush(p->screen->tty, TCIFLUSH);
	run(p);
	stage_exit(p->stage, on);
	compose_keys_release(&p->keys);
	return 0;
}
