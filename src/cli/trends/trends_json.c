/*
 * The figures of felt trends as data: one object.
 *
 * In: the same figures as the pictures, all of them, whatever a screen has room for.  Out: JSON; absent what does not apply.
 */
#include <string.h>

#include "cli/trends/trends.h"
#include "felt/base/json.h"
#include "felt/exchange/exchange.h"
#include "felt/model/id.h"

static void
key_text(struct json_out *j, const char *key, const char *s)
{
	json_key(j, key);
	json_text(j, s);
}

static void
key_int(struct json_out *j, const char *key, long long v)
{
	json_key(j, key);
	json_int(j, v);
}

static void
key_day(struct json_out *j, const char *key, int64_t day)
{
	char date[TREND_NAME];

	trends_date(day, date);
	key_text(j, key, date);
}

static struct json_out
begin(struct trends *tr)
{
	struct json_out j;

	json_begin(&j, out_buf(tr->ctx));
	json_open(&j, '{');
	key_text(&j, "view", tr->view->name);
	key_int(&j, "entries", tr->t.entries);
	if (tr->t.entries) {
		key_day(&j, "from", tr->t.first);
		key_day(&j, "until", tr->t.last);
	}
	return j;
}

static int
end(struct trends *tr, struct json_out *j)
{
	json_close(j, '}');
	out_str(tr->ctx, "\n");
	return 0;
}

/* ---- families ---- */

static void
counts(struct json_out *j, const struct trend_period *p)
{
	key_int(j, "entries", p->entries);
	key_int(j, "named", p->named);
	json_key(j, "families");
	json_open(j, '{');
	for (int f = 0; f < TREND_FAMILIES; f++)
		if (p->families[f])
			key_int(j, trends_family_id(f), p->families[f]);
	json_close(j, '}');
}

static void
periods(struct trends *tr, struct json_out *j)
{
	enum trend_by by = trends_by(tr, TRENDS_COLUMNS);
	struct trend_period p;
	char name[TREND_NAME];

	key_text(j, "by", trends_by_name(by));
	json_key(j, "periods");
	json_open(j, '[');
	for (size_t at = 0; trend_next_period(&tr->t, by, &at, &p);) {
		json_open(j, '{');
		trend_period_name(p.period, by, name);
		key_text(j, "period", name);
		key_day(j, "from", trend_period_begin(p.period, by));
		counts(j, &p);
		json_close(j, '}');
	}
	json_close(j, ']');
}

int
json_families(struct trends *tr)
{
	struct json_out j = begin(tr);

	periods(tr, &j);
	return end(tr, &j);
}

int
json_year(struct trends *tr)
{
	struct json_out j = begin(tr);
	struct trend_period p;
	int year, month, dom, lead[2];

	key_int(&j, "year", trends_year(tr));
	json_key(&j, "days");
	json_open(&j, '[');
	for (size_t at = 0; trend_next_period(&tr->t, TREND_DAY, &at, &p);) {
		day_to_civil(p.period, &year, &month, &dom);
		if (year != trends_year(tr))
			continue;
		json_open(&j, '{');
		key_day(&j, "date", p.period);
		counts(&j, &p);
		json_key(&j, "leading");
		json_open(&j, '[');
		for (int i = 0, n = trend_leading(&p, lead); i < n; i++)
			json_text(&j, trends_family_id(lead[i]));
		json_close(&j, ']');
		json_close(&j, '}');
	}
	json_close(&j, ']');
	return end(tr, &j);
}

/* ---- words ---- */

static void
words(struct trends *tr, struct json_out *j)
{
	json_key(j, "words");
	json_open(j, '[');
	for (size_t w = 0; w < tr->t.nwords; w++) {
		const struct trend_word *word = &tr->t.words[w];
		struct buf shown = BUF_INIT;

		if (!word->entries)
			continue;
		feeling_text(&shown, slice_of(word->id), &tr->ctx->voc);
		json_open(j, '{');
		key_text(j, "id", word->id);
		json_key(j, "word");
		json_slice(j, buf_as_slice(&shown));
		if (word->family >= 0 && word->family < FEELING_FAMILIES)
			key_text(j, "family", trends_family(word->family));
		key_int(j, "entries", word->entries);
		json_close(j, '}');
		buf_release(&shown);
	}
	json_close(j, ']');
	if (tr->t.beyond)
		key_int(j, "further-mentions", tr->t.beyond);
}

static void
pairs(struct trends *tr, struct json_out *j)
{
	json_key(j, "together");
	json_open(j, '[');
	for (size_t a = 0; a < tr->t.nwords; a++)
		for (size_t b = a + 1; b < tr->t.nwords; b++) {
			if (!trend_pair(&tr->t, a, b))
				continue;
			json_open(j, '{');
			json_key(j, "feelings");
			json_open(j, '[');
			json_text(j, tr->t.words[a].id);
			json_text(j, tr->t.words[b].id);
			json_close(j, ']');
			key_int(j, "entries", trend_pair(&tr->t, a, b));
			json_close(j, '}');
		}
	json_close(j, ']');
}

