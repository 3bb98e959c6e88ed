/*
 * The bytes of an import, twice: once to see whether all of it is good, once to write it.
 *
 * In: a path or standard input.  Out: bytes, and again bytes.  Must never: follow a link or wait at a pipe where a file
 * is expected, or let a file that changes meanwhile pass for the one that was looked at.
 */
#include "cli/files/import_source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/term/tty.h"

#define HELD_MAX ((size_t)256 << 20)

static int
open_path(struct err *err, struct import_source *s, const char *path)
{
	s->name = path;
	s->fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	s->close = s->fd >= 0;
	if (s->fd < 0 && errno == ENOENT)
		return err_set(err, E_NO_INPUT, "%s", path);
	if (s->fd < 0 && errno == ELOOP)
		return err_set(err, E_UNSAFE, "'%s' is a link\nname the file itself", path);
	if (s->fd < 0 || fstat(s->fd, &s->st))
		return err_sys(err, E_IO, "%s", path);
	if (!S_ISREG(s->st.st_mode))
		return err_set(err, E_UNSAFE, "'%s' is not a file with text in it", path);
	return 0;
}

/* A file that the shell has opened is as good as one by name; a pipe passes only once, so it is held. */
static int
open_stdin(struct err *err, struct import_source *s)
{
	int rc;

	s->name = "standard input";
	if (tty_is(STDIN_FILENO))
		return err_set(err, E_USAGE, "standard input is the terminal\nfelt import json FILE, or a pipe");
	if (!fstat(STDIN_FILENO, &s->st) && S_ISREG(s->st.st_mode)) {
		s->base = lseek(STDIN_FILENO, 0, SEEK_CUR);
		s->fd = STDIN_FILENO;
		return s->base < 0 ? err_sys(err, E_IO, "standard input") : 0;
	}
	rc = file_read_fd(err, STDIN_FILENO, "standard input", HELD_MAX, &s->held);
	if (rc == E_TEXT_LONG)
		return err_num(err, E_TEXT_LONG, HELD_MAX, "standard input\nfelt import json FILE has no such limit");
	return rc;
}

int
source_open(struct err *err, struct import_source *s, const char *path)
{
	*s = (struct import_source){ .fd = -1 };
	return path && strcmp(path, "-") != 0 ? open_path(err, s, path) : open_stdin(err, s);
}

void
source_close(struct import_source *s)
{
	if (s->close)
		close(s->fd);
	s->fd = -1;
	s->close = false;
	age_reader_free(s->age);
	s->age = NULL;
	buf_release(&s->held);
}

int
source_raw_at(void *source, struct err *err, uint64_t at, uint8_t *p, size_t n, size_t *got)
{
	const struct import_source *s = source;
	ssize_t r;

	*got = 0;
	if (s->fd < 0) {
		size_t left = at < s->held.n ? s->held.n - (size_t)at : 0;

		*got = n < left ? n : left;
		if (*got)
			memcpy(p, s->held.p + at, *got);
		return 0;
	}
	do
		r = pread(s->fd, p, n, s->base + (off_t)at);
	while (r < 0 && errno == EINTR);
	*got = r > 0 ? (size_t)r : 0;
	return r < 0 ? err_sys(err, E_IO, "%s", s->name) : 0;
}

int
source_raw(void *source, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct import_source *s = source;
	int rc = source_raw_at(s, err, s->at, p, n, got);

	s->at += *got;
	return rc;
}

int
source_read(void *source, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct import_source *s = source;

	return s->age ? age_read(s->age, err, p, n, got) : source_raw(s, err, p, n, got);
}

static int
changed(struct err *err, const struct import_source *s)
{
	return err_set(err, E_INPUT, "'%s' was changed while it was read", s->name);
}

int
source_again(struct err *err, struct import_source *s, uint64_t offset, size_t n, struct buf *scratch, struct slice *out)
{
	size_t have = 0;
	uint8_t *p;

	if (s->fd < 0 && !s->age) {
		*out = (struct slice){ (const char *)s->held.p + offset, n };
		return 0;
	}
	buf_clear(scratch);
	p = buf_extend(scratch, n);
	if (!p)
		return err_set(err, E_NOMEM, "import");
	*out = buf_as_slice(scratch);
	if (s->age)
		return age_read_again(s->age, err, offset, p, n, source_raw_at, s);
	while (have < n) {
		size_t got = 0;
		int rc = source_raw_at(s, err, offset + have, p + have, n - have, &got);

		if (rc)
			return rc;
		if (got == 0)
			return changed(err, s);
		have += got;
	}
	return 0;
}

int
source_same(struct err *err, const struct import_source *s)
{
	struct stat now;

	if (s->fd < 0)
		return 0;
	if (fstat(s->fd, &now))
		return err_sys(err, E_IO, "%s", s->name);
	if (now.st_size != s->st.st_size || now.st_mtim.tv_sec != s->st.st_mtim.tv_sec ||
	    now.st_mtim.tv_nsec != s->st.st_mtim.tv_nsec || now.st_ctim.tv_sec != s->st.st_ctim.tv_sec ||
	    now.st_ctim.tv_nsec != s->st.st_ctim.tv_nsec)
		return changed(err, s);
	return 0;
}
