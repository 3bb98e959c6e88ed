/*
 * The filter against the network, row by row, for both processors: an interpreter of the kernel's filter language is fed records as
 * the kernel would make them.  And what becomes of a program when felt stands behind a barrier and the program's own cannot be raised.
 *
 * The numbers are written down here once more, from the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, and
 * include/uapi/asm-generic/unistd.h, which is that of aarch64).
 */
#define _GNU_SOURCE
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/term/barrier_table.h"
#include "../../src/term/child.h"
#include "felt/term/barrier.h"

/* ---- numbers ---- */

#define CALLS(C, A) \
	C(A, io_uring_setup) C(A, io_uring_enter) C(A, io_uring_register) C(A, pidfd_getfd) C(A, ioctl) C(A, socket) C(A, socketpair) \
	C(A, ptrace) C(A, process_vm_readv) C(A, process_vm_writev) C(A, bpf) C(A, userfaultfd) C(A, kexec_load) C(A, kexec_file_load) \
	C(A, add_key) C(A, request_key) C(A, keyctl)

enum {
	X86_ioctl = 16, X86_socket = 41, X86_socketpair = 53, X86_ptrace = 101, X86_kexec_load = 246, X86_add_key = 248, X86_request_key = 249,
	X86_keyctl = 250, X86_process_vm_readv = 310, X86_process_vm_writev = 311, X86_kexec_file_load = 320, X86_bpf = 321,
	X86_userfaultfd = 323, X86_io_uring_setup = 425, X86_io_uring_enter = 426, X86_io_uring_register = 427, X86_pidfd_getfd = 438
};
enum {
	ARM_ioctl = 29, ARM_kexec_load = 104, ARM_ptrace = 117, ARM_socket = 198, ARM_socketpair = 199, ARM_add_key = 217,
	ARM_request_key = 218, ARM_keyctl = 219, ARM_process_vm_readv = 270, ARM_process_vm_writev = 271, ARM_bpf = 280,
	ARM_userfaultfd = 282, ARM_kexec_file_load = 294, ARM_io_uring_setup = 425, ARM_io_uring_enter = 426, ARM_io_uring_register = 427,
	ARM_pidfd_getfd = 438
};
#define X86(call) X86_##call
#define ARM(call) ARM_##call

static const struct sock_filter x86_own[] = X86_64_TABLE(X86,), x86_child[] = X86_64_TABLE(X86, NO_KEYS(X86));
static const struct sock_filter arm_own[] = AARCH64_TABLE(ARM,), arm_child[] = AARCH64_TABLE(ARM, NO_KEYS(ARM));

/* ---- rows ---- */

enum { ERRNO = SECCOMP_RET_ERRNO, LAST = 1200 }; /* more numbers than any kernel has */

struct row {
	unsigned number, answer;
	bool for_child;          /* refused to editors and pagers only */
};
#define ROWS(N) { \
	{ N(io_uring_setup), ERRNO | ENOSYS, false }, { N(io_uring_enter), ERRNO | ENOSYS, false }, { N(io_uring_register), ERRNO | ENOSYS, false }, \
	{ N(pidfd_getfd), ERRNO | EPERM, false }, { N(ptrace), ERRNO | EPERM, false }, { N(process_vm_readv), ERRNO | EPERM, false }, \
	{ N(process_vm_writev), ERRNO | EPERM, false }, { N(bpf), ERRNO | EPERM, false }, { N(userfaultfd), ERRNO | EPERM, false }, \
	{ N(kexec_load), ERRNO | EPERM, false }, { N(kexec_file_load), ERRNO | EPERM, false }, \
	{ N(socket), ERRNO | EAFNOSUPPORT, false }, { N(socketpair), ERRNO | EAFNOSUPPORT, false }, \
	{ N(add_key), ERRNO | EPERM, true }, { N(request_key), ERRNO | EPERM, true }, { N(keyctl), ERRNO | EPERM, true } }
enum { REFUSALS = 16 };
static const struct row x86_rows[REFUSALS] = ROWS(X86), arm_rows[REFUSALS] = ROWS(ARM);

