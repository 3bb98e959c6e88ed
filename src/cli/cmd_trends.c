/*
 * felt trends: what was felt over time, as pictures.
 *
 * In: the heads of the entries that the filters mean.  Out: a picture, lines of text or data, all of the same figures.  Must
 * never: open a row for what a head knows, show a text other than the sentence of a belief, or judge (CARE.md 5, 22).
 */
#include "cli/trends/trends.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/write/writing.h"
#include "felt/exchange/exchange.h"

static const struct option options[] = {
	{ "by", 0, "day|week|month|year", "how long each step in time is" },
	OPTION_END
};

static const struct trends_view views[] = {
	{ "overview", TREND_DAYS | TREND_WORDS, TREND_WEEK, { draw_overview, plain_overview, json_overview } },
	{ "families", TREND_DAYS, TREND_WEEK, { draw_families, plain_families, json_families } },
	{ "feelings", TREND_RATINGS, TREND_DAY, { draw_feelings, plain_feelings, json_feelings } },
	{ "year", TREND_DAYS, TREND_DAY, { draw_year, plain_year, json_year } },
	{ "together", TREND_WORDS, TREND_DAY, { draw_together, plain_together, json_together } },
	{ "records", TREND_RECORDS, TREND_DAY, { draw_records, plain_records, json_records } },
	{ "beliefs", TREND_BELIEFS, TREND_DAY, { draw_beliefs, plain_beliefs, json_beliefs } },
	{ "words", TREND_WORDS, TREND_DAY, { draw_words, plain_words, json_words } }
};
enum { VIEWS = sizeof views / sizeof views[0], OVERVIEW = 0, FEELINGS = 2 };

static const char *const by_names[] = { "day", "week", "month", "year" };

/* ---- words ---- */

const char *
trends_by_name(enum trend_by by)
{
	return by_names[by];
}

const char *
trends_family(int family)
{
	if (family == TREND_UNSURE)
		return "not sure";
	if (family == TREND_FINE)
		return "fine";
	return family >= 0 ? feeling_family_name(family) : "others";
}

const char *
trends_family_id(int family)
{
	if (family == TREND_UNSURE)
		return "other.unsure";
	return family == TREND_FINE ? "other.fine" : feeling_family_name(family);
}

/* Their first letters; shame has its second, for sadness has the first, and the two outside are no letters. */
char
trends_letter(int family)
{
	return "JCLSFAHN?="[family];
}

void
trends_word(struct trends *tr, const char *id, struct buf *out)
{
	struct buf raw = BUF_INIT;

	feeling_text(&raw, slice_of(id), &tr->ctx->voc);
	text_safe(out, (const char *)raw.p, raw.n, TEXT_ONE_LINE);
	buf_release(&raw);
}

void
trends_word_or_family(struct trends *tr, const char *id, struct buf *out)
{
	char same[FEELING_ID_MAX + 1];

	trends_word(tr, id, out);
	if (!strchr(id, '.') && snprintf(same, sizeof same, "%s.%s", id, id) < (int)sizeof same && feeling_by_id(&tr->ctx->voc, same, strlen(same)))
		buf_str(out, " (family)");
}

void
trends_ratings(const struct trend_span *s, char out[64])
{
	char few[32] = "";

	if (s->rated < s->named)
		snprintf(few, sizeof few, "%lu rating%s, ", (unsigned long)s->rated, s->rated == 1 ? "" : "s");
	if (s->lowest == s->highest)
		snprintf(out, 64, "%s%u of 100", few, (unsigned)s->lowest);
	else
		snprintf(out, 64, "%sfrom %u to %u", few, (unsigned)s->lowest, (unsigned)s->highest);
}

void
trends_date(int64_t day, char out[TREND_NAME])
{
	trend_period_name(day, TREND_DAY, out);
}

void
trends_entries(char *out, size_t n, unsigned long entries)
{
	snprintf(out, n, "%lu entr%s", entries, entries == 1 ? "y" : "ies");
}

void
trends_say(struct trends *tr, const char *fmt, ...)
{
	size_t columns = tr->ctx->plain ? SIZE_MAX : (size_t)tr->ctx->out.columns;
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	text_fill(out_buf(tr->ctx), line, strlen(line), columns);
	out_str(tr->ctx, "\n");
}

enum trend_by
trends_by(const struct trends *tr, size_t periods)
{
	return tr->has_by ? tr->by : trend_fitting(tr->t.first, tr->t.last, tr->view->finest, periods);
}

