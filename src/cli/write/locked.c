/*
 * Writing while locked, and what becomes of it at the next unlock.
 *
 * In: what somebody wrote, or an unlocked journal.  Out: a box in the inbox, or one line that says what was taken in.  Must
 * never: ask for a passphrase where --locked was given, or stop a read because something could not be taken in.
 */
#include "cli/write/locked.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/keys/cache.h"
#include "cli/frame.h"
#include "cli/write/writing.h"
#include "felt/base/json.h"
#include "felt/model/id.h"
#include "felt/store/inbox.h"
#include "felt/term/tty.h"

/* ---- which way ---- */

int
locked_check(struct ctx *ctx, const struct args *args)
{
	if (args_has(args, "locked") && (ctx->passphrase_fd >= 0 || ctx->recovery))
		return err_set(&ctx->err, E_USAGE, "--locked writes without the passphrase, so there is none to be given");
	return 0;
}

/* write_locked is a wish: an open journal, or a passphrase that is handed over, is better. */
static bool
wished(struct ctx *ctx)
{
	struct store_outside out;
	int64_t until;

	if (!ctx->config.write_locked || ctx->passphrase_fd >= 0 || ctx->recovery)
		return false;
	return store_outside(NULL, ctx->store, &out) || !cache_until(out.journal_id, out.epoch, &until);
}

int
locked_choose(struct ctx *ctx, const struct args *args)
{
	bool asked = args_has(args, "locked");
	char why[200];
	int rc;

	ctx->locked = false;
	if (!asked && !wished(ctx))
		return 0;
	rc = store_locked(&ctx->err, ctx->store);
	ctx->locked = !rc;
	if (!rc || asked || exit_status((enum err_code)rc) != 5)
		return rc;
	report_sentence(&ctx->err, why, sizeof why);
	say(ctx, "not without the passphrase this time: %s", why);
	return 0;
}

/* ---- writing ---- */

int
locked_put(struct ctx *ctx, struct locked *place, struct entry *e)
{
	struct locked alone = { 0 };
	int rc;

	if (!place)
		place = &alone;
	if (e->kind == KIND_DRAFT)
		e->ref = place->names;
	rc = store_box_put(&ctx->err, ctx->store, e, place->id);
	if (rc)
		return rc;
	if (place->id && e->id != place->id && e->kind != KIND_DRAFT)
		say(ctx, "a draft of it was taken in meanwhile: felt resume still shows it");
	place->id = e->id;
	place->names = e->kind == KIND_DRAFT ? e->ref : 0;
	return 0;
}

int
locked_drop(struct ctx *ctx, struct locked *place)
{
	int rc = place->id ? store_box_drop(&ctx->err, ctx->store, place->id) : 0;

	if (!rc)
		*place = (struct locked){ 0 };
	return rc;
}

int
locked_said(struct ctx *ctx, uint64_t id, const char *what)
{
	int rc = writing_said(ctx, id, what);

	if (!ctx->json && ctx->out.terminal)
		say(ctx, "the journal stays locked; the next unlock takes it in");
	return rc;
}

/* ---- taking in ---- */

static void
tell_kept(struct ctx *ctx, const struct inbox_report *r)
{
	struct buf ids = BUF_INIT;
	char id[ID_TEXT];

	for (size_t i = 0; i < r->kept && i < INBOX_NAMED; i++) {
		id_text(r->kept_ids[i], id);
		buf_printf(&ids, "%s%s", i ? ", " : "", id);
	}
	if (r->kept > INBOX_NAMED)
		buf_printf(&ids, " and %" PRIu64 " more", r->kept - INBOX_NAMED);
	say(ctx, "%" PRIu64 " written while locked %s not open here, and %s kept: %s; felt delete ID deletes one", r->kept,
		r->kept == 1 ? "does" : "do", r->kept == 1 ? "is" : "are", buf_cstr(&ids));
	buf_release(&ids);
}

static void
tell_missing(struct ctx *ctx, uint64_t n)
{
	bool quiet = ctx->quiet;

	ctx->quiet = false; /* it changes what the journal means */
	ctx->exit_floor = 3;
	say(ctx, "felt: %" PRIu64 " written on this machine while locked %s gone from the file, and never taken in\n"
		"hint: a backup, or another copy of the file, may still have %s", n, n == 1 ? "is" : "are", n == 1 ? "it" : "them");
	ctx->quiet = quiet;
}

void
inbox_take(struct ctx *ctx, struct store *s)
{
	struct inbox_report r;
	struct err err = { 0 };
	char why[200];
	int rc = store_absorb(&err, s, &r);

	if (rc && r.waiting) {
		report_sentence(&err, why, sizeof why);
		say(ctx, "%" PRIu64 " written while locked still wait%s: %s", r.waiting, r.waiting == 1 ? "s" : "", why);
	}
	if (r.taken)
		say(ctx, "%" PRIu64 " written while locked %s in the journal now", r.taken, r.taken == 1 ? "is" : "are");
	if (r.replaced)
		say(ctx, "%" PRIu64 " draft%s replaced by a later text that was not written on this machine", r.replaced,
			r.replaced == 1 ? " was" : "s were each");
	if (r.replays)
		say(ctx, "%" PRIu64 " that came a second time %s left out", r.replays, r.replays == 1 ? "was" : "were");
	if (r.kept)
		tell_kept(ctx, &r);
	if (r.missing)
		tell_missing(ctx, r.missing);
}
