/*
 * The browser: keys become movements, searches, or the caller's acts (browse.h).
 *
 * In: keys.  Out: where in the list and in the entry its reader is, and how the view was left.  It must never wait for the
 * caller's long work while a key is there.
 */
#include "browse_desk.h"

#include <string.h>

void
browse_view_release(struct browse_view *v)
{
	wipe(v, sizeof *v);
}

/* ---- moving ---- */

static size_t
count(const struct browse_desk *d)
{
	return d->b->count(d->b->arg);
}

static void
select_line(struct browse_desk *d, size_t i)
{
	size_t n = count(d);

	if (i >= n)
		i = n ? n - 1 : 0;
	if (i != d->v->selected)
		d->v->to_mark = true;
	if (i != d->v->selected)
		d->v->page_top = 0;
	d->v->selected = i;
}

/* By so many lines up or down; the ends hold. */
static void
step(struct browse_desk *d, bool down, size_t by)
{
	size_t at = d->v->reading ? d->v->page_top : d->v->selected;

	at = down ? at + by : at > by ? at - by : 0;
	if (d->v->reading)
		d->v->page_top = at; /* kept within the entry when it is drawn */
	else
		select_line(d, at);
}

static void
to_end(struct browse_desk *d, bool last)
{
	size_t n = d->v->reading ? d->b->page(d->b->arg) : count(d);

	if (d->v->reading)
		d->v->page_top = last ? n : 0;
	else
		select_line(d, last && n ? n - 1 : 0);
}

static size_t
page_step(const struct browse_desk *d)
{
	int rows = d->v->reading ? d->page_rows : d->list_rows;

	return rows > 2 ? (size_t)rows - 1 : 1;
}

static void
open_entry(struct browse_desk *d)
{
	if (count(d) && !d->v->reading) {
		d->v->reading = true;
		d->v->to_mark = true;
		d->v->page_top = 0;
	}
}

static void
next_entry(struct browse_desk *d, bool forward)
{
	size_t i = d->v->selected;

	select_line(d, forward ? i + 1 : i ? i - 1 : 0);
}

/* ---- searching, asking ---- */

static void
set_words(struct browse_desk *d, const char *words)
{
	memcpy(d->v->words, words, strlen(words) + 1);
	d->v->to_mark = true;
	d->b->search(d->b->arg, d->v);
}

static void
begin_line(struct browse_desk *d, enum browse_mode mode)
{
	panel_line_clear(&d->line);
	d->mode = mode;
	if (mode == SEARCHING) {
		d->v->reading = false;
		memcpy(d->before, d->v->words, sizeof d->before);
		memcpy(d->line.text, d->v->words, sizeof d->v->words);
		d->line.n = strlen(d->v->words);
	}
}

static void
end_line(struct browse_desk *d)
{
	panel_line_clear(&d->line);
	d->mode = BROWSING;
}

static void
act(struct browse_desk *d, struct panel *p, const struct browse_key *k)
{
	d->end = BROWSE_KEY;
	d->key = k->key;
	p->over = true;
}

static void
line_key(struct browse_desk *d, struct panel *p, const struct compose_event *ev)
{
	bool search = d->mode == SEARCHING;

	switch (ev->key) {
	case TYPED_NEWLINE:
	case TYPED_DONE:
		if (!search) {
			memcpy(d->v->typed, d->line.text, sizeof d->v->typed);
			act(d, p, d->asked);
		}
		end_line(d);
		return;
	case TYPED_ESCAPE:
	case TYPED_STOP:
		if (search && strcmp(d->before, d->v->words))
			set_words(d, d->before);
		end_line(d);
		return;
	case TYPED_GO_UP:
	case TYPED_GO_DOWN:
		if (search)
			step(d, ev->key == TYPED_GO_DOWN, 1);
		return;
	default:
		if (panel_line_key(&d->line, ev, &p->keys) && search && strcmp(d->line.text, d->v->words))
			set_words(d, d->line.text);
	}
}

/* ---- keys ---- */

static void
leave(struct browse_desk *d, struct panel *p, bool at_once)
{
	if (d->v->reading && !at_once) {
		d->v->reading = false;
	} else if (d->v->words[0] && !at_once) {
		set_words(d, "");
	} else {
		d->end = BROWSE_QUIT;
		p->over = true;
	}
}

