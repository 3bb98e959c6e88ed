/*
 * felt backup and felt restore: a verified copy, and the way back.
 *
 * Neither writes over anything: a backup wants a new name, a restore keeps the file that was there.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/progress.h"
#include "felt/store/pin.h"
#include "felt/store/verify.h"
#include "felt/term/tty.h"

static const struct option restore_options[] = {
	{ "yes", 'y', NULL, "do not ask" },
	OPTION_END
};

/* ---- backup ---- */

static int
backup_check(struct ctx *ctx, struct args *args)
{
	struct stat st;
	const char *to = args->words[0];

	if (!to[0])
		return err_set(&ctx->err, E_USAGE, "felt backup wants the name of a new file");
	if (lstat(to, &st))
		return 0;
	if (S_ISDIR(st.st_mode))
		return err_set(&ctx->err, E_USAGE, "'%s' is a folder\nname a new file in it", to);
	return err_set(&ctx->err, E_EXISTS, "%s", to);
}

struct note { const struct ctx *ctx; uint64_t generation; };

/* Without a pin the journal itself is not vouched for here: generation 0 lets the next unlock say what it found. */
static int
note_backup(void *arg, struct pin *p)
{
	const struct note *n = arg;
	const struct keys *keys = store_keys(n->ctx->store);

	if (!p->present) {
		memcpy(p->pk, keys->inbox_pk, sizeof p->pk);
		p->epoch = keys->epoch;
		p->present = true;
	}
	p->backup_at = n->ctx->now.ms > 0 ? (uint64_t)n->ctx->now.ms / 1000 : 0;
	p->backup_generation = n->generation;
	return 0;
}

static void
remember_backup(struct ctx *ctx, uint64_t generation)
{
	struct note n = { ctx, generation };
	struct err why = { 0 };

	if (!ctx->state_dir)
		return;
	if (pin_update(&why, ctx->state_dir, store_keys(ctx->store)->journal_id, false, note_backup, &n))
		say(ctx, "felt: the backup is there, but felt status will not know of it");
}

static void
say_older(struct ctx *ctx, const char *which, uint64_t generation)
{
	const struct pin *pin = store_pin(ctx->store);

	if (pin->present && generation < pin->generation)
		say(ctx, "%s is %" PRIu64 " change%s older than what this machine last saw of this journal", which, pin->generation - generation,
			pin->generation - generation == 1 ? "" : "s");
}

static int
backup_run(struct ctx *ctx, struct args *args)
{
	struct verify_report r = { 0 };
	struct progress p;
	char path[PATH_WORDS];

	progress_begin(&p, ctx, "copying and checking");
	int rc = store_backup(&ctx->err, ctx->store, args->words[0], &r, progress_show, &p);
	progress_end(&p);
	if (!rc) {
		say_older(ctx, "this journal", r.generation);
		remember_backup(ctx, r.generation);
		words_path(args->words[0], path);
		say(ctx, "a checked copy with %" PRIu64 " entr%s: %s", r.kinds[KIND_ENTRY], r.kinds[KIND_ENTRY] == 1 ? "y" : "ies", path);
		say(ctx, "it opens with the same passphrase; keep it somewhere other than this machine");
	}
	verify_release(&r);
	return rc;
}

/* ---- restore ---- */

