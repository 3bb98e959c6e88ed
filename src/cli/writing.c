/*
 * Letting a person write: composer, editor, lines of a plain terminal, standard input.
 *
 * In: a text to begin with and a function that saves it.  Out: how it ended.  Must never: end with a text that is
 * neither saved, nor in a draft, nor sealed beside the pins, unless its writer threw it away.
 *
 * The journal is closed while somebody writes and opened again to save; the keys stay in hand, so nothing is
 * asked twice.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/writing.h"
#include "felt/model/id.h"
#include "felt/term/composer.h"
#include "felt/term/editor.h"
#include "felt/term/tty.h"

enum { LINES_PIECE = 4096, NOTE = 200 };

/* ---- which way ---- */

bool
full_screen(const struct ctx *ctx)
{
	return !ctx->plain && ctx->term && ctx->term[0] && strcmp(ctx->term, "dumb") != 0;
}

int
writing_choose(struct ctx *ctx, const struct args *a, bool existing, enum writing_how *how)
{
	bool terminal = tty_is(STDIN_FILENO);

	if (args_has(a, "editor")) {
		*how = WRITE_EDITOR;
		if (!terminal)
			return err_set(&ctx->err, E_USAGE, "--editor needs a terminal, and standard input is none"
				"\nwithout --editor the text is taken from standard input");
		return 0;
	}
	*how = !terminal ? WRITE_STDIN : full_screen(ctx) ? WRITE_COMPOSER : WRITE_LINES;
	if (existing && *how == WRITE_LINES)
		return err_set(&ctx->err, E_USAGE, "this terminal shows plain lines only, in which a text cannot be changed"
			"\n--editor opens your editor; from a pipe the new text is taken from standard input");
	return 0;
}

/* ---- what a text comes to ---- */

static bool
blank(const struct buf *text)
{
	for (size_t i = 0; i < text->n; i++)
		if (text->p[i] != ' ' && text->p[i] != '\t' && text->p[i] != '\n' && text->p[i] != '\r')
			return false;
	return true;
}

/* The writer is done: saves.  1: there was nothing to save. */
static int
finish(struct writing *w, const struct buf *text, enum writing_end *end)
{
	int rc;

	*end = WRITING_UNCHANGED;
	if (blank(text) && w->existing && !w->empty_is_whole)
		return err_set(&w->ctx->err, E_USAGE, "editing into nothing is not deleting: the entry keeps its text"
			"\nfelt delete ID deletes an entry");
	if (blank(text) && !w->empty_is_whole)
		return 1;
	rc = w->finish(w->arg, buf_as_slice(text));
	if (!rc)
		*end = WRITING_SAVED;
	return rc;
}

/* Somewhere safe: a draft if the journal takes it, else a sealed file. */
static int
keep(struct writing *w, const struct buf *text, enum writing_end *end)
{
	char why[NOTE];
	int rc;

	*end = WRITING_UNCHANGED;
	if (blank(text) && !w->draft.stored)
		return 0;
	*end = WRITING_DRAFT;
	if (!draft_save(&w->draft, (const char *)text->p, text->n, why))
		return store_resume(&w->ctx->err, w->ctx->store);
	*end = WRITING_LOST;
	rc = draft_keep_lost(&w->draft, buf_as_slice(text));
	if (!rc)
		say(w->ctx, "the journal could not take it, so the text lies sealed in %s; the next felt that unlocks it takes it in",
			w->ctx->state_dir);
	return rc;
}

/* ---- standard input ---- */

static int
from_stdin(struct writing *w, struct buf *text, enum writing_end *end)
{
	int rc;

	buf_clear(text);
	rc = ctx_stdin_text(w->ctx, text);
	if (rc)
		return rc;
	rc = finish(w, text, end);
	if (rc < 0 && exit_status((enum err_code)rc) > 1) {
		/* The pipe is read and gone: the text must not go with it. */
		struct err first = w->ctx->err;

		if (!keep(w, text, end) && *end == WRITING_DRAFT)
			say(w->ctx, "kept as a draft: felt resume");
		w->ctx->err = first;
	}
	return rc == 1 && !w->existing ? err_set(&w->ctx->err, E_TEXT_EMPTY, "standard input") : rc < 0 ? rc : 0;
}

/* ---- lines of a plain terminal: for screen readers, and where nothing else works ---- */

