/*
 * The pager alone, for tests/pty/pager.t: not a test by itself.
 *
 *	pager_demo COMMAND LINES RESULT
 *
 * Writes so many lines; RESULT: "begin=... own=... bare=... write=... end=...".
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "felt/base/file.h"
#include "felt/term/pager.h"

int
main(int argc, char **argv)
{
	struct buf line = BUF_INIT, out = BUF_INIT;
	struct err err;
	struct pager p;
	int begin, rc = 0, end, own, bare;

	memset(&err, 0, sizeof err);
	if (argc != 4)
		return 1;
	begin = pager_begin(&err, &p, argv[1][0] != '\0' ? argv[1] : NULL);
	own = p.own;
	bare = p.bare;
	for (int i = 1; i <= atoi(argv[2]) && rc == 0; i++) {
		buf_clear(&line);
		buf_printf(&line, "line %d: canary-7f3a \033[1mbold\033[0m\n", i);
		rc = file_write_fd(&err, p.fd, "pager", line.p, line.n);
	}
	end = pager_end(&err, &p);
	buf_printf(&out, "begin=%d own=%d bare=%d write=%d pipe=%d end=%d\n", begin, own, bare, rc, err.sys == EPIPE, end);
	if (file_replace(NULL, argv[3], out.p, out.n) != 0)
		return 1;
	buf_release(&line);
	buf_release(&out);
	return 0;
}
