/*
 * A key file: header and slots outside of the journal, as lines of text (FORMAT.md 2).
 *
 *	-----BEGIN FELT KEY-----
 *	base64 of spare.copy, 64 characters a line
 *	-----END FELT KEY-----
 *
 * It opens nothing without the passphrase or the recovery key of its time: it has what the file itself shows of its keys.  It is for the
 * day when both copies in the journal are damaged.
 */
#ifndef FELT_VAULT_KEY_FILE_H
#define FELT_VAULT_KEY_FILE_H

#include "felt/vault/header.h"

enum { KEY_FILE_MAX = 4096 }; /* bytes; eight slots need some 2,000 */

void key_file_encode(const struct vault_copy *copy, struct buf *out);
/*
 * Exactly what key_file_encode() writes, of any copy that could be a journal's: a header and 1 to 8 slots that can be looked at, no two with one
 * id.  Whether it was altered is not to be seen without keys (its mac).  E_INPUT with n the line, 0 when the lines are right but
 * not what is in them; E_VERSION.
 */
int key_file_decode(struct err *err, const uint8_t *p, size_t n, struct vault_copy *copy);

#endif
