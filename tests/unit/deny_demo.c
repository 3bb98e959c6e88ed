/*
 * A system that lacks something, for tests: not a test by itself.
 *
 *	deny_demo CALL=ERRNO... -- COMMAND ARGS...
 *
 * Runs the command behind a filter that answers those system calls with an error, for it and all its children, as an old
 * kernel or a container would.  CALL is one of those below.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct { const char *name; long number; } calls[] = {
	{ "unshare", SYS_unshare }, { "seccomp", SYS_seccomp }, { "mlock", SYS_mlock }, { "add_key", SYS_add_key },
	{ "keyctl", SYS_keyctl }, { "fstatfs", SYS_fstatfs }, { "mount", SYS_mount }, { "setns", SYS_setns },
	{ "landlock", 444 }
};
static const struct { const char *name; unsigned number; } errors[] = { { "EPERM", EPERM }, { "ENOSYS", ENOSYS }, { "ENOMEM", ENOMEM }, { "EIO", EIO } };

static int
add(struct sock_filter *f, size_t *n, const char *what)
{
	const char *eq = strchr(what, '=');

	for (size_t i = 0; eq && i < sizeof calls / sizeof calls[0]; i++)
		for (size_t j = 0; j < sizeof errors / sizeof errors[0]; j++)
			if (strlen(calls[i].name) == (size_t)(eq - what) && !strncmp(calls[i].name, what, (size_t)(eq - what))
			    && !strcmp(errors[j].name, eq + 1)) {
				f[(*n)++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i].number, 0, 1);
				f[(*n)++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | errors[j].number);
				return 0;
			}
	fprintf(stderr, "deny_demo: %s?\n", what);
	return -1;
}

int
main(int argc, char **argv)
{
	struct sock_filter f[64];
	struct sock_fprog p = { 0, f };
	size_t n = 0;
	int i;

	f[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, nr));
	for (i = 1; i < argc && i < 30 && strcmp(argv[i], "--"); i++)
		if (add(f, &n, argv[i]))
			return 125;
	f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	p.len = (unsigned short)n;
	if (i + 1 >= argc || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p))
		return 125;
	execvp(argv[i + 1], argv + i + 1);
	return 127;
}
