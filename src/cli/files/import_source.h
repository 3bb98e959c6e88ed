/*
 * What is imported, readable twice: a regular file by its offsets, anything else held in memory; what age has sealed is
 * opened on the way, and its plaintext never stands in a file.
 */
#ifndef FELT_CLI_IMPORT_SOURCE_H
#define FELT_CLI_IMPORT_SOURCE_H

#include <sys/stat.h>

#include "cli/cli.h"
#include "felt/crypt/age.h"

struct import_source {
	int fd;                 /* -1: all of it is in held */
	bool close;             /* fd is ours */
	const char *name;       /* for messages */
	off_t base;             /* where it begins in fd */
	struct stat st;         /* as it was at the first look */
	struct buf held;
	uint64_t at;            /* of the next byte of the first reading, in the file itself */
	struct age_reader *age; /* NULL: in the clear */
};
/* path NULL or "-": standard input.  E_NO_INPUT, E_UNSAFE, E_IO, E_USAGE, E_TEXT_LONG. */
int source_open(struct err *err, struct import_source *s, const char *path);
void source_close(struct import_source *s);
/* import_age.c: does it begin as an age file does? */
int source_sealed(struct err *err, const struct import_source *s, bool *sealed);
/* Refuses before anything is asked: an identity for a file that is not sealed, or not for a key; none for one that is. */
int source_check_sealed(struct err *err, struct import_source *s, const char *identities);
/*
 * Opens what is sealed: with the keys of that file, or (NULL) with a passphrase, the next line of --passphrase-fd or asked for.  A source in the
 * clear stays as it is.  E_AGE_*, E_INPUT, E_KDF_LIMIT.
 */
int source_unseal(struct ctx *ctx, struct import_source *s, const char *identities);
/* After the first reading: nothing may be left of it. */
int source_end(struct err *err, struct import_source *s);
/* Bytes of the source itself, sealed or not: age_read_fn and age_read_at_fn. */
int source_raw(void *source, struct err *err, uint8_t *p, size_t n, size_t *got);
int source_raw_at(void *source, struct err *err, uint64_t offset, uint8_t *p, size_t n, size_t *got);
/* For json_split: the next bytes of the first reading. */
int source_read(void *source, struct err *err, uint8_t *p, size_t n, size_t *got);
/* n bytes from an offset again; *out borrows from the source or from scratch. */
int source_again(struct err *err, struct import_source *s, uint64_t offset, size_t n, struct buf *scratch, struct slice *out);
/* E_INPUT when the file is no longer the one of the first look. */
int source_same(struct err *err, const struct import_source *s);

#endif
