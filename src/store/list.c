/*
 * Heads, whole rows, or what several cores say of heads, in order, in memory that stays bounded at any number of entries.
 *
 * What is wanted of each entry is gathered from the packs until it fills LIST_BUDGET; then the last in order are dropped, and
 * nothing behind the last that stayed is taken any more.  At the end of the pass what is there is sorted and given out, and the
 * next pass takes what comes behind it.  So the packs are opened once for each LIST_BUDGET of answers, wherever in them
 * the entries of a year may lie: an import lies in the order of ids.
 *
 * Where there will be several passes, a few packs tell in advance how far each of them will come: hands do not spend
 * their time on what is dropped again.  When they are wrong, it is dropped.
 *
 * Packs are opened on several cores; so a filter's `also`, `groups` and `look` are called on any of them.
 */
#include <pthread.h>
#include <string.h>

#include "listing.h"

enum { FEW = 8 }; /* times as many packs as tell how far: where there are less, nobody is asked */

enum what { GIVE_HEADS, GIVE_ROWS, GIVE_TEXTS };

/* A pass takes what comes after `from` and not after `to`. */
struct bounds {
	bool after, upto;
	struct key from, to;
};

struct list_hand {
	struct entry e;
	struct buf text;
	uint64_t s[4], rows; /* of the rows, as packs name them */
};

struct lister {
	struct store *s;
	const struct filter *f;
	enum what what;
	const struct list_work *work; /* NULL: entries go to fn */
	store_entry_fn *fn;
	void *arg;
	struct listing l;
	size_t want;             /* so many more; 0: all */
	struct bounds pass, begun; /* `to` comes nearer while it goes on */
	pthread_mutex_t lock;    /* around pass.to, which hands read */
	/* A limit counts entries, whatever groups they stand in: a first list finds them, and leaves them here as long as there is room. */
	struct lister *into;     /* of the first list: the second one */
	bool ends, ready;        /* of the second: nothing after `end` is meant; ready: they are all there */
	struct entry_key end;
	struct listing marks;    /* keys of the packs that were asked */
	size_t told, passes;     /* told: bytes of what they said */
	bool from_rows, counted; /* counted: S was looked at */
	struct list_hand hand[STORE_HANDS];
	struct buf said;
	struct row row;
};

static bool
inside(const struct lister *l, const struct bounds *b, const struct key *k)
{
	return (!b->after || listing_before(&l->l, &b->from, k)) && (!b->upto || !listing_before(&l->l, &b->to, k));
}

static bool
beyond_end(const struct lister *l, const struct entry_key *k)
{
	return l->ends && (l->l.reverse ? entry_key_cmp(k, &l->end) > 0 : entry_key_cmp(k, &l->end) < 0);
}

/* Of an entry of which only the times are known. */
static bool
may_be_inside(const struct lister *l, const struct bounds *b, struct key k)
{
	if (beyond_end(l, &k.k))
		return false;
	if (!l->l.groups)
		return inside(l, b, &k);
	if (!b->after || !b->upto || b->to.of > b->from.of + 1)
		return true;
	for (k.of = b->from.of; k.of <= b->to.of; k.of++)
		if (inside(l, b, &k))
			return true;
	return false;
}

/* ---- what hands say ---- */

static int
text_of(struct lister *l, unsigned hand, struct err *err, const struct head *h, struct buf *out)
{
	if (l->into)
		buf_u64(out, l->work->groups(l->work->arg, h->e));
	if (l->what == GIVE_TEXTS)
		return l->work->look(l->work->own[hand], err, h->e, out);
	if (l->what == GIVE_ROWS)
		buf_add(out, h->head + NONCE_SIZE, 8);
	else
		head_text(out, h->e->kind, h->e->flags, h->meta);
	return 0;
}

