/*
 * Texts that the journal could not take when the terminal went away: sealed to its inbox key, one file each in the
 * state folder, until the next unlock takes them in (DESIGN.md 5, FORMAT.md 5).
 *
 * Laws
 *  1. Nothing readable is written: the file is a box, mode 0600, whole or not there.
 *  2. Whoever can write into the folder can make such a file, so what comes out of one becomes a draft with flag 0,
 *     never an entry, and never takes the place of a row.
 *  3. A file goes only after its draft is committed.  Taken in twice it is the same row, not another one.
 *  4. Taking in never stops what was asked for.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/writing.h"
#include "felt/base/file.h"
#include "felt/crypt/seal.h"
#include "felt/store/box.h"

enum { NAME_DIGITS = 16, LOST_MAX = TEXT_MAX + 64 * 1024 * 1024, TAKEN_AT_ONCE = 64 };
static const char prefix[] = "lost-";

int
lost_write(struct ctx *ctx, const struct entry *e)
{
	struct buf box = BUF_INIT;
	struct file_new f = { .fd = -1, .dir = -1 };
	char name[sizeof prefix + NAME_DIGITS], *path = NULL;
	int rc = ctx->state_dir ? file_make_dirs(&ctx->err, ctx->state_dir) : err_set(&ctx->err, E_IO, "no state folder");

	if (!rc)
		rc = box_entry(&ctx->err, store_keys(ctx->store), e, LOST_MAX, &box);
	if (rc)
		goto out;
	snprintf(name, sizeof name, "%s%016llx", prefix, (unsigned long long)e->id);
	path = file_join(ctx->state_dir, name);
	if (!path) {
		rc = err_set(&ctx->err, E_NOMEM, "draft");
		goto out;
	}
	if ((rc = file_new_begin(&ctx->err, &f, path)) || (rc = file_write_fd(&ctx->err, f.fd, path, box.p, box.n)) ||
	    (rc = file_new_commit(&ctx->err, &f)))
		file_new_abort(&f);
out:
	free(path);
	buf_release(&box);
	return rc;
}

/* ---- taking in ---- */

static bool
is_lost_name(const char *name)
{
	size_t n = strlen(prefix);

	return !strncmp(name, prefix, n) && strlen(name) == n + NAME_DIGITS && strspn(name + n, "0123456789abcdef") == NAME_DIGITS;
}

/* An id of the box itself: the same box gets the same one, whatever else has taken the id inside. */
static uint64_t
box_id(const struct buf *box)
{
	uint8_t hash[HASH_SIZE];
	uint64_t id;

	hash_parts(hash, NULL, 0, &(struct part){ box->p, box->n }, 1);
	id = get_u64(hash) & INT64_MAX;
	return id ? id : 1;
}

/* Within a write transaction: the draft under its own id, else under the box's; 1 taken, 0 there already. */
static int
put_draft(struct err *err, struct store *s, struct entry *e, const struct buf *box)
{
	int rc = store_has(err, s, e->id);

	if (rc > 0) {
		e->id = box_id(box);
		rc = store_has(err, s, e->id);
	}
	if (rc)
		return rc < 0 ? rc : 0;
	rc = store_put(err, s, e);
	return rc ? rc : 1;
}

/* One file: 1 when its draft stands in the transaction, 0 when it need not, negative when it stays where it is. */
static int
take_one(struct err *err, struct store *s, const char *path)
{
	struct buf box = BUF_INIT;
	struct row row = ROW_INIT;
	int rc = file_read(err, path, LOST_MAX, &box);

	if (!rc)
		rc = box_read(err, store_keys(s), box.p, box.n, &row);
	if (!rc && row.e.kind != KIND_DRAFT)
		rc = err_set(err, E_DAMAGE, "a box");
	if (!rc)
		rc = entry_check(err, &row.e);
	if (!rc)
		rc = put_draft(err, s, &row.e, &box);
	row_release(&row);
	buf_release(&box);
	return rc;
}

struct taking { char *paths[TAKEN_AT_ONCE]; size_t n; };

/* The files there are; some at once are enough, the rest waits for the next unlock. */
static void
find(const char *folder, struct taking *t)
{
	DIR *dir = opendir(folder);
	struct dirent *d;

	while (dir && t->n < TAKEN_AT_ONCE && (d = readdir(dir))) {
		char *path = is_lost_name(d->d_name) ? file_join(folder, d->d_name) : NULL;

		if (path)
			t->paths[t->n++] = path;
	}
	if (dir)
		closedir(dir);
}

/* Files of another journal do not open here; they wait for theirs, silently. */
static size_t
take_all(struct err *err, struct store *s, struct taking *t, int *rc)
{
	size_t taken = 0, kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct err why = { 0 };
		int one = *rc ? *rc : take_one(&why, s, t->paths[i]);

		if (one >= 0) {
			taken += (size_t)one;
			t->paths[kept++] = t->paths[i];
			continue;
		}
		if (one != E_DAMAGE && one != E_UNSAFE && one != E_NO_INPUT && !*rc) {
			*rc = one;
			*err = why;
		}
		free(t->paths[i]);
	}
	t->n = kept;
	return taken;
}

void
drafts_take_lost(struct ctx *ctx, struct store *s)
{
	struct taking t = { .n = 0 };
	struct err err = { 0 };
	char why[160];
	size_t taken;
	int rc;

	if (!ctx->state_dir || !store_keys(s) || !store_keys(s)->inbox_sk)
		return;
	find(ctx->state_dir, &t);
	if (t.n == 0)
		return;
	rc = store_begin(&err, s, STORE_WRITE);
	taken = take_all(&err, s, &t, &rc);
	if (!rc && taken)
		rc = store_commit(&err, s);
	if (rc || !taken)
		store_rollback(s);
	for (size_t i = 0; i < t.n; i++) {
		if (!rc)
			unlink(t.paths[i]);
		free(t.paths[i]);
	}
	report_sentence(&err, why, sizeof why);
	if (rc)
		say(ctx, "a text that could not be saved waits in %s: %s", ctx->state_dir, why);
	else if (taken)
		say(ctx, "%zu text%s that could not be saved before %s a draft now: felt resume", taken, taken == 1 ? "" : "s",
			taken == 1 ? "is" : "are");
}
