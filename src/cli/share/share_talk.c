/*
 * felt share at the terminal: the writer stays in charge of every line that leaves.
 *
 * In: a plan with everything that may be taken.  Out: the plan as the writer wants it, and whether it is to leave.  Nothing is
 * written here but the plan; the words before sealing stand under the preview itself (CARE.md 25), and whoever leaves this
 * conversation by any key has sent nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/walk/ask_line.h"
#include "cli/share/share.h"
#include "felt/exchange/exchange.h"

static const char title[] = "a packet";

/* ---- which entries ---- */

/* Labels for a list of items; what is ticked comes back in `ticked`. */
struct listing { struct step_choice *choices; struct buf *labels; bool *ticked; size_t *item; size_t n; };

static void
listing_release(struct listing *l)
{
	for (size_t i = 0; l->labels && i < l->n; i++)
		buf_release(&l->labels[i]);
	free(l->choices);
	free(l->labels);
	free(l->ticked);
	free(l->item);
	*l = (struct listing){ 0 };
}

static void
label(const struct share_item *it, struct buf *out)
{
	char date[WHEN_TEXT];

	when_date(it->when, date);
	buf_printf(out, "%s  ", date);
	if (it->kind != KIND_ENTRY)
		buf_str(out, it->kind == KIND_BELIEF ? "belief: " : "follow-up: ");
	buf_slice(out, buf_as_slice(&it->line));
	if (it->texts_left_out)
		buf_str(out, "  (date and feelings only)");
	else if (it->left_out.n)
		buf_str(out, "  (without some of it)");
}

static int
listing_make(struct share_plan *p, bool only_taken, struct listing *l)
{
	size_t room = p->nitems ? p->nitems : 1;

	*l = (struct listing){ calloc(room, sizeof *l->choices), calloc(room, sizeof *l->labels), calloc(room, sizeof *l->ticked),
		calloc(room, sizeof *l->item), 0 };
	if (!l->choices || !l->labels || !l->ticked || !l->item)
		return err_set(&p->ctx->err, E_NOMEM, "packet");
	for (size_t i = 0; i < p->nitems; i++) {
		if (only_taken && !p->items[i].take)
			continue;
		label(&p->items[i], &l->labels[l->n]);
		l->choices[l->n] = (struct step_choice){ buf_cstr(&l->labels[l->n]), NULL };
		l->ticked[l->n] = p->items[i].take;
		l->item[l->n++] = i;
	}
	return 0;
}

static int
choose_entries(struct share_plan *p)
{
	struct listing l = { 0 };
	char help[120] = "";
	bool left = false;
	int rc = listing_make(p, false, &l);

	if (p->held_back)
		snprintf(help, sizeof help, "%" PRIu64 " that you keep private %s not in this list and never in a packet.", p->held_back,
			p->held_back == 1 ? "is" : "are");
	if (!rc)
		rc = ask_ticks(p->ctx, &(struct ticks_question){ title, "Which of these go along? space takes one out or in", help[0] ? help : NULL,
			l.choices, l.n }, l.ticked, &left);
	for (size_t i = 0; !rc && !left && i < l.n; i++)
		p->items[l.item[i]].take = l.ticked[i];
	listing_release(&l);
	return rc;
}

/* ---- leaving out ---- */

/* The parts an entry has, as keys: title, text, feelings, fields. */
struct parts { struct buf keys; struct slice key[64]; struct buf labels[64]; struct step_choice choices[64]; bool ticked[64]; size_t n; };

static void
add_part(struct parts *parts, struct slice key, const struct buf *left_out)
{
	size_t i = parts->n;
	struct slice rest = buf_as_slice(left_out);

	if (i == 64)
		return;
	for (size_t k = 0; k < i; k++)
		if (slice_eq(parts->key[k], key))
			return;
	parts->key[i] = key;
	for (size_t k = 0; k < key.n; k++)
		buf_u8(&parts->labels[i], key.p[k] == '-' ? ' ' : (uint8_t)key.p[k]);
	parts->choices[i] = (struct step_choice){ buf_cstr(&parts->labels[i]), NULL };
	parts->ticked[i] = true;
	while (rest.n) {
		const char *end = memchr(rest.p, '\n', rest.n);
		size_t n = end ? (size_t)(end - rest.p) : rest.n, used = end ? n + 1 : n;

		if (slice_eq((struct slice){ rest.p, n }, key))
			parts->ticked[i] = false;
		rest = (struct slice){ rest.p + used, rest.n - used };
	}
	parts->n++;
}

