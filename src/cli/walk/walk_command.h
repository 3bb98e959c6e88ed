/*
 * What the commands that walk a guide share: felt guide, felt challenge, felt express.
 */
#ifndef FELT_CLI_WALK_COMMAND_H
#define FELT_CLI_WALK_COMMAND_H

#include "cli/walk/walk.h"

#define WALK_OPTIONS \
	{ "date", 'd', "D", "when it was: 2026-11-22, yesterday, 'monday 18:30' (else now)" }, \
	{ "tag", 0, "T", "a tag, a label of your own such as work; repeatable" }, \
	{ "keep-private", 0, NULL, "for you alone: felt export asks before it takes it along" }, \
	{ "answers", 0, "FILE", "takes the answers from JSON, for scripts; - is standard input" }

/* From the options; args->data is it, args->release frees it. */
struct walk_wish {
	struct head head;
	const char *answers;      /* --answers */
};
int walk_check(struct ctx *ctx, struct args *args);
/* Walks `name`, and whatever guide a choice in it leads to.  belief: a typed id of --belief, or NULL. */
int walk_run(struct ctx *ctx, struct args *args, const char *name, const char *form, const char *belief);

#endif
