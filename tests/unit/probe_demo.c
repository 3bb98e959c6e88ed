/*
 * Tries what the barrier refuses, for tests: not a test by itself.
 *
 *	probe_demo [-o FILE] [WORDS...] [FILE]
 *
 * A line for each attempt, "inet EAFNOSUPPORT" or "inet ok".  To standard output; with -o to that file; called as an editor
 * (by the name probe-editor) to the last word.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static FILE *to;

static void
tell(const char *what, long rc)
{
	if (rc >= 0)
		fprintf(to, "%s ok\n", what);
	else
		fprintf(to, "%s %s\n", what, strerrorname_np(errno));
}

static void
try_socket(const char *what, int domain, int type)
{
	int fd = socket(domain, type, 0);

	tell(what, fd);
	if (fd >= 0)
		close(fd);
}

#ifdef __x86_64__
static long
x32_socket(void)
{
	return syscall(0x40000000L + SYS_socket, AF_INET, SOCK_STREAM, 0);
}

/* socket() by the way of i386, where it has another number. */
static long
i386_socket(void)
{
	long rc;

	__asm__ volatile("int $0x80" : "=a"(rc) : "a"(359L), "b"(2L), "c"(1L), "d"(0L) : "memory", "r8", "r9", "r10", "r11");
	if (rc < 0) {
		errno = (int)-rc;
		return -1;
	}
	return rc;
}

static void
other_sizes(void)
{
	int status = 0;
	pid_t pid;

	tell("x32", x32_socket());
	fflush(to);
	pid = fork();
	if (pid == 0) {
		i386_socket();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status))
		fprintf(to, "i386 killed by %d\n", WTERMSIG(status));
	else
		fprintf(to, "i386 went on\n");
}
#else
static void
other_sizes(void)
{
	fprintf(to, "x32 ENOSYS\ni386 killed by 31\n");
}
#endif

static void
all(void)
{
	static char parameters[256];
	int pair[2];
	char c = 'x';

	try_socket("unix", AF_UNIX, SOCK_STREAM);
	try_socket("inet", AF_INET, SOCK_STREAM);
	try_socket("inet-udp", AF_INET, SOCK_DGRAM);
	try_socket("inet6", AF_INET6, SOCK_STREAM);
	try_socket("netlink", AF_NETLINK, SOCK_RAW);
	try_socket("packet", AF_PACKET, SOCK_RAW);
	try_socket("vsock", AF_VSOCK, SOCK_STREAM);
	tell("pair-unix", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	tell("pair-inet", socketpair(AF_INET, SOCK_STREAM, 0, pair));
	tell("io_uring", syscall(425, 1, parameters));
	tell("io_uring_enter", syscall(426, -1, 0, 0, 0, NULL, 0));
	tell("io_uring_register", syscall(427, -1, 0, NULL, 0));
	tell("ptrace", ptrace(PTRACE_ATTACH, 0x3fffffff, NULL, NULL)); /* nobody: ESRCH without a barrier */
	tell("vm_readv", syscall(SYS_process_vm_readv, getpid(), NULL, 0, NULL, 0, 0));
	tell("vm_writev", syscall(SYS_process_vm_writev, getpid(), NULL, 0, NULL, 0, 0));
	tell("pidfd_getfd", syscall(438, -1, 0, 0));
	tell("bpf", syscall(SYS_bpf, 0, NULL, 0));
	tell("userfaultfd", syscall(SYS_userfaultfd, 0));
	tell("kexec", syscall(SYS_kexec_load, 0, 0, NULL, 0xffff0000));
	tell("tiocsti", ioctl(STDIN_FILENO, TIOCSTI, &c));
	tell("tioclinux", ioctl(STDIN_FILENO, TIOCLINUX, &c));
	tell("add_key", syscall(SYS_add_key, "user", "felt-test-probe", "x", 1, -2 /* the process */));
	tell("request_key", syscall(SYS_request_key, "user", "felt-test-none", NULL, 0));
	tell("keyctl", syscall(SYS_keyctl, 0, -2, 0));
	other_sizes();
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];

	to = stdout;
	if (argc > 2 && !strcmp(argv[1], "-o"))
		to = fopen(argv[2], "w");
	else if (!strcmp(name, "probe-editor"))
		to = fopen(argv[argc - 1], "w");
	if (!to)
		return 1;
	all();
	return fclose(to) ? 1 : 0;
}