static const struct table {
	const char *name;
	const struct sock_filter *rules;
	size_t n;
	bool child;
	uint32_t native, ioctl, socket, socketpair;
	const struct row *rows;
} tables[] = {
	{ "x86-64, felt", x86_own, sizeof x86_own / sizeof x86_own[0], false, AUDIT_ARCH_X86_64, X86_ioctl, X86_socket, X86_socketpair, x86_rows },
	{ "x86-64, child", x86_child, sizeof x86_child / sizeof x86_child[0], true, AUDIT_ARCH_X86_64, X86_ioctl, X86_socket, X86_socketpair, x86_rows },
	{ "aarch64, felt", arm_own, sizeof arm_own / sizeof arm_own[0], false, AUDIT_ARCH_AARCH64, ARM_ioctl, ARM_socket, ARM_socketpair, arm_rows },
	{ "aarch64, child", arm_child, sizeof arm_child / sizeof arm_child[0], true, AUDIT_ARCH_AARCH64, ARM_ioctl, ARM_socket, ARM_socketpair, arm_rows },
};
enum { TABLES = sizeof tables / sizeof tables[0] };

/* ---- the interpreter ---- */

/* What the kernel would answer.  Anything that its checker would not let in fails: another instruction, a step or a load outside. */
static uint32_t
run(const struct table *t, uint32_t arch, uint32_t number, uint64_t first, uint64_t second)
{
	const struct seccomp_data data = { .nr = (int)number, .arch = arch, .args = { first, second } };
	uint32_t a = 0;

	for (size_t at = 0; at < t->n; at++) {
		const struct sock_filter *f = &t->rules[at];

		switch (f->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			assert_true(f->k % 4 == 0 && f->k <= sizeof data - sizeof a);
			memcpy(&a, (const char *)&data + f->k, sizeof a);
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			at += a == f->k ? f->jt : f->jf;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			at += a >= f->k ? f->jt : f->jf;
			break;
		case BPF_RET | BPF_K:
			return f->k;
		default:
			fail_msg("%s: instruction %zu is none", t->name, at);
		}
	}
	fail_msg("%s: ran over its end", t->name);
	return 0;
}

static uint32_t
native(const struct table *t, uint32_t number, uint64_t first, uint64_t second)
{
	return run(t, t->native, number, first, second);
}

/* With arguments that a socket of AF_UNIX and an ioctl of no danger would have. */
static uint32_t
wanted(const struct table *t, uint32_t number)
{
	for (size_t i = 0; i < REFUSALS; i++)
		if (t->rows[i].number == number && number != t->socket && number != t->socketpair && (t->child || !t->rows[i].for_child))
			return t->rows[i].answer;
	return SECCOMP_RET_ALLOW;
}

/* ---- cases ---- */

static void
every_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < TABLES; i++)
		for (uint32_t n = 0; n < LAST; n++)
			if (native(&tables[i], n, AF_UNIX, 0x5401 /* TCGETS */) != wanted(&tables[i], n))
				fail_msg("%s: call %u: %#x", tables[i].name, n, native(&tables[i], n, AF_UNIX, 0x5401));
}

static void
every_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < TABLES; i++)
		for (size_t j = 0; j < REFUSALS; j++) {
			const struct row *r = &tables[i].rows[j];
			bool refused = tables[i].child || !r->for_child;

			assert_int_equal(native(&tables[i], r->number, AF_INET, 0), refused ? r->answer : SECCOMP_RET_ALLOW);
		}
}

static void
sockets(void **state)
{
	(void)state;
	for (size_t i = 0; i < TABLES; i++)
		for (uint32_t domain = 0; domain < 64; domain++) {
			uint32_t answer = domain == AF_UNIX ? SECCOMP_RET_ALLOW : (unsigned)ERRNO | EAFNOSUPPORT;

			assert_int_equal(native(&tables[i], tables[i].socket, domain, 0), answer);
			assert_int_equal(native(&tables[i], tables[i].socketpair, domain, 0), answer);
			/* the upper half is not looked at by the kernel either, so it must not help */
			assert_int_equal(native(&tables[i], tables[i].socket, domain | UINT64_C(1) << 32, 0), answer);
		}
}

