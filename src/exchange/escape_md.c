/*
 * Escaping for documents: Markdown, and plain text.
 *
 * In: text as somebody wrote it.  Out: the same text, which no reader of Markdown (CommonMark, GFM, the first
 * Markdown.pl) takes for structure, links or HTML, and which a person can still read in the source.
 *
 * Rules
 *  1. & < > become entities everywhere: the only form that also old readers leave alone.  Quotes stay: they mean
 *     something within a tag or a link only, and neither can begin.
 *  2. \ ` * [ ] | get a backslash everywhere; _ unless it stands within a word, ~ beside another.
 *  3. What begins a block gets one only where it would: # + - = at the start of a line, "1." there too.
 *  4. Four blanks or a tab at the start of a line would be code: they become &nbsp;.
 *  5. A line break is kept by two blanks before it.
 *  6. Control characters become visible, as on a terminal: a document may be shown with cat.
 */
#include "inner.h"

#include <string.h>

#include "felt/base/text.h"

enum { TAB_WIDTH = 4, CODE_INDENT = 4, ORDINAL_MAX = 9 };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
in_word(struct slice s, size_t i)
{
	unsigned char c = i < s.n ? (unsigned char)s.p[i] : 0;

	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); /* beyond ASCII there are dashes too */
}

/* Is s[i] another one of c? */
static bool
at(struct slice s, size_t i, char c)
{
	return i < s.n && s.p[i] == c;
}

size_t
escape_control(struct slice s, size_t i, unsigned *code)
{
	unsigned char c = (unsigned char)s.p[i];

	*code = c;
	if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
		return 1;
	if (c != 0xc2 || i + 1 >= s.n || (unsigned char)s.p[i + 1] > 0x9f)
		return 0;
	*code = (unsigned char)s.p[i + 1];
	return 2;
}

/* ---- Markdown ---- */

static void
md_char(struct buf *out, struct slice line, size_t i)
{
	char c = line.p[i];
	bool bare = false;

	switch (c) {
	case '&':
		buf_str(out, "&amp;");
		return;
	case '<':
		buf_str(out, "&lt;");
		return;
	case '>':
		buf_str(out, "&gt;");
		return;
	case '_':
		bare = i > 0 && in_word(line, i - 1) && in_word(line, i + 1);
		break;
	case '~':
		bare = !at(line, i + 1, '~') && !(i > 0 && line.p[i - 1] == '~');
		break;
	default:
		bare = strchr("\\`*[]|", c) == NULL;
		break;
	}
	if (!bare)
		buf_u8(out, '\\');
	buf_u8(out, (uint8_t)c);
}

/* Everything but what only the start of a line can mean. */
static void
md_run(struct buf *out, struct slice line, size_t i)
{
	unsigned code;

	while (i < line.n) {
		size_t n = escape_control(line, i, &code);

		if (n > 0)
			buf_printf(out, "&lt;U+%04X&gt;", code);
		else
			md_char(out, line, i);
		i += n > 0 ? n : 1;
	}
}

/* "12." or "3)" with a blank or nothing behind it: returns where the mark stands, 0 if it is no item of a list. */
static size_t
ordinal(struct slice line)
{
	size_t i = 0;

	while (i < line.n && i < ORDINAL_MAX && line.p[i] >= '0' && line.p[i] <= '9')
		i++;
	if (i == 0 || i >= line.n || (line.p[i] != '.' && line.p[i] != ')'))
		return 0;
	return i + 1 == line.n || is_blank(line.p[i + 1]) ? i : 0;
}

/* Would the first character of the line begin a heading, an item, a rule, an underline or a fence? */
static bool
begins_block(struct slice line)
{
	char c = line.p[0];

	switch (c) {
	case '#':
	case '=':
		return true;
	case '+':
	case '-':
		return line.n == 1 || is_blank(line.p[1]) || line.p[1] == c;
	default:
		return false; /* * ` ~~~ > | are taken care of wherever they stand */
	}
}

/* A line without its outer blanks. */
static void
md_line(struct buf *out, struct slice line)
{
	size_t mark;

	if (line.n == 0)
		return;
	mark = ordinal(line);
	if (begins_block(line)) {
		buf_u8(out, '\\');
		buf_u8(out, (uint8_t)line.p[0]);
		md_run(out, line, 1);
	} else if (mark > 0) {
		buf_add(out, line.p, mark);
		buf_u8(out, '\\');
		buf_u8(out, (uint8_t)line.p[mark]);
		md_run(out, line, mark + 1);
	} else {
		md_run(out, line, 0);
	}
}

/* Cuts the next line off; its CR goes with its LF. */
static struct slice
next_line(struct slice *rest)
{
	const char *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	struct slice line = { rest->p, end != NULL ? (size_t)(end - rest->p) : rest->n };
	size_t used = line.n + (end != NULL);

	rest->p += used;
	rest->n -= used;
	if (end != NULL && line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Takes the blanks off both ends; returns how many columns stood before. */
static size_t
trim(struct slice *line)
{
	size_t columns = 0;

	while (line->n > 0 && is_blank(line->p[0])) {
		columns += line->p[0] == '\t' ? TAB_WIDTH : 1;
		line->p++;
		line->n--;
	}
	while (line->n > 0 && is_blank(line->p[line->n - 1]))
		line->n--;
	return columns;
}

static void
md_indent(struct buf *out, size_t columns)
{
	for (size_t i = 0; i < columns; i++)
		buf_str(out, columns >= CODE_INDENT ? "&nbsp;" : " ");
}

void
escape_md_block(struct buf *out, struct slice s, const char *indent)
{
	bool open = false; /* the line before holds text and its end is not written yet */

	for (size_t i = 0; s.n > 0; i++) {
		struct slice line = next_line(&s);
		size_t columns = trim(&line);

		if (i > 0)
			buf_str(out, open && line.n > 0 ? "  \n" : "\n");
		open = line.n > 0;
		if (!open)
			continue;
		if (i > 0)
			buf_str(out, indent);
		md_indent(out, columns);
		md_line(out, line);
	}
}

void
escape_md_line(struct buf *out, struct slice s)
{
	struct buf one = BUF_INIT;
	struct slice line;
	size_t hashes = 0;

	for (size_t i = 0; i < s.n; i++)
		buf_u8(&one, s.p[i] == '\n' || s.p[i] == '\t' ? ' ' : (uint8_t)s.p[i]);
	line = buf_as_slice(&one);
	trim(&line);
	/* Hashes at the end of a heading are taken for its closing mark. */
	while (line.n > 0 && line.p[line.n - 1] == '#') {
		line.n--;
		hashes++;
	}
	md_line(out, line);
	while (hashes-- > 0)
		buf_str(out, "\\#");
	if (one.failed)
		out->failed = true;
	buf_release(&one);
}

/* ---- plain text ---- */

static void
txt_line(struct buf *out, struct slice line)
{
	unsigned code;

	for (size_t i = 0; i < line.n;) {
		size_t n = escape_control(line, i, &code);

		if (n > 0)
			buf_printf(out, "<U+%04X>", code);
		else
			buf_u8(out, (uint8_t)line.p[i]);
		i += n > 0 ? n : 1;
	}
}

void
escape_txt(struct buf *out, struct slice s, const char *indent)
{
	for (size_t i = 0; s.n > 0; i++) {
		struct slice line = next_line(&s);

		if (i > 0) {
			buf_u8(out, '\n');
			if (line.n > 0)
				buf_str(out, indent);
		}
		txt_line(out, line);
	}
}
