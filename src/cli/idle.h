/*
 * idle_lock: what happens when nobody has touched a key for a while in the browser, the composer or the pager (DESIGN.md 5).
 */
#ifndef FELT_CLI_IDLE_H
#define FELT_CLI_IDLE_H

#include "cli/cli.h"

enum { IDLE_DEFAULT = 5 * 60 }; /* seconds */

/* Milliseconds of config.idle_lock, as the terminal room takes them; 0: never. */
long idle_ms(const struct ctx *ctx);
/*
 * The keys are dropped, the screen is blank, and the passphrase is asked for until it opens the journal.  The caller has forgotten
 * whatever text it had in hand and can fetch again.  The store is open and unlocked afterwards.  E_INTERRUPTED: ctrl-c, a signal
 * or the terminal's end; the keys are gone then.
 */
int idle_unlock(struct ctx *ctx);
/* composer.lock for a `struct draft`, whose journal is closed while somebody writes. */
int idle_lock_draft(void *draft);
/* After a pager that was ended. */
void idle_said(struct ctx *ctx);

#endif
