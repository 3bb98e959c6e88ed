/*
 * Base 64 (RFC 4648, the standard alphabet), written and read strictly: what is read is the only way to write it.
 */
#ifndef FELT_CRYPT_BASE64_H
#define FELT_CRYPT_BASE64_H

#include "felt/base/buf.h"

/* Appends n bytes as text, without a line end. */
void base64_add(struct buf *out, const void *p, size_t n, bool padded);
/* Exactly len characters into out, at most cap bytes; false for anything that base64_add would not have written. */
bool base64_take(const char *s, size_t len, bool padded, uint8_t *out, size_t cap, size_t *n);

#endif
