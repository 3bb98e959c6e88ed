/*
 * Runs one program and says what it cost.
 *
 *	run [-k KEYS] [-i INPUT] [-o OUTPUT] [-x STATUS] PROGRAM [ARGUMENT...]
 *
 * In: a program; KEYS becomes its descriptor 3, INPUT (else /dev/null) its 0, OUTPUT (else /dev/null) its 1.  Out: one
 * line "wall-ns user-us system-us peak-KiB", from the moment before it is spawned to the moment it is reaped.
 *
 * It is a program of its own because the peak memory that the kernel reports for a child includes what its parent had
 * when it was spawned; this one has next to nothing.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

pid_t wait4(pid_t pid, int *status, int options, struct rusage *use);

extern char **environ;

enum { KEYS_FD = 3 };

static int
failed(const char *what)
{
	fprintf(stderr, "run: ");
	perror(what);
	return 2;
}

/* Opened here and not by the spawned side, so that opening is not in the measured time. */
static int
open_at(const char *path, int flags, int fd)
{
	int got = open(path, flags, 0600);

	if (got < 0 || (got != fd && (dup2(got, fd) < 0 || close(got))))
		return failed(path);
	return 0;
}

static long long
nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static long long
microseconds(struct timeval t)
{
	return (long long)t.tv_sec * 1000000 + t.tv_usec;
}

int
main(int argc, char **argv)
{
	const char *keys = NULL, *input = "/dev/null", *output = "/dev/null";
	int c, status, wanted = 0, out = dup(STDOUT_FILENO);
	struct rusage use;
	pid_t pid;

	while ((c = getopt(argc, argv, "+k:i:o:x:")) != -1)
		switch (c) {
		case 'k':
			keys = optarg;
			break;
		case 'i':
			input = optarg;
			break;
		case 'o':
			output = optarg;
			break;
		case 'x':
			wanted = atoi(optarg);
			break;
		default:
			return 2;
		}
	if (optind == argc || out < 0 || fcntl(out, F_SETFD, FD_CLOEXEC) < 0)
		return 2;
	/* 3 is the number `out` got; it moves away so that a program without keys finds 3 closed. */
	if (out == KEYS_FD && (out = fcntl(out, F_DUPFD_CLOEXEC, KEYS_FD + 1)) < 0)
		return 2;
	close(KEYS_FD);
	if (open_at(input, O_RDONLY, STDIN_FILENO) || open_at(output, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO) ||
	    (keys && open_at(keys, O_RDONLY, KEYS_FD)))
		return 2;
	long long begin = nanoseconds();
	int rc = posix_spawnp(&pid, argv[optind], NULL, NULL, argv + optind, environ);
	if (rc) {
		fprintf(stderr, "run: %s: %s\n", argv[optind], strerror(rc));
		return 2;
	}
	if (wait4(pid, &status, 0, &use) < 0)
		return failed("wait4");
	long long end = nanoseconds();
	if (!WIFEXITED(status) || WEXITSTATUS(status) != wanted) {
		fprintf(stderr, "run: %s ended with %d\n", argv[optind], WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
		return 1;
	}
	dprintf(out, "%lld %lld %lld %ld\n", end - begin, microseconds(use.ru_utime), microseconds(use.ru_stime), use.ru_maxrss);
	return 0;
}