int
trends_year(const struct trends *tr)
{
	int year, month, dom;

	if (tr->has_year)
		return tr->year;
	day_to_civil(tr->t.entries ? tr->t.last : when_day(tr->ctx->now), &year, &month, &dom);
	return year;
}

/* ---- from the command line ---- */

static void
trends_free(void *data)
{
	struct trends *tr = data;

	filter_release(&tr->picks);
	trend_release(&tr->t);
	free(tr);
}

static int
read_by(struct ctx *ctx, const char *typed, struct trends *tr)
{
	tr->has_by = typed != NULL;
	for (int i = 0; typed && i < (int)(sizeof by_names / sizeof by_names[0]); i++)
		if (!strcmp(typed, by_names[i])) {
			tr->by = (enum trend_by)i;
			return 0;
		}
	return typed ? err_set(&ctx->err, E_USAGE, "--by is day, week, month or year") : 0;
}

static int
read_year(struct ctx *ctx, const char *typed, struct trends *tr)
{
	size_t n = strspn(typed, "0123456789");

	if (n == 0 || n > 4 || typed[n] || (tr->year = atoi(typed)) < 1)
		return err_set(&ctx->err, E_USAGE, "felt trends year wants a year, as in felt trends year 2026");
	tr->has_year = true;
	return 0;
}

static int
read_words(struct ctx *ctx, const struct args *a, struct trends *tr)
{
	size_t first = 0;
	int rc = 0;

	tr->view = &views[a->nwords ? FEELINGS : OVERVIEW];
	for (size_t i = 1; a->nwords && i < VIEWS; i++)
		if (!strcmp(a->words[0], views[i].name)) {
			tr->view = &views[i];
			first = 1;
		}
	if (!strcmp(tr->view->name, "year") && a->nwords == 2)
		return read_year(ctx, a->words[1], tr);
	if (tr->view != &views[FEELINGS])
		return a->nwords > 1 ? err_set(&ctx->err, E_USAGE, "felt trends %s takes no more words", tr->view->name) : 0;
	for (size_t i = first; !rc && i < a->nwords; i++)
		rc = filters_word(ctx, &tr->picks, a->words[i]);
	if (!rc && tr->picks.nfeelings == 0)
		return err_set(&ctx->err, E_USAGE, "felt trends feelings wants feelings or families, as in felt trends feelings lonely calm");
	if (!rc && tr->picks.nfeelings > TREND_PICKS)
		return err_set(&ctx->err, E_USAGE, "at most %d feelings at a time", TREND_PICKS);
	return rc;
}

static int
check(struct ctx *ctx, struct args *args)
{
	struct trends *tr = calloc(1, sizeof *tr);
	int rc;

	if (!tr)
		return err_set(&ctx->err, E_NOMEM, "trends");
	args->data = tr;
	args->release = trends_free;
	tr->ctx = ctx;
	rc = read_by(ctx, args_value(args, "by"), tr);
	if (!rc)
		rc = read_words(ctx, args, tr);
	if (!rc && tr->has_by && (!strcmp(tr->view->name, "year") || tr->view->want & TREND_RECORDS || !(tr->view->want & ~(unsigned)TREND_WORDS)))
		rc = err_set(&ctx->err, E_USAGE, "--by does not go with felt trends %s", tr->view->name);
	return rc;
}

/* ---- from the journal ---- */

static int
collect(void *arg, struct err *err, const struct entry *e)
{
	struct trends *tr = arg;

	if (!e) {
		trend_again(&tr->t);
		return 0;
	}
	return trend_add(&tr->t, err, e);
}

/* A limit is of the newest or the oldest, so it wants order; without one none is needed. */
static int
read_heads(struct trends *tr)
{
	struct ctx *ctx = tr->ctx;
	int rc;

	tr->t.voc = &ctx->voc;
	tr->t.want = tr->view->want;
	tr->t.picks = tr->picks.feelings;
	tr->t.npicks = tr->picks.nfeelings;
	rc = (ctx->filter.limit ? store_list : store_heads)(&ctx->err, ctx->store, &ctx->filter, collect, tr);
	return rc ? rc : trend_end(&tr->t, &ctx->err);
}

