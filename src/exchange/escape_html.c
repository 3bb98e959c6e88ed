/*
 * Escaping for the page that is handed to a therapist.
 *
 * Rules
 *  1. What HTML could take for markup, & < > " ', is an entity wherever it stands, in texts and in attributes.  Texts stand only
 *     as the content of ordinary elements, never in script, style, a comment or a URL, so nothing else has a meaning there.
 *  2. What nobody sees, or what turns the direction of writing, is shown as <U+XXXX>, exactly as on the terminal: the writer has
 *     looked through a preview there, and nothing may travel that the preview did not show.  Besides, each text stands isolated
 *     (bdi, dir="auto"), so that Hebrew or Arabic reads right and leaves the words around it where they are.
 *  3. CR LF is a line end.  Lines stay lines: the style keeps them.
 */
#include "page_inner.h"

#include <string.h>

#include "felt/base/text.h"

void
escape_html(struct buf *out, struct slice s)
{
	static const char *const entities[128] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"
	};
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 128 || entities[c] == NULL)
			continue;
		buf_add(out, s.p + from, i - from);
		buf_str(out, entities[c]);
		from = i + 1;
	}
	if (from < s.n)
		buf_add(out, s.p + from, s.n - from);
}

void
shown_text(struct buf *out, struct slice s, int how)
{
	while (s.n > 0) {
		const char *cr = memchr(s.p, '\r', s.n);
		size_t n = cr != NULL ? (size_t)(cr - s.p) : s.n;

		/* A lone CR goes with what follows it, and becomes visible there. */
		while (n < s.n && !(n + 1 < s.n && s.p[n + 1] == '\n')) {
			cr = memchr(s.p + n + 1, '\r', s.n - n - 1);
			n = cr != NULL ? (size_t)(cr - s.p) : s.n;
		}
		text_safe(out, s.p, n, how);
		if (n < s.n)
			n++;
		s.p += n;
		s.n -= n;
	}
}
