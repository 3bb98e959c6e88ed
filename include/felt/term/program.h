/*
 * Where a program lies that is to be started: the only look at PATH.
 *
 * Law: never in the current folder.  An empty part of PATH means it to a shell, and a relative part lies in it; both are passed over,
 * for a folder in which felt is started may be somebody else's.
 */
#ifndef FELT_TERM_PROGRAM_H
#define FELT_TERM_PROGRAM_H

/* Its path, malloc'd; NULL: nowhere, or no memory.  A name with a slash is a path already. */
char *program_find(const char *name);

#endif
