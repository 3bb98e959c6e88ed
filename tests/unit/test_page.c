/*
 * page*.c, escape_html.c: the page that is handed to a therapist.
 *
 * tests/golden/page/NAME.json is an export and NAME.about what a packet has besides (packet_file.h); NAME.html is the body of the
 * plain page and NAME.tree the same as the sealed page's JSON.  A new case is files, no code.  FELT_GOLDEN=write makes the missing
 * ones, to be read before they are kept.  What browsers make of it: tests/page.
 */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "exchange/page_inner.h"
#include "felt/base/text.h"
#include "felt/crypt/page_seal.h"
#include "packet_file.h"

#define GOLDEN "tests/golden/page"
static struct packet_file file;

static struct slice
text(const char *s)
{
	return slice_of(s);
}

static struct buf
plain_of(const struct page_packet *k)
{
	struct buf b = BUF_INIT;
	struct err err = { 0 };

	assert_int_equal(page_plain(&err, k, &b), 0);
	buf_cstr(&b);
	return b;
}

static struct buf
body_of(const struct page_packet *k)
{
	struct buf b = BUF_INIT;

	page_tree(&b, false, k);
	buf_cstr(&b);
	assert_false(b.failed);
	return b;
}

static size_t
times(const char *hay, const char *needle)
{
	size_t n = 0;

	while ((hay = strstr(hay, needle)) != NULL) {
		n++;
		hay += strlen(needle);
	}
	return n;
}

/* ---- typical use ---- */

static void
typical_use(void **state)
{
	struct entry e = { .id = 1, .kind = KIND_ENTRY, .has_text = true, .text = { "A long walk.", 12 } };
	struct page_item item = { .e = &e };
	struct page_packet k = { .from = { "Anna", 4 }, .entries = &item, .nentries = 1 };
	struct buf b = plain_of(&k);

	(void)state;
	assert_non_null(strstr((char *)b.p, "<h1>From <bdi>Anna</bdi></h1>"));
	assert_non_null(strstr((char *)b.p, "<div class=\"text\" dir=\"auto\">A long walk.</div>"));
	assert_non_null(strstr((char *)b.p, "script-src 'none'"));
	assert_null(strstr((char *)b.p, "<script"));
	buf_release(&b);
}

/* ---- golden files ---- */

static void
same_as_file(const char *path, const char *p, size_t n)
{
	struct buf want = BUF_INIT;
	struct err err = { 0 };

	if (access(path, F_OK) && getenv("FELT_GOLDEN")) {
		int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);

		assert_true(fd >= 0);
		assert_int_equal(file_write_fd(&err, fd, path, p, n), 0);
		close(fd);
		return;
	}
	assert_int_equal(file_read(&err, path, PACKET_FILE_LARGEST, &want), 0);
	if (want.n != n || memcmp(want.p, p, n))
		print_error("%s differs; got:\n%.*s\n", path, (int)n, p);
	assert_int_equal(want.n, n);
	assert_memory_equal(want.p, p, n);
	buf_release(&want);
}

/* An element's or a text's HTML, from the tree: what the browser's script would build, so the two forms say the same. */
static void
html_of(const json_t *node, struct buf *out)
{
	const char *tag, *name;
	const json_t *value;
	size_t i = 1;

	if (json_is_string(node)) {
		escape_html(out, (struct slice){ json_string_value(node), json_string_length(node) });
		return;
	}
	tag = json_string_value(json_array_get(node, 0));
	assert_non_null(tag);
	buf_printf(out, "<%s", tag);
	if (json_is_object(json_array_get(node, 1))) {
		json_object_foreach ((json_t *)json_array_get(node, 1), name, value) {
			buf_printf(out, " %s=\"", name);
			escape_html(out, slice_of(json_string_value(value)));
			buf_u8(out, '"');
		}
		i = 2;
	}
	buf_u8(out, '>');
	for (; i < json_array_size(node); i++)
		html_of(json_array_get(node, i), out);
	buf_printf(out, "</%s>", tag);
}

