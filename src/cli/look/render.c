/*
 * Entries as people read them: one line of a list, and a whole one.
 *
 * In: an entry.  Out: text in ctx->out, neutralised.  Must never: let a byte of the journal reach a terminal that
 * has not passed text_safe(), or show a sum or a verdict where somebody named a feeling.
 */
#include <string.h>

#include "cli/look/layout.h"
#include "cli/write/writing.h"
#include "felt/exchange/exchange.h"
#include "felt/model/id.h"
#include "felt/term/plot.h"

/* In a line: nobody proved to be its writer. */
/* From WIDE columns on feelings and first line share a line of a list; below, the first line has one of its own. */
enum { DAY_COLUMNS = 10, TEXT_LEAST = 20, WIDE = 60, INDENT = 2 };

void
short_id(uint64_t id, char out[SHORT_ID + 1])
{
	char whole[ID_TEXT];

	id_text(id, whole);
	memcpy(out, whole, SHORT_ID);
	out[SHORT_ID] = '\0';
}

void
render_name(struct buf *out, const struct entry *e)
{
	char when[WHEN_TEXT], id[SHORT_ID + 1];

	when_human(entry_when(e), when);
	short_id(e->id, id);
	buf_printf(out, "%s (%s)", when, id);
}

void
render_feelings(struct ctx *ctx, const struct entry *e, struct buf *out)
{
	struct buf raw = BUF_INIT;

	feelings_text(&raw, e, &ctx->voc);
	text_safe(out, (const char *)raw.p, raw.n, TEXT_ONE_LINE);
	if (raw.failed)
		out->failed = true;
	buf_release(&raw);
}

/* Where lines are cut: at the terminal's edge, and nowhere when a program or a screen reader takes them. */
static size_t
width(const struct ctx *ctx)
{
	return ctx->out.terminal && !ctx->plain ? (size_t)ctx->out.columns : SIZE_MAX;
}

/* Without memory a part of it is missing: then the output says so, and no line goes out that seems whole. */
static void
part_done(struct ctx *ctx, struct buf *b)
{
	if (b->failed)
		out_buf(ctx)->failed = true;
	buf_release(b);
}

static void
safe_cut(struct ctx *ctx, struct slice s, size_t columns)
{
	struct buf b = BUF_INIT;

	text_safe(&b, s.p, s.n, TEXT_ONE_LINE);
	if (columns == SIZE_MAX)
		buf_slice(out_buf(ctx), buf_as_slice(&b));
	else
		buf_add(out_buf(ctx), b.p, text_fit((const char *)b.p, b.n, columns, NULL));
	part_done(ctx, &b);
}

/* ---- one line ---- */

/* With a small bar before each number, where a terminal shows it. */
static void
bars(struct ctx *ctx, const struct entry *e, struct buf *out)
{
	struct buf raw = BUF_INIT;

	feelings_drawn(&raw, e, &ctx->voc, width(ctx) == SIZE_MAX ? NULL : plot_level);
	text_safe(out, (const char *)raw.p, raw.n, TEXT_ONE_LINE);
	if (raw.failed)
		out->failed = true;
	buf_release(&raw);
}

/* The feelings of a line and how wide they are; `keep` columns of the room are left for the first line. */
static size_t
line_feelings(struct ctx *ctx, const struct entry *e, size_t room, size_t keep)
{
	struct buf b = BUF_INIT;
	size_t used = 0;

	bars(ctx, e, &b);
	if (b.n > 0 && room > keep) {
		out_ink(ctx, INK_FEELING);
		used = text_list(out_buf(ctx), (const char *)b.p, b.n, room == SIZE_MAX ? SIZE_MAX : room - keep, "…") + 2;
		out_ink(ctx, INK_PLAIN);
		out_str(ctx, "  ");
	}
	part_done(ctx, &b);
	return used;
}

static size_t
less(size_t room, size_t used)
{
	return room == SIZE_MAX ? room : room > used ? room - used : 0;
}

/* A rating of the ledger has no words of its own. */
static struct slice
rating_words(const struct entry *e, char words[48])
{
	snprintf(words, 48, "%s, rated %u of 100", e->ratings[0].what == RATE_RIVAL ? "a kinder sentence" : "a belief",
		(unsigned)e->ratings[0].value);
	return slice_of(words);
}

void
render_line(struct ctx *ctx, const struct entry *e)
{
	char day[WHEN_TEXT], id[SHORT_ID + 1], rated[48];
	size_t all = width(ctx), room = less(all, DAY_COLUMNS + 2 + SHORT_ID + 2);
	struct slice text = e->title.n > 0 ? e->title : e->opening.n > 0 || !e->nratings ? e->opening : rating_words(e, rated);

	when_date(entry_when(e), day);
	short_id(e->id, id);
	out_ink(ctx, INK_DATE);
	out_str(ctx, day);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "  ");
	out_ink(ctx, INK_ID);
	out_str(ctx, id);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "  ");
	if (e->flags & FLAG_LOCKED) {
		out_ink(ctx, INK_DIM);
		out_str(ctx, LOCKED_MARK);
		out_ink(ctx, INK_PLAIN);
		room = less(room, sizeof LOCKED_MARK - 1);
	}
	if (all < WIDE) {
		line_feelings(ctx, e, room, 0);
		out_trim(ctx);
		if (text.n > 0)
			out_printf(ctx, "\n%*s", INDENT, "");
		room = less(all, INDENT);
	} else {
		room = less(room, line_feelings(ctx, e, room, TEXT_LEAST));
	}
	safe_cut(ctx, text, room);
	out_trim(ctx);
	out_str(ctx, "\n");
}

