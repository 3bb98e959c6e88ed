#!/usr/bin/python3
"""T070: felt unlock and felt lock, and the kernel's keyring under everything that happens to one.

As root everything runs as a user of its own, so that nobody else's keys are touched.
"""
import ctypes
import json
import os
import platform
import re
import shutil
import signal
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pty"))
from term import ROOT, Folder, case, done, is_, like, ok  # noqa: E402

FELT = os.environ.get("FELT", os.path.join(ROOT, "build", "felt"))
PASS = b"open sesame, slowly"
CALLS = {"x86_64": (248, 250, 157), "aarch64": (217, 219, 167)}.get(platform.machine())
P, S, U = -2, -3, -4                                             # @p @s @u
JOIN, UPDATE, REVOKE, SETPERM, CLEAR, LINK, SEARCH, READ, SET_TIMEOUT, INVALIDATE = 1, 2, 3, 5, 7, 8, 10, 11, 15, 21
UID = os.getuid() or 50000 + os.getpid() % 10000
# A build with ASan wants to be loaded first, and so does faketime.
FAKETIME = shutil.which("faketime") and b"__asan_init" not in open(FELT, "rb").read()
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *args):
    """A system call: its result, or minus the error."""
    ctypes.set_errno(0)
    r = libc.syscall(ctypes.c_long(number), *[a if isinstance(a, bytes) else ctypes.c_long(a) for a in args])
    return -ctypes.get_errno() if r == -1 else r


def keyctl(*args):
    return call(CALLS[1], *(args + (0,) * (5 - len(args))))


def add_key(name, payload, ring):
    return call(CALLS[0], b"user", name, payload, len(payload), ring)


def deny(number, error):
    """A seccomp filter under which one system call fails."""
    code = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | error), (0x06, 0, 0, 0x7fff0000)]
    filters = b"".join(struct.pack("HBBI", *c) for c in code)
    buf = ctypes.create_string_buffer(filters)

    class Prog(ctypes.Structure):
        _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
    prog = Prog(len(code), ctypes.cast(buf, ctypes.c_void_p))
    libc.prctl(38, 1, 0, 0, 0)
    if libc.prctl(22, 2, ctypes.byref(prog), 0, 0):
        os._exit(97)


def as_user():
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(UID, UID, UID)
        os.setresuid(UID, UID, UID)


def in_child(function):
    """Runs it as the user in a process of its own; what it returns, as JSON."""
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            as_user()
            os.write(w, json.dumps(function()).encode())
        finally:
            os._exit(0)
    os.close(w)
    out = os.fdopen(r, "rb").read()
    os.waitpid(pid, 0)
    return json.loads(out) if out else None


def keys():
    """What /proc/keys shows this user of felt's: (expiry, permissions, name).  One that is over is listed there for some more minutes."""
    return in_child(listed)


def listed():
    lines = [line.split() for line in open("/proc/keys") if " felt:1:" in line]
    return [(x[3], x[4], x[8].rstrip(":")) for x in lines if x[3] != "expd" and "i" not in x[1]]


def keys_name():
    return listed()[0][2].encode()


class House:
    """A home with felt in it; everything there runs as UID."""

    def __enter__(self):
        self.folder = Folder().__enter__()
        self.home = self.folder.path
        self.felt = self.home + "/felt"
        shutil.copy(FELT, self.felt)
        os.chmod(self.felt, 0o755)
        os.chmod(self.home, 0o700)
        os.chown(self.home, UID, UID)
        self.env = {"HOME": self.home, "TZ": "UTC", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "FELT_JOURNAL": self.home + "/j.felt"}
        for name in "ASAN_OPTIONS", "UBSAN_OPTIONS":
            if os.environ.get(name):
                self.env[name] = os.environ[name]
        self.make(self.home + "/j.felt")
        self.run("write", text=b"what was written", secret=PASS)
        return self

    def __exit__(self, *_):
        self.run("lock", "--all") if os.getuid() == 0 else [self.run("-j", self.home + "/" + f, "lock") for f in os.listdir(self.home) if
                                                            f.endswith(".felt")]
        self.folder.__exit__()

    def make(self, path):
        return self.run("-j", path, "init", "--recovery-to", path + ".rec", "--kdf-memory", "64M", "--kdf-passes", "2", secret=PASS)

    def run(self, *args, text=b"", secret=None, before=None, env=None, wrap=(), limit=60):
        """felt without a terminal, in a session of its own."""
        fds, options = (), []
        if secret is not None:
            r, w = os.pipe()
            os.write(w, secret)
            os.close(w)
            fds, options = (r,), ["--passphrase-fd", str(r)]

        def prepare():
            as_user()
            if before:
                before()
        out = subprocess.run([*wrap, self.felt, *options, *args], env=env or self.env, input=text, capture_output=True, pass_fds=fds, timeout=limit,
                             preexec_fn=prepare, start_new_session=True, cwd=self.home)
        for fd in fds:
            os.close(fd)
        return out

    def unlock(self, *args, **more):
        return self.run("unlock", *args, secret=PASS, **more)

    def open(self, **more):
        """Does it open without being asked?"""
        out = self.run("review", **more)
        return out.returncode == 0 and b"what was written" in out.stdout

    def asks(self, **more):
        out = self.run("review", **more)
        return out.returncode == 2 and not out.stdout and b"nowhere to get the passphrase" in out.stderr


