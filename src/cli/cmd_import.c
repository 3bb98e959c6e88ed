/*
 * felt import: entries from elsewhere, all or nothing.
 *
 * Two readings.  The first looks at every record and writes nothing: one that is not as it should be stops the import with
 * its line.  The second writes, in one transaction and in the order of ids, so that rows land one behind the other
 * in the file and not everywhere at once: that is faster, and the file smaller.
 *
 * Between the two, 32 bytes a record are kept: its id, where it stands, and a hash of what it said, so that a file which
 * changes meanwhile is noticed.
 */
#include <string.h>
#include <sys/stat.h>

#include "cli/look/blocks.h"
#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/files/import_source.h"
#include "cli/progress.h"
#include "cli/feel/vocabulary.h"
#include "cli/write/writing.h"
#include "felt/crypt/seal.h"
#include "felt/exchange/exchange.h"
#include "felt/model/id.h"
#include "felt/store/rotate.h"
#include "felt/term/tty.h"

#include <unistd.h>

static const struct option options[] = {
	{ "dry-run", 0, NULL, "look at everything, write nothing" },
	{ "age-identity", 0, "FILE", "the key file that opens an age file" },
	OPTION_END
};

/* FORMAT.md 3 allows 64 MiB of text; with a backslash before every character it is still taken back. */
#define RECORD_MAX ((size_t)144 << 20)
enum { PROGRESS_STEP = 256 };

struct record {
	uint64_t id, offset;
	uint32_t length, occurrence, ordinal, check;
};

struct importing {
	struct ctx *ctx;
	struct import_source source;
	enum import_shape shape;
	struct blocks records;
	uint64_t added, present;
	struct secret *old;     /* K7 of earlier epochs, NULL when the keys were never rotated */
	struct vocabulary voc;  /* own words of the export */
	size_t words;           /* how many of them are new here */
};

/* "felt import b.jsonl": what was meant, when it can be said; the name is shown as a shell would take it. */
static int
other_format(struct ctx *ctx, const struct args *args)
{
	const char *word = args->words[0], *file = "FILE";
	struct stat st;

	if (args->nwords == 1 && (strchr(word, '.') || !lstat(word, &st)))
		file = word;
	else if (args->nwords == 2 && (!strcmp(word, "jsonl") || !strcmp(word, "ndjson")))
		file = args->words[1];
	return err_set(&ctx->err, E_USAGE, "felt imports json so far, and wants that word first\nfelt import json %s", path_like(file) ? file : "FILE");
}

static int
check(struct ctx *ctx, struct args *args)
{
	const char *format = args->words[0], *path = args->nwords > 1 ? args->words[1] : NULL;

	if (strcmp(format, "json") != 0)
		return other_format(ctx, args);
	if ((!path || !strcmp(path, "-")) && tty_is(STDIN_FILENO))
		return err_set(&ctx->err, E_USAGE, "standard input is the terminal\nfelt import json FILE, or a pipe");
	if (path && strcmp(path, "-") != 0) {
		struct import_source s;
		int rc = source_open(&ctx->err, &s, path);

		if (!rc)
			rc = source_check_sealed(&ctx->err, &s, args_value(args, "age-identity"));
		source_close(&s);
		return rc;
	}
	return 0;
}

/* ---- the first reading ---- */

/* FORMAT.md 3: an id from the source, the same in every import into this journal. */
static uint64_t
id_under(const uint8_t k7[KEY_SIZE], struct slice source)
{
	const struct part parts[] = { { "FELTIMP1", 8 }, { source.p, source.n } };
	uint8_t hash[HASH_SIZE];
	uint64_t id;

	hash_parts(hash, k7, KEY_SIZE, parts, 2);
	id = get_u64(hash) & INT64_MAX;
	return id ? id : 1; /* 0 is no id; one chance in 2^63 */
}

