/*
 * Reading the ledger: rows of kind 5, and from the heads of all entries how often each was looked at and rated last.
 *
 * In: an open read transaction.  Out: a short list.  Must never: open more rows than there are beliefs; heads say the rest.
 */
#include "cli/walk/ledger.h"

#include <stdlib.h>
#include <string.h>

static const char *const starting[] = {
	"I am unlovable",
	"Relying on others is weakness",
	"If people really knew me, they would leave",
	"My needs are too much",
	"I have to manage alone",
	"Closeness costs me my freedom",
	"Others cannot be trusted with what hurts",
	"Feelings only make things worse",
};

const char *
ledger_starting(size_t i)
{
	return i < sizeof starting / sizeof starting[0] ? starting[i] : NULL;
}

void
ledger_release(struct ledger *l)
{
	for (size_t i = 0; i < l->n; i++)
		row_release(&l->items[i].row);
	free(l->items);
	*l = (struct ledger){ 0 };
}

struct slice
belief_sentence(const struct belief *b)
{
	return b->row.e.text;
}

bool
belief_retired(const struct belief *b)
{
	return slice_is(entry_field(&b->row.e, "state"), "retired");
}

static struct belief *
by_id(const struct ledger *l, uint64_t id)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].row.e.id == id)
			return &l->items[i];
	return NULL;
}

const struct belief *
ledger_by_id(const struct ledger *l, uint64_t id)
{
	return by_id(l, id);
}

/* ---- the same sentence ---- */

/* Without case, accents, outer blanks and the full stop that some write and some do not. */
static void
folded(struct buf *out, struct slice s)
{
	text_fold(out, NULL, s.p, s.n);
	while (out->n && (out->p[out->n - 1] == ' ' || out->p[out->n - 1] == '.'))
		buf_truncate(out, out->n - 1);
}

const struct belief *
ledger_find(const struct ledger *l, struct slice sentence)
{
	struct buf wanted = BUF_INIT, have = BUF_INIT;
	const struct belief *found = NULL;

	folded(&wanted, sentence);
	for (size_t i = 0; i < l->n && wanted.n; i++) {
		buf_clear(&have);
		folded(&have, belief_sentence(&l->items[i]));
		if (slice_eq(buf_as_slice(&wanted), buf_as_slice(&have)) && (!found || belief_retired(found)))
			found = &l->items[i];
	}
	buf_release(&wanted);
	buf_release(&have);
	return found;
}

/* ---- from the journal ---- */

struct ids { uint64_t *id; size_t n, cap; };

static int
collect(void *arg, struct err *err, const struct entry *e)
{
	struct ids *ids = arg;

	if (ids->n == ids->cap) {
		size_t cap = ids->cap ? 2 * ids->cap : 16;
		uint64_t *more = realloc(ids->id, cap * sizeof *more);

		if (!more)
			return err_set(err, E_NOMEM, "ledger");
		ids->id = more;
		ids->cap = cap;
	}
	ids->id[ids->n++] = e->id;
	return 0;
}

static int
open_rows(struct ctx *ctx, struct ledger *l, const struct ids *ids)
{
	int rc = 0;

	l->items = calloc(ids->n ? ids->n : 1, sizeof *l->items);
	if (!l->items)
		return err_set(&ctx->err, E_NOMEM, "ledger");
	for (size_t i = 0; !rc && i < ids->n; i++) {
		l->items[i].row = (struct row)ROW_INIT;
		l->n++;
		rc = store_get(&ctx->err, ctx->store, ids->id[i], &l->items[i].row);
	}
	return rc;
}

static void
rate(struct belief *b, const struct entry *e, uint8_t value)
{
	struct when when = entry_when(e);

	if (b->has_rating && b->latest.ms > when.ms)
		return;
	b->has_rating = true;
	b->latest = when;
	b->rating = value;
}

static int
count(void *arg, struct err *err, const struct entry *e)
{
	struct ledger *l = arg;

	(void)err;
	if (!e) { /* it does not hold: from the beginning */
		for (size_t i = 0; i < l->n; i++) {
			l->items[i].records = 0;
			l->items[i].has_rating = false;
		}
		return 0;
	}
	for (size_t k = 0; k < e->nbeliefs; k++) {
		struct belief *b = e->kind == KIND_ENTRY ? by_id(l, e->beliefs[k]) : NULL;

		if (!b)
			continue;
		b->records += e->guide.n > 0;
		for (size_t r = 0; r < e->nratings; r++)
			if (e->ratings[r].what == RATE_BELIEF)
				rate(b, e, e->ratings[r].value);
	}
	return 0;
}

int
ledger_load(struct ctx *ctx, struct ledger *l)
{
	struct filter beliefs = { .kinds = 1u << KIND_BELIEF };
	struct ids ids = { 0 };
	int rc = store_list(&ctx->err, ctx->store, &beliefs, collect, &ids);

	if (!rc)
		rc = open_rows(ctx, l, &ids);
	if (!rc && l->n)
		rc = store_heads(&ctx->err, ctx->store, NULL, count, l);
	free(ids.id);
	if (rc)
		ledger_release(l);
	return rc;
}
