/*
 * One question (question.h): on a panel, or in lines.
 */
#include "felt/term/question.h"

#include <string.h>

#include <curses.h>
#undef lines
#undef columns

#include "felt/term/tty.h"
#include "panel.h"

struct asking {
	const struct question *q;
	struct panel_line line;
	enum question_end end;
};

/* The text, a blank row where there is room, the answer; the keys stand at the foot. */
static void
draw(void *arg, struct panel *p)
{
	struct asking *a = arg;
	struct compose_screen *s = p->screen;
	int keys = compose_screen_lines(s, -1, 0, a->q->keys, 0), row = 0, most;

	if (keys > s->rows / 2)
		keys = s->rows / 2;
	most = s->rows - keys - 1;
	if (a->q->note) {
		attron(A_BOLD);
		row = compose_screen_lines(s, 0, most, a->q->note, 0);
		attroff(A_BOLD);
	}
	if (row < most)
		row += compose_screen_lines(s, row, most - row, a->q->text, 0);
	if (row > most)
		row = most;
	if (row < most - 1)
		row++;
	attron(A_DIM);
	compose_screen_lines(s, s->rows - keys, keys, a->q->keys, 0);
	attroff(A_DIM);
	move(row, panel_line_draw(p, row, "> ", &a->line));
}

static void
on_key(void *arg, struct panel *p, const struct compose_event *ev)
{
	struct asking *a = arg;

	if (panel_line_key(&a->line, ev, &p->keys))
		return;
	switch (ev->key) {
	case TYPED_NEWLINE:
		a->end = QUESTION_ANSWERED;
		p->over = true;
		break;
	case TYPED_ESCAPE:
	case TYPED_STOP:
	case TYPED_DONE:
		a->end = QUESTION_LEFT;
		p->over = true;
		break;
	default:
		break;
	}
}

static int
in_lines(struct err *err, const struct question *q, struct buf *answer, enum question_end *end)
{
	struct buf above = BUF_INIT;
	int rc;

	if (q->note)
		buf_printf(&above, "%s\n", q->note);
	buf_printf(&above, "%s\n%s\n", q->text, q->keys);
	rc = buf_check(&above, err);
	if (!rc)
		rc = tty_show(err, buf_cstr(&above));
	if (!rc)
		rc = tty_question(err, "> ", answer);
	buf_release(&above);
	*end = QUESTION_ANSWERED;
	if (rc == E_NO_SECRET) {
		*end = QUESTION_LEFT;
		rc = 0;
	}
	return rc;
}

int
question_ask(struct err *err, const struct question *q, struct buf *answer, enum question_end *end)
{
	struct asking a = { .q = q, .end = QUESTION_HANGUP };
	struct panel p = { .draw = draw, .key = on_key, .arg = &a, .stage = q->stage };
	int rc;

	if (q->plain)
		return in_lines(err, q, answer, end);
	rc = panel_run(err, &p);
	if (rc == E_USAGE)
		return in_lines(err, q, answer, end);
	*end = p.hung_up ? QUESTION_HANGUP : a.end;
	buf_clear(answer);
	if (!rc && *end == QUESTION_ANSWERED) {
		buf_add(answer, a.line.text, a.line.n);
		rc = buf_check(answer, err);
	}
	panel_line_clear(&a.line);
	return rc;
}
