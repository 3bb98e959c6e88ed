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
label(struct export *x, struct slice key)
{
	struct buf words = BUF_INIT;

	label_words(&words, key);
	buf_u8(x->out, '\n');
	one_line(x->out, buf_as_slice(&words));
	buf_str(x->out, ":\n");
	buf_release(&words);
}

static void
values(struct export *x, const struct entry *e, size_t first)
{
	bool list = e->fields[first].shape == FIELD_ITEM;
	struct buf words = BUF_INIT;

	for (size_t i = first; i < e->nfields; i++) {
		if (!slice_eq(e->fields[i].key, e->fields[first].key))
			continue;
		buf_clear(&words);
		value_words(&words, &e->fields[i]);
		buf_str(x->out, list ? "  - " : "  ");
		escape_txt(x->out, buf_as_slice(&words), list ? "    " : "  ");
		buf_u8(x->out, '\n');
		x->out->failed = x->out->failed || words.failed;
	}
	buf_release(&words);
}

static void
beliefs(struct export *x, const struct entry *e)
{
	struct buf words = BUF_INIT;
	bool headed = false;

	for (size_t i = 0; i < e->nbeliefs; i++) {
		buf_clear(&words);
		if (!belief_words(x, e, i, &words))
			continue;
		if (!headed)
			label(x, slice_of(e->nbeliefs > 1 ? "beliefs" : "belief"));
		headed = true;
		buf_str(x->out, "  - ");
		escape_txt(x->out, buf_as_slice(&words), "    ");
		buf_u8(x->out, '\n');
		x->out->failed = x->out->failed || words.failed;
	}
	buf_release(&words);
}

static void
fields(struct export *x, const struct entry *e)
{
	for (size_t i = 0; i < e->nfields; i++) {
		if (!field_begins(e, i))
			continue;
		label(x, e->fields[i].key);
		values(x, e, i);
	}
	for (size_t i = 0; i < e->nratings; i++) {
		const char *key = name_of(NAME_RATING, e->ratings[i].what);

		label(x, slice_of(key != NULL ? key : "rating"));
		buf_printf(x->out, "  %u of 100\n", (unsigned)e->ratings[i].value);
	}
}

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
	if (e->text.n > 0) {
		buf_u8(x->out, '\n');
		escape_txt(x->out, e->text, "");
		buf_u8(x->out, '\n');
	}
	beliefs(x, e);
	fields(x, e);
}

static void
export_txt_end(struct export *x, const struct vocabulary *voc)
{
	(void)voc;
	if (x->count == 0)
		buf_str(x->out, "\nNo entries.\n");
}

const struct export_writer export_txt = { export_txt_begin, export_txt_entry, export_txt_end };
