/*
 * Handing over a recovery key: shown once on the terminal until it stands on paper, or written into a file.
 *
 * Laws
 *  1. A key counts only after its owner has it: the caller commits after sheet_give() returned 0.
 *  2. The key goes to the terminal itself, never to standard output, and is cleared from the screen before its
 *     groups are asked back; what was typed of it is cleared afterwards.
 *  3. A file is new, of mode 0600, synced and whole, or it is not there.
 *
 * While the key is on the screen, ctrl-c must not end the process on the spot: the screen is cleared first and the
 * half-made journal taken away.  The prompts hold the signals and say E_INTERRUPTED (felt/term/tty.h); between
 * them they are ignored here.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/frame.h"
#include "felt/base/crockford.h"
#include "felt/base/file.h"
#include "felt/crypt/seal.h"
#include "felt/term/tty.h"

enum { GROUPS = 9, GROUP = 4, TRIES = 3 };
#define INDENT "    "

static const int leaving[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
enum { LEAVING = sizeof leaving / sizeof leaving[0] };

int
sheet_check(struct ctx *ctx, const char *to)
{
	struct stat st;

	if (!to && !tty_there())
		return err_set(&ctx->err, E_USAGE, "the recovery key has to be shown once, and there is no terminal"
			"\n--recovery-to FILE writes it into a new file");
	if (!to)
		return 0;
	if (!to[0] || (ctx->journal && !strcmp(to, ctx->journal)))
		return err_set(&ctx->err, E_USAGE, "--recovery-to wants a file of its own");
	if (!lstat(to, &st))
		return err_set(&ctx->err, E_EXISTS, "%s", to);
	return 0;
}

/* ---- into a file ---- */

static int
write_file(struct sheet *sheet, struct err *err, const char *text)
{
	struct file_new f = { .fd = -1, .dir = -1 };
	struct buf b = BUF_INIT;
	int rc;

	/* the key alone on the first line: --recovery-fd N N<FILE reads it back */
	buf_printf(&b, "%s\n\nThis is the recovery key of a felt journal. It opens the journal when the passphrase is forgotten:\n"
		"    felt key passphrase --recovery\nWhoever has this file and the journal can read everything in it: keep the two apart.\n", text);
	rc = buf_check(&b, err);
	if (!rc)
		rc = file_new_begin_unnamed(err, &f, sheet->to);
	if (!rc)
		rc = file_write_fd(err, f.fd, sheet->to, b.p, b.n);
	if (!rc)
		rc = file_new_commit(err, &f);
	/* the folder's own sync may fail after the file has its name: then it stands all the same */
	sheet->written = !rc || f.named;
	file_new_abort(&f);
	buf_release(&b);
	return rc;
}

void
sheet_take_back(struct sheet *sheet)
{
	if (!sheet->written)
		return;
	unlink(sheet->to);
	file_sync_parent(NULL, sheet->to);
	sheet->written = false;
}

/* ---- on the terminal ---- */

/* "    P9AD-T0QG-...", in two lines where one would be cut in the middle of a group. */
static void
add_key(struct buf *b, const char *text)
{
	const size_t half = (GROUPS / 2 + 1) * (GROUP + 1);
	int columns, rows;

	tty_size(STDERR_FILENO, &columns, &rows);
	if ((size_t)columns < strlen(INDENT) + strlen(text))
		buf_printf(b, INDENT "%.*s\n" INDENT "%s\n\n", (int)half, text, text + half);
	else
		buf_printf(b, INDENT "%s\n\n", text);
}

/* again: once it was on the screen already. */
static int
show(struct err *err, const char *text, bool again)
{
	struct buf b = BUF_INIT, answer = BUF_INIT;
	int rc;

	buf_str(&b, again ? "\nHere is the recovery key once more. Please see that the paper says the same:\n\n"
		: "\nThis is the recovery key. It opens the journal when the passphrase is forgotten. "
		"It is shown this once and kept nowhere. Please write it on paper:\n\n");
	add_key(&b, text);
	if (!again)
		buf_str(&b, "Whoever has the paper and the file can read everything: keep it apart, where you keep what matters.\n\n");
	rc = buf_check(&b, err);
	if (!rc)
		rc = tty_show(err, buf_cstr(&b));
	if (!rc)
		rc = tty_line(err, "Enter, when it is on paper: ", &answer);
	tty_clear();
	buf_release(&answer);
	buf_release(&b);
	return rc;
}

/* Is what was typed this group?  As forgiving as reading the whole key: any case, O I L, blanks. */
static bool
same_group(const char *text, unsigned group, const struct buf *typed)
{
	size_t n = 0;

	for (size_t i = 0; i < typed->n; i++) {
		char c = (char)typed->p[i];
		if (c == ' ' || c == '-' || c == '\t')
			continue;
		if (n == GROUP || crockford_value(c) < 0 || crockford_value(c) != crockford_value(text[group * (GROUP + 1) + n]))
			return false;
		n++;
	}
	return n == GROUP;
}

/* One group asked back; *right says whether it was the one.  Enter alone shows the key again and costs no try. */
static int
ask_group(struct sheet *sheet, struct err *err, const char *text, unsigned group, bool *right)
{
	static const char *const nth[GROUPS] = { "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "last" };
	char prompt[96];
	int rc = 0;

	*right = false;
	snprintf(prompt, sizeof prompt, "type the %s group on the paper (enter: see the key again): ", nth[group]);
	for (int i = 0; i < TRIES && !rc && !*right;) {
		struct buf typed = BUF_INIT;
		rc = tty_line(err, prompt, &typed);
		bool look = !rc && typed.n == 0;
		*right = !rc && same_group(text, group, &typed);
		buf_release(&typed);
		i += !look;
		if (look)
			rc = show(err, text, true);
		else if (!rc && !*right && i < TRIES)
			say(sheet->ctx, "that is not the one; look at the %s group again", nth[group]);
	}
	return rc;
}

static void
pick_two(unsigned *a, unsigned *b)
{
	uint8_t r[2];

	random_bytes(r, sizeof r);
	*a = r[0] % GROUPS;
	*b = (*a + 1 + r[1] % (GROUPS - 1)) % GROUPS;
}

static int
on_terminal(struct sheet *sheet, struct err *err, const char *text)
{
	for (bool again = false;; again = true) {
		bool right = false;
		unsigned a, b;
		int rc = show(err, text, again);
		if (rc)
			return rc;
		pick_two(&a, &b);
		rc = ask_group(sheet, err, text, a, &right);
		if (!rc && right)
			rc = ask_group(sheet, err, text, b, &right);
		tty_clear(); /* law 2: what was typed are groups of it */
		if (rc || right)
			return rc;
	}
}

int
sheet_give(struct sheet *sheet, struct err *err, const struct secret *key)
{
	struct sigaction hold = { .sa_handler = SIG_IGN }, old[LEAVING];
	char text[RECOVERY_TEXT];
	int rc;

	recovery_text(key->p, text);
	if (sheet->to) {
		rc = write_file(sheet, err, text);
	} else {
		sigemptyset(&hold.sa_mask);
		for (size_t i = 0; i < LEAVING; i++)
			sigaction(leaving[i], &hold, &old[i]);
		rc = on_terminal(sheet, err, text);
		for (size_t i = 0; i < LEAVING; i++)
			sigaction(leaving[i], &old[i], NULL);
	}
	wipe(text, sizeof text);
	return rc;
}