static void
letter(struct browse_desk *d, struct panel *p, char c)
{
	switch (c) {
	case 'j': step(d, true, 1); return;
	case 'k': step(d, false, 1); return;
	case ' ': step(d, true, page_step(d)); return;
	case 'b': step(d, false, page_step(d)); return;
	case '<': to_end(d, false); return;
	case '>': to_end(d, true); return;
	case 'n': next_entry(d, true); return;
	case 'p': next_entry(d, false); return;
	case '/': begin_line(d, SEARCHING); return;
	case '?': d->mode = HELPING; d->help_top = 0; return;
	case 'q': leave(d, p, !d->v->reading); return;
	default: break;
	}
	for (const struct browse_key *k = d->b->keys; k->key; k++) {
		if (k->key != c || (k->needs_entry && !count(d)))
			continue;
		d->asked = k;
		if (k->prompt)
			begin_line(d, ASKED);
		else
			act(d, p, k);
	}
}

static void
help_key(struct browse_desk *d, const struct compose_event *ev)
{
	switch (ev->key) {
	case TYPED_GO_DOWN: d->help_top++; return;
	case TYPED_GO_UP: d->help_top--; return;
	case TYPED_PAGE_DOWN: d->help_top += 10; return;
	case TYPED_PAGE_UP: d->help_top -= 10; return;
	default: d->mode = BROWSING;
	}
}

static void
browsing_key(struct browse_desk *d, struct panel *p, const struct compose_event *ev)
{
	switch (ev->key) {
	case TYPED_TEXT: letter(d, p, ev->n == 1 ? ev->text[0] : '\0'); break;
	case TYPED_GO_UP: step(d, false, 1); break;
	case TYPED_GO_DOWN: step(d, true, 1); break;
	case TYPED_PAGE_UP: step(d, false, page_step(d)); break;
	case TYPED_PAGE_DOWN: step(d, true, page_step(d)); break;
	case TYPED_LINE_HOME: case TYPED_TOP: to_end(d, false); break;
	case TYPED_LINE_END: case TYPED_BOTTOM: to_end(d, true); break;
	case TYPED_NEWLINE: case TYPED_GO_RIGHT: open_entry(d); break;
	case TYPED_GO_LEFT: d->v->reading = false; break;
	case TYPED_RUB_RIGHT: letter(d, p, 'x'); break;
	case TYPED_ESCAPE: leave(d, p, false); break;
	case TYPED_STOP: case TYPED_DONE: leave(d, p, true); break;
	case TYPED_SHOW_HELP: letter(d, p, '?'); break;
	default: break;
	}
}

static void
take_key(void *arg, struct panel *p, const struct compose_event *ev)
{
	struct browse_desk *d = arg;

	d->v->say[0] = '\0';
	if (d->mode == HELPING)
		help_key(d, ev);
	else if (d->mode == BROWSING)
		browsing_key(d, p, ev);
	else
		line_key(d, p, ev);
}

/* ---- between keys ---- */

static long long
later(long long from, long ms, long long now)
{
	return from + ms > now ? from + ms - now : 0;
}

static long
pause_for(void *arg, struct panel *p)
{
	struct browse_desk *d = arg;
	long long now = compose_now(), wait = -1, other;

	if (d->v->working)
		return 0;
	if (d->b->idle_ms > 0)
		wait = later(p->last_input, d->b->idle_ms, now);
	if (d->b->rest_ms > 0) {
		other = later(d->rested, d->b->rest_ms, now);
		wait = wait < 0 || other < wait ? other : wait;
	}
	return (long)wait;
}

static void
at_rest(void *arg, struct panel *p)
{
	struct browse_desk *d = arg;
	long long now = compose_now();

	if (d->b->idle_ms > 0 && now - p->last_input >= d->b->idle_ms) {
		d->end = BROWSE_IDLE;
		p->over = true;
		return;
	}
	if (d->v->working)
		d->v->working = d->b->work(d->b->arg, d->v);
	if (d->b->rest_ms > 0 && now - d->rested >= d->b->rest_ms) {
		d->rested = now;
		d->b->rest(d->b->arg, d->v);
	}
}

int
browse_run(struct err *err, const struct browse *b, struct browse_view *v, enum browse_end *end, char *key)
{
	struct browse_desk d = { .b = b, .v = v, .err = err, .end = BROWSE_HANGUP, .rested = compose_now() };
	struct panel p = { .draw = browse_draw, .key = take_key, .pause = pause_for, .rest = at_rest, .arg = &d, .stage = b->stage };
	int rc = panel_run(err, &p);

	if (!rc)
		rc = d.rc;
	*end = p.hung_up ? BROWSE_HANGUP : d.end;
	*key = d.key;
	wipe(&d, sizeof d);
	return rc;
}
