/*
 * The face of a step: the composer for what is written, a panel for what is chosen, lines for `plain`.
 *
 * In: a step.  Out: an answer and how it was left.  It must never lose what was typed, whatever the way out.  The laws are
 * those of felt/term/step.h.
 */
#include "step_desk.h"

#include <stdio.h>
#include <string.h>

#include <curses.h>
#undef lines
#undef columns

#include "felt/term/composer.h"

void
step_say(struct step_desk *d, const char *what)
{
	snprintf(d->say, sizeof d->say, "%s", what);
}

void
step_finish(struct step_desk *d, struct panel *p, enum step_end end)
{
	d->end = end;
	p->over = true;
}

/* ---- what is written ---- */

static int
write_step(struct err *err, const struct step *s, struct step_answer *a, enum step_end *end)
{
	static const enum step_end ends[] = {
		[COMPOSER_DONE] = STEP_END_ANSWERED,   [COMPOSER_CANCEL] = STEP_END_LEFT,   [COMPOSER_LATER] = STEP_END_LEFT,
		[COMPOSER_HANGUP] = STEP_END_HANGUP, [COMPOSER_BACK] = STEP_END_BACK, [COMPOSER_SKIP] = STEP_END_SKIPPED,
		[COMPOSER_EXTRA] = STEP_END_EXTRA
	};
	const struct composer_step step = {
		.progress = s->progress, .question = s->question, .help = s->help, .dim = s->dim, .extra = s->extra, .first = s->first, .alone = s->alone,
		.line = s->face == FACE_LINE, .list = s->face == FACE_LIST,
	};
	const struct composer c = {
		.title = s->title, .above = s->above, .note = s->note, .help = s->page, .step = &step, .max = s->max, .save = s->save, .arg = s->arg,
		.lock = s->lock, .idle_ms = s->idle_ms, .stage = s->stage,
	};
	enum composer_end left = COMPOSER_HANGUP;
	int rc = composer_run(err, &c, &a->text, &left);

	*end = ends[left];
	return rc;
}

/* ---- drafts of an answer of one's own ---- */

static bool
has_own(const struct step *s)
{
	return s->face == FACE_CHOICES && s->other;
}

/* Law 3. */
static bool
keep(struct step_desk *d, struct panel *p)
{
	char why[STEP_SAY] = "";
	const char *text;
	size_t n;

	compose_due_kept(&p->due);
	if (d->s->save == NULL || !has_own(d->s) || d->own.changes == d->kept)
		return true;
	text = compose_text_flat(&d->own, &n);
	if (d->s->save(d->s->arg, text, n, why) != 0) {
		why[STEP_SAY - 1] = '\0';
		snprintf(d->stays, sizeof d->stays, "%s", why[0] != '\0' ? why : "the draft could not be saved; the text is still here");
		compose_due_failed(&p->due, compose_now());
		return false;
	}
	d->kept = d->own.changes;
	d->stays[0] = '\0';
	return true;
}

static void
keep_now(void *desk, struct panel *p)
{
	(void)keep(desk, p);
}

static void
leave(struct step_desk *d, struct panel *p, bool again)
{
	if (keep(d, p) || again)
		step_finish(d, p, STEP_END_LEFT);
	else
		d->leaving = true;
}

/* ---- a notice ---- */

static int
notice_rows(const struct step_desk *d, struct compose_screen *s)
{
	return compose_screen_part(s, -1, 0, 0, d->rows.room, d->s->question, 0);
}

static void
draw_notice(struct step_desk *d, struct panel *p)
{
	int all = notice_rows(d, p->screen), most = d->rows.body_rows;

	if (d->first_line > all - most)
		d->first_line = all - most;
	if (d->first_line < 0)
		d->first_line = 0;
	compose_screen_part(p->screen, d->rows.body, most, d->rows.left, d->rows.room, d->s->question, d->first_line);
	move(p->screen->rows - 1, p->screen->columns - 1);
}

