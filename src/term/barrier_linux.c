/*
 * The barrier against the network, on Linux: a seccomp filter in the kernel's own language, without a library.
 *
 * In: nothing.  Out: a process whose system calls pass through the table below.  It must never let a call through because its
 * number means something else in another table: a foreign word size ends the process, the x32 numbers are no calls.
 *
 * The numbers come from the kernel's header of the processor that felt is built for, so x86-64 and aarch64 share the table;
 * aarch64 was not tried.  Refusals look like a kernel that lacks the thing, so that programs go on without it.
 */
#define _GNU_SOURCE
#include "felt/term/barrier.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The numbers from HIGH on are the newest of the refused calls, those from GAP to GAP_END are none of them.  Two
 * comparisons instead of twenty: the kernel runs the table once for every number that there is when it is installed.
 */
#if defined(__x86_64__) && defined(__LP64__)
#define NATIVE AUDIT_ARCH_X86_64
enum { HIGH = SYS_userfaultfd + 1, GAP = SYS_ptrace + 1, GAP_END = SYS_kexec_load };
#elif defined(__aarch64__) && defined(__AARCH64EL__) && defined(__LP64__)
#define NATIVE AUDIT_ARCH_AARCH64
enum { HIGH = SYS_kexec_file_load + 1, GAP = SYS_ptrace + 1, GAP_END = SYS_socket };
#else
#define NATIVE 0 /* no table: no claim */
enum { HIGH = 0, GAP = 0, GAP_END = 0 };
#endif

/* Newer than some headers; these numbers are the same on every processor. */
#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#define SYS_io_uring_enter 426
#define SYS_io_uring_register 427
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

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
 * The first halves of arguments are the whole of what the kernel looks at: a domain and a request are 32 bits wide.
 * `keys`: what is done with the three calls for the kernel's keys, which lie below HIGH and outside of the gap.
 */
#define TABLE(...) { \
	LOAD(arch), UNLESS(NATIVE, 1), ANSWER(SECCOMP_RET_KILL_PROCESS), \
	LOAD(nr), FROM(HIGH, 11), FROM(X32_BIT, 1), REFUSED(ENOSYS), \
	REFUSE(SYS_io_uring_setup, ENOSYS), REFUSE(SYS_io_uring_enter, ENOSYS), REFUSE(SYS_io_uring_register, ENOSYS), \
	REFUSE(SYS_pidfd_getfd, EPERM), ALLOWED, \
	FROM(GAP, 2), BELOW(GAP_END, 1), ALLOWED, \
	WHEN(SYS_ioctl, 6), LOAD(args[1]), REFUSE(TIOCSTI, EPERM), REFUSE(TIOCLINUX, EPERM), ALLOWED, \
	UNLESS(SYS_socket, 1), WHEN(SYS_socketpair, 4), \
	LOAD(args[0]), UNLESS(AF_UNIX, 1), REFUSED(EAFNOSUPPORT), ALLOWED, \
	REFUSE(SYS_ptrace, EPERM), REFUSE(SYS_process_vm_readv, EPERM), REFUSE(SYS_process_vm_writev, EPERM), \
	REFUSE(SYS_bpf, EPERM), REFUSE(SYS_userfaultfd, EPERM), \
	REFUSE(SYS_kexec_load, EPERM), REFUSE(SYS_kexec_file_load, EPERM), \
	__VA_ARGS__ ALLOWED }
#define NO_KEYS REFUSE(SYS_add_key, EPERM), REFUSE(SYS_request_key, EPERM), REFUSE(SYS_keyctl, EPERM),

static const struct sock_filter own[] = TABLE();
static const struct sock_filter child[] = TABLE(NO_KEYS);

bool
barrier_known(void)
{
	return NATIVE != 0;
}

static bool
install(const struct sock_filter *rules, size_t n)
{
	/* the kernel copies them; its header has no const */
	union { const struct sock_filter *ours; struct sock_filter *theirs; } p = { .ours = rules };
	struct sock_fprog program = { (unsigned short)n, p.theirs };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

bool
barrier_raise(enum barrier which)
{
	if (!barrier_known())
		return false;
	if (which == BARRIER_CHILD)
		return install(child, sizeof child / sizeof child[0]);
	return install(own, sizeof own / sizeof own[0]);
}

/* A filter alone may be somebody else's, and a kernel without IPv4 is no barrier. */
bool
barrier_stands(void)
{
	int fd;

	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != SECCOMP_MODE_FILTER)
		return false;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == EAFNOSUPPORT;
}

/* ---- what is open already ---- */

/* errno is EBADF when there is no such descriptor. */
static bool
is_foreign(int fd)
{
	int domain = AF_UNIX;
	socklen_t n = sizeof domain;

	errno = 0;
	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &n) == 0 && domain != AF_UNIX;
}

/* Those below `end`, until `n` open ones were seen; *all: they were. */
static int
try_first(int end, long n, bool *all)
{
	for (int fd = 0; fd < end && n > 0; fd++) {
		if (is_foreign(fd))
			return fd;
		n -= errno != EBADF;
	}
	*all = n == 0;
	return -1;
}

/* A buffer on the stack, because this is done at every start. */
static int
try_listed(int dir)
{
	_Alignas(struct dirent64) char page[2048];
	ssize_t n;

	while ((n = syscall(SYS_getdents64, dir, page, sizeof page)) > 0)
		for (ssize_t at = 0; at < n;) {
			const struct dirent64 *e = (const struct dirent64 *)(const void *)(page + at);
			int fd = e->d_name[0] == '.' ? -1 : atoi(e->d_name);

			if (fd >= 0 && is_foreign(fd))
				return fd;
			at += e->d_reclen;
		}
	return -1;
}

/*
 * Since Linux 6.2 the size of /proc/self/fd is how many there are, and asking the first few is ten times quicker than a
 * list.  Without /proc: the first thousand, which is what a process has unless it asked for more.
 */
int
barrier_foreign_socket(void)
{
	struct stat st;
	bool all = false;
	int dir, found = -1;

	if (stat("/proc/self/fd", &st) != 0)
		return try_first(1024, 1024, &all);
	if (st.st_size > 0)
		found = try_first(128, (long)st.st_size, &all);
	if (found >= 0 || all)
		return found;
	dir = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return try_first(1024, 1024, &all);
	found = try_listed(dir);
	close(dir);
	return found;
}
