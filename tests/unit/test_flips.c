/*
 * T033, T034, T035: whatever happens to the bytes of a journal file, what is handed out is what was written, or the
 * damage is reported.
 *
 * A small journal with everything in it (entries, a long text over several pages, a previous version, a tombstone, a
 * draft) is cut short at every 512 bytes, has one bit flipped in every byte, and has its pages and quarters of pages
 * zeroed, exchanged and randomised.  After each it is opened with keys lent to the store (no key derivation), listed,
 * read, scanned and verified, then once more with --force-read.
 *
 * Laws of every case
 *  1. An operation answers 0 and gives exactly what was written, or answers with a code of exit 3; opening may also answer
 *     with one of exit 5, for single flips only where the first page was hit.
 *  2. verify answers 0 only when every other operation did, and nothing was warned of.
 *  3. Under --force-read every row and every head handed out is one that was written.
 *  4. Reading changes no byte of the file.
 *
 * A sample of T034 by default; FELT_TRIALS=1 takes every byte.
 */
#include "check.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "felt/model/feeling.h"
#include "felt/store/verify.h"
#include "store/inner.h"

enum { PAGE = 16384, QUARTER = 4096, SECTOR = 512, ROWS_MAX = 64, CASE_SECONDS = 60, WRONG_SHOWN = 8 };

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

struct digest { uint8_t h[HASH_SIZE]; };

/* What one operation handed out: a chain over everything, and each piece by itself. */
struct told {
	int rc;
	size_t n;
	struct digest chain;
	struct digest each[ROWS_MAX];
};

/* Everything that was learned from the file in one look. */
struct look {
	int open_rc, verify_rc;
	unsigned warned;
	struct told heads, list, read, scan;
};

static struct journal {
	char dir[64], path[96];
	int fd;
	uint8_t *bytes, *after;
	size_t n;
	struct keys *keys;
	struct vault_copy copy;
	unsigned warned;
	struct look good;
} j;

/* ---- the same journal in every run ---- */

