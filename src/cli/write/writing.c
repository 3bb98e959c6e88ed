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
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/walk/help_card.h"
#include "cli/idle.h"
#include "cli/staging.h"
#include "cli/write/writing.h"
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

	ctx->disk_plaintext = args_has(a, "allow-disk-plaintext");
	if (ctx->disk_plaintext && !args_has(a, "editor"))
		return err_set(&ctx->err, E_USAGE, "--allow-disk-plaintext says where --editor may put the text, and --editor is not there");
	if (args_has(a, "editor")) {
		*how = WRITE_EDITOR;
		if (!terminal)
			return err_set(&ctx->err, E_USAGE, "--editor needs a terminal, and standard input is not one"
				"\nwithout --editor the text is taken from standard input");
		return 0;
	}
	*how = !terminal ? WRITE_STDIN : full_screen(ctx) ? WRITE_COMPOSER : WRITE_LINES;
	return existing && *how == WRITE_LINES ? writing_no_lines(ctx) : 0;
}

int
writing_no_lines(struct ctx *ctx)
{
	return err_set(&ctx->err, E_USAGE, "this terminal shows plain lines only, in which a text cannot be changed"
		"\n--editor opens your editor; from a pipe the new text is taken from standard input");
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

/* In UTF-8: what stands there for a byte that is none.  NUL has a picture. */
static void
put_letter(struct buf *b, uint8_t c, bool short_of_room)
{
	if (short_of_room) {
		buf_u8(b, '?');
	} else if (c == 0) {
		buf_str(b, "\u2400");
	} else {
		buf_u8(b, (uint8_t)(0xc0 | c >> 6));
		buf_u8(b, 0x80 | (c & 0x3f));
	}
}

static int
as_utf8(struct err *err, const struct buf *text, bool short_of_room, struct buf *out)
{
	const char *p = (const char *)text->p;
	size_t at = 0;

	while (at < text->n) {
		struct err why = { 0 };
		size_t good = text->n - at;

		if (text_check(&why, p + at, good, good))
			good = (size_t)why.n;
		buf_add(out, p + at, good);
		at += good;
		if (at < text->n)
			put_letter(out, text->p[at++], short_of_room);
	}
	return buf_check(out, err);
}

/*
 * A draft and a sealed file must open again, so both hold UTF-8 only.  An editor or a terminal may have given something
 * else, most likely Latin-1: a byte that is no UTF-8 becomes the letter of that number.  1: something was changed.
 */
static int
make_utf8(struct err *err, struct buf *text)
{
	struct buf b = BUF_INIT;
	int rc;

	if (!text_check(NULL, (const char *)text->p, text->n, text->n))
		return 0;
	rc = as_utf8(err, text, false, &b);
	if (!rc && b.n > TEXT_MAX) {
		buf_clear(&b);
		rc = as_utf8(err, text, true, &b);
	}
	if (rc) {
		buf_release(&b);
		return rc;
	}
	buf_release(text);
	*text = b;
	return 1;
}

/* Where the text lies when the journal did not take it, and if it could be kept nowhere, why. */
static int
keep_beside(struct writing *w, struct buf *text)
{
	char why[NOTE];
	int rc = draft_keep_lost(w->draft, buf_as_slice(text));

	if (!rc) {
		say(w->ctx, "the journal could not take it, so the text lies sealed in %s; the next felt that unlocks it takes it in",
			w->ctx->state_dir);
		return 0;
	}
	report_sentence(&w->ctx->err, why, sizeof why);
	w->ctx->quiet = false; /* this is said in any case */
	say(w->ctx, "felt: the text could be kept nowhere, neither in the journal nor beside it: %s", why);
	return rc;
}

/* Somewhere safe: a draft if the journal takes it, else a sealed file. */
static int
keep(struct writing *w, struct buf *text, enum writing_end *end)
{
	char why[NOTE];
	int rc;

	*end = WRITING_UNCHANGED;
	if (blank(text) && !w->draft->stored)
		return 0;
	rc = make_utf8(&w->ctx->err, text);
	if (rc == 1)
		say(w->ctx, "not all of it was UTF-8; what was not is kept as Latin-1");
	*end = WRITING_DRAFT;
	if (rc >= 0 && !draft_save(w->draft, (const char *)text->p, text->n, why)) {
		(void)store_resume(NULL, w->ctx->store); /* the text is safe, whatever the file does now */
		return 0;
	}
	*end = WRITING_LOST;
	return keep_beside(w, text);
}

/* The same after a failure, which stays the one that is reported.  what: how the draft is called. */
static int
keep_after_failure(struct writing *w, struct buf *text, enum writing_end *end, const char *what)
{
	struct err first = w->ctx->err;
	char id[SHORT_ID + 1];
	int rc = keep(w, text, end);

	if (!rc && *end == WRITING_DRAFT) {
		short_id(w->draft->id, id);
		say(w->ctx, "%s kept as a draft: felt resume %s", what, id);
	}
	w->ctx->err = first;
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
	if (rc < 0 && exit_status((enum err_code)rc) > 1) { /* the pipe is read and gone: the text must not go with it */
		const char *what = w->existing ? "the entry is as it was; the new text is" : "this is no entry yet; the text is";

		if (!keep_after_failure(w, text, end, what))
			w->ctx->hint = *end == WRITING_DRAFT ? "the text is safe, there is no need to send it again; felt resume ID --keep saves it" :
				"the text is safe, there is no need to send it again; the next unlock makes a draft of it";
	}
	return rc == 1 && !w->existing ? err_set(&w->ctx->err, E_TEXT_EMPTY, "standard input") : rc < 0 ? rc : 0;
}

/* ---- lines of a plain terminal: for screen readers, and where nothing else works ---- */

/* Until ctrl-d; E_INTERRUPTED at a signal and at the terminal's end.  Never more than a draft can hold. */
static int
read_lines(struct ctx *ctx, struct buf *text)
{
	while (!ends_told()) {
		size_t room = TEXT_MAX - text->n < LINES_PIECE ? TEXT_MAX - text->n : LINES_PIECE;
		uint8_t *to;
		ssize_t got;

		if (room == 0)
			return err_num(&ctx->err, E_TEXT_LONG, TEXT_MAX, "the text");
		to = buf_extend(text, room);
		if (!to)
			return err_set(&ctx->err, E_NOMEM, "the text");
		got = read(STDIN_FILENO, to, room);
		buf_truncate(text, text->n - room + (got > 0 ? (size_t)got : 0));
		if (got == 0)
			return 0;
		if (got < 0 && errno != EINTR)
			break; /* the terminal went away */
	}
	return err_set(&ctx->err, E_INTERRUPTED, "terminal");
}

static int
from_lines(struct writing *w, struct buf *text, enum writing_end *end)
{
	struct ends ends;
	int rc;

	say(w->ctx, "write; ctrl-d at the start of a line finishes, ctrl-c keeps it as a draft");
	store_suspend(w->ctx->store);
	ends_hold(&ends);
	rc = read_lines(w->ctx, text);
	if (!rc)
		rc = store_resume(&w->ctx->err, w->ctx->store);
	if (!rc)
		rc = text_check(&w->ctx->err, (const char *)text->p, text->n, TEXT_MAX);
	if (!rc)
		rc = finish(w, text, end);
	if (rc < 0)
		keep_after_failure(w, text, end, "the text is");
	ends_release(&ends);
	return rc < 0 ? rc : 0;
}

/* ---- the editor ---- */

/* Somebody who is there may close the other felt, or make room.  Nothing waits for the answer with the journal in hand. */
static bool
asked(struct writing *w, const char *question)
{
	struct err err = { 0 };
	char why[NOTE];
	bool yes = false;

	store_suspend(w->ctx->store);
	report_sentence(&w->ctx->err, why, sizeof why);
	say(w->ctx, "felt: not saved yet: %s", why);
	return !ends_told() && !tty_confirm(&err, question, NULL, &yes) && yes;
}

/* Nobody can be asked any more, or the writer says so in as many words: enter alone throws nothing away. */
static bool
given_up(struct writing *w)
{
	struct err err = { 0 };
	bool yes = false;

	store_suspend(w->ctx->store);
	return ends_told() || tty_confirm(&err, "the text can be kept nowhere; throw it away? (no tries again) [y/N] ", NULL, &yes) || yes;
}

/* The text is in hand and saving failed: again, or somewhere safe.  A text that no journal takes would fail again. */
static int
insist(struct writing *w, struct buf *text, enum writing_end *end)
{
	bool nowhere = false;
	int rc;

	while ((rc = store_resume(&w->ctx->err, w->ctx->store)) || (rc = finish(w, text, end)) < 0) {
		if (!nowhere && exit_status((enum err_code)rc) > 1 && asked(w, "try again? (no keeps it as a draft) [y/N] "))
			continue;
		if (!keep_after_failure(w, text, end, "the text is"))
			return rc;
		nowhere = true;
		if (given_up(w))
			return rc;
	}
	return rc < 0 ? rc : 0;
}

static int
run_editor(struct writing *w, struct buf *text, enum writing_end *end)
{
	const struct ctx *ctx = w->ctx;
	struct editor ed = {
		.command = ctx->config.editor ? ctx->config.editor : ctx->visual, .runtime_dir = ctx->runtime_dir,
		.server_ok = ctx->config.editor_server_ok, .disk_dir = ctx->disk_plaintext ? ctx->scratch_dir : NULL,
	};
	bool changed = false;
	int rc;

	store_suspend(w->ctx->store);
	rc = editor_run(&w->ctx->err, &ed, text, &changed);
	if (rc && changed)
		keep_after_failure(w, text, end, "what the editor left is");
	if (rc)
		return rc;
	*end = WRITING_UNCHANGED;
	if (!changed)
		return store_resume(&w->ctx->err, w->ctx->store);
	if (blank(text) && w->existing && !w->empty_is_whole)
		return finish(w, text, end);
	return insist(w, text, end);
}

/* From before the editor until the text is safe the text may lie in this process alone. */
static int
in_editor(struct writing *w, struct buf *text, enum writing_end *end)
{
	struct ends ends;
	int rc;

	ends_hold(&ends);
	rc = run_editor(w, text, end);
	ends_release(&ends);
	if (rc || !ends_told())
		return rc;
	if (*end == WRITING_SAVED)
		say(w->ctx, "the text is saved");
	return err_set(&w->ctx->err, E_INTERRUPTED, "editor");
}

/* ---- the composer ---- */

static int
cancelled(struct writing *w, enum writing_end *end)
{
	*end = WRITING_CANCELLED;
	if (!w->draft->stored)
		return 0;
	int rc = store_resume(&w->ctx->err, w->ctx->store);

	return rc ? rc : draft_discard(w->draft);
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
		rc = draft_discard(w->draft);
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
	if (!blank(text) && (w->draft->failed || !w->draft->stored)) {
		*end = WRITING_LOST;
		make_utf8(NULL, text);
		keep_beside(w, text);
	}
	return err_set(&w->ctx->err, E_INTERRUPTED, "terminal");
}

/* The composer itself failed, with a text in it or not. */
static int
broken(struct writing *w, struct buf *text, int rc, enum writing_end *end)
{
	if (!blank(text) && !w->existing)
		keep_after_failure(w, text, end, "the text is");
	return rc;
}

static int
in_composer(struct writing *w, struct buf *text, enum writing_end *end)
{
	char note[NOTE] = "";
	struct buf page = BUF_INIT;
	int rc;

	help_now_page(w->ctx, &page);
	do {
		struct composer c = {
			.title = w->title, .note = note[0] ? note : NULL, .help = buf_cstr(&page), .save = draft_save, .arg = w->draft,
			.lock = idle_lock_draft, .idle_ms = idle_ms(w->ctx), .stage = staging_stage(w->ctx),
		};
		enum composer_end left = COMPOSER_HANGUP;

		store_suspend(w->ctx->store);
		rc = composer_run(&w->ctx->err, &c, text, &left);
		if (rc)
			rc = broken(w, text, rc, end);
		else if (left == COMPOSER_CANCEL)
			rc = cancelled(w, end);
		else if (left == COMPOSER_LATER)
			rc = keep(w, text, end);
		else if (left == COMPOSER_HANGUP)
			rc = hung_up(w, text, end);
		else
			rc = composed(w, text, end, note);
	} while (rc == 1);
	buf_release(&page);
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
