/*
 * A page shown in a program with a window of its own, usually a browser, out of memory-backed storage (CARE.md 25).
 *
 * The page lies in a scratch folder of ours (0700, tmpfs: $XDG_RUNTIME_DIR or /dev/shm) as a file 0600 while somebody reads it, and is
 * overwritten and removed afterwards; what a killed run left goes at the next start (editor_sweep).  The program is started without a
 * shell, in a session of its own: ^C at the terminal is not for it, and it may go on living.
 *
 * Honest limits: nothing keeps a browser from writing down that it had the file open, its window's title, or parts of the page in
 * caches of its own; pages of tmpfs can be swapped; printing passes through the printer's queue.
 */
#ifndef FELT_TERM_VIEWER_H
#define FELT_TERM_VIEWER_H

#include "felt/base/buf.h"

struct viewer {
	const char *command;     /* split into words without a shell; the path is added */
	const char *runtime_dir; /* $XDG_RUNTIME_DIR or NULL */
	const char *name;        /* of the file: "packet.html" */
};
/*
 * Writes, starts, calls wait(arg, path) and removes, whatever wait answered; its code is handed on.  E_USAGE: the command is not words, or
 * not found; E_UNSAFE: no storage in memory; E_IO, E_SPACE, E_NOMEM.
 */
int viewer_run(struct err *err, const struct viewer *v, const struct buf *page, int (*wait)(void *arg, struct err *err, const char *path), void *arg);

#endif
