#!/usr/bin/python3
"""T001-T013: killed at every write, sync, unlink, rename, truncate and creating open of each operation."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults  # noqa: E402

CALLS = ["pwrite64", "fdatasync", "fsync", "unlink,unlinkat", "rename,renameat,renameat2,linkat", "ftruncate", "openat", "write"]
MOST = {"openat": 3, "pwrite64": 4, "write": 2}



def again_secret(trial):
    return faults.PASS if trial.felt("verify").returncode == 0 else faults.NEW_PASS


home, ids = faults.prepared()
old = home.state()
for name, spec in faults.operations(home, ids).items():
    if name not in os.environ.get("ONLY", name).split():
        continue
    base, old_here, spec = faults.base_of(home, ids, name, spec)
    old_here = old_here or old
    for call in CALLS:
        n, new, status = faults.hits(base, spec, call)
        if status:
            faults.ok(False, "%s works without a fault" % name, status)
            break
        wrong = []
        for when in faults.points(n, MOST.get(call, 2)):
            trial, r = faults.inject(base, spec, call, "signal=KILL", when)
            state = trial.state()
            if state not in (old_here, new):
                wrong.append("at %s %d of %d: %s" % (call, when, n, state))
            # The operation again: it succeeds or finds itself done; after the next start nothing temporary is left.
            args, stdin, secrets = faults.relocated(spec, base, trial)
            again = trial.felt(*args, stdin=stdin, secrets=secrets)
            trial.state()
            if any(left.endswith("j.felt-journal") for left in trial.leftovers()):
                trial.felt("write", stdin=b"x", secrets=again_secret(trial))  # SQLite's own: an empty one goes with the next write
            if again.returncode < 0 or trial.leftovers():
                wrong.append("after %s %d: status %d, left %s" % (call, when, again.returncode, trial.leftovers()))
            trial.remove()
        if n:
            faults.ok(not wrong, "%s killed at %s (%d places)" % (name, call, n), *wrong)
    if base is not home:
        base.remove()
home.remove()
faults.done()
