/*
 * The names that are replaced in packets, kept sealed for next time in one settings row.
 *
 * The row (felt-journal(5), kind 3): field `name` is "aliases"; then items, one a name:
 *
 *	alias   "Ana" TAB "A."
 *
 * Law: what this felt does not understand in the row is carried along as it is.
 */
#include "cli/share/share.h"

#include <stdlib.h>
#include <string.h>

static const char row_name[] = "aliases", key_alias[] = "alias";

/* "Ana" TAB "A."; false: not understood. */
static bool
take_apart(struct slice item, struct slice *name, struct slice *alias)
{
	const char *tab = item.n ? memchr(item.p, '\t', item.n) : NULL;

	if (!tab)
		return false;
	*name = (struct slice){ item.p, (size_t)(tab - item.p) };
	*alias = (struct slice){ tab + 1, item.n - name->n - 1 };
	return !alias_check(NULL, *name, *alias);
}

static void
take_away(struct share_plan *p, size_t i)
{
	buf_release(&p->aliases[i].name);
	buf_release(&p->aliases[i].alias);
	memmove(&p->aliases[i], &p->aliases[i + 1], (p->naliases - i - 1) * sizeof *p->aliases);
	p->naliases--;
}

static int
set(struct share_plan *p, struct slice name, struct slice alias)
{
	struct share_alias one = { BUF_INIT, BUF_INIT }, *more;

	if (p->naliases == ALIASES_MOST)
		return err_set(&p->ctx->err, E_USAGE, "more than %d names", ALIASES_MOST);
	more = realloc(p->aliases, (p->naliases + 1) * sizeof *more);
	if (more)
		p->aliases = more;
	buf_slice(&one.name, name);
	buf_slice(&one.alias, alias);
	if (!more || one.name.failed || one.alias.failed) {
		buf_release(&one.name);
		buf_release(&one.alias);
		return err_set(&p->ctx->err, E_NOMEM, "names");
	}
	p->aliases[p->naliases++] = one;
	return 0;
}

int
share_alias_set(struct share_plan *p, struct slice name, struct slice alias)
{
	int rc = alias.n ? alias_check(&p->ctx->err, name, alias) : 0;

	for (size_t i = 0; !rc && i < p->naliases; i++) {
		if (!alias_same(buf_as_slice(&p->aliases[i].name), name))
			continue;
		if (slice_eq(buf_as_slice(&p->aliases[i].name), name) && slice_eq(buf_as_slice(&p->aliases[i].alias), alias))
			return 0;
		take_away(p, i--);
		p->aliases_changed = true;
	}
	if (rc || !alias.n)
		return rc;
	p->aliases_changed = true;
	return set(p, name, alias);
}

int
share_names_load(struct share_plan *p)
{
	struct row row = ROW_INIT;
	struct slice name, alias;
	int rc = store_setting(&p->ctx->err, p->ctx->store, row_name, &row);

	for (size_t i = 0; !rc && i < row.e.nfields; i++)
		if (slice_is(row.e.fields[i].key, key_alias) && take_apart(row.e.fields[i].value, &name, &alias))
			rc = set(p, name, alias);
	row_release(&row);
	return rc == E_ID_UNKNOWN ? 0 : rc;
}

/* ---- keeping them ---- */

static int
add_items(const struct share_plan *p, struct entry *e, const struct entry *before, const struct buf *items)
{
	const char *at = (const char *)items->p;
	struct slice name, alias;
	int rc = entry_add_field(e, (struct entry_field){ FIELD_TEXT, slice_of("name"), slice_of(row_name) });

	for (size_t i = 0; !rc && i < p->naliases; i++) {
		struct slice item = slice_of(at);

		rc = entry_add_field(e, (struct entry_field){ FIELD_ITEM, slice_of(key_alias), item });
		at += item.n + 1;
	}
	for (size_t i = 0; !rc && i < before->nfields; i++) {
		const struct entry_field *f = &before->fields[i];

		if (!slice_is(f->key, "name") && !(slice_is(f->key, key_alias) && take_apart(f->value, &name, &alias)))
			rc = entry_add_field(e, *f);
	}
	return rc;
}

int
share_names_store(struct share_plan *p)
{
	struct ctx *ctx = p->ctx;
	struct row row = ROW_INIT;
	struct entry e = { 0 };
	struct buf items = BUF_INIT;
	int rc = store_setting(&ctx->err, ctx->store, row_name, &row);

	if (rc == E_ID_UNKNOWN) { /* another settings row may have been looked at */
		entry_reset(&row.e);
		rc = 0;
	}
	if (!rc && (row.e.unknown || row.e.tail_unknown))
		rc = err_set(&ctx->err, E_VERSION, "the kept names are those of a newer felt");
	for (size_t i = 0; i < p->naliases; i++) {
		buf_slice(&items, buf_as_slice(&p->aliases[i].name));
		buf_u8(&items, '\t');
		buf_slice(&items, buf_as_slice(&p->aliases[i].alias));
		buf_u8(&items, '\0');
	}
	if (!rc)
		rc = buf_check(&items, &ctx->err);
	if (!rc && row.e.id && entry_copy(&e, &row.e))
		rc = err_set(&ctx->err, E_NOMEM, "names");
	e.nfields = 0;
	e.kind = KIND_SETTINGS;
	if (!row.e.id) {
		e.id = store_new_id();
		e.created = ctx->now;
		e.has_created = true;
	}
	if (!rc && add_items(p, &e, &row.e, &items))
		rc = err_set(&ctx->err, E_NOMEM, "names");
	if (!rc)
		rc = store_put(&ctx->err, ctx->store, &e);
	entry_release(&e);
	buf_release(&items);
	row_release(&row);
	return rc;
}
