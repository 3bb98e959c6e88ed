/*
 * The inbox as the store sees it: a box put and taken in, drafts that overtake each other, keys of earlier epochs.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "felt/store/box.h"
#include "felt/store/inbox.h"
#include "store/inner.h"

static const struct kdf_cost cheap = { 2, UINT64_C(64) << 20 };
static const int64_t now_ms = INT64_C(1795382045000);
static const struct zone utc = { NULL, NULL };

static int
no_offset(void *arg, int64_t ms)
{
	(void)arg;
	(void)ms;
	return 0;
}

struct home {
	char dir[64], path[96], state[96];
	struct zone zone;
};

static struct vault_copy made_copy;
static struct keys *made_keys;

static int
make_keys(void **state)
{
	struct secret *p = secret_copy("p", 1), *recovery = NULL;
	int rc = vault_create(NULL, p, cheap, &recovery, &made_copy, &made_keys);

	(void)state;
	secret_free(p);
	secret_free(recovery);
	return rc;
}

static int
drop_keys(void **state)
{
	(void)state;
	keys_free(made_keys);
	return 0;
}

/* Whoever opens it without keys is the one that writes while locked. */
static struct store *
opened(struct home *h, bool unlocked)
{
	struct store_env env = { .path = h->path, .state = h->state, .device = { 1, 2, 3, 4, 5, 6, 7, 8 }, .now_ms = now_ms, .zone = &h->zone };
	struct store *s = NULL;

	assert_int_equal(store_open(NULL, &env, &s), 0);
	if (unlocked)
		assert_int_equal(store_unlock(NULL, s, keys_from_subkeys(made_keys->sub->p, made_keys->journal_id, made_keys->epoch)), 0);
	return s;
}

static void
home_make(struct home *h)
{
	memset(h, 0, sizeof *h);
	h->zone = utc;
	h->zone.offset = no_offset;
	strcpy(h->dir, "/tmp/felt-unit-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	snprintf(h->path, sizeof h->path, "%s/j.felt", h->dir);
	snprintf(h->state, sizeof h->state, "%s/state", h->dir);
	struct store_env env = { .path = h->path, .state = h->state, .device = { 1 }, .now_ms = now_ms, .zone = &h->zone };
	assert_int_equal(store_create(NULL, &env, &made_copy, made_keys, NULL, NULL), 0);
	store_close(opened(h, true)); /* the pin */
}

static void
home_end(struct home *h)
{
	char cmd[160];

	snprintf(cmd, sizeof cmd, "rm -rf %s", h->dir);
	assert_int_equal(system(cmd), 0);
}

static struct entry
thing(uint64_t id, uint8_t kind, const char *text)
{
	struct entry e = { .id = id, .kind = kind, .has_created = true, .has_date = true };

	e.created = e.date = (struct when){ now_ms, 0 };
	e.text = slice_of(text);
	e.has_text = true;
	return e;
}

/* Puts one thing while locked; its id afterwards. */
static uint64_t
put(struct home *h, struct entry *e, uint64_t was)
{
	struct store *s = opened(h, false);

	assert_null(store_box_keys(s));
	assert_int_equal(store_locked(NULL, s), 0);
	assert_non_null(store_box_keys(s));
	assert_int_equal(store_box_put(NULL, s, e, was), 0);
	store_close(s);
	uint64_t id = e->id;
	entry_release(e);
	return id;
}

static struct inbox_report
absorb(struct home *h)
{
	struct store *s = opened(h, true);
	struct inbox_report r;
	uint64_t generation;

	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	generation = store_generation(s);
	store_rollback(s);
	assert_int_equal(store_absorb(NULL, s, &r), 0);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_generation(s), generation + (r.taken || r.replays));
	store_close(s);
	return r;
}

/* Kind of a row, 0 when there is none; its text and what it names. */
static uint8_t
row_of(struct home *h, uint64_t id, char text[64], uint64_t *ref)
{
	struct store *s = opened(h, true);
	struct row row = ROW_INIT;
	uint8_t kind = 0;

	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	text[0] = '\0';
	int rc = store_get(NULL, s, id, &row);
	if (!rc) {
		kind = row.e.kind;
		snprintf(text, 64, "%.*s", (int)row.e.text.n, row.e.text.p);
		*ref = row.e.ref;
		assert_true(row.e.flags & FLAG_LOCKED);
		assert_true(row.e.has_lamport && row.e.has_device && row.e.has_modified);
	} else {
		assert_int_equal(rc, E_ID_UNKNOWN);
	}
	row_release(&row);
	store_close(s);
	return kind;
}

static void
more_parts_than_a_box_has(void **state)
{
	struct home h;
	struct entry e = thing(77, KIND_ENTRY, "much");
	struct store *s;

	(void)state;
	home_make(&h);
	for (int i = 0; i < BOX_PARTS; i++)
		assert_int_equal(entry_add_field(&e, (struct entry_field){ FIELD_ITEM, slice_of("evidence-for"), slice_of("x") }), 0);
	s = opened(&h, false);
	assert_int_equal(store_locked(NULL, s), 0);
	assert_int_equal(store_box_put(NULL, s, &e, 0), 0);
	assert_int_equal(entry_add_field(&e, (struct entry_field){ FIELD_ITEM, slice_of("evidence-for"), slice_of("x") }), 0);
	assert_int_equal(store_box_put(NULL, s, &e, 0), E_USAGE);
	store_close(s);
	entry_release(&e);
	assert_int_equal(absorb(&h).taken, 1);
	home_end(&h);
}

