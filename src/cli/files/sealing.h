/*
 * Sealing what leaves with age: the options, and the passphrase of a file.
 *
 * A command puts SEALING_OPTIONS into its table, calls sealing_from_args() in its check and sealing_ask() before it begins a target
 * (target.h); both halves of the secret stay in here.
 */
#ifndef FELT_CLI_SEALING_H
#define FELT_CLI_SEALING_H

#include "cli/cli.h"
#include "felt/crypt/age.h"

#define SEALING_OPTIONS \
	{ "age", 0, "RECIPIENT", "seal it for an age1... recipient; repeatable" }, \
	{ "age-passphrase", 0, NULL, "seal it with a passphrase of its own" }, \
	{ "armor", 0, NULL, "the sealed file as lines of text" }

enum { SEALING_MOST = 64 };
struct sealing {
	uint8_t keys[SEALING_MOST][AGE_KEY];
	size_t n;
	bool with_passphrase, armor;
	struct secret *passphrase; /* owned */
};
/* E_USAGE: what age_recipient_parse() refuses, recipients and a passphrase together, --armor alone, to: a name that ends in .age
 * for a file that would not be sealed (to may be NULL). */
int sealing_from_args(struct err *err, const struct args *a, const char *to, struct sealing *out);
bool sealing_wanted(const struct sealing *s);
/*
 * The passphrase of the file, where one is wanted: the next line of --passphrase-fd, or asked twice on the terminal.  An empty one: felt makes
 * eight words and shows them once on the terminal.  E_NO_SECRET where there is none to show them on.
 */
int sealing_ask(struct ctx *ctx, struct sealing *s);
/* Borrows from s. */
struct age_to sealing_to(const struct sealing *s);
void sealing_release(struct sealing *s);

#endif
