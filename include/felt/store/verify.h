/*
 * Checking everything, and mending what can be mended.
 */
#ifndef FELT_STORE_VERIFY_H
#define FELT_STORE_VERIFY_H

#include "felt/store/store.h"

struct verify_report {
	uint64_t rows, tombstones, packs, inbox, inbox_closed, generation; /* inbox_closed: boxes that no unlock will take in; no damage, for anybody can make one */
	uint64_t kinds[16];
	uint64_t rows_damaged;    /* do not open, or break a rule */
	uint64_t rows_missing;    /* named in a pack, not there */
	uint64_t rows_foreign;    /* there, named in no pack or in two, or not the one named */
	uint64_t packs_damaged;
	bool rows_hold, packs_hold; /* S and D with their counts */
	bool spare_bad, journal_bad;
	bool trees_bad;           /* everything may open one after the other, and yet not be found by its id */
	uint64_t *lost;           /* ids of damaged and missing rows; owned */
	size_t nlost;
};
void verify_release(struct verify_report *r);

/* progress(arg, done, total) may be NULL. 0 when everything holds, E_DAMAGE when not; the report is filled either way. */
int store_verify(struct err *err, struct store *s, struct verify_report *r, store_progress_fn *progress, void *arg);

/*
 * In a STORE_WRITE transaction, after a verify: packs are made again while S holds; spare and journal copies are made equal.
 * Where S does not hold only with accept_loss: each lost row's head is kept from its pack in a new row whose text is gone.
 * E_DAMAGE when accept_loss would be needed.
 */
int store_repair(struct err *err, struct store *s, bool accept_loss, struct verify_report *r);

/*
 * A verified copy: taken through SQLite's backup under one read transaction, to a temporary, opened with the same keys, verified whole, synced,
 * renamed without replacing.
 */
int store_backup(struct err *err, struct store *s, const char *to, struct verify_report *r, store_progress_fn *progress, void *arg);
/* Puts `from` in the place of the journal `to`: `from` is verified first with `keys`, the old file is renamed to
 * "to.before-restore-<date>-<time>"; *aside gets that name, malloc'd, NULL when there was none. */
int store_restore(struct err *err, struct store *from, const char *to, char **aside, store_progress_fn *progress, void *arg);

#endif
