/*
 * Where something goes that leaves the journal: a new file for its owner alone, or a pipe; in the clear, or sealed with age.
 *
 *	rc = target_check(err, path);                      in the command's check: nothing is opened, nothing asked
 *	rc = target_begin(&t, ctx, path, &to);             path NULL: stdout; to NULL: in the clear
 *	append to target_buf(&t), then target_drain(&t)    after each piece: any size passes through little memory
 *	rc = target_finish(&t);                            read back and compared, synced, and only then it has its name
 *	target_release(&t);                                always; without target_finish() no file is left
 *
 * From target_begin to target_release of a file, signals that end the process are only noted (ends.c): target_drain() then
 * answers E_INTERRUPTED, and nothing stays.
 */
#ifndef FELT_CLI_TARGET_H
#define FELT_CLI_TARGET_H

#include "cli/cli.h"
#include "cli/write/writing.h"
#include "felt/base/file.h"
#include "felt/crypt/age.h"
#include "felt/crypt/seal.h"

struct target {
	struct ctx *ctx;
	const char *path;        /* NULL: stdout */
	struct file_new file;
	struct buf plain;        /* what was appended, when it is to be sealed */
	struct buf b;            /* what goes into the file */
	struct age_writer *age;
	uint8_t hash[HASH_SIZE]; /* of the pieces written */
	uint64_t bytes;          /* of the file */
	struct ends ends;
	bool held;
};
#define TARGET_INIT { .file = { .fd = -1, .dir = -1 } }

/* "-" is standard output, as no name is: NULL. */
const char *target_path(const char *given);
/* E_EXISTS for anything that has that name (a link, a pipe, a folder too), E_USAGE for no name and for a terminal. */
int target_check(struct err *err, const char *path);
int target_begin(struct target *t, struct ctx *ctx, const char *path, const struct age_to *to);
struct buf *target_buf(struct target *t);
int target_drain(struct target *t);
int target_finish(struct target *t);
void target_release(struct target *t);

#endif
