/*
 * The composer alone, for tests/pty/composer.t: not a test by itself.
 *
 *	compose_demo [-t TITLE] [-a ABOVE] [-n NOTE] [-h HELP] [-m MAX] [-f FAILURES] [-s] TEXT RESULT
 *
 * Reads TEXT, runs the composer on it, and writes RESULT: one line "end=... rc=... saves=... failed=...", then the text.
 * -f: so many saves fail at first.  -s: no save at all.  Every save is written to RESULT.draft.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/term/composer.h"

struct drafts {
	int saves, failed, failures;
	const char *path;
};

static int
save(void *arg, const char *text, size_t n, char say[200])
{
	struct drafts *d = arg;

	d->saves++;
	if (d->failures > 0) {
		d->failures--;
		d->failed++;
		snprintf(say, 200, "no space: free some, then go on writing");
		return E_SPACE;
	}
	return file_replace(NULL, d->path, text, n);
}

static const char *
name(enum composer_end end)
{
	switch (end) {
	case COMPOSER_DONE:
		return "done";
	case COMPOSER_CANCEL:
		return "cancel";
	case COMPOSER_LATER:
		return "later";
	case COMPOSER_HANGUP:
		return "hangup";
	default:
		break;
	}
	return "?";
}

int
main(int argc, char **argv)
{
	struct composer c = { .title = "sun 22 nov 2026" };
	struct drafts d = { 0, 0, 0, NULL };
	struct buf text = BUF_INIT, out = BUF_INIT;
	enum composer_end end = COMPOSER_HANGUP;
	char draft[4096];
	int o, rc;

	setlocale(LC_ALL, "");
	c.save = save;
	c.arg = &d;
	while ((o = getopt(argc, argv, "t:a:n:h:m:f:s")) != -1) {
		switch (o) {
		case 't':
			c.title = optarg;
			break;
		case 'a':
			c.above = optarg;
			break;
		case 'n':
			c.note = optarg;
			break;
		case 'h':
			c.help = optarg;
			break;
		case 'm':
			c.max = (size_t)strtoul(optarg, NULL, 10);
			break;
		case 'f':
			d.failures = atoi(optarg);
			break;
		case 's':
			c.save = NULL;
			break;
		default:
			return 1;
		}
	}
	if (argc - optind != 2)
		return 1;
	snprintf(draft, sizeof draft, "%s.draft", argv[optind + 1]);
	d.path = draft;
	if (file_read(NULL, argv[optind], TEXT_MAX, &text) != 0)
		return 1;
	rc = composer_run(NULL, &c, &text, &end);
	buf_printf(&out, "end=%s rc=%d saves=%d failed=%d\n", name(end), rc, d.saves, d.failed);
	buf_add(&out, text.p, text.n);
	if (file_replace(NULL, argv[optind + 1], out.p, out.n) != 0)
		return 1;
	buf_release(&out);
	buf_release(&text);
	return 0;
}
