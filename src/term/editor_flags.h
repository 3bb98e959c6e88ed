/*
 * What is known about editors (RUNTIME.md 3): which hand the file to a running program, and which flags keep swap, backup,
 * undo and history files away.
 */
#ifndef FELT_TERM_EDITOR_FLAGS_H
#define FELT_TERM_EDITOR_FLAGS_H

#include "words.h"

enum editor_kind {
	EDITOR_UNKNOWN,   /* only in a jail */
	EDITOR_KNOWN,     /* its flags were added */
	EDITOR_SERVER     /* hands the file to a program that is already running, or returns at once */
};

/*
 * resolved: the path that the first word leads to, links followed (vi is vim here and nvi there); may be NULL.
 * For a known editor its flags are added to the words: behind the writer's own, so that ours win.
 */
int editor_flags(struct err *err, struct words *w, const char *resolved, enum editor_kind *kind);

#endif
