/*
 * Linux: no core dumps, no tracing by other programs of the same user, and what can be said about memory.
 *
 * Honest limits: root reads everything; PR_SET_DUMPABLE does not reach the editor (exec resets it), RLIMIT_CORE
 * and the core filter do; hibernation writes all memory to disk.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "cli/frame.h"

/* 1 is the kernel's special value: 0 does not stop a core handler behind a pipe, 1 does (RUNTIME.md 3). */
enum { NO_CORE = 1 };

/* magic(5) of statfs; the header that names them is not there with every libc. */
#define TMPFS 0x01021994L
#define RAMFS 0x858458f6L

void
harden_self(void)
{
	const struct rlimit none = { NO_CORE, NO_CORE };
	int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);

	setrlimit(RLIMIT_CORE, &none);
	if (fd >= 0) {
		/* nothing to be done when it fails: the limit above is the first line */
		ssize_t n = write(fd, "0", 1);
		(void)n;
		close(fd);
	}
	/* last: an undumpable process may not open its own coredump_filter any more */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static enum answer
core_off(void)
{
	struct rlimit now;

	if (getrlimit(RLIMIT_CORE, &now))
		return ANSWER_UNKNOWN;
	return now.rlim_cur <= NO_CORE && now.rlim_max <= NO_CORE ? ANSWER_YES : ANSWER_NO;
}

/* Keys take a few pages; four of them locked at once stand for that. */
static enum answer
can_lock(void)
{
	long page = sysconf(_SC_PAGESIZE);
	size_t size = page > 0 ? (size_t)page : 4096;
	void *p = NULL;

	if (posix_memalign(&p, size, 4 * size))
		return ANSWER_UNKNOWN;
	enum answer yes = mlock(p, 4 * size) ? ANSWER_NO : ANSWER_YES;
	if (yes == ANSWER_YES)
		munlock(p, 4 * size);
	free(p);
	return yes;
}

/* Swap on zram or behind dm-crypt does not keep memory readable on a disk. */
static enum answer
swap_off(void)
{
	char line[512];
	enum answer off = ANSWER_YES;
	FILE *f = fopen("/proc/swaps", "re");

	if (!f)
		return ANSWER_UNKNOWN;
	for (bool heading = true; fgets(line, sizeof line, f); heading = false)
		if (!heading && !strstr(line, "/zram") && !strstr(line, "/dm-"))
			off = ANSWER_NO;
	fclose(f);
	return off;
}

static bool
in_memory(const char *dir)
{
	struct statfs fs;
	struct stat st;

	return dir && !stat(dir, &st) && S_ISDIR(st.st_mode) && !access(dir, W_OK) && !statfs(dir, &fs) &&
		((unsigned long)fs.f_type == (unsigned long)TMPFS || (unsigned long)fs.f_type == (unsigned long)RAMFS);
}

void
harden_look(const char *runtime_dir, struct protections *out)
{
	out->no_core = core_off();
	out->no_trace = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? ANSWER_YES : ANSWER_NO;
	out->memory_locked = can_lock();
	out->no_swap = swap_off();
	out->editor_memory = in_memory(runtime_dir) || in_memory("/dev/shm") ? ANSWER_YES : ANSWER_NO;
}
