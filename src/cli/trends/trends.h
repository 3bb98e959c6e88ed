/*
 * What the files of `felt trends` share: one thing asked, in one of three forms.
 *
 *	cmd_trends.c    words and options, from the journal's heads to figures
 *	trends_draw.c   pictures of families, words and what comes together, and the first page
 *	trends_lines.c  pictures over time: chosen feelings, beliefs, thought records, a year
 *	trends_days.c   the days below a picture
 *	trends_plain.c  the same figures as lines of text (--plain)
 *	trends_json.c   the same figures as data (--json)
 */
#ifndef FELT_CLI_TRENDS_H
#define FELT_CLI_TRENDS_H

#include "cli/cli.h"
#include "felt/mind/trend.h"

struct trends;
enum trends_form { FORM_PICTURE, FORM_PLAIN, FORM_JSON, FORMS };
typedef int trends_fn(struct trends *tr); /* 0 or an error code; within the transaction */

struct trends_view {
	const char *name;
	unsigned want;                 /* enum trend_want */
	enum trend_by finest;          /* periods: the finest that is chosen without --by */
	trends_fn *show[FORMS];
};

struct trends {
	struct ctx *ctx;
	const struct trends_view *view;
	struct filter picks;           /* the feelings that are followed, owned */
	bool has_by, has_year;
	enum trend_by by;
	int year;
	struct trend t;
	int colours;                   /* of a picture: 0, 16, 256 */
};

/* What a picture of 80 columns has room for, which text and data keep to where nobody says --by. */
enum { TRENDS_COLUMNS = 71, TRENDS_DOTS = 152 };

/* The period of what is shown: --by, else the finest that fits into so many of them. */
enum trend_by trends_by(const struct trends *tr, size_t periods);
/* The year that is asked for, else that of the latest entry. */
int trends_year(const struct trends *tr);
const char *trends_by_name(enum trend_by by);          /* "month" */
const char *trends_family(int family);                 /* "joy" .. "numb", "not sure", "fine"; else "others" */
const char *trends_family_id(int family);              /* "joy" .. "numb", "other.unsure", "other.fine" */
char trends_letter(int family);
/* The shown word of an id, safe. */
void trends_word(struct trends *tr, const char *id, struct buf *out);
/* The same where words and families stand side by side: "calm" is the word, "calm (family)" the family alone. */
void trends_word_or_family(struct trends *tr, const char *id, struct buf *out);
void trends_date(int64_t day, char out[TREND_NAME]);
/* "1 entry", "2 entries" */
void trends_entries(char *out, size_t n, unsigned long entries);
/* "from 20 to 80", "50 of 100"; where fewer ratings than entries: "2 ratings, from 20 to 80", "1 rating, 50 of 100" */
void trends_ratings(const struct trend_span *s, char out[64]);
/* A sentence, broken at the width of the screen. */
void trends_say(struct trends *tr, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* One belief after the other, those that were rated first first.  points: of this belief alone, oldest first. */
typedef int trends_belief_fn(struct trends *tr, uint64_t id, const struct entry *belief, const struct trend_point *points, size_t n);
/* belief: NULL when it is no longer there. */
int trends_each_belief(struct trends *tr, trends_belief_fn *fn);
/* Minutes between the two ratings of a record, when they lay far apart; 0 when not.  The row is opened: only it knows. */
int trends_rated_after(struct trends *tr, const struct trend_record *r, uint64_t *minutes);
/* "rated again 3 days later" */
void trends_later(uint64_t minutes, char out[64]);

trends_fn draw_overview, draw_families, draw_together, draw_words;
trends_fn draw_feelings, draw_year, draw_records, draw_beliefs;
trends_fn plain_overview, plain_families, plain_together, plain_words, plain_feelings, plain_year, plain_records, plain_beliefs;
trends_fn json_overview, json_families, json_together, json_words, json_feelings, json_year, json_records, json_beliefs;

/* Labels of days below a field of so many columns that begins after `indent`. */
void draw_days_below(struct trends *tr, int64_t first, int64_t last, size_t indent, size_t columns);

#endif
