/*
 * Rotation as vault and store see it: the next keys, everything under them, and back again when it is not committed.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "felt/store/rotate.h"
#include "felt/store/verify.h"
#include "store/inner.h"

static const struct kdf_cost cheap = { 2, UINT64_C(64) << 20 };
static const int64_t now_ms = INT64_C(1795382045000);
enum { ROWS = 200 };

static int
no_offset(void *arg, int64_t ms)
{
	(void)arg;
	(void)ms;
	return 0;
}

static const struct zone utc = { no_offset, NULL };

struct home {
	char dir[64], path[96], state[96];
};

static struct vault_copy made_copy;
static struct keys *made_keys;
static struct secret *passphrase;

static int
make_keys(void **state)
{
	struct secret *recovery = NULL;
	int rc;

	(void)state;
	passphrase = secret_copy("p", 1);
	rc = vault_create(NULL, passphrase, cheap, &recovery, &made_copy, &made_keys);
	secret_free(recovery);
	return rc;
}

static int
drop_keys(void **state)
{
	(void)state;
	keys_free(made_keys);
	secret_free(passphrase);
	return 0;
}

static struct keys *
again(const struct keys *k)
{
	return keys_from_subkeys(k->sub->p, k->journal_id, k->epoch);
}

static struct store *
opened(struct home *h, const struct keys *k)
{
	struct store_env env = { .path = h->path, .state = h->state, .device = { 1 }, .now_ms = now_ms, .zone = &utc };
	struct store *s = NULL;

	assert_int_equal(store_open(NULL, &env, &s), 0);
	assert_int_equal(store_unlock(NULL, s, again(k)), 0);
	return s;
}

/* A journal with texts of many sizes, a deletion and an earlier version. */
static void
home_make(struct home *h)
{
	struct store_env env = { .path = h->path, .state = h->state, .device = { 1 }, .now_ms = now_ms, .zone = &utc };
	char text[4096];

	memset(h, 0, sizeof *h);
	strcpy(h->dir, "/tmp/felt-unit-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	snprintf(h->path, sizeof h->path, "%s/j.felt", h->dir);
	snprintf(h->state, sizeof h->state, "%s/state", h->dir);
	assert_int_equal(store_create(NULL, &env, &made_copy, made_keys, NULL, NULL), 0);
	struct store *s = opened(h, made_keys);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	memset(text, 'x', sizeof text);
	for (uint64_t id = 1; id <= ROWS; id++) {
		struct entry e = { .id = id * 1000, .kind = KIND_ENTRY, .has_created = true, .has_text = true };
		e.created = (struct when){ now_ms, 0 };
		e.text = (struct slice){ text, 1 + (size_t)id * 20 };
		assert_int_equal(store_put(NULL, s, &e), 0);
		entry_release(&e);
	}
	assert_int_equal(store_delete(NULL, s, 7000), 0);
	assert_int_equal(store_commit(NULL, s), 0);
	store_close(s);
}

static void
home_end(struct home *h)
{
	char cmd[160];

	snprintf(cmd, sizeof cmd, "rm -rf %s", h->dir);
	assert_int_equal(system(cmd), 0);
}

/* Every id and text as one number; the journal verifies. */
static uint64_t
content(struct store *s)
{
	struct verify_report r;
	struct row row = ROW_INIT;
	uint64_t sum = 0;

	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_verify(NULL, s, &r, NULL, NULL), 0);
	verify_release(&r);
	for (uint64_t id = 1; id <= ROWS; id++) {
		int rc = store_get(NULL, s, id * 1000, &row);
		assert_int_equal(rc, id == 7 ? E_ID_UNKNOWN : 0);
		sum = sum * 31 + (rc ? 1 : row.e.text.n + row.e.lamport * 5000);
	}
	store_rollback(s);
	row_release(&row);
	return sum;
}

static struct keys *
next_keys(struct vault_copy *copy)
{
	struct keys *fresh = NULL;
	struct secret *recovery = NULL;

	assert_int_equal(vault_rotate(NULL, &made_copy, passphrase, cheap, &recovery, copy, &fresh), 0);
	secret_free(recovery);
	return fresh;
}

static void
counted(void *arg, uint64_t done, uint64_t total)
{
	uint64_t *most = arg;

	assert_true(done <= total && done >= *most);
	*most = done;
}