/* ---- a whole entry ---- */

static void
paragraph(struct ctx *ctx, struct slice s, const char *indent)
{
	struct buf b = BUF_INIT;
	size_t columns = width(ctx), at = 0;

	if (columns != SIZE_MAX && columns > strlen(indent))
		columns -= strlen(indent);
	text_safe(&b, s.p, s.n, TEXT_LINES);
	while (at < b.n) {
		const char *p = (const char *)b.p + at;
		const char *end = memchr(p, '\n', b.n - at);
		size_t skip = end ? 1 : 0, n = end ? (size_t)(end - p) : b.n - at;

		if (columns != SIZE_MAX)
			n = text_wrap(p, b.n - at, columns, &skip);
		if (n > 0)
			out_str(ctx, indent);
		buf_add(out_buf(ctx), p, n);
		out_str(ctx, "\n");
		at += n + skip > 0 ? n + skip : 1;
	}
	part_done(ctx, &b);
}

/* What is one line wherever there is room for it. */
static void
inked(struct ctx *ctx, enum ink ink, struct slice s)
{
	struct buf one = BUF_INIT;

	if (s.n == 0)
		return;
	text_safe(&one, s.p, s.n, TEXT_ONE_LINE);
	out_ink(ctx, ink);
	paragraph(ctx, buf_as_slice(&one), "");
	if (one.failed)
		out_buf(ctx)->failed = true;
	out_ink(ctx, INK_PLAIN);
	buf_release(&one);
}

static void
heading(struct ctx *ctx, const struct entry *e)
{
	char when[WHEN_TEXT], id[ID_TEXT];

	when_human(entry_when(e), when);
	id_text(e->id, id);
	if (strlen(when) + 2 + strlen(id) <= width(ctx)) {
		out_ink(ctx, INK_DATE);
		out_str(ctx, when);
		out_ink(ctx, INK_PLAIN);
		out_str(ctx, "  ");
	} else {
		inked(ctx, INK_DATE, slice_of(when));
	}
	inked(ctx, INK_ID, slice_of(id));
	inked(ctx, INK_BOLD, e->title);
}

static void
feelings(struct ctx *ctx, const struct entry *e)
{
	struct buf b = BUF_INIT;

	render_feelings(ctx, e, &b);
	inked(ctx, INK_FEELING, buf_as_slice(&b));
	part_done(ctx, &b);
}

static void
tags_and_guide(struct ctx *ctx, const struct entry *e)
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
	inked(ctx, INK_PLAIN, buf_as_slice(&b));
	part_done(ctx, &b);
}

/* What an entry is besides an entry. */
static void
marks(struct ctx *ctx, const struct entry *e)
{
	static const struct { unsigned flag; const char *words; } all[] = {
		{ FLAG_PRIVATE, "keep-private" }, { FLAG_LOCKED, "written while locked" }, { FLAG_CONFLICT, "conflict copy" }
	};
	const char *between = "";
	char of[SHORT_ID + 1];

	out_ink(ctx, INK_DIM);
	if (e->kind == KIND_DRAFT) {
		out_str(ctx, "unfinished");
		between = ", ";
	}
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (!(e->flags & all[i].flag))
			continue;
		out_printf(ctx, "%s%s", between, all[i].words);
		between = ", ";
	}
	if (e->ref) {
		short_id(e->ref, of);
		out_printf(ctx, "%s%s %s", between, e->flags & FLAG_CONFLICT ? "another version is" : "belongs to", of);
		between = ", ";
	}
	out_ink(ctx, INK_PLAIN);
	if (between[0])
		out_str(ctx, "\n");
}

static void
laid_out(struct ctx *ctx, const struct entry *e)
{
	struct layout l = { 0 };
	enum ink ink;

	if (is_record(e))
		layout_record(&l, e, &ctx->voc, width(ctx));
	else
		layout_fields(&l, e, width(ctx));
	if (l.n)
		out_str(ctx, "\n");
	for (size_t i = 0; i < l.n; i++) {
		struct slice s = layout_at(&l, i, &ink);

		if (s.n && ink != INK_PLAIN)
			out_ink(ctx, ink);
		buf_slice(out_buf(ctx), s);
		if (s.n && ink != INK_PLAIN)
			out_ink(ctx, INK_PLAIN);
		out_str(ctx, "\n");
	}
	if (layout_check(&l, NULL))
		out_buf(ctx)->failed = true;
	layout_release(&l);
}

void
render_entry(struct ctx *ctx, const struct entry *e)
{
	heading(ctx, e);
	if (!is_record(e)) /* there they stand with the second rating */
		feelings(ctx, e);
	tags_and_guide(ctx, e);
	marks(ctx, e);
	if (e->text.n > 0) {
		out_str(ctx, "\n");
		paragraph(ctx, e->text, "");
	}
	laid_out(ctx, e);
}
