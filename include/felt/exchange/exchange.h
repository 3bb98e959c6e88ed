/*
 * Entries out to people and programs, and in from elsewhere.
 *
 * Out: a writer is begun, gets entries one by one in order, and is ended; it appends to a buf that the
 * caller drains after every call, so any number of entries passes through little memory.
 * In: a reader pulls bytes from a source and hands out entries one by one; all or nothing is the caller's
 * business (it reads everything once before it writes anything).
 *
 * Nothing here knows the store, opens a file or prints.
 */
#ifndef FELT_EXCHANGE_EXCHANGE_H
#define FELT_EXCHANGE_EXCHANGE_H

#include "felt/base/json.h"
#include "felt/model/entry.h"
#include "felt/model/feeling.h"

/*
 * One entry as DESIGN.md 8 says, absent what does not apply.  What that section leaves open:
 *
 *  - ratings stand in `fields`, after the fields, under `belief-before`, `belief-after`, `balanced-belief`,
 *    `conviction` (4) and `rival-conviction` (5); one met twice becomes a list of numbers
 *  - a field met twice becomes a list; a stored field whose key is one of the ratings', or `feelings`, `feelings-after`
 *    or `belief`, which only a foreign writer makes, gets a "_" before its key, so that no key stands twice
 *  - `after` is the second rating of the same feeling, null when it was named again without a number; its layer and
 *    source are the feeling's own unless `after-layer` or `after-source` say otherwise
 *  - `of` is the id of meta 9: what a conflict copy, a follow-up or a draft belongs to
 *
 * ENTRY_JSON_TEXT: with `text` and `fields`.  ENTRY_JSON_OFFSET: with `offset`, the minutes east of UTC of `date`,
 * for lists that a program reads (never in an export).
 */
enum { ENTRY_JSON_HEAD = 0, ENTRY_JSON_TEXT = 1, ENTRY_JSON_OFFSET = 2 };
void entry_json(struct json_out *j, const struct entry *e, unsigned what);

/* "anxious 70, lonely 40 (under), calm (30 afterwards)": the words as people see them, plain text. voc may be NULL. */
void feelings_text(struct buf *out, const struct entry *e, const struct vocabulary *voc);
/* What an answer or a rating is called: "once" -> what it once protected from, "hot-thought" -> hot thought. */
void label_words(struct buf *out, struct slice key);
/* The same, with what level(intensity, 100) draws before each number; level may be NULL. */
void feelings_drawn(struct buf *out, const struct entry *e, const struct vocabulary *voc, const char *level(uint32_t value, uint32_t most));
/* One of them: the word without its intensity; an id that no vocabulary knows is shown by its own last part. */
void feeling_text(struct buf *out, struct slice id, const struct vocabulary *voc);

/*
 * JSON for programs, and whole; Markdown and plain text for people; CSV (RFC 4180, felt-export(5)) for tables: one row an entry, one row a
 * feeling, one row a thought record.  HTML: the page of page.h; nothing is written before the end, all entries are held until then.
 */
enum export_format { EXPORT_JSON, EXPORT_MD, EXPORT_TXT, EXPORT_CSV, EXPORT_CSV_FEELINGS, EXPORT_CSV_RECORDS, EXPORT_HTML };
/* Appends the sentence of a belief; nothing when it is not to be shown.  False: not known, its id is shown. */
typedef bool export_belief_fn(void *arg, uint64_t id, struct buf *out);
struct export {
	enum export_format format;
	struct buf *out;
	struct json_out json;
	size_t count;
	int section;       /* the kind that is being written */
	int64_t day;       /* md, txt: the day whose heading stands above */
	bool has_day;
	export_belief_fn *belief; /* all but JSON: what an entry is filed under; set after export_begin(), may be NULL */
	void *belief_arg;
	struct export_page *page; /* html: what is held */
};
/* generator: "felt 1.0"; exported: now. */
void export_begin(struct export *x, enum export_format format, struct buf *out, struct when exported, const char *generator);
void export_entry(struct export *x, const struct entry *e, const struct vocabulary *voc); /* kinds 1, then 5, then 7, each in its order */
void export_end(struct export *x, const struct vocabulary *voc);
/* After export_end(), or instead of it; a zeroed one is fine. */
void export_release(struct export *x);

/* One read record: the entry borrows from `hold`. */
struct import_item {
	struct entry e;
	bool has_id;                 /* e.id is its own; else meta 14 is set and the id is derived from it by the caller */
	unsigned long long line;
	unsigned long long offset;   /* where it began in the stream: import_json_one() reads it again */
	size_t length;               /* how many bytes it had there */
	uint32_t occurrence;         /* bare lines: the how manieth of the same date and body, from 1; else 0 */
	struct buf hold;
};
void import_item_release(struct import_item *it);

enum import_shape { IMPORT_UNKNOWN, IMPORT_EXPORT, IMPORT_LINES };
struct import_seen;
struct import_json {
	struct json_split split;     /* caller sets read, arg, max */
	enum import_shape shape;
	int state;
	unsigned had;                /* which keys of an export have been met */
	int section;                 /* the kind of the list that is being read */
	bool section_begun;
	struct import_seen *seen;    /* occurrences of bare lines, owned */
	struct vocabulary *voc;      /* own words of the export are added here, may be NULL */
	size_t words;                /* how many own words the export holds */
};
/*
 * 1: an item, 0: the end, negative: E_INPUT with line, E_NOMEM, or what the source answered.
 * Own schema, or bare {"date","body"} lines with an optional "title": told apart by the first key.  Each item
 * has passed entry_check().  Duplicate and unknown keys, invalid UTF-8, NUL and lone surrogates are refused.
 */
int import_json_next(struct import_json *in, struct err *err, struct import_item *out);
/* The same record again, from its bytes; shape, line and occurrence are those of the first reading. */
int import_json_one(struct err *err, enum import_shape shape, struct slice json, unsigned long long line, uint32_t occurrence,
	struct import_item *out);
void import_json_release(struct import_json *in);

#endif
