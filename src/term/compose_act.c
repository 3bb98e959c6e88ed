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
void
desk_ask(struct desk *d)
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
		desk_ask(d);
		return;
	}
	d->escaped = true;
	desk_say(d->say, "esc again: stop writing");
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
		desk_ask(d);
		break;
	case TYPED_ESCAPE:
		escape(d);
		break;
	case TYPED_SHOW_HELP:
		d->help_line = 0;
		d->mode = desk_has_help(d) ? HELPING : WRITING;
		break;
	case TYPED_REDRAW:
		compose_screen_resume(&d->screen);
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
