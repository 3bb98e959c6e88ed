/*
 * Sealed blobs opened on several cores, with results in the order in which the blobs came.
 *
 * SQLite stays on the calling thread: it puts blobs in, hands (threads) open them and say something of each, and what they
 * said is taken on the calling thread, job after job.  So neither the result nor its order depends on the number of hands.
 * With one hand, or where no thread can be started, everything happens at once on the calling thread.
 *
 *	crew_begin(err, &crew, &work, hands);
 *	while (...) rc = crew_put(err, crew, id, blob, n);
 *	rc = crew_finish(err, crew)        the rest
 *	crew_end(crew);                    in any case: waits for the hands, forgets what is left
 *
 * Memory is bounded: CREW_JOBS jobs of CREW_JOB bytes and what was said of them; a blob longer than CREW_LONG is not
 * copied but opened on the calling thread, when everything before it has been taken.
 *
 * `work.open` runs on any thread.  It may read what everybody reads and change only what belongs to its hand.  An
 * error of its stops the crew at that blob: what was said before is still taken, nothing behind it is.
 */
#ifndef FELT_STORE_CREW_H
#define FELT_STORE_CREW_H

#include "felt/store/store.h"

enum { CREW_JOBS = 6, CREW_JOB = 32 * 1024, CREW_LONG = 64 * 1024 };

struct crew_work {
	/* hand: 0 is the calling thread. Appends to out what is to be taken; 0, or an error code with err filled. */
	int (*open)(void *arg, unsigned hand, struct err *err, uint64_t id, const uint8_t *blob, size_t n, struct buf *out);
	/* What `open` said of one job or more, in order; not called with nothing. */
	int (*take)(void *arg, struct err *err, const uint8_t *p, size_t n);
	void *arg;
};

struct crew;
/* hands: 1..STORE_HANDS; more than can be started is no error. E_NOMEM. */
int crew_begin(struct err *err, struct crew **out, const struct crew_work *work, unsigned hands);
int crew_put(struct err *err, struct crew *c, uint64_t id, const uint8_t *blob, size_t n);
int crew_finish(struct err *err, struct crew *c);
void crew_end(struct crew *c); /* NULL is fine */

#endif
