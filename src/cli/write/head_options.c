/*
 * The head of an entry from options: date, feelings, tags, title, keep-private.
 *
 * In: the words of the command line, and a title asked for.  Out: an entry's head.  Must never: take a title from
 * the command line (DESIGN.md 1.4), or set a feeling that nobody named.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/write/writing.h"
#include "felt/term/tty.h"

/* ---- tags ---- */

int
tag_parse(struct err *err, const char *typed, struct slice *tag)
{
	*tag = slice_of(typed[0] == '#' ? typed + 1 : typed);
	if (tag->n == 0)
		return err_set(err, E_USAGE, "a tag has at least one character");
	if (text_check(NULL, tag->p, tag->n, TAG_MAX))
		return err_set(err, E_USAGE, "a tag is UTF-8 text of at most %d bytes", TAG_MAX);
	for (size_t i = 0; i < tag->n; i++)
		if ((unsigned char)tag->p[i] < 0x20 || tag->p[i] == 0x7f)
			return err_set(err, E_USAGE, "a tag is one line without control characters");
	return 0;
}

static int
tags(struct ctx *ctx, const struct args *a, const char *option, struct slice **list, size_t *n)
{
	const char *typed;
	size_t i = 0;
	int rc;

	while ((typed = args_next(a, option, &i))) {
		if (!*list && !(*list = calloc(ARGS_MAX, sizeof **list)))
			return err_set(&ctx->err, E_NOMEM, "options");
		if ((rc = tag_parse(&ctx->err, typed, &(*list)[*n])))
			return rc;
		++*n;
	}
	return 0;
}

/* ---- feelings ---- */

int
head_add_feeling(struct ctx *ctx, struct head *h, const char *typed)
{
	struct head_feeling f = { .intensity = FEELING_NO_INTENSITY };
	int rc = feeling_parse_tag(&ctx->err, &ctx->voc, typed, f.id, &f.intensity, &f.layer);

	if (rc)
		return rc;
	for (size_t i = 0; i < h->nfeelings; i++)
		if (!strcmp(h->feelings[i].id, f.id))
			return err_set(&ctx->err, E_USAGE, "'%s' is given twice", f.id);
	/* Words and options together: as many as a command line can hold. */
	if (!h->feelings && !(h->feelings = calloc(2 * ARGS_MAX, sizeof *h->feelings)))
		return err_set(&ctx->err, E_NOMEM, "options");
	h->feelings[h->nfeelings++] = f;
	return 0;
}

int
head_parse(struct ctx *ctx, const struct args *a, struct head *h)
{
	const char *date = args_value(a, "date"), *typed;
	size_t i = 0;
	int rc = 0;

	h->keep_private = args_has(a, "keep-private");
	h->ask_title = args_has(a, "title");
	if (date) {
		rc = day_parse(&ctx->err, date, ctx->now, &ctx->zone, &h->date);
		h->has_date = true;
	}
	while (!rc && (typed = args_next(a, "feeling", &i)))
		rc = head_add_feeling(ctx, h, typed);
	if (!rc)
		rc = tags(ctx, a, "tag", &h->tags, &h->ntags);
	if (!rc)
		rc = tags(ctx, a, "untag", &h->untags, &h->nuntags);
	if (!rc && h->ask_title && !tty_there())
		rc = err_set(&ctx->err, E_USAGE, "--title asks for it on the terminal, and there is none");
	return rc;
}

void
head_release(struct head *h)
{
	free(h->feelings);
	free(h->tags);
	free(h->untags);
	buf_release(&h->title);
	*h = (struct head){ 0 };
}

/* ---- title ---- */

int
head_ask_title(struct ctx *ctx, struct head *h)
{
	int rc;

	if (!h->ask_title)
		return 0;
	rc = tty_line(&ctx->err, "title: ", &h->title);
	return rc ? rc : text_check(&ctx->err, (const char *)h->title.p, h->title.n, TITLE_MAX);
}

/* ---- into an entry ---- */

static int
apply_feeling(struct entry *e, const struct head_feeling *f, bool *changed)
{
	struct slice id = slice_of(f->id);
	struct entry_feeling given = { f->intensity, f->layer, SOURCE_WRITER, 0, id };

	for (size_t i = 0; i < e->nfeelings; i++) {
		struct entry_feeling *old = &e->feelings[i];

		if (old->moment || !slice_eq(old->id, id))
			continue;
		/* Named by its writer now, whoever named it before. */
		*changed = *changed || old->intensity != f->intensity || old->layer != f->layer || old->source != SOURCE_WRITER;
		*old = given;
		return 0;
	}
	*changed = true;
	return entry_add_feeling(e, given);
}

static int
apply_tag(struct entry *e, struct slice tag, bool *changed)
{
	for (size_t i = 0; i < e->ntags; i++)
		if (slice_eq(e->tags[i], tag))
			return 0;
	*changed = true;
	return entry_add_tag(e, tag);
}

static void
remove_tag(struct entry *e, struct slice tag, bool *changed)
{
	for (size_t i = e->ntags; i-- > 0;) {
		if (!slice_eq(e->tags[i], tag))
			continue;
		entry_remove_tag(e, i);
		*changed = true;
	}
}

static void
apply_plain(const struct head *h, struct entry *e, bool *changed)
{
	struct slice title = buf_as_slice(&h->title);

	if (h->has_date) {
		*changed = *changed || !e->has_date || e->date.ms != h->date.ms || e->date.offset != h->date.offset;
		e->date = h->date;
		e->has_date = true;
	}
	if (h->ask_title) {
		*changed = *changed || !slice_eq(e->title, title);
		e->title = title;
	}
	if (h->keep_private) {
		*changed = *changed || !(e->flags & FLAG_PRIVATE);
		e->flags |= FLAG_PRIVATE;
	}
}

int
head_apply(struct err *err, const struct head *h, struct entry *e, bool *changed)
{
	bool other = false;
	int rc = 0;

	apply_plain(h, e, &other);
	for (size_t i = 0; i < h->nuntags; i++)
		remove_tag(e, h->untags[i], &other);
	for (size_t i = 0; !rc && i < h->ntags; i++)
		rc = apply_tag(e, h->tags[i], &other);
	for (size_t i = 0; !rc && i < h->nfeelings; i++)
		rc = apply_feeling(e, &h->feelings[i], &other);
	if (changed)
		*changed = other;
	return rc ? err_set(err, E_NOMEM, "entry") : 0;
}
