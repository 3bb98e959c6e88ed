/*
 * Names at the terminal: which are replaced, by what, and whether they are met at all.
 *
 * In: a plan.  Out: its names.  A name or alias that cannot be used is asked for again: nothing that was chosen before is lost by it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/share/share_talk.h"
#include "felt/exchange/exchange.h"

static void
met_words(const struct share_packet *k, size_t i, struct buf *out)
{
	uint64_t n = aliases_times(k->aliases, i);

	if (n)
		buf_printf(out, "It stands %" PRIu64 " time%s in what goes along", n, n == 1 ? "" : "s");
	else
		buf_str(out, "It does not stand in what goes along; perhaps it is spelled otherwise there");
	if (aliases_beside(k->aliases, i).n) {
		buf_str(out, ", also as ");
		share_beside(k, i, out);
		buf_str(out, ": what is beside it stays, unless that is replaced as a name of its own");
	}
	buf_str(out, ". ");
}

/* What a name would meet in what is ticked. */
static int
look_for_name(struct share_plan *p, struct slice name, struct buf *out)
{
	struct share_alias *all = calloc(p->naliases + 1, sizeof *all), *one;
	struct share_plan with = *p; /* borrows */
	struct share_packet k = { 0 };
	size_t i = 0;
	int rc;

	if (!all)
		return err_set(&p->ctx->err, E_NOMEM, "names");
	if (p->naliases)
		memcpy(all, p->aliases, p->naliases * sizeof *all);
	one = &all[p->naliases];
	buf_slice(&one->name, name);
	buf_str(&one->alias, "-");
	rc = buf_check(&one->name, &p->ctx->err);
	while (i < p->naliases && !alias_same(buf_as_slice(&all[i].name), name))
		i++;
	with.aliases = all;
	with.naliases += i == p->naliases;
	if (!rc)
		rc = share_packet(&with, &k);
	if (!rc)
		met_words(&k, i, out);
	share_packet_release(&k);
	buf_release(&one->name);
	buf_release(&one->alias);
	free(all);
	return rc;
}

static const char by_help[] = "A letter, \"my friend\", another name. Empty: it stays as it is.";

/* Asks until it can be used, or until it is left. */
static int
ask_alias(struct share_plan *p, struct slice name, struct buf *alias)
{
	struct buf help = BUF_INIT;
	enum step_end end;
	int rc = look_for_name(p, name, &help);

	buf_str(&help, by_help);
	while (!rc) {
		struct line_question by = { share_title, "By what?", buf_cstr(&help), false };

		rc = buf_check(&help, &p->ctx->err);
		if (!rc)
			rc = ask_line(p->ctx, &by, alias, &end);
		if (rc || end != STEP_END_ANSWERED)
			break;
		rc = share_alias_set(p, name, buf_as_slice(alias));
		if (rc != E_USAGE)
			break;
		rc = 0;
		buf_clear(&help);
		buf_printf(&help, "This one cannot be used: %s. Perhaps another one.", p->ctx->err.subject);
	}
	buf_release(&help);
	return rc;
}

static int
add_alias(struct share_plan *p)
{
	struct line_question who = { share_title, "Which name is to be replaced?", "As it stands in your entries. Whole words only.", false };
	struct buf name = BUF_INIT, alias = BUF_INIT, help = BUF_INIT;
	enum step_end end;
	int rc = ask_line(p->ctx, &who, &name, &end);

	while (!rc && end == STEP_END_ANSWERED && name.n && alias_check(&p->ctx->err, buf_as_slice(&name), slice_of("-")) == E_USAGE) {
		buf_clear(&help);
		buf_printf(&help, "This one cannot be used: %s.", p->ctx->err.subject);
		who.help = buf_cstr(&help);
		rc = buf_check(&help, &p->ctx->err);
		if (!rc)
			rc = ask_line(p->ctx, &who, &name, &end);
	}
	for (size_t i = 0; !rc && i < p->naliases; i++)
		if (alias_same(buf_as_slice(&p->aliases[i].name), buf_as_slice(&name)))
			buf_slice(&alias, buf_as_slice(&p->aliases[i].alias));
	if (!rc && end == STEP_END_ANSWERED && name.n)
		rc = ask_alias(p, buf_as_slice(&name), &alias);
	buf_release(&name);
	buf_release(&alias);
	buf_release(&help);
	return rc;
}

static int
change_alias(struct share_plan *p, size_t i)
{
	struct buf name = BUF_INIT, alias = BUF_INIT; /* setting it moves those of the plan */
	int rc;

	buf_slice(&name, buf_as_slice(&p->aliases[i].name));
	buf_slice(&alias, buf_as_slice(&p->aliases[i].alias));
	rc = buf_check(&name, &p->ctx->err);
	if (!rc)
		rc = buf_check(&alias, &p->ctx->err);
	if (!rc)
		rc = ask_alias(p, buf_as_slice(&name), &alias);
	buf_release(&name);
	buf_release(&alias);
	return rc;
}

enum { NAMES_ADD, NAMES_DONE, NAMES_FIRST };

/* What can be done, and behind it the names, each to be changed. */
static int
names_make(struct share_plan *p, struct share_list *l)
{
	int rc = share_list_room(p, l, NAMES_FIRST + p->naliases);

	if (rc)
		return rc;
	l->choices[NAMES_ADD] = (struct step_choice){ p->naliases ? "Replace another name" : "Replace a name", NULL };
	l->choices[NAMES_DONE] = (struct step_choice){ "That is all", NULL };
	l->n = NAMES_FIRST;
	for (size_t i = 0; !rc && i < p->naliases; i++) {
		struct buf *label = &l->labels[l->n];

		text_safe(label, (const char *)p->aliases[i].name.p, p->aliases[i].name.n, TEXT_ONE_LINE);
		buf_str(label, " -> ");
		text_safe(label, (const char *)p->aliases[i].alias.p, p->aliases[i].alias.n, TEXT_ONE_LINE);
		l->choices[l->n++] = (struct step_choice){ buf_cstr(label), NULL };
		rc = buf_check(label, &p->ctx->err);
	}
	return rc;
}

int
share_ask_names(struct share_plan *p)
{
	int chosen = NAMES_ADD, rc = 0;

	while (!rc && chosen >= 0 && chosen != NAMES_DONE) {
		struct share_list l = { 0 };

		chosen = p->naliases ? NAMES_DONE : NAMES_ADD;
		rc = names_make(p, &l);
		if (!rc)
			rc = ask_choice(p->ctx, share_title, p->naliases ? "These names are replaced in everything that leaves, and remembered, sealed, for next time. Choose one to change it."
				: "Names can be replaced in everything that leaves. The list is kept sealed for next time.", l.choices, l.n, &chosen);
		share_list_release(&l);
		if (!rc && chosen == NAMES_ADD)
			rc = add_alias(p);
		else if (!rc && chosen >= NAMES_FIRST)
			rc = change_alias(p, (size_t)chosen - NAMES_FIRST);
	}
	return rc;
}
