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

#include "cli/share/share_talk.h"
#include "cli/staging.h"

const char share_title[] = "a packet";

/* ---- lists ---- */

void
share_list_release(struct share_list *l)
{
	for (size_t i = 0; l->labels && i < l->n; i++)
		buf_release(&l->labels[i]);
	free(l->choices);
	free(l->labels);
	free(l->ticked);
	free(l->item);
	free(l->part);
	*l = (struct share_list){ 0 };
}

int
share_list_room(struct share_plan *p, struct share_list *l, size_t room)
{
	room += room == 0;
	*l = (struct share_list){ calloc(room, sizeof *l->choices), calloc(room, sizeof *l->labels), calloc(room, sizeof *l->ticked),
		calloc(room, sizeof *l->item), calloc(room, sizeof *l->part), 0 };
	return l->choices && l->labels && l->ticked && l->item && l->part ? 0 : err_set(&p->ctx->err, E_NOMEM, "packet");
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
	rc = ask_choice(p->ctx, share_title, "Since the last packet for whom?", choices, n, chosen);
	if (!rc && *chosen >= 0)
		rc = share_for(p, buf_as_slice(&p->past[past[*chosen]].to));
	for (size_t i = 0; i < n; i++)
		buf_release(&names[i]);
	return rc;
}

/* What is new, and what is ticked, depends on whom it is for.  *over: one of the questions was left. */
static int
ask_people(struct share_plan *p, bool *over)
{
	struct line_question to = { share_title, "Who is it for?", "A name, or what you call them. It stands on the first page.", false };
	struct line_question from = { share_title, "From whom?", "Your name, initials, or nothing.", false };
	enum step_end end = STEP_END_ANSWERED;
	bool chosen = p->has_last; /* by --choices, or because there is only one */
	int rc = 0, reader = 0;

	if (p->since_last && !chosen)
		rc = ask_reader(p, &reader);
	else if (!p->since_last && !p->to.n)
		rc = ask_line(p->ctx, &to, &p->to, &end);
	*over = reader < 0 || end == STEP_END_LEFT;
	if (!rc && !*over && !p->since_last && !chosen)
		rc = share_for(p, buf_as_slice(&p->to));
	if (!rc && !*over && !p->from.n)
		rc = ask_line(p->ctx, &from, &p->from, &end);
	*over = *over || end == STEP_END_LEFT;
	return rc;
}

static int
ask_note(struct share_plan *p)
{
	struct line_question note = { share_title, "A note to them", "What you would like them to know before they read. It can stay empty.", true };
	enum step_end end;

	return ask_line_kept(p->ctx, &note, &p->note, &end); /* however it is left: what was typed is kept, and the menu says so */
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
	enum step_end end = STEP_END_LEFT;
	int chosen = -1, rc = share_packet(p, &packet);

	if (!rc) {
		share_preview(p, &packet, &text);
		buf_printf(&text, "\n%s\n", share_words);
		rc = buf_check(&text, &p->ctx->err);
	}
	if (!rc)
		rc = ask_page(p->ctx, "exactly this leaves", buf_cstr(&text), "Read it as they would. Going on asks once more.", &end);
	if (!rc && end == STEP_END_ANSWERED)
		rc = ask_choice(p->ctx, share_title, share_words, ways, 3, &chosen);
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
	if (share_taken(p) == 0)
		buf_str(&text, "\nNothing is ticked, so there is nothing to look at yet.");
	if (p->held_back)
		buf_printf(&text, "\n%" PRIu64 " kept private stay%s here.", p->held_back, p->held_back == 1 ? "s" : "");
	rc = buf_check(&text, &p->ctx->err);
	if (!rc)
		rc = ask_choice(p->ctx, share_title, buf_cstr(&text), things, DOS, chosen);
	buf_release(&text);
	return rc;
}

int
share_converse(struct share_plan *p, enum share_how *how, bool *agreed)
{
	enum step_end end = STEP_END_ANSWERED;
	struct staging st;
	bool over = false;
	int rc;

	*agreed = false;
	staging_begin(&st, p->ctx);
	rc = ask_people(p, &over);
	if (!rc && !over)
		rc = share_choose_entries(p, &end);
	over = over || end == STEP_END_LEFT;
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
			rc = share_choose_entries(p, &end);
			break;
		case DO_PARTS:
			rc = share_reduce(p);
			break;
		case DO_NAMES:
			rc = share_ask_names(p);
			break;
		case DO_NOTE:
			rc = ask_note(p);
			break;
		default:
			over = true;
		}
	}
	staging_end(&st);
	return rc;
}
