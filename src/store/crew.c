/*
 * Jobs for several cores (crew.h).
 *
 * The jobs lie in a ring.  The calling thread fills the one at `fill`, hands take the one at `next`, and the calling thread takes
 * what was said from the one at `oldest`; all three only ever go forward.  A job belongs to whoever its state names, so the lock
 * is held for a change of state and never while something is opened.  The calling thread does not wait while there is a job
 * that nobody has begun: it lends a hand.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"

enum job_state { JOB_EMPTY, JOB_READY, JOB_BUSY, JOB_DONE };
enum { BLOB_HEAD = 16, STACK = 512 * 1024 };

struct job {
	enum job_state state;
	struct buf in;        /* u64 id, u64 length, bytes; sealed */
	struct buf out;
	int rc;
	struct err err;
};

struct hand {
	struct crew *crew;
	unsigned n;
	pthread_t thread;
};

struct crew {
	struct crew_work work;
	struct job jobs[CREW_JOBS];
	size_t oldest, next, fill;   /* counts; a job is at count % CREW_JOBS */
	unsigned threads;            /* besides the calling one */
	unsigned idle;               /* threads that wait for a job */
	bool waits;                  /* the calling thread waits for one to be done */
	bool stop, failed;           /* failed: an error was given out, nothing more is taken */
	struct hand hands[STORE_HANDS];
	struct buf alone;            /* what was said of a blob that was opened at once */
	pthread_mutex_t lock;
	pthread_cond_t ready, done;
};

static struct job *
job_at(struct crew *c, size_t n)
{
	return &c->jobs[n % CREW_JOBS];
}

static void
do_job(struct crew *c, unsigned hand, struct job *j)
{
	const uint8_t *p = j->in.p;
	size_t left = j->in.n;

	while (left >= BLOB_HEAD && !j->rc) {
		uint64_t id = get_u64(p);
		size_t n = (size_t)get_u64(p + 8);

		j->rc = c->work.open(c->work.arg, hand, &j->err, id, p + BLOB_HEAD, n, &j->out);
		p += BLOB_HEAD + n;
		left -= BLOB_HEAD + n;
	}
	if (!j->rc)
		j->rc = buf_check(&j->out, &j->err);
}

/* The next job nobody has begun, locked; NULL: there is none. */
static struct job *
pick(struct crew *c)
{
	if (c->next == c->fill)
		return NULL;
	struct job *j = job_at(c, c->next++);
	j->state = JOB_BUSY;
	return j;
}

