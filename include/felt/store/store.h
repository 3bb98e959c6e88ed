/*
 * The journal file: sealed rows in SQLite, kept so that nothing written is lost and nothing that was
 * taken out, put back or swapped goes unseen (FORMAT.md 1, 3, 4).
 *
 * Calling sequence
 *	store_open   -> checks path, permissions, the first 100 bytes, schema; no key is needed
 *	store_copies -> what vault_unlock() wants
 *	store_unlock -> takes the keys over; header mac, manifest and pin are checked in every transaction
 *	store_begin(READ or WRITE) ... operations ... store_commit or store_rollback
 *	store_close
 *
 * One transaction is one consistent view.  READ operations: store_list, store_get, store_scan, store_resolve.
 * WRITE also: store_put, store_delete, store_edit ...  Every commit that changed something raises the generation by one and,
 * after it, the pin.  A transaction that fails anywhere is rolled back whole.
 *
 * Texts in a `struct entry` given out are borrowed from a buffer that is wiped after the callback returns (lists), or
 * owned by the `struct row` (store_get).
 *
 * Errors: E_BUSY after 5 s, E_DAMAGE / E_OLDER / E_FORK / E_PROOF as FORMAT.md 4-5 say, E_CONFLICT when the file under
 * the path is no longer the one that was opened.  What is wrong but does not stop a read is reported through `warn`.
 */
#ifndef FELT_STORE_STORE_H
#define FELT_STORE_STORE_H

#include "felt/model/entry.h"
#include "felt/model/filter.h"
#include "felt/store/pin.h"
#include "felt/vault/vault.h"

struct store;

enum store_warning {
	WARN_SPARE_USED = 1,   /* the journal's keys were read from the spare copy (or the spare is damaged); the next write mends it */
	WARN_PACK_DAMAGED,     /* lists were made from the rows; run verify --repair; exit 3 at the end */
	WARN_FORCED,           /* --force-read: nothing proves that what follows is complete; exit 3 at the end */
	WARN_INBOX,            /* n entries written while locked wait */
	WARN_PIN_MISSING,      /* first time on this machine */
	WARN_PIN_UNREADABLE,   /* the pin cannot be read; key trust makes it anew */
	WARN_CLOCK,            /* the newest entry lies far in the future */
	WARN_PIN_WRITE,        /* saved, but the pin could not be written */
	WARN_KEY_FILE,         /* both copies of the keys are damaged, the key file stands in; the next change mends them. n: 1 when it is older than them */
	WARN_ROW_DAMAGED       /* an entry does not open; its date and title come from its pack; exit 3 */
};
typedef void store_warn_fn(void *arg, enum store_warning what, uint64_t n);

struct store_env {
	const char *path;      /* the journal */
	const char *state;     /* the folder of pins, NULL: none is read or written */
	uint8_t device[DEVICE_SIZE];
	int64_t now_ms;        /* for `modified` and for what expires */
	const struct zone *zone;
	unsigned cores;        /* how many may work at once where that pays; 0 is 1 */
	bool force_read;       /* go on where proof is missing */
	bool ignore_pin;       /* verify FILE, backup, restore: say how much older, do not stop */
	store_warn_fn *warn;   /* may be NULL */
	void *warn_arg;
};

typedef void store_progress_fn(void *arg, uint64_t done, uint64_t total);

enum store_access { STORE_READ, STORE_WRITE };

/* E_NO_JOURNAL, E_NOT_FELT, E_WAL, E_VERSION, E_SCHEMA, E_PERMISSION, E_UNSAFE, E_IO. Nothing is created or changed. env's strings are borrowed. */
int store_open(struct err *err, const struct store_env *env, struct store **out);
void store_close(struct store *s); /* rolls back what is open; keys are freed; NULL is fine */
/* Gives the file free while an editor, pager or composer runs, and takes it up again: the same path must be the same journal. */
void store_suspend(struct store *s);
int store_resume(struct err *err, struct store *s);

/*
 * Locking again: the keys, and whatever was opened with them, are wiped.  Nothing but store_unlock and what
 * needs no key goes on from there.
 */
void store_lock(struct store *s);

/*
 * A key file stands in for the journal's own copies of the keys, where neither of those can be used.  Law: while one of them can, the key file counts for
 * nothing, or a slot that was replaced would open again.  older: also when the keys were changed after it was made, which only a
 * command that makes all slots anew may ask for; else E_UNSAFE.  To be called before store_unlock; copy is copied.
 */