static uint64_t
next_random(uint64_t *state)
{
	*state += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = *state;
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static uint64_t dice = 1; /* FELT_SEED */

static const char *
dice_name(void)
{
	return "seeded, for this test";
}

static uint32_t
dice_u32(void)
{
	return (uint32_t)next_random(&dice);
}

static void
dice_bytes(void *const p, const size_t n)
{
	for (size_t i = 0; i < n; i++)
		((uint8_t *)p)[i] = (uint8_t)next_random(&dice);
}

/* Ids, nonces and keys come from libsodium: with these they are the same each time, so that a case can be looked at again. */
static int
seed_dice(void)
{
	static struct randombytes_implementation seeded = { dice_name, dice_u32, NULL, NULL, dice_bytes, NULL };
	const char *seed = getenv("FELT_SEED");

	if (seed)
		dice = strtoull(seed, NULL, 10);
	return randombytes_set_implementation(&seeded);
}

/* ---- looking ---- */

static void
note_warning(void *arg, enum store_warning what, uint64_t n)
{
	(void)n;
	*(unsigned *)arg |= 1u << what;
}

static struct store_env
env_of(bool force)
{
	return (struct store_env){ .path = j.path, .state = NULL, .device = { 1, 2, 3, 4, 5, 6, 7, 8 }, .now_ms = now_ms, .zone = &zone,
		.force_read = force, .warn = note_warning, .warn_arg = &j.warned };
}

static int
tell(void *arg, struct err *err, const struct entry *e)
{
	struct told *t = arg;
	struct buf b = BUF_INIT;
	struct digest before;

	(void)err;
	if (!e) { /* "forget it, from the beginning" */
		t->n = 0;
		memset(&t->chain, 0, sizeof t->chain);
		return 0;
	}
	buf_u64(&b, e->id);
	row_encode(e, &b);
	before = t->chain;
	if (t->n < ROWS_MAX)
		hash_parts(t->each[t->n].h, NULL, 0, (const struct part[]){ { b.p, b.n } }, 1);
	t->n++;
	hash_parts(t->chain.h, NULL, 0, (const struct part[]){ { before.h, HASH_SIZE }, { b.p, b.n } }, 2);
	buf_release(&b);
	return 0;
}

static void
ask(struct store *s, struct told *t, int (*fn)(struct err *, struct store *, const struct filter *, store_entry_fn *, void *))
{
	t->n = 0;
	memset(&t->chain, 0, sizeof t->chain);
	t->rc = store_begin(NULL, s, STORE_READ);
	if (!t->rc)
		t->rc = fn(NULL, s, NULL, tell, t);
	store_rollback(s);
}

static struct keys *
lend(void)
{
	return keys_from_subkeys(j.keys->sub->p, j.keys->journal_id, j.keys->epoch);
}

static void
look(struct look *l, bool force)
{
	struct store_env env = env_of(force);
	struct verify_report r = { 0 };
	struct store *s = NULL;

	alarm(CASE_SECONDS); /* a hang is a failure */
	memset(l, 0, sizeof *l);
	j.warned = 0;
	l->open_rc = store_open(NULL, &env, &s);
	if (!l->open_rc)
		l->open_rc = store_unlock(NULL, s, lend());
	if (!l->open_rc) {
		ask(s, &l->heads, store_heads);
		ask(s, &l->list, store_list);
		ask(s, &l->read, store_read);
		ask(s, &l->scan, store_scan);
		l->verify_rc = store_begin(NULL, s, STORE_READ);
		if (!l->verify_rc)
			l->verify_rc = store_verify(NULL, s, &r, NULL, NULL);
		verify_release(&r);
	}
	store_close(s);
	l->warned = j.warned;
	alarm(0);
}

/* ---- judging ---- */

static bool
is_damage(int rc)
{
	return rc == E_DAMAGE || rc == E_PROOF;
}

static bool
is_refusal(int rc)
{
	return rc == E_NOT_FELT || rc == E_VERSION || rc == E_SCHEMA || rc == E_WAL || rc == E_UNSAFE;
}

/* Law 1 for one operation; `ordered` false: in any order, so that only the pieces are compared. */
static const char *
judge_told(const struct told *t, const struct told *good)
{
	if (t->rc && !is_damage(t->rc))
		return "a code that is not damage";
	if (!t->rc && (t->n != good->n || memcmp(&t->chain, &good->chain, sizeof t->chain)))
		return "SILENT: other content, and no error";
	return NULL;
}

static const char *
judge(const struct look *l, bool refusal_is_fine)
{
	const struct told *told[] = { &l->list, &l->read, &l->scan }, *good[] = { &j.good.list, &j.good.read, &j.good.scan };

	if (l->open_rc)
		return is_damage(l->open_rc) || (refusal_is_fine && is_refusal(l->open_rc)) ? NULL : "opening answers with a code it may not";
	for (int i = 0; i < 3; i++) {
		const char *why = judge_told(told[i], good[i]);
		if (why)
			return why;
		if (!l->verify_rc && told[i]->rc)
			return "verify finds nothing, another operation does";
	}
	if (l->verify_rc && !is_damage(l->verify_rc))
		return "verify answers with a code that is not damage";
	/* what waits in the inbox was written without the keys: nothing proves it */
	if (!l->verify_rc && l->warned & ~(1u << WARN_INBOX))
		return "verify finds nothing, and yet there was a warning";
	return NULL;
}

static bool
was_written(const struct digest *d, const struct told *good)
{
	for (size_t i = 0; i < good->n; i++)
		if (!memcmp(d, &good->each[i], sizeof *d))
			return true;
	return false;
}

/* Law 3. */
static const char *
judge_forced(const struct look *l)
{
	const struct told *told[] = { &l->heads, &l->list, &l->read, &l->scan };
	const struct told *good[] = { &j.good.heads, &j.good.list, &j.good.read, &j.good.scan };

	for (int i = 0; i < 4 && !l->open_rc; i++)
		for (size_t k = 0; k < told[i]->n && k < ROWS_MAX; k++)
			if (!was_written(&told[i]->each[k], good[i]))
				return "forced, it hands out what was never written";
	return NULL;
}

struct counted { unsigned long same, damage, refused, warned, wrong; };

static void
count(struct counted *c, const struct look *l)
{
	if (is_refusal(l->open_rc))
		c->refused++;
	else if (l->open_rc || l->verify_rc)
		c->damage++;
	else
		c->same++;
	c->warned += l->warned != 0;
}

/* One case: the file is as it is to be looked at; `where` and `what` are for the report. */
static void
try_case(struct counted *c, const char *what, size_t where, bool refusal_is_fine)
{
	struct look l;

	look(&l, false);
	count(c, &l);
	const char *why = judge(&l, refusal_is_fine);
	bool whole = !l.open_rc && !l.verify_rc;
	if (!why && !whole) {
		int plain = l.open_rc;
		look(&l, true);
		why = judge_forced(&l);
		if (!why && is_refusal(plain) && !l.open_rc)
			why = "forced, it opens what is refused otherwise";
	}
	if (why && c->wrong++ < WRONG_SHOWN)
		print_message("# %s at %zu: %s (open %d, list %d, read %d, scan %d, verify %d, warned %x)\n", what, where, why, l.open_rc,
			l.list.rc, l.read.rc, l.scan.rc, l.verify_rc, l.warned);
}

static void
put(const void *p, size_t n, size_t at)
{
	assert_int_equal(pwrite(j.fd, p, n, (off_t)at), (ssize_t)n);
}

/* Law 4: with the change taken back the file is what it was, to the byte. */
static void
assert_untouched(void)
{
	struct stat st;

	assert_int_equal(fstat(j.fd, &st), 0);
	assert_int_equal(st.st_size, (off_t)j.n);
	assert_int_equal(pread(j.fd, j.after, j.n, 0), (ssize_t)j.n);
	assert_memory_equal(j.after, j.bytes, j.n);
}

static void
report_case(const char *name, const struct counted *c)
{
	print_message("# %s: %lu same, %lu reported, %lu refused, %lu with a warning, %lu wrong\n", name, c->same, c->damage, c->refused,
		c->warned, c->wrong);
	assert_untouched();
	assert_int_equal(c->wrong, 0);
}

static bool
all(void)
{
	const char *trials = getenv("FELT_TRIALS");

	return trials && !strcmp(trials, "1");
}

/* Under valgrind. */
static bool
quick(void)
{
	return getenv("FELT_QUICK") != NULL;
}

/* ---- the journal ---- */

static uint64_t
add(struct store *s, struct slice text, int64_t day, uint8_t kind)
{
	struct entry e = { .id = store_new_id(), .kind = kind, .has_created = true, .has_date = true, .has_text = true };

	e.created = (struct when){ now_ms, 60 };
	e.date = (struct when){ day * DAY_MS + DAY_MS / 2, DAY_ONLY };
	e.title = slice_of("a title");
	e.text = text;
	assert_int_equal(entry_add_feeling(&e, (struct entry_feeling){ 70, LAYER_SURFACE, SOURCE_WRITER, 0, slice_of("fear.anxious") }), 0);
	assert_int_equal(entry_add_tag(&e, slice_of("work")), 0);
	assert_int_equal(store_put(NULL, s, &e), 0);
	uint64_t id = e.id;
	entry_release(&e);
	return id;
}

static void
change(struct store *s, uint64_t id)
{
	struct row r = ROW_INIT;
	uint64_t conflict = 0;

	assert_int_equal(store_get(NULL, s, id, &r), 0);
	uint64_t base = r.e.lamport;
	r.e.text = slice_of("changed afterwards");
	assert_int_equal(store_edit(NULL, s, &r.e, base, &conflict), 0);
	assert_int_equal(conflict, 0);
	row_release(&r);
}

static void
fill(void)
{
	struct store_env env = env_of(false);
	struct store *s = NULL;
	static char text[24000];
	uint64_t ids[16];

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i % 61 == 60 ? '\n' : (char)('a' + i % 26);
	assert_int_equal(store_open(NULL, &env, &s), 0);
	assert_int_equal(store_unlock(NULL, s, lend()), 0);
	for (int half = 0; half < 2; half++) { /* two commits, so that pages have been written over */
		assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
		for (int i = 8 * half; i < 8 * half + 8; i++)
			ids[i] = add(s, (struct slice){ text, (size_t)(i == 3 ? 24000 : 20 + 150 * i) }, 20000 + i % 5, KIND_ENTRY);
		assert_int_equal(store_commit(NULL, s), 0);
	}
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	change(s, ids[1]);
	assert_int_equal(store_delete(NULL, s, ids[2]), 0);
	add(s, slice_of("not finished yet"), 20009, KIND_DRAFT);
	assert_int_equal(store_commit(NULL, s), 0);
	store_close(s);
}

static int
setup(void **state)
{
	struct secret *p, *recovery = NULL;
	struct store_env env;
	struct stat st;

	(void)state;
	assert_int_equal(seed_dice(), 0);
	assert_int_equal(secret_init(NULL), 0);
	p = secret_copy("p", 1);
	strcpy(j.dir, "/tmp/felt-flips-XXXXXX");
	assert_non_null(mkdtemp(j.dir));
	snprintf(j.path, sizeof j.path, "%s/j.felt", j.dir);
	assert_int_equal(vault_create(NULL, p, cheap, &recovery, &j.copy, &j.keys), 0);
	secret_free(p);
	secret_free(recovery);
	env = env_of(false);
	assert_int_equal(store_create(NULL, &env, &j.copy, j.keys, NULL, NULL), 0);
	fill();
	j.fd = open(j.path, O_RDWR | O_CLOEXEC);
	assert_true(j.fd >= 0);
	assert_int_equal(fstat(j.fd, &st), 0);
	j.n = (size_t)st.st_size;
	assert_int_equal(j.n % PAGE, 0);
	j.bytes = malloc(j.n);
	j.after = malloc(j.n);
	assert_non_null(j.bytes);
	assert_non_null(j.after);
	assert_int_equal(pread(j.fd, j.bytes, j.n, 0), (ssize_t)j.n);
	look(&j.good, false);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	close(j.fd);
	unlink(j.path);
	rmdir(j.dir);
	free(j.bytes);
	free(j.after);
	keys_free(j.keys);
	return 0;
}

/* ---- the cases ---- */

static void
the_whole_file_is_read(void **state)
{
	(void)state;
	assert_int_equal(j.good.open_rc, 0);
	assert_int_equal(j.good.verify_rc, 0);
	assert_int_equal(j.good.warned, 0);
	assert_int_equal(j.good.list.n, 15);
	assert_int_equal(j.good.read.n, 15);
	assert_int_equal(j.good.scan.n, 18); /* and the version before, the tombstone, the draft */
	assert_int_equal(j.good.heads.n, 18);
	assert_untouched();
	print_message("# the journal has %zu bytes\n", j.n);
}

static void
cut(struct counted *c, size_t length)
{
	assert_int_equal(ftruncate(j.fd, (off_t)length), 0);
	try_case(c, "cut", length, true);
	put(j.bytes + length, j.n - length, length);
}

static void
T033_cut_short(void **state)
{
	struct counted c = { 0 };
	uint64_t seed = 33;
	int random = all() ? 200 : quick() ? 5 : 50;

	(void)state;
	for (size_t n = 0; n < j.n; n += all() ? SECTOR : quick() ? 40 * SECTOR : 3 * SECTOR)
		cut(&c, n);
	for (int i = 0; i < random; i++)
		cut(&c, next_random(&seed) % j.n);
	report_case("T033", &c);
	assert_int_equal(c.same, 0); /* a file that lacks its end is never taken for whole */
}

static void
flip(struct counted *c, size_t at, uint8_t bit)
{
	uint8_t b = j.bytes[at] ^ bit;

	put(&b, 1, at);
	try_case(c, "flip", at, at < PAGE);
	put(j.bytes + at, 1, at);
}

/* Where SQLite keeps its bookkeeping: the first bytes of the file and of each page. */
static bool
is_bookkeeping(size_t at)
{
	return at < 112 || at % PAGE < 12;
}

/* T037: SQLite itself would pass over it. */
static void
T037_appended(void **state)
{
	static const size_t lengths[] = { 1, SECTOR, PAGE, 3 * PAGE + 7 };
	struct counted c = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		put(j.bytes, lengths[i], j.n);
		try_case(&c, "appended", lengths[i], true);
		assert_int_equal(ftruncate(j.fd, (off_t)j.n), 0);
	}
	report_case("T037, appended", &c);
	assert_int_equal(c.refused, 4);
}