static void
everything_under_new_keys(void **state)
{
	struct home h;
	struct vault_copy copy;
	struct inbox_report r;
	struct secret *imports = NULL;
	uint64_t most = 0;

	(void)state;
	home_make(&h);
	struct keys *fresh = next_keys(&copy), *kept = again(fresh);
	struct store *s = opened(&h, made_keys);
	uint64_t was = content(s);
	assert_int_equal(store_rotate_room(NULL, s), 0);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	uint64_t generation = store_generation(s);
	assert_int_equal(store_rotate(NULL, s, fresh, &copy, &r, counted, &most), 0);
	assert_int_equal(store_commit(NULL, s), 0);
	assert_true(most > ROWS);
	assert_ptr_equal(store_keys(s), fresh);
	assert_true(content(s) == was);
	store_close(s);
	s = opened(&h, kept);
	assert_true(content(s) == was);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_true(store_generation(s) == generation + 1);
	assert_int_equal(store_import_keys(NULL, s, &imports), 0);
	assert_int_equal(imports->n, KEY_SIZE);
	assert_memory_equal(imports->p, keys_sub(made_keys, KEY_IMPORT), KEY_SIZE);
	secret_free(imports);
	assert_int_equal(store_unlock(NULL, s, again(made_keys)), E_CONFLICT); /* kept keys of the epoch before */
	store_close(s);
	keys_free(kept);
	home_end(&h);
}

static void
not_committed(void **state)
{
	struct home h;
	struct vault_copy copy;
	struct inbox_report r;
	struct secret *imports = NULL;

	(void)state;
	home_make(&h);
	struct store *s = opened(&h, made_keys);
	uint64_t was = content(s);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_rotate(NULL, s, next_keys(&copy), &copy, &r, NULL, NULL), 0);
	assert_true(store_keys(s)->epoch == 2);
	store_rollback(s);
	assert_true(store_keys(s)->epoch == 1);
	assert_true(content(s) == was);
	assert_int_equal(store_import_keys(NULL, s, &imports), 0);
	assert_null(imports);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_rotate(NULL, s, next_keys(&copy), &copy, &r, NULL, NULL), 0);
	store_close(s); /* as when the program ends in the middle */
	s = opened(&h, made_keys);
	assert_true(content(s) == was);
	store_close(s);
	home_end(&h);
}

static void
other_keys_are_refused(void **state)
{
	struct home h;
	struct vault_copy copy, further;
	struct inbox_report r;
	struct keys *fresh, *beyond = NULL;
	struct secret *recovery = NULL;

	(void)state;
	home_make(&h);
	struct store *s = opened(&h, made_keys);
	fresh = next_keys(&copy);
	assert_int_equal(vault_rotate(NULL, &copy, passphrase, cheap, &recovery, &further, &beyond), 0);
	secret_free(recovery);
	assert_int_equal(store_rotate(NULL, s, next_keys(&copy), &copy, &r, NULL, NULL), E_USAGE); /* no transaction */
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_rotate(NULL, s, beyond, &further, &r, NULL, NULL), E_USAGE);        /* the epoch after the next */
	assert_int_equal(store_rotate(NULL, s, fresh, &made_copy, &r, NULL, NULL), E_USAGE);       /* slots of other keys */
	assert_int_equal(store_rotate(NULL, s, again(made_keys), &made_copy, &r, NULL, NULL), E_USAGE);
	assert_int_equal(vault_create(NULL, passphrase, cheap, &recovery, &copy, &fresh), 0);
	secret_free(recovery);
	fresh->epoch = 2;
	assert_int_equal(store_rotate(NULL, s, fresh, &copy, &r, NULL, NULL), E_USAGE);            /* another journal */
	store_close(s);
	home_end(&h);
}

/* A row that does not open stops it; nothing is changed. */
static void
damage_is_not_sealed_anew(void **state)
{
	struct home h;
	struct vault_copy copy;
	struct inbox_report r;
	sqlite3 *db;

	(void)state;
	home_make(&h);
	assert_int_equal(sqlite3_open(h.path, &db), 0);
	assert_int_equal(sqlite3_exec(db, "UPDATE entry SET row=(SELECT row FROM entry WHERE id=4000) WHERE id=5000", NULL, NULL, NULL), 0);
	sqlite3_close(db);
	struct store *s = opened(&h, made_keys);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_rotate(NULL, s, next_keys(&copy), &copy, &r, NULL, NULL), E_DAMAGE);
	store_rollback(s);
	assert_true(store_keys(s)->epoch == 1);
	store_close(s);
	home_end(&h);
}

