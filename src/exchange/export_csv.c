/*
 * Entries as tables: CSV after RFC 4180, with a first line of names (felt-export(5)).
 *
 * In: entries, oldest first.  Out: lines that end in CR LF.  Must never: let a text become a second cell or a formula (everything
 * foreign passes escape_csv.c), or change the order of the columns: new ones are added at the end.
 *
 * Three tables, each a writer of its own: a row an entry, a row a feeling, a row a thought record.  Texts stand in quotes;
 * numbers, ids and times do not.
 */
#include "inner.h"

#include <string.h>

#include "felt/model/id.h"

/* The next cell begins; true for the first of its row. */
struct row { struct buf *out; bool begun; };

static void
next_cell(struct row *r)
{
	if (r->begun)
		buf_u8(r->out, ',');
	r->begun = true;
}

static void
end_row(struct row *r)
{
	buf_str(r->out, "\r\n");
	r->begun = false;
}

static void
bare(struct row *r, const char *s)
{
	next_cell(r);
	buf_str(r->out, s);
}

static void
text(struct row *r, struct slice s)
{
	next_cell(r);
	if (s.n > 0)
		escape_csv(r->out, s);
}

/* What was put together in a buf of its own, which is released. */
static void
made(struct row *r, struct buf *b)
{
	if (b->failed)
		r->out->failed = true;
	text(r, buf_as_slice(b));
	buf_release(b);
}

static void
number(struct row *r, bool there, unsigned value)
{
	next_cell(r);
	if (there)
		buf_printf(r->out, "%u", value);
}

static void
names(struct export *x, const char *const *name, size_t n)
{
	struct row r = { x->out, false };

	for (size_t i = 0; i < n; i++)
		bare(&r, name[i]);
	end_row(&r);
}

/*
 * ---- what every table begins with: id, date, time, utc ----
 *
 * Date and time as the clock showed them; the moment itself in UTC, because "+01:00" in a cell of its own would be computed.
 */

#define BEGINNING "id", "date", "time", "utc"
enum { TIME_AT = 11, TIME = 8, ZONE = 6 }; /* within "yyyy-mm-ddThh:mm:ss[.mmm]+hh:mm" */

static void
beginning(struct row *r, const struct entry *e)
{
	struct when w = entry_when(e);
	char id[ID_TEXT], day[WHEN_TEXT], iso[WHEN_TEXT];
	size_t n;

	id_text(e->id, id);
	bare(r, id);
	when_date(w, day);
	bare(r, day);
	if (w.offset == DAY_ONLY) {
		bare(r, "");
		bare(r, "");
		return;
	}
	when_iso(w, iso);
	next_cell(r);
	buf_add(r->out, iso + TIME_AT, TIME);
	w.offset = 0;
	when_iso(w, iso);
	n = strlen(iso);
	next_cell(r);
	buf_add(r->out, iso, n - ZONE);
	buf_u8(r->out, 'Z');
}

static void
moment(struct row *r, bool there, struct when w)
{
	char iso[WHEN_TEXT];

	if (there)
		when_iso(w, iso);
	bare(r, there ? iso : "");
}

static void
beliefs(struct row *r, const struct export *x, const struct entry *e)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < e->nbeliefs; i++) {
		struct buf one = BUF_INIT;

		if (belief_words(x, e, i, &one)) {
			buf_str(&b, b.n ? "\n" : "");
			buf_slice(&b, buf_as_slice(&one));
		}
		b.failed = b.failed || one.failed;
		buf_release(&one);
	}
	made(r, &b);
}

/* ---- a row an entry ---- */

static void
csv_begin(struct export *x, struct when exported, const char *generator)
{
	static const char *const name[] = { BEGINNING, "kind", "title", "text", "feelings", "tags", "guide", "answers", "beliefs", "words", "flags",
		"created", "modified", "source" };

	(void)exported;
	(void)generator;
	names(x, name, sizeof name / sizeof name[0]);
}

