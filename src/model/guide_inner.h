/*
 * Inside the reader of guide files (guide_parse.c, guide_step.c, guide_when.c, guide_check.c, guide_names.c).
 *
 * One pass over the lines: each line is a keyword and what stands behind it.  Lines before the first `step` are about the whole guide, the others
 * about the step they stand below.  A step is checked as a whole where the next one begins; names are resolved at once, because a step
 * can only speak of what stands above it.  `above` alone looks forward and is resolved at the end.
 */
#ifndef FELT_MODEL_GUIDE_INNER_H
#define FELT_MODEL_GUIDE_INNER_H

#include "felt/model/guide.h"

enum { GUIDE_ECHO = 48 }; /* buffer for what an error repeats of a file */

/* A place in the file that is looked at again later. */
struct guide_mark { struct slice word; unsigned line; };

struct guide_reader {
	struct err *err;
	struct guide *g;
	unsigned line;             /* the one that is being read */
	unsigned seen;             /* bits of keywords that stand once in a guide or in a step */
	size_t steps_room, choices_room;
	struct guide_step *step;   /* the last one, NULL before the first */
	struct guide_mark above, in, preset;
	unsigned minutes_line;
	size_t nminutes;
};

/* E_INPUT with the line; the format is the whole message. */
int guide_fail(struct guide_reader *r, unsigned line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int guide_no_memory(struct guide_reader *r);

/* ---- guide_names.c ---- */
/* A piece of the file as a message may repeat it: cut at a whole character. */
const char *guide_echo(struct slice s, char out[GUIDE_ECHO]);
/* Takes the first word off *rest; the blanks behind it go too.  Empty at the end. */
struct slice guide_word_take(struct slice *rest);
/* A whole number of at most four digits that fills the word, or -1. */
int guide_number(struct slice word);
bool guide_form_valid(const char *s, size_t n);
/* -1 when there is none of that name; kinds and tests have their names here. */
int guide_kind_find(struct slice word);
int guide_test_find(struct slice word);
/*
 * The nearest of some names, for "(near: x)".  Start with { word }, guide_near_try() each name, then guide_near() is " (near: x)" or "".
 */
struct guide_near { struct slice word; char best[GUIDE_NAME_MAX + 1]; size_t slips; char said[GUIDE_NAME_MAX + 16]; };
struct guide_near guide_near_to(struct slice word);
void guide_near_try(struct guide_near *near, struct slice name);
const char *guide_near(struct guide_near *near);
void guide_near_kinds(struct guide_near *near);
void guide_near_tests(struct guide_near *near);

/* ---- guide_step.c ---- */
/* Reads what stands behind a keyword of a step; `kinds`: bit k for enum step_kind k. */
struct guide_keyword { const char *word; unsigned kinds; bool once; int (*read)(struct guide_reader *r, struct slice rest); };
extern const struct guide_keyword guide_step_keywords[]; /* ends with a NULL word */
int guide_step_begin(struct guide_reader *r, struct slice rest);
/* A step above by name, of one of these kinds; `needs` says of which ("a list"). */
int guide_step_above(struct guide_reader *r, struct slice name, unsigned kinds, const char *needs, size_t *out);

/* ---- guide_when.c ---- */
int guide_read_in(struct guide_reader *r, struct slice rest);
int guide_read_when(struct guide_reader *r, struct slice rest);
bool guide_has_choice(const struct guide_step *s, struct slice slug);

/* ---- guide_check.c ---- */
int guide_step_end(struct guide_reader *r);  /* the step is complete; nothing to do before the first */
int guide_end(struct guide_reader *r);       /* the file is complete */

#define KIND_BIT(k) (1u << (k))

#endif