/* What came in before a rotation has its id from the key of that time, and keeps it. */
static int
derived_id(const struct importing *im, struct slice source, uint64_t *id)
{
	struct store *s = im->ctx->store;
	int there = 0;

	for (size_t at = 0; im->old && at < im->old->n && !there; at += KEY_SIZE) {
		*id = id_under(im->old->p + at, source);
		there = store_has(&im->ctx->err, s, *id);
	}
	if (!there)
		*id = id_under(keys_sub(store_keys(s), KEY_IMPORT), source);
	return there < 0 ? there : 0;
}

/* Over everything the record says, in the one form that has it all. */
static uint32_t
record_hash(const struct entry *e, struct buf *scratch)
{
	uint8_t hash[HASH_SIZE];
	struct json_out j;

	buf_clear(scratch);
	json_begin(&j, scratch);
	entry_json(&j, e, ENTRY_JSON_TEXT);
	hash_parts(hash, NULL, 0, &(struct part){ scratch->p, scratch->n }, 1);
	return get_u32(hash);
}

static int
keep_record(struct importing *im, const struct import_item *it, uint32_t hash)
{
	struct record *r;
	uint64_t id = it->e.id;
	int rc = it->has_id ? 0 : derived_id(im, it->e.source, &id);

	if (rc)
		return rc;
	if (im->records.n == UINT32_MAX || it->length > UINT32_MAX)
		return err_set(&im->ctx->err, E_INPUT, "too many entries");
	r = blocks_add(&im->records);
	if (!r)
		return err_set(&im->ctx->err, E_NOMEM, "import");
	*r = (struct record){
		.id = id, .offset = it->offset, .length = (uint32_t)it->length,
		.occurrence = it->occurrence, .ordinal = (uint32_t)(im->records.n - 1), .check = hash,
	};
	return 0;
}

