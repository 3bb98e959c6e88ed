/*
 * felt status: in words where the journal is, how large, what opens it, what this machine knows of it, and which
 * protection is there and which is not.
 *
 * Law: it needs no key, and claims nothing that it has not looked up just now.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "cli/keys/cache.h"
#include "cli/commands.h"
#include "cli/frame.h"
#include "felt/base/json.h"
#include "felt/store/pin.h"

enum { WORDS_AT = 14, ANSWER_AT = WORDS_AT + 9, WORDS_LONGEST = 512 };

struct state {
	struct store_outside out;
	struct pin pin;
	enum err_code pin_fault; /* why the pin could not be read */
	struct protections safe;
	bool open, cache;        /* the keys are kept until then; there is a place where they could be */
	int64_t until_ms;
};

static int
look(struct ctx *ctx, struct state *s)
{
	struct err why = { 0 };
	int rc = store_outside(&ctx->err, ctx->store, &s->out);

	if (rc)
		return rc;
	if (ctx->state_dir)
		s->pin_fault = (enum err_code)pin_read(&why, ctx->state_dir, s->out.journal_id, &s->pin);
	harden_look(ctx->runtime_dir, &s->safe);
	s->open = cache_until(s->out.journal_id, s->out.epoch, &s->until_ms);
	s->cache = s->open || !session_possible(NULL);
	return 0;
}

static uint64_t
changes_since_backup(const struct pin *p)
{
	return p->generation > p->backup_generation ? p->generation - p->backup_generation : 0;
}

/* ---- words ---- */

static void
label(struct ctx *ctx, const char *what)
{
	out_ink(ctx, INK_DIM);
	out_printf(ctx, "%-14s", what);
	out_ink(ctx, INK_PLAIN);
}

/* The words of a row behind its label; on a terminal broken at blanks, the lines after the first begin in column `at`. */
static void __attribute__((format(printf, 3, 4)))
words(struct ctx *ctx, size_t at, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	char text[WORDS_LONGEST];
	size_t columns = ctx->out.terminal && ctx->out.columns > WORDS_AT ? (size_t)ctx->out.columns - WORDS_AT : WORDS_LONGEST, skip;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	for (const char *s = text; *s; s += skip) {
		size_t n = text_wrap(s, strlen(s), columns, &skip);

		if (s != text)
			buf_printf(&b, "%*s", (int)at, "");
		buf_add(&b, s, n);
		buf_str(&b, "\n");
		if (s == text && columns < WORDS_LONGEST)
			columns -= at - WORDS_AT;
		s += n;
	}
	out_str(ctx, buf_cstr(&b));
	buf_release(&b);
}

static void
show_locked(struct ctx *ctx, const struct state *s)
{
	char until[WHEN_TEXT], length[WORDS_MAX];

	label(ctx, "locked");
	if (s->open) {
		when_human(when_at(s->until_ms, &ctx->zone), until);
		words(ctx, WORDS_AT, "no; open until %s, without the passphrase, for whoever runs felt as you: felt lock ends it", until);
		return;
	}
	words(ctx, WORDS_AT, "%s", ctx->config.passphrase_command ?
		"yes; passphrase_command gives the passphrase unasked to whoever runs felt as you" :
		"yes; commands ask for the passphrase, which is never kept");
	label(ctx, "");
	if (!s->cache)
		words(ctx, WORDS_AT, "%s", "felt unlock cannot keep it open for a while here: this system gives no memory for that");
	else if (ctx->config.unlock_for)
		words(ctx, WORDS_AT, "after the next one it stays open for %s (unlock_for in the config file)", words_span(ctx->config.unlock_for, length));
	else
		words(ctx, WORDS_AT, "%s", "felt unlock keeps it open for a while, if you want that");
}

static void
show_file(struct ctx *ctx, const struct state *s)
{
	char size[WORDS_MAX];

	words_size(s->out.bytes, size);
	label(ctx, "journal");
	out_safe(ctx, slice_of(ctx->journal), TEXT_ONE_LINE);
	out_str(ctx, "\n");
	label(ctx, "size");
	words(ctx, WORDS_AT, "%s, %" PRIu64 " sealed piece%s (entries, drafts, marks of deletions)", size, s->out.rows, s->out.rows == 1 ? "" : "s");
	show_locked(ctx, s);
}

