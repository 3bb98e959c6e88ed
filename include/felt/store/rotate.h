/*
 * Rotation: a new root key, and everything sealed anew under it, in place (FORMAT.md 2, RUNTIME.md 5).
 *
 *	vault_rotate(...)                      the new keys, slots and recovery key; nothing is written
 *	... the new recovery key is handed over ...
 *	store_begin(WRITE)
 *	store_rotate(err, s, fresh, copy, ...) in that transaction
 *	store_commit                           from here on only the new keys open; or store_rollback: only the old ones
 *
 * Laws
 *  1. One transaction.  Killed at any moment, the journal is whole under the old keys or whole under the new ones.
 *  2. Nothing is sealed anew that does not verify: a rotation must not give damage, or a forgery, a good name.
 *  3. What was sealed anew is opened again and compared with what it was, before the commit.
 *  4. Ids stay.  The old secrets that are still needed (boxes on their way, entries that were imported) are kept in
 *     settings rows, sealed like any entry; the old root key and the keys of rows are kept nowhere.
 *
 * What it does not do: reach a copy of the file.  An older one opens with the passphrase and the recovery key of its time.
 */
#ifndef FELT_STORE_ROTATE_H
#define FELT_STORE_ROTATE_H

#include "felt/store/inbox.h"

/* Is there room beside the journal for what a rotation writes, twice its size and a tenth?  E_SPACE, n: the bytes that are needed. */
int store_rotate_room(struct err *err, const struct store *s);

/*
 * Within a STORE_WRITE transaction of an unlocked journal: takes the inbox in, then seals all rows and packs under `fresh`, whose header and
 * slots are in `copy` (both from vault_rotate).  fresh is taken over, also when this fails.  What waits and stays in the inbox is told in r.
 * progress may be NULL.  Memory: 48 bytes a row.
 *
 * E_DAMAGE when anything does not verify before or after, E_USAGE when fresh is not of the next epoch of this journal, E_PROOF.
 */
int store_rotate(struct err *err, struct store *s, struct keys *fresh, const struct vault_copy *copy, struct inbox_report *r,
	store_progress_fn *progress, void *arg);

/*
 * The K7 of earlier epochs, oldest first, 32 bytes each, under which imported entries may have got their ids; *out NULL when
 * there are none.  In a transaction or outside of one.
 */
int store_import_keys(struct err *err, struct store *s, struct secret **out);

#endif
