/*
 * The packet itself: what is ticked, opened, reduced and with names replaced, as values for the page and the preview.
 *
 * In: a plan, the journal.  Out: values that hold nothing else.  Must never: carry a text of the journal that did not pass carry(), or
 * anything of an entry that is kept private, even when it has become so a moment ago.
 *
 * What is replaced: titles, texts, tags, fields, sentences of beliefs, follow-ups, the note; words of feeling, names of guides and of
 * fields where they are the writer's own.  Not replaced: for whom and from whom, which were written for this page.
 *
 * What is left out of a thought record is not there and not mentioned.  Of left-out evidence the page does not say that nothing was noted
 * (felt/exchange/page.h).  An entry of which only the date goes along keeps feelings, their ratings and the other ratings; its guide goes too.
 */
#include "cli/share/share.h"

#include <stdlib.h>
#include <string.h>

#include "felt/exchange/exchange.h"
#include "felt/model/guide.h"

/* ---- texts ---- */

/* A copy, owned by the packet; names: with every name replaced. */
static int
hold(struct share_packet *k, struct err *err, struct aliases *names, struct slice s, struct slice *out)
{
	struct buf *more, b = BUF_INIT;

	*out = (struct slice){ NULL, 0 };
	if (s.n == 0)
		return 0;
	if (k->nhold == k->chold) {
		size_t room = k->chold ? 2 * k->chold : 64;

		more = realloc(k->hold, room * sizeof *more);
		if (!more)
			return err_set(err, E_NOMEM, "packet");
		k->hold = more;
		k->chold = room;
	}
	aliases_put(names, &b, s);
	k->hold[k->nhold++] = b;
	*out = buf_as_slice(&b);
	return buf_check(&b, err);
}

static int
carry(struct share_packet *k, struct err *err, struct slice s, struct slice *out)
{
	return hold(k, err, k->aliases, s, out);
}

/* For words of felt's own. */
static int
keep(struct share_packet *k, struct err *err, struct slice s, struct slice *out)
{
	return hold(k, err, NULL, s, out);
}

/* ---- what is the writer's own ---- */

static bool
own_guide(struct slice guide)
{
	const char *name, *text;
	size_t n;

	for (size_t i = 0; (name = guide_built_in(i, &text, &n)) != NULL; i++) {
		size_t len = strlen(name);

		if (guide.n >= len && !memcmp(guide.p, name, len) && (guide.n == len || guide.p[len] == '@'))
			return false;
	}
	return guide.n > 0;
}

/* A word of feeling that is not in the table may hold a name; then it travels as another word of its family. */
static int
carry_feeling(const struct share_plan *p, struct share_packet *k, struct slice id, struct slice *out)
{
	int family = feeling_family_shown(&p->ctx->voc, id.p, id.n);
	struct buf word = BUF_INIT, other = BUF_INIT, made = BUF_INIT;
	int rc = 0;

	if (feeling_by_id(NULL, id.p, id.n) || family < 0)
		return keep(k, &p->ctx->err, id, out);
	feeling_text(&word, id, &p->ctx->voc);
	aliases_put(k->aliases, &other, buf_as_slice(&word));
	if (!slice_eq(buf_as_slice(&word), buf_as_slice(&other))) {
		buf_printf(&made, "%s.", feeling_family_name(family));
		buf_slice(&made, buf_as_slice(&other));
	} else {
		buf_slice(&made, id);
	}
	if (word.failed || other.failed || made.failed)
		rc = err_set(&p->ctx->err, E_NOMEM, "packet");
	if (!rc)
		rc = keep(k, &p->ctx->err, buf_as_slice(&made), out);
	buf_release(&word);
	buf_release(&other);
	buf_release(&made);
	return rc;
}

/* Answers that are one of few words, and numbers, are no texts. */
static bool
is_word_of_ours(const struct entry_field *f)
{
	static const char *const keys[] = { "ending", "compared", "outcome", "state" };
	static const char *const words[] = { "new-view", "kept", "undecided", "easier", "same", "heavier", "unsure", "said", "not-said", "not-now",
		"let-go", "active", "retired" };
	size_t digits = 0;

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
			if (slice_is(f->key, keys[i]) && slice_is(f->value, words[w]))
				return true;
	while (digits < f->value.n && strchr("0123456789-", f->value.p[digits]) && f->value.p[digits])
		digits++;
	return digits == f->value.n && (f->shape == FIELD_NUMBER || slice_is(f->key, "due"));
}

