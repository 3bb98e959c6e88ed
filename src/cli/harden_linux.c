/*
 * Linux: no core dumps, no tracing by other programs of the same user, no network, and what can be said about memory.
 *
 * Law: a connection that is open already is refused, because no barrier reaches it.
 *
 * Honest limits: root reads everything; PR_SET_DUMPABLE does not reach the editor (exec resets it), RLIMIT_CORE
 * and the core filter do; hibernation writes all memory to disk.
 */
#include <errno.h>
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
#include "felt/base/file.h"
#include "felt/term/barrier.h"
#include "felt/term/editor.h"

/* 1 is the kernel's special value: 0 does not stop a core handler behind a pipe, 1 does (RUNTIME.md 3). */
enum { NO_CORE = 1 };

/* magic(5) of statfs; the header that names them is not there with every libc. */
#define TMPFS 0x01021994L
#define RAMFS 0x858458f6L

static void
no_core_dumps(void)
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
}

int
harden_self(struct err *err)
{
	int handed = barrier_foreign_socket();

	no_core_dumps();
	(void)barrier_raise(BARRIER_OWN); /* what could not be done, harden_look() finds out */
	/* last: an undumpable process may not open its own coredump_filter any more */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (handed < 0)
		return 0;
	return err_set(err, E_UNSAFE, "descriptor %d is a network connection\nfelt uses no network; start it without that connection, "
		"or with a pipe in its place", handed);
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
	struct editor_guards guards;

	editor_look(&guards);
	out->editor_hidden = guards.hidden ? ANSWER_YES : ANSWER_NO;
	out->editor_jail = guards.jail ? ANSWER_YES : ANSWER_NO;
	out->no_network = !barrier_known() ? ANSWER_UNKNOWN : barrier_stands() ? ANSWER_YES : ANSWER_NO;
	out->no_core = core_off();
	out->no_trace = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? ANSWER_YES : ANSWER_NO;
	out->memory_locked = can_lock();
	out->no_swap = swap_off();
	out->editor_memory = guards.hidden || in_memory(runtime_dir) || in_memory("/dev/shm") ? ANSWER_YES : ANSWER_NO;
}

/* Said once: the note that it was said lies in the state folder. */
static bool
said_before(const char *state_dir)
{
	char *path = state_dir && !file_make_dirs(NULL, state_dir) ? file_join(state_dir, "told-swap") : NULL;
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;
	bool before = path && fd < 0 && errno == EEXIST;

	if (fd >= 0)
		close(fd);
	free(path);
	return before;
}

void
harden_warn(struct ctx *ctx)
{
	if (ctx->quiet || can_lock() != ANSWER_NO || swap_off() != ANSWER_NO || said_before(ctx->state_dir))
		return;
	say(ctx, "felt: this system does not let felt lock its memory, and its swap is not encrypted, so keys and text may reach the disk"
		"\nhint: a higher limit for locked memory (ulimit -l) keeps the keys off it, encrypted swap keeps everything; felt status "
		"shows it, this is said once");
}
