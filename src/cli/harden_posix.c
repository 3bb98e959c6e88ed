/*
 * Where nothing but POSIX is known: no core dumps, and honest about the rest.
 *
 * The twin of harden_linux.c; the Makefile chooses one.  It makes no claim about tracing, the network, swap
 * and memory-backed storage, because POSIX has no way to ask.
 */
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/frame.h"

int
harden_self(struct err *err)
{
	const struct rlimit none = { 0, 0 };

	(void)err;
	setrlimit(RLIMIT_CORE, &none);
	return 0;
}

void
harden_look(const char *runtime_dir, struct protections *out)
{
	struct rlimit now;

	(void)runtime_dir;
	out->no_core = getrlimit(RLIMIT_CORE, &now) ? ANSWER_UNKNOWN : now.rlim_max == 0 ? ANSWER_YES : ANSWER_NO;
	out->no_trace = out->memory_locked = out->no_swap = out->editor_memory = ANSWER_UNKNOWN;
	out->no_network = out->editor_hidden = out->editor_jail = ANSWER_UNKNOWN;
}

void
harden_warn(struct ctx *ctx)
{
	(void)ctx;
}
