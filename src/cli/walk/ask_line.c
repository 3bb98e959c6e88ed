/*
 * Asking for a line, a choice or a rating outside of a guide: the same face as in one.
 */
#include "cli/walk/ask_line.h"

#include <stdlib.h>
#include <string.h>

#include "cli/staging.h"
#include "cli/walk/help_card.h"
#include "cli/write/writing.h"

enum { LINE_BYTES = 4096 };

/* Asks with the journal closed, and opens it again. */
static int
ask(struct ctx *ctx, struct step *s, struct step_answer *a, enum step_end *end)
{
	struct buf page = BUF_INIT;
	int rc;

	*end = STEP_END_LEFT;

	help_now_page(ctx, &page);
	s->page = buf_cstr(&page);
	s->first = true;
	s->alone = true;
	s->plain = !full_screen(ctx);
	s->stage = staging_stage(ctx);
	store_suspend(ctx->store);
	rc = step_ask(&ctx->err, s, a, end);
	buf_release(&page);
	if (!rc)
		rc = store_resume(&ctx->err, ctx->store);
	if (!rc && *end == STEP_END_HANGUP)
		rc = err_set(&ctx->err, E_INTERRUPTED, "terminal");
	else if (rc == E_INTERRUPTED && store_resume(NULL, ctx->store) == 0)
		*end = STEP_END_LEFT;
	return rc;
}

int
ask_line_kept(struct ctx *ctx, const struct line_question *q, struct buf *text, enum step_end *end)
{
	struct step_answer a = { *text, NULL, -1 };
	struct step s = {
		.face = q->paragraphs ? FACE_TEXT : FACE_LINE, .title = q->title, .question = q->question, .help = q->help, .max = q->paragraphs ? 0 : LINE_BYTES,
	};
	int rc = ask(ctx, &s, &a, end);

	*text = a.text;
	return rc;
}

int
ask_line(struct ctx *ctx, const struct line_question *q, struct buf *text, enum step_end *end)
{
	struct buf typed = BUF_INIT;
	int rc;

	buf_slice(&typed, buf_as_slice(text));
	rc = buf_check(&typed, &ctx->err);
	if (!rc)
		rc = ask_line_kept(ctx, q, &typed, end);
	if (!rc && *end == STEP_END_ANSWERED) {
		struct buf before = *text;

		*text = typed;
		typed = before;
		rc = buf_check(text, &ctx->err);
	}
	buf_release(&typed);
	return rc;
}

/* One or several; at the end ticked says which, or is as it was when the question was not answered. */
static int
ask_chosen(struct ctx *ctx, struct step *s, bool *ticked, enum step_end *end)
{
	bool *now = calloc(s->nchoices ? s->nchoices : 1, sizeof *now);
	struct step_answer a = { BUF_INIT, now, -1 };
	int rc;

	*end = STEP_END_LEFT;
	if (!now)
		return err_set(&ctx->err, E_NOMEM, "choices");
	memcpy(now, ticked, s->nchoices * sizeof *now);
	s->face = s->nchoices ? FACE_CHOICES : FACE_NOTICE;
	rc = ask(ctx, s, &a, end);
	if (!rc && *end == STEP_END_ANSWERED)
		memcpy(ticked, now, s->nchoices * sizeof *now);
	buf_release(&a.text);
	free(now);
	return rc;
}

int
ask_choice(struct ctx *ctx, const char *title, const char *question, const struct step_choice *choices, size_t n, int *chosen)
{
	struct step s = { .title = title, .question = question, .choices = choices, .nchoices = n };
	bool *ticked = calloc(n ? n : 1, sizeof *ticked);
	enum step_end end;
	int rc;

	if (!ticked)
		return err_set(&ctx->err, E_NOMEM, "choices");
	if (*chosen >= 0 && (size_t)*chosen < n)
		ticked[*chosen] = true;
	rc = ask_chosen(ctx, &s, ticked, &end);
	*chosen = -1;
	for (size_t i = 0; !rc && end == STEP_END_ANSWERED && i < n; i++)
		if (ticked[i])
			*chosen = (int)i;
	free(ticked);
	return rc;
}

int
ask_ticks(struct ctx *ctx, const struct ticks_question *q, bool *ticked, enum step_end *end)
{
	struct step s = { .title = q->title, .question = q->question, .help = q->help, .choices = q->choices, .nchoices = q->n, .many = true };

	return ask_chosen(ctx, &s, ticked, end);
}

int
ask_page(struct ctx *ctx, const char *title, const char *text, const char *help, enum step_end *end)
{
	struct step_answer a = { BUF_INIT, NULL, -1 };
	struct step s = { .face = FACE_NOTICE, .title = title, .question = text, .help = help };
	int rc = ask(ctx, &s, &a, end);

	buf_release(&a.text);
	return rc;
}

static int
number(void *arg, const char *typed, uint8_t *out)
{
	(void)arg;
	return feeling_parse_intensity(NULL, typed, out);
}

int
ask_rating(struct ctx *ctx, const char *title, const char *above, const char *question, int *value)
{
	static const struct step_word words[] = { { 0, "not at all" }, { 25, "a little" }, { 50, "half" }, { 75, "mostly" }, { 100, "completely" } };
	struct step_answer a = { BUF_INIT, NULL, -1 };
	struct step s = { .face = FACE_SCALE, .title = title, .above = above, .question = question, .words = words, .nwords = 5, .number = number };
	enum step_end end;
	int rc = ask(ctx, &s, &a, &end);

	*value = rc || end != STEP_END_ANSWERED ? -1 : a.number;
	buf_release(&a.text);
	return rc;
}