static void
notice_key(struct step_desk *d, struct panel *p, const struct compose_event *ev)
{
	int page = d->rows.body_rows > 2 ? d->rows.body_rows - 1 : 1;

	switch (ev->key) {
	case TYPED_GO_UP:
		d->first_line--;
		break;
	case TYPED_GO_DOWN:
		d->first_line++;
		break;
	case TYPED_PAGE_UP:
		d->first_line -= page;
		break;
	case TYPED_PAGE_DOWN:
		d->first_line += page;
		break;
	case TYPED_TEXT:
		d->first_line += ev->text[0] == ' ' ? page : 0;
		break;
	case TYPED_TOP:
	case TYPED_LINE_HOME:
		d->first_line = 0;
		break;
	case TYPED_NEWLINE:
		step_finish(d, p, STEP_END_ANSWERED);
		break;
	default:
		break;
	}
}

/* ---- what is drawn ---- */

static int
wants(struct step_desk *d, struct compose_screen *s)
{
	switch (d->s->face) {
	case FACE_SCALE:
		return step_scale_wants(d, s);
	case FACE_CHOICES:
		return step_choices_wants(d, s);
	default:
		return notice_rows(d, s);
	}
}

/* What is under the fold of a long notice must be known to be there. */
static void
hint_at_more(struct step_desk *d, struct compose_screen *s)
{
	if (d->s->face != FACE_NOTICE || notice_rows(d, s) <= d->rows.body_rows)
		return;
	d->frame.hint = "there is more: space or the arrows";
	step_frame_share(s, &d->frame, wants(d, s), &d->rows);
}

static void
share(struct step_desk *d, struct compose_screen *s)
{
	d->frame.note = d->say[0] != '\0' ? d->say : d->stays;
	if (d->s->face == FACE_NOTICE)
		d->frame.hint = NULL;
	step_frame_share(s, &d->frame, 1, &d->rows); /* how wide the body is */
	step_frame_share(s, &d->frame, wants(d, s), &d->rows);
	hint_at_more(d, s);
}

static void
draw(void *desk, struct panel *p)
{
	struct step_desk *d = desk;

	if (d->paging) {
		compose_screen_page(p->screen, buf_cstr(&d->page), &d->page_line);
		return;
	}
	share(d, p->screen);
	step_frame_draw(p->screen, &d->frame, &d->rows);
	if (d->s->face == FACE_SCALE)
		step_scale_draw(d, p);
	else if (d->s->face == FACE_CHOICES)
		step_choices_draw(d, p);
	else
		draw_notice(d, p);
}

/* ---- keys ---- */

bool
step_letter(const struct step *s)
{
	size_t first = s->extra != NULL ? text_grapheme(s->extra, strlen(s->extra)) : 0;

	if (first == 0 || s->face == FACE_TEXT || s->face == FACE_LINE || s->face == FACE_LIST || (s->face == FACE_CHOICES && s->other))
		return false;
	for (size_t i = 0; s->face == FACE_SCALE && i < s->nwords; i++)
		if (strncmp(s->words[i].word, s->extra, first) == 0)
			return false;
	return true;
}

static bool
is_extra(const struct step_desk *d, const struct compose_event *ev)
{
	if (d->s->extra == NULL || d->s->extra[0] == '\0')
		return false;
	if (ev->key == TYPED_STEP_EXTRA)
		return true;
	return d->frame.letter && d->number.n == 0 && ev->key == TYPED_TEXT && strncmp(ev->text, d->s->extra, ev->n) == 0;
}

static void
open_page(struct step_desk *d)
{
	step_frame_page(&d->frame, &d->rows, d->s->page, &d->page);
	d->page_line = 0;
	d->paging = d->page.n > 0 && !d->page.failed;
}

