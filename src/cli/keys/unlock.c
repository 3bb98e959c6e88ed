/*
 * Asking for what unlocks a journal, and unlocking it.
 *
 * The sources are a closed, ordered set (DESIGN.md 3): an explicit --passphrase-fd, the key cache, the configured
 * passphrase_command, the controlling terminal.  Never an argument, never an environment variable.
 *
 * Laws
 *  1. An explicit descriptor is always read, also when something else could have answered.
 *  2. A source that was named and fails is not replaced by a weaker one; only passphrase_command, which is a
 *     convenience, falls back to the terminal.
 *  3. The key cache opens; what needs the root key asks a person (ctx_unlock_root).
 *  4. What is wrong with a secret is answered in one way, whichever slot it failed on.
 */
#include <string.h>
#include <unistd.h>

#include "cli/keys/cache.h"
#include "cli/frame.h"
#include "felt/base/file.h"
#include "felt/store/pin.h"
#include "felt/term/tty.h"

enum { TRIES = 3, SHORT = 8 };

/* ---- secrets ---- */

static int
ask(struct ctx *ctx, const char *prompt, struct secret **out)
{
	int rc;

	if (!tty_there())
		return err_set(&ctx->err, E_NO_SECRET, "no terminal");
	rc = tty_secret(&ctx->err, prompt, out);
	if (rc == E_NO_SECRET && tty_there()) /* ctrl-d: descriptors are no help to a person */
		return err_set(&ctx->err, E_NO_SECRET, "ctrl-d ended the question\nthe same command asks again%s",
			ctx->store && !ctx->recovery ? "; with --recovery it asks for the recovery key instead" : "");
	return rc;
}

/* *typed: a person typed it, and may try again. */
static int
fetch(struct ctx *ctx, const char *prompt, struct secret **out, bool *typed)
{
	*typed = false;
	if (ctx->passphrase_fd >= 0)
		return secret_from_fd(&ctx->err, ctx->passphrase_fd, "--passphrase-fd", out);
	if (ctx->config.passphrase_command) {
		int rc = secret_from_command(&ctx->err, ctx->config.passphrase_command, out);
		if (rc != E_NO_SECRET || !tty_there())
			return rc;
		say(ctx, "%s", ctx->err.subject);
	}
	*typed = true;
	return ask(ctx, prompt, out);
}

int
ctx_passphrase(struct ctx *ctx, const char *prompt, struct secret **out)
{
	bool typed;
	int rc = fetch(ctx, prompt, out, &typed);

	if (!rc)
		rc = passphrase_check(&ctx->err, *out);
	if (rc) {
		secret_free(*out);
		*out = NULL;
	}
	return rc;
}

int
ctx_recovery_key(struct ctx *ctx, struct secret **out)
{
	struct secret *typed = NULL, *key = secret_new(RECOVERY_KEY);
	int rc = key ? 0 : err_set(&ctx->err, E_NOMEM, "recovery key");

	if (!rc)
		rc = ctx->recovery_fd >= 0 ? secret_from_fd(&ctx->err, ctx->recovery_fd, "--recovery-fd", &typed)
					   : ask(ctx, "recovery key (nine groups of four): ", &typed);
	if (!rc)
		rc = recovery_parse(&ctx->err, (const char *)typed->p, typed->n, key->p);
	secret_free(typed);
	if (rc) {
		secret_free(key);
		return rc;
	}
	*out = key;
	return 0;
}

/* ---- a new passphrase ---- */

static size_t
graphemes(const struct secret *s)
{
	size_t n = 0;

	for (size_t at = 0; at < s->n; n++)
		at += text_grapheme((const char *)s->p + at, s->n - at);
	return n;
}

static bool
beyond_ascii(const struct secret *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->p[i] >= 0x80)
			return true;
	return false;
}

/* Not echoed: who takes the question for the second prompt types the passphrase here, and that is an answer too. */
static int
keep_short(struct ctx *ctx, const struct secret *s, bool *yes)
{
	struct secret *answer = NULL;
	int rc = tty_secret(&ctx->err, "take it all the same? [y/N] ", &answer);

	*yes = false;
	if (!rc) {
		struct slice a = { (const char *)answer->p, answer->n };
		*yes = slice_is(a, "y") || slice_is(a, "Y") || slice_is(a, "yes") || (a.n == s->n && equal_bytes(answer->p, s->p, s->n));
	}
	secret_free(answer);
	return rc == E_PASSPHRASE_FORM ? 0 : rc; /* too long an answer is no yes */
}