static void
terminals(void **state)
{
	(void)state;
	for (size_t i = 0; i < TABLES; i++)
		for (uint32_t request = 0x5400; request < 0x5500; request++) {
			uint32_t answer = request == TIOCSTI || request == TIOCLINUX ? (unsigned)ERRNO | EPERM : SECCOMP_RET_ALLOW;

			assert_int_equal(native(&tables[i], tables[i].ioctl, AF_INET, request), answer);
			assert_int_equal(native(&tables[i], tables[i].ioctl, AF_INET, request | UINT64_C(1) << 32), answer);
		}
}

static void
x32(void **state)
{
	(void)state;
	for (size_t i = 0; i < TABLES; i++) {
		for (uint32_t n = 0; n < LAST; n++)
			assert_int_equal(native(&tables[i], X32_BIT | n, AF_UNIX, 0), (unsigned)ERRNO | ENOSYS);
		assert_int_equal(native(&tables[i], X32_BIT - 1, AF_UNIX, 0), SECCOMP_RET_ALLOW); /* no call of anything: the kernel says so itself */
		assert_int_equal(native(&tables[i], UINT32_MAX, AF_UNIX, 0), (unsigned)ERRNO | ENOSYS);
	}
}

static void
other_processors(void **state)
{
	static const uint32_t others[] = { AUDIT_ARCH_I386, AUDIT_ARCH_ARM, AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64,
		 EM_AARCH64, 0, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < TABLES; i++)
		for (size_t j = 0; j < sizeof others / sizeof others[0]; j++)
			for (uint32_t n = 0; n < LAST && others[j] != tables[i].native; n++)
				assert_int_equal(run(&tables[i], others[j], n, AF_UNIX, 0), SECCOMP_RET_KILL_PROCESS);
}

/* The numbers that felt itself was built with, where there is a list of them here. */
static void
numbers_of_this_processor(void **state)
{
	(void)state;
#define SAME(A, call) assert_int_equal(A(call), SYS_##call);
#if defined(__x86_64__)
	CALLS(SAME, X86)
#elif defined(__aarch64__)
	CALLS(SAME, ARM)
#endif
}

/* ---- a barrier that cannot be raised any more ---- */

/* The kernel takes only so many instructions for one process: all of that room is used up.  Nothing is refused by it. */
static void
fill_up(void)
{
	static struct sock_filter allow[4096];

	for (size_t i = 0; i < 4096; i++)
		allow[i] = (struct sock_filter)ALLOWED;
	for (unsigned short n = 4096; n > 0; n /= 2) {
		struct sock_fprog p = { n, allow };

		for (int i = 0; i < 64 && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p) == 0; i++)
			;
	}
}

enum { NO_BARRIER = 1, NO_CHILD, NOT_WELL };

/* 0: the program ran; one of those above; else what child_start said. */
static int
start_one(bool behind, bool full)
{
	char *words[] = { (char[]){ "true" }, NULL };
	struct child c;
	int rc;

	if (behind && !barrier_raise(BARRIER_OWN))
		return NO_BARRIER;
	if (full)
		fill_up();
	if (child_init(NULL, &c))
		return NO_CHILD;
	c.argv = words;
	rc = child_start(NULL, &c);
	if (!rc && child_wait(&c))
		rc = -NOT_WELL;
	child_release(&c);
	return -rc;
}

static void
program_without_its_barrier(void **state)
{
	static const struct { bool behind, full; int says; } cases[] = { { false, false, 0 }, { true, false, 0 }, { true, true, -E_UNSAFE } };

	(void)state;
	if (!barrier_known())
		return;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int status = -1;
		pid_t pid = fork();

		if (pid == 0)
			_exit(start_one(cases[i].behind, cases[i].full));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		if (WEXITSTATUS(status) == NO_BARRIER)
			skip(); /* no seccomp here, or valgrind, which knows none */
		assert_int_equal(WEXITSTATUS(status), cases[i].says);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number), cmocka_unit_test(every_row), cmocka_unit_test(sockets), cmocka_unit_test(terminals),
		cmocka_unit_test(x32), cmocka_unit_test(other_processors), cmocka_unit_test(numbers_of_this_processor),
		cmocka_unit_test(program_without_its_barrier),
	};

	return cmocka_run_group_tests_name("barrier", tests, NULL, NULL);
}
