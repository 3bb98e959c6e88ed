/*
 * One cell of a table (RFC 4180), in which no spreadsheet finds a formula.
 *
 * In: text as somebody wrote it.  Out: the same text in quotes.  Must never: let a cell begin with what Excel, LibreOffice or a
 * table on the web would compute: such a formula can send the rest of the table away.
 *
 * Rules
 *  1. Every text stands in quotes, a quote in it twice; line ends stay, as LF.
 *  2. Control characters become visible, as in plain text: RFC 4180 allows none.
 *  3. A cell that begins with = + - @ or a tab, also in their wide forms and behind blanks of any kind or quotes, gets a ' before it.
 *  4. The same behind a line end, a tab and a semicolon within a cell: there a program that takes another separator, or
 *     does not understand quotes, begins a new one.  There a hyphen and a blank stays, as in a list.
 */
#include "inner.h"

#include <string.h>

static bool
wide_formula(struct slice s, size_t i)
{
	static const char *const wide[] = { "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0" }; /* = + - @ of U+FF00 */

	for (size_t k = 0; k < sizeof wide / sizeof wide[0]; k++)
		if (s.n - i >= 3 && !memcmp(s.p + i, wide[k], 3))
			return true;
	return false;
}

/* The bytes of the blank or quote at s[i]: programs on the way to a spreadsheet take blanks of every kind off. */
static size_t
passed_over(struct slice s, size_t i)
{
	static const char *const blanks[] = { " ", "\"", "'", "\xc2\xa0", "\xe3\x80\x80", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xef\xbb\xbf" };

	for (size_t k = 0; k < sizeof blanks / sizeof blanks[0]; k++)
		if (s.n - i >= strlen(blanks[k]) && !memcmp(s.p + i, blanks[k], strlen(blanks[k])))
			return strlen(blanks[k]);
	/* U+2000 to U+200D: the widths of a blank, and none */
	return s.n - i >= 3 && !memcmp(s.p + i, "\xe2\x80", 2) && (unsigned char)s.p[i + 2] <= 0x8d ? 3 : 0;
}

/* Would a cell that began at s[i] be computed? */
static bool
formula(struct slice s, size_t i, bool inner)
{
	for (size_t n; i < s.n && (n = passed_over(s, i)) > 0; i += n)
		;
	if (i == s.n)
		return false;
	if (inner && s.p[i] == '-' && (i + 1 == s.n || s.p[i + 1] == ' '))
		return false;
	return strchr("=+-@\t\r", s.p[i]) != NULL || wide_formula(s, i);
}

void
escape_csv(struct buf *out, struct slice text)
{
	struct buf plain = BUF_INIT;
	struct slice s;

	escape_txt(&plain, text, "");
	s = buf_as_slice(&plain);
	buf_u8(out, '"');
	if (formula(s, 0, false))
		buf_u8(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_u8(out, '"');
		buf_u8(out, (uint8_t)s.p[i]);
		if ((s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == ';') && i + 1 < s.n && formula(s, i + 1, true))
			buf_u8(out, '\'');
	}
	buf_u8(out, '"');
	if (plain.failed)
		out->failed = true;
	buf_release(&plain);
}