/* Said once, at the time when it can still be changed.  *again: the person would rather take another. */
static int
remarks(struct ctx *ctx, const struct secret *s, bool typed, bool *again)
{
	bool yes = true;
	int rc = 0;

	*again = false;
	if (beyond_ascii(s))
		say(ctx, "it has letters that another keyboard or system may send as other bytes (é can be one or two); it is taken exactly as "
			"sent, so if one day it does not open, the recovery key does");
	if (graphemes(s) >= SHORT)
		return 0;
	say(ctx, "that is a short passphrase; somebody with a copy of the file can try many. A few words in a row are longer, and easy to keep");
	if (typed)
		rc = keep_short(ctx, s, &yes);
	*again = !yes;
	return rc;
}

/* Enter alone asks again: ending here would send what is typed next to the shell, in plain sight. */
static int
ask_new(struct ctx *ctx, const char *prompt, struct secret **out)
{
	int rc;

	while (!(rc = ask(ctx, prompt, out)) && (*out)->n == 0) {
		secret_free(*out);
		*out = NULL;
		say(ctx, "that was empty; once more, or ctrl-c to stop");
	}
	return rc;
}

/* One round at the terminal; *again when the two differ or another one is wanted. */
static int
ask_twice(struct ctx *ctx, struct secret **out, bool *again)
{
	struct secret *one = NULL, *two = NULL;
	int rc = ask_new(ctx, "new passphrase: ", &one);

	*again = false;
	if (!rc)
		rc = passphrase_check(&ctx->err, one);
	if (!rc)
		rc = remarks(ctx, one, true, again);
	if (!rc && !*again)
		rc = ask_new(ctx, "the same again: ", &two);
	if (!rc && !*again && (one->n != two->n || !equal_bytes(one->p, two->p, one->n))) {
		say(ctx, "the two are not the same; once more");
		*again = true;
	}
	if (!rc && !*again) {
		*out = one;
		one = NULL;
	}
	secret_free(one);
	secret_free(two);
	return rc;
}

int
ctx_new_passphrase(struct ctx *ctx, struct secret **out)
{
	bool again = true;
	int rc = 0;

	*out = NULL;
	if (ctx->passphrase_fd >= 0) {
		rc = secret_from_fd(&ctx->err, ctx->passphrase_fd, "--passphrase-fd", out);
		if (!rc)
			rc = passphrase_check(&ctx->err, *out);
		if (!rc)
			rc = remarks(ctx, *out, false, &again);
	} else {
		for (int i = 0; i < TRIES && again && !rc; i++)
			rc = ask_twice(ctx, out, &again);
		if (!rc && again)
			rc = err_set(&ctx->err, E_PASSPHRASE_FORM, "the two were not the same\nnothing was changed; take your time");
	}
	if (rc) {
		secret_free(*out);
		*out = NULL;
	}
	return rc;
}

/* ---- unlocking ---- */

/* Deriving the key takes half a second; a terminal should not look dead meanwhile. */
static void
show_opening(const struct ctx *ctx, bool on)
{
	if (ctx->quiet || ctx->plain || !ctx->out.colour || !tty_is(STDERR_FILENO))
		return;
	const char *s = on ? "\033[2mopening ...\033[0m" : "\r\033[K";
	file_write_fd(NULL, STDERR_FILENO, "standard error", s, strlen(s));
}

static int
try_secret(struct ctx *ctx, struct store *s, enum slot_type type, const struct secret *secret, struct keys **keys)
{
	const struct vault_limits limits = { ctx->physical, ctx->allow_kdf_memory };
	struct vault_copy copies[2];
	int rc = store_copies(&ctx->err, s, copies);

	if (rc)
		return rc;
	show_opening(ctx, true);
	rc = vault_unlock(&ctx->err, copies, type, secret, limits, keys);
	if ((rc == E_WRONG_SECRET || rc == E_DAMAGE) && store_key_copy(s)) {
		const struct vault_copy file[2] = { *store_key_copy(s), { 0 } };
		rc = vault_unlock(&ctx->err, file, type, secret, limits, keys);
	}
	show_opening(ctx, false);
	return rc;
}

/* May a person who typed this try again?  A recovery key and a passphrase alike, also when it was only Enter. */
static bool
may_try_again(int rc)
{
	return rc == E_WRONG_SECRET || rc == E_RECOVERY_FORM || rc == E_PASSPHRASE_FORM;
}

