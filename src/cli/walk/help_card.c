/*
 * What helps in a hard moment: see the header.
 *
 * In: the card's file, if there is one, and answers.  Out: a page of safe text, or the file anew.  Must never: need a
 * journal, a passphrase or a network, ship a telephone number, or keep a trace of having been read.
 */
#include "cli/walk/help_card.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/frame.h"
#include "felt/base/file.h"
#include "felt/term/tty.h"

enum { CARD_MAX = 16 * 1024, LINE_MAX_BYTES = 400 };

/* The card, line by line, in the order in which it is read on a hard day. */
static const struct card_line {
	const char *key, *heading, *ask;
} lines[] = {
	{ "signs", "how I notice it", "What tells you that it is getting too much? (\"I stop answering\")" },
	{ "alone", "what helps when I am alone", "What has helped a little before, alone? (\"cold water, then the dog\")" },
	{ "place", "where there are people", "A place with people in it, where nobody asks anything of you?" },
	{ "person", "somebody, and what I can say", "Somebody you could call or write to, and how to reach them?" },
	{ "sentence", "", "A sentence that is ready for that. (\"Can you stay with me a while? We don't have to talk.\")" },
	{ "therapist", "my therapist", "Your therapist or doctor, and how to reach them?" },
	{ "emergency", "emergency number where I live", "The emergency number where you live?" },
	{ "away", "what to put out of reach", "Is there something to put out of reach on such a day?" },
};
enum { LINES = sizeof lines / sizeof lines[0] };

struct card { struct buf value[LINES]; };

static void
card_release(struct card *c)
{
	for (size_t i = 0; i < LINES; i++)
		buf_release(&c->value[i]);
}

static bool
card_empty(const struct card *c)
{
	for (size_t i = 0; i < LINES; i++)
		if (c->value[i].n)
			return false;
	return true;
}

/* ---- the file ---- */

static char *
card_path(const struct ctx *ctx)
{
	return ctx->config_dir ? file_join(ctx->config_dir, "help-card") : NULL;
}

/* "key: value"; what is not of this form was put there by hand and is left alone, and not shown. */
static void
take_line(struct card *c, struct slice s)
{
	for (size_t i = 0; i < LINES; i++) {
		size_t n = strlen(lines[i].key);

		if (s.n <= n || memcmp(s.p, lines[i].key, n) || s.p[n] != ':')
			continue;
		for (n++; n < s.n && s.p[n] == ' ';)
			n++;
		buf_clear(&c->value[i]);
		buf_add(&c->value[i], s.p + n, s.n - n);
	}
}

/* A card that cannot be read, or is no text, is as good as none: this page comes in any case. */
static void
card_read(const struct ctx *ctx, struct card *c)
{
	char *path = card_path(ctx);
	struct buf b = BUF_INIT;

	if (path && !file_read(NULL, path, CARD_MAX, &b) && !text_check(NULL, (const char *)b.p, b.n, CARD_MAX))
		for (size_t at = 0, n; at < b.n; at += n + 1) {
			const char *p = (const char *)b.p + at, *end = memchr(p, '\n', b.n - at);

			n = end ? (size_t)(end - p) : b.n - at;
			take_line(c, (struct slice){ p, n });
		}
	free(path);
	buf_release(&b);
}

static int
card_write(struct ctx *ctx, const struct card *c)
{
	struct buf b = BUF_INIT;
	char *path = card_path(ctx);
	int rc;

	buf_str(&b, "# felt help-now shows these lines. They are not sealed. felt help-now --edit changes them.\n");
	for (size_t i = 0; i < LINES; i++)
		if (c->value[i].n) {
			buf_printf(&b, "%s: ", lines[i].key);
			buf_slice(&b, buf_as_slice(&c->value[i]));
			buf_str(&b, "\n");
		}
	rc = path ? buf_check(&b, &ctx->err) : err_set(&ctx->err, E_USAGE, "where should it be kept? HOME is not set");
	if (!rc)
		rc = file_make_dirs(&ctx->err, ctx->config_dir);
	if (!rc && card_empty(c) && unlink(path) == 0)
		rc = file_sync_parent(&ctx->err, path);
	else if (!rc && !card_empty(c))
		rc = file_replace(&ctx->err, path, b.p, b.n);
	free(path);
	buf_release(&b);
	return rc;
}

