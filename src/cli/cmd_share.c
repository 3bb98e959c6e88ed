/*
 * felt share: a packet of entries for a therapist, chosen, reduced, with names replaced, sealed, and noted in a log.
 *
 * The command parses, refuses what makes no sense before anything is asked, and calls what share.h lists in that order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/share/share.h"
#include "cli/files/target.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "since-last", 0, NULL, "what was written after the last packet for this reader" },
	{ "choices", 0, "FILE", "for whom, a note, names, what stays here: JSON; - is standard input" },
	{ "output", 'o', "FILE", "write a new file, for you alone" },
	{ "open", 0, NULL, "do not seal it: whoever has the file can read it" },
	{ "age", 0, "RECIPIENT", "seal it for an age1... recipient; repeatable" },
	{ "armor", 0, NULL, "with --age: the sealed file as lines of text" },
	{ "open-here", 0, NULL, "open it in a browser here, unsealed and in memory, to print it" },
	{ "words-to", 0, "FILE", "write the words of the seal into a new file instead of showing them" },
	{ "preview", 0, NULL, "show exactly what would leave, and stop" },
	{ "yes", 0, NULL, "do not ask: it leaves as the options and --choices say" },
	{ "log", 0, NULL, "what left, when, for whom" },
	OPTION_END
};

/* ---- what is wanted ---- */

struct wanted {
	enum share_how how;
	struct sealing seal;
	const char *to, *words_to, *choices;
	bool yes, preview;
};

static void
wanted_free(void *arg)
{
	struct wanted *rq = arg;

	sealing_release(&rq->seal);
	free(rq);
}

/* The log is asked for alone: a filter beside it would look as if it counted. */
static int
check_log(struct ctx *ctx, const struct args *args)
{
	for (const struct option *o = options; o->name; o++)
		if (strcmp(o->name, "log") && args_has(args, o->name))
			return err_set(&ctx->err, E_USAGE, "--log shows what left; it does not go with --%s", o->name);
	if (filters_narrow(ctx))
		return err_set(&ctx->err, E_USAGE, "--log shows all that left; it takes no filters");
	return 0;
}

static int
how_from_args(struct ctx *ctx, const struct args *args, struct wanted *rq)
{
	bool open = args_has(args, "open"), here = args_has(args, "open-here"), age = args_has(args, "age");
	size_t n = rq->to ? strlen(rq->to) : 0;

	if (open + here + age > 1)
		return err_set(&ctx->err, E_USAGE, "--open, --age and --open-here are three different ways");
	rq->how = open ? SHARE_OPEN : here ? SHARE_OPEN_HERE : age ? SHARE_AGE : SHARE_SEALED;
	if (!age && n > 4 && !strcmp(rq->to + n - 4, ".age"))
		return err_set(&ctx->err, E_USAGE, "the name ends in .age, but it would be a page for a browser\nadd --age RECIPIENT, or choose another name");
	if (here && args_has(args, "output"))
		return err_set(&ctx->err, E_USAGE, "--open-here leaves no file, so --output has nothing to name");
	if (rq->words_to && rq->how != SHARE_SEALED)
		return err_set(&ctx->err, E_USAGE, "only a sealed page has words; --words-to does not go with --%s", open ? "open" : here ? "open-here" : "age");
	return sealing_from_args(&ctx->err, args, NULL, &rq->seal);
}

/* A new name for a file of our own. */
static int
check_target(struct ctx *ctx, const char *path, const char *option)
{
	struct stat st;

	if (!path[0] || (ctx->journal && !strcmp(path, ctx->journal)))
		return err_set(&ctx->err, E_USAGE, "--%s wants a file of its own", option);
	if (lstat(path, &st))
		return 0;
	ctx->hint = share_in_the_way;
	return err_set(&ctx->err, E_EXISTS, "%s", path);
}

static int
check_files(struct ctx *ctx, const struct args *args, const struct wanted *rq)
{
	int rc = 0;

	if (args_has(args, "output") && !target_path(args_value(args, "output")))
		return err_set(&ctx->err, E_USAGE, "the log remembers a file, so a packet is one\nname it with -o FILE");
	if (rq->to)
		rc = check_target(ctx, rq->to, "output");
	if (!rc && rq->words_to)
		rc = check_target(ctx, rq->words_to, "words-to");
	if (!rc && rq->to && rq->words_to && !strcmp(rq->to, rq->words_to))
		rc = err_set(&ctx->err, E_USAGE, "the page and its words in one file: then there is no seal");
	if (!rc && rq->choices && !strcmp(rq->choices, "-") && tty_is(STDIN_FILENO))
		rc = err_set(&ctx->err, E_USAGE, "standard input is the terminal\n--choices FILE, or a pipe");
	return rc;
}

/* Whoever cannot be asked has said everything, or is told what is missing. */
static int
check_consent(struct ctx *ctx, const struct wanted *rq)
{
	bool there = tty_there();

	if (rq->preview)
		return 0;
	if (!rq->yes && !there)
		return err_set(&ctx->err, E_USAGE, "what leaves is looked at first, and there is no terminal to show it on"
			"\nfelt share --preview shows it; --yes -o FILE lets it leave as the options say");
	if (rq->how == SHARE_OPEN_HERE && !there)
		return err_set(&ctx->err, E_USAGE, "--open-here waits for Enter, and there is no terminal");
	if (rq->yes && rq->how != SHARE_OPEN_HERE && !rq->to)
		return err_set(&ctx->err, E_USAGE, "with --yes the file is named\nadd -o FILE");
	if (rq->how == SHARE_SEALED && !rq->words_to && !there)
		return err_set(&ctx->err, E_USAGE, "the words that open it have to be shown once, and there is no terminal"
			"\n--words-to FILE writes them into a new file");
	return 0;
}

