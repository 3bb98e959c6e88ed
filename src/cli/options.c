/*
 * From the words of the command line to a request: a command, its options, its words.
 *
 * Options are data (struct option); this file knows three tables: the command's own, the common filters where the
 * command takes them, and the common options, which are accepted anywhere, also before the command.
 *
 * Laws
 *  1. Nothing is opened here, and nothing is asked.
 *  2. What could be somebody's text or secret is never repeated in a message: of an option only its name.
 *  3. Text has no place on the command line: it is refused with the reason and with what to do instead (DESIGN.md 1.4).
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/frame.h"

const struct option common_options[] = {
	{ "journal", 'j', "PATH", "the journal (else $FELT_JOURNAL, else the one in the data folder)" },
	{ "passphrase-fd", 0, "N", "read the passphrase from descriptor N: one line" },
	{ "recovery", 0, NULL, "unlock with the recovery key instead of the passphrase" },
	{ "recovery-fd", 0, "N", "the same, read from descriptor N: one line" },
	{ "key-file", 0, "FILE", "where the journal's own copies of its keys are damaged: those of felt key export" },
	{ "force-read", 0, NULL, "go on reading in a damaged journal" },
	{ "allow-kdf-memory", 0, NULL, "allow opening to use more than 1 GiB or half of the memory" },
	{ "json", 0, NULL, "data for programs, where there is data" },
	{ "plain", 0, NULL, "plain lines of text: no colour, no pager, no full screen" },
	{ "quiet", 'q', NULL, "say less" },
	{ "help", 'h', NULL, "explain the command" },
	{ "version", 'V', NULL, "what this felt is made of" },
	OPTION_END
};

/* ---- asking for what was given ---- */

bool
args_has(const struct args *a, const char *name)
{
	for (size_t i = 0; i < a->ngiven; i++)
		if (!strcmp(a->given[i].name, name))
			return true;
	return false;
}

const char *
args_value(const struct args *a, const char *name)
{
	for (size_t i = a->ngiven; i-- > 0;)
		if (!strcmp(a->given[i].name, name))
			return a->given[i].value;
	return NULL;
}

const char *
args_next(const struct args *a, const char *name, size_t *i)
{
	while (*i < a->ngiven) {
		const struct given *g = &a->given[(*i)++];
		if (!strcmp(g->name, name))
			return g->value;
	}
	return NULL;
}

/* ---- looking options up ---- */

/* The tables that count for a command; before it is known, the common ones alone. */
static size_t
tables(const struct command *c, const struct option *out[3])
{
	size_t n = 0;

	if (c && c->options)
		out[n++] = c->options;
	if (c && c->needs & TAKES_FILTERS)
		out[n++] = filter_options;
	out[n++] = common_options;
	return n;
}

const struct option *
option_find(const struct command *c, const char *name, size_t n)
{
	const struct option *t[3];
	size_t nt = tables(c, t);

	for (size_t i = 0; i < nt; i++)
		for (const struct option *o = t[i]; o->name; o++)
			if (strlen(o->name) == n && !memcmp(o->name, name, n))
				return o;
	return NULL;
}

static const struct option *
letter_find(const struct command *c, char letter)
{
	const struct option *t[3];
	size_t nt = tables(c, t);

	for (size_t i = 0; i < nt; i++)
		for (const struct option *o = t[i]; o->name; o++)
			if (o->letter == letter)
				return o;
	return NULL;
}

/* ---- refusals ---- */

/* Commands whose words could only be somebody's text, and where that text goes. */
static const struct { const char *command, *instead; } texts[] = {
	{ "write", "felt write opens a page for it" },
	{ "edit", "felt edit ID opens the entry" },
	{ "search", "felt search asks for the words" },
	{ "resume", "felt resume ID opens the draft" },
	{ "beliefs", "felt beliefs add asks for it" },
};

/* Options that other tools have for text and secrets. */
static const char *const text_options[] = { "m", "message", "text", "body", "note", "title", "t", "search", "query" };
static const char *const secret_options[] = { "p", "passphrase", "password", "pass", "key", "recovery-key" };

static const char *
text_goes(const struct command *c)
{
	for (size_t i = 0; c && i < sizeof texts / sizeof texts[0]; i++)
		if (!strcmp(texts[i].command, c->name))
			return texts[i].instead;
	return NULL;
}

static int
refuse_text(struct err *err, const char *instead)
{
	return err_set(err, E_USAGE, "what you write is never taken from the command line, where others can see it\n%s; " LIES_IN_HISTORY,
		instead);
}

