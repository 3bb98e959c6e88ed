/*
 * Key files as text.  In: bytes from anywhere.  Out: a copy of header and slots, or the line that is not as it has to be.
 *
 * Must never: take two texts for the same copy, look past the end of what it was given, or say what stands in it.
 */
#include "felt/vault/key_file.h"

#include <string.h>

#include "felt/crypt/base64.h"

enum { COLUMNS = 64, LINE = COLUMNS / 4 * 3 };
static const char begin[] = "-----BEGIN FELT KEY-----\n", end[] = "-----END FELT KEY-----\n";

void
key_file_encode(const struct vault_copy *copy, struct buf *out)
{
	struct buf bytes = BUF_INIT;

	vault_spare_encode(copy, &bytes);
	buf_str(out, begin);
	for (size_t at = 0; at < bytes.n; at += LINE) {
		base64_add(out, bytes.p + at, bytes.n - at < LINE ? bytes.n - at : LINE, true);
		buf_u8(out, '\n');
	}
	buf_str(out, end);
	out->failed = out->failed || bytes.failed;
	buf_release(&bytes);
}

static int
bad(struct err *err, unsigned line)
{
	return err_num(err, E_INPUT, line, "this is not a key file, or not all of it\nfelt key export makes one");
}

/* The bytes between the two lines: whole lines, and a last one that may be shorter. */
static int
read_lines(struct err *err, const char *s, size_t n, uint8_t bytes[SPARE_MAX], size_t *got)
{
	unsigned line = 2;
	bool last = false;

	for (*got = 0; n; line++) {
		const char *stop = memchr(s, '\n', n);
		size_t len = stop ? (size_t)(stop - s) : n, more = 0;
		if (last || !stop || len == 0 || len > COLUMNS || !base64_take(s, len, true, bytes + *got, SPARE_MAX - *got, &more))
			return bad(err, line);
		last = len < COLUMNS;
		*got += more;
		s += len + 1;
		n -= len + 1;
	}
	return 0;
}

/* Could it be a journal's? */
static int
look(struct err *err, const struct vault_copy *copy)
{
	struct header h;
	struct slot slots[SLOTS_MAX];
	int rc = copy->fault || !copy->nslots ? E_DAMAGE : header_decode(err, copy->header, &h);

	for (size_t i = 0; i < copy->nslots && !rc; i++) {
		rc = slot_decode(err, copy->slots[i], &slots[i]);
		for (size_t j = 0; j < i && !rc; j++)
			if (!memcmp(slots[i].id, slots[j].id, SLOT_ID))
				rc = E_DAMAGE;
	}
	return rc == E_DAMAGE ? bad(err, 0) : rc;
}

int
key_file_decode(struct err *err, const uint8_t *p, size_t n, struct vault_copy *copy)
{
	const size_t head = sizeof begin - 1, tail = sizeof end - 1;
	uint8_t bytes[SPARE_MAX];
	size_t got;

	if (n > KEY_FILE_MAX || n < head + tail || memcmp(p, begin, head))
		return bad(err, 1);
	if (memcmp(p + n - tail, end, tail))
		return bad(err, 0);
	int rc = read_lines(err, (const char *)p + head, n - head - tail, bytes, &got);
	if (rc)
		return rc;
	vault_spare_decode(bytes, got, copy);
	return look(err, copy);
}
