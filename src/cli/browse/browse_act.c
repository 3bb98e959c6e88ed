/*
 * What the keys of the browser do beyond looking (browsing.h): filters, a day, edit, tag, delete.
 *
 * The asking and the changing are those of felt edit, felt tag and felt delete.  In: a key, and where its reader is.  Out:
 * the journal or the filter changed, and a line that says what became of it.  Must never: end the browser for something that
 * only did not work out.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/feel/ask_feelings.h"
#include "cli/browse/browsing.h"
#include "cli/write/editing.h"
#include "cli/feel/picking.h"
#include "felt/term/question.h"

const struct browse_key browse_keys[] = {
	{ 'f', "f feeling", NULL, false },
	{ 'd', "d days", "days (2026-11, today, last monday .. today; empty: all): ", false },
	{ 'g', "g go to", "go to the day: ", true },
	{ 'e', "e edit", NULL, true },
	{ 't', "t tag", NULL, true },
	{ 'x', "x delete", NULL, true },
	{ 'u', "u guide", "guide (challenge, express ...; empty: all): ", false },
	{ 'c', "c clear", NULL, false },
	{ 0, NULL, NULL, false }
};

const char browse_help[] =
	"Looking around\n"
	"\n"
	"up, down, j, k     one entry, or one line of the entry that is read\n"
	"page up, page down, space, b   a screen of them\n"
	"home, end, <, >    the first, the last\n"
	"enter, right       read the entry; q, esc, left: back to the list\n"
	"n, p               the next entry, the one before\n"
	"\n"
	"Finding\n"
	"\n"
	"/   search in titles, texts, answers and tags while you type: all words,\n"
	"    \"a phrase\", -not; upper and lower case and accents do not matter;\n"
	"    enter keeps what was found, esc ends the search\n"
	"f   only entries with some feelings    d   only some days\n"
	"u   only entries of one guide          c   everything again\n"
	"g   go to a day\n"
	"\n"
	"Changing\n"
	"\n"
	"e   edit the text     t   add feelings     x, delete   delete, after asking\n"
	"\n"
	"q   quit; ctrl-c quits while reading too\n";

/* ---- saying ---- */

static void
tell(struct browsing *b, const char *what)
{
	snprintf(b->view.say, sizeof b->view.say, "%s", what);
}

/* An error that is no reason to leave. */
static int
not_worked(struct browsing *b, int rc)
{
	char why[BROWSE_SAY / 2];

	if (rc == E_INTERRUPTED || rc == E_NOMEM)
		return rc;
	report_sentence(&b->ctx->err, why, sizeof why);
	tell(b, why);
	return 0;
}

/* ---- filters ---- */

static void
filter_changed(struct browsing *b)
{
	browsing_drop(b);
	b->view.reading = false;
}

static int
by_feeling(struct browsing *b)
{
	struct ctx *ctx = b->ctx;
	enum picker_end end = PICKER_LEFT;
	struct head h = { 0 };
	int rc = pick_filter(ctx, &h, &end);

	if (!rc && end == PICKER_DONE) {
		ctx->filter.nfeelings = 0;
		ctx->filter.all = false;
		for (size_t i = 0; i < h.nfeelings && !rc; i++)
			if (filter_add_feeling(&ctx->filter, h.feelings[i].id, LAYER_NONE))
				rc = err_set(&ctx->err, E_NOMEM, "filters");
		filter_changed(b);
	}
	head_release(&h);
	return rc;
}

/* Blanks off both ends. */
static char *
trim(char *s)
{
	while (*s == ' ')
		s++;
	for (size_t n = strlen(s); n > 0 && s[n - 1] == ' '; n--)
		s[n - 1] = '\0';
	return s;
}

/* "2026-11", or "from .. to", each of which may be left out. */
static int
parse_days(struct browsing *b, char *typed, struct filter *f)
{
	struct ctx *ctx = b->ctx;
	char *dots = strstr(typed, ".."), *since = typed, *until = typed;
	int64_t other;
	int rc = 0;

	if (dots) {
		*dots = '\0';
		until = trim(dots + 2);
		since = trim(since);
	}
	f->has_from = since[0] != '\0';
	f->has_to = until[0] != '\0';
	if (f->has_from)
		rc = day_span(&ctx->err, since, ctx->now, &ctx->zone, &f->from, &other);
	if (!rc && f->has_to)
		rc = day_span(&ctx->err, until, ctx->now, &ctx->zone, &other, &f->to);
	if (!rc && f->has_from && f->has_to && f->from >= f->to)
		rc = err_set(&ctx->err, E_USAGE, "nothing lies between these days");
	return rc;
}