static bool
among(const char *const *list, size_t count, const char *name, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == n && !memcmp(list[i], name, n))
			return true;
	return false;
}

/* An option nobody knows: why it cannot be, or what was meant.  `name` has no dashes. */
static int
refuse_option(struct err *err, const struct command *c, const char *name, size_t n)
{
	const struct option *t[3];
	size_t nt = tables(c, t);
	const char *dashes = n == 1 ? "-" : "--", *instead = text_goes(c);
	struct nearest near = nearest_to(name, n);

	if (among(text_options, sizeof text_options / sizeof text_options[0], name, n))
		return refuse_text(err, instead ? instead : "felt write opens a page for it");
	if (among(secret_options, sizeof secret_options / sizeof secret_options[0], name, n))
		return err_set(err, E_USAGE, "a passphrase or key is never an option: the list of processes would show it"
			"\nfelt asks for it, or reads it with --passphrase-fd N");
	for (size_t i = 0; i < nt; i++)
		for (const struct option *o = t[i]; o->name && n > 1; o++)
			nearest_try(&near, o->name);
	if (!name_like(name, n))
		return err_set(err, E_USAGE, "there is an option that felt does not know"
			"\ntext is never taken from the command line; if it was text, " LIES_IN_HISTORY);
	if (near.best)
		return err_set(err, E_USAGE, "no option is called '%s%.*s' here\ndid you mean --%s?", dashes, (int)n, name,
			near.best);
	if (!c)
		return err_set(err, E_USAGE, "no option is called '%s%.*s' here\noptions of a command come after its name; felt help lists both",
			dashes, (int)n, name);
	return err_set(err, E_USAGE, "no option is called '%s%.*s' here", dashes, (int)n, name);
}

/* ---- the common options ---- */

/* An open descriptor that can be read: asked before anything else, so that a slip costs nothing. */
static int
descriptor(struct err *err, const char *option, const char *value, int *fd)
{
	char *end = NULL;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (errno || end == value || *end || n < 0 || n > INT_MAX || value[0] == '+' || value[0] == ' ')
		return err_set(err, E_USAGE, "--%s wants the number of an open descriptor", option);
	if (*fd >= 0 && *fd != (int)n)
		return err_set(err, E_USAGE, "--%s is given twice, with different numbers", option);
	int flags = fcntl((int)n, F_GETFL);
	if (flags < 0 || (flags & O_ACCMODE) == O_WRONLY)
		return err_set(err, E_USAGE, "descriptor %ld of --%s is not open for reading\nthe shell opens one: --%s 3 3<FILE", n, option,
			option);
	*fd = (int)n;
	return 0;
}

static int
set_journal(struct ctx *ctx, const char *path)
{
	if (!path[0])
		return err_set(&ctx->err, E_USAGE, "--journal wants a path");
	char *copy = strdup(path);
	if (!copy)
		return err_set(&ctx->err, E_NOMEM, "options");
	free(ctx->journal);
	ctx->journal = copy; /* given twice: the last counts, so that an alias can be overruled */
	return 0;
}

static int
apply_common(struct ctx *ctx, struct request *rq, const struct option *o, const char *value)
{
	const struct { const char *name; bool *flag; } flags[] = {
		{ "json", &ctx->json }, { "plain", &ctx->plain }, { "quiet", &ctx->quiet }, { "force-read", &ctx->force_read },
		{ "recovery", &ctx->recovery }, { "allow-kdf-memory", &ctx->allow_kdf_memory },
		{ "help", &rq->help }, { "version", &rq->version },
	};

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (!strcmp(flags[i].name, o->name)) {
			*flags[i].flag = true;
			return 0;
		}
	if (!strcmp(o->name, "journal"))
		return set_journal(ctx, value);
	if (!strcmp(o->name, "key-file")) {
		ctx->key_file = value;
		return 0;
	}
	if (!strcmp(o->name, "passphrase-fd"))
		return descriptor(&ctx->err, o->name, value, &ctx->passphrase_fd);
	ctx->recovery = true;
	return descriptor(&ctx->err, o->name, value, &ctx->recovery_fd);
}

static bool
is_common(const struct option *o)
{
	return o >= common_options && o < common_options + sizeof common_options / sizeof common_options[0];
}

/* ---- the words one by one ---- */

struct parse {
	struct ctx *ctx;
	struct request *rq;
	char **argv;
	int argc, at;       /* argv[at] is looked at */
	bool words_only;    /* "--" was met */
};

