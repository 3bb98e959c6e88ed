/*
 * The floors: what an operation cannot do without, and nothing else.
 *
 * Written with libsodium, SQLite, utf8proc and jansson directly from FORMAT.md, without any object of felt's; linked
 * with the same libraries as felt, so that both load the same.  They trust the file: no damage is looked for beyond
 * what opening a seal and checking S and D finds, and anything unexpected ends the program.  Memory is no object.
 *
 *	floor.c         keys, file, seals, sums; choosing the operation
 *	floor_read.c    list, review, search, verify
 *	floor_export.c  export
 *	floor_rows.c    entries into rows and packs
 *	floor_write.c   write, import
 */
#ifndef FLOOR_H
#define FLOOR_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench_keys.h"

enum { ROW = 1, PACK = 2, HEAD = 40, NONCE = 24, MANIFEST = 160 };

struct bytes {
	uint8_t *p;
	size_t n, cap;
};

struct floor {
	sqlite3 *db;
	struct bench_keys keys;
	uint64_t epoch;
	uint64_t s[4], d[4], rows, packs;   /* as counted by this program */
	struct bytes plain;
};

struct bytes_view {
	const uint8_t *p;
	size_t n;
};

/* Says what and ends the program with 1. */
void die(const char *what) __attribute__((noreturn));
uint8_t *room(struct bytes *b, size_t more);
void add(struct bytes *b, const void *p, size_t n);
void add_le(struct bytes *b, uint64_t v, unsigned bytes);
uint64_t le(const uint8_t *p, unsigned bytes);

sqlite3_stmt *query(struct floor *f, const char *sql);
struct bytes_view blob(sqlite3_stmt *st, int column);
void step_done(sqlite3_stmt *st);
void run_sql(struct floor *f, const char *sql);

/* Opens the seal of a row or pack into f->plain; the content without its padding, valid until the next one. */
struct bytes_view unseal(struct floor *f, unsigned part, uint64_t id, struct bytes_view sealed);
/* Pads to `padded` bytes and seals into out. */
void seal(struct floor *f, unsigned part, uint64_t id, struct bytes *plain, size_t padded, struct bytes *out);
/* The item of the set hash, added to sum (or, with sign -1, taken away). */
void sum_item(const struct floor *f, uint64_t sum[4], unsigned part, uint64_t id, const uint8_t *head, int sign);

struct manifest {
	uint8_t p[MANIFEST], tag[16];
};
void manifest_read(struct floor *f, struct manifest *m);
void manifest_write(struct floor *f, struct manifest *m);
/* Are the sums and counts of this program the manifest's?  Else it dies. */
void check_sums(struct floor *f, bool rows, bool packs);

/* Next type, length, value of a run; false at the end. */
struct tlv {
	unsigned type;
	const uint8_t *p;
	size_t n;
};
bool tlv_next(struct bytes_view *run, struct tlv *out);
/* Meta and body of an opened row. */
void row_parts(struct bytes_view row, struct bytes_view *meta, struct bytes_view *body);

/* An entry as a list knows it. */
struct place {
	int64_t date, created;
	uint64_t id;
};
int place_cmp(const void *a, const void *b); /* oldest first */
/* Opens every pack and hands out each entry's id, kind and meta; D is counted. */
void each_head(struct floor *f, void (*fn)(void *arg, uint64_t id, unsigned kind, const uint8_t *head, struct bytes_view meta), void *arg);
struct place place_of(uint64_t id, struct bytes_view meta);

/* floor_rows.c */
struct entry_in {
	uint64_t id, lamport;
	int64_t created, date, modified;
	int created_offset, date_offset, modified_offset;
	struct bytes_view title, text;
	struct { unsigned intensity, layer; struct bytes_view id; } feelings[8];
	size_t nfeelings;
	struct bytes_view tags[8];
	size_t ntags;
};
void row_encode(struct floor *f, const struct entry_in *e, struct bytes *out);
size_t row_class(size_t n);
/* Seals a row and puts it, names it in the pack that is held, and counts it. */
struct packer {
	uint64_t n;
	bool on_file;
	unsigned count;
	uint8_t old[HEAD];
	struct bytes plain, sealed;
	sqlite3_stmt *put_row, *put_pack;
};
void packer_begin(struct floor *f, struct packer *p);
void packer_put(struct floor *f, struct packer *p, uint64_t id, struct bytes *row);
void packer_end(struct floor *f, struct packer *p);

void floor_list(struct floor *f);
void floor_review(struct floor *f, bool by_family);
void floor_search(struct floor *f, const char *word);
void floor_verify(struct floor *f);
void floor_export(struct floor *f);
void floor_import(struct floor *f, const char *json);
void floor_write(struct floor *f, const char *pin);

#endif
