/*
 * What the files of this room share: the names of values in JSON, one writer a format, escaping.
 */
#ifndef FELT_EXCHANGE_INNER_H
#define FELT_EXCHANGE_INNER_H

#include "felt/exchange/exchange.h"

/* names.c: numbers of FORMAT.md 3 and their names in DESIGN.md 8.  NULL and -1 where there is none. */
enum name_set { NAME_KIND, NAME_LAYER, NAME_SOURCE, NAME_FLAG, NAME_RATING };
const char *name_of(enum name_set set, int value);
int name_value(enum name_set set, const char *name);
/* The nth of a set, for walking through it; false behind the last. */
bool name_at(enum name_set set, size_t i, int *value, const char **name);
/* Keys that never stand in the body of a row: ratings, feelings, feelings-after, belief. */
bool name_reserved(struct slice key);

/* One format.  `count` is raised by export.c; `new_section` when the kind differs from the entry before. */
struct export_writer {
	void (*begin)(struct export *x, struct when exported, const char *generator);
	void (*entry)(struct export *x, const struct entry *e, const struct vocabulary *voc, bool new_section);
	void (*end)(struct export *x, const struct vocabulary *voc);
};
extern const struct export_writer export_html, export_md, export_txt, export_csv, export_csv_feelings, export_csv_records;
void export_html_release(struct export *x);

/* people.c: what the two formats for people have in common. */
/* An entry with flag 0: anybody who can write the file may have made it, so every format for people says it. */
#define WHILE_LOCKED "written while the journal was locked"
const char *section_title(int kind);                   /* "Beliefs", "Follow-ups" */
void key_words(struct buf *out, struct slice key);     /* "evidence-for" -> "evidence for" */
void rating_words(struct buf *out, struct slice key);  /* "belief-before" -> what was rated, in words */
/* A value that is one of a few, in words: "new-view" -> "a new view", minutes -> "3 days later"; any other as it is. */
void value_words(struct buf *out, const struct entry_field *f);
/* The sentence of beliefs[i]; false when there is nothing to show. */
bool belief_words(const struct export *x, const struct entry *e, size_t i, struct buf *out);
/* How a format for people marks what stands below a text: the walk is the same. */
struct people_marks {
	void (*heading)(struct buf *out, struct slice words);                   /* the name of what follows */
	void (*text)(struct buf *out, struct slice s, const char *indent);      /* lines after the first begin with indent */
	const char *item, *item_indent;                                         /* one of a list, and its further lines */
	const char *value, *again, *indent;                                     /* a value, another one of the same name, their further lines */
};
/* The beliefs it is filed under, its fields, its ratings. */
void people_answers(struct export *x, const struct people_marks *m, const struct entry *e);
/* The other rating of feelings[i]: the first to the first, as in JSON; NULL when it was rated once. */
const struct entry_feeling *feeling_rated_again(const struct entry *e, size_t i);
/* Is fields[i] the first of its key? (entry_json.c) */
bool field_begins(const struct entry *e, size_t i);

/*
 * escape_md.c: text that no reader of Markdown takes for structure, and that a person can still read.
 * Lines stay lines (two blanks at their end); control characters become visible as <U+XXXX>.
 */
void escape_md_line(struct buf *out, struct slice s);                       /* headings: one line */
void escape_md_block(struct buf *out, struct slice s, const char *indent);  /* lines after the first begin with indent */
/* The same for plain text: nothing is escaped, control characters become visible, CR LF becomes LF. */
void escape_txt(struct buf *out, struct slice s, const char *indent);
/* escape_csv.c: one cell, quoted, in which nothing begins that a spreadsheet would take for a formula. */
void escape_csv(struct buf *out, struct slice s);
/* The bytes of the control character at s[i] (C0 but \n and \t, DEL, C1), its code in *code; 0 when it is none. */
size_t escape_control(struct slice s, size_t i, unsigned *code);

#endif
