/*
 * The store: rows, packs, manifest, with a real file in a fresh folder.  Tampering is done through SQLite as an
 * attacker would do it; each case names its trial.
 */
#include "check.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "felt/model/feeling.h"
#include "felt/model/id.h"
#include "felt/store/verify.h"
#include "store/inner.h"

static const struct kdf_cost cheap = { 2, UINT64_C(64) << 20 };
static const int64_t now_ms = INT64_C(1795382045000);

static int
no_offset(void *arg, int64_t ms)
{
	(void)arg;
	(void)ms;
	return 60;
}

static const struct zone zone = { no_offset, NULL };

struct home {
	char dir[64], path[96], state[96];
	struct vault_copy copy;
	struct keys *keys;
	unsigned warned;
};

static void
note_warning(void *arg, enum store_warning what, uint64_t n)
{
	struct home *h = arg;

	(void)n;
	h->warned |= 1u << what;
}

static struct store_env
env_of(struct home *h)
{
	return (struct store_env){ .path = h->path, .state = h->state, .device = { 1, 2, 3, 4, 5, 6, 7, 8 }, .now_ms = now_ms, .zone = &zone,
		.warn = note_warning, .warn_arg = h };
}

/* Keys are made once and shared: each home is the same journal, newly made. */
static struct vault_copy made_copy;
static struct keys *made_keys;
static struct secret *made_recovery;

static int
make_keys(void **state)
{
	struct secret *p = secret_copy("p", 1);
	int rc = vault_create(NULL, p, cheap, &made_recovery, &made_copy, &made_keys);

	(void)state;
	secret_free(p);
	return rc;
}

static int
drop_keys(void **state)
{
	(void)state;
	keys_free(made_keys);
	secret_free(made_recovery);
	return 0;
}

static void
home_make(struct home *h)
{
	struct store_env env;

	memset(h, 0, sizeof *h);
	strcpy(h->dir, "/tmp/felt-unit-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	snprintf(h->path, sizeof h->path, "%s/j.felt", h->dir);
	snprintf(h->state, sizeof h->state, "%s/state", h->dir);
	h->copy = made_copy;
	h->keys = made_keys;
	env = env_of(h);
	assert_int_equal(store_create(NULL, &env, &h->copy, h->keys, NULL, NULL), 0);
}

static void
home_end(struct home *h)
{
	char cmd[160];

	snprintf(cmd, sizeof cmd, "rm -rf %s", h->dir);
	assert_int_equal(system(cmd), 0);
}

/* The keys without KDF, as the cache would have them. */
static struct keys *
lend(const struct home *h)
{
	return keys_from_subkeys(h->keys->sub->p, h->keys->journal_id, h->keys->epoch);
}

static int
try_open(struct home *h, bool force, struct store **s)
{
	struct store_env env = env_of(h);
	struct err err = { 0 };

	env.force_read = force;
	h->warned = 0;
	*s = NULL;
	int rc = store_open(&err, &env, s);
	if (!rc)
		rc = store_unlock(&err, *s, lend(h));
	if (rc) {
		store_close(*s);
		*s = NULL;
	}
	return rc;
}

static struct store *
opened(struct home *h)
{
	struct store *s;

	assert_int_equal(try_open(h, false, &s), 0);
	return s;
}

static uint64_t
add(struct store *s, const char *text, int64_t day)
{
	struct entry e = { .id = store_new_id(), .kind = KIND_ENTRY, .has_created = true, .has_date = true, .has_text = true };

	e.created = (struct when){ now_ms, 60 };
	e.date = (struct when){ day * DAY_MS + DAY_MS / 2, DAY_ONLY };
	e.text = slice_of(text);
	assert_int_equal(entry_add_feeling(&e, (struct entry_feeling){ 70, LAYER_SURFACE, SOURCE_WRITER, 0, slice_of("fear.anxious") }), 0);
	assert_int_equal(store_put(NULL, s, &e), 0);
	uint64_t id = e.id;
	entry_release(&e);
	return id;
}

static void
fill(struct home *h, int n, uint64_t *ids)
{
	struct store *s = opened(h);
	char text[32];

	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	for (int i = 0; i < n; i++) {
		snprintf(text, sizeof text, "entry number %d", i);
		ids[i] = add(s, text, 20000 + i % 7);
	}
	assert_int_equal(store_commit(NULL, s), 0);
	store_close(s);
}

/* An attacker's hand: any SQL on the file. */
static void
tamper(const struct home *h, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(h->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why))
		fail_msg("%s: %s", sql, why);
	sqlite3_close(db);
}

struct counted {
	size_t n;
	int64_t last;
	bool ordered;
};

static int
count(void *arg, struct err *err, const struct entry *e)
{
	struct counted *c = arg;

	(void)err;
	if (c->n++ && entry_when(e).ms > c->last)
		c->ordered = false;
	c->last = entry_when(e).ms;
	return 0;
}

static int
listed(struct store *s, struct filter *f, struct counted *c)
{
	*c = (struct counted){ .ordered = true };
	int rc = store_begin(NULL, s, STORE_READ);

	if (!rc)
		rc = store_list(NULL, s, f, count, c);
	store_rollback(s);
	return rc;
}

static int
scanned(struct store *s, struct counted *c)
{
	*c = (struct counted){ .ordered = true };
	int rc = store_begin(NULL, s, STORE_READ);

	if (!rc)
		rc = store_scan(NULL, s, NULL, count, c);
	store_rollback(s);
	return rc;
}

static int
verified(struct home *h, struct verify_report *r)
{
	struct store *s;
	int rc = try_open(h, false, &s);

	memset(r, 0, sizeof *r);
	if (rc)
		return rc;
	rc = store_begin(NULL, s, STORE_READ);
	if (!rc)
		rc = store_verify(NULL, s, r, NULL, NULL);
	store_close(s);
	return rc;
}

static void
assert_verifies(struct home *h, uint64_t rows)
{
	struct verify_report r;

	assert_int_equal(verified(h, &r), 0);
	assert_int_equal(r.rows, rows);
	verify_release(&r);
}

