/*
 * Bytes: the growing buffer, the reader, and the one function that forgets (buf.h).
 *
 * In: bytes in memory.  Out: bytes in memory.  Must never: leave plaintext in memory it gives back,
 * die without memory, or read past an end.
 *
 * Laws of a struct buf:
 *  1. p is NULL exactly when cap is 0; n <= cap always.
 *  2. realloc is not used: it may move the bytes and leave the old ones behind unwiped.
 *  3. Memory is wiped to its full capacity before it is freed, because callers also write behind n
 *     (a read, a decryption) before they count what they wrote.
 *  4. Once `failed`, the content stays as it was; only buf_clear and buf_release end that.
 *
 * What is added must not lie inside the buffer itself: growing would wipe it first.
 */
#include "felt/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUF_LEAST = 64 };

/*
 * Called through a volatile pointer, so that the compiler cannot know that it is memset and drop it as a
 * dead store.  It does not reach copies that the compiler made in registers or on the stack, nor
 * pages that were swapped out or dumped.
 */
static void *(*const volatile wipe_memset)(void *, int, size_t) = memset;

void
wipe(void *p, size_t n)
{
	if (n > 0)
		wipe_memset(p, 0, n);
}

struct slice
slice_of(const char *s)
{
	struct slice r = { s, s != NULL ? strlen(s) : 0 };

	return r;
}

bool
slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
slice_is(struct slice a, const char *s)
{
	return slice_eq(a, slice_of(s));
}

void
buf_release(struct buf *b)
{
	wipe(b->p, b->cap);
	free(b->p);
	*b = (struct buf)BUF_INIT;
}

void
buf_clear(struct buf *b)
{
	wipe(b->p, b->n);
	b->n = 0;
	b->failed = false;
}

void
buf_truncate(struct buf *b, size_t n)
{
	if (n >= b->n)
		return;
	wipe(b->p + n, b->n - n);
	b->n = n;
}

/* The first allocation is exact, for callers who know their size; later ones double. */
static size_t
grown(const struct buf *b, size_t need)
{
	size_t cap = b->cap <= SIZE_MAX / 2 ? b->cap * 2 : SIZE_MAX;

	if (cap < need)
		cap = need;
	return cap < BUF_LEAST ? BUF_LEAST : cap;
}

bool
buf_reserve(struct buf *b, size_t more)
{
	uint8_t *p;
	size_t cap;

	if (b->failed)
		return false;
	if (b->p != NULL && more <= b->cap - b->n)
		return true;
	if (more > SIZE_MAX - b->n) {
		b->failed = true;
		return false;
	}
	cap = grown(b, b->n + more);
	p = malloc(cap);
	if (p == NULL) {
		b->failed = true;
		return false;
	}
	if (b->n > 0)
		memcpy(p, b->p, b->n);
	wipe(b->p, b->cap);
	free(b->p);
	b->p = p;
	b->cap = cap;
	return true;
}

uint8_t *
buf_extend(struct buf *b, size_t n)
{
	if (!buf_reserve(b, n))
		return NULL;
	b->n += n;
	return b->p + (b->n - n);
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	uint8_t *to;

	if (n == 0)
		return;
	to = buf_extend(b, n);
	if (to != NULL)
		memcpy(to, p, n);
}

void
buf_zero(struct buf *b, size_t n)
{
	uint8_t *to = buf_extend(b, n);

	if (to != NULL)
		memset(to, 0, n);
}

void
buf_u8(struct buf *b, uint8_t v)
{
	uint8_t *to = buf_extend(b, 1);

	if (to != NULL)
		*to = v;
}

void
buf_u16(struct buf *b, uint16_t v)
{
	uint8_t *to = buf_extend(b, 2);

	if (to != NULL)
		put_u16(to, v);
}

void
buf_u32(struct buf *b, uint32_t v)
{
	uint8_t *to = buf_extend(b, 4);

	if (to != NULL)
		put_u32(to, v);
}

void
buf_u64(struct buf *b, uint64_t v)
{
	uint8_t *to = buf_extend(b, 8);

	if (to != NULL)
		put_u64(to, v);
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_slice(struct buf *b, struct slice s)
{
	buf_add(b, s.p, s.n);
}

void
buf_decimal(struct buf *b, uint64_t v)
{
	char digits[20];
	size_t n = sizeof digits;

	do
		digits[--n] = (char)('0' + v % 10);
	while (v /= 10);
	buf_add(b, digits + n, sizeof digits - n);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	size_t room = b->failed ? 0 : b->cap - b->n;
	va_list ap;
	int n;

	/* Most of the time there is room, and once is enough; what does not fit lies behind n, and counts for nothing. */
	va_start(ap, fmt);
	n = vsnprintf(room ? (char *)b->p + b->n : NULL, room, fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->failed = true;
		return;
	}
	if ((size_t)n < room) {
		b->n += (size_t)n;
		return;
	}
	/* One more byte for the NUL that vsnprintf insists on; it is not counted. */
	if (!buf_reserve(b, (size_t)n + 1))
		return;
	va_start(ap, fmt);
	vsnprintf((char *)b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

const char *
buf_cstr(struct buf *b)
{
	if (!buf_reserve(b, 1))
		return "";
	b->p[b->n] = '\0';
	return (const char *)b->p;
}

struct slice
buf_as_slice(const struct buf *b)
{
	struct slice s = { (const char *)b->p, b->n };

	return s;
}

int
buf_check(const struct buf *b, struct err *err)
{
	return b->failed ? err_set(err, E_NOMEM, NULL) : 0;
}

void
put_u16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v & 0xff);
	p[1] = (uint8_t)(v >> 8);
}

void
put_u32(uint8_t *p, uint32_t v)
{
	put_u16(p, (uint16_t)(v & 0xffff));
	put_u16(p + 2, (uint16_t)(v >> 16));
}

void
put_u64(uint8_t *p, uint64_t v)
{
	put_u32(p, (uint32_t)(v & 0xffffffff));
	put_u32(p + 4, (uint32_t)(v >> 32));
}

const uint8_t *
rd_bytes(struct reader *r, size_t n)
{
	/* p may be NULL with n 0; a pointer that is not NULL says "there were 0 bytes, as asked". */
	static const uint8_t none[1] = { 0 };
	const uint8_t *p = r->p;

	if (r->bad || n > r->n) {
		r->bad = true;
		return NULL;
	}
	if (n == 0)
		return p != NULL ? p : none;
	r->p += n;
	r->n -= n;
	return p;
}

uint8_t
rd_u8(struct reader *r)
{
	const uint8_t *p = rd_bytes(r, 1);

	return p != NULL ? *p : 0;
}

uint16_t
rd_u16(struct reader *r)
{
	const uint8_t *p = rd_bytes(r, 2);

	return p != NULL ? get_u16(p) : 0;
}

uint32_t
rd_u32(struct reader *r)
{
	const uint8_t *p = rd_bytes(r, 4);

	return p != NULL ? get_u32(p) : 0;
}

uint64_t
rd_u64(struct reader *r)
{
	const uint8_t *p = rd_bytes(r, 8);

	return p != NULL ? get_u64(p) : 0;
}