int store_key_file(struct err *err, struct store *s, const struct vault_copy *copy, bool older);
/* The copy of the key file, NULL when there is none. */
const struct vault_copy *store_key_copy(const struct store *s);
/* What the file says of its keys; [0] journal + slot, [1] spare. Valid until the next call. */
int store_copies(struct err *err, struct store *s, struct vault_copy copies[2]);
/* Takes `keys` over (freed by store_close, also when this fails); checks header, manifest and pin once. */
int store_unlock(struct err *err, struct store *s, struct keys *keys);
const struct keys *store_keys(const struct store *s);
/* Within a transaction: the copy of header and slots that the manifest names. */
const struct vault_copy *store_vault(const struct store *s);
/* key trust: within a STORE_READ of a store opened with ignore_pin, takes what the file says as what this machine knows from now on. */
int store_trust(struct err *err, struct store *s);
/* What the pin of this machine said when the transaction began; valid until the next one. */
const struct pin *store_pin(const struct store *s);

int store_begin(struct err *err, struct store *s, enum store_access access);
int store_commit(struct err *err, struct store *s);
void store_rollback(struct store *s); /* fine when nothing is open */

/* A new journal with these keys: 0600, complete and synced under a temporary name, then renamed without replacing.
 * E_EXISTS. check(arg) runs after the file is whole and was opened again, before it gets its name; copies is what was read back from
 * it, for unlocking with the new passphrase and recovery key; not 0: nothing is left. check may be NULL. */
int store_create(struct err *err, const struct store_env *env, const struct vault_copy *copy, const struct keys *keys, 
	int (*check)(void *arg, struct err *err, const struct vault_copy copies[2]), void *arg);

/* ---- reading ---- */

/* Heads from the packs (meta only; text and fields absent), in no order, every kind when f is NULL. What fn was given counts only when this returned 0.
 * When D or the number of packs does not hold, fn is called once with NULL ("forget it, from the beginning") and then with
 * everything from the rows: WARN_PACK_DAMAGED.  fn returns 0 or stops with its code. */
typedef int store_entry_fn(void *arg, struct err *err, const struct entry *e);
int store_heads(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg);

/* Heads in order (newest first, filter->reverse oldest first), limit applied; memory stays bounded at any number of entries. */
int store_list(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg);
/* The same with texts: rows opened one by one in order. */
int store_read(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg);
/* In all three a filter's `also` is called on any of the cores (store_scan_many), and changes nothing. */

/*
 * The same on as many cores as env.cores says, for lists of any length: `look` is called on any of them with what is own[hand] of
 * the hand it runs on, changes nothing else, and appends to `out` what is to be remembered of an entry, its line for instance.
 * `take` is given that on the calling thread, in order.
 *
 * `groups` (NULL: one group) says as bits in which of 64 groups an entry stands, again on any core: groups come one after the
 * other, in each of them the order of the list.  A limit counts entries, not how often they are given.
 *
 * With `row`, look and take are not asked: whole rows are given to it, as store_read does.
 */
enum { STORE_HANDS = 4 };
struct list_work {
	uint64_t (*groups)(const void *arg, const struct entry *e);
	int (*look)(void *own, struct err *err, const struct entry *e, struct buf *out);
	int (*take)(void *arg, struct err *err, unsigned group, const uint8_t *p, size_t n);
	int (*row)(void *arg, struct err *err, unsigned group, const struct entry *e);
	void *arg;
	void *own[STORE_HANDS];
};
int store_list_many(struct err *err, struct store *s, const struct filter *f, const struct list_work *work);

/*
 * An index: the order of what matches, kept between transactions in 32 bytes an entry, for somebody who looks around in it.  It is
 * of one state of the journal: when another felt has written since, heads and rows say E_CONFLICT, and a new one is made.
 *
 *	store_begin(READ); store_index(err, s, f, &idx); store_rollback        the filter is borrowed for the call
 *	store_begin(READ); store_index_heads(err, s, idx, from, n, fn, arg); store_rollback     as they are shown
 *
 * Rows are checked against their packs; E_DAMAGE at the first that does not open, after fn was called for those before it.
 */