/* A damaged spare is no reason to stop: both copies are written anew. */
static void
a_damaged_spare_is_mended_by_it(void **state)
{
	struct home h;
	struct vault_copy copy;
	struct inbox_report r;
	sqlite3 *db;

	(void)state;
	home_make(&h);
	assert_int_equal(sqlite3_open(h.path, &db), 0);
	assert_int_equal(sqlite3_exec(db, "UPDATE spare SET copy=x'00'", NULL, NULL, NULL), 0);
	sqlite3_close(db);
	struct keys *fresh = next_keys(&copy), *kept = again(fresh);
	struct store *s = opened(&h, made_keys);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_rotate(NULL, s, fresh, &copy, &r, NULL, NULL), 0);
	assert_int_equal(store_commit(NULL, s), 0);
	store_close(s);
	s = opened(&h, kept);
	content(s);
	store_close(s);
	keys_free(kept);
	home_end(&h);
}

static void
the_next_keys(void **state)
{
	struct vault_copy was = made_copy, copy, two[2] = { 0 };
	struct header old, h;
	struct keys *fresh = NULL, *k = NULL;
	struct secret *recovery = NULL;
	const struct vault_limits limits = { UINT64_C(8) << 30, false };

	(void)state;
	assert_int_equal(header_decode(NULL, was.header, &old), 0);
	old.minor = 7;
	old.features = 1u << 20;
	header_encode(&old, was.header);
	assert_int_equal(vault_rotate(NULL, &was, passphrase, cheap, &recovery, &copy, &fresh), 0);
	assert_int_equal(header_decode(NULL, copy.header, &h), 0);
	assert_int_equal(h.minor, 7);
	assert_int_equal(h.features, 1u << 20);
	assert_true(h.epoch == old.epoch + 1);
	assert_memory_equal(h.journal_id, old.journal_id, JOURNAL_ID);
	assert_memory_not_equal(h.inbox_pk, old.inbox_pk, 32);
	for (int n = KEY_HEADER; n <= KEY_IMPORT; n++)
		assert_memory_not_equal(keys_sub(fresh, n), keys_sub(made_keys, n), KEY_SIZE);
	assert_int_equal(copy.nslots, 2);
	two[0] = copy;
	assert_int_equal(vault_unlock(NULL, two, SLOT_PASSPHRASE, passphrase, limits, &k), 0);
	assert_memory_equal(k->root->p, fresh->root->p, 32);
	keys_free(k);
	assert_int_equal(vault_unlock(NULL, two, SLOT_RECOVERY, recovery, limits, &k), 0);
	keys_free(k);
	keys_free(fresh);
	secret_free(recovery);
	old.epoch = UINT64_MAX;
	header_encode(&old, was.header);
	assert_int_equal(vault_rotate(NULL, &was, passphrase, cheap, &recovery, &copy, &fresh), E_DAMAGE); /* T059 */
}

static void
items_of_settings_rows(void **state)
{
	static const char good[] = "12 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
	static const char *const bad[] = { "", "12", " 00", "12 00", "x2 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		"12-000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "12 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
		"12 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0", "12 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g" };
	uint8_t key[KEY_SIZE];
	uint64_t epoch;

	(void)state;
	assert_true(old_key_parse(slice_of(good), &epoch, key));
	assert_true(epoch == 12);
	for (uint8_t i = 0; i < KEY_SIZE; i++)
		assert_int_equal(key[i], i);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(old_key_parse(slice_of(bad[i]), &epoch, key));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_under_new_keys), cmocka_unit_test(not_committed), cmocka_unit_test(other_keys_are_refused),
		cmocka_unit_test(damage_is_not_sealed_anew), cmocka_unit_test(a_damaged_spare_is_mended_by_it), cmocka_unit_test(the_next_keys),
		cmocka_unit_test(items_of_settings_rows),
	};

	if (secret_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
