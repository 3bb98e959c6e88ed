/*
 * felt followups: what was to be said or tried, and how it went.  Nothing is ever overdue (CARE.md 16).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/walk/ask_line.h"
#include "cli/commands.h"
#include "cli/staging.h"
#include "cli/write/editing.h"
#include "cli/walk/ledger.h"
#include "felt/base/json.h"
#include "felt/exchange/exchange.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "all", 0, NULL, "those with an outcome too" },
	{ "outcome", 0, "WORD", "said, not-said, not-now or let-go, instead of asking; what happened comes from standard input" },
	{ "evidence", 0, "SIDE", "with --outcome said or not-said: what happened counts as evidence for, against, both or neither" },
	{ "belief", 0, "ID", "with --evidence: of which belief, where its entry is filed under none" },
	OPTION_END
};

static const struct outcome { const char *slug, *label, *about; } outcomes[] = {
	{ "said", "Said, or tried", NULL },
	{ "not-said", "Not said", "that is an answer too" },
	{ "not-now", "Not now", "it stays here" },
	{ "let-go", "Let it go", "it need not be said" },
};
static const struct outcome sides[] = {
	{ "for", "For it", NULL }, { "against", "Against it", NULL }, { "both", "Both", NULL }, { "neither", "Neither", "it stays what it was" },
};
enum { WORDS = 4, BELIEFS = 30 };

static bool
known(const struct outcome all[WORDS], const char *word)
{
	for (size_t i = 0; i < WORDS; i++)
		if (!strcmp(all[i].slug, word))
			return true;
	return false;
}

static int
check(struct ctx *ctx, struct args *args)
{
	const char *outcome = args_value(args, "outcome"), *evidence = args_value(args, "evidence");

	if (outcome && !known(outcomes, outcome))
		return err_set(&ctx->err, E_USAGE, "--outcome is said, not-said, not-now or let-go");
	if (evidence && !known(sides, evidence))
		return err_set(&ctx->err, E_USAGE, "--evidence is for, against, both or neither");
	if (evidence && (!outcome || (strcmp(outcome, "said") && strcmp(outcome, "not-said"))))
		return err_set(&ctx->err, E_USAGE, "--evidence goes with --outcome said or not-said");
	if (args_has(args, "belief") && !evidence)
		return err_set(&ctx->err, E_USAGE, "--belief goes with --evidence");
	if (outcome && !args->nwords)
		return err_set(&ctx->err, E_USAGE, "which one? felt followups lists them with their ids");
	if (args->nwords && !outcome && !tty_there())
		return err_set(&ctx->err, E_USAGE, "there is no terminal to ask at\nin a script: --outcome said");
	return 0;
}

/* ---- list ---- */

static bool
waits(const struct entry *e)
{
	struct slice outcome = entry_field(e, "outcome");

	return !outcome.n || slice_is(outcome, "not-now");
}

static const char *
outcome_words(struct slice slug)
{
	static const struct { const char *slug, *words; } all[] = {
		{ "said", "said" }, { "not-said", "not said" }, { "not-now", "not now" }, { "let-go", "let go" }
	};

	for (size_t i = 0; i < WORDS; i++)
		if (slice_is(slug, all[i].slug))
			return all[i].words;
	return "";
}

struct listing { struct ctx *ctx; bool all; size_t n; };

static void
part(struct ctx *ctx, const struct entry *e, const char *key, const char *before)
{
	struct slice s = entry_field(e, key);

	if (!s.n)
		return;
	out_str(ctx, before);
	out_safe(ctx, s, TEXT_ONE_LINE);
}

static int
list_one(void *arg, struct err *err, const struct entry *e)
{
	struct listing *l = arg;
	struct ctx *ctx = l->ctx;
	char id[SHORT_ID + 1];
	struct json_out j;

	(void)err;
	if (!l->all && !waits(e))
		return 0;
	l->n++;
	if (ctx->json) {
		json_begin(&j, out_buf(ctx));
		entry_json(&j, e, ENTRY_JSON_TEXT);
		out_str(ctx, "\n");
		return 0;
	}
	short_id(e->id, id);
	out_ink(ctx, INK_ID);
	out_str(ctx, id);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "  ");
	out_safe(ctx, e->text, TEXT_ONE_LINE);
	out_ink(ctx, INK_DIM);
	part(ctx, e, "with", "  with ");
	part(ctx, e, "due", "  thought of for ");
	out_str(ctx, entry_field(e, "outcome").n ? "  " : "");
	out_str(ctx, outcome_words(entry_field(e, "outcome")));
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "\n");
	part(ctx, e, "happened", "          ");
	out_str(ctx, entry_field(e, "happened").n ? "\n" : "");
	return 0;
}