static void
T034_one_bit_of_every_byte(void **state)
{
	struct counted c = { 0 };
	uint64_t seed = 34;
	size_t most = all() ? 1 : quick() ? 4001 : 229;

	(void)state;
	for (size_t at = 0; at < j.n; at++) {
		uint64_t r = next_random(&seed);
		if (is_bookkeeping(at) || r % most == 0)
			flip(&c, at, (uint8_t)(1u << (r >> 32) % 8));
	}
	report_case("T034", &c);
	assert_true(c.damage > c.refused);
}

static void
replace(struct counted *c, const char *what, size_t at, size_t n, const uint8_t *with)
{
	if (!memcmp(j.bytes + at, with, n))
		return;
	put(with, n, at);
	try_case(c, what, at, at < PAGE);
	put(j.bytes + at, n, at);
}

static void
pages(struct counted *c, size_t unit, size_t every)
{
	static uint8_t other[PAGE];
	uint64_t seed = 35 + unit;

	for (size_t at = 0; at < j.n; at += unit) {
		memset(other, 0, unit);
		replace(c, "zeroed", at, unit, other);
		for (size_t i = 0; i < unit; i += 8)
			put_u64(other + i, next_random(&seed));
		replace(c, "random", at, unit, other);
		for (size_t from = 0; from < j.n; from += unit)
			if (next_random(&seed) % every == 0)
				replace(c, "exchanged", at, unit, j.bytes + from);
	}
}

static void
T035_pages(void **state)
{
	struct counted c = { 0 };

	(void)state;
	pages(&c, PAGE, 1);
	report_case("T035, pages", &c);
	/* A page of free space is worth nothing; every other one is missed. */
	assert_true(c.damage + c.refused > c.same);
}

static void
T035_quarters_of_pages(void **state)
{
	struct counted c = { 0 };

	(void)state;
	pages(&c, QUARTER, all() ? 1 : quick() ? 40 : 8);
	report_case("T035, quarters", &c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_file_is_read),
		cmocka_unit_test(T033_cut_short),
		cmocka_unit_test(T037_appended),
		cmocka_unit_test(T034_one_bit_of_every_byte),
		cmocka_unit_test(T035_pages),
		cmocka_unit_test(T035_quarters_of_pages),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