static int
by_days(struct browsing *b)
{
	struct filter f = b->ctx->filter;
	char *typed = trim(b->view.typed);
	char kept[BROWSE_NAME];
	int rc;

	snprintf(kept, sizeof kept, "%s", typed);
	rc = parse_days(b, typed, &f);
	if (rc)
		return not_worked(b, rc);
	b->ctx->filter = f;
	memcpy(b->days, kept, sizeof kept);
	filter_changed(b);
	return 0;
}

static int
by_guide(struct browsing *b)
{
	char *typed = trim(b->view.typed);

	snprintf(b->guide, sizeof b->guide, "%s", typed);
	b->ctx->filter.guide = slice_of(b->guide);
	filter_changed(b);
	return 0;
}

static int
clear(struct browsing *b)
{
	struct ctx *ctx = b->ctx;

	filter_release(&ctx->filter);
	ctx->filter.voc = &ctx->voc;
	b->days[0] = b->guide[0] = '\0';
	b->view.words[0] = '\0';
	b->searching = false;
	filter_changed(b);
	return 0;
}

/* ---- a day ---- */

/* The newest entry of the day, or the first one before it; in a list from the oldest on the other way round. */
static int
go_to(struct browsing *b)
{
	struct ctx *ctx = b->ctx;
	size_t n = browsing_count(b), i;
	int64_t from, to;
	int rc = day_span(&ctx->err, trim(b->view.typed), ctx->now, &ctx->zone, &from, &to);
	size_t lo = 0, hi = n;

	if (rc)
		return not_worked(b, rc);
	/* Keys have no offset: the writer's present one will do, whoever travelled finds it a few lines away. */
	from -= (int64_t)ctx->now.offset * 60000;
	to -= (int64_t)ctx->now.offset * 60000;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int64_t at = store_index_key(b->idx, browsing_place(b, mid)).date_ms;

		if (ctx->filter.reverse ? at < from : at >= to)
			lo = mid + 1;
		else
			hi = mid;
	}
	i = lo < n ? lo : n ? n - 1 : 0;
	if (i != b->view.selected)
		b->view.page_top = 0;
	b->view.selected = i;
	b->view.reading = false;
	return 0;
}

/* ---- changing ---- */

static int
open_for_change(struct browsing *b, struct editing *ed, uint64_t id)
{
	struct ctx *ctx = b->ctx;
	int rc = store_resume(&ctx->err, ctx->store);

	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (!rc)
		rc = editing_open(ed, id);
	store_rollback(ctx->store);
	return rc;
}

static void
tell_end(struct browsing *b, const struct editing *ed, enum writing_end end)
{
	char id[SHORT_ID + 1], text[BROWSE_SAY / 2];

	short_id(ed->conflict ? ed->conflict : ed->row.e.id, id);
	if (end == WRITING_SAVED && ed->conflict)
		snprintf(text, sizeof text, "it was changed by another felt meanwhile: both versions are kept, yours as %s", id);
	else if (end == WRITING_SAVED)
		snprintf(text, sizeof text, "saved; felt edit --undo %s puts the version before back", id);
	else if (end == WRITING_DRAFT)
		snprintf(text, sizeof text, "kept as a draft, the entry is as it was: felt resume");
	else if (end == WRITING_LOST)
		snprintf(text, sizeof text, "sealed beside the journal, the entry is as it was; the next unlock makes a draft of it");
	else
		snprintf(text, sizeof text, "%s", end == WRITING_CANCELLED ? "thrown away; the entry is as it was" : "nothing was changed");
	tell(b, text);
}

static int
edit(struct browsing *b, uint64_t id)
{
	struct ctx *ctx = b->ctx;
	struct editing ed = { .ctx = ctx, .row = ROW_INIT };
	enum writing_end end = WRITING_UNCHANGED;
	int rc = open_for_change(b, &ed, id);

	if (!rc && ed.row.e.guide.n) { /* answer by answer */
		entry_reset(&ed.e);
		rc = editing_answers(ctx, &ed);
		editing_release(&ed);
		return rc;
	}
	if (!rc)
		rc = editing_text(&ed, WRITE_COMPOSER, &end);
	if (!rc)
		tell_end(b, &ed, end);
	if (!rc && end == WRITING_SAVED && !ed.conflict && may_ask_feelings(ctx, WRITE_COMPOSER))
		rc = ask_feelings(ctx, id, true);
	editing_release(&ed);
	return rc;
}