def fresh_session():
    keyctl(JOIN, 0)


def after_logout():
    keyctl(JOIN, 0)
    keyctl(REVOKE, S)


if platform.system() != "Linux" or not CALLS or in_child(lambda: add_key(b"felt:none", b"x", P)) <= 0:
    print("1..0 # SKIP no keyring here")
    sys.exit(0)


@case
def open_for_a_while():
    with House() as h:
        ok(h.asks(), "locked, it asks")
        out = h.unlock("--for", "15m")
        is_(out.returncode, 0, "felt unlock")
        like(out.stderr.decode(), r"open until \w+ \d+ \w+ \d+, \d\d:\d\d; felt lock ends it", "says until when")
        (expiry, permissions, name), = keys()
        is_(permissions, "0b000000", "the key's possessor may view, read and search it, and nothing else")
        like(expiry, "^1[45]m$", "and it has a time-out")
        like(name, "^felt:1:[0-9a-f]{16}$", "under the name of the journal, hashed")
        ok(h.open(), "another process reads without being asked")
        is_(h.run("write", text=b"more").returncode, 0, "and writes")
        is_(h.run("verify").returncode, 0, "and it verifies")
        ok(h.open(before=fresh_session), "with a fresh session keyring, as ssh, login and su give one")
        ok(h.open(before=after_logout), "with a session keyring that was revoked, as after a logout")
        cron = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        ok(h.open(env=dict(cron, HOME=h.home, FELT_JOURNAL=h.home + "/j.felt")), "with the environment of cron")
        like(h.run("status").stdout.decode(), r"(?m)^locked +no; open until ", "felt status says until when")
        status = json.loads(h.run("status", "--json").stdout)
        ok(status["locked"] is False and status["unlocked-until"], "as data too", status)
        out = h.run("lock")
        like(out.stderr.decode(), "^the journal is locked", "felt lock")
        ok(h.asks(), "and it asks again")
        is_(keys(), [], "no key is left")
        like(h.run("lock").stderr.decode(), "was locked already", "twice does no harm")
        like(h.run("status").stdout.decode(), "(?m)^locked +yes; ", "felt status says so")


@case
def from_tmux_after_the_logout():
    """The terminal lives on, the session it began in does not."""
    if not shutil.which("tmux"):
        return
    with House() as h:
        h.unlock()
        tmux = ["tmux", "-S", h.home + "/tmux", "-f", "/dev/null"]

        def log_in_start_tmux_and_out():
            keyctl(JOIN, 0)
            got = subprocess.run(tmux + ["new-session", "-d", "-x", "80", "-y", "24", "sh"], env=h.env, capture_output=True)
            keyctl(REVOKE, S)
            subprocess.run(tmux + ["send-keys", "%s review >%s/out 2>&1; echo $? >%s/status" % (h.felt, h.home, h.home), "Enter"], env=h.env)
            return got.returncode
        try:
            is_(in_child(log_in_start_tmux_and_out), 0, "tmux starts")
            for _ in range(600):
                if os.path.exists(h.home + "/status") and open(h.home + "/status").read():
                    break
                time.sleep(0.1)
            like(open(h.home + "/out").read(), "what was written", "in a tmux that outlived its login it is open")
        finally:
            in_child(lambda: subprocess.run(tmux + ["kill-server"], env=h.env, capture_output=True).returncode)


