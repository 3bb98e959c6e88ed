/*
 * The picker as one step of a guide: what stands around it, the keys that are the same on every step, what was chosen
 * before, and words that are proposed when somebody is not sure.
 *
 * In: keys, and the caller's words.  Out: more ways out.  It must never propose before it is asked (law 5).
 */
#include <stdio.h>
#include <string.h>

#include "picker_desk.h"

enum { BODY = 8, NOTE_ROWS = 8, STRENGTH_BODY = 4, QUESTION = 200 };

size_t
picker_find(const struct picker *p, const char *id)
{
	size_t i = 0;

	while (i < p->nrows && strcmp(p->rows[i].id, id) != 0)
		i++;
	return i;
}

/* ---- what was chosen before ---- */

static const char *
word_of(const struct picker *p, const struct picked *b)
{
	size_t i = picker_find(p, b->id);

	return i < p->nrows ? p->rows[i].word : b->word != NULL ? b->word : b->id;
}

/* The layer was asked with the first word that has one. */
static bool
has_layer(const struct picker *p, const char *id)
{
	size_t i = picker_find(p, id);

	if (i < p->nrows)
		return !p->rows[i].bare && !p->rows[i].no_layer;
	for (i = 0; i < p->nfamilies; i++)
		if (strcmp(p->families[i].name, id) == 0)
			return !p->families[i].no_layer;
	return true;
}

void
picker_begin(struct picker_desk *d)
{
	const struct picker *p = d->p;

	for (size_t i = 0; i < p->nbegin && d->n < PICKER_MOST; i++) {
		struct picked *to = &d->picked[d->n++];

		*to = p->begin[i];
		to->word = word_of(p, to);
		d->layer_asked = d->layer_asked || has_layer(p, to->id);
	}
}

/* ---- words that may be in it ---- */

bool
picker_is_unsure(const struct picker *p, const struct picker_row *row)
{
	return p->step != NULL && p->step->propose != NULL && row->key == '?';
}

bool
picker_propose(struct picker_desk *d, const struct picker_row *row)
{
	const char *ids[PICKER_PROPOSED] = { NULL };
	size_t n;

	if (!picker_is_unsure(d->p, row) || d->asked)
		return false;
	d->asked = true;
	n = d->p->step->propose(d->p->arg, ids);
	for (size_t i = 0; i < n && i < PICKER_PROPOSED; i++)
		if (picker_find(d->p, ids[i]) < d->p->nrows)
			d->proposed[d->nproposed++] = ids[i];
	d->family = -1;
	return d->nproposed > 0;
}

/* ---- what stands around it ---- */

static bool
first_page(const struct picker_desk *d)
{
	return d->page == PAGE_LIST && d->family < 0 && d->nproposed == 0 && d->beneath == NULL;
}

/* What is asked just now takes the place of the guide's question. */
static void
ask(struct picker_desk *d)
{
	const struct picker_step *step = d->p->step;
	char line[QUESTION];

	buf_clear(&d->head);
	if (d->page == PAGE_STRENGTH) {
		buf_printf(&d->head, "How strong is it: %s?", d->now.word);
		d->frame.help = "0 to 100; enter alone: no number";
		d->frame.hint = "arrows or 0-9  enter: take it  esc: back";
	} else if (d->page == PAGE_LAYER) {
		picker_layer_question(d->now.word, line, sizeof line);
		buf_str(&d->head, line);
		d->frame.hint = "arrows or 1-3  enter: take it";
	} else {
		d->frame.hint = "enter: choose  n numb  ? not sure";
		if (first_page(d)) {
			buf_str(&d->head, step->question != NULL ? step->question : "Which feeling is it?");
			d->frame.help = step->help;
		} else {
			picker_head(d, &d->head);
		}
	}
	d->frame.question = buf_cstr(&d->head);
}

void
picker_around(struct picker_desk *d, struct compose_screen *s)
{
	const struct picker_step *step = d->p->step;

	d->frame = (struct step_frame){
		.title = step->title, .progress = step->progress, .above = step->above, .dim = step->dim, .note = d->say, .back = !step->first,
		.page = step->page != NULL && step->page[0] != '\0',
	};
	ask(d);
	if (d->say[0] == '\0' && d->n > 0 && s->rows >= NOTE_ROWS) {
		buf_clear(&d->chosen);
		buf_str(&d->chosen, "chosen: ");
		picker_chosen(d->picked, d->n, &d->chosen);
		d->frame.note = buf_cstr(&d->chosen);
	} else if (d->say[0] == '\0' && step->note != NULL && d->n == 0 && d->page == PAGE_LIST && s->rows >= NOTE_ROWS) {
		d->frame.note = step->note;
	}
	step_frame_share(s, &d->frame, d->page == PAGE_LIST ? BODY : STRENGTH_BODY, &d->around);
	step_frame_draw(s, &d->frame, &d->around);
}

/* ---- keys ---- */

static void
open_page(struct picker_desk *d)
{
	step_frame_page(&d->frame, &d->around, d->p->step->page, &d->page_text);
	d->page_line = 0;
	d->paging = d->page_text.n > 0 && !d->page_text.failed;
}

bool
picker_step_key(struct picker_desk *d, struct panel *panel, const struct compose_event *ev)
{
	if (d->paging) {
		d->paging = compose_page_key(panel->screen, ev, &d->page_line);
		return true;
	}
	switch (ev->key) {
	case TYPED_STEP_BACK:
		if (d->p->step->first)
			snprintf(d->say, sizeof d->say, "this is the first step");
		else
			picker_leave(d, panel, PICKER_BACK);
		return true;
	case TYPED_STEP_SKIP:
		picker_leave(d, panel, PICKER_SKIP);
		return true;
	case TYPED_STOP:
		picker_leave(d, panel, PICKER_LEFT);
		return true;
	case TYPED_SHOW_HELP:
		open_page(d);
		return true;
	default:
		return false;
	}
}
