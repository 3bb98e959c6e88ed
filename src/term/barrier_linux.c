/*
 * The barrier against the network, on Linux: a seccomp filter in the kernel's own language, without a library.
 *
 * In: nothing.  Out: a process whose system calls pass through the table below.  It must never let a call through because its
 * number means something else in another table: a foreign word size ends the process, the x32 numbers are no calls.
 *
 * The numbers come from the kernel's header of the processor that felt is built for; what is done with them stands in
 * barrier_table.h, and tests/unit/test_barrier.c tries both tables row by row.  On aarch64 itself it was not run.
 */
#define _GNU_SOURCE
#include "felt/term/barrier.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "barrier_table.h"

/* Newer than some headers; these numbers are the same on every processor. */
#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#define SYS_io_uring_enter 426
#define SYS_io_uring_register 427
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

#define NUMBER(call) SYS_##call
#if defined(__x86_64__) && defined(__LP64__)
#define TABLE(...) X86_64_TABLE(NUMBER, __VA_ARGS__)
enum { KNOWN = 1 };
#elif defined(__aarch64__) && defined(__AARCH64EL__) && defined(__LP64__)
#define TABLE(...) AARCH64_TABLE(NUMBER, __VA_ARGS__)
enum { KNOWN = 1 };
#else
#define TABLE(...) { ALLOWED } /* no table: no claim */
enum { KNOWN = 0 };
#endif

static const struct sock_filter own[] = TABLE();
static const struct sock_filter child[] = TABLE(NO_KEYS(NUMBER));

bool
barrier_known(void)
{
	return KNOWN != 0;
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