static const int ends[] = { SIGHUP, SIGINT, SIGTERM, SIGQUIT };
enum { ENDS = sizeof ends / sizeof ends[0] };
static volatile sig_atomic_t told; /* set by the handler, read by the loop */

static void
on_end(int signo)
{
	told = signo;
}

static void
hold_ends(struct sigaction old[ENDS])
{
	struct sigaction act = { .sa_handler = on_end };

	told = 0;
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < ENDS; i++)
		sigaction(ends[i], &act, &old[i]);
}

static void
release_ends(const struct sigaction old[ENDS])
{
	for (size_t i = 0; i < ENDS; i++)
		sigaction(ends[i], &old[i], NULL);
}

/* Until ctrl-d, a signal, or the terminal's end. */
static int
read_lines(struct ctx *ctx, struct buf *text)
{
	while (!told) {
		uint8_t *to;
		ssize_t got;

		if (text->n > TEXT_MAX)
			return err_num(&ctx->err, E_TEXT_LONG, TEXT_MAX, "the text");
		to = buf_extend(text, LINES_PIECE);
		if (!to)
			return err_set(&ctx->err, E_NOMEM, "the text");
		got = read(STDIN_FILENO, to, LINES_PIECE);
		buf_truncate(text, text->n - LINES_PIECE + (got > 0 ? (size_t)got : 0));
		if (got == 0)
			return 0;
		if (got < 0 && errno != EINTR) {
			told = SIGHUP; /* the terminal went away */
			return 0;
		}
	}
	return 0;
}

static int
from_lines(struct writing *w, struct buf *text, enum writing_end *end)
{
	struct sigaction old[ENDS];
	int rc;

	say(w->ctx, "write; ctrl-d at the start of a line finishes, ctrl-c keeps it as a draft");
	store_suspend(w->ctx->store);
	hold_ends(old);
	rc = read_lines(w->ctx, text);
	if (told || rc) {
		int kept = keep(w, text, end);

		release_ends(old);
		if (!kept && *end == WRITING_DRAFT)
			say(w->ctx, "kept as a draft: felt resume");
		return rc ? rc : err_set(&w->ctx->err, E_INTERRUPTED, "terminal");
	}
	rc = store_resume(&w->ctx->err, w->ctx->store);
	if (!rc)
		rc = text_check(&w->ctx->err, (const char *)text->p, text->n, TEXT_MAX);
	if (!rc)
		rc = finish(w, text, end);
	if (rc < 0) {
		struct err first = w->ctx->err;

		if (!keep(w, text, end) && *end == WRITING_DRAFT)
			say(w->ctx, "kept as a draft: felt resume");
		w->ctx->err = first;
	}
	release_ends(old);
	return rc < 0 ? rc : 0;
}

/* ---- the editor ---- */

/* The text is in hand and saving failed: again, or somewhere safe. */
static int
insist(struct writing *w, struct buf *text, enum writing_end *end)
{
	struct err first;
	char why[NOTE];
	bool again = true;
	int rc;

	while ((rc = store_resume(&w->ctx->err, w->ctx->store)) || (rc = finish(w, text, end)) < 0) {
		first = w->ctx->err;
		report_sentence(&first, why, sizeof why);
		say(w->ctx, "felt: not saved yet: %s", why);
		if (tty_confirm(&w->ctx->err, "try again? (no keeps it as a draft) [y/N] ", NULL, &again) || !again) {
			rc = keep(w, text, end);
			if (!rc && *end == WRITING_DRAFT)
				say(w->ctx, "kept as a draft: felt resume");
			w->ctx->err = first;
			return first.code;
		}
	}
	return rc < 0 ? rc : 0;
}

static int
in_editor(struct writing *w, struct buf *text, enum writing_end *end)
{
	const struct ctx *ctx = w->ctx;
	struct editor ed = {
		.command = ctx->config.editor ? ctx->config.editor : ctx->visual, .runtime_dir = ctx->runtime_dir,
		.server_ok = ctx->config.editor_server_ok,
	};
	bool changed = false;
	int rc;

	store_suspend(w->ctx->store);
	rc = editor_run(&w->ctx->err, &ed, text, &changed);
	if (rc && changed) {
		struct err first = w->ctx->err;

		if (!keep(w, text, end) && *end == WRITING_DRAFT)
			say(w->ctx, "what the editor left is kept as a draft: felt resume");
		w->ctx->err = first;
		return rc;
	}
	if (rc)
		return rc;
	*end = WRITING_UNCHANGED;
	if (!changed)
		return store_resume(&w->ctx->err, w->ctx->store);
	if (blank(text) && w->existing && !w->empty_is_whole)
		return finish(w, text, end);
	return insist(w, text, end);
}

