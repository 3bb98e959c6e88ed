/*
 * The picker with the words of this journal: rows from the vocabulary in, feelings out.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/feel/feelings_page.h"
#include "cli/feel/picking.h"
#include "cli/staging.h"

static const char numb[] = "numb.numb", unsure[] = "other.unsure";

static int
intensity(void *arg, const char *typed, uint8_t *out)
{
	(void)arg;
	return feeling_parse_intensity(NULL, typed, out);
}

static size_t
alias(void *arg, const char *typed, const char *ids[PICKER_ALIASES])
{
	const struct feeling *f[PICKER_ALIASES];
	size_t n = feeling_alias(typed, f);

	(void)arg;
	for (size_t i = 0; i < n; i++)
		ids[i] = f[i]->id;
	return n;
}

static struct picker_row
row_of(const struct ctx *ctx, const struct feeling *f)
{
	bool is_numb = !strcmp(f->id, numb), outside = f->family < 0;

	return (struct picker_row){
		.id = f->id, .word = f->word, .about = f->about ? f->about : "", .body = f->body ? f->body : "",
		.family = feelings_shown_in(ctx, f), .key = is_numb ? 'n' : !strcmp(f->id, unsure) ? '?' : '\0',
		.bare = outside, .no_layer = is_numb || outside,
	};
}

static int
put_picked(struct ctx *ctx, struct head *h, const struct picked *picked, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct head_feeling f = { .intensity = picked[i].intensity, .layer = picked[i].layer };

		strncpy(f.id, picked[i].id, FEELING_ID_MAX);
		if (!h->feelings && !(h->feelings = calloc(2 * ARGS_MAX, sizeof *h->feelings)))
			return err_set(&ctx->err, E_NOMEM, "feelings");
		if (h->nfeelings < 2 * ARGS_MAX)
			h->feelings[h->nfeelings++] = f;
	}
	return 0;
}

/* The picker over all words of this journal. */
static int
run_picker(struct ctx *ctx, struct picker *p, bool layers, struct picked picked[PICKER_MOST], size_t *n, enum picker_end *end)
{
	struct picker_family families[FEELING_FAMILIES];
	struct picker_row *rows = calloc(FEELING_TABLE + ctx->voc.nown, sizeof *rows);
	const struct feeling *f;
	int rc;

	if (!rows)
		return err_set(&ctx->err, E_NOMEM, "feelings");
	for (int i = 0; i < FEELING_FAMILIES; i++)
		families[i] = (struct picker_family){ feeling_family_name(i), feeling_family_about(i), !strcmp(feeling_family_name(i), "numb") };
	p->families = families;
	p->nfamilies = FEELING_FAMILIES;
	p->rows = rows;
	p->intensity = intensity;
	p->alias = alias;
	p->plain = !full_screen(ctx);
	p->stage = staging_stage(ctx);
	while ((f = feelings_nth(ctx, p->nrows)) != NULL) {
		rows[p->nrows] = row_of(ctx, f);
		rows[p->nrows++].no_layer |= !layers;
	}
	for (int i = 0; i < FEELING_FAMILIES; i++)
		families[i].no_layer |= !layers;
	store_suspend(ctx->store);
	rc = picker_run(&ctx->err, p, picked, n, end);
	/* ids and words are the vocabulary's or the families', which are constant: they outlive the rows */
	free(rows);
	return rc;
}

int
pick_words(struct ctx *ctx, const struct picker_step *step, void *arg, bool layers, const struct picked *begin, size_t nbegin,
	struct picked picked[PICKER_MOST], size_t *n, enum picker_end *end)
{
	struct picker p = { .step = step, .arg = arg, .begin = begin, .nbegin = nbegin };

	return run_picker(ctx, &p, layers, picked, n, end);
}

static int
pick(struct ctx *ctx, struct head *h, bool words_only, enum picker_end *end)
{
	struct picker p = { .words_only = words_only };
	struct picked picked[PICKER_MOST];
	size_t n = 0;
	int rc = run_picker(ctx, &p, true, picked, &n, end);

	if (!rc && *end == PICKER_HANGUP)
		rc = err_set(&ctx->err, E_INTERRUPTED, "terminal");
	if (!rc)
		rc = store_resume(&ctx->err, ctx->store);
	return rc ? rc : put_picked(ctx, h, picked, n);
}

int
pick_feelings(struct ctx *ctx, struct head *h, enum picker_end *end)
{
	return pick(ctx, h, false, end);
}

int
pick_filter(struct ctx *ctx, struct head *h, enum picker_end *end)
{
	return pick(ctx, h, true, end);
}
