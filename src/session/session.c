/*
 * What is kept between two commands, as bytes, and until when.
 *
 * In: subkeys, what the clocks say.  Out: 288 bytes for the keyring, or the subkeys again.  Must never: keep the root key
 * or a passphrase, or give out what is past its deadline.
 *
 *	 0  8  "FELTSES1"
 *	 8 16  journal id
 *	24  8  epoch
 *	32  8  deadline, wall clock, milliseconds
 *	40  8  deadline, clock since boot
 *	48 16  which boot
 *	64 224 K1 to K7
 */
#include "felt/session/session.h"

#include <string.h>

#include "keyring.h"

enum { AT_JOURNAL = 8, AT_EPOCH = 24, AT_WALL = 32, AT_BOOT = 40, AT_WHICH = 48, AT_SUB = 64, NAME = sizeof KEYRING_NAMES + 16 };
static const char magic[8] = { 'F', 'E', 'L', 'T', 'S', 'E', 'S', '1' };

static void
name_of(const struct session_of *of, char out[NAME])
{
	static const char digits[] = "0123456789abcdef";
	size_t n = strlen(KEYRING_NAMES);

	memcpy(out, KEYRING_NAMES, n);
	for (size_t i = 0; i < sizeof of->tag; i++) {
		out[n++] = digits[of->tag[i] >> 4];
		out[n++] = digits[of->tag[i] & 15];
	}
	out[n] = '\0';
}

/* Is one deadline still to come, and no further away than any is ever set? */
static bool
ahead(int64_t until, int64_t now)
{
	return until > now && until - now <= (int64_t)SESSION_MOST * 1000;
}

bool
session_over(const struct session *s, const struct clocks *now)
{
	return !now->has_boot || memcmp(s->until.boot, now->boot, sizeof now->boot) || !ahead(s->until.boot_ms, now->boot_ms) ||
		!ahead(s->until.wall_ms, now->wall_ms);
}

int64_t
session_until_ms(const struct session *s, const struct clocks *now)
{
	int64_t by_boot = now->wall_ms + (s->until.boot_ms - now->boot_ms);

	return by_boot < s->until.wall_ms ? by_boot : s->until.wall_ms;
}

int
session_possible(struct err *err)
{
	return keyring_try(err, SESSION_BYTES);
}

int
session_keep(struct err *err, const struct session_of *of, uint64_t epoch, const uint8_t *sub, const struct clocks *now,
	int64_t seconds)
{
	char name[NAME];
	struct secret *s;
	int rc;

	if (!now->has_boot)
		return err_set(err, E_NO_CACHE, "this system has no clock for it");
	if (seconds < 1 || seconds > SESSION_MOST)
		return err_set(err, E_USAGE, "a journal stays open for 1 second to 24 hours");
	s = secret_new(SESSION_BYTES);
	if (!s)
		return err_set(err, E_NOMEM, "keys");
	memcpy(s->p, magic, sizeof magic);
	memcpy(s->p + AT_JOURNAL, of->journal_id, SESSION_ID);
	put_u64(s->p + AT_EPOCH, epoch);
	put_u64(s->p + AT_WALL, (uint64_t)(now->wall_ms + seconds * 1000));
	put_u64(s->p + AT_BOOT, (uint64_t)(now->boot_ms + seconds * 1000));
	memcpy(s->p + AT_WHICH, now->boot, sizeof now->boot);
	memcpy(s->p + AT_SUB, sub, SESSION_SUB);
	name_of(of, name);
	rc = keyring_put(err, name, s->p, s->n, (unsigned)seconds);
	secret_free(s);
	return rc;
}

static int
decode(struct err *err, const uint8_t *p, const struct session_of *of, struct session *out)
{
	if (memcmp(p, magic, sizeof magic) || memcmp(p + AT_JOURNAL, of->journal_id, SESSION_ID))
		return err_set(err, E_NO_CACHE, "what is kept is not of this journal");
	out->epoch = get_u64(p + AT_EPOCH);
	out->until = (struct clocks){ .wall_ms = (int64_t)get_u64(p + AT_WALL), .has_boot = true, .boot_ms = (int64_t)get_u64(p + AT_BOOT) };
	memcpy(out->until.boot, p + AT_WHICH, sizeof out->until.boot);
	return 0;
}

int
session_find(struct err *err, const struct session_of *of, const struct clocks *now, struct session *out, struct secret **sub)
{
	char name[NAME];
	struct secret *s = secret_new(SESSION_BYTES);
	int rc;

	if (!s)
		return err_set(err, E_NOMEM, "keys");
	name_of(of, name);
	rc = keyring_get(err, name, s->p, s->n);
	if (!rc)
		rc = decode(err, s->p, of, out);
	if (!rc && session_over(out, now)) {
		keyring_drop(NULL, name);
		rc = err_set(err, E_NO_CACHE, "its time is over");
	}
	if (!rc && sub && !(*sub = secret_copy(s->p + AT_SUB, SESSION_SUB)))
		rc = err_set(err, E_NOMEM, "keys");
	secret_free(s);
	return rc;
}

int
session_end(struct err *err, const struct session_of *of, bool *ended)
{
	char name[NAME];

	name_of(of, name);
	int rc = keyring_drop(err, name);
	if (ended)
		*ended = rc == 1;
	return rc < 0 ? rc : 0;
}

int
session_end_all(struct err *err, size_t *n)
{
	return keyring_drop_all(err, n);
}
