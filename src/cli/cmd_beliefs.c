/*
 * felt beliefs: the ledger.  What is believed, how true it felt over time, and what has been gathered for it and against it.
 *
 * Sentences are asked for or come from standard input; they are never words of the command line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/walk/ask_line.h"
#include "cli/walk/beliefs_page.h"
#include "cli/commands.h"
#include "cli/staging.h"
#include "cli/write/editing.h"
#include "cli/walk/ledger.h"
#include "felt/base/json.h"
#include "felt/exchange/exchange.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "all", 0, NULL, "those that were put away too" },
	{ "conviction", 0, "N", "with rate: how true the belief feels, 0-100, instead of asking" },
	{ "rival", 0, "N", "with rate: how true its kinder sentence feels, 0-100" },
	OPTION_END
};

enum what { WHAT_LIST, WHAT_ADD, WHAT_SHOW, WHAT_RATE, WHAT_RENAME, WHAT_RIVAL, WHAT_ASK, WHAT_RETIRE, WHAT_RESTORE };
static const struct word { const char *name; enum what what; bool id; } words[] = {
	{ "add", WHAT_ADD, false }, { "show", WHAT_SHOW, true }, { "rate", WHAT_RATE, true }, { "rename", WHAT_RENAME, true },
	{ "rival", WHAT_RIVAL, true }, { "ask", WHAT_ASK, true }, { "retire", WHAT_RETIRE, true }, { "restore", WHAT_RESTORE, true },
};

struct wanted {
	enum what what;
	const char *id;
	int conviction, rival; /* -1: not given */
};

static int
rating(struct ctx *ctx, const struct args *args, const char *name, int *out)
{
	const char *v = args_value(args, name);
	uint8_t n;
	int rc = v ? feeling_parse_intensity(&ctx->err, v, &n) : 0;

	*out = v && !rc ? n : -1;
	return rc;
}

static int
check(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = calloc(1, sizeof *rq);
	int rc;

	if (!rq)
		return err_set(&ctx->err, E_NOMEM, "options");
	args->data = rq;
	args->release = free;
	if ((rc = rating(ctx, args, "conviction", &rq->conviction)) || (rc = rating(ctx, args, "rival", &rq->rival)))
		return rc;
	rq->id = args->nwords > 1 ? args->words[1] : NULL;
	if (args->nwords) {
		size_t i = 0;

		while (i < sizeof words / sizeof words[0] && strcmp(words[i].name, args->words[0]))
			i++;
		if (i == sizeof words / sizeof words[0])
			return err_set(&ctx->err, E_USAGE, "felt beliefs knows add, show, rate, rename, rival, ask, retire and restore"
				"\na belief itself is never given on the command line: felt beliefs add asks for it; " LIES_IN_HISTORY);
		if (words[i].id && !rq->id)
			return err_set(&ctx->err, E_USAGE, "which one? felt beliefs lists them with their ids");
		if (!words[i].id && rq->id)
			return err_set(&ctx->err, E_USAGE, "a belief is never given on the command line\nfelt beliefs add asks for it; " LIES_IN_HISTORY);
		rq->what = words[i].what;
	}
	if (rq->what != WHAT_RATE && (rq->conviction >= 0 || rq->rival >= 0))
		return err_set(&ctx->err, E_USAGE, "--conviction and --rival go with felt beliefs rate ID");
	if (rq->what == WHAT_RATE && rq->conviction < 0 && rq->rival < 0 && !tty_there())
		return err_set(&ctx->err, E_USAGE, "there is no terminal to ask at\nin a script: --conviction N");
	return 0;
}

/* ---- finding one ---- */

static int
find(struct ctx *ctx, const char *typed, struct ledger *l, struct belief **out)
{
	uint64_t id = 0;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = store_resolve(&ctx->err, ctx->store, typed, 1u << KIND_BELIEF, &id);
	if (!rc)
		rc = ledger_load(ctx, l);
	store_rollback(ctx->store);
	if (rc == E_ID_UNKNOWN || rc == E_ID_AMBIGUOUS)
		ctx->hint = "felt beliefs lists the ledger with its ids";
	*out = NULL;
	for (size_t i = 0; !rc && i < l->n; i++)
		if (l->items[i].row.e.id == id)
			*out = &l->items[i];
	return rc;
}

/* ---- list ---- */

