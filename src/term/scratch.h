/*
 * A folder in memory for text that an editor has to see (RUNTIME.md 3).
 *
 * Best it lies in a file system of its own that nobody else sees (hideout.h).  Where the system does not allow that, it lies in
 * $XDG_RUNTIME_DIR or /dev/shm, and is refused when the file system there is not memory.  It is called
 * felt_<pid>_<start time>, is 0700 and ours, and is held locked while its process lives, so that nobody sweeps it by
 * mistake (a pid says nothing across containers).  Only who names a folder on a disk gets it there, and nowhere
 * else is left.
 *
 * What it does not do: pages of tmpfs can be swapped to disk.  Where it is not hidden, an editor killed with felt leaves the
 * folder until the next start sweeps it.  On a disk, overwriting may not reach the old blocks.
 */
#ifndef FELT_TERM_SCRATCH_H
#define FELT_TERM_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "felt/base/err.h"
#include "hideout.h"

enum { SCRATCH_NAME = 64, SCRATCH_PATH = 4096 };

struct scratch_places {
	const char *runtime_dir;  /* $XDG_RUNTIME_DIR; may be NULL */
	const char *disk_dir;     /* where plaintext may lie on a disk when there is no memory for it; NULL: nowhere */
	bool in_the_open;         /* not hidden: a program that runs already has to find it */
};
struct scratch {
	struct scratch_places places; /* borrowed */
	bool hidden, on_disk;
	struct hideout hideout;   /* when hidden */
	int parent, dir;          /* descriptors; -1: none */
	char name[SCRATCH_NAME];
	char path[SCRATCH_PATH];  /* of the folder; as seen from inside when it is hidden */
};

/* E_UNSAFE: no folder in memory, or something has its name already; E_SPACE, E_IO. */
int scratch_make(struct err *err, struct scratch *s, struct scratch_places places);
/* May this process have a hidden one here?  Tried just now. */
bool scratch_can_hide(void);
/* Overwrites and removes everything in it, and itself. */
void scratch_wipe(struct scratch *s);
/*
 * Instead of wiping: gives it a name that is never swept (felt-kept-...), changes s->path, closes.  What is hidden would vanish:
 * its files are copied out, or a part of them where memory or the limits (scratch.c) end before.  Nothing: there was none, or no
 * other place in memory for them; then all is wiped.
 */
enum scratch_kept { KEPT_NOTHING, KEPT_PART, KEPT_ALL };
enum scratch_kept scratch_keep(struct scratch *s);
void scratch_sweep(struct scratch_places places);

/* ---- one file per platform: scratch_linux.c, scratch_posix.c ---- */

bool scratch_is_memory(int fd);                     /* false where it cannot be told */
unsigned long long scratch_started(long pid);       /* 0: no such process, or it cannot be told */
bool scratch_hold(int fd);                          /* until the descriptor is closed; true where it cannot be had */
bool scratch_is_held(int fd);                       /* by another process */

#endif
