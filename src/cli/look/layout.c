/*
 * Lines of text (layout.h).
 *
 * In: text of any origin.  Out: lines.  Must never: put a byte into one that has not passed text_safe().
 */
#include "cli/look/layout.h"

#include <stdlib.h>
#include <string.h>

void
layout_release(struct layout *l)
{
	buf_release(&l->text);
	free(l->lines);
	*l = (struct layout){ 0 };
}

void
layout_clear(struct layout *l)
{
	buf_clear(&l->text);
	l->n = 0;
	l->failed = false;
}

int
layout_check(const struct layout *l, struct err *err)
{
	return l->failed || l->text.failed ? err_set(err, E_NOMEM, "lines") : 0;
}

struct slice
layout_at(const struct layout *l, size_t i, enum ink *ink)
{
	const struct layout_line *line = &l->lines[i];

	*ink = (enum ink)line->ink;
	return (struct slice){ line->n ? (const char *)l->text.p + line->at : NULL, line->n };
}

/* Takes what stands behind `at` in the text as the next line. */
static void
end_line(struct layout *l, enum ink ink, size_t at)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 64;
		struct layout_line *more = realloc(l->lines, cap * sizeof *more);

		if (!more) {
			l->failed = true;
			return;
		}
		l->lines = more;
		l->cap = cap;
	}
	l->lines[l->n++] = (struct layout_line){ at, (uint32_t)(l->text.n - at), (uint8_t)ink };
}

void
layout_add(struct layout *l, enum ink ink, struct slice safe)
{
	size_t at = l->text.n;

	buf_slice(&l->text, safe);
	end_line(l, ink, at);
}

void
layout_line(struct layout *l, enum ink ink, struct slice s, size_t columns)
{
	size_t at = l->text.n;

	text_safe(&l->text, s.p, s.n, TEXT_ONE_LINE | l->apart);
	if (columns != SIZE_MAX && l->text.n > at)
		buf_truncate(&l->text, at + text_fit((const char *)l->text.p + at, l->text.n - at, columns, NULL));
	end_line(l, ink, at);
}

void
layout_wrapped(struct layout *l, enum ink ink, struct slice s, size_t columns, const char *first)
{
	size_t indent = strlen(first), room = columns == SIZE_MAX ? SIZE_MAX : columns > indent + 1 ? columns - indent : 1;
	struct buf b = BUF_INIT;

	text_safe(&b, s.p, s.n, TEXT_LINES | l->apart);
	for (size_t from = 0, n, skip; from < b.n; from += n + skip > 0 ? n + skip : 1) {
		const char *p = (const char *)b.p + from;
		const char *end = memchr(p, '\n', b.n - from);
		size_t at = l->text.n;

		n = end ? (size_t)(end - p) : b.n - from;
		skip = end ? 1 : 0;
		if (room != SIZE_MAX)
			n = text_wrap(p, b.n - from, room, &skip);
		if (n > 0 && from == 0)
			buf_str(&l->text, first);
		else if (n > 0)
			buf_printf(&l->text, "%*s", (int)indent, "");
		buf_add(&l->text, p, n);
		end_line(l, ink, at);
	}
	l->failed = l->failed || b.failed;
	buf_release(&b);
}

void
layout_gap(struct layout *l)
{
	if (l->n && l->lines[l->n - 1].n)
		layout_add(l, INK_PLAIN, (struct slice){ NULL, 0 });
}
