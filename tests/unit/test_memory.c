/* T069: after the keys are given back, no page of this process holds them, also after a rotation; the same for plaintext buffers. */
#include "check.h"

#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "felt/store/rotate.h"
#include "felt/vault/vault.h"

/* How often needle ^ mask stands in readable memory, the needle itself (masked) not counted. */
static size_t
found(const uint8_t *masked, size_t n)
{
	FILE *maps = fopen("/proc/self/maps", "r"), *mem = fopen("/proc/self/mem", "rb");
	static uint8_t page[1 << 16];
	char line[512], mode[8];
	unsigned long from, to;
	size_t hits = 0;

	assert_non_null(maps);
	assert_non_null(mem);
	while (fgets(line, sizeof line, maps)) {
		if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3 || mode[0] != 'r' || mode[1] != 'w' || strstr(line, "[v") || to - from > 1ul << 30)
			continue; /* the sanitizers' shadow is terabytes of nothing */
		for (unsigned long at = from; at < to; at += sizeof page - 64) {
			size_t want = to - at < sizeof page ? to - at : sizeof page;
			if (at <= (unsigned long)page + sizeof page && at + want >= (unsigned long)page)
				continue; /* the window itself */
			if (fseek(mem, (long)at, SEEK_SET) || fread(page, 1, want, mem) != want)
				continue;
			for (size_t i = 0; i + n <= want; i++) {
				size_t k = 0;
				while (k < n && (uint8_t)(page[i + k] ^ 0x5a) == masked[k])
					k++;
				hits += k == n;
			}
		}
	}
	wipe(page, sizeof page);
	fclose(maps);
	fclose(mem);
	return hits;
}

static void
mask(uint8_t *out, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = p[i] ^ 0x5a;
}

static void
keys_leave_memory(void **state)
{
	uint8_t root[32], subs[7][32], inbox[32], phrase[24], paper[RECOVERY_KEY];
	struct secret *p = secret_new(24), *recovery = NULL;
	struct vault_copy copies[2] = { 0 };
	struct keys *k = NULL, *again = NULL;
	const struct vault_limits limits = { UINT64_C(8) << 30, false };

	(void)state;
	random_bytes(p->p, p->n);
	for (size_t i = 0; i < p->n; i++)
		p->p[i] |= 1;
	mask(phrase, p->p, p->n);
	assert_int_equal(vault_create(NULL, p, (struct kdf_cost){ 2, UINT64_C(64) << 20 }, &recovery, &copies[0], &k), 0);
	assert_int_equal(vault_unlock(NULL, copies, SLOT_PASSPHRASE, p, limits, &again), 0);
	mask(root, k->root->p, 32);
	for (int n = KEY_HEADER; n <= KEY_IMPORT; n++)
		mask(subs[n - 1], keys_sub(k, n), 32);
	mask(inbox, k->inbox_sk->p, 32);
	mask(paper, recovery->p, RECOVERY_KEY);
	assert_true(found(root, 32) >= 2); /* the search finds them while they are there */
	keys_free(k);
	keys_free(again);
	secret_free(p);
	secret_free(recovery);
	assert_int_equal(found(root, 32), 0);
	for (size_t n = 0; n < 7; n++)
		assert_int_equal(found(subs[n], 32), 0);
	assert_int_equal(found(inbox, 32), 0);
	assert_int_equal(found(paper, RECOVERY_KEY), 0);
	assert_int_equal(found(phrase, 24), 0);
}

static int
no_offset(void *arg, int64_t ms)
{
	(void)arg;
	(void)ms;
	return 0;
}

enum { WATCHED = 9 };

/* Root, all subkeys, inbox key. */
static void
watch(uint8_t out[WATCHED][32], const struct keys *k)
{
	mask(out[0], k->root->p, 32);
	for (int n = KEY_HEADER; n <= KEY_IMPORT; n++)
		mask(out[n], keys_sub(k, n), 32);
	mask(out[8], k->inbox_sk->p, 32);
}