static void
show_slots(struct ctx *ctx, const struct state *s)
{
	for (size_t i = 0; i < s->out.nslots; i++) {
		const struct slot *slot = &s->out.slots[i];
		char size[WORDS_MAX];
		words_size(slot->cost.memory, size);
		label(ctx, i ? "" : "opens with");
		if (slot->type == SLOT_PASSPHRASE)
			words(ctx, WORDS_AT, "passphrase; each guess at it costs %s and %" PRIu32 " passes", size, slot->cost.passes);
		else
			words(ctx, WORDS_AT, "%s", slot->type == SLOT_RECOVERY ? "recovery key" : "something this felt does not know");
	}
}

static void
show_pin(struct ctx *ctx, const struct state *s)
{
	char ago[WORDS_MAX];
	uint64_t changes = changes_since_backup(&s->pin);

	label(ctx, "this machine");
	if (s->pin_fault)
		words(ctx, WORDS_AT, "%s", "its note of this journal cannot be read: an older file put in its place would not be seen");
	else if (!s->pin.present)
		words(ctx, WORDS_AT, "%s", "has not opened this journal yet");
	else
		words(ctx, WORDS_AT, "last saw change %" PRIu64 "; an older file put in its place would be seen", s->pin.generation);
	label(ctx, "backup");
	if (!s->pin.backup_at) {
		words(ctx, WORDS_AT, "%s", "none was made from this machine; felt backup FILE makes one");
		return;
	}
	words_ago(ctx->now.ms, (int64_t)s->pin.backup_at * 1000, ago);
	if (changes)
		words(ctx, WORDS_AT, "%s, %" PRIu64 " change%s since then", ago, changes, changes == 1 ? "" : "s");
	else
		words(ctx, WORDS_AT, "%s, nothing was changed since then", ago);
}

static void
protection(struct ctx *ctx, bool first, enum answer a, const char *yes, const char *no)
{
	label(ctx, first ? "protected" : "");
	if (a == ANSWER_YES)
		words(ctx, ANSWER_AT, "yes      %s", yes);
	else
		words(ctx, ANSWER_AT, "%s  %s", a == ANSWER_NO ? "no     " : "unknown", no);
}

static void
show_protections(struct ctx *ctx, const struct protections *p)
{
	protection(ctx, true, p->no_core, "a crash leaves no memory behind on the disk", "a crash may leave memory behind on the disk");
	protection(ctx, false, p->no_trace, "other programs of yours cannot look into felt", "other programs of yours could look into felt");
	protection(ctx, false, p->memory_locked, "keys stay out of swap (memory that the system puts on the disk)",
		"keys may reach swap, memory put on the disk (a low limit for locked memory)");
	protection(ctx, false, p->no_swap, "no unencrypted swap on the disk",
		"there is unencrypted swap, which could keep parts of a text on the disk");
	protection(ctx, false, p->no_network, "felt, its editor and its pager cannot open network connections",
		"felt opens no network connection, but nothing keeps an editor from it");
	if (p->no_network == ANSWER_YES)
		protection(ctx, false, ANSWER_NO, "", "a program already running can still get text from an editor (clipboard, tmux)");
	protection(ctx, false, p->editor_memory, "--editor can keep the text in memory, off the disk",
		"--editor cannot keep the text in memory, so felt refuses it");
	protection(ctx, false, p->editor_hidden, "nothing is left of what --editor works on, even after a crash",
		"if felt is ended by force, the text in --editor stays in memory until felt starts again");
	protection(ctx, false, p->editor_jail, "--editor can write nowhere else, so it leaves no copies",
		"--editor could leave copies; felt starts only those it can tell not to");
}

