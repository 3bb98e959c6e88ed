/*
 * The user's own editor on a file in memory-backed storage (RUNTIME.md 3).
 *
 * The scratch folder lies on tmpfs ($XDG_RUNTIME_DIR or /dev/shm: checked with statfs, owner, 0700, no link) or the editor is refused.
 * VISUAL/EDITOR are split into words without a shell; servers (emacsclient, code, gvim --remote, subl, zed ...) are
 * refused by name; the known editors get the flags that keep swap, backup, undo and history files away.
 */
#ifndef FELT_TERM_EDITOR_H
#define FELT_TERM_EDITOR_H

#include "felt/base/text.h"

struct editor {
	const char *command;     /* the value of VISUAL or EDITOR; NULL: E_USAGE with what to set */
	const char *runtime_dir; /* $XDG_RUNTIME_DIR or NULL */
	bool server_ok;          /* config editor_server_ok */
};
/*
 * text: in and out; *changed says whether it differs.  E_UNSAFE: no tmpfs, a server editor, the file was replaced by something that is no
 * regular file; E_USAGE: not found; E_IO: the editor failed (then text holds what could be read and *changed is true, so that the
 * caller can keep it as a draft).
 */
int editor_run(struct err *err, const struct editor *ed, struct buf *text, bool *changed);
/* Wipes scratch folders of dead processes (name has pid and start time). Called at every start; quick when there are none. */
void editor_sweep(const char *runtime_dir);

#endif
