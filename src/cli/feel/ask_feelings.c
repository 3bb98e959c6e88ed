/*
 * The question after writing.
 *
 * In: an entry that is saved.  Out: the same entry with the feelings its writer named or took.  Naming is the skill that is
 * being learned: felt asks, it does not tell.
 *
 * Laws (CARE.md 1)
 *  1. Everything is saved before the question stands there; leaving it costs nothing.
 *  2. At most three words, each with what in the text led to it; a word that was declined does not come back for this entry.
 *  3. What was taken from the suggestion is marked so; what was typed or chosen is the writer's.
 *  4. The question and what it quotes are gone from the screen when it is answered.
 */
#include <stdio.h>
#include <string.h>

#include "cli/feel/ask_feelings.h"
#include "cli/feel/picking.h"
#include "cli/feel/proposal.h"
#include "cli/feel/vocabulary.h"
#include "cli/staging.h"
#include "felt/term/question.h"

enum { QUOTE_COLUMNS = 40, NOTE = 300 };

/* Lines of at most 40 columns, so that no key is torn from what it does. */
static const char keys_sure[] = "enter take  - none  n numb  ? not sure\nother words: lonely:70, sad  + all words";
static const char keys_unsure[] = "enter none for now  n numb  ? not sure\nwords: lonely:70, sad  + all words";

bool
may_ask_feelings(const struct ctx *ctx, enum writing_how how)
{
	return how != WRITE_STDIN && ctx->config.suggest && !ctx->json;
}

/* What is being asked, and what came of it. */
struct asking {
	struct ctx *ctx;
	struct row row;              /* the entry as it was saved */
	struct proposals proposals;
	struct head head;            /* typed or chosen */
	bool take;                   /* enter: what was proposed */
	bool decline;                /* an answer was given; what is not in it is declined */
	char note[NOTE];             /* about the last answer */
};

/* ---- the question ---- */

static void
quote(struct buf *out, struct slice s)
{
	struct buf safe = BUF_INIT;
	size_t n;

	text_safe(&safe, s.p, s.n, TEXT_ONE_LINE);
	n = text_fit((const char *)safe.p, safe.n, QUOTE_COLUMNS, NULL);
	buf_str(out, "\"");
	buf_add(out, safe.p, n);
	buf_str(out, n < safe.n ? " ...\"" : "\"");
	buf_release(&safe);
}

static void
question_text(const struct asking *a, struct buf *out)
{
	const struct proposals *p = &a->proposals;

	if (!p->n) {
		buf_str(out, "Not sure which words fit. Only you know.");
		return;
	}
	buf_str(out, "Words that may be in this: ");
	for (size_t i = 0; i < p->n; i++) {
		buf_printf(out, "%s%s (", i ? ", " : "", p->p[i].word);
		quote(out, p->p[i].because);
		buf_str(out, ")");
	}
	buf_str(out, ". Only you know.");
}

static int
ask_once(struct asking *a, struct buf *answer, enum question_end *end)
{
	struct ctx *ctx = a->ctx;
	struct buf text = BUF_INIT;
	int rc;

	question_text(a, &text);
	rc = buf_check(&text, &ctx->err);
	if (!rc) {
		struct question q = {
			.note = a->note[0] ? a->note : NULL, .text = buf_cstr(&text), .plain = !full_screen(ctx),
			.keys = a->proposals.n ? keys_sure : keys_unsure, .stage = staging_stage(ctx),
		};

		store_suspend(ctx->store);
		rc = question_ask(&ctx->err, &q, answer, end);
		if (!rc)
			rc = store_resume(&ctx->err, ctx->store);
	}
	buf_release(&text);
	return rc;
}

/* ---- the answer ---- */

static void
trim(struct slice *s)
{
	while (s->n && (s->p[0] == ' ' || s->p[0] == '\t'))
		*s = (struct slice){ s->p + 1, s->n - 1 };
	while (s->n && (s->p[s->n - 1] == ' ' || s->p[s->n - 1] == '\t'))
		s->n--;
}

