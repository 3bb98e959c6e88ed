"""Breaking things on purpose: strace makes the Nth system call of a kind fail, or kills the program at it.

Each operation starts from the same prepared home; after the fault the journal must verify and hold all of the
old state or all of the new one.  A sample by default; FELT_TRIALS=1 takes every point.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FELT = os.environ.get("FELT_NATIVE", os.path.join(ROOT, "build", "felt"))
ALL = os.environ.get("FELT_TRIALS") == "1"
PASS, NEW_PASS = "open sesame, slowly", "another one, as slow"
TEXTS = ["the first day", "the second day, longer", "a third"]

count = 0
failures = 0


def ok(good, name, *why):
    global count, failures
    count += 1
    failures += not good
    print(("ok" if good else "not ok"), count, "-", name)
    for line in why if not good else ():
        print("# " + str(line).replace("\n", "\n# "))
    sys.stdout.flush()


def done():
    print("1..%d" % count)
    sys.exit(1 if failures else 0)


class Home:
    """A folder with a journal; felt runs in it."""

    def __init__(self, path):
        self.path = path
        self.journal = os.path.join(path, "data", "j.felt")

    def env(self):
        keep = {k: v for k, v in os.environ.items() if k in ("PATH", "LD_LIBRARY_PATH", "LD_PRELOAD")}
        return dict(keep, HOME=self.path, TZ="UTC", LC_ALL="C.UTF-8", FELT_JOURNAL=self.journal)

    def felt(self, *args, stdin=b"", secrets=PASS, wrap=()):
        """secrets None: locked."""
        r, w = os.pipe()
        os.write(w, (secrets or "").encode())
        os.close(w)
        options = ["--passphrase-fd", str(r)] if secrets else []
        try:
            return subprocess.run([*wrap, FELT, *options, *args], input=stdin, env=self.env(), pass_fds=(r,),
                                  capture_output=True, cwd=self.path, timeout=120)
        finally:
            os.close(r)

    def copy(self):
        to = tempfile.mkdtemp(prefix="felt-fault-")
        shutil.rmtree(to)
        shutil.copytree(self.path, to, symlinks=True)
        return Home(to)

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def state(self):
        """What a reader finds: (verifies, entries as text) with the passphrase that works."""
        if not os.path.exists(self.journal):
            return "no journal"
        for phrase in (PASS, NEW_PASS):
            v = self.felt("verify", secrets=phrase)
            if v.returncode == 2:
                continue
            if v.returncode:
                return "does not verify: %d %s" % (v.returncode, v.stderr.decode())
            x = self.felt("export", "--format", "json", "--with-private", secrets=phrase)
            if x.returncode:
                return "does not export: %d %s" % (x.returncode, x.stderr.decode())
            entries = json.loads(x.stdout)["entries"]
            return phrase, sorted((e.get("text", ""), tuple(e.get("tags", ()))) for e in entries)
        return "no passphrase opens it"

    def leftovers(self):
        found = []
        for folder, _, files in os.walk(self.path):
            found += [os.path.join(folder, f) for f in files if ".felt-" in f or f.endswith("-journal")]
        return found


def prepared():
    home = Home(tempfile.mkdtemp(prefix="felt-fault-"))
    os.chmod(home.path, 0o700)
    os.mkdir(os.path.join(home.path, "data"), 0o700)
    r = home.felt("init", "--recovery-to", os.path.join(home.path, "recovery"), "--kdf-memory", "64M", "--kdf-passes", "2")
    assert r.returncode == 0, r.stderr
    ids = []
    for text in TEXTS:
        r = home.felt("write", "--json", stdin=text.encode())
        assert r.returncode == 0, r.stderr
        ids.append(json.loads(r.stdout)["id"])
    r = home.felt("backup", os.path.join(home.path, "backup.felt"))
    assert r.returncode == 0, r.stderr
    with open(os.path.join(home.path, "import.jsonl"), "w") as f:
        for i in range(40):
            f.write(json.dumps({"date": "1903-01-%02d" % (i % 28 + 1), "body": "imported %d" % i}) + "\n")
    return home, ids


def operations(home, ids):
    """name -> (arguments, stdin, secrets): each changes the journal or makes a file."""
    return {
        "init": (["-j", os.path.join(home.path, "data", "new.felt"), "init", "--recovery-to", os.path.join(home.path, "recovery2"),
                  "--kdf-memory", "64M", "--kdf-passes", "2"], b"", PASS),
        "write": (["write"], b"a new line, hard won", PASS),
        "locked-write": (["write", "--locked"], b"a line, hard won while locked", None),
        "absorb": (["review"], b"", PASS),
        "edit": (["edit", ids[0]], b"changed", PASS),
        "undo": (["edit", "--undo", ids[0]], b"", PASS),
        "delete": (["delete", "--yes", ids[1]], b"", PASS),
        "tag": (["tag", ids[2], "--tag", "work"], b"", PASS),
        "import": (["import", "json", os.path.join(home.path, "import.jsonl")], b"", PASS),
        "passphrase": (["key", "passphrase", "--kdf-memory", "64M", "--kdf-passes", "2"], b"", PASS + "\n" + NEW_PASS + "\n"),
        "recovery": (["key", "recovery", "--recovery-to", os.path.join(home.path, "recovery3")], b"", PASS),
        "rotate": (["key", "rotate", "--yes", "--recovery-to", os.path.join(home.path, "recovery4")], b"", PASS),
        "backup": (["backup", os.path.join(home.path, "backup2.felt")], b"", PASS),
        "restore": (["restore", "--yes", os.path.join(home.path, "backup.felt")], b"", PASS),
    }


def changed_once(home, ids):
    assert home.felt("edit", ids[0], stdin=b"changed once").returncode == 0


def something_waits(home, ids):
    for i in range(3):
        assert home.felt("write", "--locked", stdin=b"waiting %d" % i, secrets=None).returncode == 0


# What has to be there before: name -> function(home, ids).
BEFORE = {"undo": changed_once, "absorb": something_waits}


def base_of(home, ids, name, spec):
    """(a home in which the operation can begin, its state, the operation in it); home itself where nothing has to be prepared."""
    if name not in BEFORE:
        return home, None, spec
    base = home.copy()
    BEFORE[name](base, ids)
    looked_at = base.copy()  # looking takes in what waits
    state = looked_at.state()
    looked_at.remove()
    return base, state, relocated(spec, home, base)


def relocated(spec, old, new):
    args, stdin, secrets = spec
    return [a.replace(old.path, new.path) for a in args], stdin, secrets


def hits(home, spec, call):
    """How often the operation makes this call (a syscall name as strace knows it)."""
    trial = home.copy()
    args, stdin, secrets = relocated(spec, home, trial)
    log = os.path.join(trial.path, "trace")
    r = trial.felt(*args, stdin=stdin, secrets=secrets, wrap=["strace", "-f", "-qq", "-o", log, "-e", "trace=" + call])
    n = len(re.findall(r"^\d+ +(?!.*resumed)\w+\(", open(log).read(), re.M)) if os.path.exists(log) else 0
    state = trial.state()
    trial.remove()
    return n, state, r.returncode


def points(n, most):
    """All of 1..n, or a sample that has the first, the last and evenly spaced ones between."""
    if ALL or n <= most:
        return list(range(1, n + 1))
    return sorted({1 + round(i * (n - 1) / (most - 1)) for i in range(most)})


def inject(home, spec, call, how, when):
    trial = home.copy()
    args, stdin, secrets = relocated(spec, home, trial)
    r = trial.felt(*args, stdin=stdin, secrets=secrets,
                   wrap=["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e", "inject=%s:%s:when=%d" % (call, how, when)])
    return trial, r