static void
parts_of(struct parts *parts, const struct entry *e, const struct buf *left_out)
{
	if (e->title.n)
		add_part(parts, slice_of("title"), left_out);
	if (e->nfeelings)
		add_part(parts, slice_of("feelings"), left_out);
	if (e->text.n)
		add_part(parts, slice_of("text"), left_out);
	for (size_t i = 0; i < e->nfields; i++)
		add_part(parts, e->fields[i].key, left_out);
}

static int
open_item(struct share_plan *p, const struct share_item *it, struct row *row)
{
	int rc = store_begin(&p->ctx->err, p->ctx->store, STORE_READ);

	if (!rc)
		rc = store_get(&p->ctx->err, p->ctx->store, it->id, row);
	store_rollback(p->ctx->store);
	return rc;
}

static int
choose_parts(struct share_plan *p, struct share_item *it)
{
	struct parts *parts = calloc(1, sizeof *parts);
	struct row row = ROW_INIT;
	bool left = true;
	int rc = parts ? open_item(p, it, &row) : err_set(&p->ctx->err, E_NOMEM, "packet");

	if (!rc) {
		parts_of(parts, &row.e, &it->left_out);
		rc = ask_ticks(p->ctx, &(struct ticks_question){ title, "Which parts go along?", "What is not ticked stays here.", parts->choices, parts->n },
			parts->ticked, &left);
	}
	if (!rc && !left) {
		buf_clear(&it->left_out);
		it->texts_left_out = false;
		for (size_t i = 0; i < parts->n; i++)
			if (!parts->ticked[i]) {
				buf_slice(&it->left_out, parts->key[i]);
				buf_str(&it->left_out, "\n");
			}
		rc = buf_check(&it->left_out, &p->ctx->err);
	}
	for (size_t i = 0; parts && i < parts->n; i++)
		buf_release(&parts->labels[i]);
	row_release(&row);
	free(parts);
	return rc;
}

enum { REDUCE_PARTS, REDUCE_DATES, REDUCE_OUT, REDUCE_WHOLE, REDUCES };

static int
reduce_one(struct share_plan *p, struct share_item *it)
{
	static const struct step_choice ways[REDUCES] = {
		[REDUCE_PARTS] = { "Choose which parts go along", NULL }, [REDUCE_DATES] = { "Only its date and feelings", "no text of it leaves" },
		[REDUCE_OUT] = { "Leave it out", NULL }, [REDUCE_WHOLE] = { "All of it", NULL },
	};
	int way = -1, rc = ask_choice(p->ctx, title, buf_cstr(&it->line), ways, REDUCES, &way);

	if (rc || way < 0)
		return rc;
	if (way == REDUCE_PARTS)
		return choose_parts(p, it);
	it->texts_left_out = way == REDUCE_DATES;
	it->take = way != REDUCE_OUT;
	if (way == REDUCE_WHOLE)
		buf_clear(&it->left_out);
	return 0;
}

static int
reduce(struct share_plan *p)
{
	struct listing l = { 0 };
	int chosen = -1, rc = listing_make(p, true, &l);

	if (!rc)
		rc = ask_choice(p->ctx, title, "Of which one is something to stay here?", l.choices, l.n, &chosen);
	if (!rc && chosen >= 0)
		rc = reduce_one(p, &p->items[l.item[chosen]]);
	listing_release(&l);
	return rc;
}

/* ---- names ---- */

