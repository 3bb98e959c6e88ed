/*
 * felt alone: what is here, what is waiting, how to begin.
 *
 * Law: no text, no title, no feeling appears on this page, for somebody may stand behind the writer (CARE.md 21).
 * Days without an entry are not counted, and nothing is a streak.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/walk/help_card.h"
#include "cli/help_layout.h"
#include "cli/write/locked.h"
#include "cli/write/writing.h"
#include "felt/base/json.h"
#include "felt/term/tty.h"

/* More years of one day than anybody writes, and as many follow-ups as are looked into: their rows alone say how they went. */
enum { YEARS = 128, FOLLOWUPS = 256, WIDE = 70 };

/* What is counted: entries of this local day, drafts, follow-ups without an outcome, and entries of the same day in earlier years. */
struct today {
	int year, month, day;
	int64_t number; /* of today */
	uint64_t written, unfinished, open;
	uint64_t followups[FOLLOWUPS]; /* ids */
	size_t nfollowups;
	struct { int year; uint64_t entries; } past[YEARS];
	size_t npast;
};

static void
begin(struct today *t, struct when now)
{
	memset(t, 0, sizeof *t);
	t->number = when_day(now);
	day_to_civil(t->number, &t->year, &t->month, &t->day);
}

static void
count_past(struct today *t, int year)
{
	size_t i = 0;

	while (i < t->npast && t->past[i].year != year)
		i++;
	if (i == YEARS)
		return;
	if (i == t->npast)
		t->past[t->npast++].year = year;
	t->past[i].entries++;
}

/* For store_heads; e NULL: what was counted so far does not hold, begin again. */
static int
count(void *arg, struct err *err, const struct entry *e)
{
	struct today *t = arg;
	int year, month, day;

	(void)err;
	if (!e) {
		t->written = t->unfinished = t->npast = t->nfollowups = 0;
		memset(t->past, 0, sizeof t->past);
		return 0;
	}
	if (e->kind == KIND_DRAFT)
		t->unfinished++;
	if (e->kind == KIND_FOLLOWUP && t->nfollowups < FOLLOWUPS)
		t->followups[t->nfollowups++] = e->id;
	if (e->kind != KIND_ENTRY)
		return 0;
	day_to_civil(when_day(entry_when(e)), &year, &month, &day);
	if (year == t->year && month == t->month && day == t->day)
		t->written++;
	else if (year < t->year && month == t->month && day == t->day)
		count_past(t, year);
	return 0;
}

static int
by_year(const void *a, const void *b)
{
	const int *x = a, *y = b; /* the year is the first member */

	return *y - *x;
}

/* Those that nobody has said yet how they went; one that does not open is no reason to show nothing. */
static void
count_open(struct ctx *ctx, struct today *t)
{
	struct row row = ROW_INIT;
	struct err why;

	for (size_t i = 0; i < t->nfollowups; i++)
		if (!store_get(&why, ctx->store, t->followups[i], &row) && entry_field(&row.e, "outcome").n == 0)
			t->open++;
	row_release(&row);
}

/* ---- the pages ---- */

static void
line(struct ctx *ctx, const char *what, const char *command)
{
	if (ctx->out.columns < WIDE)
		out_printf(ctx, "  %s\n  ", what);
	else
		out_printf(ctx, "  %-38s", what);
	out_ink(ctx, INK_DIM);
	out_printf(ctx, "  %s", command);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "\n");
}

static void
heading(struct ctx *ctx)
{
	char date[WHEN_TEXT];
	struct when day = { ctx->now.ms, ctx->now.offset };
	char *comma;

	when_human(day, date);
	comma = strchr(date, ',');
	if (comma)
		*comma = '\0';
	out_ink(ctx, INK_DATE);
	out_printf(ctx, "%s\n", date);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "\n");
}

/* One line, always the same (CARE.md 20). */
static void
too_much(struct ctx *ctx)
{
	out_str(ctx, "\n");
	out_ink(ctx, INK_DIM);
	out_str(ctx, TOO_MUCH);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "\n");
}

static void
how_to_go_on(struct ctx *ctx)
{
	line(ctx, "write an entry", "felt write");
	line(ctx, "look back", "felt review");
	line(ctx, "everything else", "felt help");
	too_much(ctx);
}

static void
page_none(struct ctx *ctx)
{
	help_paragraphs(ctx,
		"felt is a private journal for the terminal. What you write is sealed in one file that only your "
		"passphrase or recovery key opens; nothing leaves this machine. It helps to find words for what you feel, in your time.\n\n"
		"It is a place to write. It is not a therapist, and not a crisis service: nobody reads along.\n\n");
	line(ctx, "make a journal", "felt init");
	line(ctx, "what felt can do", "felt help");
	too_much(ctx);
}

