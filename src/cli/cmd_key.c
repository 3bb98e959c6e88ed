/*
 * felt key: passphrase, recovery, list, fingerprint, export; rotate and trust in files of their own.
 *
 * Everything that changes keys asks for the present passphrase or recovery key first, shows a new recovery key
 * before it counts, and is one transaction.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cli/keys/cache.h"
#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/keys/key_change.h"
#include "cli/files/target.h"
#include "felt/base/json.h"
#include "felt/store/pin.h"
#include "felt/term/tty.h"
#include "felt/vault/key_file.h"

static const struct option options[] = {
	{ "forgot", 0, NULL, "key recovery: the passphrase is forgotten; the recovery key sets a new one" },
	{ "yes", 'y', NULL, "key trust, key rotate: do not ask" },
	RECOVERY_TO_OPTION,
	KDF_OPTIONS,
	OPTION_END
};

struct verb {
	const char *name;
	const char *takes; /* the options it knows, separated by blanks */
	int (*run)(struct ctx *ctx, struct args *args);
};

/* root: what changes keys asks again, also while the journal is kept open.  older: all slots are made anew, so an older key file will do. */
static int
unlock(struct ctx *ctx, bool root, bool older)
{
	int rc = ctx_open(ctx, ctx->journal);

	if (!rc && older && store_key_copy(ctx->store)) {
		const struct vault_copy copy = *store_key_copy(ctx->store);
		rc = store_key_file(&ctx->err, ctx->store, &copy, true);
	}
	if (rc)
		return rc;
	return root ? ctx_unlock_root(ctx, ctx->store, NULL) : ctx_unlock(ctx, ctx->store);
}

/* ---- passphrase, recovery ---- */

static int
new_passphrase(struct ctx *ctx, struct args *args, struct key_change *c)
{
	struct kdf_cost cost = key_change_cost(c);
	struct secret *passphrase = NULL;
	int rc = kdf_from_args(&ctx->err, args, &cost);

	if (!rc)
		rc = ctx_new_passphrase(ctx, &passphrase);
	if (!rc)
		rc = vault_set_passphrase(&ctx->err, &c->keys, &c->copy, passphrase, cost);
	secret_free(passphrase);
	return rc;
}

static int
new_recovery(struct ctx *ctx, struct key_change *c, struct sheet *sheet)
{
	struct secret *key = NULL;
	int rc = vault_set_recovery(&ctx->err, &c->keys, &c->copy, &key);

	if (!rc)
		rc = sheet_give(sheet, &ctx->err, key);
	secret_free(key);
	return rc;
}

/* passphrase, recovery: which of the two are made anew. */
static int
change(struct ctx *ctx, struct args *args, bool passphrase, bool recovery)
{
	struct sheet sheet = { ctx, args_value(args, "recovery-to"), ctx->journal, false };
	struct key_change c;
	int rc = unlock(ctx, true, passphrase && recovery);

	if (!rc)
		rc = key_change_begin(ctx, ctx->store, &c);
	if (!rc && passphrase)
		rc = new_passphrase(ctx, args, &c);
	if (!rc && recovery)
		rc = new_recovery(ctx, &c, &sheet);
	if (!rc)
		rc = key_change_commit(ctx, ctx->store, &c);
	if (rc) {
		sheet_take_back(&sheet);
		return rc;
	}
	cache_drop(ctx, c.keys.journal_id, NULL); /* whoever changes keys wants the old ways in to end */
	if (passphrase)
		say(ctx, "the new passphrase counts from now on; older copies and backups still open with the old one");
	if (recovery)
		say(ctx, "the new recovery key counts from now on; the old one opens only older copies");
	return 0;
}

/* With the recovery key both are made anew: a sheet of paper is used once.  With a key file, too: its recovery slot may be one that was replaced. */
static int
run_passphrase(struct ctx *ctx, struct args *args)
{
	return change(ctx, args, true, ctx->recovery || ctx->key_file);
}

static int
run_recovery(struct ctx *ctx, struct args *args)
{
	return change(ctx, args, args_has(args, "forgot"), true);
}

/* ---- list ---- */

static const char *
type_name(const struct slot *s)
{
	return s->type == SLOT_PASSPHRASE ? "passphrase" : s->type == SLOT_RECOVERY ? "recovery" : "unknown";
}

static void
list_line(struct ctx *ctx, const struct slot *s)
{
	char size[WORDS_MAX];

	words_size(s->cost.memory, size);
	if (s->type == SLOT_PASSPHRASE)
		out_printf(ctx, "passphrase    each guess costs %s and %" PRIu32 " passes\n", size, s->cost.passes);
	else if (s->type == SLOT_RECOVERY)
		out_str(ctx, "recovery key  nine groups of four\n");
	else
		out_str(ctx, "unknown       a kind this felt does not know\n");
}

