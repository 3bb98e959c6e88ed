/*
 * Checking everything there is: every pack, every row, that each is named exactly once and is the one that was
 * written, the sums, the clocks, both copies of the keys.  In: an open READ or WRITE transaction.  Out: a report.
 */
#include <stdlib.h>
#include <string.h>

#include "felt/store/inbox.h"
#include "crew.h"
#include "felt/store/verify.h"
#include "inner.h"

void
verify_release(struct verify_report *r)
{
	free(r->lost);
	memset(r, 0, sizeof *r);
}

/* One row as its pack names it; the meta is compared by its hash, so a million rows fit into memory. */
struct named {
	uint64_t id, tag;
	uint64_t meta;        /* 8 bytes of a keyed hash */
	uint32_t pack;
	uint16_t flags;
	uint8_t kind;
	bool met;
};

struct check {
	struct store *s;
	struct verify_report *r;
	struct named *named;
	size_t n, cap;
	uint64_t s_sum[4], d_sum[4], lamport, packs_met, rows_met;
	bool rules_broken;
};

static uint64_t
meta_hash(const struct store *s, struct slice meta)
{
	uint8_t h[HASH_SIZE];

	hash_parts(h, keys_sub(s->keys, KEY_SET), KEY_SIZE, (const struct part[]){ { "verify", 6 }, { meta.p, meta.n } }, 2);
	return get_u64(h);
}

static int
remember(void *arg, struct err *err, const struct head *h)
{
	struct check *c = arg;

	if (c->n == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 1024;
		struct named *more = realloc(c->named, cap * sizeof *more);
		if (!more)
			return err_set(err, E_NOMEM, "verify");
		c->named = more;
		c->cap = cap;
	}
	c->named[c->n++] = (struct named){ h->e->id, get_u64(h->head + NONCE_SIZE), meta_hash(c->s, h->meta), h->pack, h->e->flags,
		h->e->kind, false };
	return 0;
}

static int
check_pack(struct err *err, struct check *c, sqlite3_stmt *st, struct entry *e)
{
	int64_t n = sqlite3_column_int64(st, 0);
	const uint8_t *blob = sqlite3_column_blob(st, 1);
	size_t size = (size_t)sqlite3_column_bytes(st, 1), before = c->n;
	uint64_t item[4];
	int rc = E_DAMAGE;

	c->packs_met++;
	if (blob && size >= SEAL_HEAD && n >= 1 && n <= UINT32_MAX) {
		set_item(c->s->keys, PART_PACK, (uint64_t)n, blob, item);
		set_add(c->d_sum, item);
		rc = blob_open(c->s->keys, PART_PACK, (uint64_t)n, blob, size, &c->s->plain);
		if (!rc)
			rc = pack_each(err, &c->s->plain, (uint32_t)n, e, remember, c);
	}
	if (rc == E_DAMAGE) {
		c->r->packs_damaged++;
		c->n = before;
		rc = 0;
	}
	return rc;
}

static int
check_packs(struct err *err, struct check *c, struct entry *e)
{
	sqlite3_stmt *st;
	int code = SQLITE_DONE, rc = sql_get(err, c->s, SQL_PACKS, &st);

	if (rc)
		return rc;
	while (!rc && (code = sqlite3_step(st)) == SQLITE_ROW)
		rc = check_pack(err, c, st, e);
	sqlite3_reset(st);
	if (!rc && code != SQLITE_DONE) {
		rc = sql_err(err, c->s, code, "the lists");
		if (rc == E_DAMAGE) {
			c->r->packs_damaged++;
			rc = 0;
		}
	}
	c->r->packs = c->packs_met;
	c->r->packs_hold = c->s->m.valid && c->packs_met == c->s->m.packs && set_same(c->d_sum, c->s->m.d) && !c->r->packs_damaged;
	return rc;
}

