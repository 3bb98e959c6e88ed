/*
 * Entries as plain text, to be read or printed: nothing in it needs a program that knows it.
 *
 * In: entries, oldest first.  Out: UTF-8 lines.  Must never: change a text beyond making control characters
 * visible, or leave out a field that is in the entry.
 */
#include "inner.h"

static const char rule[] = "----------------------------------------\n";

static void
export_txt_begin(struct export *x, struct when exported, const char *generator)
{
	char day[WHEN_TEXT];

	when_date(exported, day);
	buf_printf(x->out, "Journal, exported %s by %s\n", day, generator);
}

static void
one_line(struct buf *out, struct slice s)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < s.n; i++)
		buf_u8(&b, s.p[i] == '\n' ? ' ' : (uint8_t)s.p[i]);
	escape_txt(out, buf_as_slice(&b), "");
	if (b.failed)
		out->failed = true;
	buf_release(&b);
}

/* "anxious 70, lonely · #work · challenge@1" */
static void
second_line(struct export *x, const struct entry *e, const struct vocabulary *voc)
{
	size_t at = x->out->n;
	struct buf words = BUF_INIT;

	feelings_text(&words, e, voc); /* a word that the vocabulary lacks stands there as somebody else wrote it */
	one_line(x->out, buf_as_slice(&words));
	if (words.failed)
		x->out->failed = true;
	buf_release(&words);
	for (size_t i = 0; i < e->ntags; i++) {
		if (x->out->n > at)
			buf_str(x->out, i > 0 ? " " : " · ");
		buf_u8(x->out, '#');
		one_line(x->out, e->tags[i]);
	}
	if (e->guide.n > 0) {
		if (x->out->n > at)
			buf_str(x->out, " · ");
		one_line(x->out, e->guide);
	}
	if (x->out->n > at)
		buf_u8(x->out, '\n');
}

static void
heading(struct buf *out, struct slice words)
{
	buf_u8(out, '\n');
	one_line(out, words);
	buf_str(out, ":\n");
}

static const struct people_marks marks = {
	.heading = heading, .text = escape_txt, .item = "  - ", .item_indent = "    ", .value = "  ", .again = "  ", .indent = "  ",
};

static void
export_txt_entry(struct export *x, const struct entry *e, const struct vocabulary *voc, bool new_section)
{
	char when[WHEN_TEXT];

	buf_u8(x->out, '\n');
	buf_str(x->out, rule);
	if (new_section)
		buf_printf(x->out, "%s\n%s", section_title(e->kind), rule);
	when_human(entry_when(e), when);
	buf_printf(x->out, "%s\n", when);
	if (e->title.n > 0) {
		one_line(x->out, e->title);
		buf_u8(x->out, '\n');
	}
	second_line(x, e, voc);
	if (e->flags & FLAG_LOCKED)
		buf_str(x->out, WHILE_LOCKED "\n");
	if (e->text.n > 0) {
		buf_u8(x->out, '\n');
		escape_txt(x->out, e->text, "");
		buf_u8(x->out, '\n');
	}
	people_answers(x, &marks, e);
}

static void
export_txt_end(struct export *x, const struct vocabulary *voc)
{
	(void)voc;
	if (x->count == 0)
		buf_str(x->out, "\nNo entries.\n");
}

const struct export_writer export_txt = { export_txt_begin, export_txt_entry, export_txt_end };
