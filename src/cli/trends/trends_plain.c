/*
 * The figures of felt trends as lines of text: for screen readers, and for whoever wants no picture.
 *
 * In: the same figures as the pictures.  Out: one fact a line, no column to be counted, no colour.
 */
#include <string.h>

#include "cli/trends/trends.h"
#include "cli/write/writing.h"

static void
name(struct trends *tr, const char *id)
{
	struct buf word = BUF_INIT;

	trends_word_or_family(tr, id, &word);
	buf_slice(out_buf(tr->ctx), buf_as_slice(&word));
	buf_release(&word);
}

static void
families_of(struct trends *tr, const struct trend_period *p)
{
	const char *between = "; ";

	for (int f = 0; f < TREND_FAMILIES; f++)
		if (p->families[f]) {
			out_printf(tr->ctx, "%s%s %lu", between, trends_family(f), (unsigned long)p->families[f]);
			between = ", ";
		}
	if (!strcmp(between, "; "))
		out_str(tr->ctx, "; no feeling named");
	out_str(tr->ctx, "\n");
}

static void
periods(struct trends *tr, enum trend_by by, int year)
{
	char day[TREND_NAME], entries[32];
	struct trend_period p;
	int its, month, dom;

	for (size_t at = 0; trend_next_period(&tr->t, by, &at, &p);) {
		day_to_civil(trend_period_begin(p.period, by), &its, &month, &dom);
		if (year && its != year)
			continue;
		trend_period_name(p.period, by, day);
		trends_entries(entries, sizeof entries, p.entries);
		out_printf(tr->ctx, "%s: %s", day, entries);
		families_of(tr, &p);
	}
}

int
plain_families(struct trends *tr)
{
	trends_say(tr, "in how many entries of each %s a family was named", trends_by_name(trends_by(tr, TRENDS_COLUMNS)));
	periods(tr, trends_by(tr, TRENDS_COLUMNS), 0);
	return 0;
}

int
plain_year(struct trends *tr)
{
	trends_say(tr, "%04d, the days with an entry", trends_year(tr));
	periods(tr, TREND_DAY, trends_year(tr));
	return 0;
}

int
plain_words(struct trends *tr)
{
	char entries[32];

	trends_entries(entries, sizeof entries, tr->t.named);
	trends_say(tr, "%zu different word%s in %s", tr->t.nused, tr->t.nused == 1 ? "" : "s", entries);
	for (int i = 0; i <= TREND_FAMILIES; i++)
		for (size_t w = 0; w < tr->t.nwords; w++) {
			int f = i < TREND_FAMILIES ? i : TREND_NO_FAMILY;

			if (tr->t.words[w].family != f || !tr->t.words[w].entries)
				continue;
			name(tr, tr->t.words[w].id);
			if (f < TREND_UNSURE)
				out_printf(tr->ctx, ", of %s", trends_family(f));
			trends_entries(entries, sizeof entries, tr->t.words[w].entries);
			out_printf(tr->ctx, ": %s\n", entries);
		}
	if (tr->t.beyond)
		trends_say(tr, "and %lu mentions of further words", (unsigned long)tr->t.beyond);
	return 0;
}

int
plain_together(struct trends *tr)
{
	uint16_t most[TREND_WORDS_MAX];
	size_t n = trend_most(&tr->t, most), lines = 0;
	char entries[32];

	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++) {
			uint32_t both = trend_pair(&tr->t, most[i], most[k]);

			if (!both)
				continue;
			name(tr, tr->t.words[most[i]].id);
			out_str(tr->ctx, " and ");
			name(tr, tr->t.words[most[k]].id);
			trends_entries(entries, sizeof entries, both);
			out_printf(tr->ctx, ": %s\n", entries);
			lines++;
		}
	if (!lines)
		trends_say(tr, "no two feelings are named in the same entry");
	return 0;
}

int
plain_overview(struct trends *tr)
{
	char entries[32], first[TREND_NAME], last[TREND_NAME];

	trends_entries(entries, sizeof entries, tr->t.entries);
	trends_date(tr->t.first, first);
	trends_date(tr->t.last, last);
	trends_say(tr, "%s, %s to %s", entries, first, last);
	plain_families(tr);
	plain_words(tr);
	return plain_together(tr);
}

