/*
 * Exports: which writer for which format, and the one for programs (JSON, schema felt-export-1).
 *
 * In: entries one by one, kinds in the order 1, 5, 7.  Out: bytes in the caller's buf.  Must never: hold an
 * entry longer than its call.
 *
 * The JSON stands one entry a line between a first line with the header and a last line, so that two
 * exports can be compared with diff, and an error of the import names a line that an editor finds.
 */
#include "inner.h"

#include <string.h>

/* ---- JSON ---- */

struct section {
	int kind;
	const char *key;
};
static const struct section sections[] = {
	{ KIND_ENTRY, "entries" }, { KIND_BELIEF, "beliefs" }, { KIND_FOLLOWUP, "followups" }
};
enum { SECTIONS = 3 };

static void
open_section(struct export *x, size_t i)
{
	json_key(&x->json, sections[i].key);
	json_open(&x->json, '[');
	x->section = sections[i].kind;
}

static void
close_section(struct export *x)
{
	if (x->json.comma)
		buf_u8(x->out, '\n');
	json_close(&x->json, ']');
}

/* Every section is there, empty or not; those between the present one and `kind` are passed through. */
static void
reach_section(struct export *x, int kind)
{
	for (size_t i = 0; i + 1 < SECTIONS && x->section != kind; i++) {
		if (sections[i].kind != x->section)
			continue;
		close_section(x);
		open_section(x, i + 1);
	}
}

static void
export_json_begin(struct export *x, struct when exported, const char *generator)
{
	char at[WHEN_TEXT];

	when_iso(exported, at);
	json_begin(&x->json, x->out);
	json_open(&x->json, '{');
	json_key(&x->json, "schema");
	json_text(&x->json, "felt-export-1");
	json_key(&x->json, "exported");
	json_text(&x->json, at);
	json_key(&x->json, "generator");
	json_text(&x->json, generator);
	open_section(x, 0);
}

static void
export_json_entry(struct export *x, const struct entry *e, const struct vocabulary *voc, bool new_section)
{
	(void)voc;
	if (new_section)
		reach_section(x, e->kind);
	buf_str(x->out, x->json.comma ? ",\n" : "\n");
	x->json.comma = false;
	entry_json(&x->json, e, ENTRY_JSON_TEXT);
}

static void
own_words(struct json_out *j, const struct vocabulary *voc)
{
	for (size_t i = 0; i < voc->nown; i++) {
		json_open(j, '{');
		json_key(j, "word");
		json_text(j, voc->own[i].word);
		json_key(j, "family");
		/* The family of its id, which entries carry; where it is shown instead stands below. */
		json_text(j, feeling_family_name(feeling_id_family(voc->own[i].id, strlen(voc->own[i].id))));
		if (voc->own[i].about != NULL && voc->own[i].about[0] != '\0') {
			json_key(j, "about");
			json_text(j, voc->own[i].about);
		}
		json_close(j, '}');
	}
}

static void
moved_words(struct json_out *j, const struct vocabulary *voc)
{
	for (size_t i = 0; i < voc->nmoved; i++) {
		json_open(j, '{');
		json_key(j, "moved");
		json_text(j, voc->moved[i].id);
		json_key(j, "family");
		json_text(j, feeling_family_name(voc->moved[i].family));
		json_close(j, '}');
	}
}

static void
export_json_end(struct export *x, const struct vocabulary *voc)
{
	reach_section(x, KIND_FOLLOWUP);
	close_section(x);
	json_key(&x->json, "words");
	json_open(&x->json, '[');
	if (voc != NULL) {
		own_words(&x->json, voc);
		moved_words(&x->json, voc);
	}
	json_close(&x->json, ']');
	json_close(&x->json, '}');
	buf_u8(x->out, '\n');
}

static const struct export_writer export_json = { export_json_begin, export_json_entry, export_json_end };

/* ---- which writer ---- */

static const struct export_writer *const writers[] = {
	[EXPORT_JSON] = &export_json, [EXPORT_MD] = &export_md, [EXPORT_TXT] = &export_txt,
	[EXPORT_CSV] = &export_csv, [EXPORT_CSV_FEELINGS] = &export_csv_feelings, [EXPORT_CSV_RECORDS] = &export_csv_records,
	[EXPORT_HTML] = &export_html
};

void
export_begin(struct export *x, enum export_format format, struct buf *out, struct when exported, const char *generator)
{
	*x = (struct export){ .format = format, .out = out, .section = KIND_ENTRY };
	writers[format]->begin(x, exported, generator);
}

void
export_entry(struct export *x, const struct entry *e, const struct vocabulary *voc)
{
	bool new_section = e->kind != x->section;

	x->count++;
	writers[x->format]->entry(x, e, voc, new_section);
	x->section = e->kind;
}

void
export_end(struct export *x, const struct vocabulary *voc)
{
	writers[x->format]->end(x, voc);
}

void
export_release(struct export *x)
{
	export_html_release(x);
}
