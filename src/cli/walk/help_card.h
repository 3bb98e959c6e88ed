/*
 * What helps in a hard moment: the page of felt help-now, and the card that its writer has made for it.
 *
 * The card is a plain text file ($XDG_CONFIG_HOME/felt/help-card, 0600), because it must be there without the passphrase.  It is the
 * only thing felt keeps in the clear, only after saying so.  That the page was shown is recorded nowhere (CARE.md 19).
 */
#ifndef FELT_CLI_HELP_CARD_H
#define FELT_CLI_HELP_CARD_H

#include "cli/cli.h"

/* The whole page: the card's lines, or without one what anybody can do.  Safe text; fits 80x24 when the card's lines are short. Never fails: at worst
 * it is the page without a card. */
void help_now_page(struct ctx *ctx, struct buf *out);
/* Asks for the card's lines, one after the other, after saying that it is kept in the clear. */
int help_card_edit(struct ctx *ctx);
/* The one dim line of every guide's last screen and of `felt` alone (CARE.md 20). */
#define TOO_MUCH "Too much tonight? felt help-now"

#endif
