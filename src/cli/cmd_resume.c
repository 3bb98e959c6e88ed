/*
 * felt resume: going on with what is unfinished, keeping it as it is, or throwing it away.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/feel/ask_feelings.h"
#include "cli/commands.h"
#include "cli/staging.h"
#include "cli/write/editing.h"
#include "cli/walk/walk.h"
#include "felt/exchange/exchange.h"
#include "felt/model/id.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	EDITOR_OPTIONS("go on"),
	{ "keep", 0, NULL, "keep it as it is: an entry with the tag unfinished" },
	{ "discard", 0, NULL, "throw it away, after asking" },
	{ "yes", 'y', NULL, "with --discard: do not ask" },
	OPTION_END
};

enum { DRAFTS = 1u << KIND_DRAFT };
enum wish { ASK, GO_ON, KEEP, DISCARD, LEAVE };

struct wanted {
	enum wish wish;
	enum writing_how how;
};

static int
check(struct ctx *ctx, struct args *args)
{
	bool keep = args_has(args, "keep"), discard = args_has(args, "discard"), editor = args_has(args, "editor");
	struct wanted *rq = calloc(1, sizeof *rq);

	if (!rq)
		return err_set(&ctx->err, E_NOMEM, "options");
	args->data = rq;
	args->release = free;
	if (keep + discard + editor > 1)
		return err_set(&ctx->err, E_USAGE, "--keep, --discard and --editor are three different ways");
	if (args_has(args, "yes") && !discard)
		return err_set(&ctx->err, E_USAGE, "--yes goes with --discard");
	if ((keep || discard) && args->nwords == 0 && !tty_there())
		return err_set(&ctx->err, E_USAGE, "which one? felt resume lists the drafts with their ids");
	if (discard && !args_has(args, "yes") && !tty_there())
		return err_set(&ctx->err, E_USAGE, "throwing away asks first, and there is no terminal to ask at\nin a script: --discard --yes");
	rq->wish = keep ? KEEP : discard ? DISCARD : editor ? GO_ON : ASK;
	return editor ? writing_choose(ctx, args, true, &rq->how) : 0;
}

/* A draft that a guide began is walked on; --editor is for texts. */
static bool
of_a_guide(const struct row *row)
{
	return row->e.guide.n > 0;
}

/* ---- which one ---- */

enum { NUMBERED = 99, NUMBER_COLUMNS = 4 };

struct listing {
	struct ctx *ctx;
	bool numbers;            /* somebody chooses by them */
	size_t n, shown;
	uint64_t ids[NUMBERED];  /* of the first ones */
};

static int
count_one(void *arg, struct err *err, const struct entry *e)
{
	struct listing *l = arg;

	(void)err;
	if (l->n < NUMBERED)
		l->ids[l->n] = e->id;
	l->n++;
	return 0;
}

/* Its guide and how it begins: several drafts of one guide must be told apart. */
static void
say_which(struct buf *out, const struct entry *e)
{
	const char *at = e->guide.n ? memchr(e->guide.p, '@', e->guide.n) : NULL;
	struct slice begins = e->title.n ? e->title : e->opening;

	buf_slice(out, (struct slice){ e->guide.p, at ? (size_t)(at - e->guide.p) : e->guide.n });
	buf_str(out, e->guide.n && begins.n ? ": " : "");
	buf_slice(out, begins);
}

static int
list_one(void *arg, struct err *err, const struct entry *e)
{
	struct listing *l = arg;
	struct json_out j;

	l->shown++;
	if (!l->ctx->json) {
		struct buf words = BUF_INIT;
		struct entry named = *e; /* borrowed, but for its title */

		say_which(&words, e);
		named.title = buf_as_slice(&words);
		if (l->numbers && l->shown <= NUMBERED)
			out_printf(l->ctx, "%2zu  ", l->shown);
		else if (l->numbers)
			out_printf(l->ctx, "%*s", NUMBER_COLUMNS, "");
		render_line(l->ctx, &named);
		int rc = buf_check(&words, err);
		buf_release(&words);
		return rc;
	}
	json_begin(&j, out_buf(l->ctx));
	entry_json(&j, e, ENTRY_JSON_HEAD);
	out_str(l->ctx, "\n");
	return 0;
}

