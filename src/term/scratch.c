/*
 * A folder in memory: made, wiped, swept.
 *
 * It must never follow a link, overwrite a file that has a second name, or remove what a living process uses.
 */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* S_ISVTX */
#endif
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/base/text.h"
#include "scratch_copy.h"

enum { DEPTH_MAX = 16, PASSES = 3, KEPT_FILES = 100, KEPT_DEPTH = 4 };

/* A folder for us alone in memory; the system's, where nobody removes what is not his; for us alone, anywhere. */
enum place { OURS, SHARED, DISK };

static const char shm[] = "/dev/shm";

static int
open_dir(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* ---- where ---- */

static bool
is_trusted(int fd, enum place place)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || (place != DISK && !scratch_is_memory(fd)))
		return false;
	if (place != SHARED)
		return st.st_uid == geteuid() && (st.st_mode & 077) == 0;
	return (st.st_uid == 0 || st.st_uid == geteuid()) && ((st.st_mode & 022) == 0 || (st.st_mode & S_ISVTX) != 0);
}

static int
open_parent(const char *path, enum place place)
{
	int fd;

	if (path == NULL || path[0] != '/')
		return -1;
	fd = open_dir(AT_FDCWD, path);
	if (fd >= 0 && !is_trusted(fd, place)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int
make_in(struct err *err, struct scratch *s, const char *parent)
{
	struct stat st;

	if (snprintf(s->path, sizeof s->path, "%s/%s", parent, s->name) >= (int)sizeof s->path)
		return err_set(err, E_UNSAFE, "%s: too long", parent);
	if (mkdirat(s->parent, s->name, 0700) != 0)
		return errno == EEXIST ? err_set(err, E_UNSAFE, "%s is there already", s->path) : err_sys(err, E_IO, "%s", s->path);
	s->dir = open_dir(s->parent, s->name);
	if (s->dir < 0 || fstat(s->dir, &st) != 0 || st.st_uid != geteuid() || (st.st_mode & 077) != 0
	    || (!s->on_disk && !scratch_is_memory(s->dir)) || !scratch_hold(s->dir))
		return err_set(err, E_UNSAFE, "%s is not ours alone", s->path);
	return 0;
}

static void
close_all(struct scratch *s)
{
	if (s->dir >= 0)
		close(s->dir);
	if (s->parent >= 0)
		close(s->parent);
	s->dir = s->parent = -1;
	hideout_close(&s->hideout);
	s->hidden = false;
}

/* Over the one folder that programs know as memory, so that nothing of theirs is hidden from the editor. */
static bool
hide(struct scratch *s)
{
	s->hidden = hideout_make(&s->hideout, shm, &s->parent);
	if (s->hidden && make_in(NULL, s, shm) == 0)
		return true;
	close_all(s);
	return false;
}

bool
scratch_can_hide(void)
{
	struct hideout h = HIDEOUT_NONE;
	int dir = -1;
	bool yes = hideout_make(&h, shm, &dir);

	if (dir >= 0)
		close(dir);
	hideout_close(&h);
	return yes;
}

/* The first place that can be trusted; *where: its path. */
static int
open_place(struct scratch *s, const char **where)
{
	*where = s->places.runtime_dir;
	s->parent = open_parent(*where, OURS);
	if (s->parent < 0) {
		*where = shm;
		s->parent = open_parent(*where, SHARED);
	}
	if (s->parent < 0 && s->places.disk_dir != NULL && file_make_dirs(NULL, s->places.disk_dir) == 0) {
		*where = s->places.disk_dir;
		s->parent = open_parent(*where, DISK);
		s->on_disk = s->parent >= 0;
	}
	return s->parent;
}

static void
begin(struct scratch *s, struct scratch_places places, const char *prefix)
{
	long pid = (long)getpid();

	memset(s, 0, sizeof *s);
	s->places = places;
	s->hideout = (struct hideout)HIDEOUT_NONE;
	s->parent = s->dir = -1;
	snprintf(s->name, sizeof s->name, "%s%ld_%llu", prefix, pid, scratch_started(pid));
}

static int
make_outside(struct err *err, struct scratch *s)
{
	const char *where;
	int rc;

	if (open_place(s, &where) < 0)
		return err_set(err, E_UNSAFE, "no folder in memory for the editor\nfelt without --editor needs none; "
			"--allow-disk-plaintext puts the text on the disk meanwhile, where traces of it can stay");
	rc = make_in(err, s, where);
	if (rc != 0)
		close_all(s);
	return rc;
}

int
scratch_make(struct err *err, struct scratch *s, struct scratch_places places)
{
	begin(s, places, "felt_");
	return !places.in_the_open && hide(s) ? 0 : make_outside(err, s);
}

/* ---- wiping ---- */

/* tmpfs writes in place: this is where the text was. A file with a second name may be somebody's: only unlinked. */
static void
overwrite(int fd, off_t size)
{
	static const char zeros[4096];

	while (size > 0) {
		size_t n = size < (off_t)sizeof zeros ? (size_t)size : sizeof zeros;
		ssize_t put = write(fd, zeros, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return;
		size -= put;
	}
}

/* Where it cannot be done, the next step says so by failing too. */
static void
make_writable(int dir, const char *name, mode_t mode)
{
	if (fchmodat(dir, name, mode, 0) != 0)
		errno = 0;
}

static void
wipe_file(int dir, const char *name, const struct stat *seen)
{
	struct stat st;
	int fd;

	if (S_ISREG(seen->st_mode)) {
		make_writable(dir, name, 0600);
		fd = openat(dir, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0) {
			if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1)
				overwrite(fd, st.st_size);
			close(fd);
		}
	}
	(void)unlinkat(dir, name, 0);
}

static void wipe_folder(int dir, int depth);

static void
wipe_one(int dir, const char *name, int depth)
{
	struct stat st;
	int inner;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	if (!S_ISDIR(st.st_mode)) {
		wipe_file(dir, name, &st);
		return;
	}
	make_writable(dir, name, 0700);
	inner = open_dir(dir, name);
	if (inner >= 0) {
		wipe_folder(inner, depth + 1);
		close(inner);
	}
	(void)unlinkat(dir, name, AT_REMOVEDIR);
}

/* More than once: removing while reading may skip a name, and an editor's helper may still be writing. */
static void
wipe_folder(int dir, int depth)
{
	bool found = true;

	for (int pass = 0; pass < PASSES && found && depth < DEPTH_MAX; pass++) {
		int fd = open_dir(dir, ".");
		DIR *d = fd < 0 ? NULL : fdopendir(fd);
		struct dirent *e;

		found = false;
		if (d == NULL) {
			if (fd >= 0)
				close(fd);
			return;
		}
		while ((e = readdir(d)) != NULL) {
			if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
				continue;
			found = true;
			wipe_one(dir, e->d_name, depth);
		}
		closedir(d);
	}
}

void
scratch_wipe(struct scratch *s)
{
	if (s->dir >= 0) {
		wipe_folder(s->dir, 0);
		(void)unlinkat(s->parent, s->name, AT_REMOVEDIR);
	}
	close_all(s);
}

/* More than one process of a number may leave something behind, and one process more than once. */
static const char *const kept_names[] = { "felt-kept-", "felt-kept-again-", "felt-kept-once-more-" };
enum { KEPT_NAMES = sizeof kept_names / sizeof kept_names[0] };

/* Out of a file system that ends with us, into one that stays. */
static enum scratch_kept
copy_out(struct scratch *s)
{
	struct copying how = { .files = KEPT_FILES, .bytes = 2 * (size_t)TEXT_MAX, .depth = KEPT_DEPTH };
	struct scratch kept;
	bool good = false;

	for (size_t i = 0; i < KEPT_NAMES && !good; i++) {
		begin(&kept, s->places, kept_names[i]);
		good = make_outside(NULL, &kept) == 0;
	}
	if (good)
		scratch_copy(&how, s->dir, kept.dir);
	scratch_wipe(s);
	if (good && how.done == 0) {
		scratch_wipe(&kept);
		good = false;
	}
	memcpy(s->path, kept.path, sizeof s->path);
	close_all(&kept);
	return !good ? KEPT_NOTHING : how.cut ? KEPT_PART : KEPT_ALL;
}

enum scratch_kept
scratch_keep(struct scratch *s)
{
	char name[SCRATCH_NAME];
	size_t folder = strlen(s->path) - strlen(s->name);
	bool named = false;

	if (s->hidden)
		return copy_out(s);
	for (size_t i = 0; i < KEPT_NAMES && !named; i++) {
		int n = snprintf(name, sizeof name, "%s%s", kept_names[i], s->name + strlen("felt_"));

		named = n < (int)sizeof name && folder + (size_t)n < sizeof s->path && renameat(s->parent, s->name, s->parent, name) == 0;
	}
	if (named)
		memcpy(s->path + folder, name, strlen(name) + 1);
	close_all(s); /* without another name it is there until the next start of felt */
	return KEPT_ALL;
}

/* ---- sweeping ---- */

static bool
is_dead(long pid, unsigned long long start)
{
	if (kill((pid_t)pid, 0) != 0 && errno == ESRCH)
		return true;
	return start != 0 && scratch_started(pid) != 0 && scratch_started(pid) != start;
}

static void
sweep_one(int parent, const char *name)
{
	unsigned long long start;
	struct stat st;
	char end;
	long pid;
	int dir;

	if (sscanf(name, "felt_%ld_%llu%c", &pid, &start, &end) != 2 || pid <= 0 || !is_dead(pid, start))
		return;
	dir = open_dir(parent, name);
	if (dir < 0)
		return;
	if (fstat(dir, &st) == 0 && st.st_uid == geteuid() && !scratch_is_held(dir)) {
		wipe_folder(dir, 0);
		(void)unlinkat(parent, name, AT_REMOVEDIR);
	}
	close(dir);
}

static void
sweep_in(const char *path, enum place place)
{
	int fd = open_parent(path, place);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(d)) != NULL)
		if (strncmp(e->d_name, "felt_", 5) == 0)
			sweep_one(fd, e->d_name);
	closedir(d);
}

void
scratch_sweep(struct scratch_places places)
{
	sweep_in(places.runtime_dir, OURS);
	sweep_in(shm, SHARED);
	sweep_in(places.disk_dir, DISK);
}