static void
tags(struct row *r, const struct entry *e)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < e->ntags; i++) {
		buf_str(&b, i > 0 ? " " : "");
		buf_slice(&b, e->tags[i]);
	}
	made(r, &b);
}

/* The fields as in plain text: "evidence for: ...", one a line. */
static void
answers(struct row *r, const struct entry *e)
{
	struct buf b = BUF_INIT;
	const char *key;

	for (size_t i = 0; i < e->nfields; i++) {
		buf_str(&b, b.n ? "\n" : "");
		label_words(&b, e->fields[i].key);
		buf_str(&b, ": ");
		value_words(&b, &e->fields[i]);
	}
	for (size_t i = 0; i < e->nratings; i++) {
		key = name_of(NAME_RATING, e->ratings[i].what);
		buf_str(&b, b.n ? "\n" : "");
		label_words(&b, slice_of(key != NULL ? key : "rating"));
		buf_printf(&b, ": %u of 100", (unsigned)e->ratings[i].value);
	}
	made(r, &b);
}

static void
flags(struct row *r, const struct entry *e)
{
	struct buf b = BUF_INIT;
	const char *name;
	int bit;

	for (size_t i = 0; name_at(NAME_FLAG, i, &bit, &name); i++)
		if (e->flags & bit)
			buf_printf(&b, "%s%s", b.n ? " " : "", name);
	made(r, &b);
}

static void
csv_entry(struct export *x, const struct entry *e, const struct vocabulary *voc, bool new_section)
{
	struct row r = { x->out, false };
	struct buf b = BUF_INIT;
	const char *kind = name_of(NAME_KIND, e->kind);

	(void)new_section;
	beginning(&r, e);
	bare(&r, kind != NULL ? kind : "");
	text(&r, e->title);
	text(&r, e->text);
	feelings_text(&b, e, voc);
	made(&r, &b);
	tags(&r, e);
	text(&r, e->guide);
	answers(&r, e);
	beliefs(&r, x, e);
	number(&r, e->has_words, e->words);
	flags(&r, e);
	moment(&r, e->has_created, e->created);
	moment(&r, e->has_modified, e->modified);
	text(&r, e->source);
	end_row(&r);
}

static void
csv_end(struct export *x, const struct vocabulary *voc)
{
	(void)x;
	(void)voc;
}

const struct export_writer export_csv = { csv_begin, csv_entry, csv_end };

/* ---- a row a feeling ---- */

static void
feelings_begin(struct export *x, struct when exported, const char *generator)
{
	static const char *const name[] = { BEGINNING, "word", "family", "feeling", "intensity", "afterwards", "layer", "source" };

	(void)exported;
	(void)generator;
	names(x, name, sizeof name / sizeof name[0]);
}

static void
one_feeling(struct export *x, const struct entry *e, const struct entry_feeling *f, const struct entry_feeling *after,
	const struct vocabulary *voc)
{
	struct row r = { x->out, false };
	struct buf b = BUF_INIT;
	const struct entry_feeling *first = f->moment ? NULL : f;

	if (f->moment)
		after = f; /* named at the second rating only */
	beginning(&r, e);
	feeling_text(&b, f->id, voc);
	made(&r, &b);
	text(&r, slice_of(feeling_family_name(feeling_id_family(f->id.p, f->id.n))));
	text(&r, f->id);
	number(&r, first != NULL && first->intensity != FEELING_NO_INTENSITY, f->intensity);
	number(&r, after != NULL && after->intensity != FEELING_NO_INTENSITY, after != NULL ? after->intensity : 0);
	bare(&r, name_of(NAME_LAYER, f->layer));
	bare(&r, name_of(NAME_SOURCE, f->source));
	end_row(&r);
}

