#!/usr/bin/python3
"""T014-T028: no space, I/O errors, read-only, quota, too many files, no access, at every call of each operation."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults  # noqa: E402

CASES = [("pwrite64", "ENOSPC", 3), ("write", "ENOSPC", 2), ("ftruncate", "ENOSPC", 2), ("pwrite64", "EIO", 2), ("fdatasync", "EIO", 2),
         ("fsync", "EIO", 2), ("pread64", "EIO", 3), ("openat", "EROFS", 3), ("openat", "EDQUOT", 2), ("openat", "ENFILE", 2),
         ("openat", "EMFILE", 2), ("openat", "EACCES", 3)]

home, ids = faults.prepared()
old = home.state()
for name, spec in faults.operations(home, ids).items():
    if name == "undo" or name not in os.environ.get("ONLY", name).split():
        continue
    base, old_here, spec = faults.base_of(home, ids, name, spec)
    old_here = old_here or old
    counted = {}
    for call, error, most in CASES:
        if call not in counted:
            counted[call] = faults.hits(base, spec, call)
        n, new, status = counted[call]
        wrong = []
        for when in faults.points(n, most):
            trial, r = faults.inject(base, spec, call, "error=" + error, when)
            state = trial.state()
            where = "%s %s %d of %d: status %d: " % (call, error, when, n, r.returncode)
            if state not in (old_here, new):
                wrong.append(where + str(state))
            elif r.returncode == 127 and b"loading shared libraries" in r.stderr:
                pass  # felt never began
            elif r.returncode == 0 and state != new:
                wrong.append(where + "said it was done, and it was not")
            if r.returncode not in (0, 2, 3, 4, 5, 127) or (error == "ENOSPC" and r.returncode not in (0, 4)):
                wrong.append(where + r.stderr.decode()[-300:])
            if any(text in r.stderr for text in (b"hard won", b"first day", faults.PASS.encode())):
                wrong.append(where + "an error message holds text")
            trial.remove()
        if n:
            faults.ok(not wrong, "%s with %s at %s (%d places)" % (name, error, call, n), *wrong)
    if base is not home:
        base.remove()
home.remove()
faults.done()
