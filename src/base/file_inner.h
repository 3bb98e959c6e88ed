/*
 * Between file.c, file_new.c and file_temp.c.
 */
#ifndef FELT_SRC_BASE_FILE_INNER_H
#define FELT_SRC_BASE_FILE_INNER_H

#include "felt/base/file.h"

/* ---- file.c ---- */

/* read() that waits instead of failing: standard input may have been made non-blocking by whoever shares it. */
ssize_t file_read_some(int fd, void *p, size_t n);
/* "a/b/c" -> "a/b" and "c", "c" -> "." and "c", "/c" -> "/" and "c".  Both owned by the caller; E_IO for a path that ends in no name. */
int file_split(struct err *err, const char *path, char **dir, char **name);
/* A descriptor of the folder, or an error code. */
int file_open_folder(struct err *err, const char *dir);
/* fsync, retrying EINTR; -1 with errno. */
int file_sync_fd(int fd);
/* Folders of some file systems cannot be synced; that is theirs to promise then, not an error. */
int file_sync_folder(struct err *err, int dir, const char *path);

/* ---- file_temp.c ---- */

/* Removes what crashed runs left of temporaries of `name` in the folder. */
void file_temp_sweep(int dir, const char *name);

#endif
