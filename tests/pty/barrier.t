#!/usr/bin/python3
"""T077 to T081: no network for felt, its editor and its pager; no core files; memory that may not be locked; and felt status says what is so."""

import array
import fcntl
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import termios
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from term import ROOT, Folder, Term, case, demo, diag, done, is_, like, ok  # noqa: E402

FELT = os.environ.get("FELT", os.path.join(ROOT, "build", "felt"))
PROBE, DENY = demo("probe_demo"), demo("deny_demo")
PASS = "open sesame, slowly"
# What everything that felt starts is refused, and what editors and pagers are refused besides.
REFUSED = {"inet": "EAFNOSUPPORT", "inet-udp": "EAFNOSUPPORT", "inet6": "EAFNOSUPPORT", "netlink": "EAFNOSUPPORT", "packet": "EAFNOSUPPORT",
           "vsock": "EAFNOSUPPORT", "pair-inet": "EAFNOSUPPORT", "io_uring": "ENOSYS", "io_uring_enter": "ENOSYS", "io_uring_register": "ENOSYS",
           "ptrace": "EPERM", "vm_readv": "EPERM", "vm_writev": "EPERM", "pidfd_getfd": "EPERM", "bpf": "EPERM", "userfaultfd": "EPERM",
           "kexec": "EPERM", "tiocsti": "EPERM", "tioclinux": "EPERM", "x32": "ENOSYS", "i386": "killed by %d" % signal.SIGSYS}
KEYS = {"add_key": "EPERM", "request_key": "EPERM", "keyctl": "EPERM"}
ALLOWED = {"unix": "ok", "pair-unix": "ok"}


class Journal:
    def __enter__(self):
        self.folder = Folder().__enter__()
        self.home = self.folder.file("home")
        os.makedirs(self.home + "/.config/felt", mode=0o700)
        os.chmod(self.home, 0o700)
        self.config("suggest = off\n")
        is_(self.felt(["init", "--recovery-to", self.folder.file("rec"), "--kdf-memory", "64M", "--kdf-passes", "2"]).returncode, 0, "a journal")
        return self

    def __exit__(self, *_):
        self.folder.__exit__()

    def config(self, text):
        with open(self.home + "/.config/felt/config", "w") as f:
            f.write(text)

    def env(self, **more):
        return dict({"HOME": self.home, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "FELT_JOURNAL": self.home + "/j.felt"}, **more)

    def felt(self, args, wrap=(), stdin=b"", fds=(), secret=True, source=None):
        r, w = os.pipe()
        os.write(w, PASS.encode() + b"\n")
        os.close(w)
        run = subprocess.run(list(wrap) + [FELT] + (["--passphrase-fd", str(r)] if secret else []) + args, env=self.env(), pass_fds=(r,) + tuple(fds),
                             timeout=60, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **({"input": stdin} if source is None else {"stdin": source}))
        os.close(r)
        return run

    def terminal(self, args, wrap=(), rows=40, **env):
        t = Term(100, rows, list(wrap) + [FELT] + args, env=self.env(**env))
        t.expect("passphrase:")
        t.send(PASS + "\r")
        return t

    def newest(self):
        lines = self.felt(["review", "--json", "--text", "-n", "1"]).stdout.decode()
        return json.loads(lines.split("\n")[0])

    def status(self, wrap=()):
        return json.loads(self.felt(["status", "--json"], wrap, secret=False).stdout)["protected"]


def answers(text):
    return dict(m for m in re.findall(r"^([a-z0-9_-]+) (ok|E[A-Z]+|killed by \d+|went on)\s*$", text, re.M))


def compare(got, want, name):
    wrong = {k: (got.get(k), v) for k, v in want.items() if got.get(k) != v}
    ok(got and not wrong, name, "got, want: %r" % wrong)


@case
def without():
    got = answers(subprocess.run([PROBE], input="", capture_output=True, text=True).stdout)
    ok(got.get("inet") == "ok" and got.get("unix") == "ok", "the probe opens sockets where there is no barrier", got)


