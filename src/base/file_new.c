/*
 * A new file that appears whole or not at all (file.h).
 *
 * In: a path, then bytes through its descriptor.  Out: the file under its name, complete and synced, or nothing.
 *
 * Laws:
 *  1. A name that exists is never taken by file_new_*, not even a link that leads nowhere.
 *  2. What is written is 0600 from its first byte, whatever the umask.
 *  3. The folder is opened once and everything happens inside it: a folder that is renamed or swapped
 *     between two steps does not lead the second step elsewhere.
 *  4. Data is synced before it has its name, the folder after.
 * fsync asks the system; it cannot make a disk tell the truth about its cache.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_inner.h"
#include "rename.h"

enum {
	TEMP_TRIES = 16,
	TEMP_EXTRA = 1 + 6 + 16, /* "." before, ".felt-" and 16 hex digits after the name */
	NAME_ROOM = 255
};

/* Random, not secret: the name only has to miss others, and O_EXCL catches what it hits. */
static int
random_u64(struct err *err, uint64_t *v)
{
	uint8_t b[8];
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return err_sys(err, E_IO, "/dev/urandom");
	got = file_read_some(fd, b, sizeof b);
	close(fd);
	if (got != (ssize_t)sizeof b)
		return err_set(err, E_IO, "/dev/urandom");
	*v = get_u64(b);
	return 0;
}

/* ".NAME.felt-<16 hex>", NAME shortened at a character where the whole would be too long a name. */
static char *
temp_name(int dir, const char *name, uint64_t random)
{
	long limit = fpathconf(dir, _PC_NAME_MAX);
	size_t room = (limit > 0 ? (size_t)limit : NAME_ROOM), n = strlen(name);
	char *p = malloc(n + TEMP_EXTRA + 1);

	if (p == NULL)
		return NULL;
	room = room > TEMP_EXTRA ? room - TEMP_EXTRA : 0;
	if (n > room) {
		n = room;
		while (n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80)
			n--;
	}
	p[0] = '.';
	memcpy(p + 1, name, n);
	snprintf(p + 1 + n, TEMP_EXTRA, ".felt-%016llx", (unsigned long long)random);
	return p;
}

/* Locked, so that file_temp.c leaves it alone; false when another run swept it away between its creation and the lock. */
static bool
alive(int fd)
{
	struct stat st;

	return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 && st.st_nlink > 0;
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = EEXIST;
}

/* Creates f->temp in f->dir (laws 1 and 2). */
static int
create_temp(struct err *err, struct file_new *f)
{
	uint64_t random = 0;
	int rc;

	for (int i = 0; i < TEMP_TRIES; i++) {
		rc = random_u64(err, &random);
		if (rc < 0)
			return rc;
		free(f->temp);
		f->temp = temp_name(f->dir, f->name, random);
		if (f->temp == NULL)
			return err_set(err, E_NOMEM, "%s", f->path);
		f->fd = openat(f->dir, f->temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (f->fd < 0 && errno != EEXIST)
			break;
		if (f->fd >= 0 && alive(f->fd))
			break;
		close_fd(&f->fd);
	}
	if (f->fd < 0) {
		rc = err_sys(err, E_IO, "%s", f->path);
		free(f->temp);
		f->temp = NULL; /* not ours to remove */
		return rc;
	}
	/* A umask of 0277 would have made a file its owner cannot write again. */
	return fchmod(f->fd, 0600) == 0 ? 0 : err_sys(err, E_IO, "%s", f->path);
}

static void
close_new(struct file_new *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->dir >= 0)
		close(f->dir);
	free(f->path);
	free(f->name);
	free(f->temp);
	*f = (struct file_new){ -1, -1, NULL, NULL, NULL, false };
}

enum how { NEW, NEW_UNNAMED, REPLACING };