/* "lonely 70" is "lonely:70"; a last word that is no intensity belongs to the feeling ("left out"). */
static void
join_intensity(char *typed)
{
	char *blank = strrchr(typed, ' ');
	uint8_t n;

	if (!blank || strchr(typed, ':') || feeling_parse_intensity(NULL, blank + 1, &n))
		return;
	*blank = ':';
	for (char *p = blank; p > typed && p[-1] == ' '; p--)
		memmove(p - 1, p, strlen(p) + 1);
}

/* CARE.md 4: a bare number from 1 to 10 is told as what it will be. */
static void
echo_number(struct asking *a, const char *typed)
{
	const char *colon = strchr(typed, ':'), *at = strchr(typed, '@');
	char number[8] = "", said[80];
	size_t n = colon ? (at ? (size_t)(at - colon) - 1 : strlen(colon + 1)) : 0;

	if (!colon || n == 0 || n >= sizeof number)
		return;
	memcpy(number, colon + 1, n);
	if (!picker_echo(number, said, sizeof said))
		return;
	n = strlen(a->note);
	snprintf(a->note + n, sizeof a->note - n, "%s%.*s: %s", n ? " " : "", (int)(colon - typed), typed, said);
}

static int
add_typed(struct asking *a, struct slice s)
{
	char typed[2 * FEELING_ID_MAX];

	trim(&s);
	if (!s.n)
		return 0;
	if (s.n >= sizeof typed)
		return err_set(&a->ctx->err, E_FEELING_UNKNOWN, "a word as long as this");
	memcpy(typed, s.p, s.n);
	typed[s.n] = '\0';
	join_intensity(typed);
	echo_number(a, typed);
	return head_add_feeling(a->ctx, &a->head, typed);
}

/* Words with commas between them.  What cannot be understood becomes the note, and nothing is taken. */
static bool
take_typed(struct asking *a, struct slice s)
{
	int rc = 0;

	a->head.nfeelings = 0;
	a->note[0] = '\0';
	while (s.n && !rc) {
		const char *comma = memchr(s.p, ',', s.n);
		size_t n = comma ? (size_t)(comma - s.p) : s.n, used = comma ? n + 1 : n;

		rc = add_typed(a, (struct slice){ s.p, n });
		s = (struct slice){ s.p + used, s.n - used };
	}
	if (rc) {
		report_sentence(&a->ctx->err, a->note, sizeof a->note);
		a->head.nfeelings = 0;
	}
	return !rc && a->head.nfeelings;
}

enum said { SAID_NOTHING, SAID_ALL };

/* SAID_ALL: the answer is whole.  a->note: it is asked again, with this above. */
static enum said
understand(struct asking *a, struct slice s)
{
	trim(&s);
	if (!s.n && a->head.nfeelings)
		return SAID_ALL; /* enter after an echoed number */
	if (!s.n) {
		a->take = a->proposals.n > 0;
		return SAID_ALL;
	}
	if (slice_is(s, "-")) {
		a->head.nfeelings = 0;
		return SAID_ALL;
	}
	if (slice_is(s, "n"))
		s = slice_of("numb");
	else if (slice_is(s, "?"))
		s = slice_of("other.unsure");
	if (!take_typed(a, s))
		return SAID_NOTHING;
	if (!a->note[0])
		return SAID_ALL;
	snprintf(a->note + strlen(a->note), sizeof a->note - strlen(a->note), " Enter takes it so.");
	return SAID_NOTHING;
}

/* "+": the answer is whole when something was chosen. */
static int
choose(struct asking *a, enum said *said)
{
	enum picker_end end = PICKER_LEFT;
	int rc;

	a->head.nfeelings = 0;
	a->note[0] = '\0';
	rc = pick_feelings(a->ctx, &a->head, &end);
	if (!rc && end == PICKER_DONE && a->head.nfeelings)
		*said = SAID_ALL;
	return rc;
}