@case
def the_editor():
    with Journal() as j:
        editor = j.folder.file("probe-editor")
        shutil.copy(PROBE, editor)
        t = j.terminal(["write", "--editor"], EDITOR=editor)
        is_(t.wait(), 0, "the probe as an editor")
        shown = j.felt(["export", "--format", "txt"]).stdout.decode()
        compare(answers(shown), dict(REFUSED, **ALLOWED), "T077 an editor: every way to the network is refused")
        compare(answers(shown), KEYS, "T078 an editor: the kernel's keys are refused")
        for name in ("vim",):
            t = j.terminal(["write", "--editor"], EDITOR=name)
            t.expect("entry.md")
            t.settle(0.3)
            t.send(":!%s\r" % PROBE)
            t.expect("keyctl")
            t.settle(0.3)
            compare(answers(t.text()), dict(REFUSED, **dict(KEYS, **ALLOWED)), "T077 what %s starts with :! is refused the same" % name)
            t.send("\r:q!\r")
            is_(t.wait(), 0, "%s ends" % name)


@case
def the_pager():
    with Journal() as j:
        j.felt(["write"], stdin=b"a line\n" * 100)
        folder = j.folder.file("bin")
        os.mkdir(folder)
        shutil.copy(PROBE, folder + "/less")
        t = j.terminal(["review", "--text"], PATH=folder + ":" + os.environ["PATH"])
        t.expect("keyctl")
        t.settle(0.3)
        t.wait()
        compare(answers("\n".join(t.scrollback())), dict(REFUSED, **dict(KEYS, **ALLOWED)), "T077, T078 a pager: refused")


@case
def felt_itself():
    """What passphrase_command inherits is felt's own barrier."""
    with Journal() as j:
        script = j.folder.file("command", '#!/bin/sh\n%s -o %s/probe\necho "%s"\n' % (PROBE, j.home, PASS))
        os.chmod(script, 0o700)
        j.config("suggest = off\npassphrase_command = %s\n" % script)
        run = j.felt(["write"], stdin=b"a line\n", secret=False)
        is_(run.returncode, 0, "passphrase_command works behind it") or diag(run.stderr)
        with open(j.home + "/probe") as f:
            got = answers(f.read())
        compare(got, dict(REFUSED, **ALLOWED), "T077 felt: every way to the network is refused")
        native = answers(subprocess.run([PROBE], input="", capture_output=True, text=True).stdout)
        is_([got.get(k) for k in KEYS], [native.get(k) for k in KEYS], "T078 felt itself may use the kernel's keys as anybody")


@case
def handed_over():
    """T077: a connection that is open already is refused."""
    with Journal() as j:
        server = socket.create_server(("127.0.0.1", 0))
        there = socket.create_connection(server.getsockname())
        here, _ = server.accept()
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        unix = socket.socketpair()
        high = os.dup2(there.fileno(), 300)
        os.set_inheritable(high, True)
        opened = [server, there, here, udp, *unix]
        for name, fds, stdin, number in (("TCP", (there.fileno(),), None, there.fileno()), ("a high number", (high,), None, high),
                                         ("UDP", (udp.fileno(),), None, udp.fileno()), ("stdin", (), here.fileno(), 0)):
            run = j.felt(["write"], fds=fds, source=stdin)
            is_(run.returncode, 5, "%s: exit status 5" % name)
            like(run.stderr.decode(), r"^felt: refused, to be safe: descriptor %d is a network connection\nhint: " % number, "%s: said which" % name)
        run = j.felt(["status"], fds=(unix[0].fileno(),), secret=False)
        is_(run.returncode, 0, "a socket of this machine is fine")
        run = j.felt(["status"], secret=False, source=unix[0].fileno())
        is_(run.returncode, 0, "also as standard input")
        for s in opened:
            s.close()
        os.close(high)


@case
def status():
    """T079: it works without, and says so."""
    with Journal() as j:
        everything = {"no-network": "seccomp=ENOSYS", "editor-jailed": "landlock=ENOSYS", "editor-hidden": "unshare=EPERM"}
        is_({k: j.status().get(k) for k in everything}, {k: True for k in everything}, "all of it is there")
        for name, denied in everything.items():
            got = j.status([DENY, denied, "--"])
            is_({k: got[k] for k in everything}, {k: k != name for k in everything}, "T079 without %s: status says so" % name)
        words = j.felt(["status"], [DENY, "seccomp=ENOSYS", "landlock=ENOSYS", "unshare=EPERM", "--"], secret=False).stdout.decode()
        like(words, r"no +felt opens no network connection, but nothing keeps an editor from it", "in words: the network")
        like(words, r"no +if felt is ended by force, the text in --editor stays in memory", "in words: the folder")
        like(words, r"no +--editor could leave copies", "in words: the jail")
        t = j.terminal(["write", "--editor"], [DENY, "seccomp=ENOSYS", "landlock=ENOSYS", "unshare=EPERM", "--"], EDITOR="vim")
        t.expect("entry.md")
        t.settle(0.3)
        t.send("iall the same\x1b")
        t.settle(0.15)
        t.send(":wq\r")
        is_(t.wait(), 0, "T079 an editor works without any of it")
        like(j.felt(["export", "--format", "txt"]).stdout.decode(), "all the same", "and the text is saved")


