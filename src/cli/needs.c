/*
 * Fulfilling what a command needs, in the order that costs a person least, and ending it.
 *
 * First the words (filters, the command's own check), then the terminal, then the journal, then the keys:
 * nobody types a passphrase for a command that would have been refused anyway.  One thing can only be known with the
 * keys: whether a feeling that felt does not know is a word its writer has added.  Then the words are looked at again.
 */
#include <stdio.h>
#include <string.h>

#include "cli/frame.h"
#include "cli/write/locked.h"
#include "cli/feel/vocabulary.h"
#include "cli/write/writing.h"
#include "felt/term/tty.h"

static int
need_path(struct ctx *ctx)
{
	if (ctx->journal)
		return 0;
	return err_set(&ctx->err, E_USAGE, "where is the journal? HOME is not set\nname it with -j PATH or FELT_JOURNAL");
}

static int
need_terminal(struct ctx *ctx)
{
	if (tty_there())
		return 0;
	return err_set(&ctx->err, E_USAGE, "this needs a terminal, and there is none");
}

/* ---- words ---- */

static int
look_at_filters(struct ctx *ctx, const struct command *c, const struct args *args)
{
	filter_release(&ctx->filter);
	return c->needs & TAKES_FILTERS ? filters_from_args(ctx, args, c->needs & TAKES_FEELINGS) : 0;
}

static int
look_at_rest(struct ctx *ctx, const struct command *c, struct args *args)
{
	if (args->release)
		args->release(args->data);
	args->release = NULL;
	args->data = NULL;
	return c->check ? c->check(ctx, args) : 0;
}

/* May own words be among what was typed, in the filters or in what the command's check looks at? */
static bool
names_feelings(const struct command *c, const struct args *args)
{
	return args_has(args, "feeling") || (c->needs & (TAKES_FEELINGS | NAMES_FEELINGS) && args->nwords) || (c->needs & MINUS_WORDS && args->nwords > 1);
}

static bool
may_be_own(const struct command *c, int rc)
{
	return c->needs & NEED_KEYS && (rc == E_FEELING_UNKNOWN || rc == E_FEELING_AMBIGUOUS);
}

/* *again: a feeling is not known yet. */
static int
first_look(struct ctx *ctx, const struct command *c, struct args *args, bool *again)
{
	int rc = look_at_filters(ctx, c, args);

	*again = may_be_own(c, rc);
	if (rc && !*again)
		return rc;
	rc = look_at_rest(ctx, c, args);
	if (!may_be_own(c, rc))
		return rc;
	*again = true;
	return 0;
}

/* Own words beat prefixes of built-in ones, so what was understood may have meant something else. */
static int
own_words(struct ctx *ctx, const struct command *c, struct args *args, bool again)
{
	bool named = names_feelings(c, args);
	int rc = 0;

	if (named || c->needs & SHOWS_WORDS)
		rc = vocabulary_load(ctx);
	if (rc || !named || (!again && !ctx->voc.nown))
		return rc;
	rc = look_at_filters(ctx, c, args);
	return rc ? rc : look_at_rest(ctx, c, args);
}

/* A feeling that may be an own word, which nobody can know without the keys. */
static int
not_known_while_locked(struct ctx *ctx, const struct command *c, struct args *args)
{
	int rc = look_at_filters(ctx, c, args);

	ctx->hint = "words of your own are known only when the journal is unlocked; felt tag adds them later";
	return rc ? rc : look_at_rest(ctx, c, args);
}

/* ---- in order ---- */

int
needs_keys(struct ctx *ctx)
{
	int rc = need_path(ctx);

	if (!rc)
		rc = ctx_open(ctx, ctx->journal);
	if (!rc)
		rc = ctx_unlock(ctx, ctx->store);
	if (rc)
		return rc;
	inbox_take(ctx, ctx->store);
	drafts_take_lost(ctx, ctx->store);
	return vocabulary_load(ctx);
}

int
needs_fulfil(struct ctx *ctx, const struct command *c, struct args *args)
{
	bool again;
	int rc = c->needs & MAY_BE_LOCKED ? locked_check(ctx, args) : 0;

	if (!rc)
		rc = first_look(ctx, c, args, &again);

	if (!rc && c->needs & (NEED_PATH | NEED_JOURNAL | NEED_KEYS))
		rc = need_path(ctx);
	if (!rc && c->needs & NEED_TERMINAL)
		rc = need_terminal(ctx);
	if (!rc && c->needs & (NEED_JOURNAL | NEED_KEYS))
		rc = ctx_open(ctx, ctx->journal);
	if (!rc && c->needs & MAY_BE_LOCKED)
		rc = locked_choose(ctx, args);
	if (!rc && ctx->locked)
		return again ? not_known_while_locked(ctx, c, args) : 0;
	if (!rc && c->needs & NEED_KEYS)
		rc = ctx_unlock(ctx, ctx->store);
	if (!rc && c->needs & NEED_KEYS && !(c->needs & IGNORES_PIN)) {
		inbox_take(ctx, ctx->store);
		drafts_take_lost(ctx, ctx->store);
	}
	if (!rc && c->needs & NEED_KEYS)
		rc = own_words(ctx, c, args, again);
	return rc;
}

/* The exit status: what went wrong, else the floor that a warning has set. */
static int
status(const struct ctx *ctx, int rc)
{
	if (rc && !ctx->out.closed)
		return exit_status((enum err_code)rc);
	return ctx->exit_floor;
}

int
finish(struct ctx *ctx, struct request *rq, int rc)
{
	struct err first = ctx->err;
	/* what was said so far is shown also when the command failed on its way */
	int ended = ctx->out.begun ? out_end(ctx) : 0;

	if (rc)
		ctx->err = first;
	else
		rc = ended;
	if (rq->args.release)
		rq->args.release(rq->args.data);
	store_close(ctx->store);
	ctx->store = NULL;
	if (rc && !ctx->out.closed)
		report(ctx, &ctx->err);
	return status(ctx, rc);
}
