/*
 * The common filters (DESIGN.md 3) from options to a value.
 *
 * In: the words of the command line.  Out: ctx->filter, which borrows tags and the guide's name from them.  Must
 * never: open anything; only --belief with a short id has to wait for the journal (filters_resolve).
 */
#include <stdlib.h>
#include <string.h>

#include "cli/write/writing.h"
#include "felt/model/id.h"

const struct option filter_options[] = {
	{ "since", 0, "D", "from this day, month or year on" },
	{ "until", 0, "D", "up to this day, month or year, which counts" },
	{ "on", 0, "D", "on this day, in this month or year" },
	{ "feeling", 0, "W", "with this feeling or family; repeated: any of them" },
	{ "all", 0, NULL, "with all of these feelings instead of any" },
	{ "min", 0, "N", "with an intensity of at least N" },
	{ "guide", 0, "NAME", "written with this guide" },
	{ "tag", 0, "T", "with this tag; repeated: any of them" },
	{ "belief", 0, "ID", "filed under this belief" },
	{ "limit", 'n', "N", "at most N of them" },
	{ "reverse", 'r', NULL, "the other way round" },
	OPTION_END
};

enum { LIMIT_DIGITS = 9 };

/* ---- days ---- */

static int
days(struct ctx *ctx, const struct args *a)
{
	const char *since = args_value(a, "since"), *until = args_value(a, "until"), *on = args_value(a, "on");
	struct filter *f = &ctx->filter;
	int64_t other;
	int rc = 0;

	if (on && (since || until))
		return err_set(&ctx->err, E_USAGE, "--on is a span of its own, so --since and --until do not go with it");
	if (on)
		rc = day_span(&ctx->err, on, ctx->now, &ctx->zone, &f->from, &f->to);
	if (!rc && since)
		rc = day_span(&ctx->err, since, ctx->now, &ctx->zone, &f->from, &other);
	if (!rc && until)
		rc = day_span(&ctx->err, until, ctx->now, &ctx->zone, &other, &f->to);
	f->has_from = on || since;
	f->has_to = on || until;
	if (!rc && f->has_from && f->has_to && f->from >= f->to)
		return err_set(&ctx->err, E_USAGE, "nothing lies between these days: --until is before --since");
	return rc;
}

/* ---- feelings ---- */

static int
layer_of(struct err *err, const char *typed, uint8_t *layer)
{
	if (!strcmp(typed, "surface"))
		*layer = LAYER_SURFACE;
	else if (!strcmp(typed, "under"))
		*layer = LAYER_UNDER;
	else
		return err_set(err, E_USAGE, "a layer is surface or under, as in lonely@under");
	return 0;
}

/* "lonely", "sadness", "lonely@under". */
static int
feeling(struct ctx *ctx, struct filter *into, const char *typed)
{
	char word[FEELING_ID_MAX * 2];
	const char *at = strchr(typed, '@');
	size_t n = at ? (size_t)(at - typed) : strlen(typed);
	const struct feeling *f = NULL;
	uint8_t layer = LAYER_NONE;
	int family = -1, rc;

	if (n >= sizeof word)
		return err_set(&ctx->err, E_FEELING_UNKNOWN, "a word as long as this");
	memcpy(word, typed, n);
	word[n] = '\0';
	if (at && (rc = layer_of(&ctx->err, at + 1, &layer)))
		return rc;
	rc = feeling_parse_filter(&ctx->err, &ctx->voc, word, &f, &family);
	if (rc)
		return rc;
	rc = filter_add_feeling(into, f ? f->id : feeling_family_name(family), layer);
	return rc ? err_set(&ctx->err, E_NOMEM, "filters") : 0;
}

