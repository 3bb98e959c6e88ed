/*
 * The barrier's filter as a table, one for each processor, for whatever gives their numbers.
 *
 * N(call) is the number of a system call: barrier_linux.c has it from the kernel's header, the unit test from lists of its own, so that
 * the table of a processor can be tried on another one.  Refusals look like a kernel that lacks the thing, so that programs go on
 * without it.
 */
#ifndef FELT_TERM_BARRIER_TABLE_H
#define FELT_TERM_BARRIER_TABLE_H

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* The numbers of x32 have this bit; no call of aarch64 has it. */
#define X32_BIT 0x40000000U

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, field))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define REFUSED(number) ANSWER(SECCOMP_RET_ERRNO | (number))
/* The next `then` instructions when it is equal, or not less; those behind them when not. */
#define WHEN(value, then) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(value), 0, (then))
#define FROM(value, then) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (unsigned)(value), 0, (then))
/* The same, the other way round: not when it is equal, only below. */
#define UNLESS(value, then) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(value), (then), 0)
#define BELOW(value, then) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (unsigned)(value), (then), 0)
#define REFUSE(call, number) WHEN(call, 1), REFUSED(number)
#define ALLOWED ANSWER(SECCOMP_RET_ALLOW)

/*
 * native: the processor; a record of another one ends the process.  The numbers from high on are the newest of the refused calls, those
 * from gap to gap_end are none of them: two comparisons instead of twenty, because the kernel runs the table once for every number
 * that there is when it is installed.
 *
 * The first halves of arguments are the whole of what the kernel looks at: a domain and a request are 32 bits wide.
 * At the end: what is done with the three calls for the kernel's keys, which lie below high and outside of the gap.
 */
#define BARRIER_TABLE(N, native, high, gap, gap_end, ...) { \
	LOAD(arch), UNLESS(native, 1), ANSWER(SECCOMP_RET_KILL_PROCESS), \
	LOAD(nr), FROM(high, 11), FROM(X32_BIT, 1), REFUSED(ENOSYS), \
	REFUSE(N(io_uring_setup), ENOSYS), REFUSE(N(io_uring_enter), ENOSYS), REFUSE(N(io_uring_register), ENOSYS), \
	REFUSE(N(pidfd_getfd), EPERM), ALLOWED, \
	FROM(gap, 2), BELOW(gap_end, 1), ALLOWED, \
	WHEN(N(ioctl), 6), LOAD(args[1]), REFUSE(TIOCSTI, EPERM), REFUSE(TIOCLINUX, EPERM), ALLOWED, \
	UNLESS(N(socket), 1), WHEN(N(socketpair), 4), \
	LOAD(args[0]), UNLESS(AF_UNIX, 1), REFUSED(EAFNOSUPPORT), ALLOWED, \
	REFUSE(N(ptrace), EPERM), REFUSE(N(process_vm_readv), EPERM), REFUSE(N(process_vm_writev), EPERM), \
	REFUSE(N(bpf), EPERM), REFUSE(N(userfaultfd), EPERM), \
	REFUSE(N(kexec_load), EPERM), REFUSE(N(kexec_file_load), EPERM), \
	__VA_ARGS__ ALLOWED }
#define NO_KEYS(N) REFUSE(N(add_key), EPERM), REFUSE(N(request_key), EPERM), REFUSE(N(keyctl), EPERM),

#define X86_64_TABLE(N, ...) BARRIER_TABLE(N, AUDIT_ARCH_X86_64, N(userfaultfd) + 1, N(ptrace) + 1, N(kexec_load), __VA_ARGS__)
#define AARCH64_TABLE(N, ...) BARRIER_TABLE(N, AUDIT_ARCH_AARCH64, N(kexec_file_load) + 1, N(ptrace) + 1, N(socket), __VA_ARGS__)

#endif
