/*
 * Transactions: what is checked whenever the journal is looked at, and what a commit writes.
 *
 * Law 1  Every view begins with header, mac, manifest and pin, read inside the transaction.
 * Law 2  A commit that changed something raises the generation by one, names the tag of the manifest before it, and
 *        only then touches the pin: pin <= file at any crash.
 * Law 3  "Saved" is true only if the path still leads to the file that was written.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "inner.h"

/* Is the other copy exactly what the good one says? */
static bool
copies_agree(const struct store *s)
{
	const struct vault_copy *a = &s->copies[0], *b = &s->copies[1];

	return a->present && b->present && !a->fault && !b->fault && a->nslots == b->nslots && !memcmp(a->header, b->header, HEADER_SIZE) &&
		!memcmp(a->mac, b->mac, MAC_SIZE) && !memcmp(a->slots, b->slots, a->nslots * SLOT_SIZE);
}

/*
 * Neither copy can be used: may the key file stand in?  Its mac verifies, or it is not chosen.  An own copy that verifies under the same
 * keys and is named by the manifest is whole; then a slot that is only in the key file is one that was replaced.
 */
static int
pick_key_file(struct err *err, struct store *s, bool proof, bool need_slot)
{
	const struct vault_copy copies[2] = { *s->key_file, { 0 } };

	if (vault_pick(NULL, s->copies, s->keys, proof ? s->m.mac : NULL, false) >= 0)
		return err_set(err, E_WRONG_SECRET, "key slot");
	int which = vault_pick(err, copies, s->keys, NULL, need_slot);
	if (which < 0)
		return which;
	bool older = !proof || !equal_bytes(s->key_file->mac, s->m.mac, MAC_SIZE);
	if (older && proof && !s->key_file_older)
		return err_set(err, E_UNSAFE, "the keys were changed after this key file was made\nfelt key passphrase --key-file FILE sets new ones with it");
	s->copies[0] = *s->key_file;
	memset(&s->copies[1], 0, sizeof s->copies[1]);
	store_warn(s, WARN_KEY_FILE, older);
	return 0;
}

static int
check_manifest(struct err *err, struct store *s, const struct buf *blob, bool need_slot)
{
	bool proof = !manifest_open(s->keys, blob->p, blob->n, &s->m);

	s->good = vault_pick(err, s->copies, s->keys, proof ? s->m.mac : NULL, need_slot);
	if (s->good < 0 && proof && s->env.force_read) {
		proof = false;
		s->good = vault_pick(err, s->copies, s->keys, NULL, need_slot);
	}
	bool own = s->good >= 0;
	if (!own && s->key_file)
		s->good = pick_key_file(err, s, proof, need_slot);
	if (s->good < 0)
		return s->good;
	if (!proof) {
		if (!s->env.force_read)
			return err_set(err, E_PROOF, "manifest");
		s->m.valid = false;
		store_warn(s, WARN_FORCED, 0);
	}
	s->mend = !copies_agree(s);
	if (s->mend && own)
		store_warn(s, WARN_SPARE_USED, 0);
	return 0;
}

/* The row last written here must still be there, with a clock no smaller. */
static int
check_last_written(struct err *err, struct store *s)
{
	uint8_t head[SEAL_HEAD];
	struct entry e = { 0 };
	struct buf plain = BUF_INIT;
	int rc = row_fetch(NULL, s, s->pin.wrote_id, head, &plain);

	if (!rc)
		rc = row_decode(plain.p, plain.n, false, &e);
	if (rc == E_ID_UNKNOWN || (!rc && e.lamport < s->pin.wrote_lamport))
		rc = err_set(err, E_FORK, "this copy lacks what was written here");
	else
		rc = 0; /* a row that does not open is damage, found by whoever reads it */
	entry_release(&e);
	buf_release(&plain);
	return rc;
}

