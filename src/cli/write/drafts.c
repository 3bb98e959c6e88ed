/*
 * Drafts: what is being written, sealed into the journal while it is being written (DESIGN.md 5, FORMAT.md 3).
 *
 * In: the text in the composer and the head it will get.  Out: one row of kind 4.  Must never: write over anything or
 * take away anything but that row as it was last read or written here, or leave the text nowhere.  Where another felt
 * has changed, finished or deleted it meanwhile, the text gets a row of its own.
 *
 * The row: the head as the entry will have it, field `.text`; for an edit `.target` (and meta 9) names the entry and
 * `.base` its clock when the edit began, so that a change made meanwhile is still noticed days later.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/write/writing.h"
#include "felt/model/id.h"

enum { BASE_TEXT = 24 };

/* ---- a draft as an entry ---- */

static int
add_field(struct entry *e, const char *key, const char *value, size_t n)
{
	return entry_add_field(e, (struct entry_field){ FIELD_TEXT, slice_of(key), { value, n } });
}

/* Fields that begin with a dot are the draft's own, and not the entry's. */
static void
drop_own_fields(struct entry *e)
{
	size_t kept = 0;

	for (size_t i = 0; i < e->nfields; i++)
		if (e->fields[i].key.n > 0 && e->fields[i].key.p[0] != '.')
			e->fields[kept++] = e->fields[i];
	e->nfields = kept;
}

/* e borrows from the draft's head, from text, target and base. */
static int
draft_entry(const struct draft *d, struct slice text, char target[ID_TEXT], char base[BASE_TEXT], struct entry *e)
{
	int rc = entry_copy(e, d->head);

	if (rc)
		return rc;
	e->id = d->id;
	e->kind = KIND_DRAFT;
	e->ref = d->target;
	if (!d->nmarks) {
		e->text = (struct slice){ NULL, 0 };
		e->has_text = false;
	}
	e->nseen = 0;
	if (!d->nmarks) /* a guide's head was made for this draft alone */
		drop_own_fields(e);
	rc = d->nmarks ? 0 : add_field(e, ".text", text.p, text.n);
	for (size_t i = 0; !rc && i < d->nmarks; i++)
		rc = add_field(e, d->marks[i].key, d->marks[i].value.p, d->marks[i].value.n);
	if (!rc && d->target) {
		id_text(d->target, target);
		snprintf(base, BASE_TEXT, "%" PRIu64, d->base);
		rc = add_field(e, ".target", target, ID_TEXT - 1);
		if (!rc)
			rc = add_field(e, ".base", base, strlen(base));
	}
	/* The head's own opening may point into a text that has moved since. */
	entry_derive(e);
	return rc;
}

/* ---- saving ---- */

static int
put_row(struct draft *d, struct entry *e)
{
	struct err *err = &d->ctx->err;
	int rc = store_begin(err, d->ctx->store, STORE_WRITE);

	if (!rc)
		rc = store_put_own(err, d->ctx->store, e, d->clock);
	if (!rc)
		return store_commit(err, d->ctx->store);
	store_rollback(d->ctx->store);
	return rc;
}

static int
put(struct draft *d, struct slice text)
{
	struct err *err = &d->ctx->err;
	struct entry e = { 0 };
	char target[ID_TEXT], base[BASE_TEXT];
	int rc = draft_entry(d, text, target, base, &e);

	if (rc)
		rc = err_set(err, E_NOMEM, "draft");
	else
		rc = d->ctx->locked ? locked_put(d->ctx, &d->box, &e) : put_row(d, &e);
	if (!rc) {
		d->id = e.id;
		d->clock = e.lamport;
	}
	entry_release(&e);
	return rc;
}

/* What to do, after what failed: one line of the composer. */
static void
explain(const struct err *err, char say[200])
{
	const char *next = err->code == E_SPACE ? "make some room" : err->code == E_BUSY ? "close the other felt" : "try again";
	size_t n;

	report_sentence(err, say, 120);
	n = strlen(say);
	snprintf(say + n, 200 - n, "; the text is still here: %s", next);
}