static bool
same_file(const char *a, const char *b)
{
	struct stat sa, sb;

	return !stat(a, &sa) && !stat(b, &sb) && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static int
restore_check(struct ctx *ctx, struct args *args)
{
	const char *from = args->words[0];
	struct stat st;

	if (!from[0])
		return err_set(&ctx->err, E_USAGE, "felt restore wants the name of a backup");
	if (lstat(from, &st))
		return err_set(&ctx->err, E_NO_INPUT, "%s", from);
	if (ctx->journal && same_file(from, ctx->journal))
		return err_set(&ctx->err, E_USAGE, "this is the journal itself");
	if (ctx->journal && !lstat(ctx->journal, &st) && !args_has(args, "yes") && !tty_there())
		return err_set(&ctx->err, E_USAGE, "there is a journal already, and no terminal to ask at\n--yes puts it aside without asking");
	return 0;
}

/* What is about to happen, both sides of it; *yes at once where nothing is in the way. */
static int
ask(struct ctx *ctx, bool given, bool *yes)
{
	struct stat there;
	char size[WORDS_MAX], ago[WORDS_MAX], path[PATH_WORDS];
	uint64_t generation;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (rc)
		return rc;
	generation = store_generation(ctx->store);
	say_older(ctx, "this backup", generation);
	store_rollback(ctx->store);
	*yes = given;
	if (lstat(ctx->journal, &there)) {
		*yes = true;
		return 0;
	}
	words_size((uint64_t)there.st_size, size);
	words_path(ctx->journal, path);
	words_ago(ctx->now.ms, (int64_t)there.st_mtime * 1000, ago);
	say(ctx, "the journal that is there now, %s (%s, last changed %s), is kept beside it under another name", path, size, ago);
	if (given)
		return 0;
	return tty_confirm(&ctx->err, "put the backup in its place? [y/N] ", NULL, yes);
}

/*
 * The writer was shown both sides and said yes, or --yes: from now on this older state is what this machine knows, as
 * after `felt key trust`.  Otherwise the next command would stop at a journal that was put there on purpose.
 */
static int
trust_restored(struct ctx *ctx, struct keys *keys)
{
	struct store *s = NULL;
	int rc;

	if (!ctx->state_dir) {
		keys_free(keys);
		return 0;
	}
	rc = open_journal(ctx, ctx->journal, true, &s);
	if (rc) {
		keys_free(keys);
		return rc;
	}
	rc = store_unlock(&ctx->err, s, keys);
	if (!rc)
		rc = store_begin(&ctx->err, s, STORE_READ);
	if (!rc)
		rc = store_trust(&ctx->err, s);
	store_close(s);
	return rc;
}

static int
put_back(struct ctx *ctx)
{
	const struct keys *k = store_keys(ctx->store);
	struct keys *again = keys_from_subkeys(keys_sub(k, 1), k->journal_id, k->epoch);
	struct progress p;
	char *aside = NULL, path[PATH_WORDS];

	if (!again)
		return err_set(&ctx->err, E_NOMEM, "keys");
	progress_begin(&p, ctx, "checking");
	int rc = store_restore(&ctx->err, ctx->store, ctx->journal, &aside, progress_show, &p);
	progress_end(&p);
	if (rc) {
		keys_free(again);
		free(aside);
		return rc;
	}
	words_path(ctx->journal, path);
	say(ctx, "the backup is the journal now: %s", path);
	if (aside) {
		words_path(aside, path);
		say(ctx, "what was there before: %s", path);
	}
	free(aside);
	return trust_restored(ctx, again);
}

static int
restore_run(struct ctx *ctx, struct args *args)
{
	bool yes = false;
	int rc = open_journal(ctx, args->words[0], true, &ctx->store);

	if (rc == E_NO_JOURNAL)
		return err_set(&ctx->err, E_NO_INPUT, "%s", args->words[0]);
	if (!rc)
		rc = ctx_unlock(ctx, ctx->store);
	if (!rc)
		rc = ask(ctx, args_has(args, "yes"), &yes);
	if (rc)
		return rc;
	if (!yes) {
		say(ctx, "nothing was changed");
		return 0;
	}
	return put_back(ctx);
}

const struct command cmd_backup = {
	.name = "backup",
	.group = "keep safe",
	.args = "FILE",
	.summary = "a verified copy of the journal",
	.needs = NEED_KEYS | IGNORES_PIN,
	.least = 1,
	.most = 1,
	.check = backup_check,
	.run = backup_run,
	.details =
		"Copies the journal as it is at one moment, opens the copy with the same keys, checks all of it, and only then gives\n"
		"it the name FILE. It is as sealed as the journal, and opens with the passphrase of today even after that is changed.\n",
};

const struct command cmd_restore = {
	.name = "restore",
	.group = "keep safe",
	.args = "FILE",
	.summary = "put a backup in the place of the journal; the old file is kept aside",
	.needs = NEED_PATH,
	.least = 1,
	.most = 1,
	.options = restore_options,
	.check = restore_check,
	.run = restore_run,
	.details =
		"Opens FILE with its passphrase, checks all of it, says how old it is and asks. The journal that was there is renamed to\n"
		"NAME.before-restore-DATE-TIME. This machine then takes the restored state for the journal, as after felt key trust.\n",
};