static void
put_and_taken_in(void **state)
{
	struct home h;
	struct entry e = thing(77, KIND_ENTRY, "while locked");
	char text[64];
	uint64_t ref;

	(void)state;
	home_make(&h);
	e.flags = FLAG_PRIVATE | FLAG_CONFLICT;
	e.ref = 5;
	assert_int_equal(put(&h, &e, 0), 77);
	struct inbox_report r = absorb(&h);
	assert_int_equal(r.taken, 1);
	assert_int_equal(r.kept + r.replays + r.missing + r.waiting, 0);
	assert_int_equal(row_of(&h, 77, text, &ref), KIND_ENTRY);
	assert_string_equal(text, "while locked");
	assert_int_equal(ref, 0);
	r = absorb(&h);
	assert_int_equal(r.taken, 0);
	home_end(&h);
}

static void
a_draft_that_waits_is_replaced(void **state)
{
	struct home h;
	struct entry one = thing(10, KIND_DRAFT, "one"), two = thing(10, KIND_DRAFT, "two"), whole = thing(10, KIND_ENTRY, "whole");
	char text[64];
	uint64_t ref;

	(void)state;
	home_make(&h);
	assert_int_equal(put(&h, &one, 0), 10);
	assert_int_equal(put(&h, &two, 10), 10);
	assert_int_equal(put(&h, &whole, 10), 10);
	struct inbox_report r = absorb(&h);
	assert_int_equal(r.taken, 1);
	assert_int_equal(row_of(&h, 10, text, &ref), KIND_ENTRY);
	assert_string_equal(text, "whole");
	home_end(&h);
}

/* Taken in while it is still being written: the next save has an id of its own, and makes the old row a tombstone. */
static void
a_draft_that_was_taken_in_is_overtaken(void **state)
{
	struct home h;
	struct entry one = thing(10, KIND_DRAFT, "one"), two = thing(10, KIND_DRAFT, "two"), three;
	char text[64];
	uint64_t ref, second;

	(void)state;
	home_make(&h);
	put(&h, &one, 0);
	assert_int_equal(absorb(&h).taken, 1);
	assert_int_equal(row_of(&h, 10, text, &ref), KIND_DRAFT);
	second = put(&h, &two, 10);
	assert_int_not_equal(second, 10);
	three = thing(second, KIND_DRAFT, "three");
	three.ref = 10; /* whoever writes remembers it: the box is replaced whole */
	assert_int_equal(put(&h, &three, second), second);
	assert_int_equal(absorb(&h).taken, 1);
	assert_int_equal(row_of(&h, 10, text, &ref), 0);
	assert_int_equal(row_of(&h, second, text, &ref), KIND_DRAFT);
	assert_string_equal(text, "three");
	assert_int_equal(ref, 0);
	home_end(&h);
}

/* What a draft may name: only drafts that were written while locked go, whatever a box says. */
static void
a_draft_takes_away_nothing_else(void **state)
{
	struct home h;
	struct entry mine = thing(20, KIND_ENTRY, "mine"), draft = thing(21, KIND_DRAFT, "my draft"), forged, follow = thing(22, KIND_FOLLOWUP, "later");
	char text[64];
	uint64_t ref;

	(void)state;
	home_make(&h);
	struct store *s = opened(&h, true);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	assert_int_equal(store_put(NULL, s, &mine), 0);
	assert_int_equal(store_put(NULL, s, &draft), 0);
	assert_int_equal(store_commit(NULL, s), 0);
	store_close(s);
	entry_release(&mine);
	entry_release(&draft);
	for (uint64_t names = 20; names <= 23; names++) { /* 23 is nowhere */
		forged = thing(100 + names, KIND_DRAFT, "forged");
		forged.ref = names;
		put(&h, &forged, 0);
	}
	put(&h, &follow, 0);
	assert_int_equal(absorb(&h).taken, 5);
	s = opened(&h, true);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	struct row row = ROW_INIT;
	assert_int_equal(store_get(NULL, s, 20, &row), 0);
	assert_int_equal(store_get(NULL, s, 21, &row), 0);
	row_release(&row);
	store_close(s);
	assert_int_equal(row_of(&h, 120, text, &ref), KIND_DRAFT);
	assert_int_equal(ref, 20); /* as the draft of an edit, which keeps both versions */
	assert_int_equal(row_of(&h, 121, text, &ref), KIND_DRAFT);
	assert_int_equal(ref, 0);
	assert_int_equal(row_of(&h, 123, text, &ref), KIND_DRAFT);
	assert_int_equal(ref, 0);
	assert_int_equal(row_of(&h, 22, text, &ref), KIND_FOLLOWUP);
	home_end(&h);
}