static int
check_pin(struct err *err, struct store *s)
{
	int rc = 0;

	if (!s->env.state || !s->pin.present || !s->m.valid || s->env.ignore_pin)
		return 0;
	if (s->m.generation < s->pin.generation)
		rc = err_set(err, E_OLDER, "this copy has seen %llu changes, this machine has seen %llu",
			(unsigned long long)s->m.generation, (unsigned long long)s->pin.generation);
	else if (s->m.generation == s->pin.generation && memcmp(s->m.tag, s->pin.manifest, TAG_SIZE))
		rc = err_set(err, E_FORK, "two copies went different ways after change %llu", (unsigned long long)s->m.generation);
	else if (s->m.generation > s->pin.generation && s->pin.wrote_id)
		rc = check_last_written(err, s);
	if (rc && s->env.force_read && !s->writing) { /* reading on is harmless; writing would make the fork for good */
		store_warn(s, WARN_FORCED, 0);
		return 0;
	}
	return rc;
}

static int
reread_pin(struct err *err, struct store *s)
{
	pin_release(&s->pin);
	if (!s->env.state)
		return 0;
	int rc = pin_read(err, s->env.state, s->keys->journal_id, &s->pin);
	if (rc != E_DAMAGE && rc != E_PERMISSION)
		return rc;
	/* Whoever could spoil the pin could have removed it: it counts as missing, and nobody is kept from reading. */
	s->pin.unreadable = true;
	store_warn(s, WARN_PIN_UNREADABLE, 0);
	return 0;
}

static void
forget(struct store *s)
{
	s->open = s->writing = s->dirty = s->mend = s->heads_hold = false;
	s->wrote_id = s->wrote_lamport = 0;
	packs_forget(s);
	places_forget(s);
	settings_forget(s);
}

void
store_rollback(struct store *s)
{
	if (s->open && s->db && !sqlite3_get_autocommit(s->db))
		sql_do(NULL, s, SQL_ROLLBACK);
	if (s->before) { /* a rotation that did not come to be */
		inbox_forget(s);
		keys_free(s->keys);
		s->keys = s->before;
		s->before = NULL;
	}
	forget(s);
}

static int
begin(struct err *err, struct store *s, enum store_access access, bool need_slot)
{
	struct buf manifest = BUF_INIT;
	int rc;

	if (!s->keys)
		return err_set(err, E_NO_SECRET, "the journal is locked");
	rc = reread_pin(err, s); /* before the file's transaction: a pin read after it could be newer than the view */

	if (!rc)
		rc = sql_do(err, s, access == STORE_WRITE ? SQL_BEGIN_IMMEDIATE : SQL_BEGIN);
	if (rc)
		return rc;
	s->open = true;
	s->writing = access == STORE_WRITE;
	rc = read_copies(err, s, &manifest);
	if (!rc)
		rc = check_manifest(err, s, &manifest, need_slot);
	if (!rc)
		rc = check_pin(err, s);
	if (!rc)
		rc = settings_begin(err, s);
	buf_release(&manifest);
	if (rc)
		store_rollback(s);
	return rc;
}

int
store_begin(struct err *err, struct store *s, enum store_access access)
{
	if (access == STORE_WRITE && s->read_only)
		return err_set(err, E_IO, "%s may only be read", s->env.path);
	return begin(err, s, access, false);
}

/* What the pin is to say after this view was found good, or after a commit. */
struct pin_news {
	const struct store *s;
	bool lower;
};

static int
pin_fill(void *arg, struct pin *p)
{
	const struct pin_news *news = arg;
	const struct store *s = news->s;
	struct header h;

	if (header_decode(NULL, s->copies[s->good].header, &h))
		return E_DAMAGE;
	bool more = p->present && !news->lower && p->generation >= s->m.generation;
	if (more && (s->wrote_lamport <= p->wrote_lamport || !s->wrote_id))
		return E_CONFLICT; /* somebody knows more already */
	if (more) { /* somebody wrote after us and was quicker: only our own row is news */
		p->wrote_id = s->wrote_id;
		p->wrote_lamport = s->wrote_lamport;
		return 0;
	}
	memcpy(p->pk, h.inbox_pk, sizeof p->pk);
	p->epoch = h.epoch;
	p->generation = s->m.generation;
	memcpy(p->manifest, s->m.tag, TAG_SIZE);
	if (s->wrote_id || news->lower) {
		p->wrote_id = s->wrote_id;
		p->wrote_lamport = s->wrote_lamport;
	}
	settings_to_pin(s, p);
	p->present = true;
	return 0;
}

