/*
 * Lists against a naive one: every row opened, put into an array and sorted there.
 *
 * Journals are made by chance: few dates, so that many are equal, ids at both ends, every kind, packs of one entry and of sixty-four,
 * what was deleted, previous versions.  Each is listed with filters, groups and limits, on one core and several, with so little
 * memory that it takes many passes; then again with damaged packs and damaged rows.
 *
 * FELT_LISTS=N makes N journals instead of a few, FELT_SEED=N other ones.
 */
#include "check.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failing.h"
#include "felt/store/store.h"
#include "store/listing.h"

enum { MOST = 600, NAMES = 6, DAMAGED = 3 };

static const int64_t now_ms = INT64_C(1795382045000);
static uint64_t chance, seed;

static uint64_t
next(void)
{
	chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	uint64_t x = chance ^ chance >> 33;
	return x * UINT64_C(0xff51afd7ed558ccd) >> 20;
}

static size_t
upto(size_t n)
{
	return (size_t)(next() % n);
}

/* ---- a journal ---- */

static char dir[64], path[96];
static struct vault_copy copy;
static struct keys *keys;
static unsigned warned;

static int
begin(void **state)
{
	struct secret *p = secret_copy("p", 1), *recovery;
	int rc = vault_create(NULL, p, (struct kdf_cost){ 2, UINT64_C(64) << 20 }, &recovery, &copy, &keys);

	(void)state;
	secret_free(p);
	secret_free(recovery);
	strcpy(dir, "/tmp/felt-unit-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/j.felt", dir);
	return rc;
}

static int
end(void **state)
{
	char cmd[160];

	(void)state;
	keys_free(keys);
	snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
	return system(cmd);
}

static void
note_warning(void *arg, enum store_warning what, uint64_t n)
{
	(void)arg;
	(void)n;
	warned |= 1u << what;
}

static struct store *
opened(unsigned cores, bool force)
{
	struct store_env env = { .path = path, .device = { 1 }, .now_ms = now_ms, .cores = cores, .force_read = force, .warn = note_warning };
	struct store *s;

	warned = 0;
	assert_int_equal(store_open(NULL, &env, &s), 0);
	assert_int_equal(store_unlock(NULL, s, keys_from_subkeys(keys->sub->p, keys->journal_id, keys->epoch)), 0);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	return s;
}

static const char *const words[NAMES] = { "fear.anxious", "fear.afraid", "joy.happy", "sadness.sad", "joy", "other.unsure" };
static const char *const guides[NAMES] = { "", "", "", "thought-record@1", "thought-record@2", "letter@1" };
static char title[4096];

static void
write_one(struct store *s, uint64_t id, size_t dates, size_t big)
{
	static const uint8_t kinds[] = { KIND_ENTRY, KIND_ENTRY, KIND_ENTRY, KIND_ENTRY, KIND_DRAFT, KIND_BELIEF, KIND_FOLLOWUP };
	struct entry e = { .id = id, .kind = kinds[upto(sizeof kinds)], .has_created = true, .has_text = true, .text = slice_of("a day") };

	e.flags = (uint16_t)(next() & (FLAG_LOCKED | FLAG_IMPORTED | FLAG_PRIVATE));
	e.created = (struct when){ now_ms - (int64_t)upto(3) * 1000, 60 };
	e.has_date = upto(8) > 0;
	e.date = (struct when){ (int64_t)upto(dates) * DAY_MS - 2 * DAY_MS, upto(2) ? DAY_ONLY : 0 };
	if (e.date.offset == DAY_ONLY)
		e.date.ms += DAY_MS / 2;
	e.title = (struct slice){ title, upto(4) ? upto(40) : upto(1000) };
	e.guide = slice_of(guides[upto(NAMES)]);
	for (size_t n = upto(10) < big ? 250 : upto(4); n > 0; n--)
		assert_int_equal(entry_add_feeling(&e, (struct entry_feeling){ (uint8_t)upto(101), (uint8_t)upto(2), SOURCE_WRITER, 0,
			slice_of(words[upto(NAMES)]) }), 0);
	if (upto(3) == 0)
		assert_int_equal(entry_add_tag(&e, slice_of(upto(2) ? "work" : "sea")), 0);
	assert_int_equal(store_put(NULL, s, &e), 0);
	entry_release(&e);
}

static uint64_t
some_id(size_t i)
{
	return i == 0 ? 1 : i == 1 ? INT64_MAX : upto(4) == 0 ? 2 + upto(5000) : 1 + next() % INT64_MAX;
}

