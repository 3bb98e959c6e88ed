/*
 * Choosing feelings: type to filter over words, descriptions and body cues, or walk from a family to a word.
 *
 * "ashamed:80" types the intensity with the word.
 *
 * The rows are plain data handed in; this room knows no vocabulary.  Out: what was chosen, each with an intensity and a
 * layer if the writer gave them.  Several feelings can be chosen; none is an answer too.
 *
 * Laws
 *  1. Rows with a `key` ("n" numb, "?" not sure) are as near as any other: they stand on the first page, and their key
 *     alone brings them to the top.
 *  2. A bare number from 1 to 10 is echoed before it counts: "7 of 100. For 7 of 10 type 7/10." (CARE.md 4)
 *  3. The layer is asked once, never for a row that says no_layer, and "only this one" is an answer (CARE.md 3).
 *  4. Nothing chosen here is left on the main screen, unless `plain` asks for lines.
 *  5. In a guide nothing is proposed before the writer says that they are not sure (CARE.md 1).
 */
#ifndef FELT_TERM_PICKER_H
#define FELT_TERM_PICKER_H

#include "felt/base/text.h"
#include "felt/term/stage.h"

enum { PICKER_MOST = 8, PICKER_NO_INTENSITY = 255, PICKER_ALIASES = 3, PICKER_PROPOSED = 3 };
enum picker_layer { PICKER_ONLY = 0, PICKER_SURFACE = 1, PICKER_UNDER = 2 };

struct picker_family { const char *name, *about; bool no_layer; };  /* the name is its id too: a family alone is an answer */
struct picker_row {
	const char *id, *word, *about, *body;        /* about and body may be "" */
	int family;      /* index into families, -1: outside them */
	char key;        /* a key of its own, 0: none */
	bool bare;       /* a whole answer: no intensity, no layer */
	bool no_layer;
};

/*
 * The picker as one step of a guide: what stands around it, with the keys of step.h.  All but question may be NULL.
 */
struct picker_step {
	const char *title, *progress, *above, *note, *question, *help, *page, *dim; /* as in struct step */
	bool first;              /* nothing to go back to */
	/* Words that may be in what was written, after "?" or "not sure": ids of rows, at most PICKER_PROPOSED; 0: none, or NULL. The caller leaves
	 * out the heavy ones. */
	size_t (*propose)(void *arg, const char *ids[PICKER_PROPOSED]);
	int (*lock)(void *arg); long idle_ms; /* as in struct step */
};

struct picked {
	const char *id, *word;   /* borrowed from the rows and families; in `begin` from the caller, and word may be NULL */
	uint8_t intensity;       /* 0..100 or PICKER_NO_INTENSITY */
	uint8_t layer;           /* enum picker_layer */
};

struct picker {
	const struct picker_family *families;
	size_t nfamilies;
	const struct picker_row *rows;
	size_t nrows;
	/* What an intensity looks like: 0 and *out 0..100, or not 0. */
	int (*intensity)(void *arg, const char *typed, uint8_t *out);
	/* Ids of rows that a word the list lacks may stand for ("tired"); NULL: no such words. */
	size_t (*alias)(void *arg, const char *typed, const char *ids[PICKER_ALIASES]);
	void *arg;
	bool plain;      /* in lines */
	bool words_only; /* which ones alone: neither intensity nor layer is asked */
	const struct picked *begin; size_t nbegin;  /* chosen already, to be changed or taken out; at most PICKER_MOST */
	const struct picker_step *step;             /* in a guide; may be NULL */
	struct stage *stage;                        /* to draw on (stage.h); NULL: one of its own */
};
enum picker_end {
	PICKER_DONE,     /* *n of them, perhaps none */
	PICKER_LEFT,     /* esc: nothing was chosen, and nothing refused */
	PICKER_HANGUP,   /* a signal or the terminal's end */
	PICKER_BACK,     /* with `step` alone: ctrl-r */
	PICKER_SKIP      /* with `step` alone: ctrl-s */
};
/* Law 2: "7 of 100. For 7 of 10 type 7/10.", when `typed` is a bare number from 1 to 10. */
bool picker_echo(const char *typed, char *out, size_t n);

/*
 * With `step`, out and *n are what was chosen by then, however it ended, and PICKER_LEFT (ctrl-c, esc esc) means left for later; without it they are
 * filled at PICKER_DONE.  E_NO_SECRET without a terminal, E_NOMEM; E_INTERRUPTED when `plain` was interrupted.
 */
int picker_run(struct err *err, const struct picker *p, struct picked out[PICKER_MOST], size_t *n, enum picker_end *end);

#endif