static void
typical_use(void **state)
{
	struct home h;
	struct row r = ROW_INIT;
	uint64_t ids[1], found;
	char name[ID_TEXT];

	(void)state;
	home_make(&h);
	fill(&h, 1, ids);
	struct store *s = opened(&h);
	id_text(ids[0], name);
	name[6] = '\0';
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_resolve(NULL, s, name, 0, &found), 0);
	assert_int_equal(store_get(NULL, s, found, &r), 0);
	assert_true(slice_is(r.e.text, "entry number 0"));
	assert_true(slice_is(r.e.opening, "entry number 0"));
	assert_int_equal(r.e.words, 3);
	assert_int_equal(r.e.nfeelings, 1);
	assert_int_equal(r.e.lamport, 1);
	store_rollback(s);
	row_release(&r);
	store_close(s);
	assert_verifies(&h, 1);
	home_end(&h);
}

static void
known_answers(void **state)
{
	static const uint8_t row_head[] = { 0xea, 0xa0, 0x1e, 0x05, 0xfd, 0x58, 0xda, 0xf9, 0xce, 0x15, 0x53, 0x34, 0x54, 0x2d, 0xe4, 0xa2, 0x16,
		0xb6, 0xc3, 0xac, 0x9c, 0xe8, 0x72, 0xdd, 0x8e, 0xd0, 0xa9, 0x75, 0xa0, 0xf8, 0x59, 0xd6 };
	static const uint8_t pack_head[] = { 0x2a, 0x3a, 0x30, 0x0d, 0x6a, 0x7d, 0x05, 0xf5, 0xa7, 0x78, 0xdc, 0x61, 0xc1, 0x07, 0x4b, 0x23, 0xd6,
		0x72, 0x33, 0x2b, 0x69, 0xa0, 0x70, 0x66, 0xaf, 0xb1, 0x68, 0x53, 0xab, 0xa1, 0x96, 0x65 };
	static const uint8_t item1[] = { 0x00, 0x3d, 0x24, 0x85, 0x78, 0xb1, 0xc5, 0x94 }, item2[] = { 0x15, 0x35, 0x5d, 0xd6, 0x12, 0xbd, 0x11, 0xc6 };
	static const size_t classes[][2] = { { 0, 1024 }, { 1023, 1024 }, { 1024, 2048 }, { 2047, 2048 }, { 100000, 131072 }, { 1048575, 1048576 },
		{ 1048576, 1179648 }, { 10000000, 10485760 } };
	uint8_t sub[7 * KEY_SIZE], root[32], id[16], ad[AD_SIZE], out[SEAL_HEAD + 4096], zero[40] = { 0 }, b[8];
	const uint64_t entry = UINT64_C(0x2726252423222120);
	uint64_t item[4];

	(void)state;
	for (int i = 0; i < 32; i++)
		root[i] = (uint8_t)i;
	for (int i = 0; i < 16; i++)
		id[i] = (uint8_t)(0x10 + i);
	for (unsigned n = 1; n <= 7; n++)
		subkey(sub + (n - 1) * KEY_SIZE, root, n);
	struct keys *k = keys_from_subkeys(sub, id, 1);
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		assert_int_equal(row_class(classes[i][0]), classes[i][1]);
	set_item(k, PART_ROW, entry, zero, item);
	put_u64(b, item[0]);
	assert_memory_equal(b, item1, 8);
	set_item(k, PART_PACK, 1, zero, item);
	put_u64(b, item[0]);
	assert_memory_equal(b, item2, 8);

	struct entry e = { .kind = KIND_ENTRY };
	struct buf plain = BUF_INIT;
	row_encode(&e, &plain);
	assert_int_equal(plain.n, 8);
	buf_u8(&plain, 0x80);
	buf_zero(&plain, 1024 - plain.n);
	row_ad(ad, k, PART_ROW, entry, 1024);
	seal_with_nonce(out, keys_sub(k, KEY_ROWS), zero, ad, sizeof ad, plain.p, 1024);
	assert_memory_equal(out + NONCE_SIZE, row_head, 32);
	buf_clear(&plain);
	buf_u32(&plain, 1);
	buf_u32(&plain, 0);
	buf_u8(&plain, 0x80);
	buf_zero(&plain, 4096 - plain.n);
	row_ad(ad, k, PART_PACK, 1, 4096);
	seal_with_nonce(out, keys_sub(k, KEY_PACKS), zero, ad, sizeof ad, plain.p, 4096);
	assert_memory_equal(out + NONCE_SIZE, pack_head, 32);
	buf_release(&plain);
	keys_free(k);
}

static void
lists_in_order_and_in_bounds(void **state)
{
	static uint64_t ids[500];
	struct home h;
	struct counted c;
	struct filter f = { .limit = 20 };

	(void)state;
	home_make(&h);
	fill(&h, 500, ids);
	struct store *s = opened(&h);
	assert_int_equal(listed(s, NULL, &c), 0);
	assert_int_equal(c.n, 500);
	assert_true(c.ordered);
	assert_int_equal(listed(s, &f, &c), 0);
	assert_int_equal(c.n, 20);
	assert_true(c.ordered);
	f.limit = 0;
	f.has_from = f.has_to = true;
	f.from = INT64_C(20003) * DAY_MS;
	f.to = INT64_C(20004) * DAY_MS;
	assert_int_equal(listed(s, &f, &c), 0);
	assert_int_equal(c.n, 71);
	assert_int_equal(scanned(s, &c), 0);
	assert_int_equal(c.n, 500);
	store_close(s);
	assert_verifies(&h, 500);
	home_end(&h);
}

static int
edit_text(struct store *s, uint64_t id, const char *text, uint64_t base, uint64_t *conflict)
{
	struct row r = ROW_INIT;
	int rc = store_begin(NULL, s, STORE_WRITE);

	if (!rc)
		rc = store_get(NULL, s, id, &r);
	if (!rc) {
		r.e.text = slice_of(text);
		rc = store_edit(NULL, s, &r.e, base ? base : r.e.lamport, conflict);
	}
	row_release(&r);
	if (rc)
		store_rollback(s);
	return rc ? rc : store_commit(NULL, s);
}

