/* Keys, slots, recovery keys: the known answers of FORMAT.md 8, and what must not open. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "felt/vault/vault.h"

static const struct vault_limits limits = { UINT64_C(8) << 30, false };
static const struct kdf_cost cheap = { 2, UINT64_C(64) << 20 };

static struct secret *
phrase(const char *s)
{
	return secret_copy(s, strlen(s));
}

static void
from_hex(const char *s, uint8_t *out)
{
	for (; *s; s += 2) {
		unsigned v = 0;
		for (int i = 0; i < 2; i++)
			v = v * 16 + (unsigned)(s[i] <= '9' ? s[i] - '0' : s[i] - 'a' + 10);
		*out++ = (uint8_t)v;
	}
}

static void
assert_hex(const uint8_t *p, const char *hex)
{
	uint8_t want[128];

	from_hex(hex, want);
	assert_memory_equal(p, want, strlen(hex) / 2);
}

/* A journal's copies as the store would hand them out. */
struct made {
	struct vault_copy copies[2];
	struct secret *recovery;
	struct keys *keys;
};

static struct made
make(const char *passphrase)
{
	struct made m = { 0 };
	struct secret *p = phrase(passphrase);
	struct buf spare = BUF_INIT;

	assert_int_equal(vault_create(NULL, p, cheap, &m.recovery, &m.copies[0], &m.keys), 0);
	vault_spare_encode(&m.copies[0], &spare);
	vault_spare_decode(spare.p, spare.n, &m.copies[1]);
	assert_int_equal(m.copies[1].fault, 0);
	buf_release(&spare);
	secret_free(p);
	return m;
}

static void
done(struct made *m)
{
	secret_free(m->recovery);
	keys_free(m->keys);
}

static int
unlock(const struct made *m, const char *passphrase)
{
	struct secret *p = phrase(passphrase);
	struct keys *k = NULL;
	int rc = vault_unlock(NULL, m->copies, SLOT_PASSPHRASE, p, limits, &k);

	if (!rc)
		assert_memory_equal(k->root->p, m->keys->root->p, 32);
	keys_free(k);
	secret_free(p);
	return rc;
}

static void
typical_use(void **state)
{
	struct made m = make("correct horse");
	struct keys *k = NULL;

	(void)state;
	assert_int_equal(unlock(&m, "correct horse"), 0);
	assert_int_equal(unlock(&m, "correct horsf"), E_WRONG_SECRET);
	assert_int_equal(vault_unlock(NULL, m.copies, SLOT_RECOVERY, m.recovery, limits, &k), 0);
	assert_memory_equal(k->sub->p, m.keys->sub->p, 7 * KEY_SIZE);
	keys_free(k);
	done(&m);
}

static void
known_answers(void **state)
{
	static const char *const want[] = { "28feaaebf7238d332e7d281164d9a2da6358067abdb08ba92bd84554ec7a8555",
		"50ec367032aa8a887472d83c054ad6b9fe6683b0f7168b6c7c812c3e5a9cb9a0",
		"27ba57221234522543cf32b87e08eb5f3cd56a9d8caaf9cadbb78d5518200e07",
		"78adb56e74d1b9e6d0fbf73a908958bc6bbf4ca9e473bb29f2ddaf0deb51e162",
		"2cb19d27d5a577d36a55b9d8557f20c667b12e7514e122bf9d33ddd9c6ff0a02",
		"689163e976b6de7edeb6ca1927326d32a90385c34a7636852b9b241f2216353d" };
	uint8_t root[32], key[KEY_SIZE], rec[SLOT_SIZE], id[JOURNAL_ID];
	struct slot s = { .type = SLOT_PASSPHRASE, .cost = KDF_DEFAULT };
	struct secret *p = phrase("correct horse"), *ikm = NULL;

	(void)state;
	for (int i = 0; i < 32; i++)
		root[i] = (uint8_t)i;
	for (unsigned n = 1; n <= 6; n++) {
		subkey(key, root, n);
		assert_hex(key, want[n - 1]);
	}
	for (int i = 0; i < 16; i++) {
		id[i] = (uint8_t)(0x10 + i);
		s.salt[i] = (uint8_t)(0x40 + i);
		s.id[i] = (uint8_t)(0x50 + i);
	}
	slot_encode(&s, rec);
	if (getenv("FELT_QUICK")) { /* under valgrind the half second is a minute */
		secret_free(p);
		return;
	}
	assert_int_equal(kdf_derive(NULL, p, s.salt, s.cost, &ikm), 0);
	assert_hex(ikm->p, "912eaefba23f2f0bb486035b859a33316b1e606d08ee6851c43d3d51d288f17c");
	hash_parts(key, ikm->p, 32, (const struct part[]){ { "FELTKEK1", 8 }, { id, 16 }, { rec, 48 } }, 3);
	assert_hex(key, "b52e5b49958040ad2ad6952281d932b1c03e834047559c07eb5a20be1ab32a98");
	secret_free(ikm);
	secret_free(p);
}