/* "felt review 1911": a day where a feeling is expected.  Digits of a day are nobody's text, so they may be repeated. */
static int
not_a_day(struct ctx *ctx, const char *typed)
{
	int64_t from, to;

	if (typed[0] < '0' || typed[0] > '9' || typed[strspn(typed, "0123456789-")] ||
	    day_span(NULL, typed, ctx->now, &ctx->zone, &from, &to))
		return 0;
	return err_set(&ctx->err, E_USAGE, "a word here is a feeling, and this is a day: '%s'\ndid you mean --on %s?", typed, typed);
}

int
filters_word(struct ctx *ctx, struct filter *into, const char *typed)
{
	int rc = not_a_day(ctx, typed);

	return rc ? rc : feeling(ctx, into, typed);
}

static int
feelings(struct ctx *ctx, const struct args *a, bool words_are_feelings)
{
	const char *typed;
	size_t i = 0;
	int rc = 0;

	while (!rc && (typed = args_next(a, "feeling", &i)))
		rc = feeling(ctx, &ctx->filter, typed);
	for (i = 0; !rc && words_are_feelings && i < a->nwords; i++)
		rc = filters_word(ctx, &ctx->filter, a->words[i]);
	ctx->filter.all = args_has(a, "all");
	if (!rc && ctx->filter.all && ctx->filter.nfeelings < 2)
		return err_set(&ctx->err, E_USAGE, "--all wants two feelings or more");
	return rc;
}

/* ---- numbers, tags, guide, belief ---- */

static int
limit(struct ctx *ctx, const char *typed)
{
	size_t n = strspn(typed, "0123456789");

	if (n == 0 || typed[n] || n > LIMIT_DIGITS || !(ctx->filter.limit = (size_t)strtoul(typed, NULL, 10)))
		return err_set(&ctx->err, E_USAGE, "--limit wants a whole number above 0");
	return 0;
}

static int
tags(struct ctx *ctx, const struct args *a)
{
	const char *typed;
	struct slice tag;
	size_t i = 0;
	int rc;

	while ((typed = args_next(a, "tag", &i))) {
		if ((rc = tag_parse(&ctx->err, typed, &tag)))
			return rc;
		if (filter_add_tag(&ctx->filter, tag))
			return err_set(&ctx->err, E_NOMEM, "filters");
	}
	return 0;
}

/* A whole id needs no journal; a shorter one is looked up by filters_resolve, its form is checked here. */
static int
belief(struct ctx *ctx, const char *typed)
{
	uint64_t lo, hi;
	int rc = id_range(&ctx->err, typed, &lo, &hi);

	if (!rc && lo == hi)
		ctx->filter.belief = lo;
	return rc;
}

int
filters_resolve(struct ctx *ctx, const struct args *a)
{
	const char *typed = args_value(a, "belief");

	if (!typed || ctx->filter.belief)
		return 0;
	return store_resolve(&ctx->err, ctx->store, typed, 1u << KIND_BELIEF, &ctx->filter.belief);
}

int
filters_from_args(struct ctx *ctx, const struct args *a, bool words_are_feelings)
{
	const char *min = args_value(a, "min"), *most = args_value(a, "limit"), *id = args_value(a, "belief");
	int rc;

	ctx->filter.voc = &ctx->voc;
	rc = days(ctx, a);
	if (!rc)
		rc = feelings(ctx, a, words_are_feelings);
	if (!rc && min) {
		rc = feeling_parse_intensity(&ctx->err, min, &ctx->filter.min);
		ctx->filter.has_min = true;
	}
	if (!rc && most)
		rc = limit(ctx, most);
	if (!rc)
		rc = tags(ctx, a);
	if (!rc && id)
		rc = belief(ctx, id);
	ctx->filter.guide = slice_of(args_value(a, "guide"));
	ctx->filter.reverse = args_has(a, "reverse");
	return rc;
}

bool
filters_narrow(const struct ctx *ctx)
{
	const struct filter *f = &ctx->filter;

	return f->has_from || f->has_to || f->nfeelings || f->has_min || f->guide.n || f->ntags || f->belief || f->limit;
}
