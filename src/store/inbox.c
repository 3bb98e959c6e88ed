/*
 * The inbox of an unlocked journal.
 */
#include "felt/store/inbox.h"

#include "felt/store/box.h"
#include "inner.h"

int
store_box_open(struct err *err, struct store *s, const uint8_t *box, size_t n, struct row *out)
{
	int rc = vault_open_inbox(err, s->keys, s->copies[s->good].header);

	return rc ? rc : box_read(err, s->keys, box, n, out);
}