static int
list(struct ctx *ctx, bool all)
{
	struct ledger l = { 0 };
	size_t shown = 0;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = ledger_load(ctx, &l);
	store_rollback(ctx->store);
	out_begin(ctx, true);
	for (size_t i = 0; !rc && i < l.n; i++) {
		struct json_out j;

		if (belief_retired(&l.items[i]) && !all)
			continue;
		shown++;
		if (!ctx->json) {
			belief_line(ctx, &l.items[i]);
			continue;
		}
		json_begin(&j, out_buf(ctx));
		entry_json(&j, &l.items[i].row.e, ENTRY_JSON_TEXT);
		out_str(ctx, "\n");
	}
	if (!rc && !ctx->json)
		say_after(ctx, shown ? "felt beliefs show ID shows one with its evidence; felt help beliefs has the rest"
			: l.n ? "nothing is followed now; felt beliefs --all shows what was put away"
			: "the ledger is empty; felt beliefs add puts a sentence in, felt challenge finds some on the way");
	ledger_release(&l);
	return rc;
}

/* ---- changing ---- */

static const char title[] = "beliefs";

/* What can be done with it now, where somebody reads it. */
static int
next_step(struct ctx *ctx, int rc, const char *verb, uint64_t id, const char *does)
{
	char shown[SHORT_ID + 1];

	short_id(id, shown);
	if (!rc && !ctx->json && ctx->out.terminal)
		say(ctx, "felt beliefs %s %s %s", verb, shown, does);
	return rc;
}

/* One sentence, from standard input where that is no terminal. */
static int
sentence(struct ctx *ctx, const char *question, const char *help, struct buf *text, bool *left)
{
	struct line_question q = { title, question, help, false };
	enum step_end end;
	int rc;

	*left = false;
	if (tty_is(STDIN_FILENO)) {
		rc = ask_line_kept(ctx, &q, text, &end);
		*left = end != STEP_END_ANSWERED;
		return rc;
	}
	buf_clear(text);
	rc = ctx_stdin_text(ctx, text);
	while (!rc && text->n && text->p[text->n - 1] == '\n')
		buf_truncate(text, text->n - 1);
	if (!rc && text->n && memchr(text->p, '\n', text->n))
		rc = err_set(&ctx->err, E_USAGE, "a belief is one line");
	return rc;
}

static int
put(struct ctx *ctx, struct entry *e)
{
	int rc = entry_check(&ctx->err, e);

	if (rc || (rc = store_begin(&ctx->err, ctx->store, STORE_WRITE)))
		return rc;
	rc = store_put(&ctx->err, ctx->store, e);
	if (!rc)
		return store_commit(&ctx->err, ctx->store);
	store_rollback(ctx->store);
	return rc;
}

static int
add(struct ctx *ctx)
{
	struct ledger l = { 0 };
	struct buf text = BUF_INIT;
	struct entry e = { .id = store_new_id(), .kind = KIND_BELIEF, .created = ctx->now, .has_created = true, .date = ctx->now, .has_date = true };
	const struct belief *same = NULL;
	char id[SHORT_ID + 1];
	bool left;
	int rc = sentence(ctx, "A sentence about yourself or others that you would like to follow", "\"I have to manage alone\"", &text, &left);

	bool cut = rc == E_INTERRUPTED && text.n; /* the terminal went away: what was typed is put in all the same */

	if (!rc && (left || !text.n)) {
		say(ctx, "nothing was added");
		buf_release(&text);
		return 0;
	}
	if (cut)
		rc = 0;
	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (!rc)
		rc = ledger_load(ctx, &l);
	store_rollback(ctx->store);
	if (!rc && (same = ledger_find(&l, buf_as_slice(&text))) != NULL) {
		short_id(same->row.e.id, id);
		rc = err_set(&ctx->err, E_USAGE, "this sentence is in the ledger already: %s\nfelt beliefs show %s", id, id);
	}
	e.text = buf_as_slice(&text);
	e.has_text = true;
	if (!rc && entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("state"), slice_of("active") }))
		rc = err_set(&ctx->err, E_NOMEM, "belief");
	if (!rc)
		rc = put(ctx, &e);
	if (!rc)
		rc = next_step(ctx, writing_said(ctx, e.id, "in the ledger:"), "rate", e.id, "says how true it feels");
	if (!rc && cut)
		rc = err_set(&ctx->err, E_INTERRUPTED, "terminal");
	entry_release(&e);
	ledger_release(&l);
	buf_release(&text);
	return rc;
}

/* A copy of the row with one field changed, or its sentence when key is NULL; an empty value takes the field away. */
static int
change(struct ctx *ctx, const struct belief *b, const char *key, struct slice value, const char *said)
{
	struct entry e = { 0 };
	size_t kept = 0;
	uint64_t conflict = 0;
	int rc = entry_copy(&e, &b->row.e) ? err_set(&ctx->err, E_NOMEM, "belief") : 0;

	if (e.unknown || e.tail_unknown)
		rc = err_set(&ctx->err, E_VERSION, "it can be read here, and changed by the felt that wrote it");
	if (!key)
		e.text = value;
	for (size_t i = 0; key && i < e.nfields; i++)
		if (!slice_is(e.fields[i].key, key))
			e.fields[kept++] = e.fields[i];
	if (key)
		e.nfields = kept;
	if (!rc && key && value.n && entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of(key), value }))
		rc = err_set(&ctx->err, E_NOMEM, "belief");
	e.opening = (struct slice){ NULL, 0 };
	if (!rc)
		rc = entry_check(&ctx->err, &e);
	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_WRITE);
	if (!rc) {
		rc = store_edit(&ctx->err, ctx->store, &e, b->row.e.lamport, &conflict);
		if (!rc)
			rc = store_commit(&ctx->err, ctx->store);
		else
			store_rollback(ctx->store);
	}
	if (!rc)
		rc = conflict ? conflict_said(ctx, b->row.e.id, conflict) : writing_said(ctx, b->row.e.id, said);
	entry_release(&e);
	return rc;
}

