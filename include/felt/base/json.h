/*
 * JSON: a writer that streams, and a splitter that hands single values to jansson.
 *
 * The writer puts its bytes into a buf which the caller drains when it likes; text must be valid
 * UTF-8 and is escaped so that it is also safe inside a terminal (control characters, DEL, C1, U+2028, U+2029
 * and bidi controls as \uXXXX).
 *
 * The splitter reads a document of any size piece by piece: an export is one object with long
 * arrays, a bare diary is one object a line, and neither has to fit into memory.
 */
#ifndef FELT_BASE_JSON_H
#define FELT_BASE_JSON_H

#include "felt/base/buf.h"

struct json_out {
	struct buf *b;
	bool comma; /* the next value or key needs one before it */
};
void json_begin(struct json_out *j, struct buf *b);
void json_open(struct json_out *j, char c);              /* '{' or '[' */
void json_close(struct json_out *j, char c);             /* '}' or ']' */
void json_key(struct json_out *j, const char *key);
void json_key_slice(struct json_out *j, struct slice key);
void json_slice(struct json_out *j, struct slice s);
void json_text(struct json_out *j, const char *s);
void json_int(struct json_out *j, long long v);
void json_thousandths(struct json_out *j, long long v); /* 1234: 1.234, -5: -0.005 */
void json_bool(struct json_out *j, bool v);
void json_none(struct json_out *j);

/*
 * Cuts the next whole JSON value out of a stream.
 *
 * A source gives bytes: puts at most n of them into p and their number into *got, 0 only at the end; returns 0 or an error code.
 * json_split_* keep a window no longer than one value; E_TEXT_LONG when one value is over max
 * (80 MiB is enough for any entry), E_INPUT with the line in err->n when it is malformed or nested more than 64 deep.
 */
struct json_split {
	int (*read)(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got);
	void *arg;
	size_t max;
	struct buf window;     /* owned */
	size_t at;             /* how far into the window */
	bool end;
	unsigned long long line; /* of the next byte, from 1 */
	unsigned long long offset; /* of the next byte in the stream, from 0 */
};
void json_split_release(struct json_split *s);
/* The next byte that is not white space without taking it; -1 at the end; other negatives an error code in *rc. */
int json_split_peek(struct json_split *s, struct err *err, int *rc);
/* Takes the expected punctuation ('{' '[' ',' ':' ']' '}'); E_INPUT when something else is there. */
int json_split_take(struct json_split *s, struct err *err, char c);
/* The next whole value; *out is borrowed until the next call; *line and *offset (may be NULL) say where it began. */
int json_split_value(struct json_split *s, struct err *err, struct slice *out, unsigned long long *line, unsigned long long *offset);

#endif
