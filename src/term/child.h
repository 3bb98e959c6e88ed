/*
 * Programs that see text: the editor and the pager.
 *
 * In: words, an environment, descriptors.  Out: a process that has no descriptor but 0, 1 and 2, leaves no core file,
 * stands behind the barrier against the network (barrier.h), and, where the system can (Landlock), writes nowhere but into
 * one folder and on terminals.
 *
 *	rc = child_init(err, &c);
 *	child_drop(&c, "LESS"); child_set(&c, "LESSSECURE", "1");
 *	c.argv = words.list;
 *	rc = child_start(err, &c);       exec has succeeded, or rc says why not
 *	child_wait(&c) -> status
 *	child_release(&c);
 *
 * The environment is passed on, not read: names that begin with a dropped prefix are left out.
 */
#ifndef FELT_TERM_CHILD_H
#define FELT_TERM_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "felt/base/err.h"
#include "hideout.h"

struct child {
	char *const *argv;    /* borrowed */
	char **env;           /* NULL-terminated */
	size_t nenv, capenv;
	char **own;           /* the entries of env that were made here */
	size_t nown;
	bool failed;          /* no memory */
	int in, out;          /* what becomes 0 and 1 (and 2, when out is a terminal); -1: as they are */
	bool jail;            /* write nowhere but below jail_dir (-1: nowhere at all) and on terminals, if the system can */
	int jail_dir;
	bool apart;           /* a session of its own: signals of this terminal are not for it; 2 becomes `out` too */
	const struct hideout *hideout; /* its folder lies in there; NULL: as everything else */
	bool ends_with_us;    /* SIGHUP when felt ends, also when felt is killed, if the system can */
	pid_t pid;
};

int child_init(struct err *err, struct child *c);
void child_drop(struct child *c, const char *prefix);
void child_set(struct child *c, const char *name, const char *value);
/* What it will be given under that name; NULL: nothing. */
const char *child_look(const struct child *c, const char *name);
/*
 * argv[0] is looked for by program.h.  E_USAGE with the program when it is not there or cannot be run; E_UNSAFE when a protection that
 * the system has (jail, hideout, barrier) could not be had for it: then it does not run; E_NOMEM, E_IO.
 */
int child_start(struct err *err, struct child *c);
int child_wait(struct child *c);      /* the wait status; retries EINTR */
void child_release(struct child *c);

/* ---- one file per platform: child_linux.c, child_posix.c; the first three only between fork and exec ---- */

/* Everything from 3 on is closed by the exec that follows. */
void child_close_on_exec(void);
/* No core file, no piped core either where that can be had (RUNTIME.md 3). */
void child_no_core(void);
/* Ends with SIGHUP when `parent` does. */
void child_end_with(pid_t parent);
/* Is there a jail at all? */
bool child_can_jail(void);
/* Made before the fork: a jail to enter, or one of these. */
enum { JAIL_NONE = -1, JAIL_FAILED = -2 }; /* the system has none; it has, and this one could not be made: then nothing is started */
int child_jail_make(int dir);
bool child_jail_enter(int jail);

#endif
