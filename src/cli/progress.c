/*
 * How far something is, on a terminal: one line on stderr that is written over and erased.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/progress.h"
#include "felt/base/file.h"
#include "felt/term/tty.h"

static void
put(const char *s, int n)
{
	if (n > 0)
		file_write_fd(NULL, STDERR_FILENO, "standard error", s, (size_t)n);
}

void
progress_begin(struct progress *p, const struct ctx *ctx, const char *what)
{
	*p = (struct progress){ what, !ctx->quiet && !ctx->plain && ctx->out.colour && tty_is(STDERR_FILENO), -1, 0 };
}

static int
percent_of(uint64_t done, uint64_t total)
{
	return total && done < total ? (int)(done * 100 / total) : 100;
}

void
progress_count(struct progress *p, uint64_t done, uint64_t total, uint64_t found)
{
	int percent = percent_of(done, total);
	char line[120];

	if (!p->on || (percent == p->percent && found == p->found))
		return;
	p->percent = percent;
	p->found = found;
	put(line, snprintf(line, sizeof line, "\r\033[2m%s %d%%, %" PRIu64 " found\033[0m\033[K", p->what, percent, found));
}

void
progress_show(void *arg, uint64_t done, uint64_t total)
{
	struct progress *p = arg;
	int percent = percent_of(done, total);
	char line[80];

	if (!p->on || percent == p->percent)
		return;
	p->percent = percent;
	put(line, snprintf(line, sizeof line, "\r\033[2m%s %d%%\033[0m\033[K", p->what, percent));
}

void
progress_end(struct progress *p)
{
	if (p->on && p->percent >= 0)
		put("\r\033[K", 4);
	p->on = false;
}
