/*
 * Choosing feelings from the vocabulary, by hand: the picker with the words of this journal in it.
 */
#ifndef FELT_CLI_PICKING_H
#define FELT_CLI_PICKING_H

#include "cli/writing.h"
#include "felt/term/picker.h"

/*
 * Lets somebody choose; what was chosen is added to h as if it had been typed.  *end as picker_run.  The journal is
 * closed meanwhile and open again afterwards.
 */
int pick_feelings(struct ctx *ctx, struct head *h, enum picker_end *end);

#endif