/* ---- one entry ---- */

struct carrying {
	const struct share_plan *p;
	struct share_packet *k;
	const struct share_item *it;
	const struct entry *from;
	struct entry *to;
	bool own;              /* it was written with a guide of the writer's own */
};

static bool
without(const struct carrying *c, const char *part)
{
	return share_left_out(c->it, slice_of(part));
}

static int
text(const struct carrying *c, struct slice s, struct slice *out)
{
	return carry(c->k, &c->p->ctx->err, s, out);
}

static int
added(const struct carrying *c, int rc)
{
	return rc ? err_set(&c->p->ctx->err, E_NOMEM, "packet") : 0;
}

static int
feelings(const struct carrying *c)
{
	int rc = 0;

	for (size_t i = 0; !rc && !without(c, "feelings") && i < c->from->nfeelings; i++) {
		struct entry_feeling f = c->from->feelings[i];

		rc = carry_feeling(c->p, c->k, c->from->feelings[i].id, &f.id);
		if (!rc)
			rc = added(c, entry_add_feeling(c->to, f));
	}
	return rc;
}

static int
fields(const struct carrying *c)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < c->from->nfields; i++) {
		struct entry_field f = c->from->fields[i];

		/* how much later feelings were rated again belongs to their numbers */
		if (c->it->texts_left_out && !slice_is(f.key, "rated-after"))
			continue;
		if (share_left_out(c->it, f.key))
			continue;
		rc = c->own ? text(c, f.key, &f.key) : keep(c->k, &c->p->ctx->err, f.key, &f.key);
		if (!rc && is_word_of_ours(&c->from->fields[i]))
			rc = keep(c->k, &c->p->ctx->err, c->from->fields[i].value, &f.value);
		else if (!rc)
			rc = text(c, c->from->fields[i].value, &f.value);
		if (!rc)
			rc = added(c, entry_add_field(c->to, f));
	}
	return rc;
}

static int
tags(const struct carrying *c)
{
	int rc = 0;

	for (size_t i = 0; !rc && !c->it->texts_left_out && !without(c, "tags") && i < c->from->ntags; i++) {
		struct slice tag;

		rc = text(c, c->from->tags[i], &tag);
		if (!rc)
			rc = added(c, entry_add_tag(c->to, tag));
	}
	return rc;
}

static bool
belief_travels(const struct share_plan *p, uint64_t id)
{
	for (size_t i = p->nitems; i-- > 0 && p->items[i].kind != KIND_ENTRY;)
		if (p->items[i].kind == KIND_BELIEF && p->items[i].id == id)
			return share_travels(p, &p->items[i]);
	return false;
}

/* How true a belief felt goes along only with the belief. */
static int
ratings(const struct carrying *c)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < c->from->nbeliefs; i++)
		if (belief_travels(c->p, c->from->beliefs[i]))
			rc = added(c, entry_add_belief(c->to, c->from->beliefs[i]));
	for (size_t i = 0; !rc && !without(c, "ratings") && i < c->from->nratings; i++) {
		struct entry_rating r = c->from->ratings[i];

		if ((r.what != RATE_BELIEF && r.what != RATE_RIVAL) || c->to->nbeliefs > 0)
			rc = added(c, entry_add_rating(c->to, r));
	}
	return rc;
}

static int
carry_entry(const struct carrying *c)
{
	const struct entry *from = c->from;
	struct entry *to = c->to;
	int rc = 0;

	to->id = from->id;
	to->kind = from->kind;
	to->has_created = from->has_created;
	to->created = from->created;
	to->has_date = from->has_date;
	to->flags = from->flags & FLAG_LOCKED; /* whose words they are is less sure than of others */
	to->date = from->date;
	to->ref = from->ref;
	if (!c->it->texts_left_out) {
		if (!without(c, "title"))
			rc = text(c, from->title, &to->title);
		if (!rc && !without(c, "text"))
			rc = text(c, from->text, &to->text);
		to->has_text = to->text.n > 0;
		if (!rc)
			rc = c->own ? text(c, from->guide, &to->guide) : keep(c->k, &c->p->ctx->err, from->guide, &to->guide);
	}
	if (!rc)
		rc = feelings(c);
	if (!rc)
		rc = fields(c);
	if (!rc)
		rc = tags(c);
	return rc ? rc : ratings(c);
}

