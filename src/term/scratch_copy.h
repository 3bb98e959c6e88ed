/*
 * Copying a small tree: an editor's configuration into the scratch folder, and what could not be read out of one that is
 * about to vanish.
 */
#ifndef FELT_TERM_SCRATCH_COPY_H
#define FELT_TERM_SCRATCH_COPY_H

#include <stdbool.h>
#include <stddef.h>

struct copying {
	bool follow;              /* links are followed: for the writer's own files, never for what an editor has left */
	size_t files, bytes;      /* at most so many */
	int depth;                /* folders within folders */
	size_t done;              /* out: files copied, the last one perhaps not whole */
	bool cut;                 /* out: a file or folder could not be read, a limit was met, or the room ran out */
};
/* Regular files and folders of one descriptor into another; what is something else is left out. */
void scratch_copy(struct copying *c, int from, int to);

#endif
