/*
 * A thing written, sealed to the journal's inbox key (FORMAT.md 5): whoever has the public half can make one,
 * only the unlocked journal can open it.
 *
 * Used for the text that could not be saved when the terminal went away (lost-<hex id>), and for what is written
 * while locked (inbox.h).  Honest limit: a box proves nothing about who made it; what comes out of one gets flag 0 for ever.
 */
#ifndef FELT_STORE_BOX_H
#define FELT_STORE_BOX_H

#include "felt/store/store.h"

enum { BOX_MAX = 1024 * 1024, BOX_LEAST = 2048 }; /* of an inbox row, before sealing; a file of our own may be longer */
/* Of an inbox row: so many feelings, so many tags, beliefs, ratings, fields.  Some of what is done with them takes the square of their number. */
enum { BOX_PARTS = 1000 };
bool box_crowded(const struct entry *e);

/* Seals e (id, kind, flag 4, meta, body) into *out: nothing of it needs the journal's file. E_TEXT_LONG over max, E_NOMEM. */
int box_entry(struct err *err, const struct keys *keys, const struct entry *e, size_t max, struct buf *out);
/*
 * Opens one into *out: kinds 1, 4 and 7 only; of the meta the types that a box may carry, type 9 only of a draft; flags
 * are 0 (locked) and, if set, 4.  E_DAMAGE when it does not open, is of another journal or epoch than keys, or breaks a rule.
 */
int box_read(struct err *err, const struct keys *keys, const uint8_t *box, size_t n, struct row *out);

#endif
