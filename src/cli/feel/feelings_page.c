/*
 * The vocabulary as a page worth reading.
 *
 * In: the table and the own words.  Out: lines that fit the terminal, the word always before its description, so that
 * nothing depends on colour or on columns.  Under --plain nothing is wrapped or lined up: a screen reader reads sentences.
 * Must never: rank words or families, or call one good or bad (CARE.md 5).
 */
#include <stdio.h>
#include <string.h>

#include "cli/feel/feelings_page.h"
#include "cli/frame.h"
#include "felt/base/json.h"

enum {
	WIDEST = 92,     /* longer lines are hard to read, however wide the terminal is */
	NARROW = 60,     /* below: the word has a line of its own */
	WORD_COLUMNS = 16,
	NEIGHBOURS = 5
};

/* ---- words ---- */

const struct feeling *
feelings_nth(const struct ctx *ctx, size_t i)
{
	if (i < FEELING_TABLE)
		return feeling_at(i);
	i -= FEELING_TABLE;
	return i < ctx->voc.nown ? &ctx->voc.own[i] : NULL;
}

int
feelings_shown_in(const struct ctx *ctx, const struct feeling *f)
{
	return feeling_family_shown(&ctx->voc, f->id, strlen(f->id));
}

/* ---- lines ---- */

static size_t
width(const struct ctx *ctx)
{
	return ctx->out.columns > WIDEST ? WIDEST : (size_t)ctx->out.columns;
}

/* Wraps s behind `indent` blanks; the first line begins where the cursor is, `begun` columns in. */
static void
wrapped(struct ctx *ctx, struct slice s, size_t indent, size_t begun)
{
	struct buf safe = BUF_INIT;
	size_t at = 0, skip;

	text_safe(&safe, s.p, s.n, TEXT_ONE_LINE);
	if (ctx->plain) {
		buf_slice(out_buf(ctx), buf_as_slice(&safe));
		out_str(ctx, "\n");
	}
	while (!ctx->plain && at < safe.n) {
		const char *p = (const char *)safe.p + at;
		size_t n = text_wrap(p, safe.n - at, width(ctx) - indent, &skip);

		out_printf(ctx, "%*s", at ? (int)indent : (int)(indent - begun), "");
		buf_add(out_buf(ctx), p, n);
		out_str(ctx, "\n");
		at += n + skip > 0 ? n + skip : 1;
	}
	buf_release(&safe);
}

static void
inked(struct ctx *ctx, enum ink ink, const char *s)
{
	out_ink(ctx, ink);
	out_safe(ctx, slice_of(s), TEXT_ONE_LINE);
	out_ink(ctx, INK_PLAIN);
}

static void
body_cue(struct ctx *ctx, const struct feeling *f, size_t indent)
{
	struct buf b = BUF_INIT;

	if (!f->body || !f->body[0])
		return;
	buf_printf(&b, "body: %s", f->body);
	out_ink(ctx, INK_DIM);
	wrapped(ctx, buf_as_slice(&b), indent, 0);
	out_ink(ctx, INK_PLAIN);
	buf_release(&b);
}

static const char *
mark(const struct ctx *ctx, const struct feeling *f)
{
	if (feeling_is_own(&ctx->voc, f))
		return " (your word)";
	return feelings_shown_in(ctx, f) != f->family ? " (moved here by you)" : "";
}

/* A word with its line and its body cue. */
static void
word_row(struct ctx *ctx, const struct feeling *f)
{
	const char *own = mark(ctx, f), *about = f->about ? f->about : "";
	size_t used = 2 + text_width(f->word, strlen(f->word)) + strlen(own), indent = ctx->plain ? 0 : 2 + WORD_COLUMNS;

	out_str(ctx, ctx->plain ? "" : "  ");
	inked(ctx, INK_FEELING, f->word);
	out_str(ctx, own);
	if (ctx->plain) {
		out_str(ctx, about[0] ? ": " : "\n");
	} else if (ctx->out.columns < NARROW) {
		out_str(ctx, "\n");
		indent = 4;
		used = 0;
	} else if (used + 2 > indent || !about[0]) {
		out_str(ctx, "\n");
		used = 0;
	}
	if (about[0])
		wrapped(ctx, slice_of(about), indent, used);
	body_cue(ctx, f, indent);
}

static void
family_head(struct ctx *ctx, int family)
{
	out_str(ctx, "\n");
	inked(ctx, INK_BOLD, feeling_family_name(family));
	out_str(ctx, ctx->plain ? ": " : "\n");
	wrapped(ctx, slice_of(feeling_family_about(family)), 0, 0);
}

/* family -1: the answers outside. */
static void
words_of(struct ctx *ctx, int family)
{
	const struct feeling *f;

	for (size_t i = 0; (f = feelings_nth(ctx, i)) != NULL; i++)
		if (feelings_shown_in(ctx, f) == family)
			word_row(ctx, f);
}

/* ---- all, a family ---- */

