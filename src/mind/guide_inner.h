/*
 * Inside the walking of guides (guide_run.c, guide_shown.c, guide_answer.c, guide_entry.c, guide_resume.c).
 */
#ifndef FELT_MIND_GUIDE_INNER_H
#define FELT_MIND_GUIDE_INNER_H

#include "felt/mind/guide_run.h"

/* What a draft keeps beside an entry's own fields: this and the step's name. */
#define ANSWER_KEY ".answer-"

/* Which steps are shown, all at once: a step can depend on any above it, so one by one the work would double with each. */
void guide_shown(const struct guide_run *run, bool shown[GUIDE_STEPS_MAX]);
/* Was it answered, and is it shown? */
bool answer_counts(const struct guide_run *run, const bool *shown, size_t i);
bool guide_in_form(const struct guide_run *run, const struct guide_step *s);
/* Does another step that keeps a field share this one's key? */
bool guide_key_shared(const struct guide *g, size_t step);
/* Is the answer kept as a field, or as a rating that stands for one? */
bool guide_keeps_field(const struct guide_step *s);
/* 0 when the key is no rating of meta 12. */
uint8_t guide_rating(struct slice key);
/* To the first step. */
void guide_at_first(struct guide_run *run);

/* The next item off the front of *rest; false at the end. */
bool item_take(struct slice *rest, struct slice *item);
void answer_clear(struct guide_answer *a);   /* wipes; ANSWER_OPEN */
bool text_blank(struct slice s);             /* nothing but blanks and line ends */
/* Takes the content of `text`, which is then empty; ANSWER_GIVEN, or ANSWER_SKIPPED when it is empty. */
void answer_take(struct guide_answer *a, struct buf *text);

#endif