static int
list_drafts(struct listing *l)
{
	struct filter f = { .kinds = DRAFTS };
	struct ctx *ctx = l->ctx;
	int rc = store_list(&ctx->err, ctx->store, &f, count_one, l);

	if (rc)
		return rc;
	out_begin(ctx, false);
	l->numbers = l->n > 1 && tty_is(STDIN_FILENO) && ctx->out.terminal && !ctx->json;
	ctx->out.columns -= l->numbers ? NUMBER_COLUMNS : 0;
	rc = store_list(&ctx->err, ctx->store, &f, list_one, l);
	ctx->out.columns += l->numbers ? NUMBER_COLUMNS : 0;
	return rc;
}

/* 1 to n, or 0 when none is wanted. */
static int
ask_number(struct ctx *ctx, size_t n, size_t *number)
{
	struct buf answer = BUF_INIT;
	bool asks = true;
	char *end;
	int rc = 0;

	while (!rc && asks) {
		buf_clear(&answer);
		*number = 0;
		rc = tty_question(&ctx->err, "which one? a number; enter: leave them for later  ", &answer);
		if (!rc && answer.n) {
			unsigned long typed = strtoul(buf_cstr(&answer), &end, 10);

			*number = *end == '\0' && typed <= n ? typed : 0;
		}
		asks = !rc && answer.n && !*number;
	}
	buf_release(&answer);
	return rc == E_NO_SECRET ? 0 : rc; /* ctrl-d: no answer */
}

/* One draft needs no id, and of several one is chosen by its number; else they are listed, and *id stays 0. */
static int
choose(struct ctx *ctx, const struct args *args, uint64_t *id)
{
	struct listing l = { .ctx = ctx };
	size_t number = 1;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	*id = 0;
	if (!rc && args->nwords > 0)
		rc = store_resolve(&ctx->err, ctx->store, args->words[0], DRAFTS, id);
	else if (!rc)
		rc = list_drafts(&l);
	store_rollback(ctx->store);
	if (rc || args->nwords > 0)
		return rc;
	if (l.n == 0)
		say(ctx, "nothing is unfinished");
	else if (l.n > 1 && !l.numbers)
		say_after(ctx, "felt resume ID goes on with one of them");
	rc = out_flush(ctx); /* what is asked about stands there before the question */
	if (!rc && l.n > 1 && l.numbers)
		rc = ask_number(ctx, l.n < NUMBERED ? l.n : NUMBERED, &number);
	if (!rc && number > 0 && (l.numbers || (l.n == 1 && tty_is(STDIN_FILENO) && !ctx->json)))
		*id = l.ids[number - 1];
	return rc;
}

/* ---- what to do with it ---- */

static int
ask_wish(struct ctx *ctx, enum wish *wish)
{
	struct buf answer = BUF_INIT;
	int rc = 0;

	for (*wish = ASK; !rc && *wish == ASK;) {
		buf_clear(&answer);
		rc = tty_line(&ctx->err, "enter: go on   k: keep as an entry   t: throw it away   q: leave it for later  ", &answer);
		struct slice s = buf_as_slice(&answer);
		if (rc == E_NO_SECRET) { /* ctrl-d: no answer */
			*wish = LEAVE;
			rc = 0;
		}
		if (rc || *wish == LEAVE)
			break;
		if (s.n == 0)
			*wish = GO_ON;
		else if (slice_is(s, "k"))
			*wish = KEEP;
		else if (slice_is(s, "t") || slice_is(s, "d"))
			*wish = DISCARD;
		else if (slice_is(s, "q"))
			*wish = LEAVE;
	}
	buf_release(&answer);
	return rc;
}

static int
discard(struct ctx *ctx, const struct args *args, struct draft *d)
{
	bool yes = args_has(args, "yes");
	int rc = yes ? 0 : tty_confirm(&ctx->err, "throw this draft away for good? [y/N] ", NULL, &yes);

	if (!rc && yes)
		rc = draft_discard(d);
	if (!rc && yes && d->stored)
		say(ctx, "another felt has changed it meanwhile, so it is still there");
	else if (!rc)
		say(ctx, yes ? "thrown away" : "it is still there: felt resume");
	return rc;
}

/* ---- going on ---- */

