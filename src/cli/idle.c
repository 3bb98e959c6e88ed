/*
 * idle_lock (idle.h).
 *
 * In: nobody.  Out: the journal unlocked again by somebody who knows how, or an end.  Must never: leave a key in memory
 * while it waits, or lose a text: the composer keeps its draft before it comes here.
 *
 * Honest limits: the text in the composer stays in memory, and so does what the terminal remembers of its screen.
 */
#include <string.h>

#include "cli/frame.h"
#include "cli/idle.h"
#include "cli/write/writing.h"
#include "felt/term/tty.h"

enum { PROMPT = 400, WHY = 200 };

long
idle_ms(const struct ctx *ctx)
{
	return (long)ctx->config.idle_lock * 1000;
}

/* What is asked, with a line above it that says why. */
static void
prompt(const struct ctx *ctx, const char *above, char out[PROMPT])
{
	const char *command = ctx->config.passphrase_command && !ctx->recovery ? " (enter alone: passphrase_command)" : "";

	snprintf(out, PROMPT, "%s\n\n%s%s: ", above, ctx->recovery ? "recovery key" : "passphrase", command);
}

static int
ask_until_open(struct ctx *ctx, struct store *s)
{
	static const char first[] = "Locked, because nobody has touched a key for a while. Nothing is lost.\nThe passphrase opens it again, ctrl-c leaves.";
	char text[PROMPT], why[WHY], above[PROMPT - WHY / 2];
	int rc;

	prompt(ctx, first, text);
	while ((rc = unlock_again(ctx, s, text)) && rc != E_INTERRUPTED && rc != E_NO_SECRET && !ends_told()) {
		store_lock(s);
		tty_blank(true);
		report_sentence(&ctx->err, why, sizeof why);
		snprintf(above, sizeof above, "%s\nOnce more, or ctrl-c leaves; nothing is lost.", why);
		prompt(ctx, above, text);
	}
	if (rc && (rc == E_NO_SECRET || ends_told()))
		rc = err_set(&ctx->err, E_INTERRUPTED, "terminal");
	return rc;
}

int
idle_unlock(struct ctx *ctx)
{
	struct ends ends;
	int rc;

	store_lock(ctx->store);
	ends_hold(&ends);
	tty_blank(true);
	rc = ask_until_open(ctx, ctx->store);
	tty_blank(false);
	ends_release(&ends);
	if (rc)
		store_lock(ctx->store);
	return rc;
}

int
idle_lock_draft(void *draft)
{
	struct ctx *ctx = ((struct draft *)draft)->ctx;
	int rc = idle_unlock(ctx);

	store_suspend(ctx->store);
	return rc;
}

void
idle_said(struct ctx *ctx)
{
	say(ctx, "the pages were closed, because nobody had touched a key for a while (idle_lock)");
}
