/*
 * felt init: a journal, its passphrase, its recovery key.
 *
 * Nothing is there before everything is: the journal gets its name only after it was opened again with both secrets
 * and its owner has the recovery key.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/walk/help_card.h"
#include "felt/base/file.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	RECOVERY_TO_OPTION,
	KDF_OPTIONS,
	OPTION_END
};

static int
check(struct ctx *ctx, struct args *args)
{
	struct kdf_cost cost = KDF_DEFAULT;
	int rc = kdf_from_args(&ctx->err, args, &cost);

	if (rc)
		return rc;
	if (ctx->recovery)
		return err_set(&ctx->err, E_USAGE, "a new journal has no recovery key yet\nfelt init makes one");
	if (ctx->passphrase_fd < 0 && !tty_there())
		return err_set(&ctx->err, E_NO_SECRET, "no terminal\n--passphrase-fd N reads the new passphrase from a descriptor: one line");
	return sheet_check(ctx, args_value(args, "recovery-to"));
}

/* Only felt's own folder is made; a mistyped -j should not leave folders behind. */
static int
make_folder(struct ctx *ctx)
{
	size_t n = ctx->data_dir ? strlen(ctx->data_dir) : 0;

	if (!n || strncmp(ctx->journal, ctx->data_dir, n) || ctx->journal[n] != '/' || strchr(ctx->journal + n + 1, '/'))
		return 0;
	return file_make_dirs(&ctx->err, ctx->data_dir);
}

static int
nothing_there(struct ctx *ctx)
{
	struct stat st;

	if (lstat(ctx->journal, &st))
		return 0;
	ctx->hint = "felt write goes on in it; -j PATH makes another one elsewhere";
	return err_set(&ctx->err, E_EXISTS, "%s", ctx->journal);
}

/* What store_create asks when the file is whole: does it really open, and has its owner the key? */
struct proof {
	const struct secret *passphrase, *recovery;
	struct vault_limits limits;
	struct sheet sheet;
};

static int
opens(struct err *err, const struct vault_copy copies[2], const struct proof *p, enum slot_type type, const struct secret *s)
{
	struct keys *keys = NULL;
	int rc = vault_unlock(err, copies, type, s, p->limits, &keys);

	keys_free(keys);
	return rc;
}

static int
prove(void *arg, struct err *err, const struct vault_copy copies[2])
{
	struct proof *p = arg;
	int rc = opens(err, copies, p, SLOT_PASSPHRASE, p->passphrase);

	if (!rc)
		rc = opens(err, copies, p, SLOT_RECOVERY, p->recovery);
	return rc ? rc : sheet_give(&p->sheet, err, p->recovery);
}

/* Opens the new journal once, so that this machine knows it from its first change on (the pin). Takes both over. */
static int
first_look(struct ctx *ctx, struct keys *keys, struct secret *recovery)
{
	int rc = open_journal(ctx, ctx->journal, false, &ctx->store);

	secret_free(recovery);
	if (rc)
		keys_free(keys);
	else
		rc = store_unlock(&ctx->err, ctx->store, keys);
	return rc;
}

static int
create(struct ctx *ctx, struct args *args, const struct secret *passphrase, struct kdf_cost cost)
{
	struct vault_copy copy;
	struct secret *recovery = NULL;
	struct keys *keys = NULL;
	struct stat st;
	int rc = vault_create(&ctx->err, passphrase, cost, &recovery, &copy, &keys);

	if (!rc) {
		device_or_stand_in(ctx);
		struct proof proof = {
			.passphrase = passphrase, .recovery = recovery, .limits = { ctx->physical, true },
			.sheet = { ctx, args_value(args, "recovery-to"), ctx->journal, false },
		};
		struct store_env env = journal_env(ctx, ctx->journal, false);
		rc = store_create(&ctx->err, &env, &copy, keys, prove, &proof);
		/* a journal that stands although its last sync failed must not lose its recovery key */
		if (rc && lstat(ctx->journal, &st))
			sheet_take_back(&proof.sheet);
	}
	if (!rc)
		return first_look(ctx, keys, recovery);
	keys_free(keys);
	secret_free(recovery);
	return rc;
}

/* Once, while nothing hurts (CARE.md 19).  Leaving it is an answer; the journal stands. */
static void
offer_card(struct ctx *ctx)
{
	struct err quiet = { 0 };
	bool yes = false;

	if (ctx->passphrase_fd >= 0 || ctx->quiet)
		return;
	if (!tty_confirm(&quiet, "\nSome days are hard. Would you like to note what helps you then, for felt help-now? [y/N] ", NULL, &yes) && yes)
		(void)help_card_edit(ctx);
}

/* Somebody who leaves in the middle must not think that there is a journal now; one that stands already is not spoken of. */
static void
left(struct ctx *ctx)
{
	struct stat st;

	if (lstat(ctx->journal, &st))
		say(ctx, "no journal was made, and nothing is left behind; felt init begins again");
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct kdf_cost cost = KDF_DEFAULT;
	struct secret *passphrase = NULL;
	char path[PATH_WORDS];
	int rc = kdf_from_args(&ctx->err, args, &cost);

	if (!rc)
		rc = nothing_there(ctx);
	if (!rc)
		rc = make_folder(ctx);
	if (!rc && ctx->passphrase_fd < 0)
		say(ctx, "The passphrase opens your journal. A few words in a row make a good one. Then felt shows a recovery key "
			"to write on paper, for when the passphrase is forgotten. If both are lost, nobody can read what you wrote.\n");
	if (!rc)
		rc = ctx_new_passphrase(ctx, &passphrase);
	if (!rc)
		rc = create(ctx, args, passphrase, cost);
	secret_free(passphrase);
	if ((rc == E_INTERRUPTED || rc == E_NO_SECRET) && ctx->passphrase_fd < 0)
		left(ctx);
	if (rc)
		return rc;
	words_path(ctx->journal, path);
	say(ctx, "your journal is ready: %s", path);
	offer_card(ctx);
	say(ctx, "felt write begins the first entry; felt backup FILE makes a copy; felt help shows the rest");
	return 0;
}

const struct command cmd_init = {
	.name = "init",
	.group = "begin",
	.args = "",
	.summary = "make a journal: passphrase, recovery key, done",
	.needs = NEED_PATH,
	.options = options,
	.check = check,
	.run = run,
	.details =
		"Asks for a passphrase twice, shows the recovery key once and asks two of its groups back. Nothing is written\n"
		"over: where something has that name already, init stops.\n\n"
		"In scripts: --passphrase-fd N reads the passphrase (one line), --recovery-to FILE writes the recovery key into\n"
		"a new file of mode 0600 instead of showing it.\n\n"
		"  felt init --passphrase-fd 3 --recovery-to key.txt 3<passphrase.txt\n",
};