/* Without the line ends before tags, which only the HTML has. */
static struct buf
without_breaks(const char *p, size_t n)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < n; i++)
		if (p[i] != '\n' || i + 1 == n || p[i + 1] != '<')
			buf_u8(&b, (uint8_t)p[i]);
	return b;
}

static void
one_case(const char *name)
{
	struct buf plain, html = BUF_INIT, tree = BUF_INIT, again = BUF_INIT, squeezed;
	struct err err = { 0 };
	char path[512], about[512];
	json_t *root;

	snprintf(path, sizeof path, GOLDEN "/%s.json", name);
	snprintf(about, sizeof about, GOLDEN "/%s.about", name);
	assert_int_equal(packet_file_open(&file, &err, path, about), 0);
	plain = plain_of(&file.packet);
	page_tree(&html, false, &file.packet);
	buf_cstr(&html);
	assert_non_null(strstr((char *)plain.p, (char *)html.p)); /* the page has exactly this body */
	page_tree(&tree, true, &file.packet);
	snprintf(path, sizeof path, GOLDEN "/%s.html", name);
	same_as_file(path, (char *)html.p, html.n);
	snprintf(path, sizeof path, GOLDEN "/%s.tree", name);
	same_as_file(path, (char *)tree.p, tree.n);
	root = json_loadb((char *)tree.p, tree.n, 0, NULL);
	assert_non_null(root);
	html_of(root, &again);
	json_decref(root);
	squeezed = without_breaks((char *)html.p, html.n);
	assert_int_equal(again.n, squeezed.n);
	assert_memory_equal(again.p, squeezed.p, again.n);
	buf_release(&plain);
	buf_release(&html);
	buf_release(&tree);
	buf_release(&again);
	buf_release(&squeezed);
	packet_file_close(&file);
}

static void
golden_files(void **state)
{
	DIR *dir = opendir(GOLDEN);
	struct dirent *d;
	size_t n = 0;

	(void)state;
	assert_non_null(dir);
	while ((d = readdir(dir))) {
		char *dot = strrchr(d->d_name, '.');

		if (!dot || strcmp(dot, ".json"))
			continue;
		*dot = '\0';
		one_case(d->d_name);
		n++;
	}
	closedir(dir);
	assert_true(n >= 4);
}

/* ---- escaping ---- */

static void
shown(const char *in, int how, const char *want)
{
	struct buf b = BUF_INIT;

	shown_text(&b, text(in), how);
	assert_string_equal(buf_cstr(&b), want);
	buf_release(&b);
}

static void
escaping(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	escape_html(&b, text("<a href=\"x\" y='z'>&amp;</a>"));
	assert_string_equal(buf_cstr(&b), "&lt;a href=&quot;x&quot; y=&#39;z&#39;&gt;&amp;amp;&lt;/a&gt;");
	buf_release(&b);
	shown("a\r\nb\n\r\nc", TEXT_LINES, "a\nb\n\nc");
	shown("a\rb\r", TEXT_LINES, "a<U+000D>b<U+000D>");
	shown("\r\r\n", TEXT_LINES, "<U+000D>\n");
	shown("\xe2\x80\xaetxt", TEXT_LINES, "<U+202E>txt");
	shown("x\xe2\x80\xa8y", TEXT_LINES, "x<U+2028>y");
	shown("one\r\ntwo", TEXT_ONE_LINE, "one two");
	shown("", TEXT_LINES, "");
}

/* Attributes hold numbers and our own words; this is what keeps it so. */
static void
no_text_in_attributes(void **state)
{
	struct err err = { 0 };
	struct buf b = BUF_INIT;
	bool tag = false;

	(void)state;
	assert_int_equal(packet_file_open(&file, &err, GOLDEN "/escaping.json", GOLDEN "/escaping.about"), 0);
	page_tree(&b, false, &file.packet);
	for (size_t i = 0; i < b.n; i++) {
		tag = b.p[i] == '<' ? true : b.p[i] == '>' ? false : tag;
		assert_false(tag && b.p[i] == '&');
	}
	buf_release(&b);
	packet_file_close(&file);
}

