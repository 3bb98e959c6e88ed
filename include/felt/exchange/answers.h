/*
 * The answers of a guide as JSON: one object whose keys are the guide's (DESIGN.md 5), in its order.
 *
 *	{"situation":"...","feelings":[{"id":"sadness.lonely","intensity":80}],"evidence-for":["...","..."],"belief-before":85,
 *	 "patterns":["mind-reading"],"belief":"I am unlovable"}
 *
 * In: such an object; each value is handed to the caller step by step.  Out: the same from the caller's answers.  A key that no step
 * has is refused by name; null says nothing.  A followup is {"what","with","due","expected"} or only its text; a belief an id of the
 * ledger or its sentence.
 */
#ifndef FELT_EXCHANGE_ANSWERS_H
#define FELT_EXCHANGE_ANSWERS_H

#include "felt/base/json.h"
#include "felt/model/entry.h"
#include "felt/model/guide.h"

enum { ANSWERS_MAX = 8 * 1024 * 1024 };  /* bytes of JSON */

struct answer_value {
	/* text, line, belief: one; list, choices: each; followup: what, with, due, expected: four */
	const struct slice *items; size_t nitems;
	bool list;                                        /* they stood in a JSON list */
	uint8_t number;                                   /* scale */
	const struct entry_feeling *feelings; size_t nfeelings; /* moment 0 */
};

/* Hands every given answer to fn, in the object's order; a key that several steps share to each of them.  fn's code stops it.  E_INPUT, E_NOMEM. */
int answers_read(struct err *err, struct slice json, const struct guide *g,
	int (*fn)(void *arg, struct err *err, size_t step, const struct answer_value *v), void *arg);

/* Writes the object with every key of the guide once; fn fills *v for a step and says whether it was answered (else null).  Of steps with the same key the
 * last answered one counts. */
void answers_write(struct json_out *j, const struct guide *g, bool (*fn)(void *arg, size_t step, struct answer_value *v), void *arg);

#endif