static void
assert_text(struct store *s, uint64_t id, const char *text)
{
	struct row r = ROW_INIT;

	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_get(NULL, s, id, &r), 0);
	assert_true(slice_is(r.e.text, text));
	store_rollback(s);
	row_release(&r);
}

/* T090 and DESIGN.md law 1: a second edit becomes a conflict copy, an edit can be taken back, and taken back again. */
static void
edit_undo_conflict_delete(void **state)
{
	uint64_t ids[3], conflict;
	struct home h;

	(void)state;
	home_make(&h);
	fill(&h, 3, ids);
	struct store *s = opened(&h);
	assert_int_equal(edit_text(s, ids[1], "changed", 0, &conflict), 0);
	assert_int_equal(conflict, 0);
	assert_text(s, ids[1], "changed");
	assert_int_equal(edit_text(s, ids[1], "another hand", 2, &conflict), 0); /* 2: the clock before the edit */
	assert_int_not_equal(conflict, 0);
	assert_text(s, ids[1], "changed");
	assert_text(s, conflict, "another hand");

	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_undo(NULL, s, ids[1]), 0);
	assert_int_equal(store_commit(NULL, s), 0);
	assert_text(s, ids[1], "entry number 1");
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_undo(NULL, s, ids[1]), 0);
	assert_int_equal(store_undo(NULL, s, ids[2]), E_ID_UNKNOWN);
	assert_int_equal(store_commit(NULL, s), 0);
	assert_text(s, ids[1], "changed");
	assert_verifies(&h, 5); /* 3 entries, the conflict copy, one previous version */

	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_delete(NULL, s, ids[1]), 0);
	assert_int_equal(store_commit(NULL, s), 0);
	struct row r = ROW_INIT;
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_get(NULL, s, ids[1], &r), E_ID_UNKNOWN);
	assert_int_equal(store_has(NULL, s, ids[1]), 1);
	row_release(&r);
	store_close(s);
	assert_verifies(&h, 4); /* the previous version went with it */
	home_end(&h);
}

static void
rollback_leaves_nothing(void **state)
{
	uint64_t ids[2];
	struct home h;
	struct counted c;

	(void)state;
	home_make(&h);
	fill(&h, 2, ids);
	struct store *s = opened(&h);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	add(s, "never mind", 20000);
	store_rollback(s);
	assert_int_equal(listed(s, NULL, &c), 0);
	assert_int_equal(c.n, 2);
	store_close(s);
	assert_verifies(&h, 2);
	home_end(&h);
}

/* Packs that are damaged, gone or put back: the rows say the same (FORMAT.md 4), and repair makes packs again. */
static void
packs_are_made_again(void **state)
{
	static const char *const attacks[] = { "DELETE FROM digest WHERE n=1", /* T041 */
		"UPDATE digest SET pack=zeroblob(length(pack)) WHERE n=2", /* T035 */
		("CREATE TEMP TABLE t AS SELECT pack FROM digest WHERE n=1; UPDATE digest SET pack=(SELECT pack FROM digest WHERE n=2) WHERE n=1;"
		 "UPDATE digest SET pack=(SELECT pack FROM t) WHERE n=2"), /* T042 */
		"INSERT INTO digest SELECT 99,pack FROM digest WHERE n=1" /* T044 */ };

	(void)state;
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		static uint64_t ids[200];
		struct verify_report r;
		struct counted c;
		struct home h;
		home_make(&h);
		fill(&h, 200, ids);
		tamper(&h, attacks[i]);
		struct store *s = opened(&h);
		assert_int_equal(listed(s, NULL, &c), 0);
		assert_int_equal(c.n, 200);
		assert_true(h.warned & 1u << WARN_PACK_DAMAGED);
		assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
		assert_int_equal(store_verify(NULL, s, &r, NULL, NULL), E_DAMAGE);
		assert_int_equal(store_repair(NULL, s, false, &r), 0);
		assert_int_equal(store_commit(NULL, s), 0);
		verify_release(&r);
		store_close(s);
		assert_verifies(&h, 200);
		home_end(&h);
	}
}

/* Rows deleted, swapped, copied: found by search and verify; accept-loss keeps what the pack knows. */
static void
rows_cannot_be_taken(void **state)
{
	static const char *const attacks[] = { "DELETE FROM entry WHERE id=(SELECT min(id) FROM entry)", /* T041 */
		("CREATE TEMP TABLE t AS SELECT min(id) a,max(id) b FROM entry; CREATE TEMP TABLE u AS SELECT row FROM entry,t WHERE id=a;"
		 "UPDATE entry SET row=(SELECT row FROM entry,t WHERE id=b) WHERE id=(SELECT a FROM t);"
		 "UPDATE entry SET row=(SELECT row FROM u) WHERE id=(SELECT b FROM t)"), /* T042 */
		"INSERT INTO entry SELECT 12345,row FROM entry WHERE id=(SELECT min(id) FROM entry)", /* T044 */
		"UPDATE entry SET row=zeroblob(40) WHERE id=(SELECT min(id) FROM entry)" };

	(void)state;
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		static uint64_t ids[100];
		struct verify_report r;
		struct counted c;
		struct home h;
		struct store *s;
		home_make(&h);
		fill(&h, 100, ids);
		tamper(&h, attacks[i]);
		assert_int_equal(verified(&h, &r), E_DAMAGE);
		verify_release(&r);
		s = opened(&h);
		assert_int_equal(scanned(s, &c), E_DAMAGE);
		store_close(s);
		assert_int_equal(try_open(&h, true, &s), 0);
		assert_int_equal(scanned(s, &c), 0);
		assert_true(c.n >= 98 && h.warned & 1u << WARN_FORCED);
		store_close(s);

		s = opened(&h);
		assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
		assert_int_equal(store_verify(NULL, s, &r, NULL, NULL), E_DAMAGE);
		assert_int_equal(store_repair(NULL, s, false, &r), E_DAMAGE);
		assert_int_equal(store_repair(NULL, s, true, &r), 0);
		assert_int_equal(store_commit(NULL, s), 0);
		verify_release(&r);
		assert_int_equal(listed(s, NULL, &c), 0);
		assert_int_equal(c.n, 100);
		store_close(s);
		assert_verifies(&h, 100);
		home_end(&h);
	}
}

