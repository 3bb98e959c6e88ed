/*
 * Changing an entry without losing a version of it.
 *
 * In: an entry's id and what is new.  Out: the entry under the same id, the version before kept for 30 days.  Must
 * never: write over a change that somebody else made meanwhile: then the new version becomes a conflict copy.
 */
#include "cli/write/editing.h"

#include <string.h>

#include "felt/model/id.h"

int
resolve(struct ctx *ctx, const char *typed, unsigned kinds, uint64_t *id)
{
	struct err other = { 0 };
	uint64_t draft;
	int rc = store_resolve(&ctx->err, ctx->store, typed, kinds, id);

	if (rc == E_ID_UNKNOWN && !(kinds & 1u << KIND_DRAFT) &&
	    !store_resolve(&other, ctx->store, typed, 1u << KIND_DRAFT, &draft))
		return err_set(&ctx->err, E_ID_UNKNOWN, "%s\nit is a draft: felt resume %s goes on with it", typed, typed);
	return rc;
}

int
editing_open(struct editing *ed, uint64_t id)
{
	int rc = store_get(&ed->ctx->err, ed->ctx->store, id, &ed->row);

	if (rc)
		return rc;
	if (ed->row.e.unknown || ed->row.e.tail_unknown)
		return err_set(&ed->ctx->err, E_VERSION, "it can be read here, and changed by the felt that wrote it");
	ed->base = ed->row.e.lamport;
	return entry_copy(&ed->e, &ed->row.e) ? err_set(&ed->ctx->err, E_NOMEM, "entry") : 0;
}

void
editing_release(struct editing *ed)
{
	entry_release(&ed->e);
	row_release(&ed->row);
}

static int
put(struct editing *ed)
{
	struct err *err = &ed->ctx->err;
	struct store *s = ed->ctx->store;
	bool gone = false;
	int rc = entry_check(err, &ed->e);

	if (rc || (rc = store_begin(err, s, STORE_WRITE)))
		return rc;
	ed->conflict = 0;
	rc = store_edit(err, s, &ed->e, ed->base, &ed->conflict);
	if (!rc && ed->draft)
		rc = draft_drop(err, ed->draft, &gone);
	if (rc) {
		store_rollback(s);
		return rc;
	}
	rc = store_commit(err, s);
	if (!rc && gone)
		ed->draft->stored = false;
	return rc;
}

int
editing_save(void *editing, struct slice text)
{
	struct editing *ed = editing;

	if (!ed->head_changed && slice_eq(text, ed->row.e.text))
		return 1;
	ed->e.id = ed->row.e.id;
	ed->e.text = text;
	ed->e.has_text = ed->row.e.has_text || text.n > 0;
	ed->e.opening = (struct slice){ NULL, 0 }; /* of an attempt before, it may point into a text that has moved */
	return put(ed);
}

int
editing_save_head(struct editing *ed)
{
	return put(ed);
}

int
editing_text(struct editing *ed, enum writing_how how, enum writing_end *end)
{
	struct buf text = BUF_INIT;
	struct buf title = BUF_INIT;
	int rc;

	render_name(&title, &ed->row.e);
	buf_slice(&text, ed->row.e.text);
	rc = buf_check(&text, &ed->ctx->err);
	if (!rc) {
		struct draft draft = {
			.ctx = ed->ctx, .id = store_new_id(), .head = &ed->row.e, .target = ed->row.e.id, .base = ed->base
		};
		struct writing w = {
			.ctx = ed->ctx, .how = how, .draft = &draft, .title = buf_cstr(&title), .existing = true,
			.empty_is_whole = ed->row.e.text.n == 0, .finish = editing_save, .arg = ed,
		};

		ed->draft = &draft; /* kept meanwhile, it is of no use any more once this is saved */
		rc = writing_run(&w, &text, end);
		ed->draft = NULL;
		if (!rc && *end == WRITING_UNCHANGED)
			rc = draft_discard(&draft);
	}
	buf_release(&title);
	buf_release(&text);
	return rc;
}

int
conflict_said(struct ctx *ctx, uint64_t id, uint64_t copy)
{
	char is[SHORT_ID + 1], kept[SHORT_ID + 1];

	short_id(id, is);
	short_id(copy, kept);
	(void)writing_said(ctx, copy, "your version is kept as");
	return err_set(&ctx->err, E_CONFLICT, "%s; your version is %s\nnothing is lost: felt show %s %s shows both", is, kept, is, kept);
}

int
editing_tell(struct editing *ed, enum writing_end end)
{
	struct ctx *ctx = ed->ctx;
	char id[SHORT_ID + 1];

	short_id(ed->row.e.id, id);
	if (end == WRITING_SAVED && ed->conflict)
		return conflict_said(ctx, ed->row.e.id, ed->conflict);
	if (end == WRITING_SAVED)
		return writing_said(ctx, ed->row.e.id, "saved");
	if (end == WRITING_DRAFT)
		say(ctx, "kept as a draft, %s is as it was: felt resume", id);
	else if (end == WRITING_CANCELLED)
		say(ctx, "thrown away; %s is as it was", id);
	else if (end == WRITING_UNCHANGED)
		say(ctx, "nothing was changed");
	return 0;
}
