/*
 * EDITOR split into words, and what is known about the editor it names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../src/term/editor_flags.h"
#include "felt/base/buf.h"

static void
splits(const char *command, const char *want)
{
	struct buf out = BUF_INIT;
	struct words w;

	assert_int_equal(words_split(NULL, &w, command), 0);
	for (size_t i = 0; i < w.n; i++)
		buf_printf(&out, "[%s]", w.list[i]);
	assert_null(w.list[w.n]);
	assert_string_equal(buf_cstr(&out), want);
	words_release(&w);
	buf_release(&out);
}

static void
refuses(const char *command)
{
	struct words w;

	assert_int_equal(words_split(NULL, &w, command), E_USAGE);
	assert_null(w.list);
}

static void
typical_use(void **state)
{
	struct words w;

	(void)state;
	splits("vim", "[vim]");
	splits("vim -c 'set spell' +5", "[vim][-c][set spell][+5]");
	assert_int_equal(words_split(NULL, &w, "/usr/bin/nano -w"), 0);
	assert_string_equal(words_program(&w), "nano");
	words_release(&w);
}

static void
quotes_and_backslashes(void **state)
{
	(void)state;
	splits("  a\tb\n c  ", "[a][b][c]");
	splits("\"/opt/my editor/bin/ed\" -x", "[/opt/my editor/bin/ed][-x]");
	splits("a\\ b 'c\\d' \"e\\\"f\\g\"", "[a b][c\\d][e\"f\\g]");
	splits("a''b '' \"\"", "[ab][][]");
	splits("\"\\$HOME \\` \\\\\"", "[$HOME ` \\]");
	splits("a\\\nb", "[ab]");
}

static void
nothing_is_expanded(void **state)
{
	(void)state;
	splits("$EDITOR ~/bin/* ; rm -rf | `id` $(id) & > x", "[$EDITOR][~/bin/*][;][rm][-rf][|][`id`][$(id)][&][>][x]");
}

static void
senseless_ones(void **state)
{
	(void)state;
	refuses("");
	refuses("   ");
	refuses("'vim");
	refuses("\"vim");
	refuses("vim\\");
	refuses("'' -x");
}

static enum editor_kind
kind_of(const char *command, const char *resolved, struct buf *words)
{
	enum editor_kind kind = EDITOR_UNKNOWN;
	struct words w;

	assert_int_equal(words_split(NULL, &w, command), 0);
	assert_int_equal(editor_flags(NULL, &w, resolved, &kind), 0);
	for (size_t i = 0; words != NULL && i < w.n; i++)
		buf_printf(words, "[%s]", w.list[i]);
	words_release(&w);
	return kind;
}

static void
known_editors(void **state)
{
	struct buf words = BUF_INIT;

	(void)state;
	assert_int_equal(kind_of("vim -R", "/usr/bin/vim.basic", &words), EDITOR_KNOWN);
	assert_non_null(strstr(buf_cstr(&words), "[vim][-R][-f][-i][NONE][-n][--cmd]"));
	assert_non_null(strstr(buf_cstr(&words), "noundofile nobackup nowritebackup noswapfile"));
	assert_int_equal(kind_of("vi", "/usr/bin/vim.tiny", NULL), EDITOR_KNOWN);
	assert_int_equal(kind_of("vi", "/usr/bin/nvi", NULL), EDITOR_UNKNOWN);
	assert_int_equal(kind_of("editor", "/bin/nano", NULL), EDITOR_KNOWN);
	assert_int_equal(kind_of("emacs", "/usr/bin/emacs-nox", NULL), EDITOR_KNOWN);
	assert_int_equal(kind_of("nanobot", NULL, NULL), EDITOR_UNKNOWN);
	assert_int_equal(kind_of("cat", "/bin/cat", NULL), EDITOR_UNKNOWN);
	/* behind -- options would be names of files: nothing is known of such an editor */
	buf_clear(&words);
	assert_int_equal(kind_of("vim --", "/usr/bin/vim", &words), EDITOR_UNKNOWN);
	assert_string_equal(buf_cstr(&words), "[vim][--]");
	buf_release(&words);
}

static void
server_editors(void **state)
{
	(void)state;
	assert_int_equal(kind_of("code --wait", NULL, NULL), EDITOR_SERVER);
	assert_int_equal(kind_of("/usr/bin/emacsclient -t", NULL, NULL), EDITOR_SERVER);
	assert_int_equal(kind_of("editor", "/usr/bin/emacsclient.emacs", NULL), EDITOR_SERVER);
	assert_int_equal(kind_of("gvim --remote-wait", NULL, NULL), EDITOR_SERVER);
	assert_int_equal(kind_of("nvim --server x --remote", NULL, NULL), EDITOR_SERVER);
	assert_int_equal(kind_of("subl -w", NULL, NULL), EDITOR_SERVER);
	assert_int_equal(kind_of("zed", NULL, NULL), EDITOR_SERVER);
	assert_int_equal(kind_of("kak -c 12", NULL, NULL), EDITOR_SERVER);
	assert_int_equal(kind_of("kak", NULL, NULL), EDITOR_KNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use),
		cmocka_unit_test(quotes_and_backslashes),
		cmocka_unit_test(nothing_is_expanded),
		cmocka_unit_test(senseless_ones),
		cmocka_unit_test(known_editors),
		cmocka_unit_test(server_editors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
