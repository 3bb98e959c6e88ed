/*
 * felt write: one new entry.
 *
 * The journal is unlocked before the writing starts: a forgotten passphrase must not meet a finished text.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/feel/ask_feelings.h"
#include "cli/commands.h"
#include "cli/feel/proposal.h"
#include "cli/staging.h"
#include "cli/write/writing.h"

static const struct option options[] = {
	{ "date", 'd', "D", "when it was: 2026-11-22, yesterday, 'monday 18:30' (else now)" },
	{ "feeling", 'f', "W[:N]", "a feeling and how strong, 0-100; @surface or @under; repeatable" },
	{ "auto", 0, NULL, "takes the feelings that are suggested, without asking" },
	{ "tag", 0, "T", "a tag, a label of your own such as work; repeatable" },
	{ "title", 0, NULL, "asks for a title" },
	EDITOR_OPTIONS("write"),
	{ "keep-private", 0, NULL, "for you alone: felt export asks before it takes it along" },
	LOCKED_OPTION,
	OPTION_END
};

struct wanted {
	struct head head;
	enum writing_how how;
	bool automatic;          /* --auto */
};

static void
release(void *data)
{
	struct wanted *rq = data;

	head_release(&rq->head);
	free(rq);
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
	rq->automatic = args_has(args, "auto");
	if (!rc && rq->automatic && rq->head.nfeelings)
		return err_set(&ctx->err, E_USAGE, "--feeling names the feelings, so there is nothing left for --auto");
	return rc ? rc : writing_choose(ctx, args, false, &rq->how);
}

struct saving {
	struct ctx *ctx;
	struct entry e;
	struct draft draft;
	bool automatic;
};

/* Saving may be tried again with another text. */
static int
tag_automatically(struct saving *s)
{
	struct proposals p;

	s->e.nfeelings = 0;
	propose(&p, &s->e);
	return proposals_take(&p, &s->e) ? err_set(&s->ctx->err, E_NOMEM, "entry") : 0;
}

/* The draft's row, if there is one, becomes the entry: the same id, unless another felt has written there meanwhile. */
static int
save(void *arg, struct slice text)
{
	struct saving *s = arg;
	struct err *err = &s->ctx->err;
	int rc;

	s->e.id = s->draft.id;
	s->e.text = text;
	s->e.has_text = text.n > 0;
	s->e.opening = (struct slice){ NULL, 0 }; /* of an attempt before, it may point into a text that has moved */
	if (s->automatic && (rc = tag_automatically(s)))
		return rc;
	if ((rc = entry_check(err, &s->e)))
		return rc;
	if (s->ctx->locked)
		return locked_put(s->ctx, &s->draft.box, &s->e);
	if ((rc = store_begin(err, s->ctx->store, STORE_WRITE)))
		return rc;
	rc = store_put_own(err, s->ctx->store, &s->e, s->draft.clock);
	if (!rc)
		return store_commit(err, s->ctx->store);
	store_rollback(s->ctx->store);
	return rc;
}

static int
tell(struct ctx *ctx, uint64_t id, enum writing_end end)
{
	switch (end) {
	case WRITING_SAVED:
		return ctx->locked ? locked_said(ctx, id, "saved") : writing_said(ctx, id, "saved");
	case WRITING_DRAFT:
		say(ctx, ctx->locked ? "kept as a draft: felt resume, which unlocks" : "kept as a draft: felt resume");
		return 0;
	case WRITING_CANCELLED:
		say(ctx, "thrown away; nothing was saved");
		return 0;
	case WRITING_UNCHANGED:
		say(ctx, "nothing was written, so nothing was saved");
		return 0;
	default:
		return 0;
	}
}

/* Nothing is tagged silently.  The words themselves are not for whoever stands behind the writer. */
static void
tell_automatic(struct ctx *ctx, size_t n)
{
	if (n)
		say(ctx, "%zu %s set by the suggestion", n, n == 1 ? "feeling was" : "feelings were");
	else
		say(ctx, "the suggestion is not sure, so no feeling was set");
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = args->data;
	struct saving s = { .ctx = ctx, .automatic = rq->automatic };
	struct buf text = BUF_INIT;
	enum writing_end end = WRITING_UNCHANGED;
	char title[WHEN_TEXT];
	struct staging st;
	int rc = head_ask_title(ctx, &rq->head);

	s.e.id = store_new_id();
	s.e.kind = KIND_ENTRY;
	s.e.created = s.e.date = ctx->now;
	s.e.has_created = s.e.has_date = true;
	if (!rc)
		rc = head_apply(&ctx->err, &rq->head, &s.e, NULL);
	staging_begin(&st, ctx);
	if (!rc) {
		when_human(s.e.date, title);
		s.draft = (struct draft){ .ctx = ctx, .id = s.e.id, .head = &s.e };
		struct writing w = {
			.ctx = ctx, .how = rq->how, .draft = &s.draft, .title = title,
			.empty_is_whole = s.e.nfeelings > 0 || s.e.title.n > 0, .finish = save, .arg = &s,
		};
		rc = writing_run(&w, &text, &end);
	}
	if (!rc)
		rc = tell(ctx, s.e.id, end);
	if (!rc && end == WRITING_SAVED && rq->automatic)
		tell_automatic(ctx, s.e.nfeelings);
	else if (!rc && end == WRITING_SAVED && !s.e.nfeelings && !ctx->locked && may_ask_feelings(ctx, rq->how))
		rc = ask_feelings(ctx, s.e.id, false);
	staging_end(&st);
	entry_release(&s.e);
	buf_release(&text);
	return rc;
}

const struct command cmd_write = {
	.name = "write", .group = "write", .args = "", .summary = "write an entry",
	.needs = NEED_KEYS | MAY_BE_LOCKED, .least = 0, .most = 0, .options = options, .check = check, .run = run,
	.details =
		"On a terminal it opens a page: ctrl-d (^D on the page) or ctrl-x finishes, ctrl-c leaves after a question. From a pipe the text is what\n"
		"comes from standard input, kept byte for byte. Text and title are never taken from the command line.\n"
		"\n"
		"While you write, a sealed draft is kept; felt resume opens it after a closed terminal or a crash. Feelings are\n"
		"always optional, and a feeling without a word of text is an entry too. When you named none, felt asks afterwards\n"
		"whether certain words may be in it; enter takes them, - is none, n numb, ? not sure. suggest = off in the config file\n"
		"ends the question.\n"
		"\n"
		"With --locked, or write_locked = on in the config file, nothing is asked: what you write is sealed so that only the\n"
		"unlocked journal can open it, and the next unlock takes it in. The journal must have been unlocked on this machine\n"
		"before.\n"
		"\n"
		"The id is printed in scripts: id=$(felt write < note.txt)\n",
};
