/*
 * What the files of this room share.  Nobody outside includes it.
 *
 *	open.c      path, permissions, the first 100 bytes, SQLite's settings, the schema
 *	sql.c       the statements, and SQLite's codes as ours
 *	codec.c     entry <-> bytes of a row: meta, body
 *	seal_row.c  padding, associated data, sealing of rows and packs
 *	manifest.c  the set hashes and the manifest
 *	copies.c    header and slots: the journal's and the spare's
 *	txn.c       begin, commit, what is checked in each
 *	warn.c      what is wrong and does not stop a read
 *	heads.c     every head, from packs or, where those are damaged, from rows
 *	places.c    which pack names which row
 *	list.c      heads, rows, or what several cores say of them, in order, in bounded memory
 *	index.c     the order kept between transactions, heads and rows of it as they are asked for
 *	row.c       one row by id
 *	scan.c      all rows, on one core or several
 *	crew.c      what opens blobs on several cores (crew.h);  packs_many.c  all packs so
 *	listing.c   keys of matches and what is remembered of them;  listing_order.c  sorts them
 *	settings.c  which settings rows there are, remembered in the pin
 *	packs.c     appending to and changing packs within a transaction
 *	write.c     put, delete, edit, undo
 *	locked.c    boxes into the inbox, without keys
 *	inbox.c     boxes out of it, with keys
 *	rotate.c    everything under new keys;  old_keys.c  what is kept of the earlier ones
 *	create.c  verify.c  repair.c  backup.c  pin.c
 */
#ifndef FELT_STORE_INNER_H
#define FELT_STORE_INNER_H

#include <sqlite3.h>
#include <sys/stat.h>

#include "felt/store/inbox.h"
#include "felt/store/pin.h"
#include "felt/store/store.h"

enum {
	MANIFEST_SIZE = 160, MANIFEST_BLOB = SEAL_HEAD + MANIFEST_SIZE, AD_SIZE = 56, PART_ROW = 1, PART_PACK = 2,
	PACK_FULL_ENTRIES = 64, PACK_FULL = 16 * 1024, PACK_SPLIT = 32 * 1024, PACK_UNIT = 4096, ROW_LEAST = 1024,
	ROW_ENTRY_HEAD = 56, /* of an entry in a pack, before its meta: id, kind, 0, flags, the row's name, length */
	SAID_KIND = 8, SAID_FLAGS = 10, SAID_NAME = 12,
	UNDO_DAYS = 30
};

enum statement {
	SQL_BEGIN, SQL_BEGIN_IMMEDIATE, SQL_COMMIT, SQL_ROLLBACK, SQL_JOURNAL, SQL_SLOTS, SQL_SPARE, SQL_PACKS, SQL_PACK, SQL_LAST_PACK,
	SQL_ROWS, SQL_ROW, SQL_ROW_FROM, SQL_PACK_FROM, SQL_HAS_ROW, SQL_RANGE, SQL_PUT_ROW, SQL_DROP_ROW, SQL_PUT_PACK, SQL_DROP_PACK, SQL_PUT_JOURNAL, SQL_PUT_MANIFEST,
	SQL_DROP_SLOTS, SQL_PUT_SLOT, SQL_PUT_SPARE, SQL_COUNT_INBOX, SQL_BOX_FROM, SQL_HAS_BOX, SQL_BOX_RANGE, SQL_PUT_BOX, SQL_DROP_BOX, SQL_COUNT_ROWS, SQL_COUNT_PACKS, SQL_CHECK_TREES, SQL_STATEMENTS
};

struct manifest {
	bool valid;                    /* false under force_read without proof */
	uint64_t generation, rows, packs, lamport;
	uint64_t s[4], d[4];
	uint8_t mac[MAC_SIZE], device[DEVICE_SIZE], previous[TAG_SIZE], tag[TAG_SIZE];
};

/* A pack held open for changes. */
struct open_pack {
	uint64_t n;                    /* 0: none is held */
	bool on_file, dirty;
	uint8_t head[SEAL_HEAD];       /* of the blob on file, for the difference in D */
	struct buf plain;              /* count and entries, unpadded */
};

/* Where each row is named: sorted by id.  24 bytes, for there may be a million. */
struct place {
	uint64_t id;
	uint64_t tag;                  /* the first 8 bytes of the row's tag: is it the row that was written? */
	uint32_t pack;                 /* 0: packs are damaged, place not known */
	uint8_t kind;
};