static int
add_alias(struct share_plan *p)
{
	struct line_question who = { title, "Which name is to be replaced?", "As it stands in your entries. Whole words only.", false };
	struct line_question by = { title, "By what?", "A letter, \"my friend\", another name. Empty: it stays as it is.", false };
	struct buf name = BUF_INIT, alias = BUF_INIT;
	bool left;
	int rc = ask_line(p->ctx, &who, &name, &left);

	for (size_t i = 0; !rc && i < p->naliases; i++)
		if (slice_eq(buf_as_slice(&p->aliases[i].name), buf_as_slice(&name)))
			buf_slice(&alias, buf_as_slice(&p->aliases[i].alias));
	if (!rc && !left && name.n)
		rc = ask_line(p->ctx, &by, &alias, &left);
	if (!rc && !left && name.n)
		rc = share_alias_set(p, buf_as_slice(&name), buf_as_slice(&alias));
	buf_release(&name);
	buf_release(&alias);
	return rc;
}

static int
names(struct share_plan *p)
{
	int chosen = 0, rc = 0;

	while (!rc && chosen >= 0) {
		struct step_choice choices[2] = { { "Replace a name", NULL }, { "That is all", NULL } };
		struct buf text = BUF_INIT;

		buf_str(&text, p->naliases ? "These are replaced in everything that leaves, and remembered, sealed, for next time:\n" :
			"Names can be replaced in everything that leaves. The list is kept sealed for next time.");
		for (size_t i = 0; i < p->naliases; i++)
			buf_printf(&text, "\n%s -> %s", buf_cstr(&p->aliases[i].name), buf_cstr(&p->aliases[i].alias));
		rc = buf_check(&text, &p->ctx->err);
		if (!rc)
			rc = ask_choice(p->ctx, title, buf_cstr(&text), choices, 2, &chosen);
		buf_release(&text);
		if (!rc && chosen == 0)
			rc = add_alias(p);
		else
			chosen = -1;
	}
	return rc;
}

/* ---- to, from, note ---- */

enum { READERS_MOST = 12 };

/* --since-last: which of those who had a packet before; *chosen -1: left. */
static int
ask_reader(struct share_plan *p, int *chosen)
{
	struct step_choice choices[READERS_MOST] = { { NULL, NULL } };
	struct buf names[READERS_MOST] = { BUF_INIT };
	size_t past[READERS_MOST] = { 0 }, n = 0;
	int rc = 0;

	for (size_t i = 0; i < p->npast && n < READERS_MOST; i++) {
		bool known = false;

		for (size_t k = 0; k < n && !known; k++)
			known = alias_same(buf_as_slice(&p->past[i].to), buf_as_slice(&p->past[past[k]].to));
		if (known)
			continue;
		text_safe(&names[n], (const char *)p->past[i].to.p, p->past[i].to.n, TEXT_ONE_LINE);
		choices[n] = (struct step_choice){ names[n].n ? buf_cstr(&names[n]) : "nobody named", NULL };
		past[n++] = i;
	}
	rc = ask_choice(p->ctx, title, "Since the last packet for whom?", choices, n, chosen);
	if (!rc && *chosen >= 0)
		rc = share_for(p, buf_as_slice(&p->past[past[*chosen]].to));
	for (size_t i = 0; i < n; i++)
		buf_release(&names[i]);
	return rc;
}

/* What is new, and what is ticked, depends on whom it is for. */
static int
ask_people(struct share_plan *p, bool *over)
{
	struct line_question to = { title, "Who is it for?", "A name, or what you call them. It stands on the first page.", false };
	struct line_question from = { title, "From whom?", "Your name, initials, or nothing.", false };
	bool left, chosen = p->has_last; /* by --choices, or because there is only one */
	int rc = 0, reader = 0;

	if (p->since_last && !chosen)
		rc = ask_reader(p, &reader);
	else if (!p->since_last && !p->to.n)
		rc = ask_line(p->ctx, &to, &p->to, &left);
	*over = reader < 0;
	if (!rc && !p->since_last && !chosen)
		rc = share_for(p, buf_as_slice(&p->to));
	return rc || *over || p->from.n ? rc : ask_line(p->ctx, &from, &p->from, &left);
}

static int
ask_note(struct share_plan *p)
{
	struct line_question note = { title, "A note to them", "What you would like them to know before they read. It can stay empty.", true };
	bool left;

	return ask_line(p->ctx, &note, &p->note, &left);
}

