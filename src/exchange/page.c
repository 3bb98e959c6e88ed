/*
 * The file around the tree: head, content security policy, style; plain, or sealed with its script.
 *
 * In: a packet.  Out: one HTML file.  Must never: name anything that a browser would fetch, or hold in a sealed page one byte of
 * the packet outside the envelope: not even a name in its title.
 *
 * The policy is by hash: a script or a style that is not byte for byte the one of this build does not run, whatever a text in
 * the page manages to say.  The plain page allows no script at all.
 */
#include "felt/exchange/page.h"

#include <stdio.h>

#include "felt/crypt/page_seal.h"
#include "page_inner.h"

/* ---- the tree ---- */

static void
link_to(struct pen *p, const char *href, const char *words)
{
	pen_open(p, "li");
	pen_open(p, "a");
	pen_attr(p, "href", href);
	pen_own(p, words);
	pen_close(p);
	pen_close(p);
}

static void
contents(struct pen *p, const struct page_packet *k)
{
	bool feelings = page_has_feelings(k), records = page_has_records(k);

	if (!feelings && !records && k->nbeliefs + k->nfollowups + k->nentries == 0)
		return;
	pen_open(p, "nav");
	pen_attr(p, "aria-label", "What follows");
	pen_open(p, "ul");
	if (feelings)
		link_to(p, "#feelings", "Feelings");
	if (records)
		link_to(p, "#records", "Thought records");
	if (k->nbeliefs > 0)
		link_to(p, "#beliefs", "Beliefs over time");
	if (k->nfollowups > 0)
		link_to(p, "#followups", "Follow-ups");
	if (k->nentries > 0)
		link_to(p, "#entries", "Entries by date");
	pen_close(p);
	pen_close(p);
}

void
page_tree(struct buf *out, bool json, const struct page_packet *k)
{
	struct pen p;

	pen_begin(&p, out, json);
	pen_class(&p, "div", "packet");
	page_first(&p, k); /* header, and the beginning of main */
	contents(&p, k);
	page_feelings(&p, k);
	page_records(&p, k);
	page_beliefs(&p, k);
	page_followups(&p, k);
	page_entries(&p, k);
	pen_close(&p);
	pen_line(&p, "footer", NULL, "Written by felt from what its writer chose. Please handle it like a letter.");
	pen_close(&p);
}

/* ---- the file ---- */

static const char refused[] = "script-src 'none'";

static void
head(struct buf *out, const char *scripts, const char *title)
{
	char style[CSP_HASH];

	csp_hash(felt_page_css, (size_t)(felt_page_css_end - felt_page_css), style);
	buf_str(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	buf_printf(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; %s; style-src '%s'; "
		"base-uri 'none'; form-action 'none'\">\n", scripts, style);
	buf_str(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n<meta name=\"format-detection\" content=\"telephone=no\">\n");
	buf_printf(out, "<title>%s</title>\n<style>", title);
	buf_add(out, felt_page_css, (size_t)(felt_page_css_end - felt_page_css));
	buf_str(out, "</style>\n</head>\n");
}

int
page_plain(struct err *err, const struct page_packet *p, struct buf *out)
{
	head(out, refused, "Pages from a journal");
	buf_str(out, "<body>");
	page_tree(out, false, p);
	buf_str(out, "\n</body>\n</html>\n");
	return buf_check(out, err);
}

/* What a reader sees before the passphrase, and where the script says what it has to say. */
static const char lock[] =
	"<body>\n"
	"<main id=\"lock\">\n"
	"<h1>A sealed packet</h1>\n"
	"<p>Somebody has given you pages from a journal. They open here, in this browser, with the words that you were given separately. "
	"Nothing is sent anywhere; this works without a network.</p>\n"
	"<noscript><p class=\"box\">This page needs JavaScript to open itself, and here it is switched off or not available. Previews in "
	"mail programs and on phones often leave it off. Save the file, and open it in a browser: Firefox, Chrome, Edge or Safari.</p></noscript>\n"
	"<form id=\"form\" autocomplete=\"off\" hidden>\n"
	"<label for=\"words\">The words</label>\n"
	"<input id=\"words\" type=\"text\" autocomplete=\"off\" autocapitalize=\"none\" autocorrect=\"off\" spellcheck=\"false\" "
	"aria-describedby=\"hint\" required>\n"
	"<p id=\"hint\" class=\"hint\">Eight words. Large and small letters are the same; blanks will do between them.</p>\n"
	"<button id=\"open\" type=\"submit\">Open</button>\n"
	"</form>\n"
	"<p id=\"said\" role=\"status\"></p>\n"
	"<p class=\"hint\">If the words do not open it, please ask the person who gave it to you, and not by mail.</p>\n"
	"</main>\n"
	"<aside id=\"bar\" aria-label=\"This opened packet\" hidden>\n"
	"<p>Open on this screen only. Closing the page, or Clear, takes it away; nothing was stored.</p>\n"
	"<button id=\"clear\" type=\"button\">Clear</button>\n"
	"</aside>\n"
	"<div id=\"felt-page\"></div>\n";

static void
with_script(struct buf *out, const struct buf *envelope)
{
	size_t n = (size_t)(felt_page_js_end - felt_page_js);
	char hash[CSP_HASH], scripts[CSP_HASH + sizeof "script-src ''"];

	csp_hash(felt_page_js, n, hash);
	snprintf(scripts, sizeof scripts, "script-src '%s'", hash);
	head(out, scripts, "A sealed packet");
	buf_str(out, lock);
	buf_str(out, "<script type=\"application/json\" id=\"felt-packet\">");
	buf_slice(out, buf_as_slice(envelope));
	buf_str(out, "</script>\n<script>");
	buf_add(out, felt_page_js, n);
	buf_str(out, "</script>\n</body>\n</html>\n");
}

int
page_sealed(struct err *err, const struct page_packet *p, const struct secret *words, struct buf *out)
{
	struct buf json = BUF_INIT, envelope = BUF_INIT;
	int rc;

	page_tree(&json, true, p);
	rc = buf_check(&json, err);
	if (!rc)
		rc = page_seal(err, words, json.p, json.n, &envelope);
	if (!rc) {
		with_script(out, &envelope);
		rc = buf_check(out, err);
	}
	buf_release(&json);
	buf_release(&envelope);
	return rc;
}
