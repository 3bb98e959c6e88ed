/*
 * What was typed: sequences, pastes, torn characters; and when a draft is due.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../src/term/compose_keys.h"
#include "../../src/term/compose_wait.h"

/* The keys that the bytes make, fed in pieces of `piece` bytes, as a string of one letter each. */
static void
keys_in_pieces(const char *bytes, size_t n, size_t piece, struct buf *out)
{
	static const char letters[] = "-t#nT<>^v" "[]AEge" "PN" "bdwWKU" "zy" "DSEhL" "rsx";
	struct compose_keys k;
	struct compose_event ev;

	compose_keys_init(&k);
	for (size_t i = 0; i <= n; i += piece) {
		bool quiet = i + piece > n;

		compose_keys_feed(&k, bytes + i, n - i < piece ? n - i : piece);
		while (compose_keys_next(&k, false, &ev) || (quiet && compose_keys_waiting(&k) && compose_keys_next(&k, true, &ev))) {
			if (ev.key == TYPED_TEXT) {
				buf_add(out, ev.text, ev.n);
			} else if (ev.key == TYPED_PASTED) {
				buf_str(out, "{");
				buf_add(out, k.pasted.p, k.pasted.n);
				buf_str(out, "}");
			} else if (ev.key == TYPED_ESCAPE) {
				buf_str(out, "<esc>");
			} else if (ev.key != TYPED_NOTHING) {
				buf_printf(out, "<%c>", letters[ev.key]);
			}
		}
	}
	compose_keys_release(&k);
}

static void
keys(const char *bytes, const char *want)
{
	for (size_t piece = 1; piece <= strlen(bytes) + 1; piece++) {
		struct buf out = BUF_INIT;

		keys_in_pieces(bytes, strlen(bytes), piece, &out);
		assert_string_equal(buf_cstr(&out), want);
		buf_release(&out);
	}
}

static void
typical_use(void **state)
{
	(void)state;
	keys("h\xC3\xA9llo\r", "h\xC3\xA9llo<n>");
	keys("a\033[Db", "a<<>b");
}

static void
sequences(void **state)
{
	(void)state;
	keys("\033[A\033[B\033[C\033[D", "<^><v><>><<>");
	keys("\033OA\033OB\033OC\033OD", "<^><v><>><<>");
	keys("\033[1;5C\033[1;5D\033[1;3C\033[1;3D\033b\033f", "<]><[><]><[><[><]>");
	keys("\033[H\033[F\033[1~\033[4~\033[7~\033[8~\033OH\033OF", "<A><E><A><E><A><E><A><E>");
	keys("\033[1;5H\033[1;5F\033<\033>", "<g><e><g><e>");
	keys("\033[5~\033[6~\033[3~\033[3;5~", "<P><N><d><W>");
	keys("\033OP\033[11~\033[[A\007", "<h><h><h><h>");
	keys("\022\023\033OQ\033[12~\033[[B", "<r><s><x><x><x>");
	keys("\177\010\027\033\177\013\025\032\031", "<b><b><w><w><K><U><z><y>");
	keys("\004", "<D>");
	keys("\030", "<D>");
	keys("\003", "<S>");
	keys("\033[13;2u\033[99;5u", "<n><S>");
}

static void
unknown_is_dropped(void **state)
{
	(void)state;
	keys("a\033[99;1;2Xb", "ab");
	keys("a\033]0;title\ab", "ab");
	keys("a\033P1$r\033\\b", "ab");
	keys("a\033[?62;1;2cb", "ab");
	keys("a\033[Ib\033[O", "ab");
	keys("a\034\035\036\037\026b", "ab");
}

static void
torn_and_invalid(void **state)
{
	(void)state;
	keys("a\xFF" "b", "ab");
	keys("a\xC3" "b", "ab");
	keys("a\xE6\x97" "b", "ab");
	keys("\xC0\x80\xED\xA0\x80\xF5\x80\x80\x80x", "x");
	keys("\xC2\x9B" "2Jx", "2Jx"); /* C1 */
	keys("a\xE6\x97", "a");
	keys("a\033[1;", "a");
}

static void
escape_alone(void **state)
{
	(void)state;
	keys("\033", "<esc>");
	keys("\033\033", "<esc><esc>");
	keys("\033\033[A", "<esc><^>");
}

static void
pastes(void **state)
{
	(void)state;
	keys("\033[200~one\r\ntwo\rthree\n\tx\033[201~y", "{one\ntwo\nthree\n\tx}y");
	keys("\033[200~a\003\004\033[31mb\177\xC2\x9B" "c\xFF\033[201~", "{a[31mbc}");
	keys("\033[200~no end", "{no end}");
	keys("\033[200~\033[20x\033[201~", "{[20x}");
}

static void
nul_is_dropped(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	keys_in_pieces("a\0b", 3, 1, &out);
	assert_string_equal(buf_cstr(&out), "ab");
	buf_clear(&out);
	compose_clean(&out, "a\0b\r", 4);
	assert_string_equal(buf_cstr(&out), "ab\n");
	buf_release(&out);
}

static void
drafts_are_due(void **state)
{
	struct compose_due d = { false, 0, 0 };
	long long now = 1000;

	(void)state;
	assert_int_equal(compose_due_in(&d, now), -1);
	compose_due_changed(&d, now);
	assert_int_equal(compose_due_in(&d, now), 10000);
	compose_due_typed(&d, now + 4000);
	assert_int_equal(compose_due_in(&d, now + 4000), 10000);
	assert_int_equal(compose_due_in(&d, now + 14000), 0);
	/* a key every second: at the latest after a minute */
	for (int i = 1; i < 60; i++)
		compose_due_changed(&d, now + i * 1000);
	assert_int_equal(compose_due_in(&d, now + 59000), 1000);
	assert_int_equal(compose_due_in(&d, now + 60000), 0);
	compose_due_failed(&d, now + 60000);
	assert_int_equal(compose_due_in(&d, now + 60000), 10000);
	compose_due_kept(&d);
	assert_int_equal(compose_due_in(&d, now + 99000), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(sequences),
		cmocka_unit_test(unknown_is_dropped),
		cmocka_unit_test(torn_and_invalid),
		cmocka_unit_test(escape_alone),
		cmocka_unit_test(pastes),
		cmocka_unit_test(nul_is_dropped),
		cmocka_unit_test(drafts_are_due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