static const char intro[] =
	"None of these is good or bad. Read until one line sounds like it; \"it is close to this\" is near enough, and so is a "
	"family alone. If no word comes, the body may know first.";
static const char outro[] =
	"An intensity from 0 to 100 may follow a word, and need not: lonely:70. felt feelings WORD shows one word with its "
	"neighbours; felt feelings add WORD --family F adds one of your own.";

void
feelings_all(struct ctx *ctx)
{
	inked(ctx, INK_BOLD, "feelings");
	out_str(ctx, "\n");
	wrapped(ctx, slice_of(intro), 0, 0);
	for (int i = 0; i < FEELING_FAMILIES; i++) {
		family_head(ctx, i);
		words_of(ctx, i);
	}
	out_str(ctx, "\n");
	inked(ctx, INK_BOLD, "outside the families");
	out_str(ctx, "\n");
	wrapped(ctx, slice_of("Two whole answers, without a number."), 0, 0);
	words_of(ctx, -1);
	out_str(ctx, "\n");
	wrapped(ctx, slice_of(outro), 0, 0);
}

void
feelings_family(struct ctx *ctx, int family)
{
	inked(ctx, INK_BOLD, feeling_family_name(family));
	out_str(ctx, ctx->plain ? ": " : "\n");
	wrapped(ctx, slice_of(feeling_family_about(family)), 0, 0);
	out_str(ctx, "\n");
	words_of(ctx, family);
}

/* ---- one word ---- */

/* Where a line compares: behind its last ';'. */
static const char *
comparison(const struct feeling *f)
{
	const char *semicolon = f->about ? strrchr(f->about, ';') : NULL;

	return semicolon ? semicolon : "";
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* Does the comparison in a's line name b? */
static bool
names(const struct feeling *a, const struct feeling *b)
{
	const char *line = comparison(a), *at = line;
	size_t n = strlen(b->word);

	for (; (at = strstr(at, b->word)) != NULL; at++)
		if ((at == line || !is_letter(at[-1])) && !is_letter(at[n]))
			return true;
	return false;
}

struct near { const struct feeling *f[NEIGHBOURS]; size_t n; };

static void
add_near(struct near *near, const struct feeling *word, const struct feeling *f)
{
	for (size_t i = 0; i < near->n; i++)
		if (near->f[i] == f)
			return;
	if (f && f != word && near->n < NEIGHBOURS)
		near->f[near->n++] = f;
}

/* The words its line names, those whose line names it, then the ones beside it in its family. */
static void
find_near(const struct ctx *ctx, const struct feeling *word, struct near *near)
{
	const struct feeling *f, *before = NULL, *last = NULL;
	int family = feelings_shown_in(ctx, word);

	for (size_t i = 0; (f = feelings_nth(ctx, i)) != NULL; i++)
		if (names(word, f))
			add_near(near, word, f);
	for (size_t i = 0; (f = feelings_nth(ctx, i)) != NULL; i++)
		if (names(f, word))
			add_near(near, word, f);
	for (size_t i = 0; (f = feelings_nth(ctx, i)) != NULL; i++) {
		if (feelings_shown_in(ctx, f) != family)
			continue;
		if (f == word)
			before = last;
		else if (last == word)
			add_near(near, word, f);
		last = f;
	}
	add_near(near, word, before);
}

void
feelings_word(struct ctx *ctx, const struct feeling *f)
{
	struct near near = { .n = 0 };
	int family = feelings_shown_in(ctx, f);
	size_t indent = ctx->plain ? 0 : 2;

	inked(ctx, INK_FEELING, f->word);
	if (family >= 0)
		out_printf(ctx, ", of the family %s", feeling_family_name(family));
	out_printf(ctx, "%s\n", feeling_is_own(&ctx->voc, f) ? " (your word)" : family != f->family ? " (moved by you)" : "");
	if (f->about && f->about[0])
		wrapped(ctx, slice_of(f->about), indent, 0);
	body_cue(ctx, f, indent);
	find_near(ctx, f, &near);
	if (near.n)
		out_str(ctx, "\nclose to it\n");
	for (size_t i = 0; i < near.n; i++)
		word_row(ctx, near.f[i]);
}

/* ---- for programs ---- */

void
feelings_json(struct ctx *ctx, const struct feeling *f)
{
	struct json_out j;
	int family = feelings_shown_in(ctx, f);

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "id");
	json_text(&j, f->id);
	json_key(&j, "word");
	json_text(&j, f->word);
	if (family >= 0) {
		json_key(&j, "family");
		json_text(&j, feeling_family_name(family));
	}
	if (f->about && f->about[0]) {
		json_key(&j, "about");
		json_text(&j, f->about);
	}
	if (f->body && f->body[0]) {
		json_key(&j, "body");
		json_text(&j, f->body);
	}
	if (feeling_is_own(&ctx->voc, f)) {
		json_key(&j, "own");
		json_bool(&j, true);
	}
	json_close(&j, '}');
	out_str(ctx, "\n");
}
