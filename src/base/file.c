/*
 * Reading and writing files, and folders (file.h); a file that is new is made in file_new.c.
 *
 * In: paths and descriptors.  Out: bytes in a buf, or written to the last one.
 *
 * Law 1: nothing but a plain file is read by name: no link, no pipe that would hang, no device.
 */
#include "file_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_CHUNK = 64 * 1024 };

/* ---- reading ---- */

ssize_t
file_read_some(int fd, void *p, size_t n)
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
		got = file_read_some(fd, out->p + out->n, want);
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

int
file_sync_fd(int fd)
{
	int rc;

	do {
		rc = fsync(fd);
	} while (rc != 0 && errno == EINTR);
	return rc;
}

int
file_sync_folder(struct err *err, int dir, const char *path)
{
	if (file_sync_fd(dir) != 0 && errno != EINVAL && errno != ENOTSUP)
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

int
file_split(struct err *err, const char *path, char **dir, char **name)
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

int
file_open_folder(struct err *err, const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 ? fd : err_sys(err, E_IO, "%s", dir);
}

int
file_sync_parent(struct err *err, const char *path)
{
	char *dir, *name;
	int fd, rc;

	rc = file_split(err, path, &dir, &name);
	if (rc < 0)
		return rc;
	fd = file_open_folder(err, dir);
	rc = fd;
	if (fd >= 0) {
		rc = file_sync_folder(err, fd, dir);
		close(fd);
	}
	free(dir);
	free(name);
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