static void
write_journal(size_t n)
{
	struct store_env env = { .path = path, .device = { 1 }, .now_ms = now_ms };
	size_t dates = 1 + upto(upto(2) ? 5 : 400), big = upto(3) ? 0 : upto(11);
	struct store *s;
	uint64_t ids[MOST];

	remove(path);
	assert_int_equal(store_create(NULL, &env, &copy, keys, NULL, NULL), 0);
	s = opened(1, false);
	store_rollback(s);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	for (size_t i = 0; i < n; i++)
		write_one(s, ids[i] = some_id(i), dates, big);
	for (size_t i = upto(20); i > 0 && n > 50; i--)
		store_delete(NULL, s, ids[upto(n)]);
	assert_int_equal(store_commit(NULL, s), 0);
	store_close(s);
}

static void
tamper(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* ---- the naive list ---- */

struct given { unsigned group; int64_t date, created; uint64_t id; };
struct wanted { struct given all[MOST * 4]; size_t n, at; bool reverse, groups, wrong; };

/* Of an id: so long is what is said of it; now and then longer than a piece, and nothing at all. */
static size_t
said_of(uint64_t id)
{
	return id % 50 == 3 ? PIECE + id % 9 : id % 7 == 0 ? 0 : id % 600;
}

static uint64_t
groups_of(const void *arg, const struct entry *e)
{
	(void)arg;
	return e->id % 5 == 0 ? UINT64_C(1) << 63 | 1 : e->id % 5 == 1 ? UINT64_C(1) << 63 | 12 : UINT64_C(1) << e->id % 5;
}

static int
gather(void *arg, struct err *err, const struct entry *e)
{
	struct wanted *w = arg;
	struct when when = e->has_date ? e->date : e->created;

	(void)err;
	assert_true(w->n < MOST);
	w->all[w->n++] = (struct given){ 0, when.ms, e->created.ms, e->id };
	return 0;
}

static bool reverse_order;

static int
given_order(const void *a, const void *b)
{
	const struct given *x = a, *y = b;
	int c = x->date != y->date ? (x->date > y->date) - (x->date < y->date)
		: x->created != y->created ? (x->created > y->created) - (x->created < y->created) : (x->id > y->id) - (x->id < y->id);

	return x->group != y->group ? (x->group > y->group) - (x->group < y->group) : reverse_order ? c : -c;
}

static void
expect(struct store *s, const struct filter *f, struct wanted *w)
{
	size_t n;

	w->n = w->at = 0;
	w->wrong = false;
	assert_int_equal(store_scan(NULL, s, f, gather, w), 0);
	reverse_order = f->reverse;
	qsort(w->all, w->n, sizeof *w->all, given_order);
	n = w->n = f->limit && f->limit < w->n ? f->limit : w->n;
	for (size_t i = 0; i < n && w->groups; i++) {
		bool first = true;
		uint64_t in = groups_of(NULL, &(struct entry){ .id = w->all[i].id });

		for (unsigned k = 0; k < 64; k++)
			if (in >> k & 1) {
				struct given *to = first ? &w->all[i] : &w->all[w->n++];
				if (!first)
					*to = w->all[i];
				to->group = k;
				first = false;
			}
	}
	qsort(w->all, w->n, sizeof *w->all, given_order);
}

/* ---- what the lists say ---- */

static void
meet(struct wanted *w, unsigned group, uint64_t id)
{
	w->wrong = w->wrong || w->at >= w->n || group != w->all[w->at].group || id != w->all[w->at].id;
	w->at++;
}

static int
look(void *own, struct err *err, const struct entry *e, struct buf *out)
{
	(void)own;
	buf_u64(out, e->id);
	buf_zero(out, said_of(e->id));
	return buf_check(out, err);
}

static int
take(void *arg, struct err *err, unsigned group, const uint8_t *p, size_t n)
{
	struct wanted *w = arg;

	(void)err;
	w->wrong = w->wrong || n < 8 || n != 8 + said_of(get_u64(p));
	meet(w, group, n < 8 ? 0 : get_u64(p));
	return 0;
}

static int
row(void *arg, struct err *err, unsigned group, const struct entry *e)
{
	struct wanted *w = arg;

	(void)err;
	w->wrong = w->wrong || !slice_is(e->text, "a day");
	meet(w, group, e->id);
	return 0;
}

static int
head(void *arg, struct err *err, const struct entry *e)
{
	struct wanted *w = arg;

	(void)err;
	w->wrong = w->wrong || !e->has_created;
	meet(w, 0, e->id);
	return 0;
}

static int
whole(void *arg, struct err *err, const struct entry *e)
{
	return row(arg, err, 0, e);
}

static void
check(struct wanted *w, const char *what, int rc)
{
	if (rc || w->wrong || w->at != w->n)
		fail_msg("%s: %d, %s, %zu of %zu; FELT_SEED=%" PRIu64, what, rc, w->wrong ? "wrong" : "right", w->at, w->n, seed);
	w->at = 0;
}

static int
by_index(struct store *s, const struct filter *f, struct wanted *w)
{
	struct store_index *idx;
	size_t n, step = 10 + upto(200);
	int rc = store_index(NULL, s, f, &idx);

	if (rc)
		return rc;
	n = store_index_count(idx);
	for (size_t i = 0; i < n && !rc; i += step)
		rc = upto(2) ? store_index_heads(NULL, s, idx, i, n - i < step ? n - i : step, head, w)
			: store_index_rows(NULL, s, idx, i, n - i < step ? n - i : step, whole, w);
	store_index_free(idx);
	return rc;
}

static bool
odd(void *arg, const struct entry *e)
{
	(void)arg;
	return e->id & 1;
}

static void
some_filter(struct filter *f, size_t n)
{
	static struct slice tags[] = { { "work", 4 }, { "sea", 3 } };
	static struct filter_feeling feelings[] = { { "fear", 0 }, { "joy.happy", 0 } };

	*f = (struct filter){ .reverse = upto(2), .limit = upto(3) ? 0 : 1 + upto(upto(2) ? 20 : n) };
	if (upto(4) == 0) {
		f->has_from = true;
		f->from = (int64_t)upto(4) * DAY_MS;
	}
	if (upto(4) == 0) {
		f->has_to = true;
		f->to = (int64_t)(4 + upto(100)) * DAY_MS;
	}
	if (upto(4) == 0) {
		f->feelings = feelings;
		f->nfeelings = 1 + upto(2);
		f->has_min = upto(2);
		f->min = (uint8_t)upto(100);
	}
	if (upto(6) == 0) {
		f->tags = tags;
		f->ntags = 1 + upto(2);
	}
	if (upto(6) == 0)
		f->guide = slice_of("thought-record");
	if (upto(3) == 0)
		f->kinds = (1u << KIND_ENTRY | 1u << KIND_DRAFT | 1u << KIND_BELIEF | 1u << KIND_FOLLOWUP) & (unsigned)next();
	f->also = upto(6) ? NULL : odd;
}

/* So little room that it takes many passes; so few packs asked that they are often wrong. */
static void
squeeze(struct store *s)
{
	s->list_budget = upto(5) ? PIECE + (upto(2) ? 8 + upto(30) : upto(400)) * 1024 : LIST_BUDGET;
	s->list_asked = 1 + (unsigned)upto(12);
}

static void
compare(size_t n)
{
	static struct wanted w;
	struct store *s = opened(1 + (unsigned)upto(4), false);
	struct filter f;
	struct list_work work = { .look = look, .take = take, .arg = &w };

	some_filter(&f, n);
	squeeze(s);
	w.groups = false;
	expect(s, &f, &w);
	check(&w, "store_list", store_list(NULL, s, &f, head, &w));
	check(&w, "store_read", store_read(NULL, s, &f, whole, &w));
	check(&w, "store_list_many", store_list_many(NULL, s, &f, &work));
	check(&w, "store_index", by_index(s, &f, &w));
	w.groups = true;
	expect(s, &f, &w);
	work.groups = groups_of;
	check(&w, "groups", store_list_many(NULL, s, &f, &work));
	work.row = row;
	check(&w, "rows in groups", store_list_many(NULL, s, &f, &work));
	if (warned & (1u << WARN_ROW_DAMAGED | 1u << WARN_FORCED))
		fail_msg("warned %x; FELT_SEED=%" PRIu64, warned, seed);
	store_close(s);
}

/* ---- journals by chance ---- */

static size_t
journals(size_t few)
{
	const char *n = getenv("FELT_LISTS");

	return n ? (size_t)strtoul(n, NULL, 10) : getenv("FELT_QUICK") ? 1 : few;
}

/* Each begins with a seed of its own, which is named when something is wrong. */
static void
another(size_t i)
{
	const char *from = getenv("FELT_SEED");

	chance = seed = (from ? strtoull(from, NULL, 10) : 7) + i;
	for (int k = 0; k < 4; k++)
		next();
}

static void
lists_are_the_naive_list(void **state)
{
	(void)state;
	for (size_t i = 0; i < journals(10); i++) {
		another(i);
		size_t n = 2 + upto(upto(4) ? MOST - 2 : 60);

		write_journal(n);
		for (int how = 0; how < 8; how++)
			compare(n);
	}
}

/* A pack that is lost, that does not open, or that is another's: everything comes from the rows. */
static void
packs_that_do_not_hold(void **state)
{
	static const char *const how[] = { "DELETE FROM digest WHERE n = (SELECT max(n) FROM digest)",
		"UPDATE digest SET pack = zeroblob(length(pack)) WHERE n = (SELECT max(n) / 2 + 1 FROM digest)",
		"UPDATE digest SET pack = (SELECT pack FROM digest WHERE n = 1) WHERE n = (SELECT max(n) FROM digest)",
		"UPDATE digest SET n = n + 1 WHERE n = (SELECT max(n) FROM digest)" };

	(void)state;
	for (size_t i = 0; i < journals(4); i++) {
		another(i + 1000000);
		size_t n = 120 + upto(MOST - 120);

		write_journal(n);
		tamper(how[i % 4]);
		for (int k = 0; k < 4; k++)
			compare(n);
	}
}

static bool
counted(void *arg, const struct entry *e)
{
	(void)e;
	++*(size_t *)arg;
	return true;
}

/* Those that are asked in advance are no part of what is checked: whole entries do not come from a second way through the packs. */
static void
one_pass_is_one_way_through_the_packs(void **state)
{
	static struct wanted w;
	size_t n = 0;
	struct filter f = { .also = counted, .also_arg = &n };

	(void)state;
	another(4000000);
	write_journal(MOST);
	struct store *s = opened(1, false);
	s->list_asked = 1;
	expect(s, &f, &w);
	n = 0;
	check(&w, "store_read", store_read(NULL, s, &f, whole, &w));
	assert_true(n > w.n && n < w.n + w.n / 2);
	store_close(s);
}

/* ---- rows that do not open ---- */

/* Where the packs hold, they say what is there; whole entries come until the first that does not open, or without it. */
static void
without_some_rows(bool force)
{
	static struct wanted all, w;
	struct store *s = opened(1 + (unsigned)upto(4), force);
	struct filter f = { .reverse = upto(2) };
	size_t to = 0, first;
	char sql[256];

	all.groups = w.groups = false;
	expect(s, &f, &all);
	store_close(s);
	if (all.n < DAMAGED)
		return;
	w.n = w.at = 0;
	first = all.n;
	for (size_t i = 0; i < all.n; i++) {
		if (i % (all.n / DAMAGED) != all.n / DAMAGED / 2) {
			w.all[w.n++] = all.all[i];
			continue;
		}
		first = i < first ? i : first;
		snprintf(sql, sizeof sql, to++ % 2 ? "DELETE FROM entry WHERE id = %" PRIu64 : "UPDATE entry SET row = zeroblob(length(row)) WHERE id = %" PRIu64,
			all.all[i].id);
		tamper(sql);
	}
	s = opened(1 + (unsigned)upto(4), force);
	squeeze(s);
	check(&all, "heads of lost rows", store_list(NULL, s, &f, head, &all));
	assert_false(warned & 1u << WARN_ROW_DAMAGED);
	if (force) {
		check(&w, "rows that are left", store_read(NULL, s, &f, whole, &w));
		assert_true(warned & 1u << WARN_ROW_DAMAGED);
	} else {
		assert_int_equal(store_read(NULL, s, &f, whole, &all), E_DAMAGE);
		assert_false(all.wrong);
		assert_int_equal(all.at, first);
	}
	store_close(s);
}

static void
rows_that_do_not_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < journals(4); i++) {
		another(i + 2000000);
		write_journal(60 + upto(MOST - 60));
		without_some_rows(i % 2);
	}
}