/* The kept ones stand in settings rows as text. */
static void
mask_hex(uint8_t out[64], const uint8_t *p)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 64; i++)
		out[i] = (uint8_t)digits[i % 2 ? p[i / 2] & 15 : p[i / 2] >> 4] ^ 0x5a;
}

static void
rotation_leaves_memory(void **state)
{
	static const struct zone utc = { no_offset, NULL };
	uint8_t old[WATCHED][32], new[WATCHED][32], text[2][64];
	char dir[] = "/tmp/felt-unit-XXXXXX", path[64], cmd[64];
	struct secret *p = secret_copy("p", 1), *recovery = NULL;
	struct vault_copy copy, next;
	struct keys *k = NULL, *fresh = NULL;
	struct inbox_report r;
	struct store *s;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/j.felt", dir);
	struct store_env env = { .path = path, .device = { 1 }, .now_ms = INT64_C(1795382045000), .zone = &utc };
	assert_int_equal(vault_create(NULL, p, (struct kdf_cost){ 2, UINT64_C(64) << 20 }, &recovery, &copy, &k), 0);
	secret_free(recovery);
	assert_int_equal(store_create(NULL, &env, &copy, k, NULL, NULL), 0);
	watch(old, k);
	mask_hex(text[0], k->inbox_sk->p);
	mask_hex(text[1], keys_sub(k, KEY_IMPORT));
	assert_int_equal(vault_rotate(NULL, &copy, p, (struct kdf_cost){ 2, UINT64_C(64) << 20 }, &recovery, &next, &fresh), 0);
	secret_free(recovery);
	secret_free(p);
	watch(new, fresh);
	assert_int_equal(store_open(NULL, &env, &s), 0);
	assert_int_equal(store_unlock(NULL, s, k), 0);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_rotate(NULL, s, fresh, &next, &r, NULL, NULL), 0);
	assert_true(found(old[0], 32) > 0); /* a rollback would need it */
	assert_int_equal(store_commit(NULL, s), 0);
	for (size_t i = 0; i < WATCHED; i++)
		assert_int_equal(found(old[i], 32), 0); /* nothing of before, while the journal is open with the new ones */
	assert_true(found(new[0], 32) > 0);
	store_close(s);
	for (size_t i = 0; i < WATCHED; i++)
		assert_int_equal(found(new[i], 32), 0);
	assert_int_equal(found(text[0], 64) + found(text[1], 64), 0);
	snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
	assert_int_equal(system(cmd), 0);
}

static void
buffers_leave_memory(void **state)
{
	uint8_t word[32], masked[32];
	struct buf b = BUF_INIT;

	(void)state;
	random_bytes(word, sizeof word);
	mask(masked, word, sizeof word);
	for (int i = 0; i < 5000; i++)
		buf_add(&b, word, sizeof word);
	wipe(word, sizeof word);
	assert_true(found(masked, sizeof masked) >= 5000);
	buf_release(&b);
	assert_int_equal(found(masked, sizeof masked), 0);
}

/* What is forked, to become an editor, begins without the keys.  Linux; elsewhere it has them. */
static void
children_have_none(void **state)
{
	struct secret *s = secret_copy("a key of thirty-two bytes, really", 32), *large = secret_new(9000);
	int status = -1;
	pid_t pid;

	(void)state;
	assert_non_null(s);
	assert_non_null(large);
	memset(large->p, 0x5a, large->n);
	pid = fork();
	if (pid == 0) {
		size_t left = 0;
		for (size_t i = 0; i < s->n; i++)
			left += s->p[i] != 0;
		for (size_t i = 0; i < large->n; i++)
			left += large->p[i] != 0;
		/* by a signal: nothing is freed here, and nobody is to look for what is not */
		kill(getpid(), left ? SIGUSR1 : SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
#ifdef __linux__
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
#endif
	assert_memory_equal(s->p, "a key of thirty-two bytes, really", 32);
	assert_int_equal(large->p[8999], 0x5a);
	secret_free(s);
	secret_free(large);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(keys_leave_memory), cmocka_unit_test(rotation_leaves_memory), cmocka_unit_test(buffers_leave_memory),
		cmocka_unit_test(children_have_none) };

	if (secret_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