static void
copy_file(const char *from, const char *to)
{
	char cmd[256];

	snprintf(cmd, sizeof cmd, "cp -p %s %s", from, to);
	assert_int_equal(system(cmd), 0);
}

/* T043, T045: older rows and packs put back. T046: the whole older file. T047: a fork. */
static void
older_things_put_back(void **state)
{
	uint64_t ids[3], conflict;
	char old[112], sql[512];
	struct home h;
	struct counted c;
	struct store *s;

	(void)state;
	home_make(&h);
	fill(&h, 3, ids);
	snprintf(old, sizeof old, "%s.old", h.path);
	copy_file(h.path, old);
	s = opened(&h);
	assert_int_equal(edit_text(s, ids[0], "newer", 0, &conflict), 0);
	store_close(s);
	snprintf(sql, sizeof sql, "ATTACH '%s' AS o; UPDATE entry SET row=(SELECT row FROM o.entry b WHERE b.id=entry.id) WHERE id=%llu", old,
		(unsigned long long)ids[0]);
	char newer[112];
	snprintf(newer, sizeof newer, "%s.new", h.path);
	copy_file(h.path, newer);
	tamper(&h, sql);
	s = opened(&h);
	assert_int_equal(scanned(s, &c), E_DAMAGE);
	struct row r = ROW_INIT;
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_get(NULL, s, ids[0], &r), E_DAMAGE); /* its pack names another row */
	row_release(&r);
	store_close(s);

	copy_file(newer, h.path);
	snprintf(sql, sizeof sql, "ATTACH '%s' AS o; UPDATE journal SET manifest=(SELECT manifest FROM o.journal)", old);
	tamper(&h, sql);
	assert_int_equal(try_open(&h, false, &s), E_OLDER); /* the pin has seen more */

	copy_file(old, h.path);
	assert_int_equal(try_open(&h, false, &s), E_OLDER);
	assert_int_equal(try_open(&h, true, &s), 0);
	store_close(s);

	/* the fork: from the old state, another change, on a machine with another pin */
	struct home other = h;
	snprintf(other.state, sizeof other.state, "%s/elsewhere", h.dir);
	s = opened(&other);
	assert_int_equal(edit_text(s, ids[0], "elsewhere", 0, &conflict), 0);
	store_close(s);
	assert_int_equal(try_open(&h, false, &s), E_FORK);
	/* more changes there: the generation is higher, but what was written here is missing */
	s = opened(&other);
	assert_int_equal(edit_text(s, ids[1], "elsewhere", 0, &conflict), 0);
	assert_int_equal(edit_text(s, ids[1], "elsewhere 2", 0, &conflict), 0);
	store_close(s);
	int rc = try_open(&h, false, &s);
	assert_true(rc == 0 || rc == E_FORK); /* the row is there with a clock at least as high: told apart by content only at merge */
	store_close(s);
	home_end(&h);
}

/* T048: old slots, header, mac, spare in any combination. */
static void
old_keys_put_back(void **state)
{
	char old[112], sql[700];
	static const char *const parts[] = { "UPDATE journal SET header=(SELECT header FROM o.journal)", "UPDATE journal SET mac=(SELECT mac FROM o.journal)",
		"UPDATE spare SET copy=(SELECT copy FROM o.spare)", "DELETE FROM slot; INSERT INTO slot SELECT * FROM o.slot" };
	struct home h;
	struct secret *fresh = secret_copy("new", 3), *was = secret_copy("p", 1);
	const struct vault_limits limits = { UINT64_C(8) << 30, false };

	(void)state;
	home_make(&h);
	snprintf(old, sizeof old, "%s.old", h.path);
	copy_file(h.path, old);
	struct store *s = opened(&h);
	struct vault_copy copy = h.copy;
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(vault_set_passphrase(NULL, h.keys, &copy, fresh, cheap), 0);
	assert_int_equal(store_set_vault(NULL, s, &copy), 0);
	assert_int_equal(store_commit(NULL, s), 0);
	store_close(s);
	char good[112];
	snprintf(good, sizeof good, "%s.good", h.path);
	copy_file(h.path, good);
	for (unsigned mask = 0; mask < 16; mask += getenv("FELT_QUICK") ? 5 : 1) {
		copy_file(good, h.path);
		for (unsigned i = 0; i < 4; i++)
			if (mask & 1u << i) {
				snprintf(sql, sizeof sql, "ATTACH '%s' AS o; %s", old, parts[i]);
				tamper(&h, sql);
			}
		struct store_env env = env_of(&h);
		struct vault_copy copies[2];
		struct keys *k = NULL;
		assert_int_equal(store_open(NULL, &env, &s), 0);
		assert_int_equal(store_copies(NULL, s, copies), 0);
		int rc = vault_unlock(NULL, copies, SLOT_PASSPHRASE, was, limits, &k);
		if (!rc)
			rc = store_unlock(NULL, s, k);
		assert_int_not_equal(rc, 0);
		store_close(s);
	}
	secret_free(fresh);
	secret_free(was);
	home_end(&h);
}

/* T038, T054: a schema that is not ours. */
static void
foreign_schema(void **state)
{
	static const char *const attacks[] = { "CREATE TABLE extra(a)", "CREATE VIEW v AS SELECT 1", "CREATE INDEX i ON entry(row)",
		"CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END", "DROP TABLE inbox",
		"CREATE TABLE s(a INTEGER PRIMARY KEY AUTOINCREMENT)", "ALTER TABLE inbox ADD COLUMN g INTEGER AS (id+1)",
		"CREATE VIRTUAL TABLE f USING fts5(a)" };

	(void)state;
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		struct home h;
		struct store *s;
		home_make(&h);
		tamper(&h, attacks[i]);
		assert_int_equal(try_open(&h, false, &s), E_SCHEMA);
		home_end(&h);
	}
	struct home h;
	struct store *s;
	home_make(&h);
	tamper(&h, "PRAGMA journal_mode=WAL");
	assert_int_equal(try_open(&h, false, &s), E_WAL);
	home_end(&h);
}

