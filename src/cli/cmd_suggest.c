/*
 * felt suggest: which feelings a text seems to express, and which of its words say so.
 *
 * A text comes in from a file or a pipe and nothing is kept: no journal, no passphrase.  With --auto it is the journal
 * that is looked at: entries without feelings get what the suggestion says, marked as such, all of them in one transaction.
 *
 * Must never: say what somebody feels.  The words are "sounds like", "maybe" and "not sure" (CARE.md 1).
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/help_layout.h"
#include "cli/feel/proposal.h"
#include "cli/write/writing.h"
#include "felt/base/file.h"
#include "felt/base/json.h"

static const struct option options[] = {
	{ "lines", 'l', NULL, "every line is a text of its own: one answer a line" },
	{ "auto", 0, NULL, "puts what is suggested into entries without feelings" },
	OPTION_END
};

enum { SHOWN = 3, LIKELY = 300, STRONG = 500, LOGIT = 1024 };

static int
check(struct ctx *ctx, struct args *args)
{
	bool automatic = args_has(args, "auto");

	if (automatic && (args->nwords || args_has(args, "lines")))
		return err_set(&ctx->err, E_USAGE, "--auto looks at the journal, so no text goes with it");
	if (!automatic && filters_narrow(ctx))
		return err_set(&ctx->err, E_USAGE, "which entries: that goes with --auto\nfelt suggest FILE looks at a text and at nothing else");
	return 0;
}

/* ---- for programs ---- */