static int
begin(struct err *err, struct file_new *f, const char *path, enum how how)
{
	struct stat st;
	char *dir = NULL;
	int rc;

	*f = (struct file_new){ -1, -1, NULL, NULL, NULL, false };
	rc = file_split(err, path, &dir, &f->name);
	if (rc < 0)
		return rc;
	f->path = strdup(path);
	if (f->path == NULL)
		rc = err_set(err, E_NOMEM, "%s", path);
	else
		rc = f->dir = file_open_folder(err, dir);
	free(dir);
	if (rc >= 0 && how != REPLACING) {
		if (fstatat(f->dir, f->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			rc = err_set(err, E_EXISTS, "%s", path);
		else if (errno != ENOENT)
			rc = err_sys(err, E_IO, "%s", path);
	}
	if (rc >= 0) {
		file_temp_sweep(f->dir, f->name);
		f->fd = how == NEW_UNNAMED ? unnamed_open(f->dir) : -1;
		if (f->fd < 0)
			rc = create_temp(err, f);
		else if (fchmod(f->fd, 0600) != 0)
			rc = err_sys(err, E_IO, "%s", f->path);
	}
	if (rc < 0)
		file_new_abort(f);
	return rc < 0 ? rc : 0;
}

int
file_new_begin(struct err *err, struct file_new *f, const char *path)
{
	return begin(err, f, path, NEW);
}

int
file_new_begin_unnamed(struct err *err, struct file_new *f, const char *path)
{
	return begin(err, f, path, NEW_UNNAMED);
}

int
file_new_begin_aside(struct err *err, struct file_new *f, const char *path)
{
	return begin(err, f, path, REPLACING);
}

static int
commit(struct err *err, struct file_new *f, bool replace)
{
	int rc;

	if (file_sync_fd(f->fd) != 0)
		return err_sys(err, E_IO, "%s", f->path);
	if (f->temp == NULL)
		rc = unnamed_name(f->fd, f->dir, f->name);
	else if (replace)
		rc = renameat(f->dir, f->temp, f->dir, f->name);
	else
		rc = rename_noreplace(f->dir, f->temp, f->name);
	if (rc != 0 && errno == EEXIST)
		return err_set(err, E_EXISTS, "%s", f->path);
	if (rc != 0)
		return err_sys(err, E_IO, "%s", f->path);
	free(f->temp);
	f->temp = NULL;
	f->named = true; /* nothing is left to remove */
	rc = file_sync_folder(err, f->dir, f->path);
	if (rc == 0)
		close_new(f);
	return rc;
}

int
file_new_commit(struct err *err, struct file_new *f)
{
	return commit(err, f, false);
}

void
file_new_abort(struct file_new *f)
{
	if (f->temp != NULL)
		unlinkat(f->dir, f->temp, 0);
	close_new(f);
}

int
file_replace(struct err *err, const char *path, const void *p, size_t n)
{
	struct file_new f;
	int rc = begin(err, &f, path, REPLACING);

	if (rc == 0)
		rc = file_write_fd(err, f.fd, path, p, n);
	if (rc == 0)
		rc = commit(err, &f, true);
	file_new_abort(&f);
	return rc;
}

char *
file_new_temp_path(const struct file_new *f)
{
	const char *slash = strrchr(f->path, '/');
	size_t dir = slash ? (size_t)(slash - f->path) + 1 : 0, n = strlen(f->temp);
	char *p = malloc(dir + n + 1);

	if (p) {
		memcpy(p, f->path, dir);
		memcpy(p + dir, f->temp, n + 1);
	}
	return p;
}

/* What SQLite has not yet rolled back belongs to the old file: it goes with it, from one name to the other. */
static int
move_journal(struct err *err, const struct file_new *f, const char *of, const char *with)
{
	size_t n = strlen(of) + 16, m = strlen(with) + 16;
	char *from = malloc(n), *to = malloc(m);
	int rc = 0;

	if (!from || !to) {
		rc = err_set(err, E_NOMEM, "%s", f->path);
	} else {
		snprintf(from, n, "%s-journal", of);
		snprintf(to, m, "%s-journal", with);
		if (renameat(f->dir, from, f->dir, to) && errno != ENOENT)
			rc = err_sys(err, E_IO, "%s", f->path);
	}
	free(from);
	free(to);
	return rc;
}

int
file_new_commit_aside(struct err *err, struct file_new *f, const char *aside)
{
	if (file_sync_fd(f->fd))
		return err_sys(err, E_IO, "%s", f->path);
	if (linkat(f->dir, f->name, f->dir, aside, 0))
		return err_sys(err, errno == EEXIST ? E_EXISTS : E_IO, "%s", aside);
	int rc = move_journal(err, f, f->name, aside);
	if (!rc && renameat(f->dir, f->temp, f->dir, f->name))
		rc = err_sys(err, E_IO, "%s", f->path);
	if (rc) {
		move_journal(NULL, f, aside, f->name);
		unlinkat(f->dir, aside, 0);
		return rc;
	}
	free(f->temp);
	f->temp = NULL;
	f->named = true;
	rc = file_sync_folder(err, f->dir, f->path);
	file_new_abort(f);
	return rc;
}
