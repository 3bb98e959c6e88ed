/*
 * A memory file system that nobody else sees: a tmpfs in a mount namespace of our own (RUNTIME.md 3).
 *
 * It is held by descriptors alone.  The folder is reached from outside through *dir, from inside (a child that has
 * entered) by its path.  When the last process that holds or has entered it ends, however it ends, the kernel takes all
 * of it away: nothing is left to sweep.
 *
 * What it does not do: its pages can be swapped (a user namespace may not forbid that); root can enter it.
 */
#ifndef FELT_TERM_HIDEOUT_H
#define FELT_TERM_HIDEOUT_H

#include <stdbool.h>

struct hideout {
	int user, mount, net;  /* namespaces; -1: none */
};
#define HIDEOUT_NONE { -1, -1, -1 }

/* ---- one file per platform: hideout_linux.c, hideout_posix.c ---- */

/*
 * Over the folder `at`, as seen from inside.  *dir: the empty file system, 0700 and ours.  False where the system does not
 * allow it (no user namespaces), or for want of memory or descriptors: nothing is open then.
 */
bool hideout_make(struct hideout *h, const char *at, int *dir);
/* Between fork and exec: into it, without any privilege there, and into the folder cwd (NULL or gone: the root). */
bool hideout_enter(const struct hideout *h, const char *cwd);
void hideout_close(struct hideout *h);

#endif