int
draft_save(void *draft, const char *text, size_t n, char say[200])
{
	struct draft *d = draft;
	int rc;

	if (n == 0 && !d->nmarks && !d->stored)
		return 0; /* nothing has been written yet */
	rc = store_resume(&d->ctx->err, d->ctx->store);
	if (!rc)
		rc = put(d, (struct slice){ text, n });
	store_suspend(d->ctx->store);
	d->failed = rc != 0;
	if (rc)
		explain(&d->ctx->err, say);
	else
		d->stored = true;
	return rc;
}

int
draft_drop(struct err *err, const struct draft *d, bool *gone)
{
	struct row row = ROW_INIT;
	int rc = d->stored ? store_get(err, d->ctx->store, d->id, &row) : E_ID_UNKNOWN;

	*gone = rc == E_ID_UNKNOWN;
	if (!rc && row.e.kind == KIND_DRAFT && row.e.lamport == d->clock) {
		rc = store_delete(err, d->ctx->store, d->id);
		*gone = !rc;
	}
	row_release(&row);
	return rc == E_ID_UNKNOWN ? 0 : rc;
}

int
draft_discard(struct draft *d)
{
	struct err *err = &d->ctx->err;
	bool gone = false;
	int rc;

	if (!d->stored)
		return 0;
	if (d->ctx->locked) {
		rc = locked_drop(d->ctx, &d->box);
		d->stored = rc != 0;
		return rc;
	}
	rc = store_begin(err, d->ctx->store, STORE_WRITE);
	if (!rc)
		rc = draft_drop(err, d, &gone);
	if (!rc)
		rc = store_commit(err, d->ctx->store);
	else
		store_rollback(d->ctx->store);
	if (!rc)
		d->stored = !gone;
	return rc;
}

/* ---- back again ---- */

static int
number(struct slice s, uint64_t *out)
{
	*out = 0;
	if (s.n == 0 || s.n > 20)
		return E_DAMAGE;
	for (size_t i = 0; i < s.n; i++) {
		uint64_t digit = (uint64_t)(s.p[i] - '0');

		if (s.p[i] < '0' || s.p[i] > '9' || *out > (UINT64_MAX - digit) / 10)
			return E_DAMAGE;
		*out = *out * 10 + digit;
	}
	return 0;
}

int
draft_take_apart(struct err *err, const struct row *row, struct entry *e, struct slice *text, uint64_t *target, uint64_t *base)
{
	int rc = entry_copy(e, &row->e);

	if (rc)
		return err_set(err, E_NOMEM, "draft");
	if (e->unknown || e->tail_unknown)
		return err_set(err, E_VERSION, "a newer felt began this draft");
	*text = entry_field(e, ".text");
	*target = e->ref;
	*base = 0;
	if (*target && number(entry_field(e, ".base"), base))
		*base = 0; /* not noted: then every change of the entry counts as one made meanwhile */
	drop_own_fields(e);
	e->ref = 0;
	return 0;
}

int
draft_keep_lost(struct draft *d, struct slice text)
{
	char target[ID_TEXT], base[BASE_TEXT];
	struct entry e = { 0 };
	int rc = draft_entry(d, text, target, base, &e);

	if (rc)
		rc = err_set(&d->ctx->err, E_NOMEM, "draft");
	else
		rc = lost_write(d->ctx, &e);
	entry_release(&e);
	return rc;
}

static int
count_one(void *arg, struct err *err, const struct entry *e)
{
	(void)err;
	(void)e;
	++*(size_t *)arg;
	return 0;
}

size_t
drafts_waiting(struct ctx *ctx)
{
	struct filter f = { .kinds = 1u << KIND_DRAFT };
	struct err quiet = { 0 };
	size_t n = 0;

	return store_list(&quiet, ctx->store, &f, count_one, &n) ? 0 : n;
}
