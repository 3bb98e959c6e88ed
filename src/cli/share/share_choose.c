/*
 * Which entries go along, and which parts of them.
 *
 * In: a plan with everything that may be taken.  Out: what is ticked, and what is left out, in the plan.  Must never: let a part go along
 * that was left out before and was not ticked again.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/share/share_talk.h"
#include "felt/exchange/exchange.h"

/* ---- which entries ---- */

static void
label(const struct share_item *it, struct buf *out)
{
	char date[WHEN_TEXT];

	when_date(it->when, date);
	buf_printf(out, "%s  ", date);
	if (it->kind != KIND_ENTRY)
		buf_str(out, it->kind == KIND_BELIEF ? "belief: " : "follow-up: ");
	buf_slice(out, buf_as_slice(&it->line));
	if (it->texts_left_out)
		buf_str(out, "  (date and feelings only)");
	else if (it->left_out.n)
		buf_str(out, "  (without some of it)");
}

static int
list_make(struct share_plan *p, bool only_taken, struct share_list *l)
{
	int rc = share_list_room(p, l, p->nitems);

	for (size_t i = 0; !rc && i < p->nitems; i++) {
		if (only_taken && !p->items[i].take)
			continue;
		label(&p->items[i], &l->labels[l->n]);
		l->choices[l->n] = (struct step_choice){ buf_cstr(&l->labels[l->n]), NULL };
		l->ticked[l->n] = p->items[i].take;
		l->item[l->n++] = i;
	}
	return rc;
}

int
share_choose_entries(struct share_plan *p, enum step_end *end)
{
	struct share_list l = { 0 };
	char help[120] = "";
	int rc = list_make(p, false, &l);

	if (p->held_back)
		snprintf(help, sizeof help, "%" PRIu64 " that you keep private %s not in this list and never in a packet.", p->held_back,
			p->held_back == 1 ? "is" : "are");
	if (!rc)
		rc = ask_ticks(p->ctx, &(struct ticks_question){ share_title, "Which of these go along?", help[0] ? help : NULL,
			l.choices, l.n }, l.ticked, end);
	for (size_t i = 0; !rc && *end == STEP_END_ANSWERED && i < l.n; i++)
		p->items[l.item[i]].take = l.ticked[i];
	share_list_release(&l);
	return rc;
}

/* ---- leaving out ---- */

static void
add_part(struct share_list *l, const struct share_item *it, struct slice key)
{
	struct buf words = BUF_INIT;

	for (size_t i = 0; i < l->n; i++)
		if (slice_eq(l->part[i], key))
			return;
	label_words(&words, key);
	text_safe(&l->labels[l->n], (const char *)words.p, words.n, TEXT_ONE_LINE);
	l->labels[l->n].failed = l->labels[l->n].failed || words.failed;
	buf_release(&words);
	l->choices[l->n] = (struct step_choice){ buf_cstr(&l->labels[l->n]), NULL };
	l->part[l->n] = key;
	l->ticked[l->n++] = !share_left_out(it, key);
}

/* The parts it has; they borrow from e. */
static int
parts_make(struct share_plan *p, const struct share_item *it, const struct entry *e, struct share_list *l)
{
	int rc = share_list_room(p, l, 5 + e->nfields);

	if (!rc && e->title.n)
		add_part(l, it, slice_of("title"));
	if (!rc && e->nfeelings)
		add_part(l, it, slice_of("feelings"));
	if (!rc && e->ntags)
		add_part(l, it, slice_of("tags"));
	if (!rc && e->text.n)
		add_part(l, it, slice_of("text"));
	for (size_t i = 0; !rc && i < e->nfields; i++)
		add_part(l, it, e->fields[i].key);
	if (!rc && e->nratings)
		add_part(l, it, slice_of("ratings"));
	for (size_t i = 0; !rc && i < l->n; i++)
		rc = buf_check(&l->labels[i], &p->ctx->err);
	return rc;
}

static int
open_item(struct share_plan *p, const struct share_item *it, struct row *row)
{
	int rc = store_begin(&p->ctx->err, p->ctx->store, STORE_READ);

	if (!rc)
		rc = store_get(&p->ctx->err, p->ctx->store, it->id, row);
	store_rollback(p->ctx->store);
	return rc;
}

static int
choose_parts(struct share_plan *p, struct share_item *it)
{
	struct share_list l = { 0 };
	struct row row = ROW_INIT;
	enum step_end end = STEP_END_LEFT;
	int rc = open_item(p, it, &row);

	if (!rc)
		rc = parts_make(p, it, &row.e, &l);
	if (!rc)
		rc = ask_ticks(p->ctx, &(struct ticks_question){ share_title, "Which parts go along?", "What is not ticked stays here.", l.choices, l.n },
			l.ticked, &end);
	if (!rc && end == STEP_END_ANSWERED) {
		buf_clear(&it->left_out);
		it->texts_left_out = false;
		for (size_t i = 0; i < l.n; i++)
			if (!l.ticked[i]) {
				buf_slice(&it->left_out, l.part[i]);
				buf_str(&it->left_out, "\n");
			}
		rc = buf_check(&it->left_out, &p->ctx->err);
	}
	share_list_release(&l);
	row_release(&row);
	return rc;
}

enum { REDUCE_DATES, REDUCE_PARTS, REDUCE_OUT, REDUCE_WHOLE, REDUCES };

static int
reduce_one(struct share_plan *p, struct share_item *it)
{
	static const struct step_choice ways[REDUCES] = {
		[REDUCE_DATES] = { "Only its date and feelings", "no text of it leaves" }, [REDUCE_PARTS] = { "Choose which parts go along", NULL },
		[REDUCE_OUT] = { "Leave it out", NULL }, [REDUCE_WHOLE] = { "All of it", NULL },
	};
	int first = it->kind == KIND_ENTRY ? 0 : REDUCE_PARTS, way = -1; /* a belief has no feelings */
	int rc = ask_choice(p->ctx, share_title, buf_cstr(&it->line), &ways[first], REDUCES - (size_t)first, &way);

	if (rc || way < 0)
		return rc;
	way += first;
	if (way == REDUCE_PARTS)
		return choose_parts(p, it);
	it->texts_left_out = way == REDUCE_DATES;
	it->take = way != REDUCE_OUT;
	if (way == REDUCE_WHOLE)
		buf_clear(&it->left_out);
	return 0;
}

int
share_reduce(struct share_plan *p)
{
	struct share_list l = { 0 };
	int chosen = -1, rc = list_make(p, true, &l);

	if (!rc)
		rc = ask_choice(p->ctx, share_title, "Of which one is something to stay here?", l.choices, l.n, &chosen);
	if (!rc && chosen >= 0)
		rc = reduce_one(p, &p->items[l.item[chosen]]);
	share_list_release(&l);
	return rc;
}
