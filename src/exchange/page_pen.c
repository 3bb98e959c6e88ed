/*
 * The page as a tree of elements, attributes and texts, written while it is made.
 *
 * In: open, attribute, text, close, in order.  Out: HTML, or the same tree as JSON.  Must never: write a text unescaped, or
 * let the two forms differ in anything but spelling.
 *
 * JSON: an element is ["tag", {"attribute": "value"}, child, ...], the object left out when it is empty; a text is a string.
 * No element is a void one (br, img): every element that is opened is closed.
 */
#include "page_inner.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "felt/base/text.h"

void
pen_begin(struct pen *p, struct buf *out, bool json)
{
	*p = (struct pen){ .out = out, .json = json };
	json_begin(&p->j, out);
}

/* Elements that stand within a line: a line end before them could be seen. */
static bool
within_line(const char *tag)
{
	static const char *const tags[] = { "a", "b", "bdi", "em", "span", "strong", "time" };

	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		if (strcmp(tag, tags[i]) == 0)
			return true;
	return false;
}

/* What follows is content. */
static void
end_head(struct pen *p)
{
	if (!p->head)
		return;
	if (!p->json)
		buf_u8(p->out, '>');
	else if (p->attributes)
		json_close(&p->j, '}');
	p->head = p->attributes = false;
}

void
pen_open(struct pen *p, const char *tag)
{
	end_head(p);
	if (p->depth == PEN_DEEPEST) {
		p->out->failed = true; /* no page is that deep; better none than a wrong one */
		return;
	}
	p->tags[p->depth++] = tag;
	if (p->json) {
		json_open(&p->j, '[');
		json_text(&p->j, tag);
	} else {
		buf_printf(p->out, "%s<%s", within_line(tag) ? "" : "\n", tag);
	}
	p->head = true;
}

void
pen_attr(struct pen *p, const char *name, const char *value)
{
	if (!p->json) {
		buf_printf(p->out, " %s=\"", name);
		escape_html(p->out, slice_of(value));
		buf_u8(p->out, '"');
		return;
	}
	if (!p->attributes)
		json_open(&p->j, '{');
	p->attributes = true;
	json_key(&p->j, name);
	json_text(&p->j, value);
}

enum { OWN_MOST = 320 }; /* our own words with numbers in them are short */

/* Into text; its length, or 0 and a page that fails. */
static size_t __attribute__((format(printf, 3, 0)))
format(struct pen *p, char text[OWN_MOST], const char *fmt, va_list ap)
{
	int n = vsnprintf(text, OWN_MOST, fmt, ap);

	if (n >= 0 && n < OWN_MOST)
		return (size_t)n;
	p->out->failed = true;
	text[0] = '\0';
	return 0;
}

void
pen_attrf(struct pen *p, const char *name, const char *fmt, ...)
{
	char value[OWN_MOST];
	va_list ap;

	va_start(ap, fmt);
	format(p, value, fmt, ap);
	va_end(ap);
	pen_attr(p, name, value);
}

static void
text(struct pen *p, struct slice s)
{
	if (s.n == 0)
		return;
	end_head(p);
	if (p->json)
		json_slice(&p->j, s);
	else
		escape_html(p->out, s);
}

void
pen_own(struct pen *p, const char *words)
{
	text(p, slice_of(words));
}

void
pen_ownf(struct pen *p, const char *fmt, ...)
{
	char words[OWN_MOST];
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	n = format(p, words, fmt, ap);
	va_end(ap);
	text(p, (struct slice){ words, n });
}

void
pen_person(struct pen *p, struct slice s, int how)
{
	struct buf b = BUF_INIT;

	shown_text(&b, s, how);
	text(p, buf_as_slice(&b));
	if (b.failed)
		p->out->failed = true;
	buf_release(&b);
}

void
pen_close(struct pen *p)
{
	if (p->depth == 0) {
		p->out->failed = true;
		return;
	}
	end_head(p);
	p->depth--;
	if (p->json)
		json_close(&p->j, ']');
	else
		buf_printf(p->out, "</%s>", p->tags[p->depth]);
}

/* ---- often ---- */

void
pen_class(struct pen *p, const char *tag, const char *class)
{
	pen_open(p, tag);
	if (class != NULL)
		pen_attr(p, "class", class);
}

void
pen_line(struct pen *p, const char *tag, const char *class, const char *words)
{
	pen_class(p, tag, class);
	pen_own(p, words);
	pen_close(p);
}

void
pen_block(struct pen *p, const char *tag, struct slice s)
{
	pen_class(p, tag, "text");
	pen_attr(p, "dir", "auto");
	pen_person(p, s, TEXT_LINES);
	pen_close(p);
}

void
pen_run(struct pen *p, struct slice s)
{
	pen_open(p, "bdi");
	pen_person(p, s, TEXT_ONE_LINE);
	pen_close(p);
}
