/*
 * Files: whole or not at all, and never over something else.
 *
 * Reading goes through one door that refuses links, folders, pipes and devices where a plain file
 * is expected.  Writing goes to a temporary name beside the target, is synced, and is renamed
 * without replacing; a crash leaves no file or a whole one.
 */
#ifndef FELT_BASE_FILE_H
#define FELT_BASE_FILE_H

#include <sys/types.h>

#include "felt/base/buf.h"

/* Reads a descriptor to its end; E_TEXT_LONG with n = max as soon as there is one byte more. Retries EINTR. */
int file_read_fd(struct err *err, int fd, const char *name, size_t max, struct buf *out);
/* Opens (O_NOFOLLOW|O_NONBLOCK|O_CLOEXEC), wants a regular file, reads it: E_NO_INPUT, E_UNSAFE, E_IO, E_TEXT_LONG. */
int file_read(struct err *err, const char *path, size_t max, struct buf *out);
/* All bytes, retrying EINTR and short writes. */
int file_write_fd(struct err *err, int fd, const char *name, const void *p, size_t n);

/*
 * A new file, 0600, that appears whole or not at all:
 *	file_new_begin -> write to f.fd (file_write_fd) -> file_new_commit, or file_new_abort.
 * The temporary lies in the target's folder as ".NAME.felt-<16 hex>".  E_EXISTS at begin and at commit when
 * something has that name (RENAME_NOREPLACE; link+unlink where that is not to be had).
 * The caller may read the temporary back through f.fd before the commit.  file_new_begin removes what crashed runs left of
 * temporaries of the same name; those of a living run are locked and stay.
 */
struct file_new {
	int fd;               /* O_RDWR; -1 when closed */
	int dir;              /* the folder; -1 when closed */
	char *path;           /* target as given; owned */
	char *name, *temp;    /* within dir; owned; temp NULL: none, or not any more */
	bool named;           /* it has its name, whatever failed afterwards */
};
int file_new_begin(struct err *err, struct file_new *f, const char *path);
/* The same for what is plain: where the system can, it has no name at all until the commit, so that a process that is killed leaves nothing. */
int file_new_begin_unnamed(struct err *err, struct file_new *f, const char *path);
int file_new_commit(struct err *err, struct file_new *f); /* fsync, rename, fsync of the folder */
void file_new_abort(struct file_new *f);                  /* removes the temporary; fine after commit, needed after one that failed */

/* Removes what crashed runs left of temporaries of this path; quiet, quick, and nothing when there is nothing. */
void file_sweep(const char *path);
/* The path of the temporary of file_new_begin, for a library that wants to open it by name; malloc'd, NULL without memory. */
char *file_new_temp_path(const struct file_new *f);
/* The same commit where a file has that name already: the old one gets the name `aside` in the same folder (E_EXISTS), the new one its place
 * in one step.  A crash leaves the old file under both names, or the new one in place. */
int file_new_commit_aside(struct err *err, struct file_new *f, const char *aside);
/* Begins a file that may exist already, for file_new_commit_aside. */
int file_new_begin_aside(struct err *err, struct file_new *f, const char *path);

/* Replaces a small file of our own (pins, device): temp, fsync, rename, fsync of the folder: two syncs. 0600. */
int file_replace(struct err *err, const char *path, const void *p, size_t n);

/* mkdir -p with 0700 for what is made. */
int file_make_dirs(struct err *err, const char *path);
/* dir + "/" + name, malloc'd; NULL without memory. */
char *file_join(const char *dir, const char *name);
/* fsync of the folder that holds path. */
int file_sync_parent(struct err *err, const char *path);

#endif
