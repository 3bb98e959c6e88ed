/*
 * Undo and redo for the composer's text.
 *
 * In: each edit, before its bytes are gone.  Out: the text as it was.  It must never stand in the way of an edit: when
 * memory is short the past is forgotten and the present kept.
 */
#include "compose_text.h"

#include <stdlib.h>
#include <string.h>

enum { RUN_BYTES = 40 };

static void
release_step(struct compose_history *h, struct compose_step *s)
{
	h->bytes -= s->bytes.n;
	buf_release(&s->bytes);
}

void
compose_history_release(struct compose_history *h)
{
	for (size_t i = 0; i < h->n; i++)
		release_step(h, &h->step[i]);
	free(h->step);
	memset(h, 0, sizeof *h);
}

static void
forget_redo(struct compose_history *h)
{
	while (h->n > h->done)
		release_step(h, &h->step[--h->n]);
}

/* Keeps at least the newest step, whatever its size; a quarter at once, so that the moving is rare. */
static void
forget_oldest(struct compose_history *h)
{
	size_t gone = 0;

	if (h->n < 2 || (h->bytes <= COMPOSE_HISTORY_MAX && h->n < COMPOSE_STEPS_MAX))
		return;
	while (gone < h->n - 1 && (h->bytes > COMPOSE_HISTORY_MAX || gone < h->n / 4))
		release_step(h, &h->step[gone++]);
	memmove(h->step, h->step + gone, (h->n - gone) * sizeof *h->step);
	h->n -= gone;
	h->done -= gone < h->done ? gone : h->done;
}

static struct compose_step *
new_step(struct compose_history *h)
{
	struct compose_step *grown, *s;

	forget_oldest(h);
	if (h->n == h->cap) {
		size_t cap = h->cap == 0 ? 64 : 2 * h->cap;

		grown = realloc(h->step, cap * sizeof *grown); /* offsets and pointers, no text */
		if (grown == NULL)
			return NULL;
		h->step = grown;
		h->cap = cap;
	}
	s = &h->step[h->n];
	memset(s, 0, sizeof *s);
	s->bytes = (struct buf)BUF_INIT;
	return s;
}

static bool
add_text(struct compose_text *t, struct buf *out, size_t from, size_t n)
{
	struct buf scratch = BUF_INIT;
	const char *s = compose_text_span(t, from, n, &scratch);

	if (s != NULL)
		buf_add(out, s, n);
	buf_release(&scratch);
	return s != NULL && !out->failed;
}

/* A run of typing ends at its line end, and after 40 bytes where the next word begins. */
static bool
run_goes_on(const struct compose_step *s, const char *put, size_t n)
{
	char last = (char)s->bytes.p[s->bytes.n - 1];

	if (last == '\n')
		return false;
	return s->bytes.n < RUN_BYTES || last != ' ' || (n > 0 && put[0] == ' ');
}

/* Backspace: the new bytes come before those that the step holds. */
static bool
put_before(struct compose_text *t, struct compose_step *s, size_t at, size_t cut)
{
	struct buf joined = BUF_INIT;

	if (!add_text(t, &joined, at, cut)) {
		buf_release(&joined);
		return false;
	}
	buf_add(&joined, s->bytes.p, s->bytes.n);
	if (joined.failed) {
		buf_release(&joined);
		return false;
	}
	buf_release(&s->bytes);
	s->bytes = joined;
	s->at = at;
	s->cut += cut;
	return true;
}

/* Lets the last step grow, when the edit goes on where it ended. */
static bool
join(struct compose_text *t, int kind, size_t at, size_t cut, const char *put, size_t n)
{
	struct compose_history *h = &t->history;
	struct compose_step *s;

	if (!h->open || h->done == 0 || h->done != h->n)
		return false;
	s = &h->step[h->n - 1];
	if (s->kind != kind || s->bytes.n == 0)
		return false;
	switch (kind) {
	case COMPOSE_KIND_TYPE:
		if (at != s->at + s->put || !run_goes_on(s, put, n) || !buf_reserve(&s->bytes, n))
			return false;
		buf_add(&s->bytes, put, n);
		s->put += n;
		h->bytes += n;
		return true;
	case COMPOSE_KIND_BACK:
		if (at + cut != s->at || s->cut > 4 * RUN_BYTES || !put_before(t, s, at, cut))
			return false;
		h->bytes += cut;
		return true;
	case COMPOSE_KIND_FORWARD:
		if (at != s->at || s->cut > 4 * RUN_BYTES || !buf_reserve(&s->bytes, cut) || !add_text(t, &s->bytes, at, cut))
			return false;
		s->cut += cut;
		h->bytes += cut;
		return true;
	default:
		return false;
	}
}

void
compose_history_record(struct compose_text *t, int kind, size_t at, size_t cut, const char *put, size_t n, size_t cursor)
{
	struct compose_history *h = &t->history;
	struct compose_step *s;

	forget_redo(h);
	if (join(t, kind, at, cut, put, n))
		return;
	s = new_step(h);
	if (s == NULL || (cut > 0 && !add_text(t, &s->bytes, at, cut)))
		goto forget;
	buf_add(&s->bytes, put, n);
	if (s->bytes.failed)
		goto forget;
	s->at = at;
	s->cut = cut;
	s->put = n;
	s->cursor = cursor;
	s->kind = kind;
	h->bytes += s->bytes.n;
	h->n++;
	h->done = h->n;
	h->open = kind != COMPOSE_KIND_WHOLE;
	return;
forget:
	/* A history with a hole in it would put bytes where they do not belong. */
	if (s != NULL)
		buf_release(&s->bytes);
	compose_history_release(h);
}

bool
compose_text_undo(struct compose_text *t)
{
	struct compose_history *h = &t->history;
	struct compose_step *s;

	h->open = false;
	if (h->done == 0)
		return false;
	s = &h->step[h->done - 1];
	if (compose_text_replace(t, s->at, s->put, (const char *)s->bytes.p, s->cut) != COMPOSE_OK)
		return false;
	h->done--;
	t->at = s->cursor;
	return true;
}

bool
compose_text_redo(struct compose_text *t)
{
	struct compose_history *h = &t->history;
	struct compose_step *s;

	h->open = false;
	if (h->done == h->n)
		return false;
	s = &h->step[h->done];
	if (compose_text_replace(t, s->at, s->cut, (const char *)s->bytes.p + s->cut, s->put) != COMPOSE_OK)
		return false;
	h->done++;
	t->at = s->at + s->put;
	return true;
}