static int
give(struct parse *p, const struct option *o, const char *value)
{
	struct args *a = &p->rq->args;

	if (a->ngiven == ARGS_MAX)
		return err_set(&p->ctx->err, E_USAGE, "there are more than %d options", ARGS_MAX);
	a->given[a->ngiven++] = (struct given){ o->name, value };
	return is_common(o) ? apply_common(p->ctx, p->rq, o, value) : 0;
}

/* The value in the next word. */
static int
give_next(struct parse *p, const struct option *o)
{
	if (p->at + 1 >= p->argc)
		return err_set(&p->ctx->err, E_USAGE, "--%s wants a value: %s", o->name, o->arg);
	return give(p, o, p->argv[++p->at]);
}

static int
long_option(struct parse *p, const char *word)
{
	const char *eq = strchr(word, '=');
	size_t n = eq ? (size_t)(eq - word) : strlen(word);
	const struct option *o = option_find(p->rq->command, word, n);

	if (!o)
		return refuse_option(&p->ctx->err, p->rq->command, word, n);
	if (o->arg)
		return eq ? give(p, o, eq + 1) : give_next(p, o);
	if (eq && text_goes(p->rq->command) && !strcmp(o->name, "title"))
		return refuse_text(&p->ctx->err, "--title without a value asks for it");
	if (eq)
		return err_set(&p->ctx->err, E_USAGE, "--%s takes no value", o->name);
	return give(p, o, NULL);
}

/* "-q", "-qj PATH", "-jPATH". */
static int
letters(struct parse *p, const char *word)
{
	for (size_t i = 0; word[i]; i++) {
		const struct option *o = letter_find(p->rq->command, word[i]);
		int rc;
		if (!o)
			return refuse_option(&p->ctx->err, p->rq->command, word + i, 1);
		if (o->arg)
			return word[i + 1] ? give(p, o, word + i + 1) : give_next(p, o);
		if ((rc = give(p, o, NULL)))
			return rc;
	}
	return 0;
}

static int
word(struct parse *p, const char *s)
{
	struct args *a = &p->rq->args;

	if (!p->rq->command) {
		p->rq->command = command_find(s);
		return p->rq->command ? 0 : command_unknown(&p->ctx->err, s);
	}
	if (a->nwords == ARGS_MAX)
		return err_set(&p->ctx->err, E_USAGE, "there are more than %d words", ARGS_MAX);
	a->words[a->nwords++] = s;
	return 0;
}

/* For `tag`: "-lonely" after the id is a word, "-q" is still an option. */
static bool
minus_word(const struct parse *p, const char *s)
{
	return p->rq->command && p->rq->command->needs & MINUS_WORDS && p->rq->args.nwords > 0 && s[0] == '-' && s[1] != '-' &&
		!(s[1] && !s[2] && letter_find(p->rq->command, s[1]));
}

static int
one(struct parse *p)
{
	const char *s = p->argv[p->at];

	if (p->words_only || s[0] != '-' || !s[1] || minus_word(p, s))
		return word(p, s);
	if (!strcmp(s, "--")) {
		p->words_only = true;
		return 0;
	}
	return s[1] == '-' ? long_option(p, s + 2) : letters(p, s + 1);
}

/* Are there as many words as the command wants? */
static int
count_words(struct err *err, const struct request *rq)
{
	const struct command *c = rq->command;
	const char *instead = text_goes(c);
	size_t n = rq->args.nwords;

	if (n < c->least)
		return err_set(err, E_USAGE, "something is missing: felt %s %s", c->name, c->args ? c->args : "WORD");
	if (n <= c->most)
		return 0;
	if (instead)
		return refuse_text(err, instead);
	if (c->most == 0 && option_find(c, "output", strlen("output")))
		return err_set(err, E_USAGE, "felt %s takes no words, only options\nfelt %s -o %s", c->name, c->name,
			path_like(rq->args.words[0]) && strpbrk(rq->args.words[0], "./") ? rq->args.words[0] : "FILE");
	if (c->most == 0)
		return err_set(err, E_USAGE, "felt %s takes no words, only options", c->name);
	return err_set(err, E_USAGE, "felt %s takes fewer words: %s", c->name, c->args ? c->args : "");
}

int
options_parse(struct ctx *ctx, int argc, char **argv, struct request *rq)
{
	struct parse p = { ctx, rq, argv, argc, 1, false };
	int rc = 0;

	for (; p.at < argc && !rc; p.at++)
		rc = one(&p);
	ctx->command = rq->command;
	if (rc)
		return rc;
	if (!rq->command && !rq->help && !rq->version)
		rq->command = command_find("today");
	ctx->command = rq->command;
	return rq->help || rq->version ? 0 : count_words(&ctx->err, rq);
}
