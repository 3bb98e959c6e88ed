/*
 * The voice of felt when something did not work: every code of err.h becomes a sentence, a hint that names the next
 * step, and an exit status.  Nothing else in the program turns codes into words.
 *
 * Sentences are lower case, have no full stop and blame nobody.  What they name stands in single quotes and has passed
 * text_safe().  A subject may carry a hint of its own after a line end ("what is wrong\nwhat to do").
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/frame.h"
#include "cli/staging.h"
#include "felt/base/file.h"
#include "felt/term/tty.h"

enum how {
	QUOTED,  /* sentence: 'subject' */
	PATH,    /* the same, and a line end in it is part of the name */
	PLAIN,   /* sentence: subject */
	ITSELF,  /* the subject is the sentence */
	MENDS,   /* the subject is the command that mends it: it becomes the hint */
	SILENT   /* the subject is for nobody */
};

/* %N is the number of the error, %S the same as a size. */
struct voice {
	enum err_code code;
	enum how how;
	const char *sentence, *hint;
};

static const struct voice voices[] = {
	{ E_USAGE, ITSELF, "that is not possible", NULL },
	{ E_DATE, QUOTED, "this is not a date, or not one that exists", "as in 2026-11-22, yesterday, 'last monday'; felt help dates shows more" },
	{ E_ID_UNKNOWN, QUOTED, "nothing here has this id", "felt review shows the ids; the first four characters of one are often enough" },
	{ E_ID_AMBIGUOUS, QUOTED, "%N ids begin like this", "type a few more characters of it; felt review shows whole ids" },
	{ E_ID_SHORT, QUOTED, "an id is at least four characters long, digits and letters", "felt review shows the ids" },
	{ E_TEXT_UTF8, QUOTED, "this is not UTF-8 text, from byte %N on", "nothing was changed; iconv -t UTF-8 turns other encodings into it" },
	{ E_TEXT_NUL, QUOTED, "there is a zero byte in the text, at byte %N", "nothing was changed; is it really text?" },
	{ E_TEXT_LONG, QUOTED, "this is longer than %S", "nothing was changed; two entries can hold what one cannot" },
	{ E_TEXT_EMPTY, SILENT, "there is nothing in it, so nothing was saved", "felt write alone opens a page to write on" },
	{ E_PASSPHRASE_FORM, PLAIN, "the passphrase cannot be used", "it has 1 to 1024 bytes, all on one line" },
	{ E_FEELING_UNKNOWN, PLAIN, "this word is not in the list",
		"felt feelings shows all words; felt feelings add WORD --family F adds one of your own" },
	{ E_FEELING_AMBIGUOUS, PLAIN, "several feelings begin like this", "type a little more of it" },
	{ E_INPUT, PLAIN, "the input cannot be read", "nothing was imported" },
	{ E_NO_SECRET, PLAIN, "there is nowhere to get the passphrase from", "--passphrase-fd N reads it from a descriptor; passphrase_command in the "
		"config file names a program that prints it" },
	{ E_WRONG_SECRET, SILENT, "that does not open this journal", "the passphrase is taken exactly as typed; --recovery uses the recovery key" },
	{ E_RECOVERY_FORM, SILENT, "the recovery key is not complete, or a character differs",
		"nine groups of four characters; case, hyphens and blanks do not matter" },
	{ E_AGE_KEY, PLAIN, "this age file does not open", "nothing was imported" },
	{ E_DAMAGE, PLAIN, "something in this journal is not as it was saved",
		"felt verify says what; --force-read reads on; felt restore puts a backup back" },
	{ E_OLDER, PLAIN, "this file is older than the journal last seen on this machine",
		"is it a copy or a backup? felt key trust accepts it after showing both sides" },
	{ E_PROOF, SILENT, "nothing proves that this journal is complete", "felt verify says what is there; --force-read reads on" },
	{ E_AGE_DAMAGE, PLAIN, "this age file is not as it was made", "nothing was imported; ask for it once more, or take another copy" },
	{ E_NO_JOURNAL, PATH, "there is no journal", "felt init makes one; -j PATH or FELT_JOURNAL names another place" },
	{ E_NO_INPUT, PATH, "there is no such file", "ls shows which files are there; nothing was changed" },
	{ E_IO, PATH, "this could not be read or written", "what was saved before is as it was; felt verify looks at all of it" },
	{ E_SPACE, PATH, "there is no room left", "the journal is as it was before; make some room and try again" },
	{ E_NOMEM, SILENT, "there is not enough memory", "the journal is as it was before" },
	{ E_NO_CACHE, PLAIN, "the journal cannot be kept open here", "felt goes on asking for the passphrase; nothing else changes" },
	{ E_NOT_FELT, PATH, "this is not a felt journal", "-j PATH names the journal" },
	{ E_VERSION, PLAIN, "a newer felt made this journal", "a newer felt opens it; nothing was changed" },
	{ E_SCHEMA, SILENT, "this file is not built like a journal, so it was left alone", "felt restore puts a backup back" },
	{ E_WAL, MENDS, "another program has put this journal into a mode that felt does not use (WAL)", NULL },
	{ E_PERMISSION, MENDS, "others could read or change this, so felt does not use it", NULL },
	{ E_KDF_LIMIT, SILENT, "opening this takes more memory than felt uses without being asked (%S)",
		"if it is really yours, --allow-kdf-memory allows up to 4 GiB" },
	{ E_EXISTS, PATH, "there is something with that name already, and felt writes over nothing", "choose another name, or move it away" },
	{ E_UNSAFE, PLAIN, "refused, to be safe", "nothing was changed; felt-security(7) says what felt guards against" },
	{ E_BUSY, SILENT, "another felt is using the journal", "nothing was changed; try again when it is done" },
	{ E_CONFLICT, QUOTED, "the journal was changed meanwhile by something else", "nothing was written over; look again and repeat it" },
	{ E_FORK, PLAIN, "this file and the journal last seen here were changed apart from each other",
		"felt key trust accepts this one after showing both sides" },
	{ E_INTERRUPTED, SILENT, "stopped", NULL },
};

