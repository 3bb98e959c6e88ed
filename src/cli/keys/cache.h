/*
 * The key cache as commands see it: what lies between `felt unlock` and `felt lock`.
 */
#ifndef FELT_CLI_CACHE_H
#define FELT_CLI_CACHE_H

#include "cli/cli.h"
#include "felt/session/session.h"

enum { UNLOCK_DEFAULT = 15 * 60 };

/* clocks_linux.c, clocks_posix.c: as they stand now, not as when the command began: a passphrase may take its time. */
struct clocks clocks_now(void);

/* "15m", "2h", "90s", "1h30m" as seconds, 1 s to 24 h. E_USAGE without a subject of its own. */
int span_parse(const char *s, int64_t *seconds);

/*
 * Unlocks s with what is kept for its journal.  *opened false and 0: there is nothing that fits, so somebody has to be
 * asked.  An error is one that a passphrase would not mend (the file is older than last seen, busy ...).
 */
int cache_open(struct ctx *ctx, struct store *s, bool *opened);
/* Keeps the keys of s for so long. E_NO_CACHE. */
int cache_fill(struct ctx *ctx, const struct keys *keys, int64_t seconds);
/* Until when, without opening anything; false when nothing is kept for this epoch. */
bool cache_until(const uint8_t journal_id[JOURNAL_ID], uint64_t epoch, int64_t *until_ms);
/* Ends it. */
int cache_drop(struct ctx *ctx, const uint8_t journal_id[JOURNAL_ID], bool *ended);

#endif