enum { UNCHANGED = 1 };

static int
unless_changed(struct ctx *ctx, int rc)
{
	if (rc == UNCHANGED)
		say(ctx, "nothing was changed");
	return rc == UNCHANGED ? 0 : rc;
}

/* key NULL: the sentence itself; else it stands above the question.  UNCHANGED: it was left, or is as it was. */
static int
ask_and_change(struct ctx *ctx, const struct belief *b, const char *key, const char *question, const char *help)
{
	struct slice before = key ? entry_field(&b->row.e, key) : belief_sentence(b);
	struct buf text = BUF_INIT, whole = BUF_INIT;
	bool left = false;
	int rc;

	buf_slice(&text, before);
	if (key)
		buf_printf(&whole, "\"%.*s\"\n", (int)belief_sentence(b).n, belief_sentence(b).p);
	buf_str(&whole, question);
	rc = buf_check(&whole, &ctx->err);
	if (!rc)
		rc = sentence(ctx, buf_cstr(&whole), help, &text, &left);
	if (rc == E_INTERRUPTED && key && text.n) { /* cut off: what was typed is kept; half a sentence does not take the place of a whole one */
		rc = change(ctx, b, key, buf_as_slice(&text), "changed");
		rc = rc ? rc : err_set(&ctx->err, E_INTERRUPTED, "terminal");
	} else if (!rc && (left || (!key && !text.n) || slice_eq(buf_as_slice(&text), before))) {
		rc = UNCHANGED;
	} else if (!rc) {
		rc = change(ctx, b, key, buf_as_slice(&text), "changed");
	}
	buf_release(&whole);
	buf_release(&text);
	return rc;
}

/* ---- rating ---- */

static int
ask_ratings(struct ctx *ctx, const struct belief *b, struct wanted *rq)
{
	struct slice rival = entry_field(&b->row.e, "rival");
	struct buf above = BUF_INIT;
	int rc;

	buf_printf(&above, "\"%.*s\"", (int)belief_sentence(b).n, belief_sentence(b).p);
	rc = ask_rating(ctx, title, buf_cstr(&above), "How true does it feel right now?", &rq->conviction);
	if (!rc && rival.n) {
		buf_clear(&above);
		buf_printf(&above, "\"%.*s\"", (int)rival.n, rival.p);
		rc = ask_rating(ctx, title, buf_cstr(&above), "And this one, how true does it feel right now?", &rq->rival);
	}
	buf_release(&above);
	return rc;
}

static int
rate(struct ctx *ctx, struct belief *b, struct wanted *rq)
{
	struct entry e = { .id = store_new_id(), .kind = KIND_ENTRY, .created = ctx->now, .has_created = true, .date = ctx->now, .has_date = true };
	int rc = rq->conviction < 0 && rq->rival < 0 ? ask_ratings(ctx, b, rq) : 0;

	if (!rc && rq->conviction < 0 && rq->rival < 0) {
		say(ctx, "not rated; that is fine too");
		return 0;
	}
	if (!rc)
		rc = entry_add_belief(&e, b->row.e.id);
	if (!rc && rq->conviction >= 0)
		rc = entry_add_rating(&e, (struct entry_rating){ RATE_BELIEF, (uint8_t)rq->conviction });
	if (!rc && rq->rival >= 0)
		rc = entry_add_rating(&e, (struct entry_rating){ RATE_RIVAL, (uint8_t)rq->rival });
	if (!rc)
		rc = put(ctx, &e);
	if (!rc && rq->conviction >= 0 && b->has_rating && !ctx->json)
		say(ctx, "before %u, now %d%s", (unsigned)b->rating, rq->conviction, b->rating == rq->conviction ? "; the same number is a result too" : "");
	if (!rc)
		rc = next_step(ctx, writing_said(ctx, e.id, "rated:"), "show", b->row.e.id, "shows it over time");
	entry_release(&e);
	return rc;
}

