#!/usr/bin/python3
"""An export is whole or not there: a disk that writes something else, that is full, that cannot sync; plain and sealed.

A small library is loaded before the C library and changes what write, read and fsync do to the temporary: the Nth call fails, or one bit is another.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FELT = os.path.abspath(os.environ.get("FELT", os.path.join(ROOT, "build", "felt")))
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static int mine(int fd)
{
	char link[64], path[512];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		return 0;
	path[n] = 0;
	return strstr(path, ".felt-") != NULL || strstr(path, " (deleted)") != NULL; /* a file without a name */
}
/* what "call:N:how" says of this call: 0 nothing, -1 another bit, 999 the end of the process, else an errno */
static int now(const char *call, int fd, int *count)
{
	const char *spec = getenv("SHIM");
	size_t n = strlen(call);
	if (!spec || strncmp(spec, call, n) || spec[n] != ':' || !mine(fd) || ++*count != atoi(spec + n + 1))
		return 0;
	int how = atoi(strrchr(spec, ':') + 1);
	if (how == 999)
		kill(getpid(), SIGKILL);
	return how;
}
ssize_t write(int fd, const void *p, size_t n)
{
	static ssize_t (*real)(int, const void *, size_t);
	static int count;
	int how = now("write", fd, &count);
	if (!real)
		real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
	if (how > 0) {
		errno = how;
		return -1;
	}
	if (how < 0 && n) {
		char *copy = malloc(n);
		memcpy(copy, p, n);
		copy[n / 2] ^= 1;
		ssize_t r = real(fd, copy, n);
		free(copy);
		return r;
	}
	return real(fd, p, n);
}
ssize_t read(int fd, void *p, size_t n)
{
	static ssize_t (*real)(int, void *, size_t);
	static int count;
	int how = now("read", fd, &count);
	if (!real)
		real = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
	if (how > 0) {
		errno = how;
		return -1;
	}
	ssize_t r = real(fd, p, n);
	if (how < 0 && r > 0)
		((char *)p)[r / 2] ^= 1;
	return r;
}
int fsync(int fd)
{
	static int (*real)(int);
	static int count;
	int how = now("fsync", fd, &count);
	if (!real)
		real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
	if (how > 0) {
		errno = how;
		return -1;
	}
	return real(fd);
}
"""
work = tempfile.mkdtemp(prefix="felt-export-")
n = failed = 0


def ok(good, name, *why):
    global n, failed
    n += 1
    failed += not good
    print("ok" if good else "not ok", n, "-", name)
    for w in why if not good else ():
        print("# " + str(w).replace("\n", "\n# ")[:600])


def felt(*args, stdin=b"", shim=None):
    env = dict(os.environ, HOME=work, XDG_STATE_HOME=os.path.join(work, "state"), TZ="UTC", LC_ALL="C.UTF-8")
    if shim:
        env["SHIM"] = shim
        env["LD_PRELOAD"] = os.path.join(work, "shim.so")
        env["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    r, w = os.pipe()
    os.write(w, b"a passphrase")
    os.close(w)
    try:
        return subprocess.run([FELT, "--passphrase-fd", str(r), "-j", os.path.join(work, "j.felt"), *args], pass_fds=(r,), env=env,
                              input=stdin, capture_output=True, timeout=120)
    finally:
        os.close(r)


def out():
    return sorted(os.listdir(os.path.join(work, "out")))


with open(os.path.join(work, "shim.c"), "w") as f:
    f.write(SHIM)
if subprocess.run(["gcc", "-shared", "-fPIC", "-o", os.path.join(work, "shim.so"), os.path.join(work, "shim.c"), "-ldl"]).returncode:
    print("Bail out! the shim does not build")
    sys.exit(1)
recipient = re.search(r'"(age1[0-9a-z]{58})"', open(os.path.join(ROOT, "tests", "second", "age.t")).read()).group(1)
os.mkdir(os.path.join(work, "out"), 0o700)
ok(felt("init", "--recovery-to", os.path.join(work, "rec"), "--kdf-memory", "64M", "--kdf-passes", "2").returncode == 0, "a journal")
lines = "".join('{"date":"2026-01-%02d","body":"%s %d"}\n' % (i % 28 + 1, "a line of a diary " * 60, i) for i in range(300))
ok(felt("import", "json", stdin=lines.encode()).returncode == 0, "with 300 entries")
to = os.path.join(work, "out", "x")
for kind, args in (("plain", []), ("sealed", ["--age", recipient]), ("armored", ["--age", recipient, "--armor"])):
    argv = ["export", "--format", "json", "-o", to] + args
    r = felt(*argv, shim="none:0:0")
    ok(r.returncode == 0 and out() == ["x"], "%s: with the shim and nothing wrong" % kind, r.stderr.decode())
    os.unlink(to)
    for call, how, what in (("write", -1, "another bit is written"), ("read", -1, "another bit is read back"), ("write", 28, "no space"), ("write", 5, "an I/O error"),
                            ("read", 5, "an I/O error when it is read back"), ("fsync", 5, "it cannot be synced")):
        wrong, hit = [], 0
        for when in (1, 2, 3, 5, 8, 13, 21, 34, 55):
            r = felt(*argv, shim="%s:%d:%d" % (call, when, how))
            if r.returncode == 0 and out() == ["x"]:
                os.unlink(to)
                break  # fewer such calls than that
            hit += 1
            if r.returncode != 4 or out() or b"a line of a diary" in r.stderr:
                wrong.append("%s %d: %d %s %s" % (call, when, r.returncode, out(), r.stderr.decode()))
                for name in out():
                    os.unlink(os.path.join(work, "out", name))
        ok(hit > 0 and not wrong, "%s: %s, at %d places: refused, and nothing is left" % (kind, what, hit), *wrong[:3])
# A plain export has no name before it is whole: a process that is killed leaves nothing that somebody could read.
nameless = hasattr(os, "O_TMPFILE")
try:
    os.close(os.open(os.path.join(work, "out"), os.O_TMPFILE | os.O_RDWR, 0o600))
except (AttributeError, OSError):
    nameless = False
if nameless:
    left, hit = [], 0
    for call, when in (("write", 1), ("write", 5), ("read", 3), ("fsync", 1)):
        r = felt("export", "--format", "json", "-o", to, shim="%s:%d:999" % (call, when))
        hit += r.returncode == -9
        left += out()
        for name in out():
            os.unlink(os.path.join(work, "out", name))
    ok(hit == 4 and not left, "killed while it writes, reads back or syncs: nothing is left, not even hidden", hit, left)
shutil.rmtree(work)
print("1..%d" % n)
sys.exit(1 if failed else 0)