static int
named_order(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* How often it is named; *first is the first of them. */
static size_t
find_named(const struct check *c, uint64_t id, struct named **first)
{
	struct named key = { .id = id };
	struct named *hit = c->n ? bsearch(&key, c->named, c->n, sizeof key, named_order) : NULL;
	size_t count = 0;

	*first = hit;
	if (!hit)
		return 0;
	while (hit > c->named && hit[-1].id == id)
		hit--;
	*first = hit;
	while (hit < c->named + c->n && hit++->id == id)
		count++;
	return count;
}

static int
lost(struct err *err, struct verify_report *r, uint64_t id)
{
	uint64_t *more = realloc(r->lost, (r->nlost + 1) * sizeof *more);

	if (!more)
		return err_set(err, E_NOMEM, "verify");
	r->lost = more;
	r->lost[r->nlost++] = id;
	return 0;
}

/* What is said of a row by whoever opened it, on any core. */
struct row_seen {
	uint64_t id, tag, meta, lamport;
	uint16_t flags;
	uint8_t kind;
	bool framed;          /* its id and length are those of a row */
	bool opens;
};

struct row_hand {
	struct entry e;
	struct buf plain;
	uint64_t sum[4];
};

struct row_check {
	struct check *c;
	struct row_hand hand[STORE_HANDS];
	store_progress_fn *progress;
	void *arg;
};

static int
open_row(void *arg, unsigned hand, struct err *err, uint64_t id, const uint8_t *blob, size_t n, struct buf *out)
{
	struct row_check *w = arg;
	struct row_hand *h = &w->hand[hand];
	const struct store *s = w->c->s;
	struct row_seen seen = { .id = id, .framed = n >= SEAL_HEAD && id >= 1 && id <= INT64_MAX };
	uint64_t item[4];
	int rc = E_DAMAGE;

	if (seen.framed) {
		set_item(s->keys, PART_ROW, id, blob, item);
		set_add(h->sum, item);
		seen.tag = get_u64(blob + NONCE_SIZE);
		rc = blob_open(s->keys, PART_ROW, id, blob, n, &h->plain);
		if (!rc)
			rc = row_decode(h->plain.p, h->plain.n, true, &h->e);
	}
	if (rc && rc != E_DAMAGE)
		return err_set(err, (enum err_code)rc, "verify");
	if (!rc) {
		seen.opens = true;
		seen.kind = h->e.kind;
		seen.flags = h->e.flags;
		seen.lamport = h->e.lamport;
		seen.meta = meta_hash(s, row_meta(h->plain.p, h->plain.n));
	}
	buf_add(out, &seen, sizeof seen);
	return 0;
}

/* What FORMAT.md 3 wants of an opened row beyond what decoding found. */
static bool
row_rules(struct check *c, const struct row_seen *e, const struct named *n)
{
	if (e->lamport > c->lamport)
		c->lamport = e->lamport;
	if (e->kind < KIND_ENTRY || e->kind > KIND_PREVIOUS)
		return false;
	if (c->s->m.valid && e->lamport > c->s->m.lamport)
		return false;
	return !n || (n->kind == e->kind && n->flags == e->flags && n->meta == e->meta);
}

static int
check_row(struct err *err, struct check *c, const struct row_seen *e)
{
	struct named *n = NULL;
	size_t times = e->id - 1 < INT64_MAX ? find_named(c, e->id, &n) : 0;

	for (size_t i = 0; i < times; i++)
		n[i].met = true;
	if (!e->framed) {
		c->r->rows_damaged++;
		return n ? lost(err, c->r, n->id) : 0;
	}
	bool named_so = times == 1 && n->tag == e->tag;
	if (!e->opens) {
		c->r->rows_damaged++;
		return lost(err, c->r, e->id);
	}
	if (!named_so && !(c->r->packs_damaged && times == 0))
		c->r->rows_foreign++;
	else if (!row_rules(c, e, n))
		c->rules_broken = true;
	c->r->kinds[e->kind < 16 ? e->kind : 0]++;
	if (e->kind == KIND_TOMBSTONE)
		c->r->tombstones++;
	return 0;
}

static int
take_rows(void *arg, struct err *err, const uint8_t *p, size_t n)
{
	struct row_check *w = arg;
	struct row_seen seen;
	int rc = 0;

	for (; !rc && n >= sizeof seen; p += sizeof seen, n -= sizeof seen) {
		memcpy(&seen, p, sizeof seen);
		w->c->rows_met++;
		rc = check_row(err, w->c, &seen);
		if (w->progress && w->c->rows_met % 1024 == 0)
			w->progress(w->arg, w->c->rows_met, w->c->s->m.rows);
	}
	return rc;
}

static int
put_rows(struct err *err, struct row_check *w, struct crew *crew)
{
	struct check *c = w->c;
	sqlite3_stmt *st;
	int code = SQLITE_DONE, rc = sql_get(err, c->s, SQL_ROWS, &st);

	if (rc)
		return rc;
	while (!rc && (code = sqlite3_step(st)) == SQLITE_ROW) {
		const uint8_t *blob = sqlite3_column_blob(st, 1);
		rc = crew_put(err, crew, (uint64_t)sqlite3_column_int64(st, 0), blob, blob ? (size_t)sqlite3_column_bytes(st, 1) : 0);
	}
	if (!rc && code != SQLITE_DONE) {
		rc = sql_err(err, c->s, code, "the entries");
		if (rc == E_DAMAGE) {
			c->r->rows_damaged++;
			rc = 0;
		}
	}
	sqlite3_reset(st);
	return rc ? rc : crew_finish(err, crew);
}

static int
check_rows(struct err *err, struct check *c, store_progress_fn *progress, void *arg)
{
	struct row_check *w = calloc(1, sizeof *w);
	struct crew *crew = NULL;
	int rc;

	if (!w)
		return err_set(err, E_NOMEM, "verify");
	*w = (struct row_check){ .c = c, .progress = progress, .arg = arg };
	rc = crew_begin(err, &crew, &(struct crew_work){ open_row, take_rows, w }, store_hands(c->s));
	if (!rc)
		rc = put_rows(err, w, crew);
	crew_end(crew);
	for (size_t i = 0; i < STORE_HANDS; i++) {
		set_add(c->s_sum, w->hand[i].sum);
		entry_release(&w->hand[i].e);
		buf_release(&w->hand[i].plain);
	}
	free(w);
	for (size_t i = 0; i < c->n && !rc; i++)
		if (!c->named[i].met && (i == 0 || c->named[i].id != c->named[i - 1].id)) {
			c->r->rows_missing++;
			rc = lost(err, c->r, c->named[i].id);
		}
	c->r->rows = c->rows_met;
	c->r->rows_hold = c->s->m.valid && c->rows_met == c->s->m.rows && set_same(c->s_sum, c->s->m.s) && !c->r->rows_damaged;
	return rc;
}

static void
check_keys(struct store *s, struct verify_report *r)
{
	r->journal_bad = r->spare_bad = false;
	if (s->mend) {
		r->journal_bad = s->good == 1;
		r->spare_bad = s->good == 0;
	}
}

/*
 * The order in which SQLite keeps rows: a scan finds all of them even where a search by id goes astray, and a change
 * there would do harm.
 */
static int
check_trees(struct err *err, struct store *s, struct verify_report *r)
{
	sqlite3_stmt *st;
	int code, rc = sql_get(err, s, SQL_CHECK_TREES, &st);

	if (rc)
		return rc;
	code = sqlite3_step(st);
	const char *said = code == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
	r->trees_bad = code == SQLITE_ROW && (!said || strcmp(said, "ok"));
	if (code != SQLITE_ROW)
		rc = sql_err(err, s, code, "journal");
	sqlite3_reset(st);
	if (rc != E_DAMAGE)
		return rc;
	r->trees_bad = true;
	return 0;
}

int
store_verify(struct err *err, struct store *s, struct verify_report *r, store_progress_fn *progress, void *arg)
{
	struct check c = { .s = s, .r = r };
	struct entry e = { 0 };
	int rc = packs_flush(err, s);

	memset(r, 0, sizeof *r);
	r->generation = s->m.generation;
	check_keys(s, r);
	if (!rc)
		rc = check_packs(err, &c, &e);
	if (!rc && c.n)
		qsort(c.named, c.n, sizeof *c.named, named_order);
	if (!rc)
		rc = check_rows(err, &c, progress, arg);
	if (!rc)
		rc = sql_count(err, s, SQL_COUNT_INBOX, &r->inbox);
	if (!rc && r->inbox)
		rc = store_box_check(err, s, &r->inbox_closed);
	if (!rc)
		rc = check_trees(err, s, r);
	entry_release(&e);
	free(c.named);
	if (rc)
		return rc;
	if (c.rules_broken)
		r->packs_hold = false;
	uint64_t wrong = r->rows_damaged + r->rows_missing + r->rows_foreign + r->packs_damaged;
	if (wrong || !r->rows_hold || !r->packs_hold || r->journal_bad || r->spare_bad || r->trees_bad)
		return err_num(err, E_DAMAGE, wrong, "journal");
	return 0;
}
