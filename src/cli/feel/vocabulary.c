/*
 * Own words and moved words, in one sealed settings row.
 *
 * The row (felt-journal(5), kind 3): field `name` is "vocabulary"; then items, one a word:
 *
 *	own     "fear.creeped-out" TAB "creeped out" TAB "Something is off here, and I cannot say what."
 *	moved   "sadness.hurt" TAB "anger"
 *
 * `own`: the id that entries carry, the word as it is shown, the line about it (may be empty).  `moved`: the id of a built-in
 * or own word, and the family it is shown in.  Neither id ever changes, so that no entry has to be written again.
 *
 * Law: what this felt does not understand in the row (an item of another key, a word that is built in by now, a family
 * nobody knows) is carried along as it is.
 */
#include <string.h>

#include "cli/feel/vocabulary.h"

static const char row_name[] = "vocabulary", key_own[] = "own", key_moved[] = "moved";

/* ---- reading ---- */

/* What stands before the next tab; *rest moves behind it. */
static struct slice
part(struct slice *rest)
{
	const char *tab = rest->n ? memchr(rest->p, '\t', rest->n) : NULL;
	struct slice s = { rest->p, tab ? (size_t)(tab - rest->p) : rest->n };
	size_t used = tab ? s.n + 1 : s.n;

	*rest = (struct slice){ used ? rest->p + used : rest->p, rest->n - used };
	return s;
}

/* 1: understood and in *voc now, 0: not, negative: E_NOMEM. */
static int
read_own(struct err *err, struct vocabulary *voc, struct slice item)
{
	struct slice id = part(&item), word = part(&item), about = part(&item);
	struct buf texts = BUF_INIT;
	int rc = 0;

	buf_slice(&texts, word);
	buf_u8(&texts, '\0');
	buf_slice(&texts, about);
	buf_u8(&texts, '\0');
	if (texts.failed)
		rc = err_set(err, E_NOMEM, "own words");
	else
		rc = feeling_add(NULL, voc, (const char *)texts.p, feeling_id_family(id.p, id.n), (const char *)texts.p + word.n + 1);
	buf_release(&texts);
	if (rc)
		return rc == E_NOMEM ? rc : 0;
	if (voc->nown && slice_is(id, voc->own[voc->nown - 1].id))
		return 1;
	/* the word and its id do not belong together */
	if (voc->nown)
		feeling_remove(NULL, voc, voc->own[voc->nown - 1].id);
	return 0;
}

static int
read_moved(struct err *err, struct vocabulary *voc, struct slice item)
{
	struct slice id = part(&item), name = part(&item);
	const struct feeling *f = id.n ? feeling_by_id(voc, id.p, id.n) : NULL;
	int family = -1, rc;

	for (int i = 0; i < FEELING_FAMILIES; i++)
		if (slice_is(name, feeling_family_name(i)))
			family = i;
	if (!f || family < 0)
		return 0;
	rc = feeling_move(err, voc, f->id, family);
	return rc ? (rc == E_NOMEM ? rc : 0) : 1;
}

/* The row's items into *voc; what is not understood, and nothing else, into *kept when that is not NULL. */
static int
read_row(struct err *err, struct vocabulary *voc, const struct entry *row, struct entry *kept)
{
	int rc = 0;

	vocabulary_release(voc);
	for (size_t i = 0; rc >= 0 && i < row->nfields; i++) {
		const struct entry_field *f = &row->fields[i];

		if (slice_is(f->key, "name"))
			continue;
		rc = slice_is(f->key, key_own) ? read_own(err, voc, f->value)
			: slice_is(f->key, key_moved) ? read_moved(err, voc, f->value) : 0;
		if (rc == 0 && kept && entry_add_field(kept, *f))
			rc = err_set(err, E_NOMEM, "own words");
	}
	return rc < 0 ? rc : 0;
}

int
vocabulary_load(struct ctx *ctx)
{
	struct row row = ROW_INIT;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc) {
		rc = store_setting(&ctx->err, ctx->store, row_name, &row);
		if (!rc)
			rc = read_row(&ctx->err, &ctx->voc, &row.e, NULL);
		store_rollback(ctx->store);
	}
	row_release(&row);
	if (rc == E_DAMAGE) {
		say(ctx, "felt: your own feeling words could not be read; felt verify says more");
		ctx->exit_floor = 3;
		return 0;
	}
	return rc == E_ID_UNKNOWN ? 0 : rc;
}

/* ---- writing ---- */

/* The items as text, one after the other, each closed by a NUL: slices are taken when nothing moves any more. */
static void
write_items(const struct vocabulary *voc, struct buf *out)
{
	for (size_t i = 0; i < voc->nown; i++) {
		const struct feeling *f = &voc->own[i];

		buf_printf(out, "%s\t%s\t", f->id, f->word);
		buf_str(out, f->about);
		buf_u8(out, '\0');
	}
	for (size_t i = 0; i < voc->nmoved; i++) {
		buf_printf(out, "%s\t%s", voc->moved[i].id, feeling_family_name(voc->moved[i].family));
		buf_u8(out, '\0');
	}
}

static int
add_items(struct entry *e, const struct vocabulary *voc, const struct buf *items)
{
	const char *p = (const char *)items->p;
	int rc = entry_add_field(e, (struct entry_field){ FIELD_TEXT, slice_of("name"), slice_of(row_name) });

	for (size_t i = 0; !rc && i < voc->nown + voc->nmoved; i++) {
		struct slice item = slice_of(p);

		rc = entry_add_field(e, (struct entry_field){ FIELD_ITEM, slice_of(i < voc->nown ? key_own : key_moved), item });
		p += item.n + 1;
	}
	return rc;
}

