/*
 * Temporaries of file_new.c that a crash left behind.
 *
 * A temporary of a living run is locked (flock); one that can be locked belongs to nobody any more.  SQLite's
 * "-journal" of a temporary goes with it: without its file it means nothing.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_inner.h"

enum { TEMP_TAIL = 6 + 16 }; /* ".felt-" and 16 hex digits */

static bool
is_temp_of(const char *entry, const char *name)
{
	size_t n = strlen(name);

	if (entry[0] != '.' || strncmp(entry + 1, name, n) || strncmp(entry + 1 + n, ".felt-", 6))
		return false;
	const char *hex = entry + 1 + n + 6;
	return strspn(hex, "0123456789abcdef") == 16 && (hex[16] == '\0' || !strcmp(hex + 16, "-journal"));
}

static void
remove_journal_of(int dir, const char *entry)
{
	char journal[300];

	if ((size_t)snprintf(journal, sizeof journal, "%s-journal", entry) < sizeof journal)
		unlinkat(dir, journal, 0);
}

static void
remove_if_nobodys(int dir, const char *entry)
{
	struct stat st;
	int fd = openat(dir, entry, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		unlinkat(dir, entry, 0);
		remove_journal_of(dir, entry);
	}
	close(fd);
}

/* A journal of SQLite's goes only when its own temporary is gone: a living run holds a lock on that, not on the journal. */
static bool
journal_in_use(int dir, const char *entry)
{
	size_t n = strlen(entry), tail = strlen("-journal");
	char base[256];
	struct stat st;

	if (n <= tail || n - tail >= sizeof base || strcmp(entry + n - tail, "-journal"))
		return false;
	memcpy(base, entry, n - tail);
	base[n - tail] = '\0';
	return fstatat(dir, base, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

void
file_temp_sweep(int dir, const char *name)
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *e;

	if (!d) {
		if (copy >= 0)
			close(copy);
		return;
	}
	while ((e = readdir(d)))
		if (is_temp_of(e->d_name, name) && !journal_in_use(dir, e->d_name))
			remove_if_nobodys(dir, e->d_name);
	closedir(d);
}

void
file_sweep(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	int fd = dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		file_temp_sweep(fd, slash ? slash + 1 : path);
		close(fd);
	}
	free(dir);
}