/* One secret asked for and tried.  STAYS_LOCKED: Enter, where that is an answer.  kept: gets the passphrase that opened it; may be NULL. */
static int
attempt(struct ctx *ctx, struct store *s, const char *prompt, bool may_skip, bool *typed, bool *empty, struct keys **keys, struct secret **kept)
{
	struct secret *secret = NULL;
	int rc;

	*typed = ctx->recovery && ctx->recovery_fd < 0;
	if (ctx->recovery)
		rc = ctx_recovery_key(ctx, &secret);
	else
		rc = fetch(ctx, prompt, &secret, typed);
	if (!rc && may_skip && *typed && !ctx->recovery && secret->n == 0)
		rc = STAYS_LOCKED;
	*empty = !rc && secret->n == 0;
	if (!rc && !ctx->recovery)
		rc = passphrase_check(&ctx->err, secret);
	if (!rc)
		rc = try_secret(ctx, s, ctx->recovery ? SLOT_RECOVERY : SLOT_PASSPHRASE, secret, keys);
	if (!rc && kept && !ctx->recovery) {
		*kept = secret;
		secret = NULL;
	}
	secret_free(secret);
	return rc;
}

/* Asking, as often as a person may try. */
static int
unlock_by_secret(struct ctx *ctx, struct store *s, const char *prompt, bool may_skip, struct secret **kept)
{
	struct keys *keys = NULL;
	bool typed = false, empty = false;
	int rc = attempt(ctx, s, prompt, may_skip, &typed, &empty, &keys, kept);

	for (int i = 1; i < TRIES && typed && may_try_again(rc); i++) {
		char why[200];
		report_sentence(&ctx->err, why, sizeof why);
		say(ctx, "%s; once more, or ctrl-c to stop", empty ? "that was empty" : why);
		rc = attempt(ctx, s, prompt, may_skip, &typed, &empty, &keys, kept);
	}
	if (rc)
		return rc;
	if (ctx->recovery && keys->replace_after_use)
		say(ctx, "this recovery key is meant for one use: felt key recovery makes the next one");
	rc = store_unlock(&ctx->err, s, keys);
	if (!rc && s == ctx->store && !ctx->recovery && ctx->config.unlock_for)
		(void)cache_fill(ctx, store_keys(s), ctx->config.unlock_for); /* felt unlock and felt status say where there is none */
	return rc;
}

static void
first_time(struct ctx *ctx, struct store *s)
{
	harden_warn(ctx);
	if (ctx->state_dir && !store_pin(s)->present && !store_pin(s)->unreadable)
		report_warning(ctx, WARN_PIN_MISSING, 0);
}

int
unlock_or_skip(struct ctx *ctx, struct store *s, const char *prompt, bool may_skip)
{
	bool opened = false;
	int rc = ctx->recovery || ctx->passphrase_fd >= 0 || ctx->key_file ? 0 : cache_open(ctx, s, &opened);

	if (!rc && !opened)
		rc = unlock_by_secret(ctx, s, prompt, may_skip, NULL);
	if (!rc)
		first_time(ctx, s);
	return rc;
}

int
ctx_unlock_root(struct ctx *ctx, struct store *s, struct secret **kept)
{
	int rc = unlock_by_secret(ctx, s, "passphrase: ", false, kept);

	if (!rc)
		first_time(ctx, s);
	return rc;
}

int
unlock_again(struct ctx *ctx, struct store *s, const char *prompt)
{
	struct secret *secret = NULL;
	struct keys *keys = NULL;
	int rc;

	if (ctx->recovery) {
		struct secret *typed = NULL;

		secret = secret_new(RECOVERY_KEY);
		rc = secret ? ask(ctx, prompt, &typed) : err_set(&ctx->err, E_NOMEM, "recovery key");
		if (!rc)
			rc = recovery_parse(&ctx->err, (const char *)typed->p, typed->n, secret->p);
		secret_free(typed);
	} else {
		rc = ask(ctx, prompt, &secret);
		if (!rc && secret->n == 0 && ctx->config.passphrase_command) {
			secret_free(secret);
			secret = NULL;
			rc = secret_from_command(&ctx->err, ctx->config.passphrase_command, &secret);
		}
		if (!rc)
			rc = passphrase_check(&ctx->err, secret);
	}
	if (!rc)
		rc = store_resume(&ctx->err, s);
	if (!rc)
		rc = try_secret(ctx, s, ctx->recovery ? SLOT_RECOVERY : SLOT_PASSPHRASE, secret, &keys);
	secret_free(secret);
	return rc ? rc : store_unlock(&ctx->err, s, keys);
}

int
ctx_unlock(struct ctx *ctx, struct store *s)
{
	return unlock_or_skip(ctx, s, "passphrase: ", false);
}

/* ---- standard input ---- */

int
ctx_stdin_text(struct ctx *ctx, struct buf *out)
{
	int rc;

	if (tty_is(STDIN_FILENO))
		return err_set(&ctx->err, E_USAGE, "standard input is the terminal; there is no text in it");
	rc = file_read_fd(&ctx->err, STDIN_FILENO, "standard input", TEXT_MAX, out);
	return rc ? rc : text_check(&ctx->err, (const char *)out->p, out->n, TEXT_MAX);
}
