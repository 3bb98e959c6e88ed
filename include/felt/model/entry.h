/*
 * One thing written, as a plain value.
 *
 * An entry borrows every text in it (struct slice into the caller's buffers, usually the opened row)
 * and owns only its arrays.  entry_reset() empties it for the next use and keeps the arrays'
 * memory, so that a hundred thousand of them can pass through one struct without an allocation.
 *
 * The same struct serves every kind of row: an entry, a draft, a settings row.  What is absent is
 * zero: has_* says so where zero is a value.
 */
#ifndef FELT_MODEL_ENTRY_H
#define FELT_MODEL_ENTRY_H

#include "felt/base/buf.h"
#include "felt/base/day.h"

/* FORMAT.md 3. */
enum entry_kind {
	KIND_ENTRY = 1, KIND_TOMBSTONE = 2, KIND_SETTINGS = 3, KIND_DRAFT = 4, KIND_BELIEF = 5,
	KIND_SHARE = 6, KIND_FOLLOWUP = 7, KIND_PREVIOUS = 8
};
enum entry_flag {
	FLAG_LOCKED = 1 << 0, FLAG_IMPORTED = 1 << 1, FLAG_CONFLICT = 1 << 2, FLAG_UNSEEN = 1 << 3, FLAG_PRIVATE = 1 << 4
};
enum rating_what { RATE_HOT_BEFORE = 1, RATE_HOT_AFTER = 2, RATE_BALANCED = 3, RATE_BELIEF = 4, RATE_RIVAL = 5 };
enum field_shape { FIELD_TEXT = 0, FIELD_ITEM = 1, FIELD_NUMBER = 2 };

enum { DEVICE_SIZE = 8, SOURCE_MAX = 256, FIELD_KEY_MAX = 255 };

struct entry_feeling { uint8_t intensity, layer, source, moment; struct slice id; };
struct entry_rating { uint8_t what, value; };
struct entry_seen { uint8_t device[DEVICE_SIZE]; uint64_t lamport; };
struct entry_field { uint8_t shape; struct slice key, value; };
struct entry_extra { uint16_t type; struct slice value; }; /* unknown, type >= 0x8000: carried */

struct entry {
	uint64_t id;
	uint8_t kind;
	uint16_t flags;
	bool has_created, has_date, has_modified, has_lamport, has_device, has_words;
	bool unknown;          /* a type below 0x8000 this build does not know: shown, not edited */
	bool tail_unknown;     /* the same in the body */
	struct when created, date, modified;
	uint64_t lamport;
	uint8_t device[DEVICE_SIZE];
	struct slice title, guide, source, opening;
	uint64_t ref;          /* type 9, 0 none */
	uint32_t words;
	struct slice text;
	bool has_text;

	struct entry_feeling *feelings; size_t nfeelings, cfeelings;
	struct slice *tags; size_t ntags, ctags;
	uint64_t *beliefs; size_t nbeliefs, cbeliefs;
	struct entry_rating *ratings; size_t nratings, cratings;
	struct entry_seen *seen; size_t nseen, cseen;
	struct entry_field *fields; size_t nfields, cfields;
	struct entry_extra *extra; size_t nextra, cextra;   /* of the meta */
	struct entry_extra *tail; size_t ntail, ctail;      /* of the body */
};

void entry_reset(struct entry *e);   /* empties, keeps the arrays */
void entry_release(struct entry *e); /* frees the arrays */

/* Each returns 0 or E_NOMEM. */
int entry_add_feeling(struct entry *e, struct entry_feeling f);
int entry_add_tag(struct entry *e, struct slice tag);
int entry_add_belief(struct entry *e, uint64_t id);
int entry_add_rating(struct entry *e, struct entry_rating r);
int entry_add_seen(struct entry *e, struct entry_seen s);
int entry_add_field(struct entry *e, struct entry_field f);
int entry_add_extra(struct entry *e, struct entry_extra x);
int entry_add_tail(struct entry *e, struct entry_extra x);
/* A copy that borrows the same texts. */
int entry_copy(struct entry *to, const struct entry *from);
void entry_remove_feeling(struct entry *e, size_t i);
void entry_remove_tag(struct entry *e, size_t i);

/* The first field of that key, or the empty slice; count and nth for lists. */
struct slice entry_field(const struct entry *e, const char *key);

/* What FORMAT.md 3 computes: words (13) and opening (15), from text and fields. */
void entry_derive(struct entry *e);

/* Is it fit to be written: lengths, UTF-8, intensities, ids, dates?  E_TEXT_*, E_DATE, E_USAGE; the subject names the part.
 * An id of 0 is taken as one that is still to be given; created and modified are instants, never DAY_ONLY. */
int entry_check(struct err *err, const struct entry *e);

/* date if there is one, else created. */
struct when entry_when(const struct entry *e);
/* The order of everything: date, then created, then id.  <0, 0, >0. */
struct entry_key { int64_t date_ms, created_ms; uint64_t id; };
struct entry_key entry_key(const struct entry *e);
int entry_key_cmp(const struct entry_key *a, const struct entry_key *b);

#endif