/* True: the key was one of those that are the same on every step (law 1). */
static bool
common_key(struct step_desk *d, struct panel *p, const struct compose_event *ev, bool escaped, bool leaving)
{
	if (is_extra(d, ev)) {
		step_finish(d, p, STEP_END_EXTRA);
		return true;
	}
	switch (ev->key) {
	case TYPED_STEP_BACK:
		if (d->s->first)
			step_say(d, "this is the first step");
		else
			step_finish(d, p, STEP_END_BACK);
		return true;
	case TYPED_STEP_SKIP:
		step_finish(d, p, STEP_END_SKIPPED);
		return true;
	case TYPED_SHOW_HELP:
		open_page(d);
		return true;
	case TYPED_ESCAPE:
		d->escaped = !escaped;
		if (escaped)
			leave(d, p, leaving);
		else
			step_say(d, d->s->alone ? "esc again: leave" : "esc again: leave it for later");
		return true;
	case TYPED_STOP:
		leave(d, p, leaving);
		return true;
	default:
		return false;
	}
}

static void
on_key(void *desk, struct panel *p, const struct compose_event *ev)
{
	struct step_desk *d = desk;
	bool escaped = d->escaped, leaving = d->leaving;

	d->say[0] = '\0';
	d->escaped = false;
	if (d->paging) {
		d->paging = compose_page_key(p->screen, ev, &d->page_line);
		return;
	}
	if (ev->key != TYPED_ESCAPE)
		d->leaving = false;
	if (common_key(d, p, ev, escaped, leaving))
		return;
	if (d->s->face == FACE_SCALE)
		step_scale_key(d, p, ev);
	else if (d->s->face == FACE_CHOICES)
		step_choices_key(d, p, ev);
	else if (ev->key == TYPED_DONE)
		step_finish(d, p, STEP_END_ANSWERED);
	else
		notice_key(d, p, ev);
}

/* ---- all of it ---- */

static void
begin(struct step_desk *d)
{
	const struct step *s = d->s;

	d->frame = (struct step_frame){
		.title = s->title, .progress = s->progress, .above = s->above, .question = s->face == FACE_NOTICE ? NULL : s->question,
		.help = s->help, .dim = s->dim, .extra = s->extra, .letter = step_letter(s), .enter = true, .back = !s->first,
		.page = s->page != NULL && s->page[0] != '\0', .alone = s->alone,
	};
	if (s->note != NULL)
		snprintf(d->stays, sizeof d->stays, "%s", s->note);
	if (s->face == FACE_SCALE)
		step_scale_begin(d);
	else if (s->face == FACE_CHOICES)
		step_choices_begin(d);
}

static int
choose_step(struct err *err, const struct step *s, struct step_answer *a, enum step_end *end)
{
	struct step_desk d = { .s = s, .a = a, .end = STEP_END_HANGUP };
	struct panel p = {
		.draw = draw, .key = on_key, .keep = keep_now, .arg = &d, .lock = s->lock, .lock_arg = s->arg, .idle_ms = s->idle_ms, .stage = s->stage,
	};
	int rc = compose_text_init(err, &d.own, (const char *)a->text.p, has_own(s) ? a->text.n : 0, s->max);

	if (rc)
		return rc;
	begin(&d);
	rc = panel_run(err, &p);
	if (rc == 0) {
		*end = p.hung_up ? STEP_END_HANGUP : d.end;
		if (p.hung_up)
			(void)keep(&d, &p);
		if (s->face == FACE_SCALE)
			step_scale_hand_over(&d);
		if (has_own(s))
			compose_text_hand_over(&d.own, &a->text);
	}
	compose_text_release(&d.own);
	panel_line_clear(&d.number);
	buf_release(&d.page);
	return rc;
}

int
step_ask(struct err *err, const struct step *s, struct step_answer *a, enum step_end *end)
{
	bool written = s->face == FACE_TEXT || s->face == FACE_LINE || s->face == FACE_LIST;
	int rc = E_USAGE;

	*end = STEP_END_HANGUP;
	if (!s->plain)
		rc = written ? write_step(err, s, a, end) : choose_step(err, s, a, end);
	return rc == E_USAGE ? step_in_lines(err, s, a, end) : rc;
}
