/*
 * Import of JSON (src/base/json_split.c, src/exchange/import_json.c): any file that somebody hands over.
 *
 * The same bytes in pieces of any size give the same entries or the same error; each entry is fit to be written, is found again at
 * the place it was said to stand, and comes back from an export as it was.
 */
#include "fuzz.h"

#include "felt/base/text.h"
#include "felt/exchange/exchange.h"
#include "store/inner.h"

struct source { const uint8_t *p; size_t n, at, piece; };

static int
give(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct source *s = arg;
	size_t some = s->n - s->at;

	(void)err;
	if (some > n)
		some = n;
	if (some > s->piece)
		some = s->piece;
	if (some)
		memcpy(p, s->p + s->at, some);
	s->at += some;
	*got = some;
	return 0;
}

/* Everything that was read, one row after the other, and how it ended. */
struct result { struct buf rows; size_t items; int rc; unsigned long long line; };

static void
keep(struct buf *out, const struct import_item *it)
{
	buf_u64(out, it->has_id ? it->e.id : 0);
	row_encode(&it->e, out);
}

static void
found_again(const struct import_json *in, const struct source *s, const struct import_item *it)
{
	struct import_item again = { 0 };
	struct buf one = BUF_INIT, two = BUF_INIT;

	MUST(it->offset <= s->n && it->length <= s->n - it->offset);
	MUST(!import_json_one(NULL, in->shape, (struct slice){ (const char *)s->p + it->offset, it->length }, it->line, it->occurrence, &again));
	keep(&one, it);
	keep(&two, &again);
	MUST(one.n == two.n && !memcmp(one.p, two.p, one.n));
	import_item_release(&again);
	buf_release(&one);
	buf_release(&two);
}

static void
comes_back(const struct import_item *it)
{
	struct import_item again = { 0 };
	struct entry e = { 0 };
	struct json_out j;
	struct buf json = BUF_INIT, one = BUF_INIT, two = BUF_INIT;

	MUST(!entry_copy(&e, &it->e));
	e.id = it->has_id ? it->e.id : 1;
	json_begin(&j, &json);
	entry_json(&j, &e, ENTRY_JSON_TEXT);
	MUST(!json.failed && !text_check(NULL, (const char *)json.p, json.n, SIZE_MAX));
	MUST(!import_json_one(NULL, IMPORT_EXPORT, buf_as_slice(&json), 1, 0, &again));
	/* words and opening are made at the saving; they are not part of what was read */
	e.opening = again.e.opening;
	e.has_words = again.e.has_words;
	e.words = again.e.words;
	row_encode(&e, &one);
	row_encode(&again.e, &two);
	MUST(again.e.id == e.id && one.n == two.n && !memcmp(one.p, two.p, one.n));
	import_item_release(&again);
	entry_release(&e);
	buf_release(&json);
	buf_release(&one);
	buf_release(&two);
}

static void
read_all(const uint8_t *p, size_t n, size_t piece, bool thorough, struct result *r)
{
	struct source s = { p, n, 0, piece };
	struct import_json in = { .split = { .read = give, .arg = &s, .max = 1 << 20, .line = 1 } };
	struct import_item it = { 0 };
	struct err err = { 0 };

	while ((r->rc = import_json_next(&in, &err, &it)) == 1) {
		r->items++;
		MUST(!entry_check(NULL, &it.e));
		keep(&r->rows, &it);
		if (thorough) {
			found_again(&in, &s, &it);
			comes_back(&it);
		}
	}
	r->line = err.n;
	MUST(r->rc == 0 || r->rc == E_INPUT || r->rc == E_TEXT_LONG);
	import_item_release(&it);
	import_json_release(&in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	size_t piece = choose(&p, &n) % 32 + 1;
	struct result whole = { .rows = BUF_INIT }, pieces = { .rows = BUF_INIT };

	read_all(p, n, SIZE_MAX, true, &whole);
	read_all(p, n, piece, false, &pieces);
	MUST(whole.rc == pieces.rc && whole.items == pieces.items && whole.line == pieces.line);
	MUST(whole.rows.n == pieces.rows.n && (!whole.rows.n || !memcmp(whole.rows.p, pieces.rows.p, whole.rows.n)));
	buf_release(&whole.rows);
	buf_release(&pieces.rows);
	return 0;
}