static int
check(struct ctx *ctx, struct args *args)
{
	struct wanted *rq;
	int rc;

	if (args_has(args, "log"))
		return check_log(ctx, args);
	rq = calloc(1, sizeof *rq);
	if (!rq)
		return err_set(&ctx->err, E_NOMEM, "options");
	args->data = rq;
	args->release = wanted_free;
	rq->to = target_path(args_value(args, "output"));
	rq->words_to = args_value(args, "words-to");
	rq->choices = args_value(args, "choices");
	rq->yes = args_has(args, "yes");
	rq->preview = args_has(args, "preview");
	rc = how_from_args(ctx, args, rq);
	if (!rc)
		rc = check_files(ctx, args, rq);
	return rc ? rc : check_consent(ctx, rq);
}

/* ---- names of files ---- */

/* "felt-packet-2026-11-22.html" in the folder one stands in; "-2" and so on when that is there. */
static int
name_file(struct ctx *ctx, enum share_how how, struct buf *out)
{
	const char *end = how == SHARE_AGE ? ".html.age" : ".html";
	char day[WHEN_TEXT];
	struct stat st;

	when_date(ctx->now, day);
	for (unsigned i = 1; i < 1000; i++) {
		buf_clear(out);
		buf_printf(out, "felt-packet-%s", day);
		if (i > 1)
			buf_printf(out, "-%u", i);
		buf_str(out, end);
		if (lstat(buf_cstr(out), &st))
			return buf_check(out, &ctx->err);
	}
	return err_set(&ctx->err, E_EXISTS, "felt-packet-%s%s", day, end);
}

/* ---- the command ---- */

static int
nothing_chosen(struct share_plan *p)
{
	struct ctx *ctx = p->ctx;

	if (p->held_back)
		return err_set(&ctx->err, E_USAGE, "nothing would leave: what the filters chose is kept private\nfelt share without filters begins with everything else");
	return err_set(&ctx->err, E_USAGE, p->since_last ? "nothing was written since the last packet for this reader" : "nothing would leave: no entry is chosen");
}

static int
preview(struct share_plan *p, const struct share_packet *k)
{
	struct ctx *ctx = p->ctx;
	struct buf text = BUF_INIT;
	int rc;

	share_preview(p, k, &text);
	buf_printf(&text, "\n%s\n", share_words);
	rc = buf_check(&text, &ctx->err);
	if (!rc) {
		out_begin(ctx, true);
		out_safe(ctx, buf_as_slice(&text), TEXT_LINES);
	}
	buf_release(&text);
	return rc;
}

static int
send_it(struct share_plan *p, struct wanted *rq)
{
	struct ctx *ctx = p->ctx;
	struct share_sending s = { rq->how, &rq->seal, rq->to, rq->words_to };
	struct share_packet k;
	struct buf name = BUF_INIT;
	int rc = share_taken(p) ? 0 : nothing_chosen(p);

	if (!rc && rq->how != SHARE_OPEN_HERE && !s.to) {
		rc = name_file(ctx, rq->how, &name);
		s.to = buf_cstr(&name);
	}
	if (rc) {
		buf_release(&name);
		return rc;
	}
	rc = share_packet(p, &k);
	if (!rc && k.page.nentries == 0)
		rc = nothing_chosen(p); /* gone, or private, since it was chosen */
	if (!rc)
		rc = rq->preview ? preview(p, &k) : share_send(p, &k, &s);
	if (!rc && !rq->preview && p->held_back)
		say(ctx, "%llu that you keep private %s held back", (unsigned long long)p->held_back, p->held_back == 1 ? "was" : "were");
	share_packet_release(&k);
	buf_release(&name);
	return rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = args->data;
	struct share_plan p = { .ctx = ctx };
	bool agreed = true;
	int rc;

	if (args_has(args, "log"))
		return share_log(ctx);
	rc = share_collect(&p, args);
	if (!rc && rq->choices)
		rc = share_choices(&p, rq->choices);
	else if (!rc && (rq->yes || rq->preview))
		rc = share_for(&p, buf_as_slice(&p.to));
	if (!rc && !rq->yes && !rq->preview)
		rc = share_converse(&p, &rq->how, &agreed);
	if (!rc && agreed)
		rc = send_it(&p, rq);
	else if (!rc)
		say(ctx, "nothing has left the journal");
	share_plan_release(&p);
	return rc;
}

const struct command cmd_share = {
	.name = "share", .group = "hand over", .args = "", .summary = "a packet of entries for a therapist: chosen, looked at, sealed",
	.needs = NEED_KEYS | TAKES_FILTERS | SHOWS_WORDS, .least = 0, .most = 0, .options = options, .check = check, .run = run,
	.details =
		"One file leaves: a page that opens in any browser without a network, reads well on paper, and is sealed with eight words that\n"
		"you pass on another way. The filters choose; then you tick, leave out entries or parts of them, replace names, add a note, and\n"
		"see exactly what will leave before anything does. Entries marked keep-private are never in it; you are told how many.\n"
		"\n"
		"--open-here opens the page in a browser here instead, to print it, and leaves nothing. --open writes it unsealed, --age seals it\n"
		"for people who use age.\n"
		"\n"
		"The journal keeps a log of what left, when and for whom. --since-last chooses what was written after the last packet for the same\n"
		"reader. In scripts --yes and -o say that and where, and --choices what else; felt(1) has its keys. Names never stand on the\n"
		"command line.\n",
};
