/*
 * The composer: what each key does while writing, at the question, and on the page over the text.
 *
 * In: a key.  Out: an edit, a motion, or the end.  Nothing here throws text away but the answer to the question.
 */
#include "compose_desk.h"

#include <stdio.h>
#include <termios.h>

static void
finish(struct desk *d, enum composer_end end)
{
	d->end = end;
	d->over = true;
}

static void
tell(struct desk *d, enum compose_result r)
{
	if (r == COMPOSE_FULL)
		snprintf(d->say, DESK_SAY, "this does not fit: %zu bytes at most", d->text.max);
	else if (r == COMPOSE_MEMORY)
		desk_say(d->say, "not enough memory for that; the text is as it was");
}

/* Typed ahead is dropped: a key meant for the text must not answer. */
static void
ask(struct desk *d)
{
	compose_keys_drop(&d->keys);
	tcflush(d->screen->tty, TCIFLUSH);
	d->mode = ASKING;
}

/* Nothing is thrown away, so nothing is asked.  A draft that cannot be kept holds its writer once: then the text goes to the caller. */
static void
leave_step(struct desk *d, bool again)
{
	if (desk_keep_new(d) || again)
		finish(d, COMPOSER_LATER);
	else
		d->leaving = true;
}

void
desk_stop(struct desk *d)
{
	bool again = d->leaving;

	d->leaving = false;
	if (d->c->step != NULL)
		leave_step(d, again);
	else
		ask(d);
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
		if (desk_keep(d))
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
paste(struct desk *d)
{
	struct buf *b = &d->keys.pasted;

	if (d->c->step != NULL && d->c->step->line)
		for (size_t i = 0; i < b->n; i++)
			if (b->p[i] == '\n')
				b->p[i] = ' ';
	tell(d, compose_text_paste(&d->text, (const char *)b->p, b->n));
}

static void
turn_page(struct desk *d, const struct compose_event *ev)
{
	if (compose_page_key(d->screen, ev, &d->help_line))
		return;
	d->mode = WRITING;
	if (ev->key == TYPED_PASTED)
		paste(d);
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
		desk_stop(d);
		return;
	}
	d->escaped = true;
	desk_say(d->say, d->c->step == NULL ? "esc again: stop writing" : d->c->step->alone ? "esc again: leave" : "esc again: leave it for later");
}

/* ---- as a step of a guide ---- */

static bool
on_empty_item(const struct compose_text *t)
{
	size_t from = compose_text_paragraph(t, t->at), to = compose_text_paragraph_end(t, t->at);

	while (from < to && (compose_text_byte(t, from) == ' ' || compose_text_byte(t, from) == '\t'))
		from++;
	return from == to;
}

/* The line end behind the last item was typed to say that there is no other one. */
static void
finish_list(struct desk *d)
{
	struct compose_text *t = &d->text;

	if (t->at == t->n && t->n > 0 && compose_text_byte(t, t->n - 1) == '\n')
		(void)compose_text_erase(t, COMPOSE_LEFT);
	finish(d, COMPOSER_DONE);
}

static void
newline(struct desk *d)
{
	const struct composer_step *step = d->c->step;

	if (step != NULL && step->line)
		finish(d, COMPOSER_DONE);
	else if (step != NULL && step->list && on_empty_item(&d->text))
		finish_list(d);
	else
		tell(d, compose_text_type(&d->text, "\n", 1));
}

/* True: it was a key of steps. */
static bool
step_key(struct desk *d, enum compose_key key)
{
	const struct composer_step *step = d->c->step;

	if (step == NULL)
		return false;
	switch (key) {
	case TYPED_STEP_BACK:
		if (step->first)
			desk_say(d->say, "this is the first step");
		else
			finish(d, COMPOSER_BACK);
		return true;
	case TYPED_STEP_SKIP:
		finish(d, COMPOSER_SKIP);
		return true;
	case TYPED_STEP_EXTRA:
		if (step->extra != NULL && step->extra[0] != '\0')
			finish(d, COMPOSER_EXTRA);
		return true;
	default:
		return false;
	}
}

static void
write_key(struct desk *d, const struct compose_event *ev)
{
	if (step_key(d, ev->key) || scroll(d, ev->key) || go_or_erase(d, ev->key))
		return;
	switch (ev->key) {
	case TYPED_TEXT:
		tell(d, compose_text_type(&d->text, ev->text, ev->n));
		break;
	case TYPED_NEWLINE:
		newline(d);
		break;
	case TYPED_TABULATOR:
		tell(d, compose_text_type(&d->text, "\t", 1));
		break;
	case TYPED_PASTED:
		paste(d);
		break;
	case TYPED_TAKE_BACK:
		if (!compose_text_undo(&d->text))
			desk_say(d->say, "nothing more to undo");
		break;
	case TYPED_DO_AGAIN:
		if (!compose_text_redo(&d->text))
			desk_say(d->say, "nothing more to redo");
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
		desk_stop(d);
		break;
	case TYPED_ESCAPE:
		escape(d);
		break;
	case TYPED_SHOW_HELP:
		d->help_line = 0;
		d->mode = desk_help(d) ? HELPING : WRITING;
		break;
	case TYPED_REDRAW:
		compose_screen_resume(d->screen);
		break;
	default:
		break;
	}
}

void
desk_key(struct desk *d, const struct compose_event *ev)
{
	if (ev->key != TYPED_NOTHING)
		d->say[0] = '\0';
	if (ev->key != TYPED_ESCAPE)
		d->escaped = false;
	if (ev->key != TYPED_STOP && ev->key != TYPED_ESCAPE)
		d->leaving = false;
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
