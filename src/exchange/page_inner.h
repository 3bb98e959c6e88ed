/*
 * What the files of the page share: the pen that writes its tree, and the words for days, feelings and answers.
 *
 *	page.c            the file around the tree: head, policy, style; plain, and sealed with its script
 *	page_pen.c        elements, attributes, texts -> HTML or JSON
 *	escape_html.c     what HTML takes for markup; what nobody would see
 *	page_words.c      days, feelings, answers of guides, in words
 *	page_first.c      page one (CARE.md 24)
 *	page_feelings.c   feelings over time and by family: page_picture.c draws, tables beside
 *	page_records.c    thought records
 *	page_beliefs.c    beliefs over time, follow-ups
 *	page_entries.c    entries by date
 *
 * Law: no text of a person goes into an attribute, and no text goes out but through pen_person and pen_own.
 */
#ifndef FELT_EXCHANGE_PAGE_INNER_H
#define FELT_EXCHANGE_PAGE_INNER_H

#include "felt/base/json.h"
#include "felt/exchange/page.h"

/* ---- escape_html.c ---- */

/* & < > " ' become entities; nothing else is changed. */
void escape_html(struct buf *out, struct slice s);
/* A person's text as it is shown: CR LF becomes LF, what hides or turns the direction becomes <U+XXXX>. how: TEXT_LINES, TEXT_ONE_LINE. */
void shown_text(struct buf *out, struct slice s, int how);

/* ---- page_pen.c ---- */

enum { PEN_DEEPEST = 24 };
struct pen {
	struct buf *out;
	bool json;                     /* else HTML */
	struct json_out j;
	bool head;                     /* the start tag is not closed: attributes may follow */
	bool attributes;               /* JSON: the object of attributes is open */
	const char *tags[PEN_DEEPEST]; /* the open elements */
	size_t depth;
};
void pen_begin(struct pen *p, struct buf *out, bool json);
void pen_open(struct pen *p, const char *tag);
void pen_attr(struct pen *p, const char *name, const char *value);                   /* right after pen_open; our own words only */
void pen_attrf(struct pen *p, const char *name, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void pen_own(struct pen *p, const char *words);                                      /* our own words */
void pen_ownf(struct pen *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void pen_person(struct pen *p, struct slice s, int how);                             /* a person's words */
void pen_close(struct pen *p);
/* pen_open with a class, NULL for none. */
void pen_class(struct pen *p, const char *tag, const char *class);
/* A whole element of our own words. */
void pen_line(struct pen *p, const char *tag, const char *class, const char *words);
/* A person's text: a block whose lines each find their own direction, or a run isolated within a line of ours. */
void pen_block(struct pen *p, const char *tag, struct slice s);
void pen_run(struct pen *p, struct slice s);

/* ---- page_words.c ---- */

/* "22 November 2026" */
void day_words(struct buf *out, int64_t day);
void pen_day(struct pen *p, int64_t day);
/* "Sunday 22 November 2026, 21:10" */
void pen_when(struct pen *p, struct when w);
/* "anxious 70, lonely° 40 (under), rated again 30": a span of our words and theirs. */
void pen_feelings(struct pen *p, const struct page_packet *k, const struct entry *e);
/* One word of the vocabulary, with ° behind it where the program proposed it. */
void pen_feeling(struct pen *p, const struct page_packet *k, struct slice id, bool proposed);
/* The second rating of feelings[i]; NULL when there is none. */
const struct entry_feeling *feeling_again(const struct entry *e, size_t i);
/* Is it the first row of its id and moment that counts: a second rating without a first one counts too. */
bool feeling_counts(const struct entry *e, size_t i);
/* "rated again 3 days later", "rated again at the end": from the field rated-after. */
void pen_again(struct pen *p, const struct entry *e);

bool entry_by_guide(const struct entry *e, const char *name);
/* An entry that reads as a thought record: made with `challenge`, or with its fields. */
bool entry_is_record(const struct entry *e);
/* The rating of that kind; false when there is none. */
bool entry_rating(const struct entry *e, int what, uint8_t *value);
/* Whether an entry is filed under a belief. */
bool entry_under(const struct entry *e, uint64_t belief);
/* What stands above a field; NULL: the key's own words. */
const char *field_label(struct slice key);
/* label and values as dt and dd. */
void pen_field(struct pen *p, const struct entry *e, size_t first);
void pen_label(struct pen *p, const char *tag, struct slice key);

/* ---- the parts, each a section; nothing at all when there is nothing to show ---- */

void page_first(struct pen *p, const struct page_packet *k);
bool page_has_feelings(const struct page_packet *k);
void page_feelings(struct pen *p, const struct page_packet *k);
bool page_has_records(const struct page_packet *k);
void page_records(struct pen *p, const struct page_packet *k);
void page_beliefs(struct pen *p, const struct page_packet *k);
void page_followups(struct pen *p, const struct page_packet *k);
void page_entries(struct pen *p, const struct page_packet *k);

/* page_beliefs.c: one rating of a belief or of its rival. */
struct point { int64_t day; uint8_t value; };
/* The first and the latest; returns how many there are in the packet. */
size_t belief_points(const struct page_packet *k, uint64_t belief, int what, struct point *first, struct point *latest);
/* "said", "not now", "open": what became of a follow-up. */
void pen_outcome(struct pen *p, const struct entry *followup);

/* page_picture.c: SVG in units of which 360 are the picture's width. */
enum { PICTURE_WIDTH = 360, FAMILY_ROWS = FEELING_FAMILIES + 1 }; /* the last row: not sure, all right */
void picture_time(struct pen *p, const struct page_packet *k);
void picture_families(struct pen *p, const size_t counts[FAMILY_ROWS], size_t entries);
void picture_belief(struct pen *p, const struct page_packet *k, uint64_t belief, size_t nth);
/* The family row a feeling is shown in. */
size_t family_row(const struct page_packet *k, struct slice id);
const char *family_row_name(size_t row);

/* page.c: the whole body; the same calls make HTML and JSON. */
void page_tree(struct buf *out, bool json, const struct page_packet *k);

/* page_assets.S */
extern const char felt_page_css[], felt_page_css_end[], felt_page_js[], felt_page_js_end[];

#endif