/* ---- all of them ---- */

/* The row may be gone, or have become private, since the plan was made: then it is not in the packet. */
static int
take(const struct share_plan *p, struct share_packet *k, const struct share_item *it)
{
	struct ctx *ctx = p->ctx;
	struct row row = ROW_INIT;
	struct carrying c = { .p = p, .k = k, .it = it };
	int rc = store_get(&ctx->err, ctx->store, it->id, &row);

	if (rc == E_ID_UNKNOWN || (!rc && row.e.flags & FLAG_PRIVATE)) {
		row_release(&row);
		return 0;
	}
	c.from = &row.e;
	c.to = &k->entries[k->nentries];
	c.own = own_guide(row.e.guide);
	if (!rc)
		rc = carry_entry(&c);
	if (!rc) {
		k->items[k->nentries] = (struct page_item){ .e = c.to, .fresh = it->fresh, .left_out = buf_as_slice(&it->left_out) };
		k->nentries++;
	} else {
		entry_release(c.to);
		*c.to = (struct entry){ 0 };
	}
	row_release(&row);
	return rc;
}

static bool
is_there(const struct share_packet *k, uint64_t id)
{
	for (size_t i = 0; i < k->nentries; i++)
		if (k->entries[i].id == id)
			return true;
	return false;
}

/* Those of one kind, oldest first. */
static int
take_kind(const struct share_plan *p, struct share_packet *k, uint8_t kind, const struct page_item **items, size_t *n)
{
	size_t before = k->nentries;
	int rc = 0;

	for (size_t i = p->nitems; !rc && i-- > 0;) {
		const struct share_item *it = &p->items[i];

		if (it->kind == kind && share_travels(p, it) && (kind != KIND_FOLLOWUP || is_there(k, it->of)))
			rc = take(p, k, it);
	}
	*items = &k->items[before];
	*n = k->nentries - before;
	return rc;
}

static int
names(const struct share_plan *p, struct share_packet *k)
{
	struct alias *list = calloc(p->naliases + 1, sizeof *list);
	int rc;

	if (!list)
		return err_set(&p->ctx->err, E_NOMEM, "names");
	for (size_t i = 0; i < p->naliases; i++)
		list[i] = (struct alias){ buf_as_slice(&p->aliases[i].name), buf_as_slice(&p->aliases[i].alias) };
	rc = aliases_new(&p->ctx->err, list, p->naliases, &k->aliases);
	free(list);
	return rc;
}

int
share_packet(const struct share_plan *p, struct share_packet *out)
{
	struct ctx *ctx = p->ctx;
	struct page_packet *page = &out->page;
	int rc;

	*out = (struct share_packet){ 0 };
	out->entries = calloc(p->nitems + 1, sizeof *out->entries);
	out->items = calloc(p->nitems + 1, sizeof *out->items);
	rc = out->entries && out->items ? names(p, out) : err_set(&ctx->err, E_NOMEM, "packet");
	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (!rc)
		rc = take_kind(p, out, KIND_ENTRY, &page->entries, &page->nentries);
	if (!rc)
		rc = take_kind(p, out, KIND_BELIEF, &page->beliefs, &page->nbeliefs);
	if (!rc)
		rc = take_kind(p, out, KIND_FOLLOWUP, &page->followups, &page->nfollowups);
	store_rollback(ctx->store);
	aliases_put(out->aliases, &out->note, buf_as_slice(&p->note));
	if (!rc)
		rc = buf_check(&out->note, &ctx->err);
	page->from = buf_as_slice(&p->from);
	page->to = buf_as_slice(&p->to);
	page->note = buf_as_slice(&out->note);
	page->made = ctx->now;
	page->has_period = p->has_period;
	page->first_day = p->first_day;
	page->last_day = p->last_day;
	page->has_last = p->has_last;
	page->last = p->last;
	page->voc = &ctx->voc;
	return rc;
}

void
share_packet_release(struct share_packet *k)
{
	for (size_t i = 0; i < k->nentries; i++)
		entry_release(&k->entries[i]);
	for (size_t i = 0; i < k->nhold; i++)
		buf_release(&k->hold[i]);
	free(k->entries);
	free(k->items);
	free(k->hold);
	buf_release(&k->note);
	aliases_free(k->aliases);
	*k = (struct share_packet){ 0 };
}
