/*
 * Files: whole or not at all, and never over something else (file.h).
 *
 * In: paths and descriptors.  Out: bytes in a buf, or a file that is complete and synced.
 *
 * Laws:
 *  1. Nothing but a plain file is read by name: no link, no pipe that would hang, no device.
 *  2. A name that exists is never taken by file_new_*, not even a link that leads nowhere.
 *  3. What is written is 0600 from its first byte, whatever the umask.
 *  4. The folder is opened once and everything happens inside it: a folder that is renamed or swapped
 *     between two steps does not lead the second step elsewhere.
 *  5. Data is synced before it has its name, the folder after.
 * fsync asks the system; it cannot make a disk tell the truth about its cache.
 */
#include "felt/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_temp.h"
#include "rename.h"

enum {
	READ_CHUNK = 64 * 1024,
	TEMP_TRIES = 16,
	TEMP_EXTRA = 1 + 6 + 16, /* "." before, ".felt-" and 16 hex digits after the name */
	NAME_ROOM = 255
};

/* ---- reading ---- */

/* Standard input may have been made non-blocking by whoever shares it; wait instead of failing. */
static ssize_t
read_some(int fd, void *p, size_t n)
{
	for (;;) {
		struct pollfd wait = { fd, POLLIN, 0 };
		ssize_t got = read(fd, p, n);

		if (got >= 0)
			return got;
		if (errno == EAGAIN && poll(&wait, 1, -1) < 0 && errno != EINTR)
			return -1;
		if (errno != EAGAIN && errno != EINTR)
			return -1;
	}
}

static int
read_all(struct err *err, int fd, const char *name, size_t max, struct buf *out, size_t start)
{
	for (;;) {
		size_t have = out->n - start, want = READ_CHUNK;
		ssize_t got;

		/* One byte more than allowed is asked for, to see whether there is one. */
		if (max - have < want)
			want = max - have + 1;
		if (!buf_reserve(out, want))
			return err_set(err, E_NOMEM, "%s", name);
		got = read_some(fd, out->p + out->n, want);
		if (got < 0)
			return err_sys(err, E_IO, "%s", name);
		if (got == 0)
			return 0;
		out->n += (size_t)got;
		if (out->n - start > max)
			return err_num(err, E_TEXT_LONG, max, "%s", name);
	}
}

int
file_read_fd(struct err *err, int fd, const char *name, size_t max, struct buf *out)
{
	size_t start = out->n;
	int rc;

	if (max >= SIZE_MAX - READ_CHUNK)
		max = SIZE_MAX - READ_CHUNK - 1;
	rc = read_all(err, fd, name, max, out, start);
	if (rc < 0)
		buf_truncate(out, start);
	return rc;
}

static int
open_plain(struct err *err, const char *path, struct stat *st)
{
	/* O_NONBLOCK: a pipe without a writer opens at once and is then refused (law 1). */
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return err_sys(err, E_NO_INPUT, "%s", path);
	if (fd < 0 && (errno == ELOOP || errno == EMLINK))
		return err_set(err, E_UNSAFE, "'%s' is a link", path);
	if (fd < 0 && errno == ENXIO)
		return err_set(err, E_UNSAFE, "'%s' is not a plain file", path);
	if (fd < 0)
		return err_sys(err, E_IO, "%s", path);
	if (fstat(fd, st) != 0) {
		err_sys(err, E_IO, "%s", path);
		close(fd);
		return E_IO;
	}
	if (!S_ISREG(st->st_mode)) {
		close(fd);
		return err_set(err, E_UNSAFE, "'%s' is not a plain file", path);
	}
	return fd;
}

int
file_read(struct err *err, const char *path, size_t max, struct buf *out)
{
	struct stat st;
	int fd = open_plain(err, path, &st), rc;

	if (fd < 0)
		return fd;
	/* The size is a hint for the first allocation; the file may grow or shrink while it is read. */
	if (st.st_size > 0 && (uintmax_t)st.st_size <= max)
		buf_reserve(out, (size_t)st.st_size + READ_CHUNK);
	rc = file_read_fd(err, fd, path, max, out);
	close(fd);
	return rc;
}

/* ---- writing ---- */

int
file_write_fd(struct err *err, int fd, const char *name, const void *p, size_t n)
{
	const char *at = p;

	while (n > 0) {
		struct pollfd wait = { fd, POLLOUT, 0 };
		ssize_t put = write(fd, at, n);

		if (put >= 0) {
			at += put;
			n -= (size_t)put;
		} else if (errno == EAGAIN) {
			if (poll(&wait, 1, -1) < 0 && errno != EINTR)
				return err_sys(err, E_IO, "%s", name);
		} else if (errno != EINTR) {
			return err_sys(err, E_IO, "%s", name);
		}
	}
	return 0;
}

static int
sync_fd(int fd)
{
	int rc;

	do {
		rc = fsync(fd);
	} while (rc != 0 && errno == EINTR);
	return rc;
}

/* Folders of some file systems cannot be synced; that is theirs to promise then, not an error. */
static int
sync_folder(struct err *err, int dir, const char *path)
{
	if (sync_fd(dir) != 0 && errno != EINVAL && errno != ENOTSUP)
		return err_sys(err, E_IO, "%s", path);
	return 0;
}

