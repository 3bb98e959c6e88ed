/*
 * A folder in memory for text that an editor has to see (RUNTIME.md 3).
 *
 * It is called felt_<pid>_<start time>, lies in $XDG_RUNTIME_DIR or /dev/shm, is 0700 and ours, and is refused when
 * the file system is not memory.  It is held locked while its process lives, so that nobody sweeps it by mistake (a
 * pid says nothing across containers).
 *
 * What it does not do: pages of tmpfs can be swapped to disk; an editor killed with felt leaves the folder until the
 * next start sweeps it.
 */
#ifndef FELT_TERM_SCRATCH_H
#define FELT_TERM_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "felt/base/err.h"

enum { SCRATCH_NAME = 64, SCRATCH_PATH = 4096 };

struct scratch {
	int parent, dir;          /* descriptors; -1: none */
	char name[SCRATCH_NAME];
	char path[SCRATCH_PATH];  /* of the folder */
};

/* E_UNSAFE: no folder in memory, or something has its name already; E_SPACE, E_IO. */
int scratch_make(struct err *err, struct scratch *s, const char *runtime_dir);
/* Overwrites and removes everything in it, and itself. */
void scratch_wipe(struct scratch *s);
/* Instead of wiping: gives it a name that is never swept (felt-kept-...), changes s->path, closes. */
void scratch_keep(struct scratch *s);
void scratch_sweep(const char *runtime_dir);

/* ---- one file per platform: scratch_linux.c, scratch_posix.c ---- */

bool scratch_is_memory(int fd);                     /* false where it cannot be told */
unsigned long long scratch_started(long pid);       /* 0: no such process, or it cannot be told */
bool scratch_hold(int fd);                          /* until the descriptor is closed; true where it cannot be had */
bool scratch_is_held(int fd);                       /* by another process */

#endif