/* ---- nothing but what was handed in ---- */

static void
masked_is_gone(void **state)
{
	struct entry_feeling feeling = { 70, LAYER_NONE, SOURCE_WRITER, 0, { "fear.anxious", 12 } };
	struct entry_rating rating = { RATE_BELIEF, 85 };
	uint64_t under[] = { 77 };
	struct entry e = { .id = 5, .kind = KIND_ENTRY, .title = { "title", 5 }, .text = { "words", 5 }, .feelings = &feeling, .nfeelings = 1,
		.ratings = &rating, .nratings = 1, .beliefs = under, .nbeliefs = 1 };
	struct entry belief = { .id = 77, .kind = KIND_BELIEF, .text = { "a sentence", 10 } };
	struct page_item item = { .e = &e, .fresh = true }, ledger = { .e = &belief, .fresh = true };
	struct page_packet k = { .entries = &item, .nentries = 1, .beliefs = &ledger, .nbeliefs = 1 };
	struct buf b = body_of(&k);

	(void)state;
	assert_non_null(strstr((char *)b.p, "anxious"));
	assert_non_null(strstr((char *)b.p, "<td>85"));
	assert_null(strstr((char *)b.p, "class=\"new\"")); /* no packet before this one */
	buf_release(&b);
	e.nfeelings = e.nratings = 0;
	e.title = e.text = (struct slice){ NULL, 0 };
	b = body_of(&k);
	assert_null(strstr((char *)b.p, "anxious"));
	assert_null(strstr((char *)b.p, "85"));
	assert_null(strstr((char *)b.p, "words<"));
	assert_null(strstr((char *)b.p, "id=\"feelings\"")); /* no picture of nothing */
	assert_non_null(strstr((char *)b.p, "a sentence"));
	buf_release(&b);
	k.nbeliefs = 0; /* the entry still names its id */
	b = body_of(&k);
	assert_null(strstr((char *)b.p, "a sentence"));
	assert_null(strstr((char *)b.p, "elief"));
	buf_release(&b);
}

/* Of evidence that stays with its writer nothing is said; of evidence that was not noted, that. */
static void
left_out_is_not_mentioned(void **state)
{
	struct entry_field situation = { FIELD_TEXT, { "situation", 9 }, { "at home", 7 } };
	struct entry e = { .id = 5, .kind = KIND_ENTRY, .guide = { "challenge@1", 11 }, .fields = &situation, .nfields = 1 };
	struct page_item item = { .e = &e };
	struct page_packet k = { .entries = &item, .nentries = 1 };
	struct buf b = body_of(&k);

	(void)state;
	assert_int_equal(times((char *)b.p, "nothing noted"), 2);
	buf_release(&b);
	item.left_out = slice_of("hot-thought\nevidence-for\n");
	b = body_of(&k);
	assert_int_equal(times((char *)b.p, "nothing noted"), 1);
	assert_null(strstr((char *)b.p, "Evidence for"));
	assert_non_null(strstr((char *)b.p, "Evidence against: nothing noted"));
	buf_release(&b);
	item.left_out = slice_of("evidence-for\nevidence-against");
	b = body_of(&k);
	assert_null(strstr((char *)b.p, "vidence"));
	buf_release(&b);
}

static void
box_and_counts(void **state)
{
	struct err err = { 0 };
	struct buf b;

	(void)state;
	assert_int_equal(packet_file_open(&file, &err, GOLDEN "/month.json", GOLDEN "/month.about"), 0);
	b = plain_of(&file.packet);
	assert_int_equal(times((char *)b.p, "Self-rated, 0-100, blank = not rated. ° = word proposed by the program and accepted. Names may be replaced. "
		"Not an assessment. Nobody watches this page; it is not a way to call for help."), 1);
	assert_non_null(strstr((char *)b.p, "Drawn from the 14 entries in this packet, not a full diary."));
	assert_non_null(strstr((char *)b.p, "rated again 3 days later"));
	assert_non_null(strstr((char *)b.p, "Evidence against: nothing noted"));
	assert_null(strstr((char *)b.p, "http:"));
	assert_null(strstr((char *)b.p, "url("));
	assert_null(strstr((char *)b.p, "src="));
	buf_release(&b);
	packet_file_close(&file);
}

