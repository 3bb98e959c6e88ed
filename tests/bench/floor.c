/*
 * Keys, file, seals and sums of the floors, and the choice of the operation.
 *
 *	floor list JOURNAL              open every pack, sort the last 20
 *	floor search JOURNAL WORD       open and fold every row, look for the word, S
 *	floor verify JOURNAL            open everything, S and D
 *	floor export JOURNAL            packs, sort, rows in that order, JSON
 *	floor import JOURNAL JSON       parse, seal, insert in the order of ids, packs, one commit
 *	floor write JOURNAL PIN < TEXT  one row, one pack, one manifest, one commit, one pin
 *	floor pwhash PASSES BYTES       libsodium's key derivation
 */
#include "floor.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
die(const char *what)
{
	fprintf(stderr, "floor: %s\n", what);
	exit(1);
}

/* ---- bytes ---- */

uint8_t *
room(struct bytes *b, size_t more)
{
	if (b->cap - b->n < more) {
		size_t cap = 2 * b->cap > b->n + more ? 2 * b->cap : b->n + more;
		uint8_t *p = realloc(b->p, cap);
		if (!p)
			die("memory");
		b->p = p;
		b->cap = cap;
	}
	return b->p + b->n;
}

void
add(struct bytes *b, const void *p, size_t n)
{
	if (n)
		memcpy(room(b, n), p, n);
	b->n += n;
}

void
add_le(struct bytes *b, uint64_t v, unsigned bytes)
{
	uint8_t *to = room(b, bytes);

	for (unsigned i = 0; i < bytes; i++)
		to[i] = (uint8_t)(v >> 8 * i);
	b->n += bytes;
}

uint64_t
le(const uint8_t *p, unsigned bytes)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v |= (uint64_t)p[i] << 8 * i;
	return v;
}

/* ---- SQLite ---- */

sqlite3_stmt *
query(struct floor *f, const char *sql)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(f->db, sql, -1, &st, NULL))
		die(sqlite3_errmsg(f->db));
	return st;
}

struct bytes_view
blob(sqlite3_stmt *st, int column)
{
	return (struct bytes_view){ sqlite3_column_blob(st, column), (size_t)sqlite3_column_bytes(st, column) };
}

void
step_done(sqlite3_stmt *st)
{
	if (sqlite3_step(st) != SQLITE_DONE)
		die(sqlite3_errmsg(sqlite3_db_handle(st)));
	sqlite3_reset(st);
}

void
run_sql(struct floor *f, const char *sql)
{
	if (sqlite3_exec(f->db, sql, NULL, NULL, NULL))
		die(sqlite3_errmsg(f->db));
}

/* ---- seals ---- */

enum { K_ROWS = 2, K_PACKS, K_SET, K_MANIFEST };

static const uint8_t *
subkey(const struct floor *f, unsigned n)
{
	return f->keys.sub + 32 * (n - 1);
}

static void
associated(const struct floor *f, uint8_t ad[56], unsigned part, uint64_t id, size_t padded)
{
	memset(ad, 0, 56);
	memcpy(ad, "FELTROW1", 8);
	ad[8] = (uint8_t)part;
	ad[12] = 1;
	memcpy(ad + 16, f->keys.journal_id, 16);
	for (unsigned i = 0; i < 8; i++) {
		ad[32 + i] = (uint8_t)(id >> 8 * i);
		ad[40 + i] = f->keys.epoch[i];
		ad[48 + i] = (uint8_t)((uint64_t)padded >> 8 * i);
	}
}

struct bytes_view
unseal(struct floor *f, unsigned part, uint64_t id, struct bytes_view sealed)
{
	uint8_t ad[56];
	size_t n = sealed.n - HEAD;

	if (sealed.n <= HEAD)
		die("a seal is too short");
	f->plain.n = 0;
	uint8_t *to = room(&f->plain, n);
	associated(f, ad, part, id, n);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt_detached(to, NULL, sealed.p + HEAD, n, sealed.p + NONCE, ad, sizeof ad, sealed.p,
		    subkey(f, part == ROW ? K_ROWS : K_PACKS)))
		die("a seal does not open");
	for (uint64_t a, b; n >= 16; n -= 16) {
		memcpy(&a, to + n - 8, 8);
		memcpy(&b, to + n - 16, 8);
		if (a | b)
			break;
	}
	while (n && !to[n - 1])
		n--;
	if (!n || to[n - 1] != 0x80)
		die("padding");
	return (struct bytes_view){ to, n - 1 };
}

