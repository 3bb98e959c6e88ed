/*
 * The user's own editor on a file in memory-backed storage (RUNTIME.md 3).
 *
 * The scratch folder lies on a tmpfs in a mount namespace of its own, which is gone when felt and the editor are; where there
 * are no user namespaces on another tmpfs ($XDG_RUNTIME_DIR when it is there, ours, 0700 and no link; else /dev/shm; both
 * checked with statfs); else the editor is refused, unless the caller names a folder on a disk.  VISUAL/EDITOR are split into words without a shell; servers (emacsclient, code,
 * gvim --remote, subl, zed ...) are refused by name; the known editors get the flags that keep swap, backup, undo and
 * history files away.  On Linux with Landlock the editor can write nowhere but into the scratch folder; without it an
 * editor that is not known is refused.  It stands behind the barrier against the network (barrier.h).  The editor shares our process group: ^C is its own, ^Z stops both.
 *
 * Honest limits: pages of tmpfs can be swapped; an editor may talk to a program that is already running (X11, D-Bus, tmux).
 */
#ifndef FELT_TERM_EDITOR_H
#define FELT_TERM_EDITOR_H

#include "felt/base/text.h"

struct editor {
	const char *command;     /* the value of VISUAL or EDITOR; NULL: E_USAGE with what to set */
	const char *runtime_dir; /* $XDG_RUNTIME_DIR or NULL */
	bool server_ok;          /* config editor_server_ok */
	const char *disk_dir;    /* --allow-disk-plaintext: used when no place in memory is left; NULL: never */
};
/*
 * text: in and out; *changed says whether it differs, also after an error: then text is what could be read, and the caller
 * keeps it as a draft.  Bytes are not checked (text_check is the caller's); a \n that the editor put at the end of a text
 * that had none is taken off again.
 *
 *	E_USAGE        nothing set, a quote not closed, not found
 *	E_UNSAFE       no tmpfs, a server editor, an unknown one without a jail: nothing was started.  Or the file was replaced
 *	               by something that is no regular file, is over 64 MiB, or finds no memory: what lies in the scratch folder
 *	               is kept as felt-kept-... and the subject says where
 *	E_IO           the editor failed, was killed, or removed the file; or it cannot be read: then the folder is kept too
 *	E_INTERRUPTED  SIGTERM or SIGHUP, which went on to the editor
 *	E_SPACE, E_NOMEM
 */
int editor_run(struct err *err, const struct editor *ed, struct buf *text, bool *changed);
/* Wipes scratch folders of dead processes (name has pid and start time). Called at every start; quick when there are none. */
void editor_sweep(const char *runtime_dir, const char *disk_dir);

/* What the system allows here; tried just now. */
struct editor_guards {
	bool hidden;             /* a file system of the editor's own, which leaves nothing when all is killed */
	bool jail;               /* it can write nowhere but into its folder */
};
void editor_look(struct editor_guards *out);

#endif
