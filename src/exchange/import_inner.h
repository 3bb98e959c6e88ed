/*
 * Between the files of the import: a record that is being filled from a JSON object.
 */
#ifndef FELT_EXCHANGE_IMPORT_INNER_H
#define FELT_EXCHANGE_IMPORT_INNER_H

#include <jansson.h>

#include "inner.h"

/*
 * json_value.c: one value through jansson.  Duplicate keys, invalid UTF-8, NUL, lone surrogates, numbers that no
 * program keeps and nesting are refused with E_INPUT and the line; no piece of the text enters the message.
 */
int json_value(struct err *err, struct slice json, unsigned long long line, json_t **out);

/* A record on its way from JSON to an entry. */
struct fill {
	struct err *err;
	unsigned long long line;
	struct import_item *out;
};
/* Far above anything written by hand; they keep hostile files from costing time by the square of their size. */
enum { LIST_MAX = 4096, ITEMS_MAX = 65536 };

/* import_values.c: 0, or E_INPUT at the record's line (E_NOMEM). */
int fill_fail(struct fill *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Copies a JSON string into the item's hold; there is room for all of them. */
int fill_text(struct fill *f, const char *key, json_t *v, struct slice *out);
int fill_when(struct fill *f, const char *key, json_t *v, struct when *out, bool *has);
int fill_id(struct fill *f, const char *key, json_t *v, uint64_t *out);
int fill_name(struct fill *f, const char *key, json_t *v, enum name_set set, int *out);
int fill_hundred(struct fill *f, const char *key, json_t *v, uint8_t *out);        /* 0 to 100 */
int fill_array(struct fill *f, const char *key, json_t *v, size_t max);
int fill_added(struct fill *f, int rc);                                            /* what entry_add_* answered */

/* import_feelings.c */
int fill_feelings(struct fill *f, const char *key, json_t *v);

/* import_entry.c: an object of the own schema. */
int fill_entry(struct fill *f, json_t *object);
/* import_lines.c: {"date","body"}; *hash (16 bytes) names date and body. */
int fill_line(struct fill *f, json_t *object, uint8_t hash[32]);
int fill_source(struct fill *f, const uint8_t hash[32], uint32_t occurrence);

/* import_words.c: one own word of feeling, {"word","family","about"} or {"moved","family"}. */
int import_word(struct import_json *in, struct fill *f, json_t *object);

/* import_seen.c: how often a line was met.  The count with this one, from 1; 0 without memory. */
struct import_seen;
struct import_seen *seen_new(void);
uint32_t seen_count(struct import_seen *s, const uint8_t hash[32]);
void seen_free(struct import_seen *s);

#endif
