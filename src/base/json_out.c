/*
 * JSON written out, piece by piece, into a buf (json.h; RFC 8259).
 *
 * In: keys, texts, numbers in the order they shall stand.  Out: bytes the caller drains when it likes.
 * Must never: write anything a terminal acts on, or anything that is not JSON; a byte that is not UTF-8
 * becomes U+FFFD here, though text should have been checked long before.
 */
#include "felt/base/json.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

void
json_begin(struct json_out *j, struct buf *b)
{
	j->b = b;
	j->comma = false;
}

static void
separate(struct json_out *j)
{
	if (j->comma)
		buf_u8(j->b, ',');
	j->comma = true;
}

void
json_open(struct json_out *j, char c)
{
	separate(j);
	buf_u8(j->b, (uint8_t)c);
	j->comma = false;
}

void
json_close(struct json_out *j, char c)
{
	buf_u8(j->b, (uint8_t)c);
	j->comma = true;
}

/* How many of the next bytes are ASCII that stands for itself, eight at a time while that goes well. */
static size_t
plain_run(const char *s, size_t n)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones * 0x80;
	size_t i = 0;

	for (; n - i >= 8; i += 8) {
		uint64_t w, quote, slash, del;

		memcpy(&w, s + i, 8);
		quote = w ^ ones * '"';
		slash = w ^ ones * '\\';
		del = w ^ ones * 0x7f;
		/* x - ones has a lane's high bit set when that byte was 0; a false alarm costs only time. */
		if (((w | (w - ones * 0x20) | (quote - ones) | (slash - ones) | (del - ones)) & highs) != 0)
			break;
	}
	while (i < n && s[i] >= 0x20 && s[i] < 0x7f && s[i] != '"' && s[i] != '\\')
		i++;
	return i;
}

/* C0, DEL and C1; line and paragraph separator; what turns the direction of writing; BOM and tags, which hide. */
static bool
is_escaped(int32_t c)
{
	if (c < 0xa0)
		return c < 0x20 || c >= 0x7f;
	return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

static void
escape_unit(struct buf *b, uint32_t unit)
{
	static const char digits[] = "0123456789abcdef";
	char text[6] = { '\\', 'u' };

	for (unsigned i = 0; i < 4; i++)
		text[2 + i] = digits[unit >> (12 - 4 * i) & 0xf];
	buf_add(b, text, sizeof text);
}

static void
escape(struct buf *b, int32_t c)
{
	static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; shorts[i] != '\0'; i += 2)
		if (c == shorts[i]) {
			buf_u8(b, '\\');
			buf_u8(b, (uint8_t)shorts[i + 1]);
			return;
		}
	if (c < 0x10000) {
		escape_unit(b, (uint32_t)c);
		return;
	}
	escape_unit(b, 0xd800 + ((uint32_t)(c - 0x10000) >> 10));
	escape_unit(b, 0xdc00 + ((uint32_t)(c - 0x10000) & 0x3ff));
}

static void
quoted(struct buf *b, struct slice s)
{
	size_t i = 0;

	buf_u8(b, '"');
	while (i < s.n) {
		size_t len = plain_run(s.p + i, s.n - i);
		int32_t c;

		if (len > 0) {
			buf_add(b, s.p + i, len);
			i += len;
			continue;
		}
		len = utf8_next(s.p + i, s.n - i, &c);
		if (c < 0)
			buf_str(b, "\xef\xbf\xbd");
		else if (c == '"' || c == '\\' || is_escaped(c))
			escape(b, c);
		else
			buf_add(b, s.p + i, len);
		i += len;
	}
	buf_u8(b, '"');
}

void
json_key_slice(struct json_out *j, struct slice key)
{
	separate(j);
	quoted(j->b, key);
	buf_u8(j->b, ':');
	j->comma = false;
}

void
json_key(struct json_out *j, const char *key)
{
	json_key_slice(j, slice_of(key));
}

void
json_slice(struct json_out *j, struct slice s)
{
	separate(j);
	quoted(j->b, s);
}

void
json_text(struct json_out *j, const char *s)
{
	json_slice(j, slice_of(s));
}

void
json_int(struct json_out *j, long long v)
{
	separate(j);
	buf_printf(j->b, "%lld", v);
}

void
json_thousandths(struct json_out *j, long long v)
{
	unsigned long long u = v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v;

	separate(j);
	buf_printf(j->b, "%s%llu.%03llu", v < 0 ? "-" : "", u / 1000, u % 1000);
}

void
json_bool(struct json_out *j, bool v)
{
	separate(j);
	buf_str(j->b, v ? "true" : "false");
}

void
json_none(struct json_out *j)
{
	separate(j);
	buf_str(j->b, "null");
}
