/*
 * Entries as one Markdown document: a heading a day, below it the entries with their feelings and fields.
 *
 * In: entries, oldest first.  Out: CommonMark.  Must never: let a text of the writer become structure
 * (everything foreign passes escape_md.c), or leave out a field that is in the entry.
 */
#include "inner.h"

#include <string.h>

enum { CLOCK_AT = 11, CLOCK = 5 }; /* "hh:mm" within "yyyy-mm-ddThh:mm:ss" */

static void
export_md_begin(struct export *x, struct when exported, const char *generator)
{
	char day[WHEN_TEXT];

	when_date(exported, day);
	buf_str(x->out, "# Journal\n\n");
	buf_printf(x->out, "Exported %s by %s.\n", day, generator);
}

/* ---- headings ---- */

static void
day_heading(struct export *x, const struct entry *e)
{
	struct when w = entry_when(e);
	char day[WHEN_TEXT];

	if (x->has_day && x->day == when_day(w)) {
		/* Two of one day without a heading between them would read as one. */
		if (w.offset == DAY_ONLY && e->title.n == 0)
			buf_str(x->out, "\n* * *\n");
		return;
	}
	when_date(w, day);
	buf_printf(x->out, "\n## %s\n", day);
	x->has_day = true;
	x->day = when_day(w);
}

static void
entry_heading(struct export *x, const struct entry *e)
{
	struct when w = entry_when(e);
	char iso[WHEN_TEXT];
	bool timed = w.offset != DAY_ONLY;

	if (!timed && e->title.n == 0)
		return;
	buf_str(x->out, "\n### ");
	when_iso(w, iso);
	if (timed)
		buf_add(x->out, iso + CLOCK_AT, CLOCK);
	if (timed && e->title.n > 0)
		buf_str(x->out, " · ");
	if (e->title.n > 0)
		escape_md_line(x->out, e->title);
	buf_u8(x->out, '\n');
}

static void
small_heading(struct buf *out, struct slice words)
{
	buf_str(out, "\n**");
	escape_md_line(out, words);
	buf_str(out, "**\n\n");
}

static const struct people_marks marks = {
	.heading = small_heading, .text = escape_md_block, .item = "- ", .item_indent = "  ", .value = "", .again = "\n", .indent = "",
};

/* ---- what stands below one ---- */

static void
feelings_line(struct export *x, const struct entry *e, const struct vocabulary *voc)
{
	struct buf words = BUF_INIT;

	feelings_text(&words, e, voc);
	if (words.n > 0) {
		buf_str(x->out, "\n*");
		escape_md_line(x->out, buf_as_slice(&words));
		buf_str(x->out, "*\n");
	}
	buf_release(&words);
}

static void
tags_line(struct export *x, const struct entry *e)
{
	if (e->ntags == 0 && e->guide.n == 0)
		return;
	buf_u8(x->out, '\n');
	for (size_t i = 0; i < e->ntags; i++) {
		buf_str(x->out, i > 0 ? " \\#" : "\\#");
		escape_md_line(x->out, e->tags[i]);
	}
	if (e->guide.n > 0) {
		buf_str(x->out, e->ntags > 0 ? " · " : "");
		escape_md_line(x->out, e->guide);
	}
	buf_u8(x->out, '\n');
}

static void
export_md_entry(struct export *x, const struct entry *e, const struct vocabulary *voc, bool new_section)
{
	if (new_section) {
		buf_printf(x->out, "\n# %s\n", section_title(e->kind));
		x->has_day = false;
	}
	day_heading(x, e);
	entry_heading(x, e);
	feelings_line(x, e, voc);
	if (e->flags & FLAG_LOCKED)
		buf_str(x->out, "\n*" WHILE_LOCKED "*\n");
	tags_line(x, e);
	if (e->text.n > 0) {
		buf_u8(x->out, '\n');
		escape_md_block(x->out, e->text, "");
		buf_u8(x->out, '\n');
	}
	people_answers(x, &marks, e);
}

static void
export_md_end(struct export *x, const struct vocabulary *voc)
{
	(void)voc;
	if (x->count == 0)
		buf_str(x->out, "\nNo entries.\n");
}

const struct export_writer export_md = { export_md_begin, export_md_entry, export_md_end };
