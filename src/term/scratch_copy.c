/*
 * Copying a small tree.  In: two folders.  Out: regular files, 0600, and folders, 0700.  Must never: wait at a FIFO, follow a
 * link that an editor has made, or leave text in its buffer.
 */
#include "scratch_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "felt/base/buf.h"

enum { PIECE = 16384 };

/* As far as limit, room and disk allow; what was copied stays.  False: not whole.  *any: something came over. */
static bool
pour(struct copying *c, int from, int to, bool *any)
{
	char piece[PIECE];
	ssize_t got = 1;

	while (got != 0 && c->bytes > 0) {
		ssize_t put, at = 0;

		got = read(from, piece, c->bytes < sizeof piece ? c->bytes : sizeof piece);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		c->bytes -= (size_t)got;
		while (at < got) {
			put = write(to, piece + at, (size_t)(got - at));
			if (put < 0 && errno != EINTR) {
				c->bytes = 0; /* no room for this one is none for the next */
				break;
			}
			at += put > 0 ? put : 0;
		}
		*any = *any || at > 0;
	}
	wipe(piece, sizeof piece);
	return got == 0;
}

static void
copy_file(struct copying *c, int from, int to, const char *name)
{
	int in = openat(from, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (c->follow ? 0 : O_NOFOLLOW)), out = -1;
	bool whole = false, any = false;
	struct stat st;

	if (in >= 0 && c->files > 0 && fstat(in, &st) == 0 && S_ISREG(st.st_mode))
		out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (out >= 0) {
		whole = pour(c, in, out, &any);
		if (whole || any) {
			c->files--;
			c->done++;
		} else {
			(void)unlinkat(to, name, 0);
		}
		close(out);
	}
	c->cut = c->cut || !whole;
	if (in >= 0)
		close(in);
}

static void
copy_folder(struct copying *c, int from, int to, const char *name)
{
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC, in, out;

	if (c->depth == 0 || mkdirat(to, name, 0700) != 0) {
		c->cut = true;
		return;
	}
	in = openat(from, name, flags | (c->follow ? 0 : O_NOFOLLOW));
	out = openat(to, name, flags | O_NOFOLLOW);
	if (in >= 0 && out >= 0) {
		c->depth--;
		scratch_copy(c, in, out);
		c->depth++;
	} else {
		c->cut = true;
	}
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
}

void
scratch_copy(struct copying *c, int from, int to)
{
	int own = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = own < 0 ? NULL : fdopendir(own);
	struct dirent *e;
	struct stat st;

	if (d == NULL) {
		c->cut = true;
		if (own >= 0)
			close(own);
		return;
	}
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (fstatat(from, e->d_name, &st, c->follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			copy_folder(c, from, to, e->d_name);
		else if (S_ISREG(st.st_mode))
			copy_file(c, from, to, e->d_name);
	}
	closedir(d);
}
