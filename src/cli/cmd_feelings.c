/*
 * felt feelings: the vocabulary to read, and own words in it.
 *
 * Reading needs no journal and no passphrase.  When one is handed in all the same (--passphrase-fd, --recovery-fd), own
 * words are shown too.  `add`, `move` and `remove` unlock, and say what they did.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/feel/feelings_page.h"
#include "cli/frame.h"
#include "cli/feel/vocabulary.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "family", 0, "F", "with add and move: the family it belongs to" },
	OPTION_END
};

enum { TYPED_MAX = 128, ABOUT_MAX = 200 };
enum wish { READ, ADD, MOVE, REMOVE };

struct wanted {
	enum wish wish;
	char typed[TYPED_MAX];      /* the words of one feeling, blanks between them; "": all */
	int family;                 /* of --family, -1: none was given */
};

/* "on guard" comes as two words. */
static int
join(struct err *err, const struct args *args, size_t from, char out[TYPED_MAX])
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = from; i < args->nwords; i++) {
		size_t len = strlen(args->words[i]);

		if (n + len + 2 > TYPED_MAX)
			return err_set(err, E_FEELING_UNKNOWN, "a word as long as this");
		if (n)
			out[n++] = ' ';
		memcpy(out + n, args->words[i], len + 1);
		n += len;
	}
	return 0;
}

static int
family_of(struct err *err, const char *typed, int *family)
{
	const struct feeling *f = NULL;

	if (!feeling_parse_filter(NULL, NULL, typed, &f, family) && !f && *family >= 0)
		return 0;
	return err_set(err, E_USAGE, "--family is joy, calm, love, sadness, fear, anger, shame or numb");
}

static int
check(struct ctx *ctx, struct args *args)
{
	static const char *const verbs[] = { [ADD] = "add", [MOVE] = "move", [REMOVE] = "remove" };
	struct wanted *rq = calloc(1, sizeof *rq);
	const char *family = args_value(args, "family");
	int rc = 0;

	if (!rq)
		return err_set(&ctx->err, E_NOMEM, "options");
	args->data = rq;
	args->release = free;
	rq->family = -1;
	for (int w = ADD; args->nwords && w <= REMOVE; w++)
		if (!strcmp(args->words[0], verbs[w]))
			rq->wish = (enum wish)w;
	rc = join(&ctx->err, args, rq->wish == READ ? 0 : 1, rq->typed);
	if (!rc && family)
		rc = family_of(&ctx->err, family, &rq->family);
	if (!rc && rq->wish != READ && !rq->typed[0])
		rc = err_set(&ctx->err, E_USAGE, "%s wants a word", verbs[rq->wish]);
	if (!rc && (rq->wish == ADD || rq->wish == MOVE) && rq->family < 0)
		rc = err_set(&ctx->err, E_USAGE, "which family? --family joy, calm, love, sadness, fear, anger, shame or numb");
	if (!rc && (rq->wish == READ || rq->wish == REMOVE) && rq->family >= 0)
		rc = err_set(&ctx->err, E_USAGE, "--family goes with add and move");
	return rc;
}

/* ---- reading ---- */

/* Own words, where a secret was handed in and nobody has to be asked. */
static int
open_quietly(struct ctx *ctx)
{
	if ((ctx->passphrase_fd < 0 && ctx->recovery_fd < 0) || !ctx->journal || access(ctx->journal, F_OK))
		return 0;
	return needs_keys(ctx);
}

static void
list_json(struct ctx *ctx, const struct feeling *only, int family)
{
	const struct feeling *f;

	for (size_t i = 0; (f = feelings_nth(ctx, i)) != NULL; i++)
		if (only ? f == only : family < 0 || feelings_shown_in(ctx, f) == family)
			feelings_json(ctx, f);
}

static int
show(struct ctx *ctx, const char *typed)
{
	const struct feeling *f = NULL;
	int family = -1, rc = open_quietly(ctx);

	if (!rc && typed[0])
		rc = feeling_parse_filter(&ctx->err, &ctx->voc, typed, &f, &family);
	if (rc)
		return rc;
	out_begin(ctx, !typed[0] || !f);
	if (ctx->json)
		list_json(ctx, f, family);
	else if (f)
		feelings_word(ctx, f);
	else if (typed[0])
		feelings_family(ctx, family);
	else
		feelings_all(ctx);
	return 0;
}

/* ---- own words ---- */

