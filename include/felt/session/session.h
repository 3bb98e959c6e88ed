/*
 * The unlocked key between two commands: the subkeys of a journal in the kernel's memory, until a deadline.
 *
 * What is kept is never the passphrase and never the root key: with the subkeys a command reads and writes, but
 * cannot add a key slot, rotate or make a recovery key.
 *
 * Laws
 *  1. A key is in the kernel with a time-out, or not at all: it reaches the user's keyring only after it has one.
 *  2. The deadline counts on two clocks: the wall clock, which goes on while the machine sleeps, and the clock since
 *     boot, which nobody sets back.  Over on either is over; after a reboot it is over.
 *  3. Whoever holds a key may read it and end it, and may not make it last longer.
 *  4. What is kept for another journal, in another form, or past its deadline is as good as nothing.
 *
 * Honest limits: every process of the same user can read it, and root.  It outlives a logout.  Hibernation writes it
 * to the disk.  So it guards against somebody who comes later, not against a program that runs as you now.
 */
#ifndef FELT_SESSION_SESSION_H
#define FELT_SESSION_SESSION_H

#include <stdbool.h>

#include "felt/base/buf.h"
#include "felt/crypt/secret.h"

enum { SESSION_ID = 16, SESSION_SUB = 7 * 32, SESSION_BYTES = 288, SESSION_MOST = 24 * 60 * 60 };

/* What the clocks say; handed in. */
struct clocks {
	int64_t wall_ms;         /* UTC since 1970 */
	bool has_boot;           /* false: no clock since boot here; then nothing can be kept */
	int64_t boot_ms;         /* since boot, sleep included */
	uint8_t boot[16];        /* which boot it was */
};

/* Whose keys.  tag: the first 8 bytes of BLAKE2b(journal id), for a name that does not show the id itself. */
struct session_of {
	uint8_t journal_id[SESSION_ID], tag[8];
};

struct session {
	uint64_t epoch;
	struct clocks until;     /* both deadlines, and the boot they belong to */
};

/* Is it over?  Also when a deadline lies further ahead than any that is ever given: then a clock was moved. */
bool session_over(const struct session *s, const struct clocks *now);
/* When it ends, on the wall clock as it stands now: the nearer of the two deadlines. */
int64_t session_until_ms(const struct session *s, const struct clocks *now);

/* May keys be kept here at all?  Tried with an empty one; E_NO_CACHE: subject says why not. */
int session_possible(struct err *err);
/* Keeps sub (SESSION_SUB bytes) for 1 to SESSION_MOST seconds; what was kept for this journal before goes. E_NO_CACHE, E_NOMEM. */
int session_keep(struct err *err, const struct session_of *of, uint64_t epoch, const uint8_t *sub, const struct clocks *now,
	int64_t seconds);
/*
 * What is kept for this journal: *out, and its subkeys in *sub (NULL: they are not wanted).  E_NO_CACHE when there is nothing or it
 * is over, in which case it is ended at once.
 */
int session_find(struct err *err, const struct session_of *of, const struct clocks *now, struct session *out, struct secret **sub);
/* Ends it.  *ended (may be NULL) says whether there was one.  0, or E_NO_CACHE when one is there and stays. */
int session_end(struct err *err, const struct session_of *of, bool *ended);
/* Ends those of every journal of this user; *n of them. */
int session_end_all(struct err *err, size_t *n);

#endif
