/*
 * felt tag: feelings (+W, -W) and free tags (--tag, --untag) of an entry.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/write/editing.h"
#include "cli/feel/picking.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "tag", 0, "T", "adds a tag, a label of your own such as work; repeatable" },
	{ "untag", 0, "T", "takes a tag away; repeatable" },
	OPTION_END
};

struct wanted {
	struct head head;
	char (*remove)[FEELING_ID_MAX + 1]; /* ids of feelings to be taken away */
	size_t nremove;
	bool pick;                          /* nothing was named: the picker asks */
};

static void
release(void *data)
{
	struct wanted *rq = data;

	head_release(&rq->head);
	free(rq->remove);
	free(rq);
}

/* "-lonely", "-sadness." */
static int
add_removal(struct ctx *ctx, struct wanted *rq, const char *typed)
{
	const struct feeling *f = NULL;
	int family = -1, rc = feeling_parse(&ctx->err, &ctx->voc, typed, &f, &family);

	if (rc)
		return rc;
	if (!rq->remove && !(rq->remove = calloc(ARGS_MAX, sizeof *rq->remove)))
		return err_set(&ctx->err, E_NOMEM, "options");
	const char *id = f ? f->id : feeling_family_name(family);
	strncpy(rq->remove[rq->nremove++], id, FEELING_ID_MAX);
	return 0;
}

static int
contradiction(struct ctx *ctx, const struct wanted *rq)
{
	for (size_t i = 0; i < rq->nremove; i++)
		for (size_t k = 0; k < rq->head.nfeelings; k++)
			if (!strcmp(rq->remove[i], rq->head.feelings[k].id))
				return err_set(&ctx->err, E_USAGE, "'%s' is both added and taken away", rq->remove[i]);
	return 0;
}

static int
check(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = calloc(1, sizeof *rq);
	int rc;

	if (!rq)
		return err_set(&ctx->err, E_NOMEM, "options");
	args->data = rq;
	args->release = release;
	rc = head_parse(ctx, args, &rq->head);
	for (size_t i = 1; !rc && i < args->nwords; i++) {
		const char *word = args->words[i];

		if (word[0] == '+')
			rc = head_add_feeling(ctx, &rq->head, word + 1);
		else if (word[0] == '-')
			rc = add_removal(ctx, rq, word + 1);
		else
			rc = err_set(&ctx->err, E_USAGE, "a feeling is added with + and taken away with -: +lonely:60 -calm");
	}
	rq->pick = !rq->head.nfeelings && !rq->nremove && !rq->head.ntags && !rq->head.nuntags;
	if (!rc && rq->pick && (!tty_is(STDIN_FILENO) || ctx->json))
		rc = err_set(&ctx->err, E_USAGE, "what is to change? +W adds a feeling, -W takes it away; --tag T and --untag T are for tags");
	return rc ? rc : contradiction(ctx, rq);
}

/* A feeling goes with its second rating. */
static void
remove_feelings(struct ctx *ctx, struct editing *ed, const struct wanted *rq, bool *changed)
{
	for (size_t r = 0; r < rq->nremove; r++) {
		bool found = false;

		for (size_t i = ed->e.nfeelings; i-- > 0;) {
			if (!slice_is(ed->e.feelings[i].id, rq->remove[r]))
				continue;
			entry_remove_feeling(&ed->e, i);
			found = *changed = true;
		}
		if (!found)
			say(ctx, "'%s' was not among its feelings", rq->remove[r]);
	}
}

static int
change(struct ctx *ctx, struct editing *ed, const struct wanted *rq)
{
	bool removed = false;
	int rc;

	remove_feelings(ctx, ed, rq, &removed);
	rc = head_apply(&ctx->err, &rq->head, &ed->e, &ed->head_changed);
	ed->head_changed = ed->head_changed || removed;
	return rc || !ed->head_changed ? rc : editing_save_head(ed);
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = args->data;
	struct editing ed = { .ctx = ctx, .row = ROW_INIT };
	enum picker_end end;
	uint64_t id = 0;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = resolve(ctx, args->words[0], 1u << KIND_ENTRY, &id);
	if (!rc)
		rc = editing_open(&ed, id);
	store_rollback(ctx->store);
	if (!rc && rq->pick)
		rc = pick_feelings(ctx, &rq->head, &end);
	if (!rc)
		rc = change(ctx, &ed, rq);
	if (!rc)
		rc = editing_tell(&ed, ed.head_changed ? WRITING_SAVED : WRITING_UNCHANGED);
	editing_release(&ed);
	return rc;
}

const struct command cmd_tag = {
	.name = "tag", .group = "write", .args = "ID [+W[:N] -W ...]", .summary = "change the feelings and tags of an entry",
	.needs = NEED_KEYS | MINUS_WORDS | SHOWS_WORDS, .least = 1, .most = ARGS_MAX, .options = options, .check = check, .run = run,
	.details =
		"+W adds a feeling or says anew how strong it was (+lonely:60, +hurt:3/5@under), -W takes one away. A family alone is an\n"
		"answer too: +sadness. On a terminal felt tag ID alone lets you choose from all words. Tags, labels\n"
		"of your own, go in and out with --tag and --untag. The version before is kept for 30 days.\n",
};