static void
json_feelings(struct json_out *j, const struct suggestion *s)
{
	json_key(j, "feelings");
	json_open(j, '[');
	for (size_t i = 0; i < SUGGEST_FAMILIES; i++) {
		json_open(j, '{');
		json_key(j, "id");
		json_text(j, suggested_id(s->feelings[i].family, s->feelings[i].feeling));
		json_key(j, "score");
		json_thousandths(j, s->feelings[i].score);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
json_because(struct json_out *j, const struct suggestion *s, struct slice text)
{
	json_key(j, "because");
	json_open(j, '[');
	for (size_t i = 0; i < s->nbecause; i++) {
		const struct suggest_span *b = &s->because[i];

		json_open(j, '{');
		json_key(j, "text");
		json_slice(j, (struct slice){ text.p + b->start, b->end - b->start });
		json_key(j, "start");
		json_int(j, (long long)b->start);
		json_key(j, "end");
		json_int(j, (long long)b->end);
		json_key(j, "feeling");
		json_text(j, suggested_id(b->family, b->feeling));
		json_key(j, "share");
		json_thousandths(j, b->share);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* A logit of 1/1024 is still more than nothing. */
static long long
thousandths(int32_t logit)
{
	long long v = (long long)logit * 1000;

	return v > 0 ? (v + LOGIT - 1) / LOGIT : -((-v + LOGIT - 1) / LOGIT);
}

static void
json_suggestion(struct ctx *ctx, const struct suggestion *s, struct slice text)
{
	struct json_out j;

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_feelings(&j, s);
	json_because(&j, s, text);
	json_key(&j, "unsure");
	json_bool(&j, s->unsure);
	json_key(&j, "labels");
	json_open(&j, '{');
	for (int i = 0; i < SUGGEST_LABELS; i++) {
		json_key(&j, suggest_label_name(i));
		json_thousandths(&j, thousandths(s->labels[i]));
	}
	json_close(&j, '}');
	json_close(&j, '}');
	out_str(ctx, "\n");
}

/* ---- for people ---- */

static void
name_feeling(struct ctx *ctx, int family, int feeling)
{
	const struct feeling *f = feeling >= 0 ? feeling_at((size_t)feeling) : NULL;

	out_ink(ctx, INK_FEELING);
	out_str(ctx, f ? f->word : feeling_family_name(family));
	out_ink(ctx, INK_PLAIN);
	if (f && strcmp(f->word, feeling_family_name(family)))
		out_printf(ctx, " (%s)", feeling_family_name(family));
}

static void
words_for(struct ctx *ctx, const struct suggestion *s, int family, struct slice text)
{
	bool some = false;

	for (size_t i = 0; i < s->nbecause; i++) {
		const struct suggest_span *b = &s->because[i];

		if (b->family != family)
			continue;
		out_str(ctx, some ? ", \"" : ": \"");
		out_safe(ctx, suggested_quote(text, b->start, b->end), TEXT_ONE_LINE);
		out_str(ctx, "\"");
		some = true;
	}
	out_str(ctx, "\n");
}

static bool
is_shown(const struct suggestion *s, size_t i)
{
	return i == 0 || (i < SHOWN && s->feelings[i].score >= LIKELY);
}

static void
people_suggestion(struct ctx *ctx, const struct suggestion *s, struct slice text)
{
	for (size_t i = 0; i < SHOWN && !s->unsure; i++) {
		const struct suggest_feeling *f = &s->feelings[i];

		if (!is_shown(s, i))
			continue;
		out_printf(ctx, "%s ", i == 0 && f->score >= STRONG ? "sounds like" : "maybe");
		name_feeling(ctx, f->family, f->feeling);
		words_for(ctx, s, f->family, text);
	}
	if (s->unsure)
		out_str(ctx, "not sure: there is too little to go on\n");
}

static void
vocabulary_at_hand(struct ctx *ctx)
{
	out_str(ctx, "\n");
	for (int i = 0; i < FEELING_FAMILIES; i++)
		help_row(ctx, feeling_family_name(i), 8, feeling_family_about(i));
	help_paragraphs(ctx, "\nfelt feelings FAMILY shows its words, felt feelings all of them.\n");
}

static void
one(struct ctx *ctx, struct slice text)
{
	struct suggestion s;

	suggest(&s, text.n ? text.p : "", text.n);
	if (ctx->json)
		json_suggestion(ctx, &s, text);
	else
		people_suggestion(ctx, &s, text);
}

/* ---- a text ---- */

static int
read_text(struct ctx *ctx, const struct args *args, struct buf *out)
{
	const char *path = args->nwords ? args->words[0] : "-";
	int rc;

	if (!strcmp(path, "-"))
		return ctx_stdin_text(ctx, out);
	rc = file_read(&ctx->err, path, TEXT_MAX, out);
	return rc ? rc : text_check(&ctx->err, (const char *)out->p, out->n, TEXT_MAX);
}

/* A last line end closes the last line; it does not begin another one. */
static int
each_line(struct ctx *ctx, struct slice s)
{
	int rc = 0;

	while (!rc && s.n) {
		const char *end = memchr(s.p, '\n', s.n);
		size_t n = end ? (size_t)(end - s.p) : s.n, used = end ? n + 1 : n;

		one(ctx, (struct slice){ s.p, n && s.p[n - 1] == '\r' ? n - 1 : n });
		s = (struct slice){ s.p + used, s.n - used };
		rc = out_drain(ctx);
	}
	return rc;
}

static int
look_at_text(struct ctx *ctx, const struct args *args)
{
	struct buf text = BUF_INIT;
	int rc = read_text(ctx, args, &text);

	if (!rc)
		out_begin(ctx, !ctx->json);
	if (!rc && args_has(args, "lines")) {
		rc = each_line(ctx, buf_as_slice(&text));
	} else if (!rc) {
		struct suggestion s;

		one(ctx, buf_as_slice(&text));
		suggest(&s, text.n ? (const char *)text.p : "", text.n);
		if (s.unsure && !ctx->json)
			vocabulary_at_hand(ctx);
	}
	buf_release(&text);
	return rc;
}

/* ---- the journal ---- */

struct automatic {
	struct ctx *ctx;
	uint64_t *ids;
	size_t n, room;
	unsigned long long tagged, unsure;
};

static int
collect(void *arg, struct err *err, const struct entry *e)
{
	struct automatic *a = arg;
	uint64_t *more;

	if (!e) {
		a->n = 0;
		return 0;
	}
	if (e->nfeelings || e->unknown)
		return 0;
	if (a->n == a->room) {
		a->room = a->room ? 2 * a->room : 256;
		more = realloc(a->ids, a->room * sizeof *more);
		if (!more)
			return err_set(err, E_NOMEM, "entries");
		a->ids = more;
	}
	a->ids[a->n++] = e->id;
	return 0;
}

static int
tag_one(struct automatic *a, uint64_t id, struct row *row)
{
	struct err *err = &a->ctx->err;
	struct proposals p;
	struct entry e = { 0 };
	int rc = store_get(err, a->ctx->store, id, row);

	if (rc || row->e.tail_unknown)
		return rc;
	propose(&p, &row->e);
	if (!p.n) {
		a->unsure++;
		return 0;
	}
	if (entry_copy(&e, &row->e) || proposals_take(&p, &e))
		rc = err_set(err, E_NOMEM, "entry");
	if (!rc)
		rc = store_put(err, a->ctx->store, &e);
	a->tagged += !rc;
	entry_release(&e);
	return rc;
}

static int
tag_all(struct automatic *a, const struct args *args)
{
	struct ctx *ctx = a->ctx;
	struct row row = ROW_INIT;
	struct filter f = ctx->filter;
	size_t most;
	int rc = filters_resolve(ctx, args);

	f.belief = ctx->filter.belief;
	f.limit = 0; /* of the entries without feelings, not of what is looked at */
	if (!rc)
		rc = store_list(&ctx->err, ctx->store, &f, collect, a);
	most = ctx->filter.limit && ctx->filter.limit < a->n ? ctx->filter.limit : a->n;
	for (size_t i = 0; !rc && i < most; i++)
		rc = tag_one(a, a->ids[i], &row);
	row_release(&row);
	return rc;
}

static void
tell(const struct automatic *a)
{
	struct ctx *ctx = a->ctx;
	struct json_out j;

	if (!ctx->json) {
		say(ctx, "%llu %s feelings from the suggestion now; %llu without stay as they were: not sure, or declined", a->tagged,
			a->tagged == 1 ? "entry has" : "entries have", a->unsure);
		return;
	}
	out_begin(ctx, false);
	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "tagged");
	json_int(&j, (long long)a->tagged);
	json_key(&j, "unsure");
	json_int(&j, (long long)a->unsure);
	json_close(&j, '}');
	out_str(ctx, "\n");
}

static int
look_at_journal(struct ctx *ctx, const struct args *args)
{
	struct automatic a = { .ctx = ctx };
	int rc = needs_keys(ctx);

	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_WRITE);
	if (!rc) {
		rc = tag_all(&a, args);
		if (!rc)
			rc = store_commit(&ctx->err, ctx->store);
		else
			store_rollback(ctx->store);
	}
	if (!rc)
		tell(&a);
	free(a.ids);
	return rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	return args_has(args, "auto") ? look_at_journal(ctx, args) : look_at_text(ctx, args);
}

const struct command cmd_suggest = {
	.name = "suggest", .group = "look back", .args = "[FILE|-]", .summary = "which feelings a text may express, and which words say so",
	.needs = TAKES_FILTERS, .least = 0, .most = 1, .options = options, .check = check, .run = run,
	.details =
		"A text from a file or standard input; nothing is kept, and no journal is needed. It is a guess from words, made on\n"
		"this machine alone: \"sounds like\", \"maybe\", or \"not sure\" when there is too little to go on.\n"
		"\n"
		"--json gives all eight families, the likeliest first; start and end are counted in bytes. With --lines one such object\n"
		"a line.\n"
		"\n"
		"  {\"feelings\":[{\"id\",\"score\"}...],\n"
		"   \"because\":[{\"text\",\"start\",\"end\",\"feeling\",\"share\"}...],\n"
		"   \"unsure\",\"labels\"}\n"
		"\n"
		"--auto puts what is suggested into entries that have no feelings yet (all of them, or those that the filters name),\n"
		"marked as set by the suggestion, all or none of them.\n",
};
