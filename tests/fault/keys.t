#!/usr/bin/python3
"""T066, T067: whatever changes keys, killed at every step: the secrets of before open the journal, or those of after; never both, never none."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults  # noqa: E402
from faults import FELT, NEW_PASS, PASS  # noqa: E402

CALLS = ["pwrite64", "fdatasync", "fsync", "unlink,unlinkat", "rename,renameat,renameat2,linkat"]
MOST = 40 if faults.ALL else 3
CHEAP = ["--kdf-memory", "64M", "--kdf-passes", "2"]


def lines(path):
    with open(path, "rb") as f:
        return f.readline()


def felt(home, *args, passphrase=b"", key=b"", wrap=()):
    options, fds = [], []
    for name, secret in ("--passphrase-fd", passphrase), ("--recovery-fd", key):
        if secret:
            r, w = os.pipe()
            os.write(w, secret)
            os.close(w)
            fds.append(r)
            options += [name, str(r)]
    try:
        return subprocess.run([*wrap, FELT, *options, *args], env=home.env(), pass_fds=fds, capture_output=True, cwd=home.path, timeout=120)
    finally:
        for fd in fds:
            os.close(fd)


def opens(home, old):
    """Which secrets open it: of before, of after.  A sheet that was not finished is no sheet."""
    found = set()
    sheet = home.path + "/recovery2"
    secrets = [("old passphrase", {"passphrase": PASS.encode()}), ("new passphrase", {"passphrase": NEW_PASS.encode()}), ("old key", {"key": old})]
    if os.path.exists(sheet):
        secrets.append(("new key", {"key": lines(sheet)}))
    for name, secret in secrets:
        r = felt(home, "verify", **secret)
        if r.returncode == 0:
            found.add(name)
        elif r.returncode != 2:
            found.add("%s: %d %s" % (name, r.returncode, r.stderr))
    return found


home, _ = faults.prepared()
old = lines(home.path + "/recovery")
before = {"old passphrase", "old key"}
to = ["--recovery-to", "recovery2"]
both = (PASS + "\n" + NEW_PASS + "\n").encode()
operations = {
    "key passphrase": (["key", "passphrase", *CHEAP], {"passphrase": both}, {"new passphrase", "old key"}),
    "key recovery": (["key", "recovery", *to], {"passphrase": PASS.encode()}, {"old passphrase", "new key"}),
    "key recovery --forgot": (["key", "recovery", "--forgot", *to, *CHEAP], {"passphrase": NEW_PASS.encode(), "key": old}, {"new passphrase", "new key"}),
    "key passphrase --recovery": (["key", "passphrase", *to, *CHEAP], {"passphrase": NEW_PASS.encode(), "key": old}, {"new passphrase", "new key"}),
    "key rotate": (["key", "rotate", "--yes", *to, *CHEAP], {"passphrase": PASS.encode()}, {"old passphrase", "new key"}),
    "key rotate --recovery": (["key", "rotate", "--yes", *to, *CHEAP], {"passphrase": NEW_PASS.encode(), "key": old}, {"new passphrase", "new key"}),
}
for name, (args, secrets, after) in operations.items():
    if name not in os.environ.get("ONLY", name).split(","):
        continue
    done = home.copy()
    r = felt(done, *args, **secrets)
    faults.ok(r.returncode == 0 and opens(done, old) == after, "%s: the new secrets open it, the replaced ones do not" % name, r.stderr, opens(done, old))
    done.remove()
    wrong, places = [], 0
    for call in CALLS:
        trial = home.copy()
        log = os.path.join(trial.path, "trace")
        felt(trial, *args, **secrets, wrap=["strace", "-f", "-qq", "-o", log, "-e", "trace=" + call])
        with open(log) as f:
            n = sum("resumed" not in line and "(" in line for line in f)
        trial.remove()
        for when in faults.points(n, MOST):
            trial = home.copy()
            r = felt(trial, *args, **secrets, wrap=["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e", "inject=%s:signal=KILL:when=%d" % (call, when)])
            got = opens(trial, old)
            places += r.returncode < 0  # strace counts each call of a set for itself: some points are never reached
            if got not in (before, after):
                wrong.append("at %s %d of %d: status %d, %s" % (call, when, n, r.returncode, sorted(got)))
            trial.remove()
    faults.ok(not wrong and places > 5, "%s killed at %d places: all of the old or all of the new" % (name, places), *wrong)
home.remove()
faults.done()