/* ---- the preview, and the last word ---- */

static struct step_choice
sealed_how(enum share_how how)
{
	if (how == SHARE_OPEN)
		return (struct step_choice){ "Write it into a file, not sealed", "whoever has the file can read it" };
	if (how == SHARE_AGE)
		return (struct step_choice){ "Seal it into an age file", "for the recipients you named" };
	return (struct step_choice){ "Seal it into a file", "a page that opens with words you pass on another way" };
}

/* *go: it is to leave. */
static int
last_look(struct share_plan *p, enum share_how *how, bool *go)
{
	const struct step_choice ways[] = {
		sealed_how(*how),
		{ "Open it here and print it", "unsealed, in memory alone, gone afterwards; many clinics block attachments" },
		{ "Not yet", "back to choosing" },
	};
	struct share_packet packet = { 0 };
	struct buf text = BUF_INIT;
	bool left = true;
	int chosen = -1, rc = share_packet(p, &packet);

	if (!rc) {
		share_preview(p, &packet, &text);
		buf_printf(&text, "\n%s\n", share_words);
		rc = buf_check(&text, &p->ctx->err);
	}
	if (!rc)
		rc = ask_page(p->ctx, "exactly this leaves", buf_cstr(&text), "Read it as they would. Going on asks once more.", &left);
	if (!rc && !left)
		rc = ask_choice(p->ctx, title, share_words, ways, 3, &chosen);
	*go = chosen == 0 || chosen == 1;
	if (chosen == 1)
		*how = SHARE_OPEN_HERE;
	buf_release(&text);
	share_packet_release(&packet);
	return rc;
}

/* ---- all of it ---- */

enum { DO_LOOK, DO_ENTRIES, DO_PARTS, DO_NAMES, DO_NOTE, DO_STOP, DOS };

static int
menu(struct share_plan *p, int *chosen)
{
	static const struct step_choice things[DOS] = {
		[DO_LOOK] = { "Look at exactly what will leave, then decide", NULL }, [DO_ENTRIES] = { "Choose the entries again", NULL },
		[DO_PARTS] = { "Let a part of an entry stay here", NULL }, [DO_NAMES] = { "Replace names", NULL },
		[DO_NOTE] = { "Add a note", NULL }, [DO_STOP] = { "Stop; nothing leaves", NULL },
	};
	struct buf text = BUF_INIT;
	int rc;

	buf_printf(&text, "%zu entr%s", share_taken(p), share_taken(p) == 1 ? "y" : "ies");
	if (p->to.n)
		buf_printf(&text, " for %s", buf_cstr(&p->to));
	if (p->naliases)
		buf_printf(&text, ", %zu name%s to be replaced", p->naliases, p->naliases == 1 ? "" : "s");
	if (p->note.n)
		buf_str(&text, ", with a note");
	if (p->held_back)
		buf_printf(&text, "\n%" PRIu64 " kept private stay%s here.", p->held_back, p->held_back == 1 ? "s" : "");
	rc = buf_check(&text, &p->ctx->err);
	if (!rc)
		rc = ask_choice(p->ctx, title, buf_cstr(&text), things, DOS, chosen);
	buf_release(&text);
	return rc;
}

int
share_converse(struct share_plan *p, enum share_how *how, bool *agreed)
{
	bool over = false;
	int rc = ask_people(p, &over);

	*agreed = false;
	if (!rc && !over)
		rc = choose_entries(p);
	while (!rc && !over) {
		int chosen = DO_LOOK;

		rc = menu(p, &chosen);
		if (rc)
			break;
		switch (chosen) {
		case DO_LOOK:
			if (share_taken(p))
				rc = last_look(p, how, agreed);
			over = *agreed;
			break;
		case DO_ENTRIES:
			rc = choose_entries(p);
			break;
		case DO_PARTS:
			rc = reduce(p);
			break;
		case DO_NAMES:
			rc = names(p);
			break;
		case DO_NOTE:
			rc = ask_note(p);
			break;
		default:
			over = true;
		}
	}
	return rc;
}
