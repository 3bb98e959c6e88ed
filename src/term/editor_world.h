/*
 * What an editor finds around it: folders of its own for what it would otherwise leave in the writer's.
 */
#ifndef FELT_TERM_EDITOR_WORLD_H
#define FELT_TERM_EDITOR_WORLD_H

#include "child.h"
#include "scratch.h"

/* Makes the folders in the scratch folder and names them in the child's environment. E_IO, E_SPACE, E_NOMEM. */
int editor_world(struct err *err, struct child *c, const struct scratch *s);

#endif