static int
tag(struct browsing *b, uint64_t id)
{
	struct ctx *ctx = b->ctx;
	struct editing ed = { .ctx = ctx, .row = ROW_INIT };
	enum picker_end end = PICKER_LEFT;
	struct head h = { 0 };
	int rc = open_for_change(b, &ed, id);

	if (!rc)
		rc = pick_feelings(ctx, &h, &end);
	if (!rc)
		rc = head_apply(&ctx->err, &h, &ed.e, &ed.head_changed);
	if (!rc && ed.head_changed)
		rc = editing_save_head(&ed);
	if (!rc)
		tell_end(b, &ed, ed.head_changed ? WRITING_SAVED : WRITING_UNCHANGED);
	editing_release(&ed);
	head_release(&h);
	return rc;
}

/* By day and id, never by its text: somebody may stand behind the writer. */
static int
ask_delete(struct browsing *b, uint64_t id, bool *yes)
{
	struct ctx *ctx = b->ctx;
	struct row row = ROW_INIT;
	struct buf text = BUF_INIT, answer = BUF_INIT;
	enum question_end end = QUESTION_LEFT;
	int rc = store_resume(&ctx->err, ctx->store);

	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (!rc)
		rc = store_get(&ctx->err, ctx->store, id, &row);
	store_rollback(ctx->store);
	if (rc == E_DAMAGE)
		rc = 0; /* what cannot be read can still be thrown away */
	row.e.id = id;
	buf_str(&text, "delete for good:\n  ");
	render_name(&text, &row.e);
	buf_printf(&text, "\n\n%s", delete_reach);
	if (!rc)
		rc = buf_check(&text, &ctx->err);
	if (!rc) {
		struct question q = { .text = buf_cstr(&text), .keys = "y: delete it   enter: keep it", .stage = staging_stage(ctx) };
		rc = question_ask(&ctx->err, &q, &answer, &end);
	}
	if (!rc && end == QUESTION_HANGUP)
		rc = err_set(&ctx->err, E_INTERRUPTED, "terminal");
	*yes = !rc && end == QUESTION_ANSWERED && (slice_is(buf_as_slice(&answer), "y") || slice_is(buf_as_slice(&answer), "yes"));
	row_release(&row);
	buf_release(&text);
	buf_release(&answer);
	return rc;
}

static int
delete(struct browsing *b, uint64_t id)
{
	struct ctx *ctx = b->ctx;
	char shown[SHORT_ID + 1], text[BROWSE_SAY / 2];
	bool yes = false;
	int rc = ask_delete(b, id, &yes);

	if (rc || !yes) {
		if (!rc)
			tell(b, "nothing was deleted");
		return rc;
	}
	rc = store_begin(&ctx->err, ctx->store, STORE_WRITE);
	if (!rc)
		rc = store_delete(&ctx->err, ctx->store, id);
	if (!rc)
		rc = store_commit(&ctx->err, ctx->store);
	else
		store_rollback(ctx->store);
	if (rc)
		return rc;
	b->view.reading = false;
	short_id(id, shown);
	snprintf(text, sizeof text, "%s is deleted", shown);
	tell(b, text);
	return 0;
}

/* What was said to nobody while the screen was another one comes first. */
static void
tell_aside(struct browsing *b)
{
	struct buf all = BUF_INIT;
	struct buf *said = &b->staging.said;
	size_t n = said->n;

	if (!n)
		return;
	while (n && said->p[n - 1] == '\n')
		n--;
	buf_add(&all, said->p, text_cut((const char *)said->p, n, BROWSE_SAY / 2));
	if (b->view.say[0])
		buf_printf(&all, "\n%s", b->view.say);
	tell(b, buf_cstr(&all));
	buf_release(&all);
	buf_clear(said);
}

int
browsing_act(struct browsing *b, char key)
{
	uint64_t id = browsing_id(b, b->view.selected);
	int rc = 0;

	b->recheck = true;
	if (key == 'f')
		rc = by_feeling(b);
	else if (key == 'd')
		return by_days(b);
	else if (key == 'u')
		return by_guide(b);
	else if (key == 'c')
		return clear(b);
	else if (key == 'g')
		return go_to(b);
	else if (id && key == 'e')
		rc = edit(b, id);
	else if (id && key == 't')
		rc = tag(b, id);
	else if (id && key == 'x')
		rc = delete(b, id);
	if (rc)
		rc = not_worked(b, rc);
	tell_aside(b);
	return rc;
}