static int
two_from_stdin(struct ctx *ctx, const char *typed, const struct belief *b)
{
	struct ledger l = { 0 };
	struct belief *again = NULL;
	struct buf text = BUF_INIT;
	struct slice once, dismiss = { NULL, 0 };
	const char *end;
	int rc = ctx_stdin_text(ctx, &text);

	while (text.n && text.p[text.n - 1] == '\n')
		buf_truncate(&text, text.n - 1);
	once = buf_as_slice(&text);
	end = once.n ? memchr(once.p, '\n', once.n) : NULL;
	if (end) {
		dismiss = (struct slice){ end + 1, once.n - (size_t)(end + 1 - once.p) };
		once.n = (size_t)(end - once.p);
	}
	if (!rc && dismiss.n && memchr(dismiss.p, '\n', dismiss.n))
		rc = err_set(&ctx->err, E_USAGE, "two lines: what it once protected from, and how evidence is waved away");
	if (!rc && once.n)
		rc = change(ctx, b, "once", once, "changed");
	if (!rc && dismiss.n && !(rc = find(ctx, typed, &l, &again)))
		rc = change(ctx, again, "dismiss", dismiss, "changed");
	if (!rc && !text.n)
		say(ctx, "nothing was changed");
	ledger_release(&l);
	buf_release(&text);
	return rc;
}

/* Both can be left.  From standard input: a line for each, and what has no line stays as it is. */
static int
ask_two(struct ctx *ctx, const char *typed, const struct belief *b)
{
	struct ledger l = { 0 };
	struct belief *again = NULL;
	bool changed;
	int rc;

	if (!tty_is(STDIN_FILENO))
		return two_from_stdin(ctx, typed, b);
	rc = ask_and_change(ctx, b, "once", "What did this rule once protect you from, and what does it cost now?", "A line is enough. It can stay empty.");
	changed = !rc;
	if (!rc || rc == UNCHANGED)
		rc = find(ctx, typed, &l, &again); /* it may have changed just now */
	if (!rc)
		rc = ask_and_change(ctx, again, "dismiss", "How might you wave evidence away when it comes?", "\"They were only being polite.\" It can stay empty.");
	ledger_release(&l);
	return rc == UNCHANGED && changed ? 0 : unless_changed(ctx, rc);
}

static int
put_away(struct ctx *ctx, const struct belief *b, bool away)
{
	int rc = change(ctx, b, "state", slice_of(away ? "retired" : "active"), away ? "put away:" : "back in the ledger:");

	return away ? next_step(ctx, rc, "restore", b->row.e.id, "brings it back") : rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = args->data;
	struct ledger l = { 0 };
	struct belief *b = NULL;
	struct staging st;
	int rc;

	if (rq->what == WHAT_LIST)
		return list(ctx, args_has(args, "all"));
	if (rq->what == WHAT_ADD)
		return add(ctx);
	rc = find(ctx, rq->id, &l, &b);
	staging_begin(&st, ctx);
	if (!rc && rq->what == WHAT_SHOW)
		rc = belief_page(ctx, b);
	else if (!rc && rq->what == WHAT_RATE)
		rc = rate(ctx, b, rq);
	else if (!rc && rq->what == WHAT_RENAME)
		rc = unless_changed(ctx, ask_and_change(ctx, b, NULL, "The sentence, as it fits now", NULL));
	else if (!rc && rq->what == WHAT_RIVAL)
		rc = unless_changed(ctx, ask_and_change(ctx, b, "rival", "A kinder sentence that could be true as well",
			"It need not be positive. \"I can manage alone, and I do not always have to.\""));
	else if (!rc && rq->what == WHAT_ASK)
		rc = ask_two(ctx, rq->id, b);
	else if (!rc)
		rc = put_away(ctx, b, rq->what == WHAT_RETIRE);
	staging_end(&st);
	ledger_release(&l);
	return rc;
}

const struct command cmd_beliefs = {
	.name = "beliefs", .group = "guides", .args = "[WORD [ID]]", .summary = "beliefs you follow: how true they feel, evidence for and against",
	.needs = NEED_KEYS | SHOWS_WORDS, .least = 0, .most = 2, .options = options, .check = check, .run = run,
	.details =
		"A belief is a sentence about yourself or others that you follow over time. Thought records are filed under it, and\n"
		"felt beliefs show ID gathers what they hold for it and against it.\n"
		"\n"
		"  felt beliefs                what is in the ledger\n"
		"  felt beliefs add            a new sentence, asked for\n"
		"  felt beliefs show ID        one, with its ratings and all evidence\n"
		"  felt beliefs rate ID        how true it feels right now, and its kinder sentence\n"
		"  felt beliefs rename ID      changes its sentence\n"
		"  felt beliefs rival ID       a kinder sentence that could be true as well\n"
		"  felt beliefs ask ID         what it once protected you from; how you might wave evidence away\n"
		"  felt beliefs retire ID      puts it away; restore ID brings it back\n"
		"\n"
		"Sentences are asked for, or taken from standard input; they are never words of the command line.\n",
};
