/*
 * The barrier against the network: a process behind it, and every program it starts, cannot open a network connection.
 *
 * It stands here and not in cli, because both felt itself (cli, at its start) and the programs that the terminal room
 * starts (editor and pager) are put behind it, from one table; cli may call down, this room may not call up.
 *
 *	fd = barrier_foreign_socket();  >= 0: refuse, a barrier does not reach what is open already
 *	barrier_raise(BARRIER_OWN);     once, at the start
 *	barrier_raise(BARRIER_CHILD);   between fork and exec of an editor or a pager
 *
 * What is refused (RUNTIME.md 2): sockets of every domain but AF_UNIX, io_uring (it makes sockets without asking), looking
 * into other processes, bpf, userfaultfd, kexec, typing into a terminal (TIOCSTI, TIOCLINUX), the system calls of
 * another word size; for an editor or a pager also the kernel's keys, which could hold those of an open journal.
 *
 * Honest limits: it does not stop a program that runs already and that one can talk to (X11, Wayland, D-Bus, tmux, an emacs
 * daemon).  Linux on x86-64 and aarch64 only.  The table of aarch64 is tried row by row by tests/unit/test_barrier.c; on such a
 * machine it was never run.
 */
#ifndef FELT_TERM_BARRIER_H
#define FELT_TERM_BARRIER_H

#include <stdbool.h>

enum barrier { BARRIER_OWN, BARRIER_CHILD };

/* Can this build raise one at all: is there a table for this system and this processor? */
bool barrier_known(void);
/* For good; false where the system has none.  Sets no_new_privs.  May be called between fork and exec. */
bool barrier_raise(enum barrier which);
/* Is this process behind one?  Tried just now with a socket. */
bool barrier_stands(void);
/* The first open descriptor that is a socket of another domain than AF_UNIX; -1: none, or it cannot be told. */
int barrier_foreign_socket(void);

#endif