static void
list_json(struct ctx *ctx, const struct store_outside *o)
{
	struct json_out j;

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "epoch");
	json_int(&j, (long long)o->epoch);
	json_key(&j, "slots");
	json_open(&j, '[');
	for (size_t i = 0; i < o->nslots; i++) {
		json_open(&j, '{');
		json_key(&j, "type");
		json_text(&j, type_name(&o->slots[i]));
		if (o->slots[i].type == SLOT_PASSPHRASE) {
			json_key(&j, "passes");
			json_int(&j, o->slots[i].cost.passes);
			json_key(&j, "memory");
			json_int(&j, (long long)o->slots[i].cost.memory);
		}
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	out_str(ctx, "\n");
}

static int
run_list(struct ctx *ctx, struct args *args)
{
	struct store_outside o;
	int rc = ctx_open(ctx, ctx->journal);

	(void)args;
	if (!rc)
		rc = store_outside(&ctx->err, ctx->store, &o);
	if (rc)
		return rc;
	out_begin(ctx, true);
	if (ctx->json) {
		list_json(ctx, &o);
		return 0;
	}
	for (size_t i = 0; i < o.nslots; i++)
		list_line(ctx, &o.slots[i]);
	say(ctx, "this is what the file says of itself; it is checked when it is unlocked");
	return 0;
}

/* ---- fingerprint ---- */

static int
run_fingerprint(struct ctx *ctx, struct args *args)
{
	struct header h = { 0 };
	char text[RECOVERY_TEXT];
	int rc = unlock(ctx, false, false);

	(void)args;
	if (rc)
		return rc;
	memcpy(h.journal_id, store_keys(ctx->store)->journal_id, JOURNAL_ID);
	memcpy(h.inbox_pk, store_keys(ctx->store)->inbox_pk, sizeof h.inbox_pk);
	fingerprint_text(&h, text);
	if (tty_is(STDOUT_FILENO))
		say(ctx, "the journal's name, for comparing it between machines; it is not a key and opens nothing");
	out_begin(ctx, false);
	out_printf(ctx, "%s\n", text);
	return 0;
}

/* ---- export ---- */

/* The copy that the manifest names, so that nobody keeps a damaged one. */
static int
run_export(struct ctx *ctx, struct args *args)
{
	const char *to = target_path(args->words[1]);
	struct target t = TARGET_INIT;
	int rc = unlock(ctx, false, false);

	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (rc)
		return rc;
	struct vault_copy copy = *store_vault(ctx->store);
	store_rollback(ctx->store);
	out_begin(ctx, false);
	rc = target_begin(&t, ctx, to, NULL);
	if (!rc) {
		key_file_encode(&copy, target_buf(&t));
		rc = target_drain(&t);
	}
	if (!rc)
		rc = target_finish(&t);
	target_release(&t);
	if (!rc)
		say(ctx, "with this the journal opens when its own copies of the keys are damaged, by the passphrase or the recovery key as they are now; "
			"a new passphrase wants a new one");
	return rc;
}

/* ---- the command ---- */

static const struct verb verbs[] = {
	{ "passphrase", " recovery-to kdf-memory kdf-passes ", run_passphrase },
	{ "recovery", " forgot recovery-to kdf-memory kdf-passes ", run_recovery },
	{ "list", " ", run_list },
	{ "rotate", " yes recovery-to kdf-memory kdf-passes ", key_rotate },
	{ "trust", " yes ", key_trust },
	{ "fingerprint", " ", run_fingerprint },
	{ "export", " ", run_export },
};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

static const struct verb *
find(struct ctx *ctx, const char *word)
{
	struct nearest near = nearest_to(word, strlen(word));

	for (size_t i = 0; i < VERBS; i++) {
		if (!strcmp(verbs[i].name, word))
			return &verbs[i];
		nearest_try(&near, verbs[i].name);
	}
	err_set(&ctx->err, E_USAGE, "felt key is followed by passphrase, recovery, list, rotate, trust, fingerprint or export%s%s%s",
		near.best ? "\ndid you mean felt key " : "", near.best ? near.best : "", near.best ? "?" : "");
	return NULL;
}

/* An option of another verb would be passed over silently. */
static int
check_options(struct ctx *ctx, const struct args *args, const struct verb *v)
{
	for (const struct option *o = options; o->name; o++) {
		char padded[32];
		snprintf(padded, sizeof padded, " %s ", o->name);
		if (args_has(args, o->name) && !strstr(v->takes, padded))
			return err_set(&ctx->err, E_USAGE, "felt key %s does not take --%s", v->name, o->name);
	}
	return 0;
}

