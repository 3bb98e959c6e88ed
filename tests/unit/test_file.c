/* file.c, file_new.c, file_temp.c, rename_*.c: files whole or not at all, never over something else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "felt/base/file.h"
#include "../../src/base/rename.h"

static char folder[64];

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/felt-test-file-XXXXXX");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return -1;
	alarm(60); /* whatever hangs is a failure */
	return 0;
}

static void
empty_folder(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	char name[600];

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof name, "%s/%s", path, e->d_name);
		if (unlink(name) != 0) {
			empty_folder(name);
			rmdir(name);
		}
	}
	closedir(d);
}

static int
teardown(void **state)
{
	(void)state;
	alarm(0);
	empty_folder(folder);
	return chdir("/") != 0 || rmdir(folder) != 0;
}

static int
count(const char *path)
{
	DIR *d = opendir(path);
	int n = -2;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static void
write_plain(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void
holds(const char *path, const char *text)
{
	struct buf b = BUF_INIT;

	assert_int_equal(file_read(NULL, path, 1 << 20, &b), 0);
	assert_true(slice_is(buf_as_slice(&b), text));
	buf_release(&b);
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

/* Write a new file, see it appear whole, read it back. */
static void
typical_use(void **state)
{
	struct file_new f;
	struct err err;

	(void)state;
	assert_int_equal(file_new_begin(&err, &f, "letter.md"), 0);
	assert_int_equal(file_write_fd(&err, f.fd, "letter.md", "hello\n", 6), 0);
	assert_int_equal(access("letter.md", F_OK), -1);
	assert_int_equal(count("."), 1);
	assert_int_equal(file_new_commit(&err, &f), 0);
	file_new_abort(&f);
	holds("letter.md", "hello\n");
	assert_int_equal(mode_of("letter.md"), 0600);
	assert_int_equal(count("."), 1);
}

static void
given_up(void **state)
{
	struct file_new f, other;

	(void)state;
	assert_int_equal(file_new_begin(NULL, &f, "a"), 0);
	assert_int_equal(file_write_fd(NULL, f.fd, "a", "secret", 6), 0);
	assert_memory_equal(f.temp, ".a.felt-", 8);
	assert_int_equal(strspn(f.temp + 8, "0123456789abcdef"), 16);
	assert_int_equal(strlen(f.temp), 24);
	/* Two runs at once do not meet. */
	assert_int_equal(file_new_begin(NULL, &other, "a"), 0);
	assert_string_not_equal(f.temp, other.temp);
	assert_int_equal(count("."), 2);
	file_new_abort(&other);
	file_new_abort(&f);
	assert_int_equal(count("."), 0);
	assert_int_equal(f.fd, -1);
	assert_int_equal(f.dir, -1);
	file_new_abort(&f);
}

/* What is plain has no name until it is whole; where the system cannot, it has the name of a temporary. */
static void
without_a_name(void **state)
{
	struct file_new f, other;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(file_new_begin_unnamed(&err, &f, "letter.md"), 0);
	assert_int_equal(file_write_fd(&err, f.fd, "letter.md", "hello\n", 6), 0);
	assert_int_equal(count("."), f.temp ? 1 : 0);
	/* Another one is quicker: nothing is taken from it. */
	assert_int_equal(file_new_begin_unnamed(&err, &other, "letter.md"), 0);
	assert_int_equal(file_write_fd(&err, other.fd, "letter.md", "mine\n", 5), 0);
	assert_false(other.named);
	assert_int_equal(file_new_commit(&err, &other), 0);
	assert_int_equal(file_new_commit(&err, &f), E_EXISTS);
	assert_false(f.named);
	file_new_abort(&f);
	holds("letter.md", "mine\n");
	assert_int_equal(mode_of("letter.md"), 0600);
	assert_int_equal(count("."), 1);
	/* Nor from a link that leads nowhere. */
	assert_int_equal(symlink("nowhere", "link"), 0);
	assert_int_equal(file_new_begin_unnamed(&err, &f, "link"), E_EXISTS);
	assert_int_equal(f.fd, -1);
}

static void
always_0600(void **state)
{
	static const mode_t masks[] = { 0, 022, 0777, 0277 };

	(void)state;
	for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
		mode_t old = umask(masks[i]);
		struct file_new f;
		int rc = file_new_begin(NULL, &f, "x");

		umask(old);
		assert_int_equal(rc, 0);
		assert_int_equal(mode_of(f.temp), 0600);
		assert_int_equal(file_new_commit(NULL, &f), 0);
		assert_int_equal(mode_of("x"), 0600);
		old = umask(masks[i]);
		rc = file_replace(NULL, "pin", "1", 1);
		umask(old);
		assert_int_equal(rc, 0);
		assert_int_equal(mode_of("pin"), 0600);
		unlink("x");
		unlink("pin");
	}
}

/* Whatever has the name keeps it: a file, a folder, a pipe, a link that leads nowhere. */
static void
names_are_not_taken(void **state)
{
	struct file_new f;
	struct err err;

	(void)state;
	write_plain("file", "mine");
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(file_new_begin(&err, &f, "file"), E_EXISTS);
	assert_string_equal(err.subject, "file");
	assert_int_equal(file_new_begin(&err, &f, "folder"), E_EXISTS);
	assert_int_equal(file_new_begin(&err, &f, "pipe"), E_EXISTS);
	assert_int_equal(file_new_begin(&err, &f, "dangling"), E_EXISTS);
	assert_int_equal(f.fd, -1);
	assert_int_equal(count("."), 4);
	holds("file", "mine");
	assert_int_equal(access("nowhere", F_OK), -1);
}

/* The name is taken between begin and commit. */
static void
names_are_not_taken_at_the_end(void **state)
{
	struct file_new f;
	struct err err;

	(void)state;
	assert_int_equal(file_new_begin(NULL, &f, "late"), 0);
	assert_int_equal(file_write_fd(NULL, f.fd, "late", "ours", 4), 0);
	write_plain("late", "theirs");
	assert_int_equal(file_new_commit(&err, &f), E_EXISTS);
	assert_string_equal(err.subject, "late");
	file_new_abort(&f);
	holds("late", "theirs");
	assert_int_equal(count("."), 1);
	unlink("late");

	assert_int_equal(file_new_begin(NULL, &f, "late"), 0);
	assert_int_equal(symlink("nowhere", "late"), 0);
	assert_int_equal(file_new_commit(&err, &f), E_EXISTS);
	file_new_abort(&f);
	assert_int_equal(access("nowhere", F_OK), -1);
	assert_int_equal(count("."), 1);
}

/* Where the kernel has no such rename, a link does it; it refuses the same. */
static void
by_link(void **state)
{
	int dir = open(".", O_RDONLY);

	(void)state;
	assert_true(dir >= 0);
	write_plain("a", "a");
	write_plain("b", "b");
	assert_int_equal(rename_by_link(dir, "a", "b"), -1);
	assert_int_equal(errno, EEXIST);
	holds("b", "b");
	holds("a", "a");
	assert_int_equal(rename_by_link(dir, "a", "c"), 0);
	holds("c", "a");
	assert_int_equal(access("a", F_OK), -1);
	assert_int_equal(rename_noreplace(dir, "c", "b"), -1);
	assert_int_equal(errno, EEXIST);
	assert_int_equal(rename_noreplace(dir, "c", "a"), 0);
	holds("a", "a");
	close(dir);
}

/* T095: names at their limits, and none that mean a folder. */
static void
odd_names(void **state)
{
	static const char *const folders[] = { "", ".", "..", "/", "sub/", "sub/.", "sub/.." };
	struct file_new f;
	struct err err;
	char name[300];

	(void)state;
	assert_int_equal(mkdir("sub", 0700), 0);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		assert_int_equal(file_new_begin(&err, &f, folders[i]), E_IO);
	assert_int_equal(err.sys, EISDIR);
	assert_int_equal(file_new_begin(&err, &f, "missing/x"), E_IO);
	assert_int_equal(err.sys, ENOENT);
	assert_int_equal(file_new_begin(NULL, &f, "sub/x"), 0);
	assert_int_equal(count("sub"), 1);
	assert_int_equal(file_new_commit(NULL, &f), 0);
	holds("sub/x", "");
	assert_int_equal(file_new_begin(NULL, &f, "-"), 0);
	assert_int_equal(file_new_commit(NULL, &f), 0);
	holds("-", "");
	assert_int_equal(file_new_begin(NULL, &f, "a\nb\x1b"), 0);
	assert_int_equal(file_new_commit(NULL, &f), 0);

	/* 255 bytes, with a two-byte character where the temporary has to be shortened. */
	memset(name, 'n', sizeof name);
	for (size_t at = 228; at < 236; at++) {
		name[255] = '\0';
		memcpy(name + at, "\xc3\xa9", 2);
		assert_int_equal(file_new_begin(NULL, &f, name), 0);
		assert_int_equal(strlen(f.temp), at == 231 ? 254 : 255);
		assert_int_equal((unsigned char)f.temp[strlen(f.temp) - 23] & 0xc0, at == 230 ? 0x80 : 0x40);
		assert_int_equal(file_new_commit(NULL, &f), 0);
		assert_int_equal(unlink(name), 0);
		memcpy(name + at, "nn", 2);
	}
	name[255] = 'n';
	name[256] = '\0';
	assert_int_equal(file_new_begin(&err, &f, name), E_IO);
	assert_int_equal(err.sys, ENAMETOOLONG);
}

/* The folder is the one that was opened, even when its name leads elsewhere meanwhile. */
static void
stays_in_its_folder(void **state)
{
	struct file_new f;

	(void)state;
	assert_int_equal(mkdir("here", 0700), 0);
	assert_int_equal(mkdir("trap", 0700), 0);
	assert_int_equal(file_new_begin(NULL, &f, "here/x"), 0);
	assert_int_equal(rename("here", "moved"), 0);
	assert_int_equal(symlink("trap", "here"), 0);
	assert_int_equal(file_new_commit(NULL, &f), 0);
	holds("moved/x", "");
	assert_int_equal(count("trap"), 0);
}

static void
only_plain_files_are_read(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "socket" };
	struct buf b = BUF_INIT;
	struct err err;
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	char name[300];

	(void)state;
	write_plain("file", "text");
	assert_int_equal(symlink("file", "link"), 0);
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_true(s >= 0);
	assert_int_equal(bind(s, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(file_read(&err, "link", 10, &b), E_UNSAFE);
	assert_string_equal(err.subject, "'link' is a link");
	assert_int_equal(file_read(&err, "folder", 10, &b), E_UNSAFE);
	assert_int_equal(file_read(&err, "pipe", 10, &b), E_UNSAFE);
	assert_int_equal(file_read(&err, "socket", 10, &b), E_UNSAFE);
	assert_int_equal(file_read(&err, "/dev/zero", 10, &b), E_UNSAFE);
	assert_int_equal(file_read(&err, "none", 10, &b), E_NO_INPUT);
	assert_int_equal(err.sys, ENOENT);
	assert_int_equal(file_read(&err, "file/x", 10, &b), E_NO_INPUT);
	memset(name, 'n', sizeof name);
	name[299] = '\0';
	assert_int_equal(file_read(&err, name, 10, &b), E_IO);
	assert_int_equal(err.sys, ENAMETOOLONG);
	assert_int_equal(b.n, 0);
	if (geteuid() != 0) {
		assert_int_equal(chmod("file", 0), 0);
		assert_int_equal(file_read(&err, "file", 10, &b), E_IO);
		assert_int_equal(err.sys, EACCES);
	}
	close(s);
	buf_release(&b);
}

static void
limits_of_reading(void **state)
{
	struct buf b = BUF_INIT;
	struct err err;

	(void)state;
	write_plain("five", "12345");
	buf_str(&b, "before");
	assert_int_equal(file_read(&err, "five", 5, &b), 0);
	assert_string_equal(buf_cstr(&b), "before12345");
	assert_int_equal(file_read(&err, "five", 4, &b), E_TEXT_LONG);
	assert_int_equal(err.n, 4);
	/* What came too late is gone again, what was there before stays. */
	assert_string_equal(buf_cstr(&b), "before12345");
	assert_int_equal(file_read(&err, "five", 0, &b), E_TEXT_LONG);
	buf_clear(&b);
	assert_int_equal(file_read(NULL, "five", SIZE_MAX, &b), 0);
	assert_int_equal(b.n, 5);
	buf_clear(&b);
	write_plain("none", "");
	assert_int_equal(file_read(NULL, "none", 0, &b), 0);
	assert_int_equal(b.n, 0);
	buf_release(&b);
}

static void
descriptors(void **state)
{
	struct buf b = BUF_INIT;
	struct err err;
	int p[2], zero = open("/dev/zero", O_RDONLY);
	pid_t child;

	(void)state;
	assert_int_equal(file_read_fd(&err, zero, "zero", 300000, &b), E_TEXT_LONG);
	assert_int_equal(err.n, 300000);
	assert_int_equal(b.n, 0);
	close(zero);
	assert_int_equal(file_read_fd(&err, -1, "closed", 10, &b), E_IO);
	assert_int_equal(err.sys, EBADF);
	assert_string_equal(err.subject, "closed");

	/* A pipe that does not block and is slow: it is waited for. */
	assert_int_equal(pipe(p), 0);
	assert_int_equal(fcntl(p[0], F_SETFL, O_NONBLOCK), 0);
	child = fork();
	if (child == 0) {
		struct timespec nap = { 0, 50000000 };

		for (int i = 0; i < 3; i++) {
			nanosleep(&nap, NULL);
			if (write(p[1], "ab", 2) != 2)
				_exit(1);
		}
		_exit(0);
	}
	close(p[1]);
	assert_int_equal(file_read_fd(&err, p[0], "pipe", 100, &b), 0);
	assert_string_equal(buf_cstr(&b), "ababab");
	close(p[0]);
	waitpid(child, NULL, 0);
	buf_release(&b);
}

/* A pipe takes little at a time; all of it arrives. */
static void
short_writes(void **state)
{
	enum { N = 1 << 20 };
	struct buf b = BUF_INIT, in = BUF_INIT;
	int p[2], status;
	pid_t child;

	(void)state;
	/* No two pages alike, so that a piece written twice is seen. */
	for (uint32_t i = 0; i < N / 4; i++)
		buf_u32(&in, i * 2654435761u);
	assert_int_equal(pipe(p), 0);
	assert_int_equal(fcntl(p[1], F_SETFL, O_NONBLOCK), 0);
	child = fork();
	if (child == 0) {
		close(p[0]);
		_exit(file_write_fd(NULL, p[1], "pipe", in.p, in.n) != 0);
	}
	close(p[1]);
	assert_int_equal(file_read_fd(NULL, p[0], "pipe", N, &b), 0);
	assert_true(slice_eq(buf_as_slice(&b), buf_as_slice(&in)));
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	close(p[0]);
	buf_release(&b);
	buf_release(&in);
}

/* No space: said as such, and nothing is left. */
static void
no_space(void **state)
{
	struct err err;
	int fd = open("/dev/full", O_WRONLY);

	(void)state;
	if (fd < 0)
		skip();
	assert_int_equal(file_write_fd(&err, fd, "full", "x", 1), E_SPACE);
	assert_int_equal(err.sys, ENOSPC);
	close(fd);
}

static void
replaced(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(file_replace(&err, "pin", "one", 3), 0);
	assert_int_equal(file_replace(&err, "pin", "two, longer", 11), 0);
	holds("pin", "two, longer");
	assert_int_equal(file_replace(&err, "pin", NULL, 0), 0);
	holds("pin", "");
	assert_int_equal(count("."), 1);
	/* A link is replaced, not followed; a folder is not replaced. */
	write_plain("other", "other");
	assert_int_equal(symlink("other", "link"), 0);
	assert_int_equal(file_replace(&err, "link", "new", 3), 0);
	holds("other", "other");
	holds("link", "new");
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(file_replace(&err, "folder", "x", 1), E_IO);
	assert_int_equal(file_replace(&err, "none/x", "x", 1), E_IO);
	assert_int_equal(count("."), 4);
}

static void
folders(void **state)
{
	struct err err;
	mode_t old = umask(0);

	(void)state;
	assert_int_equal(file_make_dirs(&err, "a/b//c/"), 0);
	umask(old);
	assert_int_equal(mode_of("a"), 0700);
	assert_int_equal(mode_of("a/b/c"), 0700);
	assert_int_equal(file_make_dirs(&err, "a/b/c"), 0);
	assert_int_equal(symlink("a", "to-a"), 0);
	assert_int_equal(file_make_dirs(&err, "to-a/d"), 0);
	assert_int_equal(mode_of("a/d"), 0700);
	write_plain("file", "");
	assert_int_equal(file_make_dirs(&err, "file"), E_IO);
	assert_int_equal(err.sys, ENOTDIR);
	assert_int_equal(file_make_dirs(&err, "file/x"), E_IO);
	assert_int_equal(file_make_dirs(&err, ""), E_IO);
	assert_int_equal(file_make_dirs(&err, "/"), 0);
	assert_int_equal(file_make_dirs(&err, folder), 0);
}

static void
paths(void **state)
{
	char *p;

	(void)state;
	p = file_join("a", "b");
	assert_string_equal(p, "a/b");
	free(p);
	p = file_join("a/", "b");
	assert_string_equal(p, "a/b");
	free(p);
	p = file_join("/", "b");
	assert_string_equal(p, "/b");
	free(p);
	p = file_join("", "b");
	assert_string_equal(p, "b");
	free(p);
	write_plain("file", "");
	assert_int_equal(file_sync_parent(NULL, "file"), 0);
	assert_int_equal(file_sync_parent(NULL, "/tmp"), 0);
	assert_int_equal(file_sync_parent(NULL, folder), 0);
	assert_int_equal(file_sync_parent(NULL, "none/file"), E_IO);
}

/* Descriptors are given back, also on the ways out that fail. */
static void
nothing_leaks(void **state)
{
	struct rlimit few = { 64, 64 }, old;
	struct file_new f;
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	few.rlim_max = old.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	write_plain("file", "x");
	assert_int_equal(mkdir("folder", 0700), 0);
	for (int i = 0; i < 200; i++) {
		assert_int_equal(file_new_begin(NULL, &f, "file"), E_EXISTS);
		assert_int_equal(file_new_begin(NULL, &f, "y"), 0);
		file_new_abort(&f);
		assert_int_equal(file_replace(NULL, "folder", "x", 1), E_IO);
		assert_int_equal(file_read(NULL, "folder", 5, &b), E_UNSAFE);
		assert_int_equal(file_read(NULL, "file", 0, &b), E_TEXT_LONG);
		assert_int_equal(file_replace(NULL, "pin", "x", 1), 0);
		assert_int_equal(file_sync_parent(NULL, "pin"), 0);
	}
	setrlimit(RLIMIT_NOFILE, &old);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(typical_use, setup, teardown),
		cmocka_unit_test_setup_teardown(given_up, setup, teardown),
		cmocka_unit_test_setup_teardown(without_a_name, setup, teardown),
		cmocka_unit_test_setup_teardown(always_0600, setup, teardown),
		cmocka_unit_test_setup_teardown(names_are_not_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(names_are_not_taken_at_the_end, setup, teardown),
		cmocka_unit_test_setup_teardown(by_link, setup, teardown),
		cmocka_unit_test_setup_teardown(odd_names, setup, teardown),
		cmocka_unit_test_setup_teardown(stays_in_its_folder, setup, teardown),
		cmocka_unit_test_setup_teardown(only_plain_files_are_read, setup, teardown),
		cmocka_unit_test_setup_teardown(limits_of_reading, setup, teardown),
		cmocka_unit_test_setup_teardown(descriptors, setup, teardown),
		cmocka_unit_test_setup_teardown(short_writes, setup, teardown),
		cmocka_unit_test_setup_teardown(no_space, setup, teardown),
		cmocka_unit_test_setup_teardown(replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(folders, setup, teardown),
		cmocka_unit_test_setup_teardown(paths, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_leaks, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
