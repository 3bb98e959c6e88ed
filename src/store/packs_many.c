/*
 * Every pack, opened on several cores (listing.h).
 *
 * In: the packs of the file.  Out: what hands said of them, in the file's order.  It counts only when the sum D and the
 * number of packs hold, which is known at the end.
 */
#include <stdlib.h>

#include "crew.h"
#include "listing.h"

enum { FEW_PACKS = 24 }; /* to open these takes no longer than to begin a thread */

struct many {
	struct store *s;
	const struct packs_work *work;
	struct { struct buf plain; uint64_t d[4], packs; } hand[STORE_HANDS];
};

static int
open_pack(void *arg, unsigned hand, struct err *err, uint64_t n, const uint8_t *blob, size_t size, struct buf *out)
{
	struct many *m = arg;
	struct buf *plain = &m->hand[hand].plain;
	uint64_t item[4];

	m->hand[hand].packs++;
	if (size < SEAL_HEAD || n < 1 || n > UINT32_MAX)
		return err_set(err, E_DAMAGE, "a list");
	set_item(m->s->keys, PART_PACK, n, blob, item);
	set_add(m->hand[hand].d, item);
	int rc = blob_open(m->s->keys, PART_PACK, n, blob, size, plain);
	if (!rc)
		rc = plain->n < 8 || get_u32(plain->p) != 1 ? E_DAMAGE : 0;
	size_t at = out->n;
	if (!rc)
		rc = m->work->look(m->work->arg, hand, err, (uint32_t)n, blob, plain, out);
	if (!rc)
		rc = buf_check(out, err);
	if (rc)
		buf_truncate(out, at); /* half of what it says would be taken for something else */
	return rc ? err_set(err, (enum err_code)rc, "list %u", (unsigned)n) : 0;
}

static int
take(void *arg, struct err *err, const uint8_t *p, size_t n)
{
	const struct many *m = arg;

	return m->work->take(m->work->arg, err, p, n);
}

static int
put_packs(struct err *err, struct many *m, struct crew *crew, unsigned step)
{
	sqlite3_stmt *st;
	int code = SQLITE_DONE, rc = sql_get(err, m->s, SQL_PACKS, &st);

	if (rc)
		return rc;
	sql_cache(m->s, CACHE_PASS_KIB);
	for (uint64_t i = 0; !rc && (code = sqlite3_step(st)) == SQLITE_ROW; i++) {
		if (i % step)
			continue;
		const uint8_t *blob = sqlite3_column_blob(st, 1);
		rc = crew_put(err, crew, (uint64_t)sqlite3_column_int64(st, 0), blob, blob ? (size_t)sqlite3_column_bytes(st, 1) : 0);
	}
	if (!rc && code != SQLITE_DONE)
		rc = sql_err(err, m->s, code, "the lists");
	sqlite3_reset(st);
	sql_cache(m->s, CACHE_KIB);
	return rc ? rc : crew_finish(err, crew);
}

int
packs_many(struct err *err, struct store *s, unsigned step, const struct packs_work *work)
{
	struct many *m = calloc(1, sizeof *m);
	struct crew *crew = NULL;
	uint64_t d[4] = { 0 }, packs = 0;
	int rc;

	if (!m)
		return err_set(err, E_NOMEM, "list");
	m->s = s;
	m->work = work;
	rc = crew_begin(err, &crew, &(struct crew_work){ open_pack, take, m }, s->m.valid && s->m.packs / step < FEW_PACKS ? 1 : store_hands(s));
	if (!rc)
		rc = put_packs(err, m, crew, step);
	crew_end(crew);
	for (size_t i = 0; i < STORE_HANDS; i++) {
		set_add(d, m->hand[i].d);
		packs += m->hand[i].packs;
		buf_release(&m->hand[i].plain);
	}
	free(m);
	if (!rc && step == 1 && s->m.valid && (packs != s->m.packs || !set_same(d, s->m.d)))
		rc = E_DAMAGE;
	return rc == E_DAMAGE ? 1 : rc;
}