/* T085 and FORMAT.md 1: what a path may be. */
static void
paths_that_are_refused(void **state)
{
	struct home h;
	struct store *s;
	char other[112];

	(void)state;
	home_make(&h);
	snprintf(other, sizeof other, "%s/link.felt", h.dir);
	assert_int_equal(chmod(h.path, 0640), 0);
	assert_int_equal(try_open(&h, false, &s), E_PERMISSION);
	assert_int_equal(chmod(h.path, 0600), 0);
	assert_int_equal(link(h.path, other), 0);
	assert_int_equal(try_open(&h, false, &s), E_PERMISSION);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(chmod(h.dir, 0777), 0);
	assert_int_equal(try_open(&h, false, &s), E_PERMISSION);
	assert_int_equal(chmod(h.dir, 0700), 0);
	assert_int_equal(symlink(h.path, other), 0);
	char keep[96];
	strcpy(keep, h.path);
	strcpy(h.path, other);
	assert_int_equal(try_open(&h, false, &s), E_PERMISSION);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(mkfifo(other, 0600), 0);
	assert_int_equal(try_open(&h, false, &s), E_NOT_FELT);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(try_open(&h, false, &s), E_NO_JOURNAL);
	strcpy(h.path, h.dir);
	assert_int_equal(try_open(&h, false, &s), E_NOT_FELT);
	strcpy(h.path, keep);
	home_end(&h);
}

/* T049, T034 in small: one damaged copy is read around and mended by the next write. */
static void
spare_mends(void **state)
{
	static const char *const attacks[] = { "UPDATE journal SET header=zeroblob(160)", "DELETE FROM slot", "UPDATE spare SET copy=zeroblob(9)",
		"DELETE FROM spare", "INSERT INTO slot VALUES(x'00',x'00')" };

	(void)state;
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		uint64_t ids[1];
		struct home h;
		struct store *s;
		home_make(&h);
		tamper(&h, attacks[i]);
		s = opened(&h);
		assert_true(h.warned & 1u << WARN_SPARE_USED);
		store_close(s);
		fill(&h, 1, ids);
		s = opened(&h);
		assert_false(h.warned & 1u << WARN_SPARE_USED);
		store_close(s);
		assert_verifies(&h, 1);
		home_end(&h);
	}
}

static void
lost_manifest(void **state)
{
	uint64_t ids[2];
	struct home h;
	struct store *s;
	struct counted c;

	(void)state;
	home_make(&h);
	fill(&h, 2, ids);
	tamper(&h, "UPDATE journal SET manifest=zeroblob(200)");
	assert_int_equal(try_open(&h, false, &s), E_PROOF);
	assert_int_equal(try_open(&h, true, &s), 0);
	assert_int_equal(listed(s, NULL, &c), 0);
	assert_int_equal(c.n, 2);
	assert_true(h.warned & 1u << WARN_FORCED);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	struct entry e = { .id = 5, .kind = KIND_ENTRY };
	assert_int_equal(store_put(NULL, s, &e), E_PROOF);
	store_rollback(s);
	store_close(s);
	home_end(&h);
}

static void
backup_and_restore(void **state)
{
	static uint64_t ids[100];
	struct verify_report r;
	struct home h, copy;
	char *aside = NULL;
	struct stat st;

	(void)state;
	home_make(&h);
	fill(&h, 100, ids);
	copy = h;
	snprintf(copy.path, sizeof copy.path, "%s/b.felt", h.dir);
	struct store *s = opened(&h);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_backup(NULL, s, copy.path, &r, NULL, NULL), 0);
	assert_int_equal(r.rows, 100);
	verify_release(&r);
	assert_int_equal(store_backup(NULL, s, copy.path, &r, NULL, NULL), E_EXISTS);
	store_close(s);
	assert_int_equal(stat(copy.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_verifies(&copy, 100);

	s = opened(&copy);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_restore(NULL, s, h.path, &aside, NULL, NULL), 0);
	store_close(s);
	assert_non_null(aside);
	assert_int_equal(stat(aside, &st), 0);
	assert_int_equal(stat(h.path, &st), 0);
	assert_int_equal(st.st_nlink, 1);
	free(aside);
	assert_verifies(&h, 100);
	home_end(&h);
}