static void *
run_hand(void *arg)
{
	struct hand *h = arg;
	struct crew *c = h->crew;
	struct job *j;

	pthread_mutex_lock(&c->lock);
	for (;;) {
		while (!c->stop && !(j = pick(c))) {
			c->idle++;
			pthread_cond_wait(&c->ready, &c->lock);
			c->idle--;
		}
		if (c->stop)
			break;
		pthread_mutex_unlock(&c->lock);
		do_job(c, h->n, j);
		pthread_mutex_lock(&c->lock);
		j->state = JOB_DONE;
		if (c->waits)
			pthread_cond_signal(&c->done);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* Signals are the calling thread's: a hand has all of them blocked. */
static void
start_hands(struct crew *c, unsigned hands)
{
	sigset_t all, before;
	pthread_attr_t attr;

	if (hands < 2 || pthread_attr_init(&attr))
		return;
	(void)pthread_attr_setstacksize(&attr, STACK);
	sigfillset(&all);
	if (!pthread_sigmask(SIG_SETMASK, &all, &before)) {
		for (unsigned i = 1; i < hands && i < STORE_HANDS; i++) {
			struct hand *h = &c->hands[c->threads];
			*h = (struct hand){ .crew = c, .n = c->threads + 1 };
			if (pthread_create(&h->thread, &attr, run_hand, h))
				break;
			c->threads++;
		}
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	pthread_attr_destroy(&attr);
}

int
crew_begin(struct err *err, struct crew **out, const struct crew_work *work, unsigned hands)
{
	struct crew *c = calloc(1, sizeof *c);

	*out = c;
	if (!c)
		return err_set(err, E_NOMEM, "rows");
	c->work = *work;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->ready, NULL);
	pthread_cond_init(&c->done, NULL);
	start_hands(c, hands);
	return 0;
}

static int
failed(struct err *err, struct crew *c, int rc, const struct err *why)
{
	c->failed = true;
	if (err && why && why != err)
		*err = *why;
	return rc;
}

/* Takes what was said of the oldest job, when it is done or can be done here.  Its place is free afterwards. */
static int
take_oldest(struct err *err, struct crew *c)
{
	struct job *j = job_at(c, c->oldest), *mine;
	int rc = 0;

	pthread_mutex_lock(&c->lock);
	while (j->state != JOB_DONE) {
		mine = pick(c);
		if (!mine) {
			c->waits = true;
			pthread_cond_wait(&c->done, &c->lock);
			c->waits = false;
			continue;
		}
		pthread_mutex_unlock(&c->lock);
		do_job(c, 0, mine);
		pthread_mutex_lock(&c->lock);
		mine->state = JOB_DONE;
	}
	pthread_mutex_unlock(&c->lock);
	if (j->out.n)
		rc = c->work.take(c->work.arg, err, j->out.p, j->out.n);
	if (rc)
		rc = failed(err, c, rc, err);
	else if (j->rc)
		rc = failed(err, c, j->rc, &j->err);
	j->in.n = 0; /* sealed: nothing to be wiped */
	buf_clear(&j->out);
	j->rc = 0;
	j->state = JOB_EMPTY;
	c->oldest++;
	return rc;
}

static void
hand_out(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	job_at(c, c->fill++)->state = JOB_READY;
	if (c->idle)
		pthread_cond_signal(&c->ready);
	pthread_mutex_unlock(&c->lock);
}

int
crew_finish(struct err *err, struct crew *c)
{
	int rc = 0;

	if (c->failed)
		return 0;
	if (c->fill - c->oldest < CREW_JOBS && job_at(c, c->fill)->in.n) /* in a full ring that place is the oldest job's */
		hand_out(c);
	while (!rc && c->oldest < c->fill)
		rc = take_oldest(err, c);
	return rc;
}

/* On the calling thread, from where it lies. */
static int
at_once(struct err *err, struct crew *c, uint64_t id, const uint8_t *blob, size_t n)
{
	int rc, opened;

	buf_clear(&c->alone);
	opened = c->work.open(c->work.arg, 0, err, id, blob, n, &c->alone);
	if (!opened)
		opened = buf_check(&c->alone, err);
	if (!c->alone.n)
		return opened ? failed(err, c, opened, err) : 0;
	struct err why = { 0 };
	rc = c->work.take(c->work.arg, &why, c->alone.p, c->alone.n);
	if (rc)
		return failed(err, c, rc, &why);
	return opened ? failed(err, c, opened, err) : 0;
}

int
crew_put(struct err *err, struct crew *c, uint64_t id, const uint8_t *blob, size_t n)
{
	struct job *j;
	int rc = 0;

	if (!c->threads)
		return at_once(err, c, id, blob, n);
	if (n > CREW_LONG) {
		rc = crew_finish(err, c);
		return rc ? rc : at_once(err, c, id, blob, n);
	}
	while (!rc && c->fill - c->oldest >= CREW_JOBS)
		rc = take_oldest(err, c);
	if (rc)
		return rc;
	j = job_at(c, c->fill);
	if (!j->in.cap)
		buf_reserve(&j->in, CREW_JOB + CREW_JOB / 2);
	buf_u64(&j->in, id);
	buf_u64(&j->in, n);
	buf_add(&j->in, blob, n);
	rc = buf_check(&j->in, err);
	if (rc)
		return failed(err, c, rc, err);
	if (j->in.n >= CREW_JOB)
		hand_out(c);
	return 0;
}

void
crew_end(struct crew *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_broadcast(&c->ready);
	pthread_mutex_unlock(&c->lock);
	for (unsigned i = 0; i < c->threads; i++)
		pthread_join(c->hands[i].thread, NULL);
	for (size_t i = 0; i < CREW_JOBS; i++) {
		buf_release(&c->jobs[i].in);
		buf_release(&c->jobs[i].out);
	}
	buf_release(&c->alone);
	pthread_cond_destroy(&c->done);
	pthread_cond_destroy(&c->ready);
	pthread_mutex_destroy(&c->lock);
	free(c);
}