@case
def never_after_the_deadline():
    with House() as h:
        span = 12  # enough for all that has to happen before
        h.unlock("--for", "%ds" % span)
        begin = time.monotonic()
        ok(h.open(), "open for some seconds")
        serial = in_child(lambda: keyctl(LINK, U, P) or keyctl(SEARCH, U, b"user", keys_name(), 0))
        ok(serial > 0, "another program finds the key")

        def re_arm():
            keyctl(LINK, U, P)
            return [keyctl(SET_TIMEOUT, serial, 100), keyctl(SETPERM, serial, 0x3f3f0000), call(CALLS[1], UPDATE, serial, b"x", 1, 0)]
        is_(in_child(re_arm), [-13, -13, -13], "and may not make it last longer, set permissions or change it")
        if FAKETIME:
            ok(h.asks(wrap=["faketime", "-f", "+1h"]), "a clock an hour on: over early")
            span = 2
            h.unlock("--for", "%ds" % span)
            begin = time.monotonic()
        time.sleep(max(0, begin + span + 0.2 - time.monotonic()))
        ok(h.asks(), "after them it asks")
        if FAKETIME:
            ok(h.asks(wrap=["faketime", "-f", "-1h"]), "a clock set back an hour does not bring it back")
        ok(in_child(lambda: keyctl(LINK, U, P) or call(CALLS[1], READ, serial, 0, 0, 0)) < 0, "nor can another program read the key any more")
        is_(keys(), [], "it counts as gone")
        like(h.run("status").stdout.decode(), "(?m)^locked +yes", "felt status says so")


@case
def where_there_is_none():
    with House() as h:
        for error, words in (1, "may not be used here"), (38, "offers no keyring"):
            out = h.unlock(before=lambda: deny(CALLS[0], error))
            is_(out.returncode, 4, "a system that denies add_key (%d)" % error)
            like(out.stderr.decode(), "the journal cannot be kept open here: .*%s" % words, "says so")
            like(out.stderr.decode(), "goes on asking", "with what that means")
            is_(keys(), [], "nothing is kept")
            out = h.run("review", secret=PASS, before=lambda: deny(CALLS[0], error))
            is_((out.returncode, out.stderr), (0, b""), "elsewhere nothing is said")
            ok(h.asks(before=lambda: deny(CALLS[1], error)), "without keyctl felt asks")
            like(h.run("status", before=lambda: deny(CALLS[0], error)).stdout.decode(), "cannot keep it open", "felt status says it too")
        out = h.run("unlock", before=lambda: deny(CALLS[0], 1))
        is_(out.returncode, 4, "and nobody types a passphrase for nothing")


@case
def a_full_keyring():
    with House() as h:
        def fill():
            keyctl(JOIN, 0)
            n = 0
            for size in 2000, 200, 20:
                while n < 100000 and add_key(b"full%d" % n, b"x" * size, S) > 0:
                    n += 1
            out = subprocess.run([h.felt, "unlock", "--passphrase-fd", "0"], input=PASS, env=h.env, capture_output=True)
            more = subprocess.run([h.felt, "review", "--passphrase-fd", "0"], input=PASS, env=h.env, capture_output=True)
            keyctl(CLEAR, S)
            return [out.returncode, out.stderr.decode(), more.returncode]
        status, said, after = in_child(fill)
        is_(status, 4, "a keyring that is full")
        like(said, "the journal cannot be kept open here: the keyring is full", "says so")
        is_(after, 0, "and felt goes on asking")


@case
def two_journals():
    with House() as h:
        other = h.home + "/two.felt"
        h.make(other)
        h.unlock()
        is_(h.run("-j", other, "review").returncode, 2, "one is open, the other asks")
        h.unlock("-j", other)
        is_(h.run("-j", other, "review").returncode, 0, "both are open")
        is_(len(keys()), 2, "each with a key of its own")
        h.run("lock")
        ok(h.asks(), "one is locked")
        is_(h.run("-j", other, "review").returncode, 0, "the other stays open")
        if os.getuid() == 0:
            h.unlock()
            os.rename(other, other + ".away")
            is_(h.run("-j", other, "lock").returncode, 4, "a file that is not at hand")
            like(h.run("lock", "--all", env={"PATH": "/usr/bin"}).stderr.decode(), "2 journals are locked", "is locked with --all, which needs no HOME either")
            is_(keys(), [], "no key is left")


@case
def keys_that_do_not_fit():
    """Another journal's, an old epoch's, and no keys at all under the right name: felt asks, and the passphrase opens."""
    with House() as h:
        h.unlock()

        def change(how):
            """The same name again, with other bytes in it."""
            keyctl(LINK, U, P)
            name = keys_name()
            key = keyctl(SEARCH, U, b"user", name, 0)
            buf = ctypes.create_string_buffer(288)
            n = libc.syscall(CALLS[1], ctypes.c_long(READ), ctypes.c_long(key), buf, ctypes.c_long(288), ctypes.c_long(0))
            keyctl(INVALIDATE, key)
            return n if add_key(name, how(buf.raw[:n]), U) > 0 else -1
        for what, how in (("of another journal", lambda p: p[:8] + bytes(16) + p[24:]),
                          ("of an earlier epoch", lambda p: p[:24] + struct.pack("<Q", 7) + p[32:]),
                          ("that are no keys", lambda p: p[:64] + bytes(224)),
                          ("of another form", lambda p: b"FELTSES9" + p[8:]),
                          ("cut short", lambda p: p[:100])):
            h.run("lock")
            h.unlock()
            is_(in_child(lambda: change(how)), 288, "keys " + what)
            ok(h.asks(), "felt asks")
            out = h.run("review", secret=PASS)
            is_((out.returncode, out.stderr), (0, b""), "and the passphrase opens")
            is_(h.run("lock").returncode, 0, "felt lock")
            is_(keys(), [], "takes them away")


