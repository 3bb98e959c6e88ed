/*
 * Between a journal and what the session room keeps of it.
 *
 * In: keys, or an open journal.  Out: keys kept for a while, or the journal unlocked with them.  Must never: stand in
 * for an explicit --passphrase-fd, make a deadline later without the passphrase, or take what does not fit for damage:
 * whatever does not open with kept keys is opened with the passphrase, which tells the truth.
 */
#include "cli/keys/cache.h"

#include <string.h>

#include "cli/frame.h"

static struct session_of
of(const uint8_t journal_id[JOURNAL_ID])
{
	struct session_of o;
	uint8_t hash[HASH_SIZE];

	memcpy(o.journal_id, journal_id, JOURNAL_ID);
	hash_parts(hash, NULL, 0, &(struct part){ journal_id, JOURNAL_ID }, 1);
	memcpy(o.tag, hash, sizeof o.tag);
	return o;
}

/* A number and its unit; what is left of s. */
static const char *
one_span(const char *s, int64_t *seconds)
{
	int64_t n = 0;

	if (*s < '0' || *s > '9')
		return NULL;
	for (; *s >= '0' && *s <= '9'; s++)
		if ((n = n * 10 + (*s - '0')) > SESSION_MOST)
			return NULL;
	if (*s != 's' && *s != 'm' && *s != 'h')
		return NULL;
	*seconds += n * (*s == 'h' ? 3600 : *s == 'm' ? 60 : 1);
	return s + 1;
}

int
span_parse(const char *s, int64_t *seconds)
{
	int64_t sum = 0;

	while (s && *s)
		s = one_span(s, &sum);
	if (!s || sum < 1 || sum > SESSION_MOST)
		return E_USAGE;
	*seconds = sum;
	return 0;
}

/* The journal's id as the file says it: a wrong one finds keys that do not fit, or none. */
static bool
journal_of(struct ctx *ctx, struct store *s, uint8_t id[JOURNAL_ID])
{
	struct vault_copy copies[2];
	struct header h;

	if (store_copies(&ctx->err, s, copies))
		return false;
	for (int i = 0; i < 2; i++)
		if (copies[i].present && !copies[i].fault && !header_decode(NULL, copies[i].header, &h)) {
			memcpy(id, h.journal_id, JOURNAL_ID);
			return true;
		}
	return false;
}

/* Would the passphrase say something else?  Then it is asked for. */
static bool
may_be_the_keys(int rc)
{
	return rc == E_CONFLICT || rc == E_DAMAGE || rc == E_WRONG_SECRET || rc == E_PROOF;
}

int
cache_open(struct ctx *ctx, struct store *s, bool *opened)
{
	struct clocks now = clocks_now();
	uint8_t id[JOURNAL_ID];
	struct session kept;
	struct secret *sub = NULL;
	struct keys *keys;
	int rc;

	*opened = false;
	if (!now.has_boot || !journal_of(ctx, s, id))
		return 0;
	struct session_of whose = of(id);
	if (session_find(NULL, &whose, &now, &kept, &sub))
		return 0;
	keys = keys_from_subkeys(sub->p, id, kept.epoch);
	secret_free(sub);
	if (!keys)
		return err_set(&ctx->err, E_NOMEM, "keys");
	rc = store_unlock(&ctx->err, s, keys);
	if (rc == E_CONFLICT) /* rotated since: they open nothing any more */
		session_end(NULL, &whose, NULL);
	*opened = !rc;
	if (!may_be_the_keys(rc))
		return rc;
	store_lock(s);
	return 0;
}

int
cache_fill(struct ctx *ctx, const struct keys *keys, int64_t seconds)
{
	struct session_of whose = of(keys->journal_id);
	struct clocks now = clocks_now();

	return session_keep(&ctx->err, &whose, keys->epoch, keys_sub(keys, 1), &now, seconds);
}

bool
cache_until(const uint8_t journal_id[JOURNAL_ID], uint64_t epoch, int64_t *until_ms)
{
	struct session_of whose = of(journal_id);
	struct clocks now = clocks_now();
	struct session kept;

	if (!now.has_boot || session_find(NULL, &whose, &now, &kept, NULL) || kept.epoch != epoch)
		return false;
	*until_ms = session_until_ms(&kept, &now);
	return true;
}

int
cache_drop(struct ctx *ctx, const uint8_t journal_id[JOURNAL_ID], bool *ended)
{
	struct session_of whose = of(journal_id);

	return session_end(&ctx->err, &whose, ended);
}
