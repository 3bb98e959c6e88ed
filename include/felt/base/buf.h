/*
 * Bytes: a growing buffer that is wiped, and a reader that cannot run past the end.
 *
 * Everything a person wrote passes through a `struct buf`.  Its memory is zeroed whenever it is
 * given back, on growth too, so plaintext does not stay behind in the heap.
 *
 * Appending never fails at the call: when memory is short the buffer becomes `failed`, keeps what
 * it had, ignores further appends, and buf_check() says E_NOMEM once at the end.
 *
 *	struct buf b = BUF_INIT;
 *	buf_u32(&b, n);
 *	buf_add(&b, p, n);
 *	rc = buf_check(&b, err);
 *	...
 *	buf_release(&b);
 *
 * All integers are little-endian (FORMAT.md).
 */
#ifndef FELT_BASE_BUF_H
#define FELT_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "felt/base/err.h"

/* A borrowed run of bytes or text, not NUL-terminated; p may be NULL when n is 0. */
struct slice {
	const char *p;
	size_t n;
};

struct slice slice_of(const char *s);               /* NUL-terminated; NULL gives the empty slice */
bool slice_eq(struct slice a, struct slice b);
bool slice_is(struct slice a, const char *s);

struct buf {
	uint8_t *p;
	size_t n, cap;
	bool failed;
};
#define BUF_INIT { NULL, 0, 0, false }

void buf_release(struct buf *b);                    /* wipes, frees, leaves BUF_INIT */
void buf_clear(struct buf *b);                      /* wipes the content, keeps the memory, clears failed */
void buf_truncate(struct buf *b, size_t n);         /* wipes what is cut off; n <= b->n */
bool buf_reserve(struct buf *b, size_t more);       /* false: failed */
uint8_t *buf_extend(struct buf *b, size_t n);       /* n more bytes, uninitialised; NULL: failed */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_zero(struct buf *b, size_t n);
void buf_u8(struct buf *b, uint8_t v);
void buf_u16(struct buf *b, uint16_t v);
void buf_u32(struct buf *b, uint32_t v);
void buf_u64(struct buf *b, uint64_t v);
void buf_str(struct buf *b, const char *s);         /* without its NUL */
void buf_slice(struct buf *b, struct slice s);
void buf_decimal(struct buf *b, uint64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* NUL-terminates without counting it; "" when failed. Valid until the next change. */
const char *buf_cstr(struct buf *b);
struct slice buf_as_slice(const struct buf *b);
int buf_check(const struct buf *b, struct err *err); /* 0 or E_NOMEM */

/* Overwrites n bytes in a way the compiler keeps; p may be NULL when n is 0. */
void wipe(void *p, size_t n);

/* Inline: every head that is listed passes through them a dozen times. */
static inline uint16_t
get_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t
get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t
get_u64(const uint8_t *p)
{
	return (uint64_t)get_u32(p) | (uint64_t)get_u32(p + 4) << 32;
}

void put_u16(uint8_t *p, uint16_t v);
void put_u32(uint8_t *p, uint32_t v);
void put_u64(uint8_t *p, uint64_t v);

/* Reads forward; past the end it gives zeros and sets `bad`, which stays set. */
struct reader {
	const uint8_t *p;
	size_t n;
	bool bad;
};
uint8_t rd_u8(struct reader *r);
uint16_t rd_u16(struct reader *r);
uint32_t rd_u32(struct reader *r);
uint64_t rd_u64(struct reader *r);
const uint8_t *rd_bytes(struct reader *r, size_t n); /* NULL and bad when there are fewer */

#endif