/* T068: two seals of one text share nothing. T087: rows of one class are of one length. */
static void
seals_differ(void **state)
{
	struct home h;
	struct store *s;
	sqlite3_stmt *st;
	uint8_t first[1100];

	(void)state;
	home_make(&h);
	s = opened(&h);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	add(s, "the same", 20000);
	add(s, "the same", 20000);
	add(s, "a much longer text, but of the same class of size as the two before it", 20000);
	assert_int_equal(store_commit(NULL, s), 0);
	assert_int_equal(sqlite3_prepare_v2(s->db, "SELECT row FROM entry", -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	assert_int_equal(sqlite3_column_bytes(st, 0), 1024 + SEAL_HEAD);
	memcpy(first, sqlite3_column_blob(st, 0), 1024 + SEAL_HEAD);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const uint8_t *p = sqlite3_column_blob(st, 0);
		assert_int_equal(sqlite3_column_bytes(st, 0), 1024 + SEAL_HEAD);
		for (size_t i = 0; i + 16 <= 1064; i++)
			for (size_t j = 0; j + 16 <= 1064; j++)
				if (first[i] == p[j])
					assert_memory_not_equal(first + i, p + j, 16);
	}
	sqlite3_finalize(st);
	store_close(s);
	home_end(&h);
}

/* T057: meta that breaks a rule, straight into the decoder. */
static void
hostile_meta(void **state)
{
	static const struct { const char *bytes; size_t n; int want; } cases[] = {
		{ "", 0, 0 },
		{ "\1\0\12\0\0\0" "\0\0\0\0\0\0\0\0\0\0", 16, 0 },
		{ "\1\0\12\0\0\0" "\0\0\0\0\0\0\0\0\0", 15, E_DAMAGE },        /* truncated */
		{ "\1\0\377\377\377\377" "\0", 7, E_DAMAGE },                  /* 2^32-1 */
		{ "\6\0\1\0\0\0a" "\5\0\10\0\0\0" "12345678", 21, E_DAMAGE },  /* descending */
		{ "\6\0\1\0\0\0a" "\6\0\1\0\0\0b", 14, E_DAMAGE },             /* twice */
		{ "\7\0\6\0\0\0" "\144\0\0\0ab", 12, 0 },                      /* 100 */
		{ "\7\0\6\0\0\0" "\145\0\0\0ab", 12, E_DAMAGE },               /* 101 */
		{ "\7\0\6\0\0\0" "\377\0\0\0ab", 12, 0 },                      /* 255 */
		{ "\7\0\6\0\0\0" "\376\0\0\0ab", 12, E_DAMAGE },               /* 254 */
		{ "\21\0\1\0\0\0x", 7, 0 },                                    /* unknown, low */
		{ "\1\200\1\0\0\0x", 7, 0 },                                   /* carried */
		{ "\1\0\12\0\0\0" "\377\377\377\377\377\377\377\177\0\0", 16, E_DAMAGE }, /* i64 max */
		{ "\1\0\12\0\0\0" "\0\0\0\0\0\0\0\200\0\0", 16, E_DAMAGE },    /* i64 min */
		{ "\6\0\1\0\0\0\377", 7, E_DAMAGE },                           /* not UTF-8 */
		{ "\1\0", 2, E_DAMAGE },
	};
	struct entry e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		entry_reset(&e);
		if (meta_decode((const uint8_t *)cases[i].bytes, cases[i].n, &e) != cases[i].want)
			fail_msg("case %zu", i);
	}
	entry_release(&e);
}

/* T058: any padding but the one. */
static void
hostile_padding(void **state)
{
	uint8_t sub[7 * KEY_SIZE] = { 1 }, id[16] = { 2 }, ad[AD_SIZE], plain[2048] = { 0 }, blob[2048 + SEAL_HEAD];
	struct keys *k = keys_from_subkeys(sub, id, 1);
	struct buf out = BUF_INIT;

	(void)state;
	for (int c = 0; c < 4; c++) {
		size_t n = c == 2 ? 2048 : 1024;
		memset(plain, 0, sizeof plain);
		plain[0] = 1;
		plain[8] = 0x80;
		if (c == 1)
			plain[8] = 0;   /* no 0x80: the row's own first byte is the last that is not zero */
		if (c == 3)
			plain[20] = 7;  /* something after it */
		row_ad(ad, k, PART_ROW, 5, n);
		seal(blob, keys_sub(k, KEY_ROWS), ad, sizeof ad, plain, n);
		assert_int_equal(blob_open(k, PART_ROW, 5, blob, n + SEAL_HEAD, &out), c == 0 ? 0 : E_DAMAGE);
	}
	assert_int_equal(blob_open(k, PART_ROW, 5, blob, SEAL_HEAD, &out), E_DAMAGE);
	assert_int_equal(blob_open(k, PART_ROW, 5, blob, 0, &out), E_DAMAGE);
	buf_release(&out);
	keys_free(k);
}

/* ---- on several cores, and an order that is kept ---- */

struct texts { struct buf b; size_t n; };

static int
look_text(void *own, struct err *err, const struct entry *e, struct buf *out)
{
	++*(size_t *)own;
	if (e->id % 2)
		buf_slice(out, e->text);
	return buf_check(out, err);
}

static int
take_text(void *arg, struct err *err, const uint8_t *p, size_t n)
{
	struct texts *t = arg;

	buf_add(&t->b, p, n);
	buf_u8(&t->b, '\n');
	t->n++;
	return buf_check(&t->b, err);
}

static int
look_one(void *arg, struct err *err, const struct entry *e)
{
	struct texts *t = arg;

	if (e->id % 2)
		return take_text(t, err, (const uint8_t *)e->text.p, e->text.n);
	return 0;
}

static void
the_same_on_several_cores(void **state)
{
	uint64_t ids[400];
	struct home h;
	struct texts one = { BUF_INIT, 0 };

	(void)state;
	home_make(&h);
	fill(&h, 400, ids);
	for (unsigned cores = 0; cores <= 5; cores++) {
		struct texts t = { BUF_INIT, 0 };
		size_t looked[STORE_HANDS] = { 0 };
		struct scan_work w = { .look = look_text, .take = take_text, .arg = &t };
		struct store_env env = env_of(&h);
		struct store *s;

		env.cores = cores;
		for (size_t i = 0; i < STORE_HANDS; i++)
			w.own[i] = &looked[i];
		assert_int_equal(store_open(NULL, &env, &s), 0);
		assert_int_equal(store_unlock(NULL, s, lend(&h)), 0);
		assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
		if (!cores)
			assert_int_equal(store_scan(NULL, s, NULL, look_one, &one), 0);
		assert_int_equal(store_scan_many(NULL, s, NULL, &w), 0);
		assert_int_equal(t.n, one.n);
		assert_memory_equal(t.b.p, one.b.p, one.b.n);
		assert_int_equal(looked[0] + looked[1] + looked[2] + looked[3], 400);
		store_close(s);
		buf_release(&t.b);
	}
	tamper(&h, "DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)");
	struct texts t = { BUF_INIT, 0 };
	size_t looked = 0;
	struct scan_work w = { .look = look_text, .take = take_text, .arg = &t, .own = { &looked, &looked, &looked, &looked } };
	struct store *s = opened(&h);

	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_scan_many(NULL, s, NULL, &w), E_DAMAGE);
	store_close(s);
	buf_release(&t.b);
	buf_release(&one.b);
	home_end(&h);
}

