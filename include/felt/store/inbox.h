/*
 * The inbox: what was written while locked, until an unlock takes it in (FORMAT.md 5).
 *
 * Laws
 *  1. The file cannot vouch for its own public key.  A box is sealed only to the key that this machine has pinned, in the very transaction
 *     in which header and pin were compared.
 *  2. Writing needs no key derivation and one commit.
 *  3. Whoever can write the file can make a box.  What comes out of one gets flag 0 for ever, and none of what its maker could not know.
 *  4. The whole inbox is taken in by one transaction, and a box goes only with it: nothing is lost, nothing comes twice.
 */
#ifndef FELT_STORE_INBOX_H
#define FELT_STORE_INBOX_H

#include "felt/store/store.h"

/* ---- locked: no keys are needed ---- */

/*
 * May this journal be written while it is locked?  E_UNSAFE when it was not unlocked here before, or its header is not the one that was
 * pinned; E_PERMISSION for a pin that others could have made; E_DAMAGE, E_VERSION for the header.
 */
int store_locked(struct err *err, struct store *s);
/* What boxes are sealed to: journal id, epoch and public key; secrets only when unlocked.  Stays after store_lock. NULL before either. */
const struct keys *store_box_keys(const struct store *s);
/*
 * Puts e (kind entry, draft or follow-up) into the inbox, in a transaction of its own, and its id into the pin.
 * was: a box of ours that it replaces, 0 none.  When that does not wait any more, e gets a new id, and a draft names the old one (e->ref).
 * E_TEXT_LONG over 1 MiB, E_USAGE for more parts than a box may have, and what store_locked returns.
 */
int store_box_put(struct err *err, struct store *s, struct entry *e, uint64_t was);
/* Takes a box of ours out again, in a transaction of its own; 0 also when it does not wait any more. */
int store_box_drop(struct err *err, struct store *s, uint64_t id);

/* ---- unlocked ---- */

enum { INBOX_NAMED = 4 };
struct inbox_report {
	uint64_t taken;             /* are rows now */
	uint64_t replays;           /* had been taken in before: dropped */
	uint64_t kept;              /* do not open, or are not what a box may be: they wait on */
	uint64_t kept_ids[INBOX_NAMED];
	uint64_t replaced;          /* drafts that gave way to one that was not written on this machine; counted in taken */
	uint64_t missing;           /* written on this machine, and neither waiting nor taken in: somebody removed them */
	uint64_t waiting;           /* could be taken in, when that failed */
};
/*
 * After store_unlock, outside of any transaction: takes everything in.  Quick when nothing waits.  An error means that nothing was changed;
 * reading goes on in any case.
 */
int store_absorb(struct err *err, struct store *s, struct inbox_report *r);

/* box_read() with the journal's own inbox key, then with those of earlier epochs. E_DAMAGE when none opens it, E_NOMEM. */
int store_box_open(struct err *err, struct store *s, const uint8_t *box, size_t n, struct row *out);
/*
 * Within a transaction, for what came out of a box: an entry that it names (as the draft of an edit) stays named, whatever else is
 * forgotten.  *old: a draft that an unlock took in while it was still being written, which this one takes the place of; 0 none.
 */
int store_box_settle(struct err *err, struct store *s, struct entry *e, uint64_t *old);
/* Within a transaction: how many boxes there are that no unlock will take in. */
int store_box_check(struct err *err, struct store *s, uint64_t *kept);
/* Within a transaction: the box that a typed id or prefix means. E_ID_*. */
int store_box_resolve(struct err *err, struct store *s, const char *typed, uint64_t *id);
/* Within a STORE_WRITE transaction: a box goes, whatever is in it. E_ID_UNKNOWN. */
int store_box_delete(struct err *err, struct store *s, uint64_t id);

#endif