/* What it feels like is the writer's text: asked for, never an argument. */
static int
ask_about(struct ctx *ctx, struct buf *about)
{
	int rc = 0;

	if (tty_is(STDIN_FILENO) && tty_there())
		rc = tty_line(&ctx->err, "how does it feel, in one line? (enter: leave it out) ", about);
	if (rc == E_NO_SECRET)
		return 0;
	if (!rc && about->n)
		rc = text_check(&ctx->err, (const char *)about->p, about->n, ABOUT_MAX);
	for (size_t i = 0; !rc && i < about->n; i++)
		if (about->p[i] < 0x20)
			about->p[i] = ' ';
	return rc;
}

static int
add(struct ctx *ctx, const struct wanted *rq)
{
	struct vocabulary trial = { 0 };
	struct buf about = BUF_INIT;
	/* refused before anything is opened or asked, as far as that can be known */
	int rc = feeling_add(&ctx->err, &trial, rq->typed, rq->family, NULL);

	vocabulary_release(&trial);
	if (!rc)
		rc = needs_keys(ctx);
	if (!rc)
		rc = ask_about(ctx, &about);
	if (!rc)
		rc = vocabulary_add(ctx, rq->typed, rq->family, buf_cstr(&about));
	if (!rc)
		say(ctx, "'%s' is one of your words now, in the family %s", ctx->voc.own[ctx->voc.nown - 1].word,
			feeling_family_name(rq->family));
	buf_release(&about);
	return rc;
}

/* The word that was typed; a family alone cannot be moved or removed. */
static int
find(struct ctx *ctx, const char *typed, const struct feeling **f)
{
	int family, rc = feeling_parse(&ctx->err, &ctx->voc, typed, f, &family);

	if (!rc && !*f)
		rc = err_set(&ctx->err, E_USAGE, "'%s' is a family; its words can be moved", feeling_family_name(family));
	return rc;
}

static int
move(struct ctx *ctx, const struct wanted *rq)
{
	const struct feeling *f = NULL;
	int rc = needs_keys(ctx);

	if (!rc)
		rc = find(ctx, rq->typed, &f);
	if (!rc)
		rc = vocabulary_move(ctx, f->id, rq->family);
	if (!rc && !find(ctx, rq->typed, &f))
		say(ctx, "'%s' is shown in the family %s now, in entries that have it already too", f->word, feeling_family_name(rq->family));
	return rc;
}

static int
take_back(struct ctx *ctx, const struct wanted *rq)
{
	const struct feeling *f = NULL;
	char word[FEELING_ID_MAX + 1] = "";
	int rc = needs_keys(ctx);

	if (!rc)
		rc = find(ctx, rq->typed, &f);
	if (!rc && !feeling_is_own(&ctx->voc, f))
		return err_set(&ctx->err, E_USAGE, "'%s' is built in and stays\nfelt feelings remove takes words of your own back", f->word);
	if (!rc) {
		strncpy(word, f->word, FEELING_ID_MAX);
		rc = vocabulary_remove(ctx, f->id);
	}
	if (!rc)
		say(ctx, "'%s' is no longer proposed; entries that have it keep it", word);
	return rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	const struct wanted *rq = args->data;

	switch (rq->wish) {
	case ADD:
		return add(ctx, rq);
	case MOVE:
		return move(ctx, rq);
	case REMOVE:
		return take_back(ctx, rq);
	default:
		return show(ctx, rq->typed);
	}
}

const struct command cmd_feelings = {
	.name = "feelings", .group = "look back", .args = "[WORD|FAMILY]", .summary = "the words for feelings; add your own",
	.needs = TAKES_FEELINGS, .least = 0, .most = 8, .options = options, .check = check, .run = run,
	.details =
		"All words with a line about how each feels and where the body may show it; felt feelings lonely shows one word\n"
		"with its neighbours, felt feelings fear a family. This needs no journal and no passphrase.\n"
		"\n"
		"  felt feelings add creeped out --family fear     a word of your own\n"
		"  felt feelings move hurt --family anger          shown in another family\n"
		"  felt feelings remove creeped out                takes a word of your own back\n"
		"\n"
		"Where feelings are typed, a word or its beginning will do: felt tag 7kq2 +anxious. An intensity from 0 to 100 may\n"
		"follow: anxious:70, lonely:7/10, hurt:strong (slight 20, some 40, moderate 60, strong 80, overwhelming 100), and a\n"
		"layer: @surface for what was noticed first, @under for what lies beneath. A family alone is an answer too; calm. and\n"
		"numb. mean the family where the word could be meant. Two answers stand outside the families: unsure and fine.\n",
};