int
json_words(struct trends *tr)
{
	struct json_out j = begin(tr);

	key_int(&j, "named", tr->t.named);
	words(tr, &j);
	return end(tr, &j);
}

int
json_together(struct trends *tr)
{
	struct json_out j = begin(tr);

	pairs(tr, &j);
	return end(tr, &j);
}

int
json_overview(struct trends *tr)
{
	struct json_out j = begin(tr);

	periods(tr, &j);
	words(tr, &j);
	pairs(tr, &j);
	return end(tr, &j);
}

/* ---- ratings ---- */

int
json_feelings(struct trends *tr)
{
	static const char *const layers[] = { NULL, "surface", "under" };
	enum trend_by by = trends_by(tr, TRENDS_DOTS);
	struct json_out j = begin(tr);
	struct trend_span s;
	char name[TREND_NAME];

	key_text(&j, "by", trends_by_name(by));
	json_key(&j, "feelings");
	json_open(&j, '[');
	for (size_t i = 0; i < tr->picks.nfeelings; i++) {
		json_open(&j, '{');
		key_text(&j, "id", tr->picks.feelings[i].id);
		if (tr->picks.feelings[i].layer)
			key_text(&j, "layer", layers[tr->picks.feelings[i].layer]);
		json_key(&j, "periods");
		json_open(&j, '[');
		for (size_t at = 0; trend_next_span(&tr->t, i, by, &at, &s);) {
			json_open(&j, '{');
			trend_period_name(s.period, by, name);
			key_text(&j, "period", name);
			key_int(&j, "named", s.named);
			key_int(&j, "rated", s.rated);
			if (s.rated) {
				key_int(&j, "lowest", s.lowest);
				key_int(&j, "highest", s.highest);
			}
			json_close(&j, '}');
		}
		json_close(&j, ']');
		json_close(&j, '}');
	}
	json_close(&j, ']');
	return end(tr, &j);
}

static void
key_rating(struct json_out *j, const char *key, uint8_t v)
{
	if (v != TREND_NO_RATING)
		key_int(j, key, v);
}

static int
one_record(struct trends *tr, struct json_out *j, const struct trend_record *r)
{
	uint64_t minutes;
	char id[ID_TEXT];
	int rc = trends_rated_after(tr, r, &minutes);

	json_open(j, '{');
	id_text(r->key.id, id);
	key_text(j, "id", id);
	key_day(j, "date", r->day);
	key_rating(j, "belief-before", r->hot_before);
	key_rating(j, "belief-after", r->hot_after);
	key_rating(j, "balanced-belief", r->balanced);
	json_key(j, "feelings");
	json_open(j, '[');
	for (size_t i = 0; i < r->n; i++) {
		json_open(j, '{');
		key_text(j, "id", tr->t.words[r->again[i].word].id);
		key_rating(j, "intensity", r->again[i].before);
		key_rating(j, "after", r->again[i].after);
		json_close(j, '}');
	}
	json_close(j, ']');
	if (minutes)
		key_int(j, "rated-after", (long long)minutes);
	json_close(j, '}');
	return rc;
}

int
json_records(struct trends *tr)
{
	struct json_out j = begin(tr);
	size_t n;
	const struct trend_record *r = trend_records(&tr->t, &n);
	int rc = 0;

	json_key(&j, "records");
	json_open(&j, '[');
	for (size_t i = 0; !rc && i < n; i++)
		rc = one_record(tr, &j, &r[i]);
	json_close(&j, ']');
	return rc ? rc : end(tr, &j);
}

static void
convictions(struct json_out *j, const char *key, const struct trend_point *p, size_t n, unsigned what)
{
	json_key(j, key);
	json_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		if (p[i].what != what)
			continue;
		json_open(j, '{');
		key_day(j, "date", p[i].day);
		key_int(j, "value", p[i].value);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* The comma between two beliefs: a writer of its own knows nothing of the one before. */
static int
one_belief(struct trends *tr, uint64_t id, const struct entry *belief, const struct trend_point *points, size_t n)
{
	struct json_out j;
	char text[ID_TEXT];

	json_begin(&j, out_buf(tr->ctx));
	j.comma = out_buf(tr->ctx)->p[out_buf(tr->ctx)->n - 1] == '}';
	json_open(&j, '{');
	id_text(id, text);
	key_text(&j, "id", text);
	if (belief) {
		json_key(&j, "text");
		json_slice(&j, belief->text.n ? belief->text : belief->opening);
	}
	convictions(&j, "conviction", points, n, RATE_BELIEF);
	convictions(&j, "rival-conviction", points, n, RATE_RIVAL);
	json_close(&j, '}');
	return 0;
}

int
json_beliefs(struct trends *tr)
{
	struct json_out j = begin(tr);
	int rc;

	json_key(&j, "beliefs");
	json_open(&j, '[');
	rc = trends_each_belief(tr, one_belief);
	json_close(&j, ']');
	return rc ? rc : end(tr, &j);
}
