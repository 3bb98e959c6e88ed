/*
 * What is imported, readable twice: a regular file by its offsets, anything else held in memory.
 */
#ifndef FELT_CLI_IMPORT_SOURCE_H
#define FELT_CLI_IMPORT_SOURCE_H

#include <sys/stat.h>

#include "cli/cli.h"

struct import_source {
	int fd;                 /* -1: all of it is in held */
	bool close;             /* fd is ours */
	const char *name;       /* for messages */
	off_t base;             /* where it begins in fd */
	struct stat st;         /* as it was at the first look */
	struct buf held;
	uint64_t at;            /* of the next byte of the first reading */
};
/* path NULL or "-": standard input.  E_NO_INPUT, E_UNSAFE, E_IO, E_USAGE, E_TEXT_LONG. */
int source_open(struct err *err, struct import_source *s, const char *path);
void source_close(struct import_source *s);
/* For json_split: the next bytes of the first reading. */
int source_read(void *source, struct err *err, uint8_t *p, size_t n, size_t *got);
/* n bytes from an offset again; *out borrows from the source or from scratch. */
int source_again(struct err *err, struct import_source *s, uint64_t offset, size_t n, struct buf *scratch, struct slice *out);
/* E_INPUT when the file is no longer the one of the first look. */
int source_same(struct err *err, const struct import_source *s);

#endif