int
exit_status(enum err_code code)
{
	if (code == E_OK)
		return 0;
	if (code <= E_INTERRUPTED)
		return 130;
	/* err.h counts in tens: -1.. are 1, -20.. are 2, -30.. are 3 */
	return code > E_NO_SECRET ? 1 : (int)code / -10;
}

static const struct voice *
voice_of(enum err_code code)
{
	static const struct voice unknown = { E_OK, PLAIN, "something went wrong", NULL };

	for (size_t i = 0; i < sizeof voices / sizeof voices[0]; i++)
		if (voices[i].code == code)
			return &voices[i];
	return &unknown;
}

/* The sentence with its number. */
static void
expand(struct buf *out, const char *sentence, unsigned long long n)
{
	for (const char *p = sentence; *p; p++) {
		char size[WORDS_MAX];
		if (p[0] == '%' && p[1] == 'N') {
			buf_printf(out, "%llu", n);
			p++;
		} else if (p[0] == '%' && p[1] == 'S') {
			words_size(n, size);
			buf_str(out, size);
			p++;
		} else {
			buf_add(out, p, 1);
		}
	}
}

/* Where the subject's own hint begins, or NULL. */
static const char *
own_hint(const struct err *err)
{
	enum how how = voice_of(err->code)->how;
	const char *end = how == PATH || how == MENDS ? NULL : strchr(err->subject, '\n');

	return end && end[1] ? end : NULL;
}

/* The subject up to its own hint. */
static struct slice
subject(const struct err *err)
{
	const char *end = own_hint(err);

	return (struct slice){ err->subject, end ? (size_t)(end - err->subject) : strlen(err->subject) };
}

/* What only some codes have to add: where in the input, which group, why the system refused. */
static void
add_number(struct buf *out, const struct err *err)
{
	if (err->code == E_INPUT && err->n)
		buf_printf(out, ", line %llu", err->n);
	else if (err->code == E_RECOVERY_FORM && err->n)
		buf_printf(out, ": look at group %llu", err->n);
	else if (err->code == E_SPACE && err->n) {
		char size[WORDS_MAX];
		words_size(err->n, size);
		buf_printf(out, ", %s are needed", size);
	} else if (err->code == E_DAMAGE && err->n) {
		buf_printf(out, " (%llu)", err->n);
	}
	if (err->sys && (err->code == E_IO || err->code == E_UNSAFE || err->code == E_PERMISSION))
		buf_printf(out, " (%s)", strerror(err->sys));
}

static void
sentence(struct buf *out, const struct err *err)
{
	const struct voice *v = voice_of(err->code);
	struct slice s = subject(err);
	const char *quote = v->how == QUOTED || v->how == PATH ? "'" : "";

	if (v->how == ITSELF && s.n) {
		text_safe(out, s.p, s.n, TEXT_ONE_LINE);
	} else {
		expand(out, v->sentence, err->n);
		if (s.n && (*quote || v->how == PLAIN)) {
			buf_printf(out, ": %s", quote);
			text_safe(out, s.p, s.n, TEXT_ONE_LINE);
			buf_str(out, quote);
		}
	}
	add_number(out, err);
}

/* The command's, the subject's own, the command that mends it, the table's, or where the command is explained. */
static void
hint(struct buf *out, const struct ctx *ctx, const struct err *err)
{
	const struct voice *v = voice_of(err->code);
	const char *own = own_hint(err);

	if (ctx->hint)
		text_safe(out, ctx->hint, strlen(ctx->hint), TEXT_ONE_LINE);
	else if (own)
		text_safe(out, own + 1, strlen(own + 1), TEXT_ONE_LINE);
	else if (v->how == MENDS && err->subject[0])
		text_safe(out, err->subject, strlen(err->subject), TEXT_ONE_LINE);
	else if (v->hint)
		buf_str(out, v->hint);
	else if (err->code == E_USAGE && ctx->command)
		buf_printf(out, "felt help %s", ctx->command->name);
	else if (err->code == E_USAGE)
		buf_str(out, "felt help");
}