/* A draft that is open: of a new entry, or (editing.row holds it) of an edit. */
struct resumed {
	struct ctx *ctx;
	struct row row;            /* the draft */
	struct editing ed;         /* ed.e is what will be saved */
	struct slice text;
	uint64_t target;
	struct draft draft;
	bool unfinished;           /* kept as it is: marked so */
};

/* For keeping it as it is without its guide: every answer a field, in the place of the entry's own. */
static int
take_answers(struct resumed *r, struct entry *e)
{
	if (draft_unplaced(e, &r->row.e, NULL))
		return err_set(&r->ctx->err, E_NOMEM, "draft");
	r->text = r->row.e.text;
	if (!r->target)
		return 0;
	e->kind = KIND_ENTRY;
	r->ed.head_changed = true;
	return entry_copy(&r->ed.e, e) ? err_set(&r->ctx->err, E_NOMEM, "draft") : 0;
}

/* The edit of an entry that is gone becomes an entry of its own: nothing written is lost. */
static int
open_draft(struct resumed *r, uint64_t id)
{
	struct ctx *ctx = r->ctx;
	struct entry e = { 0 };
	uint64_t base = 0;
	int rc = draft_claim(ctx, id);

	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (!rc)
		rc = store_get(&ctx->err, ctx->store, id, &r->row);
	if (!rc)
		rc = draft_take_apart(&ctx->err, &r->row, &e, &r->text, &r->target, &base);
	if (!rc && r->target) {
		rc = editing_open(&r->ed, r->target);
		if (rc == E_ID_UNKNOWN) {
			say(ctx, "the entry that this draft changes is gone; what you save becomes an entry of its own");
			r->target = r->row.e.ref = 0;
			rc = 0;
		}
		r->ed.base = base;
		r->ed.draft = &r->draft;
	}
	store_rollback(ctx->store);
	if (!rc && of_a_guide(&r->row))
		rc = take_answers(r, &e);
	if (!rc && !r->target && entry_copy(&r->ed.e, &e))
		rc = err_set(&ctx->err, E_NOMEM, "draft");
	entry_release(&e);
	r->draft = (struct draft){
		.ctx = ctx, .id = id, .head = &r->row.e, .target = r->target, .base = base, .stored = true,
		.clock = r->row.e.lamport
	};
	return rc;
}

static int
save_new(struct resumed *r, struct slice text)
{
	struct err *err = &r->ctx->err;
	struct entry *e = &r->ed.e;
	int rc = 0;

	e->id = r->draft.id;
	e->kind = KIND_ENTRY;
	e->text = text;
	e->has_text = text.n > 0;
	e->opening = (struct slice){ NULL, 0 }; /* of an attempt before, it may point into a text that has moved */
	if (r->unfinished)
		rc = head_apply(err, &(struct head){ .tags = &(struct slice){ "unfinished", 10 }, .ntags = 1 }, e, NULL);
	if (rc || (rc = entry_check(err, e)) || (rc = store_begin(err, r->ctx->store, STORE_WRITE)))
		return rc;
	rc = store_put_own(err, r->ctx->store, e, r->draft.clock);
	if (rc)
		store_rollback(r->ctx->store);
	else
		rc = store_commit(err, r->ctx->store);
	if (!rc)
		r->draft.id = e->id;
	return rc;
}

static int
save(void *arg, struct slice text)
{
	struct resumed *r = arg;

	return r->target ? editing_save(&r->ed, text) : save_new(r, text);
}

static int
go_on(struct resumed *r, const struct wanted *rq, enum writing_end *end)
{
	struct buf text = BUF_INIT, title = BUF_INIT;
	int rc;

	render_name(&title, r->target ? &r->ed.row.e : &r->row.e);
	buf_slice(&text, r->text);
	rc = buf_check(&text, &r->ctx->err);
	if (!rc) {
		struct writing w = {
			.ctx = r->ctx, .how = rq->how, .draft = &r->draft, .title = buf_cstr(&title), .existing = r->target != 0,
			.empty_is_whole = r->ed.e.nfeelings > 0, .finish = save, .arg = r,
		};
		rc = writing_run(&w, &text, end);
	}
	if (!rc && *end == WRITING_UNCHANGED && r->target)
		rc = draft_discard(&r->draft); /* the entry says the same already */
	buf_release(&title);
	buf_release(&text);
	return rc;
}

