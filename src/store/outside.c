/*
 * What the file shows without any key (FORMAT.md 6): for `felt status` on a locked journal.  None of it is authenticated.
 */
#include <string.h>
#include <sys/stat.h>

#include "inner.h"

static void
take_slots(const struct vault_copy *copy, struct store_outside *out)
{
	for (size_t i = 0; i < copy->nslots; i++)
		if (!slot_decode(NULL, copy->slots[i], &out->slots[out->nslots]))
			out->nslots++;
}

int
store_outside(struct err *err, struct store *s, struct store_outside *out)
{
	struct vault_copy copies[2];
	struct header h;
	struct stat st;
	int rc = store_copies(err, s, copies);

	memset(out, 0, sizeof *out);
	if (!rc)
		rc = sql_count(err, s, SQL_COUNT_ROWS, &out->rows);
	if (!rc)
		rc = sql_count(err, s, SQL_COUNT_PACKS, &out->packs);
	if (!rc)
		rc = sql_count(err, s, SQL_COUNT_INBOX, &out->inbox);
	if (rc)
		return rc;
	out->bytes = stat(s->env.path, &st) ? 0 : (uint64_t)st.st_size;
	for (int i = 0; i < 2; i++) {
		if (!copies[i].present || copies[i].fault || header_decode(NULL, copies[i].header, &h))
			continue;
		out->epoch = h.epoch;
		memcpy(out->journal_id, h.journal_id, JOURNAL_ID);
		take_slots(&copies[i], out);
		return 0;
	}
	return err_set(err, E_DAMAGE, BOTH_COPIES);
}
