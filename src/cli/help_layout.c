/*
 * Laying out help: see the header.  Our own words only: ASCII, one column a byte.
 */
#include "cli/help_layout.h"

#include <stdio.h>
#include <string.h>

enum { WIDEST = 100 }; /* longer lines are hard to read, however wide the terminal is */

static size_t
room(const struct ctx *ctx, int taken)
{
	int columns = ctx->out.columns > WIDEST ? WIDEST : ctx->out.columns;

	return columns - taken < 20 ? 20 : (size_t)(columns - taken);
}

/* Wraps s; every line but the first is preceded by `indent` blanks. */
static void
wrapped(struct ctx *ctx, const char *s, size_t n, int indent)
{
	size_t columns = room(ctx, indent), skip;

	for (bool first = true; n > 0; first = false) {
		size_t take = text_wrap(s, n, columns, &skip);
		out_printf(ctx, "%*s%.*s\n", first ? 0 : indent, "", (int)take, s);
		s += take + skip;
		n -= take + skip;
	}
}

void
help_row(struct ctx *ctx, const char *left, int width, const char *right)
{
	if ((int)strlen(left) > width)
		out_printf(ctx, "  %s\n%*s", left, width + 4, "");
	else
		out_printf(ctx, "  %-*s  ", width, left);
	wrapped(ctx, right, strlen(right), width + 4);
}

static bool
ends_paragraph(const char *line)
{
	return line[0] == '\0' || line[0] == '\n' || line[0] == ' ';
}

void
help_paragraphs(struct ctx *ctx, const char *text)
{
	while (*text) {
		const char *end = strchr(text, '\n');
		struct buf b = BUF_INIT;
		if (ends_paragraph(text)) {
			size_t n = end ? (size_t)(end - text) + 1 : strlen(text);
			out_printf(ctx, "%.*s", (int)n, text);
			text += n;
			continue;
		}
		while (!ends_paragraph(text)) {
			end = strchr(text, '\n');
			size_t n = end ? (size_t)(end - text) : strlen(text);
			if (b.n)
				buf_u8(&b, ' ');
			buf_add(&b, text, n);
			text += n + (end != NULL);
		}
		wrapped(ctx, buf_cstr(&b), b.n, 0);
		buf_release(&b);
	}
}
