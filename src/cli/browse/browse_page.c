/*
 * One entry as lines, for the browser.
 *
 * In: an entry.  Out: a layout: what `felt show` shows, for so many columns.
 */
#include <string.h>

#include "cli/browse/browsing.h"

static void
tags_and_guide(struct layout *l, const struct entry *e, size_t columns)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < e->ntags; i++) {
		buf_str(&b, i > 0 ? " #" : "#");
		buf_slice(&b, e->tags[i]);
	}
	if (e->guide.n > 0) {
		buf_str(&b, e->ntags > 0 ? "  " : "");
		buf_slice(&b, e->guide);
	}
	if (b.n)
		layout_wrapped(l, INK_DIM, buf_as_slice(&b), columns, "");
	l->failed = l->failed || b.failed;
	buf_release(&b);
}

static void
marks(struct layout *l, const struct entry *e, size_t columns)
{
	static const struct { unsigned flag; const char *words; } all[] = {
		{ FLAG_PRIVATE, "keep-private" }, { FLAG_LOCKED, "written while locked" }, { FLAG_CONFLICT, "conflict copy" }
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (e->flags & all[i].flag)
			layout_line(l, INK_DIM, slice_of(all[i].words), columns);
}

void
browse_page(struct layout *l, struct ctx *ctx, const struct entry *e, size_t columns)
{
	struct buf b = BUF_INIT;

	render_name(&b, e);
	layout_line(l, INK_DATE, buf_as_slice(&b), columns);
	if (e->title.n)
		layout_wrapped(l, INK_BOLD, e->title, columns, "");
	buf_clear(&b);
	if (!is_record(e))
		render_feelings(ctx, e, &b);
	if (b.n)
		layout_wrapped(l, INK_FEELING, buf_as_slice(&b), columns, "");
	l->failed = l->failed || b.failed;
	buf_release(&b);
	tags_and_guide(l, e, columns);
	marks(l, e, columns);
	layout_gap(l);
	layout_wrapped(l, INK_PLAIN, e->text, columns, "");
	if (is_record(e))
		layout_record(l, e, &ctx->voc, columns);
	else
		layout_fields(l, e, columns);
}