static void
feelings_entry(struct export *x, const struct entry *e, const struct vocabulary *voc, bool new_section)
{
	(void)new_section;
	for (size_t i = 0; i < e->nfeelings; i++) {
		const struct entry_feeling *other = feeling_rated_again(e, i);

		if (!e->feelings[i].moment || other == NULL)
			one_feeling(x, e, &e->feelings[i], other, voc);
	}
}

const struct export_writer export_csv_feelings = { feelings_begin, feelings_entry, csv_end };

/* ---- a row a thought record ---- */

static const char *const keys[] = { "situation", "automatic-thoughts", "hot-thought", "evidence-for", "evidence-against", "patterns", "ending",
	"balanced", "compared", "next-step", "rated-after" };
enum { KEYS = sizeof keys / sizeof keys[0] };
static const int ratings[] = { RATE_HOT_BEFORE, RATE_HOT_AFTER, RATE_BALANCED };
enum { RATINGS = sizeof ratings / sizeof ratings[0] };

static void
records_begin(struct export *x, struct when exported, const char *generator)
{
	static const char *const first[] = { BEGINNING, "title", "text", "feelings" };
	enum { FIRST = sizeof first / sizeof first[0] };
	const char *name[FIRST + KEYS + RATINGS + 1];
	size_t n = 0;

	(void)exported;
	(void)generator;
	for (size_t i = 0; i < FIRST; i++)
		name[n++] = first[i];
	for (size_t i = 0; i < KEYS; i++)
		name[n++] = keys[i];
	for (size_t i = 0; i < RATINGS; i++)
		name[n++] = name_of(NAME_RATING, ratings[i]);
	name[n++] = "beliefs";
	names(x, name, n);
}

/* What the guide made, and what was imported with the fields of one. */
static bool
is_record(const struct entry *e)
{
	static const char guide[] = "challenge";
	bool from_guide = e->guide.n >= sizeof guide - 1 && !memcmp(e->guide.p, guide, sizeof guide - 1);

	return e->kind == KIND_ENTRY && (from_guide || entry_field(e, "hot-thought").n > 0 || entry_field(e, "automatic-thoughts").n > 0);
}

static void
field(struct row *r, const struct entry *e, const char *key)
{
	struct buf b = BUF_INIT;
	bool digits = false;

	for (size_t i = 0; i < e->nfields; i++)
		if (slice_is(e->fields[i].key, key)) {
			digits = b.n == 0 && e->fields[i].shape == FIELD_NUMBER;
			buf_str(&b, b.n ? "\n" : "");
			buf_slice(&b, e->fields[i].value);
		}
	for (size_t i = 0; i < b.n; i++)
		digits = digits && b.p[i] >= '0' && b.p[i] <= '9';
	if (!digits) {
		made(r, &b);
		return;
	}
	next_cell(r);
	buf_slice(r->out, buf_as_slice(&b));
	buf_release(&b);
}

static void
rating(struct row *r, const struct entry *e, int what)
{
	bool there = false;
	unsigned value = 0;

	for (size_t i = 0; i < e->nratings; i++)
		if (e->ratings[i].what == what) {
			there = true;
			value = e->ratings[i].value;
		}
	number(r, there, value);
}

static void
records_entry(struct export *x, const struct entry *e, const struct vocabulary *voc, bool new_section)
{
	struct row r = { x->out, false };
	struct buf b = BUF_INIT;

	(void)new_section;
	if (!is_record(e)) {
		x->count--; /* counted are rows of this table's kind */
		return;
	}
	beginning(&r, e);
	text(&r, e->title);
	text(&r, e->text);
	feelings_text(&b, e, voc);
	made(&r, &b);
	for (size_t i = 0; i < KEYS; i++)
		field(&r, e, keys[i]);
	for (size_t i = 0; i < RATINGS; i++)
		rating(&r, e, ratings[i]);
	beliefs(&r, x, e);
	end_row(&r);
}

const struct export_writer export_csv_records = { records_begin, records_entry, csv_end };