/* Rows that belong to another: previous versions, drafts of edits. Few. */
struct link {
	uint64_t id, ref;
	int64_t modified_ms;
	uint8_t kind;
};

struct store {
	struct store_env env;
	char *path;                    /* owned; env.path */
	sqlite3 *db;
	sqlite3_stmt *sql[SQL_STATEMENTS];
	dev_t dev;
	ino_t ino;                     /* of the file that was opened */
	bool read_only;
	struct vault_copy copies[2];
	struct vault_copy *key_file;   /* of --key-file; owned, or NULL */
	bool key_file_older;
	struct keys *keys;
	struct keys *before;           /* while a rotation is not committed: the keys a rollback gives back */
	struct pin pin;
	struct keys outside;           /* what boxes are sealed to while locked: journal id, epoch, public key; no secrets */
	bool have_outside;
	uint64_t waiting;              /* boxes, when it was unlocked */
	struct keys *old_inbox;        /* inbox keys of earlier epochs, each with inbox_sk; owned */
	size_t nold;
	bool have_old;
	unsigned warned;               /* each warning once an open */
	size_t list_budget;            /* LIST_BUDGET and LIST_ASKED (listing.h); tests take less, so that few entries need many passes */
	unsigned list_asked;

	/* the transaction */
	bool open, writing, dirty, mend;
	int good;                      /* which copy is the journal's */
	struct manifest m;
	bool heads_hold;               /* D and the number of packs were found to hold in this transaction */
	struct open_pack pack;
	bool pack_is_last;             /* the held pack is the highest */
	struct place *places;          /* built at need */
	size_t nplaces, cplaces;
	struct link *links;
	size_t nlinks, clinks;
	bool have_places;
	uint64_t wrote_id, wrote_lamport;
	struct pin_setting *settings;  /* all settings rows of this view, when have_settings */
	size_t nsettings;
	bool have_settings;
	struct buf scratch, plain;     /* a row or pack on its way in, out */
};

/* sql.c */
int sql_err(struct err *err, struct store *s, int code, const char *what); /* a code of SQLite as ours */
int sql_get(struct err *err, struct store *s, enum statement which, sqlite3_stmt **out); /* prepared, reset, unbound */
int sql_do(struct err *err, struct store *s, enum statement which);       /* a statement without rows or parameters */
int sql_step_done(struct err *err, struct store *s, sqlite3_stmt *st);    /* steps to its end, resets */
int sql_count(struct err *err, struct store *s, enum statement which, uint64_t *n);
/* How much of the file SQLite keeps. A pass from end to end comes to no page twice: the memory is better used for what it finds. */
enum { CACHE_KIB = 1024, CACHE_PASS_KIB = 256 };
void sql_cache(struct store *s, unsigned kib);
void sql_release(struct store *s);

/* open.c */
char *open_resolve(const char *path); /* the folder without links, the name as it is; malloc'd, NULL when there is no such folder */
int open_check_path(struct err *err, const char *path, struct stat *st);
int open_database(struct err *err, struct store *s);
int open_settings(struct err *err, struct store *s, sqlite3 *db);
extern const char *const schema_sql[6], *const schema_names[6];

/* codec.c: meta and body of a row */
int meta_decode(const uint8_t *p, size_t n, struct entry *e);             /* 0 or E_DAMAGE, E_NOMEM */
int body_decode(const uint8_t *p, size_t n, struct entry *e);
void meta_encode(const struct entry *e, struct buf *out);
void body_encode(const struct entry *e, struct buf *out);
void row_encode(const struct entry *e, struct buf *out);                  /* head, meta, body; unpadded */
int row_decode(const uint8_t *p, size_t n, bool with_body, struct entry *e);
/* Its two times alone, which stand first (types ascend). False: they are not as they must be. */
bool meta_times(struct slice meta, struct entry_key *k);
/* The meta of an encoded row. */
struct slice row_meta(const uint8_t *p, size_t n);

/* seal_row.c */
size_t row_class(size_t n);                                               /* padded size for n bytes of content */
void row_ad(uint8_t ad[AD_SIZE], const struct keys *k, unsigned part, uint64_t id, size_t padded);
void blob_seal(const struct keys *k, unsigned part, uint64_t id, struct buf *plain, struct buf *out); /* pads plain, seals into out */
/* Opens and unpads into out; E_DAMAGE. */
int blob_open(const struct keys *k, unsigned part, uint64_t id, const uint8_t *blob, size_t n, struct buf *out);