char *
file_join(const char *dir, const char *name)
{
	size_t d = strlen(dir), n = strlen(name);
	bool slash = d > 0 && dir[d - 1] != '/';
	char *p = malloc(d + n + 2);

	if (p == NULL)
		return NULL;
	memcpy(p, dir, d);
	if (slash)
		p[d++] = '/';
	memcpy(p + d, name, n + 1);
	return p;
}

/* "a/b/c" -> "a/b" and "c", "c" -> "." and "c", "/c" -> "/" and "c".  Both owned by the caller. */
static int
split_path(struct err *err, const char *path, char **dir, char **name)
{
	const char *slash = strrchr(path, '/');
	const char *last = slash != NULL ? slash + 1 : path;
	size_t n = slash == NULL ? 1 : slash == path ? 1 : (size_t)(slash - path);

	*dir = NULL;
	*name = NULL;
	if (last[0] == '\0' || strcmp(last, ".") == 0 || strcmp(last, "..") == 0) {
		errno = EISDIR;
		return err_sys(err, E_IO, "%s", path);
	}
	*name = strdup(last);
	*dir = malloc(n + 1);
	if (*name == NULL || *dir == NULL) {
		free(*name);
		free(*dir);
		return err_set(err, E_NOMEM, "%s", path);
	}
	memcpy(*dir, slash != NULL ? path : ".", n);
	(*dir)[n] = '\0';
	return 0;
}

static int
open_folder(struct err *err, const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 ? fd : err_sys(err, E_IO, "%s", dir);
}

int
file_sync_parent(struct err *err, const char *path)
{
	char *dir, *name;
	int fd, rc;

	rc = split_path(err, path, &dir, &name);
	if (rc < 0)
		return rc;
	fd = open_folder(err, dir);
	rc = fd;
	if (fd >= 0) {
		rc = sync_folder(err, fd, dir);
		close(fd);
	}
	free(dir);
	free(name);
	return rc;
}

/* Random, not secret: the name only has to miss others, and O_EXCL catches what it hits. */
static int
random_u64(struct err *err, uint64_t *v)
{
	uint8_t b[8];
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return err_sys(err, E_IO, "/dev/urandom");
	got = read_some(fd, b, sizeof b);
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

/* Creates f->temp in f->dir (laws 2 and 3). */
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
	*f = (struct file_new){ -1, -1, NULL, NULL, NULL };
}

static int
begin(struct err *err, struct file_new *f, const char *path, bool replace)
{
	struct stat st;
	char *dir = NULL;
	int rc;

	*f = (struct file_new){ -1, -1, NULL, NULL, NULL };
	rc = split_path(err, path, &dir, &f->name);
	if (rc < 0)
		return rc;
	f->path = strdup(path);
	if (f->path == NULL)
		rc = err_set(err, E_NOMEM, "%s", path);
	else
		rc = f->dir = open_folder(err, dir);
	free(dir);
	if (rc >= 0 && !replace) {
		if (fstatat(f->dir, f->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			rc = err_set(err, E_EXISTS, "%s", path);
		else if (errno != ENOENT)
			rc = err_sys(err, E_IO, "%s", path);
	}
	if (rc >= 0) {
		file_temp_sweep(f->dir, f->name);
		rc = create_temp(err, f);
	}
	if (rc < 0)
		file_new_abort(f);
	return rc < 0 ? rc : 0;
}

int
file_new_begin(struct err *err, struct file_new *f, const char *path)
{
	return begin(err, f, path, false);
}

int
file_new_begin_aside(struct err *err, struct file_new *f, const char *path)
{
	return begin(err, f, path, true);
}

static int
commit(struct err *err, struct file_new *f, bool replace)
{
	int rc;

	if (sync_fd(f->fd) != 0)
		return err_sys(err, E_IO, "%s", f->path);
	if (replace)
		rc = renameat(f->dir, f->temp, f->dir, f->name);
	else
		rc = rename_noreplace(f->dir, f->temp, f->name);
	if (rc != 0 && errno == EEXIST)
		return err_set(err, E_EXISTS, "%s", f->path);
	if (rc != 0)
		return err_sys(err, E_IO, "%s", f->path);
	free(f->temp);
	f->temp = NULL; /* it has its name now: nothing is left to remove */
	rc = sync_folder(err, f->dir, f->path);
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
	int rc = begin(err, &f, path, true);

	if (rc == 0)
		rc = file_write_fd(err, f.fd, path, p, n);
	if (rc == 0)
		rc = commit(err, &f, true);
	file_new_abort(&f);
	return rc;
}

static int
make_dir(struct err *err, const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return 0;
	if (errno != EEXIST)
		return err_sys(err, E_IO, "%s", path);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	errno = ENOTDIR;
	return err_sys(err, E_IO, "%s", path);
}

int
file_make_dirs(struct err *err, const char *path)
{
	char *p = strdup(path), *at;
	int rc = 0;

	if (p == NULL)
		return err_set(err, E_NOMEM, "%s", path);
	for (at = p + strspn(p, "/"); rc == 0 && (at = strchr(at, '/')) != NULL; at += strspn(at, "/")) {
		*at = '\0';
		rc = make_dir(err, p);
		*at = '/';
	}
	if (rc == 0)
		rc = make_dir(err, path);
	free(p);
	return rc;
}