static int
keep(struct resumed *r, enum writing_end *end)
{
	int rc;

	r->unfinished = true;
	rc = save(r, r->text);
	*end = rc ? WRITING_UNCHANGED : WRITING_SAVED;
	return rc == 1 ? draft_discard(&r->draft) : rc;
}

static int
tell(struct resumed *r, enum writing_end end)
{
	if (r->target)
		return editing_tell(&r->ed, end);
	if (end == WRITING_SAVED)
		return writing_said(r->ctx, r->draft.id, "saved");
	say(r->ctx, end == WRITING_CANCELLED ? "thrown away" : "it is still there: felt resume");
	return 0;
}

/* Going on with a guide at the same step, or keeping what is answered as an entry marked unfinished. */
static int
walk_on(struct resumed *r, enum wish wish)
{
	const struct head unfinished = { .tags = &(struct slice){ "unfinished", 10 }, .ntags = 1 };
	struct walk w = { .row = r->row };
	enum walk_end end = WALK_NOTHING;
	struct staging st;
	int rc;

	r->row = (struct row)ROW_INIT;
	rc = walk_resume(&w, r->ctx);
	staging_begin(&st, r->ctx);
	if (!rc && wish == KEEP) {
		rc = w.target ? 0 : head_apply(&r->ctx->err, &unfinished, &w.base, NULL); /* a change is whole as it is */
		if (!rc)
			rc = walk_finish(&w);
		end = rc ? WALK_NOTHING : WALK_SAVED;
	} else if (!rc) {
		rc = w.target ? walk_menu(&w, &end) : walk_go(&w, &end);
	}
	staging_end(&st);
	if (!rc || end != WALK_NOTHING) {
		int told = walk_tell(&w, end);

		rc = rc ? rc : told;
	}
	walk_release(&w);
	return rc;
}

/* Without its guide a draft can still be kept as it is. */
static bool
walkable(struct resumed *r, enum wish wish)
{
	return of_a_guide(&r->row) && (wish == GO_ON || wish == KEEP) && (wish == GO_ON || walk_has_guide(r->ctx, &r->row.e));
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = args->data;
	struct resumed r = { .ctx = ctx, .row = ROW_INIT, .ed = { .ctx = ctx, .row = ROW_INIT } };
	enum writing_end end = WRITING_UNCHANGED;
	uint64_t id = 0;
	int rc = choose(ctx, args, &id);

	if (rc || !id)
		return rc;
	rc = open_draft(&r, id);
	if (!rc && rq->wish == ASK && of_a_guide(&r.row))
		rc = args->nwords > 0 ? (rq->wish = GO_ON, 0) : ask_wish(ctx, &rq->wish);
	if (!rc && rq->wish == ASK) {
		rc = writing_choose(ctx, args, true, &rq->how);
		if (!rc && rq->how != WRITE_STDIN)
			rc = args->nwords > 0 ? (rq->wish = GO_ON, 0) : ask_wish(ctx, &rq->wish);
	}
	if (!rc && rq->wish == DISCARD)
		rc = discard(ctx, args, &r.draft);
	else if (!rc && walkable(&r, rq->wish))
		rc = walk_on(&r, rq->wish);
	else if (!rc && rq->wish != LEAVE) {
		struct staging st;

		staging_begin(&st, ctx);
		rc = rq->wish == KEEP ? keep(&r, &end) : go_on(&r, rq, &end);
		if (!rc)
			rc = tell(&r, end);
		if (!rc && end == WRITING_SAVED && rq->wish == GO_ON && may_ask_feelings(ctx, rq->how))
			rc = ask_feelings(ctx, r.target ? r.target : r.draft.id, r.target != 0);
		staging_end(&st);
	}
	editing_release(&r.ed);
	row_release(&r.row);
	return rc;
}

const struct command cmd_resume = {
	.name = "resume", .group = "write", .args = "[ID]", .summary = "go on with a draft",
	.needs = NEED_KEYS | SHOWS_WORDS, .least = 0, .most = 1, .options = options, .check = check, .run = run,
	.details =
		"Without an id: one draft is opened; of several you choose one by its number. You can go on writing, keep it as it is (an entry with the\n"
		"tag unfinished), throw it away, or leave it for later.\n"
		"\n"
		"A draft of a change to an entry becomes that change. If the entry was changed meanwhile, both versions stay.\n",
};