static void
page_locked(struct ctx *ctx)
{
	heading(ctx);
	out_str(ctx, "  the journal is locked\n\n");
	how_to_go_on(ctx);
}

static void
past_lines(struct ctx *ctx, const struct today *t)
{
	char what[64], command[64];

	for (size_t i = 0; i < t->npast && ctx->config.today_past; i++) {
		snprintf(what, sizeof what, "%" PRIu64 " entr%s from this day in %d", t->past[i].entries, t->past[i].entries == 1 ? "y" : "ies",
			t->past[i].year);
		snprintf(command, sizeof command, "felt review --on %04d-%02d-%02d", t->past[i].year, t->month, t->day);
		line(ctx, what, command);
	}
}

static void
page_open(struct ctx *ctx, const struct today *t)
{
	char what[64];
	bool any = t->written || t->unfinished || t->open || (t->npast && ctx->config.today_past);

	heading(ctx);
	if (t->written) {
		snprintf(what, sizeof what, "%" PRIu64 " entr%s from today", t->written, t->written == 1 ? "y" : "ies");
		line(ctx, what, "felt review --on today");
	}
	if (t->unfinished) {
		snprintf(what, sizeof what, "%" PRIu64 " unfinished", t->unfinished);
		line(ctx, what, "felt resume");
	}
	if (t->open) {
		snprintf(what, sizeof what, "%" PRIu64 " to come back to", t->open);
		line(ctx, what, "felt followups");
	}
	past_lines(ctx, t);
	if (any)
		out_str(ctx, "\n");
	how_to_go_on(ctx);
}

static void
page_json(struct ctx *ctx, const char *state, const struct today *t)
{
	struct json_out j;

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "journal");
	json_text(&j, state);
	if (t) {
		json_key(&j, "today");
		json_int(&j, (long long)t->written);
		json_key(&j, "unfinished");
		json_int(&j, (long long)t->unfinished);
		json_key(&j, "followups");
		json_int(&j, (long long)t->open);
		json_key(&j, "past");
		json_open(&j, '[');
		for (size_t i = 0; i < t->npast && ctx->config.today_past; i++) {
			json_open(&j, '{');
			json_key(&j, "year");
			json_int(&j, t->past[i].year);
			json_key(&j, "entries");
			json_int(&j, (long long)t->past[i].entries);
			json_close(&j, '}');
		}
		json_close(&j, ']');
	}
	json_close(&j, '}');
	out_str(ctx, "\n");
}

/* ---- from the journal to a page ---- */

static int
show_open(struct ctx *ctx)
{
	struct today t;
	int rc;

	inbox_take(ctx, ctx->store);
	drafts_take_lost(ctx, ctx->store);
	rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (rc)
		return rc;
	begin(&t, ctx->now);
	rc = store_heads(&ctx->err, ctx->store, NULL, count, &t);
	if (!rc)
		count_open(ctx, &t);
	store_rollback(ctx->store);
	if (rc)
		return rc;
	qsort(t.past, t.npast, sizeof t.past[0], by_year);
	if (ctx->json)
		page_json(ctx, "open", &t);
	else
		page_open(ctx, &t);
	return 0;
}

/* Is there anybody or anything that could give the passphrase?  Without, the locked page is an answer too. */
static bool
has_source(const struct ctx *ctx)
{
	return ctx->passphrase_fd >= 0 || ctx->recovery_fd >= 0 || ctx->config.passphrase_command || tty_there();
}

static int
run(struct ctx *ctx, struct args *args)
{
	int rc = ctx_open(ctx, ctx->journal);

	(void)args;
	out_begin(ctx, false);
	if (rc == E_NO_JOURNAL) {
		if (ctx->json)
			page_json(ctx, "none", NULL);
		else
			page_none(ctx);
		return 0;
	}
	if (!rc)
		rc = has_source(ctx) ? unlock_or_skip(ctx, ctx->store, "passphrase (enter: stay locked): ", true) : STAYS_LOCKED;
	if (rc < 0)
		return rc;
	if (rc == 0)
		return show_open(ctx);
	if (ctx->json)
		page_json(ctx, "locked", NULL);
	else
		page_locked(ctx);
	return 0;
}

const struct command cmd_today = {
	.name = "today",
	.group = "begin",
	.args = "",
	.summary = "what is here, what is waiting, how to begin",
	.needs = NEED_PATH,
	.run = run,
	.details =
		"Shows counts only, never a text, a title or a feeling: entries of today, drafts, follow-ups without an outcome.\n"
		"Enter at the prompt leaves the journal locked. Entries from this day in earlier years are named with the command that shows\n"
		"them; today_past = off in the config file hides them.\n",
};
