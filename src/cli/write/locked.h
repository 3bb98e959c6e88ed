/*
 * Writing without the passphrase (FORMAT.md 5): what write, express, challenge and their drafts need.
 *
 * A command that can do it has MAY_BE_LOCKED in its needs (beside NEED_KEYS) and LOCKED_OPTION among its options.  By the time its
 * run() is called the journal is either unlocked, or ctx->locked is true: then nothing can be read of it, ctx->store takes
 * nothing but locked_put(), and questions that need the journal (feelings proposed, beliefs, drafts by id) are left out.
 *
 *	struct locked place = { 0 };                 // lives as long as the thing that is written
 *	locked_put(ctx, &place, &draft);             // as often as it is saved: kind KIND_DRAFT
 *	locked_put(ctx, &place, &entry);             // finished: kind KIND_ENTRY, in the place of its draft
 *	locked_said(ctx, entry.id, "saved");
 *
 * The journal may be suspended in between (store_suspend, store_resume) as when it is unlocked.
 */
#ifndef FELT_CLI_LOCKED_H
#define FELT_CLI_LOCKED_H

#include "cli/cli.h"

#define LOCKED_OPTION { "locked", 0, NULL, "without the passphrase: it is sealed, and taken in at the next unlock" }

/* Where in the inbox something lies that is being written.  Zeroed at first. */
struct locked {
	uint64_t id;     /* of its box, 0 none yet */
	uint64_t names;  /* a draft that an unlock took in meanwhile, whose place this one takes; 0 none */
};

/* Before anything is opened: --locked and a secret that is handed over contradict each other. E_USAGE. */
int locked_check(struct ctx *ctx, const struct args *args);
/*
 * The journal is open: decides by --locked, write_locked and what is there, and sets ctx->locked.  E_UNSAFE and the like when
 * --locked is not possible here; with write_locked alone the passphrase is asked for instead.
 */
int locked_choose(struct ctx *ctx, const struct args *args);

/*
 * Puts e (kinds entry, draft, follow-up: fields, feelings, tags, ratings; an entry's or follow-up's e->ref is not kept) into the
 * inbox: no key derivation, one commit.  In the place of the box that `place` names, as long as that waits; e->id says where it is
 * now.  place NULL: a box of its own.  E_TEXT_LONG over 1 MiB.
 */
int locked_put(struct ctx *ctx, struct locked *place, struct entry *e);
/* Thrown away by its writer, as long as it waits. */
int locked_drop(struct ctx *ctx, struct locked *place);
/* "saved 7kq2m0x9; the next unlock takes it in", the id on stdout in scripts. */
int locked_said(struct ctx *ctx, uint64_t id, const char *what);

/* After every unlock: what was written while locked is taken in, and said in a line.  Never stops what was asked for. */
void inbox_take(struct ctx *ctx, struct store *s);

#endif
