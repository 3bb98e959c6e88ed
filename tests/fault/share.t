#!/usr/bin/python3
"""felt share killed, or refused by the disk, at each step: a file with its record, a file with a clear next step, or nothing.

Never a record without its file, never a sealed page without its words, never half a file.
"""
import hashlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults  # noqa: E402

KILL, REFUSE, FULL = ("killed", "signal=KILL"), ("refused", "error=EIO"), ("no space", "error=ENOSPC")
NAMING = "rename,renameat,renameat2,linkat"
# form, call, what happens, how many places at most
TRIED = [("open", "pwrite64", KILL, 3), ("open", "pwrite64", FULL, 2), ("open", "fdatasync", KILL, 5), ("open", "fdatasync", REFUSE, 3), ("open", "fsync", KILL, 4),
         ("open", "fsync", REFUSE, 4), ("open", "unlink,unlinkat", KILL, 2), ("open", NAMING, KILL, 3), ("open", NAMING, REFUSE, 3), ("open", "openat", KILL, 2),
         ("open", "write", KILL, 2), ("open", "write", FULL, 2), ("sealed", NAMING, KILL, 3), ("sealed", "write", FULL, 2)]
NEXT = b"felt share --log says"

home, ids = faults.prepared()
old = home.state()
out, words = os.path.join(home.path, "packet.html"), os.path.join(home.path, "words")
with open(os.path.join(home.path, "choices"), "w") as f:
    json.dump({"to": "T", "aliases": {"day": "night"}}, f)
SPECS = {
    "open": (["share", "--yes", "--open", "-o", out, "--choices", os.path.join(home.path, "choices")], b"", faults.PASS),
    "sealed": (["share", "--yes", "-o", out, "--words-to", words, "--choices", os.path.join(home.path, "choices")], b"", faults.PASS),
}


def log(trial):
    return [json.loads(line)["digest"] for line in trial.felt("share", "--log", "--json").stdout.splitlines()]


def look(trial, sealed, r, killed):
    """What is wrong afterwards."""
    file, named = os.path.join(trial.path, "packet.html"), os.path.join(trial.path, "words")
    there, records, wrong = os.path.exists(file), log(trial), []
    if trial.state() != old:
        wrong.append("the entries are not what they were: %s" % (trial.state(),))
    if there and not open(file, "rb").read().endswith(b"</html>\n"):
        wrong.append("half a file")
    if there and sealed and not os.path.exists(named):
        wrong.append("a sealed page without its words")
    if records and not there:
        wrong.append("a record without its file")
    if records and there and records != [hashlib.sha256(open(file, "rb").read()).hexdigest()]:
        wrong.append("the record is of another file")
    if not killed and r.returncode == 0 and not (there and records):
        wrong.append("it said that all went well")
    if not killed and there and not records and b"the log does not know of it" not in r.stderr:
        wrong.append("a file without its record, and nothing is said: %s" % r.stderr.decode())
    # The same once more: there is a way on.
    if not there and os.path.exists(named):
        os.unlink(named)  # words of nothing: killed between them and the page
    args, stdin, secrets = faults.relocated(SPECS["sealed" if sealed else "open"], home, trial)
    again = trial.felt(*args, stdin=stdin, secrets=secrets)
    if there and not (again.returncode == 5 and NEXT in again.stderr):
        wrong.append("again: status %d, %s" % (again.returncode, again.stderr.decode()))
    if not there and again.returncode != 0:
        wrong.append("again: status %d, %s" % (again.returncode, again.stderr.decode()))
    if there:
        other = [a if a != file else file + "2" for a in args]
        other = [a if a != named else named + "2" for a in other]
        if trial.felt(*other, stdin=stdin, secrets=secrets).returncode != 0 or len(log(trial)) != len(records) + 1:
            wrong.append("under another name it does not go either")
    trial.felt("write", stdin=b"x")
    left = [x for x in trial.leftovers() if not x.endswith(".felt-journal") or os.path.getsize(x)]
    if left and not there:
        wrong.append("left: %s" % left)
    return wrong


# A file, and then killed before its record is committed, has to be among what was tried: else this shows nothing.
window = 0
counted = {}
for name, call, (what, how), most in TRIED:
    if (name, call) not in counted:
        counted[name, call], _, status = faults.hits(home, SPECS[name], call)
        faults.ok(status == 0, "%s works without a fault" % name, status)
    wrong = []
    for when in faults.points(counted[name, call], most):
        trial, r = faults.inject(home, SPECS[name], call, how, when)
        window += os.path.exists(os.path.join(trial.path, "packet.html")) and not log(trial)
        wrong += ["at %s %d of %d: %s" % (call, when, counted[name, call], w) for w in look(trial, name == "sealed", r, what == "killed")]
        trial.remove()
    faults.ok(not wrong, "%s %s at %s (%d places)" % (name, what, call, counted[name, call]), *wrong)
faults.ok(window > 0, "a file without its record was met on the way (%d times)" % window)
home.remove()
faults.done()