static void
show_words(struct ctx *ctx, const struct state *s)
{
	show_file(ctx, s);
	show_slots(ctx, s);
	show_pin(ctx, s);
	if (s->out.inbox) {
		label(ctx, "waiting");
		out_printf(ctx, "%" PRIu64 " written while locked\n", s->out.inbox);
	}
	show_protections(ctx, &s->safe);
}

/* ---- json ---- */

static void
number(struct json_out *j, const char *key, uint64_t n)
{
	json_key(j, key);
	json_int(j, (long long)n);
}

static void
truth(struct json_out *j, const char *key, enum answer a)
{
	if (a == ANSWER_UNKNOWN)
		return; /* absent what is not known */
	json_key(j, key);
	json_bool(j, a == ANSWER_YES);
}

static void
json_protections(struct json_out *j, const struct protections *p)
{
	json_key(j, "protected");
	json_open(j, '{');
	truth(j, "no-core-dump", p->no_core);
	truth(j, "no-trace", p->no_trace);
	truth(j, "locked-memory", p->memory_locked);
	truth(j, "no-plain-swap", p->no_swap);
	truth(j, "editor-in-memory", p->editor_memory);
	truth(j, "editor-hidden", p->editor_hidden);
	truth(j, "editor-jailed", p->editor_jail);
	truth(j, "no-network", p->no_network);
	json_close(j, '}');
}

/* A path is bytes; what is no UTF-8 is shown as everywhere else. */
static void
json_path(struct json_out *j, const char *key, const char *path)
{
	struct buf safe = BUF_INIT;

	text_safe(&safe, path, strlen(path), TEXT_ONE_LINE);
	json_key(j, key);
	json_slice(j, buf_as_slice(&safe));
	buf_release(&safe);
}

static void
json_when(struct json_out *j, const struct ctx *ctx, const char *key, int64_t ms)
{
	char when[WHEN_TEXT];

	when_iso(when_at(ms, &ctx->zone), when);
	json_key(j, key);
	json_text(j, when);
}

static void
json_backup(struct json_out *j, const struct ctx *ctx, const struct pin *p)
{
	json_key(j, "backup");
	json_open(j, '{');
	json_when(j, ctx, "made", (int64_t)p->backup_at * 1000);
	number(j, "changes-since", changes_since_backup(p));
	json_close(j, '}');
}

static void
show_json(struct ctx *ctx, const struct state *s)
{
	struct json_out j;

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_path(&j, "journal", ctx->journal);
	number(&j, "bytes", s->out.bytes);
	number(&j, "rows", s->out.rows);
	number(&j, "packs", s->out.packs);
	number(&j, "waiting", s->out.inbox);
	number(&j, "epoch", s->out.epoch);
	json_key(&j, "locked");
	json_bool(&j, !s->open);
	if (s->open)
		json_when(&j, ctx, "unlocked-until", s->until_ms);
	json_key(&j, "slots");
	json_open(&j, '[');
	for (size_t i = 0; i < s->out.nslots; i++)
		json_text(&j, s->out.slots[i].type == SLOT_PASSPHRASE ? "passphrase" :
			s->out.slots[i].type == SLOT_RECOVERY ? "recovery" : "unknown");
	json_close(&j, ']');
	if (s->pin.present)
		number(&j, "last-seen", s->pin.generation);
	if (s->pin.backup_at)
		json_backup(&j, ctx, &s->pin);
	json_protections(&j, &s->safe);
	json_close(&j, '}');
	out_str(ctx, "\n");
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct state s;
	int rc;

	(void)args;
	memset(&s, 0, sizeof s);
	rc = look(ctx, &s);
	if (!rc) {
		out_begin(ctx, true);
		if (ctx->json)
			show_json(ctx, &s);
		else
			show_words(ctx, &s);
	}
	pin_release(&s.pin);
	return rc;
}

const struct command cmd_status = {
	.name = "status",
	.group = "keep safe",
	.args = "",
	.summary = "in words: where, how large, what protects it, what does not",
	.needs = NEED_JOURNAL,
	.run = run,
	.details =
		"Needs no passphrase: it says what anybody who has the file could see, and what this machine remembers of it.\n",
};
