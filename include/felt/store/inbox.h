/*
 * The inbox: what was written while locked, until an unlock takes it in (FORMAT.md 5).
 */
#ifndef FELT_STORE_INBOX_H
#define FELT_STORE_INBOX_H

#include "felt/store/store.h"

/* box_read() with the journal's own keys: the present inbox key. E_DAMAGE when it does not open, E_NOMEM. */
int store_box_open(struct err *err, struct store *s, const uint8_t *box, size_t n, struct row *out);

#endif