/* Key and text, once for each of its groups; the text's length stands in `at`. */
static int
tell(struct lister *l, unsigned hand, struct err *err, const struct bounds *b, const struct head *h, struct buf *out)
{
	struct buf *text = &l->hand[hand].text;
	struct key k = { .k = entry_key(h->e) };
	bool told = false;
	int rc = 0;

	if (beyond_end(l, &k.k) || (l->f ? !filter_match(l->f, h->e) : h->e->kind != KIND_ENTRY))
		return 0;
	for (uint64_t groups = l->l.groups ? l->work->groups(l->work->arg, h->e) : 1; groups && !rc; groups >>= 1, k.of++) {
		if (!(groups & 1) || !inside(l, b, &k))
			continue;
		if (!told) {
			buf_clear(text);
			rc = text_of(l, hand, err, h, text);
			if (!rc)
				rc = buf_check(text, err);
			k.at = (uint32_t)text->n;
			told = true;
		}
		if (!rc && text->n > UINT32_MAX)
			rc = err_set(err, E_NOMEM, "list");
		if (!rc) {
			buf_add(out, &k, sizeof k);
			buf_slice(out, buf_as_slice(text));
		}
	}
	return rc;
}

struct looking {
	struct lister *l;
	struct list_hand *h;
	unsigned hand;
	struct err *err;
	struct bounds b;
	uint32_t pack;
	struct buf *out;
};

static int
look_at_head(void *arg, const uint8_t *said, struct slice meta)
{
	const struct looking *g = arg;
	struct entry *e = &g->h->e;
	struct key k = { .k.id = get_u64(said) };
	uint64_t item[4];

	if (said[SAID_KIND + 1] || k.k.id == 0 || k.k.id > INT64_MAX)
		return E_DAMAGE;
	if (g->l->what == GIVE_ROWS && !g->l->counted) {
		set_item(g->l->s->keys, PART_ROW, k.k.id, said + SAID_NAME, item);
		set_add(g->h->s, item);
		g->h->rows++;
	}
	if ((g->b.after || g->b.upto || g->l->ends) && meta_times(meta, &k.k) && !may_be_inside(g->l, &g->b, k))
		return 0;
	entry_reset(e);
	e->id = k.k.id;
	e->kind = said[SAID_KIND];
	e->flags = get_u16(said + SAID_FLAGS);
	int rc = meta_decode((const uint8_t *)meta.p, meta.n, e);
	return rc ? rc : tell(g->l, g->hand, g->err, &g->b, &(struct head){ e, g->pack, said + SAID_NAME, meta }, g->out);
}

static int
look_at_pack(void *arg, unsigned hand, struct err *err, uint32_t n, const uint8_t head[SEAL_HEAD], const struct buf *plain, struct buf *out)
{
	struct lister *l = arg;
	struct looking g = { .l = l, .h = &l->hand[hand], .hand = hand, .err = err, .pack = n, .out = out };

	(void)head;
	pthread_mutex_lock(&l->lock);
	g.b = l->pass;
	pthread_mutex_unlock(&l->lock);
	return pack_metas(plain, look_at_head, &g);
}

/* ---- what is kept of it ---- */

static void
keep_first(struct lister *l, size_t want)
{
	struct key last;

	listing_keep(&l->l, want);
	last = l->l.keys[0];
	for (size_t i = 1; i < l->l.n; i++)
		if (listing_before(&l->l, &last, &l->l.keys[i]))
			last = l->l.keys[i];
	pthread_mutex_lock(&l->lock);
	l->pass.upto = true;
	l->pass.to = last;
	pthread_mutex_unlock(&l->lock);
}

static int
take(void *arg, struct err *err, const uint8_t *p, size_t n)
{
	struct lister *l = arg;
	struct key k;
	int rc = 0;

	for (size_t len; !rc && n; p += len, n -= len) {
		memcpy(&k, p, sizeof k);
		len = sizeof k + k.at;
		if (!inside(l, &l->pass, &k))
			continue;
		rc = listing_add(err, &l->l, &k, (struct slice){ (const char *)p + sizeof k, k.at });
		if (rc)
			break;
		if (l->want && l->l.n / 2 >= l->want + 16)
			keep_first(l, l->want);
		else if (l->l.n > 1 && listing_bytes(&l->l) > l->s->list_budget)
			keep_first(l, l->l.n - l->l.n / 4 - 1);
	}
	return rc;
}

/* From the rows, where the packs do not hold; h NULL: from the beginning. */
static int
collect(void *arg, struct err *err, const struct head *h)
{
	struct lister *l = arg;

	if (!h) {
		listing_clear(&l->l);
		l->pass = l->begun;
		return 0;
	}
	buf_clear(&l->said);
	int rc = tell(l, 0, err, &l->pass, h, &l->said);
	if (!rc)
		rc = buf_check(&l->said, err);
	return rc ? rc : take(l, err, l->said.p, l->said.n);
}

/* ---- how far a pass will come ---- */