static int
write_row(struct ctx *ctx, const struct entry *before, const struct entry *kept)
{
	struct entry e = { 0 };
	struct buf items = BUF_INIT;
	int rc;

	write_items(&ctx->voc, &items);
	rc = buf_check(&items, &ctx->err);
	if (!rc && before->id)
		rc = entry_copy(&e, before);
	e.nfields = 0;
	e.kind = KIND_SETTINGS;
	if (!before->id) {
		e.id = store_new_id();
		e.created = ctx->now;
		e.has_created = true;
	}
	if (!rc)
		rc = add_items(&e, &ctx->voc, &items);
	for (size_t i = 0; !rc && i < kept->nfields; i++)
		rc = entry_add_field(&e, kept->fields[i]);
	if (rc == E_NOMEM)
		err_set(&ctx->err, E_NOMEM, "own words");
	if (!rc)
		rc = store_put(&ctx->err, ctx->store, &e);
	entry_release(&e);
	buf_release(&items);
	return rc;
}

/* One change of the words: which, and with what. */
struct change {
	enum { ADD, MOVE, REMOVE } what;
	const char *word; /* ADD: as typed; else the id */
	int family;
	const char *about;
};

static int
apply(struct ctx *ctx, const void *arg)
{
	const struct change *c = arg;

	switch (c->what) {
	case ADD:
		return feeling_add(&ctx->err, &ctx->voc, c->word, c->family, c->about);
	case MOVE:
		return feeling_move(&ctx->err, &ctx->voc, c->word, c->family);
	default:
		return feeling_remove(&ctx->err, &ctx->voc, c->word);
	}
}

/* Within a write transaction: reads the row, lets `alter` change ctx->voc, and writes the row; 1 from it: nothing to write. */
static int
alter_row(struct ctx *ctx, int (*alter)(struct ctx *ctx, const void *arg), const void *arg)
{
	struct row row = ROW_INIT;
	struct entry kept = { 0 };
	int rc = store_setting(&ctx->err, ctx->store, row_name, &row);

	if (rc == E_ID_UNKNOWN) {
		/* another settings row may have been looked at */
		entry_reset(&row.e);
		rc = 0;
	}
	if (!rc && (row.e.unknown || row.e.tail_unknown))
		rc = err_set(&ctx->err, E_VERSION, "the own words are those of a newer felt");
	if (!rc)
		rc = read_row(&ctx->err, &ctx->voc, &row.e, &kept);
	if (!rc)
		rc = alter(ctx, arg);
	if (!rc)
		rc = write_row(ctx, &row.e, &kept);
	entry_release(&kept);
	row_release(&row);
	return rc > 0 ? 0 : rc;
}

static int
make(struct ctx *ctx, const struct change *c)
{
	int rc = store_begin(&ctx->err, ctx->store, STORE_WRITE);

	if (rc)
		return rc;
	rc = alter_row(ctx, apply, c);
	if (!rc)
		return store_commit(&ctx->err, ctx->store);
	store_rollback(ctx->store);
	return rc;
}

/* ---- taking over ---- */

struct taking { const struct vocabulary *from; size_t *n; };

/* Is there no such word here, or has its writer moved it already, perhaps to another family? */
static bool
stays(const struct ctx *ctx, const char *id)
{
	for (size_t i = 0; i < ctx->voc.nmoved; i++)
		if (!strcmp(ctx->voc.moved[i].id, id))
			return true;
	return !feeling_by_id(&ctx->voc, id, strlen(id));
}

static int
take(struct ctx *ctx, const void *arg)
{
	const struct taking *t = arg;
	int rc = 0;

	for (size_t i = 0; !rc && i < t->from->nown; i++) {
		const struct feeling *f = &t->from->own[i];

		rc = feeling_add(&ctx->err, &ctx->voc, f->word, feeling_id_family(f->id, strlen(f->id)), f->about);
		*t->n += !rc;
		if (rc == E_USAGE)
			rc = 0; /* there already */
	}
	for (size_t i = 0; !rc && i < t->from->nmoved; i++) {
		const struct moved_feeling *m = &t->from->moved[i];

		if (stays(ctx, m->id))
			continue;
		rc = feeling_move(&ctx->err, &ctx->voc, m->id, m->family);
		*t->n += !rc;
	}
	return rc ? rc : *t->n == 0;
}

int
vocabulary_take(struct ctx *ctx, const struct vocabulary *from, size_t *n)
{
	*n = 0;
	return from->nown || from->nmoved ? alter_row(ctx, take, &(struct taking){ from, n }) : 0;
}

int
vocabulary_add(struct ctx *ctx, const char *word, int family, const char *about)
{
	return make(ctx, &(struct change){ ADD, word, family, about });
}

int
vocabulary_move(struct ctx *ctx, const char *id, int family)
{
	char copy[FEELING_ID_MAX + 1] = ""; /* ctx->voc, which may own the id, is read anew */

	strncpy(copy, id, FEELING_ID_MAX);
	return make(ctx, &(struct change){ MOVE, copy, family, NULL });
}

int
vocabulary_remove(struct ctx *ctx, const char *id)
{
	char copy[FEELING_ID_MAX + 1] = "";

	strncpy(copy, id, FEELING_ID_MAX);
	return make(ctx, &(struct change){ REMOVE, copy, -1, NULL });
}