/* ---- the sealed page ---- */

static void
sealed_shows_nothing(void **state)
{
	struct secret *words;
	struct err err = { 0 };
	struct buf b = BUF_INIT;
	char hash[CSP_HASH], *envelope;

	(void)state;
	if (getenv("FELT_QUICK"))
		return; /* a million rounds are 20 s under valgrind */
	words = secret_copy("a-b-c", 5);
	assert_int_equal(packet_file_open(&file, &err, GOLDEN "/month.json", GOLDEN "/month.about"), 0);
	assert_int_equal(page_sealed(&err, &file.packet, words, &b), 0);
	buf_cstr(&b);
	/* Of what is sealed there are the letters of base64, and four of them are one of these once in some hundred pages. */
	envelope = strstr((char *)b.p, "id=\"felt-packet\">");
	assert_non_null(envelope);
	envelope += strlen("id=\"felt-packet\">");
	assert_true(strcspn(envelope, "<") > 10000);
	memset(envelope, ' ', strcspn(envelope, "<"));
	assert_null(strstr((char *)b.p, "Anna"));
	assert_null(strstr((char *)b.p, "Berg"));
	assert_null(strstr((char *)b.p, "2026"));
	assert_null(strstr((char *)b.p, "lonely"));
	csp_hash(felt_page_js, (size_t)(felt_page_js_end - felt_page_js), hash);
	assert_non_null(strstr((char *)b.p, hash));
	csp_hash(felt_page_css, (size_t)(felt_page_css_end - felt_page_css), hash);
	assert_non_null(strstr((char *)b.p, hash));
	assert_int_equal(times((char *)b.p, "</script>"), 2);
	buf_release(&b);
	secret_free(words);
	packet_file_close(&file);
}

/* A script or a style that could end its own element would cut itself off. */
static void
assets(void **state)
{
	(void)state;
	assert_null(strstr(felt_page_js, "</"));
	assert_null(strstr(felt_page_js, "<!--"));
	assert_null(strstr(felt_page_js, "innerHTML"));
	assert_null(strstr(felt_page_css, "</"));
	assert_null(strstr(felt_page_css, "url("));
	assert_null(strstr(felt_page_css, "@import"));
}

/* ---- the pen ---- */

static void
pen_keeps_order(void **state)
{
	struct buf b = BUF_INIT;
	struct pen p;

	(void)state;
	pen_begin(&p, &b, true);
	pen_class(&p, "p", "x");
	pen_attr(&p, "lang", "en");
	pen_own(&p, "a\"b");
	pen_line(&p, "b", NULL, "c");
	pen_close(&p);
	assert_string_equal(buf_cstr(&b), "[\"p\",{\"class\":\"x\",\"lang\":\"en\"},\"a\\\"b\",[\"b\",\"c\"]]");
	assert_false(b.failed);
	pen_close(&p); /* one too many: no page rather than a wrong one */
	assert_true(b.failed);
	buf_release(&b);
	pen_begin(&p, &b, false);
	for (int i = 0; i <= PEN_DEEPEST; i++)
		pen_open(&p, "div");
	assert_true(b.failed);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_use), cmocka_unit_test(golden_files), cmocka_unit_test(escaping),
		cmocka_unit_test(no_text_in_attributes), cmocka_unit_test(masked_is_gone), cmocka_unit_test(left_out_is_not_mentioned),
		cmocka_unit_test(box_and_counts),
		cmocka_unit_test(sealed_shows_nothing), cmocka_unit_test(assets), cmocka_unit_test(pen_keeps_order),
	};
	struct err err = { 0 };

	if (secret_init(&err))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
