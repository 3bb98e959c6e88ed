/*
 * A guide: a written sequence of steps (felt-guide(5)).
 *
 * What comes in is the text of a guide file, of our own or of a stranger; what goes out is a checked value in which
 * every name is resolved, or one error with the line it is in.  Nothing is executed, nothing refers outside of the file.
 *
 *	# a comment
 *	guide challenge 1                       first line that says anything: name and version
 *	title Challenge a negative belief
 *	about a thought looked at from both sides
 *	forms full short                        optional; the first is what is walked when nothing is said
 *	minutes 20 8                            how long it takes, about: one number, or one for each form
 *	above hot-thought                       this answer (of any step kept under the same key) stands on the screen above every later question
 *
 *	step situation text
 *	ask What happened?                      more `ask` and `help` lines: one paragraph each
 *	help Where, when, who was there. A line or two is enough.
 *
 *	step belief-before scale
 *	in full                                 only in this form (several words: in any of them)
 *	when hot-thought answered               all `when` lines must hold
 *	ask How true does it feel right now?
 *	word 0 not at all
 *	word 100 completely
 *
 *	step heavier choices
 *	as -                                    the answer is not kept (`as KEY`: kept under another key than the step's name)
 *	when compared is heavier
 *	ask It is heavier than when you began.
 *	choice on Go on
 *	choice stop Stop here; it is saved
 *	then stop stop                          choosing `stop` ends the guide (`then SLUG guide NAME [FORM]`: ... and begins another)
 *
 *	step under feelings
 *	layer under                             the layer its feelings are kept with (CARE.md 3)
 *	when surface is-not numb                of feelings: a family, `other`, or one word (`numb.blank`)
 *
 * Conditions: `when STEP answered`, `skipped`, `is SLUG`, `is-not SLUG`, `at-least N`, `below N`; the step stands earlier in the file.  at-least and below
 * look at a scale's number, at the highest intensity of feelings, at how many items a list has, and do not hold where there is no answer; is-not does.
 * A step that was not shown counts as skipped.  answered and skipped look at the key: one of the steps above that are kept under it.
 *
 * Keys.  An answer is kept under the step's name, or what `as` says.  Two steps may share a key when their answers have one shape (one text; items; a number).
 * `feelings`, `feelings-after` and `belief` are for steps of those kinds, `belief-before`, `belief-after` and `balanced-belief` for scales; `title`,
 * `text` and `rated-after` are taken.  A guide has at most one feelings step for each layer and one without, one that rates again, one belief step:
 * an entry has one place for each.
 *
 * Ownership: a struct guide owns a copy of the file's text; all slices borrow from it.
 */
#ifndef FELT_MODEL_GUIDE_H
#define FELT_MODEL_GUIDE_H

#include "felt/base/buf.h"

enum {
	GUIDE_FILE_MAX = 64 * 1024, GUIDE_LINE_MAX = 1000, /* bytes */
	GUIDE_NAME_MAX = 32,      /* names, slugs and forms: a-z 0-9 -, a letter first (a form may begin with a digit) */
	GUIDE_STEPS_MAX = 100, GUIDE_CHOICES_MAX = 32, GUIDE_FORMS_MAX = 8, GUIDE_WHENS_MAX = 8, GUIDE_WORDS_MAX = 11, GUIDE_LINES_MAX = 12,
	GUIDE_VERSION_MAX = 9999, GUIDE_MINUTES_MAX = 600
};

enum step_kind {
	STEP_TEXT,      /* paragraphs */
	STEP_LINE,      /* one line */
	STEP_LIST,      /* items, one a line */
	STEP_SCALE,     /* 0 to 100, with words of its own */
	STEP_FEELINGS,  /* words of the vocabulary with intensities */
	STEP_CHOICES,   /* one of several, or with `many` any of them */
	STEP_BELIEF,    /* a belief of the ledger, or none */
	STEP_FOLLOWUP,  /* something to be said or tried, only on a yes */
	STEP_NOTICE     /* text alone */
};
enum when_test { WHEN_ANSWERED, WHEN_SKIPPED, WHEN_IS, WHEN_IS_NOT, WHEN_AT_LEAST, WHEN_BELOW };
enum then_what { THEN_GO_ON, THEN_STOP, THEN_GUIDE };

struct guide_when { size_t step; enum when_test test; struct slice value; unsigned number; };
struct guide_choice { struct slice slug, label, about; enum then_what then; struct slice guide, form; }; /* `choice SLUG LABEL | ABOUT` */
struct guide_word { uint8_t value; struct slice word; };

struct guide_step {
	struct slice name, key;         /* key: the field; empty when the answer is not kept */
	enum step_kind kind;
	unsigned line;                  /* in the file, from 1 */
	unsigned forms;                 /* bit i: form i; all bits when `in` is not given */
	struct slice ask[GUIDE_LINES_MAX], help[GUIDE_LINES_MAX];
	size_t nask, nhelp;
	struct guide_when when[GUIDE_WHENS_MAX];
	size_t nwhen;
	struct slice preset;            /* `default VALUE`: line, scale, choices */
	struct guide_choice *choices;   /* owned */
	size_t nchoices;
	struct guide_word words[GUIDE_WORDS_MAX]; /* of a scale, rising */
	size_t nwords;
	bool many;                      /* choices: any of them */
	bool other;                     /* choices: an answer of one's own is possible (kept as typed) */
	int from;                       /* `from STEP`: choices: the items of that list; followup: the text it begins with; -1 none */
	int expected;                   /* `expected STEP`: followup: what is expected begins with that answer; -1 none */
	int again;                      /* `again STEP`: scale and feelings: the second rating of that step; -1 none */
	uint8_t layer;                  /* feelings: enum feeling_layer of feeling.h, 0 none: what the writer says */
	bool suggest;                   /* feelings: after "not sure" words of the texts so far may be proposed */
};

struct guide {
	struct slice name, title, about;
	unsigned version;
	unsigned minutes;               /* of the first form; 0 not said */
	unsigned form_minutes[GUIDE_FORMS_MAX]; /* of each form */
	struct slice forms[GUIDE_FORMS_MAX];
	size_t nforms;                  /* 0: there is one, without a name */
	int above;                      /* a step, -1 none */
	struct guide_step *steps;       /* owned */
	size_t nsteps;
	struct buf text;                /* owned */
};

/*
 * Reads and checks a guide.  E_INPUT: subject says what is wrong, err->n the line (bytes that are no text too); E_TEXT_LONG for
 * the whole file, E_NOMEM.  *out is empty after an error.
 */
int guide_parse(struct err *err, struct guide *out, const char *text, size_t n);
void guide_release(struct guide *g);

int guide_step_find(const struct guide *g, const char *name, size_t n);  /* index or -1 */
int guide_form_find(const struct guide *g, const char *name, size_t n);  /* index or -1 */
/* May a field have this key? 1..GUIDE_NAME_MAX of a-z 0-9 -, a letter first. */
bool guide_name_valid(const char *s, size_t n);
/* May an answer of this kind be kept under that key?  NULL when it may, else what the key is for. */
const char *guide_key_taken(struct slice key, enum step_kind kind, bool again);
/* "text", "line", ... */
const char *guide_kind_name(enum step_kind kind);

/* The built-in guides, in the order in which they are listed: challenge, express, recognize, compassion, trust, session. */
enum { GUIDES_BUILT_IN = 6 };
const char *guide_built_in(size_t i, const char **text, size_t *n);      /* its name; NULL beyond the last */

#endif
