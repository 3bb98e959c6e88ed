/*
 * A conversation of several full screens, one after the other, as one of them to the eye.
 *
 *	struct staging st;
 *
 *	staging_begin(&st, ctx);
 *	... faces with .stage = staging_stage(ctx)
 *	staging_end(&st);
 *
 * The first face takes the screen; until then, and in lines, everything is as it is without.  While it is taken, what say() and
 * warnings say is gathered, for it would be gone with the screen; it is said at the end.  Nothing else may be asked or shown on the
 * terminal meanwhile.  A conversation within another one is part of that.
 */
#ifndef FELT_CLI_STAGING_H
#define FELT_CLI_STAGING_H

#include "cli/cli.h"
#include "felt/term/stage.h"

struct staging {
	struct ctx *ctx;
	struct stage *stage;   /* NULL: it is part of another, or there was no memory for one */
	struct buf said;
};
void staging_begin(struct staging *st, struct ctx *ctx);
void staging_end(struct staging *st);

/* What a face is handed; NULL outside of a conversation. */
struct stage *staging_stage(const struct ctx *ctx);
/* Is the screen taken? */
bool staging_on(const struct ctx *ctx);

#endif