@case
def what_it_does_not_open():
    with House() as h:
        h.unlock()
        is_(h.run("key", "passphrase", "--kdf-memory", "64M", "--kdf-passes", "2").returncode, 2, "a new passphrase wants the old one")
        is_(h.run("key", "recovery", "--recovery-to", h.home + "/new").returncode, 2, "a new recovery key wants the passphrase")
        ok(not os.path.exists(h.home + "/new"), "and nothing was made")
        is_(h.run("unlock", "--for", "24h").returncode, 2, "more time wants it too")
        is_(h.run("review", secret=b"another one").returncode, 2, "an explicit passphrase is tried first, and a wrong one does not open")
        r, w = os.pipe()
        os.write(w, PASS + b"\nrest")
        os.close(w)
        subprocess.run([h.felt, "--passphrase-fd", str(r), "review"], env=h.env, pass_fds=(r,), preexec_fn=as_user, capture_output=True)
        is_(os.read(r, 100), b"rest", "and is always consumed")
        os.close(r)
        out = h.run("key", "passphrase", "--kdf-memory", "64M", "--kdf-passes", "2", secret=PASS + b"\nthe next one\n")
        is_(out.returncode, 0, "with it the passphrase changes")
        ok(h.asks(), "and what was kept is gone")


@case
def every_passphrase():
    """unlock_for: off unless it is asked for."""
    with House() as h:
        h.run("review", secret=PASS)
        is_(keys(), [], "off unless asked")
        os.makedirs(h.home + "/.config/felt")
        for value, wanted in ("20m", 1), ("off", 0), ("1d", 0), ("0s", 0), ("25h", 0), ("15", 0), ("1h30m", 1):
            h.run("lock")
            with open(h.home + "/.config/felt/config", "w") as f:
                f.write("unlock_for = %s\n" % value)
            for folder in ".config", ".config/felt", ".config/felt/config":
                os.chown(h.home + "/" + folder, UID, UID)
            out = h.run("review", secret=PASS)
            is_((out.returncode, len(keys())), (0, wanted), "unlock_for = " + value)
            if not wanted and value != "off":
                like(out.stderr.decode(), "unlock_for", "is named")
        out = h.unlock("--for", "5m")
        like(keys()[0][0], "^[345]m$", "--for counts more")
        h.run("lock")
        h.run("--recovery-fd", "0", "review", text=open(h.home + "/j.felt.rec", "rb").read().split(b"\n")[0])
        is_(keys(), [], "the recovery key keeps nothing open")


@case
def before_the_command_that_prints_it():
    """The order of the sources: what is kept comes before passphrase_command."""
    with House() as h:
        os.makedirs(h.home + "/.config/felt")
        with open(h.home + "/.config/felt/config", "w") as f:
            f.write("passphrase_command = sh -c 'echo asked >>%s/asked; echo wrong'\n" % h.home)
        for name in ".config", ".config/felt", ".config/felt/config":
            os.chown(h.home + "/" + name, UID, UID)
        h.unlock()
        ok(h.open(), "open: the command is not run")
        ok(not os.path.exists(h.home + "/asked"), "nobody was asked")
        h.run("lock")
        is_(h.run("review").returncode, 2, "locked: it is")
        ok(os.path.exists(h.home + "/asked"), "and its answer is tried")


@case
def killed_on_the_way():
    """A key without a time-out is nowhere, wherever felt is killed."""
    if not shutil.which("strace"):
        return
    with House() as h:
        places = 0
        for when in range(1, 30):
            out = h.unlock(wrap=["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=keyctl,add_key", "-e",
                                 "inject=keyctl,add_key:signal=KILL:when=%d" % when])
            if out.returncode == 0:
                break
            places += 1
            for _ in range(300):  # what belonged to the process alone goes a moment after it
                if not [k for k in keys() if k[0] == "perm"]:
                    break
                time.sleep(0.1)
            ok(not [k for k in keys() if k[0] == "perm"], "killed at call %d" % when, keys())
            h.run("lock")
        ok(places >= 5, "%d places" % places)


done()