static void
an_order_that_is_kept(void **state)
{
	uint64_t ids[300];
	struct home h;
	struct store *s;
	struct store_index *idx;
	struct counted c = { .ordered = true };
	struct texts t = { BUF_INIT, 0 };
	struct err err = { 0 };
	char sql[400];

	(void)state;
	home_make(&h);
	fill(&h, 300, ids);
	/* an attacker keeps the row and the pack of an entry, which is changed afterwards */
	snprintf(sql, sizeof sql, "ATTACH '%s/kept' AS kept; CREATE TABLE kept.e AS SELECT * FROM entry; CREATE TABLE kept.d AS SELECT * FROM digest",
		h.dir);
	tamper(&h, sql);
	s = opened(&h);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	struct entry e = { .id = ids[8], .kind = KIND_ENTRY, .has_created = true, .has_date = true, .has_text = true, .text = slice_of("entry number 8") };
	e.created = (struct when){ now_ms, 60 };
	e.date = (struct when){ INT64_C(20001) * DAY_MS + DAY_MS / 2, DAY_ONLY };
	assert_int_equal(entry_add_feeling(&e, (struct entry_feeling){ 70, LAYER_SURFACE, SOURCE_WRITER, 0, slice_of("fear.anxious") }), 0); /* as long as before */
	assert_int_equal(store_put(NULL, s, &e), 0);
	entry_release(&e);
	assert_int_equal(store_commit(NULL, s), 0);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_index(NULL, s, NULL, &idx), 0);
	store_rollback(s);
	assert_int_equal(store_index_count(idx), 300);
	for (size_t i = 1; i < 300; i++) {
		struct entry_key a = store_index_key(idx, i - 1), b = store_index_key(idx, i);
		assert_true(entry_key_cmp(&a, &b) > 0);
	}
	assert_int_equal(store_index_key(idx, store_index_find(idx, ids[7])).id, ids[7]);
	assert_int_equal(store_index_find(idx, 1), 300);
	/* heads and rows of any part, in a transaction of their own */
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_true(store_index_holds(s, idx));
	assert_int_equal(store_index_heads(NULL, s, idx, 100, 150, count, &c), 0);
	assert_true(c.n == 150 && c.ordered);
	assert_int_equal(store_index_rows(NULL, s, idx, store_index_find(idx, ids[8]), 1, look_one, &t), 0);
	store_rollback(s);
	if (ids[8] % 2)
		assert_memory_equal(t.b.p, "entry number 8", 14);
	/* a row that was put back is not the one its pack names */
	snprintf(sql, sizeof sql, "ATTACH '%s/kept' AS kept; UPDATE entry SET row = (SELECT k.row FROM kept.e k WHERE k.id = entry.id)", h.dir);
	tamper(&h, sql);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_index_rows(&err, s, idx, store_index_find(idx, ids[8]), 1, look_one, &t), E_DAMAGE);
	store_rollback(s);
	/* and packs that were put back are not those whose sum held */
	snprintf(sql, sizeof sql, "ATTACH '%s/kept' AS kept; UPDATE digest SET pack = (SELECT k.pack FROM kept.d k WHERE k.n = digest.n)", h.dir);
	tamper(&h, sql);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_index_heads(&err, s, idx, 0, 300, count, &c), E_DAMAGE);
	store_rollback(s);
	/* another one wrote: this order is of a state before */
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	add(s, "one more", 20001);
	assert_int_equal(store_commit(NULL, s), 0);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_false(store_index_holds(s, idx));
	assert_int_equal(store_index_heads(&err, s, idx, 0, 1, count, &c), E_CONFLICT);
	store_index_free(idx);
	store_lock(s);
	assert_int_equal(store_begin(&err, s, STORE_READ), E_NO_SECRET);
	assert_int_equal(store_unlock(NULL, s, lend(&h)), 0);
	store_close(s);
	buf_release(&t.b);
	home_end(&h);
}

/* What an order says, key by key from the back or from the front, beside what a list says. */
static int
keep_key(void *arg, struct err *err, const struct entry *e)
{
	struct buf *b = arg;
	struct entry_key k = entry_key(e);

	(void)err;
	buf_add(b, &k, sizeof k);
	return 0;
}

static void
same_order(struct store *s, struct filter *f, size_t want, bool far_first)
{
	struct buf listed_keys = BUF_INIT, given = BUF_INIT;
	struct store_index *idx;
	size_t n;

	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_list(NULL, s, f, keep_key, &listed_keys), 0);
	assert_int_equal(store_index(NULL, s, f, &idx), 0);
	n = store_index_count(idx);
	assert_int_equal(n, want);
	assert_int_equal(listed_keys.n, n * sizeof(struct entry_key));
	for (size_t i = 0; i < n && !far_first; i += 100)
		assert_int_equal(store_index_heads(NULL, s, idx, i, n - i < 100 ? n - i : 100, keep_key, &given), 0);
	if (!far_first)
		assert_memory_equal(given.p, listed_keys.p, given.n);
	for (size_t i = 0; i < n; i++) {
		size_t at = far_first ? n - 1 - i : i;
		struct entry_key a = store_index_key(idx, at), b;

		memcpy(&b, listed_keys.p + at * sizeof b, sizeof b);
		assert_int_equal(entry_key_cmp(&a, &b), 0);
	}
	store_index_free(idx);
	store_rollback(s);
	buf_release(&listed_keys);
	buf_release(&given);
}

static void
an_order_is_sorted_as_far_as_it_is_asked_for(void **state)
{
	enum { MANY = 3000 };
	struct home h;
	struct store *s;

	(void)state;
	home_make(&h);
	s = opened(&h);
	same_order(s, NULL, 0, false);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	add(s, "alone", 20000);
	assert_int_equal(store_commit(NULL, s), 0);
	same_order(s, NULL, 1, false);
	/* not in the order of days, and many on one day, where the ids decide */
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	for (int i = 1; i < MANY; i++)
		add(s, "a day", 20000 + i * 7919 % 1500);
	assert_int_equal(store_commit(NULL, s), 0);
	for (int i = 0; i < 2; i++) {
		struct filter all = { .reverse = i == 1 }, some = { .reverse = i == 1, .limit = 1000 };
		struct filter days = { .reverse = i == 1, .has_from = true, .from = INT64_C(20700) * DAY_MS };

		same_order(s, i ? &all : NULL, MANY, false);
		same_order(s, &all, MANY, true);
		same_order(s, &some, 1000, false);
		same_order(s, &days, 1600, true);
	}
	store_close(s);
	home_end(&h);
}

