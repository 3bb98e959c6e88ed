/*
 * Choosing feelings from the vocabulary, by hand: the picker with the words of this journal in it.
 */
#ifndef FELT_CLI_PICKING_H
#define FELT_CLI_PICKING_H

#include "cli/write/writing.h"
#include "felt/term/picker.h"

/*
 * Lets somebody choose; what was chosen is added to h as if it had been typed.  *end as picker_run.  The journal is
 * closed meanwhile and open again afterwards.
 */
int pick_feelings(struct ctx *ctx, struct head *h, enum picker_end *end);

/*
 * The same as one step of a guide: `begin` is chosen already, picked gets what is chosen at the end, at most PICKER_MOST.  arg is for
 * step->propose; layers: ask which one, where that makes sense.  The journal stays closed afterwards.
 */
int pick_words(struct ctx *ctx, const struct picker_step *step, void *arg, bool layers, const struct picked *begin, size_t nbegin,
	struct picked picked[PICKER_MOST], size_t *n, enum picker_end *end);
/* The same for a filter: which words or families alone. */
int pick_filter(struct ctx *ctx, struct head *h, enum picker_end *end);

#endif