/* ---- no memory ---- */

static void
never_a_part_without_memory(void **state)
{
	static struct wanted w;
	struct store *s;
	struct filter f = { 0 };
	struct list_work work = { .look = look, .take = take, .arg = &w, .groups = groups_of };

	(void)state;
	another(3049993); /* a buffer that the store keeps fails on the way */
	write_journal(40);
	s = opened(1, false);
	s->list_budget = 4 * PIECE;
	for (int how = 0; how < 4; how++) {
		int rc = E_NOMEM;

		once = how & 1;
		w.groups = how < 2;
		expect(s, &f, &w);
		for (long n = 0; rc; n++) {
			assert_true(n < 2000);
			w.at = 0;
			left = n;
			rc = how < 2 ? store_list_many(NULL, s, &f, &work) : by_index(s, &f, &w);
			left = -1;
			assert_false(w.wrong);
			assert_true(rc == 0 || rc == E_NOMEM);
		}
		check(&w, "with memory", rc);
	}
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_the_naive_list),
		cmocka_unit_test(packs_that_do_not_hold),
		cmocka_unit_test(one_pass_is_one_way_through_the_packs),
		cmocka_unit_test(rows_that_do_not_open),
		cmocka_unit_test(never_a_part_without_memory),
	};

	memset(title, 't', sizeof title);
	if (secret_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, begin, end);
}