/* ---- lists whose answers do not fit into memory at once ---- */

struct given { unsigned group; struct entry_key k; };
struct giving {
	size_t text;          /* so long is what is said of each entry */
	struct given *want;
	size_t n, at;
	bool wrong;
};
static bool oldest_first;

static int
given_order(const void *a, const void *b)
{
	const struct given *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return oldest_first ? entry_key_cmp(&x->k, &y->k) : entry_key_cmp(&y->k, &x->k);
}

static uint64_t
groups_of(const void *arg, const struct entry *e)
{
	(void)arg;
	return e->id % 3 == 0 ? 1u << 5 : e->id % 3 == 1 ? 1u : 1u | 1u << 5;
}

static int
say_much(void *own, struct err *err, const struct entry *e, struct buf *out)
{
	const struct giving *g = own;

	buf_u64(out, e->id);
	buf_zero(out, g->text);
	return buf_check(out, err);
}

static int
take_much(void *arg, struct err *err, unsigned group, const uint8_t *p, size_t n)
{
	struct giving *g = arg;

	(void)err;
	g->wrong = g->wrong || g->at == g->n || n != g->text + 8 || group != g->want[g->at].group || get_u64(p) != g->want[g->at].k.id;
	g->at++;
	return 0;
}

static int
take_whole(void *arg, struct err *err, unsigned group, const struct entry *e)
{
	struct giving *g = arg;

	(void)err;
	g->wrong = g->wrong || g->at == g->n || group != g->want[g->at].group || e->id != g->want[g->at].k.id || !slice_is(e->text, "a day");
	g->at++;
	return 0;
}

/* The same by a sort of all keys. */
static void
expect(struct giving *g, const struct buf *keys, const struct filter *f, bool groups)
{
	size_t all = keys->n / sizeof(struct entry_key);
	struct given *one = calloc(all + 1, sizeof *one);

	oldest_first = f->reverse;
	g->want = calloc(2 * all + 1, sizeof *g->want);
	g->n = g->at = 0;
	for (size_t i = 0; i < all; i++)
		memcpy(&one[i].k, keys->p + i * sizeof one->k, sizeof one->k);
	qsort(one, all, sizeof *one, given_order);
	for (size_t i = 0; i < (f->limit && f->limit < all ? f->limit : all); i++) {
		uint64_t in = groups ? groups_of(NULL, &(struct entry){ .id = one[i].k.id }) : 1;

		for (unsigned k = 0; in; in >>= 1, k++)
			if (in & 1)
				g->want[g->n++] = (struct given){ k, one[i].k };
	}
	qsort(g->want, g->n, sizeof *g->want, given_order);
	free(one);
}

static void
lists_of_many_passes(void **state)
{
	enum { PASSES = 5 };
	size_t many = getenv("FELT_QUICK") ? 1500 : 34000; /* so many that some packs are asked in advance */
	struct buf keys = BUF_INIT;
	struct home h;
	struct store *s;

	(void)state;
	home_make(&h);
	s = opened(&h);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	for (size_t i = 0; i < many; i++)
		add(s, "a day", 20000 + (int64_t)(i * 7919 % 1500));
	assert_int_equal(store_commit(NULL, s), 0);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_scan(NULL, s, NULL, keep_key, &keys), 0);
	store_close(s);
	for (unsigned how = 0; how < 32; how++) {
		struct filter f = { .reverse = how & 1, .limit = how & 2 ? how & 8 ? 40 : many / 2 : 0 };
		struct giving g = { .text = ((size_t)PASSES * 4 << 20) / many };
		struct list_work w = { .groups = how & 4 ? groups_of : NULL, .look = say_much, .take = take_much, .arg = &g,
			.own = { &g, &g, &g, &g } };
		struct store_env env = env_of(&h);

		if (how == 16) /* everything once more from the rows */
			tamper(&h, "DELETE FROM digest WHERE n = 2");
		if (how >= 16 && many > 1500 && how & 2)
			continue;
		env.cores = how & 8 ? 3 : 1;
		assert_int_equal(store_open(NULL, &env, &s), 0);
		assert_int_equal(store_unlock(NULL, s, lend(&h)), 0);
		assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
		expect(&g, &keys, &f, how & 4);
		assert_int_equal(store_list_many(NULL, s, &f, &w), 0);
		assert_false(g.wrong);
		assert_int_equal(g.at, g.n);
		if (many <= 1500 || how == 4) {
			w.row = take_whole;
			g.at = 0;
			assert_int_equal(store_list_many(NULL, s, &f, &w), 0);
			assert_false(g.wrong);
			assert_int_equal(g.at, g.n);
		}
		store_close(s);
		free(g.want);
	}
	buf_release(&keys);
	home_end(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(known_answers),
		cmocka_unit_test(lists_in_order_and_in_bounds),
		cmocka_unit_test(edit_undo_conflict_delete),
		cmocka_unit_test(rollback_leaves_nothing),
		cmocka_unit_test(packs_are_made_again),
		cmocka_unit_test(rows_cannot_be_taken),
		cmocka_unit_test(older_things_put_back),
		cmocka_unit_test(old_keys_put_back),
		cmocka_unit_test(foreign_schema),
		cmocka_unit_test(paths_that_are_refused),
		cmocka_unit_test(spare_mends),
		cmocka_unit_test(lost_manifest),
		cmocka_unit_test(backup_and_restore),
		cmocka_unit_test(seals_differ),
		cmocka_unit_test(hostile_meta),
		cmocka_unit_test(hostile_padding),
		cmocka_unit_test(the_same_on_several_cores),
		cmocka_unit_test(an_order_that_is_kept),
		cmocka_unit_test(an_order_is_sorted_as_far_as_it_is_asked_for),
		cmocka_unit_test(lists_of_many_passes),
	};

	if (secret_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
