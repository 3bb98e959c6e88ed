/*
 * Looking back in figures: heads of entries in, in any order; days, periods, words and ratings out.
 *
 *	struct trend t = { .voc = &voc, .want = TREND_DAYS | TREND_WORDS };
 *	for each entry:  rc = trend_add(&t, err, &e);
 *	rc = trend_end(&t, err);
 *	for (size_t at = 0; trend_next_period(&t, TREND_MONTH, &at, &p);) ...
 *	trend_release(&t);
 *
 * Laws (CARE.md 5, 14, 22)
 *  1. Entries are counted, feelings never: an entry in which sadness is named is one entry of sadness, however strong it was and
 *     however many of its words were used.  Nothing is averaged, added up over families, or weighed.
 *  2. A rating is shown as it was given.  Where a period has several, the lowest and the highest stand for it.
 *  3. A day without an entry is not there: it is in no list and no count.
 *  4. Numb, not sure and fine count like any other answer.
 *
 * A day is the local day of the entry itself (felt/base/day.h).  Memory: 8 bytes an entry for days, 8 bytes a mention for
 * chosen feelings, 56 a thought record, 32 a conviction; a quarter of a MiB for what comes together.  No clock, no text.
 */
#ifndef FELT_MIND_TREND_H
#define FELT_MIND_TREND_H

#include "felt/model/entry.h"
#include "felt/model/filter.h"

enum {
	TREND_FAMILIES = 10,      /* the eight, then the two answers outside them */
	TREND_UNSURE = 8, TREND_FINE = 9,
	TREND_NO_FAMILY = -1,     /* an id that belongs nowhere */
	TREND_WORDS_MAX = 256,    /* different ids that are told apart */
	TREND_PICKS = 8,
	TREND_RATED_AGAIN = 6,    /* feelings that a thought record is shown with */
	TREND_NO_RATING = 255
};
enum trend_want { TREND_DAYS = 1, TREND_WORDS = 2, TREND_RATINGS = 4, TREND_RECORDS = 8, TREND_BELIEFS = 16 };

/* ---- periods ---- */

/* Weeks begin on Monday; a week belongs to the year of its Thursday (ISO 8601). */
enum trend_by { TREND_DAY, TREND_WEEK, TREND_MONTH, TREND_YEAR };
/* A number that grows by one from each period to the next; day: as when_day() gives it. */
int64_t trend_period_of(int64_t day, enum trend_by by);
int64_t trend_period_begin(int64_t period, enum trend_by by); /* its first day */
/* "2026-11-22", "2026-W47", "2026-11", "2026". */
enum { TREND_NAME = 24 };
void trend_period_name(int64_t period, enum trend_by by, char out[TREND_NAME]);
/* The finest of them, not finer than `from`, with which the days from first to last are at most so many periods; years if none is. */
enum trend_by trend_fitting(int64_t first, int64_t last, enum trend_by from, size_t periods);

/* ---- collecting ---- */

struct trend_word {
	char id[FEELING_ID_MAX + 1];
	int family;               /* 0..9 or TREND_NO_FAMILY; where it is shown */
	uint32_t entries;         /* in which it was named */
	uint32_t last;            /* the entry it was last met in, so that it counts once in each */
};

/* What a thought record was rated before and after; TREND_NO_RATING where it was not. */
struct trend_again { uint16_t word; uint8_t before, after; }; /* word: of trend.words */
struct trend_record {
	struct entry_key key;
	int32_t day;
	uint8_t hot_before, hot_after, balanced;
	uint8_t n;                /* feelings that were rated again, at most TREND_RATED_AGAIN of them */
	struct trend_again again[TREND_RATED_AGAIN];
};

/* One conviction: an entry filed under a belief. */
struct trend_point {
	uint64_t belief;
	int64_t date_ms, created_ms;
	int32_t day;
	uint8_t what, value;      /* RATE_BELIEF or RATE_RIVAL */
};

struct trend {
	/* what is asked: set these, the rest zero */
	const struct vocabulary *voc;            /* borrowed; may be NULL */
	const struct filter_feeling *picks;      /* borrowed; for TREND_RATINGS, at most TREND_PICKS */
	size_t npicks;
	unsigned want;                           /* enum trend_want */
	/* what was found; owned */
	uint32_t entries;                        /* with a date */
	uint32_t named;                          /* in which a feeling was named */
	int64_t first, last;                     /* days, when entries > 0 */
	struct trend_word *words;
	size_t nwords;                           /* in use; the built-in ones stand first, in their order */
	size_t nused;                            /* words that were named in an entry at least */
	uint32_t beyond;                         /* mentions of ids beyond TREND_WORDS_MAX */
	uint32_t *pairs;                         /* [a * TREND_WORDS_MAX + b]: entries that name both */
	uint16_t *slots;
	struct buf marks, rated, records, points; /* arrays; sorted by trend_end */
};

int trend_add(struct trend *t, struct err *err, const struct entry *e); /* entries only; other kinds are passed over. E_NOMEM */
void trend_again(struct trend *t);                       /* forgets what was added, keeps what is asked */
int trend_end(struct trend *t, struct err *err);         /* E_NOMEM; nothing may be added after it */
void trend_release(struct trend *t);

/* ---- what came of it ---- */

struct trend_period {
	int64_t period;
	uint32_t entries, named;
	uint32_t families[TREND_FAMILIES]; /* entries in which each was named */
};
/* The next period that has an entry, earliest first; *at from 0.  false at the end. */
bool trend_next_period(const struct trend *t, enum trend_by by, size_t *at, struct trend_period *out);
/*
 * Which family leads: 0 when none was named; 1 and lead[0] when it was named in more entries than all others together;
 * else 2, the two that were named in the most (of equals the first in the order of the vocabulary).
 */
int trend_leading(const struct trend_period *p, int lead[2]);

/* A chosen feeling within one period. */
struct trend_span {
	int64_t period;
	uint32_t named, rated;    /* entries that name it; mentions with an intensity */
	uint8_t lowest, highest;  /* TREND_NO_RATING when rated is 0 */
};
bool trend_next_span(const struct trend *t, size_t pick, enum trend_by by, size_t *at, struct trend_span *out);

/* Words that were named, most entries first, of equals in the order of the vocabulary; returns how many. */
size_t trend_most(const struct trend *t, uint16_t out[TREND_WORDS_MAX]);
uint32_t trend_pair(const struct trend *t, size_t a, size_t b);

const struct trend_record *trend_records(const struct trend *t, size_t *n); /* oldest first */
const struct trend_point *trend_points(const struct trend *t, size_t *n);   /* by belief, in each oldest first */

#endif