static void
an_id_that_is_taken(void **state)
{
	struct home h;
	struct entry one = thing(30, KIND_ENTRY, "one"), two = thing(30, KIND_ENTRY, "two"), three = thing(30, KIND_ENTRY, "three");

	(void)state;
	home_make(&h);
	put(&h, &one, 0);
	assert_int_not_equal(put(&h, &two, 0), 30); /* it waits: nobody's text is written over */
	assert_int_equal(absorb(&h).taken, 2);
	assert_int_not_equal(put(&h, &three, 0), 30); /* it is a row by now */
	assert_int_equal(absorb(&h).taken, 1);
	home_end(&h);
}

static void
thrown_away(void **state)
{
	struct home h;
	struct entry e = thing(40, KIND_DRAFT, "not this");
	struct inbox_report r;

	(void)state;
	home_make(&h);
	put(&h, &e, 0);
	struct store *s = opened(&h, false);
	assert_int_equal(store_box_drop(NULL, s, 40), E_USAGE); /* nobody has looked at the pin */
	assert_int_equal(store_locked(NULL, s), 0);
	assert_int_equal(store_box_drop(NULL, s, 40), 0);
	assert_int_equal(store_box_drop(NULL, s, 40), 0);
	store_close(s);
	r = absorb(&h);
	assert_int_equal(r.taken + r.missing, 0);
	home_end(&h);
}

/* ---- after a rotation ---- */

static void
hex(const uint8_t *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", p[i]);
}

static void
put_raw(struct store *s, uint64_t id, const struct buf *box)
{
	sqlite3_stmt *st;

	assert_int_equal(sql_get(NULL, s, SQL_PUT_BOX, &st), 0);
	sqlite3_bind_int64(st, 1, (int64_t)id);
	sqlite3_bind_blob64(st, 2, box->p, box->n, SQLITE_STATIC);
	assert_int_equal(sql_step_done(NULL, s, st), 0);
}

/* A box of an earlier epoch is kept, until a settings row has the key that opens it. */
static void
boxes_of_an_earlier_epoch(void **state)
{
	struct home h;
	struct keys old = { .epoch = 9 };
	struct buf box = BUF_INIT;
	struct entry e = thing(50, KIND_ENTRY, "from before"), settings = { .id = 60, .kind = KIND_SETTINGS };
	char value[80], text[64];
	uint64_t ref, kept;
	struct row row = ROW_INIT;

	(void)state;
	home_make(&h);
	memcpy(old.journal_id, made_keys->journal_id, JOURNAL_ID);
	old.inbox_sk = secret_new(32);
	box_keypair(old.inbox_pk, old.inbox_sk->p);
	assert_int_equal(box_entry(NULL, &old, &e, BOX_MAX, &box), 0);
	struct store *s = opened(&h, true);
	put_raw(s, 50, &box);
	store_close(s);
	struct inbox_report r = absorb(&h);
	assert_int_equal(r.kept, 1);
	assert_int_equal(r.kept_ids[0], 50);
	snprintf(value, sizeof value, "9 ");
	hex(old.inbox_sk->p, 32, value + 2);
	s = opened(&h, true);
	assert_int_equal(store_box_open(NULL, s, box.p, box.n, &row), E_DAMAGE);
	assert_int_equal(store_begin(NULL, s, STORE_WRITE), 0);
	entry_add_field(&settings, (struct entry_field){ FIELD_TEXT, slice_of("name"), slice_of("inbox") });
	entry_add_field(&settings, (struct entry_field){ FIELD_ITEM, slice_of("old"), slice_of("3 nonsense") });
	entry_add_field(&settings, (struct entry_field){ FIELD_ITEM, slice_of("old"), slice_of(value) });
	assert_int_equal(store_put(NULL, s, &settings), 0);
	assert_int_equal(store_commit(NULL, s), 0);
	assert_int_equal(store_begin(NULL, s, STORE_READ), 0);
	assert_int_equal(store_box_check(NULL, s, &kept), 0);
	store_close(s);
	s = opened(&h, true);
	assert_int_equal(store_box_open(NULL, s, box.p, box.n, &row), 0); /* also of a file beside the pin */
	assert_int_equal(row.e.id, 50);
	row_release(&row);
	store_close(s);
	r = absorb(&h);
	assert_int_equal(r.taken, 1);
	assert_int_equal(row_of(&h, 50, text, &ref), KIND_ENTRY);
	entry_release(&settings);
	secret_free(old.inbox_sk);
	buf_release(&box);
	home_end(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(put_and_taken_in),
		cmocka_unit_test(more_parts_than_a_box_has),
		cmocka_unit_test(a_draft_that_waits_is_replaced),
		cmocka_unit_test(a_draft_that_was_taken_in_is_overtaken),
		cmocka_unit_test(a_draft_takes_away_nothing_else),
		cmocka_unit_test(an_id_that_is_taken),
		cmocka_unit_test(thrown_away),
		cmocka_unit_test(boxes_of_an_earlier_epoch),
	};

	if (secret_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
