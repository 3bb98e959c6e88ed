/*
 * The pin, a text file in the state folder (src/store/pin.c).  The file is included: what is tried is parse() and print(), without
 * a file for each case.
 */
#include "fuzz.h"

#include "../../src/store/pin.c"

static void
same(const struct pin *a, const struct pin *b)
{
	MUST(a->present == b->present && a->epoch == b->epoch && a->generation == b->generation);
	MUST(!memcmp(a->pk, b->pk, sizeof a->pk) && !memcmp(a->manifest, b->manifest, sizeof a->manifest));
	MUST(a->wrote_id == b->wrote_id && (!a->wrote_id || a->wrote_lamport == b->wrote_lamport));
	MUST(a->npending == b->npending && (!a->npending || !memcmp(a->pending, b->pending, a->npending * sizeof *a->pending)));
	MUST(a->backup_at == b->backup_at && (!a->backup_at || a->backup_generation == b->backup_generation));
	MUST(a->unknown.n == b->unknown.n && (!a->unknown.n || !memcmp(a->unknown.p, b->unknown.p, a->unknown.n)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct pin one = { 0 }, two = { 0 };
	struct buf text = BUF_INIT, printed = BUF_INIT, again = BUF_INIT;

	if (n == 0 || memchr(p, 0, n))
		return -1; /* pin_read refuses it */
	buf_add(&text, p, n);
	buf_cstr(&text);
	int rc = parse(NULL, "pin", &text, &one);
	MUST(rc == 0 || rc == E_DAMAGE);
	if (!rc) {
		print(&one, &printed);
		buf_add(&again, printed.p, printed.n);
		buf_cstr(&again);
		MUST(parse(NULL, "pin", &again, &two) == 0);
		same(&one, &two);
		buf_clear(&again);
		print(&two, &again);
		MUST(again.n == printed.n && !memcmp(again.p, printed.p, printed.n));
	}
	pin_release(&one);
	pin_release(&two);
	buf_release(&text);
	buf_release(&printed);
	buf_release(&again);
	return 0;
}
