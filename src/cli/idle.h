/*
 * idle_lock: what happens when nobody has touched a key for a while in the browser, the composer or the pager (DESIGN.md 5).
 */
#ifndef FELT_CLI_IDLE_H
#define FELT_CLI_IDLE_H

#include "cli/cli.h"

enum { IDLE_DEFAULT_MS = 5 * 60 * 1000 };

/* "5m", "30s", "1h", a number alone is minutes; "off" is 0. Up to a day. False: it is none of these. */
bool idle_parse(const char *value, long *ms);
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