int
plain_feelings(struct trends *tr)
{
	enum trend_by by = trends_by(tr, TRENDS_DOTS);
	char when[TREND_NAME], entries[32], how[64];
	struct trend_span s;

	for (size_t i = 0; i < tr->picks.nfeelings; i++) {
		size_t at = 0, lines = 0;

		for (; trend_next_span(&tr->t, i, by, &at, &s); lines++) {
			trend_period_name(s.period, by, when);
			out_printf(tr->ctx, "%s: ", when);
			name(tr, tr->picks.feelings[i].id);
			trends_entries(entries, sizeof entries, s.named);
			trends_ratings(&s, how);
			out_printf(tr->ctx, ", %s, %s\n", entries, s.rated ? how : "not rated");
		}
		if (lines == 0) {
			name(tr, tr->picks.feelings[i].id);
			out_str(tr->ctx, ": not named here\n");
		}
	}
	return 0;
}

static void
rating(struct trends *tr, const char *what, uint8_t before, uint8_t after)
{
	out_printf(tr->ctx, "  %s: ", what);
	if (before == TREND_NO_RATING)
		out_str(tr->ctx, "not rated before");
	else
		out_printf(tr->ctx, "%u before", (unsigned)before);
	if (after == TREND_NO_RATING)
		out_str(tr->ctx, ", not rated afterwards\n");
	else
		out_printf(tr->ctx, ", %u afterwards\n", (unsigned)after);
}

int
plain_records(struct trends *tr)
{
	size_t n;
	const struct trend_record *r = trend_records(&tr->t, &n);
	char day[TREND_NAME], id[SHORT_ID + 1], later[64];
	uint64_t minutes;
	int rc = 0;

	if (n == 0)
		trends_say(tr, "no thought record has ratings here");
	for (size_t i = 0; !rc && i < n; i++) {
		rc = trends_rated_after(tr, &r[i], &minutes);
		trends_date(r[i].day, day);
		short_id(r[i].key.id, id);
		out_printf(tr->ctx, "%s  %s\n", day, id);
		if (r[i].hot_before != TREND_NO_RATING || r[i].hot_after != TREND_NO_RATING)
			rating(tr, "hot thought", r[i].hot_before, r[i].hot_after);
		for (size_t k = 0; k < r[i].n; k++) {
			struct buf word = BUF_INIT;

			trends_word(tr, tr->t.words[r[i].again[k].word].id, &word);
			rating(tr, buf_cstr(&word), r[i].again[k].before, r[i].again[k].after);
			buf_release(&word);
		}
		if (r[i].balanced != TREND_NO_RATING)
			out_printf(tr->ctx, "  balanced thought: %u\n", (unsigned)r[i].balanced);
		if (minutes) {
			trends_later(minutes, later);
			out_printf(tr->ctx, "  %s\n", later);
		}
	}
	return rc;
}

static int
one_belief(struct trends *tr, uint64_t id, const struct entry *belief, const struct trend_point *points, size_t n)
{
	char day[TREND_NAME], short_name[SHORT_ID + 1];

	short_id(id, short_name);
	if (belief)
		out_safe(tr->ctx, belief->text.n ? belief->text : belief->opening, TEXT_ONE_LINE);
	else
		out_printf(tr->ctx, "a belief that is no longer here (%s)", short_name);
	out_str(tr->ctx, "\n");
	for (size_t i = 0; i < n; i++) {
		trends_date(points[i].day, day);
		out_printf(tr->ctx, "  %s: %s %u\n", day, points[i].what == RATE_BELIEF ? "it felt true" : "the kinder sentence felt true",
			(unsigned)points[i].value);
	}
	return 0;
}

int
plain_beliefs(struct trends *tr)
{
	if (tr->t.points.n == 0)
		trends_say(tr, "no belief is rated here");
	return trends_each_belief(tr, one_belief);
}