/* manifest.c */
void set_item(const struct keys *k, unsigned part, uint64_t id, const uint8_t head[SEAL_HEAD], uint64_t item[4]);
void set_add(uint64_t sum[4], const uint64_t item[4]);
void set_sub(uint64_t sum[4], const uint64_t item[4]);
bool set_same(const uint64_t a[4], const uint64_t b[4]);
void manifest_seal(const struct keys *k, const struct manifest *m, uint8_t blob[MANIFEST_BLOB]);
int manifest_open(const struct keys *k, const uint8_t *blob, size_t n, struct manifest *m);

/* warn.c */
void store_warn(struct store *s, enum store_warning what, uint64_t n);

/* copies.c */
int read_copies(struct err *err, struct store *s, struct buf *manifest);
int write_copies(struct err *err, struct store *s, const struct vault_copy *copy);

/* txn.c */
int store_need_proof(struct err *err, struct store *s);                   /* E_PROOF before a write without a manifest */
int same_file(struct err *err, const struct store *s);                   /* law 3 of txn.c */

/* locked.c */
int box_has(struct err *err, struct store *s, uint64_t id);              /* 1, 0 or an error */
int box_remove(struct err *err, struct store *s, int64_t id);
/* Was that box written on this machine?  As far as the pin remembers. */
bool pending_listed(const struct pin *p, uint64_t id);
void pending_forget(struct store *s, const uint8_t journal_id[JOURNAL_ID], uint64_t id);

/* inbox.c */
void inbox_forget(struct store *s);                                      /* the keys of earlier epochs */
int inbox_take_open(struct err *err, struct store *s, struct inbox_report *r); /* store_absorb() within an open write transaction */

/* old_keys.c */
bool old_key_parse(struct slice v, uint64_t *epoch, uint8_t key[KEY_SIZE]);
int old_key_keep(struct err *err, struct store *s, const char *name, const uint8_t key[KEY_SIZE]); /* adds one of the present epoch */

/* heads.c */
struct head { const struct entry *e; uint32_t pack; const uint8_t *head; struct slice meta; };
typedef int head_fn(void *arg, struct err *err, const struct head *h);    /* h NULL: from the beginning, from rows */
enum { HEADS_CHECK_ROWS = 1 };                                            /* S too, from what the packs say of the rows */
int heads_each(struct err *err, struct store *s, unsigned how, head_fn *fn, void *arg);
int pack_each(struct err *err, const struct buf *plain, uint32_t n, struct entry *e, head_fn *fn, void *arg);
/* What a pack says of each row, as it lies there: the ROW_ENTRY_HEAD bytes before its meta, and the meta, not looked into. fn returns 0 or stops. */
int pack_metas(const struct buf *plain, int (*fn)(void *arg, const uint8_t *said, struct slice meta), void *arg);

/* places.c */
int places_need(struct err *err, struct store *s);
struct place *place_find(struct store *s, uint64_t id);
int place_add(struct err *err, struct store *s, struct place p);
void places_forget(struct store *s);

/* row.c */
int row_fetch(struct err *err, struct store *s, uint64_t id, uint8_t head[SEAL_HEAD], struct buf *plain); /* E_ID_UNKNOWN, E_DAMAGE */

/* write.c: a row whose text is lost, its meta as it was */
int put_rescued_row(struct err *err, struct store *s, struct entry *e);

/* settings.c */
int settings_begin(struct err *err, struct store *s);                    /* from the pin, when it speaks of this manifest */
void settings_forget(struct store *s);
int settings_note(struct err *err, struct store *s, uint64_t id, uint8_t kind, const uint8_t head[SEAL_HEAD]); /* a row was written */
void settings_to_pin(const struct store *s, struct pin *p);

/* packs.c */
int pack_load(struct err *err, struct store *s, uint32_t n);
int packs_add(struct err *err, struct store *s, const struct entry *e, struct slice meta, const uint8_t head[SEAL_HEAD], uint32_t *pack);
/* Replaces (meta.p not NULL) or removes what pack n says of the row; old gets the 40 bytes it named, *now where it stands then. */
int packs_change(struct err *err, struct store *s, uint32_t n, const struct entry *e, struct slice meta, const uint8_t *head,
	uint8_t old[SEAL_HEAD], uint32_t *now);
int packs_flush(struct err *err, struct store *s);
void packs_forget(struct store *s);

#endif
