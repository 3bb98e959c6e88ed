/*
 * The page at the end of a guide: what was answered, as it will be kept.  No verdict, no sum, and an empty list says "nothing
 * noted" (CARE.md 11).  A thought record stands as `felt show` shows it: evidence side by side, ratings before -> after.
 */
#include <string.h>
#include <unistd.h>

#include "cli/look/layout.h"
#include "cli/walk/walk.h"
#include "felt/term/tty.h"

/* What a step of the terminal leaves free beside its text, and the widest text it shows (step_frame.c). */
enum { MARGINS = 4, MARGINS_FROM = 60, WIDEST = 76 };

void
walk_label(struct buf *out, struct slice key)
{
	for (size_t i = 0; i < key.n; i++)
		buf_u8(out, key.p[i] == '-' ? ' ' : (uint8_t)key.p[i]);
}

static void
key_label(struct buf *out, struct slice key)
{
	buf_str(out, out->n ? "\n" : "");
	walk_label(out, key);
	buf_str(out, "\n");
}

static void
lines(struct buf *out, struct slice s, const char *before)
{
	while (s.n) {
		const char *end = memchr(s.p, '\n', s.n);
		size_t n = end ? (size_t)(end - s.p) : s.n, used = end ? n + 1 : n;

		buf_str(out, before);
		buf_add(out, s.p, n);
		buf_str(out, "\n");
		s = (struct slice){ s.p + used, s.n - used };
	}
}

static void
feelings(struct walk *w, struct buf *out, const struct guide_answer *a)
{
	buf_str(out, "  ");
	for (size_t i = 0; i < a->nfeelings; i++) {
		const struct run_feeling *f = &a->feelings[i];
		const struct feeling *word = feeling_by_id(&w->ctx->voc, f->id, strlen(f->id));

		buf_printf(out, "%s%s", i ? ", " : "", word ? word->word : f->id);
		if (f->intensity != FEELING_NO_INTENSITY)
			buf_printf(out, " %u", (unsigned)f->intensity);
		if (f->layer == LAYER_UNDER)
			buf_str(out, " (under)");
	}
	buf_str(out, "\n");
}

/* A chosen slug as its label; an answer of one's own, or an item of a list, as it is. */
static void
choices(struct buf *out, const struct guide_step *s, const struct guide_answer *a)
{
	for (size_t i = 0; i < guide_items(a); i++) {
		struct slice item = guide_item(a, i);

		for (size_t k = 0; k < s->nchoices; k++)
			if (slice_eq(s->choices[k].slug, item))
				item = s->choices[k].label;
		lines(out, item, s->many ? "  - " : "  ");
	}
}

static void
belief(struct walk *w, struct buf *out, const struct guide_answer *a)
{
	const struct belief *b = a->belief ? ledger_by_id(&w->ledger, a->belief) : NULL;

	lines(out, b ? belief_sentence(b) : buf_as_slice(&a->text), "  ");
}

static void
scale(struct walk *w, struct buf *out, const struct guide_step *s, const struct guide_answer *a)
{
	const struct guide_answer *before = s->again >= 0 ? &w->run.answers[s->again] : NULL;

	if (before && before->state == ANSWER_GIVEN)
		buf_printf(out, "  %u -> %u of 100\n", (unsigned)before->number, (unsigned)a->number);
	else
		buf_printf(out, "  %u of 100\n", (unsigned)a->number);
}

static void
answer(struct walk *w, struct buf *out, const struct guide_step *s, const struct guide_answer *a)
{
	switch (s->kind) {
	case STEP_LIST:
		lines(out, buf_as_slice(&a->text), "  - ");
		break;
	case STEP_SCALE:
		scale(w, out, s, a);
		break;
	case STEP_FEELINGS:
		feelings(w, out, a);
		break;
	case STEP_CHOICES:
		choices(out, s, a);
		break;
	case STEP_BELIEF:
		belief(w, out, a);
		break;
	default:
		lines(out, buf_as_slice(&a->text), "  ");
	}
}

/* Of two answers under one key the later one is kept. */
static bool
answered_later(const struct walk *w, size_t step)
{
	for (size_t i = step + 1; i < w->guide.nsteps; i++)
		if (slice_eq(w->guide.steps[i].key, w->guide.steps[step].key) && w->run.answers[i].state == ANSWER_GIVEN)
			return true;
	return false;
}

/* The words of felt show. */
static void
rated_later(const struct walk *w, struct buf *out)
{
	int64_t minutes = walk_rated_after(w), hours = minutes / 60;

	if (hours && hours < 48)
		buf_printf(out, "rated again %d hours later\n", (int)hours);
	else if (hours)
		buf_printf(out, "rated again %d days later\n", (int)((hours + 12) / 24));
}

/* Its belief is a row of its own, and no field. */
static void
belief_of_record(struct walk *w, struct buf *out)
{
	for (size_t i = 0; i < w->guide.nsteps; i++)
		if (w->guide.steps[i].kind == STEP_BELIEF && w->run.answers[i].state == ANSWER_GIVEN) {
			key_label(out, w->guide.steps[i].key);
			belief(w, out, &w->run.answers[i]);
		}
}

/* Lines for whoever listens, columns for whoever looks.  A smaller terminal breaks the lines of a larger one: nothing is lost. */
static size_t
columns(const struct walk *w)
{
	int all, rows;

	if (w->plain)
		return SIZE_MAX;
	tty_size(STDERR_FILENO, &all, &rows);
	if (all >= MARGINS_FROM)
		all -= MARGINS;
	return (size_t)(all < WIDEST ? all : WIDEST);
}

static int
record(struct walk *w, struct buf *out)
{
	struct layout l = { .apart = w->plain ? 0 : TEXT_APART };
	enum ink ink;
	int rc;

	layout_record(&l, &w->entry, &w->ctx->voc, columns(w));
	for (size_t i = 0; i < l.n; i++) {
		buf_slice(out, layout_at(&l, i, &ink));
		buf_str(out, "\n");
	}
	rc = layout_check(&l, &w->ctx->err);
	layout_release(&l);
	belief_of_record(w, out);
	return rc;
}

static void
answers(struct walk *w, struct buf *out)
{
	for (size_t i = 0; i < w->guide.nsteps; i++) {
		const struct guide_step *s = &w->guide.steps[i];
		const struct guide_answer *a = &w->run.answers[i];

		if (!s->key.n || s->kind == STEP_NOTICE || answered_later(w, i))
			continue;
		if (a->state == ANSWER_GIVEN) {
			key_label(out, s->key);
			answer(w, out, s, a);
		} else if (s->kind == STEP_LIST && guide_run_shown(&w->run, i)) {
			key_label(out, s->key);
			buf_str(out, "  nothing noted\n");
		}
	}
}

int
walk_summary(struct walk *w, struct buf *out)
{
	int rc = walk_entry(w, KIND_ENTRY);

	if (rc)
		return rc;
	rated_later(w, out);
	if (is_record(&w->entry))
		return record(w, out);
	answers(w, out);
	return 0;
}

void
walk_answer_line(struct walk *w, struct buf *out, size_t step)
{
	struct buf all = BUF_INIT;
	bool blank = true;

	answer(w, &all, &w->guide.steps[step], &w->run.answers[step]);
	for (size_t i = 0; i < all.n; i++) {
		bool space = all.p[i] == ' ' || all.p[i] == '\n';

		if (!space)
			buf_u8(out, all.p[i]);
		else if (!blank)
			buf_u8(out, ' ');
		blank = space;
	}
	buf_release(&all);
}