/* Lines of text to standard error; on a terminal broken at blanks, so that no word is cut. */
void
say_lines(const struct buf *b)
{
	struct buf filled = BUF_INIT;
	int columns, rows;

	if (tty_is(STDERR_FILENO)) {
		tty_size(STDERR_FILENO, &columns, &rows);
		text_fill(&filled, (const char *)b->p, b->n, (size_t)columns);
	}
	if (filled.n && !buf_check(&filled, NULL))
		b = &filled;
	/* without memory even for this, the exit status has to do */
	file_write_fd(NULL, STDERR_FILENO, "standard error", b->p, b->n);
	buf_release(&filled);
}

void
report(const struct ctx *ctx, const struct err *err)
{
	struct buf b = BUF_INIT, h = BUF_INIT;

	buf_str(&b, "felt: ");
	sentence(&b, err);
	hint(&h, ctx, err);
	if (h.n)
		buf_printf(&b, "\nhint: %s", buf_cstr(&h));
	buf_str(&b, "\n");
	say_lines(&b);
	buf_release(&h);
	buf_release(&b);
}

void
report_sentence(const struct err *err, char *out, size_t n)
{
	struct buf b = BUF_INIT;

	sentence(&b, err);
	struct slice s = buf_as_slice(&b);
	size_t keep = n ? text_cut(s.p, s.n, n - 1) : 0;
	if (keep)
		memcpy(out, s.p, keep);
	if (n)
		out[keep] = '\0';
	buf_release(&b);
}

/* ---- words that are no errors ---- */

static void say_va(struct buf *to, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static void
say_va(struct buf *to, const char *fmt, va_list ap)
{
	char text[1024];
	int n = vsnprintf(text, sizeof text, fmt, ap);

	if (n < 0)
		return;
	text_safe(to, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1, TEXT_LINES);
	buf_str(to, "\n");
}

void
say(const struct ctx *ctx, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	if (ctx->quiet)
		return;
	va_start(ap, fmt);
	say_va(&b, fmt, ap);
	va_end(ap);
	if (staging_on(ctx))
		buf_slice(&ctx->staging->said, buf_as_slice(&b));
	else
		say_lines(&b);
	buf_release(&b);
}

void
say_after(struct ctx *ctx, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	if (ctx->quiet)
		return;
	va_start(ap, fmt);
	say_va(&b, fmt, ap);
	va_end(ap);
	if (ctx->out.begun)
		buf_slice(&ctx->out.held, buf_as_slice(&b));
	else
		say_lines(&b);
	buf_release(&b);
}

/* A warning is said also under -q: it changes what the output means.  While a pager has the screen it waits. */
static void
warn(struct ctx *ctx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void
warn(struct ctx *ctx, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	say_va(&b, fmt, ap);
	va_end(ap);
	if (staging_on(ctx))
		buf_slice(&ctx->staging->said, buf_as_slice(&b));
	else if (ctx->out.begun && ctx->out.may_page)
		buf_slice(&ctx->out.held, buf_as_slice(&b));
	else
		say_lines(&b);
	buf_release(&b);
}

void
report_warning(void *arg, enum store_warning what, uint64_t n)
{
	struct ctx *ctx = arg;
	unsigned long long count = n;

	if (what == WARN_PACK_DAMAGED || what == WARN_FORCED || what == WARN_ROW_DAMAGED)
		ctx->exit_floor = 3;
	switch (what) {
	case WARN_SPARE_USED:
		warn(ctx, "felt: one of the two copies of this journal's keys is damaged; the other is whole, and the next change mends it");
		break;
	case WARN_PACK_DAMAGED:
		warn(ctx, "felt: a list in this journal is damaged; what it held is read from the entries instead\n"
			"hint: felt verify --repair makes it again");
		break;
	case WARN_FORCED:
		warn(ctx, "felt: nothing proves that what follows is complete");
		break;
	case WARN_INBOX:
		say(ctx, "%llu written while locked %s waiting to be taken in", count, count == 1 ? "is" : "are");
		break;
	case WARN_PIN_MISSING:
		say(ctx, "this machine sees this journal for the first time; it cannot tell whether a newer copy exists");
		break;
	case WARN_PIN_UNREADABLE:
		warn(ctx, "felt: this machine's note of the journal's state cannot be read, so an older file would not be noticed\n"
			"hint: felt key trust makes it again");
		break;
	case WARN_CLOCK:
		warn(ctx, "felt: the newest entry lies far in the future; is the clock of this machine right?");
		break;
	case WARN_PIN_WRITE:
		warn(ctx, "felt: it is saved, but this machine's note of the journal's state could not be written");
		break;
	case WARN_KEY_FILE:
		warn(ctx, "felt: both copies of this journal's keys are damaged; the key file stands in for them, and the next change mends them");
		if (n)
			warn(ctx, "felt: the keys were changed after it was made, so it opens with the passphrase or the recovery key of its time");
		break;
	case WARN_ROW_DAMAGED:
		warn(ctx, "felt: an entry does not open; what is shown of it comes from the list\nhint: felt verify says more");
		break;
	}
}