static int
converse(struct asking *a)
{
	struct buf answer = BUF_INIT;
	enum said said = SAID_NOTHING;
	enum question_end end = QUESTION_ANSWERED;
	int rc = 0;

	while (!rc && said == SAID_NOTHING) {
		rc = ask_once(a, &answer, &end);
		if (rc || end != QUESTION_ANSWERED)
			break;
		struct slice s = buf_as_slice(&answer);
		trim(&s);
		if (slice_is(s, "+"))
			rc = choose(a, &said);
		else
			said = understand(a, s);
	}
	a->decline = said == SAID_ALL;
	if (!rc && end == QUESTION_HANGUP)
		rc = err_set(&a->ctx->err, E_INTERRUPTED, "terminal");
	buf_release(&answer);
	return rc;
}

/* ---- keeping it ---- */

static int
put_answer(struct asking *a, struct entry *e, struct buf *hold)
{
	int rc = a->take ? proposals_take(&a->proposals, e) : 0;

	for (size_t i = 0; !rc && i < a->head.nfeelings; i++) {
		const struct head_feeling *f = &a->head.feelings[i];

		rc = entry_add_feeling(e, (struct entry_feeling){ f->intensity, f->layer, SOURCE_WRITER, 0, slice_of(f->id) });
	}
	if (!rc)
		rc = proposals_decline(&a->proposals, e, hold);
	return rc ? err_set(&a->ctx->err, E_NOMEM, "feelings") : 0;
}

/* Law 1: a second small transaction.  Somebody else may have changed the entry meanwhile: then it stays as it is. */
static int
keep(struct asking *a)
{
	struct ctx *ctx = a->ctx;
	struct row now = ROW_INIT;
	struct entry e = { 0 };
	struct buf hold = BUF_INIT;
	int rc = store_begin(&ctx->err, ctx->store, STORE_WRITE);

	if (rc)
		return rc;
	rc = store_get(&ctx->err, ctx->store, a->row.e.id, &now);
	if (!rc && now.e.lamport != a->row.e.lamport)
		rc = err_set(&ctx->err, E_CONFLICT, "its feelings");
	if (!rc && entry_copy(&e, &now.e))
		rc = err_set(&ctx->err, E_NOMEM, "feelings");
	if (!rc)
		rc = put_answer(a, &e, &hold);
	if (!rc)
		rc = store_put(&ctx->err, ctx->store, &e);
	if (!rc)
		rc = store_commit(&ctx->err, ctx->store);
	else
		store_rollback(ctx->store);
	entry_release(&e);
	row_release(&now);
	buf_release(&hold);
	return rc;
}

static int
open_entry(struct asking *a, uint64_t id)
{
	struct ctx *ctx = a->ctx;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (rc)
		return rc;
	rc = store_get(&ctx->err, ctx->store, id, &a->row);
	store_rollback(ctx->store);
	return rc ? rc : vocabulary_load(ctx);
}

int
ask_feelings(struct ctx *ctx, uint64_t id, bool again)
{
	struct asking a = { .ctx = ctx, .row = ROW_INIT };
	const struct entry *e = &a.row.e;
	/* what a script waits for is written before anybody is asked */
	int rc = out_end(ctx);

	if (!rc)
		rc = open_entry(&a, id);
	if (!rc && !e->nfeelings && !e->unknown && !e->tail_unknown) {
		propose(&a.proposals, e);
		if (a.proposals.n || !again)
			rc = converse(&a);
		if (!rc && a.decline && (a.take || a.head.nfeelings || a.proposals.n))
			rc = keep(&a);
		if (rc && rc != E_INTERRUPTED)
			say(ctx, "the entry is saved; its feelings are not: felt tag adds them");
	}
	head_release(&a.head);
	row_release(&a.row);
	return rc;
}