static int
take_mark(void *arg, struct err *err, const uint8_t *p, size_t n)
{
	struct lister *l = arg;
	struct key k;
	int rc = 0;

	for (size_t len; !rc && n; p += len, n -= len) {
		memcpy(&k, p, sizeof k);
		len = sizeof k + k.at;
		l->told += len;
		rc = listing_add(err, &l->marks, &k, (struct slice){ NULL, 0 });
	}
	return rc;
}

static int
ask_some(struct err *err, struct lister *l)
{
	unsigned step = (unsigned)(l->s->m.packs / l->s->list_asked);
	int rc;

	if (l->want || l->ready || !l->s->m.valid || l->s->m.packs < FEW * l->s->list_asked || l->s->m.packs > UINT32_MAX)
		return 0;
	l->marks.reverse = l->l.reverse;
	l->marks.groups = l->l.groups;
	l->counted = true; /* these packs come again: their rows would be counted twice */
	rc = packs_many(err, l->s, step, &(struct packs_work){ look_at_pack, take_mark, l });
	l->counted = false;
	/* a tenth more, because chance is not even */
	l->passes = l->told / 10 * 11 * step / l->s->list_budget + 1;
	if (rc == 1 || l->passes == 1)
		listing_clear(&l->marks);
	listing_sort(&l->marks);
	return rc < 0 ? rc : 0;
}

static void
begin_pass(struct lister *l)
{
	const struct listing *m = &l->marks;
	size_t i = 0;

	while (l->pass.after && i < m->n && !listing_before(m, &l->pass.from, &m->keys[i]))
		i++;
	if (m->n)
		i += (m->n + l->passes - 1) / l->passes;
	l->pass.upto = i < m->n;
	if (l->pass.upto)
		l->pass.to = m->keys[i];
	l->begun = l->pass;
}

/* ---- passes ---- */

static bool
rows_hold(struct lister *l)
{
	uint64_t sum[4] = { 0 }, rows = 0;

	if (l->what != GIVE_ROWS || l->counted || !l->s->m.valid)
		return true;
	for (size_t i = 0; i < STORE_HANDS; i++) {
		set_add(sum, l->hand[i].s);
		rows += l->hand[i].rows;
	}
	return rows == l->s->m.rows && set_same(sum, l->s->m.s);
}

static int
one_pass(struct err *err, struct lister *l)
{
	int rc;

	begin_pass(l);
	rc = l->from_rows ? 1 : packs_many(err, l->s, 1, &(struct packs_work){ look_at_pack, take, l });
	if (!rc && !rows_hold(l))
		rc = 1;
	l->counted = true;
	if (rc <= 0)
		return rc;
	l->from_rows = true;
	listing_clear(&l->l);
	l->pass = l->begun;
	return heads_each(err, l->s, l->what == GIVE_ROWS ? HEADS_CHECK_ROWS : 0, collect, l);
}

/* Written after now: this machine's clock was set back, or another one's is ahead. */
static void
look_at_clock(struct store *s, const struct listing *l)
{
	int64_t newest = INT64_MIN;

	for (size_t i = 0; i < l->n; i++)
		if (l->keys[i].k.created_ms > newest)
			newest = l->keys[i].k.created_ms;
	if (l->n && newest > s->env.now_ms && newest - s->env.now_ms > DAY_MS)
		store_warn(s, WARN_CLOCK, 0);
}

/* A row in its turn; one that does not open is named and passed over only under force_read. */
static int
read_one(struct err *err, struct store *s, uint64_t id, uint64_t tag, struct row *r)
{
	uint8_t head[SEAL_HEAD];
	int rc = row_fetch(err, s, id, head, &r->plain);

	if (!rc && get_u64(head + NONCE_SIZE) != tag)
		rc = err_num(err, E_DAMAGE, 1, "an entry that was put back");
	if (!rc && (rc = row_decode(r->plain.p, r->plain.n, true, &r->e)))
		rc = err_num(err, (enum err_code)rc, 1, "an entry");
	if (rc == E_ID_UNKNOWN)
		rc = err_num(err, E_DAMAGE, 1, "an entry is lost");
	r->e.id = id;
	if (rc != E_DAMAGE || !s->env.force_read)
		return rc;
	store_warn(s, WARN_ROW_DAMAGED, 1);
	return 1;
}