/* ---- the composer ---- */

static int
cancelled(struct writing *w, enum writing_end *end)
{
	*end = WRITING_CANCELLED;
	if (!w->draft.stored)
		return 0;
	int rc = store_resume(&w->ctx->err, w->ctx->store);

	return rc ? rc : draft_discard(&w->draft);
}

/* Why it was not saved, as the composer's next note. */
static void
note_of(const struct err *err, char note[NOTE])
{
	size_t n;

	report_sentence(err, note, NOTE / 2);
	n = strlen(note);
	if (err->code == E_SPACE)
		snprintf(note + n, NOTE - n, "; make some room, then finish again");
	else if (err->code == E_BUSY)
		snprintf(note + n, NOTE - n, "; wait for it, then finish again");
	else if (err->code != E_USAGE)
		snprintf(note + n, NOTE - n, "; the text is still here, finish tries again");
}

/* The writer is done: 1 means that the composer opens again, with a note. */
static int
composed(struct writing *w, struct buf *text, enum writing_end *end, char note[NOTE])
{
	int rc = store_resume(&w->ctx->err, w->ctx->store);

	if (!rc)
		rc = finish(w, text, end);
	if (rc == 1)
		rc = draft_discard(&w->draft);
	if (rc >= 0)
		return rc;
	note_of(&w->ctx->err, note);
	return 1;
}

/* The terminal went away.  The composer has called save; if that failed, the text is sealed beside the pins. */
static int
hung_up(struct writing *w, struct buf *text, enum writing_end *end)
{
	*end = WRITING_DRAFT;
	if (!blank(text) && (w->draft.failed || !w->draft.stored)) {
		*end = WRITING_LOST;
		draft_keep_lost(&w->draft, buf_as_slice(text));
	}
	return err_set(&w->ctx->err, E_INTERRUPTED, "terminal");
}

/* The composer itself failed, with a text in it or not. */
static int
broken(struct writing *w, struct buf *text, int rc, enum writing_end *end)
{
	struct err first = w->ctx->err;

	if (!blank(text) && !w->existing && !keep(w, text, end) && *end == WRITING_DRAFT)
		say(w->ctx, "kept as a draft: felt resume");
	w->ctx->err = first;
	return rc;
}

static int
in_composer(struct writing *w, struct buf *text, enum writing_end *end)
{
	char note[NOTE] = "";
	int rc;

	do {
		struct composer c = {
			.title = w->title, .note = note[0] ? note : NULL, .save = draft_save, .arg = &w->draft,
		};
		enum composer_end left = COMPOSER_HANGUP;

		store_suspend(w->ctx->store);
		rc = composer_run(&w->ctx->err, &c, text, &left);
		if (rc)
			return broken(w, text, rc, end);
		if (left == COMPOSER_CANCEL)
			return cancelled(w, end);
		if (left == COMPOSER_LATER)
			return keep(w, text, end);
		if (left == COMPOSER_HANGUP)
			return hung_up(w, text, end);
		rc = composed(w, text, end, note);
	} while (rc == 1);
	return rc;
}

int
writing_run(struct writing *w, struct buf *text, enum writing_end *end)
{
	*end = WRITING_UNCHANGED;
	switch (w->how) {
	case WRITE_STDIN:
		return from_stdin(w, text, end);
	case WRITE_LINES:
		return from_lines(w, text, end);
	case WRITE_EDITOR:
		return in_editor(w, text, end);
	default:
		return in_composer(w, text, end);
	}
}

/* ---- afterwards ---- */

int
writing_said(struct ctx *ctx, uint64_t id, const char *what)
{
	char whole[ID_TEXT], shown[SHORT_ID + 1];

	id_text(id, whole);
	short_id(id, shown);
	out_begin(ctx, false);
	if (ctx->json)
		out_printf(ctx, "{\"id\":\"%s\"}\n", whole);
	else if (!ctx->out.terminal)
		out_printf(ctx, "%s\n", whole);
	else
		say(ctx, "%s %s", what, shown);
	return 0;
}