static void
recovery_key_on_paper(void **state)
{
	uint8_t key[RECOVERY_KEY], back[RECOVERY_KEY];
	char text[RECOVERY_TEXT];
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < RECOVERY_KEY; i++)
		key[i] = (uint8_t)i;
	recovery_text(key, text);
	assert_string_equal(text, "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-BNCQ");
	assert_int_equal(recovery_parse(NULL, text, strlen(text), back), 0);
	assert_memory_equal(back, key, RECOVERY_KEY);
	/* T063: any case, O I L, no hyphens, blanks */
	const char *typed = " ooog 40r4 0m30e209 i85gr38e lw8124gkbncq\n";
	assert_int_equal(recovery_parse(NULL, typed, strlen(typed), back), 0);
	assert_memory_equal(back, key, RECOVERY_KEY);
	/* a missing group, a short group, one wrong letter, a strange character */
	const char *missing = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK";
	assert_int_equal(recovery_parse(&err, missing, strlen(missing), back), E_RECOVERY_FORM);
	assert_int_equal(err.n, 9);
	const char *brief = "000G-40R4-0M3-E209-185G-R38E-1W81-24GK-BNCQ";
	assert_int_equal(recovery_parse(&err, brief, strlen(brief), back), E_RECOVERY_FORM);
	assert_int_equal(err.n, 3);
	const char *wrong = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-BNCR";
	assert_int_equal(recovery_parse(&err, wrong, strlen(wrong), back), E_RECOVERY_FORM);
	assert_int_equal(err.n, 0);
	const char *strange = "000G-40R4-0M30-E20U-185G-R38E-1W81-24GK-BNCQ";
	assert_int_equal(recovery_parse(&err, strange, strlen(strange), back), E_RECOVERY_FORM);
	assert_int_equal(err.n, 4);
}

/* The same without the half second of a passphrase. */
static int
unlock_by_paper(const struct made *m)
{
	struct keys *k = NULL;
	int rc = vault_unlock(NULL, m->copies, SLOT_RECOVERY, m->recovery, limits, &k);

	keys_free(k);
	return rc;
}

/* One damaged copy never loses the keys (law 3); two do, and say damage. */
static void
damaged_copies(void **state)
{
	struct made m = make("p");

	(void)state;
	for (int c = 0; c < 2; c++)
		for (size_t byte = 0; byte < HEADER_SIZE; byte++)
			for (int bit = 0; bit < 8; bit++) {
				m.copies[c].header[byte] ^= (uint8_t)(1 << bit);
				assert_int_equal(unlock_by_paper(&m), 0);
				m.copies[c].header[byte] ^= (uint8_t)(1 << bit);
			}
	m.copies[0].header[16] ^= 4; /* the journal id: the same slot must be tried again under the other copy's id */
	assert_int_equal(unlock(&m, "p"), 0);
	m.copies[0].header[16] ^= 4;
	m.copies[0].mac[3] ^= 1;
	m.copies[1].mac[9] ^= 1;
	assert_int_equal(unlock_by_paper(&m), E_DAMAGE);
	done(&m);
}

/* Law 1: an old slot put back opens nothing, alone or with the old mac, while the other copy is new. */
static void
old_slots_do_not_open(void **state)
{
	struct made m = make("old"), before = m;
	struct secret *p = phrase("new");
	struct buf spare = BUF_INIT;

	(void)state;
	assert_int_equal(vault_set_passphrase(NULL, m.keys, &m.copies[0], p, cheap), 0);
	vault_spare_encode(&m.copies[0], &spare);
	vault_spare_decode(spare.p, spare.n, &m.copies[1]);
	assert_int_equal(unlock(&m, "new"), 0);
	assert_int_equal(unlock(&m, "old"), E_WRONG_SECRET);

	struct vault_copy fresh = m.copies[0];
	memcpy(m.copies[0].slots, before.copies[0].slots, sizeof fresh.slots);
	assert_int_equal(unlock(&m, "old"), E_WRONG_SECRET);
	assert_int_equal(unlock(&m, "new"), 0); /* from the spare */
	/* slots and mac together are one whole old copy: the manifest then decides, by what vault_pick is told */
	memcpy(m.copies[0].mac, before.copies[0].mac, MAC_SIZE);
	assert_int_equal(vault_pick(NULL, m.copies, m.keys, fresh.mac, false), 1);
	assert_int_equal(vault_pick(NULL, m.copies, m.keys, before.copies[0].mac, false), 0);
	buf_release(&spare);
	secret_free(p);
	done(&m);
}