static int
list(struct ctx *ctx, bool all)
{
	struct filter f = { .kinds = 1u << KIND_FOLLOWUP };
	struct listing l = { ctx, all, 0 };
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	out_begin(ctx, true);
	if (!rc)
		rc = store_read(&ctx->err, ctx->store, &f, list_one, &l);
	store_rollback(ctx->store);
	if (!rc && !l.n && !ctx->json)
		say(ctx, all ? "nothing is noted here yet; felt express --minutes 10 can note something to say" : "nothing is waiting; --all shows what has an answer");
	else if (!rc && !ctx->json)
		say_after(ctx, "felt followups ID says how one went");
	return rc;
}

/* ---- how it went ---- */

struct report_on {
	struct ctx *ctx;
	struct editing ed;
	const char *outcome, *evidence;  /* NULL: not answered */
	struct buf happened, question;
	uint64_t belief;                 /* that its entry is filed under; 0 none */
};

/* The follow-up, and the belief its entry belongs to, else the one that was typed. */
static int
open_one(struct report_on *r, const char *typed, const char *belief)
{
	struct ctx *ctx = r->ctx;
	struct row of = ROW_INIT;
	uint64_t id = 0;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = store_resolve(&ctx->err, ctx->store, typed, 1u << KIND_FOLLOWUP, &id);
	if (!rc)
		rc = editing_open(&r->ed, id);
	if (!rc && r->ed.e.ref && !store_get(&(struct err){ 0 }, ctx->store, r->ed.e.ref, &of) && of.e.nbeliefs)
		r->belief = of.e.beliefs[0];
	if (!rc && !r->belief && r->ed.e.nbeliefs)
		r->belief = r->ed.e.beliefs[0];
	if (rc == E_ID_UNKNOWN)
		ctx->hint = "felt followups lists them with their ids";
	if (!rc && belief && !r->belief) {
		rc = store_resolve(&ctx->err, ctx->store, belief, 1u << KIND_BELIEF, &r->belief);
		ctx->hint = rc == E_ID_UNKNOWN ? "felt beliefs lists the ledger with its ids" : NULL;
	}
	store_rollback(ctx->store);
	row_release(&of);
	return rc;
}

static int
ask_word(struct ctx *ctx, const char *question, const struct outcome all[WORDS], const char **slug)
{
	struct step_choice choices[WORDS];
	int chosen = -1, rc;

	for (size_t i = 0; i < WORDS; i++)
		choices[i] = (struct step_choice){ all[i].label, all[i].about };
	rc = ask_choice(ctx, "follow-up", question, choices, WORDS, &chosen);
	*slug = chosen >= 0 ? all[chosen].slug : NULL;
	return rc;
}

static int
ask_outcome(struct report_on *r)
{
	struct buf question = BUF_INIT;
	struct slice with = entry_field(&r->ed.e, "with");
	int rc;

	buf_str(&question, "You had thought of saying or trying something:\n");
	buf_slice(&question, r->ed.e.text);
	if (with.n)
		buf_printf(&question, "\nwith %.*s", (int)with.n, with.p);
	rc = buf_check(&question, &r->ctx->err);
	if (!rc)
		rc = ask_word(r->ctx, buf_cstr(&question), outcomes, &r->outcome);
	buf_release(&question);
	return rc;
}

static bool
happened_something(const struct report_on *r)
{
	return r->outcome && (!strcmp(r->outcome, "said") || !strcmp(r->outcome, "not-said"));
}

/* A plan is rarely made under a belief, and what comes of it may speak about one all the same. */
static int
ask_belief(struct report_on *r)
{
	struct step_choice choices[BELIEFS + 1];
	struct buf label[BELIEFS] = { 0 };
	uint64_t ids[BELIEFS];
	struct ledger l = { 0 };
	size_t n = 0;
	int chosen = -1, rc = store_begin(&r->ctx->err, r->ctx->store, STORE_READ);

	if (!rc)
		rc = ledger_load(r->ctx, &l);
	store_rollback(r->ctx->store);
	for (size_t i = 0; !rc && i < l.n && n < BELIEFS; i++) {
		if (belief_retired(&l.items[i]))
			continue;
		buf_slice(&label[n], belief_sentence(&l.items[i]));
		ids[n] = l.items[i].row.e.id;
		choices[n] = (struct step_choice){ buf_cstr(&label[n]), NULL };
		n++;
	}
	choices[n] = (struct step_choice){ "None of these", "it stays what it was" };
	if (!rc && n)
		rc = ask_choice(r->ctx, "follow-up", "Does what happened say something about a belief you follow?\nYou can skip this.", choices, n + 1, &chosen);
	if (!rc && chosen >= 0 && (size_t)chosen < n) {
		r->belief = ids[chosen];
		buf_printf(&r->question, "\"%s\"\nDoes it speak for this, or against it? It is one time.", choices[chosen].label);
		rc = buf_check(&r->question, &r->ctx->err);
	}
	for (size_t i = 0; i < n; i++)
		buf_release(&label[i]);
	ledger_release(&l);
	return rc;
}