static int
by_id(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static int
no_twins(struct importing *im)
{
	char id[ID_TEXT];

	uint64_t last = 0;

	for (size_t i = 0; i < im->records.n; i++) {
		const struct record *r = blocks_at(&im->records, i);

		if (r->id == last) {
			id_text(last, id);
			return err_set(&im->ctx->err, E_INPUT, "the id %s is in it twice", id);
		}
		last = r->id;
	}
	return 0;
}

static int
first_reading(struct importing *im)
{
	struct err *err = &im->ctx->err;
	struct import_json in = { .split = { .read = source_read, .arg = &im->source, .max = RECORD_MAX }, .voc = &im->voc };
	struct import_item item = { 0 };
	struct buf scratch = BUF_INIT;
	int rc;

	while ((rc = import_json_next(&in, err, &item)) > 0) {
		uint32_t hash = record_hash(&item.e, &scratch);

		if ((rc = buf_check(&scratch, err)) || (rc = keep_record(im, &item, hash)))
			break;
	}
	if (!rc)
		rc = source_end(err, &im->source);
	im->shape = in.shape;
	import_item_release(&item);
	import_json_release(&in);
	buf_release(&scratch);
	if (rc)
		return rc;
	blocks_sort(&im->records, by_id);
	return no_twins(im);
}

/* ---- the second reading ---- */

/* What a bare line lacks.  Lines of one day keep their order: each was "made" a millisecond after the one before. */
static void
complete(struct importing *im, const struct record *r, struct entry *e)
{
	int64_t before = (int64_t)(im->records.n - r->ordinal);

	e->id = r->id;
	if (e->has_created || im->shape != IMPORT_LINES)
		return;
	e->created = im->ctx->now;
	e->created.ms -= before;
	e->has_created = true;
}

static int
write_one(struct importing *im, const struct record *r, struct import_item *item, struct buf *scratch, struct buf *raw)
{
	struct err *err = &im->ctx->err;
	struct slice json;
	int rc = source_again(err, &im->source, r->offset, r->length, raw, &json);

	if (!rc)
		rc = import_json_one(err, im->shape, json, 0, r->occurrence, item);
	if (!rc && record_hash(&item->e, scratch) != r->check)
		rc = err_set(err, E_INPUT, "'%s' was changed while it was read", im->source.name);
	if (!rc)
		rc = buf_check(scratch, err);
	if (rc)
		return rc;
	complete(im, r, &item->e);
	return store_put_imported(err, im->ctx->store, &item->e);
}

static int
write_all(struct importing *im, bool dry)
{
	struct err *err = &im->ctx->err;
	struct import_item item = { 0 };
	struct buf scratch = BUF_INIT, raw = BUF_INIT;
	struct progress p;
	int rc = 0;

	progress_begin(&p, im->ctx, dry ? "looking" : "importing");
	for (size_t i = 0; !rc && i < im->records.n; i++) {
		const struct record *r = blocks_at(&im->records, i);
		int there = store_has(err, im->ctx->store, r->id);

		if (there < 0) {
			rc = there;
		} else if (there) {
			im->present++;
		} else {
			im->added++;
			rc = dry ? 0 : write_one(im, r, &item, &scratch, &raw);
		}
		if (i % PROGRESS_STEP == 0)
			progress_show(&p, i, im->records.n);
	}
	progress_end(&p);
	import_item_release(&item);
	buf_release(&scratch);
	buf_release(&raw);
	return rc;
}

static int
second_reading(struct importing *im, bool dry)
{
	struct err *err = &im->ctx->err;
	struct store *s = im->ctx->store;
	int rc = store_begin(err, s, dry ? STORE_READ : STORE_WRITE);

	if (!rc)
		rc = write_all(im, dry);
	if (!rc && !dry)
		rc = vocabulary_take(im->ctx, &im->voc, &im->words);
	if (!rc)
		rc = source_same(err, &im->source);
	if (!rc && !dry && (im->added || im->words))
		return store_commit(err, s);
	store_rollback(s);
	return rc;
}

/* ---- the command ---- */

static void
tell(const struct importing *im, bool dry)
{
	struct ctx *ctx = im->ctx;
	unsigned long long added = im->added, present = im->present;

	out_begin(ctx, false);
	if (ctx->json)
		out_printf(ctx, "{\"added\":%llu,\"present\":%llu,\"dry-run\":%s}\n", added, present, dry ? "true" : "false");
	else
		say(ctx, "%llu entr%s %s, %llu %s there already", added, added == 1 ? "y" : "ies", dry ? "would be added" : "added", present,
			present == 1 ? "was" : "were");
	if (im->words)
		say(ctx, "%zu feeling word%s of your own came along", im->words, im->words == 1 ? "" : "s");
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct importing im = { .ctx = ctx, .records = { .size = sizeof(struct record) } };
	bool dry = args_has(args, "dry-run");
	int rc = source_open(&ctx->err, &im.source, args->nwords > 1 ? args->words[1] : NULL);

	if (!rc)
		rc = source_unseal(ctx, &im.source, args_value(args, "age-identity"));
	if (!rc)
		rc = store_import_keys(&ctx->err, ctx->store, &im.old);
	if (!rc)
		rc = first_reading(&im);
	if (!rc)
		rc = second_reading(&im, dry);
	if (!rc)
		tell(&im, dry);
	source_close(&im.source);
	secret_free(im.old);
	blocks_release(&im.records);
	vocabulary_release(&im.voc);
	return rc;
}

const struct command cmd_import = {
	.name = "import", .group = "hand over", .args = "json [FILE|-]", .summary = "bring in entries from elsewhere, all or nothing",
	.needs = NEED_KEYS | SHOWS_WORDS, .least = 1, .most = 2, .options = options, .check = check, .run = run,
	.details =
		"json reads what felt export --format json has written, and bare diaries of one object a line:\n"
		"{\"date\":\"1903-01-03\",\"body\":\"...\"}, with an optional \"title\". Either everything is imported or nothing; --dry-run\n"
		"only looks. What is in the journal already is skipped, and what was deleted from it is not brought back, so the\n"
		"same file can be imported again.\n"
		"\n"
		"A file that age has sealed, armored or not, is opened on the way: with the keys of --age-identity, or with a\n"
		"passphrase that is asked for; with --passphrase-fd it is the next line.\n",
};