static void
new_recovery_key_replaces_the_old(void **state)
{
	struct made m = make("p");
	struct secret *fresh = NULL;
	struct keys *k = NULL;

	(void)state;
	assert_int_equal(vault_set_recovery(NULL, m.keys, &m.copies[0], &fresh), 0);
	m.copies[1].present = false;
	assert_int_equal(vault_unlock(NULL, m.copies, SLOT_RECOVERY, m.recovery, limits, &k), E_WRONG_SECRET);
	assert_int_equal(vault_unlock(NULL, m.copies, SLOT_RECOVERY, fresh, limits, &k), 0);
	assert_int_equal(m.copies[0].nslots, 2);
	keys_free(k);
	secret_free(fresh);
	done(&m);
}

/* T055: the cost is judged before memory is touched. */
static void
kdf_bounds(void **state)
{
	const uint64_t mib = 1 << 20, phys = UINT64_C(4) << 30;
	struct err err;

	(void)state;
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 3, 256 * mib }, phys, false), 0);
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 1, 8192 }, phys, false), 0);
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 0, 256 * mib }, phys, true), E_KDF_LIMIT);
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 17, 256 * mib }, phys, true), E_KDF_LIMIT);
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 3, 8191 }, phys, true), E_KDF_LIMIT);
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 3, UINT64_C(1) << 40 }, phys, true), E_KDF_LIMIT);
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 3, UINT64_C(1) << 63 }, phys, true), E_KDF_LIMIT);
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 3, 1025 * mib }, phys, false), E_KDF_LIMIT);
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 3, 1025 * mib }, phys, true), 0);
	assert_int_equal(kdf_check(NULL, (struct kdf_cost){ 3, 600 * mib }, 1024 * mib, false), E_KDF_LIMIT);
	assert_int_equal(kdf_check_write(&err, (struct kdf_cost){ 1, 256 * mib }), E_USAGE);
	assert_int_equal(kdf_check_write(&err, (struct kdf_cost){ 2, 64 * mib - 1 }), E_USAGE);
	assert_int_equal(kdf_check_write(&err, cheap), 0);
}

/* A slot that asks for too much is refused at once; another slot that is fine still opens. */
static void
greedy_slot(void **state)
{
	struct made m = make("p");

	(void)state;
	for (int c = 0; c < 2; c++)
		for (size_t i = 0; i < m.copies[c].nslots; i++)
			if (m.copies[c].slots[i][1] == SLOT_PASSPHRASE)
				put_u64(m.copies[c].slots[i] + 8, UINT64_C(1) << 40);
	assert_int_equal(unlock(&m, "p"), E_KDF_LIMIT);
	struct made good = make("p");
	m.copies[1] = good.copies[1];
	secret_free(m.keys->root);
	m.keys->root = secret_copy(good.keys->root->p, 32);
	assert_int_equal(unlock(&m, "p"), 0);
	done(&good);
	done(&m);
}

/* T061: forms of a passphrase. */
static void
passphrase_forms(void **state)
{
	uint8_t big[PASSPHRASE_MAX + 1];
	struct secret *s;

	(void)state;
	memset(big, 'x', sizeof big);
	s = secret_copy(big, PASSPHRASE_MAX);
	assert_int_equal(passphrase_check(NULL, s), 0);
	secret_free(s);
	s = secret_copy(big, sizeof big);
	assert_int_equal(passphrase_check(NULL, s), E_PASSPHRASE_FORM);
	secret_free(s);
	s = secret_copy("a\0b", 3);
	assert_int_equal(passphrase_check(NULL, s), E_PASSPHRASE_FORM);
	secret_free(s);
	s = secret_new(0);
	assert_int_equal(passphrase_check(NULL, s), E_PASSPHRASE_FORM);
	secret_free(s);
	s = secret_copy("  \xff ", 4);
	assert_int_equal(passphrase_check(NULL, s), 0);
	secret_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(known_answers),
		cmocka_unit_test(recovery_key_on_paper),
		cmocka_unit_test(damaged_copies),
		cmocka_unit_test(old_slots_do_not_open),
		cmocka_unit_test(new_recovery_key_replaces_the_old),
		cmocka_unit_test(kdf_bounds),
		cmocka_unit_test(greedy_slot),
		cmocka_unit_test(passphrase_forms),
	};

	if (secret_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
