/*
 * The editor alone, for tests/pty/editor.t: not a test by itself.
 *
 *	edit_demo [-r RUNTIME_DIR] [-d DISK_DIR] [-s] [-w] COMMAND TEXT RESULT
 *
 * -d: a place on a disk is fine.  -s: server editors are fine.  -w: only sweeps.  RESULT: "rc=... changed=... subject=...", then the text.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/term/editor.h"

int
main(int argc, char **argv)
{
	struct editor ed = { NULL, NULL, false, NULL };
	struct buf text = BUF_INIT, out = BUF_INIT;
	struct err err;
	bool changed = false;
	int o, rc;

	memset(&err, 0, sizeof err);
	while ((o = getopt(argc, argv, "r:d:sw")) != -1) {
		if (o == 'r')
			ed.runtime_dir = optarg;
		else if (o == 'd')
			ed.disk_dir = optarg;
		else if (o == 's')
			ed.server_ok = true;
		else if (o == 'w') {
			editor_sweep(ed.runtime_dir, ed.disk_dir);
			return 0;
		} else
			return 1;
	}
	if (argc - optind != 3)
		return 1;
	ed.command = argv[optind][0] != '\0' ? argv[optind] : NULL;
	if (file_read(NULL, argv[optind + 1], TEXT_MAX, &text) != 0)
		return 1;
	rc = editor_run(&err, &ed, &text, &changed);
	buf_printf(&out, "rc=%d changed=%d subject=%s\n", rc, changed, err.subject);
	buf_add(&out, text.p, text.n);
	if (file_replace(NULL, argv[optind + 2], out.p, out.n) != 0)
		return 1;
	buf_release(&out);
	buf_release(&text);
	return 0;
}