static int
colours_of(const struct ctx *ctx)
{
	const char *term = ctx->term ? ctx->term : "";

	if (!ctx->out.colour)
		return 0;
	return strstr(term, "256") || strstr(term, "direct") || strstr(term, "kitty") || strstr(term, "ghostty") || strstr(term, "alacritty") ? 256 : 16;
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct trends *tr = args->data;
	enum trends_form form = ctx->json ? FORM_JSON : ctx->plain ? FORM_PLAIN : FORM_PICTURE;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = filters_resolve(ctx, args);
	if (!rc)
		rc = read_heads(tr);
	if (!rc) {
		out_begin(ctx, true);
		tr->colours = colours_of(ctx);
		if (tr->t.entries || ctx->json)
			rc = tr->view->show[form](tr);
		else
			say(ctx, filters_narrow(ctx) ? "nothing here matches" : "nothing is written here yet; felt write begins");
	}
	store_rollback(ctx->store);
	return rc ? rc : buf_check(out_buf(ctx), &ctx->err);
}

/* ---- what only a row knows ---- */

int
trends_rated_after(struct trends *tr, const struct trend_record *r, uint64_t *minutes)
{
	struct ctx *ctx = tr->ctx;
	struct row row = ROW_INIT;
	int rc = 0;

	*minutes = 0;
	if (r->hot_after != TREND_NO_RATING || r->n > 0) {
		rc = store_get(&ctx->err, ctx->store, r->key.id, &row);
		struct slice s = rc ? slice_of("") : entry_field(&row.e, "rated-after");
		for (size_t i = 0; i < s.n && i < 9 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
			*minutes = *minutes * 10 + (uint64_t)(s.p[i] - '0');
	}
	row_release(&row);
	return rc;
}

void
trends_later(uint64_t minutes, char out[64])
{
	uint64_t hours = (minutes + 30) / 60, days = (minutes + 720) / 1440;

	if (hours < 36)
		snprintf(out, 64, "rated again %lu hour%s later", (unsigned long)hours, hours == 1 ? "" : "s");
	else
		snprintf(out, 64, "rated again %lu days later", (unsigned long)days);
}

struct found { const struct trend_point *p; size_t n; };

static int
first_rated_first(const void *a, const void *b)
{
	const struct trend_point *x = ((const struct found *)a)->p, *y = ((const struct found *)b)->p;

	if (x->date_ms != y->date_ms)
		return x->date_ms < y->date_ms ? -1 : 1;
	return x->belief < y->belief ? -1 : x->belief > y->belief;
}

static int
one_belief(struct trends *tr, const struct found *f, trends_belief_fn *fn)
{
	struct ctx *ctx = tr->ctx;
	struct row row = ROW_INIT;
	int rc = store_get(&ctx->err, ctx->store, f->p->belief, &row);

	if (!rc || rc == E_ID_UNKNOWN)
		rc = fn(tr, f->p->belief, rc ? NULL : &row.e, f->p, f->n);
	row_release(&row);
	return rc;
}

int
trends_each_belief(struct trends *tr, trends_belief_fn *fn)
{
	size_t n, beliefs = 0;
	const struct trend_point *p = trend_points(&tr->t, &n);
	struct found *all;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		beliefs += i == 0 || p[i].belief != p[i - 1].belief;
	all = calloc(beliefs + 1, sizeof *all);
	if (!all)
		return err_set(&tr->ctx->err, E_NOMEM, "trends");
	for (size_t i = 0, b = 0; i < n; i++) {
		b += i > 0 && p[i].belief != p[i - 1].belief;
		if (all[b].n++ == 0)
			all[b].p = &p[i];
	}
	qsort(all, beliefs, sizeof *all, first_rated_first);
	for (size_t b = 0; !rc && b < beliefs; b++)
		rc = one_belief(tr, &all[b], fn);
	free(all);
	return rc;
}

const struct command cmd_trends = {
	.name = "trends", .group = "look back", .args = "[WHAT|FEELING...]", .summary = "feelings over time, as pictures in the terminal",
	.needs = NEED_KEYS | TAKES_FILTERS | NAMES_FEELINGS | SHOWS_WORDS, .least = 0, .most = ARGS_MAX, .options = options,
	.check = check, .run = run,
	.details =
		"Without a word: the families of feelings over time, on one screen. WHAT is one of\n"
		"\n"
		"  families          in how many entries each was named\n"
		"  feelings W...     how strong each of these was; felt trends lonely calm is the same\n"
		"  year [YYYY]       a year as a calendar, a letter for the family that leads\n"
		"  together          which feelings are named together\n"
		"  records           thought records: ratings before and after\n"
		"  beliefs           how true each belief felt\n"
		"  words             which different words were used\n"
		"\n"
		"Entries are counted, feelings never; days without an entry are no part of it. --plain has the same figures as text,\n"
		"--json as data. Colours repeat what letters and places say.\n",
};