static void
pin_raise(struct store *s)
{
	struct pin_news news = { s, false };

	if (!s->env.state || !s->m.valid || s->env.ignore_pin || s->pin.unreadable)
		return;
	int rc = pin_update(NULL, s->env.state, s->keys->journal_id, false, pin_fill, &news);
	if (rc && rc != E_CONFLICT)
		store_warn(s, WARN_PIN_WRITE, 0);
}

int
store_trust(struct err *err, struct store *s)
{
	struct pin_news news = { s, true };

	return pin_update(err, s->env.state, s->keys->journal_id, true, pin_fill, &news);
}

int
store_unlock(struct err *err, struct store *s, struct keys *keys)
{
	store_lock(s);
	s->keys = keys;
	if (s->env.state)
		pin_sweep(s->env.state, keys->journal_id);
	int rc = begin(err, s, STORE_READ, true);
	if (rc)
		return rc;
	struct header h;
	if (!keys->inbox_sk && !header_decode(NULL, s->copies[s->good].header, &h))
		memcpy(keys->inbox_pk, h.inbox_pk, sizeof keys->inbox_pk); /* the mac vouches for it; the secret half is opened when it is wanted */
	bool newer = !s->pin.present || s->pin.generation < s->m.generation;
	s->waiting = 0;
	if (!sql_count(NULL, s, SQL_COUNT_INBOX, &s->waiting) && s->waiting && s->env.ignore_pin)
		store_warn(s, WARN_INBOX, s->waiting); /* else store_absorb says what became of them */
	sql_do(NULL, s, SQL_ROLLBACK);
	if (newer)
		pin_raise(s);
	forget(s);
	return 0;
}

int
store_need_proof(struct err *err, struct store *s)
{
	if (!s->open || !s->writing)
		return err_set(err, E_USAGE, "no transaction");
	return s->m.valid ? 0 : err_set(err, E_PROOF, "manifest");
}

int
store_set_vault(struct err *err, struct store *s, const struct vault_copy *copy)
{
	int rc = store_need_proof(err, s);

	if (rc)
		return rc;
	s->copies[0] = s->copies[1] = *copy;
	s->good = 0;
	s->mend = s->dirty = true;
	memcpy(s->m.mac, copy->mac, MAC_SIZE);
	return 0;
}

static int
write_manifest(struct err *err, struct store *s)
{
	uint8_t blob[MANIFEST_BLOB];
	sqlite3_stmt *st;

	if (s->m.generation == UINT64_MAX || s->m.rows > INT64_MAX || s->m.packs > INT64_MAX)
		return err_set(err, E_DAMAGE, "a counter is at its end");
	s->m.generation++;
	memcpy(s->m.previous, s->m.tag, TAG_SIZE);
	memcpy(s->m.mac, s->copies[s->good].mac, MAC_SIZE);
	memcpy(s->m.device, s->env.device, DEVICE_SIZE);
	manifest_seal(s->keys, &s->m, blob);
	memcpy(s->m.tag, blob + NONCE_SIZE, TAG_SIZE);
	int rc = sql_get(err, s, SQL_PUT_MANIFEST, &st);
	if (rc)
		return rc;
	sqlite3_bind_blob(st, 1, blob, sizeof blob, SQLITE_STATIC);
	return sql_step_done(err, s, st);
}

/* Law 3. */
int
same_file(struct err *err, const struct store *s)
{
	struct stat st;

	if (lstat(s->env.path, &st) || st.st_dev != s->dev || st.st_ino != s->ino)
		return err_set(err, E_CONFLICT, "%s", s->env.path);
	return 0;
}

int
store_commit(struct err *err, struct store *s)
{
	int rc = 0;

	if (!s->writing || !s->dirty) {
		store_rollback(s);
		return 0;
	}
	rc = packs_flush(err, s);
	if (!rc && s->mend)
		rc = write_copies(err, s, &s->copies[s->good]);
	if (!rc)
		rc = write_manifest(err, s);
	if (!rc)
		rc = same_file(err, s);
	if (!rc)
		rc = sql_do(err, s, SQL_COMMIT);
	if (!rc)
		rc = same_file(err, s);
	if (rc) {
		store_rollback(s);
		return rc;
	}
	keys_free(s->before);
	s->before = NULL;
	pin_raise(s);
	forget(s);
	return 0;
}