def dumped(argv, env, cwd, text):
    """Did the kernel write, or pipe away, a core of it?  It is ended while it reads from a pipe."""
    def unlimited():
        resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
    r, w = os.pipe()
    os.write(w, text)
    process = subprocess.Popen(argv, env=env, cwd=cwd, stdin=r, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=unlimited)
    left, end = array.array("i", [1]), time.monotonic() + 60
    while left[0] and time.monotonic() < end:  # felt hardens itself before it reads
        time.sleep(0.1)
        fcntl.ioctl(r, termios.FIONREAD, left)
    os.kill(process.pid, signal.SIGABRT)
    _, state = os.waitpid(process.pid, 0)
    process.returncode = 0
    os.close(r)
    os.close(w)
    return os.WIFSIGNALED(state) and os.WTERMSIG(state) == signal.SIGABRT, os.WCOREDUMP(state)


@case
def no_core():
    with Journal() as j:
        cwd = j.folder.file("cwd")
        os.mkdir(cwd)
        aborted, core = dumped(["cat"], j.env(), cwd, b"")
        diag("a program of others is dumped here: %s" % core)
        for name in os.listdir(cwd):
            os.unlink(os.path.join(cwd, name))
        is_(dumped([FELT, "--passphrase-fd", "0", "write"], j.env(), cwd, PASS.encode() + b"\na text\n"), (True, False), "T080 felt aborts: the kernel dumps nothing")
        script = j.folder.file("aborts", '#!/bin/sh\nulimit -c unlimited 2>/dev/null; grep core.file /proc/self/limits >>"$1"; kill -ABRT $$\n')
        os.chmod(script, 0o755)
        before = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
        t = j.terminal(["write", "--editor"], EDITOR=script)
        resource.setrlimit(resource.RLIMIT_CORE, before)
        ok(t.wait() != 0 and "ended by signal 6" in t.text(), "an editor aborts", t.text())
        is_([n for n in os.listdir(cwd) + os.listdir(j.home) + os.listdir(".") if re.match(r"core(\.\d+)?$", n)], [], "T080 no core file of it")
        t = j.terminal(["resume", "--keep"])
        t.wait()
        like(j.felt(["export", "--format", "txt"]).stdout.decode(), r"core file size +1 ", "T080 its limit is the one that stops piped handlers too; what it left is kept")


@case
def memory():
    """T081: little or no memory may be locked, with plain swap and without."""
    if b"__asan_init" in open(FELT, "rb").read():
        ok(True, "T081 # SKIP the address sanitizer locks no memory")
        return
    with Journal() as j:
        told = j.home + "/.local/state/felt/told-swap"
        swaps = j.folder.file("swaps", "Filename\tType\tSize\tUsed\tPriority\n/dev/sda9 partition 1 0 -2\n")
        wrap = ["unshare", "-rm", "sh", "-c", 'mount --bind "$0" /proc/swaps && exec "$@"', swaps]
        if subprocess.run(wrap + ["true"], capture_output=True).returncode != 0:
            ok(True, "T081 # SKIP no user namespaces, so no swap can be pretended")
            return
        for limit, lines in ((0, 1), (0, 0), (65536, 0), (8 << 20, 0)):
            before = ["prlimit", "--memlock=%d:%d" % (limit, limit)] if limit < 8 << 20 else []
            run = j.felt(["write"], wrap + before, stdin=b"a line\n")
            is_((run.returncode, run.stderr.decode().count("lock its memory")), (0, lines), "T081 limit %d: works, %d warning" % (limit, lines))
        os.unlink(told)
        with open(swaps, "w") as f:
            f.write("Filename\tType\tSize\tUsed\tPriority\n/dev/zram0 partition 1 0 -2\n/dev/dm-1 partition 1 0 -2\n")
        run = j.felt(["write"], wrap + ["prlimit", "--memlock=0:0"], stdin=b"a line\n")
        is_((run.returncode, os.path.exists(told)), (0, False), "T081 sealed swap: nothing to warn of")
        got = json.loads(j.felt(["status", "--json"], wrap + ["prlimit", "--memlock=0:0"], secret=False).stdout)["protected"]
        is_((got["locked-memory"], got["no-plain-swap"]), (False, True), "T081 status says both")


done()