/* ---- the page ---- */

static const char nobody_yet[] =
	"  - the emergency number where you live, if you or somebody else is in danger\n"
	"  - somebody near: a friend, a neighbour, your therapist, a doctor.\n"
	"    \"Can you stay with me a while? We don't have to talk.\" is enough\n"
	"  - somebody to talk to now: findahelpline.com lists help lines by country,\n"
	"    also ones to write to\n";

static void
page_line(struct buf *out, const struct card_line *l, const struct buf *value)
{
	if (!value->n)
		return;
	if (l->heading[0])
		buf_printf(out, "  %s\n", l->heading);
	buf_str(out, "    ");
	text_safe(out, (const char *)value->p, value->n, TEXT_ONE_LINE);
	buf_str(out, "\n");
}

void
help_now_page(struct ctx *ctx, struct buf *out)
{
	struct card c = { 0 };

	card_read(ctx, &c);
	buf_str(out, "This is a hard moment. The strongest part of it usually passes.\n\n"
		"Feel the floor under your feet. Let the next breath out be slow. Nothing has\n"
		"to be solved in the next ten minutes.\n\n");
	if (card_empty(&c)) {
		buf_str(out, "You do not have to be alone with it:\n\n");
		buf_str(out, nobody_yet);
	} else {
		for (size_t i = 0; i < LINES; i++)
			page_line(out, &lines[i], &c.value[i]);
		if (!c.value[LINES - 2].n) /* emergency */
			buf_str(out, "  in danger: the emergency number where you live\n");
		buf_str(out, "  help lines by country: findahelpline.com\n");
	}
	buf_str(out, "\nfelt is a page to write on; nobody reads along, and nobody is called.\n");
	card_release(&c);
}

/* ---- making the card ---- */

static int
ask_line(struct ctx *ctx, const struct card_line *l, struct buf *value)
{
	struct buf answer = BUF_INIT, prompt = BUF_INIT;
	int rc;

	buf_printf(&prompt, "\n%s\n", l->ask);
	if (value->n) {
		buf_str(&prompt, "now: ");
		text_safe(&prompt, (const char *)value->p, value->n, TEXT_ONE_LINE);
		buf_str(&prompt, "   (enter keeps it, - takes it out)\n");
	}
	buf_str(&prompt, "> ");
	rc = buf_check(&prompt, &ctx->err);
	if (!rc)
		rc = tty_line(&ctx->err, buf_cstr(&prompt), &answer);
	if (!rc)
		rc = text_check(&ctx->err, (const char *)answer.p, answer.n, LINE_MAX_BYTES);
	if (!rc && slice_is(buf_as_slice(&answer), "-"))
		buf_clear(value);
	else if (!rc && answer.n) {
		buf_clear(value);
		text_safe(value, (const char *)answer.p, answer.n, TEXT_ONE_LINE);
		rc = buf_check(value, &ctx->err);
	}
	buf_release(&answer);
	buf_release(&prompt);
	return rc;
}

int
help_card_edit(struct ctx *ctx)
{
	struct card c = { 0 };
	bool yes = false;
	int rc = tty_confirm(&ctx->err, "The card must be there without your passphrase, so it is not sealed:\n"
		"whoever can read your files can read it. Write only what others may see.\nGo on? [y/N] ", NULL, &yes);

	if (rc || !yes) {
		if (!rc)
			say(ctx, "no card was made; felt help-now works without one");
		return rc;
	}
	card_read(ctx, &c);
	say(ctx, "Enter alone leaves a line empty or as it is.");
	for (size_t i = 0; !rc && i < LINES; i++)
		rc = ask_line(ctx, &lines[i], &c.value[i]);
	if (!rc)
		rc = card_write(ctx, &c);
	if (!rc)
		say(ctx, card_empty(&c) ? "there is no card now; felt help-now works without one" : "the card is kept; felt help-now shows it");
	card_release(&c);
	return rc;
}