static bool
shows_sheet(const struct ctx *ctx, const struct verb *v)
{
	return v->run == run_recovery || v->run == key_rotate || (v->run == run_passphrase && (ctx->recovery || ctx->key_file));
}

static bool
sets_passphrase(const struct verb *v, const struct args *args)
{
	return v->run == run_passphrase || v->run == key_rotate || (v->run == run_recovery && args_has(args, "forgot"));
}

static int
check_export(struct ctx *ctx, const char *name)
{
	const char *to = target_path(name);

	if (!name[0] || (!to && tty_is(STDOUT_FILENO)))
		return err_set(&ctx->err, E_USAGE, "felt key export wants the name of a new file\na pipe is fine too: felt key export - | ...");
	return target_check(&ctx->err, to);
}

static int
check(struct ctx *ctx, struct args *args)
{
	struct kdf_cost cost = KDF_DEFAULT;
	const struct verb *v = find(ctx, args->words[0]);
	int rc = v ? check_options(ctx, args, v) : E_USAGE;

	if (rc)
		return rc;
	if (v->run == run_export)
		return check_export(ctx, args->nwords == 2 ? args->words[1] : "");
	if (args->nwords != 1)
		return err_set(&ctx->err, E_USAGE, "felt key %s takes no more words", v->name);
	rc = kdf_from_args(&ctx->err, args, &cost);
	if (args_has(args, "forgot"))
		ctx->recovery = true; /* with the passphrase forgotten there is only one other way in */
	if (!rc && !sets_passphrase(v, args) && (args_has(args, "kdf-memory") || args_has(args, "kdf-passes")))
		rc = err_set(&ctx->err, E_USAGE, "a recovery key needs no guessing cost: it is random\nfelt key passphrase takes --kdf-memory");
	if (!rc && args_has(args, "recovery-to") && !shows_sheet(ctx, v))
		rc = err_set(&ctx->err, E_USAGE, "felt key passphrase makes a new recovery key only together with --recovery or --key-file");
	if (!rc && shows_sheet(ctx, v))
		rc = sheet_check(ctx, args_value(args, "recovery-to"));
	if (!rc && sets_passphrase(v, args) && ctx->passphrase_fd < 0 && !tty_there())
		rc = err_set(&ctx->err, E_NO_SECRET, "no terminal\n--passphrase-fd N reads the passphrases from a descriptor: one a line");
	if (!rc && v->run == key_trust && !args_has(args, "yes") && !tty_there())
		rc = err_set(&ctx->err, E_USAGE, "there is no terminal to ask at\n--yes accepts the file without asking");
	if (!rc && v->run == key_rotate && !args_has(args, "yes") && !tty_there())
		rc = err_set(&ctx->err, E_USAGE, "there is no terminal to ask at\n--yes seals everything anew without asking");
	return rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	return find(ctx, args->words[0])->run(ctx, args);
}

const struct command cmd_key = {
	.name = "key",
	.group = "keep safe",
	.args = "passphrase|recovery|list|rotate|trust|fingerprint|export [FILE]",
	.summary = "passphrase, recovery key, and which file is the right one",
	.needs = NEED_PATH,
	.least = 1,
	.most = 2,
	.options = options,
	.check = check,
	.run = run,
	.details =
		"  passphrase   asks for the present passphrase, then twice for the new one; with\n"
		"               --recovery the recovery key stands in for the present one, and a\n"
		"               new recovery key is made too\n"
		"  recovery     makes a new recovery key; the old one opens only older copies\n"
		"               --forgot: the passphrase is forgotten; the recovery key sets a\n"
		"               new one\n"
		"  rotate       makes new keys and seals everything anew with them, in one step that\n"
		"               comes whole or not at all; the passphrase stays, the recovery key\n"
		"               becomes a new one\n"
		"  list         what opens this journal, and what each guess at it costs\n"
		"  trust        takes this file as the journal, though this machine has seen a\n"
		"               newer or another one\n"
		"  fingerprint  the journal's name, for comparing it between machines\n"
		"  export FILE  what the journal says of its keys, as lines of text: with --key-file\n"
		"               it opens when the journal's own copies are damaged\n\n"
		"Neither a new passphrase nor new keys reach older files: copies and backups made before still open as they did.\n\n"
		"In scripts the secrets are lines of one descriptor, old before new:\n\n"
		"  felt key passphrase --passphrase-fd 3 3<secrets.txt\n",
};