void
seal(struct floor *f, unsigned part, uint64_t id, struct bytes *plain, size_t padded, struct bytes *out)
{
	uint8_t ad[56];
	size_t n = plain->n;

	room(plain, padded - n);
	memset(plain->p + n, 0, padded - n);
	plain->p[n] = 0x80;
	out->n = 0;
	uint8_t *to = room(out, HEAD + padded);
	out->n = HEAD + padded;
	associated(f, ad, part, id, padded);
	randombytes_buf(to, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(to + HEAD, to + NONCE, NULL, plain->p, padded, ad, sizeof ad, NULL, to,
		subkey(f, part == ROW ? K_ROWS : K_PACKS));
}

/* ---- sums and manifest ---- */

void
sum_item(const struct floor *f, uint64_t sum[4], unsigned part, uint64_t id, const uint8_t *head, int sign)
{
	uint8_t in[24 + HEAD] = "FELTSET1", out[32];

	in[8] = (uint8_t)part;
	for (unsigned i = 0; i < 8; i++)
		in[16 + i] = (uint8_t)(id >> 8 * i);
	memcpy(in + 24, head, HEAD);
	crypto_generichash(out, sizeof out, in, sizeof in, subkey(f, K_SET), 32);
	for (unsigned i = 0; i < 4; i++)
		sum[i] += sign < 0 ? -le(out + 8 * i, 8) : le(out + 8 * i, 8);
}

static void
manifest_ad(const struct floor *f, uint8_t ad[36])
{
	memcpy(ad, "FELTMAN1\1\0\0\0", 12);
	memcpy(ad + 12, f->keys.journal_id, 16);
	memcpy(ad + 28, f->keys.epoch, 8);
}

void
manifest_read(struct floor *f, struct manifest *m)
{
	uint8_t ad[36];
	sqlite3_stmt *st = query(f, "SELECT manifest FROM journal");

	if (sqlite3_step(st) != SQLITE_ROW)
		die("manifest");
	struct bytes_view b = blob(st, 0);
	manifest_ad(f, ad);
	if (b.n != HEAD + MANIFEST ||
		crypto_aead_xchacha20poly1305_ietf_decrypt_detached(m->p, NULL, b.p + HEAD, MANIFEST, b.p + NONCE, ad, sizeof ad, b.p,
			subkey(f, K_MANIFEST)))
		die("manifest");
	memcpy(m->tag, b.p + NONCE, 16);
	sqlite3_finalize(st);
}

/* With the sums of f, the next generation. */
void
manifest_write(struct floor *f, struct manifest *m)
{
	struct bytes b = { m->p, 0, MANIFEST };
	uint8_t ad[36], out[HEAD + MANIFEST];
	uint64_t generation = le(m->p + 8, 8) + 1;
	sqlite3_stmt *st = query(f, "UPDATE journal SET manifest=?");

	b.n = 8;
	add_le(&b, generation, 8);
	add_le(&b, f->rows, 8);
	for (int i = 0; i < 4; i++)
		add_le(&b, f->s[i], 8);
	add_le(&b, f->packs, 8);
	for (int i = 0; i < 4; i++)
		add_le(&b, f->d[i], 8);
	memcpy(m->p + 144, m->tag, 16);
	manifest_ad(f, ad);
	randombytes_buf(out, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(out + HEAD, out + NONCE, NULL, m->p, MANIFEST, ad, sizeof ad, NULL, out,
		subkey(f, K_MANIFEST));
	memcpy(m->tag, out + NONCE, 16);
	sqlite3_bind_blob(st, 1, out, sizeof out, SQLITE_STATIC);
	step_done(st);
	sqlite3_finalize(st);
}

void
check_sums(struct floor *f, bool rows, bool packs)
{
	struct manifest m;

	manifest_read(f, &m);
	if (rows && f->rows != le(m.p + 16, 8))
		die("number of rows");
	if (packs && f->packs != le(m.p + 56, 8))
		die("number of packs");
	for (unsigned i = 0; i < 4; i++)
		if ((rows && f->s[i] != le(m.p + 24 + 8 * i, 8)) || (packs && f->d[i] != le(m.p + 64 + 8 * i, 8)))
			die("sums");
}

/* ---- opening ---- */

static void
floor_open(struct floor *f, const char *path, bool write)
{
	if (read(BENCH_KEYS_FD, &f->keys, sizeof f->keys) != (ssize_t)sizeof f->keys)
		die("no keys on descriptor 3");
	f->epoch = le(f->keys.epoch, 8);
	if (sqlite3_open_v2(path, &f->db, (write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX, NULL))
		die(path);
	run_sql(f, "PRAGMA synchronous=EXTRA;PRAGMA secure_delete=ON;PRAGMA cell_size_check=ON;PRAGMA mmap_size=0;"
		   "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-1024;");
	/* one view, and one lock, for everything that is read */
	if (!write)
		run_sql(f, "BEGIN");
}

static void
floor_pwhash(const char *passes, const char *bytes)
{
	uint8_t out[32], salt[16] = "0123456789abcdef";

	if (crypto_pwhash(out, sizeof out, "correct horse battery", 21, salt, strtoull(passes, NULL, 10),
		    (size_t)strtoull(bytes, NULL, 10), crypto_pwhash_ALG_ARGON2ID13))
		die("crypto_pwhash");
}

int
main(int argc, char **argv)
{
	struct floor f = { 0 };
	const char *what = argc > 2 ? argv[1] : "", *more = argc > 3 ? argv[3] : "";

	if (sodium_init() < 0)
		die("sodium_init");
	if (!strcmp(what, "pwhash")) {
		floor_pwhash(argv[2], more);
		return 0;
	}
	floor_open(&f, argc > 2 ? argv[2] : "", !strcmp(what, "write") || !strcmp(what, "import"));
	if (!strcmp(what, "list"))
		floor_list(&f);
	else if (!strcmp(what, "review"))
		floor_review(&f, !strcmp(more, "family"));
	else if (!strcmp(what, "search"))
		floor_search(&f, more);
	else if (!strcmp(what, "verify"))
		floor_verify(&f);
	else if (!strcmp(what, "export"))
		floor_export(&f);
	else if (!strcmp(what, "import"))
		floor_import(&f, more);
	else if (!strcmp(what, "write"))
		floor_write(&f, more);
	else
		die("usage: floor list|review|search|verify|export|import|write|pwhash ...");
	sqlite3_close(f.db);
	return fflush(stdout) != 0;
}