static int
ask_all(struct report_on *r)
{
	struct line_question q = { "follow-up", "What happened, and how did they respond?", "A line is enough. It can stay empty.", true };
	enum step_end end;
	int rc = ask_outcome(r);

	if (rc || !happened_something(r))
		return rc;
	buf_slice(&r->happened, entry_field(&r->ed.row.e, "happened"));
	rc = ask_line_kept(r->ctx, &q, &r->happened, &end); /* however it is left: what was typed is kept */
	if (rc || end != STEP_END_ANSWERED || !r->happened.n)
		return rc;
	if (r->belief)
		buf_str(&r->question, "Does what happened say something about the belief it belongs to?\nIt is one time.");
	else
		rc = ask_belief(r);
	return rc || !r->belief ? rc : ask_word(r->ctx, buf_cstr(&r->question), sides, &r->evidence);
}

static int
set_field(struct entry *e, const char *key, struct slice value)
{
	size_t kept = 0;

	for (size_t i = 0; i < e->nfields; i++)
		if (!slice_is(e->fields[i].key, key))
			e->fields[kept++] = e->fields[i];
	e->nfields = kept;
	return value.n ? entry_add_field(e, (struct entry_field){ FIELD_TEXT, slice_of(key), value }) : 0;
}

static int
save(struct report_on *r)
{
	struct entry *e = &r->ed.e;
	int rc = set_field(e, "outcome", slice_of(r->outcome));

	if (!rc && r->happened.n)
		rc = set_field(e, "happened", buf_as_slice(&r->happened));
	if (!rc && r->evidence)
		rc = set_field(e, "evidence", slice_of(strcmp(r->evidence, "neither") ? r->evidence : NULL));
	if (!rc && r->belief && r->evidence && strcmp(r->evidence, "neither") && !e->nbeliefs)
		rc = entry_add_belief(e, r->belief);
	if (rc)
		return err_set(&r->ctx->err, E_NOMEM, "follow-up");
	e->opening = (struct slice){ NULL, 0 };
	rc = editing_save_head(&r->ed);
	return rc ? rc : editing_tell(&r->ed, WRITING_SAVED);
}

static int
one(struct ctx *ctx, struct args *args)
{
	struct report_on r = { .ctx = ctx, .ed = { .ctx = ctx, .row = ROW_INIT }, .outcome = args_value(args, "outcome"),
		.evidence = args_value(args, "evidence") };
	bool cut = false; /* the terminal went away: what was said so far counts */
	int rc = open_one(&r, args->words[0], args_value(args, "belief"));

	if (!rc && !r.outcome) {
		struct staging st;

		staging_begin(&st, ctx);
		rc = ask_all(&r);
		staging_end(&st);
		cut = rc == E_INTERRUPTED && r.outcome && happened_something(&r);
		rc = cut ? 0 : rc;
	} else if (!rc && happened_something(&r) && !tty_is(STDIN_FILENO))
		rc = ctx_stdin_text(ctx, &r.happened);
	if (!rc && r.evidence && !r.belief)
		rc = err_set(&ctx->err, E_USAGE, "its entry is filed under no belief, so there is nothing it could be evidence for\n--belief ID says which one; felt beliefs lists them");
	if (!rc && !r.outcome)
		say(ctx, "nothing was changed");
	else if (!rc)
		rc = save(&r);
	if (!rc && cut)
		rc = err_set(&ctx->err, E_INTERRUPTED, "terminal");
	editing_release(&r.ed);
	buf_release(&r.happened);
	buf_release(&r.question);
	return rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	return args->nwords ? one(ctx, args) : list(ctx, args_has(args, "all"));
}

const struct command cmd_followups = {
	.name = "followups", .group = "guides", .args = "[ID]", .summary = "what was to be said or tried, and how it went",
	.needs = NEED_KEYS, .least = 0, .most = 1, .options = options, .check = check, .run = run,
	.details =
		"What felt express and felt guide trust find can be remembered here, on a yes. Nothing is ever overdue: \"not now\" leaves it where it\n"
		"is, \"let it go\" is an outcome like the others. What happened becomes evidence for or against a belief only if you say so,\n"
		"and then as one time.\n",
};
