/*
 * The prompts alone, for tests/pty/prompt.t: not a test by itself.
 *
 *	prompt_demo secret|line|confirm|word|size|clear RESULT
 *
 * Asks, then writes RESULT: "rc=... n=... " and what was typed.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/term/tty.h"

int
main(int argc, char **argv)
{
	struct secret *secret = NULL;
	struct buf line = BUF_INIT, out = BUF_INIT;
	struct err err = { 0 };
	bool yes = false;
	int rc = 0, columns = 0, rows = 0;

	setlocale(LC_ALL, "");
	if (argc != 3 || secret_init(&err) != 0)
		return 1;
	if (strcmp(argv[1], "secret") == 0)
		rc = tty_secret(&err, "passphrase: ", &secret);
	else if (strcmp(argv[1], "line") == 0)
		rc = tty_line(&err, "title: ", &line);
	else if (strcmp(argv[1], "confirm") == 0)
		rc = tty_confirm(&err, "delete 2 entries? (yes/no) ", NULL, &yes);
	else if (strcmp(argv[1], "word") == 0)
		rc = tty_confirm(&err, "type 'forget' to go on: ", "forget", &yes);
	else if (strcmp(argv[1], "clear") == 0) {
		rc = tty_show(&err, "recovery: AAAA-BBBB\033[2J\n");
		sleep(1);
		tty_clear();
	}
	tty_size(STDERR_FILENO, &columns, &rows);
	buf_printf(&out, "rc=%d there=%d yes=%d size=%dx%d n=%zu text=", rc, tty_there(), yes, columns, rows,
		   secret != NULL ? secret->n : line.n);
	if (secret != NULL)
		buf_add(&out, secret->p, secret->n);
	buf_add(&out, line.p, line.n);
	if (file_replace(NULL, argv[2], out.p, out.n) != 0)
		return 1;
	secret_free(secret);
	buf_release(&line);
	buf_release(&out);
	return 0;
}
