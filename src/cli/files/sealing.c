/*
 * For whom a file is sealed: recipients from the options, or a passphrase that belongs to this file alone.
 *
 * Laws
 *  1. The passphrase of a file is not the journal's: it is asked for apart, and passphrase_command never answers for it.
 *  2. A passphrase that felt made is shown on the terminal, once, before anything is written, and kept nowhere.
 */
#include "cli/files/sealing.h"

#include <string.h>

#include "cli/frame.h"
#include "felt/crypt/kdf.h"
#include "felt/crypt/seal.h"
#include "felt/crypt/words.h"
#include "felt/term/tty.h"

enum { TRIES = 3, SHORT = 12 };

/* ---- options ---- */

static bool
ends_in_age(const char *to)
{
	size_t n = to ? strlen(to) : 0;

	return n > 4 && !strcmp(to + n - 4, ".age");
}

int
sealing_from_args(struct err *err, const struct args *a, const char *to, struct sealing *out)
{
	const char *recipient;
	size_t i = 0;
	int rc = 0;

	*out = (struct sealing){ .with_passphrase = args_has(a, "age-passphrase"), .armor = args_has(a, "armor") };
	while (!rc && (recipient = args_next(a, "age", &i))) {
		if (out->n == SEALING_MOST)
			return err_set(err, E_USAGE, "more than %d recipients", SEALING_MOST);
		rc = age_recipient_parse(err, recipient, strlen(recipient), out->keys[out->n]);
		out->n++;
	}
	if (rc)
		return rc;
	if (out->n && out->with_passphrase)
		return err_set(err, E_USAGE, "a file is sealed for recipients or with a passphrase, not both\nage allows one of the two");
	if (out->armor && !sealing_wanted(out))
		return err_set(err, E_USAGE, "--armor is a form of sealed files\nadd --age RECIPIENT or --age-passphrase");
	if (ends_in_age(to) && !sealing_wanted(out))
		return err_set(err, E_USAGE, "the name ends in .age, but it would not be sealed\nadd --age RECIPIENT or --age-passphrase, or choose another name");
	return 0;
}

bool
sealing_wanted(const struct sealing *s)
{
	return s->n > 0 || s->with_passphrase;
}

/* ---- the passphrase ---- */

static int
make_words(struct ctx *ctx, struct secret **out)
{
	struct buf b = BUF_INIT, answer = BUF_INIT;
	struct secret *words = NULL;
	int rc = 0;

	if (!tty_there())
		return err_set(&ctx->err, E_NO_SECRET, "an empty one means that felt makes it, and there is no terminal to show it on\n"
			"give the passphrase of the file as the next line of --passphrase-fd");
	rc = words_passphrase(&ctx->err, &words);
	if (!rc) {
		buf_printf(&b, "\nThis is the passphrase of the file. It is shown this once and kept nowhere:\n\n    %.*s\n\n"
			"Hyphens belong to it. Give it to the reader by another way than the file.\n\n", (int)words->n, (const char *)words->p);
		rc = buf_check(&b, &ctx->err);
	}
	if (!rc)
		rc = tty_show(&ctx->err, buf_cstr(&b));
	if (!rc)
		rc = tty_line(&ctx->err, "Enter, when it is on paper: ", &answer);
	tty_clear();
	buf_release(&answer);
	buf_release(&b);
	if (rc)
		secret_free(words);
	else
		*out = words;
	return rc;
}

static void
remark(const struct ctx *ctx, const struct secret *s)
{
	size_t n = 0;

	for (size_t at = 0; at < s->n; n++)
		at += text_grapheme((const char *)s->p + at, s->n - at);
	if (n < SHORT)
		say(ctx, "that is a short passphrase; whoever has the file can try many. Left empty, felt makes a long one");
}

/* One round; *out stays NULL when the two differ. */
static int
ask_twice(struct ctx *ctx, struct secret **out)
{
	struct secret *one = NULL, *two = NULL;
	int rc = tty_secret(&ctx->err, "passphrase of the file (empty: felt makes one): ", &one);

	if (!rc && one->n == 0) {
		secret_free(one);
		return make_words(ctx, out);
	}
	if (!rc)
		rc = passphrase_check(&ctx->err, one);
	if (!rc) {
		remark(ctx, one);
		rc = tty_secret(&ctx->err, "the same again: ", &two);
	}
	if (!rc && (one->n != two->n || !equal_bytes(one->p, two->p, one->n))) {
		say(ctx, "the two are not the same; once more");
	} else if (!rc) {
		*out = one;
		one = NULL;
	}
	secret_free(one);
	secret_free(two);
	return rc;
}

static int
ask_terminal(struct ctx *ctx, struct secret **out)
{
	int rc = 0;

	if (!tty_there())
		return err_set(&ctx->err, E_NO_SECRET, "there is no terminal to ask at for the passphrase of the file\n"
			"with --passphrase-fd it is the next line");
	for (int i = 0; i < TRIES && !rc && !*out; i++)
		rc = ask_twice(ctx, out);
	if (!rc && !*out)
		rc = err_set(&ctx->err, E_PASSPHRASE_FORM, "the two were not the same\nnothing was written; take your time");
	return rc;
}

int
sealing_ask(struct ctx *ctx, struct sealing *s)
{
	int rc;

	if (!s->with_passphrase)
		return 0;
	if (ctx->passphrase_fd < 0)
		return ask_terminal(ctx, &s->passphrase);
	rc = secret_from_fd(&ctx->err, ctx->passphrase_fd, "--passphrase-fd", &s->passphrase);
	if (rc == E_PASSPHRASE_FORM)
		ctx->hint = "the passphrase of the file is the next line of --passphrase-fd; an empty line there lets felt make one";
	if (!rc && s->passphrase->n == 0) {
		secret_free(s->passphrase);
		s->passphrase = NULL;
		return make_words(ctx, &s->passphrase);
	}
	return rc ? rc : passphrase_check(&ctx->err, s->passphrase);
}

struct age_to
sealing_to(const struct sealing *s)
{
	return (struct age_to){ .recipients = (const uint8_t (*)[AGE_KEY])s->keys, .nrecipients = s->n, .passphrase = s->passphrase,
		.armor = s->armor };
}

void
sealing_release(struct sealing *s)
{
	secret_free(s->passphrase);
	s->passphrase = NULL;
}
