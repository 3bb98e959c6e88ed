/*
 * A memory file system that nobody else sees, on Linux.
 *
 * A short-lived child makes the namespaces, mounts and sends descriptors back; then it is gone.  An ordinary user may do
 * all of it inside a user namespace of his own.  The network namespace is a second layer behind barrier.h, empty, and
 * left out where it is not to be had.
 *
 * The child is a copy of felt, and must be dumpable for a moment because the kernel lets nobody else write its maps:
 * for that moment other programs of the same user could look into it.  It has no keys (secret memory is not copied
 * into children), but a text may be in it.
 */
#define _GNU_SOURCE
#include "hideout.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SENT = 4 }; /* the folder, and the three namespaces */

/* Room for the descriptors, aligned as the system wants it. */
union ancillary {
	struct cmsghdr head;
	char room[CMSG_SPACE(SENT * sizeof(int))];
};

/* ---- in the child ---- */

static bool
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

/* We stay who we are: files keep their owner, and the editor its user. */
static bool
map_ourselves(uid_t uid, gid_t gid)
{
	char line[64];
	bool good;

	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	good = put("/proc/self/setgroups", "deny");
	snprintf(line, sizeof line, "%lu %lu 1", (unsigned long)uid, (unsigned long)uid);
	good = good && put("/proc/self/uid_map", line);
	snprintf(line, sizeof line, "%lu %lu 1", (unsigned long)gid, (unsigned long)gid);
	good = good && put("/proc/self/gid_map", line);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	return good;
}

static bool
build(const char *at, int sent[SENT])
{
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
		return false;
	if (!map_ourselves(uid, gid))
		return false;
	/* nothing that is mounted here is seen outside */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0 || mount("felt", at, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0700") != 0)
		return false;
	sent[0] = open(at, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	sent[1] = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
	sent[2] = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	sent[3] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	return sent[0] >= 0 && sent[1] >= 0 && sent[2] >= 0 && sent[3] >= 0;
}

static void
message(struct msghdr *m, struct iovec *one, char *byte, union ancillary *a)
{
	memset(m, 0, sizeof *m);
	memset(a, 0, sizeof *a);
	*byte = 0;
	one->iov_base = byte;
	one->iov_len = 1;
	m->msg_iov = one;
	m->msg_iovlen = 1;
	m->msg_control = a->room;
	m->msg_controllen = sizeof a->room;
}

static void
send_all(int to, const int sent[SENT])
{
	union ancillary a;
	struct msghdr m;
	struct iovec one;
	char byte;

	message(&m, &one, &byte, &a);
	a.head.cmsg_level = SOL_SOCKET;
	a.head.cmsg_type = SCM_RIGHTS;
	a.head.cmsg_len = CMSG_LEN(SENT * sizeof(int));
	memcpy(CMSG_DATA(&a.head), sent, SENT * sizeof(int));
	/* when it cannot be sent, the other side sees the end */
	if (sendmsg(to, &m, MSG_NOSIGNAL) < 0)
		errno = 0;
}

/* ---- outside ---- */

static bool
receive_all(int from, int got[SENT])
{
	union ancillary a;
	struct msghdr m;
	struct iovec one;
	char byte;
	ssize_t n;

	do {
		message(&m, &one, &byte, &a);
		n = recvmsg(from, &m, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n != 1 || m.msg_controllen < CMSG_LEN(SENT * sizeof(int)) || a.head.cmsg_type != SCM_RIGHTS
	    || a.head.cmsg_len != CMSG_LEN(SENT * sizeof(int)))
		return false;
	memcpy(got, CMSG_DATA(&a.head), SENT * sizeof(int));
	return true;
}

bool
hideout_make(struct hideout *h, const char *at, int *dir)
{
	int ends[2], got[SENT] = { -1, -1, -1, -1 };
	bool good;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	pid = fork();
	if (pid == 0) {
		if (build(at, got))
			send_all(ends[1], got);
		_exit(0);
	}
	close(ends[1]);
	good = pid > 0 && receive_all(ends[0], got);
	close(ends[0]);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	*dir = got[0];
	*h = (struct hideout){ got[1], got[2], got[3] };
	return good;
}

/* An editor of root would otherwise be root of its namespace. */
static bool
drop_all(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2];

	memset(none, 0, sizeof none);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_capset, &head, none) == 0;
}

bool
hideout_enter(const struct hideout *h, const char *cwd)
{
	if (setns(h->user, CLONE_NEWUSER) != 0 || setns(h->mount, CLONE_NEWNS) != 0)
		return false;
	/* our own network namespace may not be entered, nor need it be, when no other could be made */
	if (setns(h->net, CLONE_NEWNET) != 0)
		errno = 0;
	if (cwd != NULL && chdir(cwd) != 0)
		errno = 0;
	return drop_all();
}

void
hideout_close(struct hideout *h)
{
	int *all[] = { &h->user, &h->mount, &h->net };

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (*all[i] >= 0)
			close(*all[i]);
		*all[i] = -1;
	}
}