/* To the second list, once for each group. */
static int
pass_on(struct err *err, const struct lister *l, struct key k, struct slice text)
{
	struct lister *to = l->into;
	uint64_t groups = get_u64((const uint8_t *)text.p);
	int rc = 0;

	to->end = k.k;
	if (to->ready && listing_bytes(&l->l) + listing_bytes(&to->l) > l->s->list_budget) {
		listing_clear(&to->l);
		to->ready = false;
	}
	for (k.of = 0; groups && to->ready && !rc; groups >>= 1, k.of++)
		if (groups & 1)
			rc = listing_add(err, &to->l, &k, (struct slice){ text.p + 8, text.n - 8 });
	return rc;
}

static int
give_one(struct err *err, struct lister *l, const struct key *k)
{
	struct slice text = k->at == (uint32_t)NOT_THERE ? (struct slice){ NULL, 0 } : texts_at(&l->l.texts, k->at);
	int rc;

	if (l->into)
		return pass_on(err, l, *k, text);
	if (l->what == GIVE_TEXTS)
		return l->work->take(l->work->arg, err, k->of, (const uint8_t *)text.p, text.n);
	if (l->what == GIVE_HEADS)
		return head_give(err, k, text, &l->row.e, l->fn, l->arg);
	rc = read_one(err, l->s, k->k.id, get_u64((const uint8_t *)text.p), &l->row);
	if (rc)
		return rc > 0 ? 0 : rc;
	return l->work ? l->work->row(l->work->arg, err, k->of, &l->row.e) : l->fn(l->arg, err, &l->row.e);
}

/* 1: that was the last of them. */
static int
give_pass(struct err *err, struct lister *l)
{
	bool more = l->pass.upto;
	int rc = 0;

	if (l->want)
		listing_keep(&l->l, l->want);
	listing_sort(&l->l);
	look_at_clock(l->s, &l->l);
	for (size_t i = 0; i < l->l.n && !rc; i++)
		rc = give_one(err, l, &l->l.keys[i]);
	if (l->l.n) {
		l->pass.after = true;
		l->pass.from = l->l.keys[l->l.n - 1];
	} else if (more) { /* chance left it empty */
		l->pass.after = true;
		l->pass.from = l->pass.to;
	}
	if (l->want && l->l.n >= l->want)
		more = false;
	else if (l->want)
		l->want -= l->l.n;
	listing_clear(&l->l);
	return rc ? rc : more ? 0 : 1;
}

static int
run(struct err *err, struct lister *l)
{
	int rc = packs_flush(err, l->s);

	pthread_mutex_init(&l->lock, NULL);
	l->l.reverse = l->f && l->f->reverse;
	l->want = l->f ? l->f->limit : 0;
	if (!rc)
		rc = ask_some(err, l);
	while (!rc) {
		rc = l->ready ? 0 : one_pass(err, l);
		if (!rc)
			rc = give_pass(err, l);
	}
	pthread_mutex_destroy(&l->lock);
	for (size_t i = 0; i < STORE_HANDS; i++) {
		entry_release(&l->hand[i].e);
		buf_release(&l->hand[i].text);
	}
	listing_release(&l->l);
	listing_release(&l->marks);
	buf_release(&l->said);
	row_release(&l->row);
	return rc > 0 ? 0 : rc;
}

int
store_list(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg)
{
	return run(err, &(struct lister){ .s = s, .f = f, .what = GIVE_HEADS, .fn = fn, .arg = arg });
}

int
store_read(struct err *err, struct store *s, const struct filter *f, store_entry_fn *fn, void *arg)
{
	return run(err, &(struct lister){ .s = s, .f = f, .what = GIVE_ROWS, .fn = fn, .arg = arg });
}

int
store_list_many(struct err *err, struct store *s, const struct filter *f, const struct list_work *work)
{
	struct lister l = { .s = s, .f = f, .what = work->row ? GIVE_ROWS : GIVE_TEXTS, .work = work };
	struct filter all = f ? *f : (struct filter){ 0 };

	l.l.groups = work->groups != NULL;
	if (work->groups && all.limit) {
		struct lister first = { .s = s, .f = f, .what = l.what, .work = work, .into = &l };
		int rc;

		all.limit = 0;
		l.f = &all;
		l.ready = l.ends = true;
		rc = run(err, &first);
		if (rc) {
			listing_release(&l.l);
			return rc;
		}
	}
	return run(err, &l);
}
