/*
 * Texts that the journal could not take when the terminal went away: sealed to its inbox key, one file each in the
 * state folder, until the next unlock takes them in (DESIGN.md 5, FORMAT.md 5).
 *
 * Laws
 *  1. Nothing readable is written: the file is a box, mode 0600, whole or not there.
 *  2. Whoever can write into the folder can make such a file, so what comes out of one becomes a draft with flag 0,
 *     never an entry, and never takes the place of a row.
 *  3. A file goes only after its draft is committed.  Taken in twice it is the same row, not another one.
 *  4. Taking in never stops what was asked for, and a file that does not open keeps no other from being taken in.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/write/writing.h"
#include "felt/base/file.h"
#include "felt/crypt/seal.h"
#include "felt/store/box.h"
#include "felt/store/inbox.h"

enum { NAME_DIGITS = 16, LOST_MAX = TEXT_MAX + 64 * 1024 * 1024, TAKEN_AT_ONCE = 64, NAMED_AT_ONCE = 3 };
static const char prefix[] = "lost-";

int
lost_write(struct ctx *ctx, const struct entry *e)
{
	struct buf box = BUF_INIT;
	struct file_new f = { .fd = -1, .dir = -1 };
	char name[sizeof prefix + NAME_DIGITS], *path = NULL;
	int rc = ctx->state_dir ? file_make_dirs(&ctx->err, ctx->state_dir) : err_set(&ctx->err, E_IO, "no state folder");

	if (!rc && !store_box_keys(ctx->store))
		rc = err_set(&ctx->err, E_NO_SECRET, "no key to seal it with");
	if (!rc)
		rc = box_entry(&ctx->err, store_box_keys(ctx->store), e, LOST_MAX, &box);
	if (rc)
		goto out;
	/* not the draft's: an earlier text of it may lie there still */
	snprintf(name, sizeof name, "%s%016llx", prefix, (unsigned long long)store_new_id());
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
	uint64_t other;
	int rc = store_has(err, s, e->id);

	if (rc > 0) {
		e->id = box_id(box);
		rc = store_has(err, s, e->id);
	}
	if (rc)
		return rc < 0 ? rc : 0;
	rc = store_box_settle(err, s, e, &other); /* what it names may be an entry, nothing else; and it takes no draft's place */
	if (!rc)
		rc = store_put(err, s, e);
	return rc ? rc : 1;
}

struct taking {
	struct store *s;
	struct err err;
	int rc;                        /* why nothing can be taken in now */
	bool begun;                    /* a write transaction is open */
	char *paths[TAKEN_AT_ONCE];    /* their drafts stand in it */
	size_t n, taken;               /* of paths; of those that were not there already */
	char names[NAMED_AT_ONCE][sizeof prefix + NAME_DIGITS]; /* of files that do not open */
	size_t closed;
};

/* The file's draft; no transaction is needed for that. */
static int
open_one(struct store *s, const char *path, struct buf *box, struct row *row)
{
	int rc = file_read(NULL, path, LOST_MAX, box);

	if (!rc)
		rc = store_box_open(NULL, s, box->p, box->n, row);
	if (!rc && row->e.kind != KIND_DRAFT)
		rc = E_DAMAGE;
	return rc ? rc : entry_check(NULL, &row->e);
}

/* Of one file; the path is owned from here on.  What the store does not take ends all of it, for the transaction is not whole any more. */
static void
take_one(struct taking *t, char *path, const char *name)
{
	struct buf box = BUF_INIT;
	struct row row = ROW_INIT;
	int rc = open_one(t->s, path, &box, &row);

	if (!rc) {
		if (!t->begun)
			t->rc = store_begin(&t->err, t->s, STORE_WRITE);
		t->begun = !t->rc;
		int put = t->rc ? t->rc : put_draft(&t->err, t->s, &row.e, &box);
		t->rc = put < 0 ? put : 0;
		t->taken += put > 0;
	} else if (rc != E_NO_INPUT) { /* else another felt has just taken it */
		if (t->closed < NAMED_AT_ONCE)
			memcpy(t->names[t->closed], name, sizeof t->names[0]);
		t->closed++;
	}
	row_release(&row);
	buf_release(&box);
	if (rc || t->rc)
		free(path);
	else
		t->paths[t->n++] = path;
}

/* Some at once are enough, the rest waits for the next unlock. */
static void
take_all(struct taking *t, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *d;

	while (dir && !t->rc && t->n < TAKEN_AT_ONCE && (d = readdir(dir))) {
		char *path = is_lost_name(d->d_name) ? file_join(folder, d->d_name) : NULL;

		if (path)
			take_one(t, path, d->d_name);
	}
	if (dir)
		closedir(dir);
}

/* Whose they are cannot be seen from outside: of another journal they are fine, and wait for its unlock. */
static void
tell_closed(struct ctx *ctx, const struct taking *t)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < t->closed && i < NAMED_AT_ONCE; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", t->names[i]);
	if (t->closed > NAMED_AT_ONCE)
		buf_printf(&b, " and %zu more", t->closed - NAMED_AT_ONCE);
	say(ctx, "%s not open here (of another journal, or damaged), so %s in %s: %s", t->closed == 1 ? "a sealed text does" : "sealed texts do",
		t->closed == 1 ? "it stays" : "they stay", ctx->state_dir, buf_cstr(&b));
	buf_release(&b);
}

void
drafts_take_lost(struct ctx *ctx, struct store *s)
{
	struct taking t = { .s = s };
	char why[160];

	if (!ctx->state_dir || !store_keys(s))
		return;
	take_all(&t, ctx->state_dir);
	if (t.begun && !t.rc)
		t.rc = store_commit(&t.err, s);
	store_rollback(s);
	for (size_t i = 0; i < t.n; i++) {
		if (!t.rc)
			unlink(t.paths[i]);
		free(t.paths[i]);
	}
	report_sentence(&t.err, why, sizeof why);
	if (t.rc)
		say(ctx, "a text that could not be saved waits in %s: %s", ctx->state_dir, why);
	else if (t.taken)
		say(ctx, "%zu text%s that could not be saved before %s now: felt resume", t.taken, t.taken == 1 ? "" : "s",
			t.taken == 1 ? "is a draft" : "are drafts");
	if (t.closed)
		tell_closed(ctx, &t);
}