struct store_index;
int store_index(struct err *err, struct store *s, const struct filter *f, struct store_index **out);
void store_index_free(struct store_index *idx); /* NULL is fine */
size_t store_index_count(const struct store_index *idx);
struct entry_key store_index_key(struct store_index *idx, size_t i);
size_t store_index_find(struct store_index *idx, uint64_t id); /* its place, or the count: not there */
bool store_index_holds(const struct store *s, const struct store_index *idx); /* within a transaction: is it of this state? */
int store_index_heads(struct err *err, struct store *s, struct store_index *idx, size_t from, size_t n, store_entry_fn *fn, void *arg);
int store_index_rows(struct err *err, struct store *s, struct store_index *idx, size_t from, size_t n, store_entry_fn *fn, void *arg);

/* Whole rows in the file's order; S and the number of rows are checked at the end: show nothing before this returned 0 (E_DAMAGE;
 * with force_read 0 and WARN_FORCED). */
int store_scan(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg);

/*
 * The same on as many cores as env.cores says.  `look` is called on any of them, with what is own[hand] of the hand it runs
 * on, and may change nothing else; what it appends to `out` of an entry is given to `take` on the calling thread, in the
 * file's order, whatever the number of cores.  `progress` (may be NULL) is called there too, now and then, and may stop it.
 */
struct scan_work {
	int (*look)(void *own, struct err *err, const struct entry *e, struct buf *out);
	int (*take)(void *arg, struct err *err, const uint8_t *p, size_t n);
	int (*progress)(void *arg, struct err *err, uint64_t done, uint64_t total);
	void *arg;
	void *own[STORE_HANDS];
};
int store_scan_many(struct err *err, struct store *s, const struct filter *f, const struct scan_work *work);
unsigned store_hands(const struct store *s); /* how many hands there will be at most: 1..STORE_HANDS */

/* One row, whole, checked against its pack. The entry borrows from `plain`. */
struct row { struct entry e; struct buf plain; };
#define ROW_INIT { { 0 }, BUF_INIT }
void row_release(struct row *r);
int store_get(struct err *err, struct store *s, uint64_t id, struct row *out); /* E_ID_UNKNOWN; tombstones are unknown */
/* A typed id or prefix among rows of these kinds (bits; 0: entries): E_ID_*. */
int store_resolve(struct err *err, struct store *s, const char *typed, unsigned kinds, uint64_t *id);
/* Is there a row of that id, tombstones included?  Not authenticated; for skipping imports. 1, 0 or negative. */
int store_has(struct err *err, struct store *s, uint64_t id);

/* ---- writing; within a STORE_WRITE transaction ---- */

uint64_t store_new_id(void);
/* Inserts or replaces under e->id. Sets modified, clock, device, seen, words, opening of `e` as FORMAT.md 3 says, then seals. */
int store_put(struct err *err, struct store *s, struct entry *e);
/*
 * Puts e over the row that was last read or written here with that clock (0: none is there yet).  When another version stands there by
 * now, or it was deleted, e gets a new id instead: nobody's text is written over.
 */
int store_put_own(struct err *err, struct store *s, struct entry *e, uint64_t clock);
/* As put, for rows that come with their own history (import): modified is kept when present. */
int store_put_imported(struct err *err, struct store *s, struct entry *e);
/* The row (entry, draft, settings ...) becomes a tombstone; its previous versions and the drafts of its edits go. E_ID_UNKNOWN. */
int store_delete(struct err *err, struct store *s, uint64_t id);
/*
 * Replaces an entry after an edit: the version on file becomes a previous version (kind 8) for 30 days.  When its clock is no longer
 * `base_lamport`, nothing is replaced: e is stored under a new id as a conflict copy (flag 2, type 9), *conflict gets that id.
 */
int store_edit(struct err *err, struct store *s, struct entry *e, uint64_t base_lamport, uint64_t *conflict);
/* Puts the latest previous version back (the present one becomes a previous version). E_ID_UNKNOWN when there is none. */
int store_undo(struct err *err, struct store *s, uint64_t id);
/* New slots or header in the same journal: slots, mac, spare, manifest in this transaction. */
int store_set_vault(struct err *err, struct store *s, const struct vault_copy *copy);

/* Settings rows: KIND_SETTINGS by its `name` field. E_ID_UNKNOWN when there is none. */
int store_setting(struct err *err, struct store *s, const char *name, struct row *out);

/* Without any key: what FORMAT.md 6 says can be seen. */
struct store_outside { uint64_t rows, packs, inbox, bytes; uint64_t epoch; size_t nslots; struct slot slots[SLOTS_MAX]; uint8_t journal_id[JOURNAL_ID]; };
int store_outside(struct err *err, struct store *s, struct store_outside *out);
/* With keys: */
uint64_t store_generation(const struct store *s); /* of the transaction's view */

#endif
